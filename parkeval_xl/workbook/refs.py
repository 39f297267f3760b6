"""Cell addresses: A1 texts on one side, (row, column) counted from 0 on the other."""

from __future__ import annotations

import re
from functools import cache

Position = tuple[int, int]
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, all counted from 0 and included."""

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.IGNORECASE)


@cache
def column_index(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


@cache
def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """(4, 1) → B5."""
    return f"{column_letters(column)}{row + 1}"


def fixed_name(row: int, column: int, fixed_row: bool = True) -> str:
    """(4, 1) → $B$5, or $B5."""
    return f"${column_letters(column)}{'$' * fixed_row}{row + 1}"


def parse_cell(text: str) -> Position:
    """B5 → (4, 1); ValueError where the text is no address."""
    match = _CELL.fullmatch(text)
    if match is None:
        raise ValueError(f"not a cell address: {text!r}")
    row, column = int(match[2]) - 1, column_index(match[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(f"outside the sheet: {text!r}")
    return row, column


def parse_area(text: str) -> Area:
    """B5:C7 → (4, 1, 6, 2), B5 → (4, 1, 4, 1); ValueError where the text is no range of cells."""
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = parse_cell(first), parse_cell(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def area_name(area: Area) -> str:
    """(4, 1, 6, 2) → B5:C7, (4, 1, 4, 1) → B5."""
    first, last = cell_name(*area[:2]), cell_name(*area[2:])
    return first if first == last else f"{first}:{last}"
