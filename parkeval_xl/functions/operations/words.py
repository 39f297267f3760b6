"""Judgements in words, and what flows are summed under."""

from __future__ import annotations

from typing import Any

from ...core import utilisation
from ..registry import EACH, ERRORS
from ..written import written

MET, FAILED = "达标", "未达标"
NOT_SAID = "（未填）"


@written(
    "text text -> text",
    'IF(OR(role="",route=""),"",role&"·"&route)',
    rule=ERRORS,
    clause="方法说明一",
    words="类别·路线",
)
def FLOW_KEY(role: Any, route: Any) -> Any:
    """What a flow is summed under by role and route."""


@written(
    "number number -> text",
    (
        f"IF(ROUND(rate,{utilisation.DECIMALS})>=ROUND(threshold,{utilisation.DECIMALS}),"
        f'"{MET}","{FAILED}")'
    ),
    rule=EACH,
    words="与阈值比较",
)
def MEETS(rate: Any, threshold: Any) -> Any:
    """达标 where the rate meets its threshold, else 未达标."""


@written(
    "number number number -> text",
    'IF(x<low,"低于区间",IF(x>high,"高于区间","在区间内"))',
    rule=EACH,
    clause="方法说明一",
    called="该数 下限 上限",
)
def IN_BAND(x: Any, low: Any, high: Any) -> Any:
    """Whether a figure lies in its plausible band."""


@written(
    "texts text text -> text",
    (
        'IF(COUNTIF(column,bad),bad,IF(COUNTIF(column,"待填"),"待填",IF(COUNTIF(column,good),good,'
        '"不适用")))'
    ),
    rule=ERRORS,
    words="有一项不符合即不符合",
)
def JOINED_VERDICT(column: Any, good: Any, bad: Any) -> Any:
    """The bad word where any is, else 待填 where any is, else the good word; 不适用 where none
    applies."""


@written(
    "text text number text -> text",
    (
        f'what&"："&IF(name="","{NOT_SAID}",name)&"　评价年："&IF(ISNUMBER(year),year,IF(year="",'
        f'"{NOT_SAID}",NA()))&more'
    ),
    words="名称与评价年",
)
def HEADLINE(what: Any, name: Any, year: Any, more: Any) -> Any:
    """Whose figures a sheet shows (`what` it is, like 园区, and its name), and of which year;
    `more` follows."""


@written("text -> text", f'IF(x="","{NOT_SAID}",x&"")', words=f"空着的写{NOT_SAID}")
def SAID(x: Any) -> Any:
    """A text, or that none was given."""
