"""Cells changed in place: what else is in the file stays, and other programs read the new
values."""

from __future__ import annotations

import errno
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import AppPrediction, FileFormat, OpenXmlValidator, predict
from python_calamine import CalamineWorkbook

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.package import FileProblem, Package
from parkeval_xl.workbook.patch import PatchReport, patch, replace_parts
from tests.campaign import times
from tests.workbook.samples import (
    MAIN,
    SHEET,
    by_openpyxl,
    by_xlsxwriter,
    converted,
    rezipped,
    with_cells,
)

PARK = "园区信息"
PLAIN = with_cells('<row r="1"><c r="A1"><v>1</v></c></row>')


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode("utf-16"), "FILE_UNUSUAL"),
        (
            (
                f'<worksheet xmlns="{MAIN}" '
                f'xmlns:x="{MAIN}"><sheetData><x:row/></sheetData></worksheet>'
            ).encode(),
            "FILE_UNUSUAL",
        ),
        (
            (
                f'<worksheet xmlns="{MAIN}"><sheetData><row r="2"/><row '
                'r="1"/></sheetData></worksheet>'
            ).encode(),
            "FILE_DAMAGED",
        ),
        (f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"/></sheetData>'.encode(), "FILE_DAMAGED"),
        (
            b'<?xml version="1.0" encoding="GBK"?><worksheet><sheetData/></worksheet>',
            "FILE_DAMAGED",
        ),
    ],
)
def test_sheets_that_cannot_be_changed_in_place(tmp_path: Path, sheet: bytes, code: str) -> None:
    package = Package.from_bytes(rezipped(PLAIN, {SHEET: sheet}), "a.xlsx")
    with pytest.raises(FileProblem) as caught:
        patch(package, {"甲": {(0, 0): 1}}, tmp_path / "b.xlsx")
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("edits", "error"),
    [
        ({"没有": {(0, 0): 1}}, FileProblem),
        ({PARK: {(0, 0): math.nan}}, ValueError),
        ({PARK: {(0, 0): math.inf}}, ValueError),
        ({PARK: {(-1, 0): 1}}, ValueError),
        ({PARK: {(0, 16_384): 1}}, ValueError),
        ({PARK: {(1_048_576, 0): 1}}, ValueError),
        ({PARK: {(0, 0): "字" * 32_768}}, ValueError),
        ({PARK: {(0, 0): [1]}}, TypeError),
    ],
)
def test_an_edit_no_cell_can_hold(tmp_path: Path, edits: Any, error: type[Exception]) -> None:
    source = by_xlsxwriter(tmp_path / "a.xlsx")
    before = source.read_bytes()
    with pytest.raises(error):
        patch(source, edits, source)
    assert source.read_bytes() == before and list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("value", "read"), [(np.float64(0.1), 0.1), (np.int64(3), 3.0), (np.bool_(True), True)]
)
def test_numpys_scalars_are_pythons(tmp_path: Path, value: Any, read: object) -> None:
    patch(Package.from_bytes(PLAIN, "a.xlsx"), {"甲": {(0, 0): value}}, tmp_path / "b.xlsx")
    cell = scan(Package.open(tmp_path / "b.xlsx"), "甲")[0, 0]
    assert cell.value == read and type(cell.value) is type(read)


EDITS: dict[tuple[int, int], Any] = {
    (1, 1): 3.5,  # a number for a number
    (2, 0): "新 文字",  # a text for a shared string
    (3, 1): None,  # blank
    (4, 2): 0.25,  # into a styled blank cell
    (5, 1): "待填",  # a text for a number
    (1, 3): 7.0,  # results of formulas
    (2, 3): "不适用",
    (3, 3): "",
    (4, 3): CellError.VALUE,
    (10, 3): 1.0,  # was an error
    (13, 3): 8.0,  # an array formula and the cell it fills
    (14, 3): 9.0,
    (40, 9): "远处",  # cells and rows that were not there
    (30, 0): 5,
    (0, 20): True,
}


def _expect_clean(path: Path) -> None:
    """The independent judge expects Excel to open the file cleanly."""
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(str(path))
    assert predict(result).prediction is AppPrediction.OPENS_CLEAN, [
        e.description for e in result.errors
    ]
    assert not result.errors


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_threaded_comments(path: Path) -> Path:
    """A threaded comment as Excel keeps it, and a part nobody knows."""
    parts = _parts(path)
    rels, types = "xl/worksheets/_rels/sheet1.xml.rels", "[Content_Types].xml"
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threa'
        b'dedcomments"/>'
    )
    relationship = (
        b'<Relationship Id="rIdT" '
        b'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
        b' Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    override = (
        b'<Override PartName="/xl/threadedComments/threadedComment1.xml"'
        b' ContentType="application/vnd.ms-excel.threadedcomments+xml"/></Types>'
    )
    added = {
        "xl/threadedComments/threadedComment1.xml": thread,
        rels: parts[rels].replace(b"</Relationships>", relationship),
        types: parts[types].replace(b"</Types>", override),
    }
    assert set(replace_parts(path, added, path)) == set(added)
    return path


