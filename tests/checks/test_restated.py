"""A row that restates others is told: by its name, or by its figures."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl.checks.restated import firms as firm_sums
from parkeval_xl.checks.restated import is_total, masses, named
from parkeval_xl.forms import book

from ..enterprises import firm
from .good_park import STEEL, Changes, context, good, plan, said
from .test_firm_rows import context as firm_context

TOTALS = (
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    " 合 计 ",
    "合　计",
    "合计：",
    "废铜合计",
    "全园合计（吨）",
    "２０２４年总计",
    "合计[t]",
    "Total",
    "TOTALS",
    "subtotal",
    "Grand Total",
    "ｓｕｍ",
)
FIRMS = (
    "合计利用有限公司",
    "总计时代科技公司",
    "累计达物流",
    "甲厂",
    "Totalenergies",
    "Sumec",
    "",
    "小计量检测站",
)


@pytest.mark.parametrize("name", TOTALS)
def test_names_of_totals(name: str) -> None:
    assert is_total(name)


@pytest.mark.parametrize("name", FIRMS)
def test_names_of_firms(name: str) -> None:
    assert not is_total(name)


def found(check: Any, changes: Changes) -> list[tuple[str, str, str]]:
    declared = book(plan(STEEL))
    told = said(list(check(context(declared, good(declared), changes))))
    return [(f.code, f.sheet, f.cell) for f in told]


def users(**masses_of: float) -> Changes:
    """Firms that use steel, one a row after the two of the good park, with their mass."""
    changes: dict[Any, Any] = {}
    for row, (name, mass) in enumerate(masses_of.items(), 2):
        line = {"enterprise": name, "material": "废钢铁", "role": "利用方", "origin": "园内"}
        line |= {"unit": "t", "opening": 0, "intake": mass, "utilised": mass, "closing": 0}
        changes |= {(f"ledger.{key}", row): value for key, value in line.items()}
    return changes


def test_a_total_in_the_ledger_is_told_at_its_row() -> None:
    assert found(named, users(甲厂=900.0, 合计=10900.0)) == [("TOTAL_ROW", "物料台账", "A9")]
    assert found(named, users(甲厂=900.0, 乙厂=2700.0)) == []


def test_a_row_with_the_sums_of_all_others_is_told_whatever_its_name() -> None:
    """10 000 + 900 + 2 700 = 13 600; half a tonne of rounding is still the sum, 20 t are not."""
    likely = [("TOTAL_ROW_LIKELY", "物料台账", "A10")]
    assert found(masses, users(甲厂=900.0, 乙厂=2700.0, 全园=13600.0)) == likely
    assert found(masses, users(甲厂=900.0, 乙厂=2700.0, 全园=13600.5)) == likely
    assert found(masses, users(甲厂=900.0, 乙厂=2700.0, 全园=13620.0)) == []
    assert found(masses, users(甲厂=900.0, 乙厂=2700.0, 合计=13600.0)) == []  # told by its name
    assert found(masses, users(甲厂=10000.0)) == []  # of two equal rows none is a total


def test_a_total_among_the_firms_is_told() -> None:
    one, two = firm(name="甲厂"), firm(name="乙厂")
    whole = {k: one[k] + two[k] if isinstance(x, (int, float)) else x for k, x in one.items()}
    told = [(f.code, f.cell) for f in named(firm_context([one, two, whole | {"name": "合计"}]))]
    assert told == [("TOTAL_ROW", "A8")]
    all_ = firm_context([one, two, whole | {"name": "园区", "credit_code": ""}])
    assert [(f.code, f.cell) for f in said(list(firm_sums(all_)))] == [("TOTAL_ROW_LIKELY", "A8")]
    assert list(firm_sums(firm_context([one, two]))) == []


def test_a_total_among_the_lines_of_a_material_is_told() -> None:
    declared = book(plan(STEEL))
    flows = declared.graph.blocks["scrap_steel.flows"]
    changes = {
        ("scrap_steel.flows.item", flows.rows - 1): "合计",
        ("scrap_steel.flows.rate", flows.rows - 1): 3,
    }
    assert [code for code, _, _ in found(named, changes)] == ["TOTAL_ROW"]
