"""What stands in the cells of a sheet: every value and formula for the audit, or quickly only
errors and formulas.

python-calamine reads values fast, but gives '' for an error cell and for a formula without a cached
value. `flags` finds those two in the sheet's bytes, so that neither passes for blank.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from lxml import etree

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.problems import damaged
from parkeval_xl.workbook.refs import (
    Area,
    Position,
    column_index,
    parse_area,
    parse_cell,
)
from parkeval_xl.workbook.shared import moved
from parkeval_xl.workbook.texts import MAIN, item_text, unescape_text
from parkeval_xl.workbook.usual import Cell, Sheet, taken_apart

Value = float | str | bool | CellError | None
_ORDINAL = re.compile(r"[0-9]{1,9}")
_ROW_TAG, _CELL_TAG, _F, _V, _IS = (f"{MAIN}{name}" for name in ("row", "c", "f", "v", "is"))


class RawCell(NamedTuple):
    """One cell as it stands in the file."""

    value: Value
    """A number (a date as its serial number), text, truth value or error; None for a formula
    without a cached value."""
    formula: str | None
    """The formula without "=", "" where the file keeps none (a data table); None for a constant."""
    kind: str
    """number, text, bool, error, date, or blank (a formula without a cached value)."""
    cached: bool
    """False for a formula without a cached value; True for everything else."""
    array: str | None = None
    """The range an array formula fills."""


class Flags(NamedTuple):
    """The cells of a sheet a fast reader of values must be told about."""

    errors: dict[Position, CellError]
    uncached: set[Position]


def scan(package: Package, sheet_name: str) -> dict[Position, RawCell]:
    """Every cell with a value or a formula, shared formulas written out; FileProblem where the XML
    is damaged."""
    found: dict[Position, RawCell] | None = package.scanned.get(sheet_name)
    if found is None:
        found = package.scanned[sheet_name] = _scan(package, sheet_name)
    return found


def usual(package: Package, part: str) -> Sheet | None:
    """A sheet's part taken apart, where it is spelt as usual."""
    if part not in package.apart:
        package.apart[part] = taken_apart(package.read(part))
    found: Sheet | None = package.apart[part]
    return found


def _scan(package: Package, sheet_name: str) -> dict[Position, RawCell]:
    found: dict[Position, RawCell] = {}
    shared: dict[str, tuple[str, Position]] = {}
    for at, typed, marks, formula, text in _cells(package, sheet_name):
        value, kind = _value(package, typed, text)
        if formula is None:
            if kind != "blank":
                found[at] = RawCell(value, None, kind, True)
            continue
        if marks.get("t") == "shared":
            first, place = shared.setdefault(marks.get("si", ""), (formula, at))
            formula = moved(first, at[0] - place[0], at[1] - place[1])
        area = marks.get("ref") if marks.get("t") == "array" else None
        found[at] = RawCell(value, formula, kind, kind != "blank", area)
    return found


def merged(package: Package, sheet_name: str) -> list[Area]:
    """The merged ranges of a sheet."""
    part = package.worksheet(sheet_name).part
    if b"mergeCell" not in package.read(part):
        return []
    try:
        return [
            parse_area(element.get("ref", ""))
            for element in package.parse(part).iter(f"{MAIN}mergeCell")
        ]
    except ValueError:
        what_zh, what_en = f"工作表“{sheet_name}”无法解析", f"sheet “{sheet_name}” cannot be parsed"
        raise damaged(package.label, what_zh, what_en) from None


def _elements(package: Package, sheet_name: str) -> Iterator[tuple[Position, etree._Element]]:
    """The cell elements of a sheet with their positions, which a writer may leave out where they
    follow on."""
    part = package.worksheet(sheet_name).part
    row, column = -1, -1
    try:
        for event, element in package.stream(part, ("start", "end"), (_ROW_TAG, _CELL_TAG)):
            is_row, address = element.tag == _ROW_TAG, element.get("r")
            if is_row and event == "start":
                row, column = int(address) - 1 if address else row + 1, -1
            elif is_row:
                element.clear()
            elif event == "end":
                row, column = parse_cell(address) if address else (row, column + 1)
                yield (row, column), element
    except ValueError:
        what_zh, what_en = f"工作表“{sheet_name}”无法解析", f"sheet “{sheet_name}” cannot be parsed"
        raise damaged(package.label, what_zh, what_en) from None


