"""因子口径比较: the same inputs under each set of factors; what a column holds, and what is said of
it."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from parkeval_xl import data
from parkeval_xl.cli import main, template
from parkeval_xl.comparison import Compared, compare_sets
from parkeval_xl.evaluation import Evaluation, evaluate_file, evaluate_inputs
from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.sheet import offered_sets
from parkeval_xl.graph import NATIVE
from parkeval_xl.refresh import refresh
from parkeval_xl.report import write
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import save
from tests.checks.good_park import Place, context, good, initial

SETS = ("default", "conservative", "standard-table")
STEEL, ALUMINIUM, COPPER, PLASTIC = (
    "scrap_steel",
    "scrap_aluminium",
    "scrap_copper",
    "scrap_plastic",
)
METHODS = tuple(m.id for m in data.materials() if m.has_method)
RESIN = ((PLASTIC, ("PVC",)),)


def park(
    *materials: str,
    set: str = "default",
    changes: dict[Place, Any] | None = None,
    default_shares: bool = True,
    province: str | None = None,
) -> Evaluation:
    """A complete park, 10 000 t of each material, whose baseline shares are still the defaults."""
    declared = book(
        Plan(
            year=2023,
            materials=materials,
            routes=RESIN if PLASTIC in materials else (),
            rows=40,
            factor_set=set,
        )
    )
    cells = good(declared)
    if default_shares and PLASTIC in materials:
        cells[f"{PLASTIC}.parameters.way"] = ["缺省值"] * len(cells[f"{PLASTIC}.parameters.way"])
    if province is not None:
        cells["park.province"] = province
    s = context(declared, cells, changes)
    return evaluate_inputs(declared, new_layout(declared), s.inputs, s.raw)


def row(evaluation: Evaluation, id: str) -> Compared:
    return next(r for r in compare_sets(evaluation) if r.id == id)


def test_the_sets_offered_are_those_of_the_command_line_without_the_alternatives() -> None:
    option = next(p for p in template.params if p.name == "factor_set")
    assert isinstance(option.type, click.Choice)
    assert tuple(s.id for s in offered_sets()) == tuple(option.type.choices) == SETS
    with pytest.raises(ValueError, match="alternative"):
        Plan.from_json('{"materials": ["scrap_steel"], "factor_set": "alternative"}')


def test_a_workbook_is_made_for_one_set(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    call = [
        "template",
        str(path),
        "--materials",
        "scrap_aluminium",
        "--rows",
        "10",
        "--factor-set",
        "standard-table",
    ]
    assert CliRunner().invoke(main, call).exit_code == 0
    made = load(path)
    assert made.book.plan.factor_set == "standard-table"
    values = dict(zip(made.inputs["factors.key"], made.inputs["factors.rule_value"], strict=True))
    assert values["电解铝"] == 20.3
    refused = CliRunner().invoke(main, [*call[:-1], "alternative"])
    assert refused.exit_code == 2 and "--factor-set" in refused.output


def test_steel_by_hand() -> None:
    """10 000 t at Y 0.92: 9 200 t of steel at 1.99, conservative 1.94 (-460 t); stockpiling 10 000
    · 0.003 left out (-30 t).

    The standard table has no value of its own for any factor of the chain, so it changes nothing.
    """
    got = row(park(STEEL), STEEL).reductions
    assert got["default"] - got["conservative"] == pytest.approx(
        9200 * (1.99 - 1.94) + 10000 * 0.003, abs=1e-6
    )
    assert got["standard-table"] == got["default"]


def test_aluminium_by_hand() -> None:
    """9 300 t at 20.3 instead of 11.2; there is no conservative value."""
    got = row(park(ALUMINIUM), ALUMINIUM)
    assert got.reductions["standard-table"] - got.reductions["default"] == pytest.approx(
        9300 * (20.3 - 11.2), abs=1e-6
    )
    assert got.reductions["conservative"] == got.reductions["default"]
    assert got.differs == {"conservative": (), "standard-table": ("电解铝 11.2→20.3",)}


def test_untouched_shares_become_conservative_together() -> None:
    """10 000 t of PVC, 8 500 t pellets, 6 375 t displaced: 1.99 instead of the default, nothing
    burnt instead of 40 %.

    The landfilled 60 % cost 0.003 a tonne by default and nothing in the conservative set, burning
    0.384 · 44/12 less
    1.96 MWh of power a tonne.
    """
    found = row(park(PLASTIC, province="湖南"), PLASTIC)
    virgin, carbon, grid = (
        data.factor(k, "湖南", 2023).value for k in ("原生PVC", "焚烧(PVC)", "电力")
    )
    lost = 6375 * (virgin - 1.99) + 6000 * 0.003 + 4000 * (carbon - 1.96 * grid)
    assert found.reductions["default"] - found.reductions["conservative"] == pytest.approx(
        lost, abs=1e-6
    )
    assert {"基准线焚烧比例 0.4→0", "基准线填埋比例 0.6→1"} <= set(found.differs["conservative"])


TOUCHED = [
    {(f"{PLASTIC}.parameters.value", "f_c"): 0.3, (f"{PLASTIC}.parameters.value", "f_l"): 0.7},
    {(f"{PLASTIC}.parameters.way", "f_c"): "结算凭证"},  # the same figure, from local statistics
    {(f"{PLASTIC}.parameters.value_verified", "f_l"): 0.6},
]


@pytest.mark.parametrize("changes", TOUCHED, ids=["replaced", "measured", "verified"])
def test_a_share_that_somebody_touched_keeps_all_three(changes: dict[Place, Any]) -> None:
    differs = row(park(PLASTIC, changes=changes), PLASTIC).differs["conservative"]
    assert differs and not any("比例" in words for words in differs)


@pytest.mark.parametrize("other", SETS)
@pytest.mark.parametrize("in_use", SETS)
def test_a_column_is_what_a_workbook_of_that_set_computes(in_use: str, other: str) -> None:
    """No mixture: the column of a set in any workbook is the result of the same park in a workbook
    of that set."""
    table = compare_sets(park(*METHODS, set=in_use))
    there = park(*METHODS, set=other)
    for line in table:
        id = "totals.reduction" if line.id == "total" else f"{line.id}.reduction"
        assert line.in_use == in_use and line.reductions[other] == pytest.approx(
            there.plain(id), rel=1e-12
        )
    assert [line.id for line in table] == [*METHODS, "total"]


def test_the_set_in_use_is_the_result_itself() -> None:
    evaluation = park(*METHODS)
    assert {
        r.id: r.reductions["default"] for r in compare_sets(evaluation)
    } == evaluation.to_dict()["effective"]["reductions"]


def test_a_replaced_factor_stays_in_every_column_and_is_named() -> None:
    changes: dict[Place, Any] = {
        ("factors.override", "转炉碳钢"): 1.9,
        ("factors.reason", "转炉碳钢"): "化验",
    }
    table = {r.id: r for r in compare_sets(park(STEEL, changes=changes))}
    got = table[STEEL].reductions
    assert got["default"] - got["conservative"] == pytest.approx(
        10000 * 0.003, abs=1e-6
    )  # stockpiling alone
    assert table[STEEL].differs["conservative"] == ("堆存填埋作业 0.003→0",)
    assert table["total"].notes == ("替换或核定的因子各列相同：转炉碳钢",)
    assert not any("转炉碳钢" in note for note in table[STEEL].notes)


def test_default_rows_that_stand_in_are_named() -> None:
    notes = row(park(ALUMINIUM), ALUMINIUM).notes
    assert notes == (
        "保守、标准表口径都用缺省行：重型柴油货车30t、电力、天然气、残渣处置作业",
        "保守口径另用缺省行：电解铝",
    )


def test_another_boundary_and_a_mixture_are_said() -> None:
    """The conservative value of mined copper is smelting alone: process instead of cradle to
    gate."""
    assert "保守口径的核算边界不同：矿产铜（摇篮到大门→过程）" in row(park(COPPER), COPPER).notes
    changes: dict[Place, Any] = {
        ("factors.override", "转炉碳钢"): 2.183,
        ("factors.reason", "转炉碳钢"): "生命周期法",
    }
    mixed = [note for note in row(park(STEEL, changes=changes), STEEL).notes if "混用" in note]
    assert [note.partition("口径")[0] for note in mixed] == ["缺省", "保守", "标准表"]


def test_without_figures_there_is_nothing_to_compare() -> None:
    declared = book(Plan(materials=(STEEL,), rows=12))
    blank = evaluate_inputs(
        declared, new_layout(declared), context(declared, initial(declared)).inputs
    )
    assert [set(r.reductions.values()) for r in compare_sets(blank)] == [{"待填"}, {"待填"}]


def test_refresh_writes_the_table_and_the_report_has_it(tmp_path: Path) -> None:
    first = park(ALUMINIUM, STEEL)
    path = save(first.book, NATIVE, tmp_path / "park.xlsx", first.inputs)
    refresh(evaluate_file(path), date=datetime.date(2025, 6, 30))
    again = evaluate_file(path)
    assert again.loaded is not None
    values = again.book.graph.changed(again.values, again.loaded.written)
    by_hand = [
        84630 / first.plain("scrap_aluminium.reduction"),
        0.0,
        84630 / first.plain("totals.reduction"),
    ]
    assert values["factor_sets.standard_table_change"] == pytest.approx(by_hand, rel=1e-9)
    assert values["compared.date"] == "2025-06-30"
    assert again.book.graph.fields["factor_sets.default"].label == "缺省口径（采用）"
    _, told = write(again, tmp_path)
    assert json.loads(told.read_text(encoding="utf-8"))["factor_sets"] == [
        r.to_dict() for r in compare_sets(first)
    ]


def test_the_library_offers_the_same_factors_whatever_the_set() -> None:
    plans = [Plan(materials=METHODS, factor_set=set) for set in SETS]
    keys = [[b["key"] for b in book(plan).factors.initial] for plan in plans]
    assert keys[0] == keys[1] == keys[2] and "柴油" in keys[0]
    assert replace(plans[0], factor_set="conservative") == plans[1]
