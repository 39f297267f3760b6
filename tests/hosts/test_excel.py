"""xlwings' real call_udf() over a played COM layer; the ribbon's command on a played workbook."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parkeval_xl import functions
from parkeval_xl.core.values import CellError
from parkeval_xl.hosts import excel, excel_book
from tests.hosts import fake_com
from tests.hosts.fake_com import FakeRange

# One call of each function that gives a number; all variants below start from it.
GOOD: dict[str, tuple[Any, ...]] = {
    "PARK_EMISSION": (100.0, "t", 0.5, "tCO2/t"),
    "PARK_REDUCTION": ((("基准线",), ("项目",), ("泄漏",)), ((9.0,), (4.0,), (1.0,))),
    "PARK_TOTAL": ("项目", (("基准线",), ("项目",)), ((9.0,), (4.0,))),
    "PARK_SOLID_WASTE": (100.0, 8.0),
    "PARK_UTILISATION": (((80.0,), (10.0,)), ((100.0,), (20.0,)), ((0.0,), (0.0,))),
    "PARK_SCORE": (70.0, ((60.0,), (80.0,), (87.5,)), ((0.0,), (0.8,), (1.0,))),
    "PARK_INDEX": (((1.0,), (0.5,)), ((0.6,), (0.4,))),
    "PARK_CHANGE": (90.0, 100.0),
}
BY_HAND = {
    "PARK_EMISSION": 50.0,  # 100 × 0.5
    "PARK_REDUCTION": 4.0,  # 9 − 4 − 1
    "PARK_TOTAL": 4.0,
    "PARK_SOLID_WASTE": 92.0,  # 100 − 8
    "PARK_UTILISATION": 0.75,  # (80 + 10) ÷ (100 + 20)
    "PARK_SCORE": 0.4,  # halfway between 60 and 80
    "PARK_INDEX": 80.0,  # 100 × (0.6 + 0.4 × 0.5)
    "PARK_CHANGE": -0.1,  # (90 − 100) ÷ 100
}

# What COM delivers for a cell, and what the cell holds for the functions. Numbers of errors: [MS-OAUT] 2.2.8, xlCVErr
CELLS = [
    (None, None), ("", ""), (0.0, 0.0), (-3.5, -3.5), ("待填", "待填"), ("不适用", "不适用"), ("abc", "abc"),
    ("１２", "１２"), ("1,234.5", "1,234.5"), ("95%", "95%"), (True, True), (Decimal("12.5"), 12.5),
    (dt.datetime(2025, 1, 2), CellError.VALUE), (-2146826281, CellError.DIV0), (-2146826246, CellError.NA),
    (-2146826259, CellError.NAME), (-2146826288, CellError.NULL), (-2146826252, CellError.NUM),
    (-2146826265, CellError.REF), (-2146826273, CellError.VALUE),
]  # fmt: skip
RANGES = {"numbers", "texts", "area", "matrix"}


def test_every_function_is_tried_here() -> None:
    assert GOOD.keys() == BY_HAND.keys() == functions.REGISTRY.keys()


def in_excel(name: str, arguments: Sequence[Any], *, as_reference: bool = True) -> fake_com.Shown:
    return fake_com.call(name, *(FakeRange(a) if as_reference else a for a in arguments))


def expected(name: str, arguments: Sequence[Any]) -> fake_com.Shown:
    result = functions.call(name, arguments)
    if isinstance(result, CellError):
        return fake_com.Shown(result, functions.last_message() or result.text)
    return fake_com.Shown("" if result is None else result)


@pytest.mark.parametrize("as_reference", [True, False], ids=["references", "constants"])
@pytest.mark.parametrize("name", GOOD)
def test_results_calculated_by_hand(name: str, as_reference: bool) -> None:
    assert in_excel(name, GOOD[name], as_reference=as_reference) == fake_com.Shown(pytest.approx(BY_HAND[name]))


PLACES = [(n, i, p.kind) for n, f in functions.REGISTRY.items() for i, p in enumerate(f.params)]


@pytest.mark.parametrize(("com", "cell"), CELLS, ids=[repr(c) for c, _ in CELLS])
@pytest.mark.parametrize(("name", "index", "kind"), PLACES, ids=[f"{n}-{i}" for n, i, _ in PLACES])
def test_any_cell_in_any_argument_gives_what_the_function_gives(
    name: str, index: int, kind: str, com: Any, cell: Any
) -> None:
    """In an area, the cell stands in its last row."""
    sent, meant = list(GOOD[name]), list(GOOD[name])
    area = (*GOOD[name][index][:-1],) if kind in RANGES else ()
    sent[index], meant[index] = (((*area, (com,)), (*area, (cell,))) if kind in RANGES else (com, cell))
    assert in_excel(name, sent) == expected(name, meant)


@pytest.mark.parametrize("name", [n for n, f in functions.REGISTRY.items() if {p.kind for p in f.params} & RANGES])
def test_a_row_counts_like_a_column_and_one_cell_like_a_range(name: str) -> None:
    kinds = [p.kind for p in functions.REGISTRY[name].params]
    as_row = [tuple(zip(*a, strict=True)) if k in RANGES else a for k, a in zip(kinds, GOOD[name], strict=True)]
    constants = [a[0] if k in RANGES else a for k, a in zip(kinds, as_row, strict=True)]  # {5,7} comes without rows
    one = [a[0][0] if k in RANGES else a for k, a in zip(kinds, GOOD[name], strict=True)]
    assert in_excel(name, as_row).value == pytest.approx(BY_HAND[name])
    assert in_excel(name, constants, as_reference=False).value == pytest.approx(BY_HAND[name])
    assert in_excel(name, one) == expected(name, one)


def test_a_range_where_one_value_is_wanted_is_an_error() -> None:
    assert in_excel("PARK_SOLID_WASTE", [((1.0,), (2.0,)), 1.0]).value is CellError.VALUE


@pytest.mark.parametrize("result", [float("nan"), float("inf"), ((1.0, float("nan")),)])
def test_a_result_that_is_no_number_is_an_error_and_not_an_empty_cell(
    result: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: result)
    assert in_excel("PARK_SOLID_WASTE", [1.0, 1.0]).value is CellError.NUM


def test_an_area_of_results_arrives_as_rows_and_fails_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: ((0.25,), (0.75,)))
    assert in_excel("PARK_SOLID_WASTE", [1.0, 1.0]).value == ((0.25,), (0.75,))
    monkeypatch.setattr(functions, "call", lambda name, arguments: ((0.25,), (CellError.NA,)))
    assert in_excel("PARK_SOLID_WASTE", [1.0, 1.0]).value is CellError.NA


def test_a_fault_of_ours_is_an_error_value_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: 1 / 0)
    shown = in_excel("PARK_SOLID_WASTE", [1.0, 1.0])
    assert shown.value is CellError.VALUE and "ZeroDivisionError" in shown.words


@pytest.mark.parametrize("error", CellError, ids=str)
def test_each_error_reaches_the_cell_with_its_words(error: CellError) -> None:
    """ParkErrors.bas maps the text to CVErr's number; the HRESULT of a cell error is that number plus 0x800A0000."""
    failure = excel.CellFailure(error, "因子库中没有“电力”[2023]")
    assert str(failure).startswith(f"[PARK {error.text}] ")
    assert fake_com.park_fail(str(failure)) == fake_com.Shown(error, "因子库中没有“电力”[2023]")
    shown = error.text if error.text in fake_com.error_numbers() else ""
    assert fake_com.error_numbers()[shown] == error.excel - (0x800A0000 - (1 << 32))


