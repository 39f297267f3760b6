"""The graph: all fields of a workbook in order, and the headless run, a column at a time.

Views stand on a leading axis: 0 the reported view, 1 the effective one (verified where present).
Arrays without that axis are the same in both. Further axes (draws) may stand in front; functions
broadcast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from ..core import values as v
from ..functions.registry import COLUMN, NUMBER, NUMBERS, TEXTS
from .fields import Area, Block, Field, Items, Named, Part, Ref, Rows, Span, reference, references

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

    def inputs(self) -> Iterator[Field]:
        """The fields that people and rules enter."""
        return (f for f in self.fields.values() if f.is_input)

    def run(self, inputs: Mapping[str, Any]) -> Values:
        """All values from the inputs, `{field id: array}`: number arrays with states in their
        payload, object arrays of text. Missing inputs are empty. Columns have their rows on the
        last axis."""
        values: Values = {}
        for field in self.fields.values():
            if not field.function:
                values[field.id] = inputs[field.id] if field.id in inputs else blank(field)
        for field in self.order:
            values[field.id] = compute(field, values)
        return values

    def changed(self, values: Values, inputs: Mapping[str, Any]) -> Values:
        """The values after some inputs changed: only what follows from them is computed again."""
        out = values | dict(inputs)
        for field in self.dependents(inputs):
            out[field.id] = compute(field, out)
        return out

    def dependents(self, ids: Iterable[str]) -> list[Field]:
        """The computed fields that follow from some fields, in order."""
        reached, out = set(ids), []
        for field in self.order:
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


def compute(field: Field, values: Values) -> Any:
    """The values of one computed field from those of the fields it reads."""
    function = field.function
    assert function is not None
    spread = function.rule == COLUMN and field.block is not None
    args = [
        _argument(a, p.kind, values, field.block is not None, spread)
        for a, p in zip(field.args, function.params, strict=True)
    ]
    at = function.verified
    if at is not None and (nothing := _unverified(args[at])) is not None:
        reported = function.kernel(*args[:at], nothing, *args[at + 1 :])
        result = np.stack(np.broadcast_arrays(reported, function.kernel(*args)))
    else:
        result = function.kernel(*args)
    if field.guard:
        result = _guard(field, values, result)
    rows = rows_of(field)
    if rows is not None and np.shape(result)[-1:] != (rows,):
        result = np.broadcast_to(result, (*np.shape(result)[:-1], rows))
    if field.only is not None:
        chosen = np.isin(np.arange(rows or 0), field.only)
        result = np.where(chosen, result, "" if field.is_text else v.EMPTY)
    return result


def _unverified(figures: Any) -> Any:
    """The assessor's figures or answers as if there were none; None where there are none."""
    if np.asarray(figures).dtype == object:
        return np.full(np.shape(figures), "", object) if np.any(figures != "") else None
    return None if v.is_state(figures, v.EMPTY).all() else np.full(np.shape(figures), v.EMPTY)


def _argument(arg: Any, kind: str, values: Values, in_rows: bool, spread: bool) -> Any:
    """The array of an argument. Of a field with rows, a single figure gets a row axis where views
    differ, and a column that is summed up an axis of its own."""
    arg = reference(arg)
    if isinstance(arg, Rows):
        stacked = np.broadcast_arrays(
            *(np.asarray(_argument(a, kind, values, False, False)) for a in arg.items)
        )
        return np.stack(stacked, -2 if kind in (NUMBERS, TEXTS) else -1)
    if isinstance(arg, Span):
        part = values[arg.field.id][..., arg.first : arg.last + 1]
        return part[..., None, :] if spread else part
    if isinstance(arg, Area):
        return np.stack(np.broadcast_arrays(*(values[f.id] for f in arg.fields)), -1)
    if isinstance(arg, Ref):
        value = values[arg.field.id]
        if arg.scope in ("one", "at"):
            single = value[..., arg.row] if arg.scope == "at" else value
            return single[..., None] if in_rows and np.ndim(single) else single
        if arg.scope == "row" and kind in (NUMBERS, TEXTS):
            return value[..., None]
        return value[..., None, :] if spread and arg.scope == "column" else value
    if isinstance(arg, Named):
        return np.array(arg.value, object)
    if isinstance(arg, str):
        return np.float64(v.number(arg)) if kind in (NUMBER, NUMBERS) else np.array(arg, object)
    return np.float64(arg)


def _guard(field: Field, values: Values, result: Any) -> Any:
    """A guarded field: on a column of entries, a state while nothing is entered; on a figure, its
    state while it has none, of a text the given one."""
    assert field.guard is not None
    ref, state = reference(field.guard[0]), field.guard[1]
    watched = values[ref.field.id]
    if ref.scope == "column":
        empty = (
            np.all(watched == "", -1) if ref.field.is_text else v.is_state(watched, v.EMPTY).all(-1)
        )
        return np.where(empty, state if field.is_text else v.number(state), result)
    if ref.scope == "at":
        watched = watched[..., ref.row]
    if field.block is not None and np.ndim(watched) and ref.scope != "row":
        watched = watched[..., None]
    return np.where(v.is_number(watched), result, state if field.is_text else watched)


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
