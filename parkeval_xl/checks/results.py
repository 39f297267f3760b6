"""Results: rates against thresholds, reductions against what is plausible, and errors nothing else
explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ..core import values as v
from ..core.ledger import BASELINE
from ..core.utilisation import DECIMALS, uncapped_rate
from ..graph import Field
from ..workbook.refs import parse_cell
from .finding import ERROR, CheckContext, Finding
from .masks import masks
from .reading import (
    Row,
    at_row,
    found,
    known,
    listed,
    materials,
    one,
    part,
    percent,
    plain,
    rows,
    shown,
    threshold,
)
from .trace import Cell, origins, reads


def rates(s: CheckContext) -> Iterator[Finding]:
    """The rate of a scenario: above 1 before its cap, below its threshold, or so near that a small
    error decides."""
    for row in rows(s, s.park_book.results.rates):
        before = _uncapped(row)
        if before > 1 + 1e-9:
            yield at_row(s, "RATE_ABOVE_ONE", row, "rate", scenario=row.name, value=percent(before))
        if not (known(row.rate) and known(row.threshold)):
            continue
        words = {
            "scenario": row.name,
            "value": percent(row.rate),
            "threshold": percent(row.threshold),
        }
        distance = round(row.rate - row.threshold, DECIMALS)
        if distance < 0:
            yield at_row(s, "RATE_BELOW_THRESHOLD", row, "rate", material=_lowest(s, row), **words)
        if abs(distance) < threshold("rate_margin"):
            yield at_row(s, "RATE_NEAR_THRESHOLD", row, "rate", **words)


def _uncapped(row: Row) -> float:
    with np.errstate(all="ignore"):
        return float(
            uncapped_rate(
                *(np.array([row.cells[k]]) for k in ("utilised", "generated", "old_stock"))
            )
        )


def _lowest(s: CheckContext, scenario: Row) -> str:
    """The materials below the threshold of their scenario, lowest first, with their rates."""
    own = [
        (_uncapped(row), row.material)
        for row in rows(s, s.park_book.results.materials)
        if row.group == scenario.group
    ]
    low = sorted((rate, name) for rate, name in own if known(rate) and rate < scenario.threshold)
    return listed(f"{name} {percent(rate)}%" for rate, name in low)


def imports(s: CheckContext) -> Iterator[Finding]:
    """How much of the reduction rests on waste from outside the park; it is to be shown apart."""
    table = rows(s, s.park_book.results.materials)
    weight = sum(abs(plain(r.reduction)) for r in table)
    part_of = sum(
        abs(plain(r.reduction)) * plain(r.imported) / r.recycled
        for r in table
        if plain(r.recycled) > 0
    )
    if weight > 0 and part_of > 0:
        first = next(r for r in table if plain(r.imported) > 0)
        yield at_row(s, "IMPORT_IN_REDUCTION", first, "imported", value=percent(part_of / weight))


def reductions(s: CheckContext) -> Iterator[Finding]:
    """Outside its band a reduction per tonne is more often a slip than a discovery; below zero it
    may be real."""
    for form in materials(s):
        id, name = form.material.id, form.material.name
        per_tonne, low, high = (one(s, f"{id}.{key}") for key in ("per_tonne", "low", "high"))
        reduction = one(s, f"{id}.reduction")
        if known(per_tonne) and not low <= per_tonne <= high:
            yield found(
                s,
                "REDUCTION_IMPLAUSIBLE",
                form.result["per_tonne"],
                material=name,
                value=shown(per_tonne),
                low=shown(low),
                high=shown(high),
            )
        if known(reduction) and reduction < 0:
            yield found(
                s,
                "REDUCTION_NEGATIVE",
                form.result["reduction"],
                material=name,
                value=shown(reduction),
                driver=_driver(part(s, form, "flows")),
            )


def _driver(flows: list[Row]) -> str:
    """The largest line on the side that is not saved."""
    lines = [r for r in flows if r.role != BASELINE and known(r.emission)]
    largest = max(lines, key=lambda r: r.emission, default=None)
    return f"{largest.item or largest.role} {shown(largest.emission)} tCO2e" if largest else "—"


def unexplained(s: CheckContext, others: Iterable[Finding]) -> Iterator[Finding]:
    """Errors that begin in a computed cell and that no other finding accounts for: no error value
    without a finding.

    A cell is accounted for by an error in its row, in the row of a cell that it reads, or on the
    sheet of a column that it reads as a whole; a single figure also by one on its own sheet.
    """
    places = [(f.sheet, parse_cell(f.cell)[0]) for f in others if f.severity == ERROR and f.cell]
    sheets = {sheet for sheet, _ in places}
    seen: set[tuple[str, int | None]] = set()
    for (field, row), cells in origins(s, masks(s).wrong, tables=True):
        place = s.layout.places[field.id]
        key = (place.sheet, None if row is None else place.at(row)[0])
        read = [(s.layout.places[f.id].sheet, s.layout.places[f.id].at(r)[0]) for f, r in cells]
        explained = (
            key in places
            or any(at in places for at in read)
            or any(f.sheet in sheets for f, at in reads(field, row) if at == -1)
        )
        if explained or key in seen or place.lost or (row is None and place.sheet in sheets):
            continue
        seen.add(key)
        yield found(
            s,
            "ERROR_VALUE",
            field,
            row,
            value=_error(s, field, row),
            source=listed(_sources(s, cells)),
        )


def _error(s: CheckContext, field: Field, row: int | None) -> str:
    value = s.effective(field.id) if row is None else s.effective(field.id)[row]
    return str(value) if field.is_text else v.text(v.cell(float(value)))


def _sources(s: CheckContext, cells: list[Cell]) -> list[str]:
    """The cells read, as addresses."""
    out = []
    for field, row in cells:
        at = s.at(field, row)
        out.append(f"{at['sheet']}!{at['cell']}" if at["cell"] else field.label)
    return out or ["本列各行"]


CHECKS = (rates, imports, reductions)
