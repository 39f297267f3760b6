"""Reads a received workbook: which plan it was made by, where everything stands now, and all
inputs."""

from __future__ import annotations

import datetime
import io
import json
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

from .. import data
from ..core import values as v
from ..forms import Declared, Evaluated, Plan, declare
from ..graph import DATE, RULE, TOOL, Field, Values
from .cells import Flags, extent, flags
from .layout import Layout, Place
from .locate import Locator, Remark, area_of
from .package import Package
from .problems import FileProblem, damaged, problem
from .unpack import too_large

MOST_CELLS = 6_000_000  # of a sheet and of all, blank ones included
HIDDEN_TABLES = ("units", "lists")  # never read: the program has them itself


@dataclass
class Loaded:
    """A workbook as read: declaration, layout of the file, inputs, and what was unusual."""

    path: Path
    package: Package
    book: Declared
    layout: Layout
    inputs: Values
    written: Values
    edition: str
    version: str
    remarks: list[Remark]
    sheets: dict[str, str]
    raw: dict[tuple[str, int | None], Any] = field(default_factory=dict)
    flags: dict[str, Flags] = field(default_factory=dict)
    grids: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None  # where files named in the workbook lie; None where it has no folder

    @property
    def evaluated_book(self) -> Evaluated:
        """The declaration, where it is one that is evaluated; else FileProblem names the command
        for such a file."""
        if isinstance(self.book, Evaluated):
            return self.book
        raise problem("FILE_OTHER_PURPOSE", name=self.path.name)


def load(path: str | Path) -> Loaded:
    """The workbook in a file. FileProblem, in words, where it cannot be read or is none of ours."""
    package = Package.open(path)
    grids = _grids(package)
    plan, version, edition = _settings(package, grids)
    declared = declare(plan)
    located = Locator(declared, package.defined_names, grids).locate()
    if located.sizes:
        declared = declare(replace(plan, received=tuple(sorted(located.sizes))))
        located = Locator(declared, package.defined_names, grids).locate()
    out = Loaded(
        Path(path),
        package,
        declared,
        located.layout,
        {},
        {},
        edition,
        version,
        located.remarks,
        located.sheets,
        grids=grids,
        folder=Path(path).parent,
    )
    filled = {
        located.layout.places[f.id].sheet
        for f in declared.graph.fields.values()
        if f.function is None
    }
    out.flags = {
        now: flags(package, now)
        for was, now in located.sheets.items()
        if was not in HIDDEN_TABLES and now in filled
    }
    for one in declared.graph.fields.values():
        if one.function is None:
            (out.written if one.writer == TOOL else out.inputs)[one.id] = _read(out, one)
    return out


def _grids(package: Package) -> dict[str, Any]:
    """The cells of every sheet but the program's tables, rows from the first, by
    python-calamine."""
    sheets = (s.name for s in package.sheets if s.kind == "worksheet")
    wanted = [name for name in sheets if name in HIDDEN_TABLES or not _is_vast(package, name)]
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(package.source))
        grids: dict[str, Any] = {}
        left = MOST_CELLS
        for name in wanted:
            grids[name] = []
            if name in HIDDEN_TABLES:
                continue
            sheet = workbook.get_sheet_by_name(name)
            left -= sheet.total_height * sheet.total_width
            if left < 0:
                raise too_large(
                    package.label,
                    f"各工作表共用到 {MOST_CELLS - left} 格，请删去表格以外很远处的内容",
                    f"its sheets reach over {MOST_CELLS - left} cells; clear what stands far off",
                )
            grids[name] = sheet.to_python(skip_empty_area=False)
        return grids
    except CalamineError as problem:
        raise damaged(package.label, f"无法读取：{problem}", f"cannot be read: {problem}") from None


