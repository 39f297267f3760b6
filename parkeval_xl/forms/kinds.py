"""Kinds of workbooks: which module declares each. A new kind is a row."""

from __future__ import annotations

from collections.abc import Callable

from .book import book
from .index_book import index_book
from .sheet import INDEX_KIND, PARK_KIND, WEIGHTS_KIND, Declared, Plan
from .weights import weights_book

KINDS: dict[str, Callable[[Plan], Declared]] = {
    PARK_KIND: book,
    WEIGHTS_KIND: weights_book,
    INDEX_KIND: index_book,
}


def declare(plan: Plan) -> Declared:
    """Declare the workbook of a plan."""
    return KINDS[plan.kind](plan)
