"""An index as sheets: figures by hand through the whole graph, rules that recompute, grades by the
decision table, other indices."""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from parkeval_xl import data, demo
from parkeval_xl.checks import index_state
from parkeval_xl.cli import main
from parkeval_xl.core import index as tree
from parkeval_xl.core import values as v
from parkeval_xl.core.expression import parse
from parkeval_xl.core.values import CellError
from parkeval_xl.evaluation import Evaluation, evaluate_file, evaluate_inputs
from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.index.rules import PRINTED
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.functions.operations import decided
from parkeval_xl.graph.explain import EFFECTIVE, Tree, explain
from parkeval_xl.graph.render import render
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout
from tests import index_parks
from tests.campaign import times

NA, PENDING = "不适用", "待填"


def sample() -> dict[str, Any]:
    """The sample park with its index and, of its materials, one: on the others no figure here
    rests."""
    content = demo.sample()
    kept = "scrap_steel"
    others = {m for m in content["plan"]["materials"] if m != kept} | {"ledger", "scope"}
    content["plan"] |= {"materials": [kept], "routes": [], "rows": 12}
    content["inputs"] = {
        id: cells for id, cells in content["inputs"].items() if id.partition(".")[0] not in others
    }
    return content


def evaluated(content: dict[str, Any]) -> Evaluation:
    declared, inputs, raw = from_json(content)
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)


@cache
def park() -> Evaluation:
    return evaluated(sample())


def changed(**changes: dict[str, dict[str, Any]]) -> Evaluation:
    """The sample with other cells: block, row, columns."""
    content = sample()
    for block, rows in changes.items():
        held = content["inputs"].setdefault(block, {})
        for row, cells in rows.items():
            held[row] = held.get(row, {}) | cells
    return evaluated(content)


def with_single(**cells: Any) -> Evaluation:
    content = sample()
    content["inputs"] |= {k.replace("__", "."): x for k, x in cells.items()}
    return evaluated(content)


# ---- figures by hand, from the sample's base data of 2024 ----
BY_HAND = {
    "air_good_day_ratio": (323 / 366 * 100, 1.0),
    "fine_particulate_level": (34.0, 0.6 + (35 - 34) / (35 - 15) * 0.4),
    "nox_emission_intensity": (1120 * 1000 / 1196000, 0.6 * (1.66 - 1120 / 1196) / 0.83),
    "solid_waste_net_intensity": (
        (989000 - 961400 + 10500) / 1196000,
        0.6 + (0.1 - 38100 / 1196000) / 0.08 * 0.4,
    ),
    "value_added_per_head": (1196000 / 53900, 1.0),
    "green_space_growth": (
        (68.8 / 86100) / (65.2 / 84900) * 100 - 100,
        0.5 + ((68.8 / 86100) / (65.2 / 84900) * 100 - 100) / 10,
    ),
    "symbiosis_project_count": (5.0, 5 / 6),
    "benchmark_project_score": (1 + 0.6 + 3 * 0.3, 1.0),
    "funding_share": (3120 / 112400 * 100, 3120 / 112400 * 100 / 3),
}


@pytest.mark.parametrize("id", BY_HAND)
def test_value_and_score_by_hand(id: str) -> None:
    value, score = BY_HAND[id]
    assert park().show(f"values.v_{id}", 4) == pytest.approx(value, rel=1e-9)
    assert park().show(f"values.s_{id}", 4) == pytest.approx(score, rel=1e-9)


def test_energy_and_carbon_by_hand() -> None:
    """2024: each carrier at its coal equivalent, supply inside the park taken off; power at Hunan's
    factor of the year."""
    tce = (
        156000 * 0.7143
        + 88100 * 0.9
        + 201800 * 0.9714
        + 8260 * 1.4571
        + 15650 * 13.3
        + 8400 * 0.5
        + (2051000 - 241000 + 118400 + 36200) * 0.1229
        + (3220000 - 2680000) * 0.03412
    )
    assert park().show("base_computed.y4", 1) == pytest.approx(tce, rel=1e-9)
    factors = {
        key: data.factor(key, year=2024).value
        for key in ("原煤", "洗精煤", "焦炭", "柴油", "天然气", "石灰石", "石墨电极")
    }
    power = data.factor("电力", "湖南", 2024).value
    carbon = (
        156000 * factors["原煤"]
        + 88100 * factors["洗精煤"]
        + 201800 * factors["焦炭"]
        + 8260 * factors["柴油"]
        + 15650 * factors["天然气"]
        + (2051000 - 241000) * power
        + (3220000 - 2680000) * 0.11
        + 58600 * factors["石灰石"]
        + 1012 * factors["石墨电极"]
    )
    assert park().show("base_computed.y4", 0) == pytest.approx(carbon, rel=1e-9)


