"""Every button on the workbook of an index alone, open in a played Excel."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from parkeval_xl.graph import NATIVE
from parkeval_xl.hosts import excel_book
from parkeval_xl.live.actions import ACTIONS
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.save import save
from tests import areas
from tests.hosts.fake_excel import FakeExcel, FakeWorkbook
from tests.live.open_books import place


@pytest.fixture
def excel() -> FakeExcel:
    return FakeExcel()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    declared, inputs, raw = from_json(areas.content(dp_co2={"y4_verified": 1_600_000}))
    folder = tmp_path_factory.mktemp("made")
    return save(declared, NATIVE, folder / "新区.xlsx", inputs, raw=raw)


def opened(excel: FakeExcel, made: Path, folder: Path) -> FakeWorkbook:
    return FakeWorkbook(excel, Path(shutil.copy(made, folder)))


@pytest.mark.parametrize("name", ACTIONS)
def test_no_button_fails(
    excel: FakeExcel, made: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel_book, "_open", lambda path: None)
    book = opened(excel, made, tmp_path)
    book.go(place(book, "yearly.index"))
    excel.answers = [False]
    ACTIONS[name].function(excel.book(book))
    said = [*excel.told, *excel.asked]
    assert said and not [t for t in said if t.startswith("!") or "没有完成" in t], said


def test_the_next_missing_cell_and_the_report(excel: FakeExcel, made: Path, tmp_path: Path) -> None:
    book = opened(excel, made, tmp_path)
    book.type(place(book, "park.body"), "")
    ACTIONS["next_missing"].function(excel.book(book))
    assert book.at == place(book, "park.body")
    ACTIONS["export_report"].function(excel.book(book))
    workbook = openpyxl.load_workbook(
        tmp_path / "示例新区（虚构）_2024_评价报告.xlsx", read_only=True
    )
    assert workbook.sheetnames[0] == "协同评价报告"
