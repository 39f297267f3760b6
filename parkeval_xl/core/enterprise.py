"""The enterprise index (S2, case Shangyu): dimensions of a firm, scored against the advanced value
of its sector.

Arrays of firms: dimensions stand on the last axis, firms on the one before. States follow `values`:
a firm without a figure has no score and does not count in its sector; 不适用 hands its weight on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import values as v
from .expression import parse

GREEN, YELLOW, RED = "绿", "黄", "红"
DECIMALS = 10  # a total is compared with a limit after rounding here
MOST_PERCENT = 100.0
NONE, SECTOR, BENCHMARK, PARK = range(4)  # where an advanced value comes from
FAR = 1e300  # a figure as great is a slip: no advanced value rests on it
UNKNOWN = "?"  # a sector code that is none
DIV0 = v.nan(v.CellError.DIV0.calc)
_SECTOR = re.compile(r"[A-Za-z]?([0-9]{2})[0-9]{0,2}")
_PLAIN = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    map(ord, " \u3000\u00a0")
)


@dataclass(frozen=True)
class Dimension:
    """What a dimension is: its formula, whether less is better, its weight, what 0 of 0 is, whether
    it is a percentage."""

    formula: str
    negative: bool
    weight: float
    zero: float = DIV0
    percentage: bool = False


@dataclass(frozen=True)
class Advanced:
    """The advanced values of sectors (rows) by dimension, where each comes from, and how many firms
    have a figure."""

    values: Any
    sources: Any
    firms: Any


def sector_of(code: str) -> str:
    """The two digits of an industry code of GB/T 4754, full width or not; empty where none stands,
    UNKNOWN where it is none."""
    text = code.translate(_PLAIN)
    found = _SECTOR.fullmatch(text)
    return found[1] if found else UNKNOWN if text else ""


def entered(values: Any, required: bool) -> Any:
    """Figures as formulas read them: a missing one that every firm has is 待填, an optional one
    counts as nothing."""
    return np.where(v.is_state(values, v.EMPTY), v.PENDING if required else 0.0, values)


def evaluate(formula: str, columns: Mapping[str, Any], zero: float = DIV0) -> Any:
    """A formula over columns. Of a denominator of zero: `zero` where the numerator is zero too,
    else #DIV/0!."""
    tree = parse(formula)
    figures = {item: np.asarray(columns[item.id], float) for item in tree.items}
    with np.errstate(all="ignore"):
        up, down = tree.numerator.compute(figures), tree.denominator.compute(figures)
        nothing = np.where(up == 0, zero, DIV0)
        value = np.where(down == 0, nothing, v.finite(up / np.where(down == 0, 1.0, down)))
    return v.unless(v.first_state(*figures.values()), value)


def figure(d: Dimension, columns: Mapping[str, Any]) -> Any:
    """The value of a dimension. Below zero it is an error, or a loss would look like the best of
    all; a percentage above 100 counts as 100: that it was above is a finding of the checks."""
    value = evaluate(d.formula, columns, d.zero)
    value = np.where(value < 0, v.ERROR, value)
    return np.where(value > MOST_PERCENT, MOST_PERCENT, value) if d.percentage else value


def figures(dimensions: Sequence[Dimension], columns: Mapping[str, Any]) -> Any:
    """The values of all dimensions."""
    return np.stack(np.broadcast_arrays(*(figure(d, columns) for d in dimensions)), -1)


def best_first(values: Any, negative: bool) -> Any:
    """Keys of figures, the least of the best; FAR of what no advanced value rests on: no figure,
    zero where less is better."""
    usable = v.is_number(values) & (np.abs(values) < FAR) & ((values != 0) | (not negative))
    return np.where(usable, values if negative else -values, FAR)