def test_supply_inside_the_park_changes_nothing_when_both_sides_grow() -> None:
    """Bought from a plant inside: the fuel already counts."""
    more = changed(
        energy={
            "power_purchased_total": {"y4": 2051000 + 50000},
            "power_internal_supply": {"y4": 241000 + 50000},
        }
    )
    for row in (0, 1):
        assert more.show("base_computed.y4", row) == pytest.approx(
            park().show("base_computed.y4", row), rel=1e-9
        )


def test_the_factor_of_grid_power_may_be_fixed_at_the_base_year() -> None:
    fixed = with_single(grid_years__rule="固定为基准年因子")
    first, own = data.factor("电力", "湖南", 2020).value, data.factor("电力", "湖南", 2024).value
    grown = (2051000 - 241000) * (first - own)
    assert fixed.show("base_computed.y4", 0) == pytest.approx(
        park().show("base_computed.y4", 0) + grown, rel=1e-9
    )


def test_the_index_is_the_mean_of_three_years_and_points_add_up() -> None:
    p = park()
    years = [p.show(f"yearly.total{y}") for y in (2, 3, 4)]
    assert p.show("yearly.index") == pytest.approx(sum(years) / 3, rel=1e-12)
    leaves = range(len(data.index("synergy_index").indicators))
    assert sum(p.show("leaves.points", i) for i in leaves) == pytest.approx(
        p.show("yearly.index"), rel=1e-9
    )
    assert sum(
        p.show("leaves.points", i) + p.show("leaves.lost", i) for i in leaves
    ) == pytest.approx(100.0, abs=1e-6)
    assert sum(p.show("goal_results.points", i) for i in range(3)) == pytest.approx(
        p.show("yearly.index"), rel=1e-9
    )


@pytest.mark.parametrize("reason", [None, "经生态环境部门确认"])
def test_the_cells_of_the_tree_give_what_the_core_gives(reason: str | None) -> None:
    """One cell an idea up and down the tree, against the tree as one formula."""
    away = {"applies": NA, "reason": reason} if reason else {"applies": "适用"}
    p = changed(goal1={"water_quality_compliance": away})
    for level, above in (("leaves", "seconds"), ("seconds", "firsts"), ("firsts", "goals")):
        score, weight, parent, share = (
            p.context.effective(f"{level}.{key}") for key in ("s4", "weight", "parent", "e4")
        )
        groups = p.context.effective(f"{above}.key").tolist()
        of = np.asarray(parent)[None, :] == np.asarray(groups, object)[:, None]
        mean = tree.mean_score(score, weight, of)
        assert mean == pytest.approx(p.context.effective(f"{above}.s4"), rel=1e-12, nan_ok=True)
        rows = np.array([groups.index(key) for key in parent])
        given = p.context.effective(f"{above}.e4")[rows]
        down = tree.handed_down(score, weight, score, weight, of[rows], given)
        assert down == pytest.approx(share, rel=1e-12)
    years = [p.context.effective(f"leaves.s{y}") for y in (2, 3, 4)]
    assert tree.mean_of_years(*years) == pytest.approx(
        p.context.effective("leaves.score"), rel=1e-12, nan_ok=True
    )


# ---- 不适用, bonus, rules ------------------------------------------------------------------------
def test_a_whole_first_level_group_not_applicable_hands_its_weight_to_the_goal() -> None:
    """绿色交通 (34, 35): its first-level weight goes to the other first-level groups of 路径协同.
    35 may not be declared, so a group that may be declared whole is used: 环境质量's water has one
    leaf; its weight goes to 大气环境."""
    p = changed(goal1={"water_quality_compliance": {"applies": NA, "reason": "经生态环境部门确认"}})
    index = data.index("synergy_index")
    air = [i for i, x in enumerate(index.indicators) if x.level2 == "大气环境"]
    assert sum(p.show("leaves.e4", i) for i in air) == pytest.approx(
        0.07
    )  # 0.02 + 0.02, and the 0.03 of water
    assert (
        p.show(
            "leaves.e4",
            next(i for i, x in enumerate(index.indicators) if x.id == "water_quality_compliance"),
        )
        == 0
    )
    assert sum(p.show("leaves.e4", i) for i in range(41)) == pytest.approx(1.0, abs=1e-6)
    assert "WEIGHT_HANDED_ON" in {f.code for f in p.findings}


