"""Building blocks of native formula texts: only functions of Excel 2007, no spill, nothing
volatile, no macros.

Arguments are texts of simple references. What a text does with states must be what the kernel does
with them. Texts are compared by EXACT wherever a person may have typed one of them: = and MATCH
ignore case, MATCH and SUMIF take * and ? for wildcards.
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
    for x in reversed(dict.fromkeys(arguments)):
        if not x.startswith('"'):
            body = f"IF(ISERROR({x}),{x},{body})"
    return body


def number_or_state(x: str, body: str) -> str:
    """`body` where the cell holds a number; its state where it holds one; else an error."""
    return f'IF(ISNUMBER({x}),{body},IF({is_state(x)},{x}&"",{ERROR}))'


def unless_error(arguments: Sequence[str], body: str) -> str:
    """`body` unless one of the arguments is an error: joining them passes it on."""
    cells = (x for x in dict.fromkeys(arguments) if not x.startswith('"') and not x[:1].isdigit())
    joined = "&".join(cells)
    return f"IF(ISERROR({joined}),NA(),{body})" if joined else body


def right(arguments: Sequence[tuple[str, bool]], body: str) -> str:
    """`body` unless an argument is wrong: an error, or text for a number. Arguments are (text,
    whether a number)."""
    for x, number in reversed(dict(arguments).items()):
        if number:  # where x is an error, so is the condition, and then the result
            body = f'IF(OR(ISNUMBER({x}),{x}="",{x}={PENDING},{x}={NOT_APPLICABLE}),{body},{ERROR})'
        else:
            body = errors_first([x], body)
    return body


def blanks_removed(x: str) -> str:
    """The text without blanks of any width, as units are matched."""
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({x}," ",""),"\u3000",""),"\u00a0","")'


def unit(x: str, what: str) -> str:
    """`what` (dimension, per, scale) of the unit spelled in a cell, from the hidden sheet of units.

    An unknown spelling finds the sentinel row.
    """
    text = x if x.startswith(("SUBSTITUTE", "LEFT", "MID")) else blanks_removed(x)
    return f"INDEX({UNITS}_{what},1+SUMPRODUCT(EXACT({UNITS}_spelling,{text})*{UNITS}_no))"


def exact(column: str, word: str) -> str:
    """Where a column holds just this word; a number in a cell counts as it is shown."""
    return f'EXACT({column}&"",{word})' if word.startswith('"') else f'EXACT({column}&"",{word}&"")'


def columns(texts: Sequence[str], numbers: Sequence[str], pending: str, body: str) -> str:
    """A total: the first error of the columns, text for a number included; 待填 where `pending` (a
    condition, or nothing) says that a figure is still to be filled; else `body`."""
    body = f"IF({pending},{PENDING},{body})" if pending else body
    for c in reversed(
        dict.fromkeys(numbers)
    ):  # where a cell is an error, so is the condition, and then the result
        wrong = f'(1-ISNUMBER({c}))*({c}<>"")*({c}<>{PENDING})*({c}<>{NOT_APPLICABLE})'
        body = f"IF(SUMPRODUCT({wrong})>0,{ERROR},{body})"
    return errors_first([f"SUM({t})" for t in texts if not t.startswith('"')], body)
