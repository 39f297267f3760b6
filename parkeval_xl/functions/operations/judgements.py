"""Judgements on requirements: answers, certificates, completion against a target, and the decision
table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core import values as v
from ..registry import EACH, ERRORS
from ..written import written
from .lookups import TEXT_AT

CONFORMS, FAILS = "符合", "不符合"
APPLIES, NOT_APPLIES = "适用", v.NOT_APPLICABLE_TEXT
CERTIFICATE, QUANTITY = (
    "certificate",
    "quantity",
)  # kinds of requirements; any other is answered in words
ANY = "任意"


@written(
    "text text -> text",
    'IF(verified<>"",verified,reported)&""',
    clause="方法说明四",
    words="有核定结论用核定结论，否则用填报结论",
)
def USED_TEXT(verified: Any, reported: Any) -> Any:
    """The answer used: verified where present, else reported."""


@written(
    "number number -> number",
    "IF(target>0,actual/target,NA())",
    rule=EACH,
    clause="S1 4.4.2",
    called="实际 目标",
)
def COMPLETION(actual: Any, target: Any) -> Any:
    """How much of a target was reached; a target that is not above zero is an error."""


@written(
    "number number -> text",
    f'IF(x<=most,"{CONFORMS}","{FAILS}")',
    rule=EACH,
    clause="S1 5.2",
    called="该数 限值",
)
def AT_MOST(x: Any, most: Any) -> Any:
    """符合 where a figure does not exceed its limit."""


@written(
    "text -> text",
    (
        f'IF(OR(answer="",answer="待填"),"待填",IF(OR(answer="{CONFORMS}",answer="{FAILS}"),answer,'
        "NA()))"
    ),
    words="按作答，没有答为待填",
)
def ANSWERED(answer: Any) -> Any:
    """The judgement of a requirement that is answered in words."""


@written(
    "text -> text",
    (
        f'IF(OR(answer="",answer="待填"),"待填",IF(OR(answer="{CONFORMS}",answer="{FAILS}",'
        f'answer="{NOT_APPLIES}"),answer,NA()))'
    ),
    words="按作答，可答不适用，没有答为待填",
)
def ANSWERED_IF_ANY(answer: Any) -> Any:
    """The judgement of a requirement that may not apply."""


@written(
    "text text number number -> text",
    f'IF(OR(number="",issuer="",NOT(ISNUMBER(day))),"待填",IF(day<end,"{FAILS}","{CONFORMS}"))',
    rule=ERRORS,
    clause="S1 4.4.1",
    words="有编号、发证机构和覆盖年末的有效期为符合",
)
def HELD(number: Any, issuer: Any, day: Any, end: Any) -> Any:
    """A certificate: 待填 without number, issuer or validity, 不符合 where it lapsed before the end
    of the year (`end`, like `day` a number 20251231)."""


@written(
    "text text -> text",
    f'IF(AND(answer="{CONFORMS}",held<>""),held,answer)',
    rule=ERRORS,
    clause="S1 4.4.1",
    words="答符合的，须有证书的看证书",
)
def CERTIFIED(answer: Any, held: Any) -> Any:
    """The judgement of a requirement; one that is answered 符合 and needs a certificate is judged
    by it."""


@written(
    "number -> text",
    (
        f'IF(ISNUMBER(completion),IF(ROUND(completion,9)>=1,"{CONFORMS}","{FAILS}"),'
        'IF(ISERROR(completion),completion,"待填"))'
    ),
    clause="S1 4.4.2",
    words="完成度达到 1 为符合",
)
def REACHED(completion: Any) -> Any:
    """Whether a target was reached; 待填 while that is not known."""


@written(
    "text text number text -> text",
    (
        'IF(ISERROR(applies&answer&completion),NA(),IF(applies="不适用",applies,'
        f'IF(applies="{APPLIES}",found,IF(OR(applies="",applies="待填"),"待填",NA()))))'
    ),
    clause="S1 4.4.2",
    words="不适用照填，其余看完成度或作答",
)
def JUDGED(applies: Any, answer: Any, completion: Any, found: Any) -> Any:
    """The judgement of a management indicator: 不适用 where declared so, else what its completion
    or answer gives (`found`)."""


@written(
    "text text text text text text text text -> number",
    f'IF(COUNTIF(if_a:if_d,"{ANY}")+(if_a=a)+(if_b=b)+(if_c=c)+(if_d=d)=4,1,0)',
    words=f"四项都相符或为“{ANY}”的规则为1，否则为0",
)
def RULE_FITS(if_a: Any, if_b: Any, if_c: Any, if_d: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """1 in a line of a decision table whose four conditions, neighbours in the line, are the given
    states or 任意."""


@written("numbers -> number", "MATCH(1,fits,0)", words="第一条相符的规则")
def FIRST_FIT(fits: Any) -> Any:
    """The first line of a decision table that fits; an error where none does."""


def decided(states: Sequence[Any], conditions: Sequence[Any], outcome: Any) -> Any:
    """The outcome of the first line of a decision table whose conditions (a column each) are the
    given states or 任意; #N/A where no line fits."""
    fits = RULE_FITS.kernel(
        *(np.asarray(c, object) for c in conditions),
        *(np.asarray(s, object)[..., None] for s in states),
    )
    return TEXT_AT.kernel(FIRST_FIT.kernel(fits), np.asarray(outcome, object))
