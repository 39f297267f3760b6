"""检查数据, 刷新结果, 写入核定差异 on a workbook open in a played Excel: what is written, and what
an accident leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.live.actions import check_data, refresh_results, write_differences
from parkeval_xl.workbook.refs import parse_cell
from tests.hosts.fake_excel import FakeExcel, FakeWorkbook
from tests.live.open_books import OWN, now, opened, place, refreshed

WRITING = [check_data, refresh_results, write_differences]
Cells = dict[str, dict[Any, Any]]


@pytest.fixture
def excel() -> FakeExcel:
    return FakeExcel()


def expected(book: FakeWorkbook) -> Cells:
    """What `refresh` makes of the open state, unsaved edits included."""
    state = book.file.with_name(f"state{book.file.suffix}")
    book.SaveCopyAs(str(state))
    return refreshed(state, book.file.with_name(f"refreshed{book.file.suffix}"))


@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_refreshing_an_open_workbook_writes_what_refreshing_its_file_does(
    excel: FakeExcel, tmp_path: Path, edition: str
) -> None:
    book = opened(excel, tmp_path, edition)
    book.type(place(book, "ledger.utilised", 3), 1234.5)
    wanted = expected(book)
    excel.calls = 0
    refresh_results(excel.book(book))
    assert now(book) == wanted
    assert excel.calls < 60, "cells go to Excel in blocks"
    assert excel.told[-1].startswith("已刷新，更新了 ") and "结论：" in excel.told[-1]
    assert [str(text).partition("：")[0] for text in excel.progress] == [
        "False",
        "刷新结果 1/2",
        "刷新结果 2/2",
        "False",
    ]


def test_a_check_writes_the_findings_and_nothing_else(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    book.type(place(book, "ledger.unit", 0), "顿")
    before, wanted = now(book), expected(book)
    check_data(excel.book(book))
    after = now(book)
    assert after["检查结果"] == wanted["检查结果"] != before["检查结果"]
    assert {s: c for s, c in after.items() if s != "检查结果"} == {
        s: c for s, c in before.items() if s != "检查结果"
    }
    first = excel.told[-1].splitlines()
    assert "错误 " in first[0] and "检查结果" in first[0] and any("顿" in line for line in first)


def test_differences_go_into_the_record_and_nowhere_else(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    before, wanted = now(book), expected(book)
    write_differences(excel.book(book))
    after = now(book)
    assert after["评审记录"] == wanted["评审记录"] != before["评审记录"]
    assert {s: c for s, c in after.items() if s != "评审记录"} == {
        s: c for s, c in before.items() if s != "评审记录"
    }
    assert "差异 2 处" in excel.told[-1]


def _at(book: FakeWorkbook, id: str, row: int) -> tuple[int, int]:
    return parse_cell(place(book, id, row).split("!")[1])


@pytest.mark.parametrize("texts", [("=1+1", "1-2"), ("007", "'84年")])
def test_texts_of_people_stay_texts(
    excel: FakeExcel, tmp_path: Path, texts: tuple[str, str]
) -> None:
    """An assessor's remarks beside verified figures are taken into the record."""
    book = opened(excel, tmp_path)
    ledger = book.Worksheets("物料台账")
    rows = [
        r for r in range(12) if ledger.holds(_at(book, "ledger.utilised_verified", r)) is not None
    ][:2]
    for row, text in zip(rows, texts, strict=False):
        book.type(place(book, "ledger.remark", row), f"'{text}")
    write_differences(excel.book(book))
    reasons = [now(book)["评审记录"].get(_at(book, "review.reason", r)) for r in range(2)]
    assert (
        set(texts[: len(rows)]) <= set(reasons)
        and rows
        and not any(t.startswith("!") for t in excel.told)
    )


# ---- as before -----------------------------------------------------------------------------------
def broken_saving(book: FakeWorkbook) -> None:
    book.saves_fail = True


def broken_cell(book: FakeWorkbook) -> None:
    book.fails_at = place(book, "findings.hint", 2)


def with_password(book: FakeWorkbook) -> None:
    for sheet in ("检查结果", "评审记录"):
        book.Worksheets(sheet).password = "geheim"


FAULTS: dict[Callable[[FakeWorkbook], None], str] = {
    broken_saving: "磁盘已满。",
    broken_cell: "内存不足。",
    with_password: "设有密码保护",
}


CASES = [*((action, None) for action in WRITING), *((refresh_results, fault) for fault in FAULTS)]


@pytest.mark.parametrize(("action", "fault"), CASES, ids=lambda f: f.__name__ if f else "well")
def test_excel_and_the_protection_of_sheets_are_left_as_they_were(
    excel: FakeExcel,
    tmp_path: Path,
    action: Callable[..., None],
    fault: Callable[[FakeWorkbook], None] | None,
) -> None:
    book = opened(excel, tmp_path)
    book.go("物料台账!D7")
    before = now(book)
    if fault:
        fault(book)
    kept = excel.settings(), [book.Worksheets(s.name).state() for s in book.package.sheets]
    action(excel.book(book))
    assert (
        excel.settings(),
        [book.Worksheets(s.name).state() for s in book.package.sheets],
    ) == kept
    assert book.at == "物料台账!D7"
    if fault:
        book.saves_fail = False
        assert now(book) == before, "all or none"
        assert excel.told[-1].startswith("! “") and FAULTS[fault] in excel.told[-1]
    else:
        assert now(book) != before and not excel.told[-1].startswith("!")


