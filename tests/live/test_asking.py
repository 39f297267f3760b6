"""解释此单元格, 下一处缺失, 导出评价报告, 帮助 on a workbook open in a played Excel."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from parkeval_xl import __version__
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts import excel_book
from parkeval_xl.live import help as help_module
from parkeval_xl.live.actions import (
    ACTIONS,
    check_data,
    explain_cell,
    export_report,
    next_missing,
    show_help,
)
from parkeval_xl.live.book import LiveProblem
from parkeval_xl.live.words import first, reason
from parkeval_xl.report.explanation import explain_cell as explanation_of_file
from parkeval_xl.workbook.problems import problem
from parkeval_xl.workbook.save import save
from tests.hosts.fake_excel import ComError, FakeExcel, FakeWorkbook
from tests.live.open_books import now, opened, place
from tests.weights_books import declared

NAME = "示例园区（虚构）_2024_评价报告"


@pytest.fixture
def excel() -> FakeExcel:
    return FakeExcel()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were opened for reading."""
    texts: list[str] = []
    monkeypatch.setattr(
        excel_book, "_open", lambda path: texts.append(path.read_text(encoding="utf-8-sig"))
    )
    return texts


# ---- any action ----------------------------------------------------------------------------------
QUIET = [explain_cell, next_missing, export_report, show_help]


@pytest.mark.parametrize("action", QUIET, ids=lambda a: a.__name__)
@pytest.mark.parametrize("works", [True, False])
def test_reading_changes_nothing_and_never_raises(
    excel: FakeExcel, tmp_path: Path, shown: list[str], action: Callable[..., None], works: bool
) -> None:
    book = opened(excel, tmp_path, UDF)
    book.go("评价结果!E18")
    book.saves_fail, excel.answers = not works, [False]
    kept = excel.settings(), [book.Worksheets(s.name).state() for s in book.package.sheets]
    action(excel.book(book))
    assert (
        excel.settings(),
        [book.Worksheets(s.name).state() for s in book.package.sheets],
    ) == kept
    assert excel.writes == [] and len(excel.told) + len(excel.asked) == 1
    failures = [t for t in excel.told if t.startswith("!")]
    label = ACTIONS[action.__name__].label_zh
    assert failures == (
        [] if works or action is show_help else [f"! “{label}”没有完成：磁盘已满。"]
    )


def test_an_action_survives_a_host_that_is_gone(tmp_path: Path) -> None:
    class Gone:
        def __getattr__(self, name: str) -> None:
            raise OSError("RPC 服务器不可用")

    for action in ACTIONS.values():
        action.function(Gone())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (problem("TARGET_IN_USE", name="报告.xlsx"), "正在 Excel 或 WPS 中打开"),
        (LiveProblem("没有工作表"), "没有工作表"),
        (ComError("内存不足。"), "内存不足。"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (RuntimeError("断开"), "断开"),
        (KeyError(), "KeyError"),
    ],
)
def test_the_reason_of_a_failure_is_what_a_person_can_read(error: Exception, words: str) -> None:
    assert words in reason(error) and "Traceback" not in reason(error)


def test_long_lists_are_cut_and_say_so() -> None:
    assert first(["短", "长" * 200, "三", "四"], 2) == ["短", "长" * 109 + "…", "……另有 2 项"]
    assert first(["短"], 2) == ["短"]


# ---- 解释此单元格 ----
def test_a_figure_is_explained_shortly_and_on_demand_whole(
    excel: FakeExcel, tmp_path: Path, shown: list[str]
) -> None:
    book = opened(excel, tmp_path)
    at = place(book, "scrap_steel.reduction")
    book.type(place(book, "ledger.utilised", 6), 51300.0)
    state = tmp_path / "state.xlsx"
    book.SaveCopyAs(str(state))
    whole = explanation_of_file(state, at)
    book.go(at)
    excel.answers = [True]
    explain_cell(excel.book(book))
    short = excel.asked[0].splitlines()
    assert short[0] == whole.splitlines()[0] and at in short[1], (
        "the formula in numbers, then the cell"
    )
    assert len(short) <= 16 and all(len(line) <= 110 for line in short)
    assert shown == [f"{whole}\n"] and f"{len(whole.splitlines())} 行" in excel.asked[0]


