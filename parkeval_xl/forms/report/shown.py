"""What the parts of the report are made of: figures and columns that show those of other sheets, on
twelve columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from ...functions.operations import SAID, SAME, SAME_TEXT
from ...functions.operations.entries import ENTRY_REQUIRED
from ...graph import Block, Computed, Field, Items, Part, Ref, Rows
from ..sheet import NUMERALS, Charts, Static

WIDTHS = (8.0,) * 12  # of the sheet; parts say how many of them each of their columns takes
DAY = "0000-00-00"  # of a date written as a number like 20250630
Parts = Mapping[str, Any]  # the parts of all other sheets, by id


Laid = list[tuple[int, Field]]  # columns, each with the number of sheet columns it takes


class Pages:
    """The parts of the report in order, and how many sheet columns each of their columns takes."""

    def __init__(self) -> None:
        self.sections = 0
        self.parts: list[Part | Static] = []
        self.spans: dict[str, tuple[int, ...]] = {}

    def section(self, words: str) -> str:
        """The heading of the next section, numbered."""
        self.sections += 1
        return f"{NUMERALS[self.sections - 1]}、{words}"

    def block(self, id: str, title: str, rows: int, laid: Laid, **more: Any) -> Block:
        """Add a table."""
        block = Block(id, title, rows, [field for _, field in laid], **{"fixed": True} | more)
        self.parts.append(block)
        self.spans[id] = tuple(span for span, _ in laid)
        return block

    def long(
        self,
        id: str,
        title: str,
        rows: Sequence[Any],
        columns: Callable[[Sequence[Any]], Laid],
        initial: Callable[[Any], dict[str, Any]],
        most: int,
        note: str = "",
    ) -> None:
        """Add a table of many fixed rows as several of about the same length, so that every page
        shows a header."""
        size = ceil(len(rows) / ceil(len(rows) / most)) if rows else 1
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            self.block(
                f"{id}{start // size or ''}",
                title + ("（续）" if start else ""),
                len(some),
                columns(some),
                initial=[initial(row) for row in some],
                note="" if start else note,
            )

    def items(self, id: str, title: str, fields: list[Field]) -> Items:
        """Add single figures: label and content, then unit where any has one."""
        items = Items(id, title, fields)
        self.parts.append(items)
        self.spans[id] = (3, 8, 1) if any(f.unit for f in fields) else (3, 9)
        return items

    def charts(self, part: Charts) -> None:
        """Add charts."""
        self.parts.append(part)


def line(key: str, source: Field, label: str = "", **more: Any) -> Field:
    """A single figure that shows another; a text that is not there says so."""
    label = label or source.label
    if source.is_text:
        return Computed(key, label, SAID, source, **more)
    looks = {"unit": source.unit, "pattern": source.pattern} | more
    if source.required:
        return Computed(key, label, ENTRY_REQUIRED, source, **looks)
    return Computed(key, label, SAME, source, **looks)


def column(
    key: str,
    source: Block,
    label: str = "",
    rows: Iterable[int] | None = None,
    more: Iterable[Any] = (),
    of: str = "",
    **looks: Any,
) -> Field:
    """A column that shows one of another block, in some `rows` (None: all), and `more` figures
    below them."""
    field = source.columns[of or key]
    shown = Rows(
        (*(Ref("at", field, i) for i in (range(source.rows) if rows is None else rows)), *more)
    )
    if field.is_text:
        return Computed(key, label or field.label, SAME_TEXT, shown, **looks)
    return Computed(
        key,
        label or field.label,
        SAME,
        shown,
        **{"unit": field.unit, "pattern": field.pattern} | looks,
    )
