"""Cells written into a played Excel: few blocks, texts as texts, all or none, protection as it
was."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core.values import CellError
from parkeval_xl.hosts import excel_book, excel_cells
from parkeval_xl.hosts.excel_cells import LONGEST, blocks
from parkeval_xl.live.book import LiveProblem
from tests.hosts.fake_excel import AUTOMATIC, MANUAL, FakeExcel, FakeWorkbook

CONTENTS = st.sampled_from([1.0, "文", None, "x" * (LONGEST + 1)])
CELLS = st.dictionaries(st.tuples(st.integers(0, 8), st.integers(0, 5)), CONTENTS)


@given(CELLS)
def test_blocks_hold_every_cell_once_and_long_texts_alone(
    cells: dict[tuple[int, int], Any],
) -> None:
    found = blocks(cells)
    back = [((c.row, c.column), c.rows[0][0]) for block in found for c in block.cells()]
    assert dict(back) == cells and len(back) == len(cells)
    for block in found:
        flat = [content for row in block.rows for content in row]
        assert len(flat) == 1 or not any(isinstance(c, str) and len(c) > LONGEST for c in flat)


@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9), st.integers(1, 9))
def test_a_full_table_is_one_block(top: int, left: int, height: int, width: int) -> None:
    found = blocks({(top + i, left + k): 1.0 for i in range(height) for k in range(width)})
    assert [(b.row, b.column, len(b.rows), len(b.rows[0])) for b in found] == [
        (top, left, height, width)
    ]


@pytest.fixture
def book(tmp_path: Path) -> FakeWorkbook:
    """Column A general, B text, C a number; row 1 filled, D1 a formula; sheet 二 without
    protection."""
    path = tmp_path / "小.xlsx"
    with xlsxwriter.Workbook(path) as file:
        text = file.add_format({"num_format": "@"})
        for name in ("一", "二"):
            page = file.add_worksheet(name)
            page.set_column("B:B", 10, text)
            page.write("A1", "007")
            page.write("B1", "1-2", text)
            page.write("C1", 5)
            page.write_formula("D1", "=C1*2", None, 10)
            page.write_formula("E1", "=NA()", None, "#N/A")
            for row in range(1, 6):
                page.write_blank(row, 1, None, text)
        file.get_worksheet_by_name("一").protect(
            "", {"sort": True, "format_rows": True, "select_locked_cells": False}
        )
    excel = FakeExcel()
    excel.Calculation = MANUAL
    return FakeWorkbook(excel, path)


def held(book: FakeWorkbook, sheet: str, address: str) -> Any:
    return book.Worksheets(sheet).Range(address).Value2


ENTRIES = [
    "=1+1",
    "1-2",
    "007",
    "TRUE",
    "#N/A",
    "'引号",
    "文字",
    "两\n行",
    "+7",
    "@x",
    "1e5",
    "x" * 9000,
]


def test_texts_stay_texts_in_cells_of_any_format(book: FakeWorkbook) -> None:
    edits = {(1 + i, k): text for i, text in enumerate(ENTRIES) for k in (0, 1)}
    excel_cells.write(book, {"一": edits})
    for i, text in enumerate(ENTRIES):
        assert [held(book, "一", f"{c}{2 + i}") for c in "AB"] == [text, text]


def test_numbers_errors_and_blanks_are_what_they_are(book: FakeWorkbook) -> None:
    excel_cells.write(
        book,
        {"二": {(0, 0): 1.5, (0, 2): CellError.VALUE, (0, 1): "", (1, 0): None, (1, 2): 0.1 + 0.2}},
    )
    assert [held(book, "二", a) for a in ("A1", "B1", "C1", "A2", "C2")] == [
        1.5,
        None,
        CellError.VALUE.excel,
        None,
        0.1 + 0.2,
    ]


def test_after_a_failure_every_cell_holds_what_it_held(book: FakeWorkbook) -> None:
    before = [[held(book, s, f"{c}1") for c in "ABCDE"] for s in ("一", "二")]
    formulas = [book.Worksheets(s).Range("A1:E1").Formula for s in ("一", "二")]
    book.fails_at = "二!C2"
    edits = {(0, k): 9.0 for k in range(5)} | {(0, 1): "九", (1, 2): 9.0}
    with pytest.raises(Exception, match="内存不足"):
        excel_cells.write(book, {"一": edits, "二": edits})
    assert [[held(book, s, f"{c}1") for c in "ABCDE"] for s in ("一", "二")] == before
    assert [book.Worksheets(s).Range("A1:E1").Formula for s in ("一", "二")] == formulas
    assert len(book.app.writes) > 10, "it had started"


def test_a_content_that_excel_makes_something_else_of_is_refused(book: FakeWorkbook) -> None:
    """A number in a cell of text format becomes a text."""
    page = book.Worksheets("二")
    put = page.put
    page.put = lambda at, entry: put(
        at, str(entry) if at == (1, 1) and isinstance(entry, float) else entry
    )
    with pytest.raises(LiveProblem, match="二!B2 写不进去"):
        excel_cells.write(book, {"二": {(0, 0): 1.0, (1, 1): 2.0}})
    assert held(book, "二", "A1") == "007" and held(book, "二", "B2") is None


def test_protection_comes_back_with_all_its_options(book: FakeWorkbook) -> None:
    page = book.Worksheets("一")
    page.ProtectionMode, page.EnableSelection, page.ProtectScenarios = True, 1, False
    kept = page.state()
    assert kept[0] and any(kept[6:]) and not all(kept[6:])
    excel_cells.write(book, {"一": {(0, 0): 1.0}})
    assert page.state() == kept and held(book, "一", "A1") == 1.0
    assert not book.Worksheets("二").state()[0]
    excel_cells.write(book, {"二": {(0, 0): 1.0}})
    assert not book.Worksheets("二").state()[0], "a sheet that was open stays open"


def test_a_missing_sheet_stops_before_anything_is_written(book: FakeWorkbook) -> None:
    with pytest.raises(LiveProblem, match="没有工作表“三”"):
        excel_cells.write(book, {"一": {(0, 0): 1.0}, "三": {(0, 0): 1.0}})
    assert book.app.writes == []


@pytest.mark.parametrize("calculation", [MANUAL, AUTOMATIC])
def test_calculation_waits_until_all_is_written(book: FakeWorkbook, calculation: int) -> None:
    """The played Excel refuses blocks while it would recalculate after each."""
    book.app.Calculation = calculation
    book.app.book(book).write({"一": {(0, 0): 1.0}})
    assert book.app.Calculation == calculation
    book.fails_at = "一!A1"
    with pytest.raises(Exception, match="内存不足"):
        book.app.book(book).write({"一": {(0, 0): 2.0}})
    assert book.app.Calculation == calculation


def test_what_cannot_be_set_back_does_not_keep_the_rest(book: FakeWorkbook) -> None:
    excel, live = book.app, book.app.book(book)
    with pytest.raises(RuntimeError), live.undisturbed():
        assert excel.ScreenUpdating is excel.EnableEvents is False
        excel.Selection = SimpleNamespace(Select=None)  # gone
        excel.Calculation, excel.StatusBar = AUTOMATIC, "busy"
        raise RuntimeError
    assert (excel.Calculation, excel.EnableEvents, excel.ScreenUpdating, excel.StatusBar) == (
        MANUAL,
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("place", "folder"),
    [("/park/2025", Path("/park/2025")), ("", None), ("https://d.docs.live.net/1/Documents", None)],
    ids=["saved", "never saved", "in the cloud"],
)
def test_the_folder_of_the_workbook(book: FakeWorkbook, place: str, folder: Path | None) -> None:
    book.Path = place
    assert book.app.book(book).folder == folder


def test_the_words_of_failed_cells_are_taken_from_the_macros(book: FakeWorkbook) -> None:
    live = book.app.book(book)
    assert live.messages() == {}, "a workbook without macros keeps none"
    book.HasVBProject, book.app.words = (
        True,
        "废钢铁!K12\t未知单位“顿”\n物料台账!P7\t文字不是数字\n",
    )
    assert live.messages() == {"废钢铁!K12": "未知单位“顿”", "物料台账!P7": "文字不是数字"}
    book.app.words = None
    assert live.messages() == {}


def test_long_texts_are_opened_in_the_editor_of_the_system(
    book: FakeWorkbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel_book.tempfile, "gettempdir", lambda: str(tmp_path))
    opened: list[Path] = []
    monkeypatch.setattr(excel_book, "_open", opened.append)
    book.app.book(book).show_text("单元格说明", "甲\n乙\n")
    assert (
        opened[0].read_bytes() == b"\xef\xbb\xbf" + "甲\r\n乙\r\n".encode()
        and opened[0].name == "单元格说明.txt"
    )
