"""Evaluates a workbook file: both views of every result, recomputed from the inputs, and the
findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import data
from .checks import index_state, run_checks
from .checks.finding import ERROR, CheckContext, Finding, sorted_findings
from .checks.locked import locked
from .checks.quality import reported_fields
from .core import values as v
from .forms import Book, Evaluated
from .functions.version import PROGRAM
from .graph import EFFECTIVE, REPORTED, Values, shown, view
from .uncollected import uncollected
from .workbook.layout import Layout
from .workbook.read import Loaded, load


@dataclass
class Evaluation:
    """The evaluation of a park, or of an index alone. `values` holds every figure; views are chosen
    by `show`."""

    book: Evaluated
    layout: Layout
    inputs: Values
    values: Values
    findings: list[Finding]
    raw: dict[tuple[str, int | None], Any]
    loaded: Loaded | None = None

    @cached_property
    def context(self) -> CheckContext:
        """What checks look at."""
        return CheckContext(self.book, self.layout, self.inputs, self.values, self.raw)

    @property
    def park_book(self) -> Book:
        """The declaration, where it is that of a park."""
        assert isinstance(self.book, Book)
        return self.book

    def show(self, id: str, row: int | None = None, which: int = EFFECTIVE) -> Any:
        """What the cell of a field shows in a view: a number, text, CellError, or None where it is
        empty."""
        return shown(self.book.graph.fields[id], self.values, row, which)

    def plain(self, id: str, row: int | None = None, which: int = EFFECTIVE) -> Any:
        """As `show`, with an error as its text: what JSON takes."""
        shown = self.show(id, row, which)
        return shown.text if isinstance(shown, v.CellError) else shown

    @property
    def has_errors(self) -> bool:
        """Whether any finding must be mended."""
        return any(f.severity == ERROR for f in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as the JSON of the command line: both views and the findings."""
        return {
            "park": self.plain("park.name"),
            "year": self._integer("evaluation.year"),
            "base_year": self._integer("evaluation.base_year"),
            "computed_by": PROGRAM,
            "effective": self._view(EFFECTIVE),
            "reported": self._view(REPORTED),
            "quality": reported_fields(self.context),
            "findings": [f.to_dict() for f in self.findings],
        }

    def _integer(self, id: str) -> Any:
        shown = self.plain(id)
        return int(shown) if isinstance(shown, float) else shown

    def _requirements(self, which: int) -> dict[str, Any]:
        """The judgement of each requirement by its id, and of each kind of them."""
        forms = self.park_book.conformity
        out = {
            str(initial["id"]): self.plain(block.columns["judged"].id, row, which)
            for block in (forms.basic, forms.management, forms.limits)
            for row, initial in enumerate(block.initial)
        }
        return out | {
            key: self.plain(f"verdict.{key}", None, which)
            for key in ("basic", "management", "limits", "rates")
        }

    def _view(self, which: int) -> dict[str, Any]:
        """One view: of a park its circular results and its index, of an index alone what it has."""
        index = index_state.to_dict(self.context, self.plain, which)
        if isinstance(self.book, Book):
            return self._circular(which) | index
        return {key: x for key, x in index.items() if x not in (None, {})}

    def _circular(self, which: int) -> dict[str, Any]:
        groups = {g.name: g.id for g in data.groups()}
        rates = self.park_book.results.rates
        names = [str(initial["group"]) for initial in rates.initial]
        table = self.park_book.results.materials
        reductions = {
            id: self.plain(table.columns["reduction"].id, row, which)
            for row, id in enumerate(self.book.plan.materials)
        }
        details = {
            f.material.id: {x.key: self.plain(x.id, None, which) for x in f.result.fields}
            for f in self.park_book.materials
        }
        return {
            "requirements": self._requirements(which),
            "conclusion": self.plain("verdict.conclusion", None, which),
            "reason": self.plain("verdict.reason", None, which),
            "utilisation": {
                groups[n]: self.plain("rates.rate", i, which) for i, n in enumerate(names)
            },
            "reductions": reductions | {"total": self.plain("totals.reduction", None, which)},
            "solid_waste": self.plain("totals.solid_waste", None, which),
            "rates": {
                groups[n]: {
                    k: self.plain(f"rates.{k}", i, which)
                    for k in ("utilised", "generated", "old_stock", "rate", "threshold", "verdict")
                }
                for i, n in enumerate(names)
            },
            "materials": details,
        }


def evaluate_inputs(
    book: Evaluated,
    layout: Layout,
    inputs: Values,
    raw: dict[tuple[str, int | None], Any] | None = None,
    loaded: Loaded | None = None,
) -> Evaluation:
    """Evaluate inputs by field id, as arrays; `raw` holds what stands in number cells that hold no
    number."""
    values = book.graph.run(inputs)
    if effective := book.graph.fields.get("summary.effective"):
        values = book.graph.changed(
            values, {"summary.reported": view(values[effective.id], effective, REPORTED)}
        )
    evaluation = Evaluation(book, layout, inputs, values, [], raw or {}, loaded)
    evaluation.findings = run_checks(evaluation.context)
    return evaluation


@uncollected()
def evaluate_file(path: str | Path) -> Evaluation:
    """Evaluate a workbook file. Computed cells are not read but computed anew; FileProblem where it
    cannot be read."""
    return _evaluated(load(path))


def _evaluated(loaded: Loaded) -> Evaluation:
    evaluation = evaluate_inputs(
        loaded.evaluated_book, loaded.layout, loaded.inputs, loaded.raw, loaded=loaded
    )
    remarks = [Finding(r.code, r.sheet, r.cell, r.words) for r in loaded.remarks]
    lost = {p.sheet for p in loaded.layout.places.values() if p.lost}
    of_data = [
        f for f in evaluation.findings if f.cell or f.sheet not in lost
    ]  # what follows from a lost structure
    evaluation.findings = sorted_findings(
        [*remarks, *locked(loaded, evaluation.context), *of_data], loaded.book
    )
    return evaluation
