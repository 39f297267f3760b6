"""What a new workbook must hold, whatever its plan and edition: cached values, names, locks, help,
the same bytes twice."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import AppPrediction, FileFormat, OpenXmlValidator, predict

from parkeval_xl import data
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Book, Plan, Static, book
from parkeval_xl.forms.sheet import Sheet
from parkeval_xl.graph import NATIVE, NUMBER, RULE, UDF, Block, Field, Items, formula
from parkeval_xl.workbook.build import VALUES, build
from parkeval_xl.workbook.cells import RawCell, scan
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import Layout, columns_of, helpers_of, new_layout
from parkeval_xl.workbook.macros import finish
from parkeval_xl.workbook.measure import lines_of
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.paper import Printed, breaks
from parkeval_xl.workbook.style import FILLS
from tests import store
from tests.campaign import first
from tests.store import LEAN

ALL = tuple(m.id for m in data.materials() if m.has_method)
SAMPLE, INPUTS, RAW = store.declared(LEAN)
SEVEN = book(Plan(materials=ALL, rows=12))
CASES: dict[str, tuple[Book, str, Any]] = {
    "sample": (SAMPLE, NATIVE, INPUTS),
    "sample_udf": (SAMPLE, UDF, INPUTS),
    "blank": (book(Plan(rows=12)), NATIVE, {}),
    "seven": (SEVEN, NATIVE, {}),
    "seven_udf": (SEVEN, UDF, {}),
}
Made = tuple[Book, Layout, str, Package, Path]


@cache
def content(case: str) -> bytes:
    return build(*CASES[case])


def finished(case: str, folder: Path) -> Path:
    udf = CASES[case][1] == UDF
    return finish(content(case), folder / f"工作簿.{'xlsm' if udf else 'xlsx'}", macros=udf)


@pytest.fixture(
    scope="module", params=first(3, ["sample", "sample_udf", "seven_udf", "blank", "seven"])
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = finished(request.param, tmp_path_factory.mktemp("build"))
    declared, edition, _ = CASES[request.param]
    return declared, new_layout(declared), edition, Package.open(path), path


@pytest.fixture(scope="module")
def workbook(made: Made) -> openpyxl.Workbook:
    """What openpyxl reads of it; nobody changes it."""
    return openpyxl.load_workbook(made[-1])


def cells_of(declared: Book, package: Package) -> dict[str, dict[tuple[int, int], RawCell]]:
    return {s.name: scan(package, s.name) for s in declared.sheets}


def rows_of(field: Field) -> list[int | None]:
    return [None] if field.block is None else list(range(field.block.rows))


def test_every_computed_cell_has_its_formula_and_a_cached_value(made: Made) -> None:
    declared, layout, edition, package, _ = made
    cells = cells_of(declared, package)
    for field in declared.graph.order:
        for row in rows_of(field):
            if field.only is None or row in field.only:
                cell = cells[field.sheet][layout.places[field.id].at(row)]
                assert cell.formula == formula(field, row, layout, edition), field.id
                assert cell.cached, f"{field.id} {row}"


def test_empty_results_are_cached_as_empty_text(made: Made) -> None:
    declared, layout, _, package, _ = made
    place = layout.places[declared.ledger.columns["balance"].id]
    row = declared.ledger.rows - 1
    assert scan(package, place.sheet)[place.at(row)].value == ""
    part = next(s.part for s in package.sheets if s.name == place.sheet)
    last = re.search(
        rb'<c r="[A-Z]+%d"[^>]*t="str"[^>]*><f[^<]*(?:</f>)?<v(?:></v>|/>)</c>'
        % (place.at(row)[0] + 1),
        package.read(part),
    )
    assert last is not None


def test_the_calculation_engine_trusts_the_cached_values(made: Made) -> None:
    *_, package, _ = made
    calculation = re.search(rb"<calcPr[^>]*>", package.read(package.workbook_part))
    assert calculation is not None
    assert b'calcId="191029"' in calculation[0] and b"fullCalcOnLoad" not in calculation[0]


def test_every_part_and_every_field_that_formulas_name_has_a_name(made: Made) -> None:
    declared, layout, edition, package, _ = made
    names = package.defined_names
    assert {p.name for p in layout.parts} <= names.keys()
    for field in declared.graph.order:
        text = formula(
            field,
            None if field.block is None else 0 if field.only is None else field.only[0],
            layout,
            edition,
        )
        for word in set(re.findall(r"\b[a-z]\w*_[a-z]\w*\b", text)):
            assert word in names, f"{field.id}: {word}"


def test_only_input_cells_are_unlocked(made: Made, workbook: Any) -> None:
    declared, layout, *_ = made
    wanted: dict[str, set[tuple[int, int]]] = {s.name: set() for s in declared.sheets}
    for field in declared.graph.inputs():
        for row in rows_of(field):
            if field.only is not None and row not in field.only:
                continue
            spare = (
                field.spare
                and field.block is not None
                and row is not None
                and row >= len(field.block.initial)
            )
            if field.writer != RULE or spare:
                wanted[field.sheet].add(layout.places[field.id].at(row))
    for sheet in declared.sheets:
        page = workbook[sheet.name]
        assert page.protection.sheet and not page.protection.password
        merged = {(r, c) for area in page.merged_cells.ranges for r, c in area.cells} - {
            (area.min_row, area.min_col) for area in page.merged_cells.ranges
        }
        unlocked = {
            (c.row - 1, c.column - 1)
            for row in page.iter_rows()
            for c in row
            if not c.protection.locked and (c.row, c.column) not in merged
        }
        assert unlocked == wanted[sheet.name], sheet.name


def test_inputs_have_limits_and_drop_downs_with_chinese_messages(made: Made, workbook: Any) -> None:
    declared, layout, *_ = made
    for field in declared.graph.inputs():
        if field.writer == RULE or not (field.kind == NUMBER or field.choices or field.list_name):
            continue
        row, column = layout.places[field.id].at(
            None if field.block is None else min(field.only or (0,))
        )
        found = [
            d
            for d in workbook[field.sheet].data_validations.dataValidation
            if workbook[field.sheet].cell(row + 1, column + 1).coordinate in d.sqref
        ]
        assert len(found) == 1, field.id
        assert chinese(found[0].error) and chinese(found[0].errorTitle), field.id
        assert (
            len(found[0].error) < 225
            and len(found[0].errorTitle) < 32
            and len(found[0].prompt or "") <= 255
        )


def chinese(text: str | None) -> bool:
    return bool(re.search("[一-鿿]", text or ""))


def test_columns_with_help_or_clause_say_it_in_a_comment(made: Made, workbook: Any) -> None:
    _, layout, *_ = made
    for place in layout.parts:
        for column in place.part.columns.values() if isinstance(place.part, Block) else ():
            if not column.hidden and (column.help or column.clause):
                comment = (
                    workbook[place.sheet]
                    .cell(place.header + 1, place.slots[column.key][0] + 1)
                    .comment
                )
                assert comment is not None and (column.help or column.clause) in comment.text, (
                    column.id
                )


# A validator takes seconds: in the usual run it sees a workbook with macros.
@pytest.mark.parametrize("case", first(1, dict.fromkeys(["sample_udf", *CASES])))
def test_excel_is_expected_to_open_it_cleanly(case: str, tmp_path: Path) -> None:
    assert verdict(finished(case, tmp_path)) == ([], AppPrediction.OPENS_CLEAN)


def test_excel_is_expected_to_open_the_report_cleanly(tmp_path: Path) -> None:
    content = build(
        SAMPLE,
        VALUES,
        INPUTS,
        only=("评价报告", "废钢铁", "循环化结果", "检查结果", "因子库"),
        first="评价报告",
    )
    assert verdict(finish(content, tmp_path / "报告.xlsx", macros=False)) == (
        [],
        AppPrediction.OPENS_CLEAN,
    )


def verdict(path: Path) -> tuple[list[str], AppPrediction]:
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path)
    return [str(e) for e in result.errors], predict(result).prediction


@pytest.mark.parametrize("edition", [NATIVE, UDF, VALUES])
def test_the_same_inputs_give_the_same_bytes(edition: str) -> None:
    only = {"only": ("评价报告", "因子库"), "first": "评价报告"} if edition == VALUES else {}
    assert build(SAMPLE, edition, INPUTS, raw=RAW, **only) == build(
        SAMPLE, edition, INPUTS, raw=RAW, **only
    )


def test_all_digits_of_numbers_are_kept() -> None:
    numbers = [0.1 + 0.2, 1 / 3, 2**53 + 0.0, 5e-324, 1.7976931348623157e308, 123456789.123456789]
    declared, inputs, raw = from_json(
        {
            "plan": store.export(LEAN)["plan"],
            "inputs": {
                "ledger": [
                    {
                        "enterprise": "甲",
                        "material": "废钢铁",
                        "role": "利用方",
                        "unit": "t",
                        "intake": x,
                        "utilised": x,
                    }
                    for x in numbers
                ]
            },
        }
    )
    package = Package.from_bytes(build(declared, NATIVE, inputs, raw=raw), "a.xlsx")
    xml = package.read(package.worksheet("物料台账").part).decode()
    for x in numbers:  # typed, and computed from it
        assert xml.count(f"<v>{x!r}</v>") >= 2


def test_errors_and_states_stand_in_their_cells(tmp_path: Path) -> None:
    declared, inputs, raw = from_json(
        {
            "inputs": {
                "park.area": "约十二",
                "ledger": [
                    {
                        "enterprise": "甲",
                        "material": "废钢铁",
                        "role": "利用方",
                        "origin": "园外",
                        "unit": "顿",
                        "intake": "#REF!",
                        "utilised": "待填",
                    }
                ],
            }
        }
    )
    path = finish(build(declared, NATIVE, inputs, raw=raw), tmp_path / "a.xlsx", macros=False)
    layout, package = new_layout(declared), Package.open(path)
    held = {
        id: scan(package, layout.places[id].sheet)[layout.places[id].at(row)].value
        for id, row in (
            ("park.area", None),
            ("ledger.intake", 0),
            ("ledger.utilised", 0),
            ("ledger.utilised_tonnes", 0),
            ("totals.reduction", None),
        )
    }
    assert held == {
        "park.area": "约十二",
        "ledger.intake": CellError.REF,
        "ledger.utilised": "待填",
        "ledger.utilised_tonnes": "待填",
        "totals.reduction": CellError.REF,
    }


# ---- look ----------------------------------------------------------------------------------------
def test_three_fills_only(made: Made, workbook: Any) -> None:
    declared, *_ = made
    allowed = {f"FF{c[1:]}" for c in FILLS.values()} | {
        "FFFFFFFF",
        "FFDCE1E9",
        "FFEDEDED",
    }  # and white, the header's, and that of the helpers right of the page
    for sheet in declared.sheets:
        found = {
            c.fill.fgColor.rgb
            for row in workbook[sheet.name].iter_rows()
            for c in row
            if c.fill.fill_type
        }
        assert found <= allowed, sheet.name


def test_the_cover_is_shown_first_and_the_cursor_waits_in_the_first_input(
    made: Made, workbook: Any
) -> None:
    declared, layout, *_ = made
    assert workbook.active.title == "封面"
    selected = workbook["园区信息"].sheet_view.selection[-1]
    row, column = layout.places[declared.park.park["name"].id].at(None)
    assert selected.activeCell == workbook["园区信息"].cell(row + 1, column + 1).coordinate
    assert workbook["物料台账"].freeze_panes == "B6" and workbook["评价结果"].freeze_panes == "A5"


def test_the_report_of_values_has_nothing_to_fill() -> None:
    content = build(
        SAMPLE,
        VALUES,
        INPUTS,
        only=("评价报告", "废钢铁", "循环化结果", "检查结果"),
        first="评价报告",
    )
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["评价报告", "废钢铁", "循环化结果", "检查结果"]
    for page in workbook.worksheets:
        assert not page.protection.sheet and not page.data_validations.dataValidation
        for cell in (c for row in page.iter_rows() for c in row):
            assert cell.comment is None and cell.fill.fgColor.rgb in (
                "00000000",
                "FFFFFFFF",
                "FFDCE1E9",
            )
            assert not str(cell.value or "").startswith("=") and not re.search(
                "〔[填核算]", str(cell.value or "")
            )
            if cell.hyperlink:
                assert cell.hyperlink.location.split("!")[0].strip("'") in workbook.sheetnames
    assert list(texts(workbook["检查结果"]))[-1] == "（无）"


def texts(page: Worksheet) -> list[str]:
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


@pytest.mark.parametrize("declared", [SAMPLE, SEVEN], ids=["one", "seven"])
def test_tables_of_a_sheet_do_not_reach_beyond_its_columns(declared: Book) -> None:
    layout = new_layout(declared)
    for sheet in declared.sheets:
        places = [p for p in layout.parts if p.sheet == sheet.name]
        for place in places if sheet.widths else ():
            hidden = (
                {k for k, c in place.part.columns.items() if c.hidden}
                if isinstance(place.part, Block)
                else set(helpers_of(place.part))
            )
            ends = [last for key, (_, last) in place.slots.items() if key not in hidden]
            assert max(ends, default=0) < len(sheet.widths), place.part.id  # charts have no columns
        assert not sheet.spans or set(sheet.spans) - {p.part.id for p in places} <= {
            f"{p}.routes" for p in ALL
        }


def test_columns_of_units_and_notes_stand_only_where_one_is_given() -> None:
    some = Items("a", "", [Field("x", "甲", unit="t"), Field("y", "乙")])
    none = Items("b", "", [Field("x", "甲", kind="text")])
    noted = Items("c", "", [Field("x", "甲", clause="S1 4.5")])
    assert [columns_of(i) for i in (some, none, noted)] == [
        ["label", "value", "unit"],
        ["label", "value"],
        ["label", "value", "note"],
    ]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [  # 微软雅黑 10 pt: a Chinese character takes 13.3 pixels, a unit 7
        ("", 10, 1),
        ("四个汉字", 10, 1),
        ("十个汉字正好一行零一", 10, 3),
        ("一\n二\n三", 10, 3),
        ("12,345.67", 10, 1),
        ("abc def", 5, 2),
        ("很长的英文 BALANCE_OPEN", 18, 2),
        ("很长的英文 BALANCE_OPEN", 12, 3),
        ("W" * 40, 10, 6),
        ("tCO₂e/t", 9, 1),
    ],
)
def test_lines_of_a_text(text: str, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    ("parts", "rows", "runs_on"),
    [  # rows of one point, pages of 100, four rows of head
        ([(4, 30, False), (32, 60, False)], [], False),  # all fits
        ([(4, 60, False), (62, 130, False)], [62], False),  # the second would be torn
        ([(4, 60, False), (62, 400, True)], [62], True),  # a long list starts a page of its own,
        ([(4, 20, False), (22, 400, True)], [], True),  # unless little stands above it
        ([(4, 400, True)], [], True),  # the first part never leaves the head alone
        ([(4, 95, False), (97, 98, False), (100, 104, False)], [100], False),
    ],
)
def test_pages_break_between_parts(
    parts: list[tuple[int, int, bool]], rows: list[int], runs_on: bool
) -> None:
    assert breaks([Printed(*p) for p in parts], lambda row: 1.0, 100.0) == (rows, runs_on)


def test_hidden_sheets_stay_hidden(made: Made, workbook: Any) -> None:
    declared, *_ = made
    hidden: list[Sheet] = [s for s in declared.sheets if s.hidden]
    assert hidden and all(workbook[s.name].sheet_state == "veryHidden" for s in hidden)
    assert all(not isinstance(p, Static) or p.rows for s in declared.sheets for p in s.parts)


def test_a_build_does_not_depend_on_what_was_built_before() -> None:
    plan = Plan(rows=12)
    first = build(book(plan), NATIVE)
    build(book(Plan(year=2019, base_year=2015, materials=("scrap_copper",))), NATIVE)
    assert build(book(plan), NATIVE) == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert b"<scheme" not in package.read(
            "xl/styles.xml"
        )  # the fonts are ours, not the theme's