def test_what_is_short_needs_no_question(
    excel: FakeExcel, tmp_path: Path, shown: list[str]
) -> None:
    book = opened(excel, tmp_path)
    at = place(book, "ledger.utilised", 6)
    book.go(at)
    explain_cell(excel.book(book))
    assert excel.asked == shown == [] and at in excel.told[0] and "园区填报" in excel.told[0]


@pytest.mark.parametrize(
    ("cell", "words"), [("封面!A1", "不是填报或计算的单元格"), ("", "请先选中一个单元格")]
)
def test_a_cell_without_a_figure_is_told(
    excel: FakeExcel, tmp_path: Path, cell: str, words: str
) -> None:
    book = opened(excel, tmp_path)
    if cell:
        book.go(cell)
    else:
        book.window.ActiveCell = None  # a chart sheet
    explain_cell(excel.book(book))
    assert words in excel.told[0] and not excel.told[0].startswith("!")


# ---- 下一处缺失 ----
def test_the_missing_ones_are_visited_in_order_and_round_again(
    excel: FakeExcel, tmp_path: Path
) -> None:
    book = opened(excel, tmp_path)
    wanted = [
        place(book, "park.body"),
        place(book, "ledger.role", 2),
        place(book, "ledger.utilised", 6),
    ]
    for cell in wanted[:2]:
        book.type(cell, "")
    book.type(wanted[2], "待填")
    book.go(wanted[0])
    visited = []
    for _ in range(4):
        next_missing(excel.book(book))
        visited.append(book.at)
    assert visited == [wanted[1], wanted[2], wanted[0], wanted[1]]
    assert [t.splitlines()[0] for t in excel.told] == [
        f"缺失共 3 处，这是第 {n} 处。" for n in (2, 3, 1, 2)
    ]


