"""Functions made from the table of dimensions of the enterprise index: native operations of a
dimension, whatever the table holds, and those over all dimensions of a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..core import enterprise
from ..core import values as v
from ..core.expression import Item, Node
from .formulas import FORMULA
from .native import NOT_APPLICABLE, PENDING
from .registry import COLUMN, FREE, NUMBER, NUMBERS, TEXT, Function, Param

CLAUSE = "S2 案例1"
TOGETHER = 3  # dimensions looked at in one cell, where each takes an IF


def _function(
    words: str,
    english: str,
    kinds: tuple[str, ...],
    result: str,
    kernel: Any,
    text: Any,
    rule: str = FREE,
) -> Function:
    params = tuple(Param(f"x{i}", kind, "", "") for i, kind in enumerate(kinds))
    return Function(
        FORMULA + words, params, result, rule, kernel, text, words, english, CLAUSE, False
    )


def _first_kernel(sectors: Any, sector: Any, least: Any) -> Any:
    same = np.asarray(sector)[..., None] == sectors
    first = same.argmax(-1) == np.arange(same.shape[-2])
    return np.where(v.is_number(sector) & (same.sum(-1) >= least) & first, sector, v.EMPTY)


def _first_native(sectors: str, sector: str, least: str) -> str:
    above = f"{sectors.partition(':')[0]}:{sector}"  # the rows down to this one
    here = f"AND(COUNTIF({sectors},{sector})>={least},MATCH({sector},{sectors},0)=ROWS({above}))"
    return f'IF(ISNUMBER({sector}),IF({here},{sector},""),"")'


FIRST_OF_SECTOR = _function(
    "行业的企业够多且本行为该行业第一行时取行业",
    "The sector of a row that is the first of it, where it has enough firms",
    (NUMBERS, NUMBER, NUMBER),
    NUMBER,
    _first_kernel,
    _first_native,
    COLUMN,
)


# ---- the value of a dimension --------------------------------------------------------------------
@lru_cache(maxsize=64)
def figures_function(required: tuple[bool, ...]) -> Function:
    """1 where a started row has the figures of a formula, else why not: of (started, *figures);
    `required` says which every firm has."""

    def kernel(started: Any, *figures: Any) -> Any:
        entered = [
            enterprise.entered(np.asarray(x, float), need)
            for x, need in zip(figures, required, strict=True)
        ]
        held = v.first_state(*np.broadcast_arrays(*entered))
        return v.unless(started, v.unless(held, 1.0 + 0.0 * held))

    def text(started: str, *figures: str) -> str:
        needed = [x for x, need in zip(figures, required, strict=True) if need]
        waits = [f'{x}="",{x}={PENDING}' for x in needed]
        waits += [f"{x}={PENDING}" for x in figures if x not in needed]
        why = f"IF(OR({','.join(waits)}),{PENDING},{NOT_APPLICABLE})"
        enough = f"COUNT({','.join(needed)})={len(needed)}"
        if given := [f'OR(ISNUMBER({x}),{x}="")' for x in figures if x not in needed]:
            enough = f"AND({','.join((enough, *given))})"
        return f'IF({started}="","",IF({enough},1,{why}))'

    return _function(
        "各项都有数为1，该填而没填为待填",
        "Whether the figures are there",
        (NUMBER,) * (1 + len(required)),
        NUMBER,
        kernel,
        text,
    )


@lru_cache(maxsize=64)
def part_function(
    words: str, node: Node, items: tuple[Item, ...], optional: tuple[bool, ...]
) -> Function:
    """Numerator or denominator of a formula where the row has its figures: of (state, *the figures
    of `items`). An optional one counts as nothing where it is empty, and so do those that the row
    does not ask for."""
    nothing = {i: 0.0 for i in node.items() if i not in items}

    def kernel(state: Any, *figures: Any) -> Any:
        entered = [
            enterprise.entered(np.asarray(x, float), not free)
            for x, free in zip(figures, optional, strict=True)
        ]
        with np.errstate(all="ignore"):
            return v.unless(
                state, v.finite(node.compute(dict(zip(items, entered, strict=True)) | nothing))
            )

    def text(state: str, *figures: str) -> str:
        cells = {
            i: f"SUM({x})" if free else x
            for i, x, free in zip(items, figures, optional, strict=True)
        }
        body = node.text(cells | dict.fromkeys(nothing, "0"))
        return f"IF({state}=1,{body},{state})"

    return _function(words, words, (NUMBER,) * (1 + len(items)), NUMBER, kernel, text)


@lru_cache(maxsize=64)
def dimension_function(d: enterprise.Dimension, divides: bool, words: str) -> Function:
    """The value of a dimension: of (state, numerator, denominator where it divides). Below zero it
    is an error; a percentage above 100 counts as 100."""

    def kernel(state: Any, up: Any, *below: Any) -> Any:
        value = up
        with np.errstate(all="ignore"):
            if below:
                down = below[0]
                nothing = np.where(up == 0, d.zero, enterprise.DIV0)
                value = v.finite(up / np.where(down == 0, 1.0, down))
                value = np.where(down == 0, nothing, value)
        value = np.where(value < 0, v.ERROR, value)
        if d.percentage:
            value = np.where(value > enterprise.MOST_PERCENT, enterprise.MOST_PERCENT, value)
        return v.unless(state, v.unless(v.first_state(up, *below), value))

    def text(state: str, up: str, *below: str) -> str:
        ratio = f"{up}/{below[0]}" if below else up
        most = f"MIN({enterprise.MOST_PERCENT:g},{ratio})" if d.percentage else ratio
        body = f"IF({ratio}<0,NA(),{most})"
        none = NOT_APPLICABLE if v.is_state(d.zero, v.NOT_APPLICABLE) else "0"
        if below and not v.is_error(d.zero):
            body = f"IF({below[0]}=0,IF({up}=0,{none},NA()),{body})"
        return f"IF({state}=1,{body},{state})"

    return _function(words, d.formula, (NUMBER,) * (3 if divides else 2), NUMBER, kernel, text)


# ---- over all dimensions of a row ----------------------------------------------------------------
@lru_cache(maxsize=16)
def scored_function(count: int) -> Function:
    """1 where a row has a total of so many scores, else why not: a row not started has no first
    score."""

    def kernel(*scores: Any) -> Any:
        stacked = np.stack(np.broadcast_arrays(*scores), -1)
        known = np.where(v.is_number(stacked).any(-1), 1.0, v.NOT_APPLICABLE)
        value = np.where(v.is_state(stacked, v.PENDING).any(-1), v.PENDING, known)
        value = np.where(v.is_state(stacked[..., 0], v.EMPTY), v.EMPTY, value)
        return v.unless(v.error_within(stacked), value)

    def text(*cells: str) -> str:
        waiting = ",".join(f"{c}={PENDING}" for c in cells)
        known = f"IF(COUNT({','.join(cells)})=0,{NOT_APPLICABLE},1)"
        return f'IF({cells[0]}="","",IF(OR({waiting}),{PENDING},{known}))'

    return _function(
        "有得分且没有待填和错误为1",
        "Whether a firm has a total",
        (NUMBER,) * count,
        NUMBER,
        kernel,
        text,
    )


def _by_weight(weights: Sequence[float], cells: Sequence[str], function: str) -> str:
    """Σ weight times SUM or COUNT, dimensions of one weight together."""
    groups: dict[float, list[str]] = {}
    for w, c in zip(weights, cells, strict=True):
        groups.setdefault(w, []).append(c)
    return "+".join(f"{w:g}*{function}({','.join(some)})" for w, some in groups.items())


@lru_cache(maxsize=16)
def points_function(weights: tuple[float, ...]) -> Function:
    """Σ weight times score, of what applies, where there is a total: of (state, *scores)."""

    def kernel(state: Any, *scores: Any) -> Any:
        stacked = np.stack(np.broadcast_arrays(*scores), -1)
        points = np.where(v.is_number(stacked), stacked, 0.0) * np.array(weights)
        return v.unless(state, v.summed(points))

    def text(state: str, *cells: str) -> str:
        return f"IF({state}=1,{_by_weight(weights, cells, 'SUM')},{state})"

    words = "Σ权重×得分"
    return _function(words, "Points", (NUMBER,) * (1 + len(weights)), NUMBER, kernel, text)


@lru_cache(maxsize=16)
def applying_function(weights: tuple[float, ...]) -> Function:
    """The weight of what applies, where there is a total: of (state, *scores)."""

    def kernel(state: Any, *scores: Any) -> Any:
        stacked = np.stack(np.broadcast_arrays(*scores), -1)
        return v.unless(state, v.summed(v.is_number(stacked) * np.array(weights)))

    def text(state: str, *cells: str) -> str:
        return f"IF({state}=1,{_by_weight(weights, cells, 'COUNT')},{state})"

    words = "Σ适用维度的权重"
    return _function(words, "Weight", (NUMBER,) * (1 + len(weights)), NUMBER, kernel, text)


def _total(state: Any, points: Any, weight: Any) -> Any:
    value = enterprise.MOST_PERCENT * points / np.where(weight > 0, weight, 1.0)
    return v.unless(state, value)


TOTAL = _function(
    "100×Σ权重×得分÷Σ适用维度的权重",
    "Total of a firm",
    (NUMBER,) * 3,
    NUMBER,
    _total,
    lambda state, points, weight: f"IF({state}=1,100*{points}/{weight},{state})",
)


@lru_cache(maxsize=16)
def lowest_function(count: int) -> Function:
    """The lowest of some scores as they are compared; of none 1."""

    def kernel(*scores: Any) -> Any:
        return enterprise.compared(np.stack(np.broadcast_arrays(*scores), -1)).min(-1)

    def text(*cells: str) -> str:
        return f"MIN(1,{','.join(cells)})"

    return _function("各维度得分中最低的", "Lowest score", (NUMBER,) * count, NUMBER, kernel, text)


@lru_cache(maxsize=64)
def weakest_function(names: tuple[str, ...], begins: bool, ends: bool) -> Function:
    """The name of the first of some dimensions with the lowest score: of (lowest, *their scores as
    compared, what the dimensions after them give unless it `ends`). Where it `begins`, nothing if
    the lowest is 1."""

    def kernel(lowest: Any, *cells: Any) -> Any:
        scores = cells[: len(names)]
        found: Any = np.array("", object) if ends else cells[-1]
        for name, score in reversed(list(zip(names, scores, strict=True))):
            found = np.where(score == lowest, np.array(name, object), found)
        return np.where(lowest >= 1, "", found) if begins else found

    def text(lowest: str, *cells: str) -> str:
        body = '""' if ends else cells[-1]
        for name, cell in reversed(list(zip(names, cells[: len(names)], strict=True))):
            body = f'IF({cell}={lowest},"{name}",{body})'
        return f'IF({lowest}>=1,"",{body})' if begins else body

    kinds = (NUMBER,) * (1 + len(names)) + (() if ends else (TEXT,))
    return _function("得分最低的维度", "Weakest dimension", kinds, TEXT, kernel, text)
