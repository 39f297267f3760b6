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
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.exchange import from_json, to_json
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.problems import FileProblem
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import save
from tests import store
from tests.edited import Edited
from tests.store import LEAN, SMALL

SAMPLE = store.export(LEAN)  # its ledger has the rows 6 to 17


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[Any], None]], Path]:
    """A file changed and saved by openpyxl, as a stand-in for a person with another program."""

    def make(change: Callable[[Any], None]) -> Path:
        workbook = openpyxl.load_workbook(io.BytesIO(store.saved(LEAN)))
        change(workbook)
        path = tmp_path / "变更.xlsx"
        workbook.save(path)
        return path

    return make


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Callable[[Edited], Any]], Path]:
    """A file with a few cells or names changed, all else as it was."""

    def make(change: Callable[[Edited], Any]) -> Path:
        workbook = Edited(store.saved(LEAN))
        change(workbook)
        return workbook.save(tmp_path / "变更.xlsx")

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
    path = store.copy(
        SMALL, tmp_path / ("园区 一" + {NATIVE: ".xlsx", UDF: ".xlsm"}[edition]), edition
    )
    loaded = load(path)
    assert loaded.edition == edition and loaded.remarks == [] and loaded.raw == {}
    declared, inputs, _ = store.declared(SMALL)
    same(initial_inputs(declared) | inputs, loaded.inputs)


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
        if name.startswith(("园区_", "评价_", "场景识别_")):
            del workbook.defined_names[name]


def test_moved_rows_are_understood_by_their_labels(changed: Any) -> None:
    loaded = load(changed(insert_row))
    assert {r.code for r in loaded.remarks} >= {"NAME_MISSING", "ROWS_MOVED"}
    assert loaded.inputs["park.name"] == SAMPLE["inputs"]["park.name"]
    assert loaded.inputs["evaluation.party"] == "第三方"


def test_a_swapped_column_is_read_by_its_header(edited: Any) -> None:
    def swap(workbook: Edited) -> None:
        for row in range(5, 18):
            workbook.swap("物料台账", f"A{row}", f"E{row}")

    loaded = load(edited(swap))
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"
    assert [r.code for r in loaded.remarks] == ["ROWS_MOVED"]


def test_a_renamed_sheet_is_found_by_its_names(edited: Any) -> None:
    loaded = load(edited(lambda workbook: workbook.rename("物料台账", "台账（改名）")))
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"
    assert [r.code for r in loaded.remarks] == ["SHEET_RENAMED"]


def test_a_deleted_sheet_reads_as_error_not_as_empty(changed: Any) -> None:
    loaded = load(changed(lambda workbook: workbook.remove(workbook["物料台账"])))
    assert "SHEET_MISSING" in [r.code for r in loaded.remarks]
    assert v.is_error(loaded.inputs["ledger.utilised"]).all()
    result = loaded.book.graph.run(loaded.inputs)
    assert v.is_error(result["scrap_steel.reduction"]).all()


def test_an_overwritten_header_reads_as_error(edited: Any) -> None:
    loaded = load(edited(lambda workbook: workbook.put("物料台账", "I5", "利用")))
    remark = next(r for r in loaded.remarks if r.code == "HEADER_CHANGED")
    assert remark.words["expected"] == "综合利用量" and remark.words["value"] == "利用"
    assert v.is_error(loaded.inputs["ledger.utilised"]).all()


def stretched(row: int) -> Callable[[str], str]:
    """The area of a name of the ledger, ended at another row."""

    def change(text: str) -> str:
        assert text.endswith("$17")
        return f"{text[:-2]}{row}"

    return change


def test_rows_inserted_in_a_list_are_read(edited: Any) -> None:
    def put(workbook: Edited) -> None:
        workbook.name("台账_区域", stretched(19)).put("物料台账", "A19", "表下的企业")

    loaded = load(edited(put))
    assert loaded.book.ledger.rows == 14 and loaded.inputs["ledger.enterprise"][13] == "表下的企业"


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
def test_every_content_of_a_number_cell(edited: Any, cell: Any, expected: Any) -> None:
    path = edited(lambda workbook: workbook.put("物料台账", "H6", cell))
    assert v.cell(float(load(path).inputs["ledger.intake"][0])) == expected


def test_a_formula_without_cached_value_does_not_pass_for_blank(edited: Any) -> None:
    loaded = load(edited(lambda workbook: workbook.put("物料台账", "H6", "=6000+800")))
    assert v.is_error(loaded.inputs["ledger.intake"][:1]).all()


def test_another_workbook_is_refused_in_words(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "other.xlsx")
    with pytest.raises(FileProblem, match="不是本工具的评价工作簿") as caught:
        load(tmp_path / "other.xlsx")
    assert "not an evaluation workbook" in caught.value.reason_en


def test_a_plan_that_was_changed_is_refused(edited: Any) -> None:
    with pytest.raises(FileProblem):
        load(edited(lambda workbook: workbook.put("settings", "B6", '{"year": "soon"}')))


def test_an_old_file_keeps_its_factors(edited: Any) -> None:
    row = next(
        row
        for (row, column), cell in scan(
            Package.from_bytes(store.saved(LEAN), "a"), "因子库"
        ).items()
        if column == 0 and cell.value == "转炉碳钢"
    )
    loaded = load(edited(lambda workbook: workbook.put("因子库", (row, 1), 1.5)))
    result = loaded.book.graph.run(loaded.inputs)
    keys = list(loaded.inputs["factors.key"])
    assert (result["factors.used"][..., keys.index("转炉碳钢")] == 1.5).all()


def test_the_smallest_plan_is_read() -> None:
    assert book(Plan(rows=10)).ledger.rows == 10


def test_a_name_stretched_over_a_whole_column_does_not_exhaust_the_reader(edited: Any) -> None:
    loaded = load(edited(lambda workbook: workbook.name("台账_区域", stretched(1048576))))
    assert loaded.book.ledger.rows == 12 and "NAME_MISSING" in {r.code for r in loaded.remarks}
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"


@pytest.mark.parametrize(
    "change", [{"sizes": [["ledger", 10**9]]}, {"rows": 10**9}, {"sizes": [["ledger", -1]]}]
)
def test_a_plan_of_impossible_size_is_refused(change: dict[str, Any]) -> None:
    import json

    with pytest.raises(ValueError):
        Plan.from_json(json.dumps(json.loads(Plan().to_json()) | change))


@pytest.mark.parametrize("far", ["XFD1048576", "B1048576", "XFD5000"])
def test_a_cell_far_off_is_refused_in_words(edited: Any, far: str) -> None:
    with pytest.raises(FileProblem, match="很远处的内容"):
        load(edited(lambda workbook: workbook.put("物料台账", far, 5)))


def test_a_persons_own_vast_sheet_is_left_alone(edited: Any) -> None:
    path = edited(lambda workbook: workbook.add_sheet("草稿").put("草稿", "XFD1048576", 5))
    assert load(path).inputs["ledger.enterprise"][0] == "示例机械一厂"


def test_a_cell_somewhat_off_is_read(edited: Any) -> None:
    assert load(edited(lambda workbook: workbook.put("物料台账", "AZ2000", "备忘"))).remarks == []
