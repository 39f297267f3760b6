"""What stands in the cells: hand-written XML against ECMA-376 Part 1, whole files against openpyxl
and calamine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import datetime as dates
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.cells import Flags, RawCell, flags, merged, scan
from parkeval_xl.workbook.package import FileProblem, Package
from parkeval_xl.workbook.refs import (
    cell_name,
    column_index,
    column_letters,
    parse_area,
    parse_cell,
)
from parkeval_xl.workbook.texts import escape_text, unescape_text
from tests.workbook.samples import MAIN, by_openpyxl, by_xlsxwriter, converted, with_cells


def _package(cells: str, before: str = "", after: str = "") -> Package:
    return Package.from_bytes(with_cells(cells, before, after), "a.xlsx")


def _only(cell: str) -> RawCell | None:
    """The cell B3, given by its XML."""
    return scan(_package(f'<row r="3">{cell}</row>'), "甲").get((2, 1))


# Expected values by hand from 18.3.1.4 (c), 18.18.11 (ST_CellType), 22.9.2.19 (ST_Xstring).
@pytest.mark.parametrize(
    ("xml", "value", "kind"),
    [
        ('<c r="B3"><v>1.5</v></c>', 1.5, "number"),
        ('<c r="B3" t="n"><v>1E-3</v></c>', 0.001, "number"),
        ('<c r="B3" t="s"><v>0</v></c>', "共享", "text"),
        ('<c r="B3" t="s"><v>1</v></c>', "富文本", "text"),
        ('<c r="B3" t="s"><v>2</v></c>', "a\x0bb_x000B_", "text"),
        ('<c r="B3" t="inlineStr"><is><t>甲</t></is></c>', "甲", "text"),
        ('<c r="B3" t="inlineStr"><is><r><t>甲</t></r><r><t> 乙</t></r></is></c>', "甲 乙", "text"),
        ('<c r="B3" t="str"><v>文字</v></c>', "文字", "text"),
        ('<c r="B3" t="str"><v><![CDATA[<a>]]></v></c>', "<a>", "text"),
        ('<c r="B3" t="b"><v>1</v></c>', True, "bool"),
        ('<c r="B3" t="b"><v>0</v></c>', False, "bool"),
        ('<c r="B3" t="e"><v>#N/A</v></c>', CellError.NA, "error"),
        ('<c r="B3" t="e"><v>#DIV/0!</v></c>', CellError.DIV0, "error"),
        ('<c r="B3" t="e"><v>#SPILL!</v></c>', CellError.VALUE, "error"),
        ('<c r="B3"><v>kein</v></c>', CellError.VALUE, "error"),
        ('<c r="B3"><v>NaN</v></c>', CellError.NUM, "error"),
        ('<c r="B3" t="d"><v>2023-12-31</v></c>', 45291.0, "date"),
        ('<c r="B3" t="d"><v>1900-01-01T12:00:00</v></c>', 1.5, "date"),
        ('<c r="B3" t="d"><v>gestern</v></c>', CellError.VALUE, "date"),
    ],
)
def test_constants(xml: str, value: object, kind: str) -> None:
    cell = _only(xml)
    assert cell == RawCell(value, None, kind, True)  # type: ignore[arg-type]
    assert cell is not None and type(cell.value) is type(value)


@pytest.mark.parametrize("xml", ['<c r="B3" s="1"/>', '<c r="B3"><v/></c>', '<c r="B3"></c>'])
def test_blank_cells_are_left_out(xml: str) -> None:
    assert _only(xml) is None


@pytest.mark.parametrize(
    ("xml", "cell"),
    [
        ('<c r="B3"><f>A1&lt;2</f><v>7</v></c>', RawCell(7.0, "A1<2", "number", True)),
        ('<c r="B3" t="str"><f>A1</f><v>待填</v></c>', RawCell("待填", "A1", "text", True)),
        ('<c r="B3" t="str"><f>A1</f><v></v></c>', RawCell("", "A1", "text", True)),
        (
            '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            RawCell(CellError.DIV0, "1/0", "error", True),
        ),
        ('<c r="B3"><f>A1</f></c>', RawCell(None, "A1", "blank", False)),
        ('<c r="B3"><f>A1</f><v/></c>', RawCell(None, "A1", "blank", False)),
        ('<c r="B3"><f>A1</f><v></v></c>', RawCell(None, "A1", "blank", False)),
        ('<c r="B3" t="str"><f>A1</f></c>', RawCell(None, "A1", "blank", False)),
        (
            '<c r="B3"><f t="array" ref="B3:B4">A1:A2</f><v>1</v></c>',
            RawCell(1.0, "A1:A2", "number", True, "B3:B4"),
        ),
        (
            '<c r="B3"><f t="dataTable" ref="B3:B4" r1="A1"/><v>1</v></c>',
            RawCell(1.0, "", "number", True),
        ),
    ],
)
def test_formulas(xml: str, cell: RawCell) -> None:
    assert _only(xml) == cell


def test_shared_formulas_are_written_out() -> None:
    cells = scan(
        _package(
            '<row r="2"><c r="B2"><f t="shared" ref="B2:C3" '
            'si="0">A2*$A$1+SUM(A$1:A1)</f><v>1</v></c>'
            '<c r="C2"><f t="shared" si="0"/><v>1</v></c></row>'
            '<row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="C3"><f>1</f><v>1</v></c></row>'
        ),
        "甲",
    )
    assert {cell_name(*place): cell.formula for place, cell in cells.items()} == {
        "B2": "A2*$A$1+SUM(A$1:A1)",
        "C2": "B2*$A$1+SUM(B$1:B1)",
        "B3": "A3*$A$1+SUM(A$1:A2)",
        "C3": "1",
    }
    assert not cells[2, 1].cached


def test_rows_and_cells_without_addresses_follow_on() -> None:
    rows = (
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c '
        'r="C5"><v>3</v></c><c><v>4</v></c></row>'
    )
    cells = scan(_package(rows), "甲")
    assert {place: cell.value for place, cell in cells.items()} == {
        (0, 0): 1,
        (0, 1): 2,
        (4, 2): 3,
        (4, 3): 4,
    }


@pytest.mark.parametrize(
    "cell",
    ['<c r="B3" t="s"><v>9</v></c>', '<c r="B3" t="s"><v>-1</v></c>', '<c r="?"><v>1</v></c>'],
)
def test_broken_cells_are_a_file_problem(cell: str) -> None:
    with pytest.raises(FileProblem) as caught:
        _only(cell)
    assert caught.value.code == "FILE_DAMAGED"


def test_merged_ranges() -> None:
    after = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="D5:D9"/></mergeCells>'
    assert merged(_package("", after=after), "甲") == [(0, 0, 1, 1), (4, 3, 8, 3)]
    assert merged(_package(""), "甲") == []


def _of(package: Package, sheet: str) -> Flags:
    """The same from the thorough scan."""
    cells = scan(package, sheet)
    return Flags(
        {place: cell.value for place, cell in cells.items() if isinstance(cell.value, CellError)},
        {place for place, cell in cells.items() if not cell.cached},
    )


_CELLS = st.sampled_from(
    [
        '<c r="{r}"/>',
        '<c r="{r}" s="1"/>',
        '<c r="{r}"><v>1</v></c>',
        '<c r="{r}" s="3" t="e"><v>#N/A</v></c>',
        "<c r='{r}' t='e'><v>#REF!</v></c>",
        '<c t="e" r="{r}"><v>#REF!</v></c>',
        '<c r="{r}" t="e" s="1"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="{r}" t="str"><f>"t=""e"""</f><v>x</v></c>',
        '<c r="{r}" t="str"><f>A1</f><v></v></c>',
        '<c r="{r}" t="str"><f>A1</f><v/></c>',
        '<c r="{r}"><f>A1</f><v/></c>',
        '<c r="{r}"><f>A1</f><v></v></c>',
        '<c r="{r}"><f aca="false">A1</f></c>',
        '<c r="{r}"><f t="shared" si="0"/><v>1</v></c>',
        '<c r="{r}"><f t="shared" si="0"/></c>',
        '<c r="{r}" t="inlineStr"><is><t>甲</t></is></c>',
        '\n<c r="{r}" t="e">\n<f>NA()</f>\n<v>#N/A</v>\n</c>\n',
        '<c r="{r}"><!-- <f>1</f> --><v>1</v></c>',
        '<c r="{r}" t="e"><v><![CDATA[#N/A]]></v></c>',
    ]
)


