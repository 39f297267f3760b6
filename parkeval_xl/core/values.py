"""What a cell can hold, in one float64: a number, or a NaN whose payload says why there is none.

The payloads of errors are the codes LibreOffice Calc shows, so that Calc's error cells are the very
same bits. Three more payloads stand for the states of a figure: empty, pending (待填) and not
applicable (不适用).

Payloads do not survive arithmetic reliably. So kernels look at states first (`first_state`,
`has_error`) and compute with numbers only.
"""

from __future__ import annotations

import datetime
import struct
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]

PENDING_TEXT = "待填"
NOT_APPLICABLE_TEXT = "不适用"

FIRST_DAY, LAST_DAY = 367, 2_958_465  # days of spreadsheets: 1901-01-01, 9999-12-31
_DAY_ZERO = datetime.date(1899, 12, 30)

_QUIET_NAN = 0x7FF8000000000000
_PAYLOAD = 0x0007FFFFFFFFFFFF


class CellError(Enum):
    """An error value of a cell: its text, LibreOffice's code and the number Excel hands over
    through COM."""

    NULL = ("#NULL!", 521, -2146826288)
    DIV0 = ("#DIV/0!", 532, -2146826281)
    VALUE = ("#VALUE!", 519, -2146826273)
    REF = ("#REF!", 524, -2146826265)
    NAME = ("#NAME?", 525, -2146826259)
    NUM = ("#NUM!", 503, -2146826252)
    NA = ("#N/A", 32767, -2146826246)

    def __init__(self, text: str, calc: int, excel: int) -> None:
        self.text, self.calc, self.excel = text, calc, excel

    @classmethod
    def from_text(cls, text: str) -> CellError | None:
        """The error a cell shows as `text`, or None where the text is no error."""
        return _BY_TEXT.get(text)

    @classmethod
    def from_calc(cls, code: int) -> CellError:
        """The error of LibreOffice's code; codes Excel does not know count as #VALUE!."""
        return _BY_CODE.get(code, cls.VALUE)

    def __str__(self) -> str:
        return self.text


_BY_TEXT = {e.text: e for e in CellError}
_BY_CODE = {e.calc: e for e in CellError}


def nan(payload: int) -> float:
    """A quiet NaN carrying `payload`."""
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | payload))[0])


def payload(value: float) -> int:
    """The payload of a NaN."""
    return int(struct.unpack("<Q", struct.pack("<d", value))[0]) & _PAYLOAD


EMPTY, PENDING, NOT_APPLICABLE = nan(1), nan(2), nan(3)
ERROR, MISSING = nan(CellError.VALUE.calc), nan(CellError.NA.calc)
_STATE_TEXT = {1: "", 2: PENDING_TEXT, 3: NOT_APPLICABLE_TEXT}
_ERRORS = {e: nan(e.calc) for e in CellError}
_ERROR_WORDS = {e.text: _ERRORS[e] for e in CellError}
_WORDS = {PENDING_TEXT: PENDING, NOT_APPLICABLE_TEXT: NOT_APPLICABLE} | _ERROR_WORDS


def number(cell: Any) -> float:
    """What a number cell holds. Text that is no state, a truth value or a date is wrong input:
    #VALUE!."""
    kind = type(cell)
    if kind is float or kind is int:
        return float(cell)
    if cell is None:
        return EMPTY
    if kind is str:
        return _WORDS.get(cell, ERROR) if cell else EMPTY
    if kind is CellError:
        return _ERRORS[cell]
    if isinstance(cell, (bool, np.bool_)):
        return ERROR
    return float(cell) if isinstance(cell, (int, float, np.number)) else ERROR


def numbers(cells: Iterable[Any]) -> Numbers:
    """A column of number cells."""
    return np.array([number(c) for c in cells], np.float64)


