"""Operations that are one expression: Python on arrays and the text of a cell both come from it.

`@written` turns a declaration into a function: the names of its parameters stand in the formula,
the docstring says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..core.spreadsheet import Argument, Compiler, parse, text
from ..core.spreadsheet.grammar import CALL, NAME, Node
from .registry import OPERATIONS, Function, parameters, register
from .rules import AREA, COLUMN, COLUMNS, FREE, NUMBER, NUMBERS, TEXT


def written(
    signature: str,
    formula: str,
    *,
    rule: str = FREE,
    clause: str = "",
    words: str = "",
    by_row: bool = False,
) -> Callable[[Callable[..., Any]], Function]:
    """Declare an operation by its `formula`: what a cell holds, with names of parameters in the
    place of cells. `signature`, `rule`, `words` and `by_row` as in `registry.operation`."""
    takes, gives = (part.split() for part in signature.split("->"))
    tree = parse(formula)

    def wrap(declared: Callable[..., Any]) -> Function:
        names = parameters(declared)
        arguments = {n: _argument(k) for n, k in zip(names, takes, strict=True)}
        one_for_all = rule != COLUMN
        return register(
            OPERATIONS,
            signature,
            declared,
            Compiler(tree, arguments, one_for_all).kernel(tree, gives[0]),
            lambda *cells: text(tree, dict(zip(names, cells, strict=True))),
            rule=rule,
            clause=clause,
            words=words,
            lifted=_only_picked_from(tree, names, takes) if one_for_all else (),
            by_row=by_row,
            formula=formula,
        )

    return wrap


def _argument(kind: str) -> Argument:
    axes = 2 if kind == AREA else int(kind in COLUMNS)
    return Argument(NUMBER if kind in (NUMBER, NUMBERS, AREA) else TEXT, axes)


def _only_picked_from(tree: Node, names: Sequence[str], takes: Sequence[str]) -> tuple[str, ...]:
    """The columns of which only single cells are taken: these may have axes in front."""
    picked = [n.parts[0] for n in tree.all() if n.kind == CALL and n.word == "INDEX"]
    mentioned = [n.word for n in tree.all() if n.kind == NAME]
    return tuple(
        name
        for name, kind in zip(names, takes, strict=True)
        if kind in COLUMNS
        and mentioned.count(name) == sum(p.kind == NAME and p.word == name for p in picked)
    )
