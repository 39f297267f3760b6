"""What a verified figure does to the results, by hand calculation, and what the record says of
it."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import Any

import pytest

from parkeval_xl.checks import run_checks
from parkeval_xl.checks.effects import Difference, differences
from parkeval_xl.checks.finding import CheckContext
from parkeval_xl.checks.record import open_points
from parkeval_xl.checks.record_rows import columns, points
from parkeval_xl.forms import book
from tests.checks.good_park import (
    POWER,
    Changes,
    codes,
    context,
    findings,
    flow,
    good,
    ledger,
    own_factor,
    plan,
    rows,
    said,
)

GENERATOR, USER = 0, 1  # rows of the good park's ledger: 10 000 t each, generated and used
RATE, STEEL = "再生资源回收利用率", "废钢铁减排量"


def park(changes: Changes | None = None) -> CheckContext:
    declared = book(plan())
    return context(declared, good(declared), changes)


def only(changes: Changes) -> Difference:
    [one] = differences(park(changes))
    return one


def test_a_generators_figure_moves_the_rate() -> None:
    """9000 of 10 000 t used: 100 % becomes 90 %, ten points, a tenth; the reduction stands on the
    user's row."""
    one = only(ledger(GENERATOR, utilised_verified=9000))
    assert (one.effect.outcome.label, one.effect.outcome.unit) == (RATE, "百分点")
    assert one.share == pytest.approx(-0.1) and one.effect.share == pytest.approx(0.1)
    assert (
        one.effect.amount == pytest.approx(-10) and one.effect.turned == () and one.effect.material
    )


def test_a_users_figure_moves_the_reduction() -> None:
    """Every line of the good park is reckoned per tonne, so 2 % less scrap is 2 % less
    reduction."""
    before = float(park().effective("scrap_steel.reduction"))
    one = only(ledger(USER, utilised_verified=9800))
    assert (one.effect.outcome.label, one.effect.outcome.unit) == (STEEL, "tCO₂e")
    assert one.effect.share == pytest.approx(0.02) and one.effect.amount == pytest.approx(
        -0.02 * before
    )
    assert not one.effect.material  # 2 % is below the line of 5 %


def test_each_figure_is_taken_back_alone() -> None:
    """9000 of 9500 t: 94.74 %. Without the first it is 10 000 of 9500, capped at 100 %; without the
    second 90 %."""
    by_key = {
        d.field.key: d.effect
        for d in differences(park(ledger(GENERATOR, utilised_verified=9000, intake_verified=9500)))
    }
    assert by_key["utilised_verified"].amount == pytest.approx(100 * (9000 / 9500 - 1))
    assert by_key["intake_verified"].amount == pytest.approx(100 * (9000 / 9500 - 0.9))
    assert by_key["intake_verified"].share == pytest.approx(500 / 9500)


def test_the_largest_effect_comes_first_and_a_turned_judgement_before_all() -> None:
    found = differences(
        park(
            ledger(GENERATOR, utilised_verified=9000)
            | ledger(USER, utilised_verified=9900)
            | rows("basic", row="s1_basic_1", answer_verified="不符合")
        )
    )
    assert [d.field.id for d in found] == [
        "basic.answer_verified",
        "ledger.utilised_verified",
        "ledger.utilised_verified",
    ]
    assert [d.row for d in found[1:]] == [GENERATOR, USER]


def test_an_answer_that_turns_the_verdict() -> None:
    one = only(rows("basic", row="s1_basic_1", answer_verified="不符合"))
    assert isnan(one.share) and one.effect.share == 0 and one.effect.material
    assert one.effect.turned[0] == ("循环化改造评价结论", "符合", "不符合")


def test_a_figure_that_turns_the_verdict() -> None:
    """7000 of 10 000 t is below the 80 % of S1 4.4.2."""
    one = only(ledger(GENERATOR, utilised_verified=7000))
    assert (
        "循环化改造评价结论",
        "符合",
        "不符合",
    ) in one.effect.turned and one.effect.share == pytest.approx(0.3)


def test_a_figure_the_park_left_out() -> None:
    """Without it the reduction is 待填: it moves from nothing to something, which has no share."""
    changes = ledger(USER, utilised=None, utilised_verified=9000, remark="按过磅单补")
    found = points(park(changes))
    cells = {
        key: column[0]
        for key, column in ((k.partition(".")[2], c) for k, c in columns(park(changes)).items())
    }
    assert len(found) == 1 and cells["affected"] == f"{STEEL}（tCO₂e）：原无结果"
    assert (
        cells["reported"] == ""
        and cells["material"] == "是"
        and isnan(cells["effect"])
        and isnan(cells["difference"])
    )
    text = next(
        f.text(english=False)[0] for f in findings(changes) if f.code == "VERIFIED_MATERIAL"
    )
    assert "原无结果" in text and "nan" not in text and "inf" not in text


@pytest.mark.parametrize(
    "changes",
    [
        ledger(USER, utilised_verified=10000),
        ledger(USER, utilised_verified=10000.000000001),
        ledger(USER, utilised_verified="待填"),
        rows("basic", row="s1_basic_1", answer_verified="符合"),
        rows("basic", row="s1_basic_1", answer_verified="符合 "),
        rows(
            "factors", row="石灰", override_verified=1.19
        ),  # the value by rule: nothing else counts without it
    ],
)
def test_what_is_confirmed_is_no_difference(changes: Changes) -> None:
    assert differences(park(changes)) == []


