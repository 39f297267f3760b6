"""What the tool writes into a workbook: computed values in place, the dated reported view, the findings."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np

from . import __version__
from .checks import evidence, record_rows
from .checks.finding import ERROR, NOTICE, WARNING
from .checks.quality import quality
from .comparison import factor_set_values
from .core import values as v
from .evaluation import Evaluation
from .forms.book import FINDING_ROWS
from .forms.born import to_array
from .graph import EFFECTIVE, REPORTED, Values, shown, view
from .workbook.cells import RawCell, scan
from .workbook.patch import PatchReport, patch
from .workbook.print_area import grown
from .workbook.problems import FileProblem

CURED = ("VALUE_NOT_CACHED", "VALUE_STALE")  # what writing the values mends


def written_values(evaluation: Evaluation, date: datetime.date | None = None) -> Values:
    """The values of all fields that the tool writes, by field id; of the record of the review also what people wrote, which
    moves with the figure it belongs to."""
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
    out = {id: to_array(fields[id], value) for id, value in single.items()}
    effective = fields["summary.effective"]
    out["summary.reported"] = np.asarray(view(evaluation.values[effective.id], effective, REPORTED))
    rows = [f.to_dict(english=False) for f in findings]  # a workbook speaks Chinese whoever refreshes it
    if len(rows) > FINDING_ROWS:
        rest = len(rows) - FINDING_ROWS + 1
        more = {"severity": NOTICE, "message": f"另有 {rest} 项未列出，用 check 命令查看全部"}
        rows = [*rows[: FINDING_ROWS - 1], more]
    for key in ("severity", "code", "sheet", "cell", "message", "hint"):
        out[f"findings.{key}"] = to_array(fields[f"findings.{key}"], [r.get(key) for r in rows])
    out["evidence.supports"] = to_array(fields["evidence.supports"], evidence.supports(evaluation.situation))
    return out | record_rows.columns(evaluation.situation) | factor_set_values(evaluation, day)


def _quality(evaluation: Evaluation) -> dict[str, Any]:
    """The state of the data, as 评价结果 shows it."""
    found = quality(evaluation.situation)
    keys = ("complete", "backed", "defaults", "open_balances", "open_points")
    return {f"state.{key}": getattr(found, key) for key in keys}


def pending_count(evaluation: Evaluation) -> int:
    """How many computed figures still wait for an input."""
    out = 0
    for field in evaluation.book.graph.order:
        value = evaluation.values[field.id]
        out += (
            int(np.sum(value == v.PENDING_TEXT))
            if field.is_text
            else int(np.sum(v.is_state(view(value, field, EFFECTIVE), v.PENDING)))
        )
    return out


def refresh(evaluation: Evaluation, target: str | Path | None = None, date: datetime.date | None = None) -> PatchReport:
    """Write computed values and the tool's own fields into the file, in place. Only sheets whose values change are
    touched. A cell whose formula is gone is left alone: that is a finding. FileProblem where nothing can be written."""
    loaded = evaluation.loaded
    assert loaded is not None
    written = written_values(evaluation, date)
    graph = evaluation.book.graph
    values = graph.changed(evaluation.values, written)
    cells = {sheet: scan(loaded.package, sheet) for sheet in loaded.sheets.values() if loaded.grids.get(sheet)}
    edits: dict[str, dict[tuple[int, int], Any]] = {}
    for field in graph.fields.values():
        if field.function is None and field.id not in written:
            continue
        for row in (None,) if field.block is None else range(field.block.rows):
            place = evaluation.layout.places[field.id]
            at = place.at(row)
            if place.lost or at[0] < 0 or (field.only is not None and row not in field.only):
                continue
            now = cells.get(place.sheet, {}).get(at)
            if field.function is not None and (now is None or now.formula is None):
                continue
            new = shown(field, values, row)
            entered = field.is_input and new == shown(field, evaluation.values, row)  # a person's cell that stays as it is
            if not entered and not _same(now, new):
                edits.setdefault(place.sheet, {})[at] = new
    return patch(loaded.package, edits, target or loaded.path, grown(loaded.package, last_entries(evaluation)))


def last_entries(evaluation: Evaluation) -> dict[str, int]:
    """The last row with an entry of each sheet that ends with a list, from 0."""
    out: dict[str, int] = {}
    for block in evaluation.book.graph.blocks.values():
        place = evaluation.layout.places[block.columns[block.begun].id]
        column = block.columns[block.begun]
        if not block.fixed and not place.lost and column.is_input:
            filled = np.flatnonzero(evaluation.inputs[column.id] != "") if column.is_text else np.array([], int)
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
