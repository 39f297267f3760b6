"""How one cell of a workbook file came about, as text or JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..evaluation import Evaluation, evaluate_inputs
from ..graph import Field
from ..graph.explain import Node, explain
from ..graph.in_numbers import in_numbers
from ..graph.render import render, to_dict
from ..language import escaped_in_json
from ..workbook.read import load
from ..workbook.refs import cell_name, parse_cell

_PLACE = re.compile(r"^'?(.+?)'?[!！]\$?([A-Za-z]{1,3})\$?(\d+)$")


EXAMPLE = "评价结果!E18"


def explain_cell(
    path: str | Path, cell: str, as_json: bool = False, depth: int | None = None
) -> str:
    """The explanation of a cell named like 评价结果!E18, `depth` levels of it: its formula in
    numbers where that is one line, then its tree. ValueError, in words, where there is nothing to
    explain."""
    match = _PLACE.match(cell.strip())
    try:
        at = parse_cell(match[2] + match[3]) if match else None
    except ValueError:
        at = None
    if match is None or at is None:
        raise ValueError(f"“{cell}”不是单元格位置，应写成 工作表!单元格，如 {EXAMPLE}")
    loaded = load(path)
    sheet = loaded.sheets.get(match[1], match[1])
    if sheet not in loaded.sheets.values():
        raise ValueError(f"没有工作表“{match[1]}”，可用：{'、'.join(loaded.sheets.values())}")
    evaluation = evaluate_inputs(
        loaded.evaluated_book, loaded.layout, loaded.inputs, loaded.raw, loaded=loaded
    )
    node = tree_of(evaluation, sheet, at)
    if as_json:
        line, tree = in_numbers(node), to_dict(node, depth)
        content = {"in_numbers": line} | tree if line else tree
        return escaped_in_json(json.dumps(content, ensure_ascii=False, indent=1))
    return explained(node, depth)


def tree_of(evaluation: Evaluation, sheet: str, at: tuple[int, int]) -> Node:
    """The tree of the cell at a place of the file; ValueError, in words, where no figure stands
    there."""
    field, row = field_at(evaluation, sheet, at)
    return explain(
        evaluation.book.graph,
        evaluation.values,
        field,
        row,
        place=lambda f, r: address(evaluation, f, r),
    )


def explained(node: Node, depth: int | None = None) -> str:
    """An explanation for people: the formula in numbers where that is one line, then the tree."""
    line = in_numbers(node)
    return (f"{line}\n" if line else "") + render(node, depth)


def address(evaluation: Evaluation, field: Field, row: int | None) -> str:
    """Where a cell stands, as a person names it."""
    place = evaluation.layout.places[field.id]
    return "" if place.lost else f"{place.sheet}!{cell_name(*place.at(row))}"


def field_at(evaluation: Evaluation, sheet: str, at: tuple[int, int]) -> tuple[Field, int | None]:
    """The field and row of a cell; ValueError where no figure stands there."""
    for id, place in evaluation.layout.places.items():
        if place.sheet != sheet or place.column != at[1] or place.lost:
            continue
        field = evaluation.book.graph.fields[id]
        if field.block is None:
            if place.row == at[0]:
                return field, None
            continue
        rows = [i for i in range(field.block.rows) if place.at(i)[0] == at[0]]
        if rows:
            return field, rows[0]
    raise ValueError(f"{sheet}!{cell_name(*at)} 不是填报或计算的单元格（可能是标题、说明或空白）")
