"""How good the data are: shares of emissions by data grade, defaults left, open balances, what is
still to be filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .. import data
from ..core import quality as arithmetic
from ..core import values as v
from ..core.ledger import ROLES
from ..core.values import Numbers
from ..forms import Book
from ..forms.initial import written
from ..forms.ledger import USER
from ..forms.material import MaterialForms
from ..functions.operations import DIRECT
from ..graph import PARK, Field
from . import ledger
from .finding import CheckContext, Finding
from .lines import each, ledger_lines
from .masks import Flat, findings_of
from .material import DEFAULT_WAY, initial_lines
from .reading import (
    Row,
    at_row,
    found,
    known,
    listed,
    materials,
    part,
    percent,
    plain,
    rows,
    threshold,
)
from .record import open_points
from .required import required


@dataclass(frozen=True)
class Quality:
    """The state of the data. Shares are EMPTY where there is nothing to share.

    `grades` are the shares of absolute emissions by data grade 1–4, `backed` that of grades 1 and
    2, `defaults` the share of flow lines left at their default; `complete` is the share of answers
    given among those asked for.
    """

    grades: tuple[float, ...]
    backed: float
    defaults: float
    open_balances: int
    open_points: int
    complete: float

    def to_dict(self) -> dict[str, object]:
        """For JSON: shares as numbers or null."""
        plain = {
            k: None if isinstance(x, float) and not known(x) else x for k, x in vars(self).items()
        }
        return plain | {
            "grades": {
                str(g): x if known(x) else None
                for g, x in zip(arithmetic.GRADES, self.grades, strict=True)
            }
        }


def quality(s: CheckContext) -> Quality:
    """The state of the data of a context."""
    kept: Quality | None = vars(s).get("_quality")
    if kept is None:
        shares = arithmetic.grade_shares(*_graded(s, materials(s)))
        lines = [(form, r) for form in materials(s) for r in _lines(s, form)]
        defaults = sum(is_default(form, r) for form, r in lines) / len(lines) if lines else v.EMPTY
        kept = vars(s)["_quality"] = Quality(
            tuple(shares.tolist()),
            arithmetic.backed(shares),
            defaults,
            sum(f.code == "BALANCE_OPEN" for f in findings_of(s, ledger.balance)),
            len(open_points(s)),
            complete(s),
        )
    return kept


def reported_fields(s: CheckContext) -> dict[str, object]:
    """What there is to say of the data: of an index alone, how complete they are and which points
    are open."""
    if isinstance(s.book, Book):
        return quality(s).to_dict()
    share = complete(s)
    return {"complete": share if known(share) else None, "open_points": len(open_points(s))}


# ---- grades --------------------------------------------------------------------------------------
def _lines(s: CheckContext, form: MaterialForms) -> list[Row]:
    """The flow lines that have an emission."""
    return [r for r in part(s, form, "flows") if r.role in ROLES and plain(r.emission)]


def is_default(form: MaterialForms, row: Row) -> bool:
    """Whether a line is still the default it was written with."""
    return row.way == DEFAULT_WAY and not identity(form, row)


def identity(form: MaterialForms, row: Row) -> bool:
    """Whether a line only repeats its mass, like one tonne displaced per tonne displaced: nothing
    there to measure."""
    line = initial_lines(form.material.id).get(row.item)
    return (
        line is not None
        and line.rate == 1
        and line.rate_unit == "t/t"
        and row.quantity != DIRECT
        and row.way in ("", DEFAULT_WAY)
        and row.rate_used == 1
    )


def grades_of(s: CheckContext, form: MaterialForms) -> tuple[float, ...]:
    """The shares of a material's absolute emissions by data grade 1–4."""
    return tuple(arithmetic.grade_shares(*_graded(s, [form])).tolist())


def _graded(s: CheckContext, forms: Iterable[MaterialForms]) -> tuple[Numbers, Numbers]:
    """The emission of every line, and which part of it is of which grade. Lines that only repeat a
    mass have the grades of the ledger rows behind it; what names no way of collection counts as a
    default."""
    emissions, parts = [], []
    for form in forms:
        of_mass = _mass_parts(s, form.material.name)
        for row in _lines(s, form):
            emissions.append(plain(row.emission))
            parts.append(of_mass if identity(form, row) else _of_way(row.way))
    return np.array(emissions), np.array(parts).reshape(-1, len(arithmetic.GRADES))


