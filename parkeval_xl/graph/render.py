"""Explanation trees for people and programs: text in Chinese, one line a node, and JSON.

The text is complete: numbers stand as their cell shows them, with the exact float behind in 〔〕
where that differs. A cell that came before is referred to by its number.
"""

from __future__ import annotations

import json
from typing import Any

from ..core import values as v
from ..functions import OPERATIONS, REGISTRY
from ..functions.formulas import FORMULA
from ..language import visible
from .explain import ACROSS, AREA, COLUMN, GUARD, IN_USE, TAKEN, Node

NO_ROW = {IN_USE: "全空", TAKEN: "没有相符的"}
WORDS = {  # what a PARK_ function does, in the few words of a printed line
    "PARK_SCORE": "按评分曲线的分点内插",
    "PARK_INDEX": "100×Σ权重×得分，不适用的权重由其余分担",
    "PARK_CHANGE": "（评价年－基准年）÷|基准年|",
    "PARK_EMISSION": "活动数据×排放因子，单位换算成 tCO2e",
    "PARK_REDUCTION": "Σ基准线－Σ项目－Σ泄漏",
    "PARK_TOTAL": "标签相符的各行之和",
    "PARK_SOLID_WASTE": "利用量－残渣量",
    "PARK_VERSION": "由哪个程序计算",
    "PARK_UTILISATION": "Σ利用量÷Σ（产生量＋利用往年贮存量），最高为1",
}


def function_words(name: str) -> str:
    """What a function does, in Chinese as far as known."""
    if name.startswith(FORMULA):
        return name.removeprefix(FORMULA)
    function = REGISTRY.get(name) or OPERATIONS[name]
    return function.words or WORDS.get(name) or function.doc_zh or function.doc_en


def number_words(value: float, pattern: str) -> str:
    """A number by its cell's number format, the exact float behind it where digits are not
    shown."""
    exact = repr(value).removesuffix(".0")
    form = pattern.partition(";")[0]
    body = form.rstrip("%")
    if not body:
        return exact
    decimals = body.partition(".")[2]
    shown = (
        f"{value * 100 if form != body else value:{',' if ',' in body else ''}.{len(decimals)}f}"
    )
    if "#" in decimals:
        shown = shown.rstrip("0").rstrip(".")
    if form != body:
        return f"{shown}%〔{exact}〕"
    return shown if float(shown.replace(",", "")) == value else f"{shown}〔{exact}〕"


def render(node: Node, depth: int | None = None) -> str:
    """The tree as text in Chinese, one line a node, two blanks a level; `depth` levels below the
    first line (None: all).

    A line whose arguments are left out for depth ends in …; the cell is printed again where it
    comes up less deep.
    """
    printed = _Print(depth)
    printed.add(node, "", "")
    return "\n".join(printed.lines)


class _Print:
    """The lines of a tree printed so far; a cell or column that comes up again is only named."""

    def __init__(self, depth: int | None) -> None:
        self.lines: list[str] = []
        self._depth = depth
        self._numbers: dict[int, int] = {}
        self._rendered: set[int] = set()

    def add(self, node: Node, indent: str, prefix: str) -> None:
        """Print a node and all below it."""
        if id(node) in self._rendered:
            what = _figure(node) if node.is_cell else _line(node)
            same = f"{indent}{prefix}同 #{self._numbers[id(node)]} {what}"
            self.lines.append(visible(same))
            return
        below = ([node.guard] if node.guard else []) + node.children
        cut = bool(below) and self._depth is not None and len(indent) >= 2 * self._depth
        if node.is_numbered:
            prefix += f"#{self._numbers.setdefault(id(node), len(self._numbers) + 1)} "
            self._rendered |= set() if cut else {id(node)}
        self.lines.append(visible(indent + prefix + _line(node) + (" …" if cut else "")))
        for number, child in enumerate([] if cut else below, 1):
            self.add(child, indent + "  ", _place(node, number, child))


