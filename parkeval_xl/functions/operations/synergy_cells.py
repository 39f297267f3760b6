"""Operations of 协同度: equivalents, cuts, cross elasticity with its verdict, coupling and
coordination (core.synergy)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import synergy
from ...core import values as v
from ..native import NOT_APPLICABLE
from ..registry import EACH, operation

CLAUSE = "方法说明十二"
_D = synergy.DECIMALS


@operation(
    "number number -> number",
    rule=EACH,
    clause="环境保护税法 附表二",
    native=lambda mass, value: f"IF(AND({mass}>=0,{value}>0),{mass}*{synergy.KG:g}/{value},NA())",
)
def EQUIVALENTS(mass: Any, value: Any) -> Any:
    """Pollutant equivalents of a mass in t; an error of a negative mass."""
    right = (np.asarray(mass) >= 0) & (np.asarray(value) > 0)
    return np.where(right, synergy.equivalents(mass, np.where(right, value, 1.0)), v.MISSING)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda before, after: f"IF({before}<=0,{NOT_APPLICABLE},({before}-{after})/{before})",
)
def CUT_RATE(before: Any, after: Any) -> Any:
    """How much less there is than before, as a share of it; 不适用 where there was nothing
    before."""
    return synergy.cut_rate(before, after)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda p, c: f"IF(ROUND({c},{_D})=0,{NOT_APPLICABLE},{p}/{c})",
)
def ELASTICITY(pollutants: Any, carbon: Any) -> Any:
    """The cut of pollutants over that of carbon; 不适用 where carbon did not change."""
    return synergy.elasticity(pollutants, carbon)


@operation(
    "number number -> text",
    rule=EACH,
    clause=CLAUSE,
    native=lambda p, c: (
        f'IF(ROUND({p}-{c},{_D})>0,"{synergy.POLLUTANTS_MORE}",'
        f'IF(ROUND({p}-{c},{_D})<0,"{synergy.CARBON_MORE}","{synergy.ALIKE}"))'
    ),
    words="哪个降幅大",
)
def LARGER_CUT(pollutants: Any, carbon: Any) -> Any:
    """Which of two cuts is the larger, in words."""
    more = np.asarray(pollutants) - np.asarray(carbon)
    gap = v.by_cell(lambda x: round(x, _D) if x == x else 0.0, more)
    return np.where(
        gap > 0,
        synergy.POLLUTANTS_MORE,
        np.where(gap < 0, synergy.CARBON_MORE, synergy.ALIKE),
    ).astype(object)


@operation(
    "number number text -> text",
    rule=EACH,
    clause=CLAUSE,
    native=lambda p, c, larger: (
        f'IF({p}*{c}<0,IF({p}>0,"{synergy.POLLUTANTS_DOWN}","{synergy.CARBON_DOWN}"),'
        f'IF({p}<0,"{synergy.BOTH_UP}",{larger}))'
    ),
    words="两个削减率的方向",
)
def DIRECTIONS(pollutants: Any, carbon: Any, larger: Any) -> Any:
    """Whether two changes go the same way, in words."""
    apart = np.where(pollutants > 0, synergy.POLLUTANTS_DOWN, synergy.CARBON_DOWN)
    alike = np.where(pollutants < 0, synergy.BOTH_UP, larger)
    return np.where(pollutants * carbon < 0, apart, alike).astype(object)


@operation(
    "number number text -> text",
    rule=EACH,
    clause=CLAUSE,
    native=lambda p, c, directions: (
        f'IF(ROUND({c},{_D})=0,"{synergy.UNDEFINED}",'
        f'IF(ROUND({p},{_D})=0,"{synergy.NO_CHANGE}",{directions}))'
    ),
    words="比较两个削减率的方向和大小",
)
def ELASTICITY_VERDICT(pollutants: Any, carbon: Any, directions: Any) -> Any:
    """What two cuts say of one another, in words."""

    def one(p: float, c: float, words: str) -> str:
        if p != p or c != c:
            return ""
        nothing = synergy.NO_CHANGE if round(p, _D) == 0 else words
        return synergy.UNDEFINED if round(c, _D) == 0 else nothing

    return v.by_cell(one, pollutants, carbon, directions, kind=object)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda a, b: f"MIN({a},{b})",
    words="两者中小的",
)
def LOWER(a: Any, b: Any) -> Any:
    """The lower of two levels."""
    return np.minimum(a, b)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda a, b: f"MAX({a},{b})",
    words="两者中大的",
)
def HIGHER(a: Any, b: Any) -> Any:
    """The higher of two levels."""
    return np.maximum(a, b)


def _degree(low: Any, high: Any, modified: bool) -> Any:
    """The degree of coupling; an error of a level outside 0 to 1."""
    low, high = np.asarray(low), np.asarray(high)
    right = (low >= 0) & (high <= 1) & (low <= high)
    return np.where(
        right,
        synergy.coupling_degree(np.where(right, low, 0.0), np.where(right, high, 0.0), modified),
        v.MISSING,
    )


def _degree_native(low: str, high: str, body: str) -> str:
    return f"IF(OR({low}<0,{high}>1),NA(),IF({high}=0,0,{body}))"


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda low, high: _degree_native(
        low, high, f"MIN(1,2*SQRT({low}*{high})/({low}+{high}))"
    ),
    words="2√(U1·U2)÷（U1＋U2）",
)
def COUPLING(low: Any, high: Any) -> Any:
    """The classical degree of coupling of two systems valued 0 to 1."""
    return _degree(low, high, False)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda low, high: _degree_native(low, high, f"SQRT((1-({high}-{low}))*{low}/{high})"),
    words="√（（1－（大－小））×小÷大）",
)
def COUPLING_MODIFIED(low: Any, high: Any) -> Any:
    """The modified degree of coupling, which spreads wider."""
    return _degree(low, high, True)


@operation(
    "number number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda a, b, share: f"IF(AND({share}>=0,{share}<=1),{share}*{a}+(1-{share})*{b},NA())",
)
def DEVELOPMENT(u1: Any, u2: Any, share: Any) -> Any:
    """The common level of the two systems: `share` of the first and the rest of the second."""
    inside = (np.asarray(share) >= 0) & (np.asarray(share) <= 1)
    return np.where(inside, synergy.development(u1, u2, share), v.MISSING)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda c, t: f"IF(OR({c}<0,{t}<0),NA(),SQRT({c}*{t}))",
)
def COORDINATION(coupling: Any, level: Any) -> Any:
    """The degree of coordination: the root of coupling times level."""
    right = (np.asarray(coupling) >= 0) & (np.asarray(level) >= 0)
    return np.where(
        right,
        synergy.coordination(np.where(right, coupling, 0.0), np.where(right, level, 0.0)),
        v.MISSING,
    )
