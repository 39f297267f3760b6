"""Functions of the contract for Python only: no cell reads package data."""

from __future__ import annotations

from typing import Any

from .. import data
from ..core import enterprise
from ..data.factor_table import question
from . import rules
from .registry import EACH, NUMBER, TEXT, Function, Param


def PARK_FACTOR(key: str, region: str | None = "全国", year: int | None = None) -> float:
    """The value of an emission factor by the look-up rule, in the unit `data.factor(key, region, year).unit`.

    Province, else its grid region, else the nation; latest year up to the accounting year. Raises
    `data.UnknownFactor` or `data.AmbiguousFactor`, both LookupError, with the reason; ValueError where the year is no
    whole number.
    """
    return data.factor(*question(key, region, year)).value


def _light(score: Any) -> Any:
    limits = (data.standard("synergy_index").threshold(f"firm_{colour}").value for colour in ("green", "yellow"))
    return enterprise.light(score, *limits)


def _no_cell(*_: str) -> str:
    raise TypeError("PARK_LIGHT reads the limits of the standard; a cell shows the light that refresh wrote")


PARK_LIGHT = Function(
    "PARK_LIGHT", (Param("score", NUMBER, "企业总分", "total of a firm"),), TEXT, EACH, rules.kernel(EACH, (NUMBER,), TEXT, _light),
    _no_cell, "企业评价灯色：按标准表中的界限给出绿、黄、红。", "Light of a firm by its total.", "S2 案例1", in_cells=False)
