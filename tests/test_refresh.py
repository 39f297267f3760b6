"""Refresh patches a received file in place: only values change, and what a person added
survives."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.refresh import refresh
from parkeval_xl.review import review
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.exchange import from_json, to_json
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import patch
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import save
from tests import store
from tests.edited import Edited
from tests.small_park import sample
from tests.store import LEAN, SMALL

DAY = datetime.date(2025, 6, 30)


def made(folder: Path, edition: str = NATIVE, filled: str = LEAN) -> Path:
    return store.copy(filled, folder, edition)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_only_the_sheets_that_change_are_touched(tmp_path: Path, edition: str) -> None:
    path = made(tmp_path, edition)
    before = parts(path)
    done = refresh(review(path), date=DAY)
    after = parts(path)
    changed = {n for n in after if before.get(n) != after[n]}
    sheet = {s.part: s.name for s in Package.open(path).sheets}
    # the written fields and what refers to them, and the print area of the list of findings, which
    # has grown
    assert {sheet.get(n, n) for n in changed} - {"xl/workbook.xml"} == {
        "评价结果",
        "检查结果",
        "评价报告",
        "因子口径比较",
        "评审记录",
        "证据清单",
    }
    assert changed == set(done.changed_parts)
    assert list(before) == list(after)


def test_a_second_refresh_of_the_same_day_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    refresh(review(path), date=DAY)
    before = parts(path)
    assert refresh(review(path), date=DAY).written_cells == 0
    assert parts(path) == before


def test_an_edited_input_reaches_every_cached_total(tmp_path: Path) -> None:
    path = made(tmp_path)
    loaded = load(path)
    at = loaded.layout.places["ledger.utilised"].at(6)
    patch(path, {"物料台账": {at: 51300.0}}, path)  # as a program that does not recalculate
    stale = review(path)
    assert {"VALUE_STALE"} <= {f.code for f in stale.findings}
    refresh(stale, date=DAY)
    assert not {"VALUE_STALE"} & {f.code for f in review(path).findings}
    assert review(path).show("scrap_steel.quantity") == 16250 + 51300


def test_results_without_cached_values_are_filled_in(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(made(tmp_path))
    workbook.save(tmp_path / "no_cache.xlsx")  # openpyxl keeps formulas and drops cached values
    first = review(tmp_path / "no_cache.xlsx")
    assert "VALUE_NOT_CACHED" in {f.code for f in first.findings} and not first.has_errors
    refresh(first, date=DAY)
    assert "VALUE_NOT_CACHED" not in {f.code for f in review(tmp_path / "no_cache.xlsx").findings}


def test_comments_pictures_colours_and_extra_sheets_survive(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(made(tmp_path))
    workbook["物料台账"]["A6"].comment = Comment("请核对", "评审")
    extra = workbook.create_sheet("我的草稿")
    extra["A1"] = "=1+1"
    workbook.save(tmp_path / "p.xlsx")
    before = parts(tmp_path / "p.xlsx")
    refresh(review(tmp_path / "p.xlsx"), date=DAY)
    after = parts(tmp_path / "p.xlsx")
    sheets = {s.part: s.name for s in Package.open(tmp_path / "p.xlsx").sheets}
    changed = {n for n in after if before.get(n) != after[n]}
    assert changed <= {*sheets, "xl/workbook.xml"} and "我的草稿" not in {
        sheets.get(n) for n in changed
    }
    again = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert (
        again["物料台账"]["A6"].comment.text == "请核对" and again["我的草稿"]["A1"].value == "=1+1"
    )


def test_the_dated_reported_view_and_the_findings_are_written(tmp_path: Path) -> None:
    path = made(tmp_path)
    evaluation = review(path)
    refresh(evaluation, date=DAY)
    loaded = load(path)
    assert loaded.written["state.refreshed"] == "2025-06-30"
    total = evaluation.to_dict()["reported"]["reductions"]["total"]
    items = [b["item"] for b in loaded.book.graph.blocks["summary"].initial]
    assert loaded.written["summary.reported"][items.index("温室气体减排量合计")] == pytest.approx(
        total, rel=1e-12
    )
    written = list(loaded.written["findings.code"])
    assert "BALANCE_OPEN" in written and written[0] == evaluation.findings[0].code


def test_a_cell_whose_formula_is_gone_is_not_papered_over(tmp_path: Path) -> None:
    path = made(tmp_path)
    place = load(path).layout.places["scrap_steel.reduction"]
    Edited(path.read_bytes()).put(place.sheet, (place.row, place.column), 99999).save(path)
    refresh(review(path), date=DAY)
    left = scan(Package.open(path), place.sheet)[place.row, place.column]
    assert (left.value, left.formula) == (99999, None)
    found = [f for f in review(path).findings if f.code == "FORMULA_LOST"]
    assert (
        len(found) == 1
        and "减排量" in found[0].text(english=False)[0]
        and "99999" in found[0].text(english=False)[0]
    )


def test_more_findings_than_rows_say_so(tmp_path: Path) -> None:
    data = sample()
    data["inputs"]["ledger"] = [
        {
            "enterprise": f"企业{i}",
            "material": "废钢铁",
            "role": "产生方",
            "origin": "园内",
            "unit": "斤",
            "intake": "多",
            "utilised": -1,
            "closing": "x",
        }
        for i in range(300)
    ]
    (tmp_path / "d.json").write_text(json.dumps(data), encoding="utf-8")
    declared, inputs, raw = from_json(data)
    path = save(declared, NATIVE, tmp_path / "p.xlsx", inputs, None, raw)
    refresh(review(path), date=DAY)
    rows = load(path).written["findings.message"]
    assert len(rows) == 200 and (rows[-1] == "" or "未列出" in rows[-1])


def test_a_list_that_has_grown_is_printed_to_its_last_entry(tmp_path: Path) -> None:
    path = made(tmp_path, filled=SMALL)  # more rows than it fills
    place = load(path).layout.places["ledger.enterprise"]
    patch(path, {"物料台账": {place.at(80): "后来的企业"}}, path)
    refresh(review(path), date=DAY)
    areas = Package.open(path).sheet_names["物料台账"]["_xlnm.Print_Area"]
    assert areas.endswith(f"${place.at(80)[0] + 1}")
    before = path.read_bytes()
    refresh(review(path), date=DAY)
    assert parts(path)["xl/workbook.xml"] == zipfile.ZipFile(io.BytesIO(before)).read(
        "xl/workbook.xml"
    )


# ---- the record of the review --------------------------------------------------------------------
TYPED = {
    "round": 1,
    "date": datetime.datetime(2025, 3, 1),
    "way": "现场",
    "answer": "同意按复核磅单更正",
    "status": "已答复",
}


def small(folder: Path, **inputs: Any) -> Path:
    """The small park with few spare rows."""
    data = store.export(LEAN)
    data["inputs"] |= inputs
    declared, arrays, raw = from_json(data)
    return save(declared, NATIVE, folder / "park.xlsx", arrays, None, raw)


def columns_of(path: Path, sheet: str = "评审记录", block: str = "review") -> dict[str, list[Any]]:
    """What stands in the columns of a block, as openpyxl reads it."""
    loaded, page = load(path), openpyxl.load_workbook(path, data_only=True, read_only=True)[sheet]
    rows = list(page.iter_rows(values_only=True))
    columns = loaded.book.graph.blocks[block].columns
    places = {key: loaded.layout.places[c.id] for key, c in columns.items()}
    return {
        key: [row[p.column] if p.column < len(row) else None for row in rows[p.row :]]
        for key, p in places.items()
    }


def enter(path: Path, cells: dict[int, dict[str, str]]) -> None:
    """Texts in rows of the record."""
    loaded, workbook = load(path), Edited(path.read_bytes())
    for row, line in cells.items():
        for key, text in line.items():
            workbook.put("评审记录", loaded.layout.places[f"review.{key}"].at(row), text)
    workbook.save(path)


def typed(path: Path, cells: dict[int, dict[str, Any]]) -> None:
    """What a person types into rows of the record in another program."""
    loaded, workbook = load(path), openpyxl.load_workbook(path)
    for row, line in cells.items():
        for key, value in line.items():
            place = loaded.layout.places[f"review.{key}"]
            workbook["评审记录"].cell(place.row + 1 + row, place.column + 1).value = value
    workbook.save(path)


def test_the_record_is_filled_and_what_people_type_stays_beside_its_figure(tmp_path: Path) -> None:
    """The small park has two verified figures; a third with a larger effect comes before them."""
    path = small(tmp_path)
    refresh(review(path), date=DAY)
    first = columns_of(path)
    assert first["number"][:3] == ["D1", "D2", None]
    typed(path, {1: TYPED, 5: {"number": 7, "reason": "请补充电炉煤气去向", "reviewer": "王示例"}})
    patch(
        path,
        {"物料台账": {load(path).layout.places["ledger.utilised_verified"].at(6): 30000.0}},
        path,
    )
    refresh(review(path), date=DAY)
    now = columns_of(path)
    assert (
        now["number"][:5] == ["D3", "D1", "D2", "7", None]
        and now["reason"][3] == "请补充电炉煤气去向"
    )
    assert now["item"].index(first["item"][1]) == 2
    assert {key: now[key][2] for key in TYPED} == TYPED | {"round": "1", "date": "2025-03-01"}
    before = parts(path)
    assert refresh(review(path), date=DAY).written_cells == 0 and parts(path) == before


def test_a_row_that_does_not_move_is_not_touched(tmp_path: Path) -> None:
    """Dates and numbers stay what the person's program made of them."""
    path = small(tmp_path)
    refresh(review(path), date=DAY)
    typed(path, {0: TYPED})
    refresh(review(path), date=DAY)
    now = columns_of(path)
    assert {key: now[key][0] for key in TYPED} == TYPED


