"""The rows of the standards: one frozen dataclass per table, a field per column (notation: see
`factor_rows`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import TypeVar

ANY = "*"
"""As route of a parameter or flow line: every route of its material."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message of the catalogue. The texts hold placeholders in braces."""

    code: str
    severity: str
    sheet: str
    message_zh: str
    hint_zh: str
    message_en: str
    hint_en: str
    why: str

    @property
    def fields(self) -> frozenset[str]:
        """The placeholders of the Chinese texts; the English ones have the same."""
        return placeholders(self.message_zh, self.hint_zh)

    def text(self, fields: Mapping[str, object], english: bool = False) -> tuple[str, str]:
        """Message and hint with the placeholders filled; KeyError where a field is missing."""
        pair = (self.message_en, self.hint_en) if english else (self.message_zh, self.hint_zh)
        return pair[0].format_map(fields), pair[1].format_map(fields)


@dataclass(frozen=True, slots=True)
class ReportNote:
    """A finding that the report tells, and the kind it is told under."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Material:
    """A material of S1. `has_method` is False where S1 gives no method to compute a reduction."""

    id: str
    name: str
    name_en: str
    group: str
    annex: str
    has_method: bool
    reference: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Route:
    """A recycling route of a material, its product, and the band in which a reduction per tonne is
    plausible."""

    material: str
    route: str
    is_default: bool
    product: str
    plausible_low: float
    plausible_high: float
    unit: str
    reference: str
    basis: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the method (w, Y, SR, f_s …) with its default, the conservative value and the
    allowed range."""

    material: str
    route: str
    symbol: str
    name: str
    default: float | None
    conservative: float | None
    unit: str
    min: float
    max: float
    reference: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A flow line a material is made with: activity = `quantity` · `share` · `rate`, emission =
    activity · factor."""

    material: str
    route: str
    order: int
    role: str
    item: str
    quantity: str
    share: str
    symbol: str
    rate: float | None
    rate_unit: str
    factor_key: str
    required: bool
    needs_evidence: bool
    hint: str
    reference: str
    basis: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a rate of a flow line refers to. `unit` is empty for direct entry; `share` is the
    parameter it contains."""

    name: str
    name_en: str
    unit: str
    share: str
    note: str


@dataclass(frozen=True, slots=True)
class CollectionWay:
    """How a figure was obtained (获取方式): its data grade 1–4 and whether it is primary data."""

    name: str
    name_en: str
    grade: int
    primary: bool
    reference: str
    basis: str


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence: the best data grade a figure resting on it may claim, and whether it must
    be dated within the year of evaluation."""

    name: str
    name_en: str
    grade: int
    of_year: bool
    reference: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A type of evaluator and the words of its report: headline, who it is, statement,
    qualification, seal, and what the park confirms."""

    party: str
    party_en: str
    headline: str
    evaluator: str
    statement: str
    qualification: str
    seal: str
    confirmation: str
    clause: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement: answered yes or no, by a certificate, or as a quantity against `target` (in
    `unit`)."""

    id: str
    group: str
    kind: str
    text: str
    evidence: str
    unit: str
    target: float | None
    target_basis: str
    clause: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the system boundary, and the flow lines that belong to it: role, quantities and
    categories of the factor; the first process that fits a line is its own."""

    id: str
    process: str
    process_en: str
    role: str
    quantities: tuple[str, ...]
    categories: tuple[str, ...]
    clause: str
    basis: str
    note: str

    def holds(self, role: str, quantity: str, category: str) -> bool:
        """Whether a flow line belongs here."""
        return role == self.role and all(
            ANY in words or word in words
            for words, word in ((self.quantities, quantity), (self.categories, category))
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the evaluation (评价流程)."""

    id: str
    step: str
    step_en: str
    clause: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the decision table: the states that lead to a verdict, and why in words. The first
    that fits decides."""

    order: int
    basic: str
    management: str
    limits: str
    rates: str
    verdict: str
    words: str
    words_en: str
    clause: str
    basis: str


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A point where the sources disagree, and how it is handled. `weight` is H, M or L by its
    effect on numbers."""

    number: int
    standards: tuple[str, ...]
    place: str
    text: str
    handling: str
    text_en: str
    handling_en: str
    weight: str


@dataclass(frozen=True, slots=True)
class Clause:
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of a standard that decides or warns, with its clause; `requirement` names the row
    that repeats it."""

    id: str
    value: float
    unit: str
    words: str
    words_en: str
    clause: str
    basis: str
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A scenario of S1: materials that share one rate, and the threshold of that rate."""

    id: str
    name: str
    name_en: str
    scenario: str
    rate_name: str
    rate_name_en: str
    threshold: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A document: what it is, its title and the short one it is cited by, the tables in its folder,
    the clauses used, thresholds and groups. The data refer to it by its code."""

    id: str
    code: str
    title: str
    title_en: str
    short: str
    short_en: str
    kind: str
    status: str
    tables: tuple[str, ...]
    clauses: tuple[Clause, ...]
    thresholds: tuple[Threshold, ...]
    groups: tuple[Group, ...]

    @property
    def introduced(self) -> str:
        """Its title, with the short one it is cited by from here on."""
        return f"《{self.title}》（以下简称《{self.short}》）"

    @property
    def called(self) -> str:
        """What cells call it, as a help beside its title."""
        return f"表中简称《{self.short}》"

    def threshold(self, id: str) -> Threshold:
        """The threshold of an id; KeyError where the document has none of that name."""
        return _by_id(self.thresholds, self.id, id)

    def group(self, id: str) -> Group:
        """The group of materials of an id; KeyError where the document has none of that name."""
        return _by_id(self.groups, self.id, id)


_Named = TypeVar("_Named", Threshold, Group)


def placeholders(*texts: str) -> frozenset[str]:
    """The names in braces of format texts."""
    return frozenset(
        name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None
    )


def _by_id(rows: tuple[_Named, ...], where: str, id: str) -> _Named:
    for row in rows:
        if row.id == id:
            return row
    raise KeyError(f"{where}: {id}")
