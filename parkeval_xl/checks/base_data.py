"""基础数据 and 能源与碳排放: missing years, figures out of their usual bounds, parts above their
whole, jumps, price bases."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np

from .. import data
from ..core import values as v
from ..data.index_rows import Figure
from ..forms.index import IndexForms
from ..forms.index.base_data import most
from ..forms.index.energy import TOTALS
from ..forms.index.metrics import YES
from ..functions.formulas import arguments
from ..functions.operations.judgements import NOT_APPLIES
from ..functions.synergy_library import EQUIVALENT
from ..graph import Field
from .evidence import listed_rows, numbers_in
from .finding import CheckContext, Finding
from .reading import AND, found, is_empty, known, percent, shown

PRICE_BASE = "price_base_year"
JUMP = "year_jump"
SUMS = "firm_sum_gap"
COUNTED = (
    "万元",
    "t",
    "tce",
    "tCO2e",
    "万m3",
    "GJ",
    "万Nm3",
    "MWh",
)  # units of which equal figures in all years are unlikely
GREEN = ("power_green_certified", "power_green_direct")


def _uses(s: CheckContext, forms: IndexForms) -> dict[str, set[str]]:
    """For every figure the indicators and changes that read it, by the rules that are chosen."""
    index, chosen = forms.index, s.effective("index_weights.rule_used")
    out: dict[str, set[str]] = {f.id: set() for f in index.figures}
    for x, rule in zip(index.indicators, chosen, strict=True):
        curve = next((c for c in x.curves if c.name == rule), x.curves[0] if x.curves else None)
        for item in (i for c in (curve, x.support) if c for i in arguments(c.formula)):
            out[item.id].add(x.id)
    others = [(cut.formula, "overall") for cut in index.overall]
    for formula, id in [
        *others,
        *([(index.bonus.curves[0].formula, index.bonus.id)] if index.bonus else []),
    ]:
        for item in arguments(formula):
            out[item.id].add(id)
    return out


def _declared(s: CheckContext, forms: IndexForms) -> set[str]:
    """The indicators that were declared not to apply."""
    out = set()
    for number, given in enumerate(forms.given, 1):
        applies = s.effective(f"goal{number}.applies")
        out |= {x.id for i, x in enumerate(given.indicators) if applies[i] == NOT_APPLIES}
    return out


def _counted(s: CheckContext, forms: IndexForms) -> set[str]:
    """The masses that 协同度 is told to count."""
    if forms.metrics is None:
        return set()
    block = forms.metrics.masses
    answers = dict(
        zip(
            (b["name"] for b in block.initial),
            s.effective(block.columns["counted"].id),
            strict=True,
        )
    )
    return {f.id for f in forms.index.figures if answers.get(f.synergy) == YES}


def _series(s: CheckContext, forms: IndexForms) -> Iterator[tuple[int, Figure, list[float]]]:
    """Row, figure and its effective values by year, of those typed here."""
    columns = [
        s.effective(forms.base.block.columns[f"y{y}_used"].id) for y in range(len(forms.years.all))
    ]
    for row, figure in enumerate(forms.base.figures):
        yield row, figure, [float(c[row]) for c in columns]


def _cell(forms: IndexForms, year: int) -> Field:
    return forms.base.block.columns[f"y{year}"]


def missing(s: CheckContext) -> Iterator[Finding]:
    """Years without a figure: one a figure, where it is required, or where an indicator that
    applies reads it."""
    if (forms := s.book.index) is None:
        return
    uses, declared, counted = _uses(s, forms), _declared(s, forms), _counted(s, forms)
    for row, figure, values in _series(s, forms):
        read = uses[figure.id]
        gaps = [y for y, x in enumerate(values) if is_empty(x)]
        if gaps and (
            figure.id in counted
            or (figure.required and not figure.synergy if not read else not read <= declared)
        ):
            years = AND.join(str(forms.years.all[y]) for y in gaps)
            yield found(
                s, "YEAR_MISSING", _cell(forms, gaps[0]), row, label=figure.name, years=years
            )


def bounds(s: CheckContext) -> Iterator[Finding]:
    """Negative amounts are wrong; others out of the bounds of the item are unusual."""
    if (forms := s.book.index) is None:
        return
    columns = forms.base.block.columns
    for row, figure, _ in _series(s, forms):
        low, high = figure.low or 0.0, figure.high
        for y in range(len(forms.years.all)):
            lines = [
                float(s.effective(columns[key].id)[row]) for key in (f"y{y}_verified", f"y{y}")
            ]
            value = next((x for x in lines if not is_empty(x)), v.EMPTY)
            if not known(value):
                continue
            label = f"{figure.name}（{forms.years.all[y]}年）"
            if value < 0:
                yield found(
                    s, "NEGATIVE_QUANTITY", _cell(forms, y), row, label=label, value=shown(value)
                )
            elif value > (most(figure) or inf):
                yield found(
                    s, "SHARE_ABOVE_WHOLE", _cell(forms, y), row, label=label, value=shown(value)
                )
            elif (value and value < low) or (high is not None and value > high):
                yield found(
                    s,
                    "NUMBER_UNUSUAL",
                    _cell(forms, y),
                    row,
                    label=label,
                    value=shown(value),
                    low=shown(low),
                    high="不限" if high is None else shown(high),
                )


def pairs(s: CheckContext) -> Iterator[Finding]:
    """A part is not larger than its whole."""
    if (forms := s.book.index) is None or "pairs" not in forms.index.standard.tables:
        return
    places, typed = dict(_places(forms)), {f.id for f in forms.base.figures}
    for pair in data.table(forms.index.standard.id, "pairs"):
        wholes = pair["upper"].split("+")
        if not {pair["lower"], *wholes} <= places.keys():
            continue
        columns, row = places[pair["lower"]]
        for y, year in enumerate(forms.years.all):
            part, *above = (_figure_of(s, places[id], y) for id in (pair["lower"], *wholes))
            # part of a carrier that is blank is more than nothing; a figure that is blank is asked
            # for as such
            whole = sum(
                0.0 if is_empty(x) and id not in typed else x
                for id, x in zip(wholes, above, strict=True)
            )
            if known(part) and known(whole) and part > whole * (1 + 1e-9):
                yield found(
                    s,
                    "PART_ABOVE_WHOLE",
                    columns[y][0],
                    row,
                    part=shown(part),
                    whole=shown(whole),
                    year=year,
                    why=pair["words"],
                )


def _figure_of(s: CheckContext, place: tuple[list[tuple[Field, Field]], int], year: int) -> float:
    columns, row = place
    return float(s.effective(columns[year][1].id)[row])


def _places(forms: IndexForms) -> Iterator[tuple[str, tuple[list[tuple[Field, Field]], int]]]:
    """Where the figures and carriers stand: by year the cell to name and the one used, and the
    row."""
    count = range(len(forms.years.all))
    blocks = [(forms.base.block, [f.id for f in forms.base.figures])]
    if forms.base.computed:
        blocks.append((forms.base.computed, [f.id for f in forms.base.others]))
    if forms.energy:
        blocks.append((forms.energy.block, [str(b["id"]) for b in forms.energy.block.initial]))
    for block, ids in blocks:
        columns = [(block.columns[f"y{y}"], block.column(f"y{y}")) for y in count]
        yield from ((id, (columns, row)) for row, id in enumerate(ids))


def jumps(s: CheckContext) -> Iterator[Finding]:
    """A figure that multiplies from one year to the next is often another unit."""
    if (forms := s.book.index) is None:
        return
    limit = forms.index.limit(JUMP, inf)
    for row, figure, values in _series(s, forms):
        if figure.unit not in COUNTED:
            continue
        for y in range(1, len(values)):
            before, now = values[y - 1], values[y]
            if (
                known(before)
                and known(now)
                and before > 0
                and now > 0
                and not 1 / limit < now / before < limit
            ):
                yield found(
                    s,
                    "YEAR_JUMP",
                    _cell(forms, y),
                    row,
                    label=figure.name,
                    year0=forms.years.all[y - 1],
                    value0=shown(before),
                    year1=forms.years.all[y],
                    value1=shown(now),
                    change=f"{now / before:.3g} 倍",
                )
        given = [x for x in values if known(x) and x]
        if len(given) == len(values) > 2 and len(set(given)) == 1:
            yield found(
                s, "YEAR_COPIED", _cell(forms, 0), row, label=figure.name, value=shown(given[0])
            )


def price_base(s: CheckContext) -> Iterator[Finding]:
    """Value added of all years at the prices of one year (S2 6.3, inconsistency 54)."""
    if (forms := s.book.index) is None:
        return
    for row, figure, values in _series(s, forms):
        bases = dict.fromkeys(int(x) for x in values if known(x))
        if figure.id == PRICE_BASE and len(bases) > 1:
            last = [int(x) for x in values if known(x)][-1]
            yield found(
                s,
                "PRICE_BASE_MIXED",
                _cell(forms, 0),
                row,
                label=figure.name,
                bases=AND.join(map(str, bases)),
                base=last,
            )


def carriers(s: CheckContext) -> Iterator[Finding]:
    """Nothing entered on 能源与碳排放, or green power without evidence."""
    if (forms := s.book.index) is None or forms.energy is None:
        return
    block, totals = forms.energy.block, forms.energy.totals
    for y, year in enumerate(forms.years.all):
        row = list(TOTALS).index("carbon_emission")
        if is_empty(float(s.effective(totals.columns[f"y{y}"].id)[row])):
            yield found(
                s, "YEAR_MISSING", block.columns[f"y{y}"], 0, label="能源与碳排放", years=year
            )
    evidence = s.effective(block.columns["evidence"].id)
    gaps = np.stack(
        [
            np.logical_and(
                *(
                    v.is_state(s.effective(block.columns[f"y{y}{line}"].id), v.EMPTY)
                    for line in ("", "_verified")
                )
            )
            for y in range(len(forms.years.all))
        ]
    )
    for row in map(int, np.flatnonzero(gaps.any(0) & ~gaps.all(0))):  # a blank is not a zero
        years = [y for y in range(len(forms.years.all)) if gaps[y, row]]
        yield found(
            s,
            "YEAR_MISSING",
            block.columns[f"y{years[0]}"],
            row,
            label=str(block.initial[row]["name"]),
            years=AND.join(str(forms.years.all[y]) for y in years),
        )
    for row, initial in enumerate(block.initial):
        amounts = [
            float(s.effective(block.columns[f"y{y}_used"].id)[row])
            for y in range(len(forms.years.all))
        ]
        if initial["id"] == GREEN[0]:
            yield from _claimed_twice(
                s, forms, row, [str(b["id"]) for b in block.initial].index(GREEN[1])
            )
        if initial["id"] in GREEN and not evidence[row] and np.nansum(amounts) > 0:
            yield found(
                s,
                "GREEN_POWER_NO_CERT",
                block.columns["evidence"],
                row,
                value=shown(float(np.nansum(amounts))),
            )


def _claimed_twice(
    s: CheckContext, forms: IndexForms, certified: int, direct: int
) -> Iterator[Finding]:
    """The same document for green power by certificates and by a direct line: the same power would
    count twice."""
    assert forms.energy is not None
    block = forms.energy.block
    evidence = s.effective(block.columns["evidence"].id)
    numbers = [
        set(numbers_in(str(evidence[row]), set(listed_rows(s)))) for row in (certified, direct)
    ]
    amounts = np.stack(
        [
            s.effective(block.columns[f"y{y}_used"].id)[[certified, direct]]
            for y in range(len(forms.years.all))
        ]
    )
    both = float(np.nansum(np.where((amounts > 0).all(1), amounts.min(1), 0.0)))
    if both > 0 and (shared := sorted(numbers[0] & numbers[1])):
        yield found(
            s,
            "GREEN_POWER_DOUBLE",
            block.columns["evidence"],
            certified,
            number=AND.join(shared),
            value=shown(both),
        )


def equivalents_twice(s: CheckContext) -> Iterator[Finding]:
    """A pollutant counted beside one that contains it: its mass would be in the equivalents
    twice."""
    if (forms := s.book.index) is None or forms.metrics is None:
        return
    counted = {f.synergy for f in forms.index.figures if f.id in _counted(s, forms)}
    block = forms.metrics.masses
    rows = {initial["name"]: row for row, initial in enumerate(block.initial)}
    for whole in data.pollutants():
        if whole.kind == EQUIVALENT and {whole.name, whole.contains} <= counted:
            yield found(
                s,
                "EQUIVALENTS_TWICE",
                block.columns["counted"],
                rows[whole.name],
                label=whole.name,
                part=whole.contains,
            )


def firm_sums(s: CheckContext) -> Iterator[Finding]:
    """What the park reports and what its firms add up to should agree; small firms are missing in
    the sum."""
    if (forms := s.book.index) is None:
        return
    last, base = len(forms.years.all) - 1, forms.base
    for block, figures in ((base.computed, base.others), (base.block, base.figures)):
        if block is None or "firms_gap" not in block.columns:
            continue
        tolerance = forms.index.standard.threshold(SUMS).value
        totals, gaps = (s.effective(block.columns[key].id) for key in ("firms", "firms_gap"))
        used = s.effective(block.columns.get(f"y{last}_used", block.columns[f"y{last}"]).id)
        for row, figure in enumerate(figures):
            if known(gaps[row]) and totals[row] and abs(gaps[row]) > tolerance:
                yield found(
                    s,
                    "ENTERPRISE_SUM",
                    block.columns[f"y{last}"],
                    row,
                    label=figure.name,
                    value=shown(float(used[row])),
                    sum=shown(float(totals[row])),
                    diff=percent(float(gaps[row])),
                )


CHECKS = (missing, bounds, pairs, jumps, price_base, carriers, equivalents_twice, firm_sums)
