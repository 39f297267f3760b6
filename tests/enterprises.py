"""A small workbook of the enterprise sheets alone, and what tests put into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import parkeval_xl
from parkeval_xl.forms.born import to_array
from parkeval_xl.forms.enterprise import EnterpriseForms, enterprise
from parkeval_xl.forms.sheet import Declared, Plan, Static
from parkeval_xl.graph import Graph, Values

SAMPLE = Path(parkeval_xl.__file__).parent / "samples" / "enterprises.json"
Rows = Sequence[Mapping[str, Any]]

PLAIN: dict[str, Any] = {  # a firm whose intensities are whole numbers; every figure that each firm has
    "name": "示例一厂", "credit_code": "91350100M000100Y43", "sector_code": "3110", "above_scale": "是", "employees": 100,
    "value_added": 1000, "tax": 50, "land": 100, "energy": 2000, "carbon": 5000, "water_intake": 10, "water_reused": 90,
    "nox_actual": 9.5, "so2_actual": 19, "voc_actual": 1, "cod_actual": 3, "ammonia_actual": 0.8, "solid_waste": 400,
    "solid_waste_utilised": 300, "hazardous_waste": 5, "treatment_uptime": 98}


def firm(**changes: Any) -> dict[str, Any]:
    """The plain firm with some figures changed; None leaves one out."""
    return {k: x for k, x in (PLAIN | changes).items() if x is not None}


def forms(plan: Plan | None = None) -> tuple[EnterpriseForms, Declared]:
    """The forms, and a workbook that holds nothing else."""
    plan = plan or Plan(year=2024)
    made = enterprise(plan)
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in made.sheets})
    return made, Declared(plan, list(made.sheets), graph)


def arrays(declared: Declared, inputs: Mapping[str, Any]) -> Values:
    """Inputs as the sample has them (rows by position, or by a word of their born row) as arrays."""
    out: Values = {}
    for id, given in inputs.items():
        block = declared.graph.blocks.get(id)
        if block is None:
            out[id] = to_array(declared.graph.fields[id], given)
            continue
        rows: list[Mapping[str, Any]] = list(given) if not isinstance(given, Mapping) else [
            next((cells for word, cells in given.items() if word in born.values()), {}) for born in block.born]
        for key in dict.fromkeys(k for row in rows for k in row):
            out[f"{id}.{key}"] = to_array(block.columns[key], [row.get(key) for row in rows])
    return out


def run(firms: Rows, plan: Plan | None = None, **blocks: Any) -> tuple[Graph, Values]:
    """The graph and all values for firms; other blocks and single figures by id, dots written as two underscores."""
    declared = forms(plan)[1]
    more = {id.replace("__", "."): given for id, given in blocks.items()}
    return declared.graph, declared.graph.run(arrays(declared, {"firms": firms} | more))


def sample() -> dict[str, Any]:
    """The inputs of the sample firms."""
    return dict(json.loads(SAMPLE.read_text(encoding="utf-8"))["inputs"])
