"""物料台账: what a row is summed under, and how far its masses balance (METHOD 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import utilisation
from ...core import values as v
from ..native import NOT_APPLICABLE, PENDING
from ..registry import ERRORS, PARTS, operation
from .used import blank

GENERATOR, USER = "产生方", "利用方"
INSIDE, OUTSIDE = "园内", "园外"


@operation(
    "text text text -> text",
    rule=ERRORS,
    native=lambda a, b, c: f'{a}&"·"&{b}&"·"&{c}',
    words="三项相连",
)
def COMBINED(a: Any, b: Any, c: Any) -> Any:
    """Three words as one key."""
    return v.by_cell(lambda *words: "·".join(words), a, b, c, kind=object)


def _ledger_state_native(
    enterprise: str,
    material: str,
    role: str,
    origin: str,
    intake: str,
    utilised: str,
    combined: str,
    known: str,
) -> str:
    typed = "&".join((enterprise, material, role, origin, intake, utilised))
    open_ = f'OR({material}="",{role}="",AND({role}="{GENERATOR}",{origin}=""))'
    listed = f'IF(FIND("|"&{combined}&"|",{known})>0,1)'
    return f'IF({typed}="","",IF({open_},{PENDING},{listed}))'


@operation(
    "text text text text number number text text -> number",
    clause="方法说明二",
    native=_ledger_state_native,
    words="物料、单位类别、来源齐备且在可选之内为1",
)
def LEDGER_STATE(
    enterprise: Any,
    material: Any,
    role: Any,
    origin: Any,
    intake: Any,
    utilised: Any,
    combined: Any,
    known: Any,
) -> Any:
    """1 where a row says what it is summed under; 待填 where it is started and does not: it may
    belong to any sum. Words outside the choices are an error; `known` lists the combinations there
    are, each between bars."""

    def state(e: str, m: str, r: str, o: str, figures: bool, key: str, listed: str) -> float:
        if not (e or m or r or o or figures):
            return v.EMPTY
        if not (m and r and (o or r != GENERATOR)):
            return v.PENDING
        return 1.0 if f"|{key}|" in listed else v.MISSING

    entered = ~(v.is_state(intake, v.EMPTY) & v.is_state(utilised, v.EMPTY))
    found = v.by_cell(state, enterprise, material, role, origin, entered, combined, known)
    return v.unless(v.first_error(enterprise, material, role, origin, intake, utilised), found)


@operation(
    "number text text text -> text",
    clause="方法说明二",
    native=lambda state, material, role, combined: (
        f'IF({state}=1,IF({role}="{GENERATOR}",{combined},{material}&"·"&{role}),{state})'
    ),
    words="物料·单位类别·来源",
)
def LEDGER_KEY(state: Any, material: Any, role: Any, combined: Any) -> Any:
    """What a ledger row is summed under: material and role; generators also by origin, for imports
    never enter a rate."""

    def key(m: str, r: str, c: str) -> str:
        return c if r == GENERATOR else f"{m}·{r}"

    held = np.where(v.is_number(state), 0.0, state)
    return np.where(
        np.isnan(held), v.state_texts(held), v.by_cell(key, material, role, combined, kind=object)
    )


@operation(
    "text text text -> text",
    rule=ERRORS,
    clause="方法说明二",
    native=lambda material, role, origin: (
        f'IF(AND({role}="{USER}",{origin}="{OUTSIDE}"),{material}&"","")'
    ),
    words="园外来料的物料名",
)
def IMPORT_KEY(material: Any, role: Any, origin: Any) -> Any:
    """The material of a user's row of waste from outside the park, else nothing."""
    return np.where((np.asarray(role) == USER) & (np.asarray(origin) == OUTSIDE), material, "")


@operation(
    "text text text -> number",
    rule=ERRORS,
    clause="方法说明一",
    native=lambda material, role, pairs: (
        f'IF(AND({role}="{USER}",ISNUMBER(FIND("|"&{material}&"·",{pairs}))),1,"")'
    ),
    words="该物料须分路线登记为1",
)
def TAKES_ROUTE(material: Any, role: Any, pairs: Any) -> Any:
    """1 in a user's row of a material with several routes, else nothing."""

    def one(m: str, r: str, listed: str) -> float:
        return 1.0 if r == USER and f"|{m}·" in listed else v.EMPTY

    return v.by_cell(one, material, role, pairs)


