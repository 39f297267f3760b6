"""Workbook files for the tests of the buttons, and what stands in their cells."""

from __future__ import annotations

import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.refresh import refresh
from parkeval_xl.review import review
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import Layout
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import replace_parts
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.refs import cell_name
from parkeval_xl.workbook.save import save
from tests.hosts.fake_excel import FakeExcel, FakeWorkbook
from tests.small_park import sample

OWN = "我的草稿"
KEPT = TemporaryDirectory(prefix="parkeval-tests-")  # until the tests end
SUFFIX = {NATIVE: ".xlsx", UDF: ".xlsm"}
_READ: dict[bytes, dict[Any, Any]] = {}
_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet '
    'xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData><row r="1"><c '
    'r="A1"><v>7</v></c></row></sheetData></worksheet>'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@cache
def _made(edition: str) -> Path:
    """The small park with few spare rows, and a sheet of the person's own."""
    data = sample()
    data["plan"] |= {"rows": 12, "flow_rows": 25}
    declared, inputs, raw = from_json(data)
    path = save(declared, edition, Path(KEPT.name, f"园区{SUFFIX[edition]}"), inputs, None, raw)
    with_own_sheet(path)
    return path


def opened(
    app: FakeExcel, folder: Path, edition: str = NATIVE, without: str = "", **more: Any
) -> FakeWorkbook:
    """A copy of it, open in Excel."""
    path = made(folder, edition)
    if without:
        without_sheet(path, without)
    return FakeWorkbook(app, path, like=_made(edition), **more)


def made(folder: Path, edition: str = NATIVE) -> Path:
    """A copy of it in a folder."""
    return Path(shutil.copy(_made(edition), folder / f"园区{SUFFIX[edition]}"))


def with_own_sheet(path: Path) -> None:
    """Add a sheet as another program does."""
    package = Package.open(path)
    rels = "xl/_rels/workbook.xml.rels"
    new = {
        "xl/worksheets/own.xml": _SHEET,
        "[Content_Types].xml": package.read("[Content_Types].xml")
        .decode()
        .replace(
            "</Types>",
            f'<Override PartName="/xl/worksheets/own.xml" ContentType="{_TYPE}"/></Types>',
        ),
        rels: package.read(rels)
        .decode()
        .replace(
            "</Relationships>",
            (
                f'<Relationship Id="rIdOwn" Type="{_KIND}" '
                'Target="worksheets/own.xml"/></Relationships>'
            ),
        ),
        "xl/workbook.xml": package.read("xl/workbook.xml")
        .decode()
        .replace("</sheets>", f'<sheet name="{OWN}" sheetId="999" r:id="rIdOwn"/></sheets>'),
    }
    replace_parts(package, {name: text.encode() for name, text in new.items()}, path)


def without_sheet(path: Path, sheet: str) -> None:
    """Delete a sheet, as far as a reader sees: names that pointed to it are broken, what is left
    has another name."""
    package = Package.open(path)
    text = package.read("xl/workbook.xml").decode()
    text = (
        text.replace(f'name="{sheet}"', 'name="另一张表"')
        .replace(f">{sheet}!", ">#REF!")
        .replace(f">'{sheet}'!", ">#REF!")
    )
    replace_parts(package, {"xl/workbook.xml": text.encode()}, path)


def cells(path: Path) -> dict[str, dict[Any, Any]]:
    """What stands in the cells of a file, formulas with their text, by sheet and position; nothing
    for blank ones."""
    package = Package.open(path)
    strings = package.members.get(package.shared_strings_part or "", b"")
    out = {}
    for sheet in package.sheets:  # an action changes few of them: each is read once
        same = sha256(strings).digest() + sha256(package.read(sheet.part)).digest()
        if same not in _READ:
            _READ[same] = {
                at: c.formula if c.formula is not None else c.value
                for at, c in scan(package, sheet.name).items()
                if c.formula is not None or c.value not in ("", None)
            }
        out[sheet.name] = dict(_READ[same])
    return out


def now(book: FakeWorkbook) -> dict[str, dict[Any, Any]]:
    """What stands in the cells of an open workbook."""
    copy = book.file.with_name(f"copy{book.file.suffix}")
    book.SaveCopyAs(str(copy))
    out = cells(copy)
    copy.unlink()
    return out


@cache
def _layout(content: bytes) -> Layout:
    path = Path(KEPT.name, "layout.xlsm")
    path.write_bytes(content)
    return load(path).layout


def place(book: FakeWorkbook, id: str, row: int | None = None) -> str:
    """Where a field stands, as 表!A1."""
    at = _layout(book.file.read_bytes()).places[id]
    return f"{at.sheet}!{cell_name(*at.at(row))}"


def refreshed(path: Path, target: Path) -> dict[str, dict[Any, Any]]:
    """What stands in the cells after `refresh`."""
    refresh(review(path), target)
    return cells(target)
