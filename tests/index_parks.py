"""Parks for the sheets of an index, drawn by seed: plausible figures, and at some places what
people do write."""

from __future__ import annotations

import random
from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Evaluated, Plan
from parkeval_xl.forms.index.energy import EACH_YEAR, FIXED
from parkeval_xl.forms.index.metrics import CLASSICAL, MODIFIED
from parkeval_xl.forms.index.rules import POINTS, PRINTED, SCALED

from . import parks

PLAN = Plan(year=2024, base_year=2020, rows=12, index="synergy_index", sizes=(("firms", 6),))
AREA = Plan(year=2024, base_year=2020, materials=(), index="dapeng", kind="index")
ODD = (None, v.PENDING_TEXT, 0.0, "abc", CellError.NA, -5.0, "１２", CellError.DIV0)
Cells = dict[str, Any]


def park_cells(seed: int, declared: Evaluated) -> Cells:
    """The cells of a park. Every third one is clean; in the others a few cells are odd."""
    r = random.Random(seed)
    odd = 0.0 if seed % 3 == 0 else r.choice((0.002, 0.01, 0.05))
    return {
        **_base(r, declared, odd),
        **_energy(r, declared, odd),
        **_goals(r, declared, odd),
        **_rules(r, declared, odd),
        **_metrics(r, declared, odd),
    }


def _odd(r: random.Random, share: float, usual: Any) -> Any:
    return r.choice(ODD) if r.random() < share else usual


def _chosen(r: random.Random, odd: float, *words: str) -> str | None:
    return r.choice((None, "随便", " ")) if r.random() < odd else r.choice(words)


def _base(r: random.Random, declared: Evaluated, odd: float) -> Cells:
    forms = declared.index
    assert forms is not None
    count = len(forms.years.all)
    columns: Cells = {f"base.y{y}{end}": [] for y in range(count) for end in ("", "_verified")}
    for figure in forms.base.figures:
        low, high = figure.low or 0.0, min(figure.high or 1e6, 1e6)
        size = r.uniform(low, low + (high - low) * r.choice((0.001, 0.1, 0.6)))
        for y in range(count):
            columns[f"base.y{y}"].append(_odd(r, odd, round(size * r.uniform(0.9, 1.1), 3)))
            columns[f"base.y{y}_verified"].append(
                _odd(r, odd, round(size * r.uniform(0.9, 1.1), 3)) if r.random() < 0.02 else None
            )
    return columns


def _energy(r: random.Random, declared: Evaluated, odd: float) -> Cells:
    forms = declared.index
    assert forms is not None
    if forms.energy is None:
        return {}
    out: Cells = {
        "park.province": r.choice(("湖南", "广东", "西藏", None)),
        "grid_years.rule": _chosen(r, odd, FIXED, EACH_YEAR),
    }
    used = [r.random() < 0.4 for _ in forms.energy.block.initial]
    for y in range(len(forms.years.all)):
        for end, share in (("", 1.0), ("_verified", 0.03)):
            out[f"energy.y{y}{end}"] = [
                _odd(r, odd, round(r.uniform(1, 9e4), 2)) if here and r.random() < share else None
                for here in used
            ]
    return out


def _goals(r: random.Random, declared: Evaluated, odd: float) -> Cells:
    forms = declared.index
    assert forms is not None
    out: Cells = {}
    for number, given in enumerate(forms.given, 1):
        out[f"goal{number}.applies"] = [
            r.choice(("适用", "适用", "适用", "不适用")) if x.declared else None
            for x in given.indicators
        ]
        out[f"goal{number}.reason"] = [
            ("" if r.random() < odd * 10 else "没有这类企业") if x.declared else None
            for x in given.indicators
        ]
        for y in forms.years.scored if given.qualitative else ():
            texts = [[text for _, text in x.levels] for x in given.qualitative]
            out[f"levels{number}.l{y}"] = [
                r.choice(["某档", None, v.PENDING_TEXT]) if r.random() < odd * 4 else r.choice(t)
                for t in texts
            ]
            out[f"levels{number}.l{y}_verified"] = [
                r.choice(t) if r.random() < 0.1 else None for t in texts
            ]
    answers = ("符合", "符合", "符合", "不符合", None) if odd else ("符合",)
    if not forms.outcome.requirements:
        return out
    out["index_gate.answer"] = [r.choice(answers) for _ in forms.outcome.requirements[0].initial]
    return out


def _rules(r: random.Random, declared: Evaluated, odd: float) -> Cells:
    forms = declared.index
    assert forms is not None
    weights, curves = forms.rules.weights, forms.rules.curves
    out: Cells = {"rules.weights": _chosen(r, odd, SCALED, PRINTED)}
    out["index_weights.override"] = [
        r.choice((0.0, 0.05, 0.2)) if r.random() < 0.05 else None for _ in weights.initial
    ]
    several = {
        x.id: [c.name for c in x.curves] for x in forms.index.indicators if len(x.curves) > 1
    }
    out["index_weights.rule"] = [
        _chosen(r, odd, *several[str(b["id"])]) if str(b["id"]) in several else None
        for b in weights.initial
    ]
    xs: list[Any] = [None] * curves.rows
    ys = list(xs)
    for first in range(0, curves.rows, POINTS):
        if r.random() < 0.06:
            points = sorted(r.uniform(0, 100) for _ in range(r.choice((2, 3, 5))))
            if r.random() < odd * 10:
                points.reverse()  # no curve
            for i, x in enumerate(points):
                xs[first + i], ys[first + i] = round(x, 3), round(r.random(), 3)
    return out | {"curves.x_own": xs, "curves.y_own": ys}


def _metrics(r: random.Random, declared: Evaluated, odd: float) -> Cells:
    forms = declared.index
    assert forms is not None and forms.metrics is not None
    return {
        "metrics_masses.counted": [
            r.choice(("是", "是", "否", None)) if r.random() < odd * 20 else b["counted"]
            for b in forms.metrics.masses.initial
        ],
        "metrics_rules.degree": _chosen(r, odd, CLASSICAL, MODIFIED),
        "metrics_rules.share": _odd(r, odd * 5, r.choice((0.5, 0.3, 1.0))),
    }


def arrays(cells: Cells, declared: Evaluated) -> Any:
    """The cells as inputs of a run."""
    return parks.arrays(cells, declared)
