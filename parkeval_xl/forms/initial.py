"""What a new workbook holds before anybody fills it: rules, default lines and parameters."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from ..core import values as v
from ..graph import DATE, Field, Graph, Values
from ..graph.run import blank
from .sheet import Declared


def initial_cell(field: Field, row: int | None) -> Any:
    """The value a cell is written with, None where it is left blank."""
    if row is None:
        return field.initial
    assert field.block is not None
    return field.block.initial[row].get(field.key) if row < len(field.block.initial) else None


def initial_inputs(book: Declared) -> Values:
    """The inputs of a new workbook as arrays."""
    out: Values = {}
    for field in book.graph.inputs():
        if field.block is None:
            out[field.id] = to_array(field, field.initial)
        else:
            out[field.id] = to_array(
                field, [initial_cell(field, i) for i in range(field.block.rows)]
            )
    return out


_WRITTEN: WeakKeyDictionary[Graph, Values] = WeakKeyDictionary()


def written(book: Declared) -> Values:
    """The same, worked out once for a declaration: to be read only."""
    if book.graph not in _WRITTEN:
        _WRITTEN[book.graph] = initial_inputs(book)
    return _WRITTEN[book.graph]


def to_array(field: Field, cells: Any) -> Any:
    """Cell values of a field (one, or a list of its rows, which may be shorter) as the array the
    graph runs on."""
    if field.kind == DATE:
        cells = v.date_text(cells) if field.block is None else [v.date_text(c) for c in cells]
    if field.block is None:
        return np.array(v.text(cells), object) if field.is_text else np.float64(v.number(cells))
    out = blank(field)
    filled = v.texts(cells) if field.is_text else v.numbers(cells)
    out[: len(filled)] = filled
    return out
