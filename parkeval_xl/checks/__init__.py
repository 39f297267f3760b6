"""Checks on data: every rule runs, every finding is returned. The audit of the file itself is
`audit`."""

from __future__ import annotations

from dataclasses import replace

from .. import data
from ..workbook.refs import parse_cell
from . import (
    base_data,
    cells,
    evidence,
    factors,
    firm_rows,
    flow_lines,
    index_rules,
    ledger,
    material,
    park,
    quality,
    record,
    required,
    requirements,
    restated,
    results,
    units,
    waste,
)
from .finding import Check, CheckContext, Finding, sorted_findings
from .masks import findings_of

LEDGER = "ledger"  # only workbooks of a park have one

__all__ = ["CHECKS", "checks_of", "condensed", "run_checks"]

# what is checked, and the list of a workbook that must be there for it ("": any workbook)
_GROUPS: tuple[tuple[tuple[Check, ...], str], ...] = (
    (cells.CHECKS, ""),
    (restated.CHECKS, ""),
    (units.CHECKS, LEDGER),
    (required.CHECKS, ""),
    (park.CHECKS, LEDGER),
    (requirements.CHECKS, LEDGER),
    (base_data.CHECKS, "base"),
    (firm_rows.CHECKS, "firms"),
    (restated.OF_FIRMS, "firms"),
    (ledger.CHECKS, LEDGER),
    (restated.OF_LEDGER, LEDGER),
    (waste.CHECKS, LEDGER),
    (factors.CHECKS, LEDGER),
    (material.CHECKS, LEDGER),
    (flow_lines.CHECKS, LEDGER),
    (results.CHECKS, LEDGER),
    (index_rules.CHECKS, "base"),
    (evidence.OF_LEDGER, LEDGER),
    (evidence.CHECKS, "evidence"),
    (quality.CHECKS, LEDGER),
    (record.CHECKS, "review"),
)
CHECKS: tuple[Check, ...] = tuple(check for checks, _ in _GROUPS for check in checks)
MANY = 8  # of more findings of one code in one column only the first few are written out
SHOWN = 5
_SUBJECTS = ("label", "enterprise", "factor", "material", "item")


def checks_of(context: CheckContext) -> list[Check]:
    """The checks that the lists of a workbook give something to look at."""
    there = ("", *context.book.graph.blocks)
    return [check for checks, block in _GROUPS if block in there for check in checks]


def run_checks(context: CheckContext) -> list[Finding]:
    """All findings on the data, the gravest first, then by sheet and cell; many alike in one column
    are summed up."""
    found = [finding for check in checks_of(context) for finding in findings_of(context, check)]
    found += results.unexplained(context, found)
    return condensed(sorted_findings(found, context.book))


def condensed(found: list[Finding]) -> list[Finding]:
    """The findings, of more than `MANY` of one code in one column the first few; the last of them
    counts the rest."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for i, finding in enumerate(found):
        column = parse_cell(finding.cell)[1] if finding.cell else -1
        groups.setdefault((finding.code, finding.sheet, column), []).append(i)
    out: dict[int, Finding] = dict(enumerate(found))
    for group in groups.values():
        if len(group) > MANY:
            last, rest = group[SHOWN - 1], group[SHOWN:]
            out[last] = _with_count(found[last], len(rest))
            for i in rest:
                del out[i]
    return list(out.values())


def _with_count(finding: Finding, more: int) -> Finding:
    shown = data.finding(finding.code).fields
    subject = next((key for key in _SUBJECTS if key in shown), None)
    if subject is None:
        return finding
    return replace(
        finding, words={**finding.words, subject: f"{finding.words[subject]}（同列另有 {more} 处）"}
    )
