"""One figure of a column taken back at a time: what follows from each change alone.

Most of a long list is not touched by a change in one of its rows. What its rows give is computed of
the touched rows only; a total over the list is added up anew only where the row gives it another
part than before; what follows from the totals is computed of all changes together, as draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np

from ..core import values as v
from .fields import Across, Area, Field, Ref, Rows, Span, reference
from .program import Index, Program
from .run import Graph, Values, has_views

AT_ONCE = 2_000_000  # cells of a column times changes that are held together


class Taken:
    """Figures of one field taken back, each alone; `rows` are theirs, None of a single figure."""

    def __init__(
        self, graph: Graph, values: Values, field: Field, rows: Index | None, wanted: set[str]
    ) -> None:
        self.graph, self.values, self.field, self.wanted = graph, values, field, wanted
        self.rows = np.zeros(1, np.intp) if rows is None else rows
        self.block = field.block
        self.path = [f for f in graph.dependents([field.id]) if f.id in wanted]

    def follows(self) -> Values:
        """What follows of all fields that matter, with the changes as draws."""
        if self.block is None:
            nothing = np.full(1, "" if self.field.is_text else v.EMPTY, self._type(self.field))
            return self._drawn({self.field.id: nothing}, self.path)
        own = list(self._of_rows())
        changed = self._changed_rows(own)
        totals = [f for f in self.path if self._adds_rows(f, changed)]
        drawn = self._totals(totals, changed)
        done = {f.id for f in (*own, *totals)}
        rest = [f for f in self.path if f.id not in done]
        read = set().union(*(self.graph.reads(f) for f in rest)) & changed.keys()
        if not read:
            return self._drawn(drawn, rest)
        each = max(1, AT_ONCE // self.block.rows)
        parts = []
        for some in _chunks(np.arange(len(self.rows)), each):
            columns = {id: self._column(id, changed, some) for id in read}
            cut = {id: x.take(some, -1 - _plain(self.graph.fields[id])) for id, x in drawn.items()}
            parts.append(self._drawn(cut | columns, rest))
        fields = self.graph.fields
        return {
            id: np.concatenate([p[id] for p in parts], -1 - _plain(fields[id])) for id in parts[0]
        }

    def _type(self, field: Field) -> Any:
        return object if field.is_text else np.float64

    # ---- the touched rows ----
    def _of_rows(self) -> Iterator[Field]:
        """The columns that follow row by row."""
        touched = {self.field.id}
        for field in self.path:
            ways = [by_row for id, by_row in _ways(field) if id in touched]
            if (
                field.block is self.block
                and ways
                and all(ways)
                and self._reads_only(field, touched)
            ):
                touched.add(field.id)
                yield field

    def _reads_only(self, field: Field, touched: set[str]) -> bool:
        """Whether nothing else that follows from the change is read."""
        on_path = {f.id for f in self.path}
        return not (self.graph.reads(field) & on_path) - touched

    def _changed_rows(self, own: list[Field]) -> Values:
        """The columns that follow row by row, of the touched rows only."""
        column = np.array(self.values[self.field.id])
        column[..., self.rows] = "" if self.field.is_text else v.EMPTY
        given = self.values | {self.field.id: column}
        out = {self.field.id: column[..., self.rows]}
        if own:
            assert self.block is not None
            program = Program(
                own, views=self._views(own, given), rows={self.block.id: np.unique(self.rows)}
            )
            out |= {id: x[..., self.rows] for id, x in program.run([given])[0].items()}
        return out

    def _views(self, fields: Iterable[Field], given: Values) -> set[str]:
        ids = set().union(*(self.graph.reads(f) for f in fields))
        return {id for id in ids if has_views(given[id], self.graph.fields[id], False)}

    # ---- totals over the column ----
    def _adds_rows(self, field: Field, changed: Values) -> bool:
        """Whether a field is a total that each row adds its part to."""
        assert field.function is not None
        on_path = {f.id for f in self.path} | {self.field.id}
        read = self.graph.reads(field)
        return (
            field.function.by_row
            and field.block is not self.block
            and not read.isdisjoint(changed)
            and not (read & on_path) - changed.keys()
            and not any(by_row for id, by_row in _ways(field) if id in changed)
        )

    def _totals(self, fields: list[Field], changed: Values) -> Values:
        """The totals in each draw, of those that some change moves."""
        if not fields:
            return {}
        assert self.block is not None
        read = set().union(*(self.graph.reads(f) for f in fields))
        columns = {id for id in read if self.graph.fields[id].block is self.block}
        before = {id: np.asarray(self.values[id])[..., self.rows] for id in columns}
        after = before | {id: changed[id] for id in columns & changed.keys()}
        moved = self._moves(fields, before, after)
        out: Values = {}
        by_draws = sorted(((m.tobytes(), f.id) for f, m in zip(fields, moved, strict=True)))
        which = {m.tobytes(): np.flatnonzero(m) for m in moved}
        for key, group in groupby(by_draws, lambda pair: pair[0]):
            if len(draws := which[key]):
                some = [self.graph.fields[id] for _, id in group]
                out |= self._added(some, changed, draws)
        return out

    def _moves(self, fields: list[Field], before: Values, after: Values) -> list[Any]:
        """For each total, the draws in which the row alone gives something else than before."""
        assert self.block is not None
        given = [{id: x[..., None] for id, x in part.items()} for part in (before, after)]
        views = {id for id in after if np.ndim(after[id]) > 1 or np.ndim(before[id]) > 1}
        given = [
            {
                id: np.broadcast_to(x, (2, *x.shape[-2:])) if id in views else x
                for id, x in p.items()
            }
            for p in given
        ]
        others = self._views(fields, self.values) - after.keys()
        program = Program(
            fields, views=views | others, draws=after.keys(), sizes={self.block.id: 1}
        )
        old, new = (program.run([self.values | p], len(self.rows))[0] for p in given)
        return [self._unlike(old[f.id], new[f.id], f) for f in fields]

    def _unlike(self, one: Any, other: Any, field: Field) -> Any:
        differ = ~alike(one, other)
        axes = tuple(i for i in range(differ.ndim) if i != differ.ndim - 1 - _plain(field))
        return differ.any(axes)

    def _added(self, fields: list[Field], changed: Values, draws: Index) -> Values:
        """Totals added up in some draws; in the others they are as they were."""
        assert self.block is not None
        parts = []
        for some in _chunks(draws, max(1, AT_ONCE // self.block.rows)):
            read = set().union(*(self.graph.reads(f) for f in fields)) & changed.keys()
            parts.append(self._drawn({id: self._column(id, changed, some) for id in read}, fields))
        out = {}
        for field in fields:
            axis = -1 - _plain(field)
            new = np.concatenate([p[field.id] for p in parts], axis)
            old = np.expand_dims(np.asarray(self.values[field.id], new.dtype), axis)
            shape = list(np.broadcast_shapes(old.shape, new.shape))
            shape[axis] = len(self.rows)
            whole = np.array(np.broadcast_to(old, shape))
            np.moveaxis(whole, axis, 0)[draws] = np.moveaxis(new, axis, 0)
            out[field.id] = whole
        return out

    def _column(self, id: str, changed: Values, draws: Index) -> Any:
        """A whole column in some draws: as it was but for the one row."""
        old, new = np.asarray(self.values[id]), np.asarray(changed[id])
        lead = (2,) if max(old.ndim, new.ndim) > 1 else ()
        column = np.array(np.broadcast_to(old[..., None, :], (*lead, len(draws), old.shape[-1])))
        column[..., np.arange(len(draws)), self.rows[draws]] = new[..., draws]
        return column

    # ---- what follows ----
    def _drawn(self, drawn: Values, fields: list[Field]) -> Values:
        """What follows from drawn fields among some, and they themselves."""
        return drawn | self.graph.draws(self.values, drawn, fields) if drawn else {}


def _plain(field: Field) -> int:
    """How many axes a field has of its own."""
    return 0 if field.block is None else 1


def _chunks(draws: Index, size: int) -> Iterator[Index]:
    for first in range(0, len(draws), size):
        yield draws[first : first + size]


def _ways(field: Field) -> Iterator[tuple[str, bool]]:
    """The fields that a field reads, each with whether it reads of its own row only."""
    for arg in (*field.args, *((field.guard[0],) if field.guard else ())):
        item = reference(arg)
        if isinstance(item, Ref):
            yield item.field.id, item.scope == "row"
        elif isinstance(item, Rows | Span | Area):
            own = isinstance(item, Across)
            yield from ((other.id, own) for other in _of(item))


def _of(item: Rows | Span | Area) -> list[Field]:
    if isinstance(item, Span):
        return [item.field]
    if isinstance(item, Area):
        return item.fields
    return [r.field for r in map(reference, item.items) if isinstance(r, Ref | Span)]


def alike(one: Any, other: Any) -> Any:
    """Where two results are the same, states included."""
    one, other = np.broadcast_arrays(one, other)
    if one.dtype == object:
        return np.asarray(one == other, bool)
    a, b = (np.ascontiguousarray(x, np.float64).view(np.int64) for x in (one, other))
    return a == b
