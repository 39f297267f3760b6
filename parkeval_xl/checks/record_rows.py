"""The rows of 评审记录 as they are to stand: differences with their effects, and what people wrote, each at its figure.

Nothing a person wrote is lost or moves to another figure. A row knows its figure by a hidden key (field and row) and a
hidden memory: digests of the row's name, of both values, and of the texts that refresh filled in. A text that is no
longer what refresh filled in was written by a person and stays. Rows whose figure cannot be told for sure become
withdrawn rows rather than go with another figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

from ..forms.record import DIFFERENCE_KIND, IMMATERIAL, MATERIAL, OFFERED, WITHDRAWN
from ..graph import Block, Field, Values
from ..graph.run import blank
from .effects import VERIFIED, Difference, differences
from .finding import Situation
from .reading import label

KEY, MEMORY = "key", "memory"
_PLAIN_LABELS = ("填报值",)  # say no more than the column of the record does
_NUMBER = re.compile(r"D(\d{1,6})")
_PARTS = 3  # of a memory before the offered texts: name, reported, verified


@dataclass
class Point:
    """One row of the record. `cells` are its input columns, `at` its row in the block (None: there is no room)."""

    cells: dict[str, str]
    difference: Difference | None = None
    withdrawn: bool = False
    at: int | None = None

    @property
    def memory(self) -> list[str]:
        parts = self.cells[MEMORY].split()
        return parts if len(parts) == _PARTS + len(OFFERED) else []

    def offered(self, key: str) -> bool:
        """Whether a cell holds what refresh filled in, or nothing."""
        if not self.cells[key]:
            return True
        return key in OFFERED and bool(self.memory) and self.memory[_PARTS + OFFERED.index(key)] == digest(self.cells[key])

    @property
    def entered(self) -> bool:
        """Whether a person wrote anything into the row."""
        return any(not self.offered(key) for key in self.cells if key not in (KEY, MEMORY))


def digest(text: str) -> str:
    """A short mark of a text: whole texts would not fit into a cell."""
    return blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() if text else "-"


def points(s: Situation) -> list[Point]:
    """The rows of the record in order: differences by effect, withdrawn ones, free rows."""
    kept: list[Point] | None = vars(s).get("_points")
    if kept is None:
        kept = _placed(s, list(_merged(s, _present(s))))
        vars(s)["_points"] = kept
    return kept


def block_of(s: Situation) -> Block:
    return s.book.graph.blocks["review"]


def slots(s: Situation) -> list[int]:
    """The rows of the block that the file still has; none where a column is lost."""
    block = block_of(s)
    places = [s.layout.places[c.id] for c in block.columns.values()]
    if any(p.lost for p in places):
        return []
    return [row for row in range(block.rows) if places[0].at(row)[0] >= 0]


def _present(s: Situation) -> list[Point]:
    """The rows that stand in the file."""
    columns = {key: s.values[c.id] for key, c in block_of(s).columns.items() if c.is_input}
    rows = [{key: str(column[row]) for key, column in columns.items()} for row in slots(s)]
    return [Point(cells) for cells in rows if any(cells.values())]


def _merged(s: Situation, present: list[Point]) -> Iterator[Point]:
    groups: dict[tuple[str, tuple[str, ...]], list[Point]] = {}  # a row may have been copied for a second round
    for point in present:
        if point.cells[KEY]:
            groups.setdefault((point.cells[KEY], tuple(point.memory[:_PARTS])), []).append(point)
    owners = _owners(s, list(groups))
    numbers = _numbers(present)
    for i, difference in enumerate(differences(s)):
        mine = groups.pop(owners[i]) if i in owners else []
        rows = [p for p in mine if p.entered] or mine[:1] or [Point(dict.fromkeys(_inputs(s), ""))]
        for point in rows:
            yield _filled(s, point, difference, numbers)
    for rows in groups.values():
        for point in rows:
            if point.entered:
                point.withdrawn = True
                yield point
    for point in present:
        if not point.cells[KEY] and any(x for key, x in point.cells.items() if key != MEMORY):
            yield Point(point.cells | {MEMORY: ""})


def _inputs(s: Situation) -> list[str]:
    return [key for key, c in block_of(s).columns.items() if c.is_input]


def _numbers(present: list[Point]) -> Iterator[str]:
    """Numbers not yet given."""
    last = max((int(m[1]) for p in present if (m := _NUMBER.fullmatch(p.cells["number"].strip()))), default=0)
    while True:
        last += 1
        yield f"D{last}"


# ---- whose row it is ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Figure:
    """What a verified figure is known by; parts are None in a row without memory."""

    field: str
    row: str
    name: str | None = None
    reported: str | None = None
    verified: str | None = None
    alone: bool = field(default=True, compare=False)  # whether no other row of the block has the name


_Traits = Callable[[_Figure], Any]
_PASSES: tuple[_Traits, ...] = (  # from sure to less sure; a figure is taken where it is the only one on both sides
    lambda f: (f.field, f.row, f.name, f.reported, f.verified),
    lambda f: (f.field, f.name, f.reported, f.verified),  # its row moved
    lambda f: (f.field, f.row, f.name, f.reported),
    lambda f: (f.field, f.name, f.reported),
    lambda f: (f.field, f.row, f.name, f.verified),  # the park corrected its figure
    lambda f: (f.field, f.name) if f.alone else None,
    lambda f: (f.field, f.row, f.reported, f.verified),  # its row was renamed
)


def _owners(s: Situation, keys: list[tuple[str, tuple[str, ...]]]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Which rows, by key and memory, belong to which difference, by its number."""
    now = {i: _figure(s, d) for i, d in enumerate(differences(s))}
    names = Counter((f.field, f.name) for f in now.values())
    for d, f in zip(differences(s), list(now.values()), strict=True):
        if d.field.block is not None:
            names[f.field, f.name] = _namesakes(s, d, str(f.name))
    then = {key: _Figure(*_parted(key[0]), *key[1]) for key in keys}
    out: dict[int, tuple[str, tuple[str, ...]]] = {}
    now = {i: _Figure(f.field, f.row, f.name, f.reported, f.verified, names[f.field, f.name] == 1) for i, f in now.items()}
    passes = [(traits, {k: f for k, f in then.items() if f.name is not None}) for traits in _PASSES]
    passes.append((lambda f: (f.field, f.row), {k: f for k, f in then.items() if f.name is None}))
    for traits, candidates in passes:
        left = {k: f for k, f in candidates.items() if k not in out.values()}
        free = {i: f for i, f in now.items() if i not in out}
        here, there = Counter(map(traits, free.values())), Counter(map(traits, left.values()))
        where = {traits(f): i for i, f in free.items()}
        for key, figure in left.items():
            trait = traits(figure)
            if trait is not None and here[trait] == there[trait] == 1:
                out[where[trait]] = key
    return out


