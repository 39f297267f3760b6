"""A sheet while it is written: widths of columns, heights of rows, texts and figures over one or
several columns."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format

from ..forms.sheet import Sheet
from ..graph import Block, Field, Items
from .layout import LABEL, NOTE, UNIT, VALUE, PartPlace, band_of, helpers_of
from .measure import PADDING, PIXELS, height_of, lines_of
from .writing import VALUES, Page, Writing

HELPER_WIDTH = 9
ITEM_WIDTHS = {LABEL: 20.0, VALUE: 22.0, UNIT: 8.0, NOTE: 22.0}
Slot = tuple[int, int]  # first and last column


class Drawing:
    """One sheet. `plain` sheets have no fills and letters; `heights` are in points; `inputs` are
    the cells to fill."""

    def __init__(self, writing: Writing, sheet: Sheet, page: Page, places: list[PartPlace]) -> None:
        self.writing, self.sheet, self.page, self.places = writing, sheet, page, places
        self.styles, self.values_only = writing.styles, writing.edition == VALUES
        self.plain = sheet.formal or self.values_only
        self.widths = widths_of(sheet, places)
        self.last = max(i for i, w in enumerate(self.widths) if w)
        self.beside = self._first_page()  # how far texts above the parts go
        self.usual = height_of(1, sheet.size)
        self.heights: dict[int, float] = {}
        self.hidden: set[int] = set()
        self.inputs: list[tuple[int, int]] = []
        self._columns(band_of(sheet))
        page.set_default_row(self.usual)

    def _columns(self, band: int) -> None:
        """The widths of the columns; the band of helpers is folded up under one mark."""
        for i, width in enumerate(self.widths):
            folded = {"hidden": True, "level": 1} if i >= band else {"hidden": True}
            self.page.set_column(i, i, width or HELPER_WIDTH, None, {} if width else folded)
        if len(self.widths) > band:
            # a narrow gap: of numbers right beside the page Calc would print ###
            self.page.set_column(band - 1, band - 1, 1)
            after = len(self.widths)
            self.page.set_column(after, after, None, None, {"collapsed": True})

    def width(self, slot: Slot) -> float:
        """How wide some columns are together."""
        return sum(self.widths[slot[0] : slot[1] + 1]) + PADDING / PIXELS * (slot[1] - slot[0])

    def _first_page(self) -> int:
        """The last column of the first page in width."""
        room = sum(self.widths) / self.sheet.across
        return max(
            i
            for i in range(self.last + 1)
            if self.widths[i] and (sum(self.widths[: i + 1]) <= room or not i)
        )

    def lines(self, text: Any, slot: Slot, size: float = 10.0) -> int:
        """How many lines a text takes there."""
        return lines_of(str(text), self.width(slot), size)

    def row(self, row: int, height: float, grows: bool = False) -> None:
        """Make a row at least this high; one that grows follows what is typed into it."""
        self.heights[row] = max(height, self.heights.get(row, 0.0))
        if not grows:
            self.page.fixed.add(row)

    def height(self, row: int) -> float:
        """How high a row is printed."""
        return 0.0 if row in self.hidden else self.heights.get(row, self.usual)

    def text(self, row: int, slot: Slot, text: str, style: Format) -> None:
        """Write a fixed text."""
        self._merge(row, slot, style)
        self.page.write_string(row, slot[0], text, style)

    def field(
        self, row: int, slot: Slot, field: Field, at: int | None, style: Format, deep: int = 1
    ) -> None:
        """Write the cell of a field, which stands in row `at` of its block and is `deep` rows
        high."""
        self._merge(row, slot, style, deep)
        self.writing.put(self.page, (row, slot[0]), field, at, style)
        if not style.locked:
            self.inputs.append((row, slot[0]))

    def _merge(self, row: int, slot: Slot, style: Format, deep: int = 1) -> None:
        if slot[1] > slot[0] or deep > 1:
            self.page.merge_range(row, slot[0], row + deep - 1, slot[1], "", style)

    def finish_rows(self) -> None:
        """Give rows their heights."""
        for row, height in self.heights.items():
            self.page.set_row(row, height, None, {"hidden": row in self.hidden})

    def used(self, place: PartPlace) -> int:
        """How many sheet rows of a part are in use."""
        part = place.part
        if not isinstance(part, Block) or part.fixed:
            return place.rows
        started = part.columns[part.started_by]
        return max(
            [i + 1 for i in range(part.rows) if self.writing.shown(started, i) is not None],
            default=0,
        )


def widths_of(sheet: Sheet, places: list[PartPlace]) -> list[float]:
    """The widths of a sheet's columns; 0 where hidden."""
    count = max([p.columns for p in places] + [s[1] + 1 for p in places for s in p.slots.values()])
    if sheet.widths:
        return [*sheet.widths, *[0.0] * (count - len(sheet.widths))]
    widths = [0.0] * count
    for place in places:
        for key, (first, last) in place.slots.items():
            if first == last:
                widths[first] = max(widths[first], _own_width(place, key))
    return widths


def _own_width(place: PartPlace, key: Any) -> float:
    """How wide a column of a part is by itself; 0 where it is hidden."""
    part = place.part
    if isinstance(part, Block):
        return (
            0.0 if part.columns[key].hidden or part.columns[key].under else part.columns[key].width
        )
    if isinstance(part, Items):
        if key in helpers_of(part):
            return 0.0
        return ITEM_WIDTHS.get(key) or next(c.width for c in part.companions if c.key == key)
    return max(10.0, min(60.0, max(2.0 * len(str(r[key])) for r in part.rows if key < len(r))))
