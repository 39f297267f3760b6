"""What a cell can hold, in one float64: a number, or a NaN whose payload says why there is none.

The payloads of errors are the codes LibreOffice Calc shows, so that Calc's error cells are the very same bits. Three more
payloads stand for the states of a figure: empty, pending (待填) and not applicable (不适用).

Payloads do not survive arithmetic reliably. So kernels look at states first (`first_state`, `has_error`) and compute
with numbers only.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]

PENDING_TEXT = "待填"
NOT_APPLICABLE_TEXT = "不适用"

_QUIET_NAN = 0x7FF8000000000000
_PAYLOAD = 0x0007FFFFFFFFFFFF


class CellError(Enum):
    """An error value of a cell: its text, LibreOffice's code and the number Excel hands over through COM."""

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
_FROM_TEXT = {"": EMPTY, PENDING_TEXT: PENDING, NOT_APPLICABLE_TEXT: NOT_APPLICABLE} | {e.text: nan(e.calc) for e in CellError}
_ERRORS = {e: nan(e.calc) for e in CellError}


def number(cell: Any) -> float:
    """What a number cell holds. Text that is no state, a truth value or a date is wrong input: #VALUE!."""
    kind = type(cell)
    if kind is float or kind is int:
        return float(cell)
    if cell is None:
        return EMPTY
    if kind is str:
        return _FROM_TEXT.get(cell, ERROR)
    if kind is CellError:
        return _ERRORS[cell]
    if isinstance(cell, (bool, np.bool_)):
        return ERROR
    return float(cell) if isinstance(cell, (int, float, np.number)) else ERROR


def numbers(cells: Iterable[Any]) -> Numbers:
    """A column of number cells."""
    return np.array([number(c) for c in cells], np.float64)


def text(cell: Any) -> str:
    """What a text cell holds; an error cell gives its text, a number what the cell shows."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        return str(int(cell))
    return str(cell)


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


def _bits(values: Numbers) -> npt.NDArray[np.int64]:
    return np.ascontiguousarray(values, np.float64).view(np.int64).reshape(np.shape(values)) & _PAYLOAD


def is_number(values: Numbers) -> Mask:
    """Where a number stands."""
    return ~np.isnan(values)


def is_state(values: Numbers, state: float) -> Mask:
    """Where one of EMPTY, PENDING, NOT_APPLICABLE stands."""
    return np.isnan(values) & (_bits(values) == payload(state))


def is_error(values: Numbers) -> Mask:
    """Where an error stands: any NaN that is not a state, a plain NaN included."""
    bits = _bits(values)
    return np.isnan(values) & ((bits < 1) | (bits > 3))


def text_errors(values: Texts) -> Numbers:
    """Zero where a text stands, the error where an error stands."""
    out = np.zeros(np.shape(values))
    for index, value in np.ndenumerate(values):
        if isinstance(value, str) and value[:1] == "#" and value in _BY_TEXT:
            out[index] = _FROM_TEXT[value]
    return out


def first_state(*arguments: Numbers) -> Numbers:
    """Zero where all arguments are numbers, else the first error, else the first state, in the order given.

    This is the rule for products, rates and scores; shapes broadcast.
    """
    out = np.zeros(np.broadcast_shapes(*(np.shape(a) for a in arguments)))
    for wanted in (lambda a: np.isnan(a) & ~is_error(a), is_error):
        for argument in reversed(arguments):
            hit = wanted(argument)
            if hit.any():
                out = np.where(hit, argument, out)
    return out


def total(values: Numbers, where: Mask | bool = True) -> Numbers:
    """Sum over the last axis of the rows chosen by `where`.

    Any error in the column is the result (the first one), also outside `where`: a total with a broken row beside it is
    not to be trusted. Then 待填 among the chosen rows; empty and 不适用 are left out; nothing at all gives EMPTY.
    """
    chosen = np.broadcast_to(where, np.broadcast_shapes(np.shape(values), np.shape(where)))
    values = np.broadcast_to(values, chosen.shape)
    used = chosen & is_number(values)
    out = np.where(used, values, 0.0).sum(-1)
    out = np.where(used.any(-1), out, EMPTY)
    out = np.where((chosen & is_state(values, PENDING)).any(-1), PENDING, out)
    return np.where(is_error(values).any(-1), first_error(values), out)


def first_error(values: Numbers) -> Numbers:
    """The first error along the last axis; meaningless where there is none."""
    if np.shape(values)[-1] == 0:
        return np.full(np.shape(values)[:-1], ERROR)
    at = is_error(values).argmax(-1)
    return np.take_along_axis(values, at[..., None], -1)[..., 0]
