"""物料台账 as columns: the rows in use, so that a check looks at all of them at once and at single
rows only where something stands out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..core import values as v
from ..core.units import UnitError
from ..functions import unit_table
from .finding import CheckContext
from .masks import kept
from .reading import Row, rows, used


class Lines:
    """The rows in use: a column of them by its key, in the effective view."""

    def __init__(self, s: CheckContext) -> None:
        self.s, self.block = s, s.park_book.ledger
        self.numbers = used(s, self.block)
        self._made: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def __getitem__(self, key: str) -> Any:
        column = self.block.columns[key].id
        return self._once(key, lambda: self.s.effective(column)[self.numbers])

    def texts(self, key: str, change: Callable[[str], str] | None = None) -> list[str]:
        """A text column, each distinct text changed once."""
        words: list[str] = self._once(("list", key), lambda: self[key].tolist())
        return words if change is None else list(map(each(change, words).__getitem__, words))

    def has(self, key: str, word: str) -> Any:
        """Where a word stands; an empty one: where nothing does."""
        return self._once((key, word), lambda: np.asarray(self[key] == word, bool))

    def empty(self, key: str) -> Any:
        """Where a number cell holds nothing at all."""
        return self._once(("empty", key), lambda: v.is_state(self[key], v.EMPTY))

    def tonnes(self, key: str) -> Any:
        """Masses in t; NaN where none stands or the unit is no unit of mass."""
        return self._once(("tonnes", key), lambda: self[key] * self._scales())

    def _scales(self) -> Any:
        scales = each(_scale, self.texts("unit"))
        made = lambda: np.array([scales[u] for u in self.texts("unit")], np.float64)  # noqa: E731
        return self._once("scales", made)

    def where(self, mask: Any) -> Iterator[Row]:
        """The rows at which something stands out."""
        lines = rows(self.s, self.block)
        return (lines[i] for i in np.flatnonzero(mask).tolist())


def ledger_lines(s: CheckContext) -> Lines:
    """Those of a context."""
    return kept(s, ledger_lines, lambda: Lines(s))


def each(change: Callable[[str], Any], words: list[str]) -> dict[str, Any]:
    """What becomes of each distinct text."""
    return {word: change(word) for word in dict.fromkeys(words)}


def codes(words: list[Any]) -> Any:
    """The same number for the same word, counted from 0."""
    seen: dict[Any, int] = {}
    return np.fromiter((seen.setdefault(w, len(seen)) for w in words), np.int64, len(words))


def groups(*columns: Any) -> Any:
    """The same number for the same combination of codes, counted from 0."""
    out = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        out = codes((out * (int(column.max(initial=0)) + 1) + column).tolist())
    return out


def with_one(group: Any, of: Any) -> Any:
    """Where the group of a row has a row for which `of` holds."""
    there = np.zeros(int(group.max(initial=-1)) + 1, bool)
    there[group[of]] = True
    return there[group]


def firsts(group: Any) -> Any:
    """For each row the first row of its group."""
    out = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    out[group[::-1]] = np.arange(len(group))[::-1]
    return out[group]


def _scale(unit: str) -> float:
    try:
        return unit_table().mass_scale(unit)
    except UnitError:
        return float("nan")