def test_a_rich_workbook_keeps_everything_else(tmp_path: Path) -> None:
    source, target = (
        _with_threaded_comments(by_xlsxwriter(tmp_path / "a.xlsx")),
        tmp_path / "b.xlsx",
    )
    report = patch(source, {PARK: EDITS}, target)
    assert report == PatchReport((SHEET,), len(EDITS))
    old, new = _parts(source), _parts(target)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {SHEET}
    for part in (
        "xl/comments1.xml",
        "xl/drawings/drawing1.xml",
        "xl/media/image1.png",
        "xl/charts/chart1.xml",
        "xl/threadedComments/threadedComment1.xml",
        "xl/worksheets/sheet2.xml",
    ):
        assert part in new
    tail = old[SHEET][old[SHEET].index(b"</sheetData>") :]
    assert (
        new[SHEET].endswith(tail)
        and b"x14:sparkline" in tail
        and b"mergeCell" in tail
        and b"x14:dataBar" in tail
    )
    _expect_clean(target)


def test_other_programs_read_the_new_values(tmp_path: Path) -> None:
    source, target = by_xlsxwriter(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    patch(source, {PARK: EDITS}, target)
    old, new = openpyxl.load_workbook(source), openpyxl.load_workbook(target)
    values = openpyxl.load_workbook(target, data_only=True)[PARK]
    rows = (
        CalamineWorkbook.from_path(target).get_sheet_by_name(PARK).to_python(skip_empty_area=False)
    )
    for (row, column), value in EDITS.items():
        error = isinstance(value, CellError)
        assert values.cell(row + 1, column + 1).value == (value.text if error else value or None)
        assert rows[row][column] == ("" if error or value is None else value)
        before, after = old[PARK].cell(row + 1, column + 1), new[PARK].cell(row + 1, column + 1)
        if before.data_type == "f" or before.has_style:
            assert after.style_id == before.style_id
        if before.data_type == "f":
            assert after.data_type == "f"


def test_libreoffice_reads_a_patched_file_and_patched_files_of_its_own(
    tmp_path: Path, soffice: None
) -> None:
    source = converted(by_xlsxwriter(tmp_path / "a.xlsx"), tmp_path / "office")
    target = tmp_path / "b.xlsx"
    report = patch(source, {PARK: EDITS}, target)
    assert report.changed_parts == (Package.open(source).worksheet(PARK).part,)
    again = scan(Package.open(converted(target, tmp_path / "office")), PARK)
    shown = {place: again[place].value if place in again else None for place in EDITS}
    # Calc computes anew what has an error for its cached value (D5: B5 * 2) and array formulas
    # (B2:B3 * 2).
    assert shown == EDITS | {(4, 3): 10.0, (13, 3): 7.0, (14, 3): 5.0}


@pytest.mark.parametrize("shared", [True, False])
def test_text_is_clean_with_and_without_shared_strings(tmp_path: Path, shared: bool) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("甲").write(0, 0, "有" if shared else 1)
    book.close()
    patch(tmp_path / "a.xlsx", {"甲": {(1, 1): " 文字 ", (2, 2): "=1"}}, tmp_path / "b.xlsx")
    _expect_clean(tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["甲"]
    assert (sheet["B2"].value, sheet["C3"].value, sheet["C3"].data_type) == (" 文字 ", "=1", "s")
    rows = (
        CalamineWorkbook.from_path(tmp_path / "b.xlsx")
        .get_sheet_by_name("甲")
        .to_python(skip_empty_area=False)
    )
    assert (rows[1][1], rows[2][2]) == (" 文字 ", "=1")


def test_openpyxls_file_gets_cached_values(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "a.xlsx")
    patch(path, {PARK: {(1, 1): 3.0, (2, 1): CellError.DIV0}}, path)
    cells = scan(Package.open(path), PARK)
    assert [cells[place][:2] for place in ((1, 1), (2, 1))] == [
        (3.0, "B1*2"),
        (CellError.DIV0, "1/0"),
    ]


def test_the_same_patch_gives_the_same_bytes_and_keeps_the_zip_as_it_was(tmp_path: Path) -> None:
    source = by_xlsxwriter(tmp_path / "a.xlsx")
    source.write_bytes(rezipped(source.read_bytes(), {"xl/folder/": b""}, zipfile.ZIP_STORED))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("custom/x.txt", "x", zipfile.ZIP_DEFLATED)
    patch(source, {PARK: EDITS}, tmp_path / "b.xlsx")
    patch(source, {PARK: EDITS}, tmp_path / "c.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.xlsx") as new:
        for before, after in zip(old.infolist(), new.infolist(), strict=True):
            for name in ("filename", "compress_type", "date_time", "external_attr"):
                assert getattr(before, name) == getattr(after, name)


def test_a_new_part_comes_last(tmp_path: Path) -> None:
    source = by_xlsxwriter(tmp_path / "a.xlsx")
    parts = {"xl/vbaProject.bin": b"v", SHEET: Package.open(source).read(SHEET)}
    assert replace_parts(source, parts, tmp_path / "b.xlsx") == ("xl/vbaProject.bin",)
    assert list(_parts(tmp_path / "b.xlsx")) == [*_parts(source), "xl/vbaProject.bin"]
    with pytest.raises(ValueError):
        replace_parts(source, {"../x": b""}, tmp_path / "c.xlsx")


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _open_elsewhere(*_: object) -> None:
    raise PermissionError(errno.EACCES, "sharing violation")


@pytest.mark.parametrize(
    ("where", "fault", "code"),
    [
        ("fsync", _full, "TARGET_DISK_FULL"),
        ("replace", _open_elsewhere, "TARGET_IN_USE"),
        ("replace", _full, "TARGET_DISK_FULL"),
    ],
)
def test_a_failure_leaves_the_file_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    fault: Callable[..., None],
    code: str,
) -> None:
    source = by_xlsxwriter(tmp_path / "a.xlsx")
    before = source.read_bytes()
    monkeypatch.setattr(f"parkeval_xl.workbook.target.os.{where}", fault)
    with pytest.raises(FileProblem) as caught:
        patch(source, {PARK: EDITS}, source)
    assert caught.value.code == code and "a.xlsx" in caught.value.reason_zh
    assert source.read_bytes() == before and list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("target", ["no/such/b.xlsx", ""])
def test_a_target_that_cannot_be(tmp_path: Path, target: str) -> None:
    source = by_xlsxwriter(tmp_path / "a.xlsx")
    with pytest.raises(FileProblem) as caught:
        patch(source, {}, tmp_path / target)
    assert caught.value.code == "TARGET_FOLDER"
    assert list(tmp_path.iterdir()) == [source]


def test_a_link_and_the_files_mode_survive(tmp_path: Path) -> None:
    source = by_xlsxwriter(tmp_path / "a.xlsx")
    source.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(source)
    patch(link, {PARK: {(1, 1): 2.0}}, link)
    assert link.is_symlink() and source.stat().st_mode & 0o777 == 0o640
    assert scan(Package.open(source), PARK)[1, 1].value == 2.0


_VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.none(),
    st.sampled_from(CellError),
    st.text(max_size=20),
    st.sampled_from(["待填", "不适用", "=1+1", "_x000B_", "\r\n", " ", "<v>", "]]>"]),
)
_PLACES = st.tuples(st.integers(0, 45), st.integers(0, 22))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Package]:
    folder = tmp_path_factory.mktemp("sources")
    return [
        Package.open(by_xlsxwriter(folder / "a.xlsx")),
        Package.open(by_openpyxl(folder / "b.xlsx")),
    ]


@settings(max_examples=times(60), deadline=None)
@given(st.integers(0, 1), st.dictionaries(_PLACES, _VALUES, max_size=30))
def test_what_is_patched_reads_back_and_nothing_else_changes(
    packages: list[Package],
    tmp_path_factory: pytest.TempPathFactory,
    which: int,
    edits: dict[tuple[int, int], Any],
) -> None:
    source, target = packages[which], tmp_path_factory.getbasetemp() / "patched.xlsx"
    report = patch(source, {PARK: edits}, target)
    patched = Package.open(target)
    assert set(report.changed_parts) <= {SHEET}
    assert {**patched.members, SHEET: b""} == {**source.members, SHEET: b""}
    old, new = scan(source, PARK), scan(patched, PARK)
    for place in old.keys() | new.keys() | edits.keys():
        before, after = old.get(place), new.get(place)
        if place not in edits:
            assert before == after
            continue
        value = edits[place]
        shown = after.value if after else None
        assert shown == value or (shown in (None, "") and value in (None, ""))
        assert isinstance(shown, bool) == isinstance(value, bool)
        assert (after.formula if after else None) == (before.formula if before else None)
