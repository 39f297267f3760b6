"""The list of firms in cells: typed figures, surplus permits, what columns add up to, the sector of
an industry code (the number of its two digits)."""

from __future__ import annotations

from typing import Any

from ...core import enterprise
from ..registry import COLUMN
from ..written import written
from .used import OPTIONAL

NA = "NA()"


@written(
    "number -> number",
    'IF(ISNUMBER(x),x,IF(OR(x="",x="待填",x="不适用"),x&"",NA()))',
    words="填了数取数，没填、待填、不适用照旧，其他文字为错误",
)
def FIRM_FIGURE(x: Any) -> Any:
    """A figure of a firm as formulas take it."""


@written(
    "number number -> number",
    (
        "IF(COUNT(permitted,actual)=2,permitted-actual,IF(ISERROR(permitted&actual),NA(),"
        'IF(ISNUMBER(permitted),IF(actual="","待填",actual),permitted)))'
    ),
    clause="S2 案例1",
    words="许可量－实际量，为负即超许可；没有许可量则空",
)
def PARK_SURPLUS(permitted: Any, actual: Any) -> Any:
    """Surplus permit: permitted minus actual, negative where more was emitted; empty without a
    permit.

    节余排污量＝许可排放量－实际排放量；为负即超许可，不与其他污染物、其他企业相抵；
    许可量空缺时为空。
    """


@written(
    "text text -> number",
    'IF(OR(x="",x="待填"),x&"",IF(EXACT(x,word),1,0))',
    words="写着该词则为1，否则为0",
)
def COUNTED(x: Any, word: Any) -> Any:
    """1 where a cell holds just this word, 0 where another; nothing where it is empty, 待填 where
    it is."""


# ---- columns -------------------------------------------------------------------------------------


@written(
    "texts text numbers -> number",
    (
        f'IF(need="{OPTIONAL}",IF(ISERROR(SUM(started)),NA(),0),'
        'SUMPRODUCT((started<>"")*(column="")))'
    ),
    rule=COLUMN,
    words="在用而空着的行数，可选的栏不计",
)
def MISSING_ROWS(started: Any, need: Any, column: Any) -> Any:
    """How many rows in use lack a figure; of an optional column none does."""


@written(
    "numbers number -> number",
    'IF(ISERROR(SUM(column)),NA(),IF(missing+COUNTIF(column,"待填"),"待填",COUNT(column)))',
    rule=COLUMN,
    words="有数的行数；有行缺数则待填",
)
def FILLED_ROWS(column: Any, missing: Any) -> Any:
    """How many rows hold a number; 待填 where a row lacks one."""


@written(
    "number numbers number -> number",
    (
        'IF(ISNUMBER(filled),IF(filled>0,SUM(column)*scale,IF(COUNTIF(column,"不适用"),"不适用","")),'
        "filled)"
    ),
    rule=COLUMN,
    words="整列之和×单位换算；在用的行必填而空着则待填",
)
def ROW_SUM(filled: Any, column: Any, scale: Any) -> Any:
    """The sum of a column times `scale`; of 不适用 alone 不适用, of nothing nothing."""


@written(
    "numbers -> number",
    "IF(ISERROR(SUM(column)),NA(),COUNT(column))",
    rule=COLUMN,
    words="有数的行数",
)
def FIGURES(column: Any) -> Any:
    """How many rows hold a number."""


# ---- sectors -------------------------------------------------------------------------------------
_DIGITS = "0123456789０１２３４５６７８９"
_LETTERS = "".join(chr(first + i) for first in map(ord, "AaＡａ") for i in range(26))


@written(
    "text -> text",
    (
        f'IF(ISERROR(code),"{enterprise.UNKNOWN}",SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(code," ",""),'
        '"　","")," ",""))'
    ),
    words="去掉代码中的空格",
)
def CODE_TEXT(code: Any) -> Any:
    """An industry code without blanks of any width."""


@written(
    "text -> text",
    f'IF(ISNUMBER(FIND(LEFT(text,1),"{_LETTERS}")),MID(text,2,9),text)',
    clause="GB/T 4754",
    words="去掉代码前的门类字母",
)
def CODE_NUMERALS(text: Any) -> Any:
    """A code without the letter of its section."""


@written(
    "text -> number",
    (
        f'IF(numerals="","",10*MOD(FIND(MID(numerals&"0000",1,1),"{_DIGITS}")-1,'
        f'10)+MOD(FIND(MID(numerals&"0000",2,1),"{_DIGITS}")-1,10))'
    ),
    clause="GB/T 4754",
    words="前两位数字",
)
def CODE_SECTOR(numerals: Any) -> Any:
    """The number of the first two digits; an error where they are none."""


@written(
    "text -> number",
    (
        f'IF(numerals="","",FIND(MID(numerals&"0000",3,1),"{_DIGITS}")+FIND(MID(numerals&"0000",'
        f'4,1),"{_DIGITS}"))'
    ),
    clause="GB/T 4754",
    words="第三、四位有则须为数字",
)
def CODE_REST(numerals: Any) -> Any:
    """A number where what follows two digits are digits; else an error."""


@written(
    "text text number number number -> number",
    (
        'IF(text="",IF(started="","","待填"),IF(AND(LEN(numerals)>1,LEN(numerals)<5,rest>0),'
        "sector,NA()))"
    ),
    clause="GB/T 4754",
    words="行业代码的前两位",
)
def SECTOR_OF(text: Any, numerals: Any, sector: Any, rest: Any, started: Any) -> Any:
    """The number of the two digits of an industry code; 待填 where a started row has none, an error
    where it is none."""


@written(
    "text text number number -> number",
    'IF(text="","",IFERROR(IF(AND(LEN(numerals)>1,LEN(numerals)<5,rest>0),sector,NA()),""))',
    clause="GB/T 4754",
    words="行业代码的前两位，不是代码的为空",
)
def SECTOR_LISTED(text: Any, numerals: Any, sector: Any, rest: Any) -> Any:
    """The number of the two digits of an industry code; nothing where it is none."""
