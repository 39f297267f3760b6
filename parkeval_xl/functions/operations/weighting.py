"""Weights from pairwise comparisons in cells: judgements, the power iteration, consistency
(core.weighting).

A matrix is an area; `no` is the row (or column) of the cell, from 1. A cell whose matrix is not
complete is 待填.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ...core import weighting
from .. import native
from ..native import ERROR, PENDING
from ..registry import COLUMN, EACH, ERRORS, operation
from .used import blank

ACCEPTED, REJECTED = "接受", "重新判断"
EIGENVECTOR, COLUMN_MEAN = "特征向量法", "列平均法"
DECIMALS = 9  # of deviations that are ranked: below it lies rounding
CLAUSE = "S2 5.2.4"


def _line(area: str, no: str) -> str:
    """A row of an area as a reference."""
    return f"INDEX({area},{no},0)"


def _judgement_native(expert: str, x: str, power: str, low: str, high: str) -> str:
    inside = f"IF(AND({x}>={low},{x}<={high}),{x}^{power},{ERROR})"
    return (
        f'IF({expert}="","",IF(ISNUMBER({x}),{inside},IF(OR({x}="",{x}={PENDING}),{PENDING},'
        f"{ERROR})))"
    )


@operation(
    "text number number number number -> number",
    rule=ERRORS,
    native=_judgement_native,
    clause=CLAUSE,
)
def JUDGEMENT(expert: Any, x: Any, power: Any, low: Any, high: Any) -> Any:
    """An expert's judgement, or with the power −1 its reciprocal; an expert without a name does not
    count, a judgement outside the scale is an error."""
    with np.errstate(divide="ignore"):
        found = np.where((x >= low) & (x <= high), np.power(x, power), v.ERROR)
    missing = v.is_state(x, v.EMPTY) | v.is_state(x, v.PENDING)
    found = np.where(v.is_number(x), found, np.where(missing, v.PENDING, v.ERROR))
    return np.where(blank(expert), v.EMPTY, found)


def _joint_native(area: str, no: str) -> str:
    row = _line(area, no)
    body = f"IF(OR(COUNTIF({row},{PENDING})>0,COUNT({row})=0),{PENDING},GEOMEAN({row}))"
    return native.errors_first([f"SUM({row})"], body)


@operation("area number -> number", rule=COLUMN, native=_joint_native, clause=CLAUSE)
def JOINT_JUDGEMENT(area: Any, no: Any) -> Any:
    """The geometric mean of a row of judgements; experts that do not count are empty; 待填 while
    one is missing."""
    row = rows_of(area, no)
    there = v.is_number(row)
    count = there.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.exp(
            np.where(there, np.log(np.where(there, row, 1.0)), 0.0).sum(-1) / np.maximum(count, 1)
        )
    waiting = v.is_state(row, v.PENDING).any(-1) | (count == 0)
    return v.unless(v.error_within(row), np.where(waiting, v.PENDING, mean))


def _complete_native(area: str, body: str) -> str:
    """`body` where an area holds numbers alone; its error; else 待填."""
    complete = f"COUNT({area})=ROWS({area})*COLUMNS({area})"
    return native.errors_first(
        [f"SUM({area})"], native.columns([], [area], "", f"IF({complete},{body},{PENDING})")
    )


@operation(
    "area number -> number",
    rule=COLUMN,
    clause=CLAUSE,
    native=lambda area, no: _complete_native(area, f"1/SUM(INDEX({area},0,{no}))"),
)
def COLUMN_SHARE(area: Any, no: Any) -> Any:
    """Of a column of a matrix the reciprocal of its sum; 待填 while the matrix is not complete."""
    flat = area.reshape(*area.shape[:-2], -1)
    held = v.unless(v.error_within(flat), np.where(v.is_number(flat).all(-1), 0.0, v.PENDING))
    return (
        np.full(np.shape(no), held) if np.isnan(held) else _pick(weighting.column_shares(area), no)
    )


def _powered(area: str, vector: str) -> str:
    """The text of `TIMES` multiplications of a vector by a matrix: of four at a time, through its
    fourth power."""
    fourth = f"MMULT(MMULT({area},{area}),MMULT({area},{area}))"
    for _ in range(weighting.TIMES // 4):
        vector = f"MMULT({fourth},{vector})"
    return vector


def _advanced_native(own: str, area: str, vector: str, no: str) -> str:
    result = _powered(area, vector)
    return native.number_or_state(own, f"INDEX({result},{no})/SUM({result})")


@operation("number area numbers number -> number", native=_advanced_native, clause=CLAUSE)
def POWER_STEP(own: Any, area: Any, vector: Any, no: Any) -> Any:
    """A step of the power iteration; `own` is the cell of the same row before it, whose state it
    passes on."""
    return _of_numbers(own, lambda: _pick(weighting.advanced(area, vector), no))


@operation(
    "number area numbers number -> number",
    clause=CLAUSE,
    native=lambda own, area, vector, no: native.number_or_state(
        own, f"INDEX(MMULT({area},{vector}),{no})"
    ),
)
def MATRIX_TIMES(own: Any, area: Any, vector: Any, no: Any) -> Any:
    """A row of a matrix times a vector; `own` is the cell of the same row of the vector, whose
    state it passes on."""
    return _of_numbers(own, lambda: _pick(area @ vector, no))


def _sum_native(xs: str, divisor: str) -> str:
    body = f'IF(COUNTIF({xs},{PENDING})>0,{PENDING},IF(COUNT({xs})=0,"",SUM({xs})/{divisor}))'
    return native.errors_first([f"SUM({xs})"], body)


@operation("numbers number -> number", rule=COLUMN, native=_sum_native)
def SUM_OVER(xs: Any, divisor: Any) -> Any:
    """The sum of a column over a divisor: with the number of its rows, the mean; 待填 while one
    is."""
    there = v.is_number(xs)
    total = np.where(there, xs, 0.0).sum(-1) / divisor
    waiting = v.is_state(xs, v.PENDING).any(-1)
    return v.unless(
        v.error_within(xs), np.where(waiting, v.PENDING, np.where(there.any(-1), total, v.EMPTY))
    )


def _share_native(x: str, xs: str) -> str:
    total = f"SUM({xs})"
    body = f"IF(COUNTIF({xs},{PENDING})>0,{PENDING},IF({total}=0,{ERROR},{x}/{total}))"
    return native.errors_first([x, total], native.number_or_state(x, body))


@operation("number numbers -> number", native=_share_native)
def SHARE_OF(x: Any, xs: Any) -> Any:
    """A figure as a share of the sum of its column; nothing to share is an error."""
    total = np.where(v.is_number(xs), xs, 0.0).sum(-1)
    share = v.unless(np.where(total == 0, v.ERROR, total), x / np.where(total == 0, 1.0, total))
    waiting = v.is_state(xs, v.PENDING).any(-1)
    held = v.first_error(v.errors(x), v.error_within(xs))
    return v.unless(held, v.unless(x, np.where(waiting, v.PENDING, share)))


@operation(
    "number number -> number",
    rule=EACH,
    native=lambda largest, n: f"IF({n}<=2,0,({largest}-{n})/({n}-1))",
    clause=CLAUSE,
)
def CONSISTENCY_INDEX(largest: Any, n: Any) -> Any:
    """CI = (λmax − n) / (n − 1), 0 up to two items."""
    return weighting.consistency_index(largest, n)


@operation(
    "number number -> number",
    rule=EACH,
    native=lambda ci, ri: f"IF({ri}=0,0,{ci}/{ri})",
    clause=CLAUSE,
)
def CONSISTENCY_RATIO(ci: Any, ri: Any) -> Any:
    """CR = CI / RI, 0 where the random index is 0."""
    return weighting.consistency_ratio(ci, ri)


@operation(
    "number number -> text",
    rule=EACH,
    native=lambda cr, limit: f'IF({cr}<{limit},"{ACCEPTED}","{REJECTED}")',
    clause=CLAUSE,
)
def ACCEPTANCE(cr: Any, limit: Any) -> Any:
    """接受 where the ratio lies below its limit, else 重新判断."""
    return np.where(cr < limit, ACCEPTED, REJECTED).astype(object)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda value, fitting: f"IF({value}*{fitting}>0,ABS(LN({value}/{fitting})),{ERROR})",
)
def DEVIATION(value: Any, fitting: Any) -> Any:
    """How far a judgement lies from the one that fits the weights, as a logarithm."""
    good = value * fitting > 0
    return np.where(
        good, weighting.deviation(np.where(good, value, 1.0), np.where(good, fitting, 1.0)), v.ERROR
    )


def _rank_native(own: str, no: str, group: str, groups: str, xs: str) -> str:
    near = 10.0**-DECIMALS
    rows = f"(ROW({xs})-ROW(INDEX({xs},1))+1)"
    # to a spreadsheet, a text is greater than any number
    greater = f"ISNUMBER({xs})*({xs}>{own}+{near!r})"
    earlier = f"({xs}>={own}-{near!r})*({xs}<={own}+{near!r})*({rows}<{no})"
    counted = f"1+SUMPRODUCT({native.exact(groups, group)}*({greater}+{earlier}))"
    return native.errors_first([own, f"SUM({xs})"], native.number_or_state(own, counted))


@operation("number number text texts numbers -> number", native=_rank_native, clause=CLAUSE)
def RANK_WITHIN(own: Any, no: Any, group: Any, groups: Any, xs: Any) -> Any:
    """The rank of a row's figure among those of its group, the greatest first, of equal ones the
    upper."""
    xs, near = np.asarray(xs, float), 10.0**-DECIMALS
    mine, place = np.asarray(own)[..., None], np.asarray(no)[..., None]
    with np.errstate(invalid="ignore"):
        before = (xs > mine + near) | (
            (np.abs(xs - mine) <= near) & (np.arange(1, xs.shape[-1] + 1) < place)
        )
    alike = np.asarray(groups, object) == np.asarray(group, object)[..., None]
    rank = 1.0 + np.asarray(alike & before, bool).sum(-1)
    return v.unless(v.first_error(v.errors(own), v.error_within(xs)), v.unless(own, rank))


@operation(
    "text number number -> text",
    rule=ERRORS,
    clause=CLAUSE,
    native=lambda group, rank, known: f'IF(ISNUMBER({known}),{group}&"·"&{rank},"")',
)
def RANK_KEY(group: Any, rank: Any, known: Any) -> Any:
    """What a ranked row is found by, where the figure behind the rank is known."""
    return v.by_cell(
        lambda g, r, k: f"{g}·{v.text(v.cell(r))}" if k == k else "",
        group,
        rank,
        known,
        kind=object,
    )


@operation(
    "text number number -> number",
    rule=ERRORS,
    clause=CLAUSE,
    native=lambda method, first, second: (
        f'IF({method}="{EIGENVECTOR}",{native.taken(first)},IF({method}="{COLUMN_MEAN}",'
        f"{native.taken(second)},"
        f'IF({method}="",{PENDING},{ERROR})))'
    ),
)
def BY_METHOD(method: Any, first: Any, second: Any) -> Any:
    """The figure of the method chosen."""
    found = np.where(method == COLUMN_MEAN, second, np.where(blank(method), v.PENDING, v.ERROR))
    return np.where(method == EIGENVECTOR, first, found)


@operation(
    "text number -> number",
    rule=ERRORS,
    clause=CLAUSE,
    native=lambda verdict, x: f'IF({verdict}="{ACCEPTED}",{native.taken(x)},{PENDING})',
)
def IF_ACCEPTED(verdict: Any, x: Any) -> Any:
    """A weight whose matrix is accepted; one that is rejected is still to be judged."""
    return np.where(np.asarray(verdict, object) == ACCEPTED, x, v.PENDING)


@operation(
    "number number number number -> number",
    rule=EACH,
    native=lambda *levels: "*".join(levels),
    clause=CLAUSE,
)
def DOWN_THE_TREE(goal: Any, first: Any, second: Any, third: Any) -> Any:
    """The weight of a leaf: the product of the weights on its way down."""
    return goal * first * second * third


def rows_of(area: Any, no: Any) -> Any:
    """The row of an area for each `no`, which counts from 1."""
    return np.asarray(area)[..., np.asarray(no).astype(int) - 1, :]


def _pick(vector: Any, no: Any) -> Any:
    return np.asarray(vector)[..., np.asarray(no).astype(int) - 1]


def _of_numbers(own: Any, compute: Any) -> Any:
    """What is computed where the row's own figure is a number, else its state: a vector holds one
    state or none."""
    return own if np.isnan(own).all() else v.unless(own, compute())