def quantile_of(keys: Any, groups: Any, count: int, quantile: float) -> tuple[Any, Any]:
    """Of each of `count` groups the quantile of figures from the best end, by their keys, linear
    between neighbours (as PERCENTILE of spreadsheets), and how many figures it rests on. Without
    figures EMPTY."""
    usable = (keys < FAR) & (groups >= 0)
    group, best = groups[usable], keys[usable]
    order = np.lexsort((best, group))
    best, sizes = best[order], np.bincount(group, minlength=count)
    first = np.cumsum(sizes) - sizes
    place = np.maximum(sizes - 1, 0) * quantile
    low = np.floor(place).astype(int)
    at = np.minimum(first + low, max(best.size - 1, 0))
    after = np.minimum(first + np.minimum(low + 1, np.maximum(sizes - 1, 0)), max(best.size - 1, 0))
    if not best.size:
        return np.full(count, v.EMPTY), sizes
    found = np.abs(best[at] + (place - low) * (best[after] - best[at]))
    return np.where(sizes > 0, found, v.EMPTY), sizes


def best_quantile(
    values: Any, groups: Any, count: int, negative: bool, quantile: float
) -> tuple[Any, Any]:
    """`quantile_of` the values themselves. Of negative indicators zeros are left out."""
    return quantile_of(best_first(values, negative), groups, count, quantile)


def choose(own: Any, given: Any, park: Any) -> tuple[Any, Any]:
    """The advanced value and where it comes from: the sector's own, else the benchmark entered,
    else that of the park. Zero is no advanced value of anything, so it is passed over."""
    stated = ~v.is_state(given, v.EMPTY) & (given != 0)
    source = np.where(own > 0, SECTOR, np.where(stated, BENCHMARK, np.where(park > 0, PARK, NONE)))
    choices = np.broadcast_arrays(v.NOT_APPLICABLE, own, given, park)
    return np.select([source == s for s in range(4)], choices), source


def advanced(
    dimensions: Sequence[Dimension],
    values: Any,
    sectors: Any,
    benchmarks: Any,
    quantile: float,
    least: float,
) -> Advanced:
    """The advanced value of each sector: the best quantile of its firms where at least `least` have
    a figure, else the benchmark entered, else the best quantile of the whole park. `sectors`
    numbers the firms' sectors (-1: none), `benchmarks` are by sector and dimension."""
    count = len(benchmarks)
    columns, sources, firms = [], [], []
    for i, d in enumerate(dimensions):
        own, number = best_quantile(values[:, i], sectors, count, d.negative, quantile)
        park, _ = best_quantile(values[:, i], np.zeros(len(values), int), 1, d.negative, quantile)
        value, source = choose(np.where(number >= least, own, v.EMPTY), benchmarks[:, i], park)
        columns.append(value)
        sources.append(source)
        firms.append(number)
    return Advanced(np.stack(columns, -1), np.stack(sources, -1), np.stack(firms, -1))


def score(values: Any, against: Any, negative: Any) -> Any:
    """0…1: min(1, advanced/actual) of negative, min(1, actual/advanced) of positive dimensions;
    nothing emitted is 1."""
    with np.errstate(all="ignore"):
        ratio = np.where(negative, against / np.where(values == 0, 1.0, values), values / against)
    held = v.first_state(values, np.where(against < 0, v.ERROR, against))
    held = np.where(v.is_state(values, v.NOT_APPLICABLE), v.NOT_APPLICABLE, held)
    return np.where(negative & (values == 0), 1.0, v.unless(held, np.minimum(ratio, 1.0)))


def scores(dimensions: Sequence[Dimension], values: Any, against: Any) -> Any:
    """The scores of all dimensions."""
    return score(values, against, np.array([d.negative for d in dimensions]))


def total(dimensions: Sequence[Dimension], scores: Any) -> Any:
    """100 · Σ w·s / Σ w of what applies; the first error, else 待填; 不适用 where nothing
    applies."""
    weights = np.array([d.weight for d in dimensions])
    known = v.is_number(scores)
    applying = v.summed(known * weights)
    with np.errstate(invalid="ignore"):
        value = (
            MOST_PERCENT
            * v.summed(np.where(known, scores * weights, 0.0))
            / np.where(applying > 0, applying, 1.0)
        )
    nothing = np.where(v.is_state(scores, v.NOT_APPLICABLE).any(-1), v.NOT_APPLICABLE, v.EMPTY)
    out = np.where(applying > 0, value, nothing)
    out = np.where(v.is_state(scores, v.PENDING).any(-1), v.PENDING, out)
    return v.unless(v.error_within(scores), out)


