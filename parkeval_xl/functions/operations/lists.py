"""What a report says about lists: how many rows hold something, and one text in place of
another."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ..registry import COLUMN, ERRORS, operation


@operation(
    "text texts -> number",
    rule=COLUMN,
    native=lambda word, column: f"IF(ISERROR(SUM({column})),NA(),COUNTIF({column},{word}))",
)
def TALLY(word: Any, column: Any) -> Any:
    """How many rows hold just this word, a constant of the form."""
    rows = np.asarray(column, object) == np.asarray(word, object)[..., None]
    return v.unless(
        v.first_nan(v.error_within(column), v.errors(word)),
        np.asarray(rows, bool).sum(-1).astype(float),
    )


@operation(
    "texts -> number",
    rule=COLUMN,
    native=lambda column: f'IF(ISERROR(SUM({column})),NA(),SUMPRODUCT(--({column}<>"")))',
)
def ENTRIES(column: Any) -> Any:
    """How many rows are not empty."""
    return v.unless(
        v.error_within(column),
        np.asarray(np.asarray(column, object) != "", bool).sum(-1).astype(float),
    )


@operation(
    "text text text text -> text",
    rule=ERRORS,
    native=lambda x, word, then, otherwise: f'IF({x}={word},{then},{otherwise})&""',
)
def IF_WORD(x: Any, word: Any, then: Any, otherwise: Any) -> Any:
    """One text where a cell holds just this word (or nothing), else the other."""
    return np.where(np.asarray(x, object) == np.asarray(word, object), then, otherwise)
