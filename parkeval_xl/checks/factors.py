"""Factors: found, unique, replaced with a reason only, of one boundary, and none of those known to
mislead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from math import isclose

from .. import data
from ..core.ledger import BASELINE, PROJECT
from ..core.units import UnitError
from ..core.values import CellError
from ..forms.factors import ELECTRICITY
from ..forms.material import MaterialForms
from ..functions import unit_table
from .finding import CheckContext, Finding
from .material import initial_lines
from .reading import (
    Row,
    at_row,
    found,
    known,
    listed,
    materials,
    one,
    part,
    plain,
    rows,
    shown,
    threshold,
)

LIFE_CYCLE = "life-cycle"
PRODUCTS = ("products", "processes")  # categories of factors per tonne of a product


def flow_factors(s: CheckContext) -> Iterator[Finding]:
    """A key that the library of this workbook does not hold gives #N/A, never another factor."""
    keys = {row.key for row in rows(s, s.park_book.factors)}
    region = one(s, "park.province") or data.factor_rows.NATIONAL
    for form in s.park_book.materials:
        for row in part(s, form, "flows"):
            if (
                row.factor_key
                and row.factor_key not in keys
                and CellError.from_text(row.factor_key) is None
            ):
                yield at_row(
                    s,
                    "FACTOR_MISSING",
                    row,
                    "factor_key",
                    factor=row.factor_key,
                    region=region,
                    year=s.book.plan.year,
                )


def repeated(s: CheckContext) -> Iterator[Finding]:
    """Two rows of one key cannot be told apart; flows that use it get #N/A."""
    places: dict[str, list[Row]] = defaultdict(list)
    for row in rows(s, s.park_book.factors):
        if row.key:
            places[row.key].append(row)
    for key, lines in places.items():
        if len(lines) > 1:
            yield at_row(s, "FACTOR_AMBIGUOUS", lines[-1], "key", factor=key, count=len(lines))


def replaced(s: CheckContext) -> Iterator[Finding]:
    """A replaced factor is named with its reason, an own one with its reference; without it is an
    error."""
    for row in rows(s, s.park_book.factors):
        rule = by_rule(row)
        if not known(row.override) or (known(rule) and row.override == rule):
            continue
        reason = row.reason or ("" if known(rule) else row.reference)
        if not reason:
            yield at_row(
                s,
                "FACTOR_OVERRIDE_NO_REASON",
                row,
                "override",
                factor=row.key,
                new=shown(row.override),
            )
        elif known(rule):
            yield at_row(
                s,
                "FACTOR_OVERRIDDEN",
                row,
                "override",
                factor=row.key,
                value=shown(rule),
                new=shown(row.override),
                reason=reason,
            )


def by_rule(row: Row) -> float:
    """The value that holds without replacement: of the province, else by rule."""
    return float(row.local if known(row.local) else row.rule_value)


def extreme(s: CheckContext) -> Iterator[Finding]:
    """Ten times off: a unit is wrong more often than the world. Zero or another sign is never
    right."""
    for row in rows(s, s.park_book.factors):
        rule = by_rule(row)
        if known(row.used) and known(rule) and rule != 0 and row.used != rule:
            key = "override_verified" if known(row.override_verified) else "override"
            words = {"factor": row.key, "value": shown(row.used), "rule": shown(rule)}
            ratio = float(row.used) / rule
            if ratio <= 0:
                yield at_row(
                    s, "FACTOR_NEGATIVE" if ratio < 0 else "FACTOR_ZERO", row, key, **words
                )
            elif (times := max(ratio, 1 / ratio)) >= threshold("factor_extreme"):
                yield at_row(s, "FACTOR_EXTREME", row, key, **words, times=shown(round(times, 1)))


def of_year_and_place(s: CheckContext) -> Iterator[Finding]:
    """Where a value of a later year, or of a larger region, stands in for one that was not
    published."""
    year = s.book.plan.year
    used = {
        row.factor_key
        for form in materials(s)
        for row in part(s, form, "flows")
        if plain(row.emission)
    }
    province = one(s, "park.province")
    grid = {row.province: row for row in rows(s, s.book.graph.blocks["grid"])}.get(province)
    for row in rows(s, s.park_book.factors):
        replaced_by_hand = known(row.override) or known(row.override_verified)
        source = grid if row.key == ELECTRICITY and grid is not None else row
        if (
            row.key in used
            and not replaced_by_hand
            and source.year.isdigit()
            and int(source.year) > year
        ):
            yield at_row(
                s, "FACTOR_LATER_YEAR", row, "year", factor=row.key, year=year, used=source.year
            )
        if (
            row.key == ELECTRICITY
            and grid is not None
            and grid.region != province
            and not replaced_by_hand
        ):
            yield found(
                s,
                "PROVINCE_NO_FACTOR",
                s.park_book.park.park["province"],
                region=province,
                used=grid.region,
                value=shown(grid.value),
            )


def boundaries(s: CheckContext) -> Iterator[Finding]:
    """A life-cycle factor beside average ones counts upstream burdens on one side only (METHOD 1).

    The total is one result too: a material reckoned with life-cycle factors alone does not belong
    beside the others.
    """
    whole: dict[str, tuple[Row, str]] = {}
    for form in materials(s):
        if found_here := mixed(s, form):
            row, factors = found_here
            yield at_row(s, "FACTOR_BOUNDARY_MIXED", row, "factor_key", factors=factors)
        elif kinds := _boundaries(s, form):
            row, boundary = next(iter(kinds.values()))
            whole[f"{form.material.name}（{boundary_words()[boundary]}）"] = row, boundary
    odd = [row for row, boundary in whole.values() if boundary == LIFE_CYCLE]
    if odd and len(odd) < len(whole):
        yield at_row(s, "FACTOR_BOUNDARY_MIXED", odd[0], "factor_key", factors=listed(whole))


