"""Fields that take several cells, each with its helpers: totals, look-ups of factors."""

from __future__ import annotations

from typing import Any

from ..functions.operations.totals import (
    COLUMN_STATE,
    COLUMN_SUM,
    LABEL_STATE,
    LABEL_TOTAL,
    SUM_STATE,
)
from ..graph import Computed, Field, step


def label_total(key: str, label: str, of: Any, labels: Any, figures: Any, **more: Any) -> Field:
    """The sum of the rows labelled `of` (a word, or one per row): errors and 待填 reach it."""
    whole = step(f"{key}_column", f"{label}·整列态", COLUMN_STATE, labels, figures)
    state = step(f"{key}_rows", f"{label}·态", LABEL_STATE, of, labels, figures, whole)
    return Computed(key, label, LABEL_TOTAL, state, of, labels, figures, **more)


def column_sum(key: str, label: str, figures: Any, **more: Any) -> Field:
    """The sum of a column: errors and 待填 reach it."""
    state = step(f"{key}_column", f"{label}·态", SUM_STATE, figures)
    return Computed(key, label, COLUMN_SUM, state, figures, **more)
