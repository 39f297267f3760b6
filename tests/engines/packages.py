"""What an .xlsx package holds for engines: its formulas without their cached values, and the values
that an engine wrote into it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol

from parkeval_xl.core.values import CellError
from parkeval_xl.hosts.calc import CellValue

Grid = dict[tuple[int, int], CellValue | bool]
"""By row and column from 0 what a cell shows; no key where it shows nothing."""
Sheets = dict[str, Grid]

NOT_COMPUTED = "☒ not computed"
_FORMULA = re.compile(rb"<c ([^>]*)>(<f(?:[^>]*/>|[^<]*</f>))(?:<v/>|<v(?: [^>]*)?>[^<]*</v>)?</c>")
_TYPE = re.compile(rb' ?\bt="[^"]*"')
_DIMENSION = re.compile(rb'<dimension ref="([^"]+)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unvalued(package: bytes) -> bytes:
    """The package with `NOT_COMPUTED` as cached value of every formula: what an engine leaves as it
    was is no value."""
    value = b"<v>" + NOT_COMPUTED.encode() + b"</v></c>"

    def cell(found: re.Match[bytes]) -> bytes:
        return b"<c " + _TYPE.sub(b"", found[1]) + b' t="str">' + found[2] + value

    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after,
    ):
        for part in before.infolist():
            content = before.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                content, count = _FORMULA.subn(cell, content)
                assert count == content.count(b"<f>") + content.count(b"<f "), part.filename
            after.writestr(part.filename, content)
    return stream.getvalue()


def values(path: Path) -> Sheets:
    """What the cells of a package show, from its XML: readers of values take errors for text or for
    nothing."""
    with zipfile.ZipFile(path) as package:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in package.namelist():
            shared = [_text(item) for item in _parsed(package, "xl/sharedStrings.xml")]
        return {
            name: _grid(_parsed(package, part), shared) for name, part in _parts(package).items()
        }


def sizes(path: Path) -> dict[str, tuple[int, int]]:
    """Rows and columns of each sheet, as XlsxWriter notes them at its head."""
    out = {}
    with zipfile.ZipFile(path) as package:
        for name, part in _parts(package).items():
            with package.open(part) as sheet:
                area = _DIMENSION.search(sheet.read(2000))
            assert area, part
            row, column = xl_cell_to_rowcol(area[1].decode().rpartition(":")[2])
            out[name] = (row + 1, column + 1)
    return out


def _parsed(package: zipfile.ZipFile, part: str) -> Any:
    return etree.fromstring(package.read(part), etree.XMLParser(huge_tree=True))


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """By sheet its part of the package."""
    relations = _parsed(package, "xl/_rels/workbook.xml.rels")
    targets = {r.get("Id"): r.get("Target") for r in relations}
    return {
        sheet.get("name"): _place(targets[sheet.get(_RELATION)])
        for sheet in _parsed(package, "xl/workbook.xml").iter(f"{_MAIN}sheet")
    }


def _place(target: str) -> str:
    """The part of a package that a relation of the workbook names."""
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _text(item: Any) -> str:
    """The text of a rich or plain string; phonetic readings do not count."""
    return "".join(
        t.text or "" for t in item.iter(f"{_MAIN}t") if t.getparent().tag != f"{_MAIN}rPh"
    )


def _grid(sheet: Any, shared: list[str]) -> Grid:
    out: Grid = {}
    for cell in sheet.iter(f"{_MAIN}c"):
        shows = _value(cell, shared)
        if shows is not None and shows != "":
            out[xl_cell_to_rowcol(cell.get("r"))] = shows
    return out


def _value(cell: Any, shared: list[str]) -> CellValue | bool:
    kind, text = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "inlineStr":
        return _text(cell)
    if text is None or kind == "str":
        return text
    if kind == "e":
        return CellError.from_text(text) or CellError.VALUE
    if kind == "s":
        return shared[int(text)]
    return text == "1" if kind == "b" else float(text)
