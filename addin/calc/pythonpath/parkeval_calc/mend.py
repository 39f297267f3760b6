"""Gives a workbook that Calc has saved what its export leaves out and Excel needs. Plain Python, without UNO.

Calc 7.4 writes the macro project anew, forgets the sheets' names in VBA, the help of our functions' arguments, and the
number of the calculation engine, without which Excel computes everything on opening, though macros are still blocked.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from contextlib import suppress
from typing import Any
from xml.sax.saxutils import quoteattr, unescape

WORKBOOK, PROJECT = "xl/workbook.xml", "xl/vbaProject.bin"
ENGINE = "191029"  # as in new workbooks: Excel trusts the stored values
_HELP = re.compile(r'<ext\b(?=[^>]*\{8193D73E-4604-4355-AFF4-8A2333D13BE4\}).*?</ext>', re.DOTALL)
_TAG = r"<{0}\b[^>]*?/?>"
_SHEET = re.compile(r"<sheet\b[^>]*>")
_SHEET_PROPERTIES = re.compile(_TAG.format("sheetPr"))


def kept(path: str) -> Any:
    """What of a file must survive Calc: (macro project, help of arguments, name of the workbook in VBA, {sheet: name in
    VBA}); None where it has no macros or is no such file."""
    try:
        with zipfile.ZipFile(path) as package:
            if PROJECT not in package.namelist():
                return None
            text = package.read(WORKBOOK).decode("utf-8")
            codes = {name: _code(package, part) for name, part in _sheets(package, text).items()}
            found = _HELP.search(text)
            return package.read(PROJECT), found[0] if found else "", _attribute(text, "workbookPr", "codeName"), codes
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def mend(path: str, kept: Any, now: dict) -> bool:
    """Mends the file at `path`, in place and with its time kept, for Calc takes another time for another person's change.

    `now` gives the names of sheets in VBA by the sheets' present names, as Calc knows them. False where there is nothing to
    mend, or the file does not let itself be replaced: then it stays as Calc wrote it.
    """
    if kept is None or not os.path.isfile(path):
        return False
    path = os.path.realpath(path)
    draft = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.part")
    try:
        with zipfile.ZipFile(path) as package:
            if PROJECT not in package.namelist():  # saved as .xlsx
                return False
            changed = _changed(package, kept, now)
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target:
                for info in package.infolist():
                    target.writestr(info, changed.get(info.filename) or package.read(info), zipfile.ZIP_DEFLATED)
        times = os.stat(path)
        shutil.copymode(path, draft)
        os.utime(draft, ns=(times.st_atime_ns, times.st_mtime_ns))
        os.replace(draft, path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        with suppress(OSError):
            os.unlink(draft)
        return False
    return True


def _changed(package: zipfile.ZipFile, kept: Any, now: dict) -> dict:
    project, arguments, workbook_code, codes = kept
    text = package.read(WORKBOOK).decode("utf-8")
    out: dict[str, Any] = {}
    known = set(codes.values()) - {""}
    for name, part in _sheets(package, text).items():
        code = now.get(name) if now.get(name) in known else codes.get(name, "")
        if code:
            sheet = package.read(part).decode("utf-8")
            out[part] = _with_attribute(sheet, "sheetPr", "codeName", code).encode("utf-8")
    if workbook_code:
        text = _with_attribute(text, "workbookPr", "codeName", workbook_code)
    text = _with_attribute(text, "calcPr", "calcId", ENGINE)
    if arguments and not _HELP.search(text):
        place = re.search(r"<extLst>", text)
        at, piece = (place.end(), arguments) if place else (text.rindex("</workbook>"), f"<extLst>{arguments}</extLst>")
        text = text[:at] + piece + text[at:]
    out[WORKBOOK] = text.encode("utf-8")
    out[PROJECT] = project
    return out


def _sheets(package: zipfile.ZipFile, text: str) -> dict:
    """Part of each sheet by its name."""
    relations = package.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    targets = {}
    for tag in re.findall(_TAG.format("Relationship"), relations):
        target = _value(tag, "Target")
        targets[_value(tag, "Id")] = target[1:] if target.startswith("/") else f"xl/{target}"
    parts = {_value(tag, "name"): targets.get(_value(tag, "r:id"), "") for tag in _SHEET.findall(text)}
    return {name: part for name, part in parts.items() if part in package.namelist()}


def _code(package: zipfile.ZipFile, part: str) -> str:
    return _attribute(package.read(part).decode("utf-8"), "sheetPr", "codeName")


def _attribute(text: str, tag: str, name: str) -> str:
    found = re.search(_TAG.format(tag), text)
    return _value(found[0], name) if found else ""


def _value(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    quotes = {"&quot;": '"', "&apos;": "'"}
    return unescape(found[1] if found[1] is not None else found[2], quotes) if found else ""


def _with_attribute(text: str, tag: str, name: str, value: str) -> str:
    """The text with an attribute set in the first element of that name; sheetPr is added where it is missing."""
    found = re.search(_TAG.format(tag), text)
    if found is None:
        if tag != "sheetPr":
            return text
        end = re.search(_TAG.format("worksheet"), text)
        return text if end is None else f"{text[:end.end()]}<sheetPr {name}={quoteattr(value)}/>{text[end.end():]}"
    bare = re.sub(rf"""\s{name}\s*=\s*(?:"[^"]*"|'[^']*')""", "", found[0])
    opened = f"<{tag} {name}={quoteattr(value)}"
    return text[: found.start()] + opened + bare[len(tag) + 1 :] + text[found.end() :]
