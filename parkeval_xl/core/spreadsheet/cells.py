"""Arrays of cells, as the formulas of operations take them: what spreadsheets do with one cell,
done with all of them.

Numbers are float arrays with states in their payload (`values`), texts are object arrays. A truth
is a mask, or where a cell is an error a float array: 1, 0 or that error.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import values as v

NO_DIVISOR = v.nan(v.CellError.DIV0.calc)
_ERROR_TEXTS = frozenset(e.text for e in v.CellError)
_DAY_ZERO = datetime.date(1899, 12, 30)
_WHOLE = 2.0**52  # from here on every float is a whole number


def errors(cells: Any) -> Any:
    """The errors among cells, zero elsewhere; None where there is none."""
    if cells.dtype == object:
        if _ERROR_TEXTS.isdisjoint(cells.ravel().tolist()):
            return None
        return v.errors(cells)
    if cells.dtype == bool:
        return None
    none = np.isnan(cells)
    if not none.any():
        return None
    codes = v.payloads(cells)
    wrong = none & ((codes < 1) | (codes > 3))  # any NaN that is not a state
    return np.where(wrong, cells, 0.0) if wrong.any() else None


def first_error(*arguments: Any) -> Any:
    """The first error in the order of the arguments, zero elsewhere; None where there is none."""
    out = None
    for argument in reversed(arguments):
        found = errors(argument)
        if found is not None:
            out = found if out is None else np.where(np.isnan(found), found, out)
    return out


def within(column: Any) -> Any:
    """The first error of a column (last axis), zero where there is none; None where none has
    one."""
    found = errors(column)
    if found is None:
        return None
    at = np.isnan(found).argmax(-1)
    return np.take_along_axis(found, at[..., None], -1)[..., 0]


def holding(numbers: Any, code: int) -> Any:
    """Where number cells hold a state, by its payload."""
    none = np.isnan(numbers)
    return none & (v.payloads(numbers) == code) if none.any() else none


def is_number(cells: Any) -> Any:
    """Where a number stands."""
    return np.zeros(cells.shape, bool) if cells.dtype == object else ~np.isnan(cells)


def is_blank(cells: Any) -> Any:
    """Where nothing stands."""
    return np.asarray(cells == "", bool) if cells.dtype == object else holding(cells, 1)


def stated(bad: Any, cells: Any) -> Any:
    """Cells, with the errors of `bad` (as `first_error` gives them) in their place."""
    if bad is None:
        return cells
    held = np.isnan(bad)
    if cells.dtype == object:
        return np.where(held, v.state_texts(bad), cells)
    return np.where(held, bad, cells)


def as_texts(numbers: Any) -> Any:
    """Number cells as & takes them."""
    if numbers.dtype == object:
        return numbers
    if np.isnan(numbers).all():
        return v.state_texts(numbers)
    return v.by_cell(lambda x: v.text(v.cell(x)), numbers, kind=object)


def as_numbers(texts: Any) -> Any:
    """Text cells as number cells: a text that is no state is an error."""
    return v.by_cell(v.number, texts) if texts.dtype == object else texts


def settled(found: Any, operands: list[Any]) -> Any:
    """A result of arithmetic: where an operand is no number an error, its own first; beyond all
    numbers #NUM!."""
    if np.isfinite(found).all():
        return found
    out = v.finite(found)
    for operand in reversed(operands):
        none = np.isnan(operand)
        if none.any():
            out = np.where(none, np.where(v.is_error(operand), operand, v.ERROR), out)
    bad = first_error(*operands)
    return stated(bad, out)


def divided(a: Any, b: Any) -> Any:
    """a / b; an error where b is 0."""
    zero = np.equal(b, 0)
    return np.where(zero, NO_DIVISOR, a / np.where(zero, 1.0, b)) if zero.any() else a / b


def rounded(x: Any, digits: Any) -> Any:
    """Halves away from zero, as spreadsheets round; what has no digits to lose stays."""
    scale = 10.0**digits
    size = np.abs(x) * scale
    return np.where(size < _WHOLE, np.sign(x) * np.floor(size + 0.5) / scale, x)


def folded(texts: Any) -> Any:
    """Texts with upper and lower case taken for one."""
    some = set(texts.ravel().tolist())
    if all(t == t.casefold() for t in some):
        return texts
    return v.by_cell(str.casefold, texts, kind=object)


def number_order(sign: str, a: Any, b: Any) -> Any:
    """A comparison of number cells: a text is greater than every number."""
    mask = ORDERS[sign](a, b)
    greater = a if sign in (">", ">=") else b if sign in ("<", "<=") else None
    if greater is not None and np.isnan(greater).any():
        mask = mask | (np.isnan(greater) & ~np.isnan(b if greater is a else a))
    return mask


ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


# ---- columns: rows on the last axis --------------------------------------------------------------
def sum_of(column: Any) -> Any:
    """The sum of the numbers of a column, in the order of its rows."""
    there = ~np.isnan(column)
    return v.summed(column if there.all() else np.where(there, column, 0.0))


def extreme(column: Any, pick: Callable[..., Any], none: float) -> Any:
    """The least or the greatest number of a column, 0 where it holds none."""
    there = ~np.isnan(column)
    found = pick(np.where(there, column, none), axis=-1)
    return np.where(there.any(-1), found, 0.0)


