"""Whatever stands in the input cells: no check breaks, every message has its words, no state or
error goes unnamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parkeval_xl import data
from parkeval_xl.checks import CHECKS, run_checks
from parkeval_xl.checks.cells import number_meant
from parkeval_xl.checks.finding import ERROR, CheckContext
from parkeval_xl.checks.park import credit_code_holds
from parkeval_xl.core import values as v
from parkeval_xl.forms import book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import RULE, Field
from parkeval_xl.workbook.layout import new_layout
from tests.campaign import first, times
from tests.checks.good_park import Place, context, good, initial, plan, said
from tests.parks import PLANS, arrays, park_cells, raw

MATERIALS = tuple(m.id for m in data.materials())
# findings that say why a figure is 待填
ASKS = {
    "REQUIRED_EMPTY",
    "TEXT_EMPTY",
    "CHOICE_EMPTY",
    "LEDGER_EMPTY",
    "UNIT_MISSING",
    "SCOPE_EMPTY",
}
WORDS = [
    "",
    "待填",
    "不适用",
    "#N/A",
    "#VALUE!",
    "t",
    "万t",
    "kg",
    "kWh/t",
    "km",
    "t/a",
    "Mt",
    "tce",
    "m3/t",
    "tCO2/MWh",
    "是",
    "否",
    "产生方",
    "利用方",
    "园内",
    "园外",
    "基准线",
    "项目",
    "泄漏",
    "产品量",
    "直接填报",
    "焚烧量",
    "电力",
    "缺省值",
    "废钢铁",
    "１２３",
    "1,234.5",
    "95%",
    "利用企业0",
    "产生企业0",
    "2025-06-30",
    "{label}",
    "%s",
    "\u3000",
    "湖南",
    "西藏",
]
CELLS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=6),
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, -1, 0.95, 95, 1e-9, 1e6, 1e300, -1e300]),
    st.floats(allow_nan=False, allow_infinity=False),
)


def _pending(cell: Any) -> bool:
    return cell == v.PENDING_TEXT


def _wrong(cell: Any) -> bool:
    return isinstance(cell, v.CellError)


def _holds(park: CheckContext, field: Field, test: Callable[[Any], bool]) -> bool:
    """Whether a state stands somewhere in the effective view, cell by cell as they show it."""
    cells = np.ravel(park.effective(field.id)).tolist()
    return any(test(v.text_cell(x) if field.is_text else v.cell(x)) for x in cells)


def writable(field: Field) -> bool:
    """Whether people can write to the cells of an input."""
    return field.writer != RULE or field.spare


@dataclass(frozen=True)
class Changed:
    """A good or a blank park of some materials with up to twelve cells changed to anything."""

    materials: tuple[str, ...]
    filled: bool
    changes: dict[Place, Any]

    def context(self) -> CheckContext:
        declared = book(plan(self.materials))
        with np.errstate(all="ignore"):
            return context(declared, (good if self.filled else initial)(declared), self.changes)


@st.composite
def parks(draw: Any) -> Changed:
    first = draw(st.sampled_from([m for m in MATERIALS if data.material(m).has_method]))
    materials = tuple(sorted({first, *draw(st.sets(st.sampled_from(MATERIALS), max_size=2))}))
    fields = [f for f in book(plan(materials)).graph.inputs() if writable(f)]
    changes: dict[Place, Any] = {}
    for _ in range(draw(st.integers(0, 12))):
        field = draw(st.sampled_from(fields))
        row = None if field.block is None else draw(st.integers(0, min(field.block.rows, 8) - 1))
        changes[field.id, row] = (
            draw(st.one_of(CELLS, st.sampled_from(field.choices))) if field.choices else draw(CELLS)
        )
    return Changed(materials, draw(st.booleans()), changes)


@settings(max_examples=times(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(parks())
def test_no_check_breaks_and_nothing_goes_unnamed(park: Changed) -> None:
    names_everything(park.context())


@pytest.mark.parametrize("seeds", first(1, [range(times(8)), range(times(8), times(20))]), ids=str)
@pytest.mark.parametrize("plan_name", PLANS)
def test_random_parks(plan_name: str, seeds: range) -> None:
    """Parks as they come in, with faults in every kind of cell."""
    declared = book(PLANS[plan_name])
    for seed in seeds:
        cells = park_cells(seed, declared)
        inputs = initial_inputs(declared) | arrays(cells, declared)
        values = declared.graph.run(inputs)
        names_everything(
            CheckContext(declared, new_layout(declared), inputs, values, raw(cells, declared))
        )


def names_everything(park: CheckContext) -> None:
    """All checks run, all messages have their words, and states and errors of results have their
    findings."""
    found = said(run_checks(park))
    codes = {f.code for f in found}
    computed = park.book.graph.order
    if any(_holds(park, field, _wrong) for field in computed):
        assert any(f.severity == ERROR for f in found), (
            "an error value without an error among the findings"
        )
    if any(
        _holds(park, field, _pending)
        for field in computed
        if field.id.startswith(("totals.", "results."))
    ):
        assert codes & ASKS, "a total is 待填 and no finding says what to fill"


@settings(max_examples=times(100), deadline=None)
@given(st.text(max_size=12), st.sampled_from(["", "t", "%", "无量纲"]))
def test_any_text_is_a_number_or_not(text: str, unit: str) -> None:
    number = number_meant(text, unit)
    assert number is None or number == number


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("123", "", 123),
        ("１２３．５", "", 123.5),
        ("1,234.5", "", 1234.5),
        ("１，２３４", "", 1234),
        ("1 234", "", 1234),
        ("95%", "无量纲", 0.95),
        ("９５％", "", 0.95),
        ("95%", "%", 95),
        ("5‰", "", 0.005),
        ("1.2万", "t", 12000),
        ("3亿", "元", 3e8),
        ("10000t", "t", 10000),
        ("10000 吨", "t", 10000),
        ("-5", "", -5),
        ("−5", "", -5),
        (".5", "", 0.5),
        ("1e3", "", 1000),
        ("'42", "", 42),
        ("1,23", "", None),
        ("12,34,567", "", None),
        ("10 kg", "t", None),
        ("约10", "", None),
        ("10~12", "", None),
        ("", "", None),
        ("-", "", None),
        ("1.2.3", "", None),
        ("2025-06-30", "", None),
        ("(5)", "", None),
        ("1e999", "", None),
    ],
)
def test_the_number_a_text_seems_to_be(text: str, unit: str, number: float | None) -> None:
    assert number_meant(text, unit) == (
        None if number is None else pytest.approx(number, rel=1e-12)
    )


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        ("91350100M000100Y43", True),  # the worked example of GB 32100-2015
        ("91350100M000100Y44", False),
        ("91350100M000100I43", False),  # I is no character of the code
    ],
)
def test_the_check_character_of_a_credit_code(code: str, holds: bool) -> None:
    assert credit_code_holds(code) is holds


def test_checks_are_each_listed_once() -> None:
    assert len({check.__name__ + check.__module__ for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(
    ("state", "codes"), [(v.PENDING_TEXT, set()), (v.NOT_APPLICABLE_TEXT, {"TEXT_FOR_NUMBER"})]
)
def test_of_the_states_only_pending_is_entered_in_a_number_cell(
    state: str, codes: set[str]
) -> None:
    """待填 in a number cell is a state; 不适用 is declared of a material and is a wrong text
    there."""
    declared = book(plan())
    park = context(declared, good(declared), {("ledger.opening", 0): state})
    assert {"TEXT_FOR_NUMBER", "NUMBER_AS_TEXT"} & {f.code for f in run_checks(park)} == codes
