"""The data: its health, that the health check can fail, the look-up rule, and known answers."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parkeval_xl import data
from parkeval_xl.data.factor_rows import Factor, FactorSet, Region
from parkeval_xl.data.factor_table import FactorTable
from parkeval_xl.data.health import problems_of
from parkeval_xl.data.library import Library

CASES = Path(__file__).parent / "cases"
ROOT = Path(str(data.library().root.joinpath("factors"))).parent


def test_the_data_has_no_fault():
    assert data.problems() == []


# --- the health check sees what it is there for

S1, S2 = "standards/hunan_circular", "standards/synergy_index"
FAULTS = [
    # file, text, replacement, what the check says
    ("factors/heat.csv", ",0.11,", ",0.1l,", "value '0.1l' is not a number"),
    ("factors/heat.csv", "国家发改委24个行业核算指南缺省热力因子", "", "热力 全国: no reference"),
    ("factors/heat.csv", "published-copy,仅上海", ",仅上海", "热力 上海 2022: no basis"),
    ("factors/heat.csv", "published-copy,仅上海", "hearsay,仅上海", "basis 'hearsay' is unknown"),
    ("factors/heat.csv", "tCO2/GJ,上海", "tCO2/GCAL,上海", "unit 'tCO2/GCAL' is unknown"),
    ("factors/heat.csv", "tCO2/GJ,上海", "GJ,上海", "unit 'GJ' is not the unit of a factor"),
    ("factors/heat.csv", "tCO2/GJ,上海", "tCO2/t,上海", "rows are per different dimensions"),
    ("factors/heat.csv", "GJ,上海", "GJ,沪", "region '沪' is unknown"),
    ("factors/heat.csv", "2022,alternative", "2022,other", "set 'other' is unknown"),
    (
        "factors/heat.csv",
        "alternative,average-grid",
        "alternative,grid",
        "boundary 'grid' is unknown",
    ),
    ("factors/heat.csv", "全国,,default", "全国,,conservative", "热力: no default row"),
    ("factors/heat.csv", "key,key_en", "name,key_en", "columns differ from Factor: key, name"),
    (
        "factors/electricity.csv",
        "0.4976,tCO2/MWh,湖南,2023",
        "0.4976,tCO2/MWh,湖南,2022",
        "2022, 'default') stands 2",
    ),
    ("factors/regions.csv", "西藏,,,no", "西藏,,,yes", "西藏: has_factor does not agree"),
    ("factors/fuel_properties.csv", "GJ/万Nm3", "GJ/万Nm", "unit 'GJ/万Nm' is unknown"),
    ("factors/pollutants.csv", "1.2,12,", "1.2,1,", "the range is empty"),
    ("standards/units/units.csv", "kt|KT", "kt|KT|公吨", "'公吨' stands for t and for 千吨"),
    ("standards/units/units.csv", "mass,1000.0,t", "mass,-1000.0,t", "千吨: no positive scale"),
    (
        "standards/units/units.csv",
        "mass,1000.0,t",
        "mass,1000.0,g",
        "千吨: base 'g' is not the unit of scale 1",
    ),
    ("standards/units/refusals.csv", "UNIT_TCE_MIX", "UNIT_MIX", "finding 'UNIT_MIX' is unknown"),
    (
        "standards/findings.csv",
        "found text '{value}'",
        "found text '{text}'",
        "TEXT_FOR_NUMBER: placeholders differ",
    ),
    (
        "standards/findings.csv",
        "SEAL_BROKEN,错误",
        "SEAL_BROKEN,致命",
        "severity '致命' is unknown",
    ),
    ("standards/findings.csv", "SEAL_BROKEN", "MACRO_FOREIGN", "MACRO_FOREIGN stands 2 times"),
    ("standards/inconsistencies.csv", "\n54,S2", "\n55,S2", "numbers do not run from 1"),
    (
        f"{S1}/standard.toml",
        'basis = "seed"',
        'basis = ""',
        "industrial_solid_waste_rate: no basis",
    ),
    (f"{S1}/standard.toml", 'clause = "4.4.2"', 'clause = "4.4.9"', "clause '4.4.9' is unknown"),
    (
        f"{S1}/standard.toml",
        "value = 0.95",
        "value = 0.94",
        "'s1_util_1' does not repeat the threshold",
    ),
    (f"{S1}/standard.toml", "value = 0.95", "value = ", "standard.toml: Invalid value"),
    (f"{S1}/materials.csv", "renewable_resources", "renewables", "group 'renewables' is unknown"),
    (f"{S1}/routes.csv", "电炉短流程,yes", "电炉短流程,no", "one of them the default"),
    (
        f"{S1}/routes.csv",
        "scrap_steel,电炉短流程",
        "scrap_steel,电炉",
        "route '电炉短流程' is unknown",
    ),
    (
        f"{S1}/parameters.csv",
        "产品得率,0.92,,t/t,0.8,0.98",
        "产品得率,0.99,,t/t,0.8,0.98",
        "default 0.99 is outside",
    ),
    (
        f"{S1}/parameters.csv",
        "基准线填埋比例,0.6,1",
        "基准线填埋比例,0.5,1",
        "default baseline shares sum to 0.9",
    ),
    (
        f"{S1}/parameters.csv",
        "基准线填埋比例,0.6,1",
        "基准线填埋比例,0.6,",
        "conservative baseline shares sum to 0.6",
    ),
    (f"{S1}/lines.csv", ",转炉碳钢,", ",转炉钢,", "factor '转炉钢' is unknown"),
    (f"{S1}/lines.csv", "420,kWh/t", "420,t/t", "unit 't/t' does not fit: UNIT_DIMENSION"),
    (f"{S1}/lines.csv", "420,kWh/t", "420,度电/t", "unit '度电/t' does not fit: UNIT_UNKNOWN"),
    (
        f"{S1}/lines.csv",
        "电炉冶炼用电,产品量",
        "电炉冶炼用电,钢产量",
        "quantity '钢产量' is unknown",
    ),
    (f"{S1}/lines.csv", "堆存作业,处理量,f_s", "堆存作业,处理量,f_x", "share 'f_x' is unknown"),
    (
        f"{S1}/lines.csv",
        "电炉短流程,43,",
        "电炉短流程,44,",
        "scrap_steel 电炉短流程: order: 44 stands 2 times",
    ),
    (f"{S1}/requirements.csv", "次,0,design", "次,0,", "a target has a basis and a basis a target"),
    (
        f"{S2}/energy.csv",
        ",0.7143,tce/t",
        ",0.7134,tce/t",
        "coal equivalent differs from fuel_properties.csv",
    ),
    (f"{S2}/energy.csv", "原煤,t,fuel", "原煤,m3,fuel", "unit 'm3' does not fit 'tCO2/t'"),
    (f"{S2}/indicators.csv", "nox_emission * 1000", "nox * 1000", "item 'nox' is unknown"),
    (
        f"{S2}/indicators.csv",
        "空气质量优良天数比例,%,0.02,0.02",
        "空气质量优良天数比例,%,0.02,0.03",
        "weights sum to 1.01",
    ),
    (f"{S2}/pairs.csv", "\nair_good_days,", "\nair_days,", "item 'air_days' is unknown"),
    (
        f"{S2}/suggestions.csv",
        "\nair_good_day_ratio,",
        "\nair_ratio,",
        "indicator 'air_ratio' is unknown",
    ),
    ("standards/dapeng/items.csv", "dp_gdp,", "dp_gnp,", "item 'dp_gdp' is unknown"),
    ("standards/dapeng/items.csv", ",SO2,", ",SO3,", "synergy 'SO3' is unknown"),
    (
        "standards/dapeng/items.csv",
        ",coordination",
        ",coupling",
        "from_synergy 'coupling' is unknown",
    ),
    (f"{S2}/indicators.csv", ",carbon\n", ",co2\n", "system 'co2' is unknown"),
    ("standards/park_construction/options.csv", "S3 6.2,", ",", "options.csv:2: no clause"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("factors", "standards"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def spoil(root: Path, file: str, text: str, replacement: str) -> None:
    path = root / file
    before = path.read_text(encoding="utf-8")
    assert text in before, f"{file} holds no '{text}' to spoil"
    path.write_text(before.replace(text, replacement, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "text", "replacement", "said"), FAULTS, ids=[f[3] for f in FAULTS]
)
def test_a_fault_is_reported(copy, file, text, replacement, said):
    spoil(copy, file, text, replacement)
    assert any(said in problem for problem in problems_of(copy)), problems_of(copy)


def test_all_faults_are_reported_at_once(copy):
    chosen = {fault[0]: fault for fault in reversed(FAULTS)}  # the first of each file
    for file, text, replacement, _ in chosen.values():
        spoil(copy, file, text, replacement)
    found = problems_of(copy)
    assert [
        said for *_, said in chosen.values() if not any(said in problem for problem in found)
    ] == []


def test_a_table_that_is_gone_is_a_fault_and_no_traceback(copy):
    for path in sorted(copy.rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        path.unlink()
        assert problems_of(copy), path.name
        path.write_text(text, encoding="utf-8")


def test_a_user_of_faulty_data_gets_one_error_with_all_faults_of_the_table(copy):
    spoil(copy, "factors/heat.csv", ",0.11,", ",x,")
    spoil(copy, "factors/heat.csv", "2022,alternative", "MMXXII,alternative")
    with pytest.raises(data.DataError) as caught:
        _ = Library(copy).factors
    assert len(caught.value.faults) == 2


# --- the look-up rule, on a table small enough to read

REGIONS = [
    Region("湖南", "华中", "华中", True, ""),
    Region("四川", "西南", "华中", True, ""),
    Region("西藏", "", "", False, ""),
]
SETS = [
    FactorSet(s, s, s, "region6" if s == "alternative" else "region7", "")
    for s in ("default", "conservative", "alternative")
]


def table(text: str) -> FactorTable:
    """Rows `key region year set value`, with - for no year."""
    rows = [line.split() for line in text.strip().splitlines()]
    return FactorTable(
        [
            Factor(
                k,
                k,
                "c",
                float(v),
                "tCO2/t",
                r,
                None if y == "-" else int(y),
                s,
                "",
                "ref",
                "design",
                "",
            )
            for k, r, y, s, v in rows
        ],
        REGIONS,
        SETS,
    )


POWER = table(
    """
    power 全国 2021 default 1
    power 全国 2023 default 2
    power 西南 2022 default 3
    power 湖南 2021 default 4
    power 湖南 2023 default 5
    power 华中 2010 alternative 6
    power 华中 2012 alternative 7
    fuel  全国 -    default 8
    fuel  全国 -    conservative 9
    fuel  全国 -    alternative 10
    mixed 全国 -    default 11
    mixed 全国 2022 default 12
    named 全国 -    alternative 13
    local 湖南 -    default 14
    open  全国 -    conservative 15
    open  全国 -    alternative 16
    twice 全国 2020 default 17
    twice 全国 2020 default 18
    """
)


@pytest.mark.parametrize(
    ("key", "region", "year", "set", "value", "notes"),
    [
        ("power", "湖南", 2023, "default", 5, []),
        ("power", "湖南", 2022, "default", 4, []),  # latest year up to the accounting year
        ("power", "湖南", 2030, "default", 5, []),
        ("power", "湖南", None, "default", 5, []),
        ("power", "湖南", 2020, "default", 4, ["FACTOR_LATER_YEAR"]),  # nearest later one
        (
            "power",
            "四川",
            2023,
            "default",
            3,
            ["PROVINCE_NO_FACTOR"],
        ),  # no row of the province, one of its region
        ("power", "四川", 2020, "default", 3, ["FACTOR_LATER_YEAR", "PROVINCE_NO_FACTOR"]),
        ("power", "西藏", 2022, "default", 1, ["PROVINCE_NO_FACTOR"]),
        ("power", "西南", 2022, "default", 3, []),
        ("power", "华中", 2022, "default", 1, []),  # the old region's rows are not taken silently
        ("power", "全国", 2022, "default", 1, []),
        ("power", "四川", 2012, "alternative", 7, []),  # old division: 四川 belongs to 华中
        ("power", "湖南", 2011, "alternative", 6, []),
        ("power", "西藏", 2022, "alternative", 1, ["PROVINCE_NO_FACTOR"]),
        ("power", "湖南", 2023, "conservative", 5, []),  # no conservative row: the default
        ("fuel", "湖南", 2023, "default", 8, []),
        ("fuel", "西藏", 2023, "default", 8, []),  # no province has a factor of its own
        ("fuel", "湖南", 1990, "conservative", 9, []),
        ("fuel", "湖南", 2023, "alternative", 10, []),
        ("mixed", "湖南", 2023, "default", 12, []),
        ("mixed", "湖南", 2020, "default", 11, []),  # a row of any year before a later one
        ("named", "湖南", 2023, "default", 13, []),  # its key asks for it
    ],
)
def test_look_up(key, region, year, set, value, notes):
    factor = POWER.look_up(key, region, year, set)
    assert factor.value == value
    assert [note.code for note in factor.notes] == notes


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("powr",), data.UnknownFactor, "相近的有：power"),
        (("power", "河南省"), data.UnknownFactor, "地区“河南省”不认识"),
        (("power", "湖"), data.UnknownFactor, "湖南"),
        (("power", "湖南", 2023, "best"), data.UnknownFactor, "没有口径“best”"),
        (("local", "四川"), data.UnknownFactor, "没有适用于“四川”的值"),
        (("open", "湖南"), data.AmbiguousFactor, "有 2 行符合条件，没有缺省行"),
        (("twice", "湖南"), data.AmbiguousFactor, "有 2 行"),
    ],
)
def test_no_single_factor(arguments, error, said):
    with pytest.raises(error, match=said) as caught:
        POWER.look_up(*arguments)
    assert data.finding(caught.value.code).fields <= set(caught.value.fields)


def test_notes_carry_the_fields_of_their_messages():
    for row in (POWER.look_up("power", "四川", 2020),):
        for note in row.notes:
            message, hint = data.finding(note.code).text(note.fields)
            assert "{" not in message + hint


# --- the data that comes with the package


@pytest.mark.parametrize(
    ("arguments", "value", "unit"),
    [
        (("电力", "湖南", 2023), 0.4976, "tCO2/MWh"),  # 生态环境部、国家统计局 公告2025年第47号
        (("电力", "全国", 2023), 0.5306, "tCO2/MWh"),
        (("电力", "西藏", 2023), 0.5306, "tCO2/MWh"),
        (("电力", "湖南", 2020), 0.5138, "tCO2/MWh"),  # first published: 2021
        (("电力", "四川", 2012, "alternative"), 0.5257, "tCO2/MWh"),
        (("热力", "湖南"), 0.11, "tCO2/GJ"),
        (("转炉碳钢", "湖南", 2023), 1.99, "tCO2e/t"),
        (("转炉碳钢", "湖南", 2023, "conservative"), 1.94, "tCO2/t"),
        (("电炉碳钢", "湖南", 2023), 0.68, "tCO2/t"),  # never 3.03
        (("电炉碳钢", "湖南", 2023, "standard-table"), 0.68, "tCO2/t"),
        (("电解铝", "湖南", 2023, "standard-table"), 20.3, "tCO2e/t"),
        (("重型柴油货车30t",), 0.078, "kgCO2e/(t·km)"),
        (("甲烷(AR5)",), 28, "tCO2e/t"),
    ],
)
def test_published_factors(arguments, value, unit):
    factor = data.factor(*arguments)
    assert (factor.value, factor.unit) == (value, unit)


FUELS = list(csv.DictReader((CASES / "fuel_factors.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", FUELS, ids=lambda case: case["key"])
def test_published_fuel_factors_are_ncv_carbon_oxidation_44_12(case):
    by_hand = (
        float(case["ncv_GJ"]) * float(case["carbon_tC_per_GJ"]) * float(case["oxidation"]) * 44 / 12
    )
    factor = data.factor(case["key"], set=case["set"])
    assert factor.set == case["set"] and factor.unit == f"tCO2/{case['per']}"
    assert by_hand == pytest.approx(float(case["tCO2"]), rel=2e-5)
    assert factor.value == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize(
    "fuel", [f for f in data.fuel_properties() if f.carbon_content], ids=lambda f: f.key
)
def test_default_fuel_factors_follow_from_the_properties(fuel):
    per_heat = fuel.carbon_content * fuel.oxidation * 44 / 12
    factor = data.factor(fuel.key)
    assert factor.unit == f"tCO2/{fuel.unit}"
    assert factor.value == pytest.approx(
        fuel.ncv * per_heat, abs=1e-4 if fuel.key == "原煤" else 1e-5
    )
    if f"{fuel.key}(按热量)" in {f.key for f in data.factors()}:
        assert data.factor(f"{fuel.key}(按热量)").value == pytest.approx(per_heat, abs=1e-8)


def test_derived_coal_equivalents_are_the_calorific_value_over_that_of_standard_coal():
    for fuel in data.fuel_properties():
        if fuel.tce_basis == "derived":
            assert fuel.tce == pytest.approx(fuel.ncv / 29.3076, abs=1e-4), fuel.key  # 7000 kcal/kg


def test_counts_of_the_domain_tables():
    counts = {
        "factors": len(data.factors()),
        "provinces": len(data.provinces()),
        "materials": len(data.materials()),
        "units": len(data.units()),
        "inconsistencies": len(data.inconsistencies()),
        "S1 requirements": len(data.requirements("hunan_circular")),
        "S2 requirements": len(data.requirements("synergy_index")),
        "indicators": len(data.table("synergy_index", "indicators")),
    }
    assert counts == {
        "factors": 350,
        "provinces": 31,
        "materials": 8,
        "units": 100,
        "inconsistencies": 54,
        "S1 requirements": 18,
        "S2 requirements": 6,
        "indicators": 42,
    }


def test_lines_of_a_route_are_the_common_ones_and_its_own_in_order():
    lines = data.lines("scrap_steel", "电炉短流程")
    orders = [line.order for line in lines]
    assert orders == sorted(orders) and len(set(orders)) == len(orders)
    assert {line.route for line in lines} == {"*", "电炉短流程"}
    assert [line.item for line in lines if line.factor_key == "石墨电极"] == ["石墨电极"]


def test_parameters_and_routes_of_a_material():
    values = {p.symbol: p.default for p in data.parameters("smelting_slag", "钢渣微粉")}
    assert values == {
        "Q": None,
        "w": 0.1,
        "Y": 0.93,
        "SR": 0.65,
        "f_s": 1,
        "f_l": 0,
        "f_c": 0,
        "r_res": 0,
        "Y_Fe": 0.05,
    }
    assert [r.route for r in data.routes("scrap_steel")] == ["电炉短流程", "加工配送"]
    assert (
        data.routes("other_nonferrous") == () and not data.material("other_nonferrous").has_method
    )


def test_thresholds_of_s1():
    document = data.standard("hunan_circular")
    thresholds = {g.id: document.threshold(g.threshold).value for g in data.groups()}
    assert thresholds == {"industrial_solid_waste": 0.95, "renewable_resources": 0.80}
    assert {m.group for m in data.materials()} == set(thresholds)
    with pytest.raises(KeyError):
        document.threshold("none")


@pytest.mark.parametrize("finding", data.findings(), ids=lambda finding: finding.code)
def test_every_finding_speaks_both_languages(finding):
    fields = {name: f"<{name}>" for name in finding.fields}
    for english in (False, True):
        message, hint = finding.text(fields, english)
        assert all(text in message + hint for text in fields.values())
        assert "{" not in message + hint


def test_importing_reads_nothing_and_loads_no_heavy_package():
    code = (
        "import sys, parkeval_xl.data.library as library; from parkeval_xl import data;"
        "print([m for m in ('numpy', 'pandas', 'openpyxl') if m in sys.modules], "
        "data.library.cache_info().currsize)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    assert out.stdout.split() == ["[]", "0"]
