"""Choosing measures under a budget: a programme in whole numbers solved by HiGHS (scipy, extra
`optimise`).

The result is the same whenever it is asked for: among equal optima the one that costs least, then
the first in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from .values import Numbers

MISSING = "择优计算需要 scipy：python -m pip install 'parkeval-xl[optimise]'"
WHOLE = 1e-6  # a solver's 0 or 1 may lie so far from it
LEVEL = 1e-9  # relatively: optima that differ less are equal
EXACT = 1e-7  # a constraint holds where the whole choice keeps it so far, relatively


class NoSolver(RuntimeError):
    """The solver is not installed; the words say what to do."""

    def __init__(self) -> None:
        super().__init__(MISSING)


class Infeasible(ValueError):
    """No choice keeps all constraints; `groups` names those of which leaving out one would help."""

    def __init__(self, groups: Sequence[str]) -> None:
        super().__init__("没有满足全部约束的组合" + (f"：{'、'.join(groups)}" if groups else ""))
        self.groups = tuple(groups)


@dataclass(frozen=True)
class Limit:
    """Σ coefficient · choice must lie between two bounds; `group` names the kind of limit."""

    group: str
    coefficients: Mapping[int, float]
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class Selection:
    """Which of some measures to take: the greatest sum of `values` within limits.

    `values` and `costs` are figures a measure; NaN where one is not known, and such a measure is
    not taken. `needs` are pairs (measure, what it needs), `exclusive` groups of which at most one
    is taken, `mandatory` measures that must be taken, `further` floors and caps on sums, `pairs`
    what two measures taken together add to the value (or take from it).
    """

    values: Sequence[float]
    costs: Sequence[float]
    budget: float = np.inf
    needs: Sequence[tuple[int, int]] = ()
    exclusive: Sequence[Sequence[int]] = ()
    mandatory: Sequence[int] = ()
    further: Sequence[Limit] = ()
    pairs: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def limits(self) -> list[Limit]:
        """All limits on the choices of measures."""
        return [
            Limit("预算", {i: c for i, c in enumerate(self.costs) if c == c}, high=self.budget),
            *(Limit("依赖", {i: 1.0, j: -1.0}, high=0.0) for i, j in self.needs),
            *(Limit("互斥", dict.fromkeys(group, 1.0), high=1.0) for group in self.exclusive),
            *(Limit("必选", {i: 1.0}, low=1.0) for i in self.mandatory),
            *self.further,
        ]

    @property
    def unknown(self) -> tuple[int, ...]:
        """Measures of which a figure is not known."""
        known = np.isfinite(np.asarray(self.values, float)) & np.isfinite(
            np.asarray(self.costs, float)
        )
        lacking = {i for one in self.further for i, c in one.coefficients.items() if c != c}
        return tuple(i for i in range(len(self.values)) if not known[i] or i in lacking)


@dataclass(frozen=True)
class Chosen:
    """The measures taken, the sum of their values (pairs included) and of their costs."""

    taken: tuple[int, ...]
    value: float
    cost: float


Row = tuple[Numbers, float, float]  # coefficients, and the bounds of their sum


def solved(figures: Numbers, rows: Sequence[Row], low: Any, high: Any, whole: Any) -> Any:
    """HiGHS's answer for the least Σ figures · x, each x between `low` and `high` and a whole
    number where `whole` is 1; None where there is none. NoSolver without scipy."""
    try:
        from scipy.optimize import Bounds, LinearConstraint, milp
    except ImportError:
        raise NoSolver from None
    table, least, most = (np.array(x) for x in zip(*rows, strict=True))
    found = milp(
        figures,
        constraints=LinearConstraint(table, least, most),
        bounds=Bounds(low, high),
        integrality=whole,
        options={"mip_rel_gap": 0.0},  # the default ends below the optimum of near-equal ones
    )
    return found if found.x is not None else None


def no_worse(figures: Numbers, found: float) -> Row:
    """From now on Σ figures · x no greater than what was found."""
    return figures, -np.inf, found + LEVEL * max(1.0, abs(found))


def broken(problem: Selection, taken: Iterable[int]) -> list[Limit]:
    """The limits that a choice does not keep: of a hand-made one too."""
    chosen = set(taken)
    out = []
    for limit in problem.limits():
        terms = [c for i, c in limit.coefficients.items() if i in chosen]
        total, size = sum(terms), sum(map(abs, terms))
        room = EXACT * max(1.0, size)
        if not limit.low - room <= total <= limit.high + room:
            out.append(limit)
    return out


def value_of(problem: Selection, taken: Iterable[int]) -> float:
    """The sum of the values of a choice, pairs included."""
    chosen = set(taken)
    return float(
        sum(problem.values[i] for i in chosen)
        + sum(x for (a, b), x in problem.pairs.items() if a in chosen and b in chosen)
    )


def select(problem: Selection) -> Chosen:
    """The choice of the greatest value; among equal ones the cheapest, then the one with the
    smallest numbers.

    Raises Infeasible with the groups of limits at fault, NoSolver without scipy.
    """
    values, costs = (
        np.nan_to_num(np.asarray(x, float), nan=0.0) for x in (problem.values, problem.costs)
    )
    if lacking := sorted(set(problem.mandatory) & set(problem.unknown)):
        numbers = "、".join(str(i + 1) for i in lacking)
        raise ValueError(f"必选的方案缺少数据，不能择优：第 {numbers} 个")
    model = _Model(problem)
    best = model.solve(-model.with_pairs(values))
    if best is None:
        raise Infeasible(_culprits(problem))
    model.keep(-model.with_pairs(values), best.fun)
    cheapest = model.solve(model.with_pairs(costs, pairs=False))
    assert cheapest is not None
    model.keep(model.with_pairs(costs, pairs=False), cheapest.fun)
    taken = model.first(cheapest.x)
    assert not broken(problem, taken)
    return Chosen(taken, value_of(problem, taken), float(sum(costs[i] for i in taken)))


def _culprits(problem: Selection) -> list[str]:
    """The groups of limits of which leaving out one leaves a choice; all where no single one
    does."""
    groups = list(dict.fromkeys(one.group for one in problem.limits()))
    nothing = np.zeros(len(problem.values))
    out = []
    for group in groups:
        model = _Model(problem, without=group)
        if model.solve(model.with_pairs(nothing, pairs=False)) is not None:
            out.append(group)
    return out or groups


class _Model:
    """The limits as a table; behind the measures a column for each pair."""

    def __init__(self, problem: Selection, without: str = "") -> None:
        self._pairs = list(problem.pairs.items())
        self._count = len(problem.values)
        size = self._count + len(self._pairs)
        self._low, self._high = np.zeros(size), np.ones(size)
        self._high[list(problem.unknown)] = 0.0
        self._rows: list[Row] = []
        own = (x for x in problem.limits() if x.group != without)
        for one in chain(own, self._tied()):
            row = np.zeros(size)
            for i, c in one.coefficients.items():
                row[i] = c if c == c else 0.0
            self._rows.append((row, one.low, one.high))

    def _tied(self) -> Iterable[Limit]:
        """A pair counts just where both are taken."""
        for at, ((a, b), more) in enumerate(self._pairs, self._count):
            if more >= 0:
                yield Limit("", {at: 1.0, a: -1.0}, high=0.0)
                yield Limit("", {at: 1.0, b: -1.0}, high=0.0)
            else:
                yield Limit("", {at: 1.0, a: -1.0, b: -1.0}, low=-1.0)

    def with_pairs(self, figures: Any, pairs: bool = True) -> Any:
        more = [x if pairs else 0.0 for _, x in self._pairs]
        return np.concatenate([figures, np.asarray(more, float)])

    def keep(self, figures: Any, at_most: float) -> None:
        """From now on no worse than this."""
        self._rows.append(no_worse(figures, at_most))

    def solve(self, figures: Any) -> Any:
        """The least Σ figures · choice; None where there is no choice."""
        return solved(figures, self._rows, self._low, self._high, np.ones(len(figures)))

    def first(self, choice: Any) -> tuple[int, ...]:
        """Of the choices left the one that takes the first measures that can be taken: one after
        the other, since weights of such different size are beyond a solver's digits."""
        nothing = np.zeros(len(choice))
        for i in range(self._count):
            if choice[i] < 0.5:
                if self._high[i] == 0:
                    continue
                self._low[i] = 1.0
                found = self.solve(nothing)
                if found is None:
                    self._low[i] = self._high[i] = 0.0
                    continue
                choice = found.x
            self._low[i] = 1.0
        whole = np.round(choice[: self._count])
        assert np.abs(choice[: self._count] - whole).max() <= WHOLE
        return tuple(int(i) for i in np.flatnonzero(whole))
