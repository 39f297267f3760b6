"""All checks together: what a blank, a good and a careless park hear, in which order, and in which
words."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl.checks import CHECKS, run_checks
from parkeval_xl.core import values as v
from parkeval_xl.forms import Plan, book
from tests.checks.good_park import (
    FLOW,
    MATERIALS,
    POWER,
    STEEL,
    Place,
    codes,
    context,
    findings,
    flow,
    good,
    initial,
    plan,
    rows,
    said,
    user,
)


@pytest.mark.parametrize("materials", [STEEL, MATERIALS], ids=["one", "all"])
def test_a_blank_workbook_hears_only_what_to_fill(materials: tuple[str, ...]) -> None:
    declared = book(plan(materials))
    found = said(run_checks(context(declared, initial(declared))))
    assert codes(found) == [
        "CHOICE_EMPTY",
        "LEDGER_EMPTY",
        "REQUIRED_EMPTY",
        "REQUIREMENT_UNANSWERED",
        "TEXT_EMPTY",
    ]
    scenarios = [f"E{38 + i}" for i in range(len(materials))]
    assert [(f.sheet, f.cell) for f in found if f.sheet != "符合性"] == [
        *(
            ("园区信息", cell)
            for cell in ("B7", "B11", "B15", "B17", "B18", "B19", "B28", *scenarios)
        ),
        ("物料台账", "A6"),
    ]
    assert [f.code for f in found if f.sheet == "符合性"] == [
        "REQUIREMENT_UNANSWERED",
        "REQUIREMENT_UNANSWERED",
        "REQUIRED_EMPTY",
    ]


@pytest.mark.parametrize("materials", [STEEL, MATERIALS[:-1]], ids=["one", "all"])
def test_a_good_park_hears_nothing(materials: tuple[str, ...]) -> None:
    assert findings(materials=materials) == []


def test_a_material_without_method_counts_in_the_rate_and_says_so() -> None:
    assert codes(findings(materials=MATERIALS)) == ["FACTOR_NONE_METHOD"]


def test_defaults_left_as_they_are_give_one_notice_a_material() -> None:
    """A park that filled its ledger and declared the shift, and nothing else."""
    declared = book(plan())
    cells = initial(declared)
    filled = good(declared)
    cells |= {id: c for id, c in filled.items() if not id.startswith("scrap_steel.")}
    found = said(
        run_checks(context(declared, cells, {(FLOW + "evidence", "原有利用途径转移"): "Z1"}))
    )
    assert codes(found) == ["LINE_DEFAULT_SHARE"]


def test_a_factor_of_a_later_year_is_said_where_it_is_used() -> None:
    """Provincial grid factors begin in 2021 (Ministry of Ecology and Environment); Hunan's stands
    for 2019."""
    declared = book(Plan(year=2019, base_year=2015, rows=40))
    found = said(run_checks(context(declared, good(declared))))
    assert [(f.code, f.sheet, f.words["used"]) for f in found] == [
        ("FACTOR_LATER_YEAR", "因子库", "2021")
    ]


def test_many_alike_are_summed_up() -> None:
    """Twelve rows without origin: five findings, the last of which names the other seven."""
    changes: dict[Place, Any] = {}
    for row in range(2, 14):
        changes |= user(row, f"企业{row}", 9000, origin="")
    found = findings(changes)
    assert [f.cell for f in found] == ["D8", "D9", "D10", "D11", "D12"]
    assert "另有 7 处" in found[-1].text(english=False)[0]


def test_the_gravest_come_first_then_by_sheet_and_cell() -> None:
    found = findings(
        {
            ("park.level", None): "?",
            ("ledger.intake", 0): "x",
            ("ledger.unit", 1): "x",
            ("park.area", None): -1,
            ("park.province", None): "",
        }
    )
    assert [(f.severity, f.sheet, f.cell) for f in found] == [
        ("错误", "园区信息", "B9"),
        ("错误", "园区信息", "B13"),
        ("错误", "物料台账", "H6"),
        ("错误", "物料台账", "F7"),
        ("警告", "园区信息", "B11"),
    ]


def test_messages_in_words() -> None:
    """Texts as a park reads them."""
    [one] = findings({("ledger.intake", 0): "１０，０００"})
    assert one.text(english=False)[0] == (
        "“产生企业0·废钢铁·产生方·产生量或接收量”的内容“１０，０００”是文本，不是数字，"
        "不参加计算；看来应为 10000"
    )
    [one] = findings({("ledger.intake", 0): 13000, ("ledger.disposed", 0): 3000})
    assert one.text(english=False) == (
        "再生资源回收利用率为 76.92%，低于 80%",
        "不符合《循环化改造评价规范》；查看拉低比率的物料：废钢铁 76.92%",
    )
    [one] = findings({("ledger.intake", 0): 10600})
    assert one.text(english=False)[0] == "“产生企业0”废钢铁的物料平衡差 5.7%，超过 5%"


WORDS: list[tuple[dict[Place, Any], str, str]] = [
    # what is changed, the code, the message: no name in it is empty, and each says what is wrong
    (user(2, "", 9000, partner=""), "PARTNER_MISSING", "“第 8 行”废钢铁的对方单位未填"),
    (
        {("ledger.old_stock", 0): 1},
        "OLD_STOCK_ABOVE_OPENING",
        "“产生企业0·废钢铁·产生方·其中利用往年贮存量”1 大于年初贮存量 0",
    ),
    (
        {("scrap_steel.parameters.value", "Y"): 92},
        "PERCENT_SCALE",
        "疑为填了百分数，本栏应填小数 0.92",
    ),
    (user(2, "", 9000, evidence=""), "EVIDENCE_MISSING", "“物料台账 1 处（第 8 行）”没有证据编号"),
    ({("scope.applies", 0): "maybe"}, "CHOICE_UNKNOWN", "是否涉及”的“maybe”不在选项中"),
    (user(2, "丙厂", 9000, material=""), "CHOICE_EMPTY", "“丙厂·利用方·物料”未选"),
    (
        rows("factors", row="石灰", override=0, reason="化验", evidence="Z"),
        "FACTOR_ZERO",
        "被改为 0，规则值为 1.19",
    ),
]


@pytest.mark.parametrize(("changes", "code", "says"), WORDS, ids=[w[1] for w in WORDS])
def test_messages_name_what_they_speak_of(changes: dict[Place, Any], code: str, says: str) -> None:
    [message] = [f.text(english=False)[0] for f in findings(changes) if f.code == code]
    assert (
        says in message and "（空）" not in message and "（）" not in message and "∞" not in message
    )


def test_a_hint_says_how_a_cell_of_its_kind_is_filled() -> None:
    hints = {
        f.code: f.text(english=False)[1]
        for f in findings(
            {("park.name", None): "", ("park.province", None): "", ("ledger.opening", 0): "待填"}
        )
    }
    assert hints == {
        "TEXT_EMPTY": "填写",
        "CHOICE_EMPTY": "从下拉中选择",
        "REQUIRED_EMPTY": "填写数值；没有发生的填 0，暂时没有数据的填“待填”",
    }


def test_every_check_stands_alone() -> None:
    """Each check can be run by itself and says why it is there."""
    declared = book(plan(MATERIALS))
    for check in CHECKS:
        assert list(check(context(declared, initial(declared)))) is not None
        assert check.__doc__, check.__name__


def test_an_error_nothing_else_explains_is_named_at_its_origin() -> None:
    """A product beyond all numbers is an error of a computed cell."""
    found = findings(flow(POWER, rate=1e308))
    assert [(f.code, f.sheet) for f in found if f.severity == "错误"] == [("ERROR_VALUE", "废钢铁")]
    assert v.CellError.from_text(found[0].words["value"])
