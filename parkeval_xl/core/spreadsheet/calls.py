"""The calls of formulas: what each function of a spreadsheet gives, as a step on arrays of cells.

A call is compiled by a function of its name, with the compiler, the node, and the kind of cells
that is wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import values as v
from . import cells as c
from .grammar import CALL, NEGATIVE, NUMBER, TEXT, TRUTH, Node
from .parts import Environment, Meaning, error_of, flat, held

if TYPE_CHECKING:
    from .meaning import Compiler

Call = Callable[["Compiler", Node, str], "Meaning"]
CALLS: dict[str, Call] = {}
_SIGNS = ("<>", "<=", ">=", "<", ">")


def _call(*names: str) -> Callable[[Call], Call]:
    def register(compile_: Call) -> Call:
        CALLS.update(dict.fromkeys(names, compile_))
        return compile_

    return register


# ---- choices and conditions ----------------------------------------------------------------------
@_call("IF")
def _if(compiler: Compiler, node: Node, kind: str) -> Meaning:
    condition, then, *more = node.parts
    otherwise = more[0] if more else Node(CALL, "NA")
    kind = kind or _kind_of(compiler, then, otherwise)
    told = condition.kind == CALL and condition.word == "ISERROR" and then == Node(CALL, "NA")
    test = compiler.wrong(condition.parts[0]) if told else compiler.of(condition)
    branches = (compiler.of(then, kind), compiler.of(otherwise, kind))
    axes, (ask, yes, no) = compiler.together(test, *branches)

    def choose(e: Environment) -> Any:
        holds = ask(e)
        if holds.dtype == bool:
            if holds.all():
                return yes(e)
            return np.where(holds, yes(e), no(e)) if holds.any() else no(e)
        wrong = np.isnan(holds)
        true = holds != 0
        found = no(e) if told and wrong.any() else None
        if not wrong.any():
            if true.all() and not told:
                return yes(e)
            return np.where(true, yes(e), no(e)) if true.any() and not told else no(e)
        bad = np.where(wrong & ~v.is_error(holds), v.ERROR, holds)
        if found is None:
            found = np.where(true, yes(e), no(e))
        return c.stated(bad, np.asarray(found))

    return Meaning(kind, axes, choose)


def _kind_of(compiler: Compiler, *branches: Node) -> str:
    """What a choice gives where nothing is wanted: words, unless a branch is a number."""
    kinds = {compiler.of(b).kind for b in branches if b != Node(CALL, "NA")}
    return NUMBER if kinds - {TEXT} else TEXT


@_call("IFERROR")
def _iferror(compiler: Compiler, node: Node, kind: str) -> Meaning:
    kind = kind or NUMBER
    axes, (first, second) = compiler.together(*(compiler.of(p, kind) for p in node.parts))

    def choose(e: Environment) -> Any:
        x = first(e)
        bad = c.errors(x)
        return x if bad is None else np.where(np.isnan(bad), second(e), x)

    return Meaning(kind, axes, choose)


@_call("AND", "OR")
def _all_or_any(compiler: Compiler, node: Node, kind: str) -> Meaning:
    axes, steps = compiler.together(*(compiler.of(p, TRUTH) for p in node.parts))
    join = np.logical_and if node.word == "AND" else np.logical_or

    def run(e: Environment) -> Any:
        truths = [step(e) for step in steps]
        out = truths[0] if truths[0].dtype == bool else truths[0] == 1
        for truth in truths[1:]:
            out = join(out, truth if truth.dtype == bool else truth == 1)
        return c.stated(c.first_error(*truths), out)

    return Meaning(TRUTH, axes, run)


@_call("NOT")
def _not(compiler: Compiler, node: Node, kind: str) -> Meaning:
    part = compiler.of(node.parts[0], TRUTH)

    def run(e: Environment) -> Any:
        truth = part.step(e)
        return ~truth if truth.dtype == bool else np.where(np.isnan(truth), truth, truth == 0)

    return Meaning(TRUTH, part.axes, run)


@_call("ISNUMBER")
def _isnumber(compiler: Compiler, node: Node, kind: str) -> Meaning:
    part = compiler.of(node.parts[0])
    return Meaning(TRUTH, part.axes, lambda e: c.is_number(part.step(e)))


@_call("ISERROR")
def _iserror(compiler: Compiler, node: Node, kind: str) -> Meaning:
    part = compiler.wrong(node.parts[0])
    return Meaning(TRUTH, part.axes, lambda e: np.isnan(part.step(e)))


@_call("NA")
def _na(compiler: Compiler, node: Node, kind: str) -> Meaning:
    if kind == TEXT:
        words = np.array(v.CellError.NA.text, object)
        return Meaning(TEXT, 0, lambda e: words)
    missing = np.float64(v.MISSING)
    return Meaning(NUMBER, 0, lambda e: missing)


# ---- sums and counts -----------------------------------------------------------------------------
@_call("SUM", "MIN", "MAX")
def _of_numbers(compiler: Compiler, node: Node, kind: str) -> Meaning:
    """Numbers of cells and columns together; what is no number counts as nothing, but an error is
    the result."""
    parts = [flat(compiler.of(p)) for p in node.parts]
    reduce_, join = _REDUCED[node.word]

    def run(e: Environment) -> Any:
        values = [_only_numbers(p.step(e)) for p in parts]
        found = [reduce_(x) if p.axes else x for p, x in zip(parts, values, strict=True)]
        bad = c.first_error(*(error_of(p, e) for p in parts))
        return c.stated(bad, join(found))

    return Meaning(NUMBER, 0, run)


def _only_numbers(x: Any) -> Any:
    return np.full(x.shape, v.EMPTY) if x.dtype == object else x


def _added(found: list[Any]) -> Any:
    out: Any = np.float64(0.0)
    for x in found:
        out = out + np.where(np.isnan(x), 0.0, x)
    return v.finite(np.asarray(out))


def _picked(pick: Callable[..., Any]) -> Callable[[list[Any]], Any]:
    def join(found: list[Any]) -> Any:
        out = found[0]
        for x in found[1:]:
            out = np.where(np.isnan(out), x, np.where(np.isnan(x), out, pick(out, x)))
        return np.where(np.isnan(out), 0.0, out)

    return join


_REDUCED: dict[str, tuple[Callable[[Any], Any], Callable[[list[Any]], Any]]] = {
    "SUM": (c.sum_of, _added),
    "MIN": (lambda x: c.extreme(x, np.min, np.inf), _picked(np.minimum)),
    "MAX": (lambda x: c.extreme(x, np.max, -np.inf), _picked(np.maximum)),
}


@_call("COUNT", "COUNTA", "COUNTBLANK")
def _counted(compiler: Compiler, node: Node, kind: str) -> Meaning:
    parts = [flat(compiler.of(p)) for p in node.parts]
    holds = {"COUNT": c.is_number, "COUNTA": lambda x: ~c.is_blank(x), "COUNTBLANK": c.is_blank}
    test = holds[node.word]

    def run(e: Environment) -> Any:
        out: Any = 0.0
        for part in parts:
            mask = test(part.step(e))
            out = out + (mask.sum(-1) if part.axes else mask)
        return np.asarray(out, float)

    return Meaning(NUMBER, 0, run)


@_call("COUNTIF", "COUNTIFS")
def _countif(compiler: Compiler, node: Node, kind: str) -> Meaning:
    axes, mask = _criteria(compiler, node.parts)

    def run(e: Environment) -> Any:
        chosen = mask(e)
        return chosen.sum(-1).astype(float) if axes else chosen.astype(float)

    return Meaning(NUMBER, 0, run)


@_call("SUMIFS")
def _sumifs(compiler: Compiler, node: Node, kind: str) -> Meaning:
    column = flat(compiler.of(node.parts[0], NUMBER))
    _, mask = _criteria(compiler, node.parts[1:])

    def run(e: Environment) -> Any:
        figures, chosen = column.step(e), mask(e)
        if chosen.size == chosen.shape[-1]:  # one label: the other rows add nothing
            rows = np.flatnonzero(chosen)
            chosen, figures = chosen[..., rows], figures[..., rows]
        picked = chosen & ~np.isnan(figures)
        found = v.finite(v.summed(np.where(picked, figures, 0.0)))
        wrong = chosen & v.is_error(figures)
        return c.stated(c.within(np.where(wrong, figures, 0.0)), found) if wrong.any() else found

    return Meaning(NUMBER, 0, run)


def _criteria(
    compiler: Compiler, parts: tuple[Node, ...]
) -> tuple[int, Callable[[Environment], Any]]:
    """Which rows fit all criteria: pairs of a column and what its cells should be."""
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    found = [_criterion(compiler, *pair) for pair in pairs]

    def run(e: Environment) -> Any:
        out: Any = None
        for pair, (_, test) in zip(pairs, found, strict=True):
            if (key := ("criterion", *pair)) not in e:
                e[key] = test(e)
            out = e[key] if out is None else out & e[key]
        return out

    return found[0][0], run


def _criterion(
    compiler: Compiler, where: Node, what: Node
) -> tuple[int, Callable[[Environment], Any]]:
    """Which cells of a column are a word, a number, or compare with one; a criterion is never what
    a person typed."""
    column = flat(compiler.of(where))
    sign, against = _split(what)
    if sign:
        other = compiler.of(against, NUMBER)
        axes, (a, b) = compiler.together(column, other)
        return axes, lambda e: np.asarray(_compared(sign, a(e), b(e)), bool)
    if isinstance(what.literal, str):
        word = np.array(what.word, object)
        state = np.float64(v.number(what.word))
        step = column.step

        def is_word(e: Environment) -> Any:
            x = step(e)
            return np.asarray(x == word, bool) if x.dtype == object else v.is_state(x, state)

        return column.axes, is_word
    axes, (a, b) = compiler.together(column, compiler.of(what, column.kind))
    return axes, lambda e: np.asarray(a(e) == b(e), bool)


def _compared(sign: str, x: Any, y: Any) -> Any:
    """Only numbers are less or greater; all that is not equal to it is other than a number."""
    return c.number_order(sign, x, y) & (True if sign == "<>" else ~np.isnan(x))


def _split(what: Node) -> tuple[str, Node]:
    """The sign a criterion begins with, and what follows it."""
    first = what.parts[0] if what.kind == "&" else what
    if first.kind != TEXT:
        return "", what
    sign = next((s for s in _SIGNS if first.word.startswith(s)), "")
    return sign, what.parts[1] if what.kind == "&" else Node(NUMBER, first.word[len(sign) :])


@_call("SUMPRODUCT")
def _sumproduct(compiler: Compiler, node: Node, kind: str) -> Meaning:
    if (counted := _how_often(compiler, node)) is not None:
        return counted
    parts = [compiler.of(p, NUMBER) for p in node.parts]
    alone = len(parts) == 1

    def run(e: Environment) -> Any:
        columns = [p.step(e) for p in parts]
        product: Any = 1.0
        for x in columns:
            product = product * (x if alone else np.where(np.isnan(x), 0.0, x))
        if alone:  # a text has no product
            columns = [np.where(np.isnan(x) & ~v.is_error(x), v.ERROR, x) for x in columns]
        bad = c.first_error(*(held(c.within(x)) for x in columns))
        total = v.summed(np.where(np.isnan(product), 0.0, product))
        return c.stated(bad, v.finite(total))

    return Meaning(NUMBER, 0, run)


def _how_often(compiler: Compiler, node: Node) -> Meaning | None:
    """SUMPRODUCT(--(column=text)) of a column that is one for all: counted once."""
    part = node.parts[0]
    for _ in "--":
        if part.kind != NEGATIVE:
            return None
        part = part.parts[0]
    if part.kind != "=" or not compiler.one_for_all:
        return None
    column, text = (compiler.of(p) for p in part.parts)
    if (column.kind, column.axes, text.kind, text.axes) != (TEXT, 1, TEXT, 0):
        return None

    def run(e: Environment) -> Any:
        keys, x = column.step(e), text.step(e)
        bad = c.first_error(x, held(c.within(keys)))
        return c.stated(bad, c.how_often(x, keys))

    return Meaning(NUMBER, 0, run)


# ---- look-ups ------------------------------------------------------------------------------------
@_call("MATCH")
def _match(compiler: Compiler, node: Node, kind: str) -> Meaning:
    what, where, how = node.parts
    column = compiler.of(where)
    x = compiler.of(what, column.kind)
    find = c.last_up_to if how.literal == 1.0 else c.row_of_number
    find = c.row_of_text if column.kind == TEXT else find

    def run(e: Environment) -> Any:
        wanted, cells = x.step(e), column.step(e)
        return c.stated(c.first_error(wanted), find(wanted, cells))

    return Meaning(NUMBER, 0, run)


@_call("INDEX")
def _index(compiler: Compiler, node: Node, kind: str) -> Meaning:
    table = compiler.of(node.parts[0])
    places = [compiler.of(p, NUMBER) for p in node.parts[1:]]
    one_for_all = compiler.one_for_all

    def run(e: Environment) -> Any:
        cells, at = table.step(e), [p.step(e) for p in places]
        row, bad = at[0], c.first_error(*at)
        if len(at) == 2:
            width = cells.shape[-1]
            column = np.clip(np.where(np.isnan(at[1]), 1.0, at[1]).astype(int), 1, width)
            row = (np.where(np.isnan(row), 1.0, row).astype(int) - 1) * width + column
            cells = cells.reshape(*cells.shape[:-2], -1)
        return c.stated(bad, c.taken(cells, np.asarray(row, float), one_for_all))

    return Meaning(table.kind, 0, run)


@_call("SMALL", "RANK")
def _ordered(compiler: Compiler, node: Node, kind: str) -> Meaning:
    first, second = (compiler.of(p) for p in node.parts[:2])

    def run(e: Environment) -> Any:
        x, y = first.step(e), second.step(e)
        if node.word == "SMALL":
            return c.stated(c.first_error(y), c.nth_least(x, y))
        return c.stated(c.first_error(x), np.where(np.isnan(x), v.ERROR, c.rank(x, y)))

    return Meaning(NUMBER, 0, run)


# ---- words ---------------------------------------------------------------------------------------
@_call("EXACT")
def _exact(compiler: Compiler, node: Node, kind: str) -> Meaning:
    axes, (a, b) = compiler.together(*(compiler.of(p, TEXT) for p in node.parts))

    def run(e: Environment) -> Any:
        x, y = a(e), b(e)
        return c.stated(c.first_error(x, y), np.asarray(x == y, bool))

    return Meaning(TRUTH, axes, run)


def _by_cell(
    takes: str, gives: str, work: Callable[..., Any]
) -> Callable[[Compiler, Node, str], Meaning]:
    """A function of single cells: t texts, n numbers."""
    kinds = [TEXT if kind == "t" else NUMBER for kind in takes]

    def compile_(compiler: Compiler, node: Node, kind: str) -> Meaning:
        parts = zip(node.parts, kinds, strict=False)
        axes, steps = compiler.together(*(compiler.of(p, k) for p, k in parts))

        def run(e: Environment) -> Any:
            values = [step(e) for step in steps]
            figures = [x for x in values if x.dtype != object]
            bad = c.first_error(*values)
            if any(np.isnan(x).any() for x in figures):
                none = np.logical_or.reduce(np.broadcast_arrays(*map(np.isnan, figures)))
                bad = (
                    np.where(none, v.ERROR, 0.0)
                    if bad is None
                    else np.where(none & ~np.isnan(bad), v.ERROR, bad)
                )
                values = [x if x.dtype == object else np.where(np.isnan(x), 1.0, x) for x in values]
            found = c.of_each(work, values, object if gives == TEXT else float)
            return c.stated(bad, found)

        return Meaning(gives, axes, run)

    return compile_


CALLS |= {
    "FIND": _by_cell("tt", NUMBER, c.found_in),
    "LEN": _by_cell("t", NUMBER, lambda x: float(len(x))),
    "LEFT": _by_cell("tn", TEXT, lambda x, n: x[: int(n)]),
    "RIGHT": _by_cell("tn", TEXT, lambda x, n: x[-int(n) :]),
    "MID": _by_cell("tnn", TEXT, lambda x, at, n: x[int(at) - 1 : int(at) - 1 + int(n)]),
    "SUBSTITUTE": _by_cell("ttt", TEXT, lambda x, old, new: x.replace(old, new)),
    "DATE": _by_cell("ttt", NUMBER, c.date),
    "YEAR": _by_cell("n", NUMBER, c.part_of_day("year")),
    "MONTH": _by_cell("n", NUMBER, c.part_of_day("month")),
    "DAY": _by_cell("n", NUMBER, c.part_of_day("day")),
    "TEXT": _by_cell("nt", TEXT, lambda x, form: f"{x:0{len(form)}.0f}"),
}
