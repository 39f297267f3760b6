"""Totals: a helper says whether the whole column, then whether the rows that are summed, give one.

Errors come first, of any row: a total with a broken row beside it is not to be trusted. Then 待填.
A total over nothing is blank. Criteria are constants, never what a person typed.
"""

from __future__ import annotations

from typing import Any

from ..registry import COLUMN
from ..written import written


@written(
    "texts numbers -> number",
    'IF(ISERROR(SUM(labels,figures)),NA(),IF(COUNTIF(labels,"待填"),"待填",1))',
    rule=COLUMN,
    by_row=True,
    words="整列没有错误、没有待填的标签为1",
)
def COLUMN_STATE(labels: Any, figures: Any) -> Any:
    """1 where no row of a column is an error and each says what it is summed under."""


@written(
    "text texts numbers number -> number",
    (
        'IF(whole<>1,whole,IF(COUNTIFS(labels,label,figures,"待填"),"待填",IF(COUNTIFS(labels,'
        'label,figures,"<=9E+307"),1,"")))'
    ),
    rule=COLUMN,
    by_row=True,
    words="标签相符的各行有数且没有待填为1",
)
def LABEL_STATE(label: Any, labels: Any, figures: Any, whole: Any) -> Any:
    """1 where rows of a label hold figures and none is 待填; nothing where none holds a figure."""


@written(
    "number text texts numbers -> number",
    "IF(state=1,SUMIFS(figures,labels,label),state)",
    rule=COLUMN,
    by_row=True,
    clause="GB/T 33760；S1 4.5",
    words="写着该标签的各行之和",
)
def LABEL_TOTAL(state: Any, label: Any, labels: Any, figures: Any) -> Any:
    """The sum of the rows of one label."""


@written(
    "numbers -> number",
    (
        'IF(ISERROR(SUM(figures)),NA(),IF(COUNTIF(figures,"待填"),"待填",IF(COUNT(figures),1,'
        'IF(COUNTIF(figures,"不适用"),"不适用",""))))'
    ),
    rule=COLUMN,
    by_row=True,
    words="整列有数且没有错误和待填为1",
)
def SUM_STATE(figures: Any) -> Any:
    """1 where a column has a sum; of 不适用 alone 不适用, of nothing nothing."""


@written(
    "number numbers -> number",
    "IF(state=1,SUM(figures),state)",
    rule=COLUMN,
    by_row=True,
    words="整列之和",
)
def COLUMN_SUM(state: Any, figures: Any) -> Any:
    """The sum of a column."""