def test_without_a_reason_it_is_a_finding() -> None:
    p = changed(goal1={"water_quality_compliance": {"applies": NA}})
    assert "NOT_APPLICABLE_NO_REASON" in {f.code for f in p.findings if f.sheet == "效果协同"}


def test_bonus_is_capped_and_stands_outside_the_goals() -> None:
    p = changed(
        goal3={"bonus_items": {"applies": "适用"}},
        base={"bonus_points": {"y2": 4, "y3": 12, "y4": 0}},
    )
    assert [p.show(f"yearly.bonus{y}") for y in (2, 3, 4)] == [4.0, 10.0, 0.0]
    assert p.show("yearly.index") == pytest.approx(park().show("yearly.index") + 14 / 3, rel=1e-9)
    assert p.show("goal_results.score", 2) == park().show("goal_results.score", 2)
    assert "BONUS_CAPPED" in {f.code for f in p.findings}


def test_weights_as_printed_sum_to_101() -> None:
    p = with_single(rules__weights=PRINTED)
    assert sum(p.show("leaves.weight", i) for i in range(41)) == pytest.approx(1.01)
    assert p.show("goals.weight", 1) == pytest.approx(0.46)
    assert p.show("yearly.index") > park().show("yearly.index")
    assert any(f.code == "RULE_CHANGED" for f in p.findings)


def test_an_organisers_points_recompute_and_are_named() -> None:
    index = data.index("synergy_index")
    first = park().book.index.rules.first_row[index.indicators[0].id, ""]
    content = sample()
    rows: list[dict[str, Any]] = [{} for _ in range(park().book.index.rules.curves.rows)]
    for i, (x, y) in enumerate(((0, 0), (100, 1))):
        rows[first + i] = {"x_own": x, "y_own": y}
    content["inputs"]["curves"] = rows
    p = evaluated(content)
    assert p.show("values.s_air_good_day_ratio", 4) == pytest.approx(323 / 366, rel=1e-9)
    assert any("改写分点" in f.text()[0] for f in p.findings if f.code == "RULE_CHANGED")


def test_points_out_of_order_are_an_error_that_reaches_the_index() -> None:
    first = park().book.index.rules.first_row["fine_particulate_level", ""]
    content = sample()
    rows: list[dict[str, Any]] = [{} for _ in range(park().book.index.rules.curves.rows)]
    rows[first], rows[first + 1] = {"x_own": 75, "y_own": 0}, {"x_own": 15, "y_own": 1}
    content["inputs"]["curves"] = rows
    p = evaluated(content)
    assert isinstance(p.show("values.s_fine_particulate_level", 4), CellError) and isinstance(
        p.show("yearly.index"), CellError
    )
    assert "CURVE_NOT_MONOTONE" in {f.code for f in p.findings}


def test_an_alternative_rule_is_chosen_in_the_sheet() -> None:
    """信访投诉减少率: 26 → 21 is a fall of 19.2 %, above the 10 % of full marks."""
    name = next(
        c.name
        for c in data.index("synergy_index").indicator("public_satisfaction").curves
        if c.id == "complaint_reduction"
    )
    p = changed(index_weights={"public_satisfaction": {"rule": name, "reason": "未做满意度调查"}})
    assert p.show("values.v_public_satisfaction", 4) == pytest.approx((26 - 21) / 26 * 100)
    assert p.show("values.s_public_satisfaction", 4) == pytest.approx(1.0)


