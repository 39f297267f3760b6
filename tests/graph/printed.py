"""Reads the print of an explanation back and evaluates it from its leaves alone.

It knows nothing of the graph: only the printed lines and the functions they name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.functions import BASES, OPERATIONS, REGISTRY
from parkeval_xl.graph.render import function_words

LINE = re.compile(
    r"(?P<indent> *)(?:第(?P<row>\d+)行(?:第(?P<column>\d+)列)? )?"
    r"(?:同 #(?P<same>\d+) |#(?P<number>\d+) )?(?P<rest>.*)",
    re.DOTALL,
)
GROUP = re.compile(r"(?P<kind>列|表|前提) .*?(?P<rows>\d+) 行(?P<tail>.*)|前提 (?P<said>.*)")
FIGURE = re.compile(r'(?P<name>[^＝]*)＝(?P<value>"(?:[^"\\]|\\.)*"|[^ ]+)(?P<tail>.*)', re.DOTALL)


@dataclass
class Line:
    """A printed line: a cell (格), literal (常数), column (列), area (表) or guard (前提). Rows
    count from 1."""

    kind: str
    row: int = 0
    column: int = 0
    rows: int = 0
    value: Any = None
    function: str = ""
    name: str = ""
    tail: str = ""
    same: int = 0
    number: int = 0
    children: list[Line] = field(default_factory=list)


@cache
def _named(words: str) -> str:
    """The function that a printed line names by its words."""
    name = words.rpartition("（")[2].removesuffix("）")
    return name if name in REGISTRY else next(n for n in OPERATIONS if function_words(n) == words)


def exact(text: str) -> Any:
    """The cell value behind a printed one."""
    if text.startswith('"'):
        return json.loads(text)
    if text == "空":
        return None
    if text in (v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT):
        return text
    behind = re.search("〔(.*)〕", text)
    return CellError.from_text(text) or float(behind[1] if behind else text.replace(",", ""))


def parse(text: str) -> tuple[Line, dict[int, Line]]:
    """The lines as a tree, and its cells by number."""
    root, open_lines, cells = Line("root"), [], {}
    for printed in text.split("\n"):
        found = LINE.fullmatch(printed)
        assert found, printed
        rest, depth = found["rest"], len(found["indent"]) // 2
        line = Line(
            "格", int(found["row"] or 0), int(found["column"] or 0), same=int(found["same"] or 0)
        )
        group = GROUP.fullmatch(rest)
        if group:
            line.kind, line.rows, line.tail = (
                rest.split(" ")[0],
                int(group["rows"] or 0),
                group["tail"] or group["said"] or "",
            )
            if line.same:  # a column printed before
                line.children = cells[line.same].children
        else:
            figure = FIGURE.fullmatch(rest)
            assert figure, printed
            line.value, line.name, line.tail = (
                exact(figure["value"]),
                figure["name"],
                figure["tail"],
            )
            called = re.search(r" ← (.+?)(?: …)?(?: 依据 | ｜|$)", line.tail)
            line.function = _named(called[1]) if called and not line.same else ""
            line.kind = "格" if found["number"] or found["same"] else "常数"
        if found["number"]:
            line.number = int(found["number"])
            cells[line.number] = line
        del open_lines[depth:]
        (open_lines[-1] if open_lines else root).children.append(line)
        open_lines.append(line)
    assert len(root.children) == 1
    return root.children[0], cells


def re_evaluate(line: Line, cells: dict[int, Line], known: dict[int, Any]) -> Any:
    """The value of a printed tree from its leaves alone."""
    line = cells[line.same] if line.same else line
    if not line.function:
        return line.value
    if line.number not in known:
        known[line.number] = _apply(line, lambda one: re_evaluate(one, cells, known))
    return known[line.number]


def from_arguments(line: Line, cells: dict[int, Line]) -> Any:
    """The value of a printed cell from the values printed of its arguments."""
    return _apply(line, lambda one: (cells[one.same] if one.same else one).value)


def _apply(line: Line, value_of: Callable[[Line], Any]) -> Any:
    children = line.children
    if children[0].kind == "前提":
        guard, *children = children
        held = guard.tail.partition("显示 ")[2].rstrip("）")
        if guard.rows and not guard.children:
            return held
        if not guard.rows and not isinstance(value_of(guard.children[0]), float):
            return held or value_of(guard.children[0])
    function = REGISTRY.get(line.function) or OPERATIONS[line.function]
    result = function.kernel(
        *(_argument(p.kind, c, value_of) for p, c in zip(function.params, children, strict=True))
    )
    return (
        v.text_cell(str(np.asarray(result, object)[()]))
        if function.result == "text"
        else v.cell(float(result))
    )


def _argument(kind: str, line: Line, value_of: Callable[[Line], Any]) -> Any:
    if line.kind == "表":
        area = np.full((line.rows, len(BASES)), v.EMPTY)
        for child in line.children:
            area[child.row - 1, child.column - 1] = v.number(value_of(child))
        return area
    if line.kind == "列":
        cells: list[Any] = [None] * line.rows
        for child in line.children:
            cells[child.row - 1] = value_of(child)
        return v.numbers(cells) if kind == "numbers" else v.texts(cells)
    one = value_of(line)
    scalar = (
        np.float64(v.number(one))
        if kind in ("number", "numbers")
        else np.array(v.text(one), object)
    )
    return scalar[..., None] if kind in ("numbers", "texts") else scalar
