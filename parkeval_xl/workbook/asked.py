"""What a person asks a new workbook to hold, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import data
from ..forms import Plan
from ..language import words
from .exchange import InputProblem, from_json


def materials_and_routes(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Materials and their routes from words like scrap_steel,scrap_plastic:PET+HDPE."""
    known = {m.id: m for m in data.materials()}
    asked = [p.strip().partition(":") for p in text.split(",") if p.strip()]
    if text == "all":
        asked = [(m, "", "") for m in known]
    faults, routes = [], {}
    for material, _, names in asked:
        if material not in known:
            listed = "、".join(f"{k}（{m.name}）" for k, m in known.items())
            faults.append(
                words(f"没有物料“{material}”，可用：{listed}", f"No material {material}; known: {', '.join(known)}")
            )
            continue
        there = [r.route for r in data.routes(material)]
        chosen = there if names == "*" else [n.strip() for n in names.split("+") if n.strip()]
        if wrong := [n for n in chosen if n not in there]:
            faults.append(
                words(
                    f"“{known[material].name}”没有路线“{'、'.join(wrong)}”，可用：{'、'.join(there)}",
                    f"{material} has no route {', '.join(wrong)}; known: {', '.join(there)}",
                )
            )
        elif chosen:
            routes[material] = tuple(chosen)
    if not asked:
        faults.append(words("没有给出物料", "No material given"))
    if faults:
        raise InputProblem(faults)
    return tuple(dict.fromkeys(m for m, _, _ in asked)), tuple(routes.items())


def weight_inputs(plan: Plan, path: Path) -> Mapping[str, Any]:
    """The weights of a file that `weights` wrote, as inputs of a workbook of that index: each replaces the weight by rule."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        index, weights, method = content["index"], dict(content["weights"]), str(content.get("method", ""))
    except (OSError, ValueError, KeyError, TypeError):
        raise InputProblem([words(f"读不出 {path.name} 中的权重，应为 weights 命令写出的文件",
                                  f"{path.name} holds no weights; a file of the weights command is expected")]) from None
    if index != plan.index:
        raise InputProblem([words(f"{path.name} 是 {index} 的权重，工作簿是 {plan.index or '无指标体系'}",
                                  f"{path.name} holds weights of {index}, the workbook is of {plan.index or 'no index'}")])
    rows = {id: {"override": weight, "reason": f"权重工作簿：{method}"} for id, weight in weights.items()}
    _, inputs, _ = from_json({"plan": json.loads(plan.to_json()), "inputs": {"index_weights": rows}})
    return inputs
