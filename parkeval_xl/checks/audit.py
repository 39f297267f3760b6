"""Checks on the file: formulas, cached values, names, locked cells, macros, links. Here formulas and caches are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .. import __version__
from ..core import values as v
from ..forms.born import born_cell
from ..functions import unit_table
from ..graph import NATIVE, RULE, UDF, Block, Field, formula, shown
from ..graph.formula import named
from ..workbook.cells import RawCell, scan
from ..workbook.locate import area_of
from ..workbook.macros import SETTINGS, SETTINGS_SHEET, foreign_modules
from ..workbook.read import Loaded
from ..workbook.refs import cell_name
from .finding import Finding, Situation

TOLERANCE = 1e-9
MOST = 20  # findings of one code on one sheet before they are summed up
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_SPACE_OR_QUOTE = re.compile(r"\s+|'")


def audit(loaded: Loaded, situation: Situation) -> list[Finding]:
    """Everything about the file that could make a shown number differ from the computed one.

    Cells are compared with what their formulas give of this file, with what the tool has written into it.
    """
    situation = replace(situation, values=loaded.book.graph.changed(situation.values, loaded.written))
    cells = {sheet: scan(loaded.package, sheet) for was, sheet in loaded.sheets.items() if was != "lists"}
    found = [*_file(loaded), *_names(loaded), *_units(loaded, cells), *_locked(loaded, situation, cells),
             *_formulas(loaded, situation, cells), *_rows(loaded, situation, cells), *_inputs(loaded, situation, cells)]
    return list(_summed(found))


def normal(text: str) -> str:
    """A formula text without what a program may change on saving: blanks, case, quotes round sheet names."""
    parts, last = [], 0
    for match in _TEXT.finditer(text):
        parts += [_SPACE_OR_QUOTE.sub("", text[last:match.start()]).upper(), match[0]]
        last = match.end()
    parts.append(_SPACE_OR_QUOTE.sub("", text[last:]).upper())
    return "".join(parts).replace("_XLFN.", "")


def _file(loaded: Loaded) -> Iterator[Finding]:
    package = loaded.package
    if package.has_macros:
        for name in foreign_modules(loaded.path):
            yield Finding("MACRO_FOREIGN", words={"name": name})
        rows = tuple((v.text(r[0]), v.text(r[1]).upper()) for r in loaded.grids.get(SETTINGS_SHEET, ()) if len(r) > 1)
        if rows != SETTINGS:  # xlwings takes its interpreter from there
            yield Finding("MACRO_FOREIGN", SETTINGS_SHEET, words={"name": SETTINGS_SHEET})
    if package.date1904:
        yield Finding("FILE_DATE1904")
    if loaded.version != __version__:
        newer = _version(loaded.version) > _version(__version__)
        yield Finding("FILE_NEWER" if newer else "FILE_OLDER", words={"version": loaded.version})
    for link in package.external_links:
        yield Finding("EXTERNAL_LINK", words={"label": package.label, "path": link})


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", text)[:3])


def _names(loaded: Loaded) -> Iterator[Finding]:
    """Names in formulas: one that points elsewhere changes a number while every formula text stays right."""
    wanted = {f.id: f for c in loaded.book.graph.order for f in named(c)}
    for field in wanted.values():
        place = loaded.layout.places[field.id]
        if place.lost:
            continue
        now = area_of(loaded.package.defined_names.get(field.name, ""))
        expected = area_of(loaded.layout.area(field))
        if now != expected:
            yield Finding("NAME_MISSING", place.sheet, cell_name(place.row, place.column), {"name": field.name})


def _units(loaded: Loaded, cells: dict[str, dict[tuple[int, int], RawCell]]) -> Iterator[Finding]:
    """The hidden table of units: its columns are where the names say, and each row is what this version has."""
    if loaded.version != __version__:
        return
    columns = {key: area_of(loaded.package.defined_names.get(f"units_{key}", "")) for key in
               ("spelling", "no", "dimension", "per", "scale")}
    if None in columns.values():
        yield Finding("NAME_MISSING", "units", words={"name": "units_*"})
        return
    rows = [("（未知）", 0.0, "?", "!", "x"), *((e.spelling, float(i), e.dimension, e.per, e.scale)
                                            for i, e in enumerate(unit_table().entries(), 1))]
    for k, (key, area) in enumerate(columns.items()):
        assert area is not None
        sheet, (top, column, bottom, _) = area
        there = cells.get(sheet, {})
        if bottom - top + 1 != len(rows):
            yield Finding("NAME_MISSING", sheet, words={"name": f"units_{key}"})
            continue
        for i, row in enumerate(rows):
            cell = there.get((top + i, column))
            if cell is None or not _equal(cell.value, row[k]):
                yield Finding("LOCKED_EDITED", sheet, cell_name(top + i, column), {
                    "label": f"单位 {row[0]}", "value": "" if cell is None else cell.value})


def _locked(loaded: Loaded, situation: Situation, cells: dict[str, Any]) -> Iterator[Finding]:
    """Rules written when the file was made, where this version made it; an older file keeps its own."""
    if loaded.version != __version__:
        return
    for field in loaded.book.graph.inputs():
        if field.writer != RULE or field.sheet == "settings":
            continue
        for row in (None,) if field.block is None else range(min(field.block.rows, len(field.block.born))):
            place = loaded.layout.places[field.id]
            at = place.at(row)
            if place.lost or at[0] < 0:
                continue
            cell = cells.get(place.sheet, {}).get(at)
            now, born = (cell.value if cell else None) or None, born_cell(field, row)
            if isinstance(born, (int, float)) and not isinstance(born, bool):
                same = isinstance(now, float) and abs(now - born) <= TOLERANCE * max(1.0, abs(born)) or (born == 0 and cell and cell.value == 0)
            else:
                same = (now or None) == (born or None)
            if not same:
                yield Finding("LOCKED_EDITED", place.sheet, cell_name(*at), {
                    "label": situation.label(field, row), "value": "空白" if now is None else v.text(now)})


def _formulas(loaded: Loaded, situation: Situation, cells: dict[str, Any]) -> Iterator[Finding]:
    """Each computed cell has its formula, and shows what the formula gives. The text is compared where this version made
    the file: another version may write the same computation differently."""
    edition = UDF if loaded.edition == UDF else NATIVE
    for field in loaded.book.graph.order:
        place = loaded.layout.places[field.id]
        if place.lost:
            continue
        uncached = 0
        for row in (None,) if field.block is None else range(field.block.rows):
            at = place.at(row)
            if at[0] < 0 or (field.only is not None and row not in field.only):
                continue
            cell = cells.get(place.sheet, {}).get(at)
            where = {"sheet": place.sheet, "cell": cell_name(*at)}
            label = situation.label(field, row)
            if cell is None or cell.formula is None:
                if cell is not None or field.block is None or _begun(field.block, situation, row):
                    yield Finding("FORMULA_LOST", **where, words={"label": label, "value": "空白" if cell is None else v.text(cell.value)})
                continue
            expected = formula(field, row, loaded.layout, edition)
            if loaded.version == __version__ and normal(cell.formula) != normal(expected):
                yield Finding("FORMULA_CHANGED", **where, words={
                    "label": label, "formula": _short(cell.formula), "expected": _short(expected)})
                continue
            if not cell.cached:
                uncached += 1
                continue
            computed = shown(field, situation.values, row)
            if not _equal(cell.value, computed):
                yield Finding("VALUE_STALE", **where, words={"label": label, "value": _words(cell.value), "computed": _words(computed)})
        if uncached:
            yield Finding("VALUE_NOT_CACHED", place.sheet, words={"label": field.label, "count": uncached})


def _short(text: str) -> str:
    """A formula for a message; the whole of it stands in the cell and in a fresh workbook."""
    return "=" + (text if len(text) <= 60 else text[:57] + "…")


def _begun(block: Block, situation: Situation, row: int | None) -> bool:
    """Whether a row has any entry of a person."""
    return any(str(situation.inputs[c.id][row]) not in ("", "nan") for c in block.columns.values()
               if c.is_input and c.is_text and c.writer != RULE)


def _equal(shown_value: Any, computed: Any) -> bool:
    if isinstance(shown_value, float) and isinstance(computed, float):
        return abs(shown_value - computed) <= TOLERANCE * max(1.0, abs(computed))
    return (shown_value or None) == computed or (isinstance(shown_value, v.CellError) and isinstance(computed, v.CellError))


def _words(value: Any) -> str:
    return "空白" if value in (None, "") else v.text(value)


def _rows(loaded: Loaded, situation: Situation, cells: dict[str, Any]) -> Iterator[Finding]:
    """Lists: rows without formulas, entries below the list, and lists that are full."""
    for block in loaded.book.graph.blocks.values():
        computed = [c for c in block.columns.values() if c.function]
        entered = [c for c in block.columns.values() if c.is_input and c.writer != RULE]
        if block.fixed or not computed or not entered or any(loaded.layout.places[c.id].lost for c in computed):
            continue
        sheet = loaded.layout.places[computed[0].id].sheet
        there = cells.get(sheet, {})

        def formulas(row: int) -> bool:
            return any((cell := there.get(loaded.layout.places[c.id].at(row))) and cell.formula is not None for c in computed)  # noqa: B023

        def filled(row: int) -> bool:
            return any(there.get(loaded.layout.places[c.id].at(row)) for c in entered if not loaded.layout.places[c.id].lost)  # noqa: B023

        for row in range(block.rows):
            if filled(row) and not formulas(row):
                yield Finding("ROW_WITHOUT_FORMULA", sheet, words={"sheet": sheet, "row": loaded.layout.places[computed[0].id].at(row)[0] + 1})
        below = block.rows
        if block.id != "factors" and filled(below):
            yield Finding("ROW_WITHOUT_FORMULA", sheet, words={"sheet": sheet, "row": loaded.layout.places[computed[0].id].at(below)[0] + 1})
        if all(_begun(block, situation, row) for row in range(block.rows)):
            yield Finding("ROWS_EXHAUSTED", sheet, words={"sheet": sheet, "count": block.rows})


def _inputs(loaded: Loaded, situation: Situation, cells: dict[str, Any]) -> Iterator[Finding]:
    """Input cells that hold formulas to other files."""
    for field in loaded.book.graph.inputs():
        place = loaded.layout.places[field.id]
        if place.lost:
            continue
        for row in (None,) if field.block is None else range(field.block.rows):
            at = place.at(row)
            cell = cells.get(place.sheet, {}).get(at)
            if cell is not None and cell.formula and "[" in _TEXT.sub("", cell.formula):
                yield Finding("EXTERNAL_LINK", place.sheet, cell_name(*at), {"label": situation.label(field, row), "path": cell.formula})


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
