"""Cells that still wait for an entry, and the next of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..checks import checks_of
from ..evaluation import Evaluation
from ..workbook.refs import Position, parse_cell

MISSING = frozenset(
    {
        "REQUIRED_EMPTY",
        "TEXT_EMPTY",
        "CHOICE_EMPTY",
        "UNIT_MISSING",
        "REQUIREMENT_UNANSWERED",
        "LEDGER_EMPTY",
        "YEAR_MISSING",
    }
)
"""Codes of the findings that say: this cell is to be filled."""


@dataclass(frozen=True, order=True)
class Gap:
    """A cell that waits for an entry: its sheet by number and name, its position, and the words of
    the finding."""

    number: int
    at: Position
    sheet: str
    words: str


def gaps(evaluation: Evaluation) -> list[Gap]:
    """All cells that wait for an entry, in the order of sheets and cells: those of the findings,
    none summed up."""
    assert evaluation.loaded is not None
    order = {s.name: i for i, s in enumerate(evaluation.loaded.package.sheets)}
    found = (
        f
        for check in checks_of(evaluation.context)
        for f in check(evaluation.context)
        if f.code in MISSING
    )
    first: dict[tuple[int, Position], Gap] = {}
    for one in found:
        if one.cell and one.sheet in order:
            message, hint = one.text(english=False)
            gap = Gap(order[one.sheet], parse_cell(one.cell), one.sheet, f"{message}。{hint}")
            first.setdefault((gap.number, gap.at), gap)
    return sorted(first.values())


def following(found: list[Gap], number: int, at: Position) -> int:
    """Which of the gaps comes after a cell of the sheet of a number: the first one again after the
    last."""
    return next((i for i, gap in enumerate(found) if (gap.number, gap.at) > (number, at)), 0)
