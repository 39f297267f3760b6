"""Who gives what to whom: the cheapest match of streams offered with demands (scipy, extra
`optimise`), and the account of a permit pool.

What is offered and not taken goes to its present disposal. Amounts in tonnes a year (or GJ, m³),
costs in 元 a unit; a cost below 0 saves. A pair that is not admissible has the cost 不适用; any
other figure that is not there is refused, for a match without it would say too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .optimisation import LEVEL, Row, no_worse, solved
from .values import NOT_APPLICABLE, Numbers, is_number, is_state


@dataclass(frozen=True)
class Quality:
    """A parameter whose mean in what a receiver takes must lie within its bounds (blending)."""

    offered: Sequence[float]  # of each offer
    high: Sequence[float]  # of each receiver; inf where it does not ask
    low: Sequence[float] = ()


@dataclass(frozen=True)
class Exchange:
    """Offers and demands of one kind of stream.

    `costs` of each unit handed on (offers × receivers): treatment + freight − raw material saved.
    `disposal` is what each offer pays a unit today, `lots` the smallest amount of a pair, `fixed`
    what a link costs a year, `delivered` the share that arrives (heat).
    """

    supply: Sequence[float]
    demand: Sequence[float]
    costs: Any
    disposal: Sequence[float]
    lots: float = 0.0
    fixed: float = 0.0
    delivered: Any = 1.0
    qualities: Sequence[Quality] = field(default_factory=tuple)


@dataclass(frozen=True)
class Match:
    """What is handed on (offers × receivers), what is left of each offer, the yearly cost, and how
    much less that is than disposing of everything."""

    amounts: Numbers
    left: Numbers
    cost: float
    saving: float
    shadow: Numbers | None  # worth of one more unit of each demand; of linear problems only


def match(problem: Exchange) -> Match:
    """The cheapest match; among equal ones the one with the fewest links. ValueError names figures
    that are missing; NoSolver without scipy."""
    _require_figures(problem)
    model = _Model(problem)
    best = model.solve(model.costs(), model.has_steps)
    shadow = None if model.has_steps else model.shadow()
    model.keep(model.costs(), best.fun)
    fewest = model.solve(model.links(), True)
    amounts, left = model.read(fewest.x)
    disposed = float(np.dot(problem.supply, problem.disposal))
    return Match(amounts, left, float(best.fun), disposed - float(best.fun), shadow)


def _require_figures(problem: Exchange) -> None:
    costs = np.asarray(problem.costs, float)
    given = {
        "数量": problem.supply,
        "需求": problem.demand,
        "现处置价": problem.disposal,
        "净成本": np.where(is_state(costs, NOT_APPLICABLE), 0.0, costs),
    }
    if lacking := [name for name, x in given.items() if not is_number(np.asarray(x, float)).all()]:
        raise ValueError(f"供需匹配缺少数据：{'、'.join(lacking)}有空白、待填或错误")


class _Model:
    """Columns: an amount a pair, what is left an offer, and for each pair whether it is used."""

    def __init__(self, problem: Exchange) -> None:
        self._problem = problem
        costs = np.asarray(problem.costs, float)
        self._costs, self._shape = costs, costs.shape
        self._pairs = np.argwhere(is_number(costs))
        self._size = 2 * len(self._pairs) + len(problem.supply)
        self._rows: list[Row] = []
        self._demands: list[int] = []  # their rows
        self._offered()
        self._taken()
        self._linked()

    def _row(self) -> Numbers:
        return np.zeros(self._size)

    def _delivered(self) -> Numbers:
        share = np.broadcast_to(np.asarray(self._problem.delivered, float), self._shape)
        out: Numbers = share[tuple(self._pairs.T)]
        return out

    def _offered(self) -> None:
        """Everything offered goes somewhere."""
        for i, amount in enumerate(self._problem.supply):
            row = self._row()
            row[: len(self._pairs)] = self._pairs[:, 0] == i
            row[len(self._pairs) + i] = 1.0
            self._rows.append((row, amount, amount))

    def _taken(self) -> None:
        """No receiver gets more than it wants, nor of a quality it cannot use."""
        delivered = self._delivered()
        for j, amount in enumerate(self._problem.demand):
            mine = (self._pairs[:, 1] == j) * delivered
            row = self._row()
            row[: len(self._pairs)] = mine
            self._demands.append(len(self._rows))
            self._rows.append((row, -np.inf, amount))
            for quality in self._problem.qualities:
                holds = np.asarray(quality.offered, float)[self._pairs[:, 0]]
                for bound, sign in ((quality.high, 1.0), (quality.low, -1.0)):
                    if len(bound) and np.isfinite(bound[j]):
                        row = self._row()
                        row[: len(self._pairs)] = sign * (holds - bound[j]) * (mine > 0)
                        self._rows.append((row, -np.inf, 0.0))

    def _linked(self) -> None:
        """A pair that is used hands on at least a lot, and no more than there is."""
        for at, (i, j) in enumerate(self._pairs):
            used = len(self._pairs) + len(self._problem.supply) + at
            most = min(self._problem.supply[i], self._problem.demand[j] / self._delivered()[at])
            row = self._row()
            row[at], row[used] = 1.0, -max(most, self._problem.lots)
            self._rows.append((row, -np.inf, 0.0))
            if self._problem.lots:
                row = self._row()
                row[at], row[used] = 1.0, -self._problem.lots
                self._rows.append((row, 0.0, np.inf))

    @property
    def has_steps(self) -> bool:
        """Whether a link is taken or not, whatever it hands on: with lots or fixed costs."""
        return self._problem.lots > 0 or self._problem.fixed > 0

    def costs(self) -> Numbers:
        """元 a year of each column."""
        links = np.full(len(self._pairs), float(self._problem.fixed))
        return np.concatenate(
            [self._costs[tuple(self._pairs.T)], np.asarray(self._problem.disposal, float), links]
        )

    def links(self) -> Numbers:
        """One of each pair that is used."""
        out = self._row()
        out[self._size - len(self._pairs) :] = 1.0
        return out

    def keep(self, figures: Numbers, at_most: float) -> None:
        """From now on no dearer than this."""
        self._rows.append(no_worse(figures, at_most))

    def solve(self, figures: Numbers, steps: bool) -> Any:
        """The least sum of figures; with `steps` links are whole. Nothing handed on is always a
        match."""
        high, whole = np.full(self._size, np.inf), np.zeros(self._size)
        links = slice(self._size - len(self._pairs), None)
        high[links], whole[links] = 1.0, steps
        found = solved(figures, self._rows, np.zeros(self._size), high, whole)
        assert found is not None
        return found

    def shadow(self) -> Numbers:
        """What one more unit of each demand is worth, where all is linear."""
        from scipy.optimize import linprog

        offers = len(self._problem.supply)
        equal, rest = self._rows[:offers], self._rows[offers:]
        found = linprog(
            self.costs(),
            A_ub=np.array([r[0] for r in rest]),
            b_ub=np.array([r[2] for r in rest]),
            A_eq=np.array([r[0] for r in equal]),
            b_eq=np.array([r[1] for r in equal]),
            method="highs",
        )
        marginals = found.ineqlin.marginals
        out: Numbers = -np.array([marginals[at - offers] for at in self._demands]) + 0.0
        return out

    def read(self, found: Numbers) -> tuple[Numbers, Numbers]:
        """Amounts by offer and receiver, and what is left."""
        amounts = np.zeros(self._shape)
        amounts[tuple(self._pairs.T)] = found[: len(self._pairs)]
        supply = np.asarray(self._problem.supply, float)
        least = LEVEL * max(1.0, supply.max(initial=0.0))  # the solver's digits end here
        amounts = np.where(amounts < least, 0.0, amounts)
        left = supply - amounts.sum(1)
        return amounts, np.where(left < least, 0.0, left)


def pool_balances(dates: Sequence[str], pollutants: Sequence[str], amounts: Any) -> Numbers:
    """What a pool holds of the pollutant of each entry at the end of the entry's day: the signed
    amounts of that pollutant dated on or before it, whatever the order of the entries."""
    day, kind = np.asarray(dates), np.asarray(pollutants)
    counted = (day[None, :] <= day[:, None]) & (kind[None, :] == kind[:, None])
    out: Numbers = (counted * np.asarray(amounts, float)).sum(-1)
    return out
