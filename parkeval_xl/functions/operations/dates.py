"""Dates in cells: a date cell, or a text like 2025-06-30, as a number that compares."""

from __future__ import annotations

import datetime
import re
from typing import Any

import numpy as np

from ...core import values as v
from ..native import PENDING
from ..registry import operation

SHAPE = re.compile(r"([0-9]{4}).([0-9]{2}).([0-9]{2})", re.DOTALL)
FIRST_YEAR = 1901  # before, spreadsheets count days differently
_DAY_ZERO = datetime.date(1899, 12, 30)


def _native(date: str, cell: str, text: str) -> str:
    """`cell` of a date cell, `text` of a text that is a date ({} the day it says)."""
    parts = f"DATE(LEFT({date},4),MID({date},6,2),RIGHT({date},2))"
    typed = f'IF(AND(LEN({date})=10,LEFT({date},4)>="{FIRST_YEAR}"),{text.format(parts)},NA())'
    cell = f"IF(OR({date}<{v.FIRST_DAY},{date}>={v.LAST_DAY + 1}),NA(),{cell})"
    return f'IF(ISNUMBER({date}),{cell},IF(OR({date}="",{date}={PENDING}),{date}&"",{typed}))'


def _serial_native(date: str) -> str:
    return _native(date, f"INT({date})", "{}")


@operation("text -> number", native=_serial_native, words="日期在表格中的序数")
def DATE_SERIAL(date: Any) -> Any:
    """The day that a spreadsheet counts for a date cell, or for a text of ten characters that holds
    year, month and day where 2025-06-30 does."""

    def serial(text: str) -> float:
        if text in ("", v.PENDING_TEXT):
            return v.EMPTY if not text else v.PENDING
        found = SHAPE.fullmatch(text)
        if found is None or int(found[1]) < FIRST_YEAR:
            return v.MISSING
        year, month, day = map(int, found.groups())  # month 13 is January of the next year
        try:
            first = datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        except ValueError:
            return v.MISSING
        return float((first - _DAY_ZERO).days + day - 1)

    return v.unless(v.errors(date), v.by_cell(serial, date))


@operation(
    "text -> number",
    native=lambda date: _native(date, "1", "SIGN({})"),
    words="是日期为1",
)
def DATE_GIVEN(date: Any) -> Any:
    """1 where a cell holds a date."""
    serial = DATE_SERIAL.kernel(date)
    return np.where(v.is_number(serial), 1.0, serial)


@operation(
    "number -> text",
    native=lambda serial: (
        f'IF(ISNUMBER({serial}),YEAR({serial})&"-"&TEXT(MONTH({serial}),"00")'
        f'&"-"&TEXT(DAY({serial}),"00"),{serial}&"")'
    ),
    words="该日写成 2025-06-30 的样子",
)
def ISO_DATE(serial: Any) -> Any:
    """A day as a text like 2025-06-30."""
    return v.by_cell(_iso, serial, kind=object)


def _iso(serial: float) -> str:
    if serial != serial:
        return v.text(v.cell(serial))
    day = _day(serial)
    return f"{day:%Y-%m-%d}" if day else v.CellError.NA.text


def _day(serial: float) -> datetime.date | None:
    within = v.FIRST_DAY <= serial < v.LAST_DAY + 1
    return _DAY_ZERO + datetime.timedelta(days=int(serial)) if within else None


def _day_native(date: str, serial: str, iso: str) -> str:
    inside = f"{serial}>={v.FIRST_DAY},{serial}<{v.LAST_DAY + 1}"
    number = f"YEAR({serial})*10000+MONTH({serial})*100+DAY({serial})"
    real = f"AND({inside},OR(ISNUMBER({date}),EXACT({date},{iso})))"
    return f"IF(ISNUMBER({serial}),IF({real},{number},NA()),{serial})"


@operation("text number text -> number", native=_day_native, words="日期写成年月日八位数")
def DAY_NUMBER(date: Any, serial: Any, iso: Any) -> Any:
    """A date as a number like 20250630, so that dates compare; a text that is not that very day,
    written like 2025-06-30, is an error."""

    def number(text: str, at: float, day: str) -> float:
        found = _day(at) if at == at else None
        if found is None or text != day:
            return v.MISSING
        return float(found.year * 10000 + found.month * 100 + found.day)

    return v.unless(serial, v.by_cell(number, date, serial, iso))
