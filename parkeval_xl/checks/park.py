"""园区信息: required answers, scope against the ledger, who evaluates; and whatever else keeps a total at 待填."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from ..core import values as v
from ..forms.ledger import USER
from ..forms.park import YES
from ..functions.operations import NO
from ..graph import ASSESSOR, RULE, UNIT, Field
from .finding import Finding, Situation
from .ledger import ledger_rows
from .reading import at_row, empty, filled, found, one, rows, same_text
from .trace import Cell, origins, pending

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")


def required(s: Situation) -> Iterator[Finding]:
    """Every empty required input, every 待填 somebody chose, and every gap that makes a computed figure 待填."""
    cells: dict[tuple[str, int | None], Cell] = {}
    for cell in (*_asked_for(s), *_chosen(s), *_gaps(s)):
        cells.setdefault((cell[0].id, cell[1]), cell)
    for field, row in cells.values():
        yield empty(s, field, row)


def _asked_for(s: Situation) -> Iterator[Cell]:
    for field in s.book.graph.inputs():
        if field.required:
            yield from _cells(field, ~filled(s, field))
    scope = s.book.park.scope.columns
    in_scope = s.effective(scope["applies"].id) == YES
    yield from _cells(scope["enterprises"], in_scope & ~filled(s, scope["enterprises"]))


def _chosen(s: Situation) -> Iterator[Cell]:
    for field in s.book.graph.inputs():
        if field.writer != RULE:
            yield from _cells(field, pending(s, field))


def _gaps(s: Situation) -> Iterator[Cell]:
    """The empty inputs that a pending cell reads; missing units, answers and an empty ledger are findings of their own."""
    answered = (s.book.conformity.basic, s.book.conformity.management)
    for (field, row), cells in origins(s, pending, tables=False):
        if field.block in answered:
            continue
        if field.block is not None and row is not None and "rate_used" in field.block.columns \
                and field.key != "rate_used" and _unused(s, field, row):
            continue
        for read, at in cells:
            if read.is_input and read.writer not in (ASSESSOR, RULE) and read.kind != UNIT \
                    and (filled(s, read) if at is None else filled(s, read)[at]) == np.False_:
                yield read, at


def _unused(s: Situation, field: Field, row: int) -> bool:
    """Whether a flow has no rate: an optional line left open asks for nothing."""
    assert field.block is not None
    return bool(v.is_state(s.effective(field.block.columns["rate_used"].id), v.EMPTY)[row])


def _cells(field: Field, where: object) -> Iterator[Cell]:
    if field.block is None:
        if where:
            yield field, None
    else:
        yield from ((field, row) for row in np.flatnonzero(np.asarray(where)).tolist())


def not_applicable(s: Situation) -> Iterator[Finding]:
    """不适用 takes a material out of the result, so it needs a reason."""
    for row in rows(s, s.book.park.scope):
        if row.applies == NO and not row.reason:
            yield at_row(s, "NOT_APPLICABLE_NO_REASON", row, "applies", label=row.material)


def scope(s: Situation) -> Iterator[Finding]:
    """What is declared and what the ledger holds must agree; with an empty ledger there is nothing to compare."""
    lines = ledger_rows(s)
    booked = {row.material for row in lines}
    used = {row.material for row in lines if row.role == USER}
    forms = {f.material.name for f in s.book.materials}
    for row in rows(s, s.book.park.scope):
        if row.applies == NO and row.material in booked:
            yield at_row(s, "SCOPE_UNDECLARED", row, "applies", material=row.material)
        elif row.applies not in ("", NO) and lines and row.material not in (used if row.material in forms else booked):
            missing = f"{row.material}（{USER}）" if row.material in booked else row.material
            yield at_row(s, "SCOPE_EMPTY", row, "applies", material=missing)


def credit_code(s: Situation) -> Iterator[Finding]:
    """A unified social credit code carries a check character (GB 32100-2015); other codes of parks are left alone."""
    code = unicodedata.normalize("NFKC", one(s, "park.code")).strip().upper()
    if _CREDIT_CODE.fullmatch(code) and not credit_code_holds(code):
        yield found(s, "PARK_CODE_WRONG", s.book.park.park["code"], value=code)


def credit_code_holds(code: str) -> bool:
    """Whether the last character checks the others: (31 - sum of value * 3^i mod 31) mod 31 (GB 32100)."""
    if any(c not in _CREDIT_CHARACTERS for c in code):
        return False
    values = [_CREDIT_CHARACTERS.index(c) for c in code]
    total = sum(value * pow(3, i, 31) for i, value in enumerate(values[:-1]))
    return (31 - total % 31) % 31 == values[-1]


def self_review(s: Situation) -> Iterator[Finding]:
    """A third party is somebody else than the park and its management body (S1 4.1)."""
    assessor = one(s, "evaluation.assessor")
    own = {same_text(one(s, "park.name")), same_text(one(s, "park.body"))}
    if one(s, "evaluation.party") == "第三方" and assessor and same_text(assessor) in own:
        yield found(s, "RELATION_SELF_REVIEW", s.book.park.evaluation["assessor"], name=assessor)


CHECKS = (required, not_applicable, scope, credit_code, self_review)
