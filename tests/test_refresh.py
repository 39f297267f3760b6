"""Refresh patches a received file in place: only values change, and what a person added survives."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.refresh import refresh
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import patch
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import save
from tests.small_park import sample

DAY = datetime.date(2025, 6, 30)


def made(folder: Path, edition: str = NATIVE) -> Path:
    declared, inputs, raw = from_json(sample())
    return save(declared, edition, folder / ("park" + {NATIVE: ".xlsx", UDF: ".xlsm"}[edition]), inputs, None, raw)


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
    # the written fields and what refers to them: 评价结果, 检查结果, 因子口径比较, 评审记录, and the report's data section
    assert {sheet[n] for n in changed} == {"评价结果", "检查结果", "评价报告", "因子口径比较", "评审记录"} and changed == set(done.changed_parts)
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
    assert changed <= set(sheets) and "我的草稿" not in {sheets[n] for n in changed}
    again = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert again["物料台账"]["A6"].comment.text == "请核对" and again["我的草稿"]["A1"].value == "=1+1"


def test_the_dated_reported_view_and_the_findings_are_written(tmp_path: Path) -> None:
    path = made(tmp_path)
    evaluation = review(path)
    refresh(evaluation, date=DAY)
    loaded = load(path)
    assert loaded.written["state.refreshed"] == "2025-06-30"
    total = evaluation.to_dict()["reported"]["reductions"]["total"]
    items = [b["item"] for b in loaded.book.graph.blocks["summary"].born]
    assert loaded.written["summary.reported"][items.index("温室气体减排量合计")] == pytest.approx(total, rel=1e-12)
    assert list(loaded.written["findings.code"][:1]) == ["BALANCE_OPEN"]


def test_a_cell_whose_formula_is_gone_is_not_papered_over(tmp_path: Path) -> None:
    path = made(tmp_path)
    workbook = openpyxl.load_workbook(path)
    place = load(path).layout.places["scrap_steel.reduction"]
    workbook[place.sheet].cell(place.row + 1, place.column + 1).value = 99999
    workbook.save(path)
    refresh(review(path), date=DAY)
    left = openpyxl.load_workbook(path)[place.sheet].cell(place.row + 1, place.column + 1).value
    assert left == 99999
    found = [f for f in review(path).findings if f.code == "FORMULA_LOST"]
    assert len(found) == 1 and "减排量" in found[0].text(english=False)[0] and "99999" in found[0].text(english=False)[0]


def test_more_findings_than_rows_say_so(tmp_path: Path) -> None:
    data = sample()
    data["inputs"]["ledger"] = [{"enterprise": f"企业{i}", "material": "废钢铁", "role": "产生方", "origin": "园内", "unit": "斤",
                                 "intake": "多", "utilised": -1, "closing": "x"} for i in range(300)]
    (tmp_path / "d.json").write_text(json.dumps(data), encoding="utf-8")
    declared, inputs, raw = from_json(data)
    path = save(declared, NATIVE, tmp_path / "p.xlsx", inputs, None, raw)
    refresh(review(path), date=DAY)
    rows = load(path).written["findings.message"]
    assert len(rows) == 200 and (rows[-1] == "" or "未列出" in rows[-1])


def test_a_list_that_has_grown_is_printed_to_its_last_entry(tmp_path: Path) -> None:
    path = made(tmp_path)
    place = load(path).layout.places["ledger.enterprise"]
    patch(path, {"物料台账": {place.at(80): "后来的企业"}}, path)
    refresh(review(path), date=DAY)
    areas = Package.open(path).sheet_names["物料台账"]["_xlnm.Print_Area"]
    assert areas.endswith(f"${place.at(80)[0] + 1}")
    before = path.read_bytes()
    refresh(review(path), date=DAY)
    assert parts(path)["xl/workbook.xml"] == zipfile.ZipFile(io.BytesIO(before)).read("xl/workbook.xml")
