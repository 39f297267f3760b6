"""The finished editions: judged by openxml-audit, pyOpenVBA and LibreOffice, and part by part."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree
from openxml_audit import AppPrediction, FileFormat, OpenXmlValidator, predict
from pyopenvba import ExcelFile
from pyopenvba.integrity import check_file

from parkeval_xl import cli, functions
from parkeval_xl.hosts import excel
from parkeval_xl.live import ribbon
from parkeval_xl.live.actions import ACTIONS
from parkeval_xl.workbook import macros
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.vba import project, sources, wrappers

SHEETS = ("封面", "废钢铁", "设置")
NS = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    **{
        "x14": "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
        "ui": "http://schemas.microsoft.com/office/2009/07/customui",
    },
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workbook as XlsxWriter leaves it: Chinese sheet names, one hidden, one with a tab
    colour, a formula."""
    path = tmp_path_factory.mktemp("macros") / "plain.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in SHEETS:
            book.add_worksheet(name)
        sheet = book.get_worksheet_by_name("废钢铁")
        sheet.set_tab_color("#FFC000")
        sheet.write_row(0, 0, [5, 2])
        sheet.write_formula(0, 2, "=PARK_SOLID_WASTE(A1,B1)", None, 3)
        sheet.write_comment(0, 0, "利用量")
        sheet.data_validation("D1", {"validate": "list", "source": ["是", "否"]})
        book.get_worksheet_by_name("设置").hide()
        book.define_name("park_residue", "=废钢铁!$B$1")
    return path


@pytest.fixture(scope="module", params=[False, True], ids=["native", "udf"])
def finished(request: pytest.FixtureRequest, plain: Path) -> Path:
    suffix = "xlsm" if request.param else "xlsx"
    return macros.finish(plain, plain.with_name(f"finished.{suffix}"), macros=request.param)


@pytest.fixture(scope="module")
def udf(plain: Path) -> Path:
    return macros.finish(plain, plain.with_name("udf.xlsm"), macros=True)


def test_excel_is_expected_to_open_it_cleanly(finished: Path) -> None:
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(finished)
    assert [str(e) for e in result.errors] == []
    assert predict(result).prediction is AppPrediction.OPENS_CLEAN


def test_stored_values_are_trusted_when_opened(finished: Path) -> None:
    workbook = Package.open(finished).parse("xl/workbook.xml")
    assert [dict(c.attrib) for c in workbook.iterfind("m:calcPr", NS)] == [{"calcId": "191029"}]


def test_nothing_else_changes(plain: Path, finished: Path) -> None:
    before, after = Package.open(plain).members, Package.open(finished).members
    changed = {name for name in after if before.get(name) != after[name]}
    allowed = {"xl/workbook.xml"}
    if finished.suffix == ".xlsm":
        allowed |= {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
        allowed |= {macros.PROJECT_PART, macros.RIBBON_PART} | {
            f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)
        }
    assert changed == allowed
    assert list(after)[: len(before)] == list(before)


def test_the_same_input_gives_the_same_file(plain: Path, finished: Path) -> None:
    again = macros.finish(
        plain.read_bytes(), finished.with_name("again"), macros=finished.suffix == ".xlsm"
    )
    assert again.read_bytes() == finished.read_bytes()


def test_every_sheet_has_its_document_module(udf: Path) -> None:
    package = Package.open(udf)
    assert [(s.name, package.code_name(s.part)) for s in package.sheets] == [
        (n, f"Sheet{i}") for i, n in enumerate(SHEETS, 1)
    ]
    standard = ["xlwings", *(Path(name).stem for name in sources.OWN)]
    assert list(macros.modules(udf)) == ["ThisWorkbook", "Sheet1", "Sheet2", "Sheet3", *standard]


def test_an_independent_reader_finds_no_fault(udf: Path) -> None:
    report = check_file(udf)
    assert (report.issues, report.complete) == ((), True)
    with ExcelFile(udf) as book:
        assert book.validate() == []
        assert [r.name for r in book.references()] == ["stdole", "Office"]


def test_the_function_wizard_explains_every_argument(udf: Path) -> None:
    workbook = Package.open(udf).parse("xl/workbook.xml")
    found = {
        name.get("name"): [d.text for d in name.iterfind(".//x14:argumentDescription", NS)]
        for name in workbook.iterfind(".//x14:definedName", NS)
    }
    assert found == {n: [p.help_zh for p in f.params] for n, f in functions.REGISTRY.items()}
    groups = workbook.find("m:functionGroups", NS)
    assert groups is not None
    assert [g.get("name") for g in groups] == [excel.CATEGORY] == [macros.CATEGORY_NAME]


def test_each_button_of_the_ribbon_runs_its_action() -> None:
    root = etree.fromstring(sources.ribbon())
    assert [t.get("label") for t in root.iterfind(".//ui:tab", NS)] == ["园区评价"]
    buttons = list(root.iterfind(".//ui:button", NS))
    assert [b.get("label") for b in buttons] == [
        "检查数据",
        "下一处缺失",
        "解释此单元格",
        "刷新结果",
        "导出评价报告",
        "写入核定差异",
        "帮助",
    ]
    assert len({b.get("id") for b in buttons}) == len({b.get("imageMso") for b in buttons}) == 7
    ribbon_code = sources.text("ParkRibbon.bas")
    assert (
        'RunPython("from parkeval_xl.hosts import excel; excel.press(\'" & parts(0) & "\')")'
        in ribbon_code
    )
    for button, (name, action) in zip(buttons, ACTIONS.items(), strict=True):
        command, _, words = (button.get("tag") or "").partition("|")
        assert (command, button.get("label"), button.get("supertip")) == (
            name,
            action.label_zh,
            action.tip_zh,
        )
        assert re.fullmatch("[a-z_]+", command) and action.command in words and "命令行" in words
        assert all(
            len(button.get(key) or "") <= 1024 for key in ("tag", "screentip", "supertip")
        )  # what Office takes
        assert f"Public Sub {button.get('onAction')}(control As IRibbonControl)" in ribbon_code


