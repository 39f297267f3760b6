"""The one rule of states: a helper cell holds 1 where its operands give a result, else why not.

A value cell looks at its helper alone: IF(helper=1, body, helper). Of a product all operands must
be numbers: else an error comes first, then 待填, then 不适用, then nothing, whatever their order.
Of parts that are added up only errors and 待填 stand in the way.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ..core import values as v
from .native import NOT_APPLICABLE, PENDING
from .registry import EACH, FREE, NUMBER, OPERATIONS, PARTS, TEXT, Function, Param

RULES = (EACH, PARTS)  # the rules whose states stand in a helper cell


@cache
def state_of(rule: str, count: int, texts: int = 0) -> Function:
    """The function of the states of so many operands that are numbers, then so many texts."""
    kinds = (NUMBER,) * count + (TEXT,) * texts
    params = tuple(Param(f"x{i}", kind, "", "") for i, kind in enumerate(kinds))
    kernel, native, words = _BY_RULE[rule]
    name = f"STATE_{rule.upper()}_{count}" + (f"_{texts}" if texts else "")
    said = words.format(f"{count} 项" + (f"和 {texts} 项文字" if texts else ""))
    OPERATIONS[name] = Function(name, params, NUMBER, FREE, kernel, native, "", "", "", False, said)
    return OPERATIONS[name]


def _any_is(state: str, operands: tuple[str, ...]) -> str:
    return f"OR({','.join(f'{x}={state}' for x in operands)})"


def _each(*operands: Any) -> Any:
    held = v.first_state(*operands)
    return v.unless(held, 1.0 + 0.0 * held)


def _each_native(*operands: str) -> str:
    other = f'IF({_any_is(NOT_APPLICABLE, operands)},{NOT_APPLICABLE},"")'
    why = f"IF({_any_is(PENDING, operands)},{PENDING},{other})"
    return f"IF(COUNT({','.join(operands)})={len(operands)},1,{why})"


def _parts(*operands: Any) -> Any:
    states = (v.text_states(x) if np.asarray(x).dtype == object else x for x in operands)
    held = v.parts_state(*states)
    return v.unless(held, 1.0 + 0.0 * held)


def _parts_native(*operands: str) -> str:
    return f"IF({_any_is(PENDING, operands)},{PENDING},1)"


_BY_RULE = {
    EACH: (_each, _each_native, "{}都有数为1，否则依次为错误、待填、不适用、空"),
    PARTS: (_parts, _parts_native, "{}都没有错误和待填为1"),
}
