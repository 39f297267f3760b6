"""Writes the parts of a sheet: lists, single figures, fixed tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format

from ..forms import Static
from ..forms.sheet import Charts, printed
from ..graph import RULE, TEXT, Block, Field, Items
from ..graph.fields import references
from .charts import draw
from .drawing import Drawing, Slot
from .guidance import comment, validate
from .layout import LABEL, NOTE, UNIT, VALUE, PartPlace, helpers_of, note_of
from .measure import height_of
from .style import QUIET, header_text, helper_head, letter

TITLE_ROW, SIGNED_ROW, GAP = 24.0, 30.0, 9.0  # points
NONE = "（无）"
KEPT = 4
BACK = 11.0  # characters that the way back to the first sheet takes
LONG = ("name", "body", "industries", "baseline")  # texts of the park that may take two lines


def write_part(to: Drawing, place: PartPlace) -> None:
    """Write a part with its title and note."""
    part = place.part
    if place.title >= 0:
        to.page.write_string(place.title, 0, part.title, to.styles.part)
        to.row(place.title, TITLE_ROW)
    if place.note >= 0 and not isinstance(part, Static):
        beside = next(
            k for k in range(len(to.widths)) if sum(to.widths[:k]) >= BACK
        )  # of the way back, on its row
        slot = (beside if place.note == 3 else 0, to.beside)
        to.text(place.note, slot, part.note, to.styles.quiet)
        to.row(place.note, height_of(to.lines(part.note, slot, 9), 9))
    if isinstance(part, Block):
        _block(to, place, part)
    elif isinstance(part, Items):
        _items(to, place, part)
    elif isinstance(part, Charts):
        draw(to, place, part)
    else:
        _static(to, place, part)
    if place is not to.places[-1]:
        to.row(place.body + place.rows, GAP)


def _headers(to: Drawing, place: PartPlace, heads: Mapping[Any, str]) -> None:
    for key, head in heads.items():
        to.text(place.header, place.slots[key], head, to.styles.header)
    lines = max((to.lines(head, place.slots[key], 9) for key, head in heads.items()), default=1)
    to.row(place.header, height_of(lines, 9, 5))


# ---- lists ---------------------------------------------------------------------------------------
def _block(to: Drawing, place: PartPlace, block: Block) -> None:
    visible = {k: c for k, c in block.columns.items() if not c.hidden}
    _headers(
        to,
        place,
        {k: header_text(c, not to.plain, block.twin(c)) for k, c in visible.items() if not c.under},
    )
    rows = to.used(place) // block.lines if to.values_only else block.rows
    grows = (
        block.lines == 1
        and not to.values_only
        and any(c.is_input and c.writer != RULE for c in visible.values())
    )
    for key, column in block.columns.items():
        slot = place.slots[key]
        if not column.hidden:
            _column(to, place, column, slot, rows, grows)
        elif not to.values_only:
            to.page.write_string(place.header, slot[0], column.label, to.styles.helper_head)
            _column(to, place, column, slot, rows, grows)
        if not to.values_only:
            if not column.under:
                comment(to.page, place.header, slot[0], column)
            validate(to.page, to.writing.layout.places[column.id], column, block)
    if to.values_only and place is not to.places[-1]:
        _unused(to, place, max(rows, 1))
    if to.values_only and not rows:
        whole = (place.slots[next(iter(visible))][0], place.slots[list(visible)[-1]][1])
        to.text(place.body, whole, NONE, to.styles.text(to.sheet.size, align="center", indent=0))


def _unused(to: Drawing, place: PartPlace, first: int) -> None:
    """Rows of a list that hold nothing take no room between other parts."""
    for row in range(place.body + first, place.body + place.rows):
        to.row(row, to.usual)
        to.hidden.add(row)


def _column(
    to: Drawing, place: PartPlace, column: Field, slot: Slot, rows: int, grows: bool
) -> None:
    size, room = to.sheet.size, _room(to, column)
    initial = len(column.block.initial) if column.block else 0
    made: dict[Any, Format] = {}
    lines = column.block.lines if column.block else 1
    deep = (
        1
        if column.hidden or column.under or (column.block and column.block.twin(column))
        else lines
    )
    first = place.body + (1 if column.under else 0)
    for row in range(rows):
        opened = (
            row >= initial and column.spare
            if column.writer == RULE
            else column.only is None or row in column.only
        )
        look = column.pattern_at(row), column.is_input and opened
        if look not in made:
            made[look] = to.styles.figure(column, *look, size, plain=to.plain)
        top = first + row * lines
        to.field(top, slot, column, row, made[look], deep)
        text = to.writing.shown(column, row) if column.is_text and not column.hidden else None
        needed = max(to.lines(text, slot, size) if text else 1, room)
        if needed > 1 or lines > 1:
            for line in range(deep):
                to.row(top + line, max(height_of(1, size), height_of(needed, size) / deep), grows)


# ---- single figures ------------------------------------------------------------------------------
def _items(to: Drawing, place: PartPlace, items: Items) -> None:
    letters = (
        "" if to.plain else f"\n〔{'/'.join(dict.fromkeys(letter(f) for f in items.fields))}〕"
    )
    heads = {LABEL: "项目", VALUE: items.value_label + letters, UNIT: "单位", NOTE: "说明"}
    heads |= {c.key: header_text(c, not to.plain) for c in items.companions}
    helpers = helpers_of(items)
    _headers(to, place, {k: heads[k] for k in place.slots if k not in helpers})
    for key in helpers if not to.values_only else ():
        slot = place.slots[key]
        to.page.write_string(place.header, slot[0], helper_head(key), to.styles.helper_head)
    if (
        to.sheet.formal
    ):  # there for the reader of files; people see what is the label and what the figure
        to.hidden.add(place.header)
    numbers = UNIT in place.slots and 2 * sum(f.is_text for f in items.fields) < len(items.fields)
    for i, line in enumerate(items.rows):
        _item(
            to,
            place.body + i,
            _slots(to, place, line["value"]),
            line,
            "right" if numbers else "left",
        )
        if items.id in to.sheet.tall:
            to.row(place.body + i, SIGNED_ROW)


def _item(to: Drawing, row: int, slots: dict[Any, Slot], line: dict[str, Field], side: str) -> None:
    field = line["value"]
    look: dict[str, tuple[str, float, Format]] = {
        LABEL: (field.label, 10.0, to.styles.text()),
        UNIT: (printed(field.unit), 9.0, to.styles.text(9.0, align="center", indent=0)),
        NOTE: (note_of(field), 9.0, to.styles.text(9.0, font_color=QUIET)),
    }
    lines = [_room(to, field)]
    if field.is_text:
        lines.append(to.lines(to.writing.shown(field, None) or "", slots[VALUE]))
    for key, slot in slots.items():
        if str(key).startswith("helper"):
            continue
        text, size, style = look.get(
            key, ("", 10.0, to.styles.text())
        )  # a line may have no companions
        if key not in line:
            to.text(row, slot, text, style)
            lines.append(to.lines(text, slot, size))
    for key, twin in line.items():
        if twin.hidden and to.values_only:
            continue
        unlocked = twin.is_input and twin.writer != RULE
        style = to.styles.figure(
            twin, twin.pattern, unlocked, 10.0, plain=to.plain, side=side if key == VALUE else ""
        )
        to.field(row, slots[key], twin, None, style)
        if not to.values_only:
            validate(to.page, to.writing.layout.places[twin.id], twin, None)
    to.row(row, max(to.usual, height_of(max(lines))), grows=field.is_input and field.writer != RULE)


def _slots(to: Drawing, place: PartPlace, field: Field) -> dict[Any, Slot]:
    """The columns of one figure: in a document it takes the room of the unit and note it has
    not."""
    slots = dict(place.slots)
    for key, text in ((UNIT, field.unit), (NOTE, note_of(field))):
        if to.sheet.formal and not text and key in slots and slots[key][0] == slots[VALUE][1] + 1:
            slots[VALUE] = (slots[VALUE][0], slots.pop(key)[1])
    return slots


def _room(to: Drawing, field: Field) -> int:
    """Lines kept free for a text of the park that is shown elsewhere: formulas do not make rows
    grow. So for texts that the tool writes later into a tall list."""
    if field.block is not None and field.block.id in to.sheet.tall and not to.values_only:
        return KEPT if field.is_text else 1
    sources = references(field)[:1] if field.function and not to.values_only else []
    return 2 if any(s.kind == TEXT and s.is_input and s.key in LONG for s in sources) else 1


# ---- fixed tables --------------------------------------------------------------------------------
def _static(to: Drawing, place: PartPlace, table: Static) -> None:
    _headers(to, place, dict(enumerate(table.headers)))
    there = {s.name for s in to.writing.sheets}
    for i, cells in enumerate(table.rows):
        row, lines = place.body + i, 1
        for k, held in enumerate(cells):
            text = held.get(to.writing.edition, "") if isinstance(held, Mapping) else held
            if table.links and k == 0 and text in there:
                link = to.styles.text(font_color="#0563C1", underline=1)
                to.page.write_url(row, place.slots[k][0], f"internal:'{text}'!A1", link, str(text))
            elif isinstance(text, str):
                to.text(
                    row,
                    place.slots[k],
                    text,
                    (to.styles.swatch(text) if k == 0 else None) or to.styles.text(),
                )
            elif text is not None:
                to.page.write(row, place.slots[k][0], text, to.styles.text())
            if not to.sheet.hidden:
                lines = max(lines, to.lines(text, place.slots[k]))
        if lines > 1:
            to.row(row, height_of(lines))
