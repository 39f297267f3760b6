"""Clean parks by seed: every material on one or two routes, imports, old stock, verified figures,
own lines; no fault."""

from __future__ import annotations

import random
from typing import Any

from parkeval_xl import data
from parkeval_xl.forms import Book, Plan

Cells = dict[str, Any]
ALL = tuple(m.id for m in data.materials())
METHODS = tuple(m.id for m in data.materials() if m.has_method)
PLAN = Plan(
    year=2023,
    materials=ALL,
    routes=(("scrap_plastic", ("PET", "PVC")), ("smelting_slag", ("矿渣微粉", "钢渣微粉"))),
    rows=40,
)
MASSES = (
    "opening",
    "intake",
    "utilised",
    "old_stock",
    "disposed",
    "transferred",
    "closing",
    "intake_verified",
    "utilised_verified",
)
SPARE = 5  # rows of the ledger that every drawn park leaves free


def names(declared: Book) -> dict[str, str]:
    return {m: data.material(m).name for m in declared.plan.materials}


def drawn(seed: int, declared: Book) -> Cells:
    """A park: generators and users of every material and route, own lines with direct entries, some
    verified figures."""
    r, cells = (
        random.Random(seed),
        {"park.province": random.Random(seed).choice(("湖南", "云南", None))},
    )
    rows = [
        (m, route.route, role)
        for m in ALL
        for route in (declared.plan.routes_of(m) or (None,))
        if route
        for role in ("产生方", "利用方")
    ] + [("other_nonferrous", None, "产生方")]
    rows += [r.choice(rows) for _ in range(declared.ledger.rows - SPARE - len(rows))]
    r.shuffle(rows)
    columns = {
        k: [] for k in ("enterprise", "material", "role", "origin", "route", "unit", *MASSES)
    }
    for i, (material, route, role) in enumerate(rows):
        several = len(declared.plan.routes_of(material)) > 1
        mass = round(10 ** r.uniform(1, 4), 3)
        used = round(mass * r.uniform(0.5, 0.9), 3)
        line = {
            "enterprise": f"企业{i}",
            "material": names(declared)[material],
            "role": role,
            "origin": "园内" if role == "产生方" else r.choice(("园内", "园外")),
            "route": route if several and role == "利用方" else None,
            "unit": r.choice(("t", "万t", "kg")),
            "intake": mass,
            "utilised": used,
            "old_stock": r.choice((None, round(used / 10, 3))),
            "closing": mass - used,
            "utilised_verified": r.choice((None, None, round(used * 0.9, 3))),
        }
        for key, column in columns.items():
            column.append(line.get(key))
    cells |= {f"ledger.{k}": c for k, c in columns.items()}
    for m in METHODS:
        initial = declared.graph.blocks[f"{m}.parameters"].initial
        cells[f"{m}.parameters.value"] = [b["value"] * r.uniform(0.9, 1.0) for b in initial]
        cells |= own_lines(r, declared, m)
    return cells


def own_lines(r: random.Random, declared: Book, material: str) -> Cells:
    """The flows a material is made with, and three of the park's own: two of them yearly
    amounts."""
    block = declared.graph.blocks[f"{material}.flows"]
    routes = [x.route for x in declared.plan.routes_of(material)]
    own = [
        {
            "role": "项目",
            "quantity": "直接填报",
            "rate": r.uniform(1, 90),
            "unit": "MWh",
            "factor_key": "电力",
        },
        {
            "role": "泄漏",
            "quantity": "直接填报",
            "rate": r.uniform(1, 90),
            "unit": "tCO2e",
            "factor_key": "实测排放量",
        },
        {
            "role": "基准线",
            "quantity": "干基量",
            "rate": r.uniform(1, 90),
            "unit": "km",
            "factor_key": "重型柴油货车30t",
        },
    ]
    own = [
        {"route": r.choice(routes), "item": f"自有{i}", "rate_verified": None} | x
        for i, x in enumerate(own)
    ]
    keys = ("role", "route", "item", "quantity", "rate", "unit", "factor_key", "rate_verified")
    return {
        f"{material}.flows.{k}": [b.get(k) for b in block.initial] + [x.get(k) for x in own]
        for k in keys
    }


def rows_of(cells: Cells, block: str) -> list[dict[str, Any]]:
    columns = {
        k.removeprefix(f"{block}."): c for k, c in cells.items() if k.rsplit(".", 1)[0] == block
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def with_rows(cells: Cells, block: str, rows: list[dict[str, Any]]) -> Cells:
    return cells | {f"{block}.{k}": [row.get(k) for row in rows] for k in rows[0]}
