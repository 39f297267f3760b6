"""The committed template as it is handed out: its macros read by others, its formulas with values,
its names for VBA."""

from __future__ import annotations

import posixpath
import re
from importlib.resources import files
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import AppPrediction, FileFormat, OpenXmlValidator, predict
from pyopenvba import ExcelFile
from pyopenvba.integrity import check_file

from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.vba import sources, wrappers

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "workbook_template.xlsm"
ADDIN = ROOT / "addin" / "excel"


@pytest.fixture(scope="module")
def package() -> Package:
    return Package.open(TEMPLATE)


def code(text: str) -> list[str]:
    """Source without the attributes of the module, which are not code of ours."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [line for line in lines if line and not re.match(r"Attribute VB_\w+ = ", line)]


def test_olevba_lists_every_module_with_the_source_of_this_repository(package: Package) -> None:
    found = {
        Path(name).stem: text for _, _, name, text in VBA_Parser(str(TEMPLATE)).extract_macros()
    }
    sheets = {package.code_name(s.part) for s in package.sheets}
    own = {
        path.stem: path.read_text(encoding="ascii")
        for path in ADDIN.glob("*.*")
        if path.suffix in (".bas", ".cls") and path.name != sources.ACCEPTANCE
    }
    xlwings = (files("xlwings") / "xlwings.bas").read_text(encoding="utf-8")
    assert (
        set(found) == {*sheets, *own, "xlwings"}
        and own[Path(wrappers.FILE).stem] == wrappers.generate()
    )
    for name, text in {
        **own,
        "xlwings": xlwings,
        **dict.fromkeys(sheets, "Option Explicit"),
    }.items():
        assert code(found[name]) == code(text), name


def test_the_macros_of_xlwings_keep_their_licence() -> None:
    found = {
        Path(name).stem: text for _, _, name, text in VBA_Parser(str(TEMPLATE)).extract_macros()
    }
    assert "BSD 3-clause license" in found["xlwings"] and "Zoomer Analytics" in found["xlwings"]


def test_pyopenvba_finds_no_fault() -> None:
    report = check_file(TEMPLATE)
    assert (report.issues, report.complete) == ((), True)
    with ExcelFile(TEMPLATE) as book:
        assert book.validate() == []
        assert [r.name for r in book.references()] == ["stdole", "Office"], (
            "no add-in that a recipient might lack"
        )


@pytest.mark.slow
def test_excel_is_expected_to_open_it_cleanly() -> None:
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(TEMPLATE)
    assert [str(e) for e in result.errors] == [] and predict(
        result
    ).prediction is AppPrediction.OPENS_CLEAN


def test_every_formula_has_a_value_beside_it_and_nothing_forces_another(package: Package) -> None:
    formulas = [
        cell
        for s in package.sheets
        for cell in scan(package, s.name).values()
        if cell.formula is not None
    ]
    assert len(formulas) > 5000 and [c for c in formulas if not c.cached] == []
    calculation = re.findall(rb"<calcPr[^>]*>", package.read(package.workbook_part))
    assert calculation == [b'<calcPr calcId="191029"/>']
    assert not any(posixpath.basename(name) == "calcChain.xml" for name in package.members), (
        "Excel makes its own"
    )


def test_names_for_vba_are_ascii_whatever_the_sheets_are_called(package: Package) -> None:
    names = [package.code_name(s.part) for s in package.sheets]
    assert all(re.fullmatch("Sheet[0-9]+", n) for n in names) and len(set(names)) == len(names)
    assert any(not s.name.isascii() for s in package.sheets)
    assert b'codeName="ThisWorkbook"' in package.read(package.workbook_part)
