"""Faults of the factors, fuel properties, pollutants and regions."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from ..factor_rows import ALTERNATIVE_SET, DEFAULT_SET, NATIONAL, Factor
from ..library import Library
from .common import is_unit, repeated, sourced, unknown


def examine(library: Library) -> Iterator[str]:
    """Rows without source, of unknown unit, region or set, rows the look-up cannot tell apart, keys
    without default."""
    yield from repeated("factors", ((f.key, f.region, f.year, f.set) for f in library.factors))
    for factor in library.factors:
        yield from _row(factor, library)
    by_key: dict[str, list[Factor]] = {}
    for factor in library.factors:
        by_key.setdefault(factor.key, []).append(factor)
    for key, rows in by_key.items():
        yield from _key(key, rows, library)
    yield from _regions(library)
    yield from _properties(library)


def _row(row: Factor, library: Library) -> Iterator[str]:
    where = f"{row.category}.csv {row.key} {row.region} {row.year or ''}".rstrip()
    grids = {getattr(r, s.division, "") for r in library.regions for s in library.sets}
    provinces = {r.province for r in library.regions}
    yield from sourced(where, row.reference, row.basis, {b.id for b in library.bases})
    yield from unknown(where, "region", row.region, {NATIONAL, *provinces, *grids} - {""})
    yield from unknown(where, "set", row.set, {s.id for s in library.sets})
    yield from unknown(where, "boundary", row.boundary, {"", *(b.id for b in library.boundaries)})
    if not row.key or not row.key_en:
        yield f"{where}: no name in both languages"
    if not isfinite(row.value):
        yield f"{where}: value {row.value} is not finite"
    unit = library.unit_table.find(row.unit)
    if unit is None:
        yield f"{where}: unit '{row.unit}' is unknown"
    elif not unit.is_factor:
        yield f"{where}: unit '{row.unit}' is not the unit of a factor"


def _key(key: str, rows: list[Factor], library: Library) -> Iterator[str]:
    """What must hold among the rows of one key."""
    if len({row.category for row in rows}) > 1:
        yield f"factors {key}: stands in several categories"
    sets = {row.set for row in rows}
    if DEFAULT_SET not in sets and sets != {ALTERNATIVE_SET}:
        yield f"factors {key}: no default row"
    units = [unit for row in rows if (unit := library.unit_table.find(row.unit))]
    if len({unit.per for unit in units}) > 1:
        yield f"factors {key}: rows are per different dimensions"


def _regions(library: Library) -> Iterator[str]:
    yield from repeated("regions.csv", (r.province for r in library.regions))
    own = {f.region for f in library.factors if f.set == DEFAULT_SET}
    for region in library.regions:
        if region.has_factor != (region.province in own):
            yield f"regions.csv {region.province}: has_factor does not agree with the factors"
        if region.has_factor and not (region.region7 and region.region6):
            yield f"regions.csv {region.province}: no grid region"
    for division in {s.division for s in library.sets} - {"region7", "region6"}:
        yield f"sets.csv: division '{division}' is no column of regions.csv"


def _properties(library: Library) -> Iterator[str]:
    bases = {b.id for b in library.bases}
    keys = {f.key for f in library.factors}
    yield from repeated("fuel_properties.csv", (p.key for p in library.fuel_properties))
    for fuel in library.fuel_properties:
        where = f"fuel_properties.csv {fuel.key}"
        yield from sourced(where, fuel.reference, fuel.basis, bases)
        yield from sourced(where, fuel.tce_reference, fuel.tce_basis, bases)
        yield from unknown(where, "factor", fuel.key, keys)
        for unit in (
            fuel.unit,
            fuel.ncv_unit,
            fuel.tce_unit,
            *filter(None, [fuel.carbon_content_unit]),
        ):
            if not is_unit(unit, library.unit_table):
                yield f"{where}: unit '{unit}' is unknown"
        if (fuel.carbon_content is None) != (fuel.oxidation is None):
            yield f"{where}: carbon content and oxidation stand together"
    yield from repeated(
        "pollutants.csv", ((p.kind, p.name, p.region, p.year) for p in library.pollutants)
    )
    for row in library.pollutants:
        where = f"pollutants.csv {row.kind} {row.name} {row.year or ''}".rstrip()
        yield from sourced(where, row.reference, row.basis, bases)
        yield from unknown(
            where, "region", row.region, {NATIONAL, *(r.province for r in library.regions)}
        )
        if not is_unit(row.unit, library.unit_table):
            yield f"{where}: unit '{row.unit}' is unknown"
        if row.value_max is not None and row.value_max <= row.value:
            yield f"{where}: the range is empty"
