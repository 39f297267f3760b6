"""Weights of an index out of an organiser's weights workbook, computed anew from what the experts
entered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from .checks.finding import ERROR, CheckContext, Finding, sorted_findings
from .checks.locked import locked
from .checks.weights import weights_findings
from .forms import Evaluated
from .forms.initial import initial_inputs
from .forms.weights import WeightsBook
from .functions.operations.entropy import AHP, ENTROPY, MIXED
from .functions.operations.weighting import COLUMN_MEAN, EIGENVECTOR
from .graph import RULE, Values
from .workbook.problems import problem
from .workbook.read import load

METHODS = {EIGENVECTOR: "eigenvector", COLUMN_MEAN: "column_mean"}
CHOICES = {AHP: "ahp", ENTROPY: "entropy", MIXED: "mixed"}


@dataclass
class Weights:
    """What a weights workbook gives: its declaration, all values and the findings."""

    book: WeightsBook
    values: Values
    findings: list[Finding]

    @property
    def accepted(self) -> bool:
        """Whether the weights may be used."""
        return (
            not any(f.severity == ERROR for f in self.findings)
            and not np.isnan(self._column("final.weight")).any()
        )

    def to_dict(self) -> dict[str, Any]:
        """The accepted weights, the methods they come from, and the consistency of each matrix."""
        choices = self.book.choices
        method, choice = (str(self.values[choices[key].id]) for key in ("method", "choice"))
        out: dict[str, Any] = {
            "index": self.book.plan.index,
            "method": METHODS[method],
            "choice": CHOICES[choice],
        }
        if choice == MIXED:
            out["ahp_share"] = float(self.values[choices["share"].id])
        out |= {
            "organiser": str(self.values[choices["organiser"].id]),
            "experts": [
                str(n) for e in self.book.experts if (n := self.values[e.who["expert"].id])
            ],
            "weights": {
                i.id: float(w)
                for i, w in zip(
                    self.book.index.indicators, self._column("final.weight"), strict=True
                )
            },
        }
        return out | (
            {} if choice == ENTROPY else {"consistency": self._consistency(METHODS[method])}
        )

    def _consistency(self, method: str) -> list[dict[str, Any]]:
        prefix = "mean" if method == "column_mean" else "eigenvector"
        names = {"lambda_max": "largest", "ci": "ci", "cr": "cr"}
        figures = {key: self._column(f"consistency.{prefix}_{name}") for key, name in names.items()}
        return [
            {"group": m.group.name, "n": m.group.size}
            | {key: float(column[row]) for key, column in figures.items()}
            for row, m in enumerate(self.book.matrices)
        ]

    def _column(self, id: str) -> Any:
        return self.values[id]


def weights_of(path: str | Path) -> Weights:
    """The weights of a workbook file. FileProblem where it cannot be read or is no weights
    workbook."""
    loaded = load(path)
    if not isinstance(loaded.book, WeightsBook):
        raise problem("FILE_NO_WEIGHTS", name=Path(path).name)
    rules = initial_inputs(
        loaded.book
    )  # random index, limit and printed weights are those of the program, whatever a cell says now
    kept = {
        f.id: rules[f.id]
        for f in loaded.book.graph.inputs()
        if f.writer == RULE and f.sheet != "settings"
    }
    values = loaded.book.graph.run(loaded.inputs | kept)
    remarks = [Finding(r.code, r.sheet, r.cell, r.words) for r in loaded.remarks]
    context = CheckContext(
        cast(Evaluated, loaded.book), loaded.layout, loaded.inputs, values, loaded.raw
    )  # `locked` asks no more of a book
    found = weights_findings(loaded.book, loaded.layout, values, loaded.raw)
    return Weights(
        loaded.book,
        values,
        sorted_findings([*remarks, *locked(loaded, context), *found], loaded.book),
    )
