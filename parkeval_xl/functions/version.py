"""Who computed a workbook: Python, through a PARK_ function, or the formulas of its cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import __version__
from ..core import values as v
from . import rules
from .registry import ERRORS, FREE, NUMBERS, OPERATIONS, TEXT, Function, park

PROGRAM = f"ParkEval XL {__version__}（Python）"
FORMULAS = "表内公式"


def _words(results: Any) -> Any:
    return np.full(np.shape(results)[:-1], PROGRAM, object)


def _native(results: str) -> str:
    return f'"{FORMULAS}"'


@park(
    "numbers -> text",
    rule=ERRORS,
    native=_native,
    clause="",
    help=[
        (
            "结果列，只为随其重算",
            "column of results, only to be computed again with them",
        )
    ],
)
def PARK_VERSION(results: Any) -> Any:
    """Program and version that answer the PARK_ functions; an error among the results is passed on.

    为本工作簿的 PARK_ 函数作答的程序和版本，与结果的数值无关；结果中有错误时为该错误。
    """
    return _words(results)


def _said(results: Any) -> Any:
    return np.where(v.is_error(results).any(-1), FORMULAS, _words(results))


COMPUTED_BY = OPERATIONS["COMPUTED_BY"] = Function(
    "COMPUTED_BY",
    PARK_VERSION.params,
    TEXT,
    FREE,
    rules.kernel(FREE, (NUMBERS,), TEXT, _said),
    _native,
    "计算方：作答的程序，没有作答时为“表内公式”。",
    "Who computed: the program that answers, or the formulas of the cells.",
    "",
    in_cells=False,
    words="由谁计算",
    why="Python answers otherwise than the cell: that is what it is for",
)
"""What a cell says of it, whose own formula never asks: the one text in which hosts differ."""
