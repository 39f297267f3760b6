"""Functions of the contract for the synergy of pollution and carbon, for Python only: equivalents
are package data."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from functools import cache
from typing import Any

import numpy as np

from .. import data
from ..core import synergy
from ..core import values as v
from .arguments import numbers, plain

EQUIVALENT = "equivalent_value"


@cache
def equivalent_values() -> dict[str, float]:
    """The statutory equivalent value of each pollutant, kg per equivalent, from factors/."""
    return {p.name: p.value for p in data.pollutants() if p.kind == EQUIVALENT}


@cache
def coordination_bands() -> tuple[synergy.Band, ...]:
    """The ten named bands of the degree of coordination, from standards/."""
    rows = data.table("synergy_index", "coordination_bands")
    return tuple(synergy.Band(float(r["low"]), float(r["high"]), r["name"]) for r in rows)


def PARK_EQUIVALENTS(pollutants: Any, masses: Any) -> Any:
    """The sum of statutory pollutant equivalents of masses in t, one for each of the pollutants.

    Of masses with more axes (years, draws), the pollutants are the last one. ValueError for an
    unknown pollutant or a negative mass.
    """
    names = [pollutants] if isinstance(pollutants, str) else list(pollutants)
    values = np.array([_equivalent_value(str(name)) for name in names])
    (tonnes,) = numbers("PARK_EQUIVALENTS", masses=masses)
    tonnes = tonnes[None] if tonnes.ndim == 0 else tonnes
    if tonnes.shape[-1] != len(values):
        raise ValueError(
            f"PARK_EQUIVALENTS：污染物 {len(values)} 种，质量 {tonnes.shape[-1]} 个，应一一对应"
        )
    if (tonnes < 0).any():
        raise ValueError(f"PARK_EQUIVALENTS：质量 {tonnes.min():g} t 是负数")
    return plain(v.summed(synergy.equivalents(tonnes, values)))


def _equivalent_value(name: str) -> float:
    known = equivalent_values()
    plainly = unicodedata.normalize("NFKC", name).strip()
    if plainly not in known:
        near = get_close_matches(plainly, known, 3, 0.4)
        raise ValueError(
            f"没有污染物“{name}”的当量值"
            + (f"，是否指 {'、'.join(near)}" if near else f"；有 {'、'.join(known)}")
        )
    return known[plainly]


def PARK_ELASTICITY(pollutant_cut: Any, carbon_cut: Any) -> Any:
    """Cross elasticity: cut rate of pollutants over cut rate of carbon; 不适用 where carbon did not
    change.

    What it says in words: `core.synergy.elasticity_verdict`.
    """
    found = synergy.elasticity(
        *numbers("PARK_ELASTICITY", pollutant_cut=pollutant_cut, carbon_cut=carbon_cut)
    )
    if np.ndim(found) == 0:
        return v.cell(float(found))
    if np.isnan(found).any():
        return np.array([v.cell(float(x)) for x in found.ravel()], object).reshape(found.shape)
    return found


def PARK_COUPLING(u1: Any, u2: Any, modified: bool = False) -> Any:
    """The degree of coupling C of two systems valued 0 to 1, classical or modified; ValueError
    outside 0 to 1."""
    a, b = _levels("PARK_COUPLING", u1, u2)
    return plain(synergy.coupling_degree(a, b, _flag(modified)))


def PARK_COORDINATION(u1: Any, u2: Any, modified: bool = False, share: float = 0.5) -> Any:
    """The degree of coordination D = √(C·T) with T = share·U1 + (1 − share)·U2. Its band:
    `coordination_band`."""
    a, b = _levels("PARK_COORDINATION", u1, u2)
    (part,) = numbers("PARK_COORDINATION", share=share)
    if part.ndim or not 0 <= part <= 1:
        raise ValueError(f"PARK_COORDINATION：share {share} 应在 0 到 1 之间")
    return plain(
        synergy.coordination(
            synergy.coupling_degree(a, b, _flag(modified)), synergy.development(a, b, float(part))
        )
    )


def coordination_band(degree: float) -> str:
    """The name of the band a degree of coordination falls in; ValueError outside 0 to 1."""
    return synergy.band(degree, coordination_bands()).name


def _levels(function: str, u1: Any, u2: Any) -> list[Any]:
    found = numbers(function, u1=u1, u2=u2)
    for name, level in zip(("u1", "u2"), found, strict=True):
        if ((level < 0) | (level > 1)).any():
            raise ValueError(
                f"{function} 的参数 {name}：应在 0 到 1 之间，得到 {level.min():g} 到 "
                f"{level.max():g}"
            )
    return found


def _flag(modified: Any) -> bool:
    if not isinstance(modified, (bool, np.bool_, int, float)) or modified not in (0, 1):
        raise ValueError(f"modified 应为 TRUE 或 FALSE，得到“{modified}”")
    return bool(modified)
