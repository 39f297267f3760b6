"""Laws that hold for any park, through the whole graph: what may not matter, what must add up, what may only go one way.

Parks are drawn by seed and clean: every figure is a number. States and faults of single cells are tested elsewhere.
"""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.core.ledger import ROLES
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.born import born_inputs
from parkeval_xl.graph import EFFECTIVE, REPORTED
from parkeval_xl.graph.run import shown

from .parks import arrays

Cells = dict[str, Any]
ALL = tuple(m.id for m in data.materials())
METHODS = tuple(m.id for m in data.materials() if m.has_method)
PLAN = Plan(year=2023, materials=ALL, routes=(("scrap_plastic", ("PET", "PVC")), ("smelting_slag", ("矿渣微粉", "钢渣微粉"))), rows=40)
SEEDS = range(3)
MASSES = ("opening", "intake", "utilised", "old_stock", "disposed", "transferred", "closing", "intake_verified", "utilised_verified")
FIGURES = ("quantity", "baseline", "project", "leakage", "reduction", "solid_waste")
TOTALS = ("baseline", "project", "leakage", "reduction", "solid_waste")
SPARE = 5  # rows of the ledger that every drawn park leaves free


def names(declared: Book) -> dict[str, str]:
    return {m: data.material(m).name for m in declared.plan.materials}


def drawn(seed: int, declared: Book) -> Cells:
    """A park: generators and users of every material and route, own lines with direct entries, some verified figures."""
    r, cells = random.Random(seed), {"park.province": random.Random(seed).choice(("湖南", "云南", None))}
    rows = [(m, route.route, role) for m in ALL for route in (declared.plan.routes_of(m) or (None,)) if route
            for role in ("产生方", "利用方")] + [("other_nonferrous", None, "产生方")]
    rows += [r.choice(rows) for _ in range(declared.ledger.rows - SPARE - len(rows))]
    r.shuffle(rows)
    columns = {k: [] for k in ("enterprise", "material", "role", "origin", "route", "unit", *MASSES)}
    for i, (material, route, role) in enumerate(rows):
        several = len(declared.plan.routes_of(material)) > 1
        mass = round(10 ** r.uniform(1, 4), 3)
        used = round(mass * r.uniform(0.5, 0.9), 3)
        line = {"enterprise": f"企业{i}", "material": names(declared)[material], "role": role,
                "origin": "园内" if role == "产生方" else r.choice(("园内", "园外")),
                "route": route if several and role == "利用方" else None, "unit": r.choice(("t", "万t", "kg")),
                "intake": mass, "utilised": used, "old_stock": r.choice((None, round(used / 10, 3))), "closing": mass - used,
                "utilised_verified": r.choice((None, None, round(used * 0.9, 3)))}
        for key, column in columns.items():
            column.append(line.get(key))
    cells |= {f"ledger.{k}": c for k, c in columns.items()}
    for m in METHODS:
        born = declared.graph.blocks[f"{m}.parameters"].born
        cells[f"{m}.parameters.value"] = [b["value"] * r.uniform(0.9, 1.0) for b in born]
        cells |= own_lines(r, declared, m)
    return cells


def own_lines(r: random.Random, declared: Book, material: str) -> Cells:
    """The flows a material is born with, and three of the park's own: two of them yearly amounts."""
    block = declared.graph.blocks[f"{material}.flows"]
    routes = [x.route for x in declared.plan.routes_of(material)]
    own = [{"role": "项目", "quantity": "直接填报", "rate": r.uniform(1, 90), "unit": "MWh", "factor_key": "电力"},
           {"role": "泄漏", "quantity": "直接填报", "rate": r.uniform(1, 90), "unit": "tCO2e", "factor_key": "实测排放量"},
           {"role": "基准线", "quantity": "干基量", "rate": r.uniform(1, 90), "unit": "km", "factor_key": "重型柴油货车30t"}]
    own = [{"route": r.choice(routes), "item": f"自有{i}", "rate_verified": None} | x for i, x in enumerate(own)]
    keys = ("role", "route", "item", "quantity", "rate", "unit", "factor_key", "rate_verified", "need")  # need: a rule's column
    return {f"{material}.flows.{k}": [b.get(k) for b in block.born] + [x.get(k) for x in own] for k in keys}


