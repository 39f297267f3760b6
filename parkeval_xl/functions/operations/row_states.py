"""What 状态 is made from: whether a row of entries is in use, and what judges an operand that has
no cell of its own for it.

Conditions of single cells are those that every spreadsheet answers also where the cell is an error.
"""

from __future__ import annotations

from typing import Any

from ..written import written
from .used import OPTIONAL

NEEDED = "必填"


@written(
    "number text number -> number",
    f'IF(COUNTIF(need,"{OPTIONAL}")*COUNTBLANK(rate),"",typed)',
    words="可选而没有填数的行不算在用",
)
def OPEN_LINE(typed: Any, need: Any, rate: Any) -> Any:
    """1 in a line that is in use: what the form was written with does not begin an optional
    line."""


@written(
    "number text -> number",
    f'IF(typed=1,1,IF(COUNTIF(need,"{NEEDED}"),0,""))',
    words="填了为1，必填而全没填为0",
)
def ASKED_LINE(typed: Any, need: Any) -> Any:
    """1 in a line that is in use, 0 in one that is asked for and has nothing yet."""


@written(
    "number number number -> number",
    "IF(COUNT(rule)=1,changed,own)",
    words="按规则取值的行看改了没有，自有的行看填了没有",
)
def CHANGED_OR_OWN(rule: Any, changed: Any, own: Any) -> Any:
    """Whether a row is in use: of those that hold a rule's value, where somebody changed it."""


@written(
    "number text number text -> number",
    ('IF(COUNTBLANK(entry)+1-COUNTBLANK(reason)>0,1,IF(COUNT(rule)+COUNTBLANK(source)>0,"",1))'),
    words="替换的有理由、自有的有理由或出处为1",
)
def REASON_GIVEN(entry: Any, reason: Any, rule: Any, source: Any) -> Any:
    """1, nothing where a factor is entered without a reason; of a row of the park's own, whose
    source says as much, without either."""


@written(
    "number number number -> number",
    "IF(COUNT(x)=0,x,IF(AND(MAX(low,x)=x,MIN(high,x)=x),x,NA()))",
    words="超出下限、上限的为错误",
)
def BETWEEN(x: Any, low: Any, high: Any) -> Any:
    """A figure, an error where it is beyond the limits there are."""
