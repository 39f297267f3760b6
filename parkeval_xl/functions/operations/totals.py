"""Totals: a helper says whether the whole column, then whether the rows that are summed, give one.

Errors come first, of any row: a total with a broken row beside it is not to be trusted. Then 待填.
A total over nothing is blank. Criteria are constants, never what a person typed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ..native import NOT_APPLICABLE, PENDING
from ..registry import COLUMN, operation

ANY_NUMBER = '"<=9E+307"'


@operation(
    "texts numbers -> number",
    rule=COLUMN,
    by_row=True,
    native=lambda labels, figures: (
        f"IF(ISERROR(SUM({labels},{figures})),NA(),IF(COUNTIF({labels},{PENDING}),{PENDING},1))"
    ),
    words="整列没有错误、没有待填的标签为1",
)
def COLUMN_STATE(labels: Any, figures: Any) -> Any:
    """1 where no row of a column is an error and each says what it is summed under."""
    unknown = np.asarray(labels == v.PENDING_TEXT, bool).any(-1)
    return v.unless(v.error_within(labels, figures), np.where(unknown, v.PENDING, 1.0))


def _chosen(label: Any, labels: Any) -> Any:
    return np.asarray(labels == np.asarray(label, object)[..., None], bool)


@operation(
    "text texts numbers number -> number",
    rule=COLUMN,
    by_row=True,
    native=lambda label, labels, figures, whole: (
        f"IF({whole}<>1,{whole},IF(COUNTIFS({labels},{label},{figures},{PENDING}),{PENDING},"
        f'IF(COUNTIFS({labels},{label},{figures},{ANY_NUMBER}),1,"")))'
    ),
    words="标签相符的各行有数且没有待填为1",
)
def LABEL_STATE(label: Any, labels: Any, figures: Any, whole: Any) -> Any:
    """1 where rows of a label hold figures and none is 待填; nothing where none holds a figure."""
    chosen = _chosen(label, labels)
    waiting = (v.is_state(figures, v.PENDING) & chosen).any(-1)
    there = (v.is_number(figures) & chosen).any(-1)
    own = np.where(waiting, v.PENDING, np.where(there, 1.0, v.EMPTY))
    return np.where(whole == 1.0, own, whole)


@operation(
    "number text texts numbers -> number",
    rule=COLUMN,
    by_row=True,
    clause="GB/T 33760；S1 4.5",
    native=lambda state, label, labels, figures: (
        f"IF({state}=1,SUMIFS({figures},{labels},{label}),{state})"
    ),
    words="写着该标签的各行之和",
)
def LABEL_TOTAL(state: Any, label: Any, labels: Any, figures: Any) -> Any:
    """The sum of the rows of one label."""
    chosen = _chosen(label, labels)
    if chosen.size == chosen.shape[-1]:  # one label: the other rows add nothing
        rows = np.flatnonzero(chosen)
        chosen, figures = chosen[..., rows], figures[..., rows]
    used = v.is_number(figures) & chosen
    with np.errstate(over="ignore", invalid="ignore"):
        total = v.finite(v.summed(np.where(used, figures, 0.0)))
    return np.where(state == 1.0, total, state)


@operation(
    "numbers -> number",
    rule=COLUMN,
    by_row=True,
    native=lambda figures: (
        f"IF(ISERROR(SUM({figures})),NA(),IF(COUNTIF({figures},{PENDING}),{PENDING},"
        f'IF(COUNT({figures}),1,IF(COUNTIF({figures},{NOT_APPLICABLE}),{NOT_APPLICABLE},""))))'
    ),
    words="整列有数且没有错误和待填为1",
)
def SUM_STATE(figures: Any) -> Any:
    """1 where a column has a sum; of 不适用 alone 不适用, of nothing nothing."""
    waiting = v.is_state(figures, v.PENDING).any(-1)
    nothing = np.where(v.is_state(figures, v.NOT_APPLICABLE).any(-1), v.NOT_APPLICABLE, v.EMPTY)
    there = np.where(v.is_number(figures).any(-1), 1.0, nothing)
    return v.unless(v.error_within(figures), np.where(waiting, v.PENDING, there))


@operation(
    "number numbers -> number",
    rule=COLUMN,
    by_row=True,
    native=lambda state, figures: f"IF({state}=1,SUM({figures}),{state})",
    words="整列之和",
)
def COLUMN_SUM(state: Any, figures: Any) -> Any:
    """The sum of a column."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = v.finite(v.summed(np.where(v.is_number(figures), figures, 0.0)))
    return np.where(state == 1.0, total, state)
