"""One change to a good park, the findings it causes, and the cell of the first. Without a change
there are none."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from parkeval_xl.forms import book
from tests.checks.good_park import (
    FLOW,
    OWN,
    POWER,
    STEEL,
    Place,
    codes,
    context,
    findings,
    flow,
    ledger,
    own_factor,
    plan,
    row_of,
    rows,
    user,
)

SLAG, GYPSUM, DEBRIS, COPPER = (
    ("smelting_slag",),
    ("byproduct_gypsum",),
    ("construction_waste",),
    ("scrap_copper",),
)
ALUMINIUM, PLASTIC = ("scrap_aluminium",), ("scrap_plastic",)
SPARE = 25  # a flow row that is blank in the good park


class Case(NamedTuple):
    """What is expected (the first code at the place, then the codes beside it), and the changes
    that cause it."""

    codes: str
    place: Place
    changes: dict[Place, Any]
    materials: tuple[str, ...] = STEEL


LINE = {
    "role": "项目",
    "route": "电炉短流程",
    "quantity": "产品量",
    "way": "连续计量",
    "evidence": "Z9",
}

CASES = [
    # cells
    Case("NUMBER_AS_TEXT", ("ledger.intake", 0), {("ledger.intake", 0): "１０，０００"}),
    Case("NUMBER_AS_TEXT", ("ledger.intake", 0), {("ledger.intake", 0): "10,000 吨"}),
    Case("TEXT_FOR_NUMBER", ("ledger.intake", 0), {("ledger.intake", 0): "约一万"}),
    Case("TEXT_FOR_NUMBER", ("ledger.intake", 0), {("ledger.intake", 0): True}),
    Case(
        "NUMBER_AS_TEXT PERCENT_SCALE",
        ("scrap_steel.parameters.value", "Y"),
        {("scrap_steel.parameters.value", "Y"): "92%"},
    ),
    Case(
        "PERCENT_SCALE NUMBER_RANGE YIELD_BALANCE REDUCTION_IMPLAUSIBLE",
        ("scrap_steel.parameters.value", "Y"),
        {("scrap_steel.parameters.value", "Y"): 92},
    ),
    Case(
        "NUMBER_RANGE REDUCTION_IMPLAUSIBLE",
        ("scrap_steel.parameters.value", "Y"),
        {("scrap_steel.parameters.value", "Y"): 0.79},
    ),
    Case("NEGATIVE_QUANTITY", ("park.area", None), {("park.area", None): -1}),
    Case("NEGATIVE_QUANTITY", (FLOW + "rate", "石灰"), flow("石灰", rate=-45)),
    Case("ERROR_VALUE", ("ledger.closing", 1), {("ledger.closing", 1): "#DIV/0!"}),
    Case("ERROR_VALUE", ("park.city", None), {("park.city", None): "#REF!"}),
    Case("CHOICE_UNKNOWN", ("park.level", None), {("park.level", None): "国家級"}),
    Case(
        "CHOICE_UNKNOWN IMPORT_IN_REDUCTION",
        ("evaluation.party", None),
        {("evaluation.party", None): "三方", ("ledger.origin", 1): "园外"},
    ),
    Case(
        "DATE_WRONG",
        ("evaluation.valid_until", None),
        {("evaluation.valid_until", None): "2028年6月"},
    ),
    Case(
        "DATE_WRONG",
        ("evaluation.valid_until", None),
        {("evaluation.valid_until", None): "2028-06-31"},
    ),
    # required
    Case("CHOICE_EMPTY", ("park.province", None), {("park.province", None): ""}),
    Case("CHOICE_EMPTY", ("scope.applies", 0), {("scope.applies", 0): ""}),
    Case("REQUIRED_EMPTY", (FLOW + "rate", POWER), flow(POWER, rate=None)),
    Case("REQUIRED_EMPTY", (FLOW + "rate", POWER), flow(POWER, rate="待填")),
    Case("CHOICE_EMPTY", (FLOW + "factor_key", POWER), flow(POWER, factor_key="")),
    Case("CHOICE_EMPTY", (FLOW + "quantity", POWER), flow(POWER, quantity="")),
    Case(
        "REQUIRED_EMPTY",
        ("scrap_steel.parameters.value", "Y"),
        {("scrap_steel.parameters.value", "Y"): None},
    ),
    Case(
        "REQUIRED_EMPTY",
        ("factors.override", OWN),
        own_factor(key="园区蒸汽", unit="tCO2/GJ", reference="检测报告"),
    ),
    Case("TEXT_EMPTY", ("ledger.enterprise", 2), user(2, "", 9000)),
    Case("CHOICE_EMPTY", ("ledger.material", 2), user(2, "丙厂", 9000, material="")),
    Case("CHOICE_EMPTY", ("ledger.role", 2), user(2, "丙厂", 9000, role="")),
    Case("CHOICE_EMPTY", ("ledger.origin", 2), user(2, "丙厂", 9000, origin="")),
    Case("REQUIRED_EMPTY", ("ledger.utilised", 2), user(2, "丙厂", 9000, utilised=None)),
    Case("REQUIRED_EMPTY", ("ledger.opening", 0), {("ledger.opening", 0): "待填"}),
    Case("CHOICE_UNKNOWN", (FLOW + "role", POWER), flow(POWER, role="")),
    # not applicable, scope
    Case(
        "NOT_APPLICABLE_NO_REASON SCOPE_UNDECLARED",
        ("scope.applies", 0),
        {("scope.applies", 0): "否"},
    ),
    Case(
        "SCOPE_UNDECLARED",
        ("scope.applies", 0),
        {("scope.applies", 0): "否", ("scope.reason", 0): "已停产"},
    ),
    Case("TEXT_FOR_NUMBER", (FLOW + "rate", "天然气"), flow("天然气", rate="不适用")),
    Case("TEXT_FOR_NUMBER", ("ledger.opening", 0), {("ledger.opening", 0): "不适用"}),
    Case(
        "TEXT_FOR_NUMBER",
        ("scrap_steel.parameters.value", "Y"),
        {("scrap_steel.parameters.value", "Y"): "不适用"},
    ),
    Case("TEXT_FOR_NUMBER", ("factors.override", "石灰"), {("factors.override", "石灰"): "不适用"}),
    Case(
        "SCOPE_EMPTY",
        ("scope.applies", 1),
        {
            (f"ledger.{k}", r): ""
            for r in (2, 3)
            for k in (
                "enterprise",
                "material",
                "role",
                "origin",
                "partner",
                "unit",
                "way",
                "evidence",
                "intake",
                "utilised",
                "opening",
                "closing",
            )
        },
        STEEL + COPPER,
    ),
    # units
    Case("UNIT_UNKNOWN", ("ledger.unit", 0), {("ledger.unit", 0): "吨吨"}),
    Case("UNIT_MISSING", ("ledger.unit", 1), {("ledger.unit", 1): ""}),
    Case("UNIT_REFUSED", ("ledger.unit", 0), {("ledger.unit", 0): "Mt"}),
    Case("UNIT_DIMENSION", ("ledger.unit", 0), {("ledger.unit", 0): "m3"}),
    Case("UNIT_TCE_MIX", ("ledger.unit", 0), {("ledger.unit", 0): "tce"}),
    Case("UNIT_UNKNOWN UNIT_PER_YEAR", ("ledger.unit", 0), {("ledger.unit", 0): "t/a"}),
    Case("UNIT_CASE", ("ledger.unit", 0), {("ledger.unit", 0): "T"}),
    Case("UNIT_CASE", (FLOW + "unit", POWER), flow(POWER, unit="KWH/t")),
    Case("UNIT_MISSING", (FLOW + "unit", POWER), flow(POWER, unit="")),
    Case("UNIT_UNKNOWN", (FLOW + "unit", POWER), flow(POWER, unit="度电/t")),
    Case("UNIT_DIMENSION", (FLOW + "unit", POWER), flow(POWER, unit="kWh")),
    Case("UNIT_DIMENSION", (FLOW + "unit", "石灰"), flow("石灰", unit="m3/t")),
    Case("UNIT_TCE_MIX", (FLOW + "unit", POWER), flow(POWER, unit="kgce/t")),
    Case("TRANSPORT_NOT_TKM", (FLOW + "unit", "废钢运入"), flow("废钢运入", quantity="直接填报")),
    Case(
        "GWP_NEEDED",
        (FLOW + "unit", SPARE),
        flow(SPARE, **LINE, item="逸散", rate=1, unit="kg/t", factor_key="实测排放量"),
    ),
    Case(
        "CARBON_NOT_CO2", (FLOW + "unit", "原有利用途径转移"), flow("原有利用途径转移", unit="tC")
    ),
    Case(
        "UNIT_UNKNOWN UNIT_PER_YEAR",
        (FLOW + "unit", "原有利用途径转移"),
        flow("原有利用途径转移", unit="tCO2e/年"),
    ),
    Case("GAS_STATE_UNSTATED", (FLOW + "unit", "天然气"), flow("天然气", unit="m3/t")),
    Case(
        "UNIT_DIMENSION",
        ("factors.unit", OWN),
        own_factor(key="园区蒸汽", unit="GJ", override=0.1, reference="报告", evidence="Z"),
    ),
    Case(
        "UNIT_MISSING",
        ("factors.unit", OWN),
        own_factor(key="园区蒸汽", override=0.1, reference="报告", evidence="Z"),
    ),
    # factors
    Case("FACTOR_MISSING", (FLOW + "factor_key", POWER), flow(POWER, factor_key="电")),
    Case(
        "FACTOR_AMBIGUOUS",
        ("factors.key", OWN),
        own_factor(key="电力", unit="tCO2/MWh", override=0.5, reference="批准文件", evidence="Z"),
    ),
    Case(
        "FACTOR_OVERRIDDEN",
        ("factors.override", "石灰"),
        rows("factors", row="石灰", override=1.2, reason="化验", evidence="Z"),
    ),
    Case(
        "FACTOR_OVERRIDE_NO_REASON",
        ("factors.override", "石灰"),
        rows("factors", row="石灰", override=1.2, evidence="Z"),
    ),
    Case(
        "FACTOR_EXTREME FACTOR_OVERRIDDEN",
        ("factors.override", "石灰"),
        rows("factors", row="石灰", override=0.119, reason="化验", evidence="Z"),
    ),
    Case(
        "FACTOR_ZERO FACTOR_OVERRIDDEN",
        ("factors.override", "石灰"),
        rows("factors", row="石灰", override=0, reason="化验", evidence="Z"),
    ),
    Case(
        "FACTOR_NEGATIVE FACTOR_OVERRIDDEN",
        ("factors.override", "石灰"),
        rows("factors", row="石灰", override=-1.19, reason="化验", evidence="Z"),
    ),
    Case("PROVINCE_NO_FACTOR", ("park.province", None), {("park.province", None): "西藏"}),
    Case(
        (
            "FACTOR_EAF_STANDARD FACTOR_OVERRIDDEN REDUCTION_IMPLAUSIBLE REDUCTION_NEGATIVE "
            "PROCESS_AGGREGATE_DOUBLE"
        ),
        (FLOW + "factor_key", POWER),
        flow(POWER, rate=1, unit="t/t", factor_key="电炉碳钢")
        | rows("factors", row="电炉碳钢", override=3.03, reason="标准表", evidence="Z"),
    ),
    Case(
        "FACTOR_AL_UPPER FACTOR_OVERRIDDEN REDUCTION_IMPLAUSIBLE",
        ("scrap_aluminium.flows.factor_key", "替代电解铝"),
        rows("factors", row="电解铝", override=20.3, reason="标准表", evidence="Z"),
        ALUMINIUM,
    ),
    Case(
        "FACTOR_BOUNDARY_MIXED FACTOR_OVERRIDDEN REDUCTION_IMPLAUSIBLE",
        (FLOW + "factor_key", "替代转炉钢"),
        rows("factors", row="转炉碳钢", override=2.183, reason="生命周期法", evidence="Z"),
    ),
    # ledger
    Case("BALANCE_OPEN", ("ledger.balance", 0), {("ledger.intake", 0): 10600}),
    Case("USED_ABOVE_INPUT", ("ledger.utilised", 1), {("ledger.utilised", 1): 10001}),
    Case("OLD_STOCK_ABOVE_OPENING", ("ledger.old_stock", 0), {("ledger.old_stock", 0): 1}),
    Case("", ("ledger.old_stock", 0), {("ledger.old_stock", 0): 1, ("ledger.opening", 0): None}),
    Case(
        "OLD_STOCK_ABOVE_USE",
        ("ledger.old_stock", 0),
        ledger(0, opening=12000, intake=0, utilised=10000, closing=2000, old_stock=11000),
    ),
    Case("", ("ledger.old_stock", 0), ledger(0, opening=100, intake=9900, old_stock=100)),
    Case(
        "RATE_ABOVE_ONE USED_ABOVE_INPUT PARTNER_MISMATCH",
        ("rates.rate", 0),
        {("ledger.utilised", 0): 12000},
    ),
    Case(
        "RATE_BELOW_THRESHOLD",
        ("rates.rate", 0),
        {("ledger.intake", 0): 13000, ("ledger.disposed", 0): 3000},
    ),
    Case(
        "RATE_NEAR_THRESHOLD",
        ("rates.rate", 0),
        {("ledger.intake", 0): 12400, ("ledger.disposed", 0): 2400},
    ),
    Case("IMPORT_IN_RATE", ("ledger.origin", 0), {("ledger.origin", 0): "园外"}),
    Case("IMPORT_IN_REDUCTION", ("results.imported", 0), {("ledger.origin", 1): "园外"}),
    Case("PARTNER_MISSING", ("ledger.partner", 1), {("ledger.partner", 1): ""}),
    Case(
        "LEDGER_ROW_DUPLICATE",
        ("ledger.enterprise", 3),
        user(2, "丙厂", 9000) | user(3, "丙厂", 9000),
    ),
    Case(
        "DOUBLE_COUNT",
        ("ledger.role", 3),
        user(2, "丙厂", 9000, partner="丁厂") | user(3, "丁厂", 9000, partner="丙厂"),
    ),
    Case(
        "PARTNER_MISMATCH",
        ("ledger.utilised", 0),
        {("ledger.utilised", 1): 9000, ("ledger.intake", 1): 9000},
    ),
    Case(
        "MASS_SLIP_10000",
        ("ledger.utilised", 4),
        user(2, "丙", 9000) | user(3, "丁", 12000) | user(4, "戊", 8000, unit="万t"),
    ),
    Case(
        "MASS_SLIP_1000",
        ("ledger.utilised", 4),
        user(2, "丙", 9000) | user(3, "丁", 12000) | user(4, "戊", 8000, unit="kg"),
    ),
    Case(
        "",
        ("ledger.utilised", 4),
        user(2, "丙", 90) | user(3, "丁", 12000) | user(4, "戊", 8000, unit="kg"),
    ),
    Case(  # a company a hundred times smaller: sizes differ here
        "",
        ("ledger.utilised", 4),
        user(2, "丙", 9000) | user(3, "丁", 12000) | user(4, "戊", 0.8) | user(5, "己", 100),
    ),
    # material
    Case(
        "SHARE_SUM",
        ("scrap_steel.parameters.value", "f_s"),
        {("scrap_steel.parameters.value", "f_l"): 0.1},
    ),
    Case(
        "SHARE_DEFAULT",
        ("scrap_plastic.parameters.value", "f_c"),
        {("scrap_plastic.parameters.way", "f_c"): "缺省值"},
        PLASTIC,
    ),
    Case(
        "YIELD_BALANCE",
        ("scrap_steel.parameters.value", "Y"),
        {("scrap_steel.parameters.value", "r_res"): 0.1},
    ),
    Case(
        "MOISTURE_ZERO",
        ("byproduct_gypsum.parameters.value", "w"),
        {("byproduct_gypsum.parameters.value", "w"): 0},
        GYPSUM,
    ),
    Case("HAUL_ONE_SIDED", (FLOW + "rate", "产品运出"), flow("产品运出", rate=30, evidence="Z")),
    Case(
        "SHIFT_UNDECLARED",
        (FLOW + "evidence", "原有利用途径转移"),
        flow("原有利用途径转移", way="缺省值", evidence=""),
    ),
    Case(
        "LINE_DELETED",
        (FLOW + "item", "石灰"),
        flow(
            "石灰",
            role="",
            route="",
            item="",
            quantity="",
            rate=None,
            unit="",
            factor_key="",
            way="",
            source="",
            evidence="",
        ),
    ),
    Case(
        "CREDIT_WITHOUT_BURN",
        ("scrap_plastic.flows.rate", "焚烧化石碳"),
        {("scrap_plastic.flows.rate", "焚烧发电抵扣"): 0},
        PLASTIC,
    ),
    Case(
        "BRICK_NO_CEMENT REDUCTION_IMPLAUSIBLE",
        ("construction_waste.flows.factor_key", "替代天然碎石"),
        rows(
            "construction_waste.flows",
            row="替代天然碎石",
            factor_key="混凝土砖",
            rate=0.5,
            unit="m3/t",
        ),
        DEBRIS,
    ),
    Case(
        "DRYING_FUEL_UNSTATED LINE_DEFAULT_SHARE",
        ("smelting_slag.flows.factor_key", "烘干热耗"),
        rows("smelting_slag.flows", row="烘干热耗", way="缺省值"),
        SLAG,
    ),
    Case(
        "PROCESS_AGGREGATE_DOUBLE",
        ("scrap_copper.flows.factor_key", SPARE),
        rows(
            "scrap_copper.flows",
            row=SPARE,
            **LINE | {"route": "再生阴极铜"},
            item="熔炼用电",
            rate=300,
            unit="kWh/t",
            factor_key="电力",
        ),
        COPPER,
    ),
    Case("REDUCTION_IMPLAUSIBLE", ("scrap_steel.per_tonne", None), flow(POWER, rate=1500)),
    Case(
        "REDUCTION_NEGATIVE REDUCTION_IMPLAUSIBLE NUMBER_UNUSUAL",
        ("scrap_steel.reduction", None),
        flow("废钢运入", rate=30000),
    ),
    # data quality
    Case("LINE_DEFAULT_SHARE", (FLOW + "way", POWER), flow(POWER, way="缺省值")),
    Case(
        "LOW_GRADE_SHARE LINE_DEFAULT_SHARE",
        ("totals.reduction", None),
        {
            ("ledger.way", 1): "工程估算",
            (FLOW + "way", "替代转炉钢"): "缺省值",
            (FLOW + "way", POWER): "缺省值",
        },
    ),
    Case(
        "EVIDENCE_MISSING",
        (FLOW + "evidence", "石灰"),
        flow("石灰", evidence="") | flow("天然气", evidence=""),
    ),
    Case(
        "EVIDENCE_MISSING",
        ("ledger.evidence", 0),
        {("ledger.evidence", 0): "", ("ledger.evidence", 1): ""},
    ),
    Case(
        "EVIDENCE_MISSING",
        ("scrap_steel.parameters.evidence", "Y"),
        {("scrap_steel.parameters.evidence", "Y"): ""},
    ),
    Case("VERIFIED_NO_REASON", (FLOW + "rate_verified", "石灰"), flow("石灰", rate_verified=50)),
    Case(
        "VERIFIED_MATERIAL BALANCE_OPEN REVIEW_OPEN",
        ("ledger.utilised_verified", 1),
        ledger(1, utilised_verified=9000, remark="过磅单少 1000 t"),
    ),
    Case(
        "REVIEW_OPEN",
        ("review.answer", 0),
        ledger(1, utilised_verified=9990, remark="过磅单少 10 t"),
    ),
    # park
    Case("PARK_CODE_WRONG", ("park.code", None), {("park.code", None): "91350100M000100Y44"}),
    Case(
        "", ("park.code", None), {("park.code", None): "S437041"}
    ),  # the code of a development zone
    Case(
        "RELATION_SELF_REVIEW",
        ("evaluation.assessor", None),
        {("evaluation.assessor", None): "湘江 园区管委会"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.codes or 'nothing'}-{c.place[0]}")
def test_a_change_and_its_findings(case: Case) -> None:
    found = findings(case.changes, case.materials)
    assert codes(found) == sorted(case.codes.split())
    if found:
        declared = book(plan(case.materials))
        field, row = declared.graph.fields[case.place[0]], row_of(declared, case.place)
        if field.block is not None and row is not None:
            row %= field.block.rows
        places = [
            {"sheet": f.sheet, "cell": f.cell} for f in found if f.code == case.codes.split()[0]
        ]
        assert context(declared, {}).at(field, row) in places


@pytest.mark.parametrize("wrong", [(4,), (4, 5), (4, 5, 6)])
def test_slips_do_not_hide_each_other(wrong: tuple[int, ...]) -> None:
    """Seven users of about 10 000 t, one, two or three of them typed in 万t."""
    changes: dict[Any, Any] = {}
    for row in range(2, 8):
        mass = 9000 + 500 * row
        changes |= user(row, f"第{row}厂", mass / 1e4 if row in wrong else mass)
    told = [f.cell for f in findings(changes) if f.code == "MASS_SLIP_10000"]
    assert told == [f"I{row + 6}" for row in wrong]
