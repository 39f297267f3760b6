"""Checks of a weights workbook: who judged, what is missing or off the scale, which matrices
contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..core import values as v
from ..core.weighting import MOST
from ..forms.weights import WeightsBook
from ..forms.weights.experts import Expert
from ..functions.operations.entropy import AHP
from ..functions.operations.weighting import REJECTED
from ..functions.weighting import PARK_AHP_CR
from ..graph import Field, Values
from ..workbook.layout import Layout
from ..workbook.refs import cell_name
from .finding import Finding

SAME = 1e-6  # relatively: a judgement that counts as it was typed

Raw = dict[tuple[str, int | None], Any]


def weights_findings(book: WeightsBook, layout: Layout, values: Values, raw: Raw) -> list[Finding]:
    """All findings on the judgements and figures of a weights workbook."""
    at = _Cells(layout)
    return [
        *_experts(book, values, at),
        *_same_names(book, values, at),
        *_judgements(book, values, raw, at),
        *_contradicting(book, values, at),
        *_rejected(book, values, at),
        *_entropy(book, values, at),
    ]


class _Cells:
    """Where fields stand in the file."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def found(self, code: str, field: Field, row: int | None = None, **words: Any) -> Finding:
        place = self.layout.places[field.id]
        line, column = place.at(row)
        return Finding(
            code,
            place.sheet,
            cell_name(line, column) if line >= 0 and not place.lost else "",
            words,
        )


def _named(expert: Expert, values: Values) -> bool:
    return bool(str(values[expert.who["expert"].id]))


def _judged(expert: Expert) -> Iterator[tuple[Field, int]]:
    """The cells an expert fills."""
    return (
        (field, row)
        for block in expert.matrices
        for field in block.columns.values()
        if field.is_input
        for row in field.only or ()
    )


def _experts(book: WeightsBook, values: Values, at: _Cells) -> Iterator[Finding]:
    """Only experts with a name count; a sheet as it was made is no judgement."""
    if not any(_named(e, values) for e in book.experts):
        yield at.found("WEIGHTS_NO_EXPERT", book.experts[0].who["expert"])
    for expert in book.experts:
        equal = all(values[field.id][row] == 1.0 for field, row in _judged(expert))
        if _named(expert, values) and equal:
            yield at.found("WEIGHTS_ALL_EQUAL", expert.who["expert"], sheet=expert.sheet.name)
        elif not _named(expert, values) and not equal:
            yield at.found("WEIGHTS_EXPERT_UNNAMED", expert.who["expert"], sheet=expert.sheet.name)


def _judgements(book: WeightsBook, values: Values, raw: Raw, at: _Cells) -> Iterator[Finding]:
    """A judgement not given, off the scale, or a reciprocal typed rounded, by experts who count."""
    for expert in book.experts:
        if not _named(expert, values):
            continue
        for group, block in zip((m.group for m in book.matrices), expert.matrices, strict=True):
            for i, j in group.pairs:
                field, shown = block.columns[f"x{j + 1}"], float(values[f"{block.id}.a{j + 1}"][i])
                label = f"{group.name}：{group.names[i]} 比 {group.names[j]}"
                if v.is_number(shown):
                    typed = float(values[field.id][i])
                    if abs(typed / shown - 1.0) > SAME:
                        words = {"value": f"{typed:g}", "used": f"1/{1 / shown:g}"}
                        yield at.found("WEIGHTS_JUDGEMENT_ROUNDED", field, i, label=label, **words)
                    continue
                if v.is_error(shown):
                    written = raw.get((field.id, i), v.cell(float(values[field.id][i])))
                    yield at.found(
                        "WEIGHTS_JUDGEMENT_WRONG", field, i, label=label, value=v.text(written)
                    )
                else:
                    yield at.found("WEIGHTS_JUDGEMENT_MISSING", field, i, label=label)


def _same_names(book: WeightsBook, values: Values, at: _Cells) -> Iterator[Finding]:
    """An expert who stands on two sheets would count twice."""
    seen: dict[str, str] = {}
    for expert in book.experts:
        name = "".join(str(values[expert.who["expert"].id]).split())
        if name and name in seen:
            yield at.found(
                "WEIGHTS_EXPERT_TWICE",
                expert.who["expert"],
                name=name,
                sheet=expert.sheet.name,
                other=seen[name],
            )
        seen.setdefault(name, expert.sheet.name)


def _contradicting(book: WeightsBook, values: Values, at: _Cells) -> Iterator[Finding]:
    """An expert whose own judgements contradict each other: the mean of several can hide it. CR by
    the eigenvector, as it is defined, whichever method gives the weights."""
    limit = float(values[book.choices["limit"].id])
    verdicts = values[book.consistency.columns["verdict"].id]
    rejected = {
        m.group.name
        for m, verdict in zip(book.matrices, verdicts, strict=True)
        if verdict == REJECTED
    }
    for expert in book.experts:
        for group, block in zip((m.group for m in book.matrices), expert.matrices, strict=True):
            matrix = np.array(
                [values[f"{block.id}.a{j + 1}"][: group.size] for j in range(group.size)]
            ).T
            if (
                group.name in rejected
                or not _named(expert, values)
                or not np.isfinite(matrix).all()
            ):
                continue  # told already, or not given or wrong, which `_judgements` tells
            ratio = PARK_AHP_CR(matrix)
            if ratio >= limit:
                i, j = group.pairs[0]
                yield at.found(
                    "WEIGHTS_EXPERT_CONTRADICTS",
                    block.columns[f"x{j + 1}"],
                    i,
                    sheet=expert.sheet.name,
                    label=group.name,
                    value=f"{ratio:.4f}",
                    limit=f"{limit:g}",
                )


def _rejected(book: WeightsBook, values: Values, at: _Cells) -> Iterator[Finding]:
    """Matrices that contradict themselves, with the judgements to look at first."""
    verdicts, table = book.consistency.columns, book.judgements.columns
    limit = float(values[book.choices["limit"].id])
    groups, ranks = values[table["group"].id], values[table["rank"].id]
    for row in np.flatnonzero(values[verdicts["verdict"].id] == REJECTED).tolist():
        group = book.matrices[row].group
        first = [
            int(np.flatnonzero((groups == group.name) & (ranks == rank))[0])
            for rank in range(1, MOST + 1)
        ]
        pairs = "；".join(
            f"{values[table['first'].id][k]} 比 {values[table['second'].id][k]} 现为 "
            f"{values[table['joint'].id][k]:.2f}，"
            f"相符的为 {values[table['fitting'].id][k]:.2f}"
            for k in first
        )
        ratio = float(values[verdicts["cr"].id][row])
        written = {
            "label": group.name,
            "value": f"{ratio:.4f}",
            "limit": f"{limit:g}",
            "pairs": pairs,
        }
        yield at.found("WEIGHTS_REJECTED", verdicts["verdict"], row, **written)


def _entropy(book: WeightsBook, values: Values, at: _Cells) -> Iterator[Finding]:
    """Figures that entropy weights need, where they are asked for."""
    if str(values[book.choices["choice"].id]) == AHP:
        return
    block = book.graph.blocks["decision"]
    wrong = np.flatnonzero(np.isnan(values[block.columns["weight"].id])).tolist()
    tells = values[block.columns["divergence"].id]
    for row in [k for k in wrong if np.isnan(tells[k])] or wrong[:1]:
        yield at.found(
            "WEIGHTS_ENTROPY_MISSING",
            block.columns["o1"],
            row,
            label=str(values[block.columns["name"].id][row]),
        )
