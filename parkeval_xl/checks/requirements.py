"""符合性: answers, certificates and their validity, completion of targets, exceedances (S1 4.4,
5.2)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from math import nan

from .. import data
from ..forms.park import INCLUDED
from ..functions.operations.judgements import CERTIFICATE, CONFORMS, FAILS, NOT_APPLIES, QUANTITY
from ..graph import Block
from .finding import CheckContext, Finding
from .reading import (
    LONGEST_NAME,
    Row,
    at_row,
    empty,
    is_empty,
    known,
    listed,
    materials,
    one,
    part,
    percent,
    plain,
    rows,
    shown,
)

GAS, WATER = "GB 16297", "GB 8978"


def _rows(s: CheckContext, *blocks: Block) -> Iterator[Row]:
    for block in blocks:
        yield from rows(s, block)


def _name(row: Row) -> str:
    """A requirement in a message: its number and the beginning of its text."""
    text = row.text.partition("：")[0].partition("，")[0]
    return f"{row.no} {text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + '…'}"


def started(s: CheckContext) -> bool:
    """Whether anything was answered: of an unfilled sheet one finding a table says that it is to be
    filled."""
    forms = s.park_book.conformity
    return any(
        r.answer_used or known(r.cells.get("actual_used", nan))
        for r in _rows(s, forms.basic, forms.management)
    )


def unanswered(s: CheckContext) -> Iterator[Finding]:
    """A requirement without an answer leaves the verdict open."""
    forms = s.park_book.conformity
    for block in (forms.basic, forms.management):
        open_rows = [r for r in rows(s, block) if _open(r)]
        for row in open_rows if started(s) else open_rows[:1]:
            label = _name(row) if started(s) else f"{block.title}，{block.rows} 项"
            yield at_row(s, "REQUIREMENT_UNANSWERED", row, "answer", label=label)


def _open(row: Row) -> bool:
    """Whether a yes or no is missing; quantities that are missing are findings of their own
    cells."""
    return row.kind != QUANTITY and not row.answer_used and row.cells.get("applies") != NOT_APPLIES


def figures(s: CheckContext) -> Iterator[Finding]:
    """A management indicator that is a quantity needs its target and its actual value."""
    block = s.park_book.conformity.management
    for row in rows(s, block) if started(s) else ():
        if row.kind == QUANTITY and row.applies != NOT_APPLIES:
            for key, value in (("target", row.target), ("actual", row.actual_used)):
                if is_empty(value):
                    yield empty(s, block.columns[key], row.number)


def failed(s: CheckContext) -> Iterator[Finding]:
    """What is not met, each with its cell: any of them turns the verdict."""
    forms = s.park_book.conformity
    for row in _rows(s, forms.basic, forms.management):
        if row.judged == FAILS and row.kind != QUANTITY and row.answer_used == FAILS:
            yield at_row(s, "REQUIREMENT_FAILED", row, "answer", label=_name(row))


def completion(s: CheckContext) -> Iterator[Finding]:
    """A target that was not reached."""
    for row in rows(s, s.park_book.conformity.management):
        if row.judged == FAILS and known(row.completion):
            yield at_row(
                s,
                "COMPLETION_LOW",
                row,
                "completion",
                label=_name(row),
                value=f"{percent(row.completion)}%",
                target=f"{shown(row.target)}{row.unit}",
            )


def targets(s: CheckContext) -> Iterator[Finding]:
    """A target below the suggested one is named: with a lower bar everybody passes."""
    for row in rows(s, s.park_book.conformity.management):
        if known(row.target) and row.target <= 0:
            yield at_row(
                s, "NUMBER_RANGE", row, "target", value=shown(row.target), low="0（不含）", high="∞"
            )
        suggested = row.block.initial[row.number].get("target")
        if suggested is not None and known(row.target) and row.target != suggested:
            yield at_row(
                s,
                "TARGET_CHANGED",
                row,
                "target",
                label=_name(row),
                value=shown(row.target),
                rule=shown(suggested),
                reason=row.reason or "（未写）",
            )


def reasons(s: CheckContext) -> Iterator[Finding]:
    """不适用 takes an indicator out of the verdict, so it needs a reason."""
    for row in rows(s, s.park_book.conformity.management):
        if row.applies == NOT_APPLIES and not row.reason:
            yield at_row(s, "NOT_APPLICABLE_NO_REASON", row, "reason", label=_name(row))


def certificates(s: CheckContext) -> Iterator[Finding]:
    """A certificate has number, issuer and validity, covers the year, and better also the validity
    of the report."""
    year_end = s.book.plan.year * 10000 + 1231
    until_report = _day(one(s, "evaluation.valid_until"))
    for row in rows(s, s.park_book.conformity.basic):
        if row.kind != CERTIFICATE or row.answer_used != CONFORMS:
            continue
        words = {"label": _name(row), "number": row.cells["number"] or "—", "date": row.until_used}
        if not (row.cells["number"] and row.issuer and row.until_used):
            yield at_row(s, "CERT_MISSING", row, "number", label=_name(row))
        if known(row.valid_day) and row.valid_day < year_end:
            yield at_row(s, "CERT_EXPIRED", row, "valid_until", **words)
        elif known(row.valid_day) and until_report and row.valid_day < until_report:
            yield at_row(s, "CERT_EXPIRING", row, "valid_until", **words)


def unbacked(s: CheckContext) -> Iterator[Finding]:
    """An answer rests on a document. One finding a table, at its first gap."""
    forms = s.park_book.conformity
    for block in (forms.basic, forms.management, forms.limits):
        gaps = [r for r in rows(s, block) if r.judged in (CONFORMS, FAILS) and not r.evidence]
        if gaps:
            label = f"{block.title} {len(gaps)} 处（{listed(r.no for r in gaps)}）"
            yield at_row(s, "EVIDENCE_MISSING", gaps[0], "evidence", label=label)


def _day(text: str) -> int:
    """A date as a number like 20250630; 0 where it is none."""
    try:
        return int(datetime.date.fromisoformat(text).strftime("%Y%m%d"))
    except ValueError:
        return 0


def exceedances(s: CheckContext) -> Iterator[Finding]:
    """Discharges beyond their limits in the year must be 0 (S1 5.2)."""
    for row in rows(s, s.park_book.conformity.limits):
        if known(row.actual_used) and row.actual_used > row.target:
            yield at_row(
                s,
                "EXCEEDANCE",
                row,
                "actual",
                count=shown(row.actual_used),
                standard=f"{WATER}、{GAS}",
            )
        elif known(row.actual_used) and row.actual_used < 0:
            yield at_row(s, "NEGATIVE_QUANTITY", row, "actual", value=shown(row.actual_used))


def boundary(s: CheckContext) -> Iterator[Finding]:
    """A process left out of the boundary is named with its reason, and its flows must not be
    counted (S1 4.6)."""
    known_processes = {p.process: p for p in data.processes()}
    for row in rows(s, s.park_book.park.boundary):
        if row.included != INCLUDED[1]:
            continue
        if not row.reason:
            yield at_row(s, "NOT_APPLICABLE_NO_REASON", row, "reason", label=row.process)
        lines = (
            list(counted(s, known_processes[row.process])) if row.process in known_processes else []
        )
        if lines:
            yield at_row(
                s,
                "BOUNDARY_STILL_COUNTED",
                row,
                "included",
                process=row.process,
                count=len(lines),
                items=listed(lines),
            )
        else:
            yield at_row(
                s,
                "BOUNDARY_EXCLUDED",
                row,
                "included",
                process=row.process,
                reason=row.reason or "（未写）",
            )


def counted(s: CheckContext, process: data.Process) -> Iterator[str]:
    """The flow lines of a process that have an emission."""
    for form in materials(s):
        for row in part(s, form, "flows"):
            if (
                plain(row.emission)
                and process_of(row.role, row.quantity, row.factor_key) is process
            ):
                yield f"{form.material.name}·{row.item or row.role}"


def process_of(role: str, quantity: str, factor: str) -> data.Process | None:
    """The process a flow line belongs to; None where its role is none."""
    category = next((f.category for f in data.factors() if f.key == factor), "")
    return next((p for p in data.processes() if p.holds(role, quantity, category)), None)


CHECKS = (
    unanswered,
    figures,
    failed,
    completion,
    targets,
    reasons,
    certificates,
    exceedances,
    unbacked,
    boundary,
)
