"""Gives a workbook that Calc has saved what its export leaves out and Excel needs. Plain Python,
without UNO.

Calc 7.4 writes the macro project anew, names all notes alike, leaves out the theme, forgets the
sheets' names in VBA, the help of our functions' arguments, that no menu shows some sheets, and the
number of the calculation engine, without which Excel computes everything on opening, though macros
are still blocked.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from contextlib import suppress
from typing import Any
from xml.sax.saxutils import quoteattr, unescape

from .clean import THEME, THEME_KEY, cleaned

WORKBOOK, PROJECT = "xl/workbook.xml", "xl/vbaProject.bin"
VERY_HIDDEN = "veryHidden"
HEAD = 4096  # bytes
ENGINE = "191029"  # as in new workbooks: Excel trusts the stored values
_HELP = re.compile(r"<ext\b(?=[^>]*\{8193D73E-4604-4355-AFF4-8A2333D13BE4\}).*?</ext>", re.DOTALL)
_TAG = r"<{0}\b[^>]*?/?>"
_SHEET = re.compile(r"<sheet\b[^>]*>")


def kept(path: str) -> Any:
    """What of a workbook must survive Calc: its macro project ("" without one), the help of
    arguments, the name of the workbook in VBA, those of the sheets, and the sheets no menu shows.
    None where the file is no such workbook."""
    try:
        with zipfile.ZipFile(path) as package:
            text = package.read(WORKBOOK).decode("utf-8")
            found = _HELP.search(text)
            parts = _sheets(package, text).items()
            return {
                "project": package.read(PROJECT) if PROJECT in package.namelist() else b"",
                THEME_KEY: package.read(THEME) if THEME in package.namelist() else b"",
                "help": found[0] if found else "",
                "code": _attribute(text, "workbookPr", "codeName"),
                "codes": {
                    name: _attribute(_head(package, part), "sheetPr", "codeName")
                    for name, part in parts
                },
                "hidden": {
                    _value(tag, "name")
                    for tag in _SHEET.findall(text)
                    if _value(tag, "state") == VERY_HIDDEN
                },
            }
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def mend(path: str, kept: Any, now: dict) -> bool:
    """Mends the file at `path`, in place and with its time kept, for Calc takes another time for
    another person's change.

    `now` gives the names of sheets in VBA by the sheets' present names, as Calc knows them. False
    where there is nothing to mend, or the file does not let itself be replaced: then it stays as
    Calc wrote it.
    """
    if kept is None or not os.path.isfile(path):
        return False
    path = os.path.realpath(path)
    draft = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.part")
    try:
        with zipfile.ZipFile(path) as package:
            changed = _changed(package, kept, now)
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target:
                for info in package.infolist():
                    target.writestr(
                        info,
                        changed.pop(info.filename, None) or package.read(info),
                        zipfile.ZIP_DEFLATED,
                    )
                for name, part in changed.items():  # new ones
                    target.writestr(name, part)
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
    text = package.read(WORKBOOK).decode("utf-8")
    text = _SHEET.sub(lambda tag: _hidden_as_before(tag[0], kept["hidden"]), text)
    text = _with_attribute(text, "calcPr", "calcId", ENGINE)
    out: dict[str, Any] = cleaned(package, kept[THEME_KEY])
    if kept["project"] and PROJECT in package.namelist():  # else saved as .xlsx
        codes = kept["codes"]
        known = set(codes.values()) - {""}
        for name, part in _sheets(package, text).items():
            code = now.get(name) if now.get(name) in known else codes.get(name, "")
            if code:
                sheet = package.read(part).decode("utf-8")
                out[part] = _with_attribute(sheet, "sheetPr", "codeName", code).encode("utf-8")
        if kept["code"]:
            text = _with_attribute(text, "workbookPr", "codeName", kept["code"])
        if kept["help"] and not _HELP.search(text):
            text = _with_extension(text, kept["help"])
        out[PROJECT] = kept["project"]
    out[WORKBOOK] = text.encode("utf-8")
    return out


def _hidden_as_before(tag: str, very_hidden: set) -> str:
    if _value(tag, "name") in very_hidden and _value(tag, "state") == "hidden":
        return tag.replace('"hidden"', f'"{VERY_HIDDEN}"')
    return tag


def _with_extension(text: str, extension: str) -> str:
    place = re.search(r"<extLst>", text)
    at, piece = (
        (place.end(), extension)
        if place
        else (text.rindex("</workbook>"), f"<extLst>{extension}</extLst>")
    )
    return text[:at] + piece + text[at:]


def _sheets(package: zipfile.ZipFile, text: str) -> dict:
    """Part of each sheet by its name."""
    relations = package.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    targets = {}
    for tag in re.findall(_TAG.format("Relationship"), relations):
        target = _value(tag, "Target")
        targets[_value(tag, "Id")] = target[1:] if target.startswith("/") else f"xl/{target}"
    parts = {
        _value(tag, "name"): targets.get(_value(tag, "r:id"), "") for tag in _SHEET.findall(text)
    }
    return {name: part for name, part in parts.items() if part in package.namelist()}


def _head(package: zipfile.ZipFile, part: str) -> str:
    """The beginning of a sheet, which holds its properties: reading all of it would take a
    second."""
    with package.open(part) as stream:
        return stream.read(HEAD).decode("utf-8", "ignore")


def tab_colours(path: str) -> dict:
    """The colours of a workbook's tabs by the names of their sheets, as 0xRRGGBB."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = _sheets(package, package.read(WORKBOOK).decode("utf-8"))
            found = {
                name: _attribute(_head(package, part), "tabColor", "rgb")
                for name, part in parts.items()
            }
            return {name: int(text[-6:], 16) for name, text in found.items() if text}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}


def _attribute(text: str, tag: str, name: str) -> str:
    found = re.search(_TAG.format(tag), text)
    return _value(found[0], name) if found else ""


def _value(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    quotes = {"&quot;": '"', "&apos;": "'"}
    return unescape(found[1] if found[1] is not None else found[2], quotes) if found else ""


def _with_attribute(text: str, tag: str, name: str, value: str) -> str:
    """The text with an attribute set in the first element of that name; sheetPr is added where it
    is missing."""
    found = re.search(_TAG.format(tag), text)
    if found is None:
        if tag != "sheetPr":
            return text
        end = re.search(_TAG.format("worksheet"), text)
        return (
            text
            if end is None
            else f"{text[: end.end()]}<sheetPr {name}={quoteattr(value)}/>{text[end.end() :]}"
        )
    bare = re.sub(rf"""\s{name}\s*=\s*(?:"[^"]*"|'[^']*')""", "", found[0])
    opened = f"<{tag} {name}={quoteattr(value)}"
    return text[: found.start()] + opened + bare[len(tag) + 1 :] + text[found.end() :]
