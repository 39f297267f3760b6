"""A sheet is taken apart quickly only where an XML parser sees the very same cells in it."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.usual import taken_apart
from tests import store
from tests.campaign import first, times

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>'
ROWS = (
    '<row r="1" spans="1:3" ht="20"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1" s="2"/>'
    '<c r="C1"><f>A1&amp;"&lt;甲"</f><v>5.5</v></c></row><row r="2"/>'
    '<row r="3"><c r="A3" t="str"><f t="shared" ref="A3:A4" si="0">B3*2</f><v></v></c>'
    '<c r="B3" t="e"><f aca="false">NA()</f><v>#N/A</v></c></row>'
    '<row r="4"><c r="A4"><f t="shared" si="0"/><v>4</v></c></row>'
)
TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
CELLS = [
    ((0, 0), "s", {}, None, "0"),
    ((0, 2), "n", {}, 'A1&"<甲"', "5.5"),
    ((2, 0), "str", {"t": "shared", "ref": "A3:A4", "si": "0"}, "B3*2", ""),
    ((2, 1), "e", {"aca": "false"}, "NA()", "#N/A"),
    ((3, 0), "n", {"t": "shared", "si": "0"}, "", "4"),
]


def test_what_stands_in_the_cells_and_around_them() -> None:
    sheet = taken_apart((HEAD + ROWS + TAIL).encode())
    assert sheet is not None
    assert [tuple(cell) for cell in sheet.cells] == CELLS
    assert sheet.rest.decode() == HEAD + TAIL


ODD = {  # whatever is spelt otherwise is left to the parser
    "another prefix": (' xmlns="', ' xmlns:x="'),
    "a comment": ("<v>5.5</v>", "<v>5.5<!-- 6 --></v>"),
    "a section": ("<v>5.5</v>", "<v><![CDATA[6]]></v>"),
    "an entity": ("<v>5.5</v>", "<v>&six;</v>"),
    "a character by number": ("<v>5.5</v>", "<v>5&#46;5</v>"),
    "a character that XML does not hold": ("<v>5.5</v>", "<v>5\x01</v>"),
    "a line end that a parser changes": ("<v>5.5</v>", "<v>5\r\n</v>"),
    "layout": ('<row r="2"/>', '\n<row r="2"/>'),
    "an attribute twice": ('aca="false"', 'aca="false" aca="true"'),
    "an attribute of a row twice": ('spans="1:3"', 'r="9"'),
    "no address": ('<c r="C1">', "<c>"),
    "a cell in no row": ('<row r="2"/>', '<c r="A2"/>'),
    "a row in a row": ('<row r="2"/>', '</row><row r="2"><row r="2"></row>'),
    "a row left open": ('<row r="2"/>', '<row r="2">'),
    "beyond the sheet": ('r="A4"', 'r="A1048577"'),
    "right of the sheet": ('r="A4"', 'r="XFE4"'),
    "a text in the cell": ('t="str"', 't="inlineStr"'),
    "two formulas": ("<f>A1", "<f>1</f><f>A1"),
    "sheets within": ('<row r="2"/>', "<sheetData></sheetData>"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_spelt_otherwise_is_left_to_the_parser(case: str) -> None:
    was, now = ODD[case]
    text = HEAD + ROWS + TAIL
    assert was in text
    assert taken_apart(text.replace(was, now, 1).encode()) is None


def test_what_is_no_utf8_is_left_to_the_parser() -> None:
    assert taken_apart((HEAD + ROWS + TAIL).replace("甲", "\udcb2").encode("utf-8", "replace"))
    assert taken_apart((HEAD + ROWS + TAIL).encode("gbk")) is None


def parsed(data: bytes) -> list[tuple[str, str, str | None, str | None]]:
    """Address, type, formula and value of every cell that holds anything, by the parser."""
    out = []
    for cell in etree.fromstring(data).iter(f"{{{MAIN}}}c"):
        formula, value = cell.find(f"{{{MAIN}}}f"), cell.find(f"{{{MAIN}}}v")
        if formula is not None or value is not None:
            texts = (None if x is None else x.text or "" for x in (formula, value))
            out.append((cell.get("r", ""), cell.get("t", "n"), *texts))
    return out


PIECES = ["<", ">", "/", '"', "&", "&amp;", "<v>", "</v>", "<f>", "</c>", "<row>", "</row>"]
PIECES += ["\r", "\0", "]]>", ' t="n"', 'r="A1"', " ", "<c/>", "甲", "=", "<is><t>1</t></is>"]


def test_whatever_is_changed_the_parser_sees_the_same() -> None:
    drawn, taken = random.Random(1), 0
    for _ in range(times(10_000)):
        text = HEAD + ROWS + TAIL
        for _ in range(drawn.randint(1, 3)):
            first = drawn.randrange(len(HEAD), len(text))
            last = first + drawn.choice((0, 0, 1, 5, 20))
            text = text[:first] + drawn.choice([*PIECES, text[last : last + 9]]) + text[last:]
        data = text.encode()
        sheet = taken_apart(data)
        if sheet is None:
            continue
        try:
            etree.fromstring(sheet.rest)
        except etree.XMLSyntaxError:
            continue  # told when the rest is parsed
        taken += 1
        names = [f"{chr(65 + c.at[1])}{c.at[0] + 1}" for c in sheet.cells if c.at[1] < 26]
        same = [(n, c.type, c.formula, c.value) for n, c in zip(names, sheet.cells, strict=True)]
        assert same == parsed(data), text
    assert taken > times(100)


@pytest.mark.parametrize("edition", first(1, [UDF, NATIVE]))
def test_all_sheets_of_ours_are_spelt_as_usual(edition: str) -> None:
    one, other = (Package.from_bytes(store.saved(store.SAMPLE, edition), "a") for _ in range(2))
    for sheet in one.sheets:
        assert taken_apart(one.read(sheet.part)) is not None, sheet.name
        other.apart[sheet.part] = None  # by the parser
        assert scan(one, sheet.name) == scan(other, sheet.name)
