"""What the text of a formula calls: functions of Excel and ours, procedures of the macro project,
or something unknown.

The macros of a workbook are ours, and still they start whatever program a cell names: every public
procedure can be called from a formula. So a formula may call what is on a list; what can run code
is refused wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache

from openpyxl.utils import FORMULAE

from .. import functions
from ..workbook.vba import sources

# macro functions of Excel 4, and functions that load a library, start a server or ask the network
_RUNNING = frozenset(
    (
        "CALL",
        "REGISTER",
        "REGISTER.ID",
        "UNREGISTER",
        "EXEC",
        "EXECUTE",
        "RUN",
        "EVALUATE",
        "INITIATE",
        "POKE",
        "REQUEST",
        "SEND.KEYS",
        "FOPEN",
        "FWRITE",
        "FWRITELN",
        "SQL.OPEN",
        "SQL.REQUEST",
        "SQL.EXEC.QUERY",
        "RTD",
        "DDE",
        "WEBSERVICE",
        "IMAGE",
    )
)
_CUBE = frozenset(
    name for name in FORMULAE if name.startswith("CUBE")
)  # they open a connection to a server
_HARMLESS = frozenset(FORMULAE) - _RUNNING - _CUBE | {"AGGREGATE"}
_PREFIXES = (
    "_XLFN.",
    "_XLWS.",
)  # functions younger than the file format; nothing else may be called so
_PARAMETER = "_XLPM."  # of LAMBDA and LET
_PROCEDURE = re.compile(
    (
        r"^\s*(?:(?:public|private|friend|static|declare|ptrsafe)\s+)*(?:sub|function|"
        r"property\s+(?:get|let|set))\s+(\w+)"
    ),
    re.I | re.M,
)
_ESCAPED = re.compile(
    r"_x([0-9a-fA-F]{4})_"
)  # ST_Xstring, of which formulas are a kind ([ISO 29500-1] 22.9.2.19)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(r"""("(?:[^"]|"")*")|('(?:[^']|'')*')|\[[^\[\]]*\]""")
_NAME = r"[^\s+\-*/^&=<>(),;:{}\"@#%]"
_CALLED = re.compile(rf"(?<!{_NAME})({_NAME}++)\s*+\(")  # from the first letter: else quadratic
_CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d+", re.I)  # before a bracket: an intersection
_LINK = re.compile(
    r'HYPERLINK\s*\((?!\s*"[^"#]*"\s*[,)])', re.I
)  # "#RunPython()" as a target runs it when clicked

CALL_MARKS = ("(", "（", "_x")
"""One of them stands in every text that calls something; the last begins an escaped character."""


class Verdict(Enum):
    """What a call means for whoever opens the file."""

    RUNS = "runs code"
    UNKNOWN = "nobody here knows it"


@cache
def procedures() -> frozenset[str]:
    """Names of all procedures in our macro project, in lower case, without the PARK_ functions."""
    own = (*sources.OWN, sources.ACCEPTANCE)
    texts = (sources.xlwings_module(), *(sources.text(name) for name in own))
    return frozenset(n.lower() for text in texts for n in _PROCEDURE.findall(text)) - {
        n.lower() for n in functions.REGISTRY
    }


def called(formula: str) -> tuple[str, Verdict] | None:
    """The worst that a formula calls; None where all of it is harmless."""
    return _called(
        re.sub(r"\d+", "0", unescaped(formula))
    )  # rows of a table differ in numbers only


def mentioned(text: str) -> str:
    """The procedure that any other text calls, empty where it calls none: not all places that hold
    formulas are known."""
    if not any(mark in text for mark in CALL_MARKS):
        return ""
    found = _patterns()[0].search(unicodedata.normalize("NFKC", unescaped(text)))
    return found[1] if found else ""


def unescaped(text: str) -> str:
    """The text with characters written as _x0041_ made what Excel reads."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A call of a procedure, wherever it stands, and its name alone, which may be handed on."""
    names = "|".join(sorted(map(re.escape, procedures())))
    return (
        re.compile(rf"(?<![A-Za-z0-9_])({names})\s*\(", re.I),
        re.compile(rf"(?<![A-Za-z0-9_])({names})(?![\w.!])", re.I),
    )


@cache
def _called(formula: str) -> tuple[str, Verdict] | None:
    normal = unicodedata.normalize("NFKC", formula)
    calls, alone = _patterns()
    found = calls.search(normal) or alone.search(
        _TEXT.sub('""', normal)
    )  # a call even inside a text: quotes can be made to mislead
    if found:
        return found[1], Verdict.RUNS
    if _LINK.search(normal):
        return "HYPERLINK", Verdict.RUNS
    bare = _QUOTED.sub(lambda m: '""' if m[1] else "'" if m[2] else "[]", formula)
    if "|" in bare:
        return "DDE", Verdict.RUNS
    names = [name for name in _CALLED.findall(bare) if not _CELL.fullmatch(name)]
    unknown = ""
    for name in names:
        plain = name.upper()
        while plain.startswith(_PREFIXES):
            plain = plain[6:]
        if (
            plain in _RUNNING or plain in _CUBE or "!" in plain
        ):  # "!": a function of another workbook or module
            return name, Verdict.RUNS
        future = plain != name.upper()
        if not (
            future
            or plain in _HARMLESS
            or plain in functions.REGISTRY
            or plain.startswith(_PARAMETER)
        ):
            unknown = unknown or name
    return (unknown, Verdict.UNKNOWN) if unknown else None