@cache
def born(plan: Plan) -> Cells:
    return born_inputs(book(plan))


def outcome(declared: Book, cells: Cells, which: int = EFFECTIVE) -> dict[str, Any]:
    """The results of a park as its cells show them: all figures of materials, routes, rates, totals and the verdict."""
    values = declared.graph.run(born(declared.plan) | arrays(cells, declared))
    parts = ("results", "rates", "totals", "verdict", *METHODS, *(f"{m}.routes" for m in METHODS))
    return {
        f.id: shown(f, values, None, which) if f.block is None else [shown(f, values, i, which) for i in range(f.block.rows)]
        for f in declared.graph.order if f.id.rsplit(".", 1)[0] in parts
    }


def flat(results: dict[str, Any]) -> dict[str, Any]:
    return {f"{id}[{i}]": x for id, column in results.items() for i, x in enumerate(column if isinstance(column, list) else [column])}


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two outcomes are equal but for the order in which numbers were added."""
    a, b = flat(one), flat(other)
    numbers = [k for k, x in a.items() if isinstance(x, float)]
    assert len(numbers) > 5 and a.keys() == b.keys()
    assert {k: x for k, x in a.items() if k not in numbers} == {k: x for k, x in b.items() if k not in numbers}
    assert [b[k] for k in numbers] == pytest.approx([a[k] for k in numbers], rel=1e-9, abs=1e-6)


def rows_of(cells: Cells, block: str) -> list[dict[str, Any]]:
    columns = {k.removeprefix(f"{block}."): c for k, c in cells.items() if k.rsplit(".", 1)[0] == block}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def with_rows(cells: Cells, block: str, rows: list[dict[str, Any]]) -> Cells:
    return cells | {f"{block}.{k}": [row.get(k) for row in rows] for k in rows[0]}


def scaled(x: float | None, k: float) -> float | None:
    return None if x is None else x * k


@pytest.fixture(scope="module", params=SEEDS)
def park(request: pytest.FixtureRequest) -> tuple[Book, Cells, dict[str, Any]]:
    declared = book(PLAN)
    cells = drawn(request.param, declared)
    return declared, cells, outcome(declared, cells)


def test_the_parks_drawn_have_numbers_everywhere(park) -> None:
    _, _, results = park
    assert all(isinstance(results[f"totals.{k}"], float) for k in TOTALS)
    assert all(isinstance(results[f"{m}.{k}"], float) for m in METHODS for k in FIGURES)
    assert all(isinstance(x, float) and 0 < x < 1 for x in results["rates.rate"])


# ---- what must scale ----
@pytest.mark.parametrize("k", [0.5, 10_000.0])
def test_scaling_all_masses_scales_all_amounts_and_leaves_rates_and_figures_per_tonne(park, k: float) -> None:
    declared, cells, before = park
    larger = cells | {f"ledger.{m}": [scaled(x, k) for x in cells[f"ledger.{m}"]] for m in MASSES}
    for m in METHODS:
        rows = rows_of(cells, f"{m}.flows")
        for row in rows:
            row["rate"] = scaled(row["rate"], k if row["quantity"] == "直接填报" else 1.0)
        larger = with_rows(larger, f"{m}.flows", rows)
    after = flat(outcome(declared, larger))
    fixed = ("rate", "threshold", "per_tonne", "low", "high")
    for id, x in flat(before).items():
        unscaled = not isinstance(x, float) or id.split("[")[0].rsplit(".", 1)[1] in fixed
        assert after[id] == (x if not isinstance(x, float) else pytest.approx(x if unscaled else x * k, rel=1e-9, abs=1e-7)), id


# ---- what counts once ----
SALE = {"enterprise": "新企业", "unit": "t", "utilised": 1.0, "intake": 1.0}


def added(park, *rows: dict[str, Any]) -> dict[str, Any]:
    declared, cells, _ = park
    return outcome(declared, with_rows(cells, "ledger", rows_of(cells, "ledger") + [SALE | row for row in rows]))


def group_of(results: dict[str, Any], declared: Book, material: str) -> int:
    return [g.id for g in data.groups()].index(data.material(material).group)


@pytest.mark.parametrize("material", METHODS)
def test_a_tonne_sold_inside_the_park_counts_once_in_its_rate_and_once_in_its_reduction(park, material: str) -> None:
    """Sold and used, it stands in two rows. Generated and utilised grow by one tonne each, so the rate becomes
    (U + 1) / (G + O + 1); the user's row changes no rate, and the generator's row changes no reduction."""
    declared, _, before = park
    routes = declared.plan.routes_of(material)
    name, route = data.material(material).name, routes[0].route if len(routes) > 1 else None
    seller = {"material": name, "role": "产生方", "origin": "园内"}
    buyer = {"material": name, "role": "利用方", "origin": "园内", "route": route}
    both, sold, bought, imported = (added(park, *x) for x in ((seller, buyer), (seller,), (buyer,), (buyer | {"origin": "园外"},)))
    at = group_of(before, declared, material)
    u, g, o = (before[f"rates.{k}"][at] for k in ("utilised", "generated", "old_stock"))
    assert both["rates.rate"][at] == pytest.approx((u + 1) / (g + o + 1), rel=1e-12)
    assert [both[f"rates.{k}"][at] for k in ("utilised", "generated", "old_stock")] == pytest.approx([u + 1, g + 1, o], rel=1e-12)
    assert sold["rates.rate"] == both["rates.rate"]  # not twice
    assert bought["rates.rate"] == imported["rates.rate"] == before["rates.rate"]
    assert both["rates.rate"][1 - at] == before["rates.rate"][1 - at]  # nor in the other group
    assert both[f"{material}.quantity"] == pytest.approx(before[f"{material}.quantity"] + 1, rel=1e-12)
    assert sold["totals.reduction"] == before["totals.reduction"]
    assert both["totals.reduction"] == bought["totals.reduction"] == imported["totals.reduction"] != before["totals.reduction"]
    row = ALL.index(material)
    waste = [x["results.imported"][row] or 0.0 for x in (before, bought, imported)]
    assert waste[1:] == pytest.approx([waste[0], waste[0] + 1], rel=1e-12, abs=1e-9)


# ---- what may not matter ----
def test_the_order_of_ledger_rows_and_of_flow_rows_is_irrelevant(park) -> None:
    declared, cells, before = park
    r, mixed = random.Random(1), cells
    for block in ("ledger", *(f"{m}.flows" for m in METHODS)):
        rows = rows_of(cells, block) + [{}] * 2  # blank rows may stand between
        shuffled = [{k: row.get(k) for k in rows[0]} for row in r.sample(rows, len(rows))]
        mixed = with_rows(mixed, block, shuffled)
    same(before, outcome(declared, mixed))


def test_splitting_a_ledger_row_in_two_changes_nothing(park) -> None:
    declared, cells, before = park
    rows = rows_of(cells, "ledger")
    for i in range(SPARE):
        part = 0.1 + 0.2 * i
        rest = rows[i] | {m: scaled(rows[i][m], 1 - part) for m in MASSES}
        rows[i] |= {m: scaled(rows[i][m], part) for m in MASSES}
        rows.append(rest)
    same(before, outcome(declared, with_rows(cells, "ledger", rows)))


def test_splitting_a_flow_row_in_two_changes_nothing(park) -> None:
    declared, cells, before = park
    for m in METHODS:
        rows = rows_of(cells, f"{m}.flows")
        first = next(row for row in rows if row["rate"])
        rows.append(first | {"rate": first["rate"] * 0.3})
        first["rate"] *= 0.7
        cells = with_rows(cells, f"{m}.flows", rows)
    same(before, outcome(declared, cells))


def test_a_verified_figure_equal_to_the_reported_one_changes_nothing(park) -> None:
    declared, cells, _ = park
    plain = cells | {f"ledger.{k}_verified": [None] * len(cells["ledger.intake"]) for k in ("intake", "utilised")}
    checked = plain | {f"ledger.{k}_verified": list(cells[f"ledger.{k}"]) for k in ("intake", "utilised")}
    for m in METHODS:
        checked[f"{m}.parameters.value_verified"] = list(cells[f"{m}.parameters.value"])
        checked[f"{m}.flows.rate_verified"] = list(cells[f"{m}.flows.rate"])
    before = outcome(declared, plain)
    same(before, outcome(declared, checked))
    same(before, outcome(declared, checked, REPORTED))


def test_the_reported_view_does_not_see_verified_figures(park) -> None:
    declared, cells, before = park
    plain = cells | {f"ledger.{k}_verified": [None] * len(cells["ledger.intake"]) for k in ("intake", "utilised")}
    reported = outcome(declared, plain)
    same(reported, outcome(declared, cells, REPORTED))
    assert all(reported[f"totals.{k}"] != before[f"totals.{k}"] for k in TOTALS)  # there is something to see


# ---- what must add up ----
def test_totals_are_the_sums_of_materials_and_each_reduction_is_baseline_less_project_less_leakage(park) -> None:
    _, _, results = park
    for key in TOTALS:
        assert results[f"totals.{key}"] == pytest.approx(sum(results[f"{m}.{key}"] for m in METHODS), rel=1e-9, abs=1e-6)
    for m in METHODS:
        be, pe, le, er, q = (results[f"{m}.{k}"] for k in ("baseline", "project", "leakage", "reduction", "quantity"))
        assert er == pytest.approx(be - pe - le, rel=1e-9, abs=1e-6)
        assert results[f"{m}.per_tonne"] == pytest.approx(er / q, rel=1e-9)
        assert results[f"{m}.solid_waste"] == pytest.approx(q - results[f"{m}.residue"], rel=1e-9)
        if f"{m}.routes.reduction" in results:
            assert sum(results[f"{m}.routes.reduction"]) == pytest.approx(er, rel=1e-9)


def test_a_park_of_all_materials_is_the_sum_of_parks_of_one(park) -> None:
    declared, cells, results = park
    totals = dict.fromkeys(TOTALS, 0.0)
    for m in METHODS:
        alone = book(Plan(year=2023, materials=(m,), routes=tuple(x for x in PLAN.routes if x[0] == m), rows=PLAN.rows))
        own = [row for row in rows_of(cells, "ledger") if row["material"] == names(declared)[m]]
        known = {k: c for k, c in with_rows(cells, "ledger", own).items() if k in alone.graph.fields}
        one = outcome(alone, known)
        figures = [k for k in results if k.startswith(f"{m}.")]
        same({k: one[k] for k in figures}, {k: results[k] for k in figures})
        totals = {k: x + one[f"totals.{k}"] for k, x in totals.items()}
    assert totals == pytest.approx({k: results[f"totals.{k}"] for k in TOTALS}, rel=1e-9, abs=1e-6)


# ---- what may only go one way ----
def test_more_residue_never_raises_a_reduction_or_the_waste_kept_from_disposal(park) -> None:
    declared, cells, before = park
    more = {}
    for m in METHODS:
        symbols = [b["symbol"] for b in declared.graph.blocks[f"{m}.parameters"].born]
        column = f"{m}.parameters.value"
        more[column] = [x + 0.05 if s == "r_res" else x for s, x in zip(symbols, cells[column], strict=True)]
    after = outcome(declared, cells | more)
    for m in METHODS:
        assert after[f"{m}.residue"] > before[f"{m}.residue"]
        assert after[f"{m}.solid_waste"] < before[f"{m}.solid_waste"]
        assert after[f"{m}.reduction"] <= before[f"{m}.reduction"]
    assert after["totals.solid_waste"] < before["totals.solid_waste"]
    assert after["totals.reduction"] < before["totals.reduction"]


@pytest.mark.parametrize("role", ROLES)
def test_more_of_a_flow_moves_each_reduction_by_its_sign(park, role: str) -> None:
    declared, cells, before = park
    for m in METHODS:
        rows = rows_of(cells, f"{m}.flows")
        own = next(row for row in rows if row["role"] == role and row["item"].startswith("自有"))
        own["rate"] *= 2
        cells = with_rows(cells, f"{m}.flows", rows)
    after = outcome(declared, cells)
    for id in (*METHODS, "totals"):
        moved = after[f"{id}.reduction"] - before[f"{id}.reduction"]
        assert moved > 0 if role == "基准线" else moved < 0
