"""Writes a new workbook of a declaration, with formula and cached value in every computed cell, in either edition."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .. import __version__
from ..core import values as v
from ..forms import Book, Static
from ..forms.born import born_cell, born_inputs
from ..forms.sheet import Headline, Sheet
from ..graph import RULE, UDF, Block, Field, Items, Values, formula, shown
from ..graph.formula import named
from .guidance import comment, validate
from .macros import SETTINGS, SETTINGS_SHEET
from .layout import ITEM_COLUMNS, Layout, PartPlace, new_layout
from .style import FOOT, LINE, PAGE, Styles, header_text, letter, lines_of

VALUES = "values"  # an edition of values only: the exported report
ITEM_WIDTHS = (20.0, 22.0, 8.0, 22.0)
EPOCH = datetime.datetime(2025, 1, 1)  # a build is the same byte for byte


def build(book: Book, edition: str, inputs: Mapping[str, Any] | None = None, written: Mapping[str, Any] | None = None, *,
          raw: Mapping[tuple[str, int | None], Any] | None = None, only: Sequence[str] = (), first: str = "") -> bytes:
    """A new workbook as bytes of an .xlsx package.

    `inputs` are arrays by field id and go over the born values; `written` are the values of fields that the tool writes;
    `raw` holds what stands in number cells that hold no number. `only` names the sheets of a values edition, `first`
    the one that comes first.
    """
    values = born_inputs(book) | dict(inputs or {}) | dict(written or {})
    return _Builder(book, edition, book.graph.run(values), raw or {}, only, first).bytes()


class Exact(float):
    """A number XlsxWriter writes with all its digits; it rounds to 16, which can change the last bit."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


