"""The one rule of states: a helper cell holds 1 where all operands are numbers, else why not.

An error comes first, then 待填, then 不适用, then nothing, whatever the order of the operands. A
value cell looks at its helper alone: IF(helper=1, body, helper).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..core import values as v
from .native import NOT_APPLICABLE, PENDING
from .registry import FREE, NUMBER, OPERATIONS, Function, Param

STATE = "STATE"
WORDS = "各项都有数为1，否则依次为错误、待填、不适用或空白"


@cache
def state_of(count: int) -> Function:
    """The function of the states of so many operands."""
    params = tuple(Param(f"x{i}", NUMBER, "", "") for i in range(count))
    name = f"{STATE}_{count}"
    OPERATIONS[name] = Function(name, params, NUMBER, FREE, _state, _native, WORDS, "", "", False)
    return OPERATIONS[name]


def _state(*operands: Any) -> Any:
    held = v.first_state(*operands)
    return v.unless(held, 1.0 + 0.0 * held)


def _native(*operands: str) -> str:
    def any_is(state: str) -> str:
        return f"OR({','.join(f'{x}={state}' for x in operands)})"

    why = f'IF({any_is(PENDING)},{PENDING},IF({any_is(NOT_APPLICABLE)},{NOT_APPLICABLE},""))'
    return f"IF(COUNT({','.join(operands)})={len(operands)},1,{why})"
