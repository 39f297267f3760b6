"""Building blocks of native formula texts: only functions of Excel 2007, no spill, nothing volatile, no macros.

Arguments are texts of simple references. What a text does with states must be what the kernel does with them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT

PENDING, NOT_APPLICABLE = f'"{PENDING_TEXT}"', f'"{NOT_APPLICABLE_TEXT}"'
ERROR = 'VALUE("x")'  # gives #VALUE! in Excel, WPS and Calc alike
UNITS = "units"  # the names units_spelling, units_no, units_dimension, units_per, units_scale


def is_state(x: str) -> str:
    """Whether a cell is empty or holds a state."""
    return f'OR({x}="",{x}={PENDING},{x}={NOT_APPLICABLE})'


def errors_first(arguments: Sequence[str], body: str) -> str:
    """The first error among the arguments, else `body`."""
    for x in reversed(arguments):
        body = f"IF(ISERROR({x}),{x},{body})"
    return body


def number_or_state(x: str, body: str) -> str:
    """`body` where the cell holds a number; its state where it holds one; else an error."""
    return f'IF(ISNUMBER({x}),{body},IF({is_state(x)},{x}&"",{ERROR}))'


def each(numbers: Sequence[str], body: str, labels: Sequence[str] = ()) -> str:
    """`body` where all numbers are numbers and no label (unit) is a state; else the first error, else the first state."""
    for x in reversed(labels):
        body = f"IF(OR({x}={PENDING},{x}={NOT_APPLICABLE}),{x},{body})"
    for x in reversed(numbers):
        body = number_or_state(x, body)
    return errors_first([*numbers, *labels], body) if len(numbers) + len(labels) > 1 else body


def blanks_removed(x: str) -> str:
    """The text without blanks of any width, as units are matched."""
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({x}," ",""),"\u3000",""),"\u00a0","")'


def unit(x: str, what: str) -> str:
    """`what` (dimension, per, scale) of the unit spelled in a cell, from the hidden sheet of units.

    EXACT, because MATCH ignores case and takes * for a wildcard. An unknown spelling finds the sentinel row.
    """
    text = x if x.startswith(("SUBSTITUTE", "LEFT", "MID")) else blanks_removed(x)
    return f"INDEX({UNITS}_{what},1+SUMPRODUCT(EXACT({UNITS}_spelling,{text})*{UNITS}_no))"


def position(key: str, keys: str) -> str:
    """The row of the one exact match of `key` in `keys`; #N/A where there is none or more than one."""
    hits = f"EXACT({keys},{key})"
    return f"IF(SUMPRODUCT(--{hits})=1,SUMPRODUCT({hits}*(ROW({keys})-ROW(INDEX({keys},1))+1)),NA())"


def total(column: str, body: str, pending: str) -> str:
    """`body` unless the column holds an error, or `pending` (a condition) says a figure is still to be filled."""
    return f"IF(ISERROR(SUM({column})),SUM({column}),IF({pending},{PENDING},{body}))"
