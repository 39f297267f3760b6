"""Formulas that cells share: what each of them reads, what may be shared, and that none is lost."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator, TranslatorError

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.review import review
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import patch
from parkeval_xl.workbook.refs import cell_name, parse_area
from parkeval_xl.workbook.shared import can_share, moved
from tests import store
from tests.campaign import times
from tests.edited import Edited
from tests.store import LEAN, SAMPLE

TEMPLATE = Path(__file__).parents[2] / "workbook_template.xlsm"
_FIRST = re.compile(r'<c r="([A-Z]+)([0-9]+)"[^>]*><f t="shared" ref="([^"]+)" si="(\d+)">([^<]+)<')


@pytest.mark.parametrize(
    ("text", "rows", "columns", "reads"),
    [
        ("$D9*E9", 1, 0, "$D10*E10"),  # as copied: relative rows move
        ("$D$9+D$9", 91, 0, "$D$9+D$9"),
        ("A9:$B10", 90, 1, "B99:$B100"),
        ("SUM(Z1:AZ1)", 0, 1, "SUM(AA1:BA1)"),
        ("SUM(A:B,$A:B,1:2,$1:2)", 3, 2, "SUM(C:D,$A:D,4:5,$1:5)"),
        ('IF(A1="A1 ""A1""",A1,"B2")', 1, 0, 'IF(A2="A1 ""A1""",A2,"B2")'),  # texts stay
        ("表!A1+'表 A1'!A1+[1]Sheet1!A1", 1, 0, "表!A2+'表 A1'!A2+[1]Sheet1!A2"),
        ("LOG10(A1)+ledger_A1+A1_x+x.A1+T1[A1]", 1, 0, "LOG10(A2)+ledger_A1+A1_x+x.A1+T1[A1]"),
        ("A1+B2", 0, 0, "A1+B2"),
        ("A2+1E5+1e9", 1, 0, "A3+1E5+1e9"),
        ("A1048576", 1, 0, "A1048576"),  # off the sheet: as it stands
        ("XFD1", 0, 1, "XFD1"),
        ("A1", -1, 0, "A1"),
    ],
)
def test_a_formula_reads_as_if_copied(text: str, rows: int, columns: int, reads: str) -> None:
    assert moved(text, rows, columns) == reads


_AXES = st.tuples(
    st.sampled_from(["", "$"]),
    st.sampled_from(["A", "Z", "AB", "ZZ", "XFA"]),
    st.sampled_from(["", "$"]),
    st.integers(1, 1200),
)
_CELL = _AXES.map(lambda a: f"{a[0]}{a[1]}{a[2]}{a[3]}")
_OPERAND = st.one_of(
    _CELL,
    st.tuples(_CELL, _CELL).map(":".join),
    st.sampled_from(
        ['"A1 ""B2"', "表!A7", "'it''s A1'!$B2", "ledger_mass", "12.5", "B:$C", "3:$4"]
    ),
)
_TEXT = st.lists(
    st.tuples(_OPERAND, st.sampled_from(["+", "*", "&", ",", "<>"])), min_size=1, max_size=8
).map(lambda pairs: "IF(" + "".join(a + b for a, b in pairs) + "1)")


@settings(max_examples=times(150), deadline=None)
@given(_TEXT, st.integers(-40, 1100), st.integers(-3, 3))
def test_openpyxl_reads_the_same(text: str, rows: int, columns: int) -> None:
    origin = 600, 500
    try:
        there = cell_name(origin[0] + rows, origin[1] + columns)
        theirs = Translator(f"={text}", cell_name(*origin)).translate_formula(there)[1:]
    except (TranslatorError, ValueError):  # off the sheet, on its near or its far side
        assert moved(text, rows, columns) == text
    else:
        assert moved(text, rows, columns) == theirs


def _first_cells(package: Package) -> list[tuple[str, str, str]]:
    """Sheet, cell and text of every shared formula."""
    return [
        (sheet.name, hit[1] + hit[2], hit[5])
        for sheet in package.sheets
        for hit in _FIRST.finditer(package.read(sheet.part).decode())
    ]


@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_only_what_every_spreadsheet_may_share_is_shared(edition: str) -> None:
    """[MS-XLS] 2.5.198.118: no other sheet, no constants in braces, no range, union or intersection
    that is computed (operators between references), no errors; nor functions of an add-in."""
    shared = _first_cells(Package.from_bytes(store.saved(SAMPLE, edition), "a"))
    assert len(shared) > 1000
    for sheet, at, text in shared:
        plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for token in Tokenizer(f"={plain}").items:
            where = f"{sheet}!{at}: {plain}"
            assert token.type != Token.ARRAY and token.subtype != Token.ERROR, where
            assert token.type != Token.OP_IN or token.value not in (" ", ",", ":"), where
            assert token.subtype != Token.RANGE or "!" not in token.value, where
            assert not token.value.startswith("PARK_"), where


