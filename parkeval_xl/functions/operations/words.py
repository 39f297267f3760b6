"""Judgements in words, and what flows are summed under."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import utilisation
from ...core import values as v
from ..native import NOT_APPLICABLE, PENDING
from ..registry import EACH, ERRORS, operation

MET, FAILED = "达标", "未达标"
NOT_SAID = "（未填）"


@operation(
    "text text -> text",
    rule=ERRORS,
    clause="方法说明一",
    native=lambda role, route: f'IF(OR({role}="",{route}=""),"",{role}&"·"&{route})',
)
def FLOW_KEY(role: Any, route: Any) -> Any:
    """What a flow is summed under by role and route."""
    return v.by_cell(lambda r, w: f"{r}·{w}" if r and w else "", role, route, kind=object)


@operation(
    "number number -> text",
    rule=EACH,
    clause="S1 4.4.2",
    native=lambda x, t: (
        f'IF(ROUND({x},{utilisation.DECIMALS})>=ROUND({t},{utilisation.DECIMALS}),"{MET}",'
        f'"{FAILED}")'
    ),
)
def MEETS(rate: Any, threshold: Any) -> Any:
    """达标 where the rate meets its threshold, else 未达标."""
    return np.where(utilisation.meets(rate, threshold), MET, FAILED).astype(object)


@operation(
    "number number number -> text",
    rule=EACH,
    clause="方法说明一",
    native=lambda x, low, high: f'IF({x}<{low},"低于区间",IF({x}>{high},"高于区间","在区间内"))',
)
def IN_BAND(x: Any, low: Any, high: Any) -> Any:
    """Whether a figure lies in its plausible band."""
    return np.where(x < low, "低于区间", np.where(x > high, "高于区间", "在区间内")).astype(object)


@operation(
    "texts text text -> text",
    rule=ERRORS,
    clause="S1 4.4",
    native=lambda column, good, bad: (
        f"IF(COUNTIF({column},{bad}),{bad},IF(COUNTIF({column},{PENDING}),{PENDING},"
        f"IF(COUNTIF({column},{good}),{good},{NOT_APPLICABLE})))"
    ),
)
def JOINED_VERDICT(column: Any, good: Any, bad: Any) -> Any:
    """The bad word where any is, else 待填 where any is, else the good word; 不适用 where none
    applies."""
    out: Any = np.array(v.NOT_APPLICABLE_TEXT, object)
    for word in (good, np.array(v.PENDING_TEXT, object), bad):
        out = np.where(np.any(np.asarray(column, object) == word[..., None], -1), word, out)
    return out


def _headline_native(what: str, name: str, year: str, more: str) -> str:
    said = f'IF({name}="","{NOT_SAID}",{name})'
    shown = f'IF(ISNUMBER({year}),{year},IF({year}="","{NOT_SAID}",NA()))'
    opening = f'{what[:-1]}："' if what.startswith('"') else f'{what}&"："'
    return f'{opening}&{said}&"　评价年："&{shown}' + ("" if more == '""' else f"&{more}")


@operation("text text number text -> text", native=_headline_native)
def HEADLINE(what: Any, name: Any, year: Any, more: Any) -> Any:
    """Whose figures a sheet shows (`what` it is, like 园区, and its name), and of which year;
    `more` follows."""

    def line(kind: str, park: str, shown: float, said: str) -> str:
        year = f"{shown:.0f}" if shown == shown else NOT_SAID
        return f"{kind}：{park or NOT_SAID}　评价年：{year}{said}"

    typed = np.where(v.is_number(year) | v.is_state(year, v.EMPTY), 0.0, v.MISSING)
    held = v.first_nan(v.first_error(what, name), typed, v.errors(more))
    out = v.by_cell(line, what, name, year, more, kind=object)
    return np.where(np.isnan(held), v.state_texts(held), out)


@operation(
    "text -> text",
    native=lambda x: f'IF({x}="","{NOT_SAID}",{x}&"")',
    words=f"空着的写{NOT_SAID}",
)
def SAID(x: Any) -> Any:
    """A text, or that none was given."""
    return np.where(np.asarray(np.asarray(x, object) == "", bool), NOT_SAID, x)
