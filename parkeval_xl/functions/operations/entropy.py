"""Weights by entropy, and those of both methods together (core.weighting)."""

from __future__ import annotations

from typing import Any

from ..registry import COLUMN, EACH
from ..written import written

AHP, ENTROPY, MIXED = "层次分析法", "熵权法", "线性综合"


@written(
    "number number -> number",
    'IF(ISNUMBER(x),IF(AND(x>=2,x<=most,x=INT(x)),x,NA()),IF(x="","",IF(x="待填",x,NA())))',
    words="对象数，2 至最多个的整数",
)
def OBJECT_COUNT(x: Any, most: Any) -> Any:
    """How many objects are compared: a whole number from 2."""


@written(
    "number number number -> number",
    (
        'IF(ISNUMBER(count),IF(count<no,"",IF(ISNUMBER(x),IF(x<0,NA(),x),IF(OR(x="",x="待填"),'
        '"待填",NA()))),count)'
    ),
    words="计入的对象的数，不得小于0",
)
def OBJECT_FIGURE(count: Any, no: Any, x: Any) -> Any:
    """A figure of the decision matrix, of an object that is compared; not below 0."""


@written("number -> number", "IF(ISNUMBER(x),IF(x>0,x*LN(x),0),x)", words="x·lnx，0 时为 0")
def LOG_PART(x: Any) -> Any:
    """x · ln x, 0 of nothing."""


@written(
    "number numbers -> number",
    'IF(ISNUMBER(count),IF(ISERROR(SUM(xs)),NA(),IF(COUNTIF(xs,"待填"),"待填",1)),count)',
    rule=COLUMN,
    words="各对象有数、没有错误为1",
)
def OBJECTS_STATE(count: Any, xs: Any) -> Any:
    """1 where all objects that are compared have their figure."""


@written(
    "number numbers numbers number -> number",
    "IF(state=1,IF(SUM(xs)=0,1,(LN(SUM(xs))-SUM(parts)/SUM(xs))/LN(count)),state)",
    rule=COLUMN,
    words="信息熵：（ln合计－Σx·lnx÷合计）÷ln对象数",
)
def ENTROPY_OF(state: Any, xs: Any, parts: Any, count: Any) -> Any:
    """The entropy of a row of figures as shares of their sum; of zeros alone 1."""


@written(
    "number numbers -> number",
    "IF(ISNUMBER(entropy),IF(MAX(xs)=MIN(xs),0,1-entropy),entropy)",
    rule=COLUMN,
    words="1－信息熵；各对象相同为0",
)
def DIVERGENCE(entropy: Any, xs: Any) -> Any:
    """1 − entropy; of equal figures 0."""


@written(
    "text -> number",
    (
        f'IF(choice="{AHP}",1,IF(choice="{ENTROPY}",2,IF(choice="{MIXED}",3,IF(choice="","待填",'
        "NA()))))"
    ),
    words=f"{AHP}为1，{ENTROPY}为2，{MIXED}为3",
)
def CHOICE_NO(choice: Any) -> Any:
    """Which weights are chosen: 1, 2 or 3; 待填 while none are."""


@written(
    "number -> number",
    'IF(ISNUMBER(x),IF(AND(x>=0,x<=1),x,NA()),IF(OR(x="",x="待填"),"待填",NA()))',
    words="0 至 1 的份额",
)
def SHARE_ENTRY(x: Any) -> Any:
    """A share from 0 to 1."""


@written("number -> number", 'IF(x="","待填",x)', words="没有则待填")
def NEEDED(x: Any) -> Any:
    """A computed figure that is asked for."""


@written(
    "number number number -> number",
    "share*ahp+(1-share)*entropy",
    rule=EACH,
    called="份额 层次分析法 熵权法",
)
def MIXED_WEIGHT(share: Any, ahp: Any, entropy: Any) -> Any:
    """`share` of the one weight and the rest of the other."""


@written(
    "number number number number -> number",
    "IF(ISERROR(ahp&entropy),NA(),IF(no=1,ahp,IF(no=2,entropy,IF(no=3,mixed,no))))",
    words="按所选方式取层次分析法、熵权法或二者线性综合的权重",
)
def COMBINED_WEIGHT(no: Any, ahp: Any, entropy: Any, mixed: Any) -> Any:
    """The weight of the kind chosen."""
