"""PARK_ functions of indices: scores, weighted indices, change. Thin over core, with their native
texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core import index, scoring
from ..core import values as v
from . import native
from .native import NOT_APPLICABLE, PENDING
from .registry import COLUMN, EACH, give_reason, park

CURVE = "分点不成曲线：至少两点，x 从小到大，y 在 0 到 1 之间"


def _score_native(value: str, xs: str, ys: str) -> str:
    count = f"COUNT({xs})"
    first, last = f"INDEX({xs},1)", f"INDEX({xs},{count})"
    steps = f"SUMPRODUCT(--(INDEX({xs},2):{last}<=INDEX({xs},1):INDEX({xs},{count}-1)))"
    gap = f"COUNT({first}:{last})<>{count}"
    unpaired = f"SUMPRODUCT(--(ISNUMBER({xs})<>ISNUMBER({ys})))>0"
    wrong = f"IF({count}<2,TRUE,OR({unpaired},{gap},MIN({ys})<0,MAX({ys})>1,{steps}>0))"
    k = f"SUMPRODUCT(ISNUMBER({xs})*({xs}<={value}))"

    def at(column: str, more: str = "") -> str:
        return f"INDEX({column},{k}{more})"

    between = f"{at(ys)}+({value}-{at(xs)})*({at(ys, '+1')}-{at(ys)})/({at(xs, '+1')}-{at(xs)})"
    body = f"IF({value}<={first},INDEX({ys},1),IF({value}>={last},INDEX({ys},{count}),{between}))"
    checked = f"IF({wrong},{native.ERROR},{native.number_or_state(value, body)})"
    return native.right([(value, True)], native.errors_first([f"SUM({xs})", f"SUM({ys})"], checked))


@park(
    "number numbers numbers -> number",
    rule=COLUMN,
    native=_score_native,
    clause="S2 6.2.1",
    help=[
        ("指标值", "value of the indicator"),
        ("分点的 x，从小到大", "x of the points, rising"),
        ("分点的 y，0 到 1", "y of the points, 0 to 1"),
    ],
)
def PARK_SCORE(value: Any, xs: Any, ys: Any) -> Any:
    """Score 0 to 1 of an indicator: straight between the points of its curve, level beyond its
    ends.

    指标得分（0…1）：分点之间按直线内插，两端之外取端点的分。
    """
    if np.any(scoring.curve_fault(xs, ys)):
        give_reason(CURVE)
    return scoring.score(value, xs, ys)


def _index_native(scores: str, weights: str) -> str:
    used = f"ISNUMBER({scores})"
    all_weights = f'SUMPRODUCT(--({scores}<>""),{weights})'
    value = f"100*SUMPRODUCT({scores},{weights})/SUMPRODUCT(--{used},{weights})*{all_weights}"
    body = f"IF(SUMPRODUCT(--{used},{weights})>0,{value},{NOT_APPLICABLE})"
    nothing = f'IF(COUNTBLANK({scores})=ROWS({scores}),"",{body})'
    return native.columns(
        [],
        [weights, scores],
        f"COUNTIF({scores},{PENDING})+COUNTIF({weights},{PENDING})>0",
        nothing,
    )


@park(
    "numbers numbers -> number",
    rule=COLUMN,
    native=_index_native,
    clause="S2 6.2.1",
    help=[("得分列（0…1）", "scores, 0 to 1"), ("权重列", "weights")],
)
def PARK_INDEX(scores: Any, weights: Any) -> Any:
    """Index 0 to 100 of scores and weights; what is 不适用 hands its weight on to the others.

    绩效指数（0…100）＝100×Σ权重×得分；不适用项的权重由其余各项按比例分担。
    """
    empty = v.is_state(scores, v.EMPTY).all(-1)
    held = v.unless(
        v.error_within(weights, scores),
        np.where(v.is_state(weights, v.PENDING).any(-1), v.PENDING, 0.0),
    )
    return v.unless(held, np.where(empty, v.EMPTY, index.index(scores, weights)))


@park(
    "number number -> number",
    rule=EACH,
    clause="S2 6.3",
    native=lambda target, base: f"IF({base}=0,{NOT_APPLICABLE},({target}-{base})/ABS({base}))",
    help=[("评价年的数", "figure of the target year"), ("基准年的数", "figure of the base year")],
)
def PARK_CHANGE(target: Any, base: Any) -> Any:
    """Relative change of a figure against its base; 不适用 where the base is 0.

    较基准的变化率＝（评价年－基准年）÷|基准年|；基准为 0 时不适用。
    """
    return scoring.change(target, base)
