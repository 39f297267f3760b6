"""Operations both editions write as native formulas: references, 采用, products, look-ups, comparisons in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core import ledger, utilisation
from ..core import values as v
from ..core.ledger import product_like
from ..core.units import UnitError
from . import native
from .native import ERROR, NOT_APPLICABLE, PENDING
from .park import unit_table
from .registry import EACH, operation

BASES = ("处理量", "干基量", "产品量", "替代量", "残渣量", "堆存量", "填埋量", "焚烧量", "直接填报")
DIRECT = "直接填报"
OPTIONAL = "可选"
NO = "否"


def _blank(text: Any) -> Any:
    return np.asarray(np.asarray(text, object) == "", bool)


def _choose(conditions: list[Any], results: list[Any], default: Any) -> Any:
    out = default
    for condition, result in zip(reversed(conditions), reversed(results), strict=True):
        out = np.where(condition, result, out)
    return out


# ---- references and 采用 ------------------------------------------------------------------------------------------------
@operation("number -> number", native=lambda x: f'IF({x}="","",{x})')
def SAME(x: Any) -> Any:
    """The figure of another cell."""
    return x


@operation("text -> text", native=lambda x: f'IF({x}="","",{x})')
def SAME_TEXT(x: Any) -> Any:
    """The text of another cell."""
    return x


@operation("number number -> number", native=lambda w, r: f'IF({w}<>"",{w},IF({r}<>"",{r},""))', clause="METHOD 10")
def USED(verified: Any, reported: Any) -> Any:
    """The figure used: verified where present, else reported."""
    return np.where(v.is_state(verified, v.EMPTY), reported, verified)


@operation("number number -> number", native=lambda w, r: f'IF({w}<>"",{w},IF({r}<>"",{r},{PENDING}))', clause="METHOD 10")
def USED_REQUIRED(verified: Any, reported: Any) -> Any:
    """The figure used of an input that is asked for: 待填 while neither stands."""
    used = np.where(v.is_state(verified, v.EMPTY), reported, verified)
    return np.where(v.is_state(used, v.EMPTY), v.PENDING, used)


def _first_of_native(key: str, *candidates: str) -> str:
    body = f'IF({key}="","",{PENDING})'
    for x in reversed(candidates):
        body = f'IF({x}<>"",{x},{body})'
    return body


@operation("text number number number number -> number", native=_first_of_native, clause="METHOD 10")
def FIRST_OF(key: Any, verified: Any, override: Any, local: Any, rule: Any) -> Any:
    """The factor used: verified, replaced, of the province, by rule, whichever stands first; 待填 in a begun row of none."""
    value = np.where(_blank(key), v.EMPTY, v.PENDING)
    for candidate in (rule, local, override, verified):
        value = np.where(v.is_state(candidate, v.EMPTY), value, candidate)
    return value


@operation("number number text text -> number", clause="METHOD 10",
           native=lambda w, r, begun, need: f'IF({w}<>"",{w},IF({r}<>"",{r},IF(OR({begun}="",{need}="{OPTIONAL}"),"",{PENDING})))')
def USED_IN_ROW(verified: Any, reported: Any, begun: Any, need: Any) -> Any:
    """The figure used of a list row: 待填 where the row is begun and does not call the figure optional."""
    used = np.where(v.is_state(verified, v.EMPTY), reported, verified)
    optional = _blank(begun) | (np.asarray(need, object) == OPTIONAL)
    return np.where(v.is_state(used, v.EMPTY) & ~optional, v.PENDING, used)


def _tonnes_native(mass: str, unit: str) -> str:
    fits = f'{native.unit(unit, "dimension")}="mass"'
    value = f'IF({unit}="",{PENDING},IF({fits},{mass}*{native.unit(unit, "scale")},{ERROR}))'
    return native.each([mass], value)


@operation("number unit -> number", native=_tonnes_native, clause="METHOD 2")
def TONNES(mass: Any, unit: Any) -> Any:
    """A mass in t; without a unit it is still to be filled."""
    scale = np.vectorize(_mass_scale, otypes=[float])(np.asarray(unit, object))
    value = product_like(lambda m, s: m * s, np.where(v.is_number(mass), mass, 1.0), scale)
    return np.where(v.is_number(mass), value, v.first_state(mass))


def _mass_scale(unit: str) -> float:
    error = v.CellError.from_text(unit)
    if unit == "" or error:
        return v.number(error) if error else v.PENDING
    try:
        return unit_table().mass_scale(unit)
    except UnitError:
        return v.ERROR


@operation("text number -> number", clause="S1 4.4.2",
           native=lambda scope, x: f'IF({scope}="",{PENDING},IF({scope}="{NO}",{NOT_APPLICABLE},IF({x}="",{PENDING},{x})))')
def DEMANDED(scope: Any, x: Any) -> Any:
    """A figure that the scenario asks for: 不适用 where the material is declared out of scope, 待填 while it is missing."""
    scope = np.asarray(scope, object)
    error = v.text_errors(scope)
    value = np.where(v.is_state(x, v.EMPTY), v.PENDING, x)
    value = _choose([_blank(scope), scope == NO], [v.PENDING, v.NOT_APPLICABLE], value)
    return np.where(np.isnan(error), error, value)


# ---- products -------------------------------------------------------------------------------------------------------------
@operation("number number -> number", rule=EACH, native=lambda a, b: native.each([a, b], f"{a}*{b}"))
def PRODUCT(a: Any, b: Any) -> Any:
    """The product of two figures."""
    return product_like(lambda x, y: x * y, a, b)


@operation("number number -> number", rule=EACH, native=lambda q, w: native.each([q, w], f"{q}*(1-{w})"), clause="METHOD 1")
def DRY_MASS(mass: Any, moisture: Any) -> Any:
    """Mass without water: mass times (1 - moisture)."""
    return ledger.dry_mass(mass, moisture)


@operation("number -> number", rule=EACH, native=lambda q: native.each([q], "1"))
def ONE(known: Any) -> Any:
    """1 where the quantity processed is known: the basis of amounts entered directly."""
    return np.where(np.isnan(known), v.first_state(known), 1.0)


@operation("number number -> number", rule=EACH,
           native=lambda a, b: native.each([a, b], f'IF({b}=0,{NOT_APPLICABLE},{a}/{b})'))
def RATIO(a: Any, b: Any) -> Any:
    """a / b; 不适用 where b is zero."""
    value = product_like(lambda x, y: x / np.where(y == 0, 1.0, y), a, b)
    return np.where(v.is_number(value) & (b == 0), v.NOT_APPLICABLE, value)


@operation("number number -> number", rule=EACH, native=lambda a, b: native.each([a, b], f"{a}-{b}"))
def DIFFERENCE(a: Any, b: Any) -> Any:
    """a - b."""
    return product_like(lambda x, y: x - y, a, b)


# ---- look-ups -----------------------------------------------------------------------------------------------------------
def _lookup(key: Any, keys: Any, values: Any) -> Any:
    """Per key the one value whose key is equal, #N/A where there is none or more than one."""
    keys = list(np.asarray(keys, object).ravel())
    at = {k: i for i, k in enumerate(keys) if keys.count(k) == 1}
    flat = [at.get(k, -1) for k in np.asarray(key, object).ravel()]
    index = np.array(flat, int).reshape(np.shape(key))
    missing = np.array(v.CellError.NA.text, object) if values.dtype == object else np.float64(v.MISSING)
    return np.where(index < 0, missing, values[..., np.maximum(index, 0)])


