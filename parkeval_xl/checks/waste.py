"""物料台账: what the waste is. Hazardous waste, plastic that is not sorted, iron booked with the
slag it was picked from."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import data
from ..forms.ledger import USER
from .finding import CheckContext, Finding
from .ledger import ledger_rows, tonnes
from .lines import Lines, codes, each, groups, ledger_lines, with_one
from .reading import Row, at_row, found, one, plain, row_name, same_text, shown

PLASTIC, STEEL, SOLID_WASTE = "scrap_plastic", "scrap_steel", "industrial_solid_waste"
_HAZARDOUS = re.compile(
    r"HW[- ]?\d{2}(?!\d)|(?<![\d-])\d{3}-\d{3}-\d{2}(?![\d-])|危险废物|危废|危險廢物", re.IGNORECASE
)
_DENIED = re.compile("(非|无|除|不含|不属于|不是|不为|排除)[^，。；,;]{0,6}$")
_COMPANY = re.compile("(公司|集团|厂|中心|站|院|部|基地)(?:[（(].*)?$")
_UNSORTED = re.compile("混合|混杂|杂塑|杂料|统料|未分选|未分类")
_NAMES = ("enterprise", "partner")
_WORDS = ("material", "route", "remark", *_NAMES)


def hazardous(s: CheckContext) -> Iterator[Finding]:
    """Hazardous waste is managed by a law of its own and counts in none of the rates: not in this
    ledger (S1 4.4.2)."""
    of = ledger_lines(s)
    called = [_called(of, key) for key in _WORDS if key in of.block.columns]
    for row in of.where(np.logical_or.reduce(called)):
        for key in _WORDS:
            code = hazardous_waste(str(row.cells.get(key, "")), is_name=key in _NAMES)
            if code:
                yield at_row(
                    s,
                    "HAZARDOUS_IN_GENERAL",
                    row,
                    key,
                    material=row_name(s, row, "material"),
                    kind=code,
                )
                break


def _called(of: Lines, key: str) -> Any:
    """Where a column calls something hazardous waste."""
    words = of.texts(key)
    codes = each(lambda text: hazardous_waste(text, is_name=key in _NAMES), words)
    if not any(codes.values()):
        return np.zeros(len(words), bool)
    return np.array([bool(codes[word]) for word in words], bool)


def hazardous_waste(text: str, is_name: bool = False) -> str:
    """The code or word by which a text calls something hazardous waste, empty where it does not. A
    company may have the word in its name, and a remark may say that the waste is none."""
    text = unicodedata.normalize("NFKC", text)
    for match in _HAZARDOUS.finditer(text):
        is_code = any(c.isdigit() for c in match[0])
        if not _DENIED.search(text[: match.start()]) and (
            is_code or not (is_name and _COMPANY.search(text))
        ):
            return match[0].upper()
    return ""


def mixed_plastic(s: CheckContext) -> Iterator[Finding]:
    """A resin is part of the method: its virgin product and its carbon differ. Unsorted plastic has
    none, and is not split by a guess."""
    name, several = data.material(PLASTIC).name, len(s.book.plan.routes_of(PLASTIC)) > 1
    of = ledger_lines(s)
    masses = np.nan_to_num(of.tonnes("utilised_used"))
    for row in of.where(of.has("material", name) & of.has("role", USER) & (masses != 0)):
        unsorted = next((k for k in ("remark", *_NAMES) if _UNSORTED.search(str(row.cells[k]))), "")
        place = "route" if several and not row.route else unsorted
        if place:
            yield at_row(
                s, "MIXED_WASTE_PLASTIC", row, place, value=shown(tonnes(row, "utilised_used"))
            )


def assumed_resin(s: CheckContext) -> Iterator[Finding]:
    """A workbook made for plastic without naming a resin computes with the usual one; nobody has
    said that it is that."""
    plan = s.book.plan
    form = next((f for f in s.park_book.materials if f.material.id == PLASTIC), None)
    if form is None or dict(plan.routes).get(PLASTIC):
        return
    mass = plain(one(s, f"{PLASTIC}.quantity"))
    if mass > 0:
        yield found(
            s,
            "PLASTIC_RESIN_ASSUMED",
            form.result["quantity"],
            value=shown(mass),
            route=plan.routes_of(PLASTIC)[0].route,
        )


def iron_booked_twice(s: CheckContext) -> Iterator[Finding]:
    """Iron picked out of slag or debris is booked as scrap steel and leaves the mass of the slag.
    The same mass of the same two companies in the same role under both materials is one delivery
    booked twice."""
    wastes = {m.name for m in data.materials() if m.group == SOLID_WASTE}
    steel = data.material(STEEL).name
    of = ledger_lines(s)
    if not len(of):
        return
    pairs = [codes(of.texts(key, same_text)) for key in _NAMES]
    deal = groups(*pairs, codes(of.texts("role")))
    named = ~of.has("enterprise", "") & ~of.has("partner", "")
    deals: dict[int, list[Row]] = defaultdict(list)
    with_steel = np.flatnonzero(named & with_one(deal, named & of.has("material", steel)))
    every = ledger_rows(s)
    for i in with_steel.tolist():
        deals[int(deal[i])].append(every[i])
    for members in deals.values():
        masses = [plain(tonnes(r, "utilised_used")) for r in members if r.material == steel]
        for row in members:
            mass = plain(tonnes(row, "utilised_used"))
            if (
                row.material in wastes
                and mass > 0
                and any(np.isclose(mass, m, rtol=1e-6) for m in masses)
            ):
                yield at_row(
                    s,
                    "IRON_COUNTED_TWICE",
                    row,
                    "utilised",
                    material=row.material,
                    value=shown(mass),
                    place=f"“{row.enterprise}”与“{row.partner}”的同一笔货又登记为{steel}",
                )


CHECKS = (hazardous, mixed_plastic, assumed_resin, iron_booked_twice)
