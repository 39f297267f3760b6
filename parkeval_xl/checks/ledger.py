"""物料台账: rows complete, masses balanced, nothing counted twice (METHOD 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import nan
from typing import Any

import numpy as np

from ..core import values as v
from ..core.units import UnitError
from ..core.utilisation import DECIMALS
from ..forms.ledger import GENERATOR, INSIDE, OUTSIDE, USER
from ..functions import unit_table
from ..graph import PARK
from .finding import CheckContext, Finding
from .lines import codes, firsts, groups, ledger_lines, with_one
from .reading import (
    Row,
    at_row,
    empty,
    filled,
    found,
    is_empty,
    known,
    plain,
    row_name,
    rows,
    same_text,
    shown,
    threshold,
)

_WORDS = ("enterprise", "material", "role", "origin")
_ITEMS = ("opening", "intake", "utilised", "old_stock", "disposed", "transferred", "closing")


def ledger_rows(s: CheckContext) -> list[Row]:
    """The rows in use."""
    return rows(s, s.park_book.ledger)


def tonnes(row: Row, key: str) -> float:
    """A mass of a ledger row in t; NaN where none stands or its unit is no unit of mass."""
    try:
        return float(row.cells[key]) * unit_table().mass_scale(row.unit)
    except UnitError:
        return nan


def who(s: CheckContext, row: Row) -> dict[str, str]:
    """The words that say whose row it is."""
    return {"enterprise": row_name(s, row, "enterprise"), "material": row_name(s, row, "material")}


def empty_ledger(s: CheckContext) -> Iterator[Finding]:
    """Without ledger rows every total is 待填; one finding says so instead of one for each
    material."""
    column = s.park_book.ledger.columns["enterprise"]
    if not filled(s, column).any():
        yield found(s, "LEDGER_EMPTY", column, 0)


def incomplete_rows(s: CheckContext) -> Iterator[Finding]:
    """A row without material or role drops out of every sum, one without its mass counts as
    nothing: not unseen."""
    of = ledger_lines(s)
    open_ = [of.has(key, "") for key in _WORDS]
    open_ += [of.empty(f"{key}_used") for key in ("intake", "utilised")]
    for row in of.where(np.logical_or.reduce(open_)):
        for key in _WORDS:
            if not row.cells[key]:
                yield empty(s, row.block.columns[key], row.number)
        wanted = "utilised" if row.role == USER else "intake"
        closed = known(row.balance) and abs(row.balance) <= threshold("balance_tolerance")
        for key in dict.fromkeys((wanted, "utilised")):
            if (
                row.role
                and is_empty(row.cells[f"{key}_used"])
                and not (closed and key != wanted)
                and not (key == "intake" and plain(row.opening) > 0)
            ):
                yield empty(s, row.block.columns[key], row.number)


def balance(s: CheckContext) -> Iterator[Finding]:
    """Opening and input equal use, disposal, transfer and closing; more used than there was is an
    error of its own."""
    limit = threshold("balance_tolerance")
    of = ledger_lines(s)
    available = np.where(of.empty("opening"), 0.0, of.tonnes("opening")) + of.tonnes("intake_used")
    odd = of.tonnes("utilised_used") > available
    for row in of.where(odd | (np.abs(of["balance"]) > limit * (1 - 1e-6))):
        opening = 0.0 if is_empty(row.opening) else tonnes(row, "opening")
        available, used = opening + tonnes(row, "intake_used"), tonnes(row, "utilised_used")
        if used > available * (1 + 1e-9):
            yield at_row(
                s,
                "USED_ABOVE_INPUT",
                row,
                "utilised",
                value=shown(used),
                available=shown(available),
                **who(s, row),
            )
        elif (
            known(row.utilised_used)
            and known(row.balance)
            and round(abs(row.balance), DECIMALS) > limit
        ):
            yield at_row(
                s,
                "BALANCE_OPEN",
                row,
                "balance",
                diff=shown(round(100 * row.balance, 1)),
                limit=shown(100 * limit),
                **who(s, row),
            )


def old_stock(s: CheckContext) -> Iterator[Finding]:
    """What was used of earlier years' stock is part of the use and was in stock: it stands in the
    denominator."""
    of = ledger_lines(s)
    for row in of.where(v.is_number(of["old_stock"])):
        limits = (
            ("OLD_STOCK_ABOVE_OPENING", row.opening),
            ("OLD_STOCK_ABOVE_USE", row.utilised_used),
        )
        for code, limit in limits:
            if (
                known(row.old_stock) and limit >= 0 and row.old_stock > limit * (1 + 1e-9)
            ):  # NaN is no limit
                yield at_row(
                    s, code, row, "old_stock", value=shown(row.old_stock), limit=shown(limit)
                )


def imports_in_rate(s: CheckContext) -> Iterator[Finding]:
    """Waste from outside the park is never generated in it: the row is left out of the rate."""
    of = ledger_lines(s)
    for row in of.where(of.has("role", GENERATOR) & of.has("origin", OUTSIDE)):
        value = shown(plain(tonnes(row, "intake_used")))
        yield at_row(s, "IMPORT_IN_RATE", row, "origin", value=value, **who(s, row))


def partners(s: CheckContext) -> Iterator[Finding]:
    """A company that received or gave away waste names the other side; one that uses its own has no
    partner."""
    of = ledger_lines(s)
    if not len(of):
        return
    firm = groups(codes(of.texts("enterprise", same_text)), codes(of.texts("material")))
    both = [with_one(firm, of.has("role", role)) for role in (GENERATOR, USER)]
    moved = np.where(of.has("role", GENERATOR), of["utilised_used"], of["intake_used"]) > 0
    alone = of.has("origin", OUTSIDE) | ~(both[0] & both[1])
    for row in of.where(of.has("partner", "") & moved & alone):
        yield at_row(s, "PARTNER_MISSING", row, "partner", **who(s, row))


def duplicates(s: CheckContext) -> Iterator[Finding]:
    """The same row twice, mass included, is a copy more often than a coincidence."""
    of = ledger_lines(s)
    if not len(of):
        return
    columns = [c for c in s.park_book.ledger.columns.values() if c.is_input and c.writer == PARK]
    alike = groups(*(codes(of.texts(c.key)) if c.is_text else _figures(of[c.key]) for c in columns))
    first = of.numbers[firsts(alike)]
    held = np.logical_or.reduce([v.is_number(of[key]) for key in _ITEMS])
    at = s.layout.places[s.park_book.ledger.columns["enterprise"].id].at
    again = (first != of.numbers) & held
    for row, one in zip(of.where(again), first[again].tolist(), strict=True):
        row1, row2 = at(one)[0] + 1, at(row.number)[0] + 1
        yield at_row(s, "LEDGER_ROW_DUPLICATE", row, "enterprise", row1=row1, row2=row2)


def _figures(column: Any) -> Any:
    """Codes of figures; states and errors are one."""
    return codes(np.where(np.isnan(column), v.EMPTY, column).view(np.int64).tolist())


def sales(s: CheckContext) -> Iterator[Finding]:
    """A sale inside the park stands once in each role. Said only where both sides name each
    other."""
    of = ledger_lines(s)
    booked: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    firms, partners = (of.texts(key, same_text) for key in ("enterprise", "partner"))
    inside = of.where(of.has("origin", INSIDE))
    for i, row in zip(np.flatnonzero(of.has("origin", INSIDE)).tolist(), inside, strict=True):
        me, other = firms[i], partners[i]
        if me and other and me != other:
            booked[row.material, row.role, me, other].append(row)
    for (material, role, me, other), mine in booked.items():
        same, opposite = (
            booked.get((material, role, other, me), []),
            booked.get((material, USER, other, me), []),
        )
        first, value = mine[0], sum(tonnes(r, "utilised_used") for r in mine)
        twice = sum(tonnes(r, "utilised_used") for r in same)
        if same and me < other and _one_delivery(value, twice):
            later = max(first, same[0], key=lambda r: r.number)
            yield at_row(
                s,
                "DOUBLE_COUNT",
                later,
                "role",
                value=shown(value),
                partner=later.partner,
                **who(s, later),
            )
        received = sum(tonnes(r, "intake_used") for r in opposite)
        if (
            role == GENERATOR
            and opposite
            and max(value, received) > 0
            and abs(value - received) > threshold("balance_tolerance") * max(value, received)
        ):
            yield at_row(
                s,
                "PARTNER_MISMATCH",
                first,
                "utilised",
                value=shown(value),
                other=shown(received),
                partner=first.partner,
                **who(s, first),
            )


def _one_delivery(one: float, other: float) -> bool:
    """Whether two masses may be the same delivery, weighed twice."""
    return max(one, other) > 0 and abs(one - other) <= threshold("balance_tolerance") * max(
        one, other
    )


def slips(s: CheckContext) -> Iterator[Finding]:
    """Rows about 1000 or 10 000 times off the others of their material and role: t for 万t, kg for
    t.

    The others are those near the middle one, so that several slips do not hide each other; it takes
    three of them, of one order of magnitude, and half of all. Parks hold large and small companies:
    where a row is off by anything else, sizes differ and nothing is said.
    """
    of = ledger_lines(s)
    masses = np.where(of.has("role", USER), of.tonnes("utilised_used"), of.tonnes("intake_used"))
    counted = np.flatnonzero((masses > 0) & ~of.has("role", "") & ~of.has("material", ""))
    if not len(counted):
        return
    kind = groups(codes(of.texts("material")), codes(of.texts("role")))[counted]
    order = np.lexsort((counted, masses[counted], kind))
    lines_ = ledger_rows(s)
    for members in np.split(counted[order], np.flatnonzero(np.diff(kind[order])) + 1):
        sizes = masses[members]
        middle, spread = float(sizes[len(sizes) // 2]), threshold("mass_slip_spread")
        near = (sizes >= middle / spread) & (sizes <= middle * spread)
        usual = sizes[near]
        if len(usual) < max(3, len(sizes) / 2) or usual[-1] > usual[0] * spread:
            continue
        centre = float(usual[len(usual) // 2])
        odd = [(i, _slip(float(sizes[i]), centre)) for i in np.flatnonzero(~near).tolist()]
        for i, code in odd if all(code for _, code in odd) else ():
            row = lines_[members[i]]
            yield at_row(
                s,
                code,
                row,
                "utilised" if row.role == USER else "intake",
                value=shown(float(sizes[i])),
                unit="t",
                reference=f"{row.material}其他{row.role}行（中位数 {shown(centre)} t）",
            )


def _slip(mass: float, usual: float) -> str:
    """The code of the slip that the ratio of two masses looks like, the nearer one; empty where of
    neither."""
    ratio = max(mass / usual, usual / mass)
    code, size = min(
        (("MASS_SLIP_1000", 1e3), ("MASS_SLIP_10000", 1e4)), key=lambda c: abs(np.log(ratio / c[1]))
    )
    band = threshold("mass_slip_band")
    return code if size / band <= ratio <= size * band else ""


CHECKS = (
    empty_ledger,
    incomplete_rows,
    balance,
    old_stock,
    imports_in_rate,
    partners,
    duplicates,
    sales,
    slips,
)
