"""Checks on the list of firms: each with the cell it points at, and a good list that hears
nothing."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl.checks.cells import CHECKS as CELL_CHECKS
from parkeval_xl.checks.finding import CheckContext, Finding
from parkeval_xl.checks.firm_rows import CHECKS
from parkeval_xl.checks.park import credit_code_holds
from parkeval_xl.workbook.layout import new_layout

from ..enterprises import PLAIN, Rows, arrays, firm, forms, sample
from .good_park import said

# The first is the example of GB 32100-2015, the second that of python-stdnum (stdnum.cn.uscc),
# which holds the third to be
# right, too; then these with a wrong last character, two characters exchanged, and a letter that is
# none of the standard's.
OTHERS = ("91110000600037341L", "914403001922038216")
CODES = {
    "91350100M000100Y43": True,
    OTHERS[0]: True,
    OTHERS[1]: True,
    "91110000600037342L": False,
    "91350100M000100Y34": False,
    "9135O100M000100Y43": False,
}


def context(rows: Rows, more: dict[str, Any] | None = None) -> CheckContext:
    _, declared = forms()
    inputs = arrays(declared, {"firms": rows} | (more or {}))
    book: Any = declared
    return CheckContext(book, new_layout(declared), inputs, declared.graph.run(inputs))


def findings(rows: Rows, checks: Any = CHECKS) -> list[tuple[str, str]]:
    """Codes and cells of the findings; each must have its words in both languages."""
    s = context(rows)
    return [(f.code, f.cell) for f in said([f for check in checks for f in check(s)])]


def words(rows: Rows, code: str) -> str:
    found: list[Finding] = [f for check in CHECKS for f in check(context(rows)) if f.code == code]
    assert len(found) == 1
    return found[0].text(english=False)[0]


GOOD = [PLAIN, *(firm(credit_code=code, name=f"示例{code[-3:]}厂") for code in OTHERS)]


def test_a_good_list_and_an_empty_one_hear_nothing() -> None:
    assert findings(GOOD) == [] == findings([])


@pytest.mark.parametrize(("code", "holds"), CODES.items())
def test_check_digits(code: str, holds: bool) -> None:
    assert credit_code_holds(code) is holds


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"credit_code": "91350100M000100Y34"}, "FIRM_CODE_WRONG", "B6"),
        ({"credit_code": "9135010M00100Y43"}, "FIRM_CODE_WRONG", "B6"),
        ({"sector_code": "钢铁"}, "FIRM_SECTOR_WRONG", "C6"),
        ({"so2_permitted": 18.9}, "PERMIT_OVERRUN", "Q6"),
        ({"solid_waste_utilised": 401}, "FIRM_WASTE_ABOVE", "Z6"),
        ({"solid_waste_utilised": 401, "solid_waste_old": 0.5}, "FIRM_WASTE_ABOVE", "Z6"),
        ({"solid_waste_old": 301}, "OLD_STOCK_ABOVE_USE", "AA6"),
        ({"audit_year": 2025}, "FIRM_AUDIT_FUTURE", "AD6"),
        ({"audit_year": 2018}, "FIRM_AUDIT_OLD", "AD6"),
        ({"value_added": 0}, "FIRM_NO_VALUE_ADDED", "H6"),
        ({"land": 0}, "FIRM_NO_DENOMINATOR", "AJ6"),
        ({"water_intake": 0, "water_reused": 0}, "FIRM_NO_DENOMINATOR", "AI6"),
        ({"tax": None}, "REQUIRED_EMPTY", "I6"),
        ({"name": None}, "TEXT_EMPTY", "A6"),
        ({"above_scale": None}, "CHOICE_EMPTY", "D6"),
        ({"carbon": 50000}, "FIRM_INTENSITY_FAR", "AG6"),
        ({"energy": 200}, "FIRM_INTENSITY_FAR", "AK6"),
    ],
)
def test_each_fault_alone(changes: dict[str, Any], code: str, cell: str) -> None:
    assert findings([firm(**changes), *GOOD[1:]]) == [(code, cell)]


@pytest.mark.parametrize(
    "changes",
    [
        {"so2_permitted": 19},
        {"solid_waste_utilised": 410, "solid_waste_old": 10},
        {"audit_year": 2019},
        {"audit_year": 2024},
        {"carbon": 49999},
        {"energy": 200.1},
        {"nox_permitted": None},
        {"gross_output": None},
        {"credit_code": "91350100m000100y43 "},
        {"hazardous_waste": 0},
        {"treatment_uptime": 9},
    ],
)
def test_what_is_just_within(changes: dict[str, Any]) -> None:
    assert findings([firm(**changes), *GOOD[1:]]) == []


def test_a_code_that_stands_twice_is_named_at_the_second() -> None:
    rows = [PLAIN, firm(name="示例二厂"), firm(credit_code=OTHERS[0])]
    assert findings(rows) == [("FIRM_CODE_DUPLICATE", "B7")]
    assert (
        words(rows, "FIRM_CODE_DUPLICATE")
        == "“示例二厂”与“示例一厂”的统一社会信用代码相同：91350100M000100Y43"
    )


def test_a_firm_alone_in_its_sector_hears_what_it_is_compared_with() -> None:
    rows = [firm(sector_code="3982"), firm(credit_code=OTHERS[0]), firm(credit_code=OTHERS[1])]
    assert findings(rows) == [("FIRM_SECTOR_SINGLE", "C6")]
    assert words(rows, "FIRM_SECTOR_SINGLE") == "行业 39 只有“示例一厂”一家，先进值取自全园区"


def test_an_overrun_is_said_in_figures() -> None:
    assert (
        words([firm(nox_permitted=9), *GOOD[1:]], "PERMIT_OVERRUN")
        == "“示例一厂”氮氧化物实际 9.5 t 超过许可 9 t"
    )


def test_an_outlier_is_held_against_the_others() -> None:
    """50 tCO2e/万元 of one, 5 of two others: 10 times their median."""
    assert words([firm(carbon=50000), *GOOD[1:]], "FIRM_INTENSITY_FAR") == (
        "“示例一厂”的碳排放为 50 tCO2e/万元，与同行业其他企业中位数 5 相差 10 倍"
    )
    assert findings([firm(carbon=50000), GOOD[1]]) == []  # one other is no sector


def test_bounds_of_cells_are_those_of_all_cells() -> None:
    rows = [
        firm(treatment_uptime=101),
        firm(credit_code=OTHERS[0], tax=-1),
        firm(credit_code=OTHERS[1], above_scale="大"),
    ]
    assert {("NUMBER_RANGE", "AC6"), ("NEGATIVE_QUANTITY", "I7"), ("CHOICE_UNKNOWN", "D8")} == set(
        findings(rows, CELL_CHECKS)
    )


def test_the_sample_shows_what_it_is_made_for() -> None:
    given = sample()
    s = context(given.pop("firms"), given)
    found = {(f.code, f.words["enterprise"]) for check in CHECKS for f in check(s)}
    assert found == {
        ("PERMIT_OVERRUN", "示例铅冶炼"),
        ("FIRM_SECTOR_SINGLE", "示例电子"),
        ("FIRM_CODE_WRONG", "示例塑料造粒"),
    }
