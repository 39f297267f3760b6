"""Faults of the tables of S1 that reductions are computed from: materials, routes, parameters, flow
lines."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.units import UnitError
from ..library import CIRCULAR, Library
from ..standard_rows import ANY, Line, Parameter
from .common import is_unit, repeated, sourced, unknown

_ROLES = ("基准线", "项目", "泄漏")
_SHARES = frozenset({"f_s", "f_l", "f_c"})


def examine(library: Library) -> Iterator[str]:
    """Rows of unknown materials and routes, values outside their range, units that do not meet."""
    bases = {b.id for b in library.bases}
    document = library.standards.get(CIRCULAR)
    groups = {g.id for g in document.groups} if document else set()
    yield from repeated("materials.csv", (m.id for m in library.material_rows))
    for material in library.materials.values():
        where = f"materials.csv {material.id}"
        yield from sourced(where, material.reference, material.basis, bases)
        yield from unknown(where, "group", material.group, groups)
        defaults = [r.is_default for r in library.routes if r.material == material.id]
        if material.has_method != bool(defaults) or (defaults and defaults.count(True) != 1):
            yield f"{where}: a material with a method has routes, one of them the default"
    yield from _routes(library, bases)
    for parameter in library.parameters:
        yield from _parameter(parameter, library, bases)
    yield from _shares(library)
    for line in library.lines:
        yield from _line(line, library, bases)
    yield from _orders(library)


def _routes(library: Library, bases: set[str]) -> Iterator[str]:
    yield from repeated("routes.csv", ((r.material, r.route) for r in library.routes))
    for route in library.routes:
        where = f"routes.csv {route.material} {route.route}"
        yield from sourced(where, route.reference, route.basis, bases)
        yield from unknown(where, "material", route.material, library.materials)
        if not is_unit(route.unit, library.unit_table):
            yield f"{where}: unit '{route.unit}' is unknown"
        if not route.plausible_low < route.plausible_high:
            yield f"{where}: the plausible band is empty"


def _known_route(where: str, material: str, route: str, library: Library) -> Iterator[str]:
    """A row names a known material and one of its routes; `*` as material is common data with a
    route of its own."""
    if material == ANY:
        return
    yield from unknown(where, "material", material, library.materials)
    yield from unknown(
        where, "route", route, {ANY, *(r.route for r in library.routes if r.material == material)}
    )


def _parameter(row: Parameter, library: Library, bases: set[str]) -> Iterator[str]:
    where = f"parameters.csv {row.material} {row.route} {row.symbol}"
    yield from sourced(where, row.reference, row.basis, bases)
    yield from _known_route(where, row.material, row.route, library)
    if not is_unit(row.unit, library.unit_table):
        yield f"{where}: unit '{row.unit}' is unknown"
    if row.min > row.max:
        yield f"{where}: min {row.min} exceeds max {row.max}"
    for name, value in (("default", row.default), ("conservative", row.conservative)):
        if value is not None and not row.min <= value <= row.max:
            yield f"{where}: {name} {value} is outside {row.min}–{row.max}"


def _shares(library: Library) -> Iterator[str]:
    """The shares of a material's baseline are complete and sum to 1, also where conservative values
    stand for them."""
    yield from repeated(
        "parameters.csv", ((p.material, p.route, p.symbol) for p in library.parameters)
    )
    for material in library.materials:
        rows = [p for p in library.parameters if p.material == material and p.symbol in _SHARES]
        defaults = [p.default or 0.0 for p in rows]
        conservative = [
            (p.default if p.conservative is None else p.conservative) or 0.0 for p in rows
        ]
        for name, values in (("default", defaults), ("conservative", conservative)):
            if rows and abs(sum(values) - 1) > 1e-12:
                yield (
                    f"parameters.csv {material}: {name} baseline shares sum to {sum(values):g},"
                    " not 1"
                )


def _line(row: Line, library: Library, bases: set[str]) -> Iterator[str]:
    where = f"lines.csv {row.material} {row.route} {row.order}"
    yield from sourced(where, row.reference, row.basis, bases)
    yield from _known_route(where, row.material, row.route, library)
    yield from unknown(where, "role", row.role, _ROLES)
    quantities = {q.name: q for q in library.quantities}
    yield from unknown(where, "quantity", row.quantity, quantities)
    if row.share:
        symbols = {p.symbol for p in library.parameters if p.material == row.material}
        yield from unknown(where, "share", row.share, symbols)
    if not (row.item and row.hint):
        yield f"{where}: no item or hint"
    factors = [f for f in library.factors if f.key == row.factor_key]
    if not factors:
        yield f"{where}: factor '{row.factor_key}' is unknown"
    direct = row.quantity in quantities and not quantities[row.quantity].unit
    try:
        activity = library.unit_table.activity_unit(row.rate_unit, direct)
        for unit in {factor.unit for factor in factors}:
            library.unit_table.conversion(activity, unit)
    except UnitError as error:
        yield f"{where}: unit '{row.rate_unit}' does not fit: {error.code} {error.reason_en}"


def _orders(library: Library) -> Iterator[str]:
    """On one route no two lines claim the same place."""
    for route in library.routes:
        rows = [
            x
            for x in library.lines
            if x.material == route.material and x.route in (ANY, route.route)
        ]
        yield from repeated(
            f"lines.csv {route.material} {route.route}: order", (x.order for x in rows)
        )
