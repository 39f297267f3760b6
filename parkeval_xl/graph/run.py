"""The graph: all fields of a workbook in order, and the headless run (`program`).

Values are `{field id: array}`: number arrays with states in their payload, object arrays of text.
Views stand on a leading axis: 0 the reported view, 1 the effective one (verified where present);
arrays without that axis are the same in both. Draws stand behind the views, rows on the last axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..core import values as v
from .fields import Block, Field, Items, Part, references
from .program import Program

PARKS = 32  # run together: more no longer fit the cache of a processor
REPORTED, EFFECTIVE = 0, 1
Values = dict[str, Any]


class Graph:
    """The fields of the sheets `{sheet name: parts}` and the order in which the computed ones
    follow from the inputs."""

    def __init__(self, sheets: Mapping[str, Iterable[Part]]) -> None:
        self.sheets = {name: list(parts) for name, parts in sheets.items()}
        self.fields: dict[str, Field] = {}
        self.blocks: dict[str, Block] = {}
        for sheet, parts in self.sheets.items():
            for part in parts:
                part.sheet = sheet
                if isinstance(part, Block):
                    self.blocks[part.id] = part
                for field in fields_of(part):
                    if field.id in self.fields:
                        raise ValueError(f"field {field.id} is declared twice")
                    field.sheet = sheet
                    self.fields[field.id] = field
        self.order = self._ordered()
        self._programs: dict[Any, Program] = {}
        self._behind: dict[tuple[str, ...], set[str]] = {}
        self._reads = {
            field.id: frozenset(other.id for other in references(field)) for field in self.order
        }

    def _ordered(self) -> list[Field]:
        done: set[str] = set()
        out: list[Field] = []

        def visit(field: Field, above: tuple[str, ...]) -> None:
            if field.id in above:
                raise ValueError("a field depends on itself: " + " → ".join((*above, field.id)))
            if field.id in done:
                return
            for other in references(field):
                if self.fields.get(other.id) is not other:
                    raise ValueError(
                        f"{field.id} refers to {other.id or other.key}, which is on no sheet"
                    )
                visit(other, (*above, field.id))
            done.add(field.id)
            if field.function:
                out.append(field)

        for field in self.fields.values():
            visit(field, ())
        return out

    @cached_property
    def read(self) -> set[str]:
        """The ids of the fields that some computed field reads."""
        return set().union(*self._reads.values())

    def inputs(self) -> Iterator[Field]:
        """The fields that people and rules enter."""
        return iter(self._inputs)

    @cached_property
    def _inputs(self) -> list[Field]:
        return [f for f in self.fields.values() if f.is_input]

    def run(self, inputs: Mapping[str, Any]) -> Values:
        """All values from the inputs. Missing inputs are empty."""
        return self.run_parks([inputs])[0]

    def run_parks(self, parks: Sequence[Mapping[str, Any]]) -> list[Values]:
        """All values of each of many parks of this plan, from their inputs."""
        program, out = self._program(self.order), []
        for first in range(0, len(parks), PARKS):
            some = parks[first : first + PARKS]
            found = program.run(some)
            out += [self._entered(a) | b for a, b in zip(some, found, strict=True)]
        return out

    def _entered(self, inputs: Mapping[str, Any]) -> Values:
        return {
            f.id: inputs[f.id] if f.id in inputs else blank(f)
            for f in self.fields.values()
            if not f.function
        }

    def changed(self, values: Values, inputs: Mapping[str, Any]) -> Values:
        """The values after some inputs changed: only what follows from them is computed again."""
        out = values | dict(inputs)
        fields = self.dependents(inputs)
        return out | self._program(fields, values=out).run([out])[0]

    def draws(
        self, values: Values, drawn: Mapping[str, Any], among: Iterable[Field] | None = None
    ) -> Values:
        """What follows from many draws of some fields: draws on the first axis, behind the views
        where a field has them. `among` names the fields that matter, in order."""
        fields = [f for f in self.dependents(drawn, among) if f.id not in drawn]
        given = values | dict(drawn)
        many = {np.shape(x)[-1 - len(_rows(self.fields[id]))] for id, x in drawn.items()}
        if len(many) > 1:
            raise ValueError(f"the fields have different numbers of draws: {sorted(many)}")
        program = self._program(fields, values=given, draws=frozenset(drawn))
        found = program.run([given], *many)[0]  # what only a PARK_ function reads moves nothing
        return {id: found[id] for id in program.drawn}

    def behind(self, ids: Iterable[str]) -> set[str]:
        """The ids of fields and of all that they follow from."""
        key = tuple(ids)
        if (known := self._behind.get(key)) is not None:
            return known
        out = self._behind[key] = set[str]()
        waiting = list(key)
        while waiting:
            id = waiting.pop()
            if id not in out:
                out.add(id)
                waiting += self._reads.get(id, ())
        return out

    def _program(
        self,
        fields: list[Field],
        *,
        values: Values | None = None,
        draws: frozenset[str] = frozenset(),
    ) -> Program:
        """The program of some fields, compiled once for what differs by view and by draw."""
        computed = {f.id for f in fields}
        views = frozenset(
            id
            for id in set().union(*(self._reads[f.id] for f in fields)) - computed
            if values is not None and has_views(values[id], self.fields[id], id in draws)
        )
        key = (tuple(f.id for f in fields), views, draws)
        if key not in self._programs:
            self._programs[key] = Program(fields, views=views, draws=draws)
        return self._programs[key]

    def reads(self, field: Field) -> frozenset[str]:
        """The ids of the fields that a computed field reads."""
        return self._reads[field.id]

    def dependents(self, ids: Iterable[str], among: Iterable[Field] | None = None) -> list[Field]:
        """The computed fields that follow from some fields, in order; of `among`, if given."""
        reached, out = set(ids), []
        for field in self.order if among is None else among:
            if not reached.isdisjoint(self._reads[field.id]):
                reached.add(field.id)
                out.append(field)
        return out


def fields_of(part: Part) -> Iterator[Field]:
    """All fields of a part, companions included."""
    if isinstance(part, Items):
        for row in part.rows:
            yield from row.values()
    else:
        yield from part.columns.values()


def rows_of(field: Field) -> int | None:
    """The number of rows of a column, None of a single field."""
    return field.block.rows if field.block else None


def blank(field: Field) -> Any:
    """Nothing entered."""
    rows = rows_of(field)
    shape = () if rows is None else (rows,)
    return np.full(shape, "", object) if field.is_text else np.full(shape, v.EMPTY)


def _rows(field: Field) -> tuple[int, ...]:
    """The shape of a field without other axes."""
    return () if field.block is None else (field.block.rows,)


def has_views(value: Any, field: Field, drawn: bool) -> bool:
    return np.ndim(value) > len(_rows(field)) + drawn


def view(value: Any, field: Field, which: int) -> Any:
    """One view of a value: the array itself where views do not differ."""
    plain = 0 if field.block is None else 1
    return value[which] if np.ndim(value) > plain else value


def shown(field: Field, values: Values, row: int | None, which: int = EFFECTIVE) -> Any:
    """What the cell of a field shows in a view: a number, text, CellError, or None where it is
    empty."""
    value = view(values[field.id], field, which)
    one = value if row is None else value[row]
    return v.text_cell(str(one)) if field.is_text else v.cell(float(one))
