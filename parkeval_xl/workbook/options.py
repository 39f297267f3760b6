"""What a person asks a new workbook to hold, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import data
from ..forms import Plan
from ..language import words
from .exchange import InputProblem, from_json
from .json_file import read_json

SUM_TOLERANCE = 1e-6  # of weights: files hold rounded ones


def materials_and_routes(
    text: str,
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
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
                words(
                    f"没有物料“{material}”，可用：{listed}",
                    f"No material {material}; known: {', '.join(known)}",
                )
            )
            continue
        there = [r.route for r in data.routes(material)]
        chosen = there if names == "*" else [n.strip() for n in names.split("+") if n.strip()]
        if wrong := [n for n in chosen if n not in there]:
            faults.append(
                words(
                    (
                        f"“{known[material].name}”没有路线“{'、'.join(wrong)}”，可用："
                        f"{'、'.join(there)}"
                    ),
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


def weight_faults(weights: Mapping[str, Any], ids: Sequence[str]) -> list[str]:
    """What is wrong with the weights of an index: each indicator has one that is a number from 0 to
    1, and they sum to 1."""
    missing, unknown = [i for i in ids if i not in weights], [i for i in weights if i not in ids]
    wrong = [
        i
        for i, x in weights.items()
        if isinstance(x, bool) or not isinstance(x, int | float) or not 0 <= x <= 1
    ]
    out = [
        words(f"{zh}：{'、'.join(map(str, names))}", f"{en}: {', '.join(map(str, names))}")
        for zh, en, names in (
            ("缺少指标的权重", "no weight for", missing),
            ("没有这些指标", "no such indicators", unknown),
            ("权重须是 0 到 1 的数", "a weight must be a number from 0 to 1", wrong),
        )
        if names
    ]
    total = sum(weights.values()) if not wrong else 1.0
    if abs(total - 1) > SUM_TOLERANCE:
        out.append(
            words(f"权重之和为 {total:g}，应为 1", f"the weights sum to {total:g}, not to 1")
        )
    return out


def weight_inputs(plan: Plan, path: Path) -> Mapping[str, Any]:
    """The weights of a file that `weights` wrote, as inputs of a workbook of that index: each
    replaces the weight by rule."""
    try:
        content = read_json(path)
        index, weights, method = (
            content["index"],
            dict(content["weights"]),
            str(content.get("method", "")),
        )
    except InputProblem:
        raise
    except (ValueError, KeyError, TypeError):
        raise InputProblem(
            [
                words(
                    f"读不出 {path.name} 中的权重，应为 weights 命令写出的文件",
                    f"{path.name} holds no weights; a file of the weights command is expected",
                )
            ]
        ) from None
    if index != plan.index:
        raise InputProblem(
            [
                words(
                    f"{path.name} 是 {index} 的权重，工作簿是 {plan.index or '无指标体系'}",
                    (
                        f"{path.name} holds weights of {index}, the workbook is of "
                        f"{plan.index or 'no index'}"
                    ),
                )
            ]
        )
    if faults := weight_faults(weights, [x.id for x in data.index(index).indicators]):
        raise InputProblem([f"{path.name}{words('：', ': ')}{fault}" for fault in faults])
    rows = {
        id: {"override": weight, "reason": f"权重工作簿：{method}"}
        for id, weight in weights.items()
    }
    _, inputs, _ = from_json(
        {"plan": json.loads(plan.to_json()), "inputs": {"index_weights": rows}}
    )
    return inputs
