"""What checks read a context with: rows in use, figures as words, findings at a cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import data
from ..core import values as v
from ..forms.material import MaterialForms
from ..graph import CHOICE, NUMBER, RULE, UNIT, Block, Field
from .finding import CheckContext, Finding

AND = "、"
LONGEST_NAME = 24  # characters of a cell that name a row in a message


@dataclass(frozen=True)
class Row:
    """One row of a block: its number from 0, and the effective values of its columns as
    attributes."""

    block: Block
    number: int
    cells: dict[str, Any]

    def __getattr__(self, key: str) -> Any:
        try:
            return self.cells[key]
        except KeyError:
            raise AttributeError(key) from None


def rows(s: CheckContext, block: Block) -> list[Row]:
    """The rows of a block in which somebody entered something, and all rows of a fixed block.

    They stay with the context, which does not change: a dozen checks read the same rows.
    """
    kept: dict[str, list[Row]] = vars(s).setdefault("_rows", {})
    if block.id not in kept:
        columns = {key: s.effective(c.id).tolist() for key, c in block.columns.items()}
        numbers = range(block.rows) if block.fixed else map(int, np.flatnonzero(_started(s, block)))
        kept[block.id] = [
            Row(block, i, {key: cells[i] for key, cells in columns.items()}) for i in numbers
        ]
    return kept[block.id]


def _started(s: CheckContext, block: Block) -> Any:
    """Where a person or the birth of the file put something; rule columns are empty in spare
    rows."""
    started = np.zeros(block.rows, bool)
    for column in block.columns.values():
        if column.is_input and (column.writer != RULE or column.spare):
            started |= filled(s, column)
    return started


def filled(s: CheckContext, field: Field) -> Any:
    """Where an input is not empty."""
    value = s.values[field.id]
    return np.asarray(value != "", bool) if field.is_text else ~v.is_state(value, v.EMPTY)


def found(
    s: CheckContext, code: str, field: Field, row: int | None = None, **words: Any
) -> Finding:
    """A finding at a cell; its `label` is the cell's own unless given."""
    place = s.layout.places[field.id]
    here = s.at(field, row) if place.at(row)[0] >= 0 else {"sheet": place.sheet, "cell": ""}
    return Finding(code, **here, words={"label": label(s, field, row)} | words)


def label(s: CheckContext, field: Field, row: int | None = None) -> str:
    """What a person calls a cell: the first words of its row and its column; without words, the
    line on the sheet."""
    if field.block is None or row is None:
        return field.label
    named = [
        c for c in field.block.columns.values() if c.is_text and not c.hidden and c.key != "basis"
    ][:3]
    words = [_clipped(_text(s, c, row)) for c in named if c is not field]
    return (
        "·".join(w for w in (*words, field.label) if w)
        if any(words)
        else f"{line(s, field, row)}{field.label}"
    )


def _clipped(words: str) -> str:
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1] + "…"


def _text(s: CheckContext, field: Field, row: int) -> str:
    """What stands in a text cell, in one line; nothing for an error."""
    text = str(s.effective(field.id)[row])
    return "" if v.CellError.from_text(text) else " ".join(text.split())


def line(s: CheckContext, field: Field, row: int) -> str:
    """A row without a name, by its line on the sheet."""
    at = s.layout.places[field.id].at(row)[0]
    return f"第 {at + 1 if at >= 0 else row + 1} 行"


def row_name(s: CheckContext, row: Row, key: str) -> str:
    """What stands in a naming column of a row, else its line on the sheet."""
    field = row.block.columns[key]
    return _text(s, field, row.number) or line(s, field, row.number)


def empty(s: CheckContext, field: Field, row: int | None = None) -> Finding:
    """A required input that is empty: how it is filled depends on what it takes."""
    code = (
        "REQUIRED_EMPTY"
        if field.kind == NUMBER
        else "CHOICE_EMPTY"
        if field.kind in (CHOICE, UNIT)
        else "TEXT_EMPTY"
    )
    return found(s, code, field, row)


def at_row(s: CheckContext, code: str, row: Row, key: str, **words: Any) -> Finding:
    """A finding at the cell of a row in the column `key`."""
    return found(s, code, row.block.columns[key], row.number, **words)


def known(value: float) -> bool:
    """Whether a number stands, no state and no error."""
    return value == value


def plain(value: float) -> float:
    """The number, or 0 where none stands: for sums that a check compares."""
    return value if known(value) else 0.0


def is_empty(value: float) -> bool:
    """Whether a number cell holds nothing at all."""
    return not known(value) and v.payload(value) == v.payload(v.EMPTY)


def is_pending(value: float) -> bool:
    """Whether a number cell waits for a figure."""
    return not known(value) and v.payload(value) == v.payload(v.PENDING)


def shown(value: float) -> str:
    """A number for a message: up to four decimals, small ones with four significant digits."""
    if value and not 0.001 <= abs(value) < 1e15:
        return f"{value:.4g}"
    text = f"{value:.4f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    """A share as percent without its sign, two decimals at most."""
    return shown(round(100 * share, 2))


def threshold(id: str) -> float:
    """A number of S1 that decides or warns."""
    return data.standard("hunan_circular").threshold(id).value


def one(s: CheckContext, id: str) -> Any:
    """The effective value of a single field: a number with its state, or a text."""
    value = s.effective(id)
    return str(value) if s.book.graph.fields[id].is_text else float(value)


def materials(s: CheckContext) -> list[MaterialForms]:
    """The materials a reduction is computed of: in scope, with a mass in the ledger.

    Checks of plausibility speak of these only, so that an unfilled workbook hears no more than what
    to fill.
    """
    return [f for f in s.park_book.materials if plain(one(s, f"{f.material.id}.quantity")) > 0]


def part(s: CheckContext, form: MaterialForms, name: str) -> list[Row]:
    """The rows of a block of a material: parameters, amounts or flows."""
    return rows(s, s.book.graph.blocks[f"{form.material.id}.{name}"])


def listed(words: Iterable[str], most: int = 3) -> str:
    """A few words joined, and how many there are where some are left out."""
    words = list(dict.fromkeys(words))
    return AND.join(words[:most]) + (f" 等 {len(words)} 项" if len(words) > most else "")


def same_text(value: str) -> str:
    """A name as names are compared: without blanks of any width."""
    return "".join(value.split())
