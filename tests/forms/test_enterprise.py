"""企业, 企业汇总, 企业诊断: what is asked, what is computed in cells, what refresh writes, and that
typed words stay."""

from __future__ import annotations

import datetime
import json
from typing import Any

import numpy as np
import pytest

from parkeval_xl import data
from parkeval_xl.checks.park import credit_code_holds
from parkeval_xl.core import values as v
from parkeval_xl.core.enterprise import sector_of
from parkeval_xl.forms.enterprise import SECTORS
from parkeval_xl.forms.enterprise_cells import GONE, written
from parkeval_xl.forms.enterprise_results import assess, source_words, weak_words
from parkeval_xl.forms.initial import to_array
from parkeval_xl.forms.sheet import Plan
from parkeval_xl.functions import PARK_LIGHT, PARK_SURPLUS
from parkeval_xl.graph import NATIVE, PARK, UDF, formula
from parkeval_xl.workbook.layout import new_layout

from ..enterprises import PLAIN, arrays, firm, forms, run, sample

DAY = datetime.date(2025, 3, 1)
EXTENSIVE = [c.key for c in data.enterprise().columns if c.kind == "number" and c.unit != "%"]


def cell(field: str, values: Any, row: int | None = None) -> Any:
    found = np.asarray(values[field])[() if row is None else row]
    return (found or None) if isinstance(found, str) else v.cell(float(found))


# ---- what is asked -------------------------------------------------------------------------------
def test_the_columns_of_the_standard_are_a_zone_to_paste_from_column_a() -> None:
    made, declared = forms()
    places = new_layout(declared).places
    columns = data.enterprise().columns
    assert [places[f"firms.{c.key}"].column for c in columns] == list(range(30))
    inputs = [c for c in made.firms.columns.values() if c.is_input]
    assert [c.label for c in inputs] == [c.name for c in columns] and all(
        c.writer == PARK for c in inputs
    )
    assert (
        inputs[12].unit == "万m³" and inputs[3].choices == ("是", "否") and inputs[28].high == 100
    )
    assert made.firms.rows == 50 and forms(Plan(sizes=(("firms", 500),)))[0].firms.rows == 500
    assert (
        declared.sheets[0].parts[-1] is made.firms
        and declared.sheets[2].parts[-1] is made.diagnosis
    )


def test_no_cell_calls_python() -> None:
    """Both editions write native formulas: 500 firms cost no call."""
    _, declared = forms()
    layout = new_layout(declared)
    for field in declared.graph.order:
        row = None if field.block is None else 0
        assert formula(field, row, layout, UDF) == formula(field, row, layout, NATIVE)
        assert "PARK_" not in formula(field, row, layout, UDF)


def test_a_candidate_states_what_the_dimensions_read() -> None:
    made, _ = forms()
    asked = {c.key for c in made.candidates.columns.values() if c.is_input}
    assert {"energy", "value_added", "nox_actual", "treatment_uptime", "solid_waste"} <= asked
    assert not asked & {
        "gross_output",
        "employees",
        "nox_permitted",
        "solid_waste_old",
        "audit_year",
    }


# ---- formulas ------------------------------------------------------------------------------------
def test_surplus_permits_in_cells_by_hand() -> None:
    _, values = run(
        [firm(nox_permitted=12, so2_permitted=15), firm(cod_permitted=4, cod_actual=None)]
    )
    assert [cell(f"firms.surplus_{p}", values, 0) for p in ("nox", "so2", "voc")] == [
        2.5,
        -4.0,
        None,
    ]
    assert (
        cell("firms.surplus_cod", values, 1) == "待填"
        and cell("firms.surplus_nox", values, 2) is None
    )


