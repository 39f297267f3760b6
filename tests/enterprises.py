"""A small workbook of the enterprise sheets alone, and what tests put into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import parkeval_xl
from parkeval_xl import data
from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT
from parkeval_xl.forms.enterprise import EnterpriseForms, enterprise
from parkeval_xl.forms.initial import initial_inputs, to_array
from parkeval_xl.forms.sheet import Declared, Plan, Static
from parkeval_xl.graph import Graph, Values

SAMPLE = Path(parkeval_xl.__file__).parent / "samples" / "enterprises.json"
Rows = Sequence[Mapping[str, Any]]

PLAIN: dict[
    str, Any
] = {  # a firm whose intensities are whole numbers; every figure that each firm has
    "name": "示例一厂",
    "credit_code": "91350100M000100Y43",
    "sector_code": "3110",
    "above_scale": "是",
    "employees": 100,
    "value_added": 1000,
    "tax": 50,
    "land": 100,
    "energy": 2000,
    "carbon": 5000,
    "water_intake": 10,
    "water_reused": 90,
    "nox_actual": 9.5,
    "so2_actual": 19,
    "voc_actual": 1,
    "cod_actual": 3,
    "ammonia_actual": 0.8,
    "solid_waste": 400,
    "solid_waste_utilised": 300,
    "hazardous_waste": 5,
    "treatment_uptime": 98,
}


def firm(**changes: Any) -> dict[str, Any]:
    """The plain firm with some figures changed; None leaves one out."""
    return {k: x for k, x in (PLAIN | changes).items() if x is not None}


ODD = (
    None,
    PENDING_TEXT,
    NOT_APPLICABLE_TEXT,
    "约12",
    "12",
    0,
    -3.0,
    1e301,
)  # what stands in a cell for a figure
CODES = (
    "3110",
    "31",
    "C3012",
    "３０１２",
    " 3110",
    3110,
    "4210",
    "4220",
    "3240",
    None,
    "钢铁",
    "311000",
    "待填",
    "3",
)
FIGURES = [k for k, x in PLAIN.items() if isinstance(x, (int, float))]


def drawn_firms(seed: int, most: int = 50) -> dict[str, Any]:
    """A list of firms, benchmarks of sectors and candidate projects drawn at random: equal firms,
    gaps in the list, sectors of one firm, codes that are none, and a share of cells that hold no
    usable figure."""
    random = np.random.default_rng(seed)
    odd = (0.0, 0.003, 0.02, 0.1)[seed % 4]
    codes = CODES[:3] if seed % 3 == 0 else CODES

    def one(name: str) -> dict[str, Any]:
        row = PLAIN | {"name": name, "sector_code": codes[int(random.integers(len(codes)))]}
        if random.random() < 0.8:  # the others are equal
            row |= {k: round(float(PLAIN[k] * random.lognormal(0, 0.8)), 3) for k in FIGURES} | {
                "treatment_uptime": round(float(random.uniform(60, 101)), 1)
            }
        if random.random() < 0.2:
            row |= {"solid_waste": 0, "solid_waste_utilised": 0}
        return row | {
            k: ODD[int(random.integers(len(ODD)))] for k in FIGURES if random.random() < odd
        }

    firms = [
        one(f"示例{i}厂") if random.random() < 0.9 else {}
        for i in range(int(random.integers(1, most + 1)))
    ]
    sectors = [
        {},
        *(
            {"code": c}
            | {
                f"benchmark_{d.key}": (
                    2.5,
                    0,
                    None,
                    PENDING_TEXT,
                    "abc",
                    -1.0,
                    NOT_APPLICABLE_TEXT,
                )[int(random.integers(7 if odd else 2))]
                for d in data.enterprise().dimensions
                if random.random() < 0.3
            }
            for c in ("31", "42", "C31", "钢铁")[: int(random.integers(5))]
        ),
    ]
    asked = ("name", "sector_code", *FIGURES)
    projects = [
        {k: x for k, x in one("项目").items() if k in asked and k != "employees"} for _ in range(4)
    ]
    return {
        "firms": [{k: x for k, x in row.items() if x is not None} for row in firms],
        "sectors": sectors,
        "candidates": projects,
    }


def forms(plan: Plan | None = None) -> tuple[EnterpriseForms, Declared]:
    """The forms, and a workbook that holds nothing else."""
    plan = plan or Plan(year=2024)
    made = enterprise(plan)
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in made.sheets})
    return made, Declared(plan, list(made.sheets), graph)


def arrays(declared: Declared, inputs: Mapping[str, Any]) -> Values:
    """Inputs as the sample has them (rows by position, or by a word of their initial row) as
    arrays, beside what the workbook is written with."""
    out: Values = initial_inputs(declared)
    for id, given in inputs.items():
        block = declared.graph.blocks.get(id)
        if block is None:
            out[id] = to_array(declared.graph.fields[id], given)
            continue
        rows: list[Mapping[str, Any]] = (
            list(given)
            if not isinstance(given, Mapping)
            else [
                next((cells for word, cells in given.items() if word in initial.values()), {})
                for initial in block.initial
            ]
        )
        for key in dict.fromkeys(k for row in rows for k in row):
            out[f"{id}.{key}"] = to_array(block.columns[key], [row.get(key) for row in rows])
    return out


def run(firms: Rows, plan: Plan | None = None, **blocks: Any) -> tuple[Graph, Values]:
    """The graph and all values for firms; other blocks and single figures by id, dots written as
    two underscores."""
    declared = forms(plan)[1]
    more = {id.replace("__", "."): given for id, given in blocks.items()}
    return declared.graph, declared.graph.run(arrays(declared, {"firms": firms} | more))


def sample() -> dict[str, Any]:
    """The inputs of the sample firms."""
    return dict(json.loads(SAMPLE.read_text(encoding="utf-8"))["inputs"])
