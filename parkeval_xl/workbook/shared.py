"""A formula that the cells of a column share: its text stands in the first of them, and the others
read it as if it had been copied to them (ECMA-376 Part 1, 18.3.1.40).

openpyxl has a translator of formulas, with which the audit of a file would take a fifth longer.
Tests hold this one to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from parkeval_xl.workbook.refs import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    area_name,
    column_index,
    column_letters,
)

LONGEST = 8192  # characters of a formula (Excel specifications and limits)

# Cells, whole columns and whole rows; before them what is no address: texts, quoted names of
# sheets, what stands in brackets.
_ADDRESS = re.compile(
    r"""(?:"(?:[^"]|"")*+"|'(?:[^']|'')*+'|\[[^\]]*+\])"""
    r"|(?<![\w.$\\?])(?:(?P<cell>(?P<c>\$?[A-Z]{1,3})(?P<r>\$?[1-9][0-9]{0,6}))"
    r"|(?P<c1>\$?[A-Z]{1,3}):(?P<c2>\$?[A-Z]{1,3})"
    r"|(?P<r1>\$?[1-9][0-9]{0,6}):(?P<r2>\$?[1-9][0-9]{0,6}))(?![\w.(!\\?[])",
    re.IGNORECASE,
)
# Shared formulas hold no other sheet, no error, no range that is computed and no constants in
# braces ([MS-XLS] 2.5.198.118), nor a function that an add-in may provide (PtgNameX there).
_ALONE = re.compile(r"[!{\[]|\):|:[A-Z]+\(|PARK_")
_MARK = 16  # characters that being a member takes more than being a formula


class _Axis(NamedTuple):
    """A row or column of an address, counted from 0, that moves with the cell."""

    number: int
    is_row: bool


def moved(text: str, rows: int, columns: int = 0) -> str:
    """A formula as it reads when its cell is copied so many rows down and columns right; as it
    stands where that leaves the sheet, or where it is longer than a formula can be."""
    if not (rows or columns) or len(text) > LONGEST:
        return text
    out = []
    for piece in _pieces(text):
        if isinstance(piece, str):
            out.append(piece)
            continue
        at = piece.number + (rows if piece.is_row else columns)
        if not 0 <= at <= (LAST_ROW if piece.is_row else LAST_COLUMN):
            return text
        out.append(str(at + 1) if piece.is_row else column_letters(at))
    return "".join(out)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str | _Axis, ...]:
    """A formula taken apart into what moves with its cell and what stands between."""
    out: list[str | _Axis] = []
    last = 0
    for match in _ADDRESS.finditer(text):
        for name in ("c", "r", "c1", "c2", "r1", "r2"):
            axis = match[name]
            if axis and axis[0] != "$":
                is_row = name[0] == "r"
                number = int(axis) - 1 if is_row else column_index(axis)
                out += [text[last : match.start(name)], _Axis(number, is_row)]
                last = match.end(name)
    return (*out, text[last:])


def can_share(text: str) -> bool:
    """Whether cells may share a formula in every spreadsheet, and whether it pays."""
    return len(text) > _MARK and _ALONE.search(text) is None


class Shared(str):
    """What a cell holds of a shared formula, with "=": the first its text, the others none; `mark`
    is what its element says of it."""

    __slots__ = ("mark",)
    mark: str


def first_of(text: str, number: int, area: Area) -> Shared:
    """What the first cell holds of the formula of a number, which the cells of an area share."""
    return _marked(f"={text}", f't="shared" ref="{area_name(area)}" si="{number}"')


def other_of(number: int) -> Shared:
    """What the other cells hold of it."""
    return _marked("=", f't="shared" si="{number}"')


def _marked(text: str, mark: str) -> Shared:
    shared = Shared(text)
    shared.mark = mark
    return shared
