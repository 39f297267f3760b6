"""How states and errors travel through a function: one rule for the Python and for the native text
of it.

EACH    products, rates, comparisons: the first error, else the first state of the arguments is the
result PARTS   sums of parts: the first error, else 待填 is the result; what is empty or 不适用
counts as nothing ERRORS  the first error is the result; the body looks at states COLUMN  totals:
the body applies the rule of totals over whole columns FREE    choices: the body takes what it
needs, an argument not taken does not matter
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..core import values as v
from . import native

NUMBER, UNIT, TEXT, NUMBERS, TEXTS, AREA = "number", "unit", "text", "numbers", "texts", "area"
COLUMNS = {NUMBERS, TEXTS, AREA}
EACH, PARTS, ERRORS, COLUMN, FREE = "each", "parts", "errors", "column", "free"

Kernel = Callable[..., Any]
Native = Callable[..., str]


def kernel(rule: str, kinds: Sequence[str], result: str, body: Kernel) -> Kernel:
    """`body` under a rule: arrays in, an array out."""
    if rule not in (EACH, PARTS, ERRORS):
        return body

    def ruled(*args: Any) -> Any:
        pairs = list(zip(args, kinds, strict=True))
        if rule == ERRORS:
            held = v.first_nan(
                *(v.error_within(a) if k in COLUMNS else v.errors(a) for a, k in pairs)
            )
        else:
            states = [a if k == NUMBER else v.text_states(a) for a, k in pairs]
            held = v.first_state(*states) if rule == EACH else v.parts_state(*states)
        with np.errstate(over="ignore", invalid="ignore"):
            value = body(*args)
        if result == TEXT:
            return np.where(np.isnan(held), v.state_texts(held), value)
        return v.unless(held, v.finite(value))

    return ruled


def text(rule: str, kinds: Sequence[str], body: Native) -> Native:
    """The native text `body` under a rule: argument texts in, a formula text out."""
    if rule != ERRORS:  # of EACH a helper cell holds the states (`states`)
        return body

    def ruled(*args: str) -> str:
        # SUM passes on the error of a column.
        cells = [f"SUM({a})" if k in COLUMNS else a for a, k in zip(args, kinds, strict=True)]
        return native.unless_error(cells, body(*args))

    return ruled
