"""Print areas of a received file: a list that has grown since the file was made is printed to its last entry."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .locate import area_of
from .package import Package

_PRINT_AREA = re.compile(r'(<definedName\b[^>]*name="_xlnm\.Print_Area"[^>]*>)([^<]*)(</definedName>)')


def grown(package: Package, last_rows: Mapping[str, int]) -> dict[str, bytes]:
    """The workbook part with print areas reaching down to `last_rows` (sheet → row from 0); nothing where all do."""
    text = package.read(package.workbook_part).decode("utf-8")

    def reach(match: re.Match[str]) -> str:
        area = area_of(match[2])
        if area is None or last_rows.get(area[0], -1) <= area[1][2]:
            return match[0]
        bottom = last_rows[area[0]] + 1
        return match[1] + re.sub(r"\d+$", str(bottom), match[2]) + match[3]

    new = _PRINT_AREA.sub(reach, text)
    return {package.workbook_part: new.encode("utf-8")} if new != text else {}
