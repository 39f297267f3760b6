"""The list of firms in cells: surplus permits, what its columns add up to."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import enterprise
from ...core import values as v
from .. import native
from ..native import NOT_APPLICABLE, PENDING
from ..registry import COLUMN, ERRORS, operation
from .used import OPTIONAL, blank


@operation("number number -> number", rule=ERRORS, clause="S2 案例1", native=lambda permitted, actual: (
    f'IF(ISNUMBER({permitted}),IF(ISNUMBER({actual}),{permitted}-{actual},IF({actual}="",{PENDING},{actual}&"")),{permitted}&"")'))
def PARK_SURPLUS(permitted: Any, actual: Any) -> Any:
    """Surplus permit: permitted minus actual, negative where more was emitted; empty without a permit.

    节余排污量＝许可排放量－实际排放量；为负即超许可，不与其他污染物、其他企业相抵；许可量空缺时为空。
    """
    return enterprise.surplus(permitted, actual)


@operation("text text -> number", rule=ERRORS, native=lambda x, word: (
    f'IF(OR({x}="",{x}={PENDING}),{x}&"",IF({native.exact(x, word)},1,0))'))
def COUNTED(x: Any, word: Any) -> Any:
    """1 where a cell holds just this word, 0 where another; nothing where it is empty, 待填 where it is."""
    text = np.asarray(x, object)
    value = np.where(text == np.asarray(word, object), 1.0, 0.0)
    return np.where(blank(text), v.EMPTY, np.where(text == v.PENDING_TEXT, v.PENDING, value))


def _sum_native(begun: str, need: str, column: str, scale: str) -> str:
    missing = f'SUMPRODUCT(({begun}<>"")*({column}=""))*({need}<>"{OPTIONAL}")'
    nothing = f'IF(COUNTIF({column},{NOT_APPLICABLE})>0,{NOT_APPLICABLE},"")'
    body = f"IF(COUNT({column})=0,{nothing},SUM({column})*{scale})"
    return native.columns([begun, need], [column], f"{missing}+COUNTIF({column},{PENDING})>0", body)


@operation("texts text numbers number -> number", rule=COLUMN, native=_sum_native)
def ROW_SUM(begun: Any, need: Any, column: Any, scale: Any) -> Any:
    """The sum of a column times `scale`; 待填 where a row in use has no figure, unless the column is optional."""
    used = np.asarray(np.asarray(begun, object) != "", bool)
    missing = (used & v.is_state(column, v.EMPTY)).any(-1) & (np.asarray(need, object) != OPTIONAL)
    whole = v.total(column)
    pending = missing | v.is_state(column, v.PENDING).any(-1)
    value = v.unless(np.where(v.is_number(whole), 0.0, whole), v.finite(whole * scale))
    held = v.first_nan(v.error_within(begun), v.errors(need), v.error_within(column))
    return v.unless(held, np.where(pending, v.PENDING, value))


@operation("numbers -> number", rule=COLUMN, native=lambda column: native.columns([], [column], "", f"COUNT({column})"))
def FIGURES(column: Any) -> Any:
    """How many rows hold a number."""
    return v.unless(v.error_within(column), v.is_number(column).sum(-1).astype(float))