def test_sums_in_the_units_of_the_base_data_by_hand() -> None:
    """100 + 200 亩 = 300 · 666.67 m² = 20 hm²; audits of 2019 and later count in 2024, of firms
    above scale."""
    made, values = run(
        [
            firm(audit_year=2019),
            firm(land=200, above_scale="否", audit_year=2023),
            firm(audit_year=2018, land=0),
        ]
    )
    sums, counts = ({f.key: cell(f.id, values) for f in part.fields} for part in parts(made))
    assert (
        sums["industrial_land_area"] == pytest.approx(20.0)
        and sums["above_scale_enterprises"] == 2.0
    )
    assert sums["audited_enterprises"] == 1.0 and counts["audited_enterprises"] == 2.0
    assert sums["industrial_value_added"] == 3000.0 and counts["industrial_value_added"] == 3.0
    assert sums["solid_waste_utilised_old"] is None and counts["solid_waste_utilised_old"] == 0.0


def parts(graph: Any) -> list[Any]:
    return [
        next(p for p in graph.sheets["企业汇总"] if p.id == id)
        for id in ("firm_sums", "firm_counts")
    ]


def test_a_sum_waits_for_a_figure_that_every_firm_has() -> None:
    made, values = run([firm(), firm(tax=None), firm(solid_waste_old=None)])
    sums, counts = ({f.key: cell(f.id, values) for f in part.fields} for part in parts(made))
    assert (
        sums["tax_revenue"] == "待填"
        and counts["tax_revenue"] == 2.0
        and sums["energy_consumption"] == 6000.0
    )


# ---- scores --------------------------------------------------------------------------------------
def test_the_plain_firm_by_hand() -> None:
    """Alone in the park it is its own measure. Equivalents 10 + 20 + 3 + 1 = 34; 5000/1000;
    300/400; 90/100; 50/100; 2000/1000; 1 t = 1 kg/万元; 5 t = 5 kg/万元; 98 %."""
    made, values = run([PLAIN])
    found = assess(made, values)
    assert found.firms.values[0].tolist() == pytest.approx([34, 5, 75, 90, 0.5, 2, 1, 5, 98])
    assert found.firms.totals.tolist() == [100.0] and source_words(found, "31") == "全园区"


def test_a_total_by_hand() -> None:
    """Five firms alike but one with twice the carbon, half the tax, and no waste: place 4 · 0.2 =
    0.8 finds the equal ones. 100 · (0.20 + 0.5·0.20 + 0.10 + 0.5·0.10 + 0.15 + 0.05 + 0.05 + 0.05)
    / 0.9 = 75 / 0.9."""
    odd = firm(carbon=10000, tax=25, solid_waste=0, solid_waste_utilised=0)
    made, values = run([PLAIN] * 4 + [odd])
    found = assess(made, values)
    assert (
        found.firms.totals.tolist() == pytest.approx([100.0] * 4 + [75 / 0.9])
        and found.lights == ("绿",) * 5
    )
    assert weak_words(found.firms, 4) == "碳排放 0.50；亩均税收 0.50" and source_words(
        found, "31"
    ) == ("全园区：资源化利用；其余同行业")  # only four have waste


def test_a_missing_figure_leaves_the_firm_without_a_total_and_the_others_alone() -> None:
    made, values = run(
        [PLAIN] * 5
        + [firm(energy=None), firm(sector_code="钢铁"), firm(sector_code=None), firm(value_added=0)]
    )
    found = assess(made, values)
    assert [cell("t", {"t": found.firms.totals}, i) for i in range(9)] == [
        *[100.0] * 5,
        "待填",
        v.CellError.VALUE,
        "待填",
        v.CellError.DIV0,
    ]
    assert found.lights[5:] == ("待填", "#VALUE!", "待填", "#DIV/0!")


def test_scaling_all_extensive_figures_changes_no_score() -> None:
    rows = sample()["firms"]
    made, values = run(rows)
    bigger = [
        r | {k: r[k] * 7.5 for k in EXTENSIVE if k in r} if i == 11 else r
        for i, r in enumerate(rows)
    ]
    np.testing.assert_allclose(
        assess(made, values).firms.scores, assess(*run(bigger)).firms.scores, rtol=1e-9
    )


def test_sector_codes() -> None:
    assert [
        sector_of(x)
        for x in ("3110", "31", "C3110", "３１１０", " 3110 ", "", "3", "钢铁", "311000")
    ] == ["31", "31", "31", "31", "31", "", "?", "?", "?"]


