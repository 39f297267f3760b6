"""Known answers 5, 6, 7, 8 and 11 from the inputs of a workbook through its whole graph, with hand
calculation."""

from __future__ import annotations

import pytest

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.functions import PARK_EMISSION, PARK_UTILISATION
from parkeval_xl.graph.run import shown

from ..parks import arrays

PENDING, NA = v.PENDING_TEXT, CellError.NA
FIGURES = ("baseline", "project", "leakage", "reduction")


def users_row(declared: Book, material: str, tonnes: float, unit: str = "t") -> dict:
    """The ledger of a park in which one plant uses one material."""
    name = next(m.material.name for m in declared.materials if m.material.id == material)
    return {
        "ledger.enterprise": ["甲厂"],
        "ledger.material": [name],
        "ledger.role": ["利用方"],
        "ledger.origin": ["园内"],
        "ledger.unit": [unit],
        "ledger.utilised": [tonnes],
    }


def evaluated(declared: Book, cells: dict) -> dict:
    """All values of a park, as its cells show them: {field id: value, or the list of a column}."""
    values = declared.graph.run(initial_inputs(declared) | arrays(cells, declared))
    return {
        f.id: shown(f, values, None)
        if f.block is None
        else [shown(f, values, i) for i in range(f.block.rows)]
        for f in declared.graph.fields.values()
    }


def changed(declared: Book, id: str, **rows: float) -> dict:
    """A column of a sheet as it is made, with other figures in the lines that are named."""
    field = declared.graph.fields[id]
    name = {"flows": "item", "parameters": "symbol"}[field.block.id.split(".")[-1]]
    cells = [line.get(field.key) for line in field.block.initial]
    for at, line in enumerate(field.block.initial):
        cells[at] = rows.pop(line[name], cells[at])
    assert not rows
    return {id: cells}


def test_known_answer_5_scrap_steel():
    """10 000 t scrap, Y 0.92: 9 200 t steel; national grid 0.5306 tCO2/MWh.

    BE  9 200 · 1.99 = 18 308; piling 10 000 · 0.003 = 30
    PE  haul 10 000 t · 200 km · 0.078 / 1000 = 156; cutting 10 000 · 30 / 1000 · 0.5306 = 159.18;
        furnace 9 200 · 420 / 1000 · 0.5306 = 2 050.2384; electrodes 18.4 · 3.663 = 67.3992; lime
        414 · 1.19 = 492.66; gas 7.36 万Nm3 · 21.62189 = 159.1371; coke 138 · 2.85183 = 393.5525;
        together 3 478.1673
    LE  residue 800 t: 800 · 0.003 + 800 · 30 · 0.078 / 1000 = 2.4 + 1.872
    """
    declared = book(Plan(year=2023))
    got = evaluated(declared, users_row(declared, "scrap_steel", 10000.0))
    found = [got[f"scrap_steel.{k}"] for k in FIGURES]
    assert found == pytest.approx([18308 + 30, 3478.167, 4.272, 14855.561], abs=5e-4)
    assert 1.3 < got["scrap_steel.per_tonne"] < 1.6 and got["scrap_steel.band"] == "在区间内"
    assert got["scrap_steel.solid_waste"] == 10000 - 800
    assert got["totals.reduction"] == pytest.approx(14855.561, abs=5e-4)


# haulage km, ER: BE 50 000 · 0.9 · 0.0328 + 50 000 · 0.003 = 1 626; power 500 MWh · 0.5306 = 265.3
GYPSUM = [
    (50.0, 1626 - 265.3 - 50000 * 50 * 0.078 / 1000),  # 1 165.7
    (
        420.0,
        1626 - 265.3 - 50000 * 420 * 0.078 / 1000,
    ),  # -277.3: a negative reduction stays negative
]


@pytest.mark.parametrize(("distance", "reduction"), GYPSUM)
def test_known_answer_6_byproduct_gypsum(distance, reduction):
    declared = book(Plan(year=2023, materials=("byproduct_gypsum",)))
    rates = changed(declared, "byproduct_gypsum.flows.rate", 副石膏运入=distance)
    got = evaluated(declared, users_row(declared, "byproduct_gypsum", 50000.0) | rates)
    assert reduction == pytest.approx({50.0: 1165.7, 420.0: -277.3}[distance])
    assert got["byproduct_gypsum.reduction"] == pytest.approx(reduction, abs=5e-4)
    assert got["totals.reduction"] == pytest.approx(reduction, abs=5e-4)


PET = [  # share incinerated, landfilled, ER
    # BE 850 · 0.75 · 2.19 = 1 396.125 + 1000 · 0.003 = 3; PE 11.7 haul + 850 · 0.83 · 0.5306 =
    # 374.3383; LE 0.801
    (0.0, 1.0, 1396.125 + 3 - 11.7 - 374.3383 - 0.801),  # 1 012.286
    # with 0.4 incinerated: 400 · (0.625 · 44 / 12 - 1.96 · 0.5306) = 400 · 1.25169 = 500.676,
    # landfill 1.8
    (0.4, 0.6, 1396.125 + 1.8 + 500.676 - 11.7 - 374.3383 - 0.801),  # 1 511.762
]


