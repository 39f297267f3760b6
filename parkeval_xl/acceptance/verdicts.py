"""Verdicts that cells give of themselves, so that any spreadsheet can be tried without a program.

They are made here and not registered: no workbook of an evaluation uses them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core import values as v
from ..functions import Function, Param
from ..functions import rules as state_rules
from ..functions.registry import FREE, TEXT
from .rows import START, TOLERANCE, WRONG

PASSED, FAILED, OPEN, NOT_CONCERNED = "通过", "不通过", "未做", "不涉及"
BLANK = "空白"


def _function(
    name: str, takes: str, body: Callable[..., Any], native: Callable[..., str], words: str
) -> Function:
    kinds = takes.split()
    params = tuple(Param(f"x{i}", kind, "", "") for i, kind in enumerate(kinds))
    kernel = state_rules.kernel(FREE, tuple(kinds), TEXT, body)
    return Function(name, params, TEXT, FREE, kernel, native, words, "", "", False, words)


def _said(fine: Any) -> Any:
    return np.where(fine, PASSED, FAILED).astype(object)


def _near(found: Any, wanted: Any) -> Any:
    close = np.abs(found - wanted) <= TOLERANCE * np.maximum(1.0, np.abs(wanted))
    return _said(v.is_number(found) & close)


def _near_native(found: str, wanted: str) -> str:
    size = f"MAX(1,ABS({wanted}))"
    return (
        f"IF(ISNUMBER({found}),IF(ABS({found}-{wanted})<={TOLERANCE!r}*{size},"
        f'"{PASSED}","{FAILED}"),"{FAILED}")'
    )


SAME_FIGURE = _function("SAME_FIGURE", "number number", _near, _near_native, "与无界面计算相同")


def _cell_words(found: float) -> str:
    cell = v.cell(float(found))
    if isinstance(cell, float):
        return f"{cell:g}"
    return WRONG if isinstance(cell, v.CellError) else (cell or BLANK)


SHOWN_AS = _function(
    "SHOWN_AS",
    "number",
    lambda found: v.by_cell(_cell_words, found, kind=object),
    lambda found: f'IF(ISERROR({found}),"{WRONG}",IF({found}="","{BLANK}",{found}&""))',
    "单元格显示为",
)
SAME_WORDS = _function(
    "SAME_WORDS",
    "text text",
    lambda found, wanted: _said(np.asarray(found, object) == np.asarray(wanted, object)),
    lambda found, wanted: (
        f'IF(ISERROR({found}),"{FAILED}",IF(EXACT({found},{wanted}),"{PASSED}","{FAILED}"))'
    ),
    "与应有的文字相同",
)


def _typed(entered: Any, found: Any, wanted: Any) -> Any:
    return np.where(entered == START, OPEN, _near(found, wanted)).astype(object)


CHANGED_WITH = _function(
    "CHANGED_WITH",
    "number number number",
    _typed,
    lambda entered, found, wanted: (
        f'IF({entered}={START:g},"{OPEN}",{_near_native(found, wanted)})'
    ),
    "改动后随之重算",
)


STEP_SAID = _function(
    "STEP_SAID",
    "text",
    lambda result: np.where(np.asarray(result, object) == "", OPEN, result).astype(object),
    lambda result: f'IF({result}="","{OPEN}",{result}&"")',
    "做了没有",
)


def _whole(failed: Any, left: Any) -> Any:
    said = np.where(left > 0, "未完成", PASSED)
    return np.where(failed > 0, FAILED, said).astype(object)


WHOLE = _function(
    "WHOLE",
    "number number",
    _whole,
    lambda failed, left: f'IF({failed}>0,"{FAILED}",IF({left}>0,"未完成","{PASSED}"))',
    "各行合起来",
)
