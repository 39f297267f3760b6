"""The Calc host: documents as a person handles them, and cells answered by Python through the
bridge."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from parkeval_xl.core.values import CellError
from parkeval_xl.hosts import calc, calc_document
from parkeval_xl.hosts.calc import CalcError, Document, Office

SHEET = "废 钢铁"
HERE = Path(__file__).parent
NA, VALUE, DIV0, NAME = CellError.NA, CellError.VALUE, CellError.DIV0, CellError.NAME


@pytest.fixture(scope="module", autouse=True)
def stand_in(soffice: None) -> Iterator[None]:
    """stand_in.py can be imported however the tests are started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        yield


def start(call_limit: float = calc.CALL_LIMIT, udf: bool = True) -> Office:
    return Office.start(udf, functions="stand_in", path=[HERE], call_limit=call_limit)


@pytest.fixture(scope="module")
def bridge(stand_in: None) -> Iterator[Office]:
    """An office whose cells call the stand-in functions."""
    with start() as office:
        yield office


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A path with a blank and Chinese characters; every cached value in it is wrong."""
    path = tmp_path / "某 园区" / "循环化 评价.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_column("A1", ["待填", 3.5, "１２", "1,234.5"])
        sheet.write_formula("B1", "=A2*2", value=99)
        sheet.write_formula("B2", "=PARK_TWICE(A2)", value=99)
        sheet.write_formula("B3", "=SUM(B1:B2)", value=99)
        sheet.write_formula("B4", '=IF(A6="","",1)', value="旧")
        book.add_worksheet("表2").write_formula("A1", f"='{SHEET}'!B3*10", value=99)
    return path


@pytest.fixture
def book(bridge: Office, file: Path) -> Iterator[Document]:
    with bridge.open(file) as document:
        yield document


INPUTS: list[float | str | None] = [
    "待填",
    3.5,
    None,
    '=""',
    "=NA()",
    '=VALUE("x")',
    "=1/0",
    "=TRUE()",
]  # F1:F8


def result(book: Document, formula: str) -> calc.CellValue:
    """What a cell shows beside inputs of every kind."""
    book.set(
        {
            **{(SHEET, row, 5): content for row, content in enumerate(INPUTS)},
            (SHEET, 20, 7): formula,
        }
    )
    book.recalculate()
    return book.read(SHEET, "H21")[0][0]


def test_cached_values_stay_until_recalculated(book: Document) -> None:
    before = book.read(SHEET)
    assert [row[1] for row in before] == [99, 99, 99, "旧"]
    book.recalculate()
    assert book.read(SHEET) == [["待填", 7.0], [3.5, 7.0], ["１２", 14.0], ["1,234.5", None]]
    assert book.read("表2") == [[140.0]]


def test_setting_cells_reaches_what_depends_on_them(book: Document) -> None:
    book.recalculate()
    book.set(
        {
            f"{SHEET}!A2": 5,
            f"'{SHEET}'!$D$1": f"=SUM('{SHEET}'!A2:B2,1)",
            (SHEET, 0, 0): None,
            ("表2", 4, 1): "文字",
        }
    )
    cells = ("表2!A1", (SHEET, 0, 3), f"{SHEET}!A1", "表2!B5")
    assert list(book.read_many(cells).values()) == [200.0, 16.0, None, "文字"]
    assert book.formulas(SHEET)[0] == [None, "=A2*2", None, f"=SUM($'{SHEET}'.A2:B2;1)"]


SEEN = [  # formula, what Python gets
    ("=PARK_SEEN(F1)", "'待填' None"),
    ("=PARK_SEEN(F2)", "3.5 None"),
    ("=PARK_SEEN(F3)", "None None"),
    ("=PARK_SEEN(F4)", "'' None"),
    ("=PARK_SEEN(A3)", "'１２' None"),
    ("=PARK_SEEN(F8)", "1.0 None"),  # Calc knows no truth values, only numbers shown as such
    ('=PARK_SEEN("a"&"b",2)', "'ab' 2.0"),
    ("=PARK_SEEN(F2,F1)", "3.5 '待填'"),
    ("=PARK_SEEN(F1:F4)", "(('待填',), (3.5,), (None,), ('',)) None"),
    ("=PARK_SEEN(F1:G2)", "(('待填', None), (3.5, None)) None"),
    ("=PARK_SEEN(F2:F2)", "((3.5,),) None"),
    ("=PARK_SEEN({1,2;3,4})", "((1.0, 2.0), (3.0, 4.0)) None"),
    ('=PARK_SEEN(IF(F3="","",F3))', "'' None"),
]


@pytest.mark.parametrize(("formula", "expected"), SEEN, ids=[formula for formula, _ in SEEN])
def test_arguments_reach_python(book: Document, formula: str, expected: str) -> None:
    assert result(book, formula) == expected


RESULTS = [
    ("=PARK_TWICE(F2)", 7.0),
    ("=PARK_TWICE(F1)", "待填"),
    ("=PARK_TWICE(F3)", None),
    ("=PARK_NUMPY(F2)", 0.875),
    ("=PARK_TALK(F1)", "待填"),  # what a function prints does not break the pipe
    # Calc does not call a function whose argument holds an error: the first one is the result
    ("=PARK_SEEN(F5)", NA),
    ("=PARK_SEEN(F6)", VALUE),
    ("=PARK_SEEN(F7)", DIV0),
    ("=PARK_SEEN(F1:F5)", NA),
    ("=PARK_SEEN(F1:F7)", NA),
    ("=PARK_SEEN(F6:F7)", VALUE),
    ("=PARK_SEEN(F2,F7)", DIV0),
    ("=PARK_SEEN(F1*1)", VALUE),
    # errors of ours are errors to Calc and poison what is above
    *((f'=PARK_ERROR("{e.name}")', e) for e in CellError),
    ('=SUM(1,PARK_ERROR("NA"))', NA),
    ('=IF(ISERROR(PARK_ERROR("VALUE")),"yes","no")', "yes"),
    ("=PARK_BUG(1)", VALUE),
    ("=PARK_NAN(1)", VALUE),
    ("=SUM(1,PARK_BUG(1))", VALUE),
    ("=PARK_SEEN()", VALUE),
    ("=PARK_UNKNOWN(1)", NAME),
    ("=SUM(PARK_TABLE(1))", NA),
    ("=INDEX(PARK_TABLE(1),1,2)", "二"),
]


@pytest.mark.parametrize(("formula", "expected"), RESULTS, ids=[formula for formula, _ in RESULTS])
def test_results_reach_the_cell(book: Document, formula: str, expected: calc.CellValue) -> None:
    assert result(book, formula) == expected


def test_reasons_and_tracebacks_are_in_the_log(bridge: Office, book: Document) -> None:
    result(book, '=PARK_ERROR("NA")')
    result(book, "=PARK_BUG(1)")
    assert "PARK_ERROR: 原因" in bridge.log
    assert "PARK_BUG: Traceback" in bridge.log
    assert "ZeroDivisionError" in bridge.log


def test_matrix_formula_fills_its_range_with_errors_as_errors(
    bridge: Office, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "m.xlsx")) as written:
        written.add_worksheet().write_array_formula("A1:B2", "{=PARK_TABLE(1)}")
    with bridge.open(tmp_path / "m.xlsx") as document:
        document.recalculate()
        assert document.read("Sheet1") == [[1.5, "二"], [NA, None]]


def test_errors_survive_saving(bridge: Office, book: Document, tmp_path: Path) -> None:
    assert result(book, '=PARK_ERROR("NA")') == NA
    copy = book.save_as(tmp_path / "副 本.xlsx")
    with bridge.open(copy) as document:
        assert document.read(SHEET, "F5:F7") == [[NA], [VALUE], [DIV0]]
        assert document.read(SHEET, "H21") == [[NA]]
        assert document.formulas(SHEET)[20][7] == '=PARK_ERROR("NA")'


def test_two_documents_are_apart(bridge: Office, book: Document, file: Path) -> None:
    with bridge.open(file) as other:
        other.set({f"{SHEET}!A2": 1})
        for document in (book, other):
            document.recalculate()
        assert (book.read("表2"), other.read("表2")) == ([[140.0]], [[40.0]])
    assert book.sheets == [SHEET, "表2"]


def test_rows_columns_and_sheets_move_as_by_hand(book: Document) -> None:
    book.insert_rows(SHEET, 0, 2)
    book.insert_columns(SHEET, 0)
    book.rename_sheet(SHEET, "新名")
    book.recalculate()
    assert book.read("表2") == [[140.0]]
    assert book.read("新名", "C3:C5") == [[7.0], [7.0], [14.0]]
    book.delete_sheet("新名")
    book.recalculate()
    assert book.sheets == ["表2"]
    [[orphan]] = book.read("表2")
    assert isinstance(orphan, CellError)  # =$#REF!.B3*10; Calc 7.4 shows Err:522 there


def test_protected_sheet_refuses_rows(bridge: Office, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "p.xlsx")) as written:
        written.add_worksheet("表").protect()
    with bridge.open(tmp_path / "p.xlsx") as document:
        with pytest.raises(CalcError, match="工作表“表”受保护"):
            document.insert_rows("表", 0)
        document.unprotect("表")
        document.insert_rows("表", 0)


OWN_MODULES = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:ooo="http://openoffice.org/2004/office" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded ooo:name="Standard">
<ooo:module ooo:name="xlwings_udfs"><ooo:source-code>Function PARK_TWICE(x)
PARK_TWICE = 999
End Function</ooo:source-code></ooo:module>
<ooo:module ooo:name="other"><ooo:source-code>Function OTHER(x)
OTHER = 5
End Function</ooo:source-code></ooo:module>
</ooo:library-embedded></ooo:libraries></office:script></office:scripts>
<office:body><office:spreadsheet><table:table table:name="表"><table:table-row>
<table:table-cell table:formula="of:=PARK_TWICE(4)"/><table:table-cell table:formula="of:=OTHER(4)"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document>
"""  # noqa: E501


