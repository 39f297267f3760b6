"""协同度 through the whole graph: the constructed case 10 (shared/cases), states, verified masses,
what the Dapeng index scores of it."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.checks import index_state
from parkeval_xl.core.values import CellError
from parkeval_xl.demo import sample
from parkeval_xl.evaluation import Evaluation, evaluate_inputs
from parkeval_xl.forms import book
from parkeval_xl.forms.index.metrics import MODIFIED
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.forms.sheet import Plan
from parkeval_xl.graph.explain import explain
from parkeval_xl.graph.render import render
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout

NA, PENDING = "不适用", "待填"
YEARS = range(5)  # 2020 to 2024
# Case 10 of the masses: SO2 120→100 t, NOx 200→180, smoke 50→40; carbon as case 10 wants it, other
# pollutants not counted.
CASE = {
    "dp_so2": (120, 120, 120, 120, 100),
    "dp_nox": (200, 200, 200, 200, 180),
    "dp_smoke": (50, 50, 50, 50, 40),
    "dp_co2": (500_000, 500_000, 500_000, 500_000, 480_000),
}
COUNTED = {
    "SO2": "是",
    "NOx": "是",
    "烟尘": "是",
    "VOCs(以非甲烷总烃计)": "否",
    "COD": "否",
    "氨氮": "否",
}


def area(figures: dict[str, Any], counted: dict[str, str] = COUNTED, **more: Any) -> Evaluation:
    """A workbook of the Dapeng index with these figures by year."""
    base = {
        id: x if isinstance(x, dict) else {f"y{y}": x[y] for y in YEARS}
        for id, x in figures.items()
    }
    inputs = {
        "base": base,
        "metrics_masses": {name: {"counted": answer} for name, answer in counted.items()},
    } | more
    declared, given, raw = from_json(
        {
            "plan": {
                "year": 2024,
                "base_year": 2020,
                "materials": ["scrap_steel"],
                "index": "dapeng",
            },
            "inputs": inputs,
        }
    )
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | given, raw)


def test_constructed_case_10() -> None:
    e = area(CASE)
    assert [e.show("metrics_base.equivalents", y) for y in (0, 4)] == pytest.approx(
        [359_777.885, 313_085.466], abs=1e-3
    )
    for block, row in (("metrics_base", 4), ("metrics_before", 3)):
        assert e.show(f"{block}.pollutants_cut", row) == pytest.approx(0.129781, abs=5e-7)
        assert e.show(f"{block}.carbon_cut", row) == pytest.approx(0.04)
        assert e.show(f"{block}.elasticity", row) == pytest.approx(3.24453, abs=5e-6)
        assert e.show(f"{block}.verdict", row) == "协同：污染物降幅大于碳排放"
    assert e.show("metrics_before.elasticity", 0) == NA  # 2021: nothing changed
    assert e.show("metrics_before.verdict", 0) == "碳排放没有变化，弹性系数无定义"
    assert e.show("values.v_dp_pollutant_intensity_change", 4) == PENDING  # no value added yet


def test_what_is_not_there_is_never_a_number() -> None:
    gap = area(CASE | {"dp_nox": {"y0": 200, "y1": 200, "y2": 200, "y3": 200}})
    assert (gap.show("metrics_base.equivalents", 4), gap.show("metrics_base.verdict", 4)) == (
        PENDING,
        PENDING,
    )
    said = [f.text()[0] for f in gap.findings if f.code == "YEAR_MISSING"]
    assert [x for x in said if "氮氧化物" in x] == ["“氮氧化物排放量”缺 2024 年数据"]
    assert not [x for x in said if "氨氮" in x]  # not counted, not asked for
    broken = area(CASE | {"dp_nox": {"y0": 200, "y1": 200, "y2": 200, "y3": 200, "y4": "abc"}})
    for id in ("equivalents", "pollutants_cut", "elasticity", "verdict"):
        assert broken.show(f"metrics_base.{id}", 4) is CellError.VALUE
    assert broken.show("metrics_base.equivalents", 3) == pytest.approx(359_777.885, abs=1e-3)
    assert (
        area(CASE | {"dp_so2": (-1, 120, 120, 120, 100)}).show("metrics_base.equivalents", 0)
        is CellError.NA
    )
    nothing = area(CASE | {"dp_co2": (0, 0, 0, 0, 480_000)})
    assert (
        nothing.show("metrics_base.carbon_cut", 4),
        nothing.show("metrics_base.elasticity", 4),
    ) == (NA, NA)


def test_an_optional_pollutant_counts_once_it_is_chosen() -> None:
    without = area(CASE, COUNTED | {"烟尘": "否"})
    assert without.show("metrics_base.equivalents", 0) == pytest.approx(320 * 1000 / 0.95)
    assert without.show("metrics_masses.m0", 5) == NA
    assert "协同度计入烟尘" in index_state.changes(area(CASE).context)


# ---- coupling ------------------------------------------------------------------------------------
# U1 (0.1 each): air 87.5 % → 0.8, water 80 % → 0.5, equivalents unchanged → 0.5; mean 0.6.
# U2: 0.4 tCO2/万元 → 0.8 (weight 0.12); 3 % less than the year before → 0.8 (weight 0.1).
CARBON = [400_000 / 0.97**back for back in (4, 3, 2, 1, 0)]
COUPLED = {
    "dp_good_days": (350,) * 5,
    "dp_valid_days": (400,) * 5,
    "dp_water_met": (80,) * 5,
    "dp_water_total": (100,) * 5,
    "dp_gdp": (1_000_000,) * 5,
    "dp_co2": tuple(CARBON),
    "dp_so2": (120,) * 5,
    "dp_nox": (200,) * 5,
    "dp_smoke": (50,) * 5,
}


@pytest.mark.parametrize(
    ("choice", "degree", "c", "d", "band"),
    [
        ({}, "c", 0.989743, 0.832358, "良好协调"),
        ({"metrics_rules.degree": MODIFIED}, "c", 0.774597, 0.736354, "中级协调"),
    ],
)
def test_constructed_coupling(
    choice: dict[str, Any], degree: str, c: float, d: float, band: str
) -> None:
    e = area(COUPLED, COUNTED, **choice)
    assert [e.show(f"metrics_coupling.{k}", 2) for k in ("u1", "u2", "t")] == pytest.approx(
        [0.6, 0.8, 0.7]
    )
    assert [e.show(f"metrics_coupling.{k}", 2) for k in ("classical", "modified")] == pytest.approx(
        [0.989743, 0.774597], abs=5e-7
    )
    assert e.show(f"metrics_coupling.{degree}", 2) == pytest.approx(c, abs=5e-7)
    assert (
        e.show("metrics_coupling.d", 2) == pytest.approx(d, abs=5e-7)
        and e.show("metrics_coupling.band", 2) == band
    )
    assert e.show("values.v_dp_synergy_degree", 4) == e.show(
        "metrics_coupling.d", 2
    )  # the index scores what the sheet gives
    assert e.show("values.s_dp_synergy_degree", 4) == pytest.approx(
        min(1.0, 0.6 + (d - 0.6) * 2), abs=2e-6
    )
    assert (
        e.show("values.v_dp_synergy_degree", 0) is None
    )  # before the scored years there is none, and none is asked for


def test_the_share_of_the_systems_is_a_setting() -> None:
    e = area(COUPLED, COUNTED, **{"metrics_rules.share": 0.25})
    assert e.show("metrics_coupling.t", 2) == pytest.approx(0.75)
    assert "U1的份额0.5→0.25" in index_state.changes(e.context)
    assert (
        area(COUPLED, COUNTED, **{"metrics_rules.share": 1.5}).show("yearly.index") is CellError.NA
    )


def test_what_the_sheet_gives_is_not_typed() -> None:
    e = area(COUPLED)
    assert not {"dp_coupling", "dp_pollutant_eq"} & {f.id for f in e.book.index.base.figures}
    for id in data.indices():
        metrics = book(Plan(index=id)).index.metrics
        assert metrics is not None
        assert not [
            c.key
            for c in metrics.masses.columns.values()
            if c.is_input and c.writer == "park" and c.key != "counted"
        ]


# ---- the synergy index ---------------------------------------------------------------------------
def sampled(**changes: Any) -> Evaluation:
    content = sample()
    for id, cells in changes.items():
        content["inputs"]["base"][id] |= cells
    declared, inputs, raw = from_json(content)
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)


def test_masses_and_carbon_are_those_of_base_data() -> None:
    e = sampled()
    by_hand = (1120 / 0.95 + 431 / 0.95 + 790 / 0.95 + 52.4 / 1.0 + 3.0 / 0.8) * 1000
    assert e.show("metrics_base.equivalents", 4) == pytest.approx(by_hand)
    assert e.show("metrics_base.carbon", 4) == e.show("base_computed.y4", 0)


def test_both_views_and_json() -> None:
    """A verified mass counts in the effective view only."""
    told = sampled(so2_emission={"y4_verified": 900}).to_dict()
    effective, reported = (told[v]["synergy"] for v in ("effective", "reported"))
    more = effective["totals"]["2024"]["equivalents"] - reported["totals"]["2024"]["equivalents"]
    assert more == pytest.approx((900 - 790) * 1000 / 0.95)
    assert set(effective) == {"totals", "since_base", "since_before", "coupling"}
    assert effective["since_base"]["2024"]["verdict"] == "此消彼长：污染物下降而碳排放上升"
    assert (
        set(effective["coupling"]) == {"2022", "2023", "2024"}
        and effective["since_base"]["2020"]["elasticity"] is None
    )


def test_it_explains_itself_down_to_what_was_typed() -> None:
    e = sampled()
    said = render(explain(e.book.graph, e.values, "metrics_base.elasticity", 4))
    assert "污染物削减率÷碳削减率" in said and "质量×1000÷当量值" in said and "环境保护税法" in said
    assert (
        "2024年·二氧化硫排放量" in said
        and "790" in said
        and "折标" not in said
        and "排放因子" in said
    )
    degree = render(explain(e.book.graph, e.values, "metrics_coupling.d", 2))
    assert "√（C×T）" in degree and "U1 环境改善" in degree and "坡度" in degree


def test_the_report_shows_it() -> None:
    e = sampled()
    assert e.show("synergy.cuts.verdict", 4) == e.show("metrics_base.verdict", 4)
    assert e.show("synergy.coupling.band", 2) == e.show("metrics_coupling.band", 2)
    titles = [p.title for p in e.book.sheet("协同评价报告").parts if getattr(p, "title", "")]
    numerals = [t.partition("、")[0] for t in titles if "、" in t[:2]]
    assert numerals == list("一二三四五六七八九十")[: len(numerals)]


def test_nitrogen_holds_ammonia() -> None:
    """Total nitrogen is organic, nitrate, nitrite and ammonia nitrogen together (HJ 636): one of
    the two counts."""
    both = area(CASE, COUNTED | {"氨氮": "是", "总氮": "是"})
    assert [f.words for f in both.findings if f.code == "EQUIVALENTS_TWICE"] == [
        {"label": "总氮", "part": "氨氮"}
    ]
    for counted in (COUNTED | {"总氮": "是"}, COUNTED | {"氨氮": "是"}):
        assert "EQUIVALENTS_TWICE" not in {f.code for f in area(CASE, counted).findings}


@pytest.mark.parametrize(
    ("given", "expected", "code"),
    [
        ({"metrics_rules.degree": "随便"}, CellError.NA, "CHOICE_UNKNOWN"),
        ({"metrics_rules.degree": None}, PENDING, "CHOICE_EMPTY"),
        ({"metrics_rules.share": None}, PENDING, "REQUIRED_EMPTY"),
    ],
)
def test_coordination_is_not_computed_on_a_guess(
    given: dict[str, Any], expected: Any, code: str
) -> None:
    e = area(COUPLED, **given)
    assert (
        e.show("metrics_coupling.d", 2) == expected and e.show("metrics_coupling.classical", 2) > 0
    )
    assert code in {f.code for f in e.findings if f.sheet == "协同度"}


def test_gross_product_of_all_years_is_at_the_prices_of_one() -> None:
    assert "PRICE_BASE_MIXED" in {
        f.code for f in area(CASE | {"price_base_year": (2015, 2020, 2020, 2020, 2020)}).findings
    }
    assert "PRICE_BASE_MIXED" not in {
        f.code for f in area(CASE | {"price_base_year": (2020,) * 5}).findings
    }
