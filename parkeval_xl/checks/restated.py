"""Rows that restate others: a line 合计 in a list is counted as one more firm.

Statistical tables end in totals, and copying one brings them along. A row is a total by its name,
or by its figures: they are the sums of those of all others that are summed with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..core import values as v
from ..graph import PARK, TEXT, Field
from .finding import Check, CheckContext, Finding
from .lines import Lines, codes, each, groups, ledger_lines
from .reading import at_row, found, row_name, rows, same_text, used

_TOTAL = re.compile(
    r"(?:.*(?:合计|总计|小计|共计|累计|总和|汇总|合計|總計|小計))|(?:grand|sub)?-?totals?|sum",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"[（(〔\[][^）)〕\]]*[）)〕\]]$|[:：、。，,.·*]+$")  # 合计（吨）, 合计：
_CLOSE = 1e-3  # relatively: totals are printed rounded
_FEWEST = 2  # of others: of two rows either may be the other's copy
_MASSES = ("intake_used", "utilised_used")
_FIGURES = 3  # of a firm: fewer may be equal by chance


def is_total(name: str) -> bool:
    """Whether a name is that of a total, whatever stands before it and in whatever width."""
    plain = same_text(unicodedata.normalize("NFKC", name))
    while (shorter := _BEHIND.sub("", plain)) != plain:
        plain = shorter
    return bool(_TOTAL.fullmatch(plain))


def named(s: CheckContext) -> Iterator[Finding]:
    """A row of a list that is called a total."""
    for block in s.book.graph.blocks.values():
        field = next((c for c in block.columns.values() if _filled(c) and c.kind == TEXT), None)
        figures = any(_filled(c) and not c.is_text for c in block.columns.values())
        if block.fixed or field is None or not figures:
            continue
        numbers = used(s, block)
        names = [str(x) for x in s.effective(field.id)[numbers].tolist()]
        total = each(is_total, names)
        for row, name in zip(numbers.tolist(), names, strict=True):
            if total[name]:
                yield found(s, "TOTAL_ROW", field, row, value=name)


def _filled(field: Field) -> bool:
    """Whether the park fills a column."""
    return field.is_input and field.writer == PARK


def masses(s: CheckContext) -> Iterator[Finding]:
    """A ledger row whose masses are the sums of those of all other rows of its material and
    role."""
    of = ledger_lines(s)
    if not len(of):
        return
    group = groups(codes(of.texts("material")), codes(of.texts("role")))
    figures = [_plain(of.tonnes(key)) for key in _MASSES]
    for i in np.flatnonzero(_sums_of_others(group, figures, 1) & ~_called(of)).tolist():
        row = rows(s, of.block)[i]
        yield at_row(
            s,
            "TOTAL_ROW_LIKELY",
            row,
            "enterprise",
            label=row_name(s, row, "enterprise"),
            what=f"{row.material}{row.role}",
        )


def _called(of: Lines) -> Any:
    """The rows that are called a total, and told so."""
    names = of.texts("enterprise")
    total = each(is_total, names)
    return np.array([total[n] for n in names], bool)


def firms(s: CheckContext) -> Iterator[Finding]:
    """A firm whose figures are the sums of those of all other firms."""
    if (block := s.book.graph.blocks.get("firms")) is None:
        return
    lines = rows(s, block)
    columns = [c for c in block.columns.values() if _filled(c) and not c.is_text]
    figures = [_plain(s.effective(c.id)[used(s, block)]) for c in columns]
    likely = _sums_of_others(np.zeros(len(lines), np.int64), figures, _FIGURES)
    for i in np.flatnonzero(likely).tolist():
        row = lines[i]
        if not is_total(row.name):
            label = row_name(s, row, "name")
            yield at_row(s, "TOTAL_ROW_LIKELY", row, "name", label=label, what="企业")


def _plain(figures: Any) -> Any:
    return np.where(v.is_number(figures), figures, 0.0)


def _sums_of_others(group: Any, figures: list[Any], fewest: int) -> Any:
    """Where each figure of a row is the sum of the others of its group: in `fewest` columns at
    least there are others, and in all of them it is so."""
    most = int(group.max(initial=-1)) + 1
    held = np.zeros(len(group), int)
    equal = np.ones(len(group), bool)
    for column in figures:
        whole = np.bincount(group, column, most)[group]
        rest = whole - column
        others = np.bincount(group, column > 0, most)[group] - (column > 0)
        counts = (rest > 0) & (others >= _FEWEST)
        held += counts & (column > 0)
        equal &= ~((rest > 0) | (column > 0)) | (counts & (np.abs(column - rest) <= _CLOSE * rest))
    return equal & (held >= fewest)


CHECKS: tuple[Check, ...] = (named,)
OF_LEDGER: tuple[Check, ...] = (masses,)
OF_FIRMS: tuple[Check, ...] = (firms,)
