"""Answers that are asked for in any workbook: required inputs, and whatever else keeps a result at
待填."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..core import values as v
from ..forms import Book
from ..forms.park import YES
from ..graph import ASSESSOR, RULE, UNIT, Field
from ..graph.fields import references
from .finding import CheckContext, Finding
from .masks import masks
from .reading import empty, filled
from .trace import Cell, origins


def required(s: CheckContext) -> Iterator[Finding]:
    """Every empty required input, every 待填 somebody chose, and every gap that makes a computed
    figure 待填."""
    cells: dict[tuple[str, int | None], Cell] = {}
    for cell in (*_asked_for(s), *_chosen(s), *_gaps(s)):
        cells.setdefault((cell[0].id, cell[1]), cell)
    for field, row in cells.values():
        yield empty(s, field, row)


def _asked_for(s: CheckContext) -> Iterator[Cell]:
    for field in s.book.graph.inputs():
        if field.required:
            yield from _cells(field, ~filled(s, field))
    if not isinstance(s.book, Book):
        return
    scope = s.book.park.scope.columns
    in_scope = s.effective(scope["applies"].id) == YES
    yield from _cells(scope["enterprises"], in_scope & ~filled(s, scope["enterprises"]))


def _chosen(s: CheckContext) -> Iterator[Cell]:
    for field in s.book.graph.inputs():
        if field.writer != RULE and field.id in masks(s).pending:
            yield from _cells(field, masks(s).pending[field.id])


def _gaps(s: CheckContext) -> Iterator[Cell]:
    """The empty inputs that a pending cell reads; missing units, answers and an empty ledger are
    findings of their own."""
    answered = (
        (s.book.conformity.basic, s.book.conformity.management) if isinstance(s.book, Book) else ()
    )
    for (field, row), cells in origins(s, masks(s).pending, tables=False):
        if field.block in answered:
            continue
        if (
            field.block is not None
            and row is not None
            and "rate_used" in field.block.columns
            and field.key != "rate_used"
            and _unused(s, field, row)
        ):
            continue
        for read, at in (behind for cell in cells for behind in _typed(*cell)):
            if (
                read.is_input
                and read.writer not in (ASSESSOR, RULE)
                and read.kind != UNIT
                and _is_open(read, at)
                and (filled(s, read) if at is None else filled(s, read)[at]) == np.False_
            ):
                yield read, at


def _typed(field: Field, row: int | None) -> Iterator[Cell]:
    """The cells that people fill behind a cell: its own, or in a list what its helper reads in the
    same row."""
    if field.function is None or not field.hidden or field.block is None or field.block.fixed:
        yield field, row
        return
    for other in references(field):
        if other.block is field.block:
            yield from _typed(other, row)


def _is_open(field: Field, row: int | None) -> bool:
    """Whether people can fill a cell: not every row of a column asks for something."""
    return field.only is None or row in field.only


def _unused(s: CheckContext, field: Field, row: int) -> bool:
    """Whether a flow has no rate and its emission does not wait: an optional line left open asks
    for nothing."""
    assert field.block is not None
    rate, emission = (
        s.effective(field.block.columns[k].id)[row] for k in ("rate_used", "emission")
    )
    return bool(v.is_state(rate, v.EMPTY) and not v.is_state(emission, v.PENDING))


def _cells(field: Field, where: object) -> Iterator[Cell]:
    if field.block is None:
        if where:
            yield field, None
    else:
        yield from ((field, row) for row in np.flatnonzero(np.asarray(where)).tolist())


CHECKS = (required,)
