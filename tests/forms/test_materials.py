"""The sheets of the materials: what METHOD 1 warns of, and how routes, scope and materials without
a method are kept apart."""

from __future__ import annotations

import pytest

from parkeval_xl import data
from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Book, Plan, book

from ..cases.chains import one_route
from ..functions.test_known_answers import changed, evaluated, users_row

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
METHODS = tuple(m.id for m in data.materials() if m.has_method)


def replaced(declared: Book, key: str, value: float) -> dict:
    """因子库 with one factor replaced."""
    return {
        "factors.override": [value if b["key"] == key else None for b in declared.factors.initial]
    }


def of_flow(declared: Book, material: str, item: str, **columns: object) -> dict:
    """The flows as they are made, with one line changed."""
    out = {}
    for key, value in columns.items():
        initial = declared.graph.fields[f"{material}.flows.{key}"].block.initial
        out[f"{material}.flows.{key}"] = [
            value if b["item"] == item else b.get(key) for b in initial
        ]
    return out


# ---- the traps of METHOD 1 ----
def test_gypsum_breaks_even_at_about_349_km() -> None:
    """50 000 t wet: 1 626 - 265.3 = 1 360.7 tCO2e, against 3.9 tCO2e a kilometre: 348.9 km."""
    declared = one_route("byproduct_gypsum")
    reduction = []
    for km in (348.0, 350.0):
        rates = changed(declared, "byproduct_gypsum.flows.rate", 副石膏运入=km)
        reduction.append(
            evaluated(declared, users_row(declared, "byproduct_gypsum", 50000.0) | rates)[
                "byproduct_gypsum.reduction"
            ]
        )
    assert reduction == pytest.approx([1360.7 - 348 * 3.9, 1360.7 - 350 * 3.9], abs=1e-6)
    assert reduction[0] > 0 > reduction[1]


def test_blast_furnace_gas_for_drying_takes_about_16_percent_off_the_slag_benefit() -> None:
    """0.0708 · 0.99 · 44/12 = 0.257004 tCO2/GJ instead of 0.055539: 8 820 t · 0.6 GJ · 0.201465 = 1
    066.15 t of 6 799.62."""
    declared = one_route("smelting_slag")
    users = users_row(declared, "smelting_slag", 10000.0)
    gas = evaluated(declared, users)["smelting_slag.reduction"]
    got = evaluated(
        declared,
        users | of_flow(declared, "smelting_slag", "烘干热耗", factor_key="高炉煤气(按热量)"),
    )
    assert gas - got["smelting_slag.reduction"] == pytest.approx(
        8820 * 0.6 * (0.0708 * 0.99 * 44 / 12 - 0.055539), rel=1e-6
    )
    assert 1 - got["smelting_slag.reduction"] / gas == pytest.approx(0.157, abs=5e-4)
    assert round(got["smelting_slag.per_tonne"], 2) == 0.57  # the lower end of what METHOD 1 prints


def test_furnace_steel_of_the_standard_table_would_make_scrap_a_loss() -> None:
    """3.03 instead of 0.68: 9 200 · (1.99 - 3.03) = -9 568 t before haulage. The default must not
    be that value."""
    declared = one_route("scrap_steel", "加工配送")
    users = users_row(declared, "scrap_steel", 10000.0)
    assert evaluated(declared, users)["scrap_steel.reduction"] > 0
    got = evaluated(declared, users | replaced(declared, "电炉碳钢", 3.03))
    assert got["scrap_steel.reduction"] == pytest.approx(
        9200 * (1.99 - 3.03) + 30 - 156 - 159.18 - 4.272, abs=1e-6
    )
    assert got["scrap_steel.band"] == "低于区间"


def test_aluminium_of_the_standard_table_is_an_upper_bound() -> None:
    """20.3 instead of 11.2: 9 300 · 9.1 = 84 630 t more, 18.6 a tonne."""
    declared = one_route("scrap_aluminium")
    users = users_row(declared, "scrap_aluminium", 10000.0)
    default = evaluated(declared, users)["scrap_aluminium.reduction"]
    got = evaluated(declared, users | replaced(declared, "电解铝", 20.3))
    assert got["scrap_aluminium.reduction"] - default == pytest.approx(84630, abs=1e-6)
    assert (
        round(got["scrap_aluminium.per_tonne"], 1) == 18.6
        and got["scrap_aluminium.band"] == "高于区间"
    )


def test_iron_recovered_from_slag_is_credited_with_scrap_steel_only() -> None:
    """5 % of the steel slag is iron; it leaves the powder (Y 0.93) and no line of the slag
    displaces steel."""
    declared = one_route("smelting_slag", "钢渣微粉")
    assert "Y_Fe" not in [
        b["symbol"] for b in declared.graph.blocks["smelting_slag.parameters"].initial
    ]
    displaced = {
        b["factor_key"]
        for b in declared.graph.blocks["smelting_slag.flows"].initial
        if b["role"] == "基准线"
    }
    assert displaced == {"堆存填埋作业", "熟料", "重型柴油货车30t"}


def test_every_required_line_is_born_with_a_rate() -> None:
    lines = [line for m in METHODS for r in data.routes(m) for line in data.lines(m, r.route)]
    assert len(lines) > 100 and all(line.rate is not None for line in lines if line.required)


