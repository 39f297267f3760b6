"""A material: its parameters, and its flow lines one by one (METHOD 1). What lines must not do
together: `flow_lines`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import isclose, nan

import numpy as np

from .. import data
from ..core.units import UnitError
from ..forms.ledger import WAYS
from ..forms.material import SHARE_BASIS, MaterialForms
from ..functions import unit_table
from ..functions.operations import DIRECT, OPTIONAL
from .finding import CheckContext, Finding
from .lines import ledger_lines
from .reading import (
    Row,
    at_row,
    found,
    known,
    listed,
    materials,
    part,
    plain,
    shown,
    threshold,
)

DEFAULT_WAY = WAYS[-1]
_SHARES = ("f_s", "f_l", "f_c")


def parameters(s: CheckContext) -> Iterator[Finding]:
    """Shares sum to 1, yield and residue to no more than 1; defaults that decide the result are
    pointed at."""
    for form in s.park_book.materials:
        name = form.material.name
        by_route: dict[str, dict[str, Row]] = {}
        for row in part(s, form, "parameters"):
            by_route.setdefault(row.route, {})[row.symbol] = row
        for of in by_route.values():
            shares = [of[x] for x in _SHARES if x in of]
            total = sum(r.value_used for r in shares)
            if shares and known(total) and abs(total - 1) > 1e-6:
                yield at_row(s, "SHARE_SUM", shares[0], "value", material=name, value=shown(total))
            if {"Y", "r_res"} <= set(of) and of["Y"].value_used + of["r_res"].value_used > 1 + 1e-9:
                yield at_row(
                    s,
                    "YIELD_BALANCE",
                    of["Y"],
                    "value",
                    material=name,
                    yield_=shown(of["Y"].value_used),
                    residue=shown(of["r_res"].value_used),
                )
            if form in materials(s):
                yield from _defaults(s, form, of)


def _defaults(s: CheckContext, form: MaterialForms, of: dict[str, Row]) -> Iterator[Finding]:
    burnt, moisture = of.get("f_c"), of.get("w")
    if (
        burnt
        and _initial(burnt, "value")
        and burnt.value_used == _initial(burnt, "value")
        and burnt.way == DEFAULT_WAY
    ):
        yield at_row(
            s,
            "SHARE_DEFAULT",
            burnt,
            "value",
            material=form.material.name,
            value=shown(burnt.value_used),
        )
    if moisture and moisture.value_used == 0 and _initial(moisture, "value"):
        yield at_row(s, "MOISTURE_ZERO", moisture, "value", material=form.material.name)


def _initial(row: Row, key: str) -> float:
    """What a row was written with; 0 for nothing."""
    return (
        row.block.initial[row.number].get(key) or 0.0
        if row.number < len(row.block.initial)
        else 0.0
    )


def incomplete_flows(s: CheckContext) -> Iterator[Finding]:
    """A flow without a role belongs to no side of the sum."""
    for form in s.park_book.materials:
        for row in part(s, form, "flows"):
            if not row.role:
                choices = "、".join(form.flows.columns["role"].choices)
                yield at_row(s, "CHOICE_UNKNOWN", row, "role", value="（未填）", choices=choices)


def negative_rates(s: CheckContext) -> Iterator[Finding]:
    """A rate is negative only where a line is made so: the power that burning would have generated,
    by whatever name."""
    for form in s.park_book.materials:
        credits = {
            (line.role, line.factor_key)
            for line in initial_lines(form.material.id).values()
            if (line.rate or 0) < 0
        }
        for row in part(s, form, "flows"):
            for key in ("rate", "rate_verified"):
                if (
                    known(row.cells[key])
                    and row.cells[key] < 0
                    and (row.role, row.factor_key) not in credits
                ):
                    yield at_row(s, "NEGATIVE_QUANTITY", row, key, value=shown(row.cells[key]))


@cache
def initial_lines(material: str) -> dict[str, data.Line]:
    """The lines a material may be made with, by item; the items of a material's routes do not clash
    in what matters."""
    return {
        line.item: line
        for route in data.routes(material)
        for line in data.lines(material, route.route)
    }


def deleted_lines(s: CheckContext) -> Iterator[Finding]:
    """A required line that the sheet was made with and that is gone; one finding a material."""
    for form in s.park_book.materials:
        there = {(row.route, row.item) for row in part(s, form, "flows")}
        gone = [
            (i, b["item"])
            for i, b in enumerate(form.flows.initial)
            if b["need"] != OPTIONAL
            and (b["route"], b["item"]) not in there
            and not _renamed(s, form, i)
        ]
        if gone:
            yield found(
                s,
                "LINE_DELETED",
                form.flows.columns["item"],
                gone[0][0],
                material=form.material.name,
                item=listed(item for _, item in gone),
            )


def _renamed(s: CheckContext, form: MaterialForms, row: int) -> bool:
    """Whether the row still has its role and factor: then only its words were changed."""
    columns, initial = form.flows.columns, form.flows.initial[row]
    return all(
        s.effective(columns[key].id)[row] == initial[key] for key in ("role", "route", "factor_key")
    )


def unusual_rates(s: CheckContext) -> Iterator[Finding]:
    """Ten times the default of its line a rate is more often in another unit (kWh for MWh) than
    true; hauls may be short."""
    times = threshold("rate_unusual")
    for form in materials(s):
        initial = {
            (route.route, line.item): line
            for route in data.routes(form.material.id)
            for line in data.lines(form.material.id, route.route)
            if line.rate
        }
        for row in part(s, form, "flows"):
            line = initial.get((row.route, row.item))
            if line is None or not plain(row.rate_used):
                continue
            usual = _in_unit(row, line)
            if usual * row.rate_used < 0:
                continue  # a wrong sign is a finding of its own
            low = 0.0 if per(row) == "transport" else min(usual / times, usual * times)
            high = max(usual / times, usual * times)
            if known(usual) and not low <= row.rate_used <= high:
                yield at_row(
                    s,
                    "NUMBER_UNUSUAL",
                    row,
                    "rate",
                    value=shown(row.rate_used),
                    low=shown(low),
                    high=shown(high),
                )


def _in_unit(row: Row, line: data.Line) -> float:
    """The default rate of a line in the unit of a flow; NaN where the flow is reckoned on something
    else."""
    basis = SHARE_BASIS.get(line.share, line.quantity)
    if row.quantity != basis or line.rate is None:
        return nan
    units = unit_table()
    try:
        return line.rate * units.ratio(
            *(units.activity_unit(u, direct=basis == DIRECT) for u in (line.rate_unit, row.unit))
        )
    except UnitError:
        return nan


def without_method(s: CheckContext) -> Iterator[Finding]:
    """Materials that S1 gives no method for count in the rate only; the result says so, it is no
    zero."""
    names = {m.name for m in map(data.material, s.book.plan.materials) if not m.has_method}
    of = ledger_lines(s)
    there = np.array([m in names for m in of.texts("material")], bool)
    for row in of.where(there):
        if row.material in names:
            names.remove(row.material)
            yield at_row(s, "FACTOR_NONE_METHOD", row, "material", material=row.material)


def per(row: Row) -> str:
    """The dimension that the factor of a flow is per."""
    unit = unit_table().find(row.factor_unit)
    return unit.per if unit else ""


def same(one: float, other: float | None) -> bool:
    """Whether a figure is still the one its row was written with."""
    return other is not None and known(one) and isclose(one, other, rel_tol=1e-9)


CHECKS = (
    parameters,
    incomplete_flows,
    negative_rates,
    deleted_lines,
    unusual_rates,
    without_method,
)
