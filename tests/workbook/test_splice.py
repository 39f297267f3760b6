"""Values put into a sheet's XML, written out by hand: what changes and what stays (ECMA-376 Part 1,
18.3.1)."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.refs import parse_cell
from parkeval_xl.workbook.splice import splice
from tests.workbook.samples import MAIN, SHEET, with_cells


def _spliced(
    cells: str, edits: dict[str, Any], before: str = "", root: str = f'<worksheet xmlns="{MAIN}">'
) -> str:
    """The sheet's XML with these values, from the first of `before` to the end of the cells."""
    package = Package.from_bytes(with_cells(cells, before, root=root), "a.xlsx")
    xml = splice(package, SHEET, {parse_cell(name): value for name, value in edits.items()})[
        0
    ].decode()
    return (
        xml[len(root) : xml.rindex("</")]
        .replace("<sheetData>", "", 1)
        .replace("</sheetData>", "", 1)
    )


# One row 2 holding one cell B2: its XML, the new value, its XML afterwards (ECMA-376 Part 1,
# 18.3.1.4).
@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ('<c r="B2" s="3"><v>1</v></c>', 2.5, '<c r="B2" s="3"><v>2.5</v></c>'),
        ('<c r="B2" s="3"><v>1</v></c>', 7, '<c r="B2" s="3"><v>7</v></c>'),
        ('<c r="B2"><v>1</v></c>', 1e-7, '<c r="B2"><v>1e-07</v></c>'),
        ('<c r="B2"><v>1</v></c>', -0.0, '<c r="B2"><v>0</v></c>'),
        ('<c r="B2" t="s" s="3"><v>0</v></c>', 2.5, '<c r="B2" s="3"><v>2.5</v></c>'),
        ('<c r="B2" t="s"><v>0</v></c>', "新", '<c r="B2" t="inlineStr"><is><t>新</t></is></c>'),
        ('<c r="B2"><v>1</v></c>', "=1+1", '<c r="B2" t="inlineStr"><is><t>=1+1</t></is></c>'),
        ('<c r="B2"/>', "a<&>", '<c r="B2" t="inlineStr"><is><t>a&lt;&amp;&gt;</t></is></c>'),
        (
            '<c r="B2"/>',
            " a",
            '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>',
        ),
        (
            '<c r="B2"/>',
            "a\x0b_x000B_",
            '<c r="B2" t="inlineStr"><is><t>a_x000B__x005F_x000B_</t></is></c>',
        ),
        ('<c r="B2"/>', True, '<c r="B2" t="b"><v>1</v></c>'),
        ('<c r="B2"/>', CellError.NA, '<c r="B2" t="e"><v>#N/A</v></c>'),
        ('<c r="B2" s="3" t="s"><v>0</v></c>', None, '<c r="B2" s="3"/>'),
        ('<c r="B2" s="3" t="s"><v>0</v></c>', "", '<c r="B2" s="3"/>'),
        ('<c r="B2" t="inlineStr"><is><t>x</t></is></c>', 1, '<c r="B2"><v>1</v></c>'),
        ('<c r="B2"><f>A1*2</f><v>1</v></c>', 4, '<c r="B2"><f>A1*2</f><v>4</v></c>'),
        ('<c r="B2"><f>A1*2</f></c>', 4, '<c r="B2"><f>A1*2</f><v>4</v></c>'),
        ('<c r="B2"><f>A1*2</f><v/></c>', "待填", '<c r="B2" t="str"><f>A1*2</f><v>待填</v></c>'),
        ('<c r="B2"><f>A1</f><v>1</v></c>', None, '<c r="B2" t="str"><f>A1</f><v></v></c>'),
        ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', "", '<c r="B2" t="str"><f>A1</f><v></v></c>'),
        ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', 4, '<c r="B2"><f>A1</f><v>4</v></c>'),
        (
            '<c r="B2"><f>A1</f><v>1</v></c>',
            CellError.DIV0,
            '<c r="B2" t="e"><f>A1</f><v>#DIV/0!</v></c>',
        ),
        ('<c r="B2"><f>A1</f><v>1</v></c>', False, '<c r="B2" t="b"><f>A1</f><v>0</v></c>'),
        (
            '<c r="B2"><f t="shared" si="0"/><v>1</v></c>',
            2,
            '<c r="B2"><f t="shared" si="0"/><v>2</v></c>',
        ),
        (
            '<c r="B2" cm="1"><f t="array" ref="B2">A1</f><v>1</v></c>',
            "x",
            '<c r="B2" cm="1" t="str"><f t="array" ref="B2">A1</f><v>x</v></c>',
        ),
        ('<c r="B2" t="e" vm="1"><v>#VALUE!</v></c>', 1, '<c r="B2"><v>1</v></c>'),
        ("<c r='B2' t = 's' ><v>0</v></c>", 1, "<c r='B2'><v>1</v></c>"),
        ('<c r="B2">\n <f>A1</f>\n <v>1</v>\n</c>', 2, '<c r="B2">\n <f>A1</f><v>2</v>\n \n</c>'),
        (
            '<c r="B2"><!--<v>--><v>1</v><!--</c>--></c>',
            2,
            '<c r="B2"><!--<v>--><v>2</v><!--</c>--></c>',
        ),
        ('<c r="B2" t="str"><v><![CDATA[</v>]]></v></c>', 2, '<c r="B2"><v>2</v></c>'),
        (
            '<c r="B2"><f>A1</f><v>1</v><extLst><ext uri="u"/></extLst></c>',
            2,
            '<c r="B2"><f>A1</f><v>2</v><extLst><ext uri="u"/></extLst></c>',
        ),
        ('<c r="B2" t="s"><v>0</v><extLst/></c>', None, '<c r="B2"><extLst/></c>'),
    ],
)
def test_one_cell(old: str, value: object, new: str) -> None:
    row = '<!-- <c r="B2"/> --><row r="2" spans="2:2">{}</row>'
    assert _spliced(row.format(old), {"B2": value}) == row.format(new)