# ---- zero denominators ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "figures", "id", "expected"),
    [
        (
            "carbon_assessment_due",
            {"carbon_assessed_projects": 0, "carbon_assessment_due": 0},
            "carbon_assessment_coverage",
            1.0,
        ),  # full
        (
            "voc_materials_total",
            {"low_voc_materials": 0, "voc_materials_total": 0},
            "low_voc_material_share",
            NA,
        ),
        (
            "total_freight",
            {"clean_freight": 0, "total_freight": 0},
            "clean_transport_share",
            CellError.NA,
        ),
        (
            "voc_materials_total",
            {"low_voc_materials": 5, "voc_materials_total": 0},
            "low_voc_material_share",
            CellError.NA,
        ),
    ],
)
def test_zero_denominators_follow_the_rule(
    row: str, figures: dict[str, float], id: str, expected: Any
) -> None:
    p = changed(base={k: {"y4": x} for k, x in figures.items()})
    assert p.show(f"values.s_{id}", 4) == expected
    assert "ZERO_DENOMINATOR" in {f.code for f in p.findings}, row


def test_a_missing_year_is_no_grade_and_says_which() -> None:
    p = changed(base={"nox_emission": {"y3": None}})
    assert (p.show("grade.grade"), p.show("yearly.index")) == ("未评（资料不全）", PENDING)
    missing = [f for f in p.findings if f.code == "YEAR_MISSING"]
    assert len(missing) == 1 and "2023" in missing[0].text()[0] and missing[0].sheet == "基础数据"


def test_a_carrier_left_blank_in_one_year_is_found() -> None:
    """Blank in all years it is not used; blank in one, a purchase may have been forgotten, which
    would flatter the year."""
    p = changed(energy={"power_purchased_total": {"y3": None}})
    said = [
        f.text()[0] for f in p.findings if f.code == "YEAR_MISSING" and f.sheet == "能源与碳排放"
    ]
    assert said == ["“购入电量合计”缺 2023 年数据"]
    assert (p.show("energy_totals.y3", 1), p.show("yearly.index"), p.show("grade.grade")) == (
        PENDING,
        PENDING,
        "未评（资料不全）",
    )


def test_a_part_without_its_whole_is_found() -> None:
    """Power of the park's own plants is part of the power bought; without it the sum would fall
    below nothing."""
    blank = dict.fromkeys(("y0", "y1", "y2", "y3", "y4"))
    p = changed(energy={"power_purchased_total": blank})
    assert {"0"} == {
        str(f.words["whole"])
        for f in p.findings
        if f.code == "PART_ABOVE_WHOLE" and f.sheet == "能源与碳排放"
    }


def test_an_empty_rule_waits_and_an_unknown_one_is_an_error() -> None:
    """To take the rule away must not take the indicator out of the index."""
    index = data.index("synergy_index")
    id = next(x.id for x in index.indicators if len(x.curves) > 1)
    p = changed(index_weights={id: {"rule": None}})
    assert (p.show("yearly.index"), p.show("grade.grade")) == (PENDING, "未评（资料不全）")
    assert "CHOICE_EMPTY" in {f.code for f in p.findings}
    p = changed(index_weights={id: {"rule": "默认 规则"}})
    assert p.show("yearly.index") == CellError.NA and "CHOICE_UNKNOWN" in {
        f.code for f in p.findings
    }


@pytest.mark.parametrize("cell", ["rules__weights", "grid_years__rule"])
def test_a_setting_that_is_cleared_or_misspelt_gives_no_grade(cell: str) -> None:
    empty, wrong = with_single(**{cell: None}), with_single(**{cell: "随便"})
    assert (empty.show("yearly.index"), empty.show("grade.grade")) == (PENDING, "未评（资料不全）")
    assert wrong.show("yearly.index") == wrong.show("grade.grade") == CellError.NA
    assert [
        "CHOICE_EMPTY" in {f.code for f in empty.findings},
        "CHOICE_UNKNOWN" in {f.code for f in wrong.findings},
    ] == [True, True]


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_scaling_all_weights_changes_nothing(factor: float) -> None:
    """The law of the issue, through the whole graph: replaced weights count by their share of the
    sum."""
    index = data.index("synergy_index")
    p = changed(
        index_weights={
            x.id: {"override": min(1.0, factor * x.weight), "reason": "试"}
            for x in index.indicators
        }
    )
    assert p.show("yearly.index") == pytest.approx(park().show("yearly.index"), abs=1e-9)
    assert ("WEIGHTS_NOT_ONE" in {f.code for f in p.findings}) == (factor != 1.0)


