"""Judgements on requirements: answers, certificates, completion against a target, and the decision
table."""

from __future__ import annotations

import datetime
import re
from typing import Any

import numpy as np

from ...core import values as v
from .. import native
from ..native import ERROR, NOT_APPLICABLE, PENDING
from ..registry import EACH, ERRORS, operation
from .used import blank

CONFORMS, FAILS = "符合", "不符合"
APPLIES, NOT_APPLIES = "适用", v.NOT_APPLICABLE_TEXT
CERTIFICATE, QUANTITY = (
    "certificate",
    "quantity",
)  # kinds of requirements; any other is answered in words
ANY = "任意"
_MOST = 10_000  # rows of a decision table, at most
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _either(verified: str, reported: str) -> str:
    return f'IF({verified}<>"",{verified},{reported})&""'


@operation("text text -> text", clause="方法说明四", native=_either)
def USED_TEXT(verified: Any, reported: Any) -> Any:
    """The answer used: verified where present, else reported."""
    return np.where(blank(verified), reported, verified)


def _day_native(date: str) -> str:
    digits = f'SUMPRODUCT(--ISNUMBER(FIND(MID({date},{{1,2,3,4,6,7,9,10}},1),"0123456789")))=8'
    shape = f'AND(LEN({date})=10,MID({date},5,1)="-",MID({date},8,1)="-",{digits})'
    number = f'VALUE(SUBSTITUTE({date},"-",""))'
    parts = f"DATE(VALUE(LEFT({date},4)),VALUE(MID({date},6,2)),VALUE(RIGHT({date},2)))"
    typed = f"IF(YEAR({parts})*10000+MONTH({parts})*100+DAY({parts})={number},{number},{ERROR})"
    inside = f"AND({date}>={v.FIRST_DAY},{date}<{v.LAST_DAY + 1})"
    as_date = f"IF({inside},YEAR({date})*10000+MONTH({date})*100+DAY({date}),{ERROR})"
    return (
        f'IF(ISNUMBER({date}),{as_date},IF(OR({date}="",{date}={PENDING}),{date}&"",'
        f"IF({shape},IF(VALUE(LEFT({date},4))>=1901,{typed},{ERROR}),{ERROR})))"
    )


@operation("text -> number", rule=ERRORS, native=_day_native)
def DAY_NUMBER(date: Any) -> Any:
    """A date as a number like 20250630, so that dates compare: of a date cell, or of a text like
    2025-06-30, from 1901 on (before, spreadsheets count days differently)."""
    return v.by_cell(_day_number, date)


def _day_number(text: str) -> float:
    if text in ("", v.PENDING_TEXT):
        return v.EMPTY if not text else v.PENDING
    try:
        day = datetime.date.fromisoformat(text if _ISO.fullmatch(text) else "")
    except ValueError:
        return v.ERROR
    return float(day.year * 10000 + day.month * 100 + day.day) if day.year >= 1901 else v.ERROR


@operation(
    "number number -> number",
    rule=EACH,
    clause="S1 4.4.2",
    native=lambda a, t: f"IF({t}>0,{a}/{t},{ERROR})",
)
def COMPLETION(actual: Any, target: Any) -> Any:
    """How much of a target was reached; a target that is not above zero is an error."""
    return np.where(target > 0, actual / np.where(target > 0, target, 1.0), v.ERROR)


@operation(
    "number number -> text",
    rule=EACH,
    clause="S1 5.2",
    native=lambda x, most: f'IF({x}<={most},"{CONFORMS}","{FAILS}")',
)
def AT_MOST(x: Any, most: Any) -> Any:
    """符合 where a figure does not exceed its limit."""
    return np.where(x <= most, CONFORMS, FAILS).astype(object)


def _certified_native(kind: str, answer: str, number: str, issuer: str, day: str, end: str) -> str:
    missing = f'OR({number}="",{issuer}="",NOT(ISNUMBER({day})))'
    held = f'IF({day}<{end},"{FAILS}","{CONFORMS}")'
    certificate = (
        f'IF(AND({kind}="{CERTIFICATE}",{answer}="{CONFORMS}"),IF({missing},{PENDING},{held}),'
        f"{answer})"
    )
    return _answered_native(answer, certificate)


