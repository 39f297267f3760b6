"""Excel on Windows, through xlwings: the PARK_ functions of the cells and the commands of the
ribbon.

The only module that imports xlwings. VBA hands ranges to `CallUDF` of xlwings' Python server, which
calls the function named so here. Cells are taken raw, as COM delivers them: xlwings' converters
would turn error cells, blanks and one-column ranges into something else.
"""

from __future__ import annotations

import datetime as dt
import inspect
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import xlwings as xw

from parkeval_xl import functions
from parkeval_xl.core.values import CellError

CATEGORY = "园区评价"
_RANGES = frozenset({"numbers", "texts", "matrix", "area"})
_ERRORS = {error.excel: error for error in CellError}


class CellFailure(Exception):
    """A function's result is an error value. Its message begins with "[PARK #N/A] ", from which VBA
    makes the error."""

    def __init__(self, error: CellError, reason: str) -> None:
        super().__init__(f"[PARK {error.text}] {reason or error.text}")
        self.error = error


def register(
    func: Callable[..., Any] = xw.func, arg: Callable[..., Any] = xw.arg
) -> dict[str, Callable[..., Any]]:
    """One Excel function for each PARK_ function of the registry; `func` and `arg` are xlwings'
    decorators."""
    return {
        name: _excel_function(function, func, arg) for name, function in functions.REGISTRY.items()
    }


def descriptions() -> dict[str, str]:
    """The English description of each function, for VBA, whose source is ASCII."""
    return {name: function.doc_en for name, function in functions.REGISTRY.items()}


def _excel_function(
    function: Any, func: Callable[..., Any], arg: Callable[..., Any]
) -> Callable[..., Any]:
    params = function.params

    def answer(*cells):  # type: ignore[no-untyped-def]  # xlwings reads annotations as converters
        return evaluate(
            function.name, [argument(p.kind, c) for p, c in zip(params, cells, strict=True)]
        )

    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = function.doc_zh
    answer.__signature__ = inspect.Signature([_parameter(p) for p in params])  # type: ignore[attr-defined]
    for param in params:
        answer = arg(param.name, "raw", doc=param.help_zh)(answer)
    decorated: Callable[..., Any] = func(category=CATEGORY)(answer)
    return decorated


def _parameter(param: Any) -> inspect.Parameter:
    default = None if param.optional else inspect.Parameter.empty
    return inspect.Parameter(param.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def evaluate(name: str, arguments: list[Any]) -> Any:
    """The result of `functions.call` as Excel takes it; raises CellFailure where it is, or holds,
    an error value."""
    result = functions.call(name, arguments)
    for value in [v for row in result for v in row] if isinstance(result, tuple) else [result]:
        if isinstance(value, CellError):
            raise CellFailure(value, functions.last_message())
        if isinstance(value, float) and not math.isfinite(
            value
        ):  # xlwings would write NaN as an empty text
            raise CellFailure(CellError.NUM, functions.last_message())
    return result


def argument(kind: str, value: Any) -> Any:
    """What COM delivered for one argument, as host cell value, or as tuple of row tuples where a
    range is expected.

    A range where one value is expected stays a range, which `functions.call` refuses.
    """
    if not isinstance(value, tuple):
        rows: tuple[tuple[Any, ...], ...] = ((value,),)
    else:  # an array constant of one row comes flat
        rows = value if value and isinstance(value[0], tuple) else (value,)
    cells = tuple(tuple(_cell(c) for c in row) for row in rows)
    alone = len(cells) == 1 and len(cells[0]) == 1
    return cells[0][0] if alone and kind not in _RANGES else cells


def _cell(value: Any) -> Any:
    """A host cell value: COM delivers errors as whole numbers, currency as Decimal, cells in a date
    format as dates."""
    if value is None or isinstance(value, (str, float, bool)):
        return value
    if isinstance(value, int):
        return _ERRORS.get(value, value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return (
            CellError.VALUE
        )  # neither a quantity nor a text: most often "1-2" that Excel took for a day
    return CellError.VALUE


def press(name: str) -> None:
    """A button of the ribbon was pressed: do its action to the workbook it belongs to."""
    from parkeval_xl.hosts.excel_book import (
        ExcelBook,
    )  # late: cells must not wait for what only buttons need
    from parkeval_xl.live.actions import ACTIONS

    ACTIONS[name].function(ExcelBook(xw.Book.caller()))


globals().update(register())
