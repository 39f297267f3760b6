"""Every place of a received workbook from which code could run that this version has not put there.

Macros are one of them. The others are formulas of all kinds, buttons and pictures with a macro, the
ribbon, the settings of xlwings, controls, links that start a program, and add-ins that a file
brings along. A part is judged by what it holds, not by its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from lxml import etree

from ..core import values as v
from ..workbook.cells import usual
from ..workbook.macros import PROJECT_PART, SETTINGS, SETTINGS_SHEET, foreign_modules
from ..workbook.package import FileProblem, Package
from ..workbook.read import Loaded
from ..workbook.refs import cell_name
from ..workbook.usual import Sheet
from ..workbook.vba import sources
from ..workbook.vba.reader import ProjectError
from .calls import CALL_MARKS, Verdict, called, mentioned
from .finding import Finding

_PROJECT, _RIBBON = "vbaproject", "extensibility"
_RUNNING = frozenset(
    (
        "xlmacrosheet",
        "xlintlmacrosheet",
        "dialogsheet",
        "control",
        "activexcontrolbinary",
        "attachedtoolbars",
        "usercustomization",
        "customization",
        "webextension",
        "webextensiontaskpanes",
        "wordvbadata",
    )
)
_UNSURE = frozenset(("oleobject", "package", "connections", "querytable", "volatiledependencies"))
_FORMULAS = (
    "f",
    "formula",
    "formula1",
    "formula2",
    "definedName",
    "calculatedColumnFormula",
    "totalsRowFormula",
    "oldFormula",
    "nc",
    "oc",
)
_FORMULA_ATTRIBUTES = frozenset(
    (
        "textlink",
        "formula",
        "location",
        "fmlalink",
        "fmlarange",
        "fmlagroup",
        "fmlatxbx",
        "fmlapict",
    )
)
_MACRO_ATTRIBUTES = frozenset(("macro", "fmlamacro", "onaction"))
_MACRO_FLAGS = frozenset(("xlm", "vbprocedure", "function", "macro"))  # of a defined name
_SERVERS = ("ddeLink", "oleLink")
_PLAIN = (
    "c",
    "row",
    "v",
    "t",
    "r",
    "si",
    "is",
    "rPr",
    "col",
)  # cells and words: neither attributes nor texts of theirs call anything
# run when they are opened
_PROGRAMS = (
    "exe|com|bat|cmd|pif|scr|cpl|msi|msp|js|jse|vbs|vbe|wsf|wsh|hta|ps1|jar|lnk|url|reg|msc|chm"
)
_ADD_INS = "xla|xlam|xll"
_SILENT = re.compile(
    r"(?:https?|mailto):|www\.", re.I
)  # links that the browser or mail takes, whatever they end with
_RUNS = re.compile(rf"\.(?:{_PROGRAMS}|{_ADD_INS})[. ]*(?:[#?].*)?$", re.I | re.S)
_LIBRARY = re.compile(rf"\.(?:{_ADD_INS})[. ]*(?:[#?].*)?$", re.I | re.S)
_SHARE = re.compile(
    r"(?:file:)?(?://(?!/|localhost/)|/{4,})", re.I
)  # another computer; file:///C:/ is this one
_LINKED = re.compile(r'HYPERLINK\s*\(\s*"([^"]*)"', re.I)
_AUTOMATIC = re.compile(
    r"auto_(open|close|activate|deactivate)$", re.I
)  # names that Excel runs by itself
_MACRO_WORD = re.compile(rb"m\0?a\0?c\0?r\0?o", re.I)


def _without(*names: str) -> str:
    return "//*[not(" + " or ".join(f"local-name()='{name}'" for name in names) + ")]"


_TEXTS = etree.XPath(_without(*_PLAIN, *_FORMULAS) + "/text()")
_CONTENT = etree.XPath("string()")  # without comments, which a formula may be cut up with


def foreign_code(loaded: Loaded) -> Iterator[Finding]:
    """All that could run code and is not ours (MACRO_FOREIGN, CODE_FOREIGN), or that cannot be
    judged (CODE_UNSURE)."""
    yield from _macros(loaded)
    package = loaded.package
    if len({name.lower() for name in package.names}) < len(package.names):
        yield _foreign(package.label, "names of parts that differ in case only")
    yield from _relations(package)
    sheets = {sheet.part: sheet.name for sheet in package.sheets}
    for sheet in package.sheets:
        if sheet.name.lower().endswith(".py"):  # xlwings runs the Python in it
            yield _foreign(sheet.name, ".py")
    for part, data in package.members.items():
        if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            yield from _part(package, part, sheets.get(part, ""))
        elif part in sheets:
            yield _foreign(part, "binary")


def _macros(loaded: Loaded) -> Iterator[Finding]:
    """Macros, and settings of xlwings, that this version would not have put into the workbook."""
    if loaded.package.has_macros:
        try:
            names = foreign_modules(loaded.package)
        except ProjectError:  # damaged for us, which does not say that Excel cannot run it
            names = [PROJECT_PART]
        for name in names:
            yield Finding("MACRO_FOREIGN", words={"name": name})
        rows = tuple(
            (v.text(r[0]), _setting(v.text(r[1])))
            for r in loaded.grids.get(SETTINGS_SHEET, ())
            if len(r) > 1
        )
        if rows != SETTINGS:  # xlwings takes its interpreter from there
            yield Finding("MACRO_FOREIGN", SETTINGS_SHEET, words={"name": SETTINGS_SHEET})


def _setting(said: str) -> str:
    """A value without the spelling of truth, which is a program's own; names of modules keep
    theirs."""
    return said.upper() if said.upper() in ("TRUE", "FALSE") else said


def _relations(package: Package) -> Iterator[Finding]:
    """What hangs on the package: one macro project on the workbook, one ribbon on the file, and
    nothing else that acts."""
    counts: Counter[str] = Counter()
    sheets = {sheet.part.lower(): sheet.name for sheet in package.sheets}
    for part in package.names:
        if not part.lower().endswith(".rels"):
            continue
        owner = re.sub(r"(^|/)_rels/([^/]*)\.rels$", r"\1\2", part, flags=re.IGNORECASE)
        for relation in package.relationships(owner):
            kind = relation.kind.lower()
            counts[kind] += 1
            wrong_owner = owner.lower() != {
                _PROJECT: package.workbook_part.lower(),
                _RIBBON: "",
            }.get(kind, owner.lower())
            if (
                kind in _RUNNING
                or wrong_owner
                or (kind in (_PROJECT, _RIBBON) and counts[kind] > 1)
            ):
                yield _foreign(owner or package.label, f"{relation.kind} {relation.target}")
            elif kind in _UNSURE:
                yield Finding(
                    "CODE_UNSURE",
                    words={"place": owner, "name": f"{relation.kind} {relation.target}"},
                )
            elif relation.external and _far(kind, relation.target):
                sheet = sheets.get(owner.lower(), "")
                yield Finding(
                    "CODE_UNSURE",
                    sheet,
                    words={
                        "place": sheet or owner,
                        "name": f"{relation.kind} {relation.target}"[:120],
                    },
                )
            elif kind == _RIBBON and not _our_ribbon(package, relation.target):
                yield _foreign(relation.target, "onAction")


def _far(kind: str, target: str) -> bool:
    """Whether a link starts a program when it is clicked, or whether anything else is fetched from
    a share or an add-in."""
    plain = unquote(target).replace("\\", "/").strip()
    if kind == "hyperlink":
        return bool(_RUNS.search(plain)) and not _SILENT.match(plain)
    return bool(_LIBRARY.search(plain) or _SHARE.match(plain))


def _our_ribbon(package: Package, part: str) -> bool:
    try:
        own = etree.canonicalize(xml_data=sources.ribbon().decode(), strip_text=True)
        return bool(
            etree.canonicalize(
                xml_data=etree.tostring(package.parse(part)).decode(), strip_text=True
            )
            == own
        )
    except (FileProblem, KeyError):
        return False


def _part(package: Package, part: str, sheet: str) -> Iterator[Finding]:
    apart = usual(package, part) if sheet else None
    try:
        root = package.parse(part) if apart is None else package.parsed(part, apart.rest)
    except FileProblem:
        if not part.lower().endswith(".vml") or _MACRO_WORD.search(
            package.read(part)
        ):  # Excel writes drawings that are no XML
            yield _foreign(part, "XML")
        return
    settings = sheet.lower() == SETTINGS_SHEET
    for text, place, cell in _formulas(root, part, sheet, apart):
        if settings:
            yield _foreign(place, text, sheet, cell)
        else:
            yield from _judged(text, place, sheet, cell)
    if etree.QName(root).localname == "customUI":  # a ribbon, compared as a whole
        return
    for element in root.iter("{*}definedName"):
        flags = {
            str(k).lower() for k, value in element.attrib.items() if value not in ("0", "false")
        } & _MACRO_FLAGS
        if flags or _AUTOMATIC.search(element.get("name", "")):
            yield _foreign("definedName", element.get("name", ""))
    for element in root.iter(*(f"{{*}}{name}" for name in (*_SERVERS, "FmlaMacro"))):
        yield _foreign(sheet or part, element.text or etree.QName(element).localname)
    yield from _attributes(root, part, sheet)


def _formulas(
    root: etree._Element, part: str, sheet: str, apart: Sheet | None
) -> Iterator[tuple[str, str, str]]:
    """The formulas of a part: text, place in words, and the cell if there is one."""
    for one in apart.cells if apart else ():
        if one.formula is not None:
            yield one.formula, sheet, cell_name(*one.at)
    for element in root.iter(*(f"{{*}}{name}" for name in _FORMULAS)):
        text = str(_CONTENT(element)) if len(element) else element.text or ""
        holder = element.getparent()
        cell = "" if holder is None or not sheet else holder.get("r", "")
        yield text, sheet or element.get("name", "") or part, cell


@lru_cache(maxsize=4096)
def _local(name: Any) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]


def _pieces(element: etree._Element) -> Iterator[str]:
    """What stands in an element itself, between what it holds."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _attributes(root: etree._Element, part: str, sheet: str) -> Iterator[Finding]:
    place = sheet or part
    own = [(tag, e) for e in root.iter("*") if (tag := _local(e.tag)) not in _PLAIN]
    values = ((t, _local(k).lower(), str(x)) for t, e in own for k, x in e.attrib.items())
    for tag, name, value in values:
        if name in _MACRO_ATTRIBUTES and value and tag != "definedName":
            yield _foreign(place, f'{name}="{value}"')
        elif name in _FORMULA_ATTRIBUTES or (tag, name) == ("cfvo", "val"):
            yield from _judged(unquote(value), place, sheet, "")
        elif len(value) > 3 and (wrong := mentioned(unquote(value))):
            yield _foreign(place, wrong)
    if not any(
        mark in text
        for tag, e in own
        if tag not in _FORMULAS
        for text in _pieces(e)
        for mark in CALL_MARKS
    ):
        return  # most parts have no such text at all, and the search below is slow
    texts: Any = _TEXTS(root)
    for text in texts:
        if wrong := mentioned(text):
            yield _foreign(place, wrong)


def _judged(formula: str, place: str, sheet: str, cell: str) -> Iterator[Finding]:
    for target in _LINKED.findall(formula):
        if _far("hyperlink", target):
            yield Finding(
                "CODE_UNSURE", sheet, cell, {"place": place, "name": f"HYPERLINK {target}"[:120]}
            )
    found = called(formula)
    if found is not None:
        name, verdict = found
        if verdict is Verdict.RUNS:
            yield _foreign(place, name, sheet, cell)
        else:
            yield Finding("CODE_UNSURE", sheet, cell, {"place": place, "name": name})


def _foreign(place: str, name: str, sheet: str = "", cell: str = "") -> Finding:
    return Finding("CODE_FOREIGN", sheet, cell, {"place": place, "name": name[:60]})