def mixed(s: CheckContext, form: MaterialForms) -> tuple[Row, str] | None:
    """The flow with a life-cycle factor beside others that are none, and the factors in words; None
    where all is one."""
    of_flow = _boundaries(s, form)
    kinds = {boundary for _, boundary in of_flow.values()}
    if LIFE_CYCLE not in kinds or len(kinds) == 1:
        return None
    odd = next(row for row, boundary in of_flow.values() if boundary == LIFE_CYCLE)
    keys = sorted(of_flow, key=lambda k: of_flow[k][1] != LIFE_CYCLE)
    return odd, listed(f"{k}（{boundary_words()[of_flow[k][1]]}）" for k in keys)


def _boundaries(s: CheckContext, form: MaterialForms) -> dict[str, tuple[Row, str]]:
    """The factors in use whose boundary is known, each with a flow."""
    return {
        row.factor_key: (row, boundary)
        for row in part(s, form, "flows")
        if plain(row.emission) and (boundary := boundary_of(row))
    }


def boundary_words() -> dict[str, str]:
    """What the boundaries are called."""
    return {b.id: b.name for b in data.boundaries()}


def boundary_of(row: Row) -> str:
    """What the factor of a flow covers, where exactly one published row has its key and value; else
    empty."""
    return _boundary(row.factor_key, row.factor) if known(row.factor) else ""


@lru_cache(maxsize=4096)
def _boundary(key: str, factor: float) -> str:
    published = _published().get(key, ())
    fitting = {boundary for value, boundary in published if isclose(value, factor, rel_tol=1e-6)}
    return fitting.pop() if len(fitting) == 1 else ""


@cache
def _published() -> dict[str, list[tuple[float, str]]]:
    """Values and boundaries of all published rows by key."""
    out: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for factor in data.factors():
        out[factor.key].append((factor.value, factor.boundary))
    return out


def steel_of_the_standard_table(s: CheckContext) -> Iterator[Finding]:
    """GB/T 51366 lists EAF steel above BOF steel; as project factor it turns every reduction
    negative (METHOD 1)."""
    yield from _misleading(s, "FACTOR_EAF_STANDARD", PROJECT, "电炉碳钢", "alternative")


def aluminium_upper_bound(s: CheckContext) -> Iterator[Finding]:
    """Primary aluminium of the standard table rests on an old grid and doubles the result: an upper
    bound only."""
    yield from _misleading(s, "FACTOR_AL_UPPER", BASELINE, "电解铝", "standard-table")


def _misleading(s: CheckContext, code: str, role: str, key: str, set: str) -> Iterator[Finding]:
    """Flows with a misleading value whatever the factor is called; a published factor of another
    kind (oil has 3.02) is none."""
    values = [f.value * per_tonne(f.unit) for f in data.factors() if f.key == key and f.set == set]
    kinds = {f.key: f.category for f in data.factors()}
    for form in s.park_book.materials:
        if any(line.factor_key == key for line in initial_lines(form.material.id).values()):
            for row in part(s, form, "flows"):
                value = (
                    row.factor * per_tonne(row.factor_unit)
                    if row.role == role and known(row.factor)
                    else 0.0
                )
                product = kinds.get(row.factor_key, PRODUCTS[0]) in PRODUCTS
                if product and any(isclose(value, v, rel_tol=0.01) for v in values):
                    yield at_row(s, code, row, "factor_key")


def per_tonne(unit: str) -> float:
    """What one of a factor's unit is in tCO2e per tonne; 0 where it is no factor per mass."""
    try:
        return unit_table().conversion("t", unit)
    except UnitError:
        return 0.0


def outdated(s: CheckContext) -> Iterator[Finding]:
    """A file keeps the factors it was made with; where a later year is published since, up to the
    year evaluated, it says so."""
    plan, province = s.book.plan, one(s, "park.province")
    grid = {row.province: row for row in rows(s, s.book.graph.blocks["grid"])}.get(province)
    used = {
        row.factor_key
        for form in materials(s)
        for row in part(s, form, "flows")
        if plain(row.emission)
    }
    for row in rows(s, s.park_book.factors):
        if (
            row.key not in used
            or not known(by_rule(row))
            or known(row.override)
            or known(row.override_verified)
        ):
            continue
        source = grid if row.key == ELECTRICITY and grid is not None else row
        kept, region = source.year, data.factor_rows.NATIONAL if source is row else province
        newer = newest(row.key, region, plan.year, plan.factor_set)
        if newer and kept.isdigit() and int(kept) < newer <= plan.year:
            yield at_row(s, "FACTOR_OLD", row, "year", factor=row.key, newer=newer, used=kept)


def newest(key: str, region: str, year: int, set: str) -> int:
    """The year of the value the tables hold now; 0 where it is of no year, or where they no longer
    know the factor."""
    try:
        return data.factor(key, region, year, set).year or 0
    except data.FactorError:
        return 0


CHECKS = (
    flow_factors,
    repeated,
    replaced,
    extreme,
    of_year_and_place,
    outdated,
    boundaries,
    steel_of_the_standard_table,
    aluminium_upper_bound,
)
