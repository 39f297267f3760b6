"""Checks on the file: formulas, cached values, names, locked cells, macros, links. Here formulas
and caches are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .. import __version__
from ..forms import Static
from ..graph.formula import named
from ..workbook.cells import scan
from ..workbook.declaration import made_by
from ..workbook.locate import area_of, named_area
from ..workbook.read import Loaded
from ..workbook.refs import cell_name
from .audit_cells import TEXT, Cells, equal, formulas, rows
from .evidence_files import evidence_files
from .finding import CheckContext, Finding
from .foreign_code import foreign_code
from .reading import label as label_of

MOST = 20  # findings of one code on one sheet before they are summed up


def audit(loaded: Loaded, context: CheckContext) -> list[Finding]:
    """Everything about the file that could make a shown number differ from the computed one.

    Cells are compared with what their formulas give of this file, with what the tool has written
    into it.
    """
    context = replace(context, values=loaded.book.graph.changed(context.values, loaded.written))
    cells = {
        sheet: scan(loaded.package, sheet) for was, sheet in loaded.sheets.items() if was != "lists"
    }
    found = [
        *_file(loaded),
        *_names(loaded),
        *_units(loaded, cells),
        *formulas(loaded, context, cells),
        *rows(loaded, context, cells),
        *_inputs(loaded, context, cells),
        *(evidence_files(context, loaded.folder) if loaded.folder else ()),
    ]
    return list(_summed(found))


def _file(loaded: Loaded) -> Iterator[Finding]:
    package = loaded.package
    yield from foreign_code(loaded)
    if package.date1904:
        yield Finding("FILE_DATE1904")
    if loaded.version != made_by(loaded.book.plan):
        newer = _version(loaded.version) > _version(__version__)
        yield Finding("FILE_NEWER" if newer else "FILE_OLDER", words={"version": loaded.version})
    for link in package.external_links:
        yield Finding("EXTERNAL_LINK", words={"label": package.label, "path": link})


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", text.partition("+")[0])[:3])


def _names(loaded: Loaded) -> Iterator[Finding]:
    """Names in formulas: one that points elsewhere changes a number while every formula text stays
    right."""
    wanted = {f.id: f for c in loaded.book.graph.order for f in named(c)}
    for field in wanted.values():
        place = loaded.layout.places[field.id]
        if place.lost:
            continue
        now = named_area(loaded.package.defined_names, field.names)
        expected = area_of(loaded.layout.area(field))
        if (
            field.block is not None and expected is not None
        ):  # rows written below a list are outside its names
            bottom = next(p.body + p.rows - 1 for p in loaded.layout.parts if p.part is field.block)
            expected = expected[0], (*expected[1][:2], bottom, expected[1][3])
        if now != expected:
            yield Finding(
                "NAME_MISSING",
                place.sheet,
                cell_name(place.row, place.column),
                {"name": field.name},
            )


def _units(loaded: Loaded, cells: Cells) -> Iterator[Finding]:
    """The hidden tables of units and closed lists: their columns are where the names say, and each
    row is what this version has."""
    if loaded.version != made_by(loaded.book.plan) or "units" not in loaded.sheets:
        return
    for table in loaded.book.sheet("units").parts:
        if isinstance(table, Static):
            for k, name in enumerate(table.names):
                yield from _static_column(loaded, cells, table, k, name)


def _static_column(
    loaded: Loaded, cells: Cells, table: Static, k: int, name: str
) -> Iterator[Finding]:
    area = area_of(loaded.package.defined_names.get(name, ""))
    if area is None:
        yield Finding("NAME_MISSING", "units", words={"name": name})
        return
    sheet, (top, column, bottom, _) = area
    if bottom - top + 1 != len(table.rows):
        yield Finding("NAME_MISSING", sheet, words={"name": name})
        return
    for i, row in enumerate(table.rows):
        cell = cells.get(sheet, {}).get((top + i, column))
        if cell is None or not equal(cell.value, row[k]):
            label = table.headers[k] if len(table.rows) == 1 else f"单位 {row[0]}"
            value = "" if cell is None else str(cell.value)[:40]
            at = cell_name(top + i, column)
            yield Finding("LOCKED_EDITED", sheet, at, {"label": label, "value": value})


def _inputs(loaded: Loaded, context: CheckContext, cells: Cells) -> Iterator[Finding]:
    """Input cells that hold formulas to other files."""
    for field in loaded.book.graph.inputs():
        place = loaded.layout.places[field.id]
        if place.lost:
            continue
        for row in (None,) if field.block is None else range(field.block.rows):
            at = place.at(row)
            cell = cells.get(place.sheet, {}).get(at)
            if cell is not None and cell.formula and "[" in TEXT.sub("", cell.formula):
                yield Finding(
                    "EXTERNAL_LINK",
                    place.sheet,
                    cell_name(*at),
                    {"label": label_of(context, field, row), "path": cell.formula},
                )


def _summed(found: list[Finding]) -> Iterator[Finding]:
    """The first few of each code and sheet, then one that says how many more there are."""
    counts: dict[tuple[str, str], int] = {}
    for one in found:
        key = (one.code, one.sheet)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST:
            yield one
    for (code, sheet), count in counts.items():
        if count > MOST:
            more = next(f for f in reversed(found) if (f.code, f.sheet) == (code, sheet))
            words = dict(more.words)
            if "label" in words:
                words["label"] = f"{words['label']}等另外 {count - MOST} 处"
            yield Finding(code, sheet, more.cell, words)
