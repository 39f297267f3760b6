"""How well figures are backed: defaults, data grades, evidence, and what the assessor changed (METHOD 10)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import data
from ..core import values as v
from ..core.ledger import ROLES
from ..forms.ledger import USER
from ..forms.material import MaterialForms
from ..functions.operations import DIRECT
from ..graph import ASSESSOR, EFFECTIVE, Block, Field, Values, view
from .finding import Finding, Situation
from .ledger import ledger_rows, tonnes
from .material import DEFAULT_WAY, born_lines, same
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
    row_name,
    rows,
    shown,
    threshold,
)

BACKED_GRADE = 2
MOST_VERIFIED = 40  # of so many verified figures the effect on the result is computed, largest difference first


def default_share(s: Situation) -> Iterator[Finding]:
    """How many lines of a material are still defaults, and how much of the absolute emissions they carry."""
    for form in materials(s):
        lines = [r for r in part(s, form, "flows") if r.role in ROLES and plain(r.emission)]
        total = sum(abs(r.emission) for r in lines)
        defaults = [r for r in lines if r.way == DEFAULT_WAY and not identity(form, r)]
        if defaults:
            yield at_row(s, "LINE_DEFAULT_SHARE", defaults[0], "way", material=form.material.name, count=len(defaults),
                         share=percent(sum(abs(r.emission) for r in defaults) / total))


def identity(form: MaterialForms, row: Row) -> bool:
    """Whether a line only repeats its mass, like one tonne displaced per tonne displaced: nothing there to measure."""
    line = born_lines(form.material.id).get(row.item)
    return line is not None and line.rate == 1 and line.rate_unit == "t/t" and row.quantity != DIRECT \
        and row.way in ("", DEFAULT_WAY) and row.rate_used == 1


def low_grades(s: Situation) -> Iterator[Finding]:
    """The share of absolute emissions backed by data of grades 1 and 2. Lines that only repeat a mass have the grade of
    the ledger rows behind it."""
    total = backed = 0.0
    open_lines: list[tuple[float, str]] = []
    for form in materials(s):
        for row in part(s, form, "flows"):
            weight = abs(plain(row.emission))
            share = _mass_backed(s, form.material.name) if identity(form, row) else float(_good(row.way))
            total, backed = total + weight, backed + weight * share
            open_lines.append((-weight * (1 - share), f"{form.material.name}·{row.item}"))
    if total > 0 and backed / total < threshold("low_grade_share"):
        largest = [name for weight, name in sorted(open_lines) if weight < 0]
        yield found(s, "LOW_GRADE_SHARE", s.book.results.totals["reduction"], value=percent(backed / total),
                    items=listed(largest))


def _good(way: str) -> bool:
    return any(w.name == way and w.grade <= BACKED_GRADE for w in data.collection_ways())


def _mass_backed(s: Situation, material: str) -> float:
    """The share of a material's recycled mass that is of grades 1 and 2."""
    users = [r for r in ledger_rows(s) if r.material == material and r.role == USER]
    total = sum(plain(tonnes(r, "utilised_used")) for r in users)
    return sum(plain(tonnes(r, "utilised_used")) for r in users if _good(r.way)) / total if total > 0 else 0.0


def evidence(s: Situation) -> Iterator[Finding]:
    """Figures other than defaults need an evidence number. One finding a table, at its first gap."""
    open_rows = [r for r in ledger_rows(s) if not r.evidence and any(known(r.cells[k]) for k in ("intake", "utilised"))]
    yield from _gaps(s, open_rows, s.book.ledger.title, "enterprise")
    for form in s.book.materials:
        name, lines = form.material.name, born_lines(form.material.id)
        typed = [r for r in part(s, form, "parameters") if _entered(r, "value") and not r.evidence]
        yield from _gaps(s, typed, f"{name}·参数", "name")
        flows = [r for r in part(s, form, "flows") if _entered(r, "rate") and not r.evidence
                 and (r.item not in lines or lines[r.item].needs_evidence)]
        yield from _gaps(s, flows, f"{name}·流项", "item")
    replaced = [r for r in rows(s, s.book.factors) if known(r.override) and not r.evidence]
    yield from _gaps(s, replaced, "因子替换值", "key")


def _entered(row: Row, key: str) -> bool:
    """Whether a figure is more than the default the row was written with."""
    born = row.block.born[row.number].get(key) if row.number < len(row.block.born) else None
    return known(row.cells[key]) and not (row.way in ("", DEFAULT_WAY) and same(row.cells[key], born))


def _gaps(s: Situation, open_rows: list[Row], title: str, naming: str) -> Iterator[Finding]:
    if open_rows:
        label = f"{title} {len(open_rows)} 处（{listed(row_name(s, r, naming) for r in open_rows)}）"
        yield at_row(s, "EVIDENCE_MISSING", open_rows[0], "evidence", label=label)


def verified(s: Situation) -> Iterator[Finding]:
    """A verified figure that differs needs a reason, and the park's consent where it moves a result by more than the
    materiality line: the effect is that of this figure alone."""
    changed = list(_changed(s))
    for row, field, _ in changed:
        if not row.cells.get("remark"):
            yield at_row(s, "VERIFIED_NO_REASON", row, field.key, value=shown(row.cells[field.key]))
    limit = threshold("materiality")
    for row, field, difference in sorted(changed, key=lambda c: -c[2])[:MOST_VERIFIED]:
        effect = _effect(s, field, row.number)
        if effect > limit:
            yield at_row(s, "VERIFIED_MATERIAL", row, field.key, diff=percent(difference), effect=percent(effect),
                         limit=percent(limit))


def _changed(s: Situation) -> Iterator[tuple[Row, Field, float]]:
    """Verified figures that differ from the reported ones, with the relative difference."""
    for block in _reviewed(s):
        for row in rows(s, block):
            for field in block.columns.values():
                key = field.key.removesuffix("_verified")
                if field.writer != ASSESSOR or key == field.key or field.is_text or not known(row.cells[field.key]):
                    continue
                reported, checked = row.cells[key], row.cells[field.key]
                if not same(checked, reported if known(reported) else None):
                    base = abs(plain(reported))
                    yield row, field, abs(checked - plain(reported)) / base if base else 1.0


def _reviewed(s: Situation) -> Iterator[Block]:
    for block in s.book.graph.blocks.values():
        if any(c.writer == ASSESSOR and c.key.endswith("_verified") for c in block.columns.values()):
            yield block


def _effect(s: Situation, field: Field, row: int) -> float:
    """By what share the total reduction or a rate moves when this one verified figure is taken back; the larger."""
    without = dict(s.inputs)
    column = s.values[field.id].copy()
    column[row] = v.EMPTY
    without[field.id] = column
    before, after = _outcome(s, s.book.graph.run(without)), _outcome(s, s.values)
    moves = [abs(a - b) / abs(b) for b, a in zip(before, after, strict=True) if known(a) and known(b) and b != 0]
    return max(moves, default=0.0)


def _outcome(s: Situation, values: Values) -> list[float]:
    fields = [s.book.results.totals["reduction"], s.book.results.rates.columns["rate"]]
    out: list[float] = []
    for field in fields:
        effective = view(values[field.id], field, EFFECTIVE)
        out += [float(effective)] if field.block is None else effective.tolist()
    return out


CHECKS = (default_share, low_grades, evidence, verified)
