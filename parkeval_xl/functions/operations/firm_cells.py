"""The list of firms in cells: typed figures, surplus permits, what columns add up to, the sector of
an industry code (the number of its two digits)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import enterprise
from ...core import values as v
from .. import native
from ..native import NOT_APPLICABLE, PENDING
from ..registry import COLUMN, operation
from .used import OPTIONAL, blank

NA = "NA()"


@operation(
    "number -> number",
    native=lambda x: (
        f'IF(ISNUMBER({x}),{x},IF(OR({x}="",{x}={PENDING},{x}={NOT_APPLICABLE}),{x}&"",{NA}))'
    ),
    words="填了数取数，没填、待填、不适用照旧，其他文字为错误",
)
def FIRM_FIGURE(x: Any) -> Any:
    """A figure of a firm as formulas take it."""
    return x


@operation(
    "number number -> number",
    clause="S2 案例1",
    native=lambda permitted, actual: (
        f"IF(COUNT({permitted},{actual})=2,{permitted}-{actual},IF(ISERROR({permitted}&{actual}),"
        f'{NA},IF(ISNUMBER({permitted}),IF({actual}="",{PENDING},{actual}),{permitted})))'
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
    native=lambda x, word: f'IF(OR({x}="",{x}={PENDING}),{x}&"",IF(EXACT({x},{word}),1,0))',
)
def COUNTED(x: Any, word: Any) -> Any:
    """1 where a cell holds just this word, 0 where another; nothing where it is empty, 待填 where
    it is."""
    text = np.asarray(x, object)
    value = np.where(text == np.asarray(word, object), 1.0, 0.0)
    value = np.where(blank(text), v.EMPTY, np.where(text == v.PENDING_TEXT, v.PENDING, value))
    return v.unless(v.first_error(x, word), value)


# ---- columns -------------------------------------------------------------------------------------
def _missing_native(started: str, need: str, column: str) -> str:
    if need == f'"{OPTIONAL}"':
        return f"IF(ISERROR(SUM({started})),{NA},0)"
    return f'SUMPRODUCT(({started}<>"")*({column}=""))'


@operation(
    "texts text numbers -> number",
    rule=COLUMN,
    native=_missing_native,
    words="在用而空着的行数，可选的栏不计",
)
def MISSING_ROWS(started: Any, need: Any, column: Any) -> Any:
    """How many rows in use lack a figure; of an optional column none does."""
    used = np.asarray(np.asarray(started, object) != "", bool)
    missing = (used & v.is_state(column, v.EMPTY)).sum(-1).astype(float)
    optional = np.asarray(need, object) == OPTIONAL
    held = np.where(optional, v.error_within(started), v.error_within(started, column))
    return v.unless(held, np.where(optional, 0.0, missing))


@operation(
    "numbers number -> number",
    rule=COLUMN,
    native=lambda column, missing: (
        f"IF(ISERROR(SUM({column})),{NA},IF({missing}+COUNTIF({column},{PENDING}),{PENDING},"
        f"COUNT({column})))"
    ),
    words="有数的行数；有行缺数则待填",
)
def FILLED_ROWS(column: Any, missing: Any) -> Any:
    """How many rows hold a number; 待填 where a row lacks one."""
    waiting = v.is_state(column, v.PENDING).any(-1) | (missing > 0)
    count = v.is_number(column).sum(-1).astype(float)
    return v.unless(
        v.first_nan(v.error_within(column), v.errors(missing)), np.where(waiting, v.PENDING, count)
    )


def _sum_native(filled: str, column: str, scale: str) -> str:
    whole = f"SUM({column})" + ("" if scale == "1.0" else f"*{scale}")
    nothing = f'IF(COUNTIF({column},{NOT_APPLICABLE}),{NOT_APPLICABLE},"")'
    return f"IF(ISNUMBER({filled}),IF({filled}>0,{whole},{nothing}),{filled})"


@operation("number numbers number -> number", rule=COLUMN, native=_sum_native)
def ROW_SUM(filled: Any, column: Any, scale: Any) -> Any:
    """The sum of a column times `scale`; of 不适用 alone 不适用, of nothing nothing."""
    whole = v.total(column)
    value = v.unless(np.where(v.is_number(whole), 0.0, whole), v.finite(whole * scale))
    return v.unless(filled, value)


@operation(
    "numbers -> number",
    rule=COLUMN,
    native=lambda column: f"IF(ISERROR(SUM({column})),{NA},COUNT({column}))",
)
def FIGURES(column: Any) -> Any:
    """How many rows hold a number."""
    return v.unless(v.error_within(column), v.is_number(column).sum(-1).astype(float))


# ---- sectors -------------------------------------------------------------------------------------
_DIGITS = "0123456789０１２３４５６７８９"
_LETTERS = "".join(chr(first + i) for first in map(ord, "AaＡａ") for i in range(26))
_BLANKS = dict.fromkeys(map(ord, " \u3000\u00a0"))


@operation(
    "text -> text",
    native=lambda code: f'IF(ISERROR({code}),"{enterprise.UNKNOWN}",{native.blanks_removed(code)})',
    words="去掉代码中的空格",
)
def CODE_TEXT(code: Any) -> Any:
    """An industry code without blanks of any width."""

    def plain(text: str) -> str:
        wrong = v.CellError.from_text(text) is not None
        return enterprise.UNKNOWN if wrong else text.translate(_BLANKS)

    return v.by_cell(plain, code, kind=object)


@operation(
    "text -> text",
    clause="GB/T 4754",
    native=lambda text: f'IF(ISNUMBER(FIND(LEFT({text},1),"{_LETTERS}")),MID({text},2,9),{text})',
    words="去掉代码前的门类字母",
)
def CODE_NUMERALS(text: Any) -> Any:
    """A code without the letter of its section."""
    return v.by_cell(lambda t: t[1:10] if t[:1] in _LETTERS else t, text, kind=object)


def _digits(numerals: Any, value: Any) -> Any:
    """What comes of the places of the first four characters among the digits, full width or not;
    an error where one is no digit. What a code lacks is taken for 0: its length is looked at
    elsewhere."""

    def of(text: str) -> float:
        if not text:
            return v.EMPTY
        places = [_DIGITS.find(c) for c in (text + "0000")[:4]]
        return float(value(*places))

    return v.by_cell(of, numerals)


def _find_digit(x: str, place: int) -> str:
    return f'FIND(MID({x}&"0000",{place},1),"{_DIGITS}")'


@operation(
    "text -> number",
    clause="GB/T 4754",
    native=lambda x: (
        f'IF({x}="","",10*MOD({_find_digit(x, 1)}-1,10)+MOD({_find_digit(x, 2)}-1,10))'
    ),
    words="前两位数字",
)
def CODE_SECTOR(numerals: Any) -> Any:
    """The number of the first two digits; an error where they are none."""
    return _digits(
        numerals, lambda a, b, c, d: v.MISSING if min(a, b) < 0 else 10 * (a % 10) + b % 10
    )


@operation(
    "text -> number",
    clause="GB/T 4754",
    native=lambda x: f'IF({x}="","",{_find_digit(x, 3)}+{_find_digit(x, 4)})',
    words="第三、四位有则须为数字",
)
def CODE_REST(numerals: Any) -> Any:
    """A number where what follows two digits are digits; else an error."""
    return _digits(numerals, lambda a, b, c, d: v.MISSING if min(c, d) < 0 else c + d + 2)


def _known(text: Any, numerals: Any, sector: Any, rest: Any) -> Any:
    """The sector of a code of two to four digits, else an error."""
    length = v.by_cell(len, numerals)
    fits = (length > 1) & (length < 5)
    return np.where(fits, v.unless(v.errors(rest), sector), v.MISSING)


def _known_native(numerals: str, sector: str, rest: str) -> str:
    return f"IF(AND(LEN({numerals})>1,LEN({numerals})<5,{rest}>0),{sector},{NA})"


@operation(
    "text text number number number -> number",
    clause="GB/T 4754",
    native=lambda text, numerals, sector, rest, started: (
        f'IF({text}="",IF({started}="","",{PENDING}),{_known_native(numerals, sector, rest)})'
    ),
)
def SECTOR_OF(text: Any, numerals: Any, sector: Any, rest: Any, started: Any) -> Any:
    """The number of the two digits of an industry code; 待填 where a started row has none, an error
    where it is none."""
    nothing = np.where(v.is_state(started, v.EMPTY), v.EMPTY, v.PENDING)
    return np.where(blank(text), nothing, _known(text, numerals, sector, rest))


@operation(
    "text text number number -> number",
    clause="GB/T 4754",
    native=lambda text, numerals, sector, rest: (
        f'IF({text}="","",IFERROR({_known_native(numerals, sector, rest)},""))'
    ),
    words="行业代码的前两位，不是代码的为空",
)
def SECTOR_LISTED(text: Any, numerals: Any, sector: Any, rest: Any) -> Any:
    """The number of the two digits of an industry code; nothing where it is none."""
    known = _known(text, numerals, sector, rest)
    return np.where(blank(text) | ~v.is_number(known), v.EMPTY, known)