def _of_way(way: str) -> Numbers:
    worst = arithmetic.GRADES[-1]
    return arithmetic.all_of(
        next((w.grade for w in data.collection_ways() if w.name == way), worst)
    )


def _mass_parts(s: CheckContext, material: str) -> Numbers:
    """The shares of a material's recycled mass by grade."""
    of = ledger_lines(s)
    users = of.has("material", material) & of.has("role", USER)
    masses = of.tonnes("utilised_used")[users]
    parts = each(_of_way, of.texts("way"))
    of_users = [parts[way] for way in of["way"][users].tolist()]
    shares = arithmetic.grade_shares(
        np.where(np.isnan(masses), 0.0, masses),
        np.array(of_users).reshape(-1, len(arithmetic.GRADES)),
    )
    return _of_way("") if np.isnan(shares).any() else shares


# ---- completeness --------------------------------------------------------------------------------
_OF_PARK: tuple[Callable[[CheckContext], Iterator[Finding]], ...] = (
    ledger.empty_ledger,
    ledger.incomplete_rows,
)


def complete(s: CheckContext) -> float:
    """Answers given ÷ (given + missing): of the inputs that are required or that results are
    computed from. Values that a workbook is made with are no answers; a requirement that cannot be
    judged yet misses one."""
    circular = isinstance(s.book, Book)
    missing = len(
        {
            (f.sheet, f.cell)
            for check in (required, *(_OF_PARK if circular else ()))
            for f in findings_of(s, check)
        }
    )
    answers = (s.park_book.conformity.basic, s.park_book.conformity.management) if circular else ()
    missing += sum(r.judged == v.PENDING_TEXT for b in answers for r in rows(s, b))
    given = _given(s)
    return given / (given + missing) if given + missing else v.EMPTY


def _asked_for(s: CheckContext) -> list[Field]:
    read = s.book.graph.read
    return [f for f in s.book.graph.inputs() if f.writer == PARK and (f.required or f.id in read)]


def _given(s: CheckContext) -> int:
    """How many cells a person answered, of those asked for."""
    asked, initial = _asked_for(s), written(s.book)
    numbers = [f for f in asked if not f.is_text]
    now = Flat(numbers, [s.values[f.id] for f in numbers]).values
    before = Flat(numbers, [initial[f.id] for f in numbers]).values
    count = int(np.sum((now != before) & ~v.is_state(now, v.EMPTY) & ~v.is_state(now, v.PENDING)))
    for field in asked:
        if field.is_text:
            words = s.values[field.id]
            count += int(
                np.sum((words != "") & (words != initial[field.id]) & (words != v.PENDING_TEXT))
            )
    return count


# ---- findings ------------------------------------------------------------------------------------
def default_share(s: CheckContext) -> Iterator[Finding]:
    """How many lines of a material are still defaults, and how much of the absolute emissions they
    carry."""
    for form in materials(s):
        lines = _lines(s, form)
        total = sum(abs(r.emission) for r in lines)
        defaults = [r for r in lines if is_default(form, r)]
        if defaults:
            yield at_row(
                s,
                "LINE_DEFAULT_SHARE",
                defaults[0],
                "way",
                material=form.material.name,
                count=len(defaults),
                share=percent(sum(abs(r.emission) for r in defaults) / total),
            )


def low_grades(s: CheckContext) -> Iterator[Finding]:
    """Too small a share of absolute emissions is backed by data of grades 1 and 2; the largest
    others are named."""
    share = quality(s).backed
    if not known(share) or share >= threshold("low_grade_share"):
        return
    emissions, parts = _graded(s, materials(s))
    names = [f"{form.material.name}·{r.item}" for form in materials(s) for r in _lines(s, form)]
    open_weights = np.abs(emissions) * (1 - parts[:, : arithmetic.BACKED].sum(-1))
    largest = [
        name for weight, name in sorted(zip(-open_weights, names, strict=True)) if weight < 0
    ]
    yield found(
        s,
        "LOW_GRADE_SHARE",
        s.park_book.results.totals["reduction"],
        value=percent(share),
        items=listed(largest),
    )


CHECKS = (default_share, low_grades)
