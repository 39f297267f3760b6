"""Advanced values of sectors, scores and lights of firms in cells.

An advanced value is a quantile of keys (the best has the least). The firms of a sector are found by
one number a firm: the row of its sector in the table of sectors, then its rank among all firms; so
the k-th of a sector is the k-th after those of the sectors before it, and no cell computes on
arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import enterprise
from ...core import values as v
from ..native import NOT_APPLICABLE, PENDING
from ..registry import COLUMN, operation
from .firm_cells import NA

_FAR = f"{enterprise.FAR:.0E}"
_STEP = 100000  # more than there are rows


@operation(
    "numbers number -> number",
    rule=COLUMN,
    native=lambda column, no: f'IF({no}<=COUNT({column}),SMALL({column},{no}),"")',
    words="由小到大第几个",
)
def NTH_LEAST(column: Any, no: Any) -> Any:
    """The n-th least number of a column; nothing where there are fewer."""
    return np.where(no <= v.is_number(column).sum(-1), _small(column, no), v.EMPTY)


def _small(column: Any, k: Any) -> Any:
    """The k-th least number of columns (last axis), anything where there is none."""
    ordered = np.sort(np.where(v.is_number(column), column, np.inf), -1)
    at = np.clip(np.where(v.is_number(k), k, 1.0).astype(int) - 1, 0, ordered.shape[-1] - 1)
    shape = np.broadcast_shapes(ordered.shape[:-1], at.shape)
    ordered = np.broadcast_to(ordered, (*shape, ordered.shape[-1]))
    return np.take_along_axis(ordered, np.broadcast_to(at, shape)[..., None], -1)[..., 0]


def _place(x: Any, column: Any) -> Any:
    """The first row of a column equal to a number, from 1; an error where there is none."""
    same = np.asarray(x)[..., None] == column
    return np.where(same.any(-1), same.argmax(-1) + 1.0, v.MISSING)


@operation(
    "number numbers numbers number -> number",
    rule=COLUMN,
    native=lambda sector, sectors, listed, least: (
        f"IF(ISNUMBER({sector}),IF(COUNTIF({sectors},{sector})>={least},"
        f'MATCH({sector},{listed},0),""),"")'
    ),
    words="该行业在同行业先进值表中的行；企业太少的行业没有",
)
def SECTOR_ROW(sector: Any, sectors: Any, listed: Any, least: Any) -> Any:
    """The row of a sector in the table of sectors; nothing where fewer than `least` firms are of
    it."""
    count = (np.asarray(sector)[..., None] == sectors).sum(-1)
    return np.where(v.is_number(sector) & (count >= least), _place(sector, listed), v.EMPTY)


@operation(
    "number numbers -> number",
    rule=COLUMN,
    native=lambda sector, sectors: (
        f'IF(ISNUMBER({sector}),IFERROR(MATCH({sector},{sectors},0),""),"")'
    ),
    words="该行业在行业基准表中的行",
)
def BENCHMARK_ROW(sector: Any, sectors: Any) -> Any:
    """The first row of a sector in the table of benchmarks, nothing where there is none."""
    place = _place(sector, sectors)
    return np.where(v.is_number(sector) & v.is_number(place), place, v.EMPTY)


@operation(
    "number -> number",
    native=lambda x: f'IF(ISNUMBER({x}),IF(AND({x}<>0,ABS({x})<{_FAR}),{x},""),"")',
)
def LESS_FIRST(x: Any) -> Any:
    """The key of a figure of which less is better."""
    return _key(x, True)


@operation(
    "number -> number",
    native=lambda x: f'IF(ISNUMBER({x}),IF(ABS({x})<{_FAR},-{x},""),"")',
)
def MORE_FIRST(x: Any) -> Any:
    """The key of a figure of which more is better."""
    return _key(x, False)


def _key(x: Any, negative: bool) -> Any:
    key = enterprise.best_first(x, negative)
    return np.where(key < enterprise.FAR, key, v.EMPTY)


@operation(
    "number numbers number -> number",
    rule=COLUMN,
    native=lambda key, keys, row: f'IF(COUNT({key},{row})=2,{row}*{_STEP}+RANK({key},{keys},1),"")',
    words="行业的行次×100000＋名次",
)
def SORTED_AT(key: Any, keys: Any, row: Any) -> Any:
    """Where a firm stands among all, sector by sector: the row of its sector, then its rank among
    all firms."""
    rank = 1.0 + (keys < np.asarray(key)[..., None]).sum(-1)
    return np.where(v.is_number(key) & v.is_number(row), row * _STEP + rank, v.EMPTY)


@operation(
    "number numbers numbers -> number",
    rule=COLUMN,
    native=lambda row, rows, keys: f'COUNTIFS({rows},{row},{keys},"<{_FAR}")',
)
def SIZE_OF_SECTOR(row: Any, rows: Any, keys: Any) -> Any:
    """How many firms of a sector have a key."""
    return ((np.asarray(row)[..., None] == rows) & v.is_number(keys)).sum(-1).astype(float)


@operation(
    "number numbers -> number",
    rule=COLUMN,
    native=lambda row, sorted_: f'COUNTIF({sorted_},"<"&{row}*{_STEP})',
    words="排在该行业前面的家数",
)
def FIRMS_BEFORE(row: Any, sorted_: Any) -> Any:
    """How many firms stand before those of a sector."""
    return (sorted_ < np.asarray(row)[..., None] * _STEP).sum(-1).astype(float)


@operation(
    "number number number number -> number",
    native=lambda size, before, quantile, least: (
        f'IF({size}>={least},{"" if before == "0" else before + "+"}1+({size}-1)*{quantile},"")'
    ),
    words="分位数的位次；家数不足则空",
)
def QUANTILE_PLACE(size: Any, before: Any, quantile: Any, least: Any) -> Any:
    """The place of a quantile among sorted keys, between two of them; nothing where fewer than
    `least` have one."""
    return v.unless(
        v.errors(size), np.where(size >= least, before + 1.0 + (size - 1.0) * quantile, v.EMPTY)
    )


@operation(
    "number numbers -> number",
    rule=COLUMN,
    native=lambda place, column: f"IF(ISNUMBER({place}),SMALL({column},INT({place})),{place})",
    words="该位次或其前一个",
)
def KEY_BELOW(place: Any, column: Any) -> Any:
    """The number at a place between two, or the one before."""
    return v.unless(place, _small(column, np.floor(place)))


@operation(
    "number numbers -> number",
    rule=COLUMN,
    native=lambda place, column: f"IF(ISNUMBER({place}),SMALL({column},-INT(-{place})),{place})",
    words="该位次或其后一个",
)
def KEY_ABOVE(place: Any, column: Any) -> Any:
    """The number at a place between two, or the one after."""
    return v.unless(place, _small(column, np.ceil(place)))


@operation(
    "number numbers numbers -> number",
    rule=COLUMN,
    native=lambda at, sorted_, keys: (
        f"IF(ISNUMBER({at}),INDEX({keys},MATCH({at},{sorted_},0)),{at})"
    ),
    words="排在那里的数",
)
def KEY_AT(at: Any, sorted_: Any, keys: Any) -> Any:
    """The key of the firm that stands there."""
    row = _place(at, sorted_)
    index = np.where(v.is_number(row), row, 1.0).astype(int) - 1
    shape = np.broadcast_shapes(keys.shape[:-1], index.shape)
    keys = np.broadcast_to(keys, (*shape, keys.shape[-1]))
    found = np.take_along_axis(keys, np.broadcast_to(index, shape)[..., None], -1)[..., 0]
    return v.unless(at, v.unless(v.errors(row), found))


@operation(
    "number number number -> number",
    clause="S2 案例1",
    native=lambda place, low, high: (
        f"IF(ISNUMBER({place}),ABS({low}+({high}-{low})*MOD({place},1)),{place})"
    ),
    words="由最好一端起的分位数（线性内插）",
)
def BEST_QUANTILE(place: Any, low: Any, high: Any) -> Any:
    """The quantile from the best end, linear between neighbours."""
    with np.errstate(invalid="ignore"):
        found = np.abs(low + (high - low) * (place - np.floor(place)))
    return v.unless(place, v.unless(v.first_error(low, high), found))


@operation(
    "number number -> number",
    clause="S2 案例1",
    native=lambda x, park: f'IF(OR({x}="",{x}=0),{park},IF({x}<0,{NA},{x}))',
    words="填入的基准，为空或零则用全园区的，负数为错误",
)
def BENCHMARK(x: Any, park: Any) -> Any:
    """The benchmark entered; where there is none, or zero, the best of the park."""
    negative = np.where(x < 0, v.ERROR, x)
    return np.where(v.is_state(x, v.EMPTY) | (x == 0), park, negative)


@operation(
    "number numbers number -> number",
    native=lambda row, values, otherwise: f"IF(ISNUMBER({row}),INDEX({values},{row}),{otherwise})",
    words="该行的数，没有该行则用全园区的",
)
def NUMBER_AT_ELSE(row: Any, values: Any, otherwise: Any) -> Any:
    """The figure in a row of a column, another where there is no row."""
    index = np.where(v.is_number(row), row, 1.0).astype(int) - 1
    return v.unless(v.errors(row), np.where(v.is_number(row), values[..., index], otherwise))


@operation(
    "number number -> number",
    clause="S2 案例1",
    native=lambda own, other: (
        f'IF(SUM({own})>0,{own},IF(OR({other}="",{other}=0),{NOT_APPLICABLE},{other}))'
    ),
)
def ADVANCED(own: Any, other: Any) -> Any:
    """What a firm is held against: the best of its sector, else the benchmark or the best of the
    park, else 不适用."""
    rest = np.where(v.is_state(other, v.EMPTY) | (other == 0), v.NOT_APPLICABLE, other)
    return v.unless(v.errors(own), np.where(own > 0, own, rest))


# ---- scores --------------------------------------------------------------------------------------
def _against(sector: Any, x: Any, advanced: Any) -> Any:
    waiting = v.is_state(x, v.PENDING) | v.is_state(advanced, v.PENDING)
    held = v.unless(v.first_error(x, advanced), np.where(waiting, v.PENDING, advanced))
    declared = v.is_state(x, v.NOT_APPLICABLE)
    return v.unless(sector, np.where(declared, v.NOT_APPLICABLE, held))


def _against_native(x: str, advanced: str) -> str:
    waiting = f"IF(OR({x}={PENDING},{advanced}={PENDING}),{PENDING},{advanced})"
    return f"IF({x}={NOT_APPLICABLE},{x},{waiting})"


@operation(
    "number number number -> number",
    clause="S2 案例1",
    native=lambda sector, x, advanced: (
        f"IF(ISNUMBER({sector}),IF({x}=0,1,{_against_native(x, advanced)}),{sector})"
    ),
    words="可比时为先进值，否则为其原因；为零不需先进值",
)
def AGAINST_LESS(sector: Any, x: Any, advanced: Any) -> Any:
    """The advanced value where the figure can be held against it, else why not; nothing emitted
    needs none."""
    return v.unless(sector, np.where(x == 0, 1.0, _against(sector, x, advanced)))


@operation(
    "number number number -> number",
    clause="S2 案例1",
    native=lambda sector, x, advanced: (
        f"IF(ISNUMBER({sector}),{_against_native(x, advanced)},{sector})"
    ),
    words="可比时为先进值，否则为其原因",
)
def AGAINST_MORE(sector: Any, x: Any, advanced: Any) -> Any:
    """The advanced value where the figure can be held against it, else why not."""
    return _against(sector, x, advanced)


@operation(
    "number number -> number",
    clause="S2 案例1",
    native=lambda against, x: f"IF(ISNUMBER({against}),IF({x}=0,1,MIN(1,{against}/{x})),{against})",
)
def SCORE_LESS(against: Any, x: Any) -> Any:
    """The score where less is better: advanced/actual, at most 1; nothing emitted is 1."""
    with np.errstate(all="ignore"):
        ratio = np.minimum(1.0, against / np.where(x == 0, 1.0, x))
    return v.unless(against, np.where(x == 0, 1.0, ratio))


@operation(
    "number number -> number",
    clause="S2 案例1",
    native=lambda against, x: f"IF(ISNUMBER({against}),MIN(1,{x}/{against}),{against})",
)
def SCORE_MORE(against: Any, x: Any) -> Any:
    """The score where more is better: actual/advanced, at most 1."""
    with np.errstate(all="ignore"):
        return v.unless(against, np.minimum(1.0, x / against))


@operation(
    "number -> number",
    native=lambda score: f'IF(ISNUMBER({score}),ROUND({score},{enterprise.DECIMALS}),"")',
    words="比较用的得分",
)
def COMPARED(score: Any) -> Any:
    """A score as it is compared; nothing where there is none."""
    return np.where(v.is_number(score), enterprise.compared(score), v.EMPTY)


def _graded_native(total: str, high: str, low: str, best: str, middle: str, worst: str) -> str:
    rounded = f"ROUND({total},{enterprise.DECIMALS})"
    word = f"IF({rounded}>={high},{best},IF({rounded}>={low},{middle},{worst}))"
    return f"IF(ISNUMBER({total}),{word},{total})"


@operation(
    "number number number text text text -> text",
    clause="S2 案例1",
    native=_graded_native,
)
def ONE_OF_THREE(total: Any, high: Any, low: Any, best: Any, middle: Any, worst: Any) -> Any:
    """One of three words by two limits, the higher first."""
    return enterprise.graded(total, (high, low), (best, middle, worst))