# ---- what refresh writes -------------------------------------------------------------------------
def refreshed(rows: list[dict[str, Any]], **blocks: Any) -> Any:
    """The values after a refresh."""
    made, values = run(rows, **blocks)
    out = written(made, values, DAY)
    for id, column in out.items():
        assert np.shape(column) == np.shape(values[id]), id  # as refresh writes it
    return made.changed(values, out)


def test_the_cells_of_a_firm() -> None:
    values = refreshed([PLAIN] * 4 + [firm(carbon=10000)])
    assert (
        cell("firms.total", values, 4) == pytest.approx(90.0)
        and cell("firms.light", values, 4) == "绿"
    )
    assert (
        cell("firms.score_carbon", values, 4) == 0.5
        and cell("firms.weakest", values, 4) == "碳排放"
    )
    assert cell("firms.weakest", values, 0) is None and cell("firms.total", values, 5) is None
    assert (
        cell("firm_state.scored", values) == 5.0 and cell("firm_state.date", values) == "2025-03-01"
    )


def test_the_diagnosis_is_worst_first_and_keeps_what_was_typed() -> None:
    bad = firm(name="示例二厂", credit_code="B", carbon=10000, nox_permitted=9)
    rows = [firm(credit_code=f"A{i}", name=f"示例甲{i}厂") for i in range(4)] + [bad]
    values = refreshed(rows)
    assert (
        cell("diagnosis.firm", values, 0) == "示例二厂"
        and cell("diagnosis.weak", values, 0) == "碳排放 0.50"
    )
    assert cell("diagnosis.overrun", values, 0) == "氮氧化物 0.50 t"
    assert (
        cell("diagnosis.measures", values, 0)
        == f"碳排放：{data.enterprise().dimensions[1].measures[0]}"
    )
    typed = {
        f"diagnosis.{key}": values[f"diagnosis.{key}"].copy()
        for key in ("firm", "code", "status", "remark")
    }
    typed["diagnosis.status"][0], typed["diagnosis.remark"][0] = "进行中", "换炉"
    typed["diagnosis.remark"][2] = "已约谈"  # the second firm of four equal ones: A1
    # next: the bad firm is mended and renamed, A1 is gone, its code too
    later = [firm(credit_code=f"A{i}", name=f"示例甲{i}厂", tax=i + 1) for i in (0, 2, 3)] + [
        bad | {"carbon": 1, "name": "示例新厂"}
    ]
    made2, values2 = run(later)
    values2 = made2.changed(values2, typed)
    lines = written(made2, values2, DAY)
    at = lines["diagnosis.code"].tolist().index("B")
    assert at == 3 and (
        lines["diagnosis.firm"][at],
        lines["diagnosis.status"][at],
        lines["diagnosis.remark"][at],
    ) == ("示例新厂", "进行中", "换炉")
    assert (
        lines["diagnosis.remark"][4] == "已约谈"
        and lines["diagnosis.light"][4] == GONE
        and lines["diagnosis.firm"][4] == "示例甲1厂"
    )
    assert (lines["diagnosis.remark"] != "").sum() == 2
    again = written(made2, made2.changed(values2, lines), DAY)
    assert all(
        (again[id] == column).all()
        for id, column in lines.items()
        if id.startswith("diagnosis.") and column.dtype == object
    )


def test_a_mended_code_keeps_the_words_by_the_name() -> None:
    made, values = run(
        [firm(credit_code="NEW")], diagnosis=[{"firm": "示例一厂", "code": "OLD", "status": "完成"}]
    )
    lines = written(made, values, DAY)
    assert (lines["diagnosis.code"][0], lines["diagnosis.status"][0]) == ("NEW", "完成") and lines[
        "diagnosis.firm"
    ][1] == ""


