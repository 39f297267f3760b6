"""Faults of the units and of what is refused."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.units import REFUSED
from ..library import Library
from .common import repeated, unknown

_OFFERED = ("", "rate", "direct", "distance", "both")


def examine(library: Library) -> Iterator[str]:
    """Spellings of two units, units without scale or base, refusals of unknown dimensions."""
    where = "units.csv"
    rows = {row.name: row for row in library.units}
    yield from repeated(where, (row.name for row in library.units))
    for text, one, other in library.unit_table.clashes:
        yield f"{where}: '{text}' stands for {one} and for {other}"
    for row in library.units:
        yield from unknown(f"{where} {row.name}", "offered", row.offered, _OFFERED)
        if row.dimension == REFUSED:
            if row.scale is not None or not row.note:
                yield f"{where} {row.name}: a refused spelling has a reason and no scale"
        elif row.scale is None or row.scale <= 0:
            yield f"{where} {row.name}: no positive scale"
        elif row.base not in rows or (rows[row.base].dimension, rows[row.base].scale) != (
            row.dimension,
            1.0,
        ):
            yield (
                f"{where} {row.name}: base '{row.base}' is not the unit of scale 1 of "
                f"{row.dimension}"
            )
    dimensions = {row.dimension for row in library.units}
    for refusal in library.refusals:
        place = f"refusals.csv {refusal.from_dimension}→{refusal.to_dimension}"
        for dimension in (refusal.from_dimension, refusal.to_dimension):
            yield from unknown(place, "dimension", dimension, dimensions)
        yield from unknown(place, "finding", refusal.code, library.findings)
        if not (refusal.reason_zh and refusal.reason_en):
            yield f"{place}: no reason in both languages"
