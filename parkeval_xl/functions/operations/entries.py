"""What a person typed, made fit to compute with: a number, 待填, nothing, or an error.

不适用 is declared with a reason where a scenario is recognised. Typed over a figure it would take
that figure out of a sum, so it is refused, as is any other word. Each figure that formulas take has
one such cell, and they read only that.
"""

from __future__ import annotations

from typing import Any

from ..written import written
from .used import OPTIONAL


@written(
    "number -> number",
    'IF(ISNUMBER(x),x,IF(x="","",IF(x="待填",x,NA())))',
    words="填了数取数，没填为空，其他文字为错误",
)
def ENTRY(x: Any) -> Any:
    """An entered figure that may be left out."""


@written(
    "number text -> number",
    'IF(ISNUMBER(x),x,IF(x="",IF(started="","","待填"),IF(x="待填",x,NA())))',
    words="填了数取数，已开始的行没填为待填",
)
def ENTRY_IN_ROW(x: Any, started: Any) -> Any:
    """An entered figure that a started row needs."""


@written(
    "number text text -> number",
    (
        f'IF(ISNUMBER(x),x,IF(x="",IF(OR(started="",need="{OPTIONAL}"),"","待填"),IF(x="待填",x,'
        "NA())))"
    ),
    words="填了数取数，必填而没填为待填",
)
def ENTRY_IF_NEEDED(x: Any, started: Any, need: Any) -> Any:
    """An entered figure that a started row needs, unless the row calls it optional."""


@written(
    "number number -> number",
    'IF(ISNUMBER(x),x,IF(x="",IF(filled>0,"待填",""),IF(x="待填",x,NA())))',
    words="填了数取数；别的年份有数而本年没有的为待填",
)
def ENTRY_OF_YEARS(x: Any, filled: Any) -> Any:
    """An entered figure of a year: 待填 where other years of its row are filled."""


@written(
    "number -> number",
    'IF(ISNUMBER(x),x,IF(x="","待填",IF(x="待填",x,NA())))',
    words="填了数取数，没填为待填",
)
def ENTRY_REQUIRED(x: Any) -> Any:
    """An entered figure that is asked for."""


@written(
    "number number -> number",
    'IF(verified="",entry,IF(OR(ISNUMBER(verified),verified="待填"),verified,NA()))',
    clause="方法说明四",
    words="有核定值用核定值，否则用填报的",
)
def VERIFIED_FIRST(verified: Any, entry: Any) -> Any:
    """The figure used: verified where there is one, else what was entered, whatever that is."""


@written(
    "number number number text -> number",
    'IF(a<>"",a,IF(b<>"",b,IF(c<>"",c,IF(started="","","待填"))))',
    clause="因子取用规则",
    words="依次取第一个有的，已开始的行都没有为待填",
)
def FIRST_FIGURE(a: Any, b: Any, c: Any, started: Any) -> Any:
    """The first figure that is not empty; one not taken does not matter. 待填 in a started row of
    none."""


@written(
    "number number number -> number",
    (
        'IF(once=1,IF(verified="",entry,IF(OR(ISNUMBER(verified),verified="待填"),verified,'
        "NA())),once)"
    ),
    clause="方法说明四",
    words="核定值、替换值、所在省值、规则值依次取用；名称重复为错误",
)
def FACTOR_USED(verified: Any, entry: Any, once: Any) -> Any:
    """The factor used of a row whose name stands once."""
