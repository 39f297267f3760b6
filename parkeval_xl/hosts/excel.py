"""Excel on Windows, through xlwings: the PARK_ functions of the cells and the commands of the
ribbon.

The only module that imports xlwings. VBA hands ranges to `CallUDF` of xlwings' Python server, which
calls the function named so here. Cells are taken raw, as COM delivers them: xlwings' converters
would turn error cells, blanks and one-column ranges into something else. Results go back raw too,
and an error goes back as None: pywin32 hands it over as Null, of which Excel makes a real error
(#VALUE!), in our VBA as in the wrappers that xlwings itself writes on "Import Functions". An
exception would be a text there, which every total skips.
"""

from __future__ import annotations

import datetime as dt
import inspect
import math
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from parkeval_xl import functions
from parkeval_xl.core.values import CellError


@contextmanager
def _without(*packages: str) -> Iterator[None]:
    """Packages that are not imported within, even where they are installed."""
    blocked = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(blocked))  # type: ignore[arg-type]  # None: import refuses it
    try:
        yield
    finally:
        for name in blocked:
            del sys.modules[name]


# Seconds of import, for tables, charts, pictures and licences that nothing of ours uses.
with _without("pandas", "polars", "matplotlib", "PIL", "cryptography"):
    import xlwings as xw

CATEGORY = "园区评价"
_RANGES = frozenset({"numbers", "texts", "matrix", "area"})
_ERRORS = {error.excel: error for error in CellError}


class CellFailure(Exception):
    """A function's result is an error value. Its message begins with "[PARK #N/A] ", from which our
    VBA makes the error."""

    def __init__(self, error: CellError, reason: str) -> None:
        super().__init__(f"[PARK {error.text}] {reason or error.text}")
        self.error = error


def register(decorators: Any = xw) -> dict[str, Callable[..., Any]]:
    """One Excel function for each PARK_ function of the registry; `decorators` holds xlwings'
    func, arg and ret."""
    return {
        name: _excel_function(function, decorators) for name, function in functions.REGISTRY.items()
    }


def _excel_function(function: Any, decorators: Any) -> Callable[..., Any]:
    params = function.params

    def answer(*cells):  # type: ignore[no-untyped-def]  # xlwings reads annotations as converters
        return _rows(function, cells)

    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = function.doc_zh
    answer.__signature__ = inspect.Signature([_parameter(p) for p in params])  # type: ignore[attr-defined]
    for param in params:
        answer = decorators.arg(param.name, "raw", doc=param.help_zh)(answer)
    answer = decorators.ret("raw")(answer)
    decorated: Callable[..., Any] = decorators.func(category=CATEGORY)(answer)
    return decorated


_failure = ""


def failure() -> str:
    """Why the last function called gave an error, as `CellFailure` says it; empty where it gave
    none. VBA asks for it where the answer was Null."""
    return _failure


def _rows(function: Any, cells: Any) -> list[list[Any]]:
    """A function's result as rows, None in the one cell of a failure; its words are kept."""
    global _failure
    _failure = ""
    try:
        given = [argument(p.kind, c) for p, c in zip(function.params, cells, strict=True)]
        result = evaluate(function.name, given)
    except CellFailure as failed:
        _failure = str(failed)
    except Exception:  # a fault of ours is an error in the cell too
        _failure = traceback.format_exc()
    if _failure:
        return [[None]]
    return [list(row) for row in result] if isinstance(result, tuple) else [[_shown(result)]]


def _shown(result: Any) -> Any:
    return "" if result is None else result  # nothing is an empty text; None is for errors


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
