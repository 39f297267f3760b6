"""Lines of a material that belong together or exclude one another, and the traps METHOD 1 warns
of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import data
from ..core.ledger import BASELINE, LEAKAGE, PROJECT
from ..core.units import UnitError
from ..core.values import PENDING_TEXT
from ..forms.material import MaterialForms
from ..functions import unit_table
from ..graph import EFFECTIVE, view
from .finding import CheckContext, Finding
from .material import DEFAULT_WAY, initial_lines, per
from .reading import Row, at_row, found, known, materials, part, percent, plain, shown

_ENERGY = ("electricity", "heat", "fuels")
PER_PRODUCT, INCINERATED, DISPLACED = "产品量", "焚烧量", "替代量"
BYPRODUCT_GAS, METHANE = "高炉煤气(按热量)", "填埋甲烷"
SOLID_WASTE = "industrial_solid_waste"
IRON = re.compile("[钢铁]")
NO_IRON = re.compile("铁路|铁合金|[钢铁]渣|钢筋混凝土")


def haulage(s: CheckContext) -> Iterator[Finding]:
    """Haulage of the displaced and of the recycled product is counted on both sides or on none.

    Where the method itself asks for the haul of the recycled product, that side alone is the
    cautious one: said as such.
    """
    for form in materials(s):
        name, initial = form.material.name, initial_lines(form.material.id)
        hauls = [
            r for r in part(s, form, "flows") if plain(r.rate_used) > 0 and per(r) == "transport"
        ]
        displaced = [r for r in hauls if r.role == BASELINE and r.quantity == DISPLACED]
        recycled = [r for r in hauls if r.role == PROJECT and r.quantity == PER_PRODUCT]
        if bool(displaced) == bool(recycled):
            continue
        row = (displaced or recycled)[0]
        if not displaced and row.item in initial and initial[row.item].required:
            yield at_row(s, "HAUL_DISPLACED_OPEN", row, "rate", material=name, side=row.item)
        else:
            yield at_row(s, "HAUL_ONE_SIDED", row, "rate", material=name, side=row.item or row.role)


def only_documented(s: CheckContext) -> Iterator[Finding]:
    """The haul of the displaced product counts where it is documented, landfill methane where the
    waste is proved to hold wood or paper: both lift the result on a mere assumption."""
    for form in materials(s):
        for row in part(s, form, "flows"):
            hauled = per(row) == "transport" and row.quantity == DISPLACED
            counted = (
                row.role == BASELINE
                and plain(row.emission) > 0
                and (hauled or row.factor_key.startswith(METHANE))
            )
            open_cell = (
                "evidence" if not row.evidence else "way" if row.way in ("", DEFAULT_WAY) else ""
            )
            if counted and open_cell and not known(row.rate_verified):
                yield at_row(
                    s,
                    "LINE_UNDOCUMENTED",
                    row,
                    open_cell,
                    material=form.material.name,
                    item=row.item or row.factor_key,
                    value=shown(row.emission),
                )


def shifted_use(s: CheckContext) -> Iterator[Finding]:
    """Waste taken from an existing use causes emissions there; 0 needs a declaration, given as
    evidence."""
    for form in materials(s):
        items = {
            line.item
            for line in initial_lines(form.material.id).values()
            if line.symbol == "LE_shift"
        }
        lines = [r for r in part(s, form, "flows") if r.role == LEAKAGE and r.item in items]
        if items and not any(r.evidence or plain(r.rate_used) for r in lines):
            cell = lines[0].number if lines else 0
            yield found(
                s,
                "SHIFT_UNDECLARED",
                form.flows.columns["evidence"],
                cell,
                material=form.material.name,
            )


def incineration(s: CheckContext) -> Iterator[Finding]:
    """Waste not burnt saves its fossil carbon and loses its power: both lines or none."""
    for form in materials(s):
        if plain(sum(r.incinerated for r in part(s, form, "amounts") if known(r.incinerated))) <= 0:
            continue
        lines = [
            r for r in part(s, form, "flows") if r.quantity == INCINERATED and plain(r.rate_used)
        ]
        burnt = [r for r in lines if per(r) == "mass"]
        power = [r for r in lines if per(r) == "energy"]
        if bool(burnt) != bool(power):
            yield at_row(
                s, "CREDIT_WITHOUT_BURN", (burnt or power)[0], "rate", material=form.material.name
            )


def bricks(s: CheckContext) -> Iterator[Finding]:
    """Bricks need a binder; without cement the credit for concrete bricks is too high."""
    for form in materials(s):
        counted = {(r.role, r.factor_key): r for r in part(s, form, "flows") if plain(r.rate_used)}
        brick = counted.get((BASELINE, "混凝土砖"))
        if brick is not None and (PROJECT, "水泥") not in counted:
            yield at_row(s, "BRICK_NO_CEMENT", brick, "factor_key")


def drying_fuel(s: CheckContext) -> Iterator[Finding]:
    """The fuel of slag drying is a visible choice (METHOD 1): what by-product blast-furnace gas
    does to the result is said both while the default still stands and after it was chosen."""
    for form in materials(s):
        lines = initial_lines(form.material.id)
        for row in part(s, form, "flows"):
            line = lines.get(row.item)
            if line is None or BYPRODUCT_GAS not in line.hint or not plain(row.rate_used):
                continue
            chosen = row.factor_key == BYPRODUCT_GAS
            if not chosen and (row.factor_key != line.factor_key or row.way != DEFAULT_WAY):
                continue
            now, other = (
                _reduction(s, form),
                _reduction(s, form, row, line.factor_key if chosen else BYPRODUCT_GAS),
            )
            gas, default = (now, other) if chosen else (other, now)
            share = (
                percent(1 - gas / default) if known(gas) and known(default) and default > 0 else "—"
            )
            yield at_row(
                s,
                "DRYING_FUEL_BYPRODUCT" if chosen else "DRYING_FUEL_UNSTATED",
                row,
                "factor_key",
                material=form.material.name,
                default=_tonnes(default),
                gas=_tonnes(gas),
                share=share,
            )


def _reduction(
    s: CheckContext, form: MaterialForms, row: Row | None = None, key: str = ""
) -> float:
    """The reduction of a material, as it stands or with another factor in one of its flows."""
    field = form.result["reduction"]
    values = s.values
    if row is not None:
        column = form.flows.columns["factor_key"].id
        keys = values[column].copy()
        keys[row.number] = key
        values = s.book.graph.changed(values, {column: keys})
    return float(view(values[field.id], field, EFFECTIVE))


def _tonnes(value: float) -> str:
    return shown(round(value, 2)) if known(value) else PENDING_TEXT


def aggregates(s: CheckContext) -> Iterator[Finding]:
    """A factor of the whole process holds its energy; energy per tonne of product beside it counts
    twice."""
    categories = {f.key: f.category for f in data.factors()}
    for form in materials(s):
        lines = [r for r in part(s, form, "flows") if r.role == PROJECT and plain(r.emission)]
        whole = {
            r.route
            for r in lines
            if categories.get(r.factor_key) == "processes" and per(r) == "mass"
        }
        items = set(initial_lines(form.material.id))
        for row in lines:
            if (
                row.route in whole
                and categories.get(row.factor_key) in _ENERGY
                and (row.quantity == PER_PRODUCT or row.item not in items)
            ):
                yield at_row(
                    s, "PROCESS_AGGREGATE_DOUBLE", row, "factor_key", material=form.material.name
                )
                break


def iron(s: CheckContext) -> Iterator[Finding]:
    """Iron picked out of slag or debris is credited once, with scrap steel; a line here that
    displaces steel is a second credit, or one without the furnace that melts it."""
    for form in materials(s):
        if form.material.group != SOLID_WASTE:
            continue
        for row in part(s, form, "flows"):
            if (
                row.role == BASELINE
                and plain(row.emission) > 0
                and (is_iron(row.factor_key) or is_iron(row.item))
            ):
                yield at_row(
                    s,
                    "IRON_COUNTED_TWICE",
                    row,
                    "factor_key",
                    material=form.material.name,
                    value=_mass(row),
                    place=f"核算项目“{row.item or row.factor_key}”计了替代钢铁的收益",
                )


def is_iron(words: str) -> bool:
    """Whether a factor or a line speaks of iron or steel as a product."""
    return bool(IRON.search(NO_IRON.sub("", words)))


def _mass(row: Row) -> str:
    """The activity of a flow in t, as it stands where it is no mass."""
    try:
        return shown(row.activity * unit_table().mass_scale(row.activity_unit))
    except UnitError:
        return shown(row.activity)


CHECKS = (
    haulage,
    only_documented,
    shifted_use,
    incineration,
    bricks,
    drying_fuel,
    aggregates,
    iron,
)
