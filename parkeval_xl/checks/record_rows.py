"""The rows of 评审记录 as they are to stand: differences with their effects, and what people wrote,
each at its figure.

A row of a figure has a hidden key (which figure, see `record_owner`) and a hidden memory: digests
of what the figure is known by, and of the texts that refresh filled in. A text that is no longer
what refresh filled in was written by a person and stays. So nothing a person wrote is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..forms.record import DIFFERENCE_KIND, IMMATERIAL, MATERIAL, OFFERED, WITHDRAWN
from ..graph import Block, Values
from ..graph.run import blank
from .effects import VERIFIED, Difference, differences, effect_cells
from .finding import CheckContext
from .reading import label
from .record_owner import Mark, as_text, digest, key_of, mark_of, owners

KEY, MEMORY = "key", "memory"
_KNOWN_BY = 3  # parts of a memory before those of the offered texts
_SILENT_LABELS = ("填报值",)  # say no more than the column of the record does
_NUMBER = re.compile(r"D(\d{1,6})")


@dataclass
class Point:
    """One row of the record. `cells` are its input columns, `at` its row in the block (None: there
    is no room)."""

    cells: dict[str, str]
    difference: Difference | None = None
    withdrawn: bool = False
    at: int | None = None

    @property
    def memory(self) -> tuple[str, ...]:
        parts = tuple(self.cells[MEMORY].split())
        return parts if len(parts) == _KNOWN_BY + len(OFFERED) else ()

    @property
    def mark(self) -> Mark:
        """What its figure is known by."""
        return self.cells[KEY], self.memory[:_KNOWN_BY]

    def offered(self, key: str) -> bool:
        """Whether a cell holds what refresh filled in, or nothing."""
        if not self.cells[key]:
            return True
        return (
            key in OFFERED
            and bool(self.memory)
            and self.memory[_KNOWN_BY + OFFERED.index(key)] == digest(self.cells[key])
        )

    @property
    def entered(self) -> bool:
        """Whether a person wrote anything into the row."""
        return any(not self.offered(key) for key in self.cells if key not in (KEY, MEMORY))


def points(s: CheckContext) -> list[Point]:
    """The rows of the record in order: differences by effect, withdrawn ones, free rows."""
    kept: list[Point] | None = vars(s).get("_points")
    if kept is None:
        kept = vars(s)["_points"] = _placed(s, list(_merged(s, _present(s))))
    return kept


def block_of(s: CheckContext) -> Block:
    """The block of the record."""
    return s.book.graph.blocks["review"]


def slots(s: CheckContext) -> list[int]:
    """The rows of the block that the file still has; none where a column is lost."""
    block = block_of(s)
    places = [s.layout.places[c.id] for c in block.columns.values()]
    return (
        []
        if any(p.lost for p in places)
        else [row for row in range(block.rows) if places[0].at(row)[0] >= 0]
    )


def _present(s: CheckContext) -> list[Point]:
    """The rows that stand in the file."""
    columns = {key: s.values[c.id] for key, c in block_of(s).columns.items() if c.is_input}
    rows = [{key: str(column[row]) for key, column in columns.items()} for row in slots(s)]
    return [Point(cells) for cells in rows if any(cells.values())]


def _merged(s: CheckContext, present: list[Point]) -> Iterator[Point]:
    groups: dict[Mark, list[Point]] = {}  # a row may have been copied for another round
    for point in present:
        if point.cells[KEY]:
            groups.setdefault(point.mark, []).append(point)
    own = owners(s, list(groups), differences(s))
    numbers = _numbers(present)
    new = {key: "" for key, c in block_of(s).columns.items() if c.is_input}
    for i, difference in enumerate(differences(s)):
        mine = groups.pop(own[i]) if i in own else []
        for point in [p for p in mine if p.entered] or mine[:1] or [Point(new)]:
            yield _filled(s, point, difference, numbers)
    for point in (p for group in groups.values() for p in group if p.entered):
        yield Point(point.cells, withdrawn=True)
    for point in present:
        if not point.cells[KEY] and any(text for key, text in point.cells.items() if key != MEMORY):
            yield Point(point.cells | {MEMORY: ""})


def _numbers(present: list[Point]) -> Iterator[str]:
    """Numbers not given yet."""
    last = max(
        (int(m[1]) for p in present if (m := _NUMBER.fullmatch(p.cells["number"].strip()))),
        default=0,
    )
    while True:
        last += 1
        yield f"D{last}"


def _filled(s: CheckContext, point: Point, d: Difference, numbers: Iterator[str]) -> Point:
    """The row of a difference, with what refresh fills in where no person wrote anything else."""
    number = (point.cells["number"] or next(numbers)) if point.offered("number") else ""
    texts = {
        "number": number,
        "position": _position(s, d),
        "item": _item(s, d),
        "kind": DIFFERENCE_KIND,
        "reason": remark(s, d),
    }
    cells = point.cells | {key: text for key, text in texts.items() if point.offered(key)}
    memory = (*mark_of(s, d)[1], *(digest(texts[key]) for key in OFFERED))
    return Point(cells | {KEY: key_of(d), MEMORY: " ".join(memory)}, d)


def _position(s: CheckContext, d: Difference) -> str:
    at = s.at(d.field, d.row)
    return f"{at['sheet']}!{at['cell']}"


def _item(s: CheckContext, d: Difference) -> str:
    words = label(s, s.book.graph.fields[d.field.id.removesuffix(VERIFIED)], d.row)
    for silent in _SILENT_LABELS:
        words = words.removesuffix(f"·{silent}")
    return words


def remark(s: CheckContext, d: Difference) -> str:
    """What the assessor wrote beside a figure."""
    column = d.field.block.columns.get("remark") if d.field.block is not None else None
    return "" if column is None or d.row is None else str(s.effective(column.id)[d.row])


def _unit(s: CheckContext, d: Difference) -> str:
    column = d.field.block.columns.get("unit") if d.field.block is not None else None
    return d.field.unit if column is None or d.row is None else str(s.effective(column.id)[d.row])


def _placed(s: CheckContext, rows: list[Point]) -> list[Point]:
    """The rows with their places. Where there are too many, those that people wrote in come
    first."""
    room = slots(s)
    spare, free = len(room) - sum(p.entered for p in rows), iter(room)
    for point in rows:
        if point.entered or spare > 0:
            spare -= not point.entered
            point.at = next(free, None)
    return rows


def columns(s: CheckContext) -> Values:
    """The record as the columns of its block; nothing where the file has lost one of them."""
    block, room = block_of(s), slots(s)
    if not room:
        return {}
    out: Values = {c.id: blank(c) for c in block.columns.values()}
    for row in set(range(block.rows)) - set(room):  # deleted in the file: not ours to change
        for column in block.columns.values():
            out[column.id][row] = s.values[column.id][row]
    for point in points(s):
        if point.at is not None:
            for key, cell in (point.cells | _figures(s, point)).items():
                out[block.columns[key].id][point.at] = cell
    return out


def _figures(s: CheckContext, point: Point) -> dict[str, Any]:
    """The columns that people do not write."""
    d = point.difference
    if d is None:
        return {"material": WITHDRAWN} if point.withdrawn else {}
    return {
        "reported": as_text(d.reported),
        "verified": as_text(d.verified),
        "unit": _unit(s, d),
        "difference": d.share,
        **effect_cells(d.effect),
        "material": MATERIAL if d.effect.material else IMMATERIAL,
    }
