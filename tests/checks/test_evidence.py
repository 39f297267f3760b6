"""证据清单 against the figures that refer to it: one change to a good park, and what is said of
it."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.checks.evidence import numbers_in, supports
from parkeval_xl.forms import book
from tests.checks.good_park import FLOW, Place, codes, context, findings, good, ledger, plan, rows

LAST = 199  # a spare row of the list


def entry(row: int, **columns: Any) -> dict[Place, Any]:
    """Changes to a row of the list; row 0 is the first number the park refers to, an invoice of the
    year."""
    return rows("evidence", row=row, **columns)


def first() -> str:
    """The number in the first row of the good park's list."""
    return str(context(book(plan()), good(book(plan()))).inputs["evidence.number"][0])


def wide(text: str) -> str:
    """The text in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


CASES: list[tuple[dict[Place, Any], str]] = [
    # the changes, the codes they cause
    (entry(LAST, number="E99", kind="照片"), "EVIDENCE_UNUSED"),
    (entry(0, number=wide(first()).lower()), ""),  # width and case do not count
    (entry(LAST, number=first()), "EVIDENCE_DUPLICATE"),
    (entry(LAST, file="没有编号的文件.pdf"), "TEXT_EMPTY"),
    (entry(LAST, remark="评审备注"), ""),
    (entry(0, number="换了编号"), "EVIDENCE_UNKNOWN EVIDENCE_UNUSED"),
    (entry(0, date="2024-12-31"), "EVIDENCE_DATE"),
    (entry(0, date="2024-12-31", remark="结算期跨年，已核对"), ""),
    (entry(0, date="2026-01-01"), "EVIDENCE_DATE"),
    (entry(0, date="2025-01-01"), ""),
    (entry(0, date="去年"), "DATE_WRONG"),
    (entry(0, date=""), ""),
    (entry(0, date="2009-06-30", kind="批复文件"), ""),
    (entry(0, kind="发票"), "CHOICE_UNKNOWN"),
    (ledger(0, evidence="甲", way="连续计量"), ""),
]


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_the_list(changes: dict[Place, Any], expected: str) -> None:
    assert codes(findings(changes)) == sorted(expected.split())


def test_an_empty_list_is_said_once() -> None:
    [one] = findings(
        {("evidence.number", row): "" for row in range(LAST + 1)}
        | {(f"evidence.{key}", row): "" for key in ("kind", "date") for row in range(LAST + 1)}
    )
    assert (one.code, one.sheet, one.cell) == ("EVIDENCE_LIST_EMPTY", "证据清单", "A6")
    assert one.words["count"] > 10


def listed(number: str, kind: str) -> dict[Place, Any]:
    """The evidence of the second ledger row has a number of its own, and a kind; others keep
    theirs."""
    declared = book(plan())
    there = (
        context(declared, good(declared), ledger(1, evidence=number))
        .inputs["evidence.number"]
        .tolist()
    )
    return ledger(1, evidence=number) | {
        ("evidence.kind", there.index(n)): k
        for n, k in zip(number.split("、"), kind.split("、"), strict=True)
    }


@pytest.mark.parametrize(
    ("way", "kind", "said"),
    [
        # grade of the way of collection against the best the kind allows
        ("结算凭证", "台账", True),
        ("连续计量", "合同", True),
        ("台账互校", "合同", True),
        ("工程估算", "照片", True),
        ("结算凭证", "检测报告", False),
        ("台账互校", "台账", False),
        ("工程估算", "合同", False),
        ("缺省值", "照片", False),
    ],
)
def test_a_figure_is_no_better_than_its_evidence(way: str, kind: str, said: bool) -> None:
    found = [
        f for f in findings(listed("K1", kind) | ledger(1, way=way)) if f.code == "GRADE_TOO_GOOD"
    ]
    grades = {w.name: w.grade for w in data.collection_ways()}
    assert [(f.sheet, f.words["grade"]) for f in found] == [
        ("物料台账", f"{way}（{grades[way]}级）")
    ] * said


def test_of_several_documents_the_best_counts() -> None:
    assert codes(findings(listed("K1、K2", "合同、结算凭证"))) == []
    assert codes(findings(listed("K1、K2", "合同、声明"))) == ["GRADE_TOO_GOOD"]


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ((FLOW + "evidence", "石灰"), "项目·电炉短流程·石灰"),
        (("ledger.evidence", 0), "产生企业0·废钢铁·产生方"),
        (
            ("park.boundary.evidence", None),
            "边界文件",
        ),  # a companion is named by the figure it stands beside
    ],
)
def test_every_number_of_a_cell_is_looked_up_and_named_with_its_figure(
    place: Place, label: str
) -> None:
    declared = book(plan())
    named = {place: "F-S1_BASIC_1，没登记"}
    at = context(declared, good(declared), named).inputs["evidence.number"].tolist().index("没登记")
    found = [f for f in findings(named | entry(at, number="")) if f.code == "EVIDENCE_UNKNOWN"]
    assert [f.text(english=False)[0] for f in found] == [f"“{label}”引用的证据 没登记 不在清单中"]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("E01", ("E01",)),
        ("e01 ", ("E01",)),
        ("Ｅ０１", ("E01",)),
        ("E01、E02", ("E01", "E02")),
        ("E01,E02", ("E01", "E02")),
        ("E01，E02", ("E01", "E02")),
        ("E01;E02；E03", ("E01", "E02", "E03")),
        ("E01/E02", ("E01", "E02")),
        ("E01  E02\nE03", ("E01", "E02", "E03")),
        ("E01、E01", ("E01",)),
        ("、", ()),
        ("环评/2019/12", ("环评/2019/12",)),
        ("环评/2019/13", ("环评", "2019", "13")),
    ],
)
def test_the_numbers_in_a_cell(cell: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(cell, {"环评/2019/12"}) == numbers


def test_what_a_document_supports() -> None:
    declared = book(plan())
    changes = ledger(0, evidence="甲、乙") | ledger(1, evidence="乙")
    changes |= {("park.boundary.evidence", None): "乙", (FLOW + "evidence", "石灰"): "乙"}
    park = context(declared, good(declared), changes)
    numbers = park.inputs["evidence.number"].tolist()
    said = dict(zip(numbers, supports(park), strict=True))
    assert said["甲"] == "1 项　物料台账：产生企业0·废钢铁·产生方"
    assert (
        said["乙"]
        == "4 项　园区信息：边界文件；物料台账：产生企业0·废钢铁·产生方、利用企业0·废钢铁·利用方 等"
    )
    assert said[""] == ""
