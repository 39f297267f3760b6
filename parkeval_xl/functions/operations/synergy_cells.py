"""Operations of 协同度: equivalents, cuts, cross elasticity with its verdict, coupling and
coordination (core.synergy)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import synergy
from ...core import values as v
from ..native import ERROR, NOT_APPLICABLE
from ..registry import EACH, operation

CLAUSE = "方法说明十二"
_D = synergy.DECIMALS


@operation(
    "number number -> number",
    rule=EACH,
    clause="环境保护税法 附表二",
    native=lambda mass, value: (
        f"IF(AND({mass}>=0,{value}>0),{mass}*{synergy.KG:g}/{value},{ERROR})"
    ),
)
def EQUIVALENTS(mass: Any, value: Any) -> Any:
    """Pollutant equivalents of a mass in t; #VALUE! of a negative mass."""
    right = (np.asarray(mass) >= 0) & (np.asarray(value) > 0)
    return np.where(right, synergy.equivalents(mass, np.where(right, value, 1.0)), v.ERROR)


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


def _verdict_native(p: str, c: str) -> str:
    both = (
        f'IF(ROUND({p}-{c},{_D})>0,"{synergy.POLLUTANTS_MORE}",IF(ROUND({p}-{c},{_D})<0,'
        f'"{synergy.CARBON_MORE}","{synergy.ALIKE}"))'
    )
    apart = f'IF({p}>0,"{synergy.POLLUTANTS_DOWN}","{synergy.CARBON_DOWN}")'
    alike = f'IF({p}<0,"{synergy.BOTH_UP}",{both})'
    changed = f'IF(ROUND({p},{_D})=0,"{synergy.NO_CHANGE}",IF(({p}>0)<>({c}>0),{apart},{alike}))'
    return f'IF(ROUND({c},{_D})=0,"{synergy.UNDEFINED}",{changed})'


@operation("number number -> text", rule=EACH, clause=CLAUSE, native=_verdict_native)
def ELASTICITY_VERDICT(pollutants: Any, carbon: Any) -> Any:
    """What two cuts say of one another, in words."""
    return v.by_cell(
        lambda p, c: synergy.elasticity_verdict(p, c) if p == p and c == c else "",
        pollutants,
        carbon,
        kind=object,
    )


def _levels_native(a: str, b: str, body: str) -> str:
    return f"IF(OR({a}<0,{b}<0,{a}>1,{b}>1),{ERROR},IF(MAX({a},{b})=0,0,{body}))"


def _degree(u1: Any, u2: Any, modified: bool) -> Any:
    """The degree of coupling; #VALUE! of a level outside 0 to 1."""
    right = (
        (np.asarray(u1) >= 0)
        & (np.asarray(u2) >= 0)
        & (np.asarray(u1) <= 1)
        & (np.asarray(u2) <= 1)
    )
    return np.where(
        right,
        synergy.coupling_degree(np.where(right, u1, 0.0), np.where(right, u2, 0.0), modified),
        v.ERROR,
    )


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda a, b: _levels_native(a, b, f"MIN(1,2*SQRT({a}*{b})/({a}+{b}))"),
)
def COUPLING(u1: Any, u2: Any) -> Any:
    """The classical degree of coupling of two systems valued 0 to 1."""
    return _degree(u1, u2, False)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda a, b: _levels_native(
        a, b, f"SQRT((1-(MAX({a},{b})-MIN({a},{b})))*MIN({a},{b})/MAX({a},{b}))"
    ),
)
def COUPLING_MODIFIED(u1: Any, u2: Any) -> Any:
    """The modified degree of coupling, which spreads wider."""
    return _degree(u1, u2, True)


@operation(
    "number number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda a, b, share: (
        f"IF(AND({share}>=0,{share}<=1),{share}*{a}+(1-{share})*{b},{ERROR})"
    ),
)
def DEVELOPMENT(u1: Any, u2: Any, share: Any) -> Any:
    """The common level of the two systems: `share` of the first and the rest of the second."""
    inside = (np.asarray(share) >= 0) & (np.asarray(share) <= 1)
    return np.where(inside, synergy.development(u1, u2, share), v.ERROR)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda c, t: f"IF(OR({c}<0,{t}<0),{ERROR},SQRT({c}*{t}))",
)
def COORDINATION(coupling: Any, level: Any) -> Any:
    """The degree of coordination: the root of coupling times level."""
    right = (np.asarray(coupling) >= 0) & (np.asarray(level) >= 0)
    return np.where(
        right,
        synergy.coordination(np.where(right, coupling, 0.0), np.where(right, level, 0.0)),
        v.ERROR,
    )
