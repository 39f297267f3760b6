"""企业: complete rows, credit codes, permits, figures that cannot be or hardly are (S2, case
Shangyu)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import data
from ..core import values as v
from ..core.enterprise import UNKNOWN, sector_of
from ..forms.enterprise_results import Assessment, assess, credit_code, source_words
from ..forms.enterprise_scores import limit
from .finding import CheckContext, Finding
from .park import credit_code_holds
from .reading import Row, at_row, empty, is_empty, known, plain, row_name, rows, shown

_FEW = 2  # other firms of a sector that a figure is at least compared with
_LENGTH = 18  # characters of a credit code
_EMITTED = (
    "energy",
    "carbon",
    "nox_actual",
    "so2_actual",
    "voc_actual",
    "cod_actual",
    "ammonia_actual",
)


def firms(s: CheckContext) -> list[Row]:
    """The firms; none where the workbook has no such sheet."""
    block = s.book.graph.blocks.get("firms")
    return rows(s, block) if block is not None else []


def assessment(s: CheckContext) -> Assessment | None:
    """The enterprise index, once a context; None where nothing is entered."""
    if "_enterprise" not in vars(s):
        vars(s)["_enterprise"] = assess(s.book.graph, s.values) if firms(s) else None
    found: Assessment | None = vars(s)["_enterprise"]
    return found


def _who(s: CheckContext, row: Row) -> str:
    return row_name(s, row, "name")


def incomplete(s: CheckContext) -> Iterator[Finding]:
    """Whatever every firm has; a figure that is missing leaves the firm without a total."""
    for column in data.enterprise().columns:
        for row in firms(s) if column.is_required else ():
            cell = row.cells[column.key]
            if is_empty(cell) if column.is_figure else not cell:
                yield empty(s, row.block.columns[column.key], row.number)


def codes(s: CheckContext) -> Iterator[Finding]:
    """A credit code has 18 characters, the last of which checks the others (GB 32100-2015), and is
    one firm's alone."""
    seen: dict[str, Row] = {}
    for row in firms(s):
        code = credit_code(row.credit_code)
        if not code:
            continue
        if len(code) != _LENGTH or not credit_code_holds(code):
            yield at_row(
                s, "FIRM_CODE_WRONG", row, "credit_code", enterprise=_who(s, row), value=code
            )
        if code in seen:
            yield at_row(
                s,
                "FIRM_CODE_DUPLICATE",
                row,
                "credit_code",
                enterprise=_who(s, row),
                other=_who(s, seen[code]),
                value=code,
            )
        seen.setdefault(code, row)


def sectors(s: CheckContext) -> Iterator[Finding]:
    """A code that is none leaves the firm without a score; a firm alone in its sector is compared
    with something else."""
    counts = Counter(sector_of(row.sector_code) for row in firms(s))
    for row in firms(s):
        sector, found = sector_of(row.sector_code), assessment(s)
        if sector == UNKNOWN:
            yield at_row(
                s,
                "FIRM_SECTOR_WRONG",
                row,
                "sector_code",
                enterprise=_who(s, row),
                value=row.sector_code,
            )
        elif sector and counts[sector] == 1 and found is not None:
            yield at_row(
                s,
                "FIRM_SECTOR_SINGLE",
                row,
                "sector_code",
                enterprise=_who(s, row),
                sector=sector,
                source=source_words(found, sector),
            )


def overruns(s: CheckContext) -> Iterator[Finding]:
    """More emitted than permitted, each pollutant of each firm by itself."""
    for row in firms(s):
        for one in data.enterprise().surpluses:
            if known(row.cells[one.id]) and row.cells[one.id] < 0:
                yield at_row(
                    s,
                    "PERMIT_OVERRUN",
                    row,
                    f"{one.key}_actual",
                    enterprise=_who(s, row),
                    pollutant=one.pollutant,
                    value=shown(row.cells[f"{one.key}_actual"]),
                    limit=shown(row.cells[f"{one.key}_permitted"]),
                )


