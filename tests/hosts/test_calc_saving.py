"""A workbook of ours opened, changed and saved in Calc with the extension, so that Excel can take
it over; and the way Calc → file → headless → refresh → Calc."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import AppPrediction, FileFormat, OpenXmlValidator, predict

from parkeval_xl.core.values import CellError
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.refresh import refresh
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import to_json
from parkeval_xl.workbook.macros import modules
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import EXTENSION

from .. import store
from .calc_people import Desk, with_password

LEDGER = "物料台账"


@pytest.fixture(scope="module")
def office(desk_office: Office) -> Office:
    return desk_office


@pytest.fixture(scope="module")
def parks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("parks")
    return {e: store.copy(store.LEAN, folder, e) for e in EXTENSION}


@pytest.fixture(params=[pytest.param(NATIVE, marks=pytest.mark.slow), UDF])
def file(request: pytest.FixtureRequest, parks: dict[str, Path], tmp_path: Path) -> Path:
    park = parks[request.param]
    return Path(shutil.copy(park, tmp_path / park.name))


def codes(path: Path) -> list[tuple[str, str, str]]:
    return sorted((f.code, f.sheet, f.cell) for f in review(path).findings)


def entered(path: Path) -> dict[str, Any]:
    """What people entered; the record of the review is written by `refresh`."""
    return {id: x for id, x in to_json(load(path))["inputs"].items() if not id.startswith("review")}


def spoilt(path: Path) -> list[tuple[str, str, str]]:
    """Findings on the file that nothing a person did explains."""
    return [
        f
        for f in codes(path)
        if f[0]
        in ("FORMULA_CHANGED", "FORMULA_LOST", "VALUE_STALE", "VALUE_NOT_CACHED", "NAME_MISSING")
    ]


def counted(path: Path) -> dict[str, int]:
    """How often each thing of a sheet stands in a file that must outlive Calc."""
    package = Package.open(path)
    texts = [package.read(s.part).decode() for s in package.sheets]
    return {
        tag: sum(len(re.findall(rf"<{tag}[ >/]", t)) for t in texts)
        for tag in (
            "sheetProtection",
            "dataValidation",
            "conditionalFormatting",
            "mergeCell",
            "pane",
            "legacyDrawing",
            "tabColor",
        )
    }


def test_saved_unchanged_it_is_the_workbook_it_was(
    file: Path, parks: dict[str, Path], office: Office
) -> None:
    before = file.read_bytes()
    with office.open(file, shown=True) as book:
        assert not book.modified
        for _ in range(3):  # each save finds what the last one left
            book.save()
            assert not book.modified
        assert book.read("评价结果")  # and it still answers
        book.recalculate()
        assert not any(isinstance(x, CellError) for row in book.read("评价结果") for x in row)
    original = file.with_name(f"was{file.suffix}")
    original.write_bytes(before)
    assert file.read_bytes() != before
    assert codes(file) == codes(original)
    assert entered(file) == entered(original)
    one, other = Package.open(original), Package.open(file)
    assert other.defined_names == one.defined_names
    assert counted(file) == counted(original)
    assert [(s.name, s.state) for s in other.sheets] == [(s.name, s.state) for s in one.sheets]
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(file)
    assert ([str(e) for e in result.errors], predict(result).prediction) == (
        [],
        AppPrediction.OPENS_CLEAN,
    )


def test_a_password_on_a_sheet_costs_no_macros(
    parks: dict[str, Path], office: Office, tmp_path: Path
) -> None:
    file = with_password(parks[UDF], tmp_path / "园区.xlsm", LEDGER)
    for _ in range(2):
        with office.open(file, shown=True) as book:
            book.recalculate()
            assert not any(isinstance(x, CellError) for row in book.read("评价结果") for x in row)
            book.save()
        with zipfile.ZipFile(parks[UDF]) as one, zipfile.ZipFile(file) as other:
            assert other.read("xl/vbaProject.bin") == one.read("xl/vbaProject.bin")
            assert 'calcId="191029"' in other.read("xl/workbook.xml").decode()
            assert b"codeName=" in other.read("xl/workbook.xml")


def test_macros_written_in_calc_are_told_not_to_be_in_the_file(
    desk: Desk, parks: dict[str, Path], office: Office, tmp_path: Path
) -> None:
    file = Path(shutil.copy(parks[UDF], tmp_path / "园区.xlsm"))
    with office.open(file, shown=True, macros=True) as book:
        book.add_sheet("附加")  # a sheet brings an empty module
        book.save()
        assert desk.said() == []
        for number in (7, 8):  # written, then changed
            assert (
                book.call_basic(f"Function Mine()\nMine = {number}\nEnd Function", "Mine") == number
            )
            book.save()
            [said] = desk.said()
            assert said["code"] == "macros" and "Called" in said["text"]
        book.save()
        assert desk.said() == []  # once is enough
    with zipfile.ZipFile(parks[UDF]) as one, zipfile.ZipFile(file) as other:
        assert other.read("xl/vbaProject.bin") == one.read("xl/vbaProject.bin")


@pytest.fixture
def saved(parks: dict[str, Path], office: Office, tmp_path: Path) -> Path:
    """The edition with functions, opened where macros may run, changed and saved."""
    file = Path(shutil.copy(parks[UDF], tmp_path / "园区.xlsm"))
    with office.open(file, shown=True, macros=True) as book:
        book.add_sheet("附加")
        book.set({("附加", 0, 0): "某人写的"})
        book.rename_sheet("封面", "首页")
        book.save()
    return file


def test_excel_finds_its_macros_ribbon_and_help(saved: Path, parks: dict[str, Path]) -> None:
    assert modules(saved) == modules(parks[UDF])
    assert any("Function PARK_" in source for source in modules(saved).values())
    with zipfile.ZipFile(parks[UDF]) as one, zipfile.ZipFile(saved) as other:
        for part in ("xl/vbaProject.bin", "customUI/customUI14.xml"):
            assert other.read(part) == one.read(part)
        assert other.testzip() is None
        workbook = other.read("xl/workbook.xml").decode()
        assert b"relationships/ui/extensibility" in other.read("_rels/.rels")
        assert b"macroEnabled.main+xml" in other.read("[Content_Types].xml")
        help_of = re.compile(r"<x14:argumentDescription\b.*?</x14:argumentDescription>")
        assert (
            help_of.findall(workbook) == help_of.findall(one.read("xl/workbook.xml").decode()) != []
        )
    assert 'calcId="191029"' in workbook
    assert "fullCalcOnLoad" not in workbook
    parser = VBA_Parser(str(saved))
    assert parser.detect_vba_macros()
    assert "xlwings_udfs" in {Path(name).stem for *_, name, _ in parser.extract_macros()}
    parser.close()


def test_sheets_keep_their_names_in_vba_whatever_they_are_called(
    saved: Path, parks: dict[str, Path]
) -> None:
    def names(path: Path) -> dict[str, str]:
        package = Package.open(path)
        found = {
            s.name: re.search(r'<sheetPr[^>]*codeName="(\w+)"', package.read(s.part).decode())
            for s in package.sheets
        }
        return {name: match[1] for name, match in found.items() if match}

    before = names(parks[UDF])
    assert names(saved) == {
        "首页" if name == "封面" else name: code for name, code in before.items()
    }
    cells = openpyxl.load_workbook(saved, keep_vba=True)
    assert cells["附加"]["A1"].value == "某人写的"
    formulas = [
        c.value
        for row in cells["废钢铁"].iter_rows()
        for c in row
        if isinstance(c.value, str) and "PARK_" in c.value
    ]
    assert formulas and all(
        re.search(r"(?<![.\w])PARK_[A-Z_]+\(", f) and "ORG." not in f.upper() for f in formulas
    )


def test_what_a_person_did_survives_calc_headless_refresh_and_calc(
    file: Path, office: Office
) -> None:
    with office.open(file, shown=True) as book:
        for sheet in (LEDGER, "园区信息"):
            book.unprotect(sheet)
        place = load(file).layout.places["ledger.intake"]
        at = (place.sheet, *place.at(0))
        book.set({at: 4321.5})
        book.comment(LEDGER, at[1], at[2], "复核过")
        book.paint(LEDGER, at[1], at[2], 0x00FF88)
        book.add_sheet("测算底稿")
        book.set({("测算底稿", 1, 1): f"={LEDGER}!{chr(65 + at[2])}{at[1] + 1}*2"})
        book.insert_rows("园区信息", 3, 2)
        book.insert_columns(LEDGER, 0)
        book.set({(LEDGER, 0, 0): "我的列"})
        book.save()
    moved = (at[1], at[2] + 1)
    first = entered(file)
    assert spoilt(file) == []  # what was not looked at is computed all the same
    assert first["ledger"][0]["intake"] == 4321.5
    refresh(review(file))
    assert entered(file) == first
    with office.open(file, shown=True) as book:
        assert book.read("测算底稿", "B2") == [[8643.0]]
        assert book.read_many([(LEDGER, *moved), (LEDGER, 0, 0)]) == {
            (LEDGER, *moved): 4321.5,
            (LEDGER, 0, 0): "我的列",
        }
        book.recalculate()
        book.save()
    assert entered(file) == first
    cell = openpyxl.load_workbook(file)[LEDGER].cell(moved[0] + 1, moved[1] + 1)
    assert cell.comment is not None and "复核过" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FF00FF88"
    assert spoilt(file) == []


def test_a_workbook_that_is_not_ours_is_saved_by_calc_alone(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsm"
    plain = openpyxl.Workbook()
    plain.active["A1"] = "settings_plan"
    plain.save(tmp_path / "别的.xlsx")
    with office.open(tmp_path / "别的.xlsx", shown=True) as book:
        assert not book.modified
        book.save_as(other)
    with zipfile.ZipFile(other) as package:
        assert "191029" not in package.read("xl/workbook.xml").decode()
