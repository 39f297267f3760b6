"""Print areas of a received file: a list that has grown since the file was made is printed to its
last entry."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .locate import area_of
from .package import Package

_PRINT_AREA = re.compile(
    r'(<definedName\b[^>]*name="_xlnm\.Print_Area"[^>]*>)([^<]*)(</definedName>)'
)


def too_short(package: Package, last_rows: Mapping[str, int]) -> dict[str, int]:
    """Those of `last_rows` (sheet → row from 0) that a print area ends above."""
    areas = (area_of(match[2]) for match in _PRINT_AREA.finditer(_text(package)))
    bottoms = {area[0]: area[1][2] for area in areas if area is not None}
    return {sheet: last for sheet, last in last_rows.items() if last > bottoms.get(sheet, last)}


def grown(package: Package, last_rows: Mapping[str, int]) -> dict[str, bytes]:
    """The workbook part with print areas reaching down to `last_rows` (sheet → row from 0); nothing
    where all do."""
    text, lower = _text(package), too_short(package, last_rows)

    def reach(match: re.Match[str]) -> str:
        area = area_of(match[2])
        if area is None or area[0] not in lower:
            return match[0]
        return match[1] + reaching(match[2], lower[area[0]]) + match[3]

    new = _PRINT_AREA.sub(reach, text)
    return {package.workbook_part: new.encode("utf-8")} if new != text else {}


def reaching(area: str, last: int) -> str:
    """The address of an area with another last row, from 0."""
    return re.sub(r"\d+$", str(last + 1), area)


def _text(package: Package) -> str:
    return package.read(package.workbook_part).decode("utf-8")
