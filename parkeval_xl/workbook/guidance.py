"""Help at the cell: drop-downs and limits with Chinese messages, and comments with definition and clause."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ..core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT
from ..graph import CHOICE, DATE, NUMBER, RULE, UNIT, Block, Field
from .layout import Place


def validate(page: Worksheet, place: Place, field: Field, block: Block | None) -> None:
    """Limits and drop-down of an input. A number cell takes a number within its bounds, 待填 or 不适用."""
    if not field.is_input or (field.writer == RULE and not field.spare):
        return
    first = len(block.born) if block and field.writer == RULE else 0
    last = block.rows - 1 if block else 0
    if block and "low" in block.columns and field.key in ("value", "value_verified"):
        for row in range(block.rows):
            born = block.born[row]
            _apply(page, place, row, row, _number(place, row, born["low"], born["high"]), field)
        return
    if field.kind == NUMBER:
        _apply(page, place, first, last, _number(place, first, field.low, field.high), field)
    elif field.kind in (CHOICE, UNIT):
        source: Any = f"={field.list_name}" if field.list_name else list(field.choices)
        soft = field.kind == UNIT or field.list_name == "list_factors"
        _apply(page, place, first, last, {
            "validate": "list", "source": source, "error_type": "warning" if soft else "stop", "error_title": "请从下拉中选",
            "error_message": "这一项不在下拉中。" + ("单位写法须是单位表中的，认不出的单位会显示错误。" if soft else "请从下拉中选择。")}, field)
    elif field.help:
        _apply(page, place, first, last, {"validate": "any"}, field)


def _number(place: Place, row: int, low: float | None, high: float | None) -> dict[str, Any]:
    cell = xl_rowcol_to_cell(*place.at(row))
    inside = "".join([f",{cell}>={low!r}" if low is not None else "", f",{cell}<={high!r}" if high is not None else ""])
    number = f"AND(ISNUMBER({cell}){inside})" if inside else f"ISNUMBER({cell})"
    bounds = "" if not inside else f"，范围 {'' if low is None else format(low, 'g')}～{'' if high is None else format(high, 'g')}"
    return {"validate": "custom", "value": f'=OR({number},{cell}="{PENDING_TEXT}",{cell}="{NOT_APPLICABLE_TEXT}")',
            "error_title": "请填数字", "error_message": f"这里填数字{bounds}；暂时没有数据时填“待填”或留空。比例填小数，如 0.95 表示 95%。"}


def _apply(page: Worksheet, place: Place, first: int, last: int, rule: dict[str, Any], field: Field) -> None:
    prompt = {"input_title": field.label[:32], "input_message": field.help[:255]} if field.help and field.block is None else {}
    if field.kind == DATE:
        prompt = {"input_title": field.label[:32], "input_message": field.help[:255]}
    top, column = place.at(first if field.block else None)
    bottom, _ = place.at(last if field.block else None)
    page.data_validation(top, column, bottom, column, {"ignore_blank": True} | rule | prompt)


def comment(page: Worksheet, row: int, column: int, field: Field) -> None:
    """Definition, unit and clause of a column at its header."""
    lines = [field.help, f"单位：{field.unit}" if field.unit else "", f"依据：{field.clause}" if field.clause else ""]
    text = "\n".join(line for line in lines if line)
    if text and not field.hidden:
        height = 20 + 16 * sum(1 + len(line) // 18 for line in text.split("\n"))
        page.write_comment(row, column, text, {"author": "ParkEval XL", "width": 260, "height": height, "font_size": 9, "font_name": "微软雅黑"})
