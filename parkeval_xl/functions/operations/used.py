"""References and 采用: which of several figures counts. A figure that is not taken does not matter,
whatever it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from .. import native
from ..native import NOT_APPLICABLE, PENDING
from ..registry import operation

OPTIONAL = "可选"
NO = "否"


def blank(text: Any) -> Any:
    """Where a text cell is empty."""
    return np.asarray(np.asarray(text, object) == "", bool)


@operation("number -> number", native=lambda x: native.number_or_state(x, x))
def SAME(x: Any) -> Any:
    """The figure of another cell."""
    return x


@operation("text -> text", native=lambda x: f'{x}&""')
def SAME_TEXT(x: Any) -> Any:
    """The text of another cell."""
    return x


def _need_native(item: str, items: str, needs: str) -> str:
    found = f'SUMPRODUCT(({items}={item})*({needs}="{OPTIONAL}"))'
    return f'IF({found},"{OPTIONAL}","")'


@operation("text texts texts -> text", native=_need_native)
def NEED(item: Any, items: Any, needs: Any) -> Any:
    """Whether a line's figure may be left out: only where the line is one of those that the form
    was written with as optional, wherever it stands now; a line of a person's own needs its
    figure."""
    listed = zip(np.asarray(items, object).ravel(), np.asarray(needs, object).ravel(), strict=True)
    offered = {str(i).casefold() for i, need in listed if need == OPTIONAL}
    held = v.unless(v.first_error(item), v.unless(v.error_within(items), v.error_within(needs)))
    return np.where(
        np.isnan(held),
        v.state_texts(held),
        np.where(v.by_cell(lambda i: str(i).casefold() in offered, item, kind=bool), OPTIONAL, ""),
    )


@operation(
    "text number -> number",
    clause="S1 4.4.2",
    native=lambda scope, x: (
        f'IF({scope}="",{PENDING},IF({scope}="{NO}",{NOT_APPLICABLE},IF({x}="",{PENDING},{x})))'
    ),
)
def DEMANDED(scope: Any, x: Any) -> Any:
    """A figure that the scenario asks for: 不适用 where the material is declared out of scope, 待填
    while it is missing."""
    asked = np.where(blank(scope) | v.is_state(x, v.EMPTY), v.PENDING, x)
    declared = np.where(np.asarray(scope, object) == NO, v.NOT_APPLICABLE, asked)
    return v.unless(v.errors(scope), declared)


@operation(
    "number number -> number",
    clause="方法说明一",
    native=lambda known, x: native.number_or_state(known, native.number_or_state(x, x)),
)
def IF_KNOWN(known: Any, x: Any) -> Any:
    """`x` where another figure is known, else the state of that figure."""
    return np.where(v.is_number(known), x, known)
