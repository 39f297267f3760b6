"""Functions made from the table of dimensions of the enterprise index: one native operation a
dimension, whatever the table holds, and those over all dimensions of a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..core import enterprise
from ..core import values as v
from ..core.expression import Item, parse
from . import native
from .formulas import FORMULA
from .native import ERROR, NOT_APPLICABLE, PENDING
from .registry import FREE, NUMBER, TEXT, Function, Param

CLAUSE = "S2 案例1"
_DIV0 = "1/0"


def _function(
    words: str, english: str, kinds: tuple[str, ...], result: str, kernel: Any, text: Any
) -> Function:
    params = tuple(Param(f"x{i}", kind, "", "") for i, kind in enumerate(kinds))
    return Function(
        FORMULA + words, params, result, FREE, kernel, text, words, english, CLAUSE, False
    )


@lru_cache(maxsize=64)
def started_function(kinds: tuple[str, ...]) -> Function:
    """1 where any of the cells of a row holds something, be it wrong; else nothing."""

    def kernel(*cells: Any) -> Any:
        held = [
            np.asarray(c, object) != "" if k == TEXT else ~v.is_state(c, v.EMPTY)
            for c, k in zip(cells, kinds, strict=True)
        ]
        return np.where(np.logical_or.reduce([np.asarray(h, bool) for h in held]), 1.0, v.EMPTY)

    def text(*cells: str) -> str:
        together = "&".join(cells)  # an error among them makes an error of it
        return f'IF(ISERROR({together}),1,IF({together}<>"",1,""))'

    return _function("本行填了任一项即为1", "Whether a row is started", kinds, NUMBER, kernel, text)


@lru_cache(maxsize=64)
def dimension_function(d: enterprise.Dimension, required: tuple[bool, ...], words: str) -> Function:
    """The value of a dimension from the figures of its formula, in their order; `required` says
    which every firm has."""
    formula = parse(d.formula)

    def kernel(*figures: Any) -> Any:
        entered = [
            enterprise.entered(np.asarray(x, float), need)
            for x, need in zip(figures, required, strict=True)
        ]
        return enterprise.figure(
            d,
            {
                item.id: x
                for item, x in zip(formula.items, np.broadcast_arrays(*entered), strict=True)
            },
        )

    def text(*figures: str) -> str:
        return _dimension_native(d, required, figures)

    return _function(words, d.formula, (NUMBER,) * len(required), NUMBER, kernel, text)


def _dimension_native(
    d: enterprise.Dimension, required: tuple[bool, ...], figures: tuple[str, ...]
) -> str:
    formula = parse(d.formula)
    cells: dict[Item, str] = {
        i: x if need else f"N({x})"
        for i, x, need in zip(formula.items, figures, required, strict=True)
    }
    up, down = formula.numerator.text(cells), formula.denominator.text(cells)
    ratio = f"({up})/({down})" if formula.denominator.text(cells) != "1" else up
    value = (
        f"IF({ratio}<0,{ERROR},"
        f"{f'MIN({enterprise.MOST_PERCENT:g},{ratio})' if d.percentage else ratio})"
    )
    if formula.divides:
        nothing = (
            "0"
            if d.zero == 0
            else NOT_APPLICABLE
            if v.is_state(d.zero, v.NOT_APPLICABLE)
            else _DIV0
        )
        value = (
            f"IF({down}=0,{_DIV0 if nothing == _DIV0 else f'IF({up}=0,{nothing},{_DIV0})'},{value})"
        )
    body = value
    for x, need in reversed(list(zip(figures, required, strict=True))):
        there = f"ISNUMBER({x})" if need else f'OR(ISNUMBER({x}),{x}="")'
        body = f"IF({there},{body},IF({x}={NOT_APPLICABLE},{NOT_APPLICABLE},{PENDING}))"
    return native.right([(x, True) for x in figures], body)


@lru_cache(maxsize=16)
def total_function(weights: tuple[float, ...]) -> Function:
    """The total of scores by weights: 不适用 hands its weight on."""
    dimensions = [enterprise.Dimension("", False, w) for w in weights]

    def kernel(*scores: Any) -> Any:
        return enterprise.total(dimensions, np.stack(np.broadcast_arrays(*scores), -1))

    def text(*cells: str) -> str:
        listed = ",".join(cells)
        waiting, declared = (
            ",".join(f"{c}={state}" for c in cells) for state in (PENDING, NOT_APPLICABLE)
        )
        up = "+".join(f"{w:g}*N({c})" for w, c in zip(weights, cells, strict=True))
        down = "+".join(f"{w:g}*ISNUMBER({c})" for w, c in zip(weights, cells, strict=True))
        value = f'IF(COUNT({listed})=0,IF(OR({declared}),{NOT_APPLICABLE},""),100*({up})/({down}))'
        return f"IF(ISERROR(SUM({listed})),SUM({listed}),IF(OR({waiting}),{PENDING},{value}))"

    return _function(
        "100×Σ权重×得分÷Σ适用维度的权重",
        "Total of a firm",
        (NUMBER,) * len(weights),
        NUMBER,
        kernel,
        text,
    )


@lru_cache(maxsize=16)
def lowest_function(count: int) -> Function:
    """The lowest of some scores as they are compared; nothing where there is none."""

    def kernel(*scores: Any) -> Any:
        stacked = np.stack(np.broadcast_arrays(*scores), -1)
        return np.where(v.is_number(stacked).any(-1), enterprise.compared(stacked).min(-1), v.EMPTY)

    def text(*cells: str) -> str:
        known = ",".join(f"IF(ISNUMBER({c}),{c},1)" for c in cells)
        return f'IF(COUNT({",".join(cells)})=0,"",ROUND(MIN({known}),{enterprise.DECIMALS}))'

    return _function("各维度得分中最低的", "Lowest score", (NUMBER,) * count, NUMBER, kernel, text)


@lru_cache(maxsize=16)
def weakest_function(names: tuple[str, ...], weights: tuple[float, ...]) -> Function:
    """The name of the dimension with the lowest score below 1, the heavier of equals: of (lowest,
    *scores)."""
    dimensions = [enterprise.Dimension("", False, w) for w in weights]
    heaviest = sorted(range(len(names)), key=lambda i: -weights[i])

    def kernel(lowest: Any, *scores: Any) -> Any:
        first = enterprise.weakest(dimensions, np.stack(np.broadcast_arrays(*scores), -1), 1)[
            ..., 0
        ]
        return np.array([*names, ""], object)[first]

    def text(lowest: str, *cells: str) -> str:
        body = '""'
        for i in reversed(heaviest):
            body = (
                f"IF(IF(ISNUMBER({cells[i]}),ROUND({cells[i]},{enterprise.DECIMALS}),"
                f'2)={lowest},"{names[i]}",{body})'
            )
        return f'IF({lowest}="","",IF({lowest}>=1,"",{body}))'

    return _function(
        "得分最低的维度", "Weakest dimension", (NUMBER,) * (len(names) + 1), TEXT, kernel, text
    )
