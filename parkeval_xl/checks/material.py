"""A material: its parameters, and flow lines that belong together or exclude one another (METHOD 1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import isclose

from .. import data
from ..core.ledger import BASELINE, LEAKAGE, PROJECT
from ..forms.ledger import WAYS
from ..forms.material import MaterialForms
from ..functions import unit_table
from ..functions.operations import OPTIONAL
from .finding import Finding, Situation
from .reading import Row, at_row, found, known, listed, materials, part, plain, rows, shown

DEFAULT_WAY = WAYS[-1]
_SHARES = ("f_s", "f_l", "f_c")
_ENERGY = ("electricity", "heat", "fuels")
PER_PRODUCT, INCINERATED, DISPLACED = "产品量", "焚烧量", "替代量"


def parameters(s: Situation) -> Iterator[Finding]:
    """Shares sum to 1, yield and residue to no more than 1; defaults that decide the result are pointed at."""
    for form in s.book.materials:
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
                yield at_row(s, "YIELD_BALANCE", of["Y"], "value", material=name, yield_=shown(of["Y"].value_used),
                             residue=shown(of["r_res"].value_used))
            if form in materials(s):
                yield from _defaults(s, form, of)


def _defaults(s: Situation, form: MaterialForms, of: dict[str, Row]) -> Iterator[Finding]:
    burnt, moisture = of.get("f_c"), of.get("w")
    if burnt and _born(burnt, "value") and burnt.value_used == _born(burnt, "value") and burnt.way == DEFAULT_WAY:
        yield at_row(s, "SHARE_DEFAULT", burnt, "value", material=form.material.name, value=shown(burnt.value_used))
    if moisture and moisture.value_used == 0 and _born(moisture, "value"):
        yield at_row(s, "MOISTURE_ZERO", moisture, "value", material=form.material.name)


def _born(row: Row, key: str) -> float:
    """What a row was written with; 0 for nothing."""
    return row.block.born[row.number].get(key) or 0.0 if row.number < len(row.block.born) else 0.0


def incomplete_flows(s: Situation) -> Iterator[Finding]:
    """A flow without a role belongs to no side of the sum."""
    for form in s.book.materials:
        for row in part(s, form, "flows"):
            if not row.role:
                choices = "、".join(form.flows.columns["role"].choices)
                yield at_row(s, "CHOICE_UNKNOWN", row, "role", value="（未填）", choices=choices)


def negative_rates(s: Situation) -> Iterator[Finding]:
    """A rate is negative only where the line was born so: the power that burning would have generated."""
    for form in s.book.materials:
        negative = {line.item for line in born_lines(form.material.id).values() if (line.rate or 0) < 0}
        for row in part(s, form, "flows"):
            for key in ("rate", "rate_verified"):
                if known(row.cells[key]) and row.cells[key] < 0 and row.item not in negative:
                    yield at_row(s, "NEGATIVE_QUANTITY", row, key, value=shown(row.cells[key]))


@cache
def born_lines(material: str) -> dict[str, data.Line]:
    """The lines a material may be born with, by item; the items of a material's routes do not clash in what matters."""
    return {line.item: line for route in data.routes(material) for line in data.lines(material, route.route)}


def deleted_lines(s: Situation) -> Iterator[Finding]:
    """A required line that the sheet was born with and that is gone; one finding a material."""
    for form in s.book.materials:
        there = {(row.route, row.item) for row in part(s, form, "flows")}
        gone = [(i, b["item"]) for i, b in enumerate(form.flows.born)
                if b["need"] != OPTIONAL and (b["route"], b["item"]) not in there and not _renamed(s, form, i)]
        if gone:
            yield found(s, "LINE_DELETED", form.flows.columns["item"], gone[0][0], material=form.material.name,
                        item=listed(item for _, item in gone))


def _renamed(s: Situation, form: MaterialForms, row: int) -> bool:
    """Whether the row still has its role and factor: then only its words were changed."""
    columns, born = form.flows.columns, form.flows.born[row]
    return all(s.effective(columns[key].id)[row] == born[key] for key in ("role", "route", "factor_key"))


