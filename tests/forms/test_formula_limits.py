"""Formulas a person can read (limits of the short style), over the sample park and weights."""

from __future__ import annotations

import re

import pytest

from parkeval_xl.forms import Declared
from parkeval_xl.graph import NATIVE, UDF, formula
from parkeval_xl.workbook.layout import new_layout

from .. import store, weights_books

LONGEST, MOST, PARK_CELLS, DEEPEST = 255, 140, 120, 4
RANGE = r"\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+"
LIFTED = re.compile(rf"(?<![A-Z])(?:EXACT|ISNUMBER|ROW|MID|LEN|ABS|IF)\({RANGE}|ISERROR\({RANGE}\)")
BOOKS = {"park": lambda: store.declared(store.SAMPLE)[0], "weights": weights_books.declared}


def texts(book: Declared, edition: str) -> list[str]:
    """The formula of every computed cell."""
    layout = new_layout(book)
    cells = [
        (f, row)
        for f in book.graph.order
        for row in ([None] if f.block is None else range(f.block.rows))
        if f.only is None or row in f.only
    ]
    return [formula(f, row, layout, edition) for f, row in cells]


def depth(text: str) -> int:
    """How many IF stand within one another."""
    bare, now, deepest, stack = re.sub(r'"[^"]*"', "", text), 0, 0, []
    for token in re.finditer(r"([A-Z_.]*)\(|\)", bare):
        if token[0] == ")":
            now -= stack.pop()
        else:
            stack.append(token[1] == "IF")
            now += stack[-1]
        deepest = max(deepest, now)
    return deepest


@pytest.mark.parametrize("name", BOOKS)
def test_formulas_are_short_and_flat(name: str) -> None:
    native = texts(BOOKS[name](), NATIVE)
    lengths = sorted(map(len, native))
    assert lengths[-1] <= LONGEST and lengths[int(0.95 * len(lengths))] <= MOST
    assert [t for t in set(native) if depth(t) > DEEPEST] == []
    assert [t for t in set(native) if LIFTED.search(t)] == []


def test_python_is_asked_in_few_cells() -> None:
    """Reductions, solid waste, rates, points of goals, index: behind IFERROR with a formula."""
    asked = [t for t in texts(BOOKS["park"](), UDF) if "PARK_" in t]
    assert 0 < len(asked) <= PARK_CELLS
    of_figure, of_text = (
        r"IFERROR\(PARK_[A-Z_]+\([^()]*\)\*1,",
        r"IFERROR\(SUBSTITUTE\(PARK_VERSION\(",
    )
    assert all(re.search(f"{of_figure}|{of_text}", t) for t in asked), asked[:3]
