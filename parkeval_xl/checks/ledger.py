"""物料台账: rows complete, masses balanced, nothing counted twice (METHOD 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import nan

import numpy as np

from ..core.units import UnitError
from ..core.utilisation import DECIMALS
from ..forms.ledger import GENERATOR, INSIDE, OUTSIDE, USER
from ..functions import unit_table
from ..graph import PARK
from .finding import CheckContext, Finding
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
    for row in ledger_rows(s):
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
    for row in ledger_rows(s):
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
    for row in ledger_rows(s):
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
    for row in ledger_rows(s):
        if row.role == GENERATOR and row.origin == OUTSIDE:
            yield at_row(
                s,
                "IMPORT_IN_RATE",
                row,
                "origin",
                value=shown(plain(tonnes(row, "intake_used"))),
                **who(s, row),
            )


def partners(s: CheckContext) -> Iterator[Finding]:
    """A company that received or gave away waste names the other side; one that uses its own has no
    partner."""
    roles = defaultdict(set)
    lines = ledger_rows(s)
    for row in lines:
        roles[same_text(row.enterprise), row.material].add(row.role)
    for row in lines:
        own_use = roles[same_text(row.enterprise), row.material] >= {GENERATOR, USER}
        moved = plain(row.utilised_used if row.role == GENERATOR else row.intake_used) > 0
        if not row.partner and moved and (row.origin == OUTSIDE or not own_use):
            yield at_row(s, "PARTNER_MISSING", row, "partner", **who(s, row))


def duplicates(s: CheckContext) -> Iterator[Finding]:
    """The same row twice, mass included, is a copy more often than a coincidence."""
    columns = [
        c.key for c in s.park_book.ledger.columns.values() if c.is_input and c.writer == PARK
    ]
    place = s.layout.places[s.park_book.ledger.columns["enterprise"].id]
    seen: dict[tuple[str, ...], int] = {}
    for row in ledger_rows(s):
        cells = tuple(str(row.cells[key]) for key in columns)
        first = seen.setdefault(cells, row.number)
        if first != row.number and any(known(row.cells[key]) for key in _ITEMS):
            yield at_row(
                s,
                "LEDGER_ROW_DUPLICATE",
                row,
                "enterprise",
                row1=place.at(first)[0] + 1,
                row2=place.at(row.number)[0] + 1,
            )


def sales(s: CheckContext) -> Iterator[Finding]:
    """A sale inside the park stands once in each role. Said only where both sides name each
    other."""
    booked: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in ledger_rows(s):
        me, other = same_text(row.enterprise), same_text(row.partner)
        if me and other and me != other and row.origin == INSIDE:
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
    """A row about 1000 or 10 000 times off the others of its material and role: t for 万t, kg for
    t.

    Parks hold large and small companies. So only the largest and the smallest row are looked at,
    and only where the others are at least three and of one order of magnitude.
    """
    groups: dict[tuple[str, str], list[tuple[float, int, Row]]] = defaultdict(list)
    for row in ledger_rows(s):
        key = "utilised_used" if row.role == USER else "intake_used"
        if row.role and row.material and tonnes(row, key) > 0:
            groups[row.material, row.role].append((tonnes(row, key), row.number, row))
    for members in groups.values():
        members.sort(key=lambda m: m[:2])
        for odd, others in ((members[-1], members[:-1]), (members[0], members[1:])):
            masses = [m[0] for m in others]
            if len(masses) < 3 or masses[-1] > masses[0] * threshold("mass_slip_spread"):
                continue
            usual = masses[len(masses) // 2]
            code = _slip(odd[0], usual)
            if code:
                row = odd[2]
                yield at_row(
                    s,
                    code,
                    row,
                    "utilised" if row.role == USER else "intake",
                    value=shown(odd[0]),
                    unit="t",
                    reference=f"{row.material}其他{row.role}行（中位数 {shown(usual)} t）",
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
