"""The package of a workbook file (.xlsx, .xlsm): opened with suspicion, its parts and sheets by
name.

A file comes by mail from anybody. So every member is unpacked in pieces under limits whatever the
headers claim, and no XML with a DTD is read. Relationships are followed as ECMA-376 Part 2 (Open
Packaging Conventions) has them, because each program that writes workbooks names parts, prefixes
and targets in its own way.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import unquote

from lxml import etree

from parkeval_xl.language import visible
from parkeval_xl.workbook.kinds import refuse_other_kinds, refuse_other_packages
from parkeval_xl.workbook.problems import FileProblem, damaged, problem
from parkeval_xl.workbook.texts import MAIN, item_text
from parkeval_xl.workbook.unpack import LIMITS, Limits, too_large, unpack

__all__ = ["MAIN", "FileProblem", "Limits", "Package", "Relationship", "SheetPart"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_R_ID = f"{{{_OFFICE}}}id"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

_GUARDED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
}
_CONTENT_TYPES = "[Content_Types].xml"
_XML_PART = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_DECLARED = re.compile(rb"""^<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']""")


class Relationship(NamedTuple):
    """One relationship of a part; `target` is a part name, or an address as it stands where
    `external`."""

    id: str
    kind: str  # the last segment of the type, e.g. "worksheet"
    target: str
    external: bool


class SheetPart(NamedTuple):
    """One sheet of the workbook."""

    name: str
    part: str
    kind: str  # worksheet, chartsheet, …
    state: str  # visible, hidden, veryHidden