def _cells(package: Package, sheet_name: str) -> Iterator[Cell]:
    """The cells of a sheet that hold anything."""
    sheet = usual(package, package.worksheet(sheet_name).part)
    if sheet is not None:
        yield from sheet.cells
        return
    for position, element in _elements(package, sheet_name):
        typed = element.get("t", "n")
        if len(element) == 0 and typed != "inlineStr":  # most cells only have a style
            continue
        f = v = item = None  # the first of each; one pass is faster than three searches
        for child in element:
            tag = child.tag
            if tag == _V:
                v = child if v is None else v
            elif tag == _F:
                f = child if f is None else f
            elif tag == _IS:
                item = child if item is None else item
        text = None if v is None else v.text or ""
        if typed == "inlineStr":
            text = None if item is None else item_text(item)
        marks = {} if f is None else {str(k): str(x) for k, x in f.attrib.items()}
        yield Cell(position, typed, marks, None if f is None else f.text or "", text)


def _value(package: Package, kind: str, text: str | None) -> tuple[Value, str]:
    """A cell's value and kind; ("blank" where it has none). The cases are ST_CellType's (ECMA-376
    Part 1, 18.18.11)."""
    if kind == "inlineStr":
        return text or "", "text"
    if text is None or (text == "" and kind != "str"):
        return None, "blank"
    match kind:
        case "str":
            return unescape_text(text), "text"
        case "s":
            return package.shared_strings[_index(package, text)], "text"
        case "b":
            return text.strip() in ("1", "true"), "bool"
        case "e":
            return _error(text), "error"
        case "d":
            return _serial(package, text), "date"
        case _:
            return _number(text)


def _index(package: Package, text: str) -> int:
    digits = text.strip()
    if not _ORDINAL.fullmatch(digits) or int(digits) >= len(package.shared_strings):
        raise damaged(package.label, "缺少共享字符串", "a shared string is missing")
    return int(digits)


def _error(text: str) -> CellError:
    """The error; those of newer Excel (#SPILL!, #CALC!, …) count as #VALUE!."""
    return CellError.from_text(text.strip()) or CellError.VALUE


def _number(text: str) -> tuple[Value, str]:
    try:
        number = float(text)
    except ValueError:
        return CellError.VALUE, "error"
    return (number, "number") if math.isfinite(number) else (CellError.NUM, "error")


def _serial(package: Package, text: str) -> float | CellError:
    """The serial number of an ISO 8601 date, counted as Excel does, which takes 1900 for a leap
    year."""
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return CellError.VALUE
    if package.date1904:
        return (moment - datetime(1904, 1, 1)) / timedelta(days=1)
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    return days if days >= 61 else days - 1


# The fast way: the spelling all usual writers share, by regular expression; any other sheet goes
# through `scan`.

_UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z]++[0-9]++"(?: [a-z]++="[^"]*+")*+/?>(?!\s)|[A-Za-z])')
_FORMULA = rb"[^>]*+><f[^<]*+(?:</f>)?+"
_UNCACHED = (  # a text cell may hold the cached value "", an empty <v>; in other cells that is none
    re.compile(rb'<c r="([A-Z]++)([0-9]++)"(?![^>]* t="str")' + _FORMULA + rb"(?!<v[^>/]*+>[^<])"),
    re.compile(rb'<c r="([A-Z]++)([0-9]++)"(?=[^>]* t="str")' + _FORMULA + rb"(?!<v)"),
)
_ERROR_VALUE = re.compile(rb' t="e"[^>]*+>(?:<f[^<]*+(?:</f>)?)?<v[^>/]*+>([^<]++)')


