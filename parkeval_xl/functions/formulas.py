"""Functions made from the formulas of an index's tables: cells of one idea each, no code an
indicator.

A figure that is empty or 待填 makes the value 待填, never 0. A denominator that is 0 is answered by
the indicator's rule: error; 不适用 (of 0/0, and of anything where the formula looks at another
year); full marks (of 0/0). A change from nothing to something bad, a negative numerator over 0,
takes the lowest mark under the last two. A denominator below 0 is an error: against less than
nothing no figure is better or worse. Marks stand for figures: they are the ends of the indicator's
curve.

The state of the figures, numerator, denominator and what stands where the denominator is 0 are
cells of their own; all look at the state first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..core import values as v
from ..core.expression import Formula, Item, Node, parse
from .native import NOT_APPLICABLE, PENDING
from .registry import FREE, NUMBER, Function, Param

FORMULA = "FORMULA "  # begins the name of such a function; what it computes follows in words
NA, FULL, FAULT = "na", "full", "error"


def _function(
    words: str, params: tuple[str, ...], kernel: Any, native: Any, **more: str
) -> Function:
    return Function(
        FORMULA + words,
        tuple(Param(name, NUMBER, "", "") for name in params),
        NUMBER,
        FREE,
        kernel,
        native,
        words,
        more.get("english", words),
        more.get("clause", ""),
        False,
    )


@lru_cache(maxsize=16)
def state_function(count: int) -> Function:
    """1 where all of so many figures, none of them blank, are numbers; else an error, 待填,
    不适用."""

    def kernel(*figures: Any) -> Any:
        held = v.first_state(*figures)
        return v.unless(held, 1.0 + 0.0 * held)

    def text(*figures: str) -> str:
        if count == 1:
            return f"IF(ISNUMBER({figures[0]}),1,{figures[0]})"
        joined = "&".join(figures)
        why = f'IF({joined}=SUBSTITUTE({joined},{PENDING},""),{NOT_APPLICABLE},{PENDING})'
        return f"IF(COUNT({','.join(figures)})={count},1,{why})"

    words = "各项都有数为1，否则依次为错误、待填、不适用"
    return _function(words, tuple(f"x{i}" for i in range(count)), kernel, text)


@lru_cache(maxsize=1024)
def part_function(part: Node, words: str, english: str, clause: str) -> Function:
    """One side of a quotient, or a formula without division: (state, *its figures)."""
    items = tuple(part.items())

    def kernel(state: Any, *figures: Any) -> Any:
        with np.errstate(all="ignore"):
            value = v.finite(part.compute(dict(zip(items, figures, strict=True))))
        return np.where(state == 1.0, value, state)

    def text(state: str, *figures: str) -> str:
        return f"IF({state}=1,{part.text(dict(zip(items, figures, strict=True)))},{state})"

    params = ("state", *(f"x{i}" for i in range(len(items))))
    return _function(words, params, kernel, text, english=english, clause=clause)


@lru_cache(maxsize=512)
def quotient_function(formula: Formula, when_zero: str, meaning: str, clause: str) -> Function:
    """The quotient: (state, numerator, denominator), and what stands where the denominator is 0,
    where that is not always an error."""
    fault = when_zero == FAULT

    def kernel(state: Any, up: Any, down: Any, zero: Any = v.MISSING) -> Any:
        with np.errstate(all="ignore"):
            value = v.finite(np.where(down > 0, up / np.where(down > 0, down, 1.0), 0.0))
        other = np.where(down == 0, zero, v.MISSING)
        return np.where(state == 1.0, np.where(down > 0, value, other), state)

    def text(state: str, up: str, down: str, zero: str = "") -> str:
        other = "NA()" if fault else f"IF({down}=0,{zero},NA())"
        return f"IF({state}=1,IF({down}>0,{up}/{down},{other}),{state})"

    params = ("state", "up", "down", *(() if fault else ("zero",)))
    words = meaning or formula.words
    return _function(words, params, kernel, text, english=formula.words, clause=clause)


@lru_cache(maxsize=64)
def zero_function(when_zero: str, looks_back: bool) -> Function:
    """What stands where the denominator is 0: (state, numerator, denominator, best, worst)."""

    def kernel(state: Any, up: Any, down: Any, best: Any, worst: Any) -> Any:
        nothing, more = (
            (best, v.MISSING)
            if when_zero == FULL
            else (v.NOT_APPLICABLE, v.NOT_APPLICABLE if looks_back else v.MISSING)
        )
        found = np.where(up == 0, nothing, np.where(up < 0, worst, more))
        out = np.where((state == 1.0) & (down == 0), found, v.EMPTY)
        return v.unless(v.errors(state), out)

    def text(state: str, up: str, down: str, best: str, worst: str) -> str:
        if when_zero == NA and looks_back:
            found = f"IF({up}<0,{worst},{NOT_APPLICABLE})"
        else:
            nothing = best if when_zero == FULL else NOT_APPLICABLE
            found = f"IF({up}=0,{nothing},IF({up}<0,{worst},NA()))"
        return f'IF({state}=1,IF({down}=0,{found},""),"")'

    words = {
        FULL: "分母为零：分子为零按满分，为负按最低分",
        NA: "分母为零：分子为零不适用，为负按最低分",
    }[when_zero]
    return _function(words, ("state", "up", "down", "best", "worst"), kernel, text)


def arguments(formula: str) -> tuple[Item, ...]:
    """The figures a formula reads, each once."""
    return parse(formula).items
