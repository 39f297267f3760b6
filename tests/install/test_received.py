"""A workbook that came from somebody: clean, tampered with, marked, or no workbook at all."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from parkeval_xl.forms import book as declared
from parkeval_xl.graph import NATIVE
from parkeval_xl.install.answer import FAULT, OK, WARNING, Answer
from parkeval_xl.install.received import Received
from parkeval_xl.workbook.save import save
from parkeval_xl.workbook.vba import project, sources
from parkeval_xl.workbook.vba.project import module
from tests.install.conftest import PLAN
from tests.install.fake_machine import FakeMachine, clean

PROJECT = "xl/vbaProject.bin"


def answers(path: Path, machine: FakeMachine | None = None) -> dict[str, Answer]:
    return {t.id: t.answer for t in Received(machine or clean(system="linux"), path).results()}


def changed(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with changed parts."""
    with zipfile.ZipFile(path) as source:
        parts = [(item, change(item.filename, source.read(item))) for item in source.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for item, content in parts:
            target.writestr(item.filename, content)
    return path


def with_modules(path: Path, edit: Callable[[str], str], extra: str = "") -> Path:
    """The workbook with a macro project of edited sources, as somebody else would write it."""
    with zipfile.ZipFile(path) as source:
        count = sum(name.startswith("xl/worksheets/sheet") for name in source.namelist())
    modules = [
        replace(m, source=edit(m.source)) for m in sources.modules(sources.sheet_code_names(count))
    ]
    if extra:
        modules.append(module("Extra", "standard", extra))
    binary = project.build(modules)
    return changed(path, lambda name, content: binary if name == PROJECT else content)


def test_a_file_as_released_is_the_very_bytes(book: Path) -> None:
    told = answers(book)
    assert {k: a.state for k, a in told.items()} == {
        "file": OK,
        "file_macros": OK,
        "file_origin": "not applicable",
        "file_settings": OK,
        "file_place": OK,
    }
    assert "逐字节相同" in told["file_macros"].what[0]


def test_the_same_source_in_other_bytes_is_not_called_verified(book: Path) -> None:
    answer = answers(with_modules(book, lambda source: source + "\r\n\r\n"))["file_macros"]
    assert answer.state == WARNING and "无法核对" in answer.what[0] and "convert" in answer.mend[0]


@pytest.mark.parametrize(
    ("edit", "extra", "says"),
    [
        (
            lambda s: s.replace(
                "' Nothing runs",
                'Sub Workbook_Open()\r\nShell "calc"\r\nEnd Sub\r\n\' Nothing runs',
            ),
            "",
            "ThisWorkbook",
        ),
        (lambda s: s, 'Sub Auto_Open()\r\nShell "calc"\r\nEnd Sub\r\n', "Extra"),
    ],
)
def test_foreign_macros_are_named(
    book: Path, edit: Callable[[str], str], extra: str, says: str
) -> None:
    answer = answers(with_modules(book, edit, extra))["file_macros"]
    assert (
        answer.state == FAULT
        and says in answer.what[0]
        and says in answer.what[1]
        and "不要启用" in answer.mend[0]
    )


def test_a_file_of_another_xlwings_says_which(book: Path) -> None:
    answer = answers(with_modules(book, lambda s: s.replace("0.37.8", "0.33.1")))["file_macros"]
    assert answer.state == FAULT and "0.33.1" in answer.what[0]


def test_settings_inside_the_file_that_name_an_interpreter(book: Path) -> None:
    changed(
        book,
        lambda name, content: content.replace(b"ADD_WORKBOOK_TO_PYTHONPATH", b"INTERPRETER_WIN"),
    )
    answer = answers(book)["file_macros"]
    assert answer.state == FAULT and "xlwings.conf" in answer.what[0]


def test_settings_beside_the_file_that_name_an_interpreter(book: Path) -> None:
    book.with_name("xlwings.conf").write_text('"INTERPRETER_WIN","C:\\evil.exe"\n')
    assert answers(book)["file_settings"].state == FAULT


def test_a_damaged_macro_project_is_foreign(book: Path) -> None:
    answer = answers(
        changed(book, lambda name, content: content[:3000] if name == PROJECT else content)
    )
    assert answer["file_macros"].state == FAULT and PROJECT in answer["file_macros"].what[0]


def test_bytes_of_ours_beside_another_project_do_not_verify_it(book: Path) -> None:
    other = project.build(
        [replace(m, source=m.source + "\r\n") for m in sources.modules(sources.sheet_code_names(1))]
    )
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/other.bin", other)
    changed(
        book,
        lambda name, content: (
            content.replace(b"vbaProject.bin", b"other.bin")
            if name.endswith("workbook.xml.rels")
            else content
        ),
    )
    assert answers(book)["file_macros"].state == WARNING


def test_a_file_without_macros(tmp_path: Path) -> None:
    save(declared(PLAN), NATIVE, tmp_path / "a.xlsx")
    assert answers(tmp_path / "a.xlsx")["file_macros"].what[0] == "没有宏"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"MZ", b"a text"])
def test_no_workbook_is_told_not_raised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsm"
    path.write_bytes(content)
    told = answers(path)
    assert (
        told["file"].state == FAULT
        and "file_macros" not in told
        and "不要启用" in told["file"].mend[0]
    )


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        (b"[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://mail.example\r\n", WARNING),
        (b"[ZoneTransfer]\r\nzoneid = 4\r\n", WARNING),
        (b"[ZoneTransfer]\r\nZoneId=2\r\n", OK),
        (b"\xff\x00 rubbish", OK),
        (None, OK),
    ],
)
def test_the_mark_of_the_web(book: Path, mark: bytes | None, state: str) -> None:
    machine = clean()
    if mark is not None:
        machine.files[f"{book}:Zone.Identifier"] = mark
    answer = answers(book, machine)["file_origin"]
    assert answer.state == state and ("解除锁定" in answer.mend[0]) == (state == WARNING)


def test_the_place_of_the_file(book: Path) -> None:
    cloud = clean(environment={"OneDriveCommercial": str(book.parent)})
    assert "OneDrive" in answers(book, cloud)["file_place"].what[0]
    deep = book.parent / ("很长的文件夹" * 10) / ("很长的文件夹" * 10) / ("x" * 100)
    deep.mkdir(parents=True)
    shutil.copy(book, deep / book.name)
    answer = answers(deep / book.name, clean())["file_place"]
    assert answer.state == WARNING and "218" in answer.what[0]