@pytest.mark.parametrize(("incinerated", "landfilled", "reduction"), PET)
def test_known_answer_7_pet(incinerated, landfilled, reduction):
    declared = book(Plan(year=2023, materials=("scrap_plastic",)))
    shares = changed(
        declared, "scrap_plastic.parameters.value", f_c=incinerated, f_l=landfilled, f_s=0.0
    )
    got = evaluated(declared, users_row(declared, "scrap_plastic", 1000.0) | shares)
    assert reduction == pytest.approx({0.0: 1012.286, 0.4: 1511.762}[incinerated], abs=1e-3)
    assert got["scrap_plastic.reduction"] == pytest.approx(reduction, abs=1e-3)


def test_known_answer_8_utilisation():
    """195 000 / 210 000 = 92.857 % fails 95 %; the sheet gives the rate of the group, not the mean
    of 92.066 %."""
    declared = book(
        Plan(year=2023, materials=("smelting_slag", "byproduct_gypsum", "construction_waste"))
    )
    got = evaluated(
        declared,
        {
            "ledger.enterprise": ["甲厂", "乙厂", "丙厂"],
            "ledger.material": ["冶炼渣", "工业副石膏", "建筑垃圾"],
            "ledger.role": ["产生方"] * 3,
            "ledger.origin": ["园内"] * 3,
            "ledger.unit": ["t", "万t", "t"],
            "ledger.intake": [100000.0, 4.5, 62000.0],
            "ledger.utilised": [95000.0, 4.0, 60000.0],
            "ledger.old_stock": [None, None, 3000.0],
        },
    )
    assert got["rates.rate"] == [pytest.approx(0.92857, abs=1e-5)]
    assert got["rates.verdict"] == ["未达标"] and got["verdict.conclusion"] == "不符合"
    assert (
        PARK_UTILISATION([95000, 40000, 60000], [100000, 45000, 62000], [0, 0, 3000])
        == got["rates.rate"][0]
    )


# ---- known answer 11: EPA WARM v15, MTCO2E per short ton, recycled instead of landfilled ----
# WARM counts the change of emissions, so a saving is negative. As a flow of the project the factor
# comes back as it
# is printed, and the reduction is its opposite: cans save 9.1476 t, drywall adds 0.0871 t.
WARM = [
    ("铝罐", -9.1476),
    ("结构钢", -1.9470),
    ("PET", -1.0561),
    ("粉煤灰", -0.8850),
    ("石膏板", +0.0871),
]
SHORT_TON = 0.90718474  # t, exactly 2000 lb


def warm(
    factor: float | None, quantity: float, unit: str, key: str = "WARM", registered: str = "WARM"
) -> dict:
    """A park with one flow: the material recycled, by a factor that the park has registered
    itself."""
    declared = book(Plan(year=2023))
    spare = len(declared.factors.initial)
    own = {"factors.key": registered, "factors.unit": "tCO2e/短吨", "factors.override": factor}
    first = {
        "role": "项目",
        "route": "电炉短流程",
        "quantity": "处理量",
        "rate": 1.0,
        "unit": "t/t",
        "factor_key": key,
    }
    rows = declared.graph.blocks["scrap_steel.flows"].rows
    cells = users_row(declared, "scrap_steel", quantity, unit)
    cells |= {f"scrap_steel.flows.{k}": [x] + [None] * (rows - 1) for k, x in first.items()}
    cells |= {
        k: [b.get(k.split(".")[1]) for b in declared.factors.initial] + [x] for k, x in own.items()
    }
    assert len(cells["factors.key"]) == spare + 1
    return evaluated(declared, cells)


@pytest.mark.parametrize(("material", "factor"), WARM, ids=[m for m, _ in WARM])
def test_known_answer_11_warm_factors_come_back(material, factor):
    got = warm(factor, 1.0, "短吨")
    assert got["scrap_steel.flows.emission"][0] == pytest.approx(factor, rel=1e-12)
    assert got["scrap_steel.project"] == pytest.approx(factor, rel=1e-12)
    assert got["scrap_steel.reduction"] == pytest.approx(-factor, rel=1e-12)


def test_known_answer_11_a_tonne_of_cans():
    got = warm(-9.1476, 1.0, "t")
    assert got["scrap_steel.project"] == pytest.approx(-9.1476 / SHORT_TON, rel=1e-12)
    assert got["scrap_steel.project"] == pytest.approx(
        -10.0836, abs=1.5e-4
    )  # printed from an unrounded factor
    assert PARK_EMISSION(1, "t", -9.1476, "tCO2e/短吨") == got["scrap_steel.project"]


MISSING = [
    ("PVC", "WARM", -1.0, NA),
    ("PVC", "PVC", None, PENDING),
]  # chosen, registered, value, what is shown


@pytest.mark.parametrize(
    ("key", "registered", "factor", "result"), MISSING, ids=["not registered", "without a value"]
)
def test_known_answer_11_no_factor_is_never_zero(key, registered, factor, result):
    got = warm(factor, 1.0, "t", key, registered)
    for figure in (
        "scrap_steel.project",
        "scrap_steel.reduction",
        "totals.reduction",
        "report.outcome.reduction",
    ):
        assert got[figure] == result
