"""Synergy of pollution and carbon: statutory equivalents, aggregate cut, cross elasticity, coupling
(METHOD 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import values as v

Numbers = npt.NDArray[np.float64]
KG = 1000.0  # in a tonne
DECIMALS = (
    12  # of rates of change: what rounds to zero is no change, two that round to the same are equal
)

UNDEFINED, NO_CHANGE = "碳排放没有变化，弹性系数无定义", "污染物没有变化，无协同"
POLLUTANTS_DOWN, CARBON_DOWN = (
    "此消彼长：污染物下降而碳排放上升",
    "此消彼长：碳排放下降而污染物上升",
)
BOTH_UP, ALIKE = "同步上升：污染物与碳排放都增加", "协同：两者降幅相同"
POLLUTANTS_MORE, CARBON_MORE = "协同：污染物降幅大于碳排放", "协同：碳排放降幅大于污染物"


def equivalents(masses: npt.ArrayLike, equivalent_values: npt.ArrayLike) -> Numbers:
    """Pollutant equivalents of masses in t: kg over the statutory equivalent value (kg per
    equivalent)."""
    out: Numbers = np.asarray(masses, float) * KG / np.asarray(equivalent_values, float)
    return out


def cut_rate(before: npt.ArrayLike, after: npt.ArrayLike) -> Numbers:
    """(before − after) / before: a cut is positive; 不适用 where there was nothing before, or less
    than nothing."""
    old, new = np.asarray(before, float), np.asarray(after, float)
    out: Numbers = np.where(old <= 0, v.NOT_APPLICABLE, (old - new) / np.where(old <= 0, 1.0, old))
    return out


def elasticity(pollutant_cut: npt.ArrayLike, carbon_cut: npt.ArrayLike) -> Numbers:
    """Cross elasticity: cut rate of pollutants over that of carbon; 不适用 where carbon did not
    change."""
    p, c = np.asarray(pollutant_cut, float), np.asarray(carbon_cut, float)
    with np.errstate(over="ignore"):
        none = np.round(c, DECIMALS) == 0
        quotient = p / np.where(none, 1.0, c)
    out: Numbers = np.where(none, v.NOT_APPLICABLE, quotient)
    return out


def elasticity_verdict(pollutant_cut: float, carbon_cut: float) -> str:
    """What a cross elasticity says, in words. The quotient alone cannot say it: two increases also
    give a positive one."""
    p, c, more = (
        round(x, DECIMALS) for x in (pollutant_cut, carbon_cut, pollutant_cut - carbon_cut)
    )
    if c == 0:
        return UNDEFINED
    if p == 0:
        return NO_CHANGE
    if (p > 0) != (c > 0):
        return POLLUTANTS_DOWN if p > 0 else CARBON_DOWN
    if p < 0:
        return BOTH_UP
    return POLLUTANTS_MORE if more > 0 else CARBON_MORE if more < 0 else ALIKE


def coupling_degree(u1: npt.ArrayLike, u2: npt.ArrayLike, modified: bool = False) -> Numbers:
    """Coupling C of two systems valued 0 to 1: 2√(U1·U2)/(U1+U2), or the modified
    √([1−(Umax−Umin)]·Umin/Umax), which spreads wider. Both at 0 say nothing: 0."""
    a, b = np.asarray(u1, float), np.asarray(u2, float)
    low, high = np.minimum(a, b), np.maximum(a, b)
    none = high == 0
    if modified:
        degree = np.sqrt((1.0 - (high - low)) * low / np.where(none, 1.0, high))
    else:
        degree = np.minimum(
            1.0, 2.0 * np.sqrt(a * b) / np.where(none, 1.0, a + b)
        )  # rounding could exceed 1
    out: Numbers = np.where(none, 0.0, degree)
    return out


def development(u1: npt.ArrayLike, u2: npt.ArrayLike, share: float = 0.5) -> Numbers:
    """T = αU1 + βU2, the common level of the two; α is `share`, β the rest."""
    out: Numbers = share * np.asarray(u1, float) + (1.0 - share) * np.asarray(u2, float)
    return out


def coordination(coupling: npt.ArrayLike, level: npt.ArrayLike) -> Numbers:
    """D = √(C·T), 0 to 1."""
    out: Numbers = np.sqrt(np.asarray(coupling, float) * np.asarray(level, float))
    return out


@dataclass(frozen=True)
class Band:
    """A named band of the degree of coordination: from `low`, up to and without `high`; the last
    one with it."""

    low: float
    high: float
    name: str


def band(degree: float, bands: Sequence[Band]) -> Band:
    """The band a degree falls in; ValueError where it lies in none."""
    found = [b for b in bands if b.low <= degree < b.high] or [
        b for b in bands[-1:] if degree == b.high
    ]
    if not found:
        raise ValueError(f"耦合协调度 {degree:g} 不在 0 到 1 之间")
    return found[0]
