"""Formulas of indicators over items and years, as the standards' tables write them: `nox[t] * 1000
/ value_added`.

Known are + - * / min max ( ), numbers, and item ids with [t], [t-1] or [base] (none means [t]). A
formula is read once into a tree; the tree gives the arithmetic on arrays and, with cells put in for
items, the text of a spreadsheet formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

import numpy as np

NOW, BEFORE, BASE = "t", "t-1", "base"
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([a-z]\w*)(?:\[(t-1|t|base)\])?|(.))")
_FUNCTIONS = {"min": np.minimum, "max": np.maximum}


@dataclass(frozen=True)
class Item:
    """A figure of a year: that of the year looked at, the one before, or the base year."""

    id: str
    when: str = NOW


@dataclass(frozen=True)
class Node:
    """A number, an item, or an operation (+ - * / min max) on two or more nodes."""

    kind: str
    value: float = 0.0
    item: Item | None = None
    parts: tuple[Node, ...] = ()

    def items(self) -> Iterator[Item]:
        """The items in the order of their first mention."""
        seen: dict[Item, None] = {}
        self._collect(seen)
        yield from seen

    def _collect(self, seen: dict[Item, None]) -> None:
        if self.item:
            seen[self.item] = None
        for part in self.parts:
            part._collect(seen)

    def compute(self, figures: Mapping[Item, Any]) -> Any:
        """The value for arrays of numbers."""
        if self.kind == "number":
            return self.value
        if self.item:
            return figures[self.item]
        return reduce(_ARITHMETIC[self.kind], (part.compute(figures) for part in self.parts))

    def text(self, cells: Mapping[Item, str]) -> str:
        """The formula text, cells in the place of items."""
        if self.kind == "number":
            return f"{self.value:.15g}"
        if self.item:
            return cells[self.item]
        if self.kind in _FUNCTIONS:
            return f"{self.kind.upper()}({','.join(p.text(cells) for p in self.parts)})"
        shown = [self._within(p, i, cells) for i, p in enumerate(self.parts)]
        return self.kind.join(shown)

    def _within(self, part: Node, place: int, cells: Mapping[Item, str]) -> str:
        weaker = _RANK.get(part.kind, 3) < _RANK[self.kind] or (
            place and self.kind in "-/" and _RANK.get(part.kind) == _RANK[self.kind]
        )
        return f"({part.text(cells)})" if weaker else part.text(cells)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    **_FUNCTIONS,
}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
ONE = Node("number", 1.0)


@dataclass(frozen=True)
class Formula:
    """A formula as a quotient: of a formula without division the denominator is 1."""

    words: str
    numerator: Node
    denominator: Node

    @property
    def items(self) -> tuple[Item, ...]:
        """The figures it reads, each once."""
        return tuple(dict.fromkeys((*self.numerator.items(), *self.denominator.items())))

    @property
    def looks_back(self) -> bool:
        """Whether it reads a figure of another year."""
        return any(item.when != NOW for item in self.items)

    @property
    def divides(self) -> bool:
        """Whether its denominator may be zero."""
        return any(True for _ in self.denominator.items())


@lru_cache(maxsize=512)
def parse(words: str) -> Formula:
    """The formula of a text; ValueError names what cannot be read."""
    reader = _Reader(words)
    tree = reader.sum()
    if reader.rest():
        raise ValueError(f"formula {words!r}: {reader.rest()!r} cannot be read")
    return Formula(words, *_quotient(tree))


def _quotient(tree: Node) -> tuple[Node, Node]:
    """Numerator and denominator of a product; of anything else, itself and 1."""
    if tree.kind == "/":
        up, down = _quotient(tree.parts[0])
        over, under = _quotient(tree.parts[1])
        return _times(up, under), _times(down, over)
    if tree.kind == "*":
        (up, down), (over, under) = map(_quotient, tree.parts)
        return _times(up, over), _times(down, under)
    return tree, ONE


def _times(one: Node, other: Node) -> Node:
    return other if one == ONE else one if other == ONE else Node("*", parts=(one, other))


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.tokens = [m.groups() for m in _TOKEN.finditer(words.strip())]
        self.at = 0

    def rest(self) -> str:
        return "".join(t or "" for token in self.tokens[self.at :] for t in token)

    def sign(self, signs: str) -> str:
        """The next sign where it is one of `signs`; taken."""
        found = self.tokens[self.at][3] if self.at < len(self.tokens) else None
        if found and found in signs:
            self.at += 1
            return found
        return ""

    def sum(self) -> Node:
        return self._left("+-", self.product)

    def product(self) -> Node:
        return self._left("*/", self.one)

    def _left(self, signs: str, part: Callable[[], Node]) -> Node:
        tree = part()
        while sign := self.sign(signs):
            tree = Node(sign, parts=(tree, part()))
        return tree

    def one(self) -> Node:
        if self.sign("("):
            tree = self.sum()
            self.expect(")")
            return tree
        if self.at >= len(self.tokens):
            raise ValueError(f"formula {self.words!r} ends too early")
        number, name, when, sign = self.tokens[self.at]
        self.at += 1
        if number:
            return Node("number", float(number))
        if name in _FUNCTIONS:
            return self.call(name)
        if name:
            return Node("item", item=Item(name, when or NOW))
        raise ValueError(f"formula {self.words!r}: {sign!r} cannot be read")

    def call(self, name: str) -> Node:
        self.expect("(")
        parts = [self.sum()]
        while self.sign(","):
            parts.append(self.sum())
        self.expect(")")
        return Node(name, parts=tuple(parts))

    def expect(self, sign: str) -> None:
        if not self.sign(sign):
            raise ValueError(f"formula {self.words!r}: {sign!r} is missing")
