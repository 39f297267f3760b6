"""Functions of the contract for Python only: no cell reads package data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import data
from ..core import enterprise
from ..core import values as v
from ..data.factor_table import question
from . import rules
from .registry import EACH, NUMBER, TEXT, Function, Param

SYNERGY = "synergy_index"
ANY_STATE = "任意"  # of a decision table


def PARK_FACTOR(key: str, region: str | None = "全国", year: int | None = None) -> float:
    """The value of an emission factor by the look-up rule, in the unit `data.factor(key, region, year).unit`.

    Province, else its grid region, else the nation; latest year up to the accounting year. Raises
    `data.UnknownFactor` or `data.AmbiguousFactor`, both LookupError, with the reason; ValueError where the year is no
    whole number.
    """
    return data.factor(*question(key, region, year)).value


def _light(score: Any) -> Any:
    limits = (data.standard(SYNERGY).threshold(f"firm_{colour}").value for colour in ("green", "yellow"))
    return enterprise.light(score, *limits)


def _no_cell(*_: str) -> str:
    raise TypeError("PARK_LIGHT reads the limits of the standard; a cell shows the light that refresh wrote")


PARK_LIGHT = Function(
    "PARK_LIGHT", (Param("score", NUMBER, "企业总分", "total of a firm"),), TEXT, EACH, rules.kernel(EACH, (NUMBER,), TEXT, _light),
    _no_cell, "企业评价灯色：按标准表中的界限给出绿、黄、红。", "Light of a firm by its total.", "S2 案例1", in_cells=False)


def PARK_GRADE(index: Any, goal_shares: Iterable[Any], requirements_met: Any, overall_positive: Any) -> str:
    """The grade of the synergy index (S2 6.4) by its decision table: AAA, AA, A, 无级别, 不合格, 不予评级, 未评（资料不全）.

    `goal_shares` are the shares 0…1 of full marks of the goals (mean of three years); 不适用 does not count. The last two are
    True or False, the words of the cells (符合, 正向 …), or None and 待填 where they are not known. ValueError for other words.
    """
    table = data.index(SYNERGY)
    states = {"requirement": _state("requirements_met", requirements_met, "符合", "不符合"),
              "overall": _state("overall_positive", overall_positive, "正向", "非正向"), "band": _band(index, table)}
    half = table.standard.threshold("goal_share").value
    states["goals"] = "达标" if all(float(s) >= half for s in goal_shares if s != v.NOT_APPLICABLE_TEXT) else "未达标"
    return next(row["grade"] for row in table.decision if all(row[k] in (ANY_STATE, s) for k, s in states.items()))


def _state(name: str, given: Any, good: str, bad: str) -> str:
    words = {True: good, False: bad, None: v.PENDING_TEXT, good: good, bad: bad, v.PENDING_TEXT: v.PENDING_TEXT}
    try:
        return words[given]
    except (KeyError, TypeError):
        raise ValueError(f"PARK_GRADE 的参数 {name}：“{given}”应为 True、False、{good}、{bad} 或 {v.PENDING_TEXT}") from None


def _band(index: Any, table: data.Index) -> str:
    if index in (None, v.PENDING_TEXT):
        return v.PENDING_TEXT
    if index == v.NOT_APPLICABLE_TEXT:
        return v.NOT_APPLICABLE_TEXT
    reached = (r["name"] for r in table.bands if not r["threshold"] or float(index) >= table.standard.threshold(r["threshold"]).value)
    return next(reached)
