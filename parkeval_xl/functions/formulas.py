"""Functions made from the formulas of an index's tables: one native operation a formula, no code an
indicator.

A figure that is empty or 待填 makes the value 待填, never 0. A denominator that is 0 is answered by
the indicator's rule: error; 不适用 (of 0/0, and of anything where the formula looks at another
year); full marks (of 0/0). A change from nothing to something bad, a negative numerator over 0,
takes the lowest mark under the last two. A denominator below 0 is an error: against less than
nothing no figure is better or worse. Marks stand for figures: they are the ends of the indicator's
curve.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..core import values as v
from ..core.expression import Formula, Item, parse
from . import native
from .native import ERROR, NOT_APPLICABLE, PENDING
from .registry import FREE, NUMBER, TEXT, Function, Param

FORMULA = "FORMULA "  # begins the name of such a function; what it computes follows in words
NA, FULL, FAULT = "na", "full", "error"


@lru_cache(maxsize=512)
def formula_function(words: str, when_zero: str, meaning: str, clause: str) -> Function:
    """The function of a formula: (whether it applies: 不适用, 待填 or anything, best figure, worst
    figure,
    *the figures of `formula.items`)."""
    formula = parse(words)
    params = (
        Param("applies", TEXT, "", ""),
        Param("best", NUMBER, "", ""),
        Param("worst", NUMBER, "", ""),
        *(Param(f"x{i}", NUMBER, "", "") for i in range(len(formula.items))),
    )

    def kernel(applies: Any, best: Any, worst: Any, *figures: Any) -> Any:
        return _value(formula, when_zero, applies, best, worst, figures)

    def text(applies: str, best: str, worst: str, *figures: str) -> str:
        return _native(formula, when_zero, applies, best, worst, figures)

    return Function(
        FORMULA + (meaning or words),
        params,
        NUMBER,
        FREE,
        kernel,
        text,
        meaning or words,
        words,
        clause,
        False,
    )


def _value(
    formula: Formula, when_zero: str, applies: Any, best: Any, worst: Any, figures: Any
) -> Any:
    figures = np.broadcast_arrays(*figures)
    missing = np.logical_or.reduce(
        [v.is_state(x, v.EMPTY) | v.is_state(x, v.PENDING) for x in figures]
    )
    held = v.unless(v.first_error(*figures), np.where(missing, v.PENDING, v.first_state(*figures)))
    of = dict(zip(formula.items, figures, strict=True))
    with np.errstate(all="ignore"):
        up, down = formula.numerator.compute(of), formula.denominator.compute(of)
        value = v.finite(up / down) if formula.divides else up
    if formula.divides:
        value = np.where(
            down == 0,
            _of_nothing(formula, when_zero, up, best, worst),
            np.where(down < 0, v.ERROR, value),
        )
    applies = np.asarray(applies, object)
    asked = v.unless(held, value)
    for text, state in ((v.NOT_APPLICABLE_TEXT, v.NOT_APPLICABLE), (v.PENDING_TEXT, v.PENDING)):
        asked = np.where(applies == text, state, asked)
    return v.unless(v.first_error(applies), asked)


def _of_nothing(formula: Formula, when_zero: str, up: Any, best: Any, worst: Any) -> Any:
    """What stands where the denominator is 0, by the sign of the numerator."""
    if when_zero == FAULT:
        return np.full(np.shape(up), v.ERROR)
    nothing = v.NOT_APPLICABLE if when_zero == NA else best
    more = v.NOT_APPLICABLE if when_zero == NA and formula.looks_back else v.ERROR
    return np.where(up == 0, nothing, np.where(up < 0, worst, more))


def _native(
    formula: Formula, when_zero: str, applies: str, best: str, worst: str, figures: tuple[str, ...]
) -> str:
    cells: dict[Item, str] = dict(zip(formula.items, figures, strict=True))
    up, down = formula.numerator.text(cells), formula.denominator.text(cells)
    value = up
    if formula.divides:
        nothing = ERROR
        if when_zero != FAULT:
            zero = NOT_APPLICABLE if when_zero == NA else best
            more = NOT_APPLICABLE if when_zero == NA and formula.looks_back else ERROR
            nothing = f"IF(({up})=0,{zero},IF(({up})<0,{worst},{more}))"
        value = f"IF(({down})=0,{nothing},IF(({down})<0,{ERROR},({up})/({down})))"
    listed = list(dict.fromkeys(figures))
    waiting = ",".join(f'{x}="",{x}={PENDING}' for x in listed)
    known = (
        f"IF(COUNT({','.join(listed)})={len(listed)},{value},IF(OR({waiting}),{PENDING},"
        f"{NOT_APPLICABLE}))"
    )
    state_typed = f"OR({applies}={NOT_APPLICABLE},{applies}={PENDING})"
    return native.errors_first(
        [applies], f"IF({state_typed},{applies},{native.errors_first(listed, known)})"
    )


def arguments(formula: str) -> tuple[Item, ...]:
    """The figures a formula reads, in the order of its function's arguments."""
    return parse(formula).items
