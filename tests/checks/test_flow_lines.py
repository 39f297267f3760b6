"""The traps of METHOD 1 and what the waste of the ledger is: each fires on its fault and is silent
on the good park."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.checks import run_checks
from parkeval_xl.checks.flow_lines import is_iron
from parkeval_xl.checks.waste import hazardous_waste
from parkeval_xl.forms import book
from tests.checks import test_data_checks as table
from tests.checks.good_park import (
    POWER,
    STEEL,
    Place,
    codes,
    context,
    findings,
    flow,
    good,
    own_factor,
    plan,
    rows,
    said,
    user,
)
from tests.checks.test_data_checks import ALUMINIUM, DEBRIS, PLASTIC, SLAG, SPARE, Case

TWO = ("smelting_slag", "scrap_steel")
SLAG_FLOW, DEBRIS_FLOW = "smelting_slag.flows.", "construction_waste.flows."
DRYING = "烘干热耗"
NATURAL = "天然骨料运输"
BASELINE = {
    "role": "基准线",
    "quantity": "产品量",
    "rate": 0.05,
    "unit": "t/t",
    "way": "连续计量",
    "evidence": "Z9",
}


def slag(row: str | int, **columns: Any) -> dict[Place, Any]:
    return rows("smelting_slag.flows", row=row, **columns)


def debris(row: str | int, **columns: Any) -> dict[Place, Any]:
    return rows("construction_waste.flows", row=row, **columns)


def own(name: str, value: float, unit: str) -> dict[Place, Any]:
    """A factor the park registers itself."""
    return own_factor(key=name, unit=unit, override=value, reference="标准表", evidence="Z8")


NEGATIVE = "FACTOR_EAF_STANDARD REDUCTION_IMPLAUSIBLE REDUCTION_NEGATIVE"
EAF = {"rate": 1, "unit": "t/t", "factor_key": "下游炼钢"}

CASES = [
    # EAF steel of the standard table under any name and in any unit
    Case(
        NEGATIVE,
        ("scrap_steel.flows.factor_key", POWER),
        flow(POWER, **EAF) | own("下游炼钢", 3.03, "tCO2/t"),
    ),
    Case(
        NEGATIVE,
        ("scrap_steel.flows.factor_key", POWER),
        flow(POWER, **EAF) | own("下游炼钢", 3030, "kgCO2/t"),
    ),
    Case(
        "REDUCTION_IMPLAUSIBLE",
        ("scrap_steel.per_tonne", None),
        flow(POWER, **EAF) | own("下游炼钢", 0.9, "tCO2/t"),
    ),
    # by-product gas: what it does stands in the words
    Case(
        "DRYING_FUEL_BYPRODUCT",
        (SLAG_FLOW + "factor_key", DRYING),
        slag(DRYING, factor_key="高炉煤气(按热量)"),
        SLAG,
    ),
    Case("", (SLAG_FLOW + "factor_key", DRYING), slag(DRYING, factor_key="热力"), SLAG),
    # iron
    Case(
        "IRON_COUNTED_TWICE REDUCTION_IMPLAUSIBLE",
        (SLAG_FLOW + "factor_key", SPARE),
        slag(
            SPARE,
            **BASELINE | {"rate": 0.2},
            route="矿渣微粉",
            item="磁选铁",
            factor_key="转炉碳钢",
        ),
        ("smelting_slag", "scrap_steel"),
    ),
    Case(
        "IRON_COUNTED_TWICE REDUCTION_IMPLAUSIBLE",
        (DEBRIS_FLOW + "factor_key", SPARE),
        debris(SPARE, **BASELINE, route="再生骨料", item="回收钢筋", factor_key="回收料")
        | own("回收料", 1.9, "tCO2/t"),
        DEBRIS,
    ),
    Case(
        "IRON_COUNTED_TWICE",
        ("ledger.utilised", 4),
        user(4, "丙厂", 500, partner="丁厂", material="冶炼渣")
        | user(5, "丙厂", 500, partner="丁厂"),
        TWO,
    ),
    Case(
        "",
        ("ledger.utilised", 4),
        user(4, "丙厂", 500, partner="丁厂", material="冶炼渣")
        | user(5, "丙厂", 25, partner="丁厂"),
        TWO,
    ),
    # the haul of the displaced product, landfill methane: counted where documented
    Case(
        "LINE_UNDOCUMENTED EVIDENCE_MISSING",
        (DEBRIS_FLOW + "evidence", NATURAL),
        debris(NATURAL, evidence=""),
        DEBRIS,
    ),
    Case("LINE_UNDOCUMENTED", (DEBRIS_FLOW + "way", NATURAL), debris(NATURAL, way=""), DEBRIS),
    Case(
        "LINE_UNDOCUMENTED LINE_DEFAULT_SHARE",
        (DEBRIS_FLOW + "way", NATURAL),
        debris(NATURAL, way="缺省值"),
        DEBRIS,
    ),
    Case(
        "LINE_UNDOCUMENTED HAUL_ONE_SIDED EVIDENCE_MISSING",
        (SLAG_FLOW + "evidence", "天然料运输"),
        slag("天然料运输", rate=60, way="结算凭证"),
        SLAG,
    ),
    Case(
        "LINE_UNDOCUMENTED LINE_DEFAULT_SHARE LOW_GRADE_SHARE REDUCTION_IMPLAUSIBLE",
        (DEBRIS_FLOW + "way", "填埋甲烷"),
        debris("填埋甲烷", rate=1, way="缺省值", evidence="Z7"),
        DEBRIS,
    ),
    Case(
        "HAUL_DISPLACED_OPEN",
        (DEBRIS_FLOW + "rate", "再生产品运出"),
        debris(NATURAL, rate=None, way="", evidence=""),
        DEBRIS,
    ),
    Case("HAUL_ONE_SIDED", (DEBRIS_FLOW + "rate", NATURAL), debris("再生产品运出", rate=0), DEBRIS),
    # plastic
    Case(
        "MIXED_WASTE_PLASTIC",
        ("ledger.remark", 1),
        {("ledger.remark", 1): "来料为混合塑料"},
        PLASTIC,
    ),
    # hazardous waste
    Case(
        "HAZARDOUS_IN_GENERAL",
        ("ledger.partner", 1),
        {("ledger.partner", 1): "产生企业0（HW48）"},
        ALUMINIUM,
    ),
    Case(
        "HAZARDOUS_IN_GENERAL",
        ("ledger.remark", 0),
        {("ledger.remark", 0): "含321-024-48铝灰渣"},
        ALUMINIUM,
    ),
    Case("", ("ledger.remark", 0), {("ledger.remark", 0): "经鉴别不属于危险废物"}, ALUMINIUM),
    # both sides book the sale as generator
    Case(
        "DOUBLE_COUNT",
        ("ledger.role", 3),
        user(2, "丙厂", 9000, partner="丁厂", role="产生方")
        | user(3, "丁厂", 8900, partner="丙厂", role="产生方"),
    ),
    Case(
        "",
        ("ledger.role", 3),
        user(2, "丙厂", 9000, partner="丁厂", role="产生方")
        | user(3, "丁厂", 2000, partner="丙厂", role="产生方"),
    ),
    # a rate ten times its default
    Case(
        "NUMBER_UNUSUAL REDUCTION_IMPLAUSIBLE REDUCTION_NEGATIVE",
        ("scrap_steel.flows.rate", POWER),
        flow(POWER, rate=420, unit="MWh/t"),
    ),
    Case("", ("scrap_steel.flows.rate", POWER), flow(POWER, rate=0.42, unit="MWh/t")),
    Case("NUMBER_UNUSUAL", ("scrap_steel.flows.rate", "石灰"), flow("石灰", rate=0.045)),
    Case("", ("scrap_steel.flows.rate", "废钢运入"), flow("废钢运入", rate=2)),
    Case("", ("scrap_steel.flows.rate", "石灰"), flow("石灰", rate=0)),
    # a factor the file has kept from an earlier year
    Case("FACTOR_OLD", ("factors.year", "电力"), {("grid.year", "湖南"): "2021"}),
    Case(
        "FACTOR_OVERRIDDEN",
        ("factors.override", "电力"),
        {("grid.year", "湖南"): "2021"}
        | rows("factors", row="电力", override=0.5, reason="批准文件", evidence="Z8"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.codes or 'nothing'}-{c.place[0]}")
def test_a_change_and_its_findings(case: Case) -> None:
    table.test_a_change_and_its_findings(case)


def test_a_material_of_life_cycle_factors_alone_does_not_belong_beside_the_others() -> None:
    """Steel displaced at 2.183 (life cycle) and nothing else counted: no mixture in the material,
    but in the total."""
    materials = ("scrap_steel", "scrap_copper")
    items = [
        b["item"]
        for b in book(plan(materials)).graph.blocks["scrap_steel.flows"].initial
        if b["item"] != "替代转炉钢"
    ]
    changes: dict[Place, Any] = {("scrap_steel.flows.rate", item): 0 for item in items}
    changes |= rows("factors", row="转炉碳钢", override=2.183, reason="生命周期法", evidence="Z8")
    alone = codes(findings(changes, STEEL))
    assert "FACTOR_BOUNDARY_MIXED" not in alone and "FACTOR_OVERRIDDEN" in alone
    told = [f for f in findings(changes, materials) if f.code == "FACTOR_BOUNDARY_MIXED"]
    assert (
        len(told) == 1
        and told[0].sheet == "废钢铁"
        and told[0].words["factors"] == "废钢铁（生命周期）、废铜（摇篮到大门）"
    )


def test_blast_furnace_gas_is_offered_and_the_finding_says_what_it_does() -> None:
    """10 000 t, w 0.1, Y 0.98: 8 820 t · 0.6 GJ · (0.0708 · 0.99 · 44/12 - 0.055539) = 1 066.15
    t."""
    assert "高炉煤气(按热量)" in [b["key"] for b in book(plan(SLAG)).factors.initial]
    initial, chosen = (
        findings(slag(DRYING, **c), SLAG)
        for c in ({"way": "缺省值"}, {"factor_key": "高炉煤气(按热量)"})
    )
    told = [
        next(f for f in found if f.code.startswith("DRYING_FUEL")) for found in (initial, chosen)
    ]
    assert told[0].words == told[1].words | {"label": told[0].words["label"]}
    more, less = float(told[0].words["default"]), float(told[0].words["gas"])
    assert more - less == pytest.approx(8820 * 0.6 * (0.0708 * 0.99 * 44 / 12 - 0.055539), abs=0.02)
    assert float(told[0].words["share"]) == pytest.approx(100 * (more - less) / more, abs=0.006)


def test_unsorted_plastic_where_the_workbook_knows_several_resins() -> None:
    declared = book(replace(plan(PLASTIC), routes=(("scrap_plastic", ("PET", "PVC")),)))
    for route, expected in (("", ["CHOICE_EMPTY", "MIXED_WASTE_PLASTIC"]), ("PET", [])):
        changes = {("ledger.route", 0): "", ("ledger.route", 1): route}
        found = said(run_checks(context(declared, good(declared), changes)))
        assert [c for c in codes(found) if c in ("CHOICE_EMPTY", "MIXED_WASTE_PLASTIC")] == expected


def test_a_resin_nobody_named_is_said() -> None:
    declared = book(replace(plan(PLASTIC), routes=()))
    found = said(run_checks(context(declared, good(declared))))
    assert codes(found) == ["PLASTIC_RESIN_ASSUMED"] and found[0].words["route"] == "PET"


HAZARDOUS = [  # what is written, in a name of a company or not, and what is read from it
    ("HW48", False, "HW48"),
    ("hw 31 废铅酸电池", False, "HW 31"),
    ("ＨＷ４８", False, "HW48"),
    ("321-024-48", False, "321-024-48"),
    ("含危废", False, "危废"),
    ("转危险废物处置单位", True, "危险废物"),
    ("湖南某某危险废物处置有限公司", True, ""),
    ("湖南某某危废处置有限公司（HW48）", True, "HW48"),
    ("湖南某某危险废物处置有限公司", False, "危险废物"),
    ("一般固废，非危险废物", False, ""),
    ("经鉴别不属于HW48", False, ""),
    ("除危险废物外", False, ""),
    ("不属于一类，但为危险废物", False, "危险废物"),
    ("电话 0731-321-024-48", False, ""),
    ("HW480 型破碎机", False, ""),
    ("", False, ""),
]


@pytest.mark.parametrize(("text", "is_name", "kind"), HAZARDOUS)
def test_hazardous_waste_in_words(text: str, is_name: bool, kind: str) -> None:
    assert hazardous_waste(text, is_name) == kind


IRON = [
    ("转炉碳钢", True),
    ("磁选铁", True),
    ("回收钢筋", True),
    ("钢渣微粉", False),
    ("铁路运输(电力机车)", False),
    ("铁合金", False),
    ("钢筋混凝土预制件", False),
    ("熟料", False),
    ("", False),
]


@pytest.mark.parametrize(("words", "holds"), IRON)
def test_iron_in_words(words: str, holds: bool) -> None:
    assert is_iron(words) is holds


def test_no_factor_a_slag_or_debris_line_is_born_with_speaks_of_iron() -> None:
    lines = [
        x
        for m in ("smelting_slag", "construction_waste")
        for r in data.routes(m)
        for x in data.lines(m, r.route)
    ]
    assert len(lines) > 50 and not any(is_iron(x.factor_key) for x in lines if x.role == "基准线")


METHODS = tuple(m.id for m in data.materials() if m.has_method)


@pytest.mark.parametrize(
    "materials", [METHODS, *((m,) for m in METHODS)], ids=lambda m: m[0] if len(m) == 1 else "all"
)
def test_a_good_park_hears_nothing(materials: tuple[str, ...]) -> None:
    assert findings({}, materials) == []


def test_a_route_that_was_cleared_is_asked_for_though_its_line_is_optional() -> None:
    """The line says its role, so its emission waits for the route; without a role it is open."""
    declared = book(plan(("smelting_slag",)))
    for role, expected in (("基准线", ["CHOICE_EMPTY"]), ("", [])):
        changes = {("smelting_slag.flows.route", 2): "", ("smelting_slag.flows.role", 2): role}
        found = said(run_checks(context(declared, good(declared), changes)))
        assert [c for c in codes(found) if c == "CHOICE_EMPTY"] == expected


def test_a_unit_that_was_cleared_is_asked_for_though_its_line_is_optional() -> None:
    declared = book(plan(("smelting_slag",)))
    found = said(
        run_checks(context(declared, good(declared), {("smelting_slag.flows.unit", 2): ""}))
    )
    assert codes(found) == ["UNIT_MISSING"]
