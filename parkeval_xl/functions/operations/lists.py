"""What a report says about lists: how many rows hold something, and one text in place of
another."""

from __future__ import annotations

from typing import Any

from ..registry import COLUMN, ERRORS
from ..written import written


@written(
    "text texts -> number",
    "IF(ISERROR(SUM(column)),NA(),COUNTIF(column,word))",
    rule=COLUMN,
    words="写着该词的行数",
)
def TALLY(word: Any, column: Any) -> Any:
    """How many rows hold just this word, a constant of the form."""


@written(
    "texts -> number",
    'IF(ISERROR(SUM(column)),NA(),SUMPRODUCT(--(column<>"")))',
    rule=COLUMN,
    words="有内容的行数",
)
def ENTRIES(column: Any) -> Any:
    """How many rows are not empty."""


@written(
    "text text text text -> text",
    'IF(x=word,then,otherwise)&""',
    rule=ERRORS,
    words="写着该词（或空着）时换一种说法",
)
def IF_WORD(x: Any, word: Any, then: Any, otherwise: Any) -> Any:
    """One text where a cell holds just this word (or nothing), else the other."""
