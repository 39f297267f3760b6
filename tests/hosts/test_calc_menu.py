"""The menu of Calc: every action on an open workbook, through the project's interpreter, and what
may go wrong on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from parkeval_xl.graph import UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.live.actions import ACTIONS
from parkeval_xl.workbook.read import load

from .. import store
from .calc_people import Desk, click, with_password


@pytest.fixture(scope="module")
def toys(
    installed: Desk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Office]]:
    toy = installed.copy(tmp_path_factory.mktemp("toys"))
    toy.change(actions=[*toy.settings["actions"][:-1], "calc_toy_actions"])
    with toy.office() as office:
        yield toy, office


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return store.copy(store.LEAN, tmp_path / "某园区 2024.xlsm", UDF)


def test_every_action_does_what_its_label_says(desk: Desk, desk_office: Office, file: Path) -> None:
    with desk_office.open(file, shown=True) as book:
        assert not book.modified
        told = {}
        for name in ACTIONS:
            click(book, name)
            told[name] = desk.said()
        assert [n for n, said in told.items() if any(s.get("failed") for s in said)] == []
        assert "已写入“检查结果”表" in told["check_data"][0]["text"]
        assert "已刷新" in told["refresh_results"][0]["text"]
        assert {
            Path(line).suffix for line in told["export_report"][-1]["text"].splitlines()[1:]
        } == {".xlsx", ".pdf"}
        assert told["explain_cell"] and told["show_help"] and told["next_missing"]
        assert book.modified
        findings = [row[0] for row in book.read("检查结果") if row[0] in ("错误", "警告", "提示")]
        assert findings
        book.save()
    reports = {p.suffix: p for p in file.parent.iterdir() if p != file}
    assert reports[".pdf"].read_bytes()[:5] == b"%PDF-"
    assert openpyxl.load_workbook(reports[".xlsx"]).sheetnames
    load(file)


def test_a_workbook_that_is_not_ours_is_told_so_and_left_alone(
    desk: Desk, desk_office: Office, tmp_path: Path
) -> None:
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    before = other.read_bytes()
    with desk_office.open(other, shown=True) as book:
        assert not book.modified
        for name in ACTIONS:
            click(book, name)
            said = desk.said()
            assert name == "show_help" or said[-1].get("failed"), name
        assert not book.modified
    assert other.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["别的.xlsx"]


# ---- the LiveBook ----
def test_writing_steps_over_protection_and_can_be_undone(
    toys: tuple[Desk, Office], file: Path
) -> None:
    desk, office = toys
    with office.open(file, shown=True) as book:
        click(book, "write")
        assert desk.said() == []
        assert book.read("园区信息", "AO1:AO3") == [["=1+1"], [2.5], ["007"]]  # texts stay texts
        assert book.read("园区信息", "AO4:AP4")[0][0] is not None  # an error value
        assert book.read("封面", "B61") == [["1-2"]]
        click(book, "look")
        assert "('园区信息', 1, 40)" in desk.said()[0]["text"]
        click(book, "refuse")
        assert desk.said() == [{"text": "没有工作表“没有”，现有：", "failed": True}]
        assert book.read("园区信息", "AP1") == [[None]]  # all or none
        before = book.read("园区信息", "AO1:AO4")
        for _ in range(2):  # heights, then contents
            book.dispatch(".uno:Undo")
        assert book.read("园区信息", "AO1:AO4") != before
        assert book.read("封面", "B61") == [[None]]
        book.save()
    protection = openpyxl.load_workbook(file)["园区信息"].protection
    assert protection.sheet and not protection.formatColumns and not protection.sort


def test_a_write_refused_for_a_password_leaves_what_the_person_typed(
    toys: tuple[Desk, Office], file: Path, tmp_path: Path
) -> None:
    desk, office = toys
    for locked in (
        "物料台账",
        "封面",
    ):  # the second and the first of the sheets to write: something was done before, and nothing
        with office.open(
            with_password(file, tmp_path / f"{locked}.xlsm", locked), shown=True
        ) as book:
            click(
                book, "write" if locked == "物料台账" else "write_free"
            )  # an earlier step of ours
            assert desk.said() == []
            book.set({("园区信息", 70, 40): "某人写的"})
            for _ in range(2):
                click(book, "write_locked")
                assert desk.said() == [
                    {
                        "text": f"工作表“{locked}”有保护密码，不能写入：请先撤销该表的保护",
                        "failed": True,
                    }
                ]
            assert book.read("园区信息", "AO71") == [["某人写的"]]
            assert book.read("园区信息", "AO2") == [[2.5]]
            assert book.read("封面", "B61") == ([["1-2"]] if locked == "物料台账" else [[None]])


def test_questions_folders_and_long_texts_reach_the_person(
    toys: tuple[Desk, Office], file: Path
) -> None:
    desk, office = toys
    with office.open(file, shown=True) as book:
        click(book, "ask")
    assert [s["text"] for s in desk.said()] == ["选文件夹", "可以吗", f"{desk.folder} True"]


def test_a_fault_in_an_action_is_told_and_the_next_one_runs(
    toys: tuple[Desk, Office], file: Path
) -> None:
    desk, office = toys
    with office.open(file, shown=True) as book:
        for name, words in (
            ("fail", "ZeroDivisionError"),
            ("die", "没有应答"),
            ("nothing", "没有完成"),
            ("look", file.name),
        ):
            click(book, name)
            [said] = desk.said()
            assert words in said["text"], name
        click(book, "write")  # the screen does not stand still any more
        assert book.read("园区信息", "AO2") == [[2.5]]


def test_two_workbooks_are_apart(toys: tuple[Desk, Office], file: Path) -> None:
    desk, office = toys
    twin = shutil.copy(file, file.with_name("另一个.xlsm"))
    with office.open(file, shown=True) as one, office.open(twin, shown=True) as other:
        click(one, "write")
        assert (one.read("园区信息", "AO2"), other.read("园区信息", "AO2")) == ([[2.5]], [[None]])
        click(other, "look")
        assert "另一个.xlsm" in desk.said()[0]["text"]
        other.save()
        one.save()
    assert load(file).edition == load(twin).edition == UDF


@pytest.mark.slow
def test_unsaved_and_opendocument_workbooks_give_a_copy_in_excels_format(
    toys: tuple[Desk, Office], file: Path
) -> None:
    desk, office = toys
    with office.open(file, shown=True) as book:
        ods = book.save_as(file.with_suffix(".ods"))
    with office.open(ods, shown=True) as book:
        click(book, "look")
        assert file.name in desk.said()[0]["text"]
        click(book, "copy")
    assert load(desk.folder / "copy.xlsm").edition == UDF


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {
                "functions": ["/nowhere/python"],
                "actions": ["/nowhere/python"],
                "python": "/nowhere/python",
            },
            "没有应答",
        ),
        pytest.param({"version": "0.0.1"}, "扩展是 parkeval-xl 0.0.1 的", marks=pytest.mark.slow),
    ],
)
def test_an_interpreter_that_is_gone_or_another_is_told_on_opening(
    change: dict[str, object], words: str, own_desk: Desk, file: Path
) -> None:
    desk = own_desk
    desk.change(**change)
    with desk.office() as office, office.open(file, shown=True) as book:
        assert words in desk.hears()[0]["text"]
        shown = book.read("评价结果")
        assert any(
            "符合" in str(cell) for row in shown for cell in row
        )  # the values of the file stay
        click(book, "check_data")
        assert ("没有应答" in desk.said()[-1]["text"]) == ("python" in change)


def test_a_button_asks_again_and_tells_why_cells_got_no_answer(own_desk: Desk, file: Path) -> None:
    """The actions have a Python and the cells have none: only the message can tell."""
    own_desk.change(functions=["/nowhere/python"])
    with own_desk.office() as office, office.open(file, shown=True) as book:
        own_desk.hears()
        click(book, "check_data")
        [said] = [s["text"] for s in own_desk.said() if "检查结果" in s.get("text", "")]
        assert "没有得到 Python 的应答" in said and "/nowhere/python" in said


@pytest.mark.slow
def test_saving_without_an_interpreter_keeps_the_values_of_the_file(
    own_desk: Desk, file: Path
) -> None:
    def shown() -> dict[str, list[tuple[object, ...]]]:
        return {
            sheet.title: list(sheet.values)
            for sheet in openpyxl.load_workbook(file, data_only=True)
        }

    desk = own_desk
    desk.change(functions=["/nowhere/python"], python="/nowhere/python")
    before = shown()
    with desk.office() as office, office.open(file, shown=True) as book:
        assert "没有应答" in desk.hears()[0]["text"]
        book.set({("封面", 60, 1): "某人写的"})
        book.save()
    after = shown()
    assert after["封面"][60][1] == "某人写的"
    spoilt = [
        (name, r + 1, c + 1, cell, kept)
        for name, rows in before.items()
        for r, row in enumerate(rows)
        for c, (cell, kept) in enumerate(zip(row, after[name][r], strict=False))
        if (
            kept != pytest.approx(cell)
            if isinstance(cell, float)
            else cell not in (None, "") and kept != cell
        )
    ]
    assert spoilt == []