def test_no_two_shared_formulas_lie_over_each_other() -> None:
    """A range may hold cells that do not share (Excel leaves such ones too), but one cell lies in
    one range: nobody has tried in Excel what happens otherwise."""
    for sheet in (package := Package.open(TEMPLATE)).sheets:
        taken: set[tuple[int, int]] = set()
        for hit in _FIRST.finditer(package.read(sheet.part).decode()):
            top, left, bottom, right = parse_area(hit[3])
            assert cell_name(top, left) == hit[1] + hit[2] and left == right
            cells = {(row, left) for row in range(top, bottom + 1)}
            assert not cells & taken, f"{sheet.name}!{hit[3]}"
            taken |= cells


@pytest.mark.parametrize(
    "text",
    [
        "'另 表'!$A$1+$B2+$B3+$B4",
        "表!$A$1+$B2+$B3+$B4",
        "SUM($B2*{1,2,3,4,5,6})",
        "SUM(INDEX(a,1):INDEX(a,2))",
        "SUM($B2:INDEX($B$2:$B$9,3))",
        "[1]Sheet1!$A$1+$B2+$B3",
        "PARK_REDUCTION($B2,$C2)",
        "IF($B2>1,#REF!,$B2+$B3)",
        "$B2",  # short: its mark is longer
    ],
)
def test_what_is_written_plain(text: str) -> None:
    assert not can_share(text)
    assert can_share("IF($B2>1,ledger_mass,$B2+$B3)")


def test_the_template_shares_what_it_can() -> None:
    package = Package.open(TEMPLATE)
    plain = shared = 0
    for sheet in package.sheets:
        data = package.read(sheet.part)
        shared += data.count(b'<f t="shared"')
        own = re.findall(rb"<f>([^<]+)</f>", data)
        plain += sum(can_share(text.decode()) for text in own)
    # what is left are single figures and columns in which rows compute different things
    assert shared > 20 * plain
    assert TEMPLATE.stat().st_size < 880_000


def test_a_result_in_the_first_cell_leaves_the_formula_of_the_others(tmp_path: Path) -> None:
    source = Package.from_bytes(store.saved(LEAN), "a")
    sheet, at, _ = next(x for x in _first_cells(source) if x[0] == "物料台账")
    before = scan(source, sheet)
    first = next(p for p in before if cell_name(*p) == at)
    patch(source, {sheet: {first: 123.0}}, target := tmp_path / "a.xlsx")
    after = scan(Package.open(target), sheet)
    assert after.pop(first).value == 123.0
    del before[first]
    assert after == before
    theirs = openpyxl.load_workbook(target)[sheet]
    below = first[0] + 1, first[1]
    assert theirs[cell_name(*below)].value == f"={after[below].formula}"


def test_cells_whose_first_one_is_gone_are_told(tmp_path: Path) -> None:
    """A program that takes the text of the first cell away takes it from all; none of them may pass
    for computed."""
    edited = Edited(store.saved(LEAN))
    sheet, at, text = next(x for x in _first_cells(edited.package) if x[0] == "物料台账")
    part = edited.package.worksheet(sheet).part
    data = edited.package.read(part)
    mark = re.search(rb'<f t="shared" ref="[^"]+" si="\d+">' + re.escape(text.encode()), data)
    assert mark is not None
    number = re.search(rb'si="\d+"', mark[0])
    assert number is not None
    others = data.count(b'<f t="shared" %b/>' % number[0])
    gone = edited.replace(part, mark[0] + b"</f>", b"").save(tmp_path / "a.xlsx")
    told = [f for f in review(gone).findings if f.sheet == sheet]
    letters = at.rstrip("0123456789")
    lost = {f.cell for f in told if f.code in ("FORMULA_LOST", "FORMULA_CHANGED")}
    assert others == 11
    assert lost >= {f"{letters}{int(at[len(letters) :]) + i}" for i in range(others + 1)}


def test_typing_over_the_first_cell_is_told_of_it_alone(tmp_path: Path) -> None:
    edited = Edited(store.saved(LEAN))
    sheet, at, _ = next(x for x in _first_cells(edited.package) if x[0] == "物料台账")
    told = review(edited.put(sheet, at, 1).save(tmp_path / "a.xlsx")).findings
    assert [f.cell for f in told if f.code in ("FORMULA_LOST", "FORMULA_CHANGED")] == [at]
