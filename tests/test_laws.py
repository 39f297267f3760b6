"""Laws that hold for any park, through the whole graph: what may not matter, what must add up, what
may only go one way.

Parks are drawn by seed and clean: every figure is a number. Faults of single cells are tested
elsewhere.
"""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.core.ledger import ROLES
from parkeval_xl.core.values import PENDING_TEXT as PENDING
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import EFFECTIVE, REPORTED
from parkeval_xl.graph.run import shown

from .campaign import times
from .cases.drawn import ALL, MASSES, METHODS, PLAN, SPARE, Cells, drawn, names, rows_of, with_rows
from .parks import arrays

SEEDS = range(times(3))
FIGURES = ("quantity", "baseline", "project", "leakage", "reduction", "solid_waste")
TOTALS = ("baseline", "project", "leakage", "reduction", "solid_waste")


@cache
def initial(plan: Plan) -> Cells:
    return initial_inputs(book(plan))


def outcome(declared: Book, cells: Cells, which: int = EFFECTIVE) -> dict[str, Any]:
    """The results of a park as its cells show them: all figures of materials, routes, rates, totals
    and the verdict."""
    values = declared.graph.run(initial(declared.plan) | arrays(cells, declared))
    parts = ("results", "rates", "totals", "verdict", *METHODS, *(f"{m}.routes" for m in METHODS))
    return {
        f.id: shown(f, values, None, which)
        if f.block is None
        else [shown(f, values, i, which) for i in range(f.block.rows)]
        for f in declared.graph.order
        if f.id.rsplit(".", 1)[0] in parts and not f.hidden
    }