def _lookup_native(key: str, keys: str, values: str, begun: str) -> str:
    return f'IF({key}="",IF({begun}="","",{PENDING}),INDEX({values},{native.position(key, keys)}))'


@operation("text texts numbers text -> number", native=_lookup_native)
def FIND_NUMBER(key: Any, keys: Any, values: Any, begun: Any) -> Any:
    """The number beside the key; #N/A where the key is unknown; 待填 where a begun row has no key yet."""
    found = _lookup(key, keys, values)
    error = v.text_errors(np.asarray(key, object))
    found = np.where(_blank(key), np.where(_blank(begun), v.EMPTY, v.PENDING), found)
    return np.where(np.isnan(error), error, found)


@operation("text texts texts text -> text",
           native=lambda key, keys, values, begun: _lookup_native(key, keys, values, begun).replace("INDEX(", '""&INDEX(', 1))
def FIND_TEXT(key: Any, keys: Any, values: Any, begun: Any) -> Any:
    """The text beside the key, by the rules of FIND_NUMBER."""
    found = _lookup(key, keys, values)
    key = np.asarray(key, object)
    found = np.where(np.isnan(v.text_errors(key)), key, found)
    return np.where(_blank(key), np.where(_blank(begun), "", v.PENDING_TEXT), found)


def _amount_native(route: str, basis: str, begun: str, routes: str, area: str) -> str:
    bases = "{" + ",".join(f'"{b}"' for b in BASES) + "}"
    return (f'IF(OR({basis}="",{route}=""),IF({begun}="","",{PENDING}),'
            f"INDEX({area},MATCH({route},{routes},0),MATCH({basis},{bases},0)))")


