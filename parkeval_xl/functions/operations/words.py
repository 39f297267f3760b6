"""Keys that rows are summed under, and judgements in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import utilisation
from ...core import values as v
from ..native import ERROR, NOT_APPLICABLE, PENDING
from ..registry import EACH, ERRORS, operation

GENERATOR, USER = "产生方", "利用方"
INSIDE, OUTSIDE = "园内", "园外"
MET, FAILED = "达标", "未达标"
NOT_SAID = "（未填）"


def _ledger_key_native(
    enterprise: str, material: str, role: str, origin: str, intake: str, utilised: str, names: str
) -> str:
    blank = (
        "AND(" + ",".join(f'{x}=""' for x in (enterprise, material, role, intake, utilised)) + ")"
    )
    unknown = f'OR({material}="",{role}="",AND({role}="{GENERATOR}",{origin}=""))'
    wrong = (
        f'OR(ISERROR(FIND("|"&{material}&"|",{names})),AND({role}<>"{GENERATOR}",{role}<>"{USER}"),'
        f'AND({origin}<>"",{origin}<>"{INSIDE}",{origin}<>"{OUTSIDE}"))'
    )
    key = f'{material}&"·"&{role}&IF({role}="{GENERATOR}","·"&{origin},"")'
    return f'IF({blank},"",IF({unknown},{PENDING},IF({wrong},{ERROR},{key})))'


@operation(
    "text text text text number number text -> text",
    rule=ERRORS,
    clause="方法说明二",
    native=_ledger_key_native,
)
def LEDGER_KEY(
    enterprise: Any, material: Any, role: Any, origin: Any, intake: Any, utilised: Any, names: Any
) -> Any:
    """What a ledger row is summed under: material and role; generators also by origin, for imports
    never enter a rate. 待填 where a row is started and does not say it: it may belong to any sum.
    Words outside the choices are an error; `names` lists the materials as |name|name|."""

    def key(e: str, m: str, r: str, o: str, entered: bool, listed: str) -> str:
        if not (e or m or r or entered):
            return ""
        if not (m and r and (o or r != GENERATOR)):
            return v.PENDING_TEXT
        if f"|{m}|" not in listed or r not in (GENERATOR, USER) or o not in ("", INSIDE, OUTSIDE):
            return v.CellError.VALUE.text
        return "·".join((m, r, o) if r == GENERATOR else (m, r))

    entered = ~(v.is_state(intake, v.EMPTY) & v.is_state(utilised, v.EMPTY))
    return v.by_cell(key, enterprise, material, role, origin, entered, names, kind=object)


@operation(
    "text text text -> text",
    rule=ERRORS,
    clause="方法说明二",
    native=lambda material, role, origin: (
        f'IF(AND({role}="{USER}",{origin}="{OUTSIDE}"),{material}&"","")'
    ),
)
def IMPORT_KEY(material: Any, role: Any, origin: Any) -> Any:
    """The material of a user's row of waste from outside the park, else nothing."""
    return np.where((np.asarray(role) == USER) & (np.asarray(origin) == OUTSIDE), material, "")


def _route_key_native(material: str, role: str, route: str, pairs: str) -> str:
    split = f'AND({role}="{USER}",ISNUMBER(FIND("|"&{material}&"·",{pairs})))'
    known = f'ISNUMBER(FIND("|"&{material}&"·"&{route}&"|",{pairs}))'
    return f'IF({split},IF({route}="",{PENDING},IF({known},{material}&"·"&{route},{ERROR})),"")'


@operation(
    "text text text text -> text", rule=ERRORS, clause="方法说明一", native=_route_key_native
)
def ROUTE_KEY(material: Any, role: Any, route: Any, pairs: Any) -> Any:
    """The route a user's row is summed under, of a material with several (`pairs` lists them all as
    |material·route|): 待填 while it is not said, an error where the material has no such route."""

    def key(m: str, r: str, which: str, listed: str) -> str:
        if r != USER or f"|{m}·" not in listed:
            return ""
        if not which:
            return v.PENDING_TEXT
        return f"{m}·{which}" if f"|{m}·{which}|" in listed else v.CellError.VALUE.text

    return v.by_cell(key, material, role, route, pairs, kind=object)


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
        f"IF(COUNTIF({column},{bad})>0,{bad},IF(COUNTIF({column},{PENDING})>0,{PENDING},"
        f"IF(COUNTIF({column},{good})>0,{good},{NOT_APPLICABLE})))"
    ),
)
def JOINED_VERDICT(column: Any, good: Any, bad: Any) -> Any:
    """The bad word where any is, else 待填 where any is, else the good word; 不适用 where none
    applies."""
    out: Any = np.array(v.NOT_APPLICABLE_TEXT, object)
    for word in (good, np.array(v.PENDING_TEXT, object), bad):
        out = np.where(np.any(np.asarray(column, object) == word[..., None], -1), word, out)
    return out


@operation(
    "text text number text -> text",
    rule=ERRORS,
    native=lambda what, name, year, more: (
        f'{what}&"："&IF({name}="","{NOT_SAID}",{name})&"　评价年："&IF(ISNUMBER({year}),'
        f'TEXT({year},"0"),"{NOT_SAID}")&{more}'
    ),
)
def HEADLINE(what: Any, name: Any, year: Any, more: Any) -> Any:
    """Whose figures a sheet shows (`what` it is, like 园区, and its name), and of which year;
    `more` follows."""

    def line(kind: str, park: str, shown: float, said: str) -> str:
        return (
            f"{kind}：{park or NOT_SAID}　评价年："
            f"{f'{shown:.0f}' if shown == shown else NOT_SAID}{said}"
        )

    return v.by_cell(line, what, name, year, more, kind=object)
