"""The workbook of an index alone: what it holds, that its figures are those of the index among the
forms of a park, JSON, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkeval_xl import data
from parkeval_xl.evaluation import Evaluation, evaluate_file, evaluate_inputs
from parkeval_xl.forms import Book, Evaluated, IndexBook, Plan, declare
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import NATIVE
from parkeval_xl.graph.explain import explain
from parkeval_xl.graph.render import render
from parkeval_xl.refresh import refresh, written_values
from parkeval_xl.report import write
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.save import save
from tests import areas

PENDING = "待填"
CIRCULAR = {
    "园区信息",
    "符合性",
    "物料台账",
    "废钢铁",
    "循环化结果",
    "因子口径比较",
    "评价结果",
    "评价报告",
}


def evaluated(content: dict[str, Any]) -> Evaluation:
    declared, inputs, raw = from_json(content)
    assert isinstance(declared, Evaluated)
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)


def test_it_has_the_sheets_of_its_index_and_none_of_a_circular_park() -> None:
    dapeng = declare(Plan(index="dapeng", kind="index", materials=()))
    names = [s.name for s in dapeng.sheets if not s.hidden]
    assert names == [
        "封面",
        "对象信息",
        "基础数据",
        *data.index("dapeng").goals,
        "协同度",
        "协同评价结果",
        "协同评价报告",
        "证据清单",
        "评审记录",
        "检查结果",
        "评分规则",
    ]
    whole = {
        s.name for s in declare(Plan(index="synergy_index", kind="index", materials=())).sheets
    }
    assert {
        "基本要求",
        "能源与碳排放",
        "企业",
        "整体评价",
        "因子库",
        "电力因子",
    } <= whole and not whole & CIRCULAR
    assert not {s.name for s in dapeng.sheets} & CIRCULAR


@pytest.mark.parametrize("index", data.indices())
def test_titles_are_numbered_without_a_gap(index: str) -> None:
    for sheet in declare(Plan(index=index, kind="index", materials=())).sheets:
        numerals = [p.title[0] for p in sheet.parts if p.title[1:2] == "、" and not sheet.hidden]
        if sheet.name in ("协同评价结果", "协同评价报告", "基本要求", "协同度"):
            assert numerals == list("一二三四五六七八九十")[: len(numerals)], sheet.name


def test_a_blank_one_of_every_index_waits_and_asks_for_what_is_missing() -> None:
    for index in data.indices():
        e = evaluated({"plan": {"index": index, "kind": "index", "materials": []}})
        assert e.show("yearly.index") == PENDING and not e.has_errors
        assert {"YEAR_MISSING", "TEXT_EMPTY"} <= {f.code for f in e.findings}


def test_only_what_can_be_filled_is_asked_for() -> None:
    """Whether an indicator applies is asked of those that may be declared not to; the cells of the
    others are closed."""
    e = evaluated({"plan": areas.PLAN, "inputs": {}})
    assert not [f for f in e.findings if f.code == "CHOICE_EMPTY" and "适用" in f.text()[0]]


def test_its_figures_are_those_of_the_index_in_a_park() -> None:
    alone = evaluated(areas.content())
    content = areas.content()
    content["plan"] = {
        "year": 2024,
        "base_year": 2020,
        "materials": ["scrap_steel"],
        "index": "dapeng",
    }
    beside = evaluated(content)
    assert isinstance(alone.book, IndexBook) and isinstance(beside.book, Book)
    scores = [alone.show(f"leaves.s{y}", row) for y in (2, 3, 4) for row in range(16)]
    assert scores[1] == pytest.approx(
        (90 / 96 * 100 - 60) / 40
    )  # water of 2022 on the line from 60 to 100 %
    assert alone.show("yearly.index") == pytest.approx(
        100 * sum(scores) / 48
    )  # 16 indicators of equal weight, three years
    assert alone.show("yearly.index") == pytest.approx(84.40, abs=0.005) and alone.findings == []
    for id in ("yearly.index", "index_state.missing"):
        assert alone.show(id) == beside.show(id)
    theirs = beside.to_dict()["effective"]
    assert all(theirs[key] == mine for key, mine in alone.to_dict()["effective"].items())


def test_json_leaves_out_what_there_is_not() -> None:
    told = evaluated(areas.content()).to_dict()
    assert list(told) == [
        "park",
        "year",
        "base_year",
        "computed_by",
        "effective",
        "reported",
        "quality",
        "findings",
    ]
    assert (told["park"], told["year"], told["base_year"]) == ("示例新区（虚构）", 2024, 2020)
    assert (
        set(told["effective"])
        == set(told["reported"])
        == {"index", "goals", "index_evidence", "indicators", "synergy"}
    )
    assert told["quality"] == {"complete": 1.0, "open_points": 0}


def test_a_verified_figure_is_recorded_with_what_it_does_to_the_index() -> None:
    e = evaluated(areas.content(dp_co2={"y4_verified": 1_600_000}))
    effective, reported = (e.to_dict()[v]["index"]["mean"] for v in ("effective", "reported"))
    assert effective < reported
    rows = written_values(e)
    row = (
        rows["review.item"]
        .tolist()
        .index(next(x for x in rows["review.item"] if "二氧化碳排放量" in x))
    )
    assert (
        rows["review.affected"][row].endswith("指数得分（分）")
        or "绩效指数" in rows["review.affected"][row]
    )
    assert rows["review.amount"][row] < 0
    assert any(f.code.startswith("VERIFIED") for f in e.findings), [f.code for f in e.findings]


def test_a_wrong_cell_is_found_and_reaches_the_index() -> None:
    e = evaluated(areas.content(dp_gdp={"y4": "很多"}))
    assert str(e.show("yearly.index")) == "#VALUE!" and e.has_errors
    assert [f.cell for f in e.findings if f.code == "TEXT_FOR_NUMBER"]


# ---- files ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("area") / "新区.xlsx"
    declared, inputs, raw = from_json(areas.content())
    save(declared, NATIVE, path, inputs, raw=raw)
    return path


def test_a_file_is_read_reviewed_and_refreshed_in_place(area: Path, tmp_path: Path) -> None:
    e = review(area)
    assert not e.has_errors, [f.text() for f in e.findings]
    done = refresh(e, tmp_path / "新区.xlsx")
    assert done.written_cells
    again = review(tmp_path / "新区.xlsx")
    assert refresh(again, tmp_path / "又.xlsx").written_cells == 0
    assert again.loaded is not None
    assert float(again.loaded.written["state.complete"]) == 1.0
    assert str(again.loaded.written["checked.summary"]) == "错误 0 项，警告 0 项，提示 0 项"


def test_the_report_is_that_of_the_index(area: Path, tmp_path: Path) -> None:
    made = write(evaluate_file(area), tmp_path, ["xlsx", "json"])
    workbook = openpyxl.load_workbook(made[0])
    assert workbook.sheetnames[0] == "协同评价报告" and {
        "基础数据",
        "协同度",
        "评分规则",
        "证据清单",
    } <= set(workbook.sheetnames)
    assert not set(workbook.sheetnames) & CIRCULAR
    said = [c.value for row in workbook["协同评价报告"].iter_rows() for c in row if c.value]
    assert {
        "大鹏新区减污降碳协同增效评价报告",
        "示例新区（虚构）",
        "示例新区管理委员会",
        "优质协调",
    } <= set(said)
    assert any("评价对象：示例新区（虚构）" in str(x) for x in said)
    assert "factor_sets" not in json.loads(made[1].read_text(encoding="utf-8"))


def test_a_cell_explains_itself(area: Path) -> None:
    e = evaluate_file(area)
    said = render(explain(e.book.graph, e.values, "yearly.index", None))
    assert "√（C×T）" in said and "二氧化碳排放量" in said and "质量×1000÷当量值" in said