def _is_vast(package: Package, sheet: str) -> bool:
    """Whether a sheet is too wide and deep to be set out in memory: left alone where it is a
    person's own."""
    rows, columns = extent(package, sheet, MOST_CELLS)
    if rows * columns <= MOST_CELLS:
        return False
    if any((area := area_of(text)) and area[0] == sheet for text in package.defined_names.values()):
        raise too_large(
            package.label,
            f"工作表“{sheet}”用到第 {rows} 行，请删去表格以外很远处的内容",
            f"sheet “{sheet}” reaches row {rows}; clear what stands far off the tables",
        )
    return True


def _settings(package: Package, grids: dict[str, Any]) -> tuple[Plan, str, str]:
    texts = {}
    for key in ("plan", "version", "edition"):
        area = area_of(package.defined_names.get(f"settings_{key}", ""))
        grid = grids.get(area[0]) if area else None
        row, column = area[1][:2] if area else (0, 0)
        texts[key] = (
            str(grid[row][column]) if grid and row < len(grid) and column < len(grid[row]) else ""
        )
    try:
        plan = Plan.from_json(texts["plan"])
    except (ValueError, KeyError, TypeError, json.JSONDecodeError):
        finding = data.finding("FILE_OTHER_KIND")
        zh, en = (
            "文件里没有评价方案（隐藏工作表 settings 缺失或被改动）",
            "the hidden sheet settings is missing or was changed",
        )
        raise FileProblem(
            "FILE_OTHER_KIND",
            "，".join(finding.text({"reason": zh})),
            "; ".join(finding.text({"reason": en}, english=True)),
        ) from None
    return plan, texts["version"], texts["edition"]


def _read(loaded: Loaded, one: Field) -> Any:
    """The values of one field that is not computed. What is lost reads as an error."""
    place, rows = loaded.layout.places[one.id], 1 if one.block is None else one.block.rows
    if place.lost:
        entries: list[Any] = [v.CellError.REF] * rows
    else:
        scattered = place.rows or place.step > 1
        entries = (
            [_entry(loaded, place, place.at(row)[0]) for row in range(rows)]
            if scattered
            else _entries(loaded, place, rows)
        )
    if one.is_text:
        cells = [e if type(e) is str else _text(one, e) for e in entries]
        if one.writer == RULE:  # files of earlier versions cite documents by codes
            cells = [data.cited(c) for c in cells]
        array = np.empty(rows, object)
        array[:] = cells
    else:
        array = v.numbers(entries)
        if not np.isfinite(array[~np.isnan(array)]).all():  # 1e400, which no cell can hold
            entries = [_finite(e) for e in entries]
            array = v.numbers(entries)
        for row in (
            np.flatnonzero(v.is_error(array)).tolist()
            if np.isnan(array).any() and not place.lost
            else ()
        ):
            loaded.raw[one.id, None if one.block is None else row] = _finite(entries[row])
    return array if one.block else array[0] if not one.is_text else np.array(array[0], object)


def _entries(loaded: Loaded, place: Place, count: int) -> list[Any]:
    """What stands in `count` cells down from a place: float, text, truth value, date, CellError; ""
    where empty."""
    grid, column = loaded.grids.get(place.sheet, ()), place.column
    out = [
        cells[column] if column < len(cells) else ""
        for cells in grid[place.row : place.row + count]
    ]
    out += [""] * (count - len(out))
    marks = loaded.flags[place.sheet]
    for found in (dict.fromkeys(marks.uncached, v.CellError.VALUE), marks.errors):
        for (line, at), error in found.items():
            if at == column and 0 <= line - place.row < count and out[line - place.row] == "":
                out[line - place.row] = error
    return out


def _entry(loaded: Loaded, place: Place, line: int) -> Any:
    return (
        v.CellError.REF
        if line < 0
        else _entries(loaded, Place(place.sheet, line, place.column), 1)[0]
    )


def _finite(entry: Any) -> Any:
    none = isinstance(entry, float) and not math.isfinite(entry)
    return v.CellError.NUM if none else entry


def _text(one: Field, value: Any) -> str:
    if one.kind == DATE:
        return v.date_text(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return str(value)
    return (
        "TRUE" if value is True else "FALSE" if value is False else v.text(value)
    )  # an error gives its text
