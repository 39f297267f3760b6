"""Rules written when the file was made: thresholds, factors, which lines are required. Nobody edits
them in place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..core import values as v
from ..forms.initial import initial_cell, to_array
from ..graph import RULE, Field
from ..workbook.declaration import made_by
from ..workbook.read import Loaded
from ..workbook.refs import cell_name
from .finding import CheckContext, Finding
from .reading import label as label_of

TOLERANCE = 1e-12


def locked(loaded: Loaded, context: CheckContext) -> Iterator[Finding]:
    """Each changed rule with its cell, where this version made the file; an older file keeps its
    own rules."""
    if loaded.version != made_by(loaded.book.plan):
        return
    for field in loaded.book.graph.inputs():
        place = loaded.layout.places[field.id]
        if field.writer != RULE or field.sheet == "settings" or place.lost:
            continue
        for row in _changed(loaded, field):
            at = place.at(row)
            now = loaded.inputs[field.id] if row is None else loaded.inputs[field.id][row]
            shown = v.text_cell(str(now)) if field.is_text else v.cell(float(now))
            yield Finding(
                "LOCKED_EDITED",
                place.sheet,
                cell_name(*at) if at[0] >= 0 else "",
                {
                    "label": label_of(context, field, row),
                    "value": "空白" if shown is None else v.text(shown),
                },
            )


def _changed(loaded: Loaded, field: Field) -> list[int | None]:
    """The rows in which a rule is no longer what the file was made with."""
    now = np.atleast_1d(loaded.inputs[field.id])
    rows = (
        [None] if field.block is None else [*range(min(field.block.rows, len(field.block.initial)))]
    )
    initial = np.atleast_1d(
        to_array(
            field, field.initial if field.block is None else [initial_cell(field, r) for r in rows]
        )
    )[: len(rows)]
    now = now[: len(rows)]
    if field.is_text:
        differs = now != initial
    else:
        close = np.abs(now - initial) <= TOLERANCE * np.maximum(1.0, np.abs(initial))
        alike = [
            v.is_state(now, state) & v.is_state(initial, state)
            for state in (v.EMPTY, v.NOT_APPLICABLE)
        ]
        differs = ~(close | alike[0] | alike[1])
    return [r for r, d in zip(rows, differs, strict=True) if d]
