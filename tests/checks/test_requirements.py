"""符合性: one change to a good park, the findings it causes, and what becomes of the verdict."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.checks.requirements import process_of
from parkeval_xl.forms import Book, book
from parkeval_xl.graph import EFFECTIVE, REPORTED, shown
from tests.checks.good_park import codes, context, findings, good, plan, rows

DECLARED = book(plan())
CERTIFICATE, POWER, STAFF, LEDGER = "s1_basic_4", "s1_mgmt_1", "s1_mgmt_8", "s1_mgmt_6"


def basic(id: str = CERTIFICATE, **columns: Any) -> dict[Any, Any]:
    return rows("basic", row=id, **columns)


def management(id: str, **columns: Any) -> dict[Any, Any]:
    return rows("management", row=id, **columns)


def verdict(
    changes: dict[Any, Any] | None = None, which: int = EFFECTIVE, declared: Book = DECLARED
) -> tuple[Any, Any]:
    values = context(declared, good(declared), changes).values
    one = declared.results.verdict
    return shown(one["conclusion"], values, None, which), shown(one["reason"], values, None, which)


# change, conclusion, codes
CASES: list[tuple[dict[Any, Any], str, str]] = [
    ({}, "符合", ""),
    (basic("s1_basic_1", answer="不符合"), "不符合", "REQUIREMENT_FAILED"),
    (basic("s1_basic_1", answer=None), "资料不全", "REQUIREMENT_UNANSWERED"),
    (basic("s1_basic_1", evidence=None), "符合", "EVIDENCE_MISSING"),
    (basic(valid_until="2025-12-31"), "符合", "CERT_EXPIRING"),
    (basic(valid_until="2025-12-30"), "不符合", "CERT_EXPIRED"),
    (
        basic(valid_until=45900.0),
        "不符合",
        "CERT_EXPIRED",
    ),  # a date cell shown as a number: 2025-08-31
    (basic(valid_until=None), "资料不全", "CERT_MISSING"),
    (basic(number=None), "资料不全", "CERT_MISSING"),
    (basic(issuer=None), "资料不全", "CERT_MISSING"),
    (basic(valid_until="2025-02-30"), "#N/A", "DATE_WRONG"),
    (
        basic(valid_until="2024-06-30", valid_until_verified="2027-06-30", remark="已换证"),
        "符合",
        "CERT_EXPIRING VERIFIED_TURNS REVIEW_OPEN",
    ),
    (
        basic(answer_verified="不符合", remark="认证范围不含污水厂"),
        "不符合",
        "REQUIREMENT_FAILED VERIFIED_TURNS REVIEW_OPEN",
    ),
    (management(LEDGER, answer="不符合"), "不符合", "REQUIREMENT_FAILED"),
    (management(LEDGER, answer="基本符合"), "#N/A", "CHOICE_UNKNOWN"),
    (management(POWER, actual=11.9), "不符合", "COMPLETION_LOW"),
    (management(POWER, actual=None), "资料不全", "REQUIRED_EMPTY"),
    (management(POWER, target=None), "资料不全", "REQUIRED_EMPTY"),
    (management(POWER, target=0.0), "#N/A", "NUMBER_RANGE"),
    (management(STAFF, actual=1), "不符合", "COMPLETION_LOW"),
    (management(STAFF, target=1, actual=1, reason="园办〔2025〕2号"), "符合", "TARGET_CHANGED"),
    (management(STAFF, applies="不适用"), "符合", "NOT_APPLICABLE_NO_REASON"),
    (management(STAFF, applies="不适用", reason="由县局代管"), "符合", ""),
    (rows("limits", row="limit_1", actual=1), "不符合", "EXCEEDANCE"),
    (rows("limits", row="limit_1", actual=None), "资料不全", "REQUIRED_EMPTY"),
    (
        rows("boundary", row="废物收集与运入", included="排除"),
        "符合",
        "BOUNDARY_STILL_COUNTED NOT_APPLICABLE_NO_REASON",
    ),
    (
        rows("boundary", row="残渣运输与处置", included="排除", reason="残渣全部回炉")
        | rows("scrap_steel.parameters", row="r_res", value=0.0),
        "符合",
        "BOUNDARY_EXCLUDED",
    ),
]


@pytest.mark.parametrize(
    ("changes", "conclusion", "expected"), CASES, ids=[str(i) for i in range(len(CASES))]
)
def test_a_change_its_verdict_and_its_findings(
    changes: dict[Any, Any], conclusion: str, expected: str
) -> None:
    said = verdict(changes)[0]
    assert (said.text if hasattr(said, "text") else said) == conclusion
    assert codes(findings(changes)) == sorted(expected.split()), findings(changes)


def test_the_first_of_several_reasons_is_given() -> None:
    changes = basic(valid_until="2020-01-01") | management(POWER, actual=1.0)
    assert verdict(changes) == ("不符合", "基本要求有不符合项")


def test_the_reported_verdict_stands_beside_the_verified_one() -> None:
    changes = basic("s1_basic_2", answer_verified="不符合", remark="执法记录未销号")
    assert verdict(changes, REPORTED)[0] == "符合" and verdict(changes, EFFECTIVE)[0] == "不符合"


@pytest.mark.parametrize(
    "id", [r.id for r in data.requirements("hunan_circular") if not r.id.startswith("s1_util")]
)
def test_each_requirement_alone_turns_the_verdict(id: str) -> None:
    forms = DECLARED.conformity
    block = next(
        b
        for b in (forms.basic, forms.management, forms.limits)
        if any(line["id"] == id for line in b.initial)
    )
    initial = next(line for line in block.initial if line["id"] == id)
    if block is forms.limits:
        change = rows("limits", row=id, actual=1)
    elif initial["kind"] == "quantity":
        change = rows("management", row=id, actual=0)
    else:
        change = rows(block.id, row=id, answer="不符合")
    assert verdict()[0] == "符合"
    assert verdict(change)[0] == "不符合"


def test_each_rate_alone_turns_the_verdict() -> None:
    declared = book(plan(("smelting_slag", "scrap_steel")))
    assert verdict(declared=declared)[0] == "符合"
    for row in (0, 2):  # the generators
        low = rows("ledger", row=row, utilised=7000, closing=3000)
        assert verdict(low, declared=declared) == ("不符合", "资源循环利用率低于阈值")


def test_the_decision_table_answers_every_combination_and_each_rule_decides_somewhere() -> None:
    from itertools import product

    from parkeval_xl.functions.operations import decided

    rules = data.verdict_rules()
    columns = [[getattr(r, k) for r in rules] for k in ("basic", "management", "limits", "rates")]
    deciding = set()
    for states in product(
        ("符合", "不符合", "待填"),
        ("符合", "不符合", "待填", "不适用"),
        ("符合", "不符合", "待填"),
        ("达标", "未达标", "待填", "不适用"),
    ):
        out = str(decided(states, columns, [r.verdict for r in rules]))
        deciding.add(str(decided(states, columns, [str(r.order) for r in rules])))
        if "不符合" in states or "未达标" in states:
            assert out == "不符合", states
        elif states == ("符合", "符合", "符合", "达标"):
            assert out == "符合"
        else:
            assert out == "资料不全", states
    assert deciding == {str(r.order) for r in rules}


@pytest.mark.parametrize(
    ("role", "quantity", "factor", "process"),
    [
        ("项目", "处理量", "重型柴油货车30t", "collection"),
        ("项目", "产品量", "重型柴油货车30t", "delivery"),
        ("项目", "产品量", "电力", "processing"),
        ("项目", "直接填报", "柴油", "processing"),
        ("项目", "产品量", "石灰", "auxiliaries"),
        ("泄漏", "残渣量", "重型柴油货车30t", "residue"),
        ("泄漏", "直接填报", "实测排放量", "shifted"),
        ("基准线", "替代量", "转炉碳钢", "displaced"),
        ("基准线", "填埋量", "自定填埋", "disposal"),
    ],
)
def test_a_flow_line_belongs_to_a_process(
    role: str, quantity: str, factor: str, process: str
) -> None:
    found = process_of(role, quantity, factor)
    assert found is not None and found.id == process


def test_every_born_line_belongs_to_a_process() -> None:
    for material in data.materials():
        for route in data.routes(material.id):
            for line in data.lines(material.id, route.route):
                assert process_of(line.role, line.quantity, line.factor_key), line
    assert process_of("别的", "处理量", "电力") is None
