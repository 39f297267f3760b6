"""Inputs by field id as JSON, and back: what `export` writes and `fill` reads. A round trip loses
nothing.

A single figure stands under its id. A block stands under its id as a list of rows (by position) or
as an object whose keys name rows by what one of their texts says ({"scrap_steel.parameters": {"w":
{"value": 0.02}}}). What is not mentioned keeps what a new workbook is made with; null makes a cell
blank.
"""

from __future__ import annotations

import datetime
import difflib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..core import values as v
from ..forms import Declared, Plan, declare
from ..forms.initial import initial_cell, to_array
from ..forms.plan_rules import PlanProblem
from ..graph import Block, Field, Values
from ..language import MOST, WIDEST, clipped, visible
from ..limits import SCHEMA
from .read import Loaded

FORMAT = "parkeval-xl/1"
KEYS = ("format", "version", "plan", "inputs")
LONGEST = 32_767  # characters a cell holds
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # not allowed in XML 1.0
Raw = dict[tuple[str, int | None], Any]


class InputProblem(ValueError):
    """Data that cannot be filled in: all faults, a line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def to_json(loaded: Loaded) -> dict[str, Any]:
    """The inputs of a workbook, rules included, so that its numbers never change."""
    graph = loaded.book.graph
    out: dict[str, Any] = {}
    for field in graph.inputs():
        if field.block is None and field.id not in (
            "settings.plan",
            "settings.version",
            "settings.edition",
        ):
            value = _entered(loaded, field, None)
            if value is not None or field.initial is not None:
                out[field.id] = value
    for block in graph.blocks.values():
        columns = [c for c in block.columns.values() if c.is_input]
        rows = [{c.key: _entered(loaded, c, i) for c in columns} for i in range(block.rows)]
        rows = [
            {
                k: x
                for k, x in row.items()
                if x is not None or initial_cell(block.columns[k], i) is not None
            }
            for i, row in enumerate(rows)
        ]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            out[block.id] = rows
    return {
        "format": FORMAT,
        "version": loaded.version,
        "plan": _plan_dict(loaded.book.plan),
        "inputs": out,
    }


def _plan_dict(plan: Plan) -> dict[str, Any]:
    return dict(json.loads(plan.to_json()))


def _entered(loaded: Loaded, field: Field, row: int | None) -> Any:
    if (field.id, row) in loaded.raw:
        found = loaded.raw[field.id, row]
        if isinstance(found, (datetime.date, datetime.datetime)):
            return found.isoformat()
        return found.text if isinstance(found, v.CellError) else found
    value = loaded.inputs[field.id] if row is None else loaded.inputs[field.id][row]
    shown = v.text_cell(str(value)) if field.is_text else v.cell(float(value))
    return shown.text if isinstance(shown, v.CellError) else shown


def from_json(data: Mapping[str, Any], plan: Plan | None = None) -> tuple[Declared, Values, Raw]:
    """Declaration, input arrays and raw cells of exported or hand-written data. InputProblem names
    every fault."""
    if not isinstance(data, Mapping) or not isinstance(data.get("inputs", {}), Mapping):
        raise InputProblem(["数据应为一个对象，含 inputs；可先用 export 导出一份作样子"])
    faults = [f"不认识“{quoted(k)}”，可用：{'、'.join(KEYS)}" for k in data if k not in KEYS]
    if data.get("format", FORMAT) != FORMAT:
        faults.append(
            f"数据的格式是“{quoted(data['format'])}”，本版只认得 {FORMAT}；请用写出它的版本打开"
        )
    try:
        plan = Plan.of(data["plan"]) if "plan" in data else plan or Plan()
    except PlanProblem as problem:
        raise InputProblem([*faults, *(f"plan：{fault}" for fault in problem.faults)]) from None
    faults += [
        f"plan 不认识“{quoted(k)}”，可用：{'、'.join(Plan.__dataclass_fields__)}"
        for k in data.get("plan", ())
        if k not in Plan.__dataclass_fields__
    ]
    declared = declare(replace(plan, schema=SCHEMA))  # a new workbook has all there is today
    filler = _Filler(declared)
    filler.faults += faults
    for id, value in data.get("inputs", {}).items():
        filler.put(id, value)
    if isinstance(
        data.get("version"), str
    ):  # rules taken over from a file stay the rules of that file
        filler.put("settings.version", data["version"])
    if filler.faults:
        raise InputProblem(filler.faults)
    return declared, filler.arrays(), filler.raw


def quoted(text: Any) -> str:
    """A key or word of the data, as a message quotes it."""
    return clipped(visible(str(text)), 60)


class _Filler:
    def __init__(self, declared: Declared) -> None:
        self.graph = declared.graph
        self.faults: list[str] = []
        self.cells: dict[str, Any] = {}
        self.raw: Raw = {}

    def put(self, id: str, value: Any) -> None:
        field, block = self.graph.fields.get(id), self.graph.blocks.get(id)
        if block is not None:
            self._block(block, value)
        elif field is None:
            few = len(self.faults) < MOST and len(id) < WIDEST  # likeness is slow to tell
            known = [*self.graph.fields, *self.graph.blocks]
            close = difflib.get_close_matches(id, known, 3) if few else []
            self.faults.append(
                f"没有数据项“{quoted(id)}”" + (f"，是否指 {'、'.join(close)}" if close else "")
            )
        elif not field.is_input:
            self.faults.append(f"“{id}”（{field.label}）由公式计算，不能填")
        elif field.block is not None:
            if isinstance(value, list):
                self._block(field.block, [{field.key: x} for x in value])
            else:
                self.faults.append(f"“{id}”是一列，应为列表")
        else:
            self.cells[id] = self._cell(field, None, value)

    def _block(self, block: Block, rows: Any) -> None:
        if isinstance(rows, Mapping):
            rows = self._named(block, rows)
        if not isinstance(rows, list) or not all(isinstance(r, Mapping) for r in rows):
            self.faults.append(f"“{block.id}”应为行的列表，每行是一个对象")
            return
        if len(rows) > block.rows:
            self.faults.append(
                f"“{block.id}”有 {len(rows)} 行，模板只有 {block.rows} 行；用 template "
                "--rows 生成更多行"
            )
            return
        for i, row in enumerate(rows):
            for key, value in row.items():
                field = block.columns.get(key)
                if field is None or not field.is_input:
                    reason = (
                        "由公式计算，不能填"
                        if field
                        else (
                            "没有这一列，可用："
                            f"{'、'.join(c.key for c in block.columns.values() if c.is_input)}"
                        )
                    )
                    self.faults.append(f"“{block.id}”第 {i + 1} 行的“{quoted(key)}”{reason}")
                    continue
                if field.id not in self.cells:
                    self.cells[field.id] = [initial_cell(field, k) for k in range(block.rows)]
                self.cells[field.id][i] = self._cell(field, i, value)

    def _named(self, block: Block, rows: Mapping[str, Any]) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = [{} for _ in block.initial]
        for name, row in rows.items():
            hits = [i for i, initial in enumerate(block.initial) if name in initial.values()]
            if len(hits) != 1:
                self.faults.append(
                    f"“{block.id}”中{'没有' if not hits else '有多行'}“{quoted(name)}”"
                    + ("" if not hits else "，请改用行的列表")
                )
            elif isinstance(row, Mapping):
                out[hits[0]] = dict(row)
            else:
                self.faults.append(f"“{block.id}”的“{quoted(name)}”应为一个对象")
        return out

    def _cell(self, field: Field, row: int | None, value: Any) -> Any:
        if isinstance(value, (list, Mapping)):
            self.faults.append(f"“{field.id}”应为一个数或一段文字")
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self.faults.append(f"“{field.id}”的数 {value} 超出范围")
            return None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1e308:
            self.faults.append(f"“{field.id}”的数超出范围")
            return None
        if isinstance(value, str) and (CONTROL.search(value) or len(value) > LONGEST):
            self.faults.append(f"“{field.id}”的文字含控制字符或超过 {LONGEST} 个字符")
            return None
        wrong = isinstance(value, bool) or (
            isinstance(value, str) and isinstance(v.cell(v.number(value)), v.CellError)
        )
        if wrong and not field.is_text:
            self.raw[field.id, row] = v.CellError.from_text(str(value)) or value
        return value

    def arrays(self) -> Values:
        return {id: to_array(self.graph.fields[id], cells) for id, cells in self.cells.items()}
