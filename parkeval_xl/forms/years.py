"""The years of an index: the base year, and those that the evaluation year looks back to."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.expression import BASE, BEFORE, Item
from .sheet import Plan

SCORED = 3  # S2 6.2.4: the evaluation year and the two before it
BACK = 1  # changes look at one more year


@dataclass(frozen=True)
class Years:
    """Absolute years, rising; a base year among the last ones is not asked for twice."""

    all: tuple[int, ...]
    base: int

    @property
    def scored(self) -> tuple[int, ...]:
        """The places of the years that are scored."""
        return tuple(range(len(self.all) - SCORED, len(self.all)))

    def place(self, item: Item, year: int) -> int | None:
        """Where the figure an item means in a year stands; None where that year is not asked
        for."""
        if item.when == BASE:
            return self.base
        if item.when != BEFORE:
            return year
        return year - 1 if year and self.all[year - 1] == self.all[year] - 1 else None

    def computable(self, items: tuple[Item, ...]) -> tuple[int, ...]:
        """The places of the years for which all items are asked for."""
        return tuple(
            y for y in range(len(self.all)) if all(self.place(i, y) is not None for i in items)
        )


def years_of(plan: Plan) -> Years:
    """The years of a plan."""
    last = [plan.year - back for back in range(SCORED + BACK - 1, -1, -1)]
    every = tuple(sorted({plan.base_year, *last}))
    return Years(every, every.index(plan.base_year))
