"""What Calc must bear: very many calls, an interpreter killed in the middle, another language, a
file locked or damaged."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import xlsxwriter

from parkeval_xl.core.values import CellError
from parkeval_xl.graph import UDF
from parkeval_xl.hosts.calc import Office, find_soffice, sources
from parkeval_xl.hosts.calc_process import find_uno_python, goes_astray

from .. import store
from .calc_people import Desk, click
from .calc_window import settle

HERE = Path(__file__).parent
CALLS = 10_000


@pytest.fixture
def stand_in(soffice: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


def column(path: Path, formula: str, rows: int) -> Path:
    """A workbook whose column A holds a formula of its row."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表")
        for row in range(rows):
            sheet.write_formula(row, 0, formula.format(row + 1))
    return path


@pytest.mark.slow
def test_ten_thousand_calls_in_a_row(stand_in: None, tmp_path: Path) -> None:
    file = column(tmp_path / "many.xlsx", "=PARK_TWICE({})", CALLS)
    with Office.start(functions="stand_in", path=[HERE]) as office, office.open(file) as book:
        book.recalculate()
        assert book.read("表") == [[2.0 * (row + 1)] for row in range(CALLS)]


@pytest.mark.slow
@pytest.mark.repeated
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interpreter_killed_while_cells_calculate(stand_in: None, tmp_path: Path) -> None:
    """The call under way is made again; every cell ends right."""
    file = column(tmp_path / "slow.xlsx", "=PARK_SLEEP(0.01*({0}>0))", 300)
    with Office.start(functions="stand_in", path=[HERE]) as office, office.open(file) as book:
        book.set({("表", 0, 2): "=PARK_PROCESS(1)"})
        book.recalculate()
        [[first]] = book.read("表", "C1")
        assert isinstance(first, float)
        timer = threading.Timer(1.0, os.kill, (int(first), signal.SIGKILL))
        timer.start()
        book.recalculate()
        assert not timer.is_alive()  # it was killed within
        assert {cell for [cell] in book.read("表", "A1:A300")} == {0.01}
        book.recalculate()
        assert book.read("表", "C1") != [[first]]


LANGUAGES = {"zh-CN": "zh-CN", "de-DE": "de"}  # of formats and of the words on the screen


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_calc_in_another_language(language: str, own_desk: Desk, tmp_path: Path) -> None:
    """Decimal commas and German names of functions: the file and the results are the same."""
    file, desk = store.copy(store.LEAN, tmp_path, UDF), own_desk
    with desk.office() as office, office.open(file, shown=True) as book:
        usual = book.read("评价结果")
    settle(
        desk.profile,
        ("Setup/L10N", "ooSetupSystemLocale", language),
        ("Office.Linguistic/General", "UILocale", LANGUAGES[language]),
        ("Office.Calc/Formula/Syntax", "EnglishFunctionName", "false"),
    )
    with desk.office() as office, office.open(file, shown=True) as book:
        book.recalculate()
        assert book.read("评价结果") == usual
        click(book, "check_data")
        assert "已写入“检查结果”表" in desk.said()[0]["text"]
        book.save()
    with zipfile.ZipFile(file) as package:
        sheets = "".join(
            package.read(n).decode()
            for n in package.namelist()
            if n.startswith("xl/worksheets/sheet")
        )
    assert "PARK_" in sheets and "SUM(" in sheets and "SUMME(" not in sheets
    assert not any(isinstance(cell, CellError) for row in usual for cell in row)


# ---- mending a saved file, without an office ----
@pytest.fixture
def mend(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(sources() / "pythonpath"))
    return importlib.import_module("parkeval_calc.mend")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", b"no zip at all"])
def test_a_damaged_file_is_left_as_it_is(content: bytes, mend: ModuleType, tmp_path: Path) -> None:
    kept = mend.kept(str(store.copy(store.LEAN, tmp_path / "good.xlsm", UDF)))
    assert kept["project"]
    bad = tmp_path / "bad.xlsm"
    bad.write_bytes(content)
    assert mend.kept(str(bad)) is None
    assert not mend.mend(str(bad), kept, {})
    assert bad.read_bytes() == content
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.xlsm", "good.xlsm"]


def test_mending_a_file_of_ours_changes_nothing_in_it(mend: ModuleType, tmp_path: Path) -> None:
    file = store.copy(store.LEAN, tmp_path, UDF)
    twin = Path(shutil.copy(file, tmp_path / "twin.xlsm"))
    os.utime(twin, ns=(1_600_000_000_123_456_789, 1_600_000_000_123_456_789))
    assert mend.mend(str(twin), mend.kept(str(file)), {})
    assert (
        twin.stat().st_mtime_ns == 1_600_000_000_123_456_789
    )  # Calc takes another time for another person's change
    with zipfile.ZipFile(file) as one, zipfile.ZipFile(twin) as other:
        assert one.namelist() == other.namelist()
        differing = {n for n in one.namelist() if one.read(n) != other.read(n)}
    assert differing <= {
        n for n in differing if n.startswith("xl/worksheets/") or n == "xl/workbook.xml"
    }  # order of attributes
    assert mend.kept(str(twin)) == mend.kept(str(file))


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere LibreOffice brings its own Python"
)
def test_another_python_before_that_of_the_system_is_found_out_and_does_no_harm(
    soffice: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice's Python looks for its library beside the first python3 on PATH: here one whose
    library is empty."""
    program = find_soffice()
    assert program is not None
    python = find_uno_python(program)
    asked = subprocess.run(
        [python, "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    )
    library = tmp_path / "other" / "lib" / asked.stdout.strip()
    (library / "lib-dynload").mkdir(parents=True)
    (library / "os.py").touch()
    other = tmp_path / "other" / "bin" / "python3"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", os.defpath)
    assert not goes_astray(python)
    monkeypatch.setenv("PATH", os.pathsep.join([str(other.parent), os.defpath]))
    assert goes_astray(python)
    book = column(tmp_path / "one.xlsx", "=ROW(A{})", 1)
    with Office.start() as office, office.open(book) as document:
        document.recalculate()
        assert document.read("表") == [[1.0]]
