"""Faults of the documents, their thresholds and requirements, of the findings and of the list of
inconsistencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.quality import GRADES
from ..library import Library
from ..standard_rows import Finding, Requirement, Standard, placeholders
from .common import is_unit, repeated, sourced, unknown

_SEVERITIES = ("错误", "警告", "提示")
_KINDS = ("yes_no", "certificate", "quantity")
_WEIGHTS = ("H", "M", "L")
_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


def examine(library: Library) -> Iterator[str]:
    """Everything about documents but the tables of the method."""
    yield from repeated("standard.toml", (s.code for s in library.standards.values()))
    for folder, document in library.standards.items():
        yield from _document(folder, document, library)
        if "requirements" in document.tables:
            yield from _requirements(folder, document, library)
    yield from repeated("findings.csv", (row.code for row in library.finding_rows))
    for row in library.finding_rows:
        yield from _finding(row)
    yield from repeated("report_notes.csv", (row.code for row in library.report_notes))
    for note in library.report_notes:
        yield from unknown("report_notes.csv", "code", note.code, library.findings)
    yield from _evaluation(library)
    yield from _data_quality(library)
    codes = {s.code for s in library.standards.values()}
    numbers = [row.number for row in library.inconsistencies]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "inconsistencies.csv: numbers do not run from 1 without a gap"
    for point in library.inconsistencies:
        where = f"inconsistencies.csv {point.number}"
        for code in point.standards:
            yield from unknown(where, "standard", code, codes)
        yield from unknown(where, "weight", point.weight, _WEIGHTS)
        if not (point.text and point.handling and point.text_en and point.handling_en):
            yield f"{where}: text or handling is missing"


def _document(folder: str, document: Standard, library: Library) -> Iterator[str]:
    where = f"{folder}/standard.toml"
    if document.id != folder:
        yield f"{where}: id '{document.id}' differs from the folder"
    if not (document.title and document.title_en and document.clauses):
        yield f"{where}: no title in both languages, or no clauses"
    for name in sorted(set(document.tables) ^ set(library.names(folder))):
        yield f"{where}: table '{name}' is declared and missing, or there and not declared"
    yield from repeated(where, (t.id for t in document.thresholds))
    for threshold in document.thresholds:
        place = f"{where} {threshold.id}"
        yield from sourced(place, threshold.clause, threshold.basis, {b.id for b in library.bases})
        yield from unknown(place, "clause", threshold.clause, {c.number for c in document.clauses})
        if not is_unit(threshold.unit, library.unit_table):
            yield f"{place}: unit '{threshold.unit}' is unknown"
    for group in document.groups:
        yield from unknown(
            f"{where} {group.id}", "threshold", group.threshold, {t.id for t in document.thresholds}
        )


def _requirements(folder: str, document: Standard, library: Library) -> Iterator[str]:
    rows = {row.id: row for row in library.requirements(folder)}
    where = f"{folder}/requirements.csv"
    yield from repeated(where, (row.id for row in library.requirements(folder)))
    for row in rows.values():
        yield from _requirement(f"{where} {row.id}", row, library)
    for threshold in document.thresholds:
        repeats = rows.get(threshold.requirement)
        if threshold.requirement and (
            repeats is None or not _same(threshold.value, threshold.unit, repeats, library)
        ):
            yield f"{where}: '{threshold.requirement}' does not repeat the threshold {threshold.id}"


def _evaluation(library: Library) -> Iterator[str]:
    """Boundary, steps and verdict of S1: unique, sourced, and a verdict for whatever states there
    are."""
    bases = {b.id for b in library.bases}
    for name, rows in (("boundary", library.processes), ("steps", library.steps)):
        yield from repeated(name, (row.id for row in rows))
        for row in rows:
            yield from sourced(f"{name} {row.id}", row.clause, row.basis, bases)
    yield from repeated("evaluators.csv", (row.party for row in library.evaluators))
    for one in library.evaluators:
        yield from sourced(f"evaluators.csv {one.party}", one.clause, one.basis, bases)
        if not all(
            (
                one.headline,
                one.evaluator,
                one.statement,
                one.qualification,
                one.seal,
                one.confirmation,
            )
        ):
            yield f"evaluators.csv {one.party}: words of the report are missing"
    rules = library.verdict_rules
    if [r.order for r in rules] != list(range(1, len(rules) + 1)):
        yield "verdict.csv: rules are not numbered in their order"
    for rule in rules:
        yield from sourced(f"verdict {rule.order}", rule.clause, rule.basis, bases)


def _data_quality(library: Library) -> Iterator[str]:
    """Ways of collection and kinds of evidence: unique, sourced, of a grade 1–4."""
    bases = {b.id for b in library.bases}
    for name, rows in (
        ("collection_ways", library.collection_ways),
        ("evidence_kinds", library.evidence_kinds),
    ):
        yield from repeated(f"{name}.csv", (row.name for row in rows))
        for row in rows:
            yield from sourced(f"{name}.csv {row.name}", row.reference, row.basis, bases)
            if row.grade not in GRADES:
                yield f"{name}.csv {row.name}: grade {row.grade} is none of 1–4"


def _requirement(where: str, row: Requirement, library: Library) -> Iterator[str]:
    yield from sourced(where, row.clause, row.basis, {b.id for b in library.bases})
    yield from unknown(where, "kind", row.kind, _KINDS)
    if (row.target is None) != (not row.target_basis):
        yield f"{where}: a target has a basis and a basis a target"
    if row.target_basis:
        yield from unknown(where, "target basis", row.target_basis, {b.id for b in library.bases})
    if (row.kind == "quantity") != bool(row.unit):
        yield f"{where}: a quantity has a unit, the others have none"
    elif row.unit and not is_unit(row.unit, library.unit_table):
        yield f"{where}: unit '{row.unit}' is unknown"


def _same(value: float, unit: str, row: Requirement, library: Library) -> bool:
    """Whether a requirement asks for the value of a threshold, in whatever unit of the same
    dimension."""
    mine, its = library.unit_table.find(unit), library.unit_table.find(row.unit)
    if mine is None or its is None or row.target is None or mine.dimension != its.dimension:
        return False
    return abs(value * mine.scale - row.target * its.scale) < 1e-12


def _finding(row: Finding) -> Iterator[str]:
    where = f"findings.csv {row.code}"
    if not _CODE.fullmatch(row.code):
        yield f"{where}: the code is not in capitals and underscores"
    yield from unknown(where, "severity", row.severity, _SEVERITIES)
    if not all((row.sheet, row.message_zh, row.hint_zh, row.message_en, row.hint_en, row.why)):
        yield f"{where}: a text is missing"
    try:
        chinese, english = row.fields, placeholders(row.message_en, row.hint_en)
    except ValueError as error:
        yield f"{where}: {error}"
        return
    if chinese != english:
        yield (
            f"{where}: placeholders differ between the languages: "
            f"{', '.join(sorted(chinese ^ english))}"
        )
