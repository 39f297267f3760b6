"""xlwings' own call_udf() without Windows: its converters and error paths are real, only the COM
layer is played.

Values are given as Excel hands them over: float, str, bool, None, dates, Decimal for currency, a
whole number for an error, tuples of row tuples for areas. What comes back is what the cell shows: a
value, or an error. pywin32 makes Null of None (PyCom_VariantFromPyObject), and Excel shows a
function that gives Null as #VALUE! (https://github.com/xlwings/xlwings/issues/390). Our own VBA
asks for the words then and gives the error they name, by the table in ParkErrors.bas.
"""

from __future__ import annotations

import concurrent.futures.thread  # noqa: F401 - xlwings.udfs imports only `concurrent`
import ctypes
import datetime as dt
import importlib
import io
import re
import sys
import traceback
import types
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest import mock

import xlwings as xw

from parkeval_xl.core.values import CellError
from parkeval_xl.hosts import excel
from parkeval_xl.workbook.vba import sources

HRESULT_OF_CVERR = -2146828288  # a cell error's HRESULT is this plus the number for CVErr
_MODULE = "parkeval_xl.hosts.excel"
_PYWIN32 = (
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32con",
    "win32gui",
    "win32process",
    "win32timezone",
    "win32com",
    "win32com.client",
    "win32com.client.dynamic",
    "win32com.client.gencache",
)


class FakeRange:
    """A cell (scalar) or an area (tuple of row tuples) as COM object, with those members that
    xlwings asks for."""

    Row = Column = 1
    Worksheet = types.SimpleNamespace(
        Parent=types.SimpleNamespace(Application=types.SimpleNamespace(Hwnd=1))
    )

    def __init__(self, value: Any) -> None:
        self.Value = value
        rows = value if isinstance(value, tuple) else ((value,),)
        self.Rows, self.Columns = (
            types.SimpleNamespace(Count=len(side)) for side in (rows, rows[0])
        )


@dataclass(frozen=True)
class Shown:
    """What the cell shows, and the words kept for the check panel where it is an error."""

    value: Any
    words: str = ""


def call(name: str, *arguments: Any) -> Shown:
    """What the cell with `=NAME(arguments)` shows with our VBA (ParkPython.bas)."""
    result = _call_udf(name, arguments)
    return park_fail(excel.failure()) if result is None else Shown(result)


def call_imported(name: str, *arguments: Any) -> Any:
    """What the cell shows with the wrapper that xlwings writes on "Import Functions"."""
    try:
        result = _call_udf(name, arguments)
    except Exception:  # the wrapper gives Err.Description, a text
        return "Unexpected Python Error: " + traceback.format_exc()
    return CellError.VALUE if result is None else result


def imported_wrappers() -> str:
    """The module that "Import Functions" puts in the place of ours: xlwings' own text."""
    out, workbook = io.StringIO(), types.SimpleNamespace(Name="workbook.xlsm")
    _udfs().generate_vba_wrapper(_MODULE, _udfs().udf_modules[_MODULE]["module"], out, workbook)
    return out.getvalue()


def converted_by_xlwings(rows: Any) -> Any:
    """What xlwings' own converter would hand back for rows of results."""
    return xw.conversion.write(rows, None, {})


def _call_udf(name: str, arguments: Any) -> Any:
    """CallUDF of xlwings' COM server, which takes a single cell out of its rows."""
    udfs = _udfs()
    with mock.patch.dict(sys.modules, {"xlwings.com_server": types.SimpleNamespace(loop=None)}):
        result = udfs.call_udf(_MODULE, name, arguments, None, FakeRange(None))
    return result[0][0] if len(result) == 1 and len(result[0]) == 1 else tuple(map(tuple, result))


def park_fail(description: str) -> Shown:
    """The function ParkFail of ParkErrors.bas, said in Python."""
    words, shown = description, ""
    first = description.rfind("[PARK ")
    last = description.find("] ", first) if first >= 0 else -1
    if last >= 0:
        shown, words = description[first + 6 : last], description[last + 2 :]
    number = error_numbers().get(shown, error_numbers()[""])
    return Shown(next(e for e in CellError if e.excel == HRESULT_OF_CVERR + number), words.strip())


@cache
def error_numbers() -> dict[str, int]:
    """The table in ParkErrors.bas: an error's text to its number for CVErr; "" for any other
    message."""
    rows = re.findall(
        r'Case (?:"(.+?)"|Else): ParkErrorNumber = (\d+)', sources.text("ParkErrors.bas")
    )
    return {shown: int(number) for shown, number in rows}


@cache
def _udfs() -> Any:
    """xlwings.udfs holding the functions of hosts/excel.py, registered with xlwings' real
    decorators."""
    stand_ins = {name: mock.MagicMock(name=name) for name in _PYWIN32}
    stand_ins["pywintypes"].TimeType = dt.datetime
    stand_ins["pywintypes"].com_error = type("com_error", (Exception,), {})
    stand_ins["win32com.client"].Dispatch = lambda com_object, *_, **__: com_object
    for base in ("CDispatch", "DispatchBaseClass", "CoClassBaseClass"):
        setattr(stand_ins["win32com.client"], base, type(base, (), {}))
    stand_ins["pythoncom"].__file__ = "pythoncom"
    windows = {n: mock.MagicMock(name=n) for n in ("windll", "oledll", "PyDLL")}
    imported = {}
    with (
        mock.patch.dict(sys.modules, stand_ins),
        mock.patch.multiple(ctypes, create=True, **windows),
    ):
        for name in ("xlwings._xlwindows", "xlwings.udfs"):
            imported[name] = importlib.import_module(name)
    sys.modules.update(imported)  # patch.dict has forgotten them
    com, udfs = imported.values()
    com.is_range_instance = lambda value: isinstance(value, FakeRange)
    xw._xlwindows = com  # type: ignore[attr-defined]
    xw.engines.add(xw.Engine(impl=com.engine))
    functions = excel.register(
        types.SimpleNamespace(func=udfs.xlfunc, arg=udfs.xlarg, ret=udfs.xlret)
    )
    module = types.SimpleNamespace(**functions)
    udfs.udf_modules[_MODULE] = {"module": module, "filename": "", "filetime": None}
    return udfs
