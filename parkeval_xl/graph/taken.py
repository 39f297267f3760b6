"""One figure of a column taken back at a time: what follows from each change alone.

Most of a long list is not touched by a change in one of its rows. What its rows give is computed of
the touched rows only; a total over the list is added up anew only where the row gives it another
part than before; what follows from the totals is computed of all changes together, as draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

import numpy as np

from ..core import values as v
from .compiling import Index
from .fields import Across, Area, Field, Ref, Rows, Span, reference
from .program import Program
from .run import Graph, Values, has_views

MANY = 50_000  # from so many cells of a column times changes it pays to look at rows alone
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
        rest = [f for f in self.path if f not in own]
        drawn: Values = {}
        if self.block.rows * len(self.rows) > MANY:
            rest = self._totals(rest, changed, drawn)
        read = set().union(*(self.graph.reads(f) for f in rest)) & changed.keys()
        if not read:
            return self._drawn(drawn, rest)
        each = max(1, AT_ONCE // self.block.rows)
        parts = []
        for some in _chunks(np.arange(len(self.rows)), each):
            columns = {id: self._column(id, changed, some) for id in read}
            cut = {id: self._cut(id, x, some) for id, x in drawn.items()}
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
            program = Program(own, views=self._views(own, given), rows={self.block.id: self.rows})
            found = program.run([given])[0]
            out |= {id: found[id][..., self.rows] for id in found if self._moved(id, found[id])}
        return out

    def _moved(self, id: str, new: Any) -> bool:
        """Whether a column is another in some touched row."""
        old = np.asarray(self.values[id])[..., self.rows]
        return not alike(old, new[..., self.rows]).all()

    def _views(self, fields: Iterable[Field], given: Values) -> set[str]:
        ids = set().union(*(self.graph.reads(f) for f in fields))
        return {id for id in ids if has_views(given[id], self.graph.fields[id], False)}

    # ---- totals over the column ----
    def _adds_rows(self, field: Field, changed: Values) -> bool:
        """Whether a field is a total that each row adds its part to."""
        assert field.function is not None
        of_row = any(by_row for id, by_row in _ways(field) if id in changed)
        if field.guard and reference(field.guard[0]).field in (self.field, *self.path):
            return False
        return field.function.by_row and field.block is not self.block and not of_row

    def _totals(self, rest: list[Field], changed: Values, drawn: Values) -> list[Field]:
        """Puts the totals that some change moves, and what totals of totals there are, into
        `drawn`; returns the fields that are left."""
        while True:
            rest = self.graph.dependents([*changed, *drawn], rest)
            open_ = {f.id for f in rest}
            some = [
                f
                for f in rest
                if self._adds_rows(f, changed) and open_.isdisjoint(self.graph.reads(f))
            ]
            if not some:
                return rest
            for field, moves in zip(some, self._moves(some, changed, drawn), strict=True):
                if moves.any():
                    drawn[field.id] = self._added(field, changed, drawn, np.flatnonzero(moves))
            rest = [f for f in rest if f not in some]

    def _moves(self, fields: list[Field], changed: Values, drawn: Values) -> list[Any]:
        """For each total, the draws in which the row alone gives something else than before, or an
        error: which error of a column is told depends on the other rows."""
        assert self.block is not None
        read = set().union(*(self.graph.reads(f) for f in fields))
        columns = {id for id in read if self.graph.fields[id].block is self.block}
        before = {id: np.asarray(self.values[id])[..., self.rows, None] for id in columns}
        after = before | {id: changed[id][..., None] for id in columns & changed.keys()}
        for id in read & drawn.keys():
            axis = -1 - _plain(self.graph.fields[id])
            after[id], before[id] = drawn[id], np.expand_dims(np.asarray(self.values[id]), axis)
        for id in after:
            before[id], after[id] = np.broadcast_arrays(before[id], after[id])
        given = self.values | after
        fields_of = self.graph.fields
        views = {id for id in read if has_views(given[id], fields_of[id], id in after)}
        bare = [_unguarded(f) for f in fields]  # the list as a whole is started as it was
        program = Program(bare, views=views, draws=after.keys(), sizes={self.block.id: 1})
        parts = (before, after)
        old, new = (program.run([self.values | part], len(self.rows))[0] for part in parts)
        return [self._unlike(old[f.id], new[f.id], f) for f in fields]

    def _unlike(self, one: Any, other: Any, field: Field) -> Any:
        differ = ~alike(one, other)
        if not field.is_text:
            differ |= v.is_error(one) | v.is_error(other)
        axes = tuple(i for i in range(differ.ndim) if i != differ.ndim - 1 - _plain(field))
        return differ.any(axes)

    def _added(self, field: Field, changed: Values, drawn: Values, draws: Index) -> Any:
        """A total added up in some draws; in the others it is as it was."""
        assert self.block is not None
        read, parts = self.graph.reads(field), []
        for some in _chunks(draws, max(1, AT_ONCE // self.block.rows)):
            given = {id: self._column(id, changed, some) for id in read & changed.keys()}
            given |= {id: self._cut(id, drawn[id], some) for id in read & drawn.keys()}
            parts.append(self._drawn(given, [field])[field.id])
        axis = -1 - _plain(field)
        new = np.concatenate(parts, axis)
        old = np.expand_dims(np.asarray(self.values[field.id], new.dtype), axis)
        shape = list(np.broadcast_shapes(old.shape, new.take([0], axis).shape))
        shape[axis] = len(self.rows)
        whole = np.array(np.broadcast_to(old, shape))
        np.moveaxis(whole, axis, 0)[draws] = np.moveaxis(new, axis, 0)
        return whole

    def _column(self, id: str, changed: Values, draws: Index) -> Any:
        """A whole column in some draws: as it was but for the one row."""
        old, new = np.asarray(self.values[id]), np.asarray(changed[id])
        lead = (2,) if max(old.ndim, new.ndim) > 1 else ()
        column = np.array(np.broadcast_to(old[..., None, :], (*lead, len(draws), old.shape[-1])))
        column[..., np.arange(len(draws)), self.rows[draws]] = new[..., draws]
        return column

    def _cut(self, id: str, drawn: Any, draws: Index) -> Any:
        return drawn.take(draws, -1 - _plain(self.graph.fields[id]))

    # ---- what follows ----
    def _drawn(self, drawn: Values, fields: list[Field]) -> Values:
        """What follows from drawn fields among some, and they themselves."""
        return drawn | self.graph.draws(self.values, drawn, fields) if drawn else {}


def _plain(field: Field) -> int:
    """How many axes a field has of its own."""
    return 0 if field.block is None else 1


def _unguarded(field: Field) -> Field:
    out = copy(field)
    out.guard = None
    return out


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
