"""Where fields stand in a workbook: the layout of a new file, and the addresses that formula texts
need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from ..forms import Declared, Static
from ..forms.sheet import Charts, Headline, Sheet
from ..graph import Block, Field, Items, Part
from ..graph.names import declared_name, former_region
from .refs import fixed_name

FIRST_PART = 4  # title, headline, instruction, link; then the parts
LABEL, VALUE, UNIT, NOTE = (
    "label",
    "value",
    "unit",
    "note",
)  # the columns of single figures; companions follow


@dataclass
class Place:
    """Where a field stands: its first cell, counted from 0; `lost` where a received file no longer
    has it."""

    sheet: str
    row: int
    column: int
    lost: str = ""
    rows: tuple[int, ...] | None = None  # rows of a column where they no longer follow one another
    step: int = 1  # sheet rows that a row of a column takes

    def at(self, row: int | None) -> tuple[int, int]:
        """Row and column of a cell of the field."""
        if row is None:
            return self.row, self.column
        return (self.rows[row] if self.rows else self.row + row * self.step), self.column


@dataclass
class PartPlace:
    """Where a part stands: its title row and note row (-1: none), header row, first body row,
    number of sheet columns.

    `slots` are the first and last sheet column of each of its columns, by key (of a static table by
    number).
    """

    part: Part | Static
    sheet: str
    title: int
    note: int
    header: int
    body: int
    columns: int
    rows: int
    slots: dict[Any, tuple[int, int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The defined name of the region, header row included."""
        return declared_name(self.part.id)

    @property
    def names(self) -> tuple[str, ...]:
        """The defined name, and that in files of earlier versions."""
        return self.name, former_region(self.part.id)


@dataclass
class Layout:
    """Places of all fields and parts."""

    places: dict[str, Place] = field(default_factory=dict)
    parts: list[PartPlace] = field(default_factory=list)

    def cell(self, field_: Field, row: int | None, seen_from: str) -> str:
        """The absolute address of a cell, with its sheet where that is another one than
        `seen_from`."""
        place = self.places[field_.id]
        address = fixed_name(*place.at(row))
        return address if field_.sheet == seen_from else f"{place.sheet}!{address}"

    def row_cell(self, field_: Field, row: int) -> str:
        """The address of a cell of the same row, with a fixed column."""
        return fixed_name(*self.places[field_.id].at(row), fixed_row=False)

    def area(self, field_: Field) -> str:
        """The address a field's defined name stands for."""
        place = self.places[field_.id]
        first = fixed_name(place.row, place.column)
        if field_.block is None:
            return f"{place.sheet}!{first}"
        if field_.block.twin(field_):
            raise ValueError(
                f"{field_.id} has another column on its second line, and cannot be "
                "referred to as a whole"
            )
        last = fixed_name(place.row + field_.block.rows * place.step - 1, place.column)
        return f"{place.sheet}!{first}:{last}"


def new_layout(book: Declared) -> Layout:
    """The layout of a new workbook of a declaration."""
    out = Layout()
    for sheet in book.sheets:
        row = FIRST_PART
        parts = [p for p in sheet.parts if not isinstance(p, Headline)]
        band = band_of(sheet)
        for part in sheet.parts:
            if isinstance(part, Headline):
                out.places[part.fields[0].id] = Place(sheet.name, 1, head_column(sheet))
                continue
            row = _place(out, sheet, part, row, band, alone=len(parts) == 1)
    return out


def head_column(sheet: Sheet) -> int:
    """The column where the lines above the parts begin: not in the one that is printed again on
    each page, where they would be cut."""
    return 1 if sheet.across > 1 else 0


def band_of(sheet: Sheet) -> int:
    """The first column of the helpers of a sheet: right of whatever people see, one column
    apart."""
    parts = [p for p in sheet.parts if not isinstance(p, Headline)]
    widest = max((_width(sheet, p) for p in parts), default=0)
    return max(widest, len(sheet.widths)) + 1


def _width(sheet: Sheet, part: Part | Static) -> int:
    slots = _slots(columns_of(part), sheet.spans.get(part.id, ()))
    return max((last for _, last in slots.values()), default=-1) + 1


def _place(out: Layout, sheet: Sheet, part: Part | Static, row: int, band: int, alone: bool) -> int:
    title = note = -1
    if part.title and not alone:
        title, row = row, row + 1
    if not isinstance(part, Static) and part.note:
        note = row if not alone else 3
        row += 0 if alone else 1
    header, body = row, row if isinstance(part, Charts) else row + 1
    slots = _slots(columns_of(part), sheet.spans.get(part.id, ()))
    columns = max((last for _, last in slots.values()), default=0) + 1
    slots |= {key: (band + i, band + i) for i, key in enumerate(helpers_of(part))}
    if isinstance(part, Block):
        slots |= {c.key: slots[c.under] for c in part.columns.values() if c.under}
    if isinstance(part, Block):
        for column in part.columns.values():
            out.places[column.id] = Place(
                sheet.name, body + (1 if column.under else 0), slots[column.key][0], step=part.lines
            )
    elif isinstance(part, Items):
        for i, line in enumerate(part.rows):
            for key, field_ in line.items():
                out.places[field_.id] = Place(sheet.name, body + i, slots[key][0])
    rows = part.rows * part.lines if isinstance(part, Block) else len(part.rows)
    out.parts.append(PartPlace(part, sheet.name, title, note, header, body, columns, rows, slots))
    return body + rows + 1


def columns_of(part: Part | Static) -> list[Any]:
    """The keys of a part's columns; single figures have a column of units and of notes only where
    one is given."""
    if isinstance(part, Block):
        return [key for key, c in part.columns.items() if not c.under and not c.hidden]
    if isinstance(part, Items):
        given = [UNIT] if any(f.unit for f in part.fields) else []
        given += [NOTE] if any(note_of(f) for f in part.fields) else []
        return [LABEL, VALUE, *given, *(c.key for c in part.companions)]
    return list(range(max([len(part.headers), *map(len, part.rows)])))


def helpers_of(part: Part | Static) -> list[Any]:
    """The keys of a part's helper columns."""
    if isinstance(part, Block):
        return [key for key, c in part.columns.items() if not c.under and c.hidden]
    return [f"helper{i + 1}" for i in range(part.helpers)] if isinstance(part, Items) else []


def note_of(field_: Field) -> str:
    """What stands beside a single figure: its help, and its clause where the help does not name
    it."""
    return "；".join(
        x for x in (field_.help, field_.clause if field_.clause not in field_.help else "") if x
    )


def _slots(keys: Iterable[Any], spans: Sequence[int]) -> dict[Any, tuple[int, int]]:
    keys = list(keys)
    wide = [*spans, *[1] * (len(keys) - len(spans))]
    return {
        key: (end - span, end - 1)
        for key, span, end in zip(keys, wide, accumulate(wide), strict=False)
    }
