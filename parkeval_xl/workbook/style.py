"""The look of a workbook: three fills only, and the letter of each fill in the header, so that grey
print works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # whoever reads a file does not write one
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

from ..forms.sheet import printed
from ..forms.status import is_status
from ..graph import ASSESSOR, DATE, NUMBER, PARK, RULE, Field, Items

FONT = "微软雅黑"
HELPER = "#EDEDED"  # the band of helper cells
FILL, VERIFY, COMPUTE, PLAIN = "#FFF9DB", "#DFEBF7", "#EFEFEF", "#FFFFFF"
INK, RULE_LINE, HEADER, QUIET = "#1F3864", "#A6A6A6", "#DCE1E9", "#595959"
WAITING, WRONG = "#7F7F7F", "#C00000"
LACKING = "#9C5700"  # amber, dark enough to be read on grey
LETTERS = {PARK: "填", ASSESSOR: "核"}  # everything else is 算
FILLS = {"填": FILL, "核": VERIFY, "算": COMPUTE}
# A format with optional decimals leaves a bare point behind a whole number; the General one does
# not.
# Calc leaves the sign out in a third section, so negative numbers have the second.
_FREE = ("[>=1000]#,##0.00", "[<0]-General", "General")


def letter(field: Field) -> str:
    """Who writes a field: 填 the park, 核 the assessor, 算 the workbook."""
    return LETTERS.get(field.writer, "算") if field.is_input else "算"


def header_text(field: Field, letters: bool = True, below: Field | None = None) -> str:
    """The header of a column: label, unit, and the letter of who writes it, and of who writes what
    stands `below` it."""
    unit = f"\n{printed(field.unit)}" if field.unit and field.kind == NUMBER else ""
    who = dict.fromkeys(letter(f) for f in (field, below) if f is not None)
    return f"{field.label}{unit}" + (f"\n〔{'/'.join(who)}〕" if letters else "")


FORMER = {  # labels of files made before, up to the first ·, and what they are now
    "角色": "类别",
    "角色位": "类别位",
    "环节": "单位类别",
    "流项合计": "核算项目合计",
    "缺省值流项占比": "缺省值核算项目占比",
    "薄弱维度": "短板指标",
    "薄弱维度及得分": "短板指标及得分",
    "结论的由来": "结论依据",
    "再上一级须": "晋级条件",
    "所印权重": "标准所列权重",
    "计入办法": "核算规则",
    "灯色": "三色评价",
    "最弱维度": "短板指标",
    "至多": "最多",
}
FORMER_WORDS = {"得分点": "指数得分", "失分点": "指数失分"}  # in labels of years too


def header_label(text: str) -> str:
    """The label a header text stands for: what the reader finds columns and rows by. A former label
    is read as that of today."""
    label = "".join(str(text).split("\n", 1)[0].split()).split("〔", 1)[0]
    head, dot, rest = label.partition("·")
    for former, now in FORMER_WORDS.items():
        head = head.replace(former, now)
    return FORMER.get(head, head) + dot + rest


def helper_head(key: str) -> str:
    """The head of a column of helpers of single figures: each row has its own."""
    return f"辅助{key.removeprefix('helper')}"


def item_head(items: Items, key: str, field: Field) -> str:
    """The label above a cell of a row of single figures."""
    if key == "value":
        return items.value_label
    return helper_head(key) if key.startswith("helper") else header_label(header_text(field))


def number_format(pattern: str) -> str:
    """The number format of cells. `_ ` keeps the width of a space free at the right border, of
    words too (`@`): Calc sometimes forgets the indent of numbers."""
    if not pattern:
        return "General_ "
    if "/" in pattern:  # fractions of judgements, which are positive
        return ";".join(f"{section}_ " for section in pattern.split(";"))
    own = pattern.split(";")  # positive, negative, zero
    sections = (
        own
        if len(own) == 3
        else _FREE
        if "#" in pattern.partition(".")[2]
        else (pattern, f"-{pattern}", pattern)
    )
    return ";".join(f"{section}_ " for section in (*sections, "@"))


class Styles:
    """Formats of one workbook, made once each."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format with the house's font and the given properties."""
        # without a scheme: a font of the theme would be shown as the theme's
        full = {
            "font_name": FONT,
            "font_size": 10,
            "font_scheme": "none",
            "valign": "vcenter",
        } | properties
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(full)
        return self._made[key]

    def boxed(self, **properties: Any) -> Format:
        """A format of a cell of a table."""
        return self.make(**{"border": 1, "border_color": RULE_LINE} | properties)

    def figure(
        self,
        field: Field,
        pattern: str,
        unlocked: bool,
        size: float,
        *,
        plain: bool = False,
        side: str = "",
    ) -> Format:
        """The format of a cell of a field. `plain`: no fill; `side`: left or right where its kind
        is not to decide."""
        if field.hidden:
            return self.make(
                bg_color=HELPER, font_color=QUIET, font_size=8, shrink=True, num_format="General"
            )
        kind = (
            "算" if not unlocked else "填" if field.writer == RULE else letter(field)
        )  # a spare row of rules is filled
        look: dict[str, Any] = {"bg_color": PLAIN if plain else FILLS[kind], "locked": not unlocked}
        if field.kind == NUMBER:  # rather small digits than ###
            look |= {"num_format": number_format(pattern), "align": side or "right", "shrink": True}
        else:
            form = "yyyy-mm-dd" if field.kind == DATE else "@" if unlocked else "General"
            look |= {"num_format": form, "align": side or "left", "text_wrap": True}
        if is_status(field):
            look["font_color"] = WAITING
        return self.boxed(
            font_size=size,
            indent=0 if field.kind == NUMBER and look["align"] == "right" else 1,
            **look,
        )

    def text(self, size: float = 10.0, **properties: Any) -> Format:
        """The format of a cell of a table that holds a fixed text."""
        return self.boxed(
            **{"text_wrap": True, "font_size": size, "indent": 1, "bg_color": PLAIN} | properties
        )

    def swatch(self, mark: str) -> Format | None:
        """The format of a mark in the legend: as it looks on the sheets."""
        if mark in FILLS:
            return self.text(bg_color=FILLS[mark], align="center", indent=0, bold=True)
        if mark in ("待填", "不适用"):
            return self.text(font_color=WAITING, italic=True, align="center", indent=0)
        return (
            self.text(font_color=WRONG, bold=True, align="center", indent=0)
            if mark.startswith("#")
            else None
        )

    @property
    def header(self) -> Format:
        return self.boxed(bold=True, font_size=9, bg_color=HEADER, text_wrap=True, align="center")

    @property
    def part(self) -> Format:
        return self.make(bold=True, font_size=11, font_color=INK)

    @property
    def quiet(self) -> Format:
        return self.make(text_wrap=True, font_color=QUIET, font_size=9)

    @property
    def helper_head(self) -> Format:
        """The head of a helper column, in the folded band right of the page."""
        return self.make(bg_color=HELPER, font_color=QUIET, font_size=8, text_wrap=True)

    @property
    def link(self) -> Format:
        return self.make(font_color="#0563C1", underline=1, font_size=9)