def row_of_number(x: Any, column: Any) -> Any:
    """The first row of a column equal to a number, from 1."""
    same = np.asarray(column == x[..., None], bool)
    return np.where(same.any(-1), same.argmax(-1) + 1.0, v.MISSING)


def last_up_to(x: Any, column: Any) -> Any:
    """The last row of a rising column that is not above a number, from 1."""
    rows = (column <= x[..., None]).sum(-1).astype(float)
    return np.where(rows > 0, rows, v.MISSING)


def row_of_text(x: Any, column: Any) -> Any:
    """The first row of one column that a spreadsheet takes for a text: case does not matter, * and
    ? stand for anything."""
    texts = [str(k) for k in column.ravel()]
    rows: dict[str, int] = {}
    for i, text in enumerate(texts):
        rows.setdefault(text.casefold(), i)

    def row(text: str) -> float:
        if not any(c in text for c in "*?~"):
            return rows.get(text.casefold(), -1) + 1.0 or v.MISSING
        wanted = re.compile(wildcards(text), re.DOTALL | re.IGNORECASE)
        return next((i + 1.0 for i, k in enumerate(texts) if k and wanted.fullmatch(k)), v.MISSING)

    return v.by_cell(row, x)


def wildcards(text: str) -> str:
    """What MATCH looks for, as a regular expression."""
    out, escaped = "", False
    for c in text:
        if not escaped and c == "~":
            escaped = True
            continue
        out += re.escape(c) if escaped else {"*": ".*", "?": "."}.get(c, re.escape(c))
        escaped = False
    return out


def how_often(x: Any, column: Any) -> Any:
    """How many rows of one column hold a text, case not mattering."""
    counts = Counter(str(k).casefold() for k in column.ravel())
    return v.by_cell(lambda text: float(counts[str(text).casefold()]), x)


def taken(column: Any, row: Any, one_for_all: bool) -> Any:
    """The cell of a column at each row, counted from 1; a row beyond it takes its last. Of
    `one_for_all` columns each is one for all cells, else each cell has its own, or they are one
    long."""
    last = column.shape[-1] - 1
    at = np.clip(np.where(np.isnan(row), 1.0, row).astype(int) - 1, 0, last)
    if one_for_all:
        if column.ndim == 1:
            return np.asarray(column[at], column.dtype)
        if at.ndim < 2:
            return column[..., at]
        shape = np.broadcast_shapes(column.shape[:-1], at.shape[:-1])
        table = np.broadcast_to(column, (*shape, last + 1))
        return np.take_along_axis(table, np.broadcast_to(at, (*shape, at.shape[-1])), -1)
    shape = np.broadcast_shapes(column.shape[:-1], at.shape)
    table = np.broadcast_to(column, (*shape, last + 1))
    found = np.take_along_axis(table, np.broadcast_to(at, shape)[..., None], -1)[..., 0]
    return np.asarray(found, column.dtype)


def nth_least(column: Any, n: Any) -> Any:
    """The n-th least number of a column."""
    there = ~np.isnan(column)
    ordered = np.sort(np.where(there, column, np.inf), -1)
    found = taken(ordered, n, False)
    return np.where((n >= 1) & (n <= there.sum(-1)), found, v.nan(v.CellError.NUM.calc))


def rank(x: Any, column: Any) -> Any:
    """The rank of a number in a column, the least first."""
    return 1.0 + (column < x[..., None]).sum(-1)


# ---- words ---------------------------------------------------------------------------------------
def of_each(work: Callable[..., Any], cells: list[Any], kind: type) -> Any:
    """`work` of each cell; where one argument has many cells and the others one, of each distinct
    one of them once."""
    many = [i for i, x in enumerate(cells) if x.size > 1]
    if len(many) != 1:
        return v.by_cell(work, *cells, kind=kind)
    at = many[0]
    before, after = ([x.item() for x in some] for some in (cells[:at], cells[at + 1 :]))
    held = cells[at].ravel().tolist()
    made = {x: work(*before, x, *after) for x in set(held)}
    out: Any = np.empty(len(held), kind)
    out[:] = [made[x] for x in held]
    return out.reshape(cells[at].shape)


def found_in(part: str, whole: str) -> float:
    """Where a text begins in another, from 1."""
    return whole.find(part) + 1.0 or v.MISSING


def date(year: str, month: str, day: str) -> float:
    """The number of a day; a month 13 is January of the next year."""
    if not all(x.isascii() and x.isdigit() for x in (year, month, day)):
        return v.MISSING
    y, m, d = (int(x) for x in (year, month, day))
    try:
        first = datetime.date(y + (m - 1) // 12, (m - 1) % 12 + 1, 1)
    except ValueError:
        return v.MISSING
    return float((first - _DAY_ZERO).days + d - 1)


def part_of_day(part: str) -> Callable[[float], float]:
    """The year, month or day of the number of a day, from the first that all spreadsheets count
    alike."""

    def of(serial: float) -> float:
        if not v.FIRST_DAY <= serial < v.LAST_DAY + 1:
            return v.MISSING
        return float(getattr(_DAY_ZERO + datetime.timedelta(days=int(serial)), part))

    return of