@pytest.mark.parametrize("material", METHODS)
def test_the_conservative_set_lowers_the_reduction(material: str) -> None:
    both = [
        evaluated(d, users_row(d, material, 10000.0))
        for d in (one_route(material), one_route(material, factor_set="conservative"))
    ]
    default, conservative = (g[f"{material}.reduction"] for g in both)
    assert (
        conservative == default if material == "scrap_aluminium" else conservative < default
    )  # aluminium has no lower value
    assert (
        both[1][f"{material}.leakage"] == both[0][f"{material}.leakage"]
    )  # it lowers the credit, not the burden


# ---- routes: each has its own mass ----
RESINS = Plan(
    year=2023,
    materials=("scrap_plastic", "scrap_steel"),
    routes=(("scrap_plastic", ("PET", "PVC")),),
    rows=12,
)


def resins(**second: object) -> dict:
    """Two plants, 600 t of PET and 400 t of PVC, and 500 t of steel."""
    declared = book(RESINS)
    rows = [
        {"material": "废塑料", "route": "PET", "utilised": 600.0},
        {"material": "废塑料", "route": "PVC", "utilised": 400.0} | second,
        {"material": "废钢铁", "route": None, "utilised": 500.0},
    ]
    each = {"enterprise": "甲厂", "role": "利用方", "origin": "园内", "unit": "t"}
    keys = ("enterprise", "role", "origin", "unit", "material", "route", "utilised")
    return evaluated(declared, {f"ledger.{k}": [(each | r).get(k) for r in rows] for k in keys})


def test_each_route_computes_with_its_own_mass() -> None:
    got = resins()
    single = {}
    for resin, tonnes in (("PET", 600.0), ("PVC", 400.0)):
        declared = one_route("scrap_plastic", resin)
        single[resin] = evaluated(declared, users_row(declared, "scrap_plastic", tonnes))
    assert (
        got["scrap_plastic.routes.quantity"] == [600.0, 400.0]
        and got["scrap_plastic.quantity"] == 1000.0
    )
    for key in ("baseline", "project", "leakage", "reduction"):
        by_route = [single[r][f"scrap_plastic.{key}"] for r in ("PET", "PVC")]
        assert got[f"scrap_plastic.routes.{key}"] == pytest.approx(by_route, rel=1e-12)
        assert got[f"scrap_plastic.{key}"] == pytest.approx(sum(by_route), rel=1e-12)


WRONG_ROUTES = [
    (None, PENDING),
    ("PS", CellError.NA),
]  # not said; a resin this workbook was not made for


@pytest.mark.parametrize(("route", "shown"), WRONG_ROUTES)
def test_plastic_that_is_not_split_by_resin_gives_no_reduction(
    route: str | None, shown: object
) -> None:
    got = resins(route=route)
    assert got["scrap_plastic.reduction"] == got["totals.reduction"] == shown
    assert got["scrap_plastic.quantity"] == 1000.0  # the mass is known, its route is not
    assert isinstance(got["scrap_steel.reduction"], float)


# ---- scope and materials without a method ----
def test_a_material_out_of_scope_is_not_applicable_and_leaves_the_total() -> None:
    declared = book(Plan(year=2023, materials=("scrap_steel", "scrap_copper"), rows=12))
    users = users_row(declared, "scrap_steel", 10000.0)
    waiting = evaluated(declared, users)
    assert waiting["scrap_copper.reduction"] == waiting["totals.reduction"] == PENDING
    got = evaluated(
        declared, users | {"scope.applies": ["是", "否"], "scope.reason": [None, "园区没有废铜"]}
    )
    for key in (
        "quantity",
        "baseline",
        "project",
        "leakage",
        "reduction",
        "per_tonne",
        "solid_waste",
    ):
        assert got[f"scrap_copper.{key}"] == NOT_APPLICABLE
    assert got["totals.reduction"] == got["scrap_steel.reduction"] and isinstance(
        got["totals.reduction"], float
    )


def test_other_nonferrous_counts_in_the_rate_and_has_no_reduction_to_show() -> None:
    """(800 + 100) / (1 000 + 200) = 75 % fails 80 %; steel alone would reach 80 %."""
    declared = book(Plan(year=2023, materials=("scrap_steel", "other_nonferrous"), rows=12))
    got = evaluated(
        declared,
        {
            "ledger.enterprise": ["甲厂", "乙厂", "丙厂"],
            "ledger.material": ["废钢铁", "其他废有色金属", "废钢铁"],
            "ledger.role": ["产生方", "产生方", "利用方"],
            "ledger.origin": ["园内"] * 3,
            "ledger.unit": ["t"] * 3,
            "ledger.intake": [1000.0, 200.0, 800.0],
            "ledger.utilised": [800.0, 100.0, 800.0],
        },
    )
    assert got["rates.rate"] == [pytest.approx(0.75)] and got["rates.verdict"] == ["未达标"]
    row = got["results.material"].index("其他废有色金属")
    assert got["results.method"][row] == "无核算方法"
    assert [got[f"results.{k}"][row] for k in ("generated", "utilised")] == [200.0, 100.0]
    for key in ("baseline", "project", "leakage", "reduction", "per_tonne", "solid_waste"):
        assert got[f"results.{key}"][row] == NOT_APPLICABLE
    assert got["totals.reduction"] == got["scrap_steel.reduction"] and isinstance(
        got["totals.reduction"], float
    )
