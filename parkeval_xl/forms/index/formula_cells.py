"""The cells of a formula: state, numerator, denominator, what stands where that is 0, the value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core.expression import Item, Node, parse
from ...functions.formulas import (
    FAULT,
    part_function,
    quotient_function,
    state_function,
    zero_function,
)
from ...functions.operations import APPLIES_FIRST
from ...graph import Computed, Field, Step, step

MOST = 4  # figures of one state


def formula_cells(
    key: str,
    label: str,
    words: str,
    when_zero: str,
    meaning: str,
    reference: str,
    applies: Any,
    ends: tuple[Any, Any],
    figures: Mapping[Item, Any],
    **more: Any,
) -> Field:
    """The value of a formula with its helper cells. `figures` are cells that are never blank;
    `applies` is where it is declared whether the value applies, or empty; `ends` are the figures of
    the best and of the worst mark."""
    formula = parse(words)
    state = _state(key, label, [figures[i] for i in formula.items])
    if applies != "":
        state = step(f"{key}_asked", f"{label}·适用态", APPLIES_FIRST, applies, state)

    def part(name: str, said: str, side: Node) -> Any:
        items = tuple(side.items())
        if side.item:
            return figures[side.item]
        function = part_function(side, said, words, "")
        cells = (figures[i] for i in items)
        return step(f"{key}_{name}", f"{label}·{said}", function, state, *cells)

    if not formula.divides:
        function = part_function(formula.numerator, meaning or words, words, reference)
        cells = [figures[i] for i in formula.numerator.items()]
        return Computed(key, label, function, state, *cells, **more)
    up, down = part("up", "分子", formula.numerator), part("down", "分母", formula.denominator)
    zero: tuple[Step, ...] = ()
    if when_zero != FAULT:
        rule = zero_function(when_zero, formula.looks_back)
        zero = (step(f"{key}_zero", f"{label}·分母为零时", rule, state, up, down, *ends),)
    function = quotient_function(formula, when_zero, meaning, reference)
    return Computed(key, label, function, state, up, down, *zero, **more)


def _state(key: str, label: str, figures: list[Any]) -> Step:
    """The state of some figures; of many, that of the states of a few each."""
    parts = 0
    while len(figures) > MOST:
        groups = [figures[i : i + MOST] for i in range(0, len(figures), MOST)]
        figures = []
        for group in groups:
            parts += 1
            name, said = f"{key}_state{parts}", f"{label}·态{parts}"
            figures.append(step(name, said, state_function(len(group)), *group))
    return step(f"{key}_state", f"{label}·态", state_function(len(figures)), *figures)
