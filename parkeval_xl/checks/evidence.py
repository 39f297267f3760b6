"""证据清单: every figure names its evidence, every number is in the list, and the evidence can
carry what it is used for."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from .. import data
from ..core import values as v
from ..graph import ASSESSOR, RULE, TEXT, Field
from .finding import CheckContext, Finding
from .lines import each, ledger_lines
from .masks import kept
from .material import DEFAULT_WAY, initial_lines, same
from .reading import AND, Row, at_row, found, known, label, line, listed, part, row_name, rows

KEY = "evidence"
LIST = "evidence"  # the block
NAMED = 3  # of the figures that a document supports
_SEPARATORS = re.compile(r"[、，,;；/|\s]+")


@dataclass(frozen=True, eq=False)
class Use:
    """A cell that names evidence, and the numbers in it as they are compared."""

    s: CheckContext
    field: Field
    row: int | None
    numbers: tuple[str, ...]

    @property
    def name(self) -> str:
        """Whose it is, in words."""
        return _name(self.s, self.field, self.row)


def normal(number: str) -> str:
    """A number as numbers are compared: full width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def numbers_in(text: str, known_numbers: set[str]) -> tuple[str, ...]:
    """The numbers a cell names. One of the list may itself hold a separator, like 环评/2019/12."""
    if normal(text) in known_numbers:
        return (normal(text),)
    words = _SEPARATORS.split(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(normal(word) for word in words if word))


def listed_rows(s: CheckContext) -> dict[str, Row]:
    """The rows of the list by number; the first of several alike."""
    out: dict[str, Row] = {}
    for row in rows(s, s.book.graph.blocks[LIST]):
        number = normal(row.cells["number"])
        if number and v.CellError.from_text(number) is None:
            out.setdefault(number, row)
    return out


def uses(s: CheckContext) -> list[Use]:
    """Every cell that names evidence, in the order of the workbook."""
    kept: list[Use] | None = vars(s).get("_uses")
    if kept is None:
        kept = vars(s)["_uses"] = list(_uses(s))
    return kept


def _uses(s: CheckContext) -> Iterator[Use]:
    there = set(listed_rows(s))
    for field in s.book.graph.fields.values():
        if (
            field.key != KEY
            or field.kind != TEXT
            or not field.is_input
            or s.layout.places[field.id].lost
        ):
            continue
        values = np.atleast_1d(s.values[field.id])
        words = values.tolist()
        numbers = each(lambda text: numbers_in(text, there), words)
        for i in np.flatnonzero(values != "").tolist():
            if v.CellError.from_text(words[i]) is None:
                row = None if field.block is None else i
                yield Use(s, field, row, numbers[words[i]])


def _name(s: CheckContext, field: Field, row: int | None) -> str:
    """Whose evidence it is: the figure a companion stands beside, or the row."""
    if field.block is None:
        return s.book.graph.fields[field.id.removesuffix(f".{KEY}")].label
    words = label(s, field, row)
    return words.removesuffix(f"·{field.label}") if "·" in words else line(s, field, row or 0)


# ---- figures without evidence --------------------------------------------------------------------
def missing(s: CheckContext) -> Iterator[Finding]:
    """Figures other than defaults need an evidence number. One finding a table, at its first
    gap."""
    of = ledger_lines(s)
    entered = v.is_number(of["intake"]) | v.is_number(of["utilised"])
    open_rows = list(of.where(of.has("evidence", "") & entered))
    yield from _gaps(s, open_rows, s.park_book.ledger.title, "enterprise")
    for form in s.park_book.materials:
        name, lines = form.material.name, initial_lines(form.material.id)
        typed = [r for r in part(s, form, "parameters") if _entered(r, "value") and not r.evidence]
        yield from _gaps(s, typed, f"{name}·参数", "name")
        flows = [
            r
            for r in part(s, form, "flows")
            if _entered(r, "rate")
            and not r.evidence
            and (r.item not in lines or lines[r.item].needs_evidence)
        ]
        yield from _gaps(s, flows, f"{name}·核算项目", "item")
    replaced = [r for r in rows(s, s.park_book.factors) if known(r.override) and not r.evidence]
    yield from _gaps(s, replaced, "因子替换值", "key")


def _entered(row: Row, key: str) -> bool:
    """Whether a figure is more than the default the row was written with."""
    initial = (
        row.block.initial[row.number].get(key) if row.number < len(row.block.initial) else None
    )
    return known(row.cells[key]) and not (
        row.way in ("", DEFAULT_WAY) and same(row.cells[key], initial)
    )


