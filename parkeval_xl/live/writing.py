"""What the tool owns, written into an open workbook; formulas are the host's to recalculate."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ..evaluation import Evaluation
from ..graph import TOOL, Field
from ..refresh import changes
from ..workbook.print_area import too_short
from ..workbook.row_heights import kept_by_person
from .book import LiveBook

Chosen = Callable[[Field], bool]


@dataclass(frozen=True)
class Wrote:
    """What was written: how many cells changed, and the sheets that would have been written into,
    but lack their place."""

    cells: int
    lost: tuple[str, ...]

    @property
    def gaps(self) -> str:
        """The sheets not written into, as a line for the person; nothing where there are none."""
        return (
            f"\n没有写入：{'、'.join(self.lost)}（工作表或表头已不在，请对照模板恢复）。"
            if self.lost
            else ""
        )


def all_fields(_: Field) -> bool:
    """Everything the tool writes."""
    return True


def findings_fields(field: Field) -> bool:
    """The sheet 检查结果."""
    return field.id.startswith(("findings.", "checked."))


def record_fields(field: Field) -> bool:
    """The sheet 评审记录."""
    return field.id.startswith("review.")


def write(
    book: LiveBook, evaluation: Evaluation, chosen: Chosen, date: datetime.date | None = None
) -> Wrote:
    """Write the chosen fields of what `refresh` would write into the file, with heights of rows and
    ends of print."""
    loaded = evaluation.loaded
    assert loaded is not None
    new = changes(evaluation, date, lambda field: field.function is None and chosen(field))
    if new.edits:
        book.write(new.edits)
        ends = {sheet: row for sheet, row in new.ends.items() if sheet in new.edits}
        with suppress(Exception):  # looks only: what was to be written stands
            book.set_heights(
                {sheet: _free(evaluation, sheet, rows) for sheet, rows in new.heights.items()}
            )
            book.set_print_ends(too_short(loaded.package, ends))
    return Wrote(sum(map(len, new.edits.values())), _lost(evaluation, chosen))


def _free(evaluation: Evaluation, sheet: str, rows: dict[int, float]) -> dict[int, float]:
    """The rows whose height no person set."""
    assert evaluation.loaded is not None
    package = evaluation.loaded.package
    kept = kept_by_person(package.read(package.worksheet(sheet).part))
    return {row: height for row, height in rows.items() if row not in kept}


def _lost(evaluation: Evaluation, chosen: Chosen) -> tuple[str, ...]:
    places = evaluation.layout.places
    fields = (
        f
        for f in evaluation.book.graph.fields.values()
        if chosen(f) and (f.writer == TOOL or record_fields(f))
    )
    return tuple(dict.fromkeys(places[f.id].sheet for f in fields if places[f.id].lost))