@given(st.lists(_CELLS, max_size=8))
def test_flags_see_what_the_scan_sees(cells: list[str]) -> None:
    row = "".join(cell.format(r=cell_name(0, column)) for column, cell in enumerate(cells))
    package = _package(f'<row r="1">{row}</row>')
    assert flags(package, "甲") == _of(package, "甲")


def test_flags_in_a_prefixed_sheet() -> None:
    cells = (
        '<x:row r="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c><x:c r="B1"><x:f>1</x:f></x:c></x:row>'
    )
    package = Package.from_bytes(
        with_cells(cells, root=f'<x:worksheet xmlns:x="{MAIN}">'), "a.xlsx"
    )
    assert flags(package, "甲") == Flags({(0, 0): CellError.NA}, {(0, 1)})


def test_flags_find_what_calamine_leaves_blank(tmp_path: Path) -> None:
    path = by_xlsxwriter(tmp_path / "a.xlsx")
    found = flags(Package.open(path), "园区信息")
    assert found.errors == {(10, 3): CellError.DIV0}
    values = (
        CalamineWorkbook.from_path(path)
        .get_sheet_by_name("园区信息")
        .to_python(skip_empty_area=False)
    )
    assert values[10][3] == ""
    assert flags(Package.open(by_openpyxl(tmp_path / "b.xlsx")), "园区信息").uncached == {
        (1, 1),
        (2, 1),
    }


