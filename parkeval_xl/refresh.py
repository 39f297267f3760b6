"""What the tool writes into a workbook: computed values in place, the dated reported view, the
findings."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import __version__
from .checks import evidence, index_state, notes, record_rows
from .checks.finding import ERROR, NOTICE, WARNING
from .checks.quality import reported_fields
from .comparison import factor_set_values
from .core import values as v
from .evaluation import Evaluation
from .forms import Book, enterprise_cells
from .forms.frame import FINDING_ROWS
from .forms.initial import to_array
from .graph import EFFECTIVE, REPORTED, Field, Values, shown, view
from .workbook.cells import RawCell, scan
from .workbook.fitted_heights import heights_of
from .workbook.layout import Place
from .workbook.patch import PatchReport, patch
from .workbook.print_area import grown
from .workbook.problems import FileProblem
from .workbook.target import Target, digest

Lines = dict[
    tuple[str, int], tuple[str, int]
]  # rows of lists by block and row: on which sheet and line they stand
CURED = ("VALUE_NOT_CACHED", "VALUE_STALE")  # what writing the values mends


def written_values(evaluation: Evaluation, date: datetime.date | None = None) -> Values:
    """The values of all fields that the tool writes, by field id; of the record of the review also
    what people wrote, which moves with the figure it belongs to."""
    fields = evaluation.book.graph.fields
    findings = [f for f in evaluation.findings if f.code not in CURED]
    day = (date or datetime.date.today()).isoformat()
    counts = {s: sum(f.severity == s for f in findings) for s in (ERROR, WARNING, NOTICE)}
    summary = f"错误 {counts[ERROR]} 项，警告 {counts[WARNING]} 项，提示 {counts[NOTICE]} 项"
    single = {
        "state.errors": counts[ERROR],
        "state.warnings": counts[WARNING],
        "state.notices": counts[NOTICE],
        "state.pending": pending_count(evaluation),
        **_quality(evaluation),
        "state.refreshed": day,
        "state.version": __version__,
        "checked.date": day,
        "checked.summary": summary,
    }
    out = {id: to_array(fields[id], value) for id, value in single.items() if id in fields}
    if effective := fields.get("summary.effective"):
        out["summary.reported"] = np.asarray(
            view(evaluation.values[effective.id], effective, REPORTED)
        )
    rows = [
        f.to_dict(english=False) for f in findings
    ]  # a workbook speaks Chinese whoever refreshes it
    if len(rows) > FINDING_ROWS:
        rest = len(rows) - FINDING_ROWS + 1
        more = {"severity": NOTICE, "message": f"另有 {rest} 项未列出，用 check 命令查看全部"}
        rows = [*rows[: FINDING_ROWS - 1], more]
    for key in ("severity", "code", "sheet", "cell", "message", "hint"):
        out[f"findings.{key}"] = to_array(fields[f"findings.{key}"], [r.get(key) for r in rows])
    out["evidence.supports"] = to_array(
        fields["evidence.supports"], evidence.supports(evaluation.context)
    )
    if isinstance(evaluation.book, Book):
        out |= {
            id: to_array(fields[id], column)
            for id, column in notes.written(evaluation.context, findings).items()
        }
        out |= factor_set_values(evaluation, day)
    out |= {
        id: to_array(fields[id], x) for id, x in index_state.written(evaluation.context).items()
    }
    graph, places = evaluation.book.graph, evaluation.layout.places
    if "firms" in graph.blocks:
        out |= enterprise_cells.written(
            graph,
            evaluation.values,
            date or datetime.date.today(),
            lambda field, row: not places[field.id].lost and places[field.id].at(row)[0] >= 0,
        )
    return out | record_rows.columns(evaluation.context)


def _quality(evaluation: Evaluation) -> dict[str, Any]:
    """The state of the data, as 评价结果 shows it."""
    return {f"state.{key}": value for key, value in reported_fields(evaluation.context).items()}


def pending_count(evaluation: Evaluation) -> int:
    """How many computed figures that people see still wait for an input."""
    out = 0
    for field in (f for f in evaluation.book.graph.order if not f.hidden):
        value = evaluation.values[field.id]
        out += (
            int(np.sum(value == v.PENDING_TEXT))
            if field.is_text
            else int(np.sum(v.is_state(view(value, field, EFFECTIVE), v.PENDING)))
        )
    return out


@dataclass(frozen=True)
class Changes:
    """What refreshing a workbook comes to, by sheet: new contents of cells, heights of rows, and
    the last row with an entry, which what is printed must reach."""

    edits: dict[str, dict[tuple[int, int], Any]]
    heights: dict[str, dict[int, float]]
    ends: dict[str, int]


def everything(_: Field) -> bool:
    """All fields, computed ones too."""
    return True


def refresh(
    evaluation: Evaluation, target: str | Path | None = None, date: datetime.date | None = None
) -> PatchReport:
    """Write computed values and the tool's own fields into the file, in place. Only sheets whose
    values change are touched. FileProblem where nothing can be written, as where the file was saved
    again since it was read."""
    loaded = evaluation.loaded
    assert loaded is not None
    new = changes(evaluation, date)
    return patch(
        loaded.package,
        new.edits,
        target or Target(loaded.path, read=digest(loaded.package.source)),
        grown(loaded.package, new.ends),
        new.heights,
    )


def changes(
    evaluation: Evaluation,
    date: datetime.date | None = None,
    wanted: Callable[[Field], bool] = everything,
) -> Changes:
    """What `refresh` would write into cells of the fields that are wanted. A cell whose formula is
    gone is left alone: that is a finding."""
    loaded = evaluation.loaded
    assert loaded is not None
    written = written_values(evaluation, date)
    values = evaluation.book.graph.changed(evaluation.values, written)
    there = {sheet for sheet in loaded.sheets.values() if loaded.grids.get(sheet)}
    cells: dict[str, dict[tuple[int, int], RawCell]] = {}
    edits: dict[str, dict[tuple[int, int], Any]] = {}
    lists: Lines = {}
    for field, row, place in _cells_to_write(evaluation, written):
        if not wanted(field):
            continue
        if place.sheet not in cells:
            cells[place.sheet] = scan(loaded.package, place.sheet) if place.sheet in there else {}
        now, new = cells[place.sheet].get(place.at(row)), shown(field, values, row)
        if field.function is not None and (now is None or now.formula is None):
            continue
        kept = field.is_input and new == shown(
            field, evaluation.values, row
        )  # a person's cell that stays as it was typed
        if not kept and not _same(now, new):
            edits.setdefault(place.sheet, {})[place.at(row)] = new
            if (
                field.is_text
                and field.block is not None
                and not field.block.fixed
                and row is not None
            ):
                lists[field.block.id, row] = place.sheet, place.at(row)[0]
    return Changes(edits, _heights(evaluation, values, lists), last_entries(evaluation, written))


def _heights(evaluation: Evaluation, values: Values, lists: Lines) -> dict[str, dict[int, float]]:
    """How high the rows of lists must be that hold other texts now, by sheet and row."""
    out: dict[str, dict[int, float]] = {}
    blocks = evaluation.book.graph.blocks
    for at, height in heights_of(
        evaluation.book, values, [(blocks[id], row) for id, row in lists]
    ).items():
        sheet, line = lists[at]
        out.setdefault(sheet, {})[line] = height
    return out


def _cells_to_write(
    evaluation: Evaluation, written: Values
) -> Iterator[tuple[Field, int | None, Place]]:
    """Every cell that is computed or written and that the file still has."""
    for field in evaluation.book.graph.fields.values():
        place = evaluation.layout.places[field.id]
        if place.lost or (field.function is None and field.id not in written):
            continue
        for row in (None,) if field.block is None else range(field.block.rows):
            if place.at(row)[0] >= 0 and (field.only is None or row in field.only):
                yield field, row, place


def last_entries(evaluation: Evaluation, written: Values) -> dict[str, int]:
    """The last row with an entry of each sheet that ends with a list, from 0: people's, or what
    refresh writes."""
    out: dict[str, int] = {}
    texts = evaluation.inputs | written
    for block in evaluation.book.graph.blocks.values():
        place = evaluation.layout.places[block.columns[block.started_by].id]
        columns = [
            c.id for c in block.columns.values() if c.is_text and not c.hidden and c.id in texts
        ]
        if not block.fixed and not place.lost and columns:
            filled = np.flatnonzero(np.any([texts[id] != "" for id in columns], axis=0))
            if filled.size:
                out[place.sheet] = place.at(int(filled[-1]))[0]
    return out


def _same(now: RawCell | None, new: Any) -> bool:
    if now is None:
        return new is None
    if not now.cached:
        return False
    old = None if now.value == "" else now.value
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= 1e-12 * max(1.0, abs(old))
    return bool(old == new)


__all__ = ["FileProblem", "pending_count", "refresh", "written_values"]