def text(cell: Any) -> str:
    """What a text cell holds: an error as its text, a number or truth value as a spreadsheet writes
    it into a text."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, (bool, np.bool_)):
        return str(cell).upper()
    if isinstance(cell, (int, float, np.number)):
        return f"{float(cell):.15g}".upper()
    return str(cell)


def date_text(cell: Any) -> str:
    """What a cell for a date holds: a date as 2025-06-30, a number of days as the date it stands
    for, else its text."""
    if (
        isinstance(cell, (int, float))
        and not isinstance(cell, bool)
        and FIRST_DAY <= cell < LAST_DAY + 1
    ):
        cell = _DAY_ZERO + datetime.timedelta(days=int(cell))
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime.date) else text(cell)


def texts(cells: Iterable[Any]) -> Texts:
    """A column of text cells."""
    out = [text(c) for c in cells]
    array = np.empty(len(out), object)
    array[:] = out
    return array


def cell(value: float) -> float | str | CellError | None:
    """The number, state text or error that a cell shows for `value`; None where it is empty."""
    if value == value:
        return float(value)
    code = payload(value)
    if code == 1:
        return None
    return _STATE_TEXT.get(code) or CellError.from_calc(code)


def text_cell(value: str) -> str | CellError | None:
    """The text or error that a cell shows for `value`; None where it is empty."""
    return (CellError.from_text(value) or value) if value else None


def payloads(values: Any) -> npt.NDArray[np.int64]:
    """The payloads of NaNs; of numbers anything."""
    return _bits(values)


def _bits(values: Any) -> npt.NDArray[np.int64]:
    bits: npt.NDArray[np.int64] = np.asarray(values, np.float64).view(np.int64) & _PAYLOAD
    return bits


def is_number(values: Any) -> Mask:
    """Where a number stands."""
    mask: Mask = ~np.isnan(values)
    return mask


def is_state(values: Any, state: float) -> Mask:
    """Where one of EMPTY, PENDING, NOT_APPLICABLE stands."""
    mask: Mask = np.isnan(values) & (_bits(values) == payload(state))
    return mask


def is_error(values: Any) -> Mask:
    """Where an error stands: any NaN that is not a state, a plain NaN included."""
    bits = _bits(values)
    mask: Mask = np.isnan(values) & ((bits < 1) | (bits > 3))
    return mask


def by_cell(function: Callable[..., Any], *arguments: Any, kind: type = float) -> Any:
    """An array of `function` of the cells of its arguments, whose shapes broadcast: what numpy
    cannot do itself."""
    given = [np.asarray(a) for a in arguments]
    arrays = [a.astype(object) for a in given]
    if not any(a.ndim for a in arrays):
        return np.asarray(function(*(a[()] for a in arrays)), kind)
    cells = np.broadcast(*arrays)
    out: Any = np.empty(cells.shape, kind)
    if not all(_is_words(a) for a in given):
        out.flat = [function(*c) for c in cells]
        return out
    made: dict[Any, Any] = {}  # words come again and again: each combination is worked out once
    for c in cells:
        if c not in made:
            made[c] = function(*c)
    out.flat = [made[c] for c in np.broadcast(*arrays)]
    return out


def _is_words(cells: Any) -> bool:
    """Whether cells are texts or truth values: equal ones stand for the same."""
    return cells.dtype == bool or set(map(type, cells.ravel().tolist())) == {str}


def _holds_none(texts: Any, words: dict[str, float]) -> bool:
    """Whether none of the words stands among the texts, as is usual: at the speed of a set."""
    return words.keys().isdisjoint(texts.ravel().tolist())


def text_states(texts: Any) -> Any:
    """Zero where a text stands (also an empty one), the state or error where one stands."""
    array = np.asarray(texts, object)
    return (
        np.zeros(array.shape)
        if _holds_none(array, _WORDS)
        else by_cell(lambda t: _WORDS.get(t, 0.0), array)
    )


def state_texts(values: Any) -> Any:
    """The text of the state or error where one stands, empty where a number stands."""
    held = np.asarray(values, np.float64)
    out: Any = np.full(held.shape, "", object)
    none = np.isnan(held)
    for code in set(_bits(held)[none].tolist()):
        out[none & (_bits(held) == code)] = text(cell(nan(code)))
    return out


def errors(argument: Any) -> Any:
    """Zero where no error stands in numbers or texts, else the error."""
    array = np.asarray(argument)
    if array.dtype == object:
        none = _holds_none(array, _ERROR_WORDS)
        return np.zeros(array.shape) if none else by_cell(lambda t: _ERROR_WORDS.get(t, 0.0), array)
    return np.where(is_error(array), array, 0.0) if np.isnan(array).any() else np.zeros(array.shape)


def first_nan(*arguments: Any) -> Any:
    """The first NaN in the order of the arguments, zero where all are numbers; shapes broadcast."""
    out: Any = np.float64(0.0)
    for argument in reversed(arguments):
        held = np.isnan(argument)
        if held.any():
            out = np.where(held, argument, out)
    return out


def first_error(*arguments: Any) -> Any:
    """The first error of numbers and texts in the order of the arguments, zero where there is
    none."""
    return first_nan(*(errors(a) for a in arguments))


def first_state(*arguments: Any) -> Any:
    """Zero where all arguments are numbers, else the first error, else 待填, 不适用, empty:
    whichever comes first in this order stands among them, wherever it stands.

    This is the rule for products, rates and scores; shapes broadcast.
    """
    holding = [a for a in arguments if np.isnan(a).any()]
    if not holding:
        return np.float64(0.0)
    out: Any = first_nan(*holding)
    for state in (NOT_APPLICABLE, PENDING):
        there = np.logical_or.reduce(np.broadcast_arrays(*(is_state(a, state) for a in holding)))
        out = np.where(there, state, out)
    return first_nan(first_error(*holding), out)


def parts_state(*arguments: Any) -> Any:
    """The rule for sums of parts: the first error, else 待填 where one waits, else zero: what is
    empty or 不适用 counts as nothing. Shapes broadcast."""
    waits = np.broadcast_arrays(*(is_state(a, PENDING) for a in arguments))
    return first_nan(first_error(*arguments), np.where(np.logical_or.reduce(waits), PENDING, 0.0))


def error_within(*columns: Any) -> Any:
    """The first error of whole columns (last axis) of numbers or texts, column by column; zero
    where there is none."""
    out = []
    for column in columns:
        found = errors(column)
        if found.any():  # a NaN counts as true
            at = np.isnan(found).argmax(-1)
            out.append(np.take_along_axis(found, at[..., None], -1)[..., 0])
    return first_nan(*out)


def unless(bad: Any, value: Any) -> Any:
    """`value` where `bad` is a number, else what `bad` says."""
    held = np.isnan(bad)
    return np.where(held, bad, value) if held.any() else value


def finite(value: Any) -> Any:
    """A result of arithmetic: beyond all numbers it is #NUM!, as in a spreadsheet."""
    if np.isfinite(value).all():
        return value
    return np.where(
        np.isinf(value) | (np.isnan(value) & (_bits(value) == 0)), _ERRORS[CellError.NUM], value
    )


