"""Writes one sheet: its head, its parts one below the other, what is printed of it, what people may
change."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from ..core import values as v
from ..forms.factors import basis_words
from ..forms.sheet import Headline, Sheet, printed
from ..forms.status import is_status
from ..functions.row_words import MISSING
from ..functions.row_words import WRONG as WRONG_ROW
from ..graph import Block
from . import paper
from .drawing import Drawing
from .layout import PartPlace, head_column
from .measure import height_of
from .parts import write_part
from .style import INK, LACKING, QUIET, WAITING, WRONG
from .writing import Page, Writing

SPARE, LEAST = 3, 10  # rows printed below the last one in use; rows printed of an empty list
WIDE = 130  # sheets wider than this are shown smaller
ALLOWED = {
    "autofilter": True,
    "sort": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
}


def write_sheet(writing: Writing, sheet: Sheet, page: Page, places: list[PartPlace]) -> None:
    """Write a sheet to a page of XlsxWriter."""
    to = Drawing(writing, sheet, page, places)
    _head(to)
    for place in places:
        write_part(to, place)
    to.finish_rows()
    if sheet.hidden:
        page.very_hidden()
        page.protect("")
        return
    _marks(to)
    _print(to)
    _use(to)


def _head(to: Drawing) -> None:
    """Title with form number and unit, whose figures these are, who fills what, and the way
    back."""
    sheet, page = to.sheet, to.page
    whole = (head_column(sheet), to.beside)
    formal = {"align": "center"} if sheet.formal else {}
    title = to.styles.make(
        bold=True, font_size=18 if sheet.formal else 15, font_color=INK, **formal
    )
    if sheet.formal:
        to.text(0, whole, sheet.title, title)
    else:
        page.write_string(0, whole[0], sheet.title, title)
    lines = (("表号：", sheet.form_no), ("计量单位：", printed(sheet.unit_note)))
    corner = to.styles.make(align="right", font_size=9, font_color=QUIET)
    page.write_string(
        3 if sheet.formal else 0, to.beside, "　".join(word + x for word, x in lines if x), corner
    )
    for part in sheet.parts:
        if isinstance(part, Headline):
            to.field(1, whole, part.fields[0], None, to.styles.make(shrink=True, **formal))
    words = sheet.instruction
    if to.values_only:  # there is nothing to fill
        words = words.partition("；")[0] if sheet.formal else sheet.purpose
    to.text(
        2, whole, words, to.styles.make(text_wrap=True, font_color=QUIET, font_size=9, **formal)
    )
    home = to.writing.sheets[0]
    if sheet is not home and not sheet.hidden:
        words_back = f"← {home.name if to.values_only else '目录'}"
        page.write_url(3, 0, f"internal:'{home.name}'!A1", to.styles.link, words_back)
    to.row(0, 48.0 if sheet.formal else 28.0)
    to.row(1, height_of(1))
    to.row(2, height_of(to.lines(words, whole, 9), 9))


def _marks(to: Drawing) -> None:
    """待填 and 不适用 in grey, errors in red."""
    add, last = to.styles.workbook.add_format, to.places[-1]
    area = (4, 0, last.body + last.rows, to.last)
    for word in (v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT):
        waiting = add({"font_color": WAITING, "italic": True})
        to.page.conditional_format(
            *area, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": waiting}
        )
    ours = {"font_color": QUIET, "italic": True}  # must not look official
    design = f'"{basis_words("design")}"'
    to.page.conditional_format(
        *area, {"type": "cell", "criteria": "==", "value": design, "format": add(ours)}
    )
    wrong = add({"font_color": WRONG, "bold": True})
    to.page.conditional_format(*area, {"type": "errors", "format": wrong})
    _status_marks(to, add({"font_color": WRONG}), add({"font_color": LACKING}))


def _status_marks(to: Drawing, wrong: Format, lacking: Format) -> None:
    """The words of rows: what is wrong in red, what is only lacking in amber."""
    for place in to.places:
        if not isinstance(place.part, Block):
            continue
        for field in filter(is_status, place.part.columns.values()):
            column = place.slots[field.key][0]
            top = xl_rowcol_to_cell(place.body, column, col_abs=True)
            for begins, look in ((WRONG_ROW, wrong), (MISSING, lacking)):
                rule = {"type": "formula", "criteria": f'=ISNUMBER(FIND("{begins}",{top}))'}
                to.page.conditional_format(
                    place.body,
                    column,
                    place.body + place.rows - 1,
                    column,
                    rule | {"format": look, "stop_if_true": True},
                )


def _print(to: Drawing) -> None:
    page, sheet, places = to.page, to.sheet, to.places
    paper.set_up(page, sheet, sheet.signed and not to.values_only)
    page.print_area(0, 0, _bottom(to, places[-1]), to.last)
    parts: list[paper.Printed] = []
    for place in places:
        below = (
            bool(parts) and place.part.id in sheet.tall
        )  # signatures do not stand on a page of their own
        first = parts.pop().first if below else place.header if place.title < 0 else place.title
        bottom = _bottom(to, place) if place is places[-1] else place.body + place.rows - 1
        lines = place.part.lines if isinstance(place.part, Block) else 1
        is_list = isinstance(place.part, Block) and (not place.part.fixed or lines > 1)
        parts.append(paper.Printed(first, bottom, is_list, place.body, lines))
    rows, runs_on = paper.breaks(parts, to.height, paper.capacity(sheet, to.widths))
    if rows and not sheet.one_page:
        page.set_h_pagebreaks(rows)
    if runs_on or len(places) == 1:
        page.repeat_rows(places[-1].header)


def _bottom(to: Drawing, place: PartPlace) -> int:
    """The last row of a part that is worth printing: those in use, and a few to write on."""
    part, used = place.part, to.used(place)
    if isinstance(part, Block) and not part.fixed:
        filled = not to.values_only and any(c.is_input for c in part.columns.values())
        used = min(place.rows, max(used + SPARE, LEAST)) if filled else max(1, used)
    return place.body + used - 1


def _use(to: Drawing) -> None:
    """How the sheet is used on the screen."""
    page, sheet, first = to.page, to.sheet, to.places[0]
    alone = len(to.places) == 1
    page.freeze_panes(first.body if alone else 4, 1 if alone else 0)
    page.hide_gridlines(2)
    if sum(to.widths) > WIDE:
        page.set_zoom(85)
    if sheet.tab:
        page.set_tab_color(sheet.tab)
    if to.inputs:
        page.set_selection(*min(to.inputs), *min(to.inputs))
    if not to.values_only:
        page.protect("", ALLOWED)
        if alone and not (isinstance(first.part, Block) and first.part.lines > 1):
            page.autofilter(first.header, 0, first.body + first.rows - 1, to.last)