def test_one_replaced_weight_by_hand() -> None:
    """0.2 in the place of 0.04: all are divided by 1.16."""
    x = data.index("synergy_index").indicator("carbon_emission_intensity")
    p = changed(index_weights={x.id: {"override": 0.2}})
    row = [i.id for i in data.index("synergy_index").indicators].index(x.id)
    assert p.show("index_weights.weight", row) == pytest.approx(0.2 / (1 - x.weight + 0.2))
    assert "RULE_NO_REASON" in {f.code for f in p.findings}


def test_not_applicable_where_the_rule_forbids_it_does_not_count() -> None:
    p = changed(goal1={"carbon_emission_intensity": {"applies": NA, "reason": "不想算"}})
    assert p.show("yearly.index") == park().show("yearly.index")
    assert "NOT_APPLICABLE_FORBIDDEN" in {f.code for f in p.findings}


def test_a_base_below_nothing_is_an_error_not_an_improvement() -> None:
    """More waste utilised than arose in the base year: 893 000 - 900 000 = -7 000 t, against which
    no cut can be told."""
    p = changed(base={"solid_waste_utilised": {"y0": 900000.0}})
    assert (
        p.show("overall.value", 5)
        == p.show("grade.overall")
        == p.show("grade.grade")
        == CellError.NA
    )
    assert [f.words["year"] for f in p.findings if f.code == "PART_ABOVE_WHOLE"] == [2020]


def test_rules_nobody_chose_make_no_errors() -> None:
    """No SO2 in any year is a success; the alternative that compares with the base year would
    divide by it."""
    p = changed(base={"so2_emission": dict.fromkeys(("y0", "y1", "y2", "y3", "y4"), 0.0)})
    assert not [f for f in p.findings if f.code == "ERROR_VALUE" and f.sheet == "指标计算"]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({}, "缺少指标的权重"),
        ({"x": 0.1}, "没有这些指标"),
        ({"carbon_emission_intensity": -1}, "0 到 1"),
        ({"carbon_emission_intensity": "x"}, "0 到 1"),
        ({"carbon_emission_intensity": 0.9}, "权重之和"),
    ],
)
def test_weights_of_a_file_must_be_weights(
    tmp_path: Path, weights: dict[str, Any], said: str
) -> None:
    usual = {x.id: x.weight for x in data.index("synergy_index").indicators}
    (tmp_path / "w.json").write_text(
        json.dumps({"index": "synergy_index", "weights": usual | weights if weights else {"x": 1}}),
        "utf-8",
    )
    result = CliRunner().invoke(
        main, ["template", str(tmp_path / "a.xlsx"), "--weights", str(tmp_path / "w.json")]
    )
    assert result.exit_code == 2 and said in result.output and not (tmp_path / "a.xlsx").exists()


def test_one_certificate_claims_green_power_once() -> None:
    certified, direct = (
        {"y3": 40.0, "y4": 50.0, "evidence": "E179"},
        {"y3": 30.0, "y4": 60.0, "evidence": "E179、E001"},
    )
    found = next(
        f
        for f in changed(
            energy={"power_green_certified": certified, "power_green_direct": direct}
        ).findings
        if f.code == "GREEN_POWER_DOUBLE"
    )
    assert (
        found.words["number"] == "E179" and found.words["value"] == "80"
    )  # 30 of 2023 and 50 of 2024
    direct["evidence"] = "E001"
    assert "GREEN_POWER_DOUBLE" not in {
        f.code
        for f in changed(
            energy={"power_green_certified": certified, "power_green_direct": direct}
        ).findings
    }


@pytest.mark.parametrize(("level", "expected"), [(0, 1), (1, 0), (2, 1), (3, 0), (4, 0)])
def test_a_level_that_the_figures_speak_against_is_found(level: int, expected: int) -> None:
    """The sample's land yields 1 196 000 万元 on 485.8 公顷: 119.6 / 4.858 = 24.6 亿元/km2. Halved
    it lies between 9 and 15, for which the second level stands; the last two levels say something
    else."""
    levels = data.index("synergy_index").indicator("land_use_level").levels
    park = changed(
        levels2={"land_use_level": {"l4": levels[level][1]}},
        base={"industrial_land_area": {"y4": 2 * 485.8}},
    )
    said = [
        f.words
        for f in park.findings
        if f.code == "LEVEL_UNLIKE_FIGURE" and f.words["year"] == 2024
    ]
    assert len(said) == expected and all(
        w["value"].startswith("12.3") and w["level"] == levels[1][1] for w in said
    )