def test_a_button_looks_for_python_as_xlwings_does_before_it_asks_xlwings() -> None:
    """xlwings says in English that it found none, and then returns as if all were well."""
    theirs, own = sources.xlwings_module(), sources.text("ParkRibbon.bas")
    assert 'MsgBox "Could not find Interpreter!"' in theirs
    for rule in (
        'nterpreter = GetConfig("INTERPRETER_WIN", "")',
        'nterpreter = GetConfig("INTERPRETER", "python")',
    ):
        assert rule in theirs and rule in own
    assert (
        'PYTHON_WIN <> "python" And PYTHON_WIN <> "pythonw"' in theirs
        and "If FileExists(PYTHON_WIN) Then" in theirs
    )
    assert (
        'interpreter <> "python" And interpreter <> "pythonw"' in own
        and "FileExists(interpreter)" in own
    )
    assert own.index("If Not ParkPythonFound() Then") < own.index("If RunPython(")
    assert "vbSystemModal" in own and own.isascii()


def test_the_ribbon_is_the_one_the_actions_give() -> None:
    """After a change: python -m parkeval_xl.live.ribbon"""
    assert ribbon.generate() == sources.text(sources.RIBBON)


def test_the_commands_named_on_buttons_exist() -> None:
    named = {a.command.split()[0] for a in ACTIONS.values()}
    assert named - {"--help"} <= set(cli.main.commands)


def rewritten(source: Path, target: Path, change: Callable[[dict[str, str]], None]) -> Path:
    """The workbook with other macro sources, as another program would store them."""
    texts = macros.modules(source)
    change(texts)
    kinds = {m.name: m.kind for m in sources.modules(sources.sheet_code_names(len(SHEETS)))}
    modules = [
        project.Module(name, kinds.get(name, "standard"), text) for name, text in texts.items()
    ]
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, project.build(modules) if name == macros.PROJECT_PART else old.read(name)
            )
    return target


def as_excel_saves(texts: dict[str, str]) -> None:
    """Excel writes source anew from what it compiled: spelling of names and spaces are its own."""
    for name, text in texts.items():
        text = (
            text.replace("parts(0)", "Parts( 0 )")
            .replace("        ", "      ")
            .replace("Next place", "Next Place")
        )
        texts[name] = text.replace(
            "\r\nOption Explicit", '\r\nAttribute VB_Control = "x, 1"\r\nOption Explicit\r\n'
        )


def add(name: str, code: str) -> Callable[[dict[str, str]], None]:
    return lambda texts: texts.update({name: texts.get(name, "") + code})


@pytest.mark.parametrize(
    ("change", "foreign"),
    [
        (lambda texts: None, []),
        (as_excel_saves, []),
        (add("Sheet9", "Option Explicit\r\n"), []),
        (add("Extra", "Sub A()\r\nEnd Sub\r\n"), ["Extra"]),
        (add("ThisWorkbook", "Private Sub Workbook_Open()\r\nEnd Sub\r\n"), ["ThisWorkbook"]),
        (add("Sheet2", 'Attribute A.B = "x" : Shell "y"\r\n'), ["Sheet2"]),
        (
            lambda texts: texts.update(
                ParkRibbon=texts["ParkRibbon"].replace("parkeval_xl", "other")
            ),
            ["ParkRibbon"],
        ),
        (lambda texts: texts.pop("xlwings"), []),
        (lambda texts: texts.update(xlwings_udfs=wrappers.imported()), []),
        (
            lambda texts: texts.update(
                xlwings_udfs=wrappers.imported().replace(wrappers.HOST, "other")
            ),
            ["xlwings_udfs"],
        ),
    ],
    ids=[
        "ours",
        "saved by Excel",
        "new sheet",
        "extra module",
        "at opening",
        "behind an attribute",
        "text",
        "missing",
        "imported again",
        "imported from another module",
    ],
)
def test_foreign_macros_are_named(
    udf: Path, tmp_path: Path, change: Callable[[dict[str, str]], None], foreign: list[str]
) -> None:
    assert macros.foreign_modules(rewritten(udf, tmp_path / "received.xlsm", change)) == foreign


def test_a_workbook_without_macros_has_none(plain: Path) -> None:
    assert (macros.modules(plain), macros.foreign_modules(plain)) == ({}, [])


@pytest.mark.usefixtures("soffice")
def test_libreoffice_finds_the_modules(udf: Path, tmp_path: Path) -> None:
    program = shutil.which("soffice") or "soffice"
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "ods",
            "--outdir",
            tmp_path,
            udf,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with zipfile.ZipFile(tmp_path / "udf.ods") as document:
        basic = {
            Path(n).stem: document.read(n).decode()
            for n in document.namelist()
            if n.startswith("Basic/")
        }
    assert {
        "ThisWorkbook",
        "Sheet3",
        "xlwings",
        *(Path(name).stem for name in sources.OWN),
    } <= basic.keys()
    assert (
        "Function PARK_EMISSION(activity, activity_unit, factor, factor_unit)"
        in basic["xlwings_udfs"]
    )
