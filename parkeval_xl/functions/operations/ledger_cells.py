"""物料台账: what a row is summed under, and how far its masses balance (METHOD 2)."""

from __future__ import annotations

from typing import Any

from ..registry import ERRORS, PARTS
from ..written import written

GENERATOR, USER = "产生方", "利用方"
INSIDE, OUTSIDE = "园内", "园外"


@written("text text text -> text", 'a&"·"&b&"·"&c', rule=ERRORS, words="三项相连")
def COMBINED(a: Any, b: Any, c: Any) -> Any:
    """Three words as one key."""


@written(
    "text text text text number number text text -> number",
    (
        'IF(enterprise&material&role&origin&intake&utilised="","",IF(OR(material="",role="",'
        f'AND(role="{GENERATOR}",origin="")),"待填",IF(FIND("|"&combined&"|",known)>0,1)))'
    ),
    clause="方法说明二",
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


@written(
    "number text text text -> text",
    f'IF(state=1,IF(role="{GENERATOR}",combined,material&"·"&role),state)',
    clause="方法说明二",
    words="物料·单位类别·来源",
)
def LEDGER_KEY(state: Any, material: Any, role: Any, combined: Any) -> Any:
    """What a ledger row is summed under: material and role; generators also by origin, for imports
    never enter a rate."""


@written(
    "text text text -> text",
    f'IF(AND(role="{USER}",origin="{OUTSIDE}"),material&"","")',
    rule=ERRORS,
    clause="方法说明二",
    words="园外来料的物料名",
)
def IMPORT_KEY(material: Any, role: Any, origin: Any) -> Any:
    """The material of a user's row of waste from outside the park, else nothing."""


@written(
    "text text text -> number",
    f'IF(AND(role="{USER}",ISNUMBER(FIND("|"&material&"·",pairs))),1,"")',
    rule=ERRORS,
    clause="方法说明一",
    words="该物料须分路线登记为1",
)
def TAKES_ROUTE(material: Any, role: Any, pairs: Any) -> Any:
    """1 in a user's row of a material with several routes, else nothing."""


@written(
    "number text text text -> text",
    (
        'IF(takes=1,IF(route="","待填",IF(FIND("|"&material&"·"&route&"|",pairs)>0,'
        'material&"·"&route)),takes&"")'
    ),
    clause="方法说明一",
    words="物料·路线",
)
def ROUTE_KEY(takes: Any, material: Any, route: Any, pairs: Any) -> Any:
    """The route a user's row is summed under, of a material with several (`pairs` lists them all as
    |material·route|): 待填 while it is not said, an error where the material has no such route."""


@written(
    "number number -> number",
    'IF(COUNT(opening,intake)=0,"",SUM(opening,intake))',
    rule=PARTS,
    words="年初＋收入，空白不计",
)
def AVAILABLE(opening: Any, intake: Any) -> Any:
    """What there was in a year: stock at its beginning and what came."""


@written(
    "text number number number number number -> number",
    (
        'IF(enterprise="","",IF(SUM(available)>0,(available-SUM(used,disposed,transferred,'
        'closing))/available,"不适用"))'
    ),
    rule=PARTS,
    clause="方法说明二",
    words="（年初＋收入－利用－处置－转出－年末）÷（年初＋收入）",
)
def BALANCE(
    enterprise: Any, available: Any, used: Any, disposed: Any, transferred: Any, closing: Any
) -> Any:
    """How far the mass balance of a ledger row is open, as a share of what was available; empty in
    a row not started."""


@written("number number -> number", "SUM(a,b)", rule=PARTS, words="两项之和，空白不计")
def PART_SUM(a: Any, b: Any) -> Any:
    """The sum of two parts; what is empty counts as nothing."""


@written(
    "number number -> number",
    ('IF(arising>0,MIN(1,SUM(utilised)/arising),IF(AND(arising=0,SUM(utilised)=0),"不适用",NA()))'),
    rule=PARTS,
    clause="S1 4.4.2",
    words="利用量÷（产生量＋利用往年贮存量），最高为1",
)
def UTILISATION(utilised: Any, arising: Any) -> Any:
    """The utilisation rate, at most 1; 不适用 where nothing arose, an error where something was
    used of nothing."""
