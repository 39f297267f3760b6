"""Cells that an engine computes unlike the headless run, and the list of them, which may only
shrink."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parkeval_xl import data
from parkeval_xl.graph import NATIVE, Field, Values, formula
from parkeval_xl.graph.run import shown

from ..hosts.comparison import computed, largest_term, same
from .engines import ENGINES, Engine
from .packages import Sheets
from .workbooks import Workbook

LIST = Path(__file__).with_name("unlike.csv")
NAMES = tuple(engine.name for engine in ENGINES)
Listed = dict[tuple[str, str], dict[str, int]]
"""By engine and family of workbooks: how many cells of fields alike are unlike."""


@dataclass(frozen=True)
class Unlike:
    """A computed cell that an engine shows otherwise."""

    workbook: Workbook
    field: Field
    row: int | None
    seen: Any
    expected: Any

    def __str__(self) -> str:
        """What a person needs to find it."""
        where = self.field.id if self.row is None else f"{self.field.id} row {self.row + 1}"
        text = formula(self.field, self.row, self.workbook.layout, NATIVE)
        return (
            f"{self.workbook.name}: {where}: {self.seen!r}, headless {self.expected!r}\n  ={text}"
        )


def unlike(
    engine: Engine, workbook: Workbook, values: Values, sheets: Sheets | None
) -> list[Unlike]:
    """The computed cells that differ; all of them where the engine gave nothing."""
    layout, out = workbook.layout, []
    terms: dict[str, float] = {}
    for one, row in computed(workbook.declared):
        if one.id not in terms:
            terms[one.id] = largest_term(one, values)
        seen = (sheets or {}).get(one.sheet, {}).get(layout.places[one.id].at(row))
        expected = shown(one, values, row)
        if sheets is None or not same(seen, expected, terms[one.id], any_error=engine.any_error):
            out.append(Unlike(workbook, one, row, seen, expected))
    return out


def alike(field: Field) -> str:
    """The name in the list of a field and of those declared like it: `*` for a material, `#` for a
    number (a year, an expert)."""
    materials = {m.id for m in data.materials()}
    words = ("*" if word in materials else word for word in field.id.split("."))
    return re.sub(r"\d+", "#", ".".join(words))


def counted(found: list[Unlike]) -> Counter[str]:
    """How many cells of fields alike."""
    return Counter(alike(one.field) for one in found)


def read() -> Listed:
    """The list in the repository."""
    out: Listed = {}
    with LIST.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            for name in NAMES:
                if cells := int(line[name]):
                    out.setdefault((name, line["family"]), {})[line["field"]] = cells
    return out


def write(listed: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
    """Writes the list, sorted."""
    lines = sorted({(family, field) for (_, family), fields in listed.items() for field in fields})
    with LIST.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("family", "field", *NAMES))
        for family, field in lines:
            counts = (listed.get((name, family), {}).get(field, 0) for name in NAMES)
            writer.writerow((family, field, *counts))


def changes(found: Mapping[str, int], listed: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """The fields with more unlike cells than the list allows, and those of the list that have none
    any more."""
    grown = [id for id, cells in found.items() if cells > listed.get(id, 0)]
    return grown, [id for id in listed if not found.get(id)]