def test_rows_that_a_file_has_lost_take_nothing() -> None:
    made, values = run(
        [PLAIN], diagnosis=[{"firm": "示例一厂", "code": PLAIN["credit_code"], "status": "完成"}]
    )
    lines = written(made, values, DAY, lambda field, row: row > 2)
    assert lines["diagnosis.status"].tolist()[:4] == [
        "完成",
        "",
        "",
        "完成",
    ]  # the lost row is left as it was
    assert not [
        id
        for id in written(made, values, DAY, lambda field, row: False)
        if id.startswith("diagnosis.")
    ]


def test_where_room_is_short_typed_words_come_first() -> None:
    rows = [firm(credit_code=f"A{i}", tax=50 + i) for i in range(5)]
    made, values = run(
        rows,
        Plan(year=2024, sizes=(("firms", 10), ("diagnosis", 2))),
        diagnosis=[{"code": "A4", "remark": "话"}],
    )
    lines = written(made, values, DAY)
    assert lines["diagnosis.code"].tolist() == ["A0", "A4"] and lines[
        "diagnosis.remark"
    ].tolist() == ["", "话"]


def test_sectors_are_added_below_and_never_moved() -> None:
    rows = [firm(sector_code="4210"), firm(sector_code="3012"), firm(sector_code="3110")]
    values = refreshed(
        rows, sectors=[{"code": "31", "benchmark_carbon": 2.5}, {}, {"benchmark_tax_per_land": 3}]
    )
    assert values["sectors.code"].tolist()[:5] == [
        "31",
        "30",
        "",
        "42",
        "",
    ]  # a row with a figure is not free
    assert (
        cell("sectors.firms", values, 0) == 1.0
        and cell("sectors.advanced_carbon", values, 0) == 2.5
    )
    assert cell("sectors.source", values, 0) == "填入基准：碳排放；其余全园区"
    assert (
        cell("sectors.source", values, 1) == "全园区"
        and cell("firms.score_carbon", values, 2) == 0.5
    )


def test_more_sectors_than_rows_are_still_evaluated() -> None:
    rows = [firm(sector_code=str(c)) for c in range(10, 10 + SECTORS + 3)]
    values = refreshed(rows)
    assert (
        cell("firms.total", values, SECTORS + 2) == pytest.approx(100.0)
        and "" not in values["sectors.code"].tolist()
    )


def test_candidates_are_held_against_the_sector() -> None:
    """Of the plain sector a project with twice its carbon and energy: 100 · (1 - 0.5·0.2 -
    0.5·0.15) = 82.5; four times: 100 · (1 - 0.75·0.35) = 73.75; with no treatment and eight times
    everything emitted: below 60."""
    keys = [
        "value_added",
        "tax",
        "land",
        "energy",
        "carbon",
        "water_intake",
        "water_reused",
        "nox_actual",
        "so2_actual",
        "voc_actual",
        "cod_actual",
        "ammonia_actual",
        "solid_waste",
        "solid_waste_utilised",
        "hazardous_waste",
        "treatment_uptime",
    ]
    base = {k: PLAIN[k] for k in keys} | {"sector_code": "31"}
    rows = [base | {"name": str(n), "energy": 2000 * n, "carbon": 5000 * n} for n in (1, 2, 4)]
    rows += [
        base
        | {"name": "x", "energy": 16000, "carbon": 40000, "so2_actual": 400, "treatment_uptime": 0}
    ]
    rows += [{"name": "y", "sector_code": "31"}]
    values = refreshed([PLAIN] * 5, candidates=rows)
    assert [cell("candidates.total", values, i) for i in range(3)] == pytest.approx(
        [100.0, 82.5, 73.75]
    )
    assert values["candidates.verdict"].tolist()[:6] == [
        "建议准入",
        "建议准入",
        "审慎",
        "不建议",
        "待填",
        "",
    ]
    assert (
        cell("candidates.weakest", values, 1) == "碳排放 0.50；单位能耗 0.50"
        and cell("firms.total", values, 0) == 100.0
    )


