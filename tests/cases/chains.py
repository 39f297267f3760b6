"""A published calculation as lines of the ledger: one material, its flows replaced, its factors
registered by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from parkeval_xl.forms import Book, Plan, book

from ..functions.test_known_answers import changed, evaluated, users_row


class Line(NamedTuple):
    """One flow as a publication prints it: how much of what a tonne, times which factor."""

    role: str
    quantity: str
    rate: float
    unit: str
    factor: float
    factor_unit: str = "tCO2e/t"


def one_route(material: str, route: str = "", **plan: Any) -> Book:
    """A small workbook of one material on one route (the usual one, if none is named)."""
    routes = ((material, (route,)),) if route else ()
    return book(Plan(year=2023, materials=(material,), routes=routes, rows=12, **plan))


def chain(
    material: str,
    lines: Sequence[Line],
    tonnes: float = 1000.0,
    unit: str = "t",
    parameters: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """All results of a park that uses one material with these flows and no others."""
    declared = one_route(material)
    route = declared.plan.routes_of(material)[0].route
    blank = [None] * (declared.graph.blocks[f"{material}.flows"].rows - len(lines))
    initial = declared.factors.initial
    columns = ("role", "quantity", "rate", "unit")
    cells = users_row(declared, material, tonnes, unit)
    cells |= {f"{material}.flows.{c}": [getattr(x, c) for x in lines] + blank for c in columns}
    cells[f"{material}.flows.route"] = [route for _ in lines] + blank
    cells[f"{material}.flows.factor_key"] = [f"文献因子{i}" for i, _ in enumerate(lines)] + blank
    cells["factors.key"] = [b["key"] for b in initial] + [
        f"文献因子{i}" for i, _ in enumerate(lines)
    ]
    cells["factors.unit"] = [b["unit"] for b in initial] + [x.factor_unit for x in lines]
    cells["factors.override"] = [None for _ in initial] + [x.factor for x in lines]
    return evaluated(
        declared, cells | changed(declared, f"{material}.parameters.value", **(parameters or {}))
    )
