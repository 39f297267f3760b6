"""Where a state or an error of computed cells begins: cells that have it although nothing they read
has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..core import values as v
from ..functions.registry import COLUMN
from ..graph import Across, Area, Field, Ref, Rows, Span
from ..graph.fields import reference
from .finding import CheckContext

Cell = tuple[Field, int | None]
Test = Callable[[CheckContext, Field], Any]
_ERROR_TEXTS = frozenset(e.text for e in v.CellError)


def pending(s: CheckContext, field: Field) -> Any:
    """Where 待填 stands in the effective view of a field."""
    value = s.effective(field.id)
    return (
        np.asarray(value == v.PENDING_TEXT, bool) if field.is_text else v.is_state(value, v.PENDING)
    )


def wrong(s: CheckContext, field: Field) -> Any:
    """Where an error stands in the effective view of a field."""
    value = s.effective(field.id)
    if not field.is_text:
        return v.is_error(value)
    return np.array([x in _ERROR_TEXTS for x in np.ravel(value).tolist()], bool).reshape(
        np.shape(value)
    )


def origins(s: CheckContext, test: Test, tables: bool) -> Iterator[tuple[Cell, list[Cell]]]:
    """Computed cells for which `test` holds although it holds for none that they read, each with
    the cells it reads.

    `tables`: whether a hit anywhere in a table that a look-up searches counts as read.
    """
    kept: dict[str, Any] = {}

    def hits(field: Field) -> Any:
        if field.id not in kept:
            kept[field.id] = test(s, field)
        return kept[field.id]

    for field in s.book.graph.order:
        where = hits(field)
        if not where.any():
            continue
        numbers: list[int | None] = [None]
        if field.block is not None:
            numbers = list(map(int, np.flatnonzero(where)))
        whole = tables or (field.function is not None and field.function.rule == COLUMN)
        for row in numbers:
            cells = list(reads(field, row))
            if not any(
                hits(f).any() if r == -1 else hits(f)[r] if r is not None else hits(f)
                for f, r in cells
                if r != -1 or whole
            ):
                yield (field, row), [c for c in cells if c[1] != -1]


def reads(field: Field, row: int | None) -> Iterator[Cell]:
    """The cells a computed cell reads; a whole column has row -1."""
    for arg in (*field.args, *((field.guard[0],) if field.guard else ())):
        item = reference(arg.items[row] if isinstance(arg, Rows) and row is not None else arg)
        if isinstance(item, Ref):
            yield item.field, {"row": row, "at": item.row, "one": None}.get(item.scope, -1)
        elif isinstance(item, Span):
            yield from ((item.field, r) for r in range(item.first, item.last + 1))
        elif isinstance(item, Across):
            yield from ((f, row) for f in item.fields)
        elif isinstance(item, Area):
            yield from ((f, -1) for f in item.fields)