_SHORT = 8  # up to so many rows, adding them one after another is faster than to accumulate


def summed(values: Any) -> Any:
    """Sum over the last axis in the order of the rows, as spreadsheets add.

    numpy's own sum adds in an order that depends on shape and memory layout; this one has the same
    bits alone and among other axes, and rows of 0 do not change them.
    """
    rows = np.shape(values)[-1]
    if rows > _SHORT:
        return np.add.accumulate(values, -1)[..., -1] + 0.0
    out: Any = np.zeros(np.shape(values)[:-1])
    for row in range(rows):
        out = out + values[..., row]
    return out


def total(values: Any, where: Any = True, weights: Any = 1.0) -> Any:
    """Sum over the last axis of the rows chosen by `where`, each times its weight.

    Any error in the column is the result (the first one), also outside `where`: a total with a
    broken row beside it is not to be trusted. Then 待填 among the chosen rows; empty and 不适用 are
    left out. Of 不适用 alone the sum is 不适用, of nothing at all EMPTY.
    """
    numbers = ~np.isnan(values)
    used = numbers & where
    with np.errstate(over="ignore", invalid="ignore"):
        out = finite(summed(np.where(used, values * weights, 0.0)))
    if used.any(-1).all() and numbers.all():
        return out
    nothing = np.where((is_state(values, NOT_APPLICABLE) & where).any(-1), NOT_APPLICABLE, EMPTY)
    out = np.where(used.any(-1), out, nothing)
    out = np.where((is_state(values, PENDING) & where).any(-1), PENDING, out)
    return unless(error_within(values), out)
