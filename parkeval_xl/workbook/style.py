"""The look of a workbook: three fills only, and the letter of each fill in the header, so that grey print works."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from ..graph import ASSESSOR, NUMBER, PARK, Field

FONT = "微软雅黑"
FILL, VERIFY, COMPUTE = "#FFF9DB", "#DFEBF7", "#EFEFEF"
INK, RULE_LINE, HEADER = "#1F3864", "#BFBFBF", "#D6DCE4"
LETTERS = {PARK: "填", ASSESSOR: "核"}  # everything else is 算
FILLS = {"填": FILL, "核": VERIFY, "算": COMPUTE}
LINE = 15.0  # points a line of text takes
FOOT = "&L&8单位（盖章）：　　　　　单位负责人：　　　　　填报人：　　　　　联系电话：　　　　　报出日期：&R&8第 &P 页 共 &N 页"
PAGE = "&R&8第 &P 页 共 &N 页"


def letter(field: Field) -> str:
    """Who writes a field: 填 the park, 核 the assessor, 算 the workbook."""
    return LETTERS.get(field.writer, "算") if field.is_input else "算"


def header_text(field: Field) -> str:
    """The header of a column: label, unit, and the letter of who writes it."""
    unit = f"\n{field.unit}" if field.unit and field.kind == NUMBER else ""
    return f"{field.label}{unit}\n〔{letter(field)}〕"


def header_label(text: str) -> str:
    """The label a header text stands for: what the reader finds columns by."""
    return "".join(str(text).split("\n", 1)[0].split()).split("〔", 1)[0]


def lines_of(text: str, width: float) -> float:
    """How many lines a text takes in columns of a width; a Chinese character is as wide as two digits."""
    room = max(width - 1.5, 2.0)
    return float(sum(max(1, -int(-sum(2.0 if ord(c) > 255 else 1.1 for c in line) // room)) for line in text.split("\n")))


class Styles:
    """Formats of one workbook, made once each."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format with the house's font and the given properties."""
        full = {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | properties
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(full)
        return self._made[key]

    def cell(self, field: Field, pattern: str, unlocked: bool) -> Format:
        """The format of a cell of a field."""
        if field.hidden:
            return self.make(num_format=";;;", locked=True)
        kind = letter(field) if unlocked or not field.is_input else "算"
        look: dict[str, Any] = {"bg_color": FILLS[kind], "border": 1, "border_color": RULE_LINE, "locked": not unlocked}
        if field.kind == NUMBER:
            look |= {"num_format": pattern or "General", "align": "right"}
        else:
            look |= {"text_wrap": True, "num_format": "yyyy-mm-dd" if field.kind == "date" else "@" if unlocked else "General"}
        return self.make(**look)

    @property
    def title(self) -> Format:
        return self.make(bold=True, font_size=15, font_color=INK)

    @property
    def part(self) -> Format:
        return self.make(bold=True, font_size=11, font_color=INK)

    @property
    def plain(self) -> Format:
        return self.make(text_wrap=True)

    @property
    def quiet(self) -> Format:
        return self.make(text_wrap=True, font_color="#595959", font_size=9)

    @property
    def header(self) -> Format:
        return self.make(bold=True, font_size=9, bg_color=HEADER, border=1, border_color=RULE_LINE, text_wrap=True, align="center")

    @property
    def unseen(self) -> Format:
        """For helper columns that share a sheet column with others and so cannot be hidden."""
        return self.make(num_format=";;;")

    @property
    def label(self) -> Format:
        return self.make(border=1, border_color=RULE_LINE, text_wrap=True, bg_color="#FFFFFF")

    @property
    def note(self) -> Format:
        return self.make(border=1, border_color=RULE_LINE, text_wrap=True, font_size=9, font_color="#595959")

    @property
    def link(self) -> Format:
        return self.make(font_color="#0563C1", underline=1, font_size=9)
