"""A finding, and what checks look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import data, language
from ..forms import Book, Declared, Evaluated
from ..graph import EFFECTIVE, Field, Values, view
from ..workbook.layout import Layout
from ..workbook.refs import cell_name

ERROR, WARNING, NOTICE = "错误", "警告", "提示"
SEVERITIES = (ERROR, WARNING, NOTICE)


@dataclass(frozen=True)
class Finding:
    """One finding: its code in the catalogue, where it stands, and the words that fill its
    message."""

    code: str
    sheet: str = ""
    cell: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """错误 must be mended, 警告 explained, 提示 looked at."""
        return data.finding(self.code).severity

    def text(self, english: bool | None = None) -> tuple[str, str]:
        """Message and hint, in Chinese, or in English where PARKEVAL_LANG is en."""
        return data.finding(self.code).text(
            self.words, english=language.english() if english is None else english
        )

    def to_dict(self, english: bool | None = None) -> dict[str, str]:
        """The finding as the JSON of the command line has it."""
        message, hint = self.text(english)
        return {
            "severity": self.severity,
            "code": self.code,
            "sheet": self.sheet,
            "cell": self.cell,
            "message": message,
            "hint": hint,
        }


@dataclass
class CheckContext:
    """What the checks on data look at: the declaration, the inputs and all values, and where they
    stand.

    `raw` holds the text of number cells that contain text, by field id and row.
    """

    book: Evaluated
    layout: Layout
    inputs: Values
    values: Values
    raw: Mapping[tuple[str, int | None], Any] = field(default_factory=dict)

    @property
    def park_book(self) -> Book:
        """The declaration, where it is that of a park: what checks on circular materials look
        at."""
        assert isinstance(self.book, Book)
        return self.book

    def at(self, field_: Field | str, row: int | None = None) -> dict[str, str]:
        """`sheet` and `cell` of a field for a finding."""
        field_ = self.book.graph.fields[field_] if isinstance(field_, str) else field_
        place = self.layout.places[field_.id]
        at = place.at(row)
        return {
            "sheet": place.sheet,
            "cell": "" if place.lost or at[0] < 0 else cell_name(*at),
        }

    def effective(self, id: str) -> Any:
        """The effective view of a field: verified where present."""
        return view(self.values[id], self.book.graph.fields[id], EFFECTIVE)


Check = Callable[[CheckContext], Iterator[Finding]]


def sorted_findings(findings: list[Finding], book: Declared) -> list[Finding]:
    """The gravest first, then in the order of the sheets and cells; the same finding once."""
    order = {s.name: i for i, s in enumerate(book.sheets)}

    def key(one: Finding) -> tuple[int, int, int, str]:
        digits = "".join(c for c in one.cell if c.isdigit())
        return SEVERITIES.index(one.severity), order.get(one.sheet, -1), int(digits or 0), one.code

    return sorted(_once(findings), key=key)


def _once(findings: list[Finding]) -> list[Finding]:
    """Each finding once: messages are only made of those that stand at one cell."""
    out: list[Finding] = []
    at: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        others = at.setdefault((finding.code, finding.sheet, finding.cell), [])
        text = finding.text(english=False) if others else None
        same = next((i for i in others if out[i].text(english=False) == text), None)
        if same is not None:
            out[same] = finding
            continue
        others.append(len(out))
        out.append(finding)
    return out
