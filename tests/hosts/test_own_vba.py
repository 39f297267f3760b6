"""Our own VBA run by LibreOffice, where it needs no Windows: how the words of a failure become an
error value."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parkeval_xl.core.values import CellError
from parkeval_xl.graph import UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.hosts.calc_document import Document
from parkeval_xl.hosts.excel import CellFailure
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