def light(total: Any, green: float, yellow: float) -> Any:
    """绿 from `green`, 黄 from `yellow`, else 红; the text of the state where there is no total."""
    return graded(total, (green, yellow), (GREEN, YELLOW, RED))


def graded(total: Any, limits: tuple[float, float], words: tuple[str, str, str]) -> Any:
    """One of three words by two limits, the higher first."""
    with np.errstate(invalid="ignore"):
        rounded = np.round(total, DECIMALS)
        word = np.where(
            rounded >= limits[0], words[0], np.where(rounded >= limits[1], words[1], words[2])
        )
    return np.where(v.is_number(total), word.astype(object), v.state_texts(total))


def compared(scores: Any) -> Any:
    """Scores as they are compared: rounded; whatever is none is not the weakest."""
    return np.where(v.is_number(scores), np.round(scores, DECIMALS), 1.0)


def weakest(dimensions: Sequence[Dimension], scores: Any, most: int = 3) -> Any:
    """The numbers of the dimensions with the lowest scores below 1, the lowest first, the heavier
    of equals first; -1 where there are fewer."""
    weights = np.broadcast_to([d.weight for d in dimensions], np.shape(scores))
    shown = compared(scores)
    order = np.lexsort((-weights, shown))[..., :most]
    return np.where(np.take_along_axis(shown, order, -1) < 1.0, order, -1)


def surplus(permitted: Any, actual: Any) -> Any:
    """permitted - actual; negative is an overrun. Empty without a permit; 待填 where the actual
    figure is missing."""
    given = np.where(
        v.is_state(actual, v.EMPTY) & ~v.is_state(permitted, v.EMPTY), v.PENDING, actual
    )
    held = v.unless(
        v.first_error(permitted, actual), np.where(v.is_number(permitted), given, permitted)
    )
    with np.errstate(invalid="ignore", over="ignore"):
        return v.unless(held, v.finite(np.subtract(permitted, actual)))


@dataclass(frozen=True)
class Room:
    """Surplus permits of many firms, never netted: how many hold a permit, what is left where
    something is left, how many are above, and by how much; 待填 or an error where one firm's
    surplus is, nothing where nobody holds a permit."""

    holders: Any
    left: Any
    above: Any
    overrun: Any


def room(surpluses: Any) -> Room:
    """The surplus permits of firms (last axis) of one pollutant."""
    known = v.is_number(surpluses)
    held = np.where(known.any(-1), 0.0, v.EMPTY)
    held = np.where(v.is_state(surpluses, v.PENDING).any(-1), v.PENDING, held)
    held = v.unless(v.error_within(surpluses), held)
    plain = np.where(known, surpluses, 0.0)
    more, less = (v.summed(np.maximum(x, 0)) for x in (plain, -plain))
    sums = (more, (plain < 0).sum(-1), less)
    return Room(known.sum(-1).astype(float), *(v.unless(held, np.asarray(x, float)) for x in sums))


def forecast(to_date: Any, months: Any) -> Any:
    """The year's emission if it goes on as in the months so far; #NUM! unless 1 to 12 months are
    over."""
    within = (np.asarray(months) >= 1) & (np.asarray(months) <= 12)
    value = v.finite(to_date / np.where(within, months, 1.0) * 12)
    return v.unless(
        v.first_state(to_date, months), np.where(within, value, v.nan(v.CellError.NUM.calc))
    )


def shared_out(whole: Any, actual: Any) -> Any:
    """An amount of the whole park shared out over firms (last axis) like the figures of the year
    evaluated; 不适用 where these are all zero, 待填 where one is missing."""
    base = v.total(actual)[..., None]
    whole = np.asarray(whole)[..., None]
    held = v.first_state(whole, np.where(base == 0, v.NOT_APPLICABLE, base), actual)
    with np.errstate(invalid="ignore", divide="ignore"):
        return v.unless(held, actual * whole / base)