def test_price_bases_parts_and_negative_amounts_are_found() -> None:
    p = changed(
        base={
            "price_base_year": {"y0": 2015},
            "green_building_area": {"y4": 9.0},
            "cod_emission": {"y4": -1.0},
        }
    )
    assert {"PRICE_BASE_MIXED", "PART_ABOVE_WHOLE", "NEGATIVE_QUANTITY"} <= {
        f.code for f in p.findings
    }


# ---- the grade -----------------------------------------------------------------------------------
def grade_by_the_words(requirement: str, overall: str, band: str, goals: str) -> str:
    """S2 6.1, 6.3, 6.4: requirements first; no grade without data; only a positive park is graded;
    AAA and AA need each goal at half of its full marks at least (METHOD 4)."""
    if requirement == "不符合":
        return "不予评级"
    if PENDING in (requirement, overall, band) or band == NA:
        return "未评（资料不全）"
    if overall == "非正向":
        return "不合格"
    return "A" if goals == "未达标" and band in ("AAA", "AA") else band


def test_every_combination_gets_the_grade_of_the_words() -> None:
    table = data.index("synergy_index").decision
    keys = ("requirement", "overall", "band", "goals")
    columns = [[r[k] for r in table] for k in keys]
    grades = [r["grade"] for r in table]
    states = (
        ("符合", "不符合", PENDING),
        ("正向", "非正向", PENDING),
        ("AAA", "AA", "A", "无级别", PENDING, NA),
        ("达标", "未达标"),
    )
    found = {}
    for combination in itertools.product(*states):
        found[combination] = str(decided(combination, columns, grades))
        assert found[combination] == grade_by_the_words(*combination), combination
    assert set(found.values()) == {r["grade"] for r in table}


def best(*but: str) -> dict[str, Any]:
    """Levels of the sample at their best, so that the index rises, and at their worst in the goals
    named."""
    index = data.index("synergy_index")
    out: dict[str, Any] = {}
    for number, name in enumerate(index.goals, 1):
        rows = {
            x.id: {f"l{y}": x.levels[-1 if name in but else 0][1] for y in (2, 3, 4)}
            for x in index.indicators
            if x.goal == name and x.levels
        }
        out |= {f"levels{number}": rows} if rows else {}
    return out


def bonus(points: float) -> dict[str, Any]:
    index = data.index("synergy_index")
    assert index.bonus is not None
    (item,) = {i.id for i in parse(index.bonus.curves[0].formula).items}
    return {
        "goal3": {index.bonus.id: {"applies": "适用"}},
        "base": {item: dict.fromkeys(("y2", "y3", "y4"), points)},
    }


def weighing(goal: str, weight: float) -> dict[str, Any]:
    rows = {
        x.id: {"override": weight, "reason": "试"}
        for x in data.index("synergy_index").indicators
        if x.goal == goal
    }
    return {"index_weights": rows}


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"index_gate": {"s2_req_2": {"answer": "不符合"}}}, "不予评级"),
        ({"index_gate": {"s2_req_2": {"answer": None}}}, "未评（资料不全）"),
        ({"base": {"nox_emission": {"y0": 1.0}}}, "不合格"),  # far more than in the base year
        ({}, "A"),
        (best() | bonus(8.0), "AA"),  # 74.9 with the best levels, and 8
        (
            best() | weighing("管理协同", 1.0),
            "AAA",
        ),  # the goal with 96 % of its full marks outweighs the others
        (
            best("管理协同") | weighing("管理协同", 0.001) | bonus(10.0),
            "A",
        ),  # AA by the index, but a goal below half
        (best("效果协同", "路径协同", "管理协同"), "无级别"),  # the last level everywhere
    ],
)
def test_grades_through_the_whole_graph(changes: dict[str, Any], grade: str) -> None:
    p = changed(**changes)
    assert p.show("grade.grade") == grade, (p.show("yearly.index"), p.show("grade.reason"))


def test_verified_levels_count() -> None:
    level = data.index("synergy_index").indicator("planning_level").levels[-1][1]
    p = changed(levels3={"planning_level": {"l4_verified": level}})
    assert p.show("values.s_planning_level", 4) == 0.0
    assert p.show("yearly.total4") < park().show("yearly.total4")


