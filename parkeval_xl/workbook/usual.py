"""A sheet taken apart by one regular expression, where its cells are spelt as all usual writers
spell them: addresses in every cell, nothing but formulas and values in them. Any other sheet is
left to the XML parser, and so is what stands around the cells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import unescape

from parkeval_xl.workbook.refs import LAST_COLUMN, LAST_ROW, Position, column_index

_ROW = r'<row((?: [a-zA-Z0-9:]++="[^"<&]*+")*+)/?>|</row>'
_CELL = (
    r'<c r="(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})"(?: s="[0-9]++")?+'
    r'(?: t="(?P<type>\w++)")?+'
    r"(?:/>|>(?:<f(?P<marks>(?: [a-z]++=\"[^\"<&]*+\")*+)(?:/>|>(?P<formula>[^<]*+)</f>))?+"
    r'(?P<v><v(?: xml:space="preserve")?+(?:/>|>(?P<value>[^<]*+)</v>))?+</c>)'
)
_NEXT = re.compile(f"{_CELL}|{_ROW}", re.ASCII)
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_MAIN = re.compile(
    rb'\s*(?:<\?xml[^<>]*\?>\s*)?<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    rb'2006/main"[^<>]*>'
)
# the end of a section, references to characters, what XML does not hold, line ends that a parser
# changes
_ODD = re.compile("]]>|&(?!(?:lt|gt|amp|quot|apos);)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_NAME = re.compile(r"([a-zA-Z0-9:]+)=")
_MARK = re.compile(r'([a-z]+)="([^"]*)"')
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_NONE: dict[str, str] = {}
_column = lru_cache(maxsize=None)(column_index)


class Cell(NamedTuple):
    """A cell that is not blank, its texts as a parser gives them; None where there is no such
    element. `marks` are the attributes of the formula."""

    at: Position
    type: str
    marks: dict[str, str]
    formula: str | None
    value: str | None


class Sheet(NamedTuple):
    """The cells of a part, and the part without them."""

    cells: list[Cell]
    rest: bytes


def taken_apart(data: bytes) -> Sheet | None:
    """The sheet in a part in UTF-8; None where anything is spelt otherwise."""
    start, end = data.find(_BEGIN), data.rfind(_END)
    if not 0 <= start < end or not _MAIN.match(data) or b"<!" in data:
        return None
    start += len(_BEGIN)
    try:
        text = data[start:end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _ODD.search(text) or _BEGIN.decode() in text:
        return None
    cells = _cells(text)
    return None if cells is None else Sheet(cells, data[:start] + data[end:])


def _cells(text: str) -> list[Cell] | None:
    out: list[Cell] = []
    last, inside = 0, False
    for match in _NEXT.finditer(text):
        if match.start() != last:
            return None
        last = match.end()
        column, row, kind, marks, formula, element, value, attributes = match.groups()
        if column is None:
            opens = attributes is not None
            if opens == inside or (opens and _repeats(_NAME.findall(attributes))):
                return None
            inside = opens and match[0][-2] != "/"
            continue
        at = int(row) - 1, _column(column)
        if not inside or at[0] > LAST_ROW or at[1] > LAST_COLUMN or kind == "inlineStr":
            return None
        if marks is None and element is None:
            continue  # most cells only have a style
        said = _attributes(marks) if marks else _NONE
        if said is None:
            return None
        formula = None if marks is None else formula or ""
        value = None if element is None else value or ""
        if formula and "&" in formula:
            formula = unescape(formula, _QUOTES)
        if value and "&" in value:
            value = unescape(value, _QUOTES)
        out.append(Cell(at, kind or "n", said, formula, value))
    return out if last == len(text) and not inside else None


@lru_cache(maxsize=4096)
def _attributes(marks: str) -> dict[str, str] | None:
    found = _MARK.findall(marks)
    if _repeats([name for name, _ in found]):
        return None
    return {name: unescape(content, _QUOTES) for name, content in found}


def _repeats(names: list[str]) -> bool:
    return len(set(names)) < len(names)