def flags(package: Package, sheet_name: str) -> Flags:
    """The error cells and the formula cells without a cached value of one sheet."""
    part = package.worksheet(sheet_name).part
    if not _is_usual(package, part):
        return _flags_of(scan(package, sheet_name))
    data = package.read(part)
    bare = (hit for pattern in _UNCACHED for hit in pattern.findall(data))
    return Flags(dict(_errors(data)), {(int(row) - 1, _COLUMNS[letters]) for letters, row in bare})


def _errors(data: bytes) -> Iterator[tuple[Position, CellError]]:
    for match in _ERROR_VALUE.finditer(data):  # errors are few: faster than trying every cell
        start = data.rfind(b'<c r="', 0, match.start()) + len(b'<c r="')
        address, _, attributes = data[start : match.start()].partition(b'"')
        if b">" not in attributes:
            yield parse_cell(address.decode()), _error(match[1].decode("utf-8", "replace"))


class _Columns(dict[bytes, int]):
    def __missing__(self, letters: bytes) -> int:
        self[letters] = column_index(letters.decode())
        return self[letters]


_COLUMNS = _Columns()


def _is_usual(package: Package, part: str) -> bool:
    """Whether all cells are spelt `<c r="A1" s="2" t="str">`, in UTF-8, without comments, CDATA or
    layout."""
    if part not in package.spelling:
        data = package.read(part)
        odd = b"<sheetData" not in data or b"\0" in data or b"<!--" in data or b"<![" in data
        package.spelling[part] = not odd and _UNUSUAL_CELL.search(data) is None
    return package.spelling[part]


def _flags_of(cells: dict[Position, RawCell]) -> Flags:
    return Flags(
        {
            position: cell.value
            for position, cell in cells.items()
            if isinstance(cell.value, CellError)
        },
        {position for position, cell in cells.items() if not cell.cached},
    )


_ROW = re.compile(rb'<row r="(\d{1,7})"')
_FAR_CELL = re.compile(
    rb'<c r="(?:(?:[A-Z]{3,}+|[G-Z][A-Z])[0-9]++|[A-Z]++[0-9]{5,}+)"'
)  # AAA1, GA1, A10000
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)")
_LAST_LETTERS, _LAST_DIGITS = 3, 7  # of a cell of any spreadsheet
_NEAR = 9999, 182  # the last row and column (FZ) that the usual way leaves uncounted


def extent(package: Package, sheet_name: str, most: int) -> tuple[int, int]:
    """Rows and columns a reader sets aside for a sheet, at least; a cell far off makes it vast,
    wherever in the file it stands. They are counted only where there could be more than `most`
    cells; otherwise they are the most there can be. FileProblem where a cell is nowhere."""
    part = package.worksheet(sheet_name).part
    data = package.read(part)
    found = _ROW.findall(data)
    usual = _is_usual(package, part) and b":row" not in data and len(found) == data.count(b"<row")
    if usual and not _FAR_CELL.search(data):
        rows = max(_NEAR[0], max(map(int, found), default=0))
        if rows * _NEAR[1] <= most:
            return rows, _NEAR[1]
    return _counted(package, sheet_name, data)


def _counted(package: Package, sheet_name: str, data: bytes) -> tuple[int, int]:
    """The last row and column of all references of a sheet."""
    places = set(_REFERENCE.findall(data))
    for letters, digits in places:
        if len(letters) > _LAST_LETTERS or len(digits) > _LAST_DIGITS:
            where = (letters + digits).decode()[:20]
            raise damaged(
                package.label,
                f"工作表“{sheet_name}”有不存在的单元格 {where}",
                f"sheet “{sheet_name}” has a cell {where}, which is nowhere",
            )
    rows = max((int(digits) for _, digits in places), default=0)
    return rows, max((column_index(c.decode()) + 1 for c, _ in places if c), default=26)
