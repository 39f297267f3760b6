"""Functions made from the table of dimensions of the enterprise index: native operations of a
dimension, whatever the table holds, and those over all dimensions of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..core import enterprise
from ..core import values as v
from ..core.expression import Item, Node
from .formulas import FORMULA
from .native import NOT_APPLICABLE, PENDING
from .registry import COLUMN, NUMBER, NUMBERS, TEXT, Function, Param
from .written import expression

CLAUSE = "S2 案例1"
TOGETHER = 3  # dimensions looked at in one cell, where each takes an IF


def _function(
    words: str, english: str, kinds: Mapping[str, str], gives: str, formula: str
) -> Function:
    return expression(
        FORMULA + words, kinds, gives, formula, chinese=words, english=english, clause=CLAUSE
    )


def _figures(count: int) -> tuple[str, ...]:
    """The names of so many figures."""
    return tuple(f"x{i}" for i in range(count))


def _numbers(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, NUMBER)


def _first_kernel(sectors: Any, sector: Any, least: Any) -> Any:
    same = np.asarray(sector)[..., None] == sectors
    first = same.argmax(-1) == np.arange(same.shape[-2])
    return np.where(v.is_number(sector) & (same.sum(-1) >= least) & first, sector, v.EMPTY)


def _first_native(sectors: str, sector: str, least: str) -> str:
    above = f"{sectors.partition(':')[0]}:{sector}"  # the rows down to this one
    here = f"AND(COUNTIF({sectors},{sector})>={least},MATCH({sector},{sectors},0)=ROWS({above}))"
    return f'IF(ISNUMBER({sector}),IF({here},{sector},""),"")'


_FIRST = "行业的企业够多且本行为该行业第一行时取行业"
FIRST_OF_SECTOR = Function(
    FORMULA + _FIRST,
    tuple(
        Param(n, k, "", "") for n, k in (("sectors", NUMBERS), *_numbers("sector", "least").items())
    ),
    NUMBER,
    COLUMN,
    _first_kernel,
    _first_native,
    _FIRST,
    "The sector of a row that is the first of it, where it has enough firms",
    CLAUSE,
    False,
    why="a range of it begins at the first row of the column and ends at its own",
)


# ---- the value of a dimension --------------------------------------------------------------------
@lru_cache(maxsize=64)
def figures_function(required: tuple[bool, ...]) -> Function:
    """1 where a started row has the figures of a formula, else why not: of (started, *figures);
    `required` says which every firm has."""

    figures = _figures(len(required))
    needed = [x for x, need in zip(figures, required, strict=True) if need]
    waits = [f'{x}="",{x}={PENDING}' for x in needed]
    waits += [f"{x}={PENDING}" for x in figures if x not in needed]
    why = f"IF(OR({','.join(waits)}),{PENDING},{NOT_APPLICABLE})"
    enough = f"COUNT({','.join(needed)})={len(needed)}"
    if given := [f'OR(ISNUMBER({x}),{x}="")' for x in figures if x not in needed]:
        enough = f"AND({','.join((enough, *given))})"
    return _function(
        "各项都有数为1，该填而没填为待填",
        "Whether the figures are there",
        _numbers("started", *figures),
        NUMBER,
        f'IF(started="","",IF({enough},1,{why}))',
    )


@lru_cache(maxsize=64)
def part_function(
    words: str, node: Node, items: tuple[Item, ...], optional: tuple[bool, ...]
) -> Function:
    """Numerator or denominator of a formula where the row has its figures: of (state, *the figures
    of `items`). An optional one counts as nothing where it is empty, and so do those that the row
    does not ask for."""
    names = _figures(len(items))
    cells = dict.fromkeys(node.items(), "0")
    cells |= {
        i: f"SUM({x})" if free else x for i, x, free in zip(items, names, optional, strict=True)
    }
    formula = f"IF(state=1,{node.text(cells)},state)"
    return _function(words, words, _numbers("state", *names), NUMBER, formula)


@lru_cache(maxsize=64)
def dimension_function(d: enterprise.Dimension, divides: bool, words: str) -> Function:
    """The value of a dimension: of (state, numerator, denominator where it divides). Below zero it
    is an error; a percentage above 100 counts as 100."""

    ratio = "up/down" if divides else "up"
    most = f"MIN({enterprise.MOST_PERCENT:g},{ratio})" if d.percentage else ratio
    body = f"IF({ratio}<0,NA(),{most})"
    none = NOT_APPLICABLE if v.is_state(d.zero, v.NOT_APPLICABLE) else "0"
    if divides and not v.is_error(d.zero):
        body = f"IF(down=0,IF(up=0,{none},NA()),{body})"
    kinds = _numbers("state", "up", *(("down",) if divides else ()))
    return _function(words, d.formula, kinds, NUMBER, f"IF(state=1,{body},state)")


# ---- over all dimensions of a row ----------------------------------------------------------------
@lru_cache(maxsize=16)
def scored_function(count: int) -> Function:
    """1 where a row has a total of so many scores, else why not: a row not started has no first
    score."""

    scores = _figures(count)
    waiting = ",".join(f"{x}={PENDING}" for x in scores)
    known = f"IF(COUNT({','.join(scores)})=0,{NOT_APPLICABLE},1)"
    return _function(
        "有得分且没有待填和错误为1",
        "Whether a firm has a total",
        _numbers(*scores),
        NUMBER,
        f'IF(x0="","",IF(OR({waiting}),{PENDING},{known}))',
    )


def _by_weight(weights: Sequence[float], function: str) -> str:
    """Σ weight times SUM or COUNT, dimensions of one weight together."""
    groups: dict[float, list[str]] = {}
    for weight, score in zip(weights, _figures(len(weights)), strict=True):
        groups.setdefault(weight, []).append(score)
    sums = "+".join(f"{w:g}*{function}({','.join(some)})" for w, some in groups.items())
    return f"IF(state=1,{sums},state)"


@lru_cache(maxsize=16)
def points_function(weights: tuple[float, ...]) -> Function:
    """Σ weight times score, of what applies, where there is a total: of (state, *scores)."""
    kinds = _numbers("state", *_figures(len(weights)))
    return _function("Σ权重×得分", "Points", kinds, NUMBER, _by_weight(weights, "SUM"))


@lru_cache(maxsize=16)
def applying_function(weights: tuple[float, ...]) -> Function:
    """The weight of what applies, where there is a total: of (state, *scores)."""
    kinds = _numbers("state", *_figures(len(weights)))
    return _function("Σ适用维度的权重", "Weight", kinds, NUMBER, _by_weight(weights, "COUNT"))


TOTAL = _function(
    "100×Σ权重×得分÷Σ适用维度的权重",
    "Total of a firm",
    _numbers("state", "points", "weight"),
    NUMBER,
    "IF(state=1,100*points/weight,state)",
)


@lru_cache(maxsize=16)
def lowest_function(count: int) -> Function:
    """The lowest of some scores as they are compared; of none 1."""
    scores = _figures(count)
    formula = f"MIN(1,{','.join(scores)})"
    return _function("各维度得分中最低的", "Lowest score", _numbers(*scores), NUMBER, formula)


@lru_cache(maxsize=64)
def weakest_function(names: tuple[str, ...], begins: bool, ends: bool) -> Function:
    """The name of the first of some dimensions with the lowest score: of (lowest, *their scores as
    compared, what the dimensions after them give unless it `ends`). Where it `begins`, nothing if
    the lowest is 1."""

    scores, body = _figures(len(names)), '""' if ends else "after"
    for name, score in reversed(list(zip(names, scores, strict=True))):
        body = f'IF({score}=lowest,"{name}",{body})'
    kinds = _numbers("lowest", *scores) | ({} if ends else {"after": TEXT})
    formula = f'IF(lowest>=1,"",{body})' if begins else body
    return _function("得分最低的维度", "Weakest dimension", kinds, TEXT, formula)
