"""UNO component org.parkeval.Bridge: the project's own interpreter answers the functions in the
cells of Calc.

One child process (`parkeval_xl.hosts.calc_server`) reads one call a line and answers one result a
line.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.script.provider import XScript
from parkeval_calc import settings

SERVICE = "org.parkeval.Bridge"
VALUE = 519  # Calc's code of #VALUE!


def error_value(code: int) -> float:
    """The NaN that Calc shows as its error `code` (bits 0x7FF8000000000000 | code)."""
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | code))[0]


def for_calc(value: Any) -> Any:
    """A result as Calc takes it: errors as NaN, blank as empty text, numbers as float, a matrix as
    tuple of rows."""
    if isinstance(value, list):
        return tuple(tuple(for_calc(cell) for cell in row) for row in value)
    if isinstance(value, dict):
        return error_value(value["error"])
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


class Bridge(unohelper.Base, XScript, XServiceInfo):
    """XScript.invoke has the shape of a call and takes bare values, which costs Basic half of what
    a struct does."""

    def __init__(self, context: object) -> None:
        pass

    def invoke(self, call: tuple, out_index: tuple, out: tuple) -> tuple:
        """`call` = (function's name, its arguments); never raises, for Basic would leave an empty
        cell."""
        try:
            name, arguments = call
            result = (
                for_calc(json.loads(settings.cells().ask(json.dumps([name, arguments]))))
                if name
                else None
            )
        except Exception:
            name, result = "", None
        return (result if name else error_value(VALUE)), (), ()

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Bridge, SERVICE, (SERVICE,))