def haulage(s: Situation) -> Iterator[Finding]:
    """Haulage of the displaced product and of the recycled product is counted on both sides or on none."""
    for form in materials(s):
        hauls = [r for r in part(s, form, "flows") if plain(r.rate_used) > 0 and _per(r) == "transport"]
        displaced = [r for r in hauls if r.role == BASELINE and r.quantity == DISPLACED]
        recycled = [r for r in hauls if r.role == PROJECT and r.quantity == PER_PRODUCT]
        if bool(displaced) != bool(recycled):
            row = (displaced or recycled)[0]
            yield at_row(s, "HAUL_ONE_SIDED", row, "rate", material=form.material.name, side=row.item or row.role)


def _per(row: Row) -> str:
    """The dimension that the factor of a flow is per."""
    unit = unit_table().find(row.factor_unit)
    return unit.per if unit else ""


def shifted_use(s: Situation) -> Iterator[Finding]:
    """Waste taken from an existing use causes emissions there; 0 needs a declaration, given as evidence."""
    for form in materials(s):
        items = {line.item for line in born_lines(form.material.id).values() if line.symbol == "LE_shift"}
        lines = [r for r in part(s, form, "flows") if r.role == LEAKAGE and r.item in items]
        if items and not any(r.evidence or plain(r.rate_used) for r in lines):
            cell = (lines[0].number if lines else 0)
            yield found(s, "SHIFT_UNDECLARED", form.flows.columns["evidence"], cell, material=form.material.name)


def incineration(s: Situation) -> Iterator[Finding]:
    """Waste not burnt saves its fossil carbon and loses its power: both lines or none."""
    for form in materials(s):
        if plain(sum(r.incinerated for r in part(s, form, "amounts") if known(r.incinerated))) <= 0:
            continue
        lines = [r for r in part(s, form, "flows") if r.quantity == INCINERATED and plain(r.rate_used)]
        burnt = [r for r in lines if _per(r) == "mass"]
        power = [r for r in lines if _per(r) == "energy"]
        if bool(burnt) != bool(power):
            yield at_row(s, "CREDIT_WITHOUT_BURN", (burnt or power)[0], "rate", material=form.material.name)


def bricks(s: Situation) -> Iterator[Finding]:
    """Bricks need a binder; without cement the credit for concrete bricks is too high."""
    for form in materials(s):
        counted = {(r.role, r.factor_key): r for r in part(s, form, "flows") if plain(r.rate_used)}
        brick = counted.get((BASELINE, "混凝土砖"))
        if brick is not None and (PROJECT, "水泥") not in counted:
            yield at_row(s, "BRICK_NO_CEMENT", brick, "factor_key")


def drying_fuel(s: Situation) -> Iterator[Finding]:
    """The fuel of slag drying is a visible choice: by-product blast-furnace gas takes about 16 % off the benefit."""
    for form in materials(s):
        lines = born_lines(form.material.id)
        for row in part(s, form, "flows"):
            line = lines.get(row.item)
            if line and "高炉煤气" in line.hint and row.factor_key == line.factor_key and row.way == DEFAULT_WAY \
                    and plain(row.rate_used):
                yield at_row(s, "DRYING_FUEL_UNSTATED", row, "factor_key")


def aggregates(s: Situation) -> Iterator[Finding]:
    """A factor of the whole process holds its energy; energy per tonne of product beside it counts twice."""
    categories = {f.key: f.category for f in data.factors()}
    for form in materials(s):
        lines = [r for r in part(s, form, "flows") if r.role == PROJECT and plain(r.emission)]
        whole = {r.route for r in lines if categories.get(r.factor_key) == "processes" and _per(r) == "mass"}
        items = set(born_lines(form.material.id))
        for row in lines:
            if row.route in whole and categories.get(row.factor_key) in _ENERGY \
                    and (row.quantity == PER_PRODUCT or row.item not in items):
                yield at_row(s, "PROCESS_AGGREGATE_DOUBLE", row, "factor_key", material=form.material.name)
                break


def without_method(s: Situation) -> Iterator[Finding]:
    """Materials that S1 gives no method for count in the rate only; the result says so, it is no zero."""
    names = {m.name for m in map(data.material, s.book.plan.materials) if not m.has_method}
    for row in rows(s, s.book.ledger):
        if row.material in names:
            names.remove(row.material)
            yield at_row(s, "FACTOR_NONE_METHOD", row, "material", material=row.material)


def same(one: float, other: float | None) -> bool:
    """Whether a figure is still the one its row was written with."""
    return other is not None and known(one) and isclose(one, other, rel_tol=1e-9)


CHECKS = (parameters, incomplete_flows, negative_rates, deleted_lines, haulage, shifted_use, incineration, bricks,
          drying_fuel, aggregates, without_method)
