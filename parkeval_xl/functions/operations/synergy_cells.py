"""Operations of 协同度: equivalents, cuts, cross elasticity with its verdict, coupling and
coordination (core.synergy)."""

from __future__ import annotations

from typing import Any

from ...core import synergy
from ..registry import EACH
from ..written import written

CLAUSE = "方法说明十二"
_D = synergy.DECIMALS


@written(
    "number number -> number",
    f"IF(AND(mass>=0,value>0),mass*{synergy.KG:g}/value,NA())",
    rule=EACH,
    clause="环境保护税法 附表二",
    words="质量×1000÷当量值",
)
def EQUIVALENTS(mass: Any, value: Any) -> Any:
    """Pollutant equivalents of a mass in t; an error of a negative mass."""


@written(
    "number number -> number",
    'IF(before<=0,"不适用",(before-after)/before)',
    rule=EACH,
    clause=CLAUSE,
    called="前 后",
)
def CUT_RATE(before: Any, after: Any) -> Any:
    """How much less there is than before, as a share of it; 不适用 where there was nothing
    before."""


@written(
    "number number -> number",
    f'IF(ROUND(carbon,{_D})=0,"不适用",pollutants/carbon)',
    rule=EACH,
    clause=CLAUSE,
    words="污染物削减率÷碳削减率，碳没有变化则不适用",
)
def ELASTICITY(pollutants: Any, carbon: Any) -> Any:
    """The cut of pollutants over that of carbon; 不适用 where carbon did not change."""


@written(
    "number number -> text",
    (
        f'IF(ROUND(pollutants-carbon,{_D})>0,"{synergy.POLLUTANTS_MORE}",'
        f'IF(ROUND(pollutants-carbon,{_D})<0,"{synergy.CARBON_MORE}","{synergy.ALIKE}"))'
    ),
    rule=EACH,
    clause=CLAUSE,
    words="哪个降幅大",
)
def LARGER_CUT(pollutants: Any, carbon: Any) -> Any:
    """Which of two cuts is the larger, in words."""


@written(
    "number number text -> text",
    (
        f'IF(pollutants*carbon<0,IF(pollutants>0,"{synergy.POLLUTANTS_DOWN}",'
        f'"{synergy.CARBON_DOWN}"),IF(pollutants<0,"{synergy.BOTH_UP}",larger))'
    ),
    rule=EACH,
    clause=CLAUSE,
    words="两个削减率的方向",
)
def DIRECTIONS(pollutants: Any, carbon: Any, larger: Any) -> Any:
    """Whether two changes go the same way, in words."""


@written(
    "number number text -> text",
    (
        f'IF(ROUND(carbon,{_D})=0,"{synergy.UNDEFINED}",IF(ROUND(pollutants,{_D})=0,'
        f'"{synergy.NO_CHANGE}",directions))'
    ),
    rule=EACH,
    clause=CLAUSE,
    words="比较两个削减率的方向和大小",
)
def ELASTICITY_VERDICT(pollutants: Any, carbon: Any, directions: Any) -> Any:
    """What two cuts say of one another, in words."""


@written("number number -> number", "MIN(a,b)", rule=EACH, clause=CLAUSE, called="U1 U2")
def LOWER(a: Any, b: Any) -> Any:
    """The lower of two levels."""


@written("number number -> number", "MAX(a,b)", rule=EACH, clause=CLAUSE, called="U1 U2")
def HIGHER(a: Any, b: Any) -> Any:
    """The higher of two levels."""


@written(
    "number number -> number",
    "IF(OR(low<0,high>1),NA(),IF(high=0,0,MIN(1,2*SQRT(low*high)/(low+high))))",
    rule=EACH,
    clause=CLAUSE,
    words="2√(U1·U2)÷（U1＋U2）",
)
def COUPLING(low: Any, high: Any) -> Any:
    """The classical degree of coupling of two systems valued 0 to 1."""


@written(
    "number number -> number",
    "IF(OR(low<0,high>1),NA(),IF(high=0,0,SQRT((1-(high-low))*low/high)))",
    rule=EACH,
    clause=CLAUSE,
    words="√（（1－（大－小））×小÷大）",
)
def COUPLING_MODIFIED(low: Any, high: Any) -> Any:
    """The modified degree of coupling, which spreads wider."""


@written(
    "number number number -> number",
    "IF(AND(share>=0,share<=1),share*u1+(1-share)*u2,NA())",
    rule=EACH,
    clause=CLAUSE,
    called="U1 U2 α",
)
def DEVELOPMENT(u1: Any, u2: Any, share: Any) -> Any:
    """The common level of the two systems: `share` of the first and the rest of the second."""


@written(
    "number number -> number",
    "IF(OR(coupling<0,level<0),NA(),SQRT(coupling*level))",
    rule=EACH,
    clause=CLAUSE,
    words="√（C×T）",
)
def COORDINATION(coupling: Any, level: Any) -> Any:
    """The degree of coordination: the root of coupling times level."""