def test_what_evidence_supports_is_written(tmp_path: Path) -> None:
    path = small(tmp_path, evidence=[{"number": "E01", "kind": "批复文件"}, {"number": "E99"}])
    refresh(review(path), date=DAY)
    assert columns_of(path, "证据清单", "evidence")["supports"][:2] == [
        "1 项　园区信息：边界文件",
        None,
    ]


def test_the_record_survives_export_and_fill(tmp_path: Path) -> None:
    path = small(tmp_path)
    refresh(review(path), date=DAY)
    enter(path, {1: {"answer": "同意"}})
    again, inputs, raw = from_json(json.loads(json.dumps(to_json(load(path)))))
    filled = save(again, UDF, tmp_path / "again.xlsm", inputs, None, raw)
    refresh(review(filled), date=DAY)
    mine, its = columns_of(path), columns_of(filled)
    entered = [c.key for c in again.graph.blocks["review"].columns.values() if c.is_input]
    assert {key: its[key] for key in entered} == {key: mine[key] for key in entered} and mine[
        "key"
    ][1].startswith("scrap_steel.")


def test_the_record_is_printed_to_its_last_row(tmp_path: Path) -> None:
    path = small(tmp_path)
    enter(path, {row: {"reason": f"意见{row}"} for row in range(60)})
    refresh(review(path), date=DAY)
    area = Package.open(path).sheet_names["评审记录"]["_xlnm.Print_Area"]
    assert columns_of(path)["reason"][2:62] == [
        f"意见{row}" for row in range(60)
    ]  # below two differences
    assert area.endswith(f"${load(path).layout.places['review.number'].row + 62}")
