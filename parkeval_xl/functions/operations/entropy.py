"""Weights by entropy, and those of both methods together (core.weighting)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ..native import PENDING
from ..registry import COLUMN, EACH, operation
from .used import blank
from .weighting import where_one

AHP, ENTROPY, MIXED = "层次分析法", "熵权法", "线性综合"


@operation(
    "number number -> number",
    native=lambda x, most: (
        f"IF(ISNUMBER({x}),IF(AND({x}>=2,{x}<={most},{x}=INT({x})),{x},NA()),"
        f'IF({x}="","",IF({x}={PENDING},{x},NA())))'
    ),
    words="对象数，2 至最多个的整数",
)
def OBJECT_COUNT(x: Any, most: Any) -> Any:
    """How many objects are compared: a whole number from 2."""
    inside = (x >= 2) & (x <= most) & (x == np.floor(np.where(v.is_number(x), x, 0.5)))
    typed = np.where(v.is_state(x, v.NOT_APPLICABLE) | v.is_error(x), v.MISSING, x)
    return np.where(v.is_number(x), np.where(inside, x, v.MISSING), typed)


@operation(
    "number number number -> number",
    native=lambda count, no, x: (
        f'IF(ISNUMBER({count}),IF({count}<{no},"",IF(ISNUMBER({x}),IF({x}<0,NA(),{x}),'
        f'IF(OR({x}="",{x}={PENDING}),{PENDING},NA()))),{count})'
    ),
    words="计入的对象的数，不得小于0",
)
def OBJECT_FIGURE(count: Any, no: Any, x: Any) -> Any:
    """A figure of the decision matrix, of an object that is compared; not below 0."""
    missing = v.is_state(x, v.EMPTY) | v.is_state(x, v.PENDING)
    wrong = np.where(missing, v.PENDING, v.MISSING)
    found = np.where(v.is_number(x), np.where(x < 0, v.MISSING, x), wrong)
    return v.unless(count, np.where(count < no, v.EMPTY, found))


@operation(
    "number -> number",
    native=lambda x: f"IF(ISNUMBER({x}),IF({x}>0,{x}*LN({x}),0),{x})",
    words="x·lnx，0 时为 0",
)
def LOG_PART(x: Any) -> Any:
    """x · ln x, 0 of nothing."""
    positive = np.where(v.is_number(x) & (x > 0), x, 1.0)
    return v.unless(x, np.where(x > 0, positive * np.log(positive), 0.0))


@operation(
    "number numbers -> number",
    rule=COLUMN,
    native=lambda count, xs: (
        f"IF(ISNUMBER({count}),IF(ISERROR(SUM({xs})),NA(),IF(COUNTIF({xs},{PENDING}),{PENDING},1)),"
        f"{count})"
    ),
    words="各对象有数、没有错误为1",
)
def OBJECTS_STATE(count: Any, xs: Any) -> Any:
    """1 where all objects that are compared have their figure."""
    waiting = v.is_state(xs, v.PENDING).any(-1)
    return v.unless(count, v.unless(v.error_within(xs), np.where(waiting, v.PENDING, 1.0)))


@operation(
    "number numbers numbers number -> number",
    rule=COLUMN,
    native=lambda state, xs, parts, count: where_one(
        state,
        f"IF(SUM({xs})=0,1,(LN(SUM({xs}))-SUM({parts})/SUM({xs}))/LN({count}))",
    ),
    words="信息熵：（ln合计－Σx·lnx÷合计）÷ln对象数",
)
def ENTROPY_OF(state: Any, xs: Any, parts: Any, count: Any) -> Any:
    """The entropy of a row of figures as shares of their sum; of zeros alone 1."""
    total = v.summed(np.where(v.is_number(xs), xs, 0.0))
    sum_of = v.summed(np.where(v.is_number(parts), parts, 0.0))
    objects = np.where(v.is_number(count) & (count >= 2), count, 2.0)
    safe = np.where(total > 0, total, 1.0)
    entropy = (np.log(safe) - sum_of / safe) / np.log(objects)
    return np.where(state == 1.0, np.where(total == 0, 1.0, entropy), state)


@operation(
    "number numbers -> number",
    rule=COLUMN,
    native=lambda entropy, xs: (
        f"IF(ISNUMBER({entropy}),IF(MAX({xs})=MIN({xs}),0,1-{entropy}),{entropy})"
    ),
    words="1－信息熵；各对象相同为0",
)
def DIVERGENCE(entropy: Any, xs: Any) -> Any:
    """1 − entropy; of equal figures 0."""
    there = v.is_number(xs)
    most = np.where(there, xs, -np.inf).max(-1)
    equal = most == np.where(there, xs, np.inf).min(-1)
    return v.unless(entropy, np.where(equal, 0.0, 1.0 - entropy))


@operation(
    "text -> number",
    native=lambda choice: (
        f'IF({choice}="{AHP}",1,IF({choice}="{ENTROPY}",2,IF({choice}="{MIXED}",3,'
        f'IF({choice}="",{PENDING},NA()))))'
    ),
    words=f"{AHP}为1，{ENTROPY}为2，{MIXED}为3",
)
def CHOICE_NO(choice: Any) -> Any:
    """Which weights are chosen: 1, 2 or 3; 待填 while none are."""
    found: Any = np.where(blank(choice), v.PENDING, v.MISSING)
    for number, word in enumerate((AHP, ENTROPY, MIXED), 1):
        found = np.where(choice == word, float(number), found)
    return v.unless(v.errors(choice), found)


@operation(
    "number -> number",
    native=lambda x: (
        f"IF(ISNUMBER({x}),IF(AND({x}>=0,{x}<=1),{x},NA()),"
        f'IF(OR({x}="",{x}={PENDING}),{PENDING},NA()))'
    ),
    words="0 至 1 的份额",
)
def SHARE_ENTRY(x: Any) -> Any:
    """A share from 0 to 1."""
    missing = v.is_state(x, v.EMPTY) | v.is_state(x, v.PENDING)
    inside = np.where((x >= 0) & (x <= 1), x, v.MISSING)
    return np.where(v.is_number(x), inside, np.where(missing, v.PENDING, v.MISSING))


@operation("number -> number", native=lambda x: f'IF({x}="",{PENDING},{x})', words="没有则待填")
def NEEDED(x: Any) -> Any:
    """A computed figure that is asked for."""
    return np.where(v.is_state(x, v.EMPTY), v.PENDING, x)


@operation(
    "number number number -> number",
    rule=EACH,
    native=lambda share, ahp, entropy: f"{share}*{ahp}+(1-{share})*{entropy}",
    words="份额×层次分析法＋（1－份额）×熵权法",
)
def MIXED_WEIGHT(share: Any, ahp: Any, entropy: Any) -> Any:
    """`share` of the one weight and the rest of the other."""
    return share * ahp + (1 - share) * entropy


@operation(
    "number number number number -> number",
    native=lambda no, ahp, entropy, mixed: (
        f"IF(ISERROR({ahp}&{entropy}),NA(),IF({no}=1,{ahp},IF({no}=2,{entropy},"
        f"IF({no}=3,{mixed},{no}))))"
    ),
    words="按所选方式取层次分析法、熵权法或二者线性综合的权重",
)
def COMBINED_WEIGHT(no: Any, ahp: Any, entropy: Any, mixed: Any) -> Any:
    """The weight of the kind chosen."""
    found = np.where(no == 2.0, entropy, np.where(no == 3.0, mixed, no))
    return v.unless(v.first_error(ahp, entropy), np.where(no == 1.0, ahp, found))