def test_what_cannot_be_taken_back_is_told(
    excel: FakeExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(excel, tmp_path)
    page = book.Worksheets("检查结果")
    put, count = page.put, [0]

    def failing(at: tuple[int, int], entry: Any) -> None:
        count[0] += 1
        if count[0] > 8:  # from the middle of the findings on, nothing can be written
            raise RuntimeError("断开")
        put(at, entry)

    monkeypatch.setattr(page, "put", failing)
    check_data(excel.book(book))
    assert "没有能还原" in excel.told[-1] and "不要保存" in excel.told[-1]


# ---- workbooks as people have them ---------------------------------------------------------------
@pytest.mark.parametrize("action", [check_data, refresh_results], ids=lambda a: a.__name__)
def test_a_deleted_sheet_is_told_and_the_rest_is_written(
    excel: FakeExcel, tmp_path: Path, action: Callable[..., None]
) -> None:
    book = opened(excel, tmp_path, without="检查结果")
    before = now(book)
    action(excel.book(book))
    assert "没有写入：检查结果" in excel.told[-1] and not excel.told[-1].startswith("!")
    changed = {s for s, c in now(book).items() if c != before[s]}
    assert "另一张表" not in changed and ("评审记录" in changed) == (action is refresh_results)


def test_without_the_record_nothing_is_said_to_be_written(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path, without="评审记录")
    before = now(book)
    write_differences(excel.book(book))
    assert now(book) == before and "核定差异没有写入" in excel.told[-1]


def test_the_other_open_workbook_is_not_touched(excel: FakeExcel, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    mine, other = opened(excel, tmp_path / "a"), opened(excel, tmp_path / "b")
    other.go("园区信息!B7")
    before = now(other)
    refresh_results(excel.book(mine))
    assert now(other) == before and excel.ActiveWorkbook is other and other.at == "园区信息!B7"
    assert excel.told[-1].startswith("已刷新")


def test_a_file_opened_read_only_is_written_into_and_the_person_told(
    excel: FakeExcel, tmp_path: Path
) -> None:
    book = opened(excel, tmp_path, read_only=True)
    check_data(excel.book(book))
    assert "只读" in excel.told[-1] and "另存为" in excel.told[-1]
    assert excel.writes


def test_filtered_rows_are_written_too(excel: FakeExcel, tmp_path: Path) -> None:
    """A block leaves hidden rows as they are; they are found by reading back, and their heights are
    left alone."""
    book = opened(excel, tmp_path)
    wanted = expected(book)
    page, first = book.Worksheets("检查结果"), _at(book, "findings.code", 0)[0]
    page.Hidden = {first + 1}
    check_data(excel.book(book))
    assert now(book)["检查结果"] == wanted["检查结果"]
    assert first in page.fitted and first + 1 not in page.fitted


def test_a_persons_own_sheet_stays(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    book.type(f"{OWN}!A1", 42.0)
    refresh_results(excel.book(book))
    assert now(book)[OWN] == {(0, 0): 42.0} and not [
        w for w in excel.writes[1:] if w.startswith(OWN)
    ]


def test_the_reasons_of_cell_errors_come_with_a_check(excel: FakeExcel, tmp_path: Path) -> None:
    """VBA keeps what the functions said; a place that is a finding already is not told twice."""
    book = opened(excel, tmp_path, UDF)
    unit = place(book, "ledger.unit", 0)
    book.type(unit, "顿")
    excel.words = f"废钢铁!K12\t因子库中没有“电力”\n{unit}\t未知单位“顿”\n"
    check_data(excel.book(book))
    assert (
        "废钢铁!K12：因子库中没有“电力”" in excel.told[-1]
        and f"{unit}：未知单位“顿”" not in excel.told[-1]
    )


@pytest.mark.parametrize("action", [check_data, refresh_results])
@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("Could not load x.dll from:\r\nC:\\a", "Could not load x.dll from: C:\\a"),
        (
            "Unexpected Python Error: Traceback (most recent call last):\n  x\nE: 缺 numpy",
            "E: 缺 numpy",
        ),
        (None, ""),
        ("", ""),
    ],
)
def test_a_python_that_does_not_answer_cells_is_told(
    excel: FakeExcel, tmp_path: Path, action: Any, kept: str | None, told: str
) -> None:
    """Its error hides behind IFERROR; the reason must not."""
    excel.unanswered = kept
    action(excel.book(opened(excel, tmp_path, UDF)))
    found = [line for line in excel.told[-1].splitlines() if "没有得到 Python 的应答" in line]
    assert [f"原因：{told}。" in line for line in found] == [True] * bool(told)


def test_a_macro_that_does_not_answer_does_not_spoil_a_check(
    excel: FakeExcel, tmp_path: Path
) -> None:
    book = opened(excel, tmp_path, UDF)
    live = excel.book(book)
    live._xlwings.macro = None
    check_data(live)
    assert "已写入“检查结果”表" in excel.told[-1]


def test_print_areas_reach_what_was_written(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    page = book.Worksheets("检查结果")
    before = page.PageSetup.PrintArea
    for row in range(7):
        book.type(place(book, "ledger.unit", row), f"顿{row}")
        book.type(place(book, "ledger.way", row), "")
    check_data(excel.book(book))
    last = max(at[0] for at in now(book)["检查结果"]) + 1
    assert int(page.PageSetup.PrintArea.rpartition("$")[2]) == last > int(before.rpartition("$")[2])


def test_a_workbook_that_is_not_ours_is_left_alone(excel: FakeExcel, tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    with xlsxwriter.Workbook(path) as plain:
        plain.add_worksheet("表1").write(0, 0, 1)
    book = FakeWorkbook(excel, path)
    for action in WRITING:
        action(excel.book(book))
        assert "不是本工具的评价工作簿" in excel.told[-1] and "Traceback" not in excel.told[-1]
    assert excel.writes == []
