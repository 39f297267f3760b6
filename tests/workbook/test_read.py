"""Reading received workbooks: what a person may have done to the file in between."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.exchange import from_json, to_json
from parkeval_xl.workbook.problems import FileProblem
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import save
from tests.small_park import sample

SAMPLE = sample()
DECLARED, INPUTS, RAW = from_json(SAMPLE)


@pytest.fixture(scope="module")
def built() -> bytes:
    return build(DECLARED, NATIVE, INPUTS, raw=RAW)


@pytest.fixture
def changed(built: bytes, tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """A file changed by openpyxl, as a stand-in for a person with a spreadsheet program."""

    def make(change: Callable[[Any], None]) -> Path:
        workbook = openpyxl.load_workbook(io.BytesIO(built))
        change(workbook)
        path = tmp_path / "变更.xlsx"
        workbook.save(path)
        return path

    return make


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    for id, value in one.items():
        if id in ("settings.edition", "settings.version"):
            continue
        if value.dtype == object:
            assert np.array_equal(value, other[id]), id
        else:
            assert np.array_equal(
                np.atleast_1d(value).view(np.int64), np.atleast_1d(other[id]).view(np.int64)
            ), id


@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_what_was_written_is_read(tmp_path: Path, edition: str) -> None:
    path = save(
        DECLARED,
        edition,
        tmp_path / ("园区 一" + {NATIVE: ".xlsx", UDF: ".xlsm"}[edition]),
        INPUTS,
        raw=RAW,
    )
    loaded = load(path)
    assert loaded.edition == edition and loaded.remarks == [] and loaded.raw == {}
    same(initial_inputs(DECLARED) | INPUTS, loaded.inputs)


def test_a_round_trip_through_json_loses_nothing(tmp_path: Path) -> None:
    declared, inputs, raw = from_json(
        {
            "inputs": {
                "park.name": "甲",
                "park.area": "约十二",
                "park.code": "００１２",
                "park.province": None,
                "ledger": [
                    {"enterprise": "一厂", "intake": "1,234.5", "utilised": "待填", "unit": "ｔ"},
                    {},
                    {"enterprise": "=1+1", "intake": True, "utilised": "#REF!"},
                ],
                "scrap_steel.parameters": {"w": {"value": None}},
                "scrap_steel.flows": [{"rate": 0}],
            }
        }
    )
    path = save(declared, NATIVE, tmp_path / "a.xlsx", inputs, raw=raw)
    once = to_json(load(path))
    ledger = once["inputs"]["ledger"]
    assert (
        ledger[0]["intake"] == "1,234.5"
        and ledger[0]["utilised"] == "待填"
        and ledger[0]["unit"] == "ｔ"
    )
    assert ledger[1] == {} and ledger[2] == {
        "enterprise": "=1+1",
        "intake": True,
        "utilised": "#REF!",
    }
    assert once["inputs"]["park.area"] == "约十二" and once["inputs"]["park.code"] == "００１２"
    declared, inputs, raw = from_json(once)
    again = to_json(load(save(declared, NATIVE, tmp_path / "b.xlsx", inputs, raw=raw)))
    assert again == once


def insert_row(workbook: Any) -> None:
    workbook["园区信息"].insert_rows(3)
    # openpyxl moves cells but no names, as a careless program would: the reader falls back to
    # header labels
    for name in list(workbook.defined_names):
        if name.startswith(("park_", "evaluation_", "scope_")):
            del workbook.defined_names[name]


def test_moved_rows_are_understood_by_their_labels(changed: Any) -> None:
    loaded = load(changed(insert_row))
    assert {r.code for r in loaded.remarks} >= {"NAME_MISSING", "ROWS_MOVED"}
    assert loaded.inputs["park.name"] == SAMPLE["inputs"]["park.name"]
    assert loaded.inputs["evaluation.party"] == "第三方"


def test_a_swapped_column_is_read_by_its_header(changed: Any) -> None:
    def swap(workbook: Any) -> None:
        page = workbook["物料台账"]
        for row in range(5, 20):
            one, other = page.cell(row, 1), page.cell(row, 5)
            one.value, other.value = other.value, one.value

    loaded = load(changed(swap))
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"
    assert [r.code for r in loaded.remarks] == ["ROWS_MOVED"]


def test_a_renamed_sheet_is_found_by_its_names(built: bytes, tmp_path: Path) -> None:
    def rename(workbook: Any) -> None:
        workbook["物料台账"].title = "台账（改名）"
        for name in workbook.defined_names.values():
            name.attr_text = name.attr_text.replace("物料台账", "'台账（改名）'")

    workbook = openpyxl.load_workbook(io.BytesIO(built))
    rename(workbook)
    workbook.save(tmp_path / "r.xlsx")
    loaded = load(tmp_path / "r.xlsx")
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"
    assert [r.code for r in loaded.remarks] == ["SHEET_RENAMED"]


def test_a_deleted_sheet_reads_as_error_not_as_empty(changed: Any) -> None:
    loaded = load(changed(lambda workbook: workbook.remove(workbook["物料台账"])))
    assert "SHEET_MISSING" in [r.code for r in loaded.remarks]
    assert v.is_error(loaded.inputs["ledger.utilised"]).all()
    result = loaded.book.graph.run(loaded.inputs)
    assert v.is_error(result["scrap_steel.reduction"]).all()


def test_an_overwritten_header_reads_as_error(changed: Any) -> None:
    def overwrite(workbook: Any) -> None:
        workbook["物料台账"]["I5"] = "利用"

    loaded = load(changed(overwrite))
    remark = next(r for r in loaded.remarks if r.code == "HEADER_CHANGED")
    assert remark.words["expected"] == "综合利用量" and remark.words["value"] == "利用"
    assert v.is_error(loaded.inputs["ledger.utilised"]).all()


def test_rows_inserted_in_a_list_are_read(built: bytes, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(built))
    name = workbook.defined_names["ledger_table"]
    name.attr_text = name.attr_text.replace("$505", "$507")
    workbook["物料台账"]["A507"] = "表下的企业"
    workbook.save(tmp_path / "i.xlsx")
    loaded = load(tmp_path / "i.xlsx")
    assert (
        loaded.book.ledger.rows == 502 and loaded.inputs["ledger.enterprise"][501] == "表下的企业"
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("１２３４", v.CellError.VALUE),
        ("1,234.5", v.CellError.VALUE),
        ("abc", v.CellError.VALUE),
        (True, v.CellError.VALUE),
        ("待填", "待填"),
        ("不适用", "不适用"),
        ("#N/A", v.CellError.NA),
        (None, None),
        (0, 0.0),
        (-5, -5.0),
        ("待填 ", v.CellError.VALUE),
    ],
)
def test_every_content_of_a_number_cell(changed: Any, cell: Any, expected: Any) -> None:
    def put(workbook: Any) -> None:
        workbook["物料台账"]["H6"] = cell

    assert v.cell(float(load(changed(put)).inputs["ledger.intake"][0])) == expected


def test_a_formula_without_cached_value_does_not_pass_for_blank(changed: Any) -> None:
    def put(workbook: Any) -> None:
        workbook["物料台账"]["H6"] = "=6000+800"

    loaded = load(changed(put))
    assert v.is_error(loaded.inputs["ledger.intake"][:1]).all()


def test_another_workbook_is_refused_in_words(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "other.xlsx")
    with pytest.raises(FileProblem, match="不是本工具的评价工作簿") as caught:
        load(tmp_path / "other.xlsx")
    assert "not an evaluation workbook" in caught.value.reason_en


def test_a_plan_that_was_changed_is_refused(changed: Any) -> None:
    def put(workbook: Any) -> None:
        workbook["settings"]["B6"] = '{"year": "soon"}'

    with pytest.raises(FileProblem):
        load(changed(put))


def test_an_old_file_keeps_its_factors(changed: Any) -> None:
    def put(workbook: Any) -> None:
        page = workbook["因子库"]
        row = next(r for r in range(1, 99) if page.cell(r, 1).value == "转炉碳钢")
        page.cell(row, 2).value = 1.5

    loaded = load(changed(put))
    result = loaded.book.graph.run(loaded.inputs)
    keys = list(loaded.inputs["factors.key"])
    assert result["factors.used"][..., keys.index("转炉碳钢")] == 1.5


def test_the_smallest_plan_is_read() -> None:
    assert book(Plan(rows=10)).ledger.rows == 10


def test_a_name_stretched_over_a_whole_column_does_not_exhaust_the_reader(
    built: bytes, tmp_path: Path
) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(built))
    name = workbook.defined_names["ledger_table"]
    name.attr_text = name.attr_text.replace("$505", "$1048576")
    workbook.save(tmp_path / "i.xlsx")
    loaded = load(tmp_path / "i.xlsx")
    assert loaded.book.ledger.rows == 500 and "NAME_MISSING" in {r.code for r in loaded.remarks}
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"


@pytest.mark.parametrize(
    "change", [{"sizes": [["ledger", 10**9]]}, {"rows": 10**9}, {"sizes": [["ledger", -1]]}]
)
def test_a_plan_of_impossible_size_is_refused(change: dict[str, Any]) -> None:
    import json

    with pytest.raises(ValueError):
        Plan.from_json(json.dumps(json.loads(Plan().to_json()) | change))


@pytest.mark.parametrize("far", ["XFD1048576", "B1048576", "XFD5000"])
def test_a_cell_far_off_is_refused_in_words(changed: Any, far: str) -> None:
    def put(workbook: Any) -> None:
        workbook["物料台账"][far] = 5

    with pytest.raises(FileProblem, match="很远处的内容"):
        load(changed(put))


def test_a_persons_own_vast_sheet_is_left_alone(changed: Any) -> None:
    def put(workbook: Any) -> None:
        workbook.create_sheet("草稿")["XFD1048576"] = 5

    assert load(changed(put)).inputs["ledger.enterprise"][0] == "示例机械一厂"


def test_a_cell_somewhat_off_is_read(changed: Any) -> None:
    def put(workbook: Any) -> None:
        workbook["物料台账"]["AZ2000"] = "备忘"

    assert load(changed(put)).remarks == []
