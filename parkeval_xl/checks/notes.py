"""What part eight of the report must say (S1 4.7): values that rest on our defaults, what was
declared not applicable and why, and the findings a reader of the result has to know, each under its
kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import data
from ..core import quality as arithmetic
from ..core.values import NOT_APPLICABLE_TEXT
from ..data.factor_rows import DEFAULT_SET
from ..forms.factors import basis_words
from ..forms.material import parameter_rows
from ..forms.report import GRADES, NOTES
from ..functions.operations import NO
from .finding import CheckContext, Finding
from .quality import grades_of, quality
from .reading import AND, part, rows

DESIGN, DEFAULT_WAY = "design", "缺省值"
NO_REASON = "没有写明理由"
COLUMNS = ("kind", "item", "words")
Note = tuple[str, str, str]


def written(s: CheckContext, findings: Sequence[Finding]) -> dict[str, list[Any]]:
    """What refresh writes into the report, by field id: the notes, and the shares of data grades by
    material."""
    shares = [*(grades_of(s, form) for form in s.park_book.materials), quality(s).grades]
    out: dict[str, list[Any]] = {
        f"{GRADES}.grade_{g}": [row[i] for row in shares] for i, g in enumerate(arithmetic.GRADES)
    }
    return out | {
        f"{NOTES}.{key}": [note[i] for note in notes(s, findings)] for i, key in enumerate(COLUMNS)
    }


def notes(s: CheckContext, findings: Sequence[Finding]) -> list[Note]:
    """Kind, item and words of each note; what does not fit into the list is counted in its last
    row."""
    out = [*_defaults(s), *_not_applicable(s), *_rules(s), *_from_findings(findings)]
    room = s.book.graph.blocks[NOTES].rows
    return (
        out
        if len(out) <= room
        else [*out[: room - 1], ("其他", "", f"另有 {len(out) - room + 1} 项未列出，见检查结果")]
    )


def _defaults(s: CheckContext) -> Iterator[Note]:
    """Per material, which parameters and how many flow lines still rest on defaults, and which of
    these are ours."""
    for form in s.park_book.materials:
        known = parameter_rows(form.material.id, s.book.plan.routes_of(form.material.id))
        used = [
            (route, p)
            for (route, p), row in zip(known, part(s, form, "parameters"), strict=True)
            if row.way == DEFAULT_WAY
        ]
        lines = sum(row.way == DEFAULT_WAY for row in part(s, form, "flows"))
        ours = dict.fromkeys(p.symbol for _, p in used if p.basis == DESIGN)
        if used or lines:
            words = f"参数 {len(used)} 项、核算项目 {lines} 行采用缺省值"
            yield (
                basis_words(DESIGN),
                form.material.name,
                words + (f"；其中参数 {AND.join(ours)} 为建议值" if ours else ""),
            )


def _not_applicable(s: CheckContext) -> Iterator[Note]:
    for row in rows(s, s.park_book.park.scope):
        if row.applies == NO:
            yield NOT_APPLICABLE_TEXT, row.material, row.reason or NO_REASON
    for row in rows(s, s.park_book.conformity.management):
        if row.judged == NOT_APPLICABLE_TEXT:
            yield NOT_APPLICABLE_TEXT, row.no, row.reason or NO_REASON


def _rules(s: CheckContext) -> Iterator[Note]:
    """Choices made when the file was made."""
    chosen = next(x for x in data.factor_sets() if x.id == s.book.plan.factor_set)
    if chosen.id != DEFAULT_SET:
        yield "与缺省规则不同", "因子口径", f"采用{chosen.name}口径"
    for form in s.park_book.materials:
        routes = s.book.plan.routes_of(form.material.id)
        if any(not r.is_default for r in routes):
            yield "利用路线", form.material.name, f"按 {AND.join(r.route for r in routes)} 核算"


def _from_findings(findings: Sequence[Finding]) -> Iterator[Note]:
    """The findings that belong into a report, in the order of its kinds."""
    kinds = {row.code: (i, row.kind) for i, row in enumerate(data.report_notes())}
    for one in sorted((f for f in findings if f.code in kinds), key=lambda f: kinds[f.code][0]):
        yield (
            kinds[one.code][1],
            f"{one.sheet}!{one.cell}" if one.cell else one.sheet,
            one.text(english=False)[0],
        )