def _parted(key: str) -> tuple[str, str]:
    id, _, row = key.partition("#")
    return id, row


def _figure(s: Situation, d: Difference) -> _Figure:
    return _Figure(*_parted(key_of(d)), *(digest(t) for t in (_name(s, d), said(d.reported), said(d.verified))))


def key_of(d: Difference) -> str:
    """The key of a verified figure: its field and row."""
    return f"{d.field.id}#{'' if d.row is None else d.row}"


def _naming(block: Block) -> list[Field]:
    return [c for c in block.columns.values() if c.is_text and not c.hidden][:3]


def _name(s: Situation, d: Difference) -> str:
    """What the row of a figure is called, whole."""
    block = d.field.block
    if block is None or d.row is None:
        return d.field.id
    return "·".join("".join(str(s.effective(c.id)[d.row]).split()) for c in _naming(block))


def _namesakes(s: Situation, d: Difference, name: str) -> int:
    """How many rows of the block are called so."""
    block = d.field.block
    assert block is not None
    columns = [s.effective(c.id) for c in _naming(block)]
    rows = ("·".join("".join(str(c[row]).split()) for c in columns) for row in range(block.rows))
    return sum(digest(row) == name for row in rows)


# ---- what stands in it ----------------------------------------------------------------------------------------------
def said(value: Any) -> str:
    """A figure or answer as the record shows it."""
    if isinstance(value, str):
        return value
    return f"{value:,.10g}" if value == value else ""


def _filled(s: Situation, point: Point, d: Difference, numbers: Iterator[str]) -> Point:
    """The row with what refresh fills in, where no person wrote anything else."""
    number = point.cells["number"] if point.offered("number") else ""
    texts = {"number": number or ("" if point.cells["number"] else next(numbers)), "position": _position(s, d),
             "item": _item(s, d), "kind": DIFFERENCE_KIND, "reason": remark(s, d)}
    cells = point.cells | {key: text for key, text in texts.items() if point.offered(key)}
    figure = _figure(s, d)
    marks = [str(figure.name), str(figure.reported), str(figure.verified), *(digest(texts[key]) for key in OFFERED)]
    return Point(cells | {KEY: key_of(d), MEMORY: " ".join(marks)}, d)


def _position(s: Situation, d: Difference) -> str:
    at = s.at(d.field, d.row)
    return f"{at['sheet']}!{at['cell']}"


def _item(s: Situation, d: Difference) -> str:
    reported = s.book.graph.fields[d.field.id.removesuffix(VERIFIED)]
    words = label(s, reported, d.row)
    for plain in _PLAIN_LABELS:
        words = words.removesuffix(f"·{plain}")
    return words


def remark(s: Situation, d: Difference) -> str:
    """What the assessor wrote beside a figure."""
    column = d.field.block.columns.get("remark") if d.field.block is not None else None
    return "" if column is None or d.row is None else str(s.effective(column.id)[d.row])


def _placed(s: Situation, rows: list[Point]) -> list[Point]:
    """The rows with their places. Where there are too many, those that people wrote in come first."""
    room = slots(s)
    spare = len(room) - sum(p.entered for p in rows)
    free = iter(room)
    for point in rows:
        if point.entered or spare > 0:
            spare -= not point.entered
            point.at = next(free, None)
    return rows


# ---- as columns -----------------------------------------------------------------------------------------------------
def columns(s: Situation) -> Values:
    """The record as the columns of its block; nothing where the file has lost one of them."""
    block, room = block_of(s), slots(s)
    out: Values = {}
    for column in block.columns.values() if room else ():
        out[column.id] = blank(column)
        gone = sorted(set(range(block.rows)) - set(room))
        if column.is_input:
            out[column.id][gone] = s.values[column.id][gone]
    for point in points(s) if room else ():
        if point.at is not None:
            for key, cell in (point.cells | _effect(point)).items():
                out[block.columns[key].id][point.at] = cell
    return out


def _effect(point: Point) -> dict[str, Any]:
    """The columns that say what a difference does."""
    d = point.difference
    if d is None:
        return {"material": WITHDRAWN} if point.withdrawn else {}
    return {"reported": said(d.reported), "verified": said(d.verified), "unit": d.unit, "difference": d.share,
            "affected": d.effect.words, **d.effect.figures, "material": MATERIAL if d.effect.material else IMMATERIAL}