@operation("text text text texts area -> number", native=_amount_native, clause="METHOD 1")
def AMOUNT(route: Any, basis: Any, begun: Any, routes: Any, area: Any) -> Any:
    """The mass a flow is reckoned on: by route (rows) and basis (columns, in the order of BASES)."""
    row = _match(route, list(np.asarray(routes, object).ravel()))
    column = _match(basis, list(BASES))
    found = area[..., np.maximum(row, 0), np.maximum(column, 0)]
    found = np.where((row < 0) | (column < 0), v.MISSING, found)
    error = v.first_state(v.text_errors(np.asarray(basis, object)), v.text_errors(np.asarray(route, object)))
    found = np.where(_blank(route) | _blank(basis), np.where(_blank(begun), v.EMPTY, v.PENDING), found)
    return np.where(np.isnan(error), error, found)


def _match(key: Any, among: list[str]) -> Any:
    folded = [str(a).casefold() for a in among]  # MATCH takes the first and ignores case
    return np.vectorize(lambda k: folded.index(str(k).casefold()) if str(k).casefold() in folded else -1,
                        otypes=[int])(np.asarray(key, object))


def _activity_unit_native(unit: str, basis: str, begun: str) -> str:
    text = f'SUBSTITUTE({native.blanks_removed(unit)},"／","/")'
    slash = f'FIND("/",{text})'
    above, below = f"LEFT({text},{slash}-1)", f"MID({text},{slash}+1,99)"

    def plain(x: str) -> str:
        return f'{native.unit(x, "dimension")}<>"?",{native.unit(x, "dimension")}<>"+"'

    def base(x: str, dimension: str) -> str:
        return f'{native.unit(x, "dimension")}="{dimension}",{native.unit(x, "scale")}=1'

    direct = f"IF(AND({plain(text)}),{native.blanks_removed(unit)},{ERROR})"
    haul = f'IF(AND({base(text, "distance")}),"t·km",{ERROR})'
    rate = f"IF(AND({base(below, 'mass')},{plain(above)}),{above},{ERROR})"
    return (f'IF({unit}="",IF({begun}="","",{PENDING}),IF({basis}="{DIRECT}",{direct},'
            f"IF(ISERROR({slash}),{haul},{rate})))")


@operation("unit text text -> text", native=_activity_unit_native, clause="METHOD 1")
def ACTIVITY_UNIT(unit: Any, basis: Any, begun: Any) -> Any:
    """The unit of the activity: of a rate per tonne its numerator, of a distance t·km, of a direct entry itself."""
    def one(u: str, b: str, started: str) -> str:
        if u == "":
            return v.PENDING_TEXT if started else ""
        for wrong in (u, b):
            if v.CellError.from_text(wrong):
                return wrong
        try:
            return unit_table().activity_unit(u, direct=b == DIRECT)
        except UnitError:
            return v.CellError.VALUE.text
    return np.vectorize(one, otypes=[object])(*(np.asarray(x, object) for x in (unit, basis, begun)))


# ---- words --------------------------------------------------------------------------------------------------------------
def _label_native(material: str, role: str, origin: str) -> str:
    return f'IF(OR({material}="",{role}=""),"",{material}&"·"&{role}&IF({role}="产生方","·"&{origin},""))'


@operation("text text text -> text", native=_label_native, clause="METHOD 2")
def LEDGER_KEY(material: Any, role: Any, origin: Any) -> Any:
    """What a ledger row is summed under: material and role; generators also by origin, as imports never enter a rate."""
    def one(m: str, r: str, o: str) -> str:
        wrong = next((x for x in (m, r) if v.CellError.from_text(x)), None)
        if wrong or m == "" or r == "":
            return wrong or ""
        if r == "产生方" and v.CellError.from_text(o):
            return o
        return f"{m}·{r}" + (f"·{o}" if r == "产生方" else "")
    return np.vectorize(one, otypes=[object])(*(np.asarray(x, object) for x in (material, role, origin)))


@operation("text text text -> text", clause="METHOD 2", native=lambda material, role, origin: (
    f'IF(AND({role}="利用方",{origin}="园外"),{material}&"","")'))
def IMPORT_KEY(material: Any, role: Any, origin: Any) -> Any:
    """The material of a user's row of waste from outside the park, else nothing."""
    material, role, origin = (np.asarray(x, object) for x in (material, role, origin))
    words = np.where((role == "利用方") & (origin == "园外"), material, "")
    for x in (origin, role):
        words = np.where(np.isnan(v.text_errors(x)), x, words)
    return words


def _words(value: Any, words: Any) -> Any:
    """Texts `words` where a number stands, else the text of the state or error."""
    shown = np.vectorize(lambda x: v.text(v.cell(x)) if np.isnan(x) else "", otypes=[object])(value)
    return np.where(np.isnan(value), shown, words)


