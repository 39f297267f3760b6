"""Filling from JSON: every fault is named, nothing is guessed."""

from __future__ import annotations

import pytest

from parkeval_xl.workbook.exchange import InputProblem, from_json


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"park.nam": "x"}, "没有数据项“park.nam”，是否指 park.name"),
        ({"scrap_steel.reduction": 5}, "由公式计算，不能填"),
        ({"ledger": [{"enterprize": "x"}]}, "第 1 行的“enterprize”没有这一列"),
        ({"ledger": [{"balance": 0}]}, "第 1 行的“balance”由公式计算，不能填"),
        ({"ledger": "x"}, "应为行的列表"),
        ({"ledger": [[1]]}, "应为行的列表"),
        ({"ledger": [{}] * 501}, "有 501 行，模板只有 500 行"),
        ({"scrap_steel.parameters": {"x": {}}}, "中没有“x”"),
        ({"scrap_steel.flows": {"基准线": {}}}, "中有多行“基准线”"),
        ({"scrap_steel.parameters": {"w": 5}}, "“w”应为一个对象"),
        ({"ledger.intake": 5}, "是一列，应为列表"),
        ({"park.name": ["x"]}, "应为一个数或一段文字"),
        ({"park.name": "\x01坏"}, "含控制字符"),
        ({"park.name": "长" * 40000}, "超过 32767 个字符"),
        ({"park.area": float("inf")}, "超出范围"),
        ({"park.area": float("nan")}, "超出范围"),
        ({"park.area": 10**400}, "超出范围"),
    ],
)
def test_faults_are_named(inputs: dict[str, object], says: str) -> None:
    with pytest.raises(InputProblem) as caught:
        from_json({"inputs": inputs})
    assert says in str(caught.value)


def test_all_faults_are_collected() -> None:
    with pytest.raises(InputProblem) as caught:
        from_json({"inputs": {"a": 1, "b": 2, "ledger": [{"c": 3}]}})
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"inputs": []},
        {"plan": {"materials": 5}},
        {"plan": []},
        {"input": {}},
        {"plan": {"materials": ["scrap_steel"], "year": "x"}},
        {"plan": {"materials": ["scrap_steel"], "year": 2024, "base_year": 2030}},
        {"plan": {"materials": ["scrap_plastic"], "routes": [["scrap_plastic", ["PE"]]]}},
    ],
)
def test_a_wrong_shape_is_refused_in_words(data: object) -> None:
    with pytest.raises(InputProblem):
        from_json(data)  # type: ignore[arg-type]


def test_rows_are_found_by_name_or_by_position() -> None:
    declared, by_name, _ = from_json({"inputs": {"scrap_steel.flows": {"天然气": {"rate": 9.5}}}})
    items = [b["item"] for b in declared.graph.blocks["scrap_steel.flows"].initial]
    assert by_name["scrap_steel.flows.rate"][items.index("天然气")] == 9.5
    rows = [{} for _ in items]
    rows[items.index("天然气")] = {"rate": 9.5}
    _, by_position, _ = from_json({"inputs": {"scrap_steel.flows": rows}})
    assert (
        by_name["scrap_steel.flows.rate"].view("int64")
        == by_position["scrap_steel.flows.rate"].view("int64")
    ).all()
