"""What a person typed, made fit to compute with: a number, 待填, nothing, or an error.

不适用 is declared with a reason where a scenario is recognised. Typed over a figure it would take
that figure out of a sum, so it is refused, as is any other word. Each figure that formulas take has
one such cell, and they read only that.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ..native import PENDING
from ..registry import operation
from .used import OPTIONAL, blank


def _entered(figure: Any, otherwise: Any) -> Any:
    """An entered figure, `otherwise` where there is none."""
    typed = np.where(v.is_state(figure, v.NOT_APPLICABLE), v.ERROR, figure)
    return np.where(v.is_state(figure, v.EMPTY), otherwise, typed)


def _entry(x: str, otherwise: str) -> str:
    return f'IF(ISNUMBER({x}),{x},IF({x}="",{otherwise},IF({x}={PENDING},{x},NA())))'


@operation(
    "number -> number",
    native=lambda x: _entry(x, '""'),
    words="填了数取数，没填为空，其他文字为错误",
)
def ENTRY(x: Any) -> Any:
    """An entered figure that may be left out."""
    return _entered(x, v.EMPTY)


@operation(
    "number text -> number",
    native=lambda x, started: _entry(x, f'IF({started}="","",{PENDING})'),
    words="填了数取数，已开始的行没填为待填",
)
def ENTRY_IN_ROW(x: Any, started: Any) -> Any:
    """An entered figure that a started row needs."""
    missing = v.unless(v.errors(started), np.where(blank(started), v.EMPTY, v.PENDING))
    return _entered(x, missing)


@operation(
    "number text text -> number",
    native=lambda x, started, need: _entry(
        x, f'IF(OR({started}="",{need}="{OPTIONAL}"),"",{PENDING})'
    ),
    words="填了数取数，必填而没填为待填",
)
def ENTRY_IF_NEEDED(x: Any, started: Any, need: Any) -> Any:
    """An entered figure that a started row needs, unless the row calls it optional."""
    optional = blank(started) | (np.asarray(need, object) == OPTIONAL)
    missing = v.unless(v.first_error(started, need), np.where(optional, v.EMPTY, v.PENDING))
    return _entered(x, missing)


@operation(
    "number number -> number",
    native=lambda x, filled: _entry(x, f'IF({filled}>0,{PENDING},"")'),
    words="填了数取数；别的年份有数而本年没有的为待填",
)
def ENTRY_OF_YEARS(x: Any, filled: Any) -> Any:
    """An entered figure of a year: 待填 where other years of its row are filled."""
    return _entered(x, np.where(filled > 0, v.PENDING, v.EMPTY))


@operation(
    "number -> number",
    native=lambda x: _entry(x, PENDING),
    words="填了数取数，没填为待填",
)
def ENTRY_REQUIRED(x: Any) -> Any:
    """An entered figure that is asked for."""
    return _entered(x, v.PENDING)


@operation(
    "number number -> number",
    clause="方法说明四",
    native=lambda w, x: f'IF({w}="",{x},IF(OR(ISNUMBER({w}),{w}={PENDING}),{w},NA()))',
    words="有核定值用核定值，否则用填报的",
)
def VERIFIED_FIRST(verified: Any, entry: Any) -> Any:
    """The figure used: verified where there is one, else what was entered, whatever that is."""
    return _entered(verified, entry)


@operation(
    "number number number text -> number",
    clause="因子取用规则",
    native=lambda a, b, c, started: (
        f'IF({a}<>"",{a},IF({b}<>"",{b},IF({c}<>"",{c},IF({started}="","",{PENDING}))))'
    ),
    words="依次取第一个有的，已开始的行都没有为待填",
)
def FIRST_FIGURE(a: Any, b: Any, c: Any, started: Any) -> Any:
    """The first figure that is not empty; one not taken does not matter. 待填 in a started row of
    none."""
    taken = v.unless(v.errors(started), np.where(blank(started), v.EMPTY, v.PENDING))
    for figure in (c, b, a):
        taken = np.where(v.is_state(figure, v.EMPTY), taken, figure)
    return taken


@operation(
    "number number number -> number",
    clause="方法说明四",
    native=lambda w, x, once: (
        f'IF({once}=1,IF({w}="",{x},IF(OR(ISNUMBER({w}),{w}={PENDING}),{w},NA())),{once})'
    ),
    words="核定值、替换值、所在省值、规则值依次取用；名称重复为错误",
)
def FACTOR_USED(verified: Any, entry: Any, once: Any) -> Any:
    """The factor used of a row whose name stands once."""
    return np.where(v.is_number(once), _entered(verified, entry), once)