def test_the_summary_of_permits_and_its_forecast_by_hand() -> None:
    """NOx 9.5 and 19 of 28.5 t; permits 12 and 15: 2.5 left, 4 above. 19 t in 6 months: 38 t in the
    year, shared out 12.67 and 25.33: 0.67 and 10.33 above, nothing left."""
    rows = [firm(nox_permitted=12), firm(nox_permitted=15, nox_actual=19), firm(nox_actual=0)]
    values = refreshed(rows, running__months=6, surplus={"氮氧化物": {"to_date": 19}})
    shown = [
        cell(f"surplus.{k}", values, 0) for k in ("holders", "left", "above", "overrun", "forecast")
    ]
    assert shown == [2.0, 2.5, 1.0, 4.0, 38.0]
    ahead = [cell(f"surplus.forecast_{k}", values, 0) for k in ("left", "above", "overrun")]
    assert ahead == pytest.approx([0.0, 2.0, 11.0])
    assert [
        cell(f"surplus.{k}", values, 1) for k in ("holders", "left", "forecast", "forecast_left")
    ] == [0.0, None, None, None]


def test_the_order_of_rows_changes_no_result() -> None:
    given = sample()
    rows = given.pop("firms")
    more = {k.replace(".", "__"): x for k, x in given.items()}
    one = refreshed(rows, **more)
    other = refreshed(rows[::-1], **more)
    for id in one:
        if id.startswith(
            ("diagnosis.", "sectors.", "candidates.", "surplus.", "firm_state.", "firm_sums.")
        ):
            alike = (
                one[id] == other[id]
                if one[id].dtype == object
                else np.isclose(one[id], other[id], rtol=1e-9, equal_nan=True)
            )
            assert np.all(alike), id


# ---- the sample, the functions -------------------------------------------------------------------
def test_the_sample_holds_what_it_is_made_for() -> None:
    given = sample()
    rows = given["firms"]
    assert (
        len(rows) == 40
        and sum(r["value_added"] for r in rows) == 1_200_000
        and all("示例" in r["name"] for r in rows)
    )
    assert len({r["credit_code"] for r in rows}) == 40
    assert [r["name"] for r in rows if not credit_code_holds(r["credit_code"])] == ["示例塑料造粒"]
    sectors = [r["sector_code"][:2] for r in rows]
    assert {s for s in sectors if sectors.count(s) == 1} == {"39"} and set(sectors) == {
        "30",
        "31",
        "32",
        "33",
        "39",
        "42",
    }
    over = [
        (r["name"], p)
        for r in rows
        for p in ("nox", "so2", "voc", "cod", "ammonia")
        if r.get(f"{p}_permitted", np.inf) < r[f"{p}_actual"]
    ]
    assert over == [("示例铅冶炼", "so2")]
    _, declared = forms()
    assert arrays(declared, given).keys() <= declared.graph.fields.keys()
    found = assess(*run(rows))
    assert set(found.lights) == {"绿", "黄", "红"} and json.dumps(given)


def test_the_functions_take_numbers_lists_and_arrays() -> None:
    assert PARK_SURPLUS(100, 120) == -20.0 and PARK_SURPLUS(permitted=5, actual=2) == 3.0
    assert PARK_SURPLUS([100, None], [90, 3]).tolist() == [10.0, None]
    assert PARK_SURPLUS(np.array([1.0, 2.0]), 1).tolist() == [0.0, 1.0]
    assert PARK_LIGHT(80) == "绿" and PARK_LIGHT([60, 59.9, "待填"]).tolist() == [
        "黄",
        "红",
        "待填",
    ]
    assert PARK_LIGHT(np.array([[100.0, 0.0]])).tolist() == [["绿", "红"]]
    for function, wrong in (
        (PARK_SURPLUS, ("a", 1)),
        (PARK_SURPLUS, (1,)),
        (PARK_LIGHT, ("a",)),
        (PARK_LIGHT, (1, 2)),
    ):
        with pytest.raises(ValueError):
            function(*wrong)


def test_texts_of_numbers_are_errors_not_numbers() -> None:
    _, declared = forms()
    assert (
        cell("x", {"x": to_array(declared.graph.fields["firms.energy"], ["12"])}, 0)
        == v.CellError.VALUE
    )
