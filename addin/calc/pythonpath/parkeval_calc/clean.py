"""What Calc writes otherwise than the rules of the format want it, put right: the names of notes,
the missing theme."""

from __future__ import annotations

import re
from itertools import count
from typing import Any
from xml.sax.saxutils import quoteattr

THEME, THEME_KEY = "xl/theme/theme1.xml", "theme"
TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_THEME_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
_KIND = re.compile(r'<v:shapetype id="([^"]*)".*?</v:shapetype>', re.DOTALL)
_SHAPE = re.compile(r'(<v:shape id=)"([^"]*)"')


def distinct(vml: str) -> str:
    """The notes of a sheet with a name for each: Calc calls all of them the same, and repeats what
    kind of shape they are."""
    names = [shape[2] for shape in _SHAPE.finditer(vml)]
    if len(names) == len(set(names)):
        return vml
    kinds: set = set()

    def once(kind: Any) -> str:
        known = kind[1] in kinds
        kinds.add(kind[1])
        return "" if known else kind[0]

    number = count(1)
    return _SHAPE.sub(lambda shape: f'{shape[1]}"shape_{next(number)}"', _KIND.sub(once, vml))


def cleaned(package: Any, theme: bytes) -> dict:
    """The parts of a package that must read otherwise, and those it lacks."""
    names = package.namelist()
    out: dict[str, Any] = {
        name: distinct(package.read(name).decode("utf-8")).encode("utf-8")
        for name in names
        if name.endswith(".vml")
    }
    if theme and THEME not in names:
        out[THEME] = theme
        out[TYPES] = _with(
            package,
            TYPES,
            "Types",
            f"<Override PartName={quoteattr('/' + THEME)} ContentType={quoteattr(_THEME_TYPE)}/>",
        )
        relation = (
            f'<Relationship Id="rIdTheme" Type={quoteattr(_THEME_RELATION)} '
            'Target="theme/theme1.xml"/>'
        )
        out[RELATIONS] = _with(package, RELATIONS, "Relationships", relation)
    return out


def _with(package: Any, part: str, tag: str, element: str) -> bytes:
    text = package.read(part).decode("utf-8")
    at = text.rindex(f"</{tag}>")
    return (text[:at] + element + text[at:]).encode("utf-8")
