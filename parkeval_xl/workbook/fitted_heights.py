"""How high rows of lists must be for what refresh writes into them, so that nobody has to drag
their borders."""

from __future__ import annotations

from collections.abc import Iterable

from ..forms import Declared
from ..graph import Block, Values, shown
from .drawing import widths_of
from .layout import new_layout
from .measure import PADDING, PIXELS, height_of, lines_of

TALLEST = 409.0  # points; Excel takes no more


def heights_of(
    book: Declared, values: Values, rows: Iterable[tuple[Block, int]]
) -> dict[tuple[str, int], float]:
    """How high rows of lists must be for the texts in them, by block and row; columns are as wide
    as they are declared."""
    layout, out = new_layout(book), {}
    places = {p.part.id: p for p in layout.parts}
    widths = {
        s.name: widths_of(s, [p for p in layout.parts if p.sheet == s.name]) for s in book.sheets
    }
    for block, row in rows:
        place, sheet = places[block.id], book.sheet(block.sheet)
        lines = 1
        for column in block.columns.values():
            if column.is_text and not column.hidden:
                first, last = place.slots[column.key]
                wide = sum(widths[sheet.name][first : last + 1]) + PADDING / PIXELS * (last - first)
                lines = max(
                    lines, lines_of(str(shown(column, values, row) or ""), wide, sheet.size)
                )
        out[block.id, row] = min(TALLEST, height_of(lines, sheet.size))
    return out