# [MS-VBAL] 3.3.5.2, in part: what a parameter might be called by mistake; and xlwings' own loop variable
RESERVED = {
    "array", "as", "boolean", "byref", "byte", "byval", "call", "case", "close", "const", "currency", "date", "debug",
    "dim", "do", "double", "each", "else", "empty", "end", "enum", "error", "event", "exit", "false", "fix", "for",
    "function", "get", "global", "goto", "if", "in", "input", "int", "integer", "is", "k", "let", "like", "lock",
    "long", "loop", "me", "mod", "name", "new", "next", "not", "nothing", "null", "object", "on", "open", "option",
    "optional", "or", "print", "private", "property", "public", "put", "rem", "resume", "return", "scale", "seek",
    "select", "set",
    "sgn", "single", "static", "step", "stop", "string", "sub", "tab", "then", "to", "true", "type", "until", "variant",
    "wend", "while", "width", "with", "write", "xor",
}  # fmt: skip
CELL_REFERENCE = r"[a-z]{1,3}\d+|r\d*c\d*"


@pytest.mark.parametrize("function", functions.REGISTRY.values(), ids=lambda f: f.name)
def test_names_and_help_suit_vba_and_excel(function: functions.Function) -> None:
    names = [p.name.lower() for p in function.params]
    assert len({*names, function.name.lower()}) == len(names) + 1, "VBA ignores case"
    for name in (function.name.lower(), *names):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name) and name not in RESERVED
        assert not re.fullmatch(CELL_REFERENCE, name)
    assert all(0 < len(p.help_zh) <= 255 for p in function.params)
    assert 0 < len(function.doc_en) <= 255