@operation("number number -> text", clause="S1 4.4.2", native=lambda x, t: native.each(
    [x, t], f'IF(ROUND({x},{utilisation.DECIMALS})>=ROUND({t},{utilisation.DECIMALS}),"达标","未达标")'))
def MEETS(rate: Any, threshold: Any) -> Any:
    """达标 where the rate meets its threshold, else 未达标."""
    meets = utilisation.meets(rate, threshold)
    return _words(meets, np.where(meets > 0, "达标", "未达标"))


@operation("number number number -> text", clause="METHOD 1", native=lambda x, low, high: native.each(
    [x, low, high], f'IF({x}<{low},"低于区间",IF({x}>{high},"高于区间","在区间内"))'))
def IN_BAND(x: Any, low: Any, high: Any) -> Any:
    """Whether a figure lies in its plausible band."""
    state = v.first_state(x, low, high)
    return _words(state, np.where(x < low, "低于区间", np.where(x > high, "高于区间", "在区间内")))


@operation("texts -> text", clause="S1 4.4.2", native=lambda column: (
    f'IF(SUMPRODUCT(--ISERROR({column}))>0,{ERROR},IF(COUNTIF({column},"未达标")>0,"未达标",'
    f'IF(COUNTIF({column},{PENDING})>0,{PENDING},IF(COUNTIF({column},"达标")>0,"达标",{NOT_APPLICABLE}))))'))
def JOINED_VERDICT(column: Any) -> Any:
    """未达标 where any is, else 待填 where any is, else 达标; 不适用 where none applies."""
    column = np.asarray(column, object)
    failed, pending, met = (np.any(column == word, -1) for word in ("未达标", v.PENDING_TEXT, "达标"))
    wrong = np.isnan(v.text_errors(column)).any(-1)
    words = [np.array(w, object) for w in (v.CellError.VALUE.text, "未达标", v.PENDING_TEXT, "达标")]
    return _choose([wrong, failed, pending, met], words, np.array(v.NOT_APPLICABLE_TEXT, object))


@operation("text -> text", clause="S1 4.4", native=lambda rates: (
    f'IF({rates}="未达标","不符合","资料不全")'))
def CONCLUSION(rates: Any) -> Any:
    """S1's verdict as far as this workbook can give it: 不符合 where a rate fails; else 资料不全, for the basic
    requirements and management indicators are not asked for yet."""
    rates = np.asarray(rates, object)
    words = np.where(rates == "未达标", "不符合", "资料不全")
    return np.where(np.isnan(v.text_errors(rates)), rates, words)


@operation("text number -> text", native=lambda name, year: (
    f'"园区："&IF({name}="","（未填）",{name})&"　评价年："&IF(ISNUMBER({year}),TEXT({year},"0"),"（未填）")'))
def HEADLINE(name: Any, year: Any) -> Any:
    """Whose figures a sheet shows, and of which year."""
    name, year = np.asarray(name, object), np.asarray(year, float)
    shown = f"{year:.0f}" if v.is_number(year) else "（未填）"
    if v.is_error(year):
        return np.array(v.text(v.cell(float(year))), object)
    return name if v.CellError.from_text(str(name)) else np.array(f"园区：{name or '（未填）'}　评价年：{shown}", object)


# ---- ledger ---------------------------------------------------------------------------------------------------------------
def _balance_native(enterprise: str, *items: str) -> str:
    pending = "+".join(f"({x}={PENDING})" for x in items)
    opening, intake, used, disposed, transferred, closing = items
    available = f"(N({opening})+N({intake}))"
    texts = "+".join(f'IF(ISTEXT({x}),({x}<>"")*({x}<>{NOT_APPLICABLE}),0)' for x in items)
    gap = f"({available}-N({used})-N({disposed})-N({transferred})-N({closing}))/{available}"
    return (f'IF({enterprise}="","",' + native.errors_first(
        items, f"IF(({pending})>0,{PENDING},IF(({texts})>0,{ERROR},IF({available}>0,{gap},{NOT_APPLICABLE})))") + ")")


@operation("text number number number number number number -> number", native=_balance_native, clause="METHOD 2")
def BALANCE(enterprise: Any, opening: Any, intake: Any, used: Any, disposed: Any, transferred: Any, closing: Any) -> Any:
    """How far the mass balance of a ledger row is open, as a share of what was available; empty in a row not begun."""
    gap = utilisation.balance_gap(opening, intake, used, disposed, transferred, closing)
    error = v.text_errors(np.asarray(enterprise, object))
    return np.where(np.isnan(error), error, np.where(_blank(enterprise), v.EMPTY, gap))