def test_nothing_missing_is_told(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    book.go("园区信息!B6")
    next_missing(excel.book(book))
    assert excel.told == ["没有缺失：必填的都已填写。"] and book.at == "园区信息!B6"


def test_a_hidden_sheet_is_named(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    cell = place(book, "park.body")
    book.type(cell, "")
    book.Worksheets(cell.split("!")[0]).Visible = 0
    next_missing(excel.book(book))
    assert cell in excel.told[0] and "隐藏" in excel.told[0]


# ---- 导出评价报告 ----
def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()} - {"园区.xlsx", "园区.xlsm"}


def test_the_report_of_the_open_state_goes_beside_the_workbook(
    excel: FakeExcel, tmp_path: Path
) -> None:
    book = opened(excel, tmp_path)
    book.type(place(book, "park.name"), "改了名的园区")
    export_report(excel.book(book))
    assert names(tmp_path) == {"改了名的园区_2024_评价报告.xlsx", "改了名的园区_2024_评价报告.pdf"}
    assert excel.told[0].splitlines()[1:] == [
        str(tmp_path / f"改了名的园区_2024_评价报告{x}") for x in (".xlsx", ".pdf")
    ]
    workbook = openpyxl.load_workbook(tmp_path / "改了名的园区_2024_评价报告.xlsx", read_only=True)
    assert (
        workbook.sheetnames[0] == "评价报告"
        and (tmp_path / "改了名的园区_2024_评价报告.pdf").read_text() == "%PDF"
    )


@pytest.mark.parametrize(
    "saved_at", ["", "https://d.docs.live.net/1/Documents"], ids=["never saved", "in the cloud"]
)
@pytest.mark.parametrize("cancels", [True, False])
def test_without_a_folder_the_person_is_asked(
    excel: FakeExcel, tmp_path: Path, saved_at: str, cancels: bool
) -> None:
    book = opened(excel, tmp_path, place=saved_at)
    (tmp_path / "报告").mkdir()
    excel.chosen = None if cancels else tmp_path / "报告"
    export_report(excel.book(book))
    assert names(tmp_path) == {"报告"}
    assert names(tmp_path / "报告") == (set() if cancels else {f"{NAME}.xlsx", f"{NAME}.pdf"})
    assert ("没有选择文件夹" in excel.told[0]) == cancels


@pytest.mark.parametrize("replaces", [True, False])
def test_an_older_report_is_replaced_only_where_the_person_agrees(
    excel: FakeExcel, tmp_path: Path, replaces: bool
) -> None:
    book = opened(excel, tmp_path)
    (tmp_path / f"{NAME}.pdf").write_text("old", encoding="ascii")
    excel.answers = [replaces]
    export_report(excel.book(book))
    assert f"{NAME}.pdf" in excel.asked[0] and "替换" in excel.asked[0]
    assert (tmp_path / f"{NAME}.pdf").read_text(encoding="ascii") == ("%PDF" if replaces else "old")
    second = {f"{NAME}_2.xlsx", f"{NAME}_2.pdf"}
    assert names(tmp_path) == (
        {f"{NAME}.xlsx", f"{NAME}.pdf"} if replaces else {f"{NAME}.pdf", *second}
    )


def test_a_report_with_errors_says_so(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    book.type(place(book, "ledger.unit", 0), "顿")
    export_report(excel.book(book))
    assert "检查发现错误 " in excel.told[0] and f"{NAME}.xlsx" in excel.told[0]


def test_where_excel_cannot_print_the_workbook_stays(excel: FakeExcel, tmp_path: Path) -> None:
    book = opened(excel, tmp_path)
    excel.pdf = None
    export_report(excel.book(book))
    assert names(tmp_path) == {f"{NAME}.xlsx"} and not excel.told[0].startswith("!")
    assert "PDF 没有生成：未安装打印机。" in excel.told[0] and f"{NAME}.xlsx" in excel.told[0]


def test_a_report_held_by_another_program_is_told(
    excel: FakeExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file that is open."""
    book = opened(excel, tmp_path)
    (tmp_path / f"{NAME}.xlsx").write_bytes(b"old")
    excel.answers = [True]
    replace = os.replace

    def refuse(source: object, target: object) -> None:
        if str(target).endswith(f"{NAME}.xlsx"):
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    export_report(excel.book(book))
    assert (
        excel.told[0].startswith("! “导出评价报告”没有完成")
        and "正在 Excel 或 WPS 中打开" in excel.told[0]
    )
    assert (
        names(tmp_path) == {f"{NAME}.xlsx"} and (tmp_path / f"{NAME}.xlsx").read_bytes() == b"old"
    )


def test_evidence_beside_the_workbook_is_found_though_a_copy_is_read(
    excel: FakeExcel, tmp_path: Path
) -> None:
    book = opened(excel, tmp_path)
    (tmp_path / "批复.pdf").write_bytes(b"")
    for key, row, text in (
        ("number", 0, "E01"),
        ("path", 0, "批复.pdf"),
        ("number", 1, "E02"),
        ("path", 1, "没有.pdf"),
    ):
        book.type(place(book, f"evidence.{key}", row), text)
    check_data(excel.book(book))
    codes = [row.get(5) for row in _rows(now(book)["检查结果"]).values()]
    assert codes.count("EVIDENCE_FILE_ABSENT") == 1


def _rows(cells: dict[tuple[int, int], object]) -> dict[int, dict[int, object]]:
    out: dict[int, dict[int, object]] = {}
    for (row, column), value in cells.items():
        out.setdefault(row, {})[column] = value
    return out


# ---- 帮助, and workbooks of ours that are no parks ----
def test_help_names_every_button_and_opens_the_manual(
    excel: FakeExcel, tmp_path: Path, shown: list[str]
) -> None:
    book = opened(excel, tmp_path)
    excel.answers = [True]
    show_help(excel.book(book))
    assert all(
        a.label_zh in excel.asked[0] and a.tip_zh in excel.asked[0] for a in ACTIONS.values()
    )
    assert __version__ in excel.asked[0] and shown[0].startswith("# 使用手册")


def test_help_without_the_manual_says_where_it_is(
    excel: FakeExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_module, "MANUAL", "none.md")
    show_help(excel.book(opened(excel, tmp_path)))
    assert "docs/manual.md" in excel.told[0] and not excel.asked


def test_a_workbook_of_weights_is_told_apart(excel: FakeExcel, tmp_path: Path) -> None:
    book = FakeWorkbook(excel, save(declared(), NATIVE, tmp_path / "权重.xlsx"))
    check_data(excel.book(book))
    assert "指标权重工作簿" in excel.told[0] and "weights" in excel.told[0]