def _place(node: Node, number: int, child: Node) -> str:
    """Where a child stands in a column, an area or a row."""
    if node.kind == ACROSS:
        return f"第{(node.row or 0) + 1}行第{number}列 "
    row = f"第{(child.row or 0) + 1}行"
    if node.kind == AREA:
        return f"{row}第{node.column + 1}列 "
    return f"{row} " if node.kind == COLUMN or (node.kind == GUARD and node.rows) else ""


def _figure(node: Node) -> str:
    name = node.label
    if node.is_cell:
        at = node.place or (node.id if node.row is None else f"{node.id} 第{node.row + 1}行")
        name += f"（{at}）"
    if isinstance(node.value, float):
        text = number_words(node.value, node.pattern) + (f" {node.unit}" if node.unit else "")
    elif node.value is None:
        text = "空"
    elif isinstance(node.value, v.CellError) or node.value in (
        v.PENDING_TEXT,
        v.NOT_APPLICABLE_TEXT,
    ):
        text = str(node.value)
    else:
        text = json.dumps(node.value, ensure_ascii=False)
    # the first ＝ of a line ends the name, whatever a row is called
    return f"{name.replace('＝', '=')}＝{text}"


def _line(node: Node) -> str:
    count = len(node.children)
    if node.kind == COLUMN:
        none = NO_ROW.get(node.note) if count == 0 else None
        return f"列 {node.label}：{node.rows} 行，" + (none or f"{count} 行{node.note}")
    if node.kind == ACROSS:
        return f"行 {node.label}：{count} 格"
    if node.kind == AREA:
        return f"表 {node.label}：{node.rows} 行，" + ("取 1 格" if count else "无相符的格")
    if node.kind == GUARD:
        if node.rows:
            return f"前提 {node.label}（{node.rows} 行）" + (
                "已有填报，照算" if count else f"全空，显示 {node.value}"
            )
        held = not isinstance(node.children[0].value, float)
        shown = "照它显示" if node.value is None else f"显示 {node.value}"
        return f"前提 {node.label} " + (f"没有数，{shown}" if held else "有数，照算")
    text = _figure(node)
    if node.function:
        text += f" ← {function_words(node.function)}" + (
            f"（{node.function}）" if node.function in REGISTRY else ""
        )
    text += f" 依据 {node.clause}" if node.clause else ""
    return text + (f" ｜{node.note}" if node.note else "")


def to_dict(node: Node, depth: int | None = None) -> dict[str, Any]:
    """The tree for JSON, numbered as printed; states are words.

    A cell or column that came before is `{"same": number}`. A node whose arguments are left out for
    `depth` is `"cut": true`."""
    return _to_dict(node, {}, set(), depth)


def _to_dict(
    node: Node, numbers: dict[int, int], rendered: set[int], depth: int | None
) -> dict[str, Any]:
    if id(node) in rendered:
        return {"same": numbers[id(node)]}
    cut = depth is not None and depth <= 0 and bool(node.guard or node.children)
    below = None if depth is None else depth - 1
    out: dict[str, Any] = {"kind": node.kind, "label": node.label}
    if node.is_numbered:
        out["number"] = numbers.setdefault(id(node), len(numbers) + 1)
        rendered |= set() if cut else {id(node)}
    if node.kind not in (COLUMN, AREA, ACROSS):
        out["value"] = str(node.value) if isinstance(node.value, v.CellError) else node.value
    more = {
        k: getattr(node, k) for k in ("id", "place", "unit", "function", "clause", "note", "rows")
    }
    out |= {k: x for k, x in more.items() if x} | ({} if node.row is None else {"row": node.row})
    if node.function:
        out["words"] = function_words(node.function)
    if cut:
        return out | {"cut": True}
    if node.guard:
        out["guard"] = _to_dict(node.guard, numbers, rendered, below)
    if node.children:
        out["children"] = [_to_dict(c, numbers, rendered, below) for c in node.children]
    return out
