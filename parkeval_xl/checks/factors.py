"""Factors: found, unique, replaced with a reason only, of one boundary, and none of those known to mislead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from math import isclose

from .. import data
from ..core.ledger import BASELINE, PROJECT
from ..core.values import CellError
from ..forms.factors import ELECTRICITY
from .finding import Finding, Situation
from .material import born_lines
from .reading import Row, at_row, found, known, listed, materials, one, part, plain, rows, shown, threshold

LIFE_CYCLE = "life-cycle"


def flow_factors(s: Situation) -> Iterator[Finding]:
    """A key that the library of this workbook does not hold gives #N/A, never another factor."""
    keys = {row.key for row in rows(s, s.book.factors)}
    region = one(s, "park.province") or data.factor_rows.NATIONAL
    for form in s.book.materials:
        for row in part(s, form, "flows"):
            if row.factor_key and row.factor_key not in keys and CellError.from_text(row.factor_key) is None:
                yield at_row(s, "FACTOR_MISSING", row, "factor_key", factor=row.factor_key, region=region,
                             year=s.book.plan.year)


def repeated(s: Situation) -> Iterator[Finding]:
    """Two rows of one key cannot be told apart; flows that use it get #N/A."""
    places: dict[str, list[Row]] = defaultdict(list)
    for row in rows(s, s.book.factors):
        if row.key:
            places[row.key].append(row)
    for key, lines in places.items():
        if len(lines) > 1:
            yield at_row(s, "FACTOR_AMBIGUOUS", lines[-1], "key", factor=key, count=len(lines))


def replaced(s: Situation) -> Iterator[Finding]:
    """A replaced factor is named with its reason, an own one with its reference; without it is an error."""
    for row in rows(s, s.book.factors):
        rule = by_rule(row)
        if not known(row.override) or (known(rule) and row.override == rule):
            continue
        reason = row.reason or ("" if known(rule) else row.reference)
        if not reason:
            yield at_row(s, "FACTOR_OVERRIDE_NO_REASON", row, "override", factor=row.key, new=shown(row.override))
        elif known(rule):
            yield at_row(s, "FACTOR_OVERRIDDEN", row, "override", factor=row.key, value=shown(rule),
                         new=shown(row.override), reason=reason)


def by_rule(row: Row) -> float:
    """The value that holds without replacement: of the province, else by rule."""
    return float(row.local if known(row.local) else row.rule_value)


def extreme(s: Situation) -> Iterator[Finding]:
    """Ten times off: a unit is wrong more often than the world. Zero or another sign is never right."""
    for row in rows(s, s.book.factors):
        rule = by_rule(row)
        if known(row.used) and known(rule) and rule != 0 and row.used != rule:
            key = "override_verified" if known(row.override_verified) else "override"
            words = {"factor": row.key, "value": shown(row.used), "rule": shown(rule)}
            ratio = float(row.used) / rule
            if ratio <= 0:
                yield at_row(s, "FACTOR_NEGATIVE" if ratio < 0 else "FACTOR_ZERO", row, key, **words)
            elif (times := max(ratio, 1 / ratio)) >= threshold("factor_extreme"):
                yield at_row(s, "FACTOR_EXTREME", row, key, **words, times=shown(round(times, 1)))


def of_year_and_place(s: Situation) -> Iterator[Finding]:
    """Where a value of a later year, or of a larger region, stands in for one that was not published."""
    year = s.book.plan.year
    used = {row.factor_key for form in materials(s) for row in part(s, form, "flows") if plain(row.emission)}
    province = one(s, "park.province")
    grid = {row.province: row for row in rows(s, s.book.graph.blocks["grid"])}.get(province)
    for row in rows(s, s.book.factors):
        replaced_by_hand = known(row.override) or known(row.override_verified)
        source = grid if row.key == ELECTRICITY and grid is not None else row
        if row.key in used and not replaced_by_hand and source.year.isdigit() and int(source.year) > year:
            yield at_row(s, "FACTOR_LATER_YEAR", row, "year", factor=row.key, year=year, used=source.year)
        if row.key == ELECTRICITY and grid is not None and grid.region != province and not replaced_by_hand:
            yield found(s, "PROVINCE_NO_FACTOR", s.book.park.park["province"], region=province, used=grid.region,
                        value=shown(grid.value))


def boundaries(s: Situation) -> Iterator[Finding]:
    """A life-cycle factor beside average ones counts upstream burdens on one side only (METHOD 1)."""
    words = {b.id: b.name for b in data.boundaries()}
    for form in materials(s):
        of_flow = {row.factor_key: (row, boundary) for row in part(s, form, "flows")
                   if plain(row.emission) and (boundary := boundary_of(row))}
        kinds = {boundary for _, boundary in of_flow.values()}
        if LIFE_CYCLE in kinds and len(kinds) > 1:
            odd = next(row for row, boundary in of_flow.values() if boundary == LIFE_CYCLE)
            keys = sorted(of_flow, key=lambda k: of_flow[k][1] != LIFE_CYCLE)
            yield at_row(s, "FACTOR_BOUNDARY_MIXED", odd, "factor_key",
                         factors=listed(f"{k}（{words[of_flow[k][1]]}）" for k in keys))


def boundary_of(row: Row) -> str:
    """What the factor of a flow covers, where exactly one published row has its key and value; else empty."""
    fitting = {boundary for value, boundary in _published().get(row.factor_key, ())
               if known(row.factor) and isclose(value, row.factor, rel_tol=1e-6)}
    return fitting.pop() if len(fitting) == 1 else ""


@cache
def _published() -> dict[str, list[tuple[float, str]]]:
    """Values and boundaries of all published rows by key."""
    out: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for factor in data.factors():
        out[factor.key].append((factor.value, factor.boundary))
    return out


def steel_of_the_standard_table(s: Situation) -> Iterator[Finding]:
    """GB/T 51366 lists EAF steel above BOF steel; as project factor it turns every reduction negative (METHOD 1)."""
    yield from _misleading(s, "FACTOR_EAF_STANDARD", PROJECT, "电炉碳钢", "alternative")


def aluminium_upper_bound(s: Situation) -> Iterator[Finding]:
    """Primary aluminium of the standard table rests on an old grid and doubles the result: an upper bound only."""
    yield from _misleading(s, "FACTOR_AL_UPPER", BASELINE, "电解铝", "standard-table")


def _misleading(s: Situation, code: str, role: str, key: str, set: str) -> Iterator[Finding]:
    values = [f.value for f in data.factors() if f.key == key and f.set == set]
    for form in s.book.materials:
        if any(line.factor_key == key for line in born_lines(form.material.id).values()):
            for row in part(s, form, "flows"):
                if row.role == role and known(row.factor) and any(isclose(row.factor, v, rel_tol=0.01) for v in values):
                    yield at_row(s, code, row, "factor_key")


CHECKS = (flow_factors, repeated, replaced, extreme, of_year_and_place, boundaries, steel_of_the_standard_table,
          aluminium_upper_bound)
