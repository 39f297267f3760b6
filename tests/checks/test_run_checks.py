"""All checks together: what a blank, a good and a careless park hear, in which order, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl.checks import CHECKS, run_checks
from parkeval_xl.core import values as v
from parkeval_xl.forms import Plan, book
from tests.checks.good_park import (
    FLOW,
    MATERIALS,
    POWER,
    STEEL,
    Place,
    born,
    codes,
    findings,
    flow,
    good,
    plan,
    said,
    situation,
    user,
)


@pytest.mark.parametrize("materials", [STEEL, MATERIALS], ids=["one", "all"])
def test_a_blank_workbook_hears_only_what_to_fill(materials: tuple[str, ...]) -> None:
    declared = book(plan(materials))
    found = said(run_checks(situation(declared, born(declared))))
    assert codes(found) == ["REQUIRED_EMPTY"]
    assert [(f.sheet, f.cell) for f in found] == [
        *(("园区信息", cell) for cell in ("B7", "B11", "B15", "B19", "B28")), ("物料台账", "A6")]


@pytest.mark.parametrize("materials", [STEEL, MATERIALS[:-1]], ids=["one", "all"])
def test_a_good_park_hears_nothing(materials: tuple[str, ...]) -> None:
    assert findings(materials=materials) == []


def test_a_material_without_method_counts_in_the_rate_and_says_so() -> None:
    assert codes(findings(materials=MATERIALS)) == ["FACTOR_NONE_METHOD"]


def test_defaults_left_as_they_are_give_one_notice_a_material() -> None:
    """A park that filled its ledger and declared the shift, and nothing else."""
    declared = book(plan())
    cells = born(declared)
    filled = good(declared)
    cells |= {id: c for id, c in filled.items() if not id.startswith("scrap_steel.")}
    found = said(run_checks(situation(declared, cells, {(FLOW + "evidence", "原有利用途径转移"): "Z1"})))
    assert codes(found) == ["LINE_DEFAULT_SHARE"]


def test_a_factor_of_a_later_year_is_said_where_it_is_used() -> None:
    """Provincial grid factors begin in 2021 (Ministry of Ecology and Environment); Hunan's stands for 2019."""
    declared = book(Plan(year=2019, base_year=2015, rows=40))
    found = said(run_checks(situation(declared, good(declared))))
    assert [(f.code, f.sheet, f.words["used"]) for f in found] == [("FACTOR_LATER_YEAR", "因子库", "2021")]


def test_many_alike_are_summed_up() -> None:
    """Twelve rows without origin: five findings, the last of which names the other seven."""
    changes: dict[Place, Any] = {}
    for row in range(2, 14):
        changes |= user(row, f"企业{row}", 9000, origin="")
    found = findings(changes)
    assert [f.cell for f in found] == ["D8", "D9", "D10", "D11", "D12"]
    assert "另有 7 处" in found[-1].text(english=False)[0]


def test_the_gravest_come_first_then_by_sheet_and_cell() -> None:
    found = findings({("park.level", None): "?", ("ledger.intake", 0): "x", ("ledger.unit", 1): "x",
                      ("park.area", None): -1, ("park.province", None): ""})
    assert [(f.severity, f.sheet, f.cell) for f in found] == [
        ("错误", "园区信息", "B9"), ("错误", "园区信息", "B13"), ("错误", "物料台账", "H6"), ("错误", "物料台账", "F7"),
        ("警告", "园区信息", "B11")]


def test_messages_in_words() -> None:
    """Texts as a park reads them."""
    [one] = findings({("ledger.intake", 0): "１０，０００"})
    assert one.text(english=False)[0] == (
        "“产生企业0·废钢铁·产生方·产生量或接收量”的内容“１０，０００”是文本，不是数字，不参加计算；看来应为 10000")
    [one] = findings({("ledger.intake", 0): 13000, ("ledger.disposed", 0): 3000})
    assert one.text(english=False) == (
        "再生资源回收利用率为 76.92%，低于 80%", "不符合S1；查看拉低比率的物料：废钢铁 76.92%")
    [one] = findings({("ledger.intake", 0): 10600})
    assert one.text(english=False)[0] == "“产生企业0”废钢铁的物料平衡差 5.7%，超过 5%"


def test_every_check_stands_alone() -> None:
    """Each check can be run by itself and says why it is there."""
    declared = book(plan(MATERIALS))
    for check in CHECKS:
        assert list(check(situation(declared, born(declared)))) is not None
        assert check.__doc__, check.__name__


def test_an_error_nothing_else_explains_is_named_at_its_origin() -> None:
    """A product beyond all numbers is an error of a computed cell."""
    found = findings(flow(POWER, rate=1e308))
    assert [(f.code, f.sheet) for f in found if f.severity == "错误"] == [("ERROR_VALUE", "废钢铁")]
    assert v.CellError.from_text(found[0].words["value"])
