"""The list of firms in cells: surplus permits, what its columns add up to, advanced values, scores
and lights.

An advanced value is the k-th smallest of keys (the best has the least) over one sector: figures of
other sectors are pushed beyond FAR. SMALL takes a computed array within SUMPRODUCT, so no cell
needs array entry. Sectors are two digits or UNKNOWN, texts that = and MATCH find exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import enterprise
from ...core import values as v
from .. import native
from ..native import ERROR, NOT_APPLICABLE, PENDING
from ..registry import COLUMN, ERRORS, FREE, operation
from .used import OPTIONAL, blank


@operation(
    "number number -> number",
    rule=ERRORS,
    clause="S2 案例1",
    native=lambda permitted, actual: (
        f"IF(ISNUMBER({permitted}),IF(ISNUMBER({actual}),{permitted}-{actual},"
        f'IF({actual}="",{PENDING},{actual}&"")),{permitted}&"")'
    ),
)
def PARK_SURPLUS(permitted: Any, actual: Any) -> Any:
    """Surplus permit: permitted minus actual, negative where more was emitted; empty without a
    permit.

    节余排污量＝许可排放量－实际排放量；为负即超许可，不与其他污染物、其他企业相抵；
    许可量空缺时为空。
    """
    return enterprise.surplus(permitted, actual)


@operation(
    "text text -> number",
    rule=ERRORS,
    native=lambda x, word: f'IF(OR({x}="",{x}={PENDING}),{x}&"",IF({native.exact(x, word)},1,0))',
)
def COUNTED(x: Any, word: Any) -> Any:
    """1 where a cell holds just this word, 0 where another; nothing where it is empty, 待填 where
    it is."""
    text = np.asarray(x, object)
    value = np.where(text == np.asarray(word, object), 1.0, 0.0)
    return np.where(blank(text), v.EMPTY, np.where(text == v.PENDING_TEXT, v.PENDING, value))


def _sum_native(started: str, need: str, column: str, scale: str) -> str:
    missing = f'SUMPRODUCT(({started}<>"")*({column}=""))*({need}<>"{OPTIONAL}")'
    nothing = f'IF(COUNTIF({column},{NOT_APPLICABLE})>0,{NOT_APPLICABLE},"")'
    body = f"IF(COUNT({column})=0,{nothing},SUM({column})*{scale})"
    return native.columns(
        [started, need], [column], f"{missing}+COUNTIF({column},{PENDING})>0", body
    )


@operation("texts text numbers number -> number", rule=COLUMN, native=_sum_native)
def ROW_SUM(started: Any, need: Any, column: Any, scale: Any) -> Any:
    """The sum of a column times `scale`; 待填 where a row in use has no figure, unless the column
    is optional."""
    used = np.asarray(np.asarray(started, object) != "", bool)
    missing = (used & v.is_state(column, v.EMPTY)).any(-1) & (np.asarray(need, object) != OPTIONAL)
    whole = v.total(column)
    pending = missing | v.is_state(column, v.PENDING).any(-1)
    value = v.unless(np.where(v.is_number(whole), 0.0, whole), v.finite(whole * scale))
    held = v.first_nan(v.error_within(started), v.errors(need), v.error_within(column))
    return v.unless(held, np.where(pending, v.PENDING, value))


@operation(
    "numbers -> number",
    rule=COLUMN,
    native=lambda column: native.columns([], [column], "", f"COUNT({column})"),
)
def FIGURES(column: Any) -> Any:
    """How many rows hold a number."""
    return v.unless(v.error_within(column), v.is_number(column).sum(-1).astype(float))


# ---- sectors -------------------------------------------------------------------------------------
_DIGITS = "0123456789０１２３４５６７８９"
_LETTERS = "".join(chr(first + i) for first in map(ord, "AaＡａ") for i in range(26))
_NO_SECTOR = ("", v.PENDING_TEXT, enterprise.UNKNOWN)


def _sector_native(code: str, started: str) -> str:
    text = native.blanks_removed(code)
    letter = f'ISNUMBER(FIND(LEFT({text},1),"{_LETTERS}"))'
    length = f"LEN({text})-{letter}"
    digits = (
        f'SUMPRODUCT(--ISNUMBER(FIND(MID({text}&"00000",{{1,2,3,4,5}},1),"{_DIGITS}")))=5-{letter}'
    )
    first, second = (f'MOD(FIND(MID({text},{n}+{letter},1),"{_DIGITS}")-1,10)' for n in (1, 2))
    known = f'IF(AND({length}>=2,{length}<=4,{digits}),{first}&{second},"{enterprise.UNKNOWN}")'
    return (
        f'IF(ISERROR({code}),"{enterprise.UNKNOWN}",IF({text}="",IF({started}="","",{PENDING}),'
        f"{known}))"
    )


@operation("text number -> text", rule=FREE, clause="GB/T 4754", native=_sector_native)
def SECTOR_OF(code: Any, started: Any) -> Any:
    """The two digits of an industry code; 待填 where a started row has none, a question mark where
    it is none."""
    sector = v.by_cell(enterprise.sector_of, code, kind=object)
    return np.where(
        sector == "", np.where(v.is_state(started, v.EMPTY), "", v.PENDING_TEXT), sector
    )


def _held(sector: Any) -> Any:
    """What stands instead of a figure of a sector: nothing, 待填, or an error where the code is
    none."""
    words = dict(zip(_NO_SECTOR, (v.EMPTY, v.PENDING, v.ERROR), strict=True))
    return v.unless(v.errors(sector), v.by_cell(lambda s: words.get(s, 0.0), sector))


def _in_sector(sector: str, body: str, otherwise: str) -> str:
    """`body` where the sector is known."""
    none = ",".join(f'{sector}="{word}"' for word in _NO_SECTOR)
    return f"IF(OR({none}),{otherwise},{body})"


# ---- advanced values -----------------------------------------------------------------------------
_FAR = f"{enterprise.FAR:.0E}"


@operation(
    "number -> number",
    rule=FREE,
    native=lambda x: f"IF(ISNUMBER({x}),IF(AND({x}<>0,ABS({x})<{_FAR}),{x},{_FAR}),{_FAR})",
)
def LESS_FIRST(x: Any) -> Any:
    """The key of a figure of which less is better."""
    return enterprise.best_first(x, True)


@operation(
    "number -> number",
    rule=FREE,
    native=lambda x: f"IF(ISNUMBER({x}),IF(ABS({x})<{_FAR},-{x},{_FAR}),{_FAR})",
)
def MORE_FIRST(x: Any) -> Any:
    """The key of a figure of which more is better."""
    return enterprise.best_first(x, False)


def _quantile_native(orders: str, count: str, quantile: str) -> str:
    """The quantile of keys from the least, linear between neighbours."""
    place = f"({count}-1)*{quantile}"
    low, high = (
        f"SUMPRODUCT(SMALL({orders},{k}))"
        for k in (f"1+INT({place})", f"MIN({count},2+INT({place}))")
    )
    return f"ABS({low}*(1-{place}+INT({place}))+{high}*({place}-INT({place})))"


def _of_sectors(label: Any, labels: Any, orders: Any, quantile: float) -> tuple[Any, Any]:
    """By label the quantile of its sector and how many firms it rests on; its errors go first."""
    labels, orders = np.asarray(labels, object).ravel(), np.asarray(orders, float).ravel()
    names, groups = np.unique(labels.astype(str), return_inverse=True)
    found = enterprise.quantile_of(orders, groups, names.size, quantile)
    places = {name: i for i, name in enumerate(names.tolist()) if name not in _NO_SECTOR}
    at = v.by_cell(lambda s: places.get(s, -1), label, kind=int)
    own, count = (
        np.append(np.asarray(x, float), nothing)[at]
        for x, nothing in zip(found, (v.EMPTY, 0.0), strict=True)
    )
    held = v.first_nan(v.errors(label), v.error_within(labels), v.error_within(orders))
    return v.unless(held, own), v.unless(
        held, np.where(np.isin(np.asarray(label, object).astype(str), _NO_SECTOR), v.EMPTY, count)
    )


@operation(
    "text texts numbers -> number",
    rule=FREE,
    native=lambda label, labels, orders: native.errors_first(
        [label, f"SUM({labels})", f"SUM({orders})"],
        _in_sector(label, f"SUMPRODUCT(({labels}={label})*({orders}<{_FAR}))", '""'),
    ),
)
def SIZE_OF_SECTOR(label: Any, labels: Any, orders: Any) -> Any:
    """How many firms of a sector have a key."""
    return _of_sectors(label, labels, orders, 0.0)[1]


def _own_native(label: str, labels: str, orders: str, size: str, quantile: str, least: str) -> str:
    found = _quantile_native(f"({labels}<>{label})*{_FAR}+{orders}", size, quantile)
    return native.errors_first([size], f'IF(N({size})>=MAX(1,{least}),{found},"")')


@operation(
    "text texts numbers number number number -> number",
    rule=FREE,
    clause="S2 案例1",
    native=_own_native,
)
def BEST_OF_SECTOR(
    label: Any, labels: Any, orders: Any, size: Any, quantile: Any, least: Any
) -> Any:
    """The quantile of a sector's keys from the best end; nothing where fewer than `least` firms
    have one."""
    enough = v.is_number(size) & (np.nan_to_num(size) >= least)
    return v.unless(
        v.errors(size),
        np.where(enough, _of_sectors(label, labels, orders, float(quantile))[0], v.EMPTY),
    )


def _park_native(orders: str, quantile: str) -> str:
    count = f"SUMPRODUCT(--({orders}<{_FAR}))"
    return native.errors_first(
        [f"SUM({orders})"], f'IF({count}=0,"",{_quantile_native(orders, count, quantile)})'
    )


@operation("numbers number -> number", rule=FREE, clause="S2 案例1", native=_park_native)
def BEST_OF_PARK(orders: Any, quantile: Any) -> Any:
    """The quantile of all keys from the best end; nothing where there is none."""
    orders = np.asarray(orders, float).ravel()
    found, _ = enterprise.quantile_of(orders, np.zeros(orders.size, int), 1, float(quantile))
    return v.unless(v.error_within(orders), found[0])


def _advanced_native(own: str, key: str, keys: str, values: str, park: str) -> str:
    at = f"MATCH({key},{keys},0)"
    given = f"INDEX({values},{at})"
    rest = f"IF(N({park})>0,{park},{NOT_APPLICABLE})"
    stated = f'IF(OR({given}="",{given}=0),{rest},{native.number_or_state(given, given)})'
    found = f"IF(N({own})>0,{own},IF(ISNUMBER({at}),{stated},{rest}))"
    return native.errors_first([own, key, f"SUM({keys})", park], _in_sector(key, found, '""'))


@operation(
    "number text texts numbers number -> number",
    rule=FREE,
    clause="S2 案例1",
    native=_advanced_native,
)
def ADVANCED(own: Any, key: Any, keys: Any, values: Any, park: Any) -> Any:
    """What a firm is held against: the best of its sector, else the benchmark of the first row of
    `keys` with its sector, else the best of the park, else 不适用."""
    rows = {k: i for i, k in reversed(list(enumerate(np.asarray(keys, object).ravel().tolist())))}
    values = np.asarray(values, float).ravel()
    given = v.by_cell(lambda k: values[rows[k]] if k in rows else v.EMPTY, key)
    value = np.where(np.isnan(_held(key)), v.EMPTY, enterprise.choose(own, given, park)[0])
    return v.unless(
        v.first_nan(v.errors(own), v.errors(key), v.error_within(keys), v.errors(park)), value
    )


# ---- scores --------------------------------------------------------------------------------------
def _score_native(sector: str, x: str, against: str, ratio: str, free: str) -> str:
    """`ratio` where both are numbers; `free` begins it, where nothing emitted needs no advanced
    value."""
    wrong = f"IF(ISERROR({against}),{against},IF(ISNUMBER({against}),IF({against}<0,{ERROR}"
    scored = f'{wrong},MIN(1,{ratio})),{against}&""))'
    waiting = f'{wrong},{x}&""),{x}&""))'
    number = f"IF({x}=0,{free},{scored})" if free else scored
    known = f"IF(ISNUMBER({x}),{number},IF({x}={NOT_APPLICABLE},{NOT_APPLICABLE},{waiting}))"
    held = f'IF({sector}="{enterprise.UNKNOWN}",{ERROR},{sector}&"")'
    return native.errors_first([sector], _in_sector(sector, native.errors_first([x], known), held))


@operation(
    "text number number -> number",
    rule=FREE,
    clause="S2 案例1",
    native=lambda sector, x, against: _score_native(sector, x, against, f"{against}/{x}", "1"),
)
def SCORE_LESS(sector: Any, x: Any, against: Any) -> Any:
    """The score where less is better: advanced/actual, at most 1; nothing emitted is 1."""
    return v.unless(_held(sector), enterprise.score(x, against, True))


@operation(
    "text number number -> number",
    rule=FREE,
    clause="S2 案例1",
    native=lambda sector, x, against: _score_native(sector, x, against, f"{x}/{against}", ""),
)
def SCORE_MORE(sector: Any, x: Any, against: Any) -> Any:
    """The score where more is better: actual/advanced, at most 1."""
    return v.unless(_held(sector), enterprise.score(x, against, False))


def _graded_native(total: str, high: str, low: str, best: str, middle: str, worst: str) -> str:
    rounded = f"ROUND({total},{enterprise.DECIMALS})"
    word = f"IF({rounded}>={high},{best},IF({rounded}>={low},{middle},{worst}))"
    return native.number_or_state(total, word)


@operation(
    "number number number text text text -> text",
    rule=FREE,
    clause="S2 案例1",
    native=_graded_native,
)
def ONE_OF_THREE(total: Any, high: Any, low: Any, best: Any, middle: Any, worst: Any) -> Any:
    """One of three words by two limits, the higher first."""
    return enterprise.graded(total, (high, low), (best, middle, worst))