@pytest.mark.parametrize(
    ("changes", "item", "reported"),
    [
        (flow(POWER, rate_verified=500), "项目·电炉短流程·电炉冶炼用电·单耗、运距或数量", None),
        (rows("scrap_steel.parameters", row="Y", value_verified=0.9), "电炉短流程·", None),
        (
            rows("factors", row="石灰", override_verified=1.3),
            "石灰·",
            "1.19",
        ),  # instead of the value by rule
        (
            own_factor(key="园区蒸汽", unit="tCO2/GJ", override=0.1, override_verified=0.12),
            "园区蒸汽·",
            "0.1",
        ),
        (rows("management", row="s1_mgmt_1", actual_verified=11), "管理1·", "12"),
        (rows("limits", row="limit_1", actual_verified=2), "底线1·", "0"),
    ],
)
def test_every_kind_of_figure_has_its_row(
    changes: Changes, item: str, reported: str | None
) -> None:
    found = columns(park(changes))
    assert found["review.item"][0].startswith(item) and "填报值" not in found["review.item"][0]
    assert reported is None or found["review.reported"][0] == reported
    assert (
        found["review.position"][0].partition("!")[0] in ("废钢铁", "因子库", "符合性")
        and found["review.item"][1] == ""
    )


def test_a_row_says_what_it_says() -> None:
    """The user's 10 000 t verified as 9000: −10 % of the mass and of the reduction."""
    s = park(ledger(USER, utilised_verified=9000, remark="过磅单少 1000 t"))
    now = {key.partition(".")[2]: column[0] for key, column in columns(s).items()}
    reduction = float(s.effective("scrap_steel.reduction"))
    said_here = {
        "number": "D1",
        "position": f"物料台账!{s.at('ledger.utilised_verified', USER)['cell']}",
        "item": "利用企业0·废钢铁·利用方·综合利用量",
        "reported": "10,000",
        "verified": "9,000",
        "unit": "t",
        "affected": f"{STEEL}（tCO₂e）",
        "material": "是",
        "kind": "核定差异",
        "reason": "过磅单少 1000 t",
    }
    assert {key: now[key] for key in said_here} == said_here
    assert now["difference"] == pytest.approx(-0.1) and now["effect"] == pytest.approx(0.1)
    assert now["amount"] == pytest.approx(reduction - reduction / 0.9)
    assert all(
        now[k] == "" for k in ("round", "date", "reviewer", "way", "answer", "answered", "status")
    )


# ---- points that wait for an answer --------------------------------------------------------------
FREE = {"number": "Q1", "reason": "请补充危废转移联单"}
OF_USER = ledger(USER, utilised_verified=9990, remark="过磅单少 10 t")


@pytest.mark.parametrize(
    ("changes", "numbers"),
    [
        (rows("review", row=3, **FREE), ["Q1"]),
        (rows("review", row=3, **FREE, answer="已补充"), []),
        (rows("review", row=3, **FREE, status="已答复"), []),
        (rows("review", row=3, **FREE, status="已关闭"), []),
        (rows("review", row=3, **FREE, status="待答复"), ["Q1"]),
        (rows("review", row=3, number="Q1", status="待答复"), ["Q1"]),
        (rows("review", row=3, number="Q1", position="物料台账!A6"), []),  # nothing said yet
        (OF_USER, ["D1"]),
        (
            OF_USER | rows("review", row=7, key="ledger.utilised_verified#1", answer="同意"),
            [],
        ),  # answered under the key alone
        (
            OF_USER | rows("review", row=7, key="ledger.utilised_verified#0", answer="同意"),
            ["D1"],
        ),  # the answer to another figure
        (
            OF_USER | rows("review", row=7, number="D7", reason="另一处"),
            ["D8", "D7"],
        ),  # numbers are given once
        (
            ledger(USER, utilised_verified=9990),
            [],
        ),  # it has no reason yet, which is a finding of its own
    ],
)
def test_points_without_an_answer(changes: dict[Any, Any], numbers: list[str]) -> None:
    assert [p.cells["number"] for p in open_points(park(changes))] == numbers
    said = [f for f in findings(changes) if f.code == "REVIEW_OPEN"]
    assert [f.words["number"] for f in said] == sorted(
        numbers, key=lambda n: [p.cells["number"] for p in points(park(changes))].index(n)
    )
    assert all(f.cell.startswith("R") for f in said)


def test_a_reason_given_in_the_record_counts() -> None:
    given = OF_USER | ledger(USER, remark="")
    assert "VERIFIED_NO_REASON" in codes(findings(given))
    given |= rows("review", row=0, key="ledger.utilised_verified#1", reason="现场复磅")
    assert "VERIFIED_NO_REASON" not in codes(findings(given))


def test_a_figure_that_turns_a_judgement_is_named_with_it() -> None:
    [one] = [
        f
        for f in findings(ledger(GENERATOR, utilised_verified=7000, remark="复磅"))
        if f.code == "VERIFIED_TURNS"
    ]
    assert one.text(english=False)[0] == (
        "“产生企业0·废钢铁·产生方·核定利用量”由 10,000 核定为 7,000，"
        "使“循环化改造评价结论”由符合变为不符合"
    )


def test_more_differences_than_rows() -> None:
    """A record of three rows, two of them written by people: the least differences stay outside,
    and it is said."""
    declared = book(replace(plan(), sizes=(("review", 3),)))
    changes = (
        flow(POWER, rate_verified=421, remark="核")
        | flow("石灰", rate_verified=46, remark="核")
        | flow("天然气", rate_verified=30, remark="核")
        | rows("review", row=0, number="Q1", answer="甲")
        | rows("review", row=1, number="Q2", answer="乙")
    )
    s = context(declared, good(declared), changes)
    now = columns(s)
    assert now["review.number"].tolist() == ["D1", "Q1", "Q2"] and "天然气" in now["review.item"][0]
    assert [p.at for p in points(s)] == [0, None, None, 1, 2]
    [full] = [f for f in said(run_checks(s)) if f.code == "RECORD_FULL"]
    assert full.words["more"] == 2
