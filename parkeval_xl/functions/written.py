"""Operations that are one expression: Python on arrays and the text of a cell both come from it.

`@written` turns a declaration into a function: the names of its parameters stand in the formula,
the docstring says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from ..core.spreadsheet import Argument, Compiler, parse, writer
from ..core.spreadsheet.grammar import CALL, NAME
from ..core.spreadsheet.words import SIGNS, in_words
from .registry import OPERATIONS, Function, Param, parameters, register
from .rules import AREA, COLUMN, COLUMNS, FREE, NUMBER, NUMBERS, TEXT


def written(
    signature: str,
    formula: str,
    *,
    rule: str = FREE,
    clause: str = "",
    words: str = "",
    called: str = "",
    by_row: bool = False,
) -> Callable[[Callable[..., Any]], Function]:
    """Declare an operation by its `formula`: what a cell holds, with names of parameters in the
    place of cells. `signature`, `rule` and `by_row` as in `registry.operation`.

    The words of an explanation come from the formula, its parameters `called` so in Chinese, in
    their order; `words` stand for them where the formula is more than arithmetic.
    """
    takes, gives = (part.split() for part in signature.split("->"))

    def wrap(declared: Callable[..., Any]) -> Function:
        names = parameters(declared)
        made = _made(formula, dict(zip(names, takes, strict=True)), gives[0], rule)
        return register(
            OPERATIONS,
            signature,
            declared,
            made.kernel,
            made.native,
            rule=rule,
            clause=clause,
            words=words or _in_words(formula, names, called.split()),
            lifted=made.lifted,
            by_row=by_row,
            formula=formula,
        )

    return wrap


def _in_words(formula: str, names: tuple[str, ...], called: list[str]) -> str:
    said = in_words(parse(formula), names, called or SIGNS)
    if not said:
        raise ValueError(f"{formula}: a declaration has to say in words what this does")
    return said


def expression(
    name: str,
    kinds: Mapping[str, str],
    gives: str,
    formula: str,
    *,
    rule: str = FREE,
    clause: str = "",
    chinese: str = "",
    english: str = "",
    words: str = "",
) -> Function:
    """A function made while the program runs, such as one of so many operands. `kinds`: the kind of
    each parameter by its name; `chinese`, `english`: what it is."""
    made = _made(formula, kinds, gives, rule)
    return Function(
        name,
        tuple(Param(n, kind, "", "") for n, kind in kinds.items()),
        gives,
        rule,
        made.kernel,
        made.native,
        chinese,
        english,
        clause,
        False,
        words,
        made.lifted,
        formula=formula,
    )


class _Made(NamedTuple):
    """What a formula gives: Python on arrays, the text of a cell, the columns only picked from."""

    kernel: Callable[..., Any]
    native: Callable[..., str]
    lifted: tuple[str, ...]


def _made(formula: str, kinds: Mapping[str, str], gives: str, rule: str) -> _Made:
    """Read and compiled when first asked for: a workbook uses a part of all operations."""
    names, one_for_all = tuple(kinds), rule != COLUMN

    @cache
    def compiled() -> Callable[..., Any]:
        arguments = {name: _argument(kind) for name, kind in kinds.items()}
        tree = parse(formula)
        return Compiler(tree, arguments, one_for_all).kernel(tree, gives)

    return _Made(
        lambda *arrays: compiled()(*arrays),
        writer(formula, names),
        _only_picked_from(formula, kinds) if one_for_all else (),
    )


def _argument(kind: str) -> Argument:
    axes = 2 if kind == AREA else int(kind in COLUMNS)
    return Argument(NUMBER if kind in (NUMBER, NUMBERS, AREA) else TEXT, axes)


def _only_picked_from(formula: str, kinds: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of which only single cells are taken: these may have axes in front."""
    if "INDEX(" not in formula:
        return ()
    tree = parse(formula)
    picked = [n.parts[0].word for n in tree.all() if n.kind == CALL and n.word == "INDEX"]
    mentioned = [n.word for n in tree.all() if n.kind == NAME]
    return tuple(
        name
        for name, kind in kinds.items()
        if kind in COLUMNS and mentioned.count(name) == picked.count(name)
    )
