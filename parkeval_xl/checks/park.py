"""园区信息: scope against the ledger, the code of the park, who evaluates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..forms.ledger import USER
from ..functions.operations import NO
from .finding import CheckContext, Finding
from .lines import ledger_lines
from .reading import at_row, found, one, rows, same_text

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}")


def not_applicable(s: CheckContext) -> Iterator[Finding]:
    """不适用 takes a material out of the result, so it needs a reason."""
    for row in rows(s, s.park_book.park.scope):
        if row.applies == NO and not row.reason:
            yield at_row(s, "NOT_APPLICABLE_NO_REASON", row, "applies", label=row.material)


def scope(s: CheckContext) -> Iterator[Finding]:
    """What is declared and what the ledger holds must agree; with an empty ledger there is nothing
    to compare."""
    of = ledger_lines(s)
    booked = set(of.texts("material"))
    used = set(of["material"][of.has("role", USER)].tolist())
    forms = {f.material.name for f in s.park_book.materials}
    for row in rows(s, s.park_book.park.scope):
        if row.applies == NO and row.material in booked:
            yield at_row(s, "SCOPE_UNDECLARED", row, "applies", material=row.material)
        elif (
            row.applies not in ("", NO)
            and len(of)
            and row.material not in (used if row.material in forms else booked)
        ):
            missing = f"{row.material}（{USER}）" if row.material in booked else row.material
            yield at_row(s, "SCOPE_EMPTY", row, "applies", material=missing)


def credit_code(s: CheckContext) -> Iterator[Finding]:
    """A unified social credit code carries a check character (GB 32100-2015); other codes of parks
    are left alone."""
    code = unicodedata.normalize("NFKC", one(s, "park.code")).strip().upper()
    if _CREDIT_CODE.fullmatch(code) and not credit_code_holds(code):
        yield found(s, "PARK_CODE_WRONG", s.park_book.park.park["code"], value=code)


def credit_code_holds(code: str) -> bool:
    """Whether the last character checks the others: (31 - sum of value * 3^i mod 31) mod 31 (GB
    32100)."""
    if any(c not in _CREDIT_CHARACTERS for c in code):
        return False
    values = [_CREDIT_CHARACTERS.index(c) for c in code]
    total = sum(value * pow(3, i, 31) for i, value in enumerate(values[:-1]))
    return (31 - total % 31) % 31 == values[-1]


def self_review(s: CheckContext) -> Iterator[Finding]:
    """A third party is somebody else than the park and its management body (S1 4.1)."""
    assessor = one(s, "evaluation.assessor")
    own = {same_text(one(s, "park.name")), same_text(one(s, "park.body"))}
    if one(s, "evaluation.party") == "第三方" and assessor and same_text(assessor) in own:
        yield found(
            s, "RELATION_SELF_REVIEW", s.park_book.park.evaluation["assessor"], name=assessor
        )


CHECKS = (not_applicable, scope, credit_code, self_review)
