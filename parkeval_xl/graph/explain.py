"""Where a number comes from: the tree of any cell, down to inputs, factors, literals and clauses.

The tree holds everything the number follows from: evaluating it from the leaves alone, with the
functions it names, gives the value again. A cell that is used more than once is one node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core import values as v
from ..data import cited
from ..functions.registry import EACH, ERRORS, FREE, reason
from .fields import (
    ASSESSOR,
    PARK,
    RULE,
    TOOL,
    Across,
    Area,
    Field,
    Named,
    Ref,
    Rows,
    Span,
    reference,
)
from .fields import NUMBER as NUMBER_KIND
from .fields import TEXT as TEXT_KIND
from .run import EFFECTIVE, REPORTED, Graph, Values, rows_of, shown
from .run import view as view_of

Cell = float | str | v.CellError | None
Placer = Callable[[Field, int | None], str]

COMPUTED, INPUT, FACTOR, LITERAL = "computed", "input", "factor", "literal"
COLUMN, AREA, ACROSS, GUARD = "column", "area", "across", "guard"
WRITERS = {PARK: "园区填报", ASSESSOR: "评审核定", RULE: "规则值", TOOL: "刷新写入"}
DEFAULT, NOT_COMPUTED, LEFT_OUT = "默认", "本行不计算", "填报口径不计"
IN_USE, TAKEN, ALIKE = "有内容，其余为空", "相符，其余不用", "标签相符，其余 {} 行标签不同，不计"
BESIDE = {  # the columns of its row that say where an entry comes from
    RULE: ("region", "year", "reference", "basis"),
    PARK: ("source", "way", "reason", "evidence"),
    ASSESSOR: ("remark",),
}
NAME_WIDTH = 16
HELD = ("state", "whole")  # parameters that hold 1 where the others give a result


@dataclass(eq=False)
class Node:
    """A cell, a literal, or a column, area or guard with the cells of it that matter.

    `children` are the arguments in order; of a column its rows in use, of an area the cell taken,
    of a guard what it watches. `row` counts from 0; `rows` is the height of a column. A cell that
    its guard holds back has no arguments. The same node may stand in several places.
    """

    kind: str
    label: str
    value: Cell = None
    unit: str = ""
    pattern: str = ""
    id: str = ""
    row: int | None = None
    place: str = ""
    function: str = ""
    clause: str = ""
    note: str = ""
    rows: int = 0
    column: int = 0  # of an area: which one was taken
    children: list[Node] = field(default_factory=list)
    guard: Node | None = None

    @property
    def is_cell(self) -> bool:
        """Whether the node is a cell of the workbook."""
        return bool(self.id)

    @property
    def is_numbered(self) -> bool:
        """Whether it is printed once and then only named: a cell, or a column with content."""
        return self.is_cell or (self.kind == COLUMN and bool(self.children))


def explain(
    graph: Graph,
    values: Values,
    field: Field | str,
    row: int | None = None,
    *,
    view: int = EFFECTIVE,
    place: Placer | None = None,
) -> Node:
    """The tree of one cell of a run, in one view. `row` counts from 0 in a block, None for a single
    field.

    `place(field, row)` gives the address of a cell (废钢铁!B27); without it cells are named by
    their ids. An input gives a tree of one leaf. ValueError where there is no such cell.
    """
    field = graph.fields[field] if isinstance(field, str) else field
    rows = rows_of(field)
    if (rows is None) != (row is None) or (
        rows is not None and row is not None and not 0 <= row < rows
    ):
        raise ValueError(f"{field.id}: 没有这一格，行 {row} (no such cell)")
    root = Tree(values, view, place).cell(field, row)
    if view == REPORTED and root.kind == COMPUTED:
        root.note = "；".join(x for x in (root.note, "填报口径，不计核定值") if x)
    return root


class Tree:
    """The explained cells of a run in one view, each once."""

    def __init__(self, values: Values, which: int, place: Placer | None = None) -> None:
        self.values, self.which, self.place = values, which, place
        self.columns: dict[str, Any] = {}
        self.nodes: dict[tuple[str, int | None, bool], Node] = {}
        self.lists: dict[tuple[str, tuple[int, ...], str], Node] = {}

    def cell(self, field: Field, row: int | None, left_out: bool = False) -> Node:
        """The node of a cell; `left_out` where an assessor's figure does not count in the reported
        view."""
        key = (field.id, row, left_out)
        if key not in self.nodes:
            self.nodes[key] = (
                self._leaf(field, row, left_out)
                if self._ends(field, row)
                else self._computed(field, row)
            )
        return self.nodes[key]

    def _ends(self, field: Field, row: int | None) -> bool:
        return field.function is None or (field.only is not None and row not in field.only)

    # ---- cells -----------------------------------------------------------------------------------
    def _node(
        self, kind: str, field: Field, row: int | None, note: str = "", value: Cell = None
    ) -> Node:
        name = self._row_name(field, row)
        pattern, unit = field.pattern_at(row), field.unit
        if field.block and row is not None and field.kind == NUMBER_KIND:
            units = field.block.columns.get("unit")
            if not unit and units and units.writer == RULE and not field.unitless:
                unit = self.text(units, row)
        label, place = (
            f"{field.bare_label}·{name}" if name else field.bare_label,
            self.place(field, row) if self.place else "",
        )
        unit = "" if "%" in pattern else unit
        return Node(kind, label, value, unit, pattern, field.id, row, place, "", field.clause, note)

    def _row_name(self, field: Field, row: int | None) -> str:
        """What people call the row: its first free text; nothing in the column of the names
        itself."""
        if field.block is None or row is None:
            return ""
        columns = [field.block.columns[field.block.started_by], *field.block.columns.values()]
        naming = next((c for c in columns if c.kind == TEXT_KIND), field)
        name = self.text(naming, row) if naming is not field else ""
        return name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1] + "…"

    def _leaf(self, field: Field, row: int | None, left_out: bool) -> Node:
        if field.function:
            return self._node(LITERAL, field, row, NOT_COMPUTED)
        if left_out:
            return self._node(INPUT, field, row, f"{WRITERS[field.writer]}，{LEFT_OUT}")
        block, value, initial, writer = (
            field.block,
            self.value(field, row),
            field.initial,
            field.writer,
        )
        if block is not None and row is not None:
            ready = row < len(block.initial)
            initial = block.initial[row].get(field.key) if ready else None
            writer = PARK if writer == RULE and field.spare and not ready else writer
        columns = block.columns if block else {}
        kind = FACTOR if writer == RULE and {"reference", "basis"} <= columns.keys() else INPUT
        default = writer == PARK and value is not None and value == _written(field, initial)
        notes = [DEFAULT if default else WRITERS[writer]]
        notes += [field.help.partition("；")[0]] if kind == INPUT and writer == RULE else []
        if row is not None and value is not None and field.kind == NUMBER_KIND:
            beside = [columns[k] for k in BESIDE.get(writer, ()) if k in columns]
            notes += [f"{c.label}：{words}" for c in beside if (words := self.text(c, row))]
        return self._node(kind, field, row, "，".join(_one_line(x) for x in notes if x), value)

    def _computed(self, field: Field, row: int | None) -> Node:
        function = field.function
        assert function is not None
        node = self._node(COMPUTED, field, row, value=self.value(field, row))
        node.function, node.clause = function.name, field.clause or cited(function.clause)
        if field.guard:
            node.guard, held = self._guard(field, row)
            if held:
                return node
        node.children = list(self._arguments(field, row))
        arises = isinstance(node.value, v.CellError) and all(
            c.kind in (COMPUTED, INPUT, FACTOR, LITERAL) and not isinstance(c.value, v.CellError)
            for c in node.children
        )
        if arises and function.rule in (EACH, ERRORS, FREE):
            node.note = _one_line(reason(function, [c.value for c in node.children]))
        return node

    def _guard(self, field: Field, row: int | None) -> tuple[Node, bool]:
        """What the cell waits for, and whether it still does. Of a column one entry is shown as the
        witness."""
        assert field.guard is not None
        ref, state = reference(field.guard[0]), field.guard[1]
        if ref.scope == "column":
            rows = self._in_use(ref.field)
            witness = [self.cell(ref.field, i) for i in rows[:1]]
            return Node(
                GUARD, _title(ref.field), state, rows=rows_of(ref.field) or 0, children=witness
            ), not rows
        watched = self._scalar(ref, row)
        shown = state if field.is_text else None
        held = not isinstance(watched.value, float)
        return Node(GUARD, watched.label, shown, children=[watched]), held

    # ---- arguments -------------------------------------------------------------------------------
    def _arguments(self, field: Field, row: int | None) -> Iterator[Node]:
        function = field.function
        assert function is not None
        bound = {
            p.name: reference(a.items[row] if isinstance(a, Rows) and row is not None else a)
            for p, a in zip(function.params, field.args, strict=True)
        }
        rows, column = self._taken(bound, row)
        for name, arg in bound.items():
            if isinstance(arg, Across):
                cells = [self.cell(of, row) for of in arg.fields]
                label = f"{_title(arg.first)}至{arg.last.label}"
                yield Node(ACROSS, label, rows=len(cells), row=row, children=cells)
            elif isinstance(arg, Area):
                yield self._area(arg, rows or [], column)
            elif isinstance(arg, Span):
                yield self._column(arg.field, list(range(arg.first, arg.last + 1)), TAKEN)
            elif isinstance(arg, Ref) and arg.scope == "column":
                yield self._column(
                    arg.field, rows, ALIKE if "roles" in bound or "figures" in bound else TAKEN
                )
            elif name in HELD and self._holds(arg, row):
                yield Node(LITERAL, f"{arg.field.bare_label}为1", 1.0)
            else:
                yield self._scalar(arg, row, left_out=name == "verified" and self.which == REPORTED)

    def _holds(self, arg: Any, row: int | None) -> bool:
        """Whether a state lets a cell compute: then it says nothing of the number."""
        if not isinstance(arg, Ref) or not arg.field.hidden:
            return False
        return self.value(arg.field, {"row": row, "at": arg.row}.get(arg.scope)) == 1.0

    def _scalar(self, arg: Any, row: int | None, left_out: bool = False) -> Node:
        if isinstance(arg, Ref):
            return self.cell(arg.field, {"row": row, "at": arg.row}.get(arg.scope), left_out)
        if isinstance(arg, Named):
            return Node(LITERAL, arg.name, arg.value)
        return Node(LITERAL, "常数", v.text_cell(arg) if isinstance(arg, str) else float(arg))

    def _taken(self, bound: dict[str, Any], row: int | None) -> tuple[list[int] | None, int]:
        """The rows, and the column of an area, that a look-up or a total takes (by the names of its
        parameters); None where all rows count. The others cannot change its result."""
        if "role" in bound and "roles" in bound:
            return self._labelled(
                v.text(self._scalar(bound["role"], row).value), bound["roles"], bound["emissions"]
            ), 0
        if {"label", "labels", "figures"} <= bound.keys():
            label = v.text(self._scalar(bound["label"], row).value)
            return self._labelled(label, bound["labels"], bound["figures"]), 0
        if "label" in bound and "labels" in bound:
            label = v.text(self._scalar(bound["label"], row).value)
            return [i for i, one in enumerate(self.array(bound["labels"].field)) if one == label], 0
        if {"key", "keys"} <= bound.keys() and bound["keys"].field.is_text:
            key = v.text(self._scalar(bound["key"], row).value)
            return [i for i, k in enumerate(self.array(bound["keys"].field)) if key and k == key], 0
        if "area" in bound and "routes" in bound:
            route, place = (self._scalar(bound[k], row).value for k in ("route", "basis"))
            routes = [str(r).casefold() for r in self.array(bound["routes"].field)]
            name = v.text(route).casefold()
            hit = [routes.index(name)] if name in routes else []
            return hit, int((place + 3) / 4) - 1 if isinstance(place, float) else -1
        return None, 0

    def _labelled(self, role: str, roles: Any, emissions: Any) -> list[int] | None:
        """The rows of a label; a label that is 待填 or an error, and any error beside, reach the
        total too."""
        columns = [
            a.field for a in (roles, emissions) if isinstance(a, Ref) and a.scope == "column"
        ]
        if not role or len(columns) < 2 or len({rows_of(c) for c in columns}) > 1:
            return None
        labels = self.array(columns[0])
        counted = (
            (labels == role)
            | np.isnan(v.text_states(labels).astype(float))
            | v.is_error(self.array(columns[1]))
        )
        return [int(i) for i in np.flatnonzero(counted)]

    def _column(self, field: Field, taken: list[int] | None, words: str) -> Node:
        in_use = self._in_use(field) if taken is None or words == ALIKE else []
        numbers = (
            in_use
            if taken is None
            else [i for i in taken if i in set(in_use)]
            if words == ALIKE
            else taken
        )
        others = len(in_use) - len(numbers)
        note = IN_USE if taken is None or (words == ALIKE and not others) else words.format(others)
        key = (field.id, tuple(numbers), note)
        if key not in self.lists:
            cells = [self.cell(field, i) for i in numbers]
            self.lists[key] = Node(
                COLUMN, _title(field), rows=rows_of(field) or 0, note=note, children=cells
            )
        return self.lists[key]

    def _area(self, area: Area, rows: list[int], column: int) -> Node:
        cells = [self.cell(area.fields[column], i) for i in rows if column >= 0]
        label = f"{_title(area.first)}至{area.last.label}"
        return Node(AREA, label, rows=rows_of(area.first) or 0, column=column, children=cells)

    # ---- values ----------------------------------------------------------------------------------
    def array(self, field: Field) -> Any:
        """One view of a field, text or float."""
        if field.id not in self.columns:
            array = view_of(self.values[field.id], field, self.which)
            self.columns[field.id] = np.asarray(array, object if field.is_text else float)
        return self.columns[field.id]

    def value(self, field: Field, row: int | None) -> Cell:
        """What a cell shows."""
        out: Cell = shown(field, self.values, row, self.which)
        return out

    def text(self, field: Field, row: int) -> str:
        """The words of a cell, in one line."""
        value = self.value(field, row)
        return _one_line(v.text(value))

    def _in_use(self, field: Field) -> list[int]:
        array = self.array(field)
        empty = array == "" if field.is_text else v.is_state(array, v.EMPTY)
        return [int(i) for i in np.flatnonzero(~empty.astype(bool))]


def _title(field: Field) -> str:
    return f"{field.sheet}·{field.label}"


def _written(field: Field, initial: Any) -> Cell:
    """What an input shows as it was made."""
    return v.text_cell(v.text(initial)) if field.is_text else v.cell(v.number(initial))


def _one_line(text: str) -> str:
    return " ".join(text.split())
