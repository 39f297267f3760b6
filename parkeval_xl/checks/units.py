"""Units: known, of the right dimension, and written so that they can be read in one way only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches

import numpy as np

from .. import data
from ..core.units import UnitError, plain
from ..functions import unit_table
from ..functions.operations import DIRECT
from .finding import CheckContext, Finding
from .lines import ledger_lines
from .reading import Row, at_row, is_empty, is_pending, known, label, part, rows

_YEARLY = ("/年", "/a", "/yr", "／年", "／a", "每年")
_MASSES = (
    "intake",
    "utilised",
    "opening",
    "old_stock",
    "disposed",
    "transferred",
    "closing",
    "intake_verified",
    "utilised_verified",
)


def ledger_units(s: CheckContext) -> Iterator[Finding]:
    """A ledger row needs a unit of mass; t and 万t differ by ten thousand, so nothing is
    guessed."""
    offered = tuple(u.name for u in data.units() if u.dimension == "mass")
    of = ledger_lines(s)
    units = of.texts("unit")
    first = dict(zip(reversed(units), reversed(rows(s, s.park_book.ledger)), strict=True))
    ratio = lambda r: unit_table().ratio(r.unit, "t")  # noqa: E731
    odd = {u for u, r in first.items() if u and any(_unit_of(s, r, "t", ratio, offered))}
    odd.add("")
    for row in of.where(np.array([u in odd for u in units], bool)):
        if row.unit:
            yield from _unit_of(s, row, "t", ratio, offered)
        elif any(known(row.cells[key]) for key in _MASSES):
            yield at_row(s, "UNIT_MISSING", row, "unit", label=_label(s, row))


def factor_units(s: CheckContext) -> Iterator[Finding]:
    """A factor registered by hand needs the unit of a factor, like tCO2/MWh."""
    offered = tuple(dict.fromkeys(f.unit for f in data.factors()))
    for row in rows(s, s.park_book.factors):
        if row.unit:
            yield from _unit_of(s, row, "tCO2/…", _require_factor, offered)
        elif row.key and not is_empty(row.used):
            yield at_row(s, "UNIT_MISSING", row, "unit", label=_label(s, row))


def _require_factor(row: Row) -> None:
    unit = unit_table().find(row.unit)
    if unit is None:
        unit_table().ratio(row.unit, row.unit)  # raises with the reason: unknown or refused
    elif not unit.is_factor:
        unit_table().conversion("t", row.unit)


def flow_units(s: CheckContext) -> Iterator[Finding]:
    """The unit of a flow's rate must give an activity that the unit of its factor can be multiplied
    with."""
    offered = unit_table().rate_units()
    for form in s.park_book.materials:
        for row in part(s, form, "flows"):
            if row.unit:
                yield from _unit_of(s, row, row.factor_unit, _conversion, offered)
                yield from _gas(s, row)
            elif known(row.rate_used) or is_pending(row.emission):
                yield at_row(s, "UNIT_MISSING", row, "unit", label=_label(s, row))


def _conversion(row: Row) -> None:
    activity = unit_table().activity_unit(row.unit, direct=row.quantity == DIRECT)
    factor = unit_table().find(row.factor_unit)
    if factor is not None and factor.is_factor:  # a faulty unit of a factor is a finding on 因子库
        unit_table().conversion(activity, row.factor_unit)


def _gas(s: CheckContext, row: Row) -> Iterator[Finding]:
    """Cubic metres without a reference state meet a factor per standard cubic metre: 7 % between 0
    °C and 20 °C."""
    unit = unit_table().find(row.unit.replace("／", "/").split("/")[0])
    unstated = unit is not None and unit.dimension == "volume" and "Nm" not in unit.name
    if unstated and "Nm" in row.factor_unit and known(row.emission):
        yield at_row(s, "GAS_STATE_UNSTATED", row, "unit", label=_label(s, row))


def _unit_of(
    s: CheckContext,
    row: Row,
    factor_unit: str,
    examine: Callable[[Row], object],
    offered: tuple[str, ...],
) -> Iterator[Finding]:
    """What is wrong or odd with the unit of a row; `examine` raises UnitError where it does not
    fit."""
    try:
        examine(row)
    except UnitError as problem:
        yield from _problem(s, row, factor_unit, problem, offered)
        return
    top = plain(row.unit).replace("／", "/").split("/")[0]
    unit = unit_table().find(row.unit) or unit_table().find(top)
    written = plain(row.unit) if unit_table().find(row.unit) else top
    if unit and written != unit.name and written.casefold() == unit.name.casefold():
        yield at_row(
            s,
            "UNIT_CASE",
            row,
            "unit",
            label=_label(s, row),
            unit=row.unit,
            name=unit.name + plain(row.unit)[len(written) :],
        )


def _problem(
    s: CheckContext, row: Row, factor_unit: str, problem: UnitError, offered: tuple[str, ...]
) -> Iterator[Finding]:
    suggested = _without_year(row.unit)
    near = get_close_matches(row.unit, offered, 3, 0.5) or list(offered[:3])
    examples = [suggested] if suggested else near
    code = "UNIT_UNKNOWN" if suggested else problem.code
    name = _label(s, row)
    yield at_row(
        s,
        code,
        row,
        "unit",
        label=name,
        unit=row.unit,
        factor_unit=factor_unit or "tCO2/…",
        reason=problem.reason_zh,
        examples="、".join(examples),
        item=row.cells.get("item") or name,
        other=_not_coal(row.unit, factor_unit),
    )
    if suggested:
        yield at_row(
            s, "UNIT_PER_YEAR", row, "unit", label=name, unit=row.unit, suggested=suggested
        )


def _without_year(unit: str) -> str:
    """The unit without 'per year', where that leaves a unit; a boiler's t/h stays as it is."""
    text = plain(unit)
    for ending in _YEARLY:
        if text.endswith(ending) and unit_table().find(text.removesuffix(ending)):
            return text.removesuffix(ending)
    return ""


def _not_coal(unit: str, factor_unit: str) -> str:
    """Of activity and factor unit the one that is not tonnes of coal equivalent."""
    activity = plain(unit).split("/")[0]
    found = unit_table().find(activity)
    return (
        factor_unit.rpartition("/")[2]
        if found and found.dimension == "coal_equivalent"
        else activity
    )


def _label(s: CheckContext, row: Row) -> str:
    """Whose unit it is: a factor's key, else the words of the row."""
    column = row.block.columns["unit"]
    if row.block is s.park_book.factors:
        return str(row.key or row.unit)
    return label(s, column, row.number).removesuffix(column.label).removesuffix("·")


CHECKS = (ledger_units, factor_units, flow_units)