def test_the_check_panel_gets_the_words_of_each_failed_cell() -> None:
    macros = {"ParkErrors.ParkMessages": lambda: "废钢铁!K12\t未知单位“顿”\n物料台账!P7\t文字不是数字\n"}
    found = excel.messages(types.SimpleNamespace(macro=macros.__getitem__))
    assert found == {"废钢铁!K12": "未知单位“顿”", "物料台账!P7": "文字不是数字"}


class PlayedBook:
    """A LiveBook that notes what is done to it."""

    def __init__(self, folder: Path | None, chosen: Path | None = None, name: str = "园区.xlsm") -> None:
        self.name, self.folder, self._chosen = name, folder, chosen
        self.notes: list[str] = []
        self.quiet = False

    def save_copy(self, target: Path) -> None:
        assert self.quiet
        target.write_bytes(b"open state")

    def ask_folder(self, title: str) -> Path | None:
        self.notes.append("asked")
        return self._chosen

    def progress(self, text: str) -> None:
        self.notes.append(text.split("：")[0])

    def tell(self, text: str, *, failed: bool = False) -> None:
        assert not self.quiet
        self.notes.append(("! " if failed else "") + text)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        self.quiet = True
        try:
            yield
        finally:
            self.quiet = False


def write(source: Path, folder: Path, formats: Sequence[str]) -> list[Path]:
    assert (source.read_bytes(), source.stem, list(formats)) == (b"open state", "园区", ["xlsx"])
    target = folder / "评价报告.xlsx"
    target.write_bytes(b"report")
    return [target]


def test_the_report_of_the_open_state_goes_beside_the_workbook(tmp_path: Path) -> None:
    book = PlayedBook(tmp_path)
    excel_book.export_report(book, write)
    assert book.notes == ["评价报告 1/2", "评价报告 2/2", f"评价报告已导出：\n{tmp_path / '评价报告.xlsx'}"]
    assert [p.name for p in tmp_path.iterdir()] == ["评价报告.xlsx"]


def test_a_workbook_without_a_folder_asks_for_one(tmp_path: Path) -> None:
    book = PlayedBook(None, chosen=tmp_path, name="园区")  # never saved: no suffix yet
    excel_book.export_report(book, write)
    assert book.notes[0] == "asked" and (tmp_path / "评价报告.xlsx").exists()


def test_nothing_is_written_where_the_person_cancels() -> None:
    book = PlayedBook(None)
    excel_book.export_report(book, write)
    assert book.notes == ["asked", "没有选择文件夹，评价报告没有导出。"]


def test_a_failure_is_told_in_one_message(tmp_path: Path) -> None:
    def fail(source: Path, folder: Path, formats: Sequence[str]) -> list[Path]:
        raise PermissionError("文件正在 Excel 中打开")

    book = PlayedBook(tmp_path)
    excel_book.export_report(book, fail)
    assert book.notes[-1] == "! 评价报告没有导出：文件正在 Excel 中打开"


class PlayedExcel:
    """Application, workbook, sheet and selection of Excel's object model in one, as far as ExcelBook goes."""

    Name, Calculation, EnableEvents, ScreenUpdating, StatusBar = "园区.xlsm", -4105, True, True, "before"

    def __init__(self, path: str = "") -> None:
        self.Path = path
        self.calls: list[str] = []
        self.ActiveSheet = types.SimpleNamespace(Activate=lambda: self.calls.append("sheet"))
        self.Selection = types.SimpleNamespace(Select=lambda: self.calls.append("selection"))

    def book(self) -> excel_book.ExcelBook:
        return excel_book.ExcelBook(types.SimpleNamespace(app=types.SimpleNamespace(api=self), api=self))


def test_excel_is_left_as_it_was_after_an_error_too() -> None:
    played = PlayedExcel()
    with pytest.raises(RuntimeError), played.book().undisturbed():
        assert played.ScreenUpdating is False
        played.Calculation, played.EnableEvents, played.StatusBar = 0, False, "busy"
        played.Selection = None
        raise RuntimeError
    state = (played.Calculation, played.EnableEvents, played.ScreenUpdating, played.StatusBar)
    assert state == (-4105, True, True, False)  # False gives the status bar back to Excel
    assert played.calls == ["sheet", "selection"]


@pytest.mark.parametrize(
    ("path", "folder"),
    [("/park/2025", Path("/park/2025")), ("", None), ("https://d.docs.live.net/1/Documents", None)],
    ids=["saved", "never saved", "in the cloud"],
)
def test_the_folder_of_the_workbook(path: str, folder: Path | None) -> None:
    assert PlayedExcel(path).book().folder == folder


def test_importing_the_host_reads_and_computes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "call", lambda *_: pytest.fail("called"))
    assert excel.register().keys() == functions.REGISTRY.keys()
    assert all(callable(getattr(excel, name)) for name in functions.REGISTRY)
