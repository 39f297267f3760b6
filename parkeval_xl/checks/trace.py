"""Where a state or an error of computed cells begins: cells that have it although nothing they read
has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ..core.values import Mask
from ..functions.registry import COLUMN
from ..graph import Across, Area, Field, Ref, Rows, Span
from ..graph.fields import reference
from .finding import CheckContext

Cell = tuple[Field, int | None]


def origins(
    s: CheckContext, marked: Mapping[str, Mask], tables: bool
) -> Iterator[tuple[Cell, list[Cell]]]:
    """Computed cells that are marked although none that they read is, each with the cells it reads.

    `tables`: whether a hit anywhere in a table that a look-up searches counts as read.
    """
    for field in s.book.graph.order:
        where = marked.get(field.id)
        if where is None:
            continue
        numbers: list[int | None] = [None]
        if field.block is not None:
            numbers = list(map(int, np.flatnonzero(where)))
        whole = tables or (field.function is not None and field.function.rule == COLUMN)
        for row in numbers:
            cells = list(reads(field, row))
            if not any(
                f.id in marked and (r is None or r == -1 or marked[f.id][r])
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
