"""What checks read a context with: rows in use, figures as words, findings at a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import data
from ..core import values as v
from ..forms.material import MaterialForms
from ..graph import CHOICE, NUMBER, RULE, UNIT, Block, Field
from .finding import CheckContext, Finding
from .masks import kept

AND = "、"
LONGEST_NAME = 24  # characters of a cell that name a row in a message


class _Columns(dict[str, list[Any]]):
    """The effective values of the columns of a block, each read when it is first asked for."""

    def __init__(self, s: CheckContext, block: Block) -> None:
        super().__init__()
        self.s, self.block = s, block

    def __missing__(self, key: str) -> list[Any]:
        cells: list[Any] = self.s.effective(self.block.columns[key].id).tolist()
        self[key] = cells
        return cells


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a block: its number from 0, and the effective values of its columns as attributes
    or by their keys (`cells`)."""

    block: Block
    number: int
    columns: Mapping[str, list[Any]]

    def __getattr__(self, key: str) -> Any:
        try:
            return self.columns[key][self.number]
        except KeyError:
            raise AttributeError(key) from None

    @property
    def cells(self) -> Row:
        return self

    def __getitem__(self, key: str) -> Any:
        return self.columns[key][self.number]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a column, if there is one of that key."""
        return self[key] if key in self.block.columns else default


class Words(Mapping[str, Any]):
    """The words of a finding; what its cell is called is looked up when somebody reads it."""

    def __init__(
        self, words: dict[str, Any], s: CheckContext, field: Field, row: int | None
    ) -> None:
        self._words, self._label = words, (s, field, row)

    def __getitem__(self, key: str) -> Any:
        if key == "label" and key not in self._words:
            self._words[key] = label(*self._label)
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter({"label": "", **self._words})

    def __len__(self) -> int:
        return len(self._words) + ("label" not in self._words)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return {**self, **other}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]


def rows(s: CheckContext, block: Block) -> list[Row]:
    """The rows of a block in which somebody entered something, and all rows of a fixed block.

    They stay with the context, which does not change: a dozen checks read the same rows.
    """

    def made() -> list[Row]:
        columns = _Columns(s, block)
        return [Row(block, i, columns) for i in used(s, block).tolist()]

    return kept(s, (rows, block.id), made)


def used(s: CheckContext, block: Block) -> Any:
    """The numbers of these rows."""
    return kept(
        s,
        (used, block.id),
        lambda: np.arange(block.rows) if block.fixed else np.flatnonzero(_started(s, block)),
    )


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
    return Finding(code, **here, words=Words(words, s, field, row))


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
