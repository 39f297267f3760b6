"""Help at the cell: drop-downs and limits with Chinese messages, and comments with definition and
clause."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ..core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT
from ..forms.sheet import printed
from ..graph import CHOICE, DATE, NUMBER, RULE, UNIT, Block, Field
from .layout import Place
from .measure import PIXELS, POINT, height_of, lines_of
from .style import FONT

COMMENT = 280  # pixels a comment is wide
NOT_LISTED = {
    True: "这一项不在下拉中。单位写法须是单位表中的，认不出的单位会显示错误。",
    False: "这一项不在下拉中。请从下拉中选择。",
}


def validate(page: Worksheet, place: Place, field: Field, block: Block | None) -> None:
    """Limits and drop-down of an input. A number cell takes a number within its bounds, 待填 or
    不适用."""
    if not field.is_input or (field.writer == RULE and not field.spare):
        return
    for first, last in _stretches(field, block):
        _validate(page, place, field, block, first, last)


def _stretches(field: Field, block: Block | None) -> list[tuple[int, int]]:
    """The first and last rows of stretches of open cells."""
    if block is None or field.only is None:
        return [
            (
                len(block.initial) if block and field.writer == RULE else 0,
                block.rows - 1 if block else 0,
            )
        ]
    starts = [r for r in field.only if r - 1 not in field.only]
    ends = [r for r in field.only if r + 1 not in field.only]
    return list(zip(starts, ends, strict=True))


def _validate(
    page: Worksheet, place: Place, field: Field, block: Block | None, first: int, last: int
) -> None:
    if block and "low" in block.columns and field.key in ("value", "value_verified"):
        for row in range(block.rows):
            initial = block.initial[row]
            _apply(
                page, place, row, row, _number(place, row, initial["low"], initial["high"]), field
            )
        return
    if field.row_lists:
        for row in range(first, last + 1):
            _apply(
                page,
                place,
                row,
                row,
                {
                    "validate": "list",
                    "source": f"={field.row_lists[row]}",
                    "error_title": "请从下拉中选",
                    "error_message": NOT_LISTED[False],
                },
                field,
            )
    elif field.kind == NUMBER:
        _apply(page, place, first, last, _number(place, first, field.low, field.high), field)
    elif field.kind in (CHOICE, UNIT):
        source: Any = f"={field.list_name}" if field.list_name else list(field.choices)
        soft = field.kind == UNIT or field.list_name == "选项_因子"
        _apply(
            page,
            place,
            first,
            last,
            {
                "validate": "list",
                "source": source,
                "error_type": "warning" if soft else "stop",
                "error_title": "请从下拉中选",
                "error_message": NOT_LISTED[soft],
            },
            field,
        )
    elif field.help:
        _apply(page, place, first, last, {"validate": "any"}, field)


def _number(place: Place, row: int, low: float | None, high: float | None) -> dict[str, Any]:
    cell = xl_rowcol_to_cell(*place.at(row))
    inside = "".join(
        [
            f",{cell}>={low!r}" if low is not None else "",
            f",{cell}<={high!r}" if high is not None else "",
        ]
    )
    number = f"AND(ISNUMBER({cell}){inside})" if inside else f"ISNUMBER({cell})"
    ends = ["" if end is None else format(end, "g") for end in (low, high)]
    bounds = f"，范围 {'～'.join(ends)}" if inside else ""
    message = f"这里填数字{bounds}；暂时没有数据时填“待填”或留空。比例填小数，如 0.95 表示 95%。"
    return {
        "validate": "custom",
        "value": f'=OR({number},{cell}="{PENDING_TEXT}",{cell}="{NOT_APPLICABLE_TEXT}")',
        "error_title": "请填数字",
        "error_message": message,
    }


def _apply(
    page: Worksheet, place: Place, first: int, last: int, rule: dict[str, Any], field: Field
) -> None:
    prompt = {}
    if field.help and (
        field.block is None or field.kind == DATE
    ):  # in lists the comment of the header says it
        prompt = {"input_title": field.label[:32], "input_message": field.help[:255]}
    top, column = place.at(first if field.block else None)
    bottom, _ = place.at(last if field.block else None)
    page.data_validation(top, column, bottom, column, {"ignore_blank": True} | rule | prompt)


def comment(page: Worksheet, row: int, column: int, field: Field) -> None:
    """Definition, unit and clause of a column at its header."""
    lines = (("", field.help), ("单位：", printed(field.unit)), ("依据：", field.clause))
    text = "\n".join(word + x for word, x in lines if x)
    if text and not field.hidden:
        height = height_of(lines_of(text, COMMENT / PIXELS), 10, 12) * POINT
        look = {
            "width": COMMENT,
            "height": height,
            "font_size": 10,
            "font_name": FONT,
            "color": "#FFFFFF",
        }
        page.write_comment(row, column, text, {"author": "ParkEval XL"} | look)
