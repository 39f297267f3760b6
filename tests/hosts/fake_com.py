"""xlwings' own call_udf() without Windows: its converters and error paths are real, only the COM
layer is played.

Values are given as Excel hands them over: float, str, bool, None, dates, Decimal for currency, a
whole number for an error, tuples of row tuples for areas. What comes back is what the cell shows: a
value, or the error that the VBA wrapper makes of the exception, read from the table in
ParkErrors.bas.
"""

from __future__ import annotations

import concurrent.futures.thread  # noqa: F401 - xlwings.udfs imports only `concurrent`
import ctypes
import datetime as dt
import importlib
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
    """What the cell with `=NAME(arguments)` shows."""
    udfs = _udfs()
    with mock.patch.dict(sys.modules, {"xlwings.com_server": types.SimpleNamespace(loop=None)}):
        try:
            result = udfs.call_udf(_MODULE, name, arguments, None, FakeRange(None))
        except Exception:
            return park_fail(
                "Unexpected Python Error: " + traceback.format_exc()
            )  # as pywin32 describes it
    return Shown(_from_call_udf(result))


def _from_call_udf(result: Any) -> Any:
    """CallUDF of xlwings' COM server takes a single cell out of its rows."""
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
    functions = excel.register(udfs.xlfunc, udfs.xlarg)
    module = types.SimpleNamespace(**functions)
    udfs.udf_modules[_MODULE] = {"module": module, "filename": "", "filetime": None}
    return udfs
