"""References and 采用: which of several figures counts. A figure that is not taken does not matter,
whatever it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..written import written

OPTIONAL = "可选"
NO = "否"


def blank(text: Any) -> Any:
    """Where a text cell is empty."""
    return np.asarray(np.asarray(text, object) == "", bool)


@written(
    "number -> number", 'IF(ISNUMBER(x),x,IF(OR(x="",x="待填",x="不适用"),x&"",NA()))', words="引用"
)
def SAME(x: Any) -> Any:
    """The figure of another cell."""


@written("text -> text", 'x&""', words="引用文字")
def SAME_TEXT(x: Any) -> Any:
    """The text of another cell."""


@written(
    "text texts texts -> text",
    f'IF(SUMPRODUCT((items=item)*(needs="{OPTIONAL}")),"{OPTIONAL}","")',
    words="预置的可选项目可不填，其他必填",
)
def NEED(item: Any, items: Any, needs: Any) -> Any:
    """Whether a line's figure may be left out: only where the line is one of those that the form
    was written with as optional, wherever it stands now; a line of a person's own needs its
    figure."""


@written(
    "text number -> number",
    f'IF(scope="","待填",IF(scope="{NO}","不适用",IF(x="","待填",x)))',
    clause="S1 4.4.2",
    words="不涉及则不适用，涉及而无数则待填",
)
def DEMANDED(scope: Any, x: Any) -> Any:
    """A figure that the scenario asks for: 不适用 where the material is declared out of scope, 待填
    while it is missing."""


@written(
    "number number -> number",
    (
        'IF(ISNUMBER(known),IF(ISNUMBER(x),x,IF(OR(x="",x="待填",x="不适用"),x&"",NA())),'
        'IF(OR(known="",known="待填",known="不适用"),known&"",NA()))'
    ),
    clause="方法说明一",
    words="处理量已知则取该数",
)
def IF_KNOWN(known: Any, x: Any) -> Any:
    """`x` where another figure is known, else the state of that figure."""