def _gaps(s: CheckContext, open_rows: list[Row], title: str, naming: str) -> Iterator[Finding]:
    if open_rows:
        label = (
            f"{title} {len(open_rows)} 处（{listed(row_name(s, r, naming) for r in open_rows)}）"
        )
        yield at_row(s, "EVIDENCE_MISSING", open_rows[0], "evidence", label=label)


# ---- the list ------------------------------------------------------------------------------------
def references(s: CheckContext) -> Iterator[Finding]:
    """Each number in use is in the list; of an empty list one finding is enough."""
    there = listed_rows(s)
    used = uses(s)
    if used and not there:
        column = s.book.graph.blocks[LIST].columns["number"]
        yield found(
            s, "EVIDENCE_LIST_EMPTY", column, 0, count=len({n for use in used for n in use.numbers})
        )
        return
    for use in used:
        for number in use.numbers:
            if number not in there:
                yield found(
                    s, "EVIDENCE_UNKNOWN", use.field, use.row, label=use.name, number=number
                )


def unused(s: CheckContext) -> Iterator[Finding]:
    """A document that nothing refers to: a reference was forgotten, or the document supports
    nothing."""
    wanted = {n for use in uses(s) for n in use.numbers}
    for number, row in listed_rows(s).items():
        if number not in wanted:
            yield at_row(s, "EVIDENCE_UNUSED", row, "number", number=row.cells["number"])


def duplicates(s: CheckContext) -> Iterator[Finding]:
    """Two documents of one number: what refers to it cannot be told apart."""
    first = listed_rows(s)
    for row in rows(s, s.book.graph.blocks[LIST]):
        one = first.get(normal(row.cells["number"]))
        if one is not None and one.number != row.number:
            place = s.layout.places[row.block.columns["number"].id]
            yield at_row(
                s,
                "EVIDENCE_DUPLICATE",
                row,
                "number",
                number=row.cells["number"],
                row1=place.at(one.number)[0] + 1,
                row2=place.at(row.number)[0] + 1,
            )


def unnumbered(s: CheckContext) -> Iterator[Finding]:
    """A document without a number cannot be referred to."""
    block = s.book.graph.blocks[LIST]
    people = [
        c.key for c in block.columns.values() if c.is_input and c.writer not in (ASSESSOR, RULE)
    ]
    for row in rows(s, block):
        if not normal(row.cells["number"]) and any(row.cells[key] for key in people):
            yield at_row(s, "TEXT_EMPTY", row, "number")


def dates(s: CheckContext) -> Iterator[Finding]:
    """Invoices, records and returns speak of the year; approvals and certificates may be older. A
    remark answers it."""
    of_year = {k.name for k in data.evidence_kinds() if k.of_year}
    year = str(s.book.plan.year)
    for row in listed_rows(s).values():
        if (
            row.kind in of_year
            and re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.date)
            and row.date[:4] != year
            and not row.remark
        ):
            yield at_row(
                s,
                "EVIDENCE_DATE",
                row,
                "date",
                number=row.cells["number"],
                date=row.date,
                year=year,
            )


def grades(s: CheckContext) -> Iterator[Finding]:
    """No figure is better than its evidence: a contract is no invoice. Of several documents the
    best counts."""
    ways = {w.name: w.grade for w in data.collection_ways()}
    kinds = {k.name: k.grade for k in data.evidence_kinds()}
    there = listed_rows(s)
    for use in uses(s):
        column = use.field.block.columns.get("way") if use.field.block is not None else None
        if column is None or use.row is None:
            continue
        way = kept(s, (grades, column.id), s.effective(column.id).tolist)[use.row]
        held = [there[n].kind for n in use.numbers if n in there and there[n].kind in kinds]
        if way in ways and held and ways[way] < min(kinds[k] for k in held):
            best = min(held, key=kinds.__getitem__)
            yield found(
                s,
                "GRADE_TOO_GOOD",
                column,
                use.row,
                label=use.name,
                grade=f"{way}（{ways[way]}级）",
                kind=f"{best}（最高{kinds[best]}级）",
            )


def supports(s: CheckContext) -> list[str]:
    """What each row of the list supports: how many figures, and the first few by name."""
    held: dict[str, list[Use]] = defaultdict(list)
    for use in uses(s):
        for number in use.numbers:
            held[number].append(use)
    out = [""] * s.book.graph.blocks[LIST].rows
    for number, row in listed_rows(s).items():
        if mine := held[number]:
            first = groupby(mine[:NAMED], key=lambda use: use.field.sheet)
            words = "；".join(
                f"{sheet}：{AND.join(use.name for use in group)}" for sheet, group in first
            )
            out[row.number] = f"{len(mine)} 项　{words}" + (" 等" if len(mine) > NAMED else "")
    return out


OF_LEDGER = (missing,)
CHECKS = (references, unused, duplicates, unnumbered, dates, grades)
