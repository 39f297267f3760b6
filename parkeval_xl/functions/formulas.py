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

from ..core.expression import Formula, Item, Node, parse
from .native import NOT_APPLICABLE, PENDING
from .registry import NUMBER, Function
from .written import expression

FORMULA = "FORMULA "  # begins the name of such a function; what it computes follows in words
NA, FULL, FAULT = "na", "full", "error"


def _function(words: str, params: tuple[str, ...], formula: str, **more: str) -> Function:
    return expression(
        FORMULA + words,
        dict.fromkeys(params, NUMBER),
        NUMBER,
        formula,
        chinese=words,
        english=more.get("english", words),
        clause=more.get("clause", ""),
    )


@lru_cache(maxsize=16)
def state_function(count: int) -> Function:
    """1 where all of so many figures, none of them blank, are numbers; else an error, 待填,
    不适用."""
    figures = tuple(f"x{i}" for i in range(count))
    joined = "&".join(figures)
    why = f'IF({joined}=SUBSTITUTE({joined},{PENDING},""),{NOT_APPLICABLE},{PENDING})'
    formula = f"IF(COUNT({','.join(figures)})={count},1,{why})"
    words = "各项都有数为1，否则依次为错误、待填、不适用"
    return _function(words, figures, "IF(ISNUMBER(x0),1,x0)" if count == 1 else formula)


@lru_cache(maxsize=1024)
def part_function(part: Node, words: str, english: str, clause: str) -> Function:
    """One side of a quotient, or a formula without division: (state, *its figures)."""
    names = {item: f"x{i}" for i, item in enumerate(part.items())}
    formula = f"IF(state=1,{part.text(names)},state)"
    params = ("state", *names.values())
    return _function(words, params, formula, english=english, clause=clause)


@lru_cache(maxsize=512)
def quotient_function(formula: Formula, when_zero: str, meaning: str, clause: str) -> Function:
    """The quotient: (state, numerator, denominator), and what stands where the denominator is 0,
    where that is not always an error."""
    fault = when_zero == FAULT
    other = "NA()" if fault else "IF(down=0,zero,NA())"
    params = ("state", "up", "down", *(() if fault else ("zero",)))
    words = meaning or formula.words
    quotient = f"IF(state=1,IF(down>0,up/down,{other}),state)"
    return _function(words, params, quotient, english=formula.words, clause=clause)


@lru_cache(maxsize=64)
def zero_function(when_zero: str, looks_back: bool) -> Function:
    """What stands where the denominator is 0: (state, numerator, denominator, best, worst)."""
    if when_zero == NA and looks_back:
        found = f"IF(up<0,worst,{NOT_APPLICABLE})"
    else:
        nothing = "best" if when_zero == FULL else NOT_APPLICABLE
        found = f"IF(up=0,{nothing},IF(up<0,worst,NA()))"
    words = {
        FULL: "分母为零：分子为零按满分，为负按最低分",
        NA: "分母为零：分子为零不适用，为负按最低分",
    }[when_zero]
    params = ("state", "up", "down", "best", "worst")
    return _function(words, params, f'IF(state=1,IF(down=0,{found},""),"")')


def arguments(formula: str) -> tuple[Item, ...]:
    """The figures a formula reads, each once."""
    return parse(formula).items
