"""Our own VBA run by LibreOffice, where it needs no Windows: how the words of a failure become an
error value."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parkeval_xl import __version__
from parkeval_xl.core.values import CellError
from parkeval_xl.graph import UDF
from parkeval_xl.hosts import excel
from parkeval_xl.hosts.calc import Office
from parkeval_xl.hosts.calc_document import Document
from parkeval_xl.hosts.excel import CellFailure
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.vba import sources

from .. import store

HEAD, PROBES = (
    'Attribute VB_Name = "ParkErrors"',
    """
Public Function Shown(message As String) As String
    Dim given As Variant
    given = ParkFail(message)
    If IsError(given) Then Shown = CStr(given)
End Function
""",
)
# [MS-VBAL] 6.1.2.3.1.1 CVErr and Excel's XlCVError: the number of each error value
NUMBERS = {
    CellError.NULL: 2000,
    CellError.DIV0: 2007,
    CellError.VALUE: 2015,
    CellError.REF: 2023,
    CellError.NAME: 2029,
    CellError.NUM: 2036,
    CellError.NA: 2042,
}


@pytest.fixture(scope="module")
def opened(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """A workbook of ours with its macros allowed."""
    path = store.copy(store.LEAN, tmp_path_factory.mktemp("vba"), UDF)
    with office.open(path, macros=True) as document:
        yield document


@pytest.fixture(scope="module")
def source() -> str:
    """The module as it stands in the workbook, and two functions that call it."""
    text = sources.text("ParkErrors.bas").replace("\r\n", "\n")
    assert text.startswith(HEAD)
    return "Option VBASupport 1\n" + text.removeprefix(HEAD) + PROBES


@pytest.mark.parametrize("error", NUMBERS, ids=lambda e: e.text)
def test_a_failure_becomes_its_error_value(opened: Document, source: str, error: CellError) -> None:
    failure = str(CellFailure(error, "单位“顿”不认识"))
    assert opened.call_basic(source, "Shown", failure) == f"Error {NUMBERS[error]}"


@pytest.mark.parametrize("message", ["Traceback: [PARK #N/A] 缺因子", "a [PARK x] b [PARK #N/A] c"])
def test_the_last_mark_counts_wherever_it_stands(
    opened: Document, source: str, message: str
) -> None:
    assert opened.call_basic(source, "Shown", message) == "Error 2042"


@pytest.mark.parametrize("message", ["", "boom", "[PARK #N/A", "[PARK #SPILL!] x"])
def test_whatever_else_fails_is_a_value_error(opened: Document, source: str, message: str) -> None:
    assert opened.call_basic(source, "Shown", message) == "Error 2015"


def test_where_no_python_answers_the_cells_say_that_formulas_computed(
    soffice: None, tmp_path: Path
) -> None:
    """Macros allowed and no bridge: Calc gives Empty for a call, which is no error of its own."""
    layout = new_layout(store.declared(store.LEAN)[0])
    who, path = layout.places["cover.computed_by"], store.copy(store.LEAN, tmp_path, UDF)
    cell = (who.sheet, *who.at(None))
    with Office.start(udf=False) as office, office.open(path, macros=True) as document:
        assert document.read_many([cell]) == {cell: f"ParkEval XL {__version__}（Python）"}
        document.recalculate()
        assert document.read_many([cell]) == {cell: "表内公式"}


# ---- ParkPython.bas: one Python for all cells, and a broken one asked once ----------------------
PLAYED = """
Private mAsked As Long
Private mGone As Boolean

Private Function ParkCall(ByVal named As String, ByVal arguments As Variant) As Variant
    mAsked = mAsked + 1
    If mPython Is Nothing And mGone Then Err.Raise 1000, "x", "no DLL"
    If mPython Is Nothing Then Set mPython = CreateUnoService("com.sun.star.frame.Desktop")
    If mGone Then Err.Raise 462, "x", "The remote server machine does not exist"
    ParkCall = 42
End Function

' g: Python is gone; h: it is here again; b: a button; m: a minute is over; c: a cell calculates.
' Of each cell: its value or E, and after it how often Python was asked until then.
Public Function Story(steps As String) As String
    Dim i As Long, cell As Variant
    mAsked = 0
    mGone = False
    mReason = ""
    mRestUntil = 0
    Set mPython = Nothing
    For i = 1 To Len(steps)
        Select Case Mid(steps, i, 1)
            Case "g": mGone = True
            Case "h": mGone = False
            Case "b": ParkTryAgain
            Case "m": mRestUntil = mRestUntil - 61 / 86400
            Case "c"
                cell = ParkAnswer("PARK_X", Array(1))
                If IsError(cell) Then Story = Story & "E" Else Story = Story & cell
                Story = Story & ":" & mAsked & " "
        End Select
    Next i
    Story = Story & "[" & ParkReason() & "]"
End Function
"""


@pytest.fixture(scope="module")
def python_module() -> str:
    """The module as it stands in the workbook, the one line that needs Windows played."""
    text = sources.text("ParkPython.bas").replace("\r\n", "\n")
    head = 'Attribute VB_Name = "ParkPython"\nOption Explicit\n'
    kept, real = text.removeprefix(head).split("Private Function ParkCall(", 1)
    assert text.startswith(head) and real.count("Function") == 1  # the last of the module
    return f"Option VBASupport 1\n{kept}{PLAYED}"


@pytest.mark.parametrize(
    ("steps", "story"),
    [
        ("ccc", "42:1 42:2 42:3 []"),
        ("gccccc", "E:1 E:1 E:1 E:1 E:1 [no DLL]"),  # five cells, one attempt
        ("cgccc", "42:1 E:3 E:3 E:3 [no DLL]"),  # it died: the old object, then a new one
        ("cghc", "42:1 42:2 []"),  # nothing was asked meanwhile
        ("gccbcc", "E:1 E:1 E:2 E:2 [no DLL]"),  # a button lets one cell try
        ("gcchmcc", "E:1 E:1 42:2 42:3 []"),  # repaired, and the minute is over
        ("gchc", "E:1 E:1 [no DLL]"),
        ("gchbc", "E:1 42:2 []"),
    ],
)
def test_a_broken_python_is_asked_once(
    opened: Document, python_module: str, steps: str, story: str
) -> None:
    assert opened.call_basic(python_module, "Story", steps) == story


def test_what_talks_to_python_is_what_xlwings_serves() -> None:
    """The methods of xlwings' COM object that ParkPython.bas calls, read from both sources."""
    package = Path(importlib.util.find_spec("xlwings").origin).parent  # type: ignore[union-attr,arg-type]
    served = (package / "com_server.py").read_text(encoding="utf-8")
    used = set(re.findall(r"mPython\.(\w+)\(", sources.text("ParkPython.bas")))
    assert used == {"CallUDF", "Str", "Call", "Module"}
    assert all(f"    def {name}(self" in served and f'"{name}",' in served for name in used)
    assert callable(excel.failure)
