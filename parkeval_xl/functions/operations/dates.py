"""Dates in cells: a date cell, or a text like 2025-06-30, as a number that compares."""

from __future__ import annotations

from typing import Any

from ...core import values as v
from ..written import written


@written(
    "text -> number",
    (
        f"IF(ISNUMBER(date),IF(OR(date<{v.FIRST_DAY},date>=2958466),NA(),INT(date)),"
        'IF(OR(date="",date="待填"),date&"",IF(AND(LEN(date)=10,LEFT(date,4)>="1901"),'
        "DATE(LEFT(date,4),MID(date,6,2),RIGHT(date,2)),NA())))"
    ),
    words="日期在表格中的序数",
)
def DATE_SERIAL(date: Any) -> Any:
    """The day that a spreadsheet counts for a date cell, or for a text of ten characters that holds
    year, month and day where 2025-06-30 does."""


@written(
    "text -> number",
    (
        f'IF(ISNUMBER(date),IF(OR(date<{v.FIRST_DAY},date>=2958466),NA(),1),IF(OR(date="",'
        'date="待填"),date&"",IF(AND(LEN(date)=10,LEFT(date,4)>="1901"),SIGN(DATE(LEFT(date,4),'
        "MID(date,6,2),RIGHT(date,2))),NA())))"
    ),
    words="是日期为1",
)
def DATE_GIVEN(date: Any) -> Any:
    """1 where a cell holds a date."""


@written(
    "number -> text",
    (
        'IF(ISNUMBER(serial),YEAR(serial)&"-"&TEXT(MONTH(serial),"00")&"-"&TEXT(DAY(serial),'
        '"00"),serial&"")'
    ),
    words="该日写成 2025-06-30 的样子",
)
def ISO_DATE(serial: Any) -> Any:
    """A day as a text like 2025-06-30."""


@written(
    "text number text -> number",
    (
        f"IF(ISNUMBER(serial),IF(AND(serial>={v.FIRST_DAY},serial<2958466,OR(ISNUMBER(date),"
        "EXACT(date,iso))),YEAR(serial)*10000+MONTH(serial)*100+DAY(serial),NA()),serial)"
    ),
    words="日期写成年月日八位数",
)
def DAY_NUMBER(date: Any, serial: Any, iso: Any) -> Any:
    """A date as a number like 20250630, so that dates compare; a text that is not that very day,
    written like 2025-06-30, is an error."""
