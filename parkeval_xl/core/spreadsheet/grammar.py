"""The formulas of operations, written as a spreadsheet writes them: read once into a tree, which
gives the text of a cell with addresses put in for names.

Known are numbers, texts in double quotes, names, calls, = <> < <= > >= & + - * / and the range
`first:last` of neighbouring arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

NUMBER, TEXT, NAME, CALL, NEGATIVE, RANGE, TRUTH = (
    "number",
    "text",
    "name",
    "call",
    "negative",
    "range",
    "truth",
)
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_LEVELS = (COMPARISONS, ("&",), ("+", "-"), ("*", "/"))
_RANK = {sign: rank for rank, signs in enumerate(_LEVELS) for sign in signs} | {NEGATIVE: 4}
_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<name>[^\W\d]\w*)|(?P<sign><>|<=|>=|[-+*/&=<>(),:]))"
)


@dataclass(frozen=True)
class Node:
    """A part of a formula: `word` is a number as written, a text, a name or what is called; an
    operator is its own kind."""

    kind: str
    word: str = ""
    parts: tuple[Node, ...] = ()

    def all(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for part in self.parts:
            yield from part.all()

    @property
    def literal(self) -> float | str | bool | None:
        """The value of a number, a text or a truth that is written out."""
        if self.kind == NUMBER:
            return float(self.word)
        return self.word if self.kind == TEXT else self == TRUE if self.kind == TRUTH else None


TRUE, FALSE = Node(TRUTH, "TRUE"), Node(TRUTH, "FALSE")


@cache
def parse(formula: str) -> Node:
    """The tree of a formula; ValueError names what cannot be read."""
    reader = _Reader(formula)
    tree = reader.level(0)
    if reader.rest:
        raise ValueError(f"formula {formula!r}: {reader.rest!r} cannot be read")
    return tree


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, formula: str) -> None:
        self.formula, self.rest = formula, formula

    def sign(self, *signs: str) -> str:
        """The next sign where it is one of `signs`; taken."""
        found = _TOKEN.match(self.rest)
        if found is None or found["sign"] not in signs:
            return ""
        self.rest = self.rest[found.end() :]
        return found["sign"]

    def expect(self, sign: str) -> None:
        if not self.sign(sign):
            raise ValueError(f"formula {self.formula!r}: {sign!r} is missing at {self.rest!r}")

    def level(self, rank: int) -> Node:
        """Operators of one rank, from left to right."""
        if rank == len(_LEVELS):
            return self.signed()
        tree = self.level(rank + 1)
        while sign := self.sign(*_LEVELS[rank]):
            tree = Node(sign, parts=(tree, self.level(rank + 1)))
        return tree

    def signed(self) -> Node:
        return Node(NEGATIVE, parts=(self.signed(),)) if self.sign("-") else self.one()

    def one(self) -> Node:
        if self.sign("("):
            tree = self.level(0)
            self.expect(")")
            return tree
        found = _TOKEN.match(self.rest)
        kind = found.lastgroup if found else None
        if found is None or kind not in (NUMBER, TEXT, NAME):
            raise ValueError(f"formula {self.formula!r}: {self.rest!r} cannot be read")
        self.rest = self.rest[found.end() :]
        word = found[kind]
        if kind == TEXT:
            return Node(TEXT, word.replace('""', '"'))
        if kind == NAME and self.sign("("):
            return Node(CALL, word, self.listed())
        if kind == NAME and self.sign(":"):
            return Node(RANGE, parts=(Node(NAME, word), self.one()))
        return Node(kind, word)

    def listed(self) -> tuple[Node, ...]:
        """The arguments of a call, up to its bracket."""
        if self.sign(")"):
            return ()
        parts = [self.level(0)]
        while self.sign(","):
            parts.append(self.level(0))
        self.expect(")")
        return tuple(parts)


def text(node: Node, cells: Mapping[str, str]) -> str:
    """The text of a cell: `cells` says what stands for each name, an address, a defined name or a
    constant. What constants settle is left out."""
    return _shown(_settled(_bound(node, cells)))


def writer(formula: str, names: Sequence[str]) -> Callable[..., str]:
    """`text` for the cells of `names` in their order. A column has thousands of cells that differ
    in their addresses alone: what stands between these is worked out once for each set of
    constants."""
    made: dict[tuple[str | None, ...], list[str]] = {}

    def write(*cells: str) -> str:
        constants = tuple(c if c[0] in _CONSTANT else None for c in cells)
        if constants not in made:
            marked = (f"{_MARK}{i}{_MARK}" if c is None else c for i, c in enumerate(constants))
            shown = text(parse(formula), dict(zip(names, marked, strict=True)))
            made[constants] = shown.split(_MARK)
        pieces = made[constants][:]
        for place in range(1, len(pieces), 2):
            pieces[place] = cells[int(pieces[place])]
        return "".join(pieces)

    return write


_MARK = "\0"  # round the number of an argument, in the place of its address
_CONSTANT = frozenset('"-.0123456789')  # begins a constant


_NEUTRAL = {"+": 0.0, "*": 1.0}


def _bound(node: Node, cells: Mapping[str, str]) -> Node:
    """The tree with constants and addresses in the place of names; a 0 that is added, a 1 that
    multiplies is left out where it came for a name."""
    if node.kind == NAME and (given := cells.get(node.word)) is not None:
        if given.startswith('"'):
            return Node(TEXT, given[1:-1].replace('""', '"'))
        try:
            float(given)
        except ValueError:
            return Node(NAME, given)
        return Node(NUMBER, given)
    parts = tuple(_bound(p, cells) for p in node.parts)
    if node.kind in _NEUTRAL:
        for place, (was, now) in enumerate(zip(node.parts, parts, strict=True)):
            if was.kind == NAME and now.literal == _NEUTRAL[node.kind]:
                return parts[1 - place]
    return Node(node.kind, node.word, parts)


def _shown(node: Node) -> str:
    if node.kind == TEXT:
        return '"' + node.word.replace('"', '""') + '"'
    parts = [_shown(p) for p in node.parts]
    if node.kind == CALL:
        return f"{node.word}({','.join(parts)})"
    if node.kind == RANGE:
        return ":".join(parts)
    if not parts:
        return node.word
    rank = _RANK[node.kind]
    for place, part in enumerate(node.parts):
        own = _RANK.get(part.kind, 9)
        if own < rank or (own == rank and place and node.kind != "&"):
            parts[place] = f"({parts[place]})"
    return f"-{parts[0]}" if node.kind == NEGATIVE else node.kind.join(parts)


# ---- what constants settle -----------------------------------------------------------------------
def _settled(node: Node) -> Node:
    """A tree without the branches that no value can reach once its constants are known."""
    parts = tuple(_settled(p) for p in node.parts)
    node = Node(node.kind, node.word, parts)
    values = [p.literal for p in parts]
    known = len(values) == 2 and None not in values
    if node.kind in ("=", "<>") and known:
        return TRUE if (values[0] == values[1]) == (node.kind == "=") else FALSE
    if node.kind == "&" and known:
        return Node(TEXT, "".join(p.word for p in parts))
    if node.kind == "&" and parts[1] == Node(TEXT, "") and parts[0].kind == "&":
        return parts[0]
    if node.kind == CALL and node.word == "IF" and parts[0].kind == TRUTH:
        return parts[1] if parts[0] == TRUE else parts[2]
    if node.kind == CALL and node.word in ("AND", "OR"):
        return _joined(node, TRUE if node.word == "AND" else FALSE)
    return node


def _joined(node: Node, neutral: Node) -> Node:
    """Conditions that all, or of which one, must hold, without those that are known."""
    left = tuple(p for p in node.parts if p != neutral)
    if settled := next((p for p in left if p.kind == TRUTH), None):
        return settled
    return neutral if not left else left[0] if len(left) == 1 else Node(CALL, node.word, left)