def _by_openpyxl(path: Path, sheet: str) -> dict[tuple[int, int], tuple[object, str | None]]:
    """openpyxl's reading: (value, formula) by cell; it needs two loads."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    found: dict[tuple[int, int], tuple[object, str | None]] = {}
    for row in formulas[sheet].iter_rows():
        for cell in row:
            value, text = values[sheet][cell.coordinate].value, cell.value
            if isinstance(text, ArrayFormula):
                text = text.text
            formula = str(text).removeprefix("=") if cell.data_type == "f" else None
            if value is not None or formula is not None:
                found[parse_cell(cell.coordinate)] = value, formula
    return found


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl", "libreoffice"])
def test_scan_agrees_with_openpyxl(
    tmp_path: Path, writer: str, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "a.xlsx"
    by_openpyxl(path) if writer == "openpyxl" else by_xlsxwriter(path)
    if writer == "libreoffice":
        request.getfixturevalue("soffice")
        path = converted(path, tmp_path / "office")
    package = Package.open(path)
    for sheet in package.sheets:
        ours = {
            place: (
                cell.value.text if isinstance(cell.value, CellError) else cell.value,
                cell.formula,
            )
            for place, cell in scan(package, sheet.name).items()
        }
        assert ours == _by_openpyxl(path, sheet.name)
        assert flags(package, sheet.name) == _of(package, sheet.name)
        areas = {str(area) for area in openpyxl.load_workbook(path)[sheet.name].merged_cells.ranges}
        assert {area for area in map(parse_area, areas)} == set(merged(package, sheet.name))


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    )
)
def test_dates_count_as_openpyxl_counts(moment: datetime) -> None:
    cell = _only(f'<c r="B3" t="d"><v>{moment.isoformat()}</v></c>')
    assert cell is not None and cell.value == pytest.approx(dates.to_excel(moment), abs=1e-8)


@given(st.text())
def test_texts_come_back(text: str) -> None:
    escaped = escape_text(text)
    assert not set(escaped) & {chr(code) for code in range(32) if code not in (9, 10)}
    assert (
        unescape_text(escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        == text
    )


@pytest.mark.parametrize(
    ("letters", "index"), [("A", 0), ("Z", 25), ("AA", 26), ("AZ", 51), ("XFD", 16383)]
)
def test_columns(letters: str, index: int) -> None:
    assert (column_index(letters), column_letters(index)) == (index, letters)


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_addresses_come_back(row: int, column: int) -> None:
    assert parse_cell(cell_name(row, column)) == (row, column)
