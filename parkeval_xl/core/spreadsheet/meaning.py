"""What a formula means for arrays of cells: each part of its tree becomes a step on arrays.

It gives what a spreadsheet gives, but for one thing: where a cell says only that something is wrong
(`IF(ISERROR(x),NA(),…)`), the error of x itself is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import values as v
from . import cells as c
from .calls import CALLS
from .grammar import CALL, COMPARISONS, NAME, NEGATIVE, NUMBER, RANGE, TEXT, TRUTH, Node
from .parts import Environment, Meaning, Step, error_of, flat, held


class Argument(NamedTuple):
    """What stands for a name: its kind, and its axes of rows (see `Meaning`)."""

    kind: str
    axes: int


class Compiler:
    """Compiles the tree of one formula. `arguments` says of each name what it stands for;
    `one_for_all`: columns that are searched are one for all cells, not one for each."""

    def __init__(
        self, tree: Node, arguments: Mapping[str, Argument], one_for_all: bool = False
    ) -> None:
        self.arguments, self.one_for_all = arguments, one_for_all
        seen = Counter(node for node in tree.all() if node.parts)
        self._repeated = {node for node, count in seen.items() if count > 1}

    def kernel(self, tree: Node, kind: str) -> Callable[..., Any]:
        """The function of the arguments, in their order, that gives cells of a kind."""
        step = self.of(tree, kind).step
        taken = [(n, object if a.kind == TEXT else float) for n, a in self.arguments.items()]

        def run(*args: Any) -> Any:
            environment: Environment = {
                name: np.asarray(arg, dtype) for (name, dtype), arg in zip(taken, args, strict=True)
            }
            with np.errstate(all="ignore"):
                return step(environment)

        return run

    def of(self, node: Node, kind: str = "") -> Meaning:
        """The meaning of a part, as cells of a kind where one is wanted."""
        found = self._remembered(node, kind)
        if not kind or found.kind == kind:
            return found
        step = found.step
        if kind == TRUTH:
            return found._replace(kind=TRUTH)
        if kind == NUMBER and found.kind == TRUTH:
            return Meaning(NUMBER, found.axes, lambda e: np.asarray(step(e), float))
        turned = c.as_texts if kind == TEXT else c.as_numbers
        return Meaning(kind, found.axes, lambda e: turned(step(e)))

    def _remembered(self, node: Node, kind: str) -> Meaning:
        """A part that stands more than once in a formula is computed once a run."""
        found = self._compiled(node, kind)
        if node not in self._repeated:
            return found
        key, step = (node, kind), found.step

        def run(e: Environment) -> Any:
            if key not in e:
                e[key] = step(e)
            return e[key]

        return found._replace(step=run)

    def _compiled(self, node: Node, kind: str) -> Meaning:
        if node.kind == NUMBER:
            return _constant(NUMBER, np.float64(node.word))
        if node.kind == TEXT:
            if kind == NUMBER:
                return _constant(NUMBER, np.float64(v.number(node.word)))
            return _constant(TEXT, np.array(node.word, object))
        if node.kind == NAME:
            argument = self.arguments[node.word]
            return Meaning(argument.kind, argument.axes, _named(node.word))
        if node.kind == RANGE:
            return self._range(node)
        if node.kind == "&":
            return self._joined(node, kind)
        if node.kind in COMPARISONS:
            return self._compared(node)
        if node.kind == CALL and node.word not in _ARITHMETIC:
            return CALLS[node.word](self, node, kind)
        return self._arithmetic(node)

    def together(self, *meanings: Meaning) -> tuple[int, list[Step]]:
        """The steps of parts that are computed with each other: beside a column a cell gets an axis
        of rows."""
        axes = max((m.axes for m in meanings), default=0)
        return axes, [m.step if m.axes == axes else _with_axis(m.step) for m in meanings]

    # ---- arithmetic ----
    def _arithmetic(self, node: Node) -> Meaning:
        """A whole expression at once: states and errors of its operands are looked at in the
        end."""
        operands: dict[Node, Meaning] = {}
        self._operands(node, operands)
        axes, steps = self.together(*operands.values())
        places = {operand: i for i, operand in enumerate(operands)}
        compute = self._computed(node, places)

        def run(e: Environment) -> Any:
            values = [step(e) for step in steps]
            return c.settled(np.asarray(compute(values), float), values)

        return Meaning(NUMBER, axes, run)

    def _operands(self, node: Node, found: dict[Node, Meaning]) -> None:
        if not _is_arithmetic(node):
            found.setdefault(node, self.of(node, NUMBER))
            return
        for part in node.parts:
            self._operands(part, found)

    def _computed(self, node: Node, places: Mapping[Node, int]) -> Callable[[list[Any]], Any]:
        if not _is_arithmetic(node):
            place = places[node]
            return lambda values: values[place]
        parts = [self._computed(p, places) for p in node.parts]
        work = _ARITHMETIC[node.word or node.kind]
        if len(parts) == 1:
            only = parts[0]
            return lambda values: work(only(values))
        a, b = parts
        return lambda values: work(a(values), b(values))

    # ---- words and comparisons ----
    def _range(self, node: Node) -> Meaning:
        names = list(self.arguments)
        first, last = (names.index(p.word) for p in node.parts)
        chosen = names[first : last + 1]

        def run(e: Environment) -> Any:
            return np.stack(np.broadcast_arrays(*(e[n] for n in chosen)), -1)

        return Meaning(self.arguments[chosen[0]].kind, 1, run)

    def _joined(self, node: Node, kind: str) -> Meaning:
        chain = _chain(node)
        if len(chain) == 2 and chain[1] == Node(TEXT, "") and kind == NUMBER:
            found = self.of(chain[0], NUMBER)  # a state stays; a number would be a text
            step = found.step
            return found._replace(step=lambda e: np.where(np.isnan(x := step(e)), x, v.ERROR))
        axes, steps = self.together(*(self.of(p, TEXT) for p in chain))

        def run(e: Environment) -> Any:
            texts = [step(e) for step in steps]
            out = texts[0]
            for text in texts[1:]:
                out = out + text
            return c.stated(c.first_error(*texts), np.asarray(out, object))

        return Meaning(TEXT, axes, run)

    def _compared(self, node: Node) -> Meaning:
        left, right = (self.of(p) for p in node.parts)
        sign, word = node.kind, node.parts[1].literal
        if isinstance(word, str) and sign in ("=", "<>"):
            return self._is_word(node.parts[0], word, sign == "<>")
        axes, (a, b) = self.together(left, right)
        as_words = TEXT in (left.kind, right.kind)

        def run(e: Environment) -> Any:
            x, y = a(e), b(e)
            if as_words:
                s, t = c.folded(c.as_texts(x)), c.folded(c.as_texts(y))
                mask = np.asarray(c.ORDERS[sign](s, t), bool)
            else:
                mask = c.number_order(sign, x, y)
            return c.stated(c.first_error(x, y), mask)

        return Meaning(TRUTH, axes, run)

    def _is_word(self, node: Node, word: str, other: bool) -> Meaning:
        """Whether cells hold a constant word, or no other than it."""
        chain = _chain(node)
        if word == "" and len(chain) > 1:
            return self._all_blank(chain, other)
        if word == "" and node.kind == CALL and node.word == "IFERROR":
            return self._blank_or_else(node, other)
        found, state = self.of(node), np.float64(v.number(word))
        step, cased = found.step, word != word.upper() or word != word.lower()
        none, code = bool(v.is_error(state)), int(v.payloads(state))

        def run(e: Environment) -> Any:
            x = step(e)
            if x.dtype == object:
                mask = np.asarray((c.folded(x) if cased else x) == _fold(word, cased), bool)
            else:
                mask = np.zeros(x.shape, bool) if none else c.holding(x, code)
            return c.stated(c.first_error(x), ~mask if other else mask)

        return Meaning(TRUTH, found.axes, run)

    def _all_blank(self, chain: list[Node], other: bool) -> Meaning:
        """Whether cells that are joined are all blank."""
        axes, steps = self.together(*(self.of(p) for p in chain))

        def run(e: Environment) -> Any:
            values = [step(e) for step in steps]
            mask: Any = np.True_
            for x in values:
                mask = mask & c.is_blank(x)
            return c.stated(c.first_error(*values), ~mask if other else mask)

        return Meaning(TRUTH, axes, run)

    def _blank_or_else(self, node: Node, other: bool) -> Meaning:
        """Whether what is joined is blank, or where it is an error, what stands for it."""
        first, second = (self._is_word(p, "", other) for p in node.parts)
        axes, (a, b) = self.together(first, second)

        def run(e: Environment) -> Any:
            found = a(e)
            if found.dtype == bool:
                return found
            held: Any = np.where(np.isnan(found), b(e), found)
            return np.asarray(held == 1, bool)

        return Meaning(TRUTH, axes, run)

    # ---- errors ----
    def wrong(self, node: Node) -> Meaning:
        """The errors of a part, zero elsewhere, without what it gives where that is not needed."""
        if node.kind == "&":
            axes, steps = self.together(*(self.of(p) for p in _chain(node)))
            return Meaning(NUMBER, axes, lambda e: held(c.first_error(*(s(e) for s in steps))))
        if node.kind == CALL and node.word == "SUM":
            parts = [flat(self.of(p)) for p in node.parts]

            def run(e: Environment) -> Any:
                return held(c.first_error(*(error_of(p, e) for p in parts)))

            return Meaning(NUMBER, 0, run)
        found = self.of(node)
        step = found.step
        return Meaning(NUMBER, found.axes, lambda e: held(c.first_error(step(e))))


def _constant(kind: str, value: Any) -> Meaning:
    return Meaning(kind, 0, lambda e: value)


def _named(name: str) -> Step:
    return lambda e: e[name]


def _with_axis(step: Step) -> Step:
    return lambda e: step(e)[..., None]


def _chain(node: Node) -> list[Node]:
    """What is joined by &, in order."""
    return [*_chain(node.parts[0]), node.parts[1]] if node.kind == "&" else [node]


def _fold(word: str, cased: bool) -> str:
    return word.casefold() if cased else word


def _is_arithmetic(node: Node) -> bool:
    return node.kind in _ARITHMETIC or (node.kind == CALL and node.word in _ARITHMETIC)


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": c.divided,
    NEGATIVE: np.negative,
    "ROUND": c.rounded,
    "ABS": np.abs,
    "SQRT": np.sqrt,
    "LN": np.log,
    "EXP": np.exp,
    "INT": np.floor,
    "MOD": np.mod,
    "SIGN": np.sign,
}