def _answered_native(answer: str, body: str) -> str:
    said = f'OR({answer}="{CONFORMS}",{answer}="{FAILS}")'
    return f'IF(OR({answer}="",{answer}={PENDING}),{PENDING},IF({said},{body},{ERROR}))'


@operation(
    "text text text text number number -> text",
    rule=ERRORS,
    clause="S1 4.4.1",
    native=_certified_native,
)
def CERTIFIED(kind: Any, answer: Any, number: Any, issuer: Any, day: Any, end: Any) -> Any:
    """The judgement of a requirement that is answered; one of kind `certificate` also needs number,
    issuer and a validity up to the end of the year (`end`, like `day` a number 20251231): 待填
    without, 不符合 where it has lapsed."""

    def judged(kind: str, answer: str, number: str, issuer: str, day: float, end: float) -> str:
        if answer not in (CONFORMS, FAILS):
            return _unanswered(answer)
        if kind != CERTIFICATE or answer == FAILS:
            return answer
        if not (number and issuer and day == day):
            return v.PENDING_TEXT
        return FAILS if day < end else CONFORMS

    return v.by_cell(judged, kind, answer, number, issuer, day, end, kind=object)


def _unanswered(answer: str) -> str:
    return v.PENDING_TEXT if answer in ("", v.PENDING_TEXT) else v.CellError.VALUE.text


def _judged_native(kind: str, applies: str, answer: str, completion: str) -> str:
    reached = f'IF(ROUND({completion},9)>=1,"{CONFORMS}","{FAILS}")'
    quantity = f"IF(ISNUMBER({completion}),{reached},{PENDING})"
    body = f'IF({kind}="{QUANTITY}",{quantity},{_answered_native(answer, answer)})'
    return (
        f'IF(OR({applies}="",{applies}={PENDING}),{PENDING},IF({applies}={NOT_APPLICABLE},'
        f"{NOT_APPLICABLE},"
        f'IF({applies}="{APPLIES}",{body},{ERROR})))'
    )


@operation("text text text number -> text", rule=ERRORS, clause="S1 4.4.2", native=_judged_native)
def JUDGED(kind: Any, applies: Any, answer: Any, completion: Any) -> Any:
    """The judgement of a management indicator: 不适用 where declared so; a quantity by its
    completion, others by their answer; 待填 while that is missing."""

    def judged(kind: str, applies: str, answer: str, completion: float) -> str:
        if applies == NOT_APPLIES:
            return applies
        if applies != APPLIES:
            return _unanswered(applies)
        if kind == QUANTITY:
            reached = CONFORMS if round(completion, 9) >= 1 else FAILS
            return reached if completion == completion else v.PENDING_TEXT
        return answer if answer in (CONFORMS, FAILS) else _unanswered(answer)

    return v.by_cell(judged, kind, applies, answer, completion, kind=object)


def _decision_native(*args: str) -> str:
    states, conditions, outcome = args[:4], args[4:8], args[8]
    any_word = f'"{ANY}"'
    fits = "*".join(
        f"(({native.exact(c, s)}+{native.exact(c, any_word)})>0)"
        for s, c in zip(states, conditions, strict=True)
    )
    first = f"SUMPRODUCT(MAX({fits}*({_MOST}-ROW({outcome})+ROW(INDEX({outcome},1)))))"
    return f'IF({first}=0,NA(),INDEX({outcome},{_MOST}+1-{first})&"")'


@operation(
    "text text text text texts texts texts texts texts -> text",
    rule=ERRORS,
    clause="S1 4.4",
    native=_decision_native,
)
def DECISION(
    basic: Any,
    management: Any,
    limits: Any,
    rates: Any,
    if_basic: Any,
    if_management: Any,
    if_limits: Any,
    if_rates: Any,
    outcome: Any,
) -> Any:
    """The outcome of the first row of a decision table whose four conditions are the given states
    or 任意; #N/A where no row fits."""
    columns = (
        np.asarray(c, object).ravel().tolist()
        for c in (if_basic, if_management, if_limits, if_rates, outcome)
    )
    rules = list(zip(*columns, strict=True))

    def decided(*states: str) -> str:
        return next(
            (r[4] for r in rules if all(c in (ANY, s) for c, s in zip(r[:4], states, strict=True))),
            "#N/A",
        )

    return v.by_cell(decided, basic, management, limits, rates, kind=object)
