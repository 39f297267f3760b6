"""A finished workbook as a person with a spreadsheet program leaves it: single cells, names and
sheets changed in the XML of a copy.

A library that reads and writes the whole workbook takes two seconds for it, this some hundredths;
all else stays as it was, cached values too. Files that a library has saved are read in tests of
their own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from lxml import etree

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.refs import Position, cell_name, parse_cell
from parkeval_xl.workbook.shared import moved
from parkeval_xl.workbook.texts import MAIN

_EMPTY_SHEET = f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData/></worksheet>'.encode()
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


class Edited:
    """A workbook file in memory with some parts changed."""

    def __init__(self, source: bytes) -> None:
        self.package = Package.from_bytes(source, "edited")
        self.parts: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._rows: dict[str, dict[int, etree._Element]] = {}

    def tree(self, part: str) -> etree._Element:
        """The root element of a part, to be changed."""
        if part not in self._trees:
            self._trees[part] = etree.fromstring(self.parts.pop(part, self.package.members[part]))
        return self._trees[part]

    # ---- cells ----
    def put(self, sheet: str, at: str | Position, value: Any) -> Self:
        """Let a cell hold this and nothing else: a text that begins with = is a formula that has
        not been computed, the text of an error is that error, None is blank. The style stays."""
        row, column = parse_cell(at) if isinstance(at, str) else at
        part = self.package.worksheet(sheet).part
        cell = self._cell(part, row, column)
        self._write_out(part, *cell.iterfind(f"{MAIN}f[@ref]"))
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str) and value.startswith("="):
            etree.SubElement(cell, f"{MAIN}f").text = value[1:]
        elif isinstance(value, str) and CellError.from_text(value) is None:
            cell.set("t", "inlineStr")
            words = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
            words.text = value
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif value is not None:
            kind = {bool: "b", str: "e"}.get(type(value), "n")
            cell.set("t", kind)
            shown = str(int(value)) if kind == "b" else value if kind == "e" else repr(value)
            etree.SubElement(cell, f"{MAIN}v").text = shown
        return self

    def swap(self, sheet: str, one: str, other: str) -> Self:
        """Exchange what stands in two cells; their styles stay."""
        part = self.package.worksheet(sheet).part
        cells = [self._cell(part, *parse_cell(at)) for at in (one, other)]
        self._write_out(part, *cells)
        held = [(cell.attrib.pop("t", None), list(cell)) for cell in cells]
        for cell, (kind, children) in zip(cells, reversed(held), strict=True):
            cell.extend(children)
            if kind is not None:
                cell.set("t", kind)
        return self

    def insert_row(self, sheet: str, row: int) -> Self:
        """Insert a row above this one (from 1); names follow as in Excel, formulas do not."""
        return self._shift(sheet, row, 1)

    def delete_row(self, sheet: str, row: int) -> Self:
        """Delete a row (from 1); names follow as in Excel, formulas do not."""
        for line in self.tree(self.package.worksheet(sheet).part).iter(f"{MAIN}row"):
            if line.get("r") == str(row):
                line.getparent().remove(line)  # type: ignore[union-attr]
        return self._shift(sheet, row + 1, -1)

    def _shift(self, sheet: str, first: int, step: int) -> Self:
        """Move the rows from `first` on; merged cells are taken apart."""
        root = self.tree(self.package.worksheet(sheet).part)
        self._write_out(self.package.worksheet(sheet).part, root)
        for merged in list(root.iter(f"{MAIN}mergeCells")):
            root.remove(merged)
        for line in root.iter(f"{MAIN}row"):
            number = int(line.get("r", 0))
            if number >= first:
                line.set("r", str(number + step))
                for cell in line:
                    letters = cell.get("r", "").rstrip("0123456789")
                    cell.set("r", f"{letters}{number + step}")

        def moved(match: re.Match[str]) -> str:
            return f"${int(match[1]) + step if int(match[1]) >= first else match[1]}"

        for name in self.tree(self.package.workbook_part).iter(f"{MAIN}definedName"):
            if (name.text or "").startswith(f"{sheet}!"):
                name.text = re.sub(r"\$(\d+)", moved, name.text or "")
        self._rows.pop(self.package.worksheet(sheet).part, None)
        return self

    def _write_out(self, part: str, *within: etree._Element) -> None:
        """Give all cells that share a formula with one of these elements a text of their own."""
        numbers = {f.get("si") for element in within for f in element.iter(f"{MAIN}f")} - {None}
        first: dict[str | None, tuple[str, Position]] = {}
        for f in self.tree(part).iter(f"{MAIN}f") if numbers else ():
            if f.get("si") in numbers:
                row, column = parse_cell(f.getparent().get("r", ""))  # type: ignore[union-attr]
                text, top = first.setdefault(f.get("si"), (f.text or "", (row, column)))
                f.text = moved(text, row - top[0], column - top[1])
                f.attrib.clear()

    def _cell(self, part: str, row: int, column: int) -> etree._Element:
        if part not in self._rows:
            self._rows[part] = {int(r.get("r", 0)): r for r in self.tree(part).iter(f"{MAIN}row")}
        rows = self._rows[part]
        if row + 1 not in rows:
            new = etree.Element(f"{MAIN}row", r=str(row + 1))
            data = next(self.tree(part).iter(f"{MAIN}sheetData"))
            data.insert(sum(number < row + 1 for number in rows), new)
            rows[row + 1] = new
        held = {parse_cell(c.get("r", ""))[1]: c for c in rows[row + 1]}
        if column not in held:
            new = etree.Element(f"{MAIN}c", r=cell_name(row, column))
            rows[row + 1].insert(sum(number < column for number in held), new)
            return new
        return held[column]

    # ---- names and sheets ----
    def name(self, name: str, change: str | Callable[[str], str] | None) -> Self:
        """Let a defined name point somewhere else, or (None) be gone; a new one is added."""
        names = next(self.tree(self.package.workbook_part).iter(f"{MAIN}definedNames"))
        held = next((n for n in names if n.get("name") == name), None)
        if held is None:
            held = etree.SubElement(names, f"{MAIN}definedName", name=name)
        if change is None:
            names.remove(held)
        else:
            held.text = change(held.text or "") if callable(change) else change
        return self

    def rename(self, sheet: str, to: str) -> Self:
        """Give a sheet another name; defined names follow, as in any spreadsheet program."""
        root = self.tree(self.package.workbook_part)
        next(s for s in root.iter(f"{MAIN}sheet") if s.get("name") == sheet).set("name", to)
        for held in root.iter(f"{MAIN}definedName"):
            held.text = (held.text or "").replace(f"{sheet}!", f"'{to}'!")
        return self

    def add_sheet(self, name: str) -> Self:
        """An empty sheet of the person's own; its part is `xl/worksheets/own.xml`."""
        part, root = "xl/worksheets/own.xml", self.tree(self.package.workbook_part)
        sheet = etree.SubElement(next(root.iter(f"{MAIN}sheets")), f"{MAIN}sheet", name=name)
        sheet.set("sheetId", "999")
        sheet.set(f"{{{_RELATIONS}}}id", "rIdOwn")
        relations = self.tree("xl/_rels/workbook.xml.rels")
        tag = relations.tag.removesuffix("s")
        kind = f"{_RELATIONS}/worksheet"
        etree.SubElement(relations, tag, Id="rIdOwn", Type=kind, Target="worksheets/own.xml")
        types = self.tree("[Content_Types].xml")
        override = types.tag.removesuffix("Types") + "Override"
        etree.SubElement(types, override, PartName=f"/{part}", ContentType=_SHEET_TYPE)
        self.parts[part] = _EMPTY_SHEET
        self.package = Package.from_bytes(self.bytes(), "edited")
        self.parts, self._trees, self._rows = {}, {}, {}
        return self

    def replace(self, part: str, old: bytes, new: bytes) -> Self:
        """Replace bytes in a part, once; they must be there."""
        data = self.package.members[part]
        assert old in data, old
        self.parts[part] = data.replace(old, new, 1)
        return self

    # ---- the file ----
    def bytes(self) -> bytes:
        """The file, its members in their old order."""
        trees = {
            part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for part, root in self._trees.items()
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for part, content in {**self.package.members, **trees, **self.parts}.items():
                archive.writestr(part, content)
        return out.getvalue()

    def save(self, target: Path) -> Path:
        """Write the file."""
        target.write_bytes(self.bytes())
        return target