def outliers(s: CheckContext) -> Iterator[Finding]:
    """An intensity far from that of the other firms of its sector is mostly a slip of the unit;
    percentages cannot slip so."""
    found, limits = assessment(s), limit("outlier")
    if found is None:
        return
    by_number = {row.number: row for row in firms(s)}
    alike = np.array(found.firms.sectors)
    there = np.array([row in by_number for row in found.firms.rows], bool)
    for d, values in zip(data.enterprise().dimensions, found.firms.values.T, strict=True):
        if d.unit == "%":
            continue
        usable = v.is_number(values) & (values > 0) & (alike != "") & (alike != UNKNOWN)
        middles = _middles(values, alike, usable)
        with np.errstate(invalid="ignore"):
            far = np.maximum(values / middles, middles / values) >= limits
        for i in np.flatnonzero(usable & there & far).tolist():
            middle = float(middles[i])
            times = max(values[i] / middle, middle / values[i])
            if times >= limits:
                row = by_number[found.firms.rows[i]]
                yield at_row(
                    s,
                    "FIRM_INTENSITY_FAR",
                    row,
                    f"score_{d.key}",
                    enterprise=_who(s, row),
                    indicator=d.name,
                    value=f"{shown(values[i])} {d.unit}",
                    middle=shown(middle),
                    times=shown(round(times, 1)),
                )


def _middles(values: Any, alike: Any, usable: Any) -> Any:
    """For each firm the median of the others of its sector; NaN where they are too few."""
    out = np.full(values.size, np.nan)
    for sector in dict.fromkeys(alike[usable].tolist()):
        group = np.flatnonzero(usable & (alike == sector))
        others = group.size - 1
        if others < _FEW:
            continue
        order = np.argsort(values[group], kind="stable")
        line, rank = values[group][order], np.empty(group.size, np.intp)
        rank[order] = np.arange(group.size)
        low, high = (others - 1) // 2, others // 2  # of the others, without the firm itself
        out[group] = (line[low + (rank <= low)] + line[high + (rank <= high)]) / 2
    return out


def wastes(s: CheckContext) -> Iterator[Finding]:
    """Used cannot be more than arose and was taken from stock; taken from stock is part of the
    use."""
    for row in firms(s):
        arisen = row.solid_waste + plain(row.solid_waste_old)
        if row.solid_waste_utilised > arisen * (1 + 1e-9):  # false where one is no number
            yield at_row(
                s,
                "FIRM_WASTE_ABOVE",
                row,
                "solid_waste_utilised",
                enterprise=_who(s, row),
                value=shown(row.solid_waste_utilised),
                limit=shown(arisen),
            )
        elif row.solid_waste_old > row.solid_waste_utilised * (1 + 1e-9):
            yield at_row(
                s,
                "OLD_STOCK_ABOVE_USE",
                row,
                "solid_waste_old",
                value=shown(row.solid_waste_old),
                limit=shown(row.solid_waste_utilised),
            )


def audits(s: CheckContext) -> Iterator[Finding]:
    """An audit after the year of evaluation is a slip; one that is too old counts no more."""
    year, years = s.book.plan.year, limit("audit_years")
    for row in firms(s):
        if known(row.audit_year) and row.audit_year > year:
            yield at_row(
                s,
                "FIRM_AUDIT_FUTURE",
                row,
                "audit_year",
                enterprise=_who(s, row),
                value=shown(row.audit_year),
                year=year,
            )
        elif known(row.audit_year) and year - row.audit_year > years:
            yield at_row(
                s,
                "FIRM_AUDIT_OLD",
                row,
                "audit_year",
                enterprise=_who(s, row),
                value=shown(row.audit_year),
                years=shown(years),
            )


def idle(s: CheckContext) -> Iterator[Finding]:
    """Emissions without value added have no intensity: the scores are errors."""
    for row in firms(s):
        if row.value_added == 0 and any(plain(row.cells[key]) > 0 for key in _EMITTED):
            yield at_row(s, "FIRM_NO_VALUE_ADDED", row, "value_added", enterprise=_who(s, row))


def undefined(s: CheckContext) -> Iterator[Finding]:
    """A dimension that would divide by nothing leaves its firm without a total: which, and of which
    firm."""
    if (found := assessment(s)) is None:
        return
    by_number = {row.number: row for row in firms(s)}
    for k, d in enumerate(data.enterprise().dimensions):
        for i in np.flatnonzero(found.firms.values[:, k] != found.firms.values[:, k]).tolist():
            row = by_number.get(found.firms.rows[i])
            if (
                row is not None
                and row.value_added != 0
                and v.cell(float(found.firms.values[i, k])) == v.CellError.DIV0
            ):
                yield at_row(
                    s,
                    "FIRM_NO_DENOMINATOR",
                    row,
                    f"score_{d.key}",
                    enterprise=_who(s, row),
                    indicator=d.name,
                )


CHECKS = (incomplete, codes, sectors, overruns, outliers, wastes, audits, idle, undefined)
