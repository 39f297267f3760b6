"""Rows of a received file that refresh wrote texts into: high enough for them, unless a person set
their height."""

from __future__ import annotations

import pytest

from parkeval_xl.core.values import texts
from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.workbook.fitted_heights import TALLEST, heights_of
from parkeval_xl.workbook.row_heights import with_heights

NS = b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b'<row r="3"><c r="A3"/></row>', b'<row r="3" ht="42"><c r="A3"/></row>'),
        (
            b'<row r="3" ht="18" spans="1:2"><c r="A3"/></row>',
            b'<row r="3" spans="1:2" ht="42"><c r="A3"/></row>',
        ),
        (b'<row r="3"/>', b'<row r="3" ht="42"/>'),
        (b'<row r="2"/><row/>', b'<row r="2"/><row ht="42"/>'),  # a row without a number follows on
        (
            b'<row r="3" ht="18" customHeight="1"/>',
            b'<row r="3" ht="18" customHeight="1"/>',
        ),  # set by a person
        (b'<row r="4"/>', b'<row r="4"/>'),
    ],
)
def test_the_height_of_a_row(row: bytes, expected: bytes) -> None:
    around = b"<worksheet" + NS + b"><sheetData>%b</sheetData></worksheet>"
    assert with_heights(around % row, {2: 42.0}) == around % expected
    assert with_heights(around % row, {}) == around % row


def test_a_prefix_does_not_matter() -> None:
    sheet = b'<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>'
    assert b'<x:row r="1" ht="10.5"/>' in with_heights(sheet, {0: 10.5})


def test_a_row_is_as_high_as_its_longest_text() -> None:
    """理由 is 21 wide: 155 pixels less margins hold 12 Chinese characters of 9 points (12 pixels
    each); 30 take 3 lines."""
    declared = book(Plan())
    block = declared.graph.blocks["review"]
    values = initial_inputs(declared)
    values = declared.graph.run(
        values | {"review.reason": texts(["核" * 30, "核" * 3000, *[""] * 198])}
    )
    high = heights_of(declared, values, [(block, row) for row in range(3)])
    lines = {row: height for (_, row), height in high.items()}
    assert (
        lines[0] == pytest.approx(3 * 9 * 1.5 + 3)
        and lines[1] == TALLEST
        and lines[2] == pytest.approx(9 * 1.5 + 3)
    )
