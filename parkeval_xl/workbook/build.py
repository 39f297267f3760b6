"""Writes a new workbook of a declaration, with formula and cached value in every computed cell, in
either edition."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from .. import __version__
from ..forms import Declared, Static
from ..forms.initial import initial_inputs
from ..forms.sheet import Sheet
from ..graph import UDF, Block
from ..graph.formula import named
from ..uncollected import uncollected
from .layout import Layout, new_layout
from .macros import SETTINGS, SETTINGS_SHEET
from .pages import write_sheet
from .style import FONT, Styles
from .writing import VALUES, Page, Writing

EPOCH = datetime.datetime(2025, 1, 1)  # a build is the same byte for byte
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}  # columns are measured in its digits

__all__ = ["VALUES", "build"]


@uncollected()
def build(
    book: Declared,
    edition: str,
    inputs: Mapping[str, Any] | None = None,
    written: Mapping[str, Any] | None = None,
    *,
    raw: Mapping[tuple[str, int | None], Any] | None = None,
    only: Sequence[str] = (),
    first: str = "",
) -> bytes:
    """A new workbook as bytes of an .xlsx package.

    `inputs` are arrays by field id and go over the initial value; `written` are the values of
    fields that the tool writes; `raw` holds what stands in number cells that hold no number. `only`
    names the sheets of a values edition, `first` the one that comes first.
    """
    values = initial_inputs(book) | dict(inputs or {}) | dict(written or {})
    sheets = sorted(
        (s for s in book.sheets if not only or s.name in only), key=lambda s: s.name != first
    )
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, deepcopy(OPTIONS))  # XlsxWriter writes into them
    writing = Writing(
        book, edition, book.graph.run(values), raw or {}, new_layout(book), Styles(workbook), sheets
    )
    _Builder(workbook, writing).write()
    return stream.getvalue()


class _Builder:
    def __init__(self, workbook: xlsxwriter.Workbook, writing: Writing) -> None:
        self.workbook, self.writing = workbook, writing
        self.book, self.edition = writing.book, writing.edition
        self.layout: Layout = writing.layout

    def write(self) -> None:
        title = self.writing.sheets[0].title
        self.workbook.set_properties(
            {"title": title, "comments": f"ParkEval XL {__version__}", "created": EPOCH}
        )
        self.workbook.set_size(2400, 1500)
        for sheet in self.writing.sheets:
            self._sheet(sheet)
        if self.edition == UDF:
            self._macro_settings()
        if self.edition != VALUES:
            self._names()
        self.workbook.close()

    def _sheet(self, sheet: Sheet) -> None:
        page = self.workbook.add_worksheet(sheet.name, Page)
        write_sheet(
            self.writing, sheet, page, [p for p in self.layout.parts if p.sheet == sheet.name]
        )

    def _macro_settings(self) -> None:
        page = self.workbook.add_worksheet(SETTINGS_SHEET)
        for row, pair in enumerate(SETTINGS):
            page.write_row(row, 0, pair)
        page.very_hidden()

    def _names(self) -> None:
        used = {f.id: f for c in self.book.graph.order for f in named(c)}
        used |= {
            f.id: f
            for f in self.book.graph.fields.values()
            if f.id.startswith(("settings.", "head."))
        }
        for field in used.values():
            self.workbook.define_name(field.name, "=" + self.layout.area(field))
        for place in self.layout.parts:
            area = _area(place.header, 0, place.body + place.rows - 1, place.columns - 1)
            self.workbook.define_name(place.name, f"={place.sheet}!{area}")
            if isinstance(place.part, Static):
                for i, name in enumerate(place.part.names):
                    filled = max(k for k, row in enumerate(place.part.rows) if row[i] is not None)
                    self.workbook.define_name(
                        name, f"={place.sheet}!" + _area(place.body, i, place.body + filled, i)
                    )
        if factors := self.book.graph.blocks.get("factors"):
            self._factor_list(factors)

    def _factor_list(self, factors: Block) -> None:
        keys = self.layout.places[factors.columns["key"].id]
        self.workbook.define_name(
            "选项_因子", f"={keys.sheet}!$A${keys.row + 1}:$A${keys.row + factors.rows}"
        )


def _area(*corners: int) -> str:
    return str(xl_range_abs(*corners))
