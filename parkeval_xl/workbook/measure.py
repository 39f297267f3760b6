"""How wide and high texts are on paper: for the heights of rows, and so for where pages end.

Widths are in the unit of columns (a digit of the workbook's standard font, 7 pixels), heights in
points. The measures are those of 微软雅黑 and Noto Sans CJK, which hardly differ; a little room is
left for other fonts.
"""

from __future__ import annotations

import re
from functools import lru_cache

PIXELS, PADDING = 7, 5  # of a unit of column width, and of a column besides
POINT = 4 / 3  # pixels
SIDE = 8  # pixels a cell loses to its indent and margins
LINE = 1.5  # line height by font size
_NARROW = frozenset(" .,:;'!|/()[]-ijl₀₁₂₃₄₅₆₇₈₉")
_PIECES = re.compile(r"[!-~]+|.", re.S)  # a word of ASCII, or one character


def points(width: float) -> float:
    """How wide a column of a width is on paper."""
    return (width * PIXELS + PADDING) / POINT if width else 0.0


def text_width(text: str, size: float) -> float:
    """How wide one line of text is, in pixels."""
    return size * POINT * sum(map(_ems, text))


def _ems(char: str) -> float:
    """The width of a character by the size of letters: Chinese ones are as wide as they are
    high."""
    if char in _NARROW:
        return 0.33
    return 1.0 if ord(char) > 0x2000 else 0.68 if char.isupper() else 0.56


@lru_cache(maxsize=4096)
def lines_of(text: str, width: float, size: float = 10.0) -> int:
    """How many lines a text takes in a cell of a width; a word of ASCII is parted only where it is
    wider than that."""
    room = max(width * PIXELS - SIDE, size * POINT)
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for piece in _PIECES.findall(paragraph):
            wide = text_width(piece, size)
            if used and used + wide > room:
                lines, used = lines + 1, 0.0
            used += wide
            while used > room:
                lines, used = lines + 1, used - room
    return lines


def height_of(lines: float, size: float = 10.0, room: float = 3.0) -> float:
    """How high a row of some lines is."""
    return round(lines * size * LINE + room, 2)
