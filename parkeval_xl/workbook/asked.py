"""What a person asks a new workbook to hold, in words."""

from __future__ import annotations

from .. import data
from ..language import words
from .exchange import InputProblem


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