# ---- other indices -------------------------------------------------------------------------------
def test_a_blank_workbook_of_any_index_waits_and_holds_no_error() -> None:
    for id in data.indices():
        declared = book(Plan(index=id))
        values = declared.graph.run(initial_inputs(declared))
        e = evaluate_inputs(declared, new_layout(declared), initial_inputs(declared))
        assert e.show("yearly.index") == PENDING
        assert not [
            f.id for f in declared.graph.order if np.any(v.is_error(v.errors(values[f.id])))
        ]


def test_generated_parks_keep_the_index_within_its_bounds() -> None:
    declared = book(index_parks.PLAN)
    seen = 0
    for seed in range(0, times(30), 3):
        cells = index_parks.park_cells(seed, declared) | {
            "rules.weights": "按目标权重折算",
            "index_weights.override": [None] * 41,
        }
        values = declared.graph.run(initial_inputs(declared) | index_parks.arrays(cells, declared))
        total = values["yearly.index"]
        last = float(total[-1]) if getattr(total, "ndim", 0) else float(total)
        if last == last:
            seen += 1
            assert 0 <= last <= 110
    assert seen


def test_a_value_explains_itself_down_to_what_was_typed() -> None:
    p = park()
    graph = p.book.graph
    node = explain(graph, p.values, "values.v_nox_emission_intensity__usual", 4)
    said = render(node)
    assert "氮氧化物排放量（t）×1000÷工业增加值（万元）" in said and "表5-1 第4项" in said
    assert "1,120" in said and "1,196,000" in said and "证据编号：E178" in said
    top = render(explain(graph, p.values, "grade.grade", None))
    assert "绩效指数" in top and "整体评价" in top and "《协同增效评价指南》6.4" in top


def test_every_computed_cell_of_the_index_can_be_explained() -> None:
    p = park()
    whole = Tree(p.values, EFFECTIVE)
    for field in p.book.graph.order:
        if field.sheet in ("效果协同", "整体评价", "协同评价结果", "协同评价报告", "评分规则"):
            assert whole.cell(field, None if field.block is None else 0).label


def test_what_is_written_on_refresh() -> None:
    """The largest losses first, each with a measure; what was changed and declared in words."""
    p = changed(
        index_weights={"air_good_day_ratio": {"override": 0.05, "reason": "示例"}},
        goal1={"water_quality_compliance": {"applies": NA, "reason": "经确认"}},
    )
    told = index_state.written(p.context)
    assert (
        told["losses.lost"] == sorted(told["losses.lost"], reverse=True)
        and len(told["losses.lost"]) == 10
    )
    assert all(told["losses.measure"]) and "0.02→0.05" in told["index_state.changed"]
    assert told["index_state.declared"] == "3 水环境质量达标率" and told["index_state.missing"] == 0


def test_weights_of_a_file_replace_those_by_rule(tmp_path: Path) -> None:
    """What `weights` writes is what `template --weights` takes: every weight of the index, named in
    the reason."""
    index = data.index("synergy_index")
    weights = {x.id: 1 / len(index.indicators) for x in index.indicators}
    file = tmp_path / "weights.json"
    file.write_text(
        json.dumps({"index": "synergy_index", "method": "特征向量", "weights": weights}),
        encoding="utf-8",
    )
    made = tmp_path / "园区.xlsx"
    done = CliRunner().invoke(
        main,
        ["template", str(made), "--native", "--materials", "scrap_steel", "--weights", str(file)],
    )
    assert done.exit_code == 0, done.output
    p = evaluate_file(made)
    assert [p.show("index_weights.weight", i) for i in range(3)] == pytest.approx([1 / 41] * 3)
    assert "特征向量" in str(p.show("index_weights.reason", 0))
    wrong = CliRunner().invoke(
        main, ["template", str(made), "--native", "--index", "dapeng", "--weights", str(file)]
    )
    assert wrong.exit_code == 2 and "synergy_index" in wrong.output


def test_the_list_of_firms_is_as_long_as_asked(tmp_path: Path) -> None:
    made = tmp_path / "园区.xlsx"
    assert (
        CliRunner()
        .invoke(main, ["template", str(made), "--materials", "scrap_steel", "--firms", "120"])
        .exit_code
        == 0
    )
    assert evaluate_file(made).book.graph.blocks["firms"].rows == 120