@operation(
    "number text text text -> text",
    clause="方法说明一",
    native=lambda takes, material, route, pairs: (
        f'IF({takes}=1,IF({route}="",{PENDING},IF(FIND("|"&{material}&"·"&{route}&"|",{pairs})>0,'
        f'{material}&"·"&{route})),{takes}&"")'
    ),
    words="物料·路线",
)
def ROUTE_KEY(takes: Any, material: Any, route: Any, pairs: Any) -> Any:
    """The route a user's row is summed under, of a material with several (`pairs` lists them all as
    |material·route|): 待填 while it is not said, an error where the material has no such route."""

    def key(split: bool, m: str, which: str, listed: str) -> str:
        if not split:
            return ""
        if not which:
            return v.PENDING_TEXT
        known = f"|{m}·{which}|" in listed
        return f"{m}·{which}" if known else v.CellError.NA.text

    split = v.is_number(takes)
    held = v.errors(takes)
    found = v.by_cell(key, split, material, route, pairs, kind=object)
    return np.where(np.isnan(held), v.state_texts(held), found)


def _part(figure: Any) -> Any:
    """A figure of a sum: what is empty or 不适用 counts as nothing."""
    return np.where(v.is_number(figure), figure, 0.0)


@operation(
    "number number -> number",
    rule=PARTS,
    native=lambda opening, intake: f'IF(COUNT({opening},{intake})=0,"",SUM({opening},{intake}))',
    words="年初＋收入，空白不计",
)
def AVAILABLE(opening: Any, intake: Any) -> Any:
    """What there was in a year: stock at its beginning and what came."""
    known = v.is_number(opening) | v.is_number(intake)
    return np.where(known, _part(opening) + _part(intake), v.EMPTY)


@operation(
    "text number number number number number -> number",
    rule=PARTS,
    clause="方法说明二",
    native=lambda enterprise, available, *out: (
        f'IF({enterprise}="","",IF(SUM({available})>0,({available}-SUM({",".join(out)}))/{available},'
        f"{NOT_APPLICABLE}))"
    ),
    words="（年初＋收入－利用－处置－转出－年末）÷（年初＋收入）",
)
def BALANCE(
    enterprise: Any, available: Any, used: Any, disposed: Any, transferred: Any, closing: Any
) -> Any:
    """How far the mass balance of a ledger row is open, as a share of what was available; empty in
    a row not started."""
    gap = utilisation.balance_gap(available, np.zeros(()), used, disposed, transferred, closing)
    return np.where(blank(enterprise), v.EMPTY, gap)


@operation(
    "number number -> number",
    rule=PARTS,
    native=lambda a, b: f"SUM({a},{b})",
    words="两项之和，空白不计",
)
def PART_SUM(a: Any, b: Any) -> Any:
    """The sum of two parts; what is empty counts as nothing."""
    return _part(a) + _part(b)


@operation(
    "number number -> number",
    rule=PARTS,
    clause="S1 4.4.2",
    native=lambda used, arising: (
        f"IF({arising}>0,MIN(1,SUM({used})/{arising}),"
        f"IF(AND({arising}=0,SUM({used})=0),{NOT_APPLICABLE},NA()))"
    ),
    words="利用量÷（产生量＋利用往年贮存量），最高为1",
)
def UTILISATION(utilised: Any, arising: Any) -> Any:
    """The utilisation rate, at most 1; 不适用 where nothing arose, an error where something was
    used of nothing."""
    used, of = _part(utilised), _part(arising)
    with np.errstate(over="ignore", invalid="ignore"):
        rate = np.minimum(1.0, used / np.where(of > 0, of, 1.0))
    nothing = np.where((of == 0) & (used == 0), v.NOT_APPLICABLE, v.MISSING)
    return np.where(of > 0, rate, nothing)