class EmptyText(str):
    """The cached value of a formula that gives "". XlsxWriter takes a plain "" for no cached value at all."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


class _Builder:
    def __init__(self, book: Book, edition: str, values: Values, raw: Mapping[tuple[str, int | None], Any],
                 only: Sequence[str], first: str) -> None:
        self.book, self.edition, self.values, self.raw = book, edition, values, raw
        self.sheets = sorted((s for s in book.sheets if not only or s.name in only), key=lambda s: s.name != first)
        self.layout: Layout = new_layout(book)
        self.stream = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self.stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                                          "strings_to_numbers": False})
        self.styles = Styles(self.workbook)

    def bytes(self) -> bytes:
        self.workbook.set_properties({"title": "产业园区循环化改造减污降碳评价工作簿", "comments": f"ParkEval XL {__version__}", "created": EPOCH})
        self.workbook.set_size(2400, 1500)
        parts = {s.name: [p for p in self.layout.parts if p.sheet == s.name] for s in self.book.sheets}
        for sheet in self.sheets:
            self._sheet(sheet, self.workbook.add_worksheet(sheet.name), parts[sheet.name])
        if self.edition == UDF:
            self._macro_settings()
        if self.edition != VALUES:
            self._names()
        self.workbook.close()
        return self.stream.getvalue()

    def _macro_settings(self) -> None:
        page = self.workbook.add_worksheet(SETTINGS_SHEET)
        for row, pair in enumerate(SETTINGS):
            page.write_row(row, 0, pair)
        page.very_hidden()

    def _names(self) -> None:
        used = {f.id: f for c in self.book.graph.order for f in named(c)}
        used |= {f.id: f for f in self.book.graph.fields.values() if f.id.startswith(("settings.", "head."))}
        for field in used.values():
            self.workbook.define_name(field.name, "=" + self.layout.area(field))
        for place in self.layout.parts:
            last = xlsxwriter.utility.xl_rowcol_to_cell(place.body + place.rows - 1, place.columns - 1, True, True)
            first = xlsxwriter.utility.xl_rowcol_to_cell(place.header, 0, True, True)
            self.workbook.define_name(place.name, f"={place.sheet}!{first}:{last}")
            for i, name in enumerate(place.part.names if isinstance(place.part, Static) else ()):
                if name:
                    column = xlsxwriter.utility.xl_col_to_name(i, True)
                    filled = max(k for k, r in enumerate(place.part.rows) if r[i] is not None) + 1  # type: ignore[union-attr]
                    self.workbook.define_name(name, f"={place.sheet}!{column}${place.body + 1}:{column}${place.body + filled}")
        factors = self.book.factors
        keys = self.layout.places[factors.columns["key"].id]
        self.workbook.define_name("list_factors", f"={keys.sheet}!$A${keys.row + 1}:$A${keys.row + factors.rows}")

    # ---- one sheet ------------------------------------------------------------------------------------------------------
    def _sheet(self, sheet: Sheet, page: Worksheet, places: list[PartPlace]) -> None:
        widths = self._widths(sheet, page, places)
        shown = [c for c in range(len(widths)) if widths[c] > 0]
        page.write(0, 0, sheet.title, self.styles.title)
        page.set_row(0, 26)
        if sheet.form_no:
            page.write(0, shown[-1], sheet.form_no, self.styles.make(align="right", font_size=9, font_color="#595959"))
        self._spread(page, 2, 0, shown[-1], sheet.instruction, self.styles.quiet, widths)
        if not sheet.hidden and sheet is not self.sheets[0]:
            page.write_url(3, 0, f"internal:'{self.sheets[0].name}'!A1", self.styles.link, "← 目录" if self.edition != VALUES else "← 首页")
        for part in sheet.parts:
            if isinstance(part, Headline):
                self._cell(page, part.fields[0], None, self.styles.make(font_color="#404040"))
        for place in places:
            self._part(page, place, widths)
        self._finish(sheet, page, places, shown[-1])

    def _widths(self, sheet: Sheet, page: Worksheet, places: list[PartPlace]) -> list[float]:
        widths = [0.0] * max(p.columns for p in places)
        for place in places:
            part = place.part
            if isinstance(part, Block):
                own = [0.0 if c.hidden else c.width for c in part.columns.values()]
            elif isinstance(part, Items):
                wide = len(places) == len([p for p in places if isinstance(p.part, Items | Static)]) or part.companions
                own = [*(ITEM_WIDTHS if wide else ITEM_WIDTHS[:1]), *(c.width for c in part.companions)]
            else:
                own = [max(10.0, min(60.0, max([2.0 * len(str(r[i])) for r in part.rows if i < len(r)] or [10.0]))) for i in range(place.columns)]
            for i, width in enumerate(own):
                widths[i] = max(widths[i], width)
        for i, width in enumerate(widths):
            page.set_column(i, i, width or 9, None, {} if width else {"hidden": True})
        return widths

    def _spread(self, page: Worksheet, row: int, first: int, last: int, text: str, style: Any, widths: list[float]) -> None:
        """One text over several columns, wrapped, in a row high enough for it."""
        page.set_row(row, LINE * lines_of(text, sum(widths[first:last + 1])) + 2)
        if last > first:
            page.merge_range(row, first, row, last, text, style)
        else:
            page.write_string(row, first, text, style)

    def _part(self, page: Worksheet, place: PartPlace, widths: list[float]) -> None:
        part, last = place.part, max(c for c in range(len(widths)) if widths[c] > 0)
        if place.title >= 0:
            page.write(place.title, 0, part.title, self.styles.part)
            page.set_row(place.title, 22)
        if place.note >= 0 and not isinstance(part, Static):
            self._spread(page, place.note, 1 if place.note == 3 else 0, last, part.note, self.styles.quiet, widths)
        if isinstance(part, Block):
            self._block(page, place, part, widths)
        elif isinstance(part, Items):
            self._items(page, place, part, widths)
        else:
            self._static(page, place, part, widths)

    def _block(self, page: Worksheet, place: PartPlace, block: Block, widths: list[float]) -> None:
        page.set_row(place.header, 42)
        heights = [1.0] * block.rows
        for i, column in enumerate(block.columns.values()):
            page.write_string(place.header, i, header_text(column), self.styles.unseen if column.hidden else self.styles.header)
            if self.edition != VALUES:
                comment(page, place.header, i, column)
            for row in range(block.rows):
                locked_rule = column.writer == RULE and not (column.spare and row >= len(block.born))
                unlocked = column.is_input and not locked_rule
                pattern = block.patterns[row] if block.patterns and column.kind == "number" else column.pattern
                self._cell(page, column, row, self.styles.cell(column, pattern, unlocked))
                heights[row] = max(heights[row], 0.0 if column.hidden else self._lines(column, row, widths[i]))
            if self.edition != VALUES:
                validate(page, self.layout.places[column.id], column, block)
        for row, lines in enumerate(heights):
            if lines > 1:
                page.set_row(place.body + row, LINE * lines + 2)

    def _lines(self, field: Field, row: int | None, width: float) -> float:
        """How many lines a text needs in a column of a width."""
        return lines_of(str(shown(field, self.values, row) or ""), width) if field.is_text else 1.0

    def _items(self, page: Worksheet, place: PartPlace, items: Items, widths: list[float]) -> None:
        page.set_row(place.header, 30)
        letters = "/".join(dict.fromkeys(letter(f) for f in items.fields))
        heads = ["项目", f"{items.value_label}\n〔{letters}〕", "单位", "说明", *(header_text(c) for c in items.companions)]
        last = ITEM_COLUMNS - 1 if items.companions or len(widths) <= ITEM_COLUMNS else min(len(widths), 10) - 1
        for i, head in enumerate(heads):
            if i == 3 and last > 3:
                page.merge_range(place.header, 3, place.header, last, head, self.styles.header)
            else:
                page.write_string(place.header, i, head, self.styles.header)
        for i, row in enumerate(items.rows):
            field, at = row["value"], place.body + i
            page.write_string(at, 0, field.label, self.styles.label)
            page.write_string(at, 2, field.unit, self.styles.note)
            words = "；".join(x for x in (field.help, field.clause if field.clause not in field.help else "") if x)
            if last > 3:
                page.merge_range(at, 3, at, last, words, self.styles.note)
            else:
                page.write_string(at, 3, words, self.styles.note)
            lines = max(lines_of(words, sum(widths[3:last + 1])), self._lines(field, None, widths[1]), lines_of(field.label, widths[0]))
            page.set_row(at, LINE * lines + 2)
            for twin in row.values():
                unlocked = twin.is_input and twin.writer != RULE
                self._cell(page, twin, None, self.styles.cell(twin, twin.pattern, unlocked))
                if self.edition != VALUES:
                    validate(page, self.layout.places[twin.id], twin, None)

    def _static(self, page: Worksheet, place: PartPlace, table: Static, widths: list[float]) -> None:
        for i, head in enumerate(table.headers):
            page.write_string(place.header, i, head, self.styles.header)
        for i, row in enumerate(table.rows):
            if table.links or table.id == "legend":
                page.set_row(place.body + i, LINE * max(lines_of(str(x), widths[k]) for k, x in enumerate(row)) + 2)
            for k, x in enumerate(row):
                if table.links and k == 0:
                    page.write_url(place.body + i, k, f"internal:'{x}'!A1", self.styles.make(font_color="#0563C1", underline=1, border=1,
                                                                                         border_color="#BFBFBF"), str(x))
                elif x is not None:
                    page.write(place.body + i, k, x, self.styles.label)

    # ---- one cell ---------------------------------------------------------------------------------------------------------
    def _cell(self, page: Worksheet, field: Field, row: int | None, style: Any) -> None:
        at = self.layout.places[field.id].at(row)
        value = self.raw.get((field.id, row)) or shown(field, self.values, row)
        if field.id == "settings.edition":
            value = self.edition
        computed = field.function is not None and (field.only is None or row in field.only)
        if computed and self.edition != VALUES:
            text = "=" + formula(field, row, self.layout, self.edition)
            page.write_formula(*at, text, style, _cached(value))
        elif isinstance(value, v.CellError):
            page.write_formula(*at, f"={value.text}", style, value.text)
        elif value is None:
            page.write_blank(*at, None, style)
        elif isinstance(value, bool):
            page.write_boolean(*at, value, style)
        elif isinstance(value, str):
            page.write_string(*at, value, style)
        else:
            page.write_number(*at, Exact(value), style)

    def _finish(self, sheet: Sheet, page: Worksheet, places: list[PartPlace], last: int) -> None:
        if sheet.hidden:
            page.very_hidden()
            page.protect("")
            return
        bottom = places[-1].body + self._filled(places[-1]) - 1
        waiting = {"type": "cell", "criteria": "==", "format": self.workbook.add_format({"font_color": "#7F7F7F", "italic": True})}
        end = places[-1].body + places[-1].rows
        for word in (v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT):
            page.conditional_format(4, 0, end, last, waiting | {"value": f'"{word}"'})
        page.conditional_format(4, 0, end, last, {"type": "errors", "format": self.workbook.add_format({"font_color": "#C00000", "bold": True})})
        if sheet.portrait:
            page.set_portrait()
        else:
            page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.5, 0.7)
        page.print_area(0, 0, max(bottom, 5), last)
        page.set_footer(FOOT if sheet.signed else PAGE)
        if len(places) == 1:
            page.freeze_panes(places[0].body, 1)
            page.repeat_rows(places[0].header)
            page.autofilter(places[0].header, 0, places[0].body + places[0].rows - 1, last)
        page.hide_gridlines(2)
        page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "select_locked_cells": True})
        if sheet.tab:
            page.set_tab_color(sheet.tab)

    def _filled(self, place: PartPlace) -> int:
        """How many rows are worth printing: those in use, and a few to write on."""
        part = place.part
        if not isinstance(part, Block) or part.fixed:
            return place.rows
        used = [i for i in range(part.rows) if shown(part.columns[part.begun], self.values, i) is not None]
        return min(part.rows, max([i + 1 for i in used] or [0]) + 3)


def _cached(value: Any) -> Any:
    """A value as it stands beside its formula."""
    return value.text if isinstance(value, v.CellError) else EmptyText() if value is None else value
