"""How sheets are printed: A4, one page wide (very wide ones several), and no part torn apart that
fits on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ..forms.sheet import Sheet
from .measure import points

A4 = (595.3, 841.9)  # points
LEFT, RIGHT, TOP, BOTTOM = 0.35, 0.35, 0.5, 0.7  # inches
SPARE = 0.95  # of a page is planned with: fonts differ from machine to machine
ENOUGH = 0.4  # of a page above a list that does not fit below: then it starts a page of its own
REST = 0.2  # of a page: so little of a list is not left to the next page alone
_PLACES = ("单位（盖章）：", "单位负责人：", "填报人：", "联系电话：", "报出日期：")
SIGN = "&L&8" + "　　　　　".join(_PLACES)
SIGN_NARROW = SIGN.replace("单位负责人", "负责人").replace("联系电话", "电话")
NUMBER = "&R&8第 &P 页 共 &N 页"


def set_up(page: Worksheet, sheet: Sheet, signed: bool) -> None:
    """Paper, margins and foot (to sign, or the title). What is taller goes on, unless the sheet is
    to be one page."""
    if sheet.portrait:
        page.set_portrait()
    else:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(sheet.across, 1 if sheet.one_page else 0)
    if sheet.across > 1:
        page.repeat_columns(0)
        page.print_across()
    page.set_margins(LEFT, RIGHT, TOP, BOTTOM)
    page.center_horizontally()
    name = "&L&8" + sheet.title.replace("&", "&&")
    page.set_footer(((SIGN_NARROW if sheet.portrait else SIGN) if signed else name) + NUMBER)


def capacity(sheet: Sheet, widths: Sequence[float]) -> float:
    """How many points of row height go on a page, once the sheet is made to fit its width."""
    across, down = A4 if sheet.portrait else A4[::-1]
    wide = sum(points(w) for w in widths) / sheet.across + (
        points(widths[0]) if sheet.across > 1 else 0.0
    )
    scale = min(1.0, (across - 72 * (LEFT + RIGHT)) / wide)
    return (down - 72 * (TOP + BOTTOM)) / scale * SPARE


@dataclass(frozen=True)
class Printed:
    """A part from its first to its last printed row; a list may be parted, its header stands on
    every page. `body` is the first row of a list whose entries take several `lines`, which are not
    parted."""

    first: int
    last: int
    is_list: bool
    body: int = 0
    lines: int = 1


def breaks(
    parts: Sequence[Printed], height: Callable[[int], float], room: float
) -> tuple[list[int], bool]:
    """The rows that start a page; whether the last part runs over pages."""
    out: list[int] = []
    used = sum(map(height, range(parts[0].first)))
    runs_on = False
    for part in parts:
        tall = sum(map(height, range(part.first, part.last + 1)))
        runs_on = used + tall > room
        enough = (
            ENOUGH * room
            if part.is_list and (tall > room or used + tall - room > REST * room)
            else 0.0
        )
        if runs_on and part is not parts[0] and used > enough:
            out.append(part.first)
            used, runs_on = 0.0, tall > room
        if part.lines > 1:
            within, used = _within(part, height, room, used)
            out += within
        else:
            used = (used + tall) % room
        used += height(part.last + 1)
    return out, runs_on and parts[-1].is_list


def _within(
    part: Printed, height: Callable[[int], float], room: float, used: float
) -> tuple[list[int], float]:
    """The entries of a list that start a page, and how much of the last page is used."""
    out = []
    head = height(part.body - 1)
    used += sum(map(height, range(part.first, part.body)))
    for row in range(part.body, part.last + 1, part.lines):
        entry = sum(map(height, range(row, row + part.lines)))
        if used + entry > room:
            out.append(row)
            used = head
        used += entry
    return out, used
