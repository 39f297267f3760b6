"""The last step of building a workbook: XlsxWriter's file becomes the native (.xlsx) or the UDF
edition (.xlsm).

Parts that need no change stay byte for byte, and the same input gives the same file. Also the
reverse: which macros a received workbook holds, and which of them are not ours.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from parkeval_xl import functions
from parkeval_xl.workbook.package import MAIN, Package
from parkeval_xl.workbook.patch import replace_parts
from parkeval_xl.workbook.target import Target
from parkeval_xl.workbook.vba import project, reader, sources
from parkeval_xl.workbook.vba.wrappers import CATEGORY, FILE, HOST, LONGEST_HELP, imported

# the calculation engine of today's Excel: it trusts the values stored beside the formulas
CALCULATION = "191029"
CATEGORY_NAME = "园区评价"

SETTINGS_SHEET = "xlwings.conf"
SETTINGS = (("ADD_WORKBOOK_TO_PYTHONPATH", "FALSE"), ("UDF MODULES", HOST))
"""Rows (A, B) of a hidden sheet from which xlwings' VBA reads settings first. Without the first
one, Python would import whatever lies beside a workbook that came by mail; without the second,
"Import Functions" would look for a module named as the file."""

PROJECT_PART, RIBBON_PART = "xl/vbaProject.bin", "customUI/customUI14.xml"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_DEFINED_NAMES_EXTENSION = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"  # [MS-XLSX] 2.2.4.4


def finish(
    source: bytes | str | Path,
    target: str | Path | Target,
    *,
    macros: bool,
    modules: Sequence[str] = (),
    level: int | None = None,
) -> Path:
    """Write the finished edition of XlsxWriter's workbook `source` to `target`, and return its
    path.

    Both editions keep the stored values when opened. `macros` adds the VBA project with further
    `modules` of addin/excel, the ribbon and the help of the PARK_ functions; `level` is that of
    compression. FileProblem where `source` is no workbook or `target` cannot be written.
    """
    target = Target.of(target)
    package = (
        Package.from_bytes(source, target.path.name)
        if isinstance(source, bytes)
        else Package.open(source)
    )
    changed = {package.workbook_part: _workbook(package, macros)}
    if macros:
        codes = sources.sheet_code_names(len(package.sheets))
        changed |= {
            s.part: _coded_sheet(package, s.part, c)
            for s, c in zip(package.sheets, codes, strict=True)
        }
        changed |= _relations(package)
        changed["[Content_Types].xml"] = _content_types(package)
        changed[PROJECT_PART] = project.build(sources.modules(codes, modules))
        changed[RIBBON_PART] = sources.ribbon()
    replace_parts(package, changed, target, level)
    return target.path


def _workbook(package: Package, macros: bool) -> bytes:
    root = package.parse(package.workbook_part)
    calculation = root.find(f"{MAIN}calcPr")
    if calculation is None:
        raise ValueError("XlsxWriter writes calcPr; its file looks different now")
    calculation.set("calcId", CALCULATION)
    if "fullCalcOnLoad" in calculation.attrib:
        del calculation.attrib["fullCalcOnLoad"]
    if macros:
        properties, sheets = root.find(f"{MAIN}workbookPr"), root.find(f"{MAIN}sheets")
        if properties is None or sheets is None:
            raise ValueError(
                "XlsxWriter writes workbookPr and sheets; its file looks different now"
            )
        properties.set("codeName", sources.THIS_WORKBOOK)
        groups = etree.Element(f"{MAIN}functionGroups", builtInGroupCount=str(CATEGORY - 1))
        etree.SubElement(groups, f"{MAIN}functionGroup", name=CATEGORY_NAME)
        sheets.addnext(groups)
        _add_argument_help(root)
    return _bytes(root)


def _add_argument_help(root: etree._Element) -> None:
    """The help of each argument in the function wizard: an extension, because VBA source cannot
    hold Chinese."""
    extensions = root.find(f"{MAIN}extLst")
    if extensions is None:
        extensions = etree.SubElement(root, f"{MAIN}extLst")
    extension = etree.Element(f"{MAIN}ext", nsmap={"x14": _X14}, uri=_DEFINED_NAMES_EXTENSION)
    extensions.insert(0, extension)
    names = etree.SubElement(extension, f"{{{_X14}}}definedNames")
    for function in sorted(functions.REGISTRY.values(), key=lambda f: f.name):
        name = etree.SubElement(names, f"{{{_X14}}}definedName", name=function.name)
        helps = etree.SubElement(
            name, f"{{{_X14}}}argumentDescriptions", count=str(len(function.params))
        )
        for index, param in enumerate(function.params):
            description = etree.SubElement(
                helps, f"{{{_X14}}}argumentDescription", index=str(index)
            )
            description.text = param.help_zh[:LONGEST_HELP]


def _coded_sheet(package: Package, part: str, code_name: str) -> bytes:
    """The sheet with its name in VBA; sheetPr is its first child ([ISO 29500-1] 18.3.1.82)."""
    root = package.parse(part)
    properties = root.find(f"{MAIN}sheetPr")
    if properties is None:
        properties = etree.Element(f"{MAIN}sheetPr")
        root.insert(0, properties)
    properties.set("codeName", code_name)
    return _bytes(root)


def _relations(package: Package) -> dict[str, bytes]:
    folder, name = posixpath.split(package.workbook_part)
    wanted = (
        (f"{folder}/_rels/{name}.rels", "rIdMacros", _PROJECT_RELATION, "vbaProject.bin"),
        ("_rels/.rels", "rIdRibbon", _RIBBON_RELATION, RIBBON_PART),
    )
    changed = {}
    for part, identity, kind, target in wanted:
        root = package.parse(part)
        etree.SubElement(
            root, f"{_RELATIONSHIPS}Relationship", Id=identity, Type=kind, Target=target
        )
        changed[part] = _bytes(root)
    return changed


def _content_types(package: Package) -> bytes:
    root = package.parse("[Content_Types].xml")
    for override in root.iter(f"{_TYPES}Override"):
        if override.get("PartName") == f"/{package.workbook_part}":
            override.set("ContentType", _MACRO_WORKBOOK)
    etree.SubElement(
        root, f"{_TYPES}Override", PartName=f"/{PROJECT_PART}", ContentType=_PROJECT_TYPE
    )
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def modules(path: str | Path) -> dict[str, str]:
    """The VBA modules of a workbook: name to source as stored, attribute lines included; empty
    where it has none.

    FileProblem where the file is no workbook, ProjectError (a ValueError) where its macro project
    is damaged.
    """
    return _modules(Package.open(path))


def _modules(package: Package) -> dict[str, str]:
    relations = package.relationships(package.workbook_part)
    part = next((r.target for r in relations if r.kind == "vbaProject"), "")
    return reader.read(package.read(part)) if part in package.members else {}


def foreign_modules(source: str | Path | Package) -> list[str]:
    """Names of the modules of a workbook that this version would not have put there, Excel 4 macro
    sheets included.

    Excel rewrites the source when it saves: case of names, spaces and attribute lines do not count.
    The answer is about source; code compiled into the file by whoever saved it cannot be judged
    here, so where a file is not trusted, its inputs are better taken into a new workbook. Raises as
    `modules` does.
    """
    package = source if isinstance(source, Package) else Package.open(source)
    own = {(m.name.lower(), _plain(m.source)) for m in sources.modules(more=(sources.ACCEPTANCE,))}
    own.add((Path(FILE).stem, _plain(imported())))  # xlwings' "Import Functions" was pressed
    empty = ("", "optionexplicit")  # modules of sheets
    found = ((name, _plain(source)) for name, source in _modules(package).items())
    foreign = [
        name for name, plain in found if plain not in empty and (name.lower(), plain) not in own
    ]
    return foreign + [
        s.name
        for s in package.sheets
        if s.kind in ("xlMacrosheet", "xlIntlMacrosheet", "dialogsheet")
    ]


_ATTRIBUTE = re.compile(r'^Attribute [\w.]+ = (?:"(?:[^"]|"")*"|-?\w+)$', re.M)
_STRING_OR_REST = re.compile(r'("(?:[^"\n]|"")*")|([^"]+|")')


def _plain(source: str) -> str:
    """The source as far as it means anything: no attributes, no blank lines, no case and spaces
    outside texts."""
    source = _ATTRIBUTE.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    evened = _STRING_OR_REST.sub(lambda m: m[1] or re.sub(r"[ \t]+", "", m[2].lower()), source)
    return "\n".join(line for line in evened.split("\n") if line)
