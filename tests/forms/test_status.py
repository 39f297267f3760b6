"""状态: what a row lacks or has wrong, in words. Expected words are written by hand; and whatever a
declaration asks for is named where it is missing, whatever it refuses where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parkeval_xl import data
from parkeval_xl.core import values as v
from parkeval_xl.evaluation import evaluate_file
from parkeval_xl.forms import Declared, Plan, declare
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.forms.sheet import SCHEMA
from parkeval_xl.forms.status import SINCE, is_status, operands
from parkeval_xl.graph import ASSESSOR, CHOICE, NATIVE, NUMBER, Block, Field, Values
from parkeval_xl.graph.program import Program
from parkeval_xl.graph.run import EFFECTIVE, view
from parkeval_xl.workbook.save import save
from tests import store

COMPLETE = "完整"
WORD = "没有这个词"
Change = dict[str, Any]


@cache
def sample() -> tuple[Declared, Values]:
    book, inputs, _ = store.declared(store.SAMPLE)
    return book, initial_inputs(book) | dict(inputs)


def blocks(book: Declared) -> dict[str, Block]:
    return {
        field.block.id: field.block
        for field in book.graph.fields.values()
        if is_status(field) and field.block
    }


@cache
def program(block: str) -> Program:
    """What the words of a list rest on, and nothing else."""
    graph = sample()[0].graph
    behind = graph.behind([f"{block}.status"])
    return Program([f for f in graph.order if f.id in behind])


def words(inputs: Values, block: str) -> list[str]:
    field = sample()[0].graph.fields[f"{block}.status"]
    found = program(block).run([inputs])[0]
    return list(view(found[field.id], field, EFFECTIVE))


def entered(book: Declared, inputs: Values, block: str, row: int, change: Change) -> Values:
    """The inputs with some cells of a row as typed: None empty, an error or a text for a number
    refused."""
    out = dict(inputs)
    for key, typed in change.items():
        field = book.graph.fields[f"{block}.{key}"]
        column = out[field.id] = np.array(out[field.id], copy=True)
        column[row] = v.text(typed) if field.is_text else v.number(typed)
    return out


def said(block: str, row: int, **change: Any) -> str:
    book, inputs = sample()
    return words(entered(book, inputs, block, row, change), block)[row]


FREE_LEDGER, OPTIONAL_FLOW, OWN = 300, 2, 103  # rows of the sample that hold nothing of a person
NEW_ROW = {
    "enterprise": "甲厂",
    "material": "废钢铁",
    "role": "利用方",
    "unit": "t",
    "intake": 5,
    "utilised": 4,
}
STEEL = "scrap_steel.flows"
PLANTED = [
    ("ledger", FREE_LEDGER, {}, ""),
    ("ledger", FREE_LEDGER, NEW_ROW, COMPLETE),
    ("ledger", FREE_LEDGER, {"unit": "t"}, "待填：企业名称、物料、单位类别"),
    (
        "ledger",
        FREE_LEDGER,
        NEW_ROW | {"unit": None, "utilised": None},
        "待填：单位、综合利用量",
    ),
    ("ledger", FREE_LEDGER, NEW_ROW | {"role": "产生方"}, "待填：来源"),
    ("ledger", FREE_LEDGER, NEW_ROW | {"closing": "待填"}, "待填：年末贮存量"),
    ("ledger", FREE_LEDGER, NEW_ROW | {"material": "废塑料"}, "待填：路线"),
    ("ledger", FREE_LEDGER, NEW_ROW | {"utilised": None, "utilised_verified": 4}, COMPLETE),
    ("ledger", FREE_LEDGER, NEW_ROW | {"utilised": "四", "utilised_verified": 4}, COMPLETE),
    ("ledger", FREE_LEDGER, NEW_ROW | {"utilised_verified": "四"}, "有误：综合利用量"),
    ("ledger", FREE_LEDGER, NEW_ROW | {"opening": -1}, "有误：年初贮存量"),
    ("ledger", FREE_LEDGER, NEW_ROW | {"disposed": "不适用"}, "有误：处置量"),
    ("ledger", FREE_LEDGER, NEW_ROW | {"unit": "顿"}, "有误：单位无法识别"),
    (
        "ledger",
        FREE_LEDGER,
        NEW_ROW
        | {"enterprise": None, "material": "废钢", "role": None, "way": "猜", "origin": "县外"},
        "待填：企业名称、单位类别；有误：物料不在可选项、来源不在可选项、获取方式不在可选项",
    ),
    (STEEL, OPTIONAL_FLOW, {}, ""),
    (STEEL, OPTIONAL_FLOW, {"rate": 30}, COMPLETE),
    (STEEL, OPTIONAL_FLOW, {"factor_key": WORD}, "有误：因子不在因子库"),
    (STEEL, 0, {"rate": None}, "待填：单耗、运距或数量"),
    (
        STEEL,
        0,
        {"rate": None, "unit": None, "factor_key": None},
        "待填：单耗、运距或数量、单位、因子",
    ),
    (STEEL, 0, {"unit": "MJ/t"}, "有误：单位与因子不符"),
    (STEEL, 0, {"unit": "t/kg"}, "有误：单位与计算基数不符"),
    (STEEL, 0, {"unit": "篓/t"}, "有误：单位无法识别"),
    (STEEL, 0, {"quantity": "某量"}, "有误：计算基数不在可选项"),
    (STEEL, 25, {"rate": 1}, "待填：类别、路线、计算基数、单位、因子"),
    ("scrap_steel.parameters", 1, {"value": 99}, "有误：填报值不是数字或超出上下限"),
    ("scrap_steel.parameters", 1, {"value": None}, "待填：填报值"),
    ("scrap_steel.parameters", 1, {"value": None, "value_verified": 0.9}, COMPLETE),
    ("factors", 3, {"override": 2}, "待填：替换理由"),
    ("factors", 3, {"override": 2, "reason": "实测"}, COMPLETE),
    ("factors", 3, {"override": "二", "reason": "实测"}, "有误：替换值"),
    ("factors", OWN, {"key": "自测"}, "待填：单位、替换值"),
    ("factors", OWN, {"key": "自测", "unit": "tCO2/t", "override": 1}, "待填：替换理由"),
    (
        "factors",
        OWN,
        {"key": "自测", "unit": "tCO2/t", "override": 1, "reference": "检测"},
        COMPLETE,
    ),
    (
        "factors",
        OWN,
        {"key": "柴油", "unit": "t", "override": 1, "reason": "检测"},
        "有误：因子重复、单位无法识别、替换值",
    ),
    ("base", 0, {"y1": None}, "待填：2021年"),
    ("base", 0, {"y1": None, "y1_verified": 3}, COMPLETE),
    ("base", 0, {"y1": -3, "y4": "约三"}, "有误：2021年、2024年"),
    ("base", 0, {f"y{y}": None for y in range(5)}, "待填：各年"),
    ("energy", 0, {"y2": None, "y3": -1}, "待填：2022年；有误：2023年"),
    ("energy", 1, {}, ""),
    ("firms", 0, {"name": None, "sector_code": None}, "待填：企业名称、行业代码"),
    ("firms", 0, {"treatment_uptime": 120}, "有误：治理设施同步运行率"),
    ("candidates", 0, {"tax": None}, "待填：税收"),
    ("evidence", 0, {"file": None, "date": "去年"}, "待填：文件名；有误：日期不是日期"),
]


@pytest.mark.parametrize("block, row, change, expected", PLANTED)
def test_planted_rows_say_what_is_the_matter(
    block: str, row: int, change: Change, expected: str
) -> None:
    assert said(block, row, **change) == expected


def test_a_good_park_is_complete() -> None:
    book, inputs = sample()
    found = {word for block in blocks(book) for word in words(inputs, block)}
    assert found == {"", COMPLETE}


def _asked() -> Iterator[Any]:
    book, inputs = sample()
    for id, block in blocks(book).items():
        given, rows = operands(block.columns.values()), words(inputs, id)
        complete = [i for i, word in enumerate(rows) if word == COMPLETE]
        for field in given if complete else ():
            row = next((i for i in complete if _holds(field, inputs, i)), complete[0])
            yield pytest.param(block, row, field, id=field.id)


def _holds(field: Field, inputs: Values, row: int) -> bool:
    held = inputs[field.id][row] if field.id in inputs else ""
    return bool(held != "") if field.is_text else bool(v.is_number(held))


@pytest.mark.parametrize("block, row, field", list(_asked()))
def test_what_a_declaration_asks_for_is_named(block: Block, row: int, field: Field) -> None:
    """Empty where a row needs it: lacking. An error cell, or a word that is no choice: wrong."""
    if field.needed:
        assert f"、{field.label}" in said(block.id, row, **{field.key: None}).replace("：", "、")
    if field.kind == NUMBER:
        lacking, _, wrong = said(block.id, row, **{field.key: "#REF!"}).partition("有误：")
        assert wrong.startswith(field.label) and not lacking
        lacking, _, wrong = said(block.id, row, **{field.key: "待填"}).partition("有误：")
        assert field.label in lacking and not wrong
    elif field.kind == CHOICE:
        _, _, wrong = said(block.id, row, **{field.key: WORD}).partition("有误：")
        assert field.label in wrong


@pytest.mark.parametrize(
    "key", [f.key for f in operands(sample()[0].graph.blocks["firms"].columns.values())]
)
def test_a_row_lacks_just_what_is_asked(key: str) -> None:
    """Of firms: the table of their columns says which every firm has."""
    column = next(c for c in data.enterprise().columns if c.key == key)
    expected = f"待填：{column.name}" if column.is_required else COMPLETE
    assert said("firms", 0, **{key: None}) == expected


def test_a_file_made_before_reads_as_it_was(tmp_path: Path) -> None:
    """Under its schema there is no such column: nothing is missed, nothing has moved, and each
    figure is that of a file made today."""
    book, inputs, _ = store.declared(store.LEAN)
    old = declare(replace(book.plan, schema=SINCE - 1))
    assert not blocks(old) and blocks(book)
    before = evaluate_file(save(old, NATIVE, tmp_path / "旧.xlsx", inputs))
    today = evaluate_file(store.copy(store.LEAN, tmp_path))
    for one in (before, today):
        assert one.loaded is not None and one.loaded.remarks == []
    assert (before.book.plan.schema, today.book.plan.schema) == (SINCE - 1, SCHEMA)
    for field in old.graph.order:
        assert str(before.values[field.id]) == str(today.values[field.id]), field.id


def test_a_workbook_made_anew_has_the_column() -> None:
    old = json.loads(Plan().to_json()) | {"schema": SINCE - 1}
    assert Plan.from_json(json.dumps(old)).schema == SINCE - 1
    made, _, _ = store.from_json({"plan": old, "inputs": {}})
    assert blocks(made)


def test_every_list_of_entries_has_it() -> None:
    """Lists that are filled row by row; but those of one answer a row, with its judgement or score
    beside it, those whose rows the tool writes, and rules that may be replaced."""
    beside = {
        "scope",
        "boundary",
        "basic",
        "management",
        "limits",
        "index_gate",
        "index_continuity",
    }
    beside |= {"goal1", "goal2", "goal3", "levels2", "levels3", "metrics_masses"}
    by_tool = {"sectors", "diagnosis", "surplus", "review"}
    rules = {"index_weights", "levels", "curves"}
    book, _ = sample()
    lists = {
        id
        for id, block in book.graph.blocks.items()
        if any(f.writer != ASSESSOR for f in operands(block.columns.values()))
    }
    assert lists - beside - by_tool - rules == set(blocks(book))
