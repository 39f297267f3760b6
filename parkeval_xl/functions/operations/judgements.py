"""Judgements on requirements: answers, certificates, completion against a target, and the decision
table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core import values as v
from .. import native
from ..native import NOT_APPLICABLE, PENDING
from ..registry import EACH, ERRORS, operation
from .lookups import TEXT_AT
from .used import blank

CONFORMS, FAILS = "符合", "不符合"
APPLIES, NOT_APPLIES = "适用", v.NOT_APPLICABLE_TEXT
CERTIFICATE, QUANTITY = (
    "certificate",
    "quantity",
)  # kinds of requirements; any other is answered in words
ANY = "任意"


def _either(verified: str, reported: str) -> str:
    return f'IF({verified}<>"",{verified},{reported})&""'


@operation("text text -> text", clause="方法说明四", native=_either)
def USED_TEXT(verified: Any, reported: Any) -> Any:
    """The answer used: verified where present, else reported."""
    return np.where(blank(verified), reported, verified)


@operation(
    "number number -> number",
    rule=EACH,
    clause="S1 4.4.2",
    native=lambda a, t: f"IF({t}>0,{a}/{t},NA())",
)
def COMPLETION(actual: Any, target: Any) -> Any:
    """How much of a target was reached; a target that is not above zero is an error."""
    return np.where(target > 0, actual / np.where(target > 0, target, 1.0), v.MISSING)


@operation(
    "number number -> text",
    rule=EACH,
    clause="S1 5.2",
    native=lambda x, most: f'IF({x}<={most},"{CONFORMS}","{FAILS}")',
)
def AT_MOST(x: Any, most: Any) -> Any:
    """符合 where a figure does not exceed its limit."""
    return np.where(x <= most, CONFORMS, FAILS).astype(object)


@operation(
    "text -> text",
    native=lambda answer: (
        f'IF(OR({answer}="",{answer}={PENDING}),{PENDING},'
        f'IF(OR({answer}="{CONFORMS}",{answer}="{FAILS}"),{answer},NA()))'
    ),
    words="按作答，没有答为待填",
)
def ANSWERED(answer: Any) -> Any:
    """The judgement of a requirement that is answered in words."""

    def judged(word: str) -> str:
        if word in (CONFORMS, FAILS) or v.CellError.from_text(word):
            return word
        return v.PENDING_TEXT if word in ("", v.PENDING_TEXT) else v.CellError.NA.text

    return v.by_cell(judged, answer, kind=object)


@operation(
    "text text number number -> text",
    rule=ERRORS,
    clause="S1 4.4.1",
    native=lambda number, issuer, day, end: (
        f'IF(OR({number}="",{issuer}="",NOT(ISNUMBER({day}))),{PENDING},'
        f'IF({day}<{end},"{FAILS}","{CONFORMS}"))'
    ),
    words="有编号、发证机构和覆盖年末的有效期为符合",
)
def HELD(number: Any, issuer: Any, day: Any, end: Any) -> Any:
    """A certificate: 待填 without number, issuer or validity, 不符合 where it lapsed before the end
    of the year (`end`, like `day` a number 20251231)."""

    def held(number: str, issuer: str, day: float, end: float) -> str:
        if not (number and issuer and day == day):
            return v.PENDING_TEXT
        return FAILS if day < end else CONFORMS

    return v.by_cell(held, number, issuer, day, end, kind=object)


@operation(
    "text text -> text",
    rule=ERRORS,
    clause="S1 4.4.1",
    native=lambda answer, held: f'IF(AND({answer}="{CONFORMS}",{held}<>""),{held},{answer})',
)
def CERTIFIED(answer: Any, held: Any) -> Any:
    """The judgement of a requirement; one that is answered 符合 and needs a certificate is judged
    by it."""
    judged = (np.asarray(answer, object) == CONFORMS) & ~blank(held)
    return np.where(np.asarray(judged, bool), held, answer)


@operation(
    "number -> text",
    clause="S1 4.4.2",
    native=lambda x: (
        f'IF(ISNUMBER({x}),IF(ROUND({x},9)>=1,"{CONFORMS}","{FAILS}"),IF(ISERROR({x}),{x},{PENDING}))'
    ),
    words="完成度达到 1 为符合",
)
def REACHED(completion: Any) -> Any:
    """Whether a target was reached; 待填 while that is not known."""
    number = v.is_number(completion)
    reached = np.where(np.round(np.where(number, completion, 0.0), 9) >= 1, CONFORMS, FAILS)
    wrong = v.errors(completion)
    held = np.where(np.isnan(wrong), wrong, np.where(number, 0.0, v.PENDING))
    return np.where(np.isnan(held), v.state_texts(held), reached.astype(object))


def _judged_native(applies: str, answer: str, completion: str, found: str) -> str:
    missing = f'IF(OR({applies}="",{applies}={PENDING}),{PENDING},NA())'
    body = f'IF({applies}="{APPLIES}",{found},{missing})'
    body = f"IF({applies}={NOT_APPLICABLE},{applies},{body})"
    return native.unless_error([applies, answer, completion], body)


@operation("text text number text -> text", clause="S1 4.4.2", native=_judged_native)
def JUDGED(applies: Any, answer: Any, completion: Any, found: Any) -> Any:
    """The judgement of a management indicator: 不适用 where declared so, else what its completion
    or answer gives (`found`)."""

    def judged(applies: str, found: str) -> str:
        if applies in (APPLIES, NOT_APPLIES):
            return found if applies == APPLIES else applies
        return v.PENDING_TEXT if applies in ("", v.PENDING_TEXT) else v.CellError.NA.text

    held = v.first_error(applies, answer, completion)
    out = v.by_cell(judged, applies, found, kind=object)
    return np.where(np.isnan(held), v.state_texts(held), out)


def _fits_native(*cells: str) -> str:
    conditions, states = cells[:4], cells[4:]
    anything = f'COUNTIF({conditions[0]}:{conditions[-1]},"{ANY}")'
    same = "+".join(f"({c}={s})" for c, s in zip(conditions, states, strict=True))
    return f"IF({anything}+{same}=4,1,0)"


@operation(
    "text text text text text text text text -> number",
    clause="S1 4.4",
    native=_fits_native,
    words=f"四项都相符或为“{ANY}”的规则为1，否则为0",
)
def RULE_FITS(if_a: Any, if_b: Any, if_c: Any, if_d: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """1 in a line of a decision table whose four conditions, neighbours in the line, are the given
    states or 任意."""

    def fits(*words: str) -> float:
        pairs = zip(words[:4], words[4:], strict=True)
        return float(all(condition in (ANY, state) for condition, state in pairs))

    found = v.by_cell(fits, if_a, if_b, if_c, if_d, a, b, c, d)
    return v.unless(v.first_error(a, b, c, d), found)


@operation(
    "numbers -> number",
    clause="S1 4.4",
    native=lambda fits: f"MATCH(1,{fits},0)",
    words="第一条相符的规则",
)
def FIRST_FIT(fits: Any) -> Any:
    """The first line of a decision table that fits; an error where none does."""
    hits = np.asarray(fits == 1.0, bool)
    found = np.where(hits.any(-1), hits.argmax(-1) + 1.0, v.MISSING)
    return v.unless(v.error_within(fits), found)


def decided(states: Sequence[Any], conditions: Sequence[Any], outcome: Any) -> Any:
    """The outcome of the first line of a decision table whose conditions (a column each) are the
    given states or 任意; #N/A where no line fits."""
    fits = RULE_FITS.kernel(
        *(np.asarray(c, object) for c in conditions),
        *(np.asarray(s, object)[..., None] for s in states),
    )
    return TEXT_AT.kernel(FIRST_FIT.kernel(fits), np.asarray(outcome, object))