@dataclass(frozen=True, eq=False)
class Package:
    """A workbook's members in memory, in the order of the file."""

    label: str
    """The file's name, for messages."""
    members: Mapping[str, bytes]
    infos: tuple[zipfile.ZipInfo, ...]
    """The zip's own records, folders included, so that a rewritten package keeps order and
    compression."""
    source: bytes = field(default=b"", repr=False)
    """The file itself: everything that is read of it is read of this one state."""
    spelling: dict[str, bool] = field(default_factory=dict, repr=False)
    """Kept for `cells`: whether the cells of a sheet's part are spelt as usual."""
    apart: dict[str, Any] = field(default_factory=dict, repr=False)
    """Kept for `cells`: a sheet's part taken apart, which the audit asks for twice."""
    scanned: dict[str, Any] = field(default_factory=dict, repr=False)
    """Kept for `cells`: what stands in the cells of a sheet, which the audit and the writing of
    values both ask for."""

    @classmethod
    def open(cls, path: str | Path, limits: Limits = LIMITS) -> Self:
        """The package in the file at `path`; FileProblem in words where it is no workbook that can
        be read safely."""
        path = Path(path)
        try:
            if path.is_dir():
                raise problem("FILE_FOLDER", name=path.name or str(path))
            if not path.is_file():  # a device or a pipe might never end
                raise problem("FILE_MISSING", name=path.name)
            if path.stat().st_size > limits.file:
                raise too_large(
                    path.name, f"超过 {limits.file >> 20} MB", f"more than {limits.file >> 20} MB"
                )
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise problem("FILE_MISSING", name=path.name) from None
        except (OSError, ValueError):
            raise problem("FILE_NO_ACCESS", name=path.name) from None
        return cls.from_bytes(data, path.name, limits)

    @classmethod
    def from_bytes(cls, data: bytes, label: str, limits: Limits = LIMITS) -> Self:
        """The package in `data`; `label` names it in messages. FileProblem as for `open`."""
        refuse_other_kinds(data, label)
        label = visible(label)
        package = cls(label, *unpack(data, label, limits), data)
        package._refuse_other_packages()
        return package

    @property
    def names(self) -> list[str]:
        """The part names, in the order of the file."""
        return list(self.members)

    def read(self, part: str) -> bytes:
        """The bytes of a part; KeyError where there is none of that name."""
        return self.members[part]

    def find(self, part: str) -> str | None:
        """The name of a part as it stands in the file: case does not tell part names apart (Part
        2)."""
        return part if part in self.members else self._lower_names.get(part.lower())

    def xml(self, part: str) -> bytes:
        """A part's XML, checked to be in UTF-8 or UTF-16, which is all the standard allows; UTF-16
        comes as UTF-8."""
        data = self.members[part]
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = re.sub(r"<\?xml.*?\?>", "", data.decode("utf-16", "replace"), count=1).encode()
        data = data.removeprefix(b"\xef\xbb\xbf")
        declared = _DECLARED.match(data)
        encoding = declared[1].lower() if declared else b"utf-8"
        if not data[:64].lstrip().startswith(b"<") or encoding not in (b"utf-8", b"utf8"):
            raise damaged(self.label, f"{part} 的编码不是 UTF-8", f"{part} is not in UTF-8")
        return data

    def parse(self, part: str) -> etree._Element:
        """The root element of a part; FileProblem where it is no well-formed XML."""
        return self.parsed(part, self.xml(part))

    def parsed(self, part: str, data: bytes) -> etree._Element:
        """The root element of what is left of a part; FileProblem as for `parse`."""
        try:
            return etree.fromstring(data, etree.XMLParser(**_GUARDED))
        except etree.XMLSyntaxError:
            raise self._not_xml(part) from None

    def stream(
        self, part: str, events: Sequence[str], tag: Sequence[str] | None = None
    ) -> Iterator[tuple[str, etree._Element]]:
        """The elements of a part as `lxml.etree.iterparse` meets them; FileProblem as for
        `parse`."""
        try:
            yield from etree.iterparse(
                io.BytesIO(self.xml(part)), events=events, tag=tag, **_GUARDED
            )
        except etree.XMLSyntaxError:
            raise self._not_xml(part) from None

    def relationships(self, part: str) -> list[Relationship]:
        """The relationships of a part ("" for the package itself), targets resolved to part
        names."""
        folder, base = posixpath.split(part)
        rels = self.find(posixpath.join(folder, "_rels", base + ".rels"))
        if rels is None:
            return []
        return [
            self._relationship(folder, element) for element in self.parse(rels).iter(_RELATIONSHIP)
        ]

    @cached_property
    def workbook_part(self) -> str:
        """The name of the part that lists the sheets."""
        return next((r.target for r in self.relationships("") if r.kind == "officeDocument"), "")

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """All sheets in the order of their tabs."""
        by_id = {r.id: r for r in self.relationships(self.workbook_part)}
        return tuple(
            self._sheet(element, by_id)
            for element in self._workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")
        )

    def worksheet(self, name: str) -> SheetPart:
        """The worksheet of that name; FileProblem SHEET_MISSING where there is none with cells."""
        for sheet in self.sheets:
            if sheet.name == name and sheet.kind == "worksheet":
                return sheet
        raise problem("SHEET_MISSING", name=self.label, sheet=name)

    @cached_property
    def defined_names(self) -> dict[str, str]:
        """The names that hold in the whole workbook, with their formula texts (without "=")."""
        return {name: text for name, sheet, text in self._names() if sheet is None}

    @cached_property
    def sheet_names(self) -> dict[str, dict[str, str]]:
        """The defined names that hold in one sheet only: sheet name → name → formula text."""
        found: dict[str, dict[str, str]] = {sheet.name: {} for sheet in self.sheets}
        for name, index, text in self._names():
            if index is not None and index < len(self.sheets):
                found[self.sheets[index].name][name] = text
        return found

    @cached_property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        properties = self._workbook.find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    @cached_property
    def has_macros(self) -> bool:
        """Whether a VBA project or an Excel 4 macro sheet is inside."""
        kinds = {r.kind for r in self.relationships(self.workbook_part)}
        return not kinds.isdisjoint({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"})

    @cached_property
    def external_links(self) -> tuple[str, ...]:
        """The addresses of other workbooks this one refers to."""
        links = [
            r.target for r in self.relationships(self.workbook_part) if r.kind == "externalLink"
        ]
        return tuple(r.target for link in links for r in self.relationships(link) if r.external)

    @cached_property
    def shared_strings_part(self) -> str | None:
        """The part of the shared strings, where there is one."""
        targets = (
            r.target for r in self.relationships(self.workbook_part) if r.kind == "sharedStrings"
        )
        return next((target for target in targets if target in self.members), None)

    @cached_property
    def shared_strings(self) -> tuple[str, ...]:
        """The texts of the shared strings, formatting and phonetic guides left out."""
        part = self.shared_strings_part
        return (
            tuple(item_text(item) for item in self.parse(part).iterfind(f"{MAIN}si"))
            if part
            else ()
        )

    @cached_property
    def _workbook(self) -> etree._Element:
        return self.parse(self.workbook_part)

    @cached_property
    def _lower_names(self) -> dict[str, str]:
        return {name.lower(): name for name in self.members}

    def _not_xml(self, part: str) -> FileProblem:
        return damaged(self.label, f"{part} 不是完整的 XML", f"{part} is not well-formed XML")

    def _relationship(self, folder: str, element: etree._Element) -> Relationship:
        kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
        external = element.get("TargetMode") == "External"
        if not external:
            path = posixpath.normpath(
                posixpath.join("/", folder, unquote(target.partition("#")[0]))
            ).lstrip("/")
            target = self.find(path) or path
        return Relationship(element.get("Id", ""), kind, target, external)

    def _sheet(self, element: etree._Element, by_id: dict[str, Relationship]) -> SheetPart:
        name, relationship = element.get("name", ""), by_id.get(element.get(_R_ID, ""))
        if relationship is None or relationship.target not in self.members:
            raise damaged(
                self.label, f"工作表“{name}”的内容缺失", f"the content of sheet “{name}” is missing"
            )
        part = relationship.target
        return SheetPart(name, part, relationship.kind, element.get("state", "visible"))

    def code_name(self, part: str) -> str:
        """VBA's name of a sheet's part; it stands at the very beginning, so the cells behind it are
        not parsed."""
        for _, element in self.stream(part, ("start",)):
            if element.tag == f"{MAIN}sheetPr":
                return str(element.get("codeName", ""))
            if element.getparent() is not None:
                break  # sheetPr comes first or not at all
        return ""

    def _names(self) -> Iterator[tuple[str, int | None, str]]:
        for element in self._workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            sheet = element.get("localSheetId")
            index = int(sheet) if sheet and re.fullmatch("[0-9]{1,9}", sheet) else None
            yield element.get("name", ""), index, (element.text or "").strip()

    def _refuse_other_packages(self) -> None:
        for name, data in self.members.items():
            if _XML_PART.search(name) and _has_doctype(data):
                raise problem(
                    "FILE_UNSAFE",
                    name=self.label,
                    what_zh=f"{name} 带有 DTD",
                    what_en=f"{name} has a DTD",
                )
        refuse_other_packages(self.label, self.members, self._main_type())
        root = self.parse(self.workbook_part)
        if root.tag != f"{MAIN}workbook":
            if "purl.oclc.org" in str(root.tag):
                raise problem("FILE_STRICT", name=self.label)
            raise damaged(self.label, "工作簿部件缺失", "the workbook part is missing")

    def _main_type(self) -> str:
        """The content type of the main part, "" where there is no main part."""
        if self.workbook_part not in self.members or _CONTENT_TYPES not in self.members:
            return ""
        types = self.parse(_CONTENT_TYPES)
        for element in types.iter(f"{_TYPES}Override"):
            if element.get("PartName", "").lower() == "/" + self.workbook_part.lower():
                return element.get("ContentType", "")
        extension = self.workbook_part.rpartition(".")[2].lower()
        defaults = (
            e for e in types.iter(f"{_TYPES}Default") if e.get("Extension", "").lower() == extension
        )
        return next((element.get("ContentType", "") for element in defaults), "")


def _has_doctype(data: bytes) -> bool:
    wide = b"\0" in data[:64]  # UTF-16: every other byte of the letters sought is 0
    return b"<!DOCTYPE" in (data.replace(b"\0", b"") if wide else data)
