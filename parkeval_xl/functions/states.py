"""The one rule of states: a helper cell holds 1 where its operands give a result, else why not.

A value cell looks at its helper alone: IF(helper=1, body, helper). Of a product all operands must
be numbers: else an error comes first, then 待填, then 不适用, then nothing, whatever their order.
Of parts that are added up only errors and 待填 stand in the way.
"""

from __future__ import annotations

from functools import cache

from .native import NOT_APPLICABLE, PENDING
from .registry import EACH, NUMBER, OPERATIONS, PARTS, TEXT, Function
from .written import expression

RULES = (EACH, PARTS)  # the rules whose states stand in a helper cell


@cache
def state_of(rule: str, count: int, texts: int = 0) -> Function:
    """The function of the states of so many operands that are numbers, then so many texts."""
    kinds = {f"x{i}": NUMBER if i < count else TEXT for i in range(count + texts)}
    formula, words = _BY_RULE[rule]
    name = f"STATE_{rule.upper()}_{count}" + (f"_{texts}" if texts else "")
    said = words.format(f"{count} 项" + (f"和 {texts} 项文字" if texts else ""))
    OPERATIONS[name] = expression(name, kinds, NUMBER, formula(tuple(kinds)), words=said)
    return OPERATIONS[name]


def _any_is(state: str, operands: tuple[str, ...]) -> str:
    return f"OR({','.join(f'{x}={state}' for x in operands)})"


def _each(operands: tuple[str, ...]) -> str:
    other = f'IF({_any_is(NOT_APPLICABLE, operands)},{NOT_APPLICABLE},"")'
    why = f"IF({_any_is(PENDING, operands)},{PENDING},{other})"
    return f"IF(COUNT({','.join(operands)})={len(operands)},1,{why})"


def _parts(operands: tuple[str, ...]) -> str:
    return f"IF({_any_is(PENDING, operands)},{PENDING},1)"


_BY_RULE = {
    EACH: (_each, "{}都有数为1，否则依次为错误、待填、不适用、空"),
    PARTS: (_parts, "{}都没有错误和待填为1"),
}
