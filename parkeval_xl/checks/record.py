"""评审记录: verified figures have a reason and, above the materiality line, the park's consent;
points are answered."""

from __future__ import annotations

from collections.abc import Iterator

from ..forms.record import OPEN
from .effects import difference_words, effect_words
from .finding import CheckContext, Finding
from .reading import found, line, percent, threshold
from .record_owner import as_text
from .record_rows import Point, block_of, points, remark


def verified(s: CheckContext) -> Iterator[Finding]:
    """A verified figure that differs needs a reason, beside the figure or in the record; one that
    moves a result by more than the materiality line, or turns a judgement, needs the park's
    consent."""
    limit = threshold("materiality")
    for d, point in ((p.difference, p) for p in points(s) if p.difference is not None):
        if not (point.cells["reason"] or remark(s, d)):
            yield found(s, "VERIFIED_NO_REASON", d.field, d.row, value=as_text(d.verified))
        if d.effect.share > limit:
            yield found(
                s,
                "VERIFIED_MATERIAL",
                d.field,
                d.row,
                diff=difference_words(d),
                item=d.effect.outcome.label,
                effect=effect_words(d.effect),
                limit=percent(limit),
            )
        for name, before, after in d.effect.turned[:1]:
            yield found(
                s,
                "VERIFIED_TURNS",
                d.field,
                d.row,
                value=as_text(d.verified),
                reported=as_text(d.reported) or "空",
                item=name,
                before=before or "空",
                after=after or "空",
            )


def open_points(s: CheckContext) -> list[Point]:
    """Points that the park has not answered: said to be open, or said with words and no state."""
    return [
        p
        for p in points(s)
        if not p.withdrawn
        and not p.cells["answer"]
        and (p.cells["status"] == OPEN or (not p.cells["status"] and bool(p.cells["reason"])))
    ]


def unanswered(s: CheckContext) -> Iterator[Finding]:
    """A point without an answer, in the row where the park answers it."""
    answer = block_of(s).columns["answer"]
    for point in open_points(s):
        row = -1 if point.at is None else point.at
        number = point.cells["number"] or (line(s, answer, row) if row >= 0 else "—")
        yield found(s, "REVIEW_OPEN", answer, max(row, 0), number=number)


def full(s: CheckContext) -> Iterator[Finding]:
    """More points than the record has rows: what people wrote stands first, the least differences
    are left out."""
    left = sum(p.at is None for p in points(s))
    if left and any(p.at is not None for p in points(s)):
        yield found(
            s,
            "RECORD_FULL",
            block_of(s).columns["number"],
            block_of(s).rows - 1,
            count=block_of(s).rows,
            more=left,
        )


CHECKS = (verified, unanswered, full)