# Cells and rows that were not there: the cells, the edits, the cells afterwards; what is around
# them too.
@pytest.mark.parametrize(
    ("old", "edits", "new"),
    [
        ("", {"B2": 1}, '<row r="2"><c r="B2"><v>1</v></c></row>'),
        ("", {"B2": None}, ""),
        ('<row r="2"/>', {"B2": None}, '<row r="2"/>'),
        (
            '<row r="2" ht="20" />',
            {"B2": 1, "C2": 2},
            '<row r="2" ht="20" ><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>',
        ),
        (
            '<row r="2"/><row r="4"/>',
            {"C3": 1, "A2": 2, "A5": 3},
            '<row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c '
            'r="C3"><v>1</v></c></row><row r="4"/>'
            '<row r="5"><c r="A5"><v>3</v></c></row>',
        ),
        (
            '<row r="2" spans="2:3"><c r="B2"/><c r="D2"><v>9</v></c></row>',
            {"A2": 1, "C2": 2, "F2": 3, "B2": 4},
            '<row r="2" spans="1:6"><c r="A2"><v>1</v></c><c r="B2"><v>4</v></c><c '
            'r="C2"><v>2</v></c>'
            '<c r="D2"><v>9</v></c><c r="F2"><v>3</v></c></row>',
        ),
        (
            '<row r="2" spans="1:9"><c r="B2"/></row>',
            {"C2": 1},
            '<row r="2" spans="1:9"><c r="B2"/><c r="C2"><v>1</v></c></row>',
        ),
        (
            '<row r="2" s="5" customFormat="1"><c r="B2"/></row>',
            {"C2": 1},
            '<row r="2" s="5" customFormat="1"><c r="B2"/><c r="C2" s="5"><v>1</v></c></row>',
        ),
        (
            "<row><c/><c><v>1</v></c></row><row><c/></row>",
            {"B1": 2, "B2": 3},
            '<row><c/><c><v>2</v></c></row><row><c/><c r="B2"><v>3</v></c></row>',
        ),
        (
            '<row r="2"><c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>1</v></c></row>'
            '<row r="3"><c r="B3"><v>2</v></c></row>',
            {"B3": "x"},
            '<row r="2"><c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>1</v></c></row>'
            '<row r="3"><c r="B3" t="str"><v>x</v></c></row>',
        ),
    ],
)
def test_new_cells(old: str, edits: dict[str, Any], new: str) -> None:
    assert _spliced(old, edits) == new


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        ('<dimension ref="A1"/>', {"C5": 1}, '<dimension ref="A1:C5"/>'),
        ('<dimension ref="B2:C9"/>', {"C5": 1}, '<dimension ref="B2:C9"/>'),
        ('<dimension ref="B2:C9"/>', {"C5": None, "D10": None}, '<dimension ref="B2:C9"/>'),
        ('<cols><col min="2" max="4" style="7" width="9"/></cols>', {"C5": 1}, None),
    ],
)
def test_around_the_cells(before: str, edits: dict[str, Any], after: str | None) -> None:
    found = _spliced("", edits, before)
    assert found.startswith(after or before)
    assert after or '<c r="C5" s="7">' in found  # a new cell takes its column's style


def test_a_prefixed_sheet() -> None:
    root = f'<x:worksheet xmlns:x="{MAIN}" xmlns:c="urn:other">'
    cells = '<x:row r="1" spans="1:1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><c:c r="A1"/></x:row>'
    new = (
        '<x:row r="1" spans="1:2"><x:c r="A1"><x:v>1</x:v></x:c><c:c r="A1"/>'
        '<x:c r="B1" t="inlineStr"><x:is><x:t>乙</x:t></x:is></x:c></x:row>'
    )
    assert _spliced(cells, {"A1": 1, "B1": "乙"}, root=root) == f"<x:sheetData>{new}</x:sheetData>"