def flat(results: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{id}[{i}]": x
        for id, column in results.items()
        for i, x in enumerate(column if isinstance(column, list) else [column])
    }


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two outcomes are equal but for the order in which numbers were added."""
    a, b = flat(one), flat(other)
    numbers = [k for k, x in a.items() if isinstance(x, float)]
    assert a.keys() == b.keys()
    assert {k: x for k, x in a.items() if k not in numbers} == {
        k: x for k, x in b.items() if k not in numbers
    }
    assert [b[k] for k in numbers] == pytest.approx([a[k] for k in numbers], rel=1e-9, abs=1e-6)


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
def test_scaling_all_masses_scales_all_amounts_and_leaves_rates_and_figures_per_tonne(
    park, k: float
) -> None:
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
        assert after[id] == (
            x
            if not isinstance(x, float)
            else pytest.approx(x if unscaled else x * k, rel=1e-9, abs=1e-7)
        ), id


# ---- what counts once ----
SALE = {"enterprise": "新企业", "unit": "t", "utilised": 1.0, "intake": 1.0}


def added(park, *rows: dict[str, Any]) -> dict[str, Any]:
    declared, cells, _ = park
    return outcome(
        declared,
        with_rows(cells, "ledger", rows_of(cells, "ledger") + [SALE | row for row in rows]),
    )


def group_of(results: dict[str, Any], declared: Book, material: str) -> int:
    return [g.id for g in data.groups()].index(data.material(material).group)


@pytest.mark.parametrize("material", METHODS)
def test_a_tonne_sold_inside_the_park_counts_once_in_its_rate_and_once_in_its_reduction(
    park, material: str
) -> None:
    """Sold and used, it stands in two rows. Generated and utilised grow by one tonne each, so the
    rate becomes (U + 1) / (G + O + 1); the user's row changes no rate, and the generator's row
    changes no reduction."""
    declared, _, before = park
    routes = declared.plan.routes_of(material)
    name, route = data.material(material).name, routes[0].route if len(routes) > 1 else None
    seller = {"material": name, "role": "产生方", "origin": "园内"}
    buyer = {"material": name, "role": "利用方", "origin": "园内", "route": route}
    both, sold, bought, imported = (
        added(park, *x)
        for x in ((seller, buyer), (seller,), (buyer,), (buyer | {"origin": "园外"},))
    )
    at = group_of(before, declared, material)
    # a total over nothing is blank, and a tonne beside nothing is one tonne
    u, g, o = (before[f"rates.{k}"][at] or 0.0 for k in ("utilised", "generated", "old_stock"))
    assert both["rates.rate"][at] == pytest.approx((u + 1) / (g + o + 1), rel=1e-12)
    assert [
        both[f"rates.{k}"][at] or 0.0 for k in ("utilised", "generated", "old_stock")
    ] == pytest.approx([u + 1, g + 1, o], rel=1e-12)
    assert sold["rates.rate"] == both["rates.rate"]  # not twice
    assert bought["rates.rate"] == imported["rates.rate"] == before["rates.rate"]
    assert both["rates.rate"][1 - at] == before["rates.rate"][1 - at]  # nor in the other group
    assert both[f"{material}.quantity"] == pytest.approx(
        before[f"{material}.quantity"] + 1, rel=1e-12
    )
    assert sold["totals.reduction"] == before["totals.reduction"]
    assert (
        both["totals.reduction"]
        == bought["totals.reduction"]
        == imported["totals.reduction"]
        != before["totals.reduction"]
    )
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
    plain = cells | {
        f"ledger.{k}_verified": [None] * len(cells["ledger.intake"]) for k in ("intake", "utilised")
    }
    checked = plain | {
        f"ledger.{k}_verified": list(cells[f"ledger.{k}"]) for k in ("intake", "utilised")
    }
    for m in METHODS:
        checked[f"{m}.parameters.value_verified"] = list(cells[f"{m}.parameters.value"])
        checked[f"{m}.flows.rate_verified"] = list(cells[f"{m}.flows.rate"])
    before = outcome(declared, plain)
    same(before, outcome(declared, checked))
    same(before, outcome(declared, checked, REPORTED))


def test_the_reported_view_does_not_see_verified_figures(park) -> None:
    declared, cells, before = park
    plain = cells | {
        f"ledger.{k}_verified": [None] * len(cells["ledger.intake"]) for k in ("intake", "utilised")
    }
    reported = outcome(declared, plain)
    same(reported, outcome(declared, cells, REPORTED))
    assert all(
        reported[f"totals.{k}"] != before[f"totals.{k}"] for k in TOTALS
    )  # there is something to see


# ---- what must add up ----
def test_totals_are_the_sums_of_materials_and_each_reduction_is_baseline_less_project_less_leakage(
    park,
) -> None:
    _, _, results = park
    for key in TOTALS:
        assert results[f"totals.{key}"] == pytest.approx(
            sum(results[f"{m}.{key}"] for m in METHODS), rel=1e-9, abs=1e-6
        )
    for m in METHODS:
        be, pe, le, er, q = (
            results[f"{m}.{k}"] for k in ("baseline", "project", "leakage", "reduction", "quantity")
        )
        assert er == pytest.approx(be - pe - le, rel=1e-9, abs=1e-6)
        assert results[f"{m}.per_tonne"] == pytest.approx(er / q, rel=1e-9)
        assert results[f"{m}.solid_waste"] == pytest.approx(q - results[f"{m}.residue"], rel=1e-9)
        if f"{m}.routes.reduction" in results:
            assert sum(results[f"{m}.routes.reduction"]) == pytest.approx(er, rel=1e-9)


def test_a_park_of_all_materials_is_the_sum_of_parks_of_one(park) -> None:
    declared, cells, results = park
    totals = dict.fromkeys(TOTALS, 0.0)
    for m in METHODS:
        alone = book(
            Plan(
                year=2023,
                materials=(m,),
                routes=tuple(x for x in PLAN.routes if x[0] == m),
                rows=PLAN.rows,
            )
        )
        own = [row for row in rows_of(cells, "ledger") if row["material"] == names(declared)[m]]
        known = {
            k: c for k, c in with_rows(cells, "ledger", own).items() if k in alone.graph.fields
        }
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
        symbols = [b["symbol"] for b in declared.graph.blocks[f"{m}.parameters"].initial]
        column = f"{m}.parameters.value"
        more[column] = [
            x + 0.05 if s == "r_res" else x for s, x in zip(symbols, cells[column], strict=True)
        ]
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


# ---- what is missing ----
@pytest.mark.parametrize("kind", ["mass used", "parameter", "required rate", "factor"])
def test_one_missing_figure_reaches_every_total_above_it(park, kind: str) -> None:
    declared, cells, before = park
    for m in METHODS:
        after = outcome(declared, cells | missing(declared, cells, m, kind))
        hit = METHODS if kind == "factor" else [m]  # all materials use the truck
        assert all(after[f"{x}.reduction"] == PENDING for x in hit)
        assert after["totals.reduction"] == after["totals.baseline"] == PENDING
        assert (
            after["rates.rate"] == before["rates.rate"]
        )  # users' figures and factors are no part of a rate
        same(
            {
                k: x
                for k, x in before.items()
                if k.split(".")[0] in METHODS and k.split(".")[0] not in hit
            },
            {
                k: x
                for k, x in after.items()
                if k.split(".")[0] in METHODS and k.split(".")[0] not in hit
            },
        )


def missing(declared: Book, cells: Cells, material: str, kind: str) -> Cells:
    """The columns of a park with one figure of a material taken out."""
    if kind == "mass used":
        rows = rows_of(cells, "ledger")
        row = next(
            r for r in rows if r["material"] == names(declared)[material] and r["role"] == "利用方"
        )
        row["utilised"] = row["utilised_verified"] = None
        return with_rows(cells, "ledger", rows)
    if kind == "factor":
        initial = declared.factors.initial
        return {
            "factors.rule_value": [
                None if b["key"] == "重型柴油货车30t" else b["rule_value"] for b in initial
            ]
        }
    if kind == "parameter":
        symbols = [b["symbol"] for b in declared.graph.blocks[f"{material}.parameters"].initial]
        id = f"{material}.parameters.value"
        return {id: [None if s == "Y" else x for s, x in zip(symbols, cells[id], strict=True)]}
    rows = rows_of(cells, f"{material}.flows")
    required = {
        line.item
        for r in declared.plan.routes_of(material)
        for line in data.lines(material, r.route)
        if line.required
    }
    next(r for r in rows if r["role"] == "基准线" and r["item"] in required)["rate"] = None
    return with_rows(cells, f"{material}.flows", rows)
