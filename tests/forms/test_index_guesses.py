"""No grade on a guess: what is impossible, unexplained or not there gives no index, and what hides
nothing keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.checks import index_state
from parkeval_xl.core.values import CellError
from parkeval_xl.graph.explain import explain

from .test_index import changed, evaluated, park, sample, with_single

NA, PENDING, UNGRADED = "不适用", "待填", "未评（资料不全）"
INDEX = data.index("synergy_index")
FIRST = [x.id for x in INDEX.indicators if x.goal == INDEX.goals[0]]


def codes(e: Any) -> set[str]:
    return {f.code for f in e.findings}


@pytest.mark.parametrize("goal", INDEX.goals)
def test_a_goal_without_weight_leaves_the_index_of_the_others(goal: str) -> None:
    """The first goal as well as any other: 100 · Σ w·s over the other two, whose weights are scaled
    to 1."""
    p = changed(
        index_weights={
            x.id: {"override": 0.0, "reason": "试"} for x in INDEX.indicators if x.goal == goal
        }
    )
    usual = [
        park().show(key, i)
        for i in range(3)
        for key in ("goal_results.points", "goal_results.weight")
    ]
    rest = [i for i, name in enumerate(INDEX.goals) if name != goal]
    by_hand = sum(usual[2 * i] for i in rest) / sum(usual[2 * i + 1] for i in rest)
    bonus = park().show("yearly.index") - sum(usual[::2])
    assert p.show("yearly.index") == pytest.approx(by_hand + bonus)


@pytest.mark.parametrize("weight", [-0.06, 5.0])
def test_a_weight_outside_its_range_gives_no_index(weight: float) -> None:
    p = changed(index_weights={FIRST[0]: {"override": weight, "reason": "试"}})
    shown = p.show("yearly.index"), p.show("grade.grade")
    assert all(isinstance(x, CellError) for x in shown)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"satisfaction_rate": {"y4": 150.0}}, "SHARE_ABOVE_WHOLE"),
        ({"cod_emission": {"y4": -1.0}}, "NEGATIVE_QUANTITY"),
        ({"cod_emission": {"y4_verified": -1.0}}, "NEGATIVE_QUANTITY"),
    ],
)
def test_what_cannot_be_is_not_computed_with(cells: dict[str, Any], code: str) -> None:
    p = changed(base=cells)
    assert p.show("grade.grade") is CellError.NA and code in codes(p)


def test_a_bonus_below_nothing_is_no_bonus() -> None:
    assert INDEX.bonus is not None
    p = changed(
        goal3={INDEX.bonus.id: {"applies": "适用"}},
        base={"bonus_points": {"y2": 4.0, "y3": 4.0, "y4": -15.0}},
    )
    assert p.show("yearly.index") is CellError.NA


def test_a_bonus_of_one_year_only_is_asked_for() -> None:
    assert INDEX.bonus is not None
    p = changed(goal3={INDEX.bonus.id: {"applies": "适用"}}, base={"bonus_points": {"y4": 4.0}})
    assert (p.show("yearly.index"), p.show("grade.grade")) == (PENDING, UNGRADED)
    assert [x.id for x in index_state.missing(p.context)] == [INDEX.bonus.id]
    assert ["2022、2023" in f.words["years"] for f in p.findings if f.code == "YEAR_MISSING"] == [
        True
    ]


@pytest.mark.parametrize(
    ("indicator", "rule", "figure"),
    [
        ("public_satisfaction", "信访投诉减少率", "投诉"),
        (
            "nonfossil_energy_share",
            "计入电网平均电量中的非化石部分（所在省上年占比）",
            "电网非化石",
        ),
    ],
)
def test_what_a_chosen_rule_reads_is_asked_for(indicator: str, rule: str, figure: str) -> None:
    curve = next(c for c in INDEX.indicator(indicator).curves if c.name == rule)
    read = [f for f in INDEX.figures if f.id in curve.formula and figure in f.name]
    assert read
    p = changed(
        index_weights={indicator: {"rule": rule, "reason": "试"}},
        base={f.id: dict.fromkeys(("y0", "y1", "y2", "y3", "y4")) for f in read},
    )
    assert p.show("grade.grade") == UNGRADED
    assert any(read[0].name in f.text()[0] for f in p.findings if f.code == "YEAR_MISSING")


def test_what_does_not_apply_needs_a_reason() -> None:
    without = changed(goal1={"green_space_growth": {"applies": NA, "reason": None}})
    assert (without.show("yearly.index"), without.show("grade.grade")) == (PENDING, UNGRADED)
    assert "NOT_APPLICABLE_NO_REASON" in codes(without)
    assert (
        changed(goal1={"green_space_growth": {"applies": NA, "reason": "没有绿地"}}).show(
            "grade.grade"
        )
        == "A"
    )


def test_without_its_province_the_park_has_no_factor_of_electricity() -> None:
    p = with_single(park__province=None)
    assert p.show("grid_years.u4") == PENDING and p.show("grade.grade") == UNGRADED


def test_what_a_goal_lacks_is_told_and_not_points_of_the_index() -> None:
    """管理协同 at 15.9 % of 20: half is 10, so 10 - 3.18 lacks; the index is beyond AA already."""
    levels = {
        x.id: {f"l{y}": x.levels[-1][1] for y in (2, 3, 4)}
        for x in INDEX.indicators
        if x.goal == "管理协同" and x.levels
    }
    p = changed(levels3=levels)
    row = INDEX.goals.index("管理协同")
    weight, points = p.show("goal_results.weight", row), p.show("goal_results.points", row)
    assert (
        p.show("goal_results.short", row) == pytest.approx(100 * weight / 2 - points)
        and points < 100 * weight / 2
    )
    assert [p.show("goal_results.short", i) for i in range(row)] == [0.0, 0.0]
    assert changed(index_gate={"s2_req_2": {"answer": "不符合"}}).show("grade.gap") == NA
    assert park().show("grade.gap") == pytest.approx(75 - park().show("yearly.index"))


def test_weights_handed_on_are_shown() -> None:
    """No wastewater to judge: 水环境 is left to the rest of its group, which carries both
    weights."""
    p = changed(goal1={"water_quality_compliance": {"applies": NA, "reason": "没有监测断面"}})
    i = [x.id for x in INDEX.indicators].index("water_quality_compliance")
    shown = [p.show("leaves.effective", row) for row in range(len(INDEX.indicators))]
    assert shown[i] == 0.0 and sum(shown) == pytest.approx(1.0)
    group = [
        row for row, x in enumerate(INDEX.indicators) if x.level1 == INDEX.indicators[i].level1
    ]
    assert sum(shown[row] for row in group) == pytest.approx(
        sum(INDEX.indicators[row].weight for row in group)
    )
    assert "WEIGHT_HANDED_ON" in codes(p)


def test_the_score_of_a_level_may_be_replaced() -> None:
    x = INDEX.indicator("land_use_level")
    row = next(
        i
        for i, (id, score) in enumerate((y.id, s) for y in INDEX.indicators for s, _ in y.levels)
        if (id, score) == (x.id, 1.0)
    )
    place = [y.id for y in INDEX.indicators].index(x.id)
    p = replaced_level(row, 0.5)
    assert (park().show("leaves.s4", place), p.show("leaves.s4", place)) == (1.0, 0.5)
    assert any("第19项档位" in c and "1→0.5" in c for c in index_state.changes(p.context))
    assert replaced_level(row, 1.5).show("leaves.s4", place) is CellError.NA


def replaced_level(row: int, score: float) -> Any:
    content = sample()
    content["inputs"]["levels"] = [{}] * row + [{"own": score}]
    return evaluated(content)


def test_energy_and_carbon_stand_beside_what_the_firms_add_up_to() -> None:
    content = sample()
    for firm in content["inputs"]["firms"]:
        firm["carbon"] = 3 * firm["carbon"]
    told = {f.words["label"] for f in evaluated(content).findings if f.code == "ENTERPRISE_SUM"}
    assert "园区碳排放量" in told and "园区碳排放量" not in {
        f.words["label"] for f in park().findings if f.code == "ENTERPRISE_SUM"
    }


def test_a_score_has_no_unit_though_its_row_has_one() -> None:
    p = park()
    row = FIRST.index("carbon_emission_intensity")
    score, value = (explain(p.book.graph, p.values, f"goal1.{key}", row) for key in ("score", "v4"))
    assert (score.unit, value.unit) == ("", "tCO2e/万元")


def test_a_whole_that_is_blank_is_asked_for_and_not_compared() -> None:
    p = changed(base={"industrial_value_added": {"y3": None}})
    assert "YEAR_MISSING" in codes(p) and "PART_ABOVE_WHOLE" not in codes(p)


def test_factors_held_fixed_are_a_change_of_the_rules() -> None:
    assert "电网因子固定为基准年因子" in index_state.changes(
        with_single(grid_years__rule="固定为基准年因子").context
    )
    assert not [c for c in index_state.changes(park().context) if "电网因子" in c]


def test_the_limit_of_a_goal_is_the_one_of_the_rules() -> None:
    """管理协同 has 85.2 % of its full marks: above half, below the 90 % that somebody wrote in the
    place of it."""
    told = [
        f.words
        for f in changed(goal_results={"管理协同": {"threshold": 0.9}}).findings
        if f.code == "GOAL_BELOW_HALF"
    ]
    assert [(w["goal"], w["least"]) for w in told] == [("管理协同", "90%")]
    assert "GOAL_BELOW_HALF" not in codes(park())


def test_the_report_says_until_when_it_is_valid() -> None:
    assert with_single(evaluation__valid_until="2028-06-30").show("synergy.grade.until") == 20280630
