"""To which verified figure a row of 评审记录 belongs, after rows were inserted, deleted, sorted,
renamed or corrected.

A figure is known by its field, its row, the name of its row, and both values. They are compared
from all together to ever fewer, and a row goes with a figure only where each is the other's only
match. What cannot be told stays unowned: better a withdrawn row than an answer beside a figure it
was not given for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any

from ..graph import Block
from .effects import Difference
from .finding import CheckContext

Mark = tuple[
    str, tuple[str, ...]
]  # the key of a row of the record; digests of name, reported, verified, or none


@dataclass(frozen=True)
class _Figure:
    field: str
    row: str
    name: str
    reported: str
    verified: str
    alone: bool = True  # whether no other row of its block has the name


_PASSES: tuple[Callable[[_Figure], Any], ...] = (
    lambda f: (f.field, f.row, f.name, f.reported, f.verified),
    lambda f: (f.field, f.name, f.reported, f.verified),  # its row moved
    lambda f: (f.field, f.row, f.name, f.reported),  # the assessor changed the verified value
    lambda f: (f.field, f.name, f.reported),
    lambda f: (f.field, f.row, f.name, f.verified),  # the park corrected the reported one
    lambda f: (f.field, f.name) if f.alone else None,
    lambda f: (f.field, f.row, f.reported, f.verified),  # the row was renamed
)


def digest(text: str) -> str:
    """A short mark of a text: whole texts would not fit into a hidden cell."""
    return (
        blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() if text else "-"
    )


def key_of(d: Difference) -> str:
    """The key of a verified figure: its field and row."""
    return f"{d.field.id}#{'' if d.row is None else d.row}"


def as_text(value: Any) -> str:
    """A figure or answer as the record shows it."""
    if isinstance(value, str):
        return value
    return f"{value:,.10g}" if value == value else ""


def mark_of(s: CheckContext, d: Difference) -> Mark:
    """What a figure is known by."""
    name = (
        _names(s, d.field.block)[d.row] if d.field.block is not None and d.row is not None else "-"
    )
    return key_of(d), (name, digest(as_text(d.reported)), digest(as_text(d.verified)))


def owners(s: CheckContext, rows: list[Mark], differences: list[Difference]) -> dict[int, Mark]:
    """The rows of the record that belong to each difference, by its number."""
    now = {i: _figure(mark_of(s, d), _alone(s, d)) for i, d in enumerate(differences)}
    then = {mark: _figure(mark, True) for mark in rows if mark[1]}
    out: dict[int, Mark] = {}
    for traits in _PASSES:
        out |= _pairs(
            {i: traits(f) for i, f in now.items() if i not in out},
            {mark: traits(f) for mark, f in then.items() if mark not in out.values()},
        )
    keys = {i: key_of(d) for i, d in enumerate(differences) if i not in out}
    return out | _pairs(
        keys, {mark: mark[0] for mark in rows if not mark[1]}
    )  # typed by hand: the key alone


def _pairs(now: dict[int, Any], then: dict[Mark, Any]) -> dict[int, Mark]:
    """Those that match one another and nothing else."""
    here, there = Counter(now.values()), Counter(then.values())
    marks = {trait: mark for mark, trait in then.items()}
    return {
        i: marks[trait]
        for i, trait in now.items()
        if trait is not None and here[trait] == there[trait] == 1
    }


def _figure(mark: Mark, alone: bool) -> _Figure:
    field, _, row = mark[0].partition("#")
    name, reported, verified = mark[1]
    return _Figure(field, row, name, reported, verified, alone)


def _alone(s: CheckContext, d: Difference) -> bool:
    if d.field.block is None or d.row is None:
        return True
    names = _names(s, d.field.block)
    return names.count(names[d.row]) == 1


def _names(s: CheckContext, block: Block) -> list[str]:
    """A digest of what each row of a block is called: its first texts, without blanks."""
    kept: dict[str, list[str]] = vars(s).setdefault("_row_names", {})
    if block.id not in kept:
        columns = [s.effective(c.id) for c in block.columns.values() if c.is_text and not c.hidden][
            :3
        ]
        kept[block.id] = [
            digest("·".join("".join(str(c[row]).split()) for c in columns))
            for row in range(block.rows)
        ]
    return kept[block.id]