def test_wrappers_of_a_document_give_way_and_its_macros_never_run(
    bridge: Office, tmp_path: Path
) -> None:
    (tmp_path / "own.fods").write_text(OWN_MODULES, encoding="utf-8")
    with bridge.open(tmp_path / "own.fods") as document:
        document.recalculate()
        [[ours, other]] = document.read("表")
    assert ours == 8.0
    assert other != 5.0


def damaged(file: Path) -> bytes:
    content = file.read_bytes()
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    "content",
    [
        damaged,
        lambda _: b"",
        lambda _: "园区,1\n".encode(),
        lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    ],
    ids=["truncated", "empty", "csv", "broken xls"],
)
def test_what_is_no_workbook_is_refused_in_words(
    bridge: Office, file: Path, tmp_path: Path, content
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content(file))
    with pytest.raises(CalcError, match=r"坏\.xlsx”无法打开：已损坏"):
        bridge.open(path)
    with bridge.open(file) as document:  # and the office is as well as before
        assert document.sheets == [SHEET, "表2"]


def test_refusals_say_what_to_name(
    bridge: Office, book: Document, tmp_path: Path, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    a_file = tmp_path / "文件"
    a_file.touch()
    for refused, words in [
        (lambda: bridge.open(tmp_path / "无.xlsx"), "找不到文件“.*无.xlsx”"),
        (lambda: book.read("没有"), f"没有工作表“没有”，现有：{SHEET}、表2"),
        (lambda: book.read(SHEET, "不是区域"), "没有区域“不是区域”"),
        (lambda: book.set({"B5": 1}), "“B5”不是单元格地址"),
        (lambda: book.save_as(tmp_path / "a.doc"), "不认识文件"),
        (lambda: book.save_as(a_file / "a.xlsx"), "无法保存"),
    ]:
        with pytest.raises(CalcError, match=words):
            refused()  # type: ignore[no-untyped-call]
    monkeypatch.setenv("PARKEVAL_LANG", "en")
    with pytest.raises(CalcError, match="there is no sheet “没有”"):
        book.read("没有")


def test_pdf(book: Document, tmp_path: Path) -> None:
    assert book.export_pdf(tmp_path / "表.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.repeated
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_killed_interpreter_is_started_again(bridge: Office, book: Document) -> None:
    process = result(book, "=PARK_PROCESS(1)")
    assert isinstance(process, float)
    os.kill(int(process), signal.SIGKILL)
    again = result(book, "=PARK_PROCESS(1)")
    assert isinstance(again, float)
    assert again != process


@pytest.mark.repeated
@pytest.mark.slow
def test_call_that_kills_its_interpreter(tmp_path: Path, file: Path) -> None:
    with start(call_limit=15) as office, office.open(file) as document:
        assert result(document, f'=PARK_DIE_ONCE("{tmp_path / "died"}")') == 1.0
        started = time.monotonic()
        document.set({(SHEET, r, 9): "=PARK_DIE(1)" for r in range(200)})
        document.recalculate()
        assert set(document.read(SHEET, "J1:J200")[-1]) == {VALUE}
        assert time.monotonic() - started < 10  # one cell has tried, twice
        assert result(document, "=IFERROR(PARK_TWICE(2)*1,7)") == 7.0


@pytest.mark.slow
def test_call_that_never_ends_is_an_error(file: Path) -> None:
    with start(call_limit=3) as office, office.open(file) as document:
        started = time.monotonic()
        assert result(document, "=PARK_SLEEP(600)") == VALUE
        assert time.monotonic() - started < 15


def test_wrong_interpreter_is_an_error_in_the_cell(file: Path) -> None:
    with Office.start(python="/nowhere/python") as office, office.open(file) as document:
        assert result(document, "=PARK_SOLID_WASTE(2,1)") == VALUE


def test_a_broken_interpreter_is_started_for_one_cell_and_not_for_each(
    tmp_path: Path, file: Path
) -> None:
    """Two attempts, as after any answer that failed to come; 300 cells compute without it."""
    with (
        Office.start(python=str(broken(tmp_path))) as office,
        office.open(file) as document,
    ):
        document.set({(SHEET, r, 9): f"=IFERROR(PARK_SOLID_WASTE({r},1)*1,-5)" for r in range(300)})
        document.recalculate()
        assert {row[-1] for row in document.read(SHEET, "J1:J300")} == {-5.0}
    assert starts(tmp_path) == 2


# ---- what the bridge remembers of a broken interpreter, alone --------------------------------
def broken(folder: Path) -> Path:
    """An interpreter that writes down that it was started, says why it ends and ends."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\necho x >> '{folder}/starts'\necho 'no numpy' >&2\nexit 1\n")
    program.chmod(0o755)
    return program


def starts(folder: Path) -> int:
    return len((folder / "starts").read_text().split())


@pytest.fixture
def child_module(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of the extension that speaks to the interpreter: standard library only."""
    monkeypatch.syspath_prepend(str(HERE.parents[1] / "addin" / "calc" / "pythonpath"))
    return importlib.import_module("parkeval_calc.child")


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_a_failure_is_remembered_until_it_is_time_or_a_button_is_pressed(
    child_module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(child_module.time, "monotonic", lambda: clock[0])
    child = child_module.Child([str(broken(tmp_path))], {})
    for _ in range(50):
        with pytest.raises(ConnectionError, match="no numpy"):
            child.ask("[]")
    assert (starts(tmp_path), child.reason) == (2, "no numpy")
    clock[0] += child_module.REST - 1
    with pytest.raises(ConnectionError):
        child.ask("[]")
    assert starts(tmp_path) == 2
    clock[0] += 2  # the time is over
    with pytest.raises(ConnectionError):
        child.ask("[]")
    assert starts(tmp_path) == 4
    child.try_again()  # a button
    with pytest.raises(ConnectionError):
        child.ask("[]")
    assert starts(tmp_path) == 6
    (tmp_path / "python").write_text("#!/bin/sh\nread line\necho 7\n")  # repaired
    child.try_again()
    assert (child.ask("[]"), child.reason) == ("7\n", "")
    child.end()


def alive(group: int) -> bool:
    """Whether a process of the group runs; those that ended and wait for init to take notice do not
    count."""
    table = subprocess.run(
        ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    return any(
        int(of) == group and not state.startswith("Z")
        for of, state in map(str.split, table.splitlines())
    )


def until(condition, seconds: float = 30) -> bool:  # type: ignore[no-untyped-def]
    limit = time.monotonic() + seconds
    while not condition() and time.monotonic() < limit:
        time.sleep(0.1)
    return bool(condition())


@pytest.mark.skipif(os.name == "nt", reason="process groups")
class TestNothingIsLeft:
    """No process of the office's group and no profile remain, however it ends."""

    @pytest.fixture(autouse=True)
    def temporary(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "tmp"
        folder.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(folder))
        return folder

    def test_twice(self, temporary: Path, file: Path) -> None:
        for _ in range(2):
            office = start()
            with office.open(file) as document:
                document.recalculate()
            group = office.process_id
            assert alive(group)
            office.close()
            office.close()
            assert not alive(group)
            assert list(temporary.iterdir()) == []
            with pytest.raises(CalcError, match="已关闭"):
                office.open(file)

    def test_exception(self, temporary: Path) -> None:
        with pytest.raises(RuntimeError), start(udf=False) as office:
            group = office.process_id
            raise RuntimeError
        assert not alive(group)
        assert list(temporary.iterdir()) == []

    @pytest.mark.repeated
    def test_office_killed(self, temporary: Path, file: Path) -> None:
        with start(udf=False) as office:
            os.killpg(office.process_id, signal.SIGKILL)
            with pytest.raises(CalcError, match="意外退出"):
                office.open(file)
            with pytest.raises(CalcError, match="已关闭"):
                office.open(file)
        assert list(temporary.iterdir()) == []

    @pytest.mark.repeated
    def test_driver_killed(self, temporary: Path, file: Path) -> None:
        with start() as office:
            group = office.process_id
            office._driver._process.kill()
            with pytest.raises(CalcError, match="意外退出"):
                office.open(file)
        assert until(lambda: not alive(group), 5)
        assert list(temporary.iterdir()) == []

    @pytest.mark.repeated
    def test_client_killed(self, temporary: Path) -> None:
        script = (
            "import sys, time; from parkeval_xl.hosts.calc import Office\n"
            "office = Office.start(udf=False); print(office.process_id, flush=True); "
            "time.sleep(600)"
        )
        environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(HERE.parents[1])}
        client = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            group = int(client.stdout.readline())  # type: ignore[union-attr]
            assert alive(group)
        finally:
            client.kill()
            client.communicate()
        assert until(lambda: not alive(group))
        assert until(lambda: list(temporary.iterdir()) == [])

    def test_no_office_starts(
        self, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = tmp_path / "soffice"
        broken.write_text("#!/bin/sh\necho 缺少共享库 >&2\nexit 77\n", encoding="utf-8")
        broken.chmod(0o755)
        monkeypatch.setenv("PARKEVAL_SOFFICE", str(broken))
        with pytest.raises(CalcError, match=r"LibreOffice 无法启动：.*exit code 77 .*缺少共享库"):
            start(udf=False)
        assert list(temporary.iterdir()) == []


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PARKEVAL_SOFFICE", str(tmp_path / "none"))
    assert calc.find_soffice() is None
    with pytest.raises(CalcError, match="没有找到 LibreOffice"):
        Office.start()


def test_recalculated(file: Path) -> None:
    values = calc.recalculated(file)
    assert values[SHEET][0] == ["待填", 7.0]
    assert values[SHEET][1] == [3.5, NAME]  # no functions of ours without udf
    assert values["表2"] == [[NAME]]


def test_functions_of_the_package_answer(file: Path) -> None:
    """2 t used, 0.5 t residue: 1.5 t; pending stays pending."""
    with Office.start() as office, office.open(file) as document:
        assert result(document, "=PARK_SOLID_WASTE(2,0.5)") == 1.5
        assert result(document, "=PARK_SOLID_WASTE(F1,0.5)") == "待填"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("表!B5", ("表", 4, 1)), ("'a''b!c'!$AA$10", ("a'b!c", 9, 26)), (("表", 1, 2), ("表", 1, 2))],
)
def test_addresses(cell: calc.Cell, expected: tuple[str, int, int]) -> None:
    assert calc_document.place(cell) == expected
