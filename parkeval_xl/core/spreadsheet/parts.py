"""Compiled parts of formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import cells as c

Environment = dict[Any, Any]  # the arguments by name, and what repeated parts gave
Step = Callable[[Environment], Any]


class Meaning(NamedTuple):
    """A compiled part: what it gives (NUMBER, TEXT or TRUTH), how many axes of rows stand behind
    those of the cells (none, of a column one, of an area two), and how."""

    kind: str
    axes: int
    step: Step


def flat(part: Meaning) -> Meaning:
    """An area as one column."""
    if part.axes < 2:
        return part
    step = part.step

    def run(e: Environment) -> Any:
        x = step(e)
        return x.reshape(*x.shape[:-2], -1)

    return Meaning(part.kind, 1, run)


def error_of(part: Meaning, e: Environment) -> Any:
    """What `first_error` looks at: a cell, or the first error of a column."""
    x = part.step(e)
    return held(c.within(x)) if part.axes else x


def held(bad: Any) -> Any:
    return np.zeros(()) if bad is None else bad
