"""Functions of the contract for Python only: no cell reads package data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import data
from ..core import enterprise
from ..core import values as v
from ..data.factor_table import question
from . import rules
from .operations import BAND, BAND_ROW, FAILED, JOINED_VERDICT, MEETS, MET, decided
from .registry import EACH, NUMBER, TEXT, Function, Param

SYNERGY = "synergy_index"


def PARK_FACTOR(key: str, region: str | None = "全国", year: int | None = None) -> float:
    """The value of an emission factor by the look-up rule, in the unit `data.factor(key, region,
    year).unit`.

    Province, else its grid region, else the nation; latest year up to the accounting year. Raises
    `data.UnknownFactor` or `data.AmbiguousFactor`, both LookupError, with the reason; ValueError
    where the year is no whole number.
    """
    return data.factor(*question(key, region, year)).value


def _light(score: Any) -> Any:
    limits = (
        data.standard(SYNERGY).threshold(f"firm_{colour}").value for colour in ("green", "yellow")
    )
    return enterprise.light(score, *limits)


def _no_cell(*_: str) -> str:
    raise TypeError(
        "PARK_LIGHT reads the limits of the standard; a cell shows the light that refresh wrote"
    )


PARK_LIGHT = Function(
    "PARK_LIGHT",
    (Param("score", NUMBER, "企业总分", "total of a firm"),),
    TEXT,
    EACH,
    rules.kernel(EACH, (NUMBER,), TEXT, _light),
    _no_cell,
    "企业的三色评价：按标准表中的界限给出绿、黄、红。",
    "Light of a firm by its total.",
    "S2 案例1",
    in_cells=False,
)


def PARK_GRADE(
    index: Any, goal_shares: Iterable[Any], requirements_met: Any, overall_positive: Any
) -> str:
    """The grade of the synergy index (S2 6.4) by its decision table: AAA, AA, A, 无级别, 不合格,
    不予评级, 未评（资料不全）.

    `goal_shares` are the shares 0…1 of full marks of the goals (mean of three years); 不适用 does
    not count. The last two are True or False, the words of the cells (符合, 正向 …), or None and
    待填 where they are not known. ValueError for other words.
    """
    table = data.index(SYNERGY)
    standard = table.standard
    least = [
        standard.threshold(r["threshold"]).value if r["threshold"] else None for r in table.bands
    ]
    row = BAND_ROW(v.PENDING_TEXT if index is None else index, least, [1.0] * len(least))
    half = standard.threshold("goal_share").value
    goals = JOINED_VERDICT([MEETS(share, half) for share in goal_shares], MET, FAILED)
    *columns, grades = (
        [r[key] for r in table.decision]
        for key in ("requirement", "overall", "band", "goals", "grade")
    )
    states = (
        _state("requirements_met", requirements_met, "符合", "不符合"),
        _state("overall_positive", overall_positive, "正向", "非正向"),
        BAND(row, [r["name"] for r in table.bands]),
        goals,
    )
    return str(decided(states, columns, grades))


def _state(name: str, given: Any, good: str, bad: str) -> str:
    words = {
        True: good,
        False: bad,
        None: v.PENDING_TEXT,
        good: good,
        bad: bad,
        v.PENDING_TEXT: v.PENDING_TEXT,
    }
    try:
        return words[given]
    except (KeyError, TypeError):
        raise ValueError(
            f"PARK_GRADE 的参数 {name}：“{given}”应为 True、False、{good}、{bad} 或 "
            f"{v.PENDING_TEXT}"
        ) from None
