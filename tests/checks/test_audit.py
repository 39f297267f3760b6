"""The audit of a file: whatever could make a shown number differ from the computed one is found,
with its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkeval_xl.checks.audit_cells import normal
from parkeval_xl.evaluation import Evaluation, evaluate_file
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import to_json
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.patch import patch, replace_parts
from parkeval_xl.workbook.read import load
from tests import store
from tests.edited import Edited
from tests.store import LEAN, SMALL

DECLARED = store.declared(LEAN)[0]  # its ledger has the rows 6 to 17
LAYOUT = new_layout(DECLARED)
OF_DATA = {
    "BALANCE_OPEN",
    "LINE_DEFAULT_SHARE",
    "IMPORT_IN_REDUCTION",
    "REVIEW_OPEN",
}  # the sample's own findings


def cell(id: str, row: int | None = None) -> tuple[str, int, int]:
    """Sheet, row and column of a field, counted from 1."""
    place = LAYOUT.places[id]
    line, column = place.at(row)
    return place.sheet, line + 1, column + 1


def put(workbook: Edited, id: str, row: int | None, value: Any) -> None:
    sheet, line, column = cell(id, row)
    workbook.put(sheet, (line - 1, column - 1), value)


def edited() -> Edited:
    return Edited(store.saved(LEAN))


def found(path: Path) -> dict[str, Any]:
    """The last finding of each code that the sample does not have by itself."""
    return by_code(review(path))


def by_code(evaluation: Evaluation) -> dict[str, Any]:
    return {f.code: f for f in evaluation.findings if f.code not in OF_DATA}


def rename_column(workbook: Edited) -> None:
    sheet, line, column = cell("ledger.partner", 0)
    workbook.put(sheet, (line - 2, column - 1), "客户")


def break_name(workbook: Edited) -> None:
    workbook.name("台账_折算利用量", lambda text: f"{text[:-1]}4")


CASES: list[tuple[str, Callable[[Edited], Any], str | None, str]] = [
    ("nothing", lambda w: None, None, ""),
    (
        "a total overwritten by a number",
        lambda w: put(w, "scrap_steel.reduction", None, 99999.0),
        "FORMULA_LOST",
        "99999",
    ),
    (
        "a formula deleted",
        lambda w: put(w, "scrap_steel.flows.emission", 4, None),
        "FORMULA_LOST",
        "空白",
    ),
    (
        "a formula made better",
        lambda w: put(w, "scrap_steel.leakage", None, "=0*1"),
        "FORMULA_CHANGED",
        "=0*1",
    ),
    (
        "a factor rule changed",
        lambda w: put(w, "factors.rule_value", 3, 9.99),
        "LOCKED_EDITED",
        "9.99",
    ),
    ("a threshold lowered", lambda w: put(w, "rates.threshold", 0, 0.5), "LOCKED_EDITED", "0.5"),
    ("a unit made bigger", lambda w: w.put("units", "C12", 1000), "LOCKED_EDITED", "1000"),
    ("a name cut short", break_name, "NAME_MISSING", "台账_折算利用量"),
    ("a name of the person's own", lambda w: w.name("my_own_name", "封面!$A$1"), None, ""),
    ("a header renamed", rename_column, "HEADER_CHANGED", "客户"),
    (
        "an input that reads another file",
        lambda w: put(w, "ledger.intake", 0, "='[other.xlsx]Sheet1'!A1"),
        "EXTERNAL_LINK",
        "other.xlsx",
    ),
    (
        "a mass below the list",
        lambda w: w.put("物料台账", "H18", 5000),
        "ROW_WITHOUT_FORMULA",
        "第 18 行",
    ),
    (
        "a remark below the list",
        lambda w: w.put("物料台账", "A20", "填报人：张三"),
        None,
        "",
    ),
    ("another version", lambda w: put(w, "settings.version", None, "9.9.9"), "FILE_NEWER", "9.9.9"),
    (
        "an older version",
        lambda w: put(w, "settings.version", None, "0.0.1"),
        "FILE_OLDER",
        "0.0.1",
    ),
]


@pytest.mark.parametrize(("what", "change", "code", "says"), CASES, ids=[c[0] for c in CASES])
def test_what_a_person_may_do(
    tmp_path: Path, what: str, change: Callable[[Edited], Any], code: str | None, says: str
) -> None:
    workbook = edited()
    change(workbook)
    told = found(workbook.save(tmp_path / "a.xlsx"))
    told.pop("VALUE_NOT_CACHED", None)  # of a formula that was typed and not computed
    if code is None:
        assert told == {}
        return
    assert code in told, sorted(told)
    assert says in told[code].text(english=False)[0]
    assert told[code].sheet or code.startswith("FILE")


def test_a_file_saved_by_another_library_only_lacks_its_values(tmp_path: Path) -> None:
    openpyxl.load_workbook(io.BytesIO(store.saved(LEAN))).save(tmp_path / "a.xlsx")
    assert set(found(tmp_path / "a.xlsx")) == {"VALUE_NOT_CACHED"}


def test_a_row_without_formulas_is_told(tmp_path: Path) -> None:
    workbook = edited()
    for field in DECLARED.ledger.columns.values():
        if field.function:
            put(workbook, field.id, 2, None)
    evaluation = review(workbook.save(tmp_path / "a.xlsx"))
    told = by_code(evaluation)
    assert told["ROW_WITHOUT_FORMULA"].words["row"] == cell("ledger.enterprise", 2)[1]
    # its masses still count: a lost formula must not improve a result
    assert evaluation.show("rates.rate", 0) == pytest.approx(16300 / 19250)


def test_a_row_written_below_the_list_is_counted_told_and_kept(tmp_path: Path) -> None:
    workbook = edited()
    for column, value in zip(
        "ABCDFHI", ("晚到的企业", "废钢铁", "产生方", "园内", "t", 50000, 100), strict=True
    ):
        workbook.put("物料台账", f"{column}18", value)
    workbook.save(tmp_path / "a.xlsx")
    evaluation = review(tmp_path / "a.xlsx")
    assert evaluation.show("rates.rate", 0) == pytest.approx((16300 + 100) / (19250 + 50000))
    told = next(f for f in evaluation.findings if f.code == "ROW_WITHOUT_FORMULA")
    assert told.cell == "A18" and "重算已计入" in told.text(english=False)[0]
    assert to_json(load(tmp_path / "a.xlsx"))["inputs"]["ledger"][12]["enterprise"] == "晚到的企业"


def test_a_stale_value_is_told_with_both_numbers(tmp_path: Path) -> None:
    store.copy(LEAN, tmp_path / "a.xlsx")
    sheet, line, column = cell("scrap_steel.flows.rate", 4)
    patch(tmp_path / "a.xlsx", {sheet: {(line - 1, column - 1): 500.0}}, tmp_path / "a.xlsx")
    stale = found(tmp_path / "a.xlsx")["VALUE_STALE"]
    assert stale.words["value"] != stale.words["computed"]


def test_a_foreign_module_is_told(tmp_path: Path) -> None:
    path = store.copy(LEAN, tmp_path, UDF)
    assert found(path) == {}
    from parkeval_xl.workbook.vba import project

    evil = project.module("Evil", "standard", "Sub Auto_Open()\nEnd Sub\n")
    strange = project.build([project.module("ThisWorkbook", "workbook", ""), evil])
    replace_parts(path, {"xl/vbaProject.bin": strange}, path)
    assert found(path)["MACRO_FOREIGN"].words["name"] in ("Evil", "ThisWorkbook")


def test_settings_that_name_another_interpreter_are_told(tmp_path: Path) -> None:
    path = store.copy(LEAN, tmp_path, UDF)
    patch(path, {"xlwings.conf": {(1, 0): "INTERPRETER_WIN", (1, 1): "C:\\evil.exe"}}, path)
    assert found(path)["MACRO_FOREIGN"].sheet == "xlwings.conf"


def test_the_1904_date_system_is_told(tmp_path: Path) -> None:
    since_1904 = b'<workbookPr date1904="1"'
    workbook = edited().replace("xl/workbook.xml", b"<workbookPr", since_1904)
    assert "FILE_DATE1904" in found(workbook.save(tmp_path / "a.xlsx"))


def test_many_findings_of_a_kind_are_summed_up(tmp_path: Path) -> None:
    workbook = Edited(store.saved(SMALL))  # as many rows as that
    for row in range(60):
        put(workbook, "ledger.balance", row, 0.0)
    workbook.save(tmp_path / "a.xlsx")
    lost = [f for f in review(tmp_path / "a.xlsx").findings if f.code == "FORMULA_LOST"]
    assert len(lost) == 21 and any("等另外 40 处" in f.text(english=False)[0] for f in lost)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ('IF(A1="x y",1,2)', 'if( A1 = "x y" , 1, 2 )', True),
        ("'物料'!A1", "物料!a1", True),
        ('"a"', '"A"', False),
        ('IF(A1="x  y",1,2)', 'IF(A1="x y",1,2)', False),
        ("_xlfn.IFERROR(1,2)", "IFERROR(1,2)", True),
        ("A1", "A2", False),
    ],
)
def test_formula_texts_are_compared_by_what_they_mean(one: str, other: str, equal: bool) -> None:
    assert (normal(one) == normal(other)) is equal


# ---- in a real spreadsheet program ---------------------------------------------------------------
@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_a_file_saved_by_calc_is_as_good_as_new(
    office: Office, tmp_path: Path, edition: str
) -> None:
    path = store.copy(LEAN, tmp_path, edition)
    with office.open(path) as document:
        document.recalculate()
        document.save_as(tmp_path / f"b{path.suffix}")
    saved = review(tmp_path / f"b{path.suffix}")
    assert by_code(saved) == {}
    assert saved.to_dict() == evaluate_file(path).to_dict()


def test_rows_and_columns_inserted_in_calc_are_understood(office: Office, tmp_path: Path) -> None:
    path = store.copy(LEAN, tmp_path)
    with office.open(path) as document:
        for sheet in document.sheets:
            document.unprotect(sheet)
        document.insert_rows("物料台账", 7, 2)
        document.insert_columns("物料台账", 3, 1)
        document.insert_rows("废钢铁", 2, 3)
        document.insert_columns("园区信息", 0, 1)
        document.recalculate()
        document.save_as(tmp_path / "b.xlsx")
    first, second = evaluate_file(path), review(tmp_path / "b.xlsx")
    assert set(by_code(second)) == {"ROWS_MOVED"}
    assert first.to_dict()["effective"] == second.to_dict()["effective"]


def test_a_sheet_deleted_in_calc_makes_errors_not_better_numbers(
    office: Office, tmp_path: Path
) -> None:
    path = store.copy(LEAN, tmp_path)
    with office.open(path) as document:
        document.delete_sheet("物料台账")
        document.recalculate()
        document.save_as(tmp_path / "b.xlsx")
    told = review(tmp_path / "b.xlsx")
    assert "SHEET_MISSING" in {f.code for f in told.findings} and told.has_errors
    assert str(told.to_dict()["effective"]["reductions"]["total"]).startswith("#")


def test_a_sheet_renamed_in_calc_is_read(office: Office, tmp_path: Path) -> None:
    path = store.copy(LEAN, tmp_path)
    with office.open(path) as document:
        document.rename_sheet("物料台账", "台账 2024")
        document.recalculate()
        document.save_as(tmp_path / "b.xlsx")
    renamed = review(tmp_path / "b.xlsx")
    assert set(by_code(renamed)) == {"SHEET_RENAMED"}
    assert renamed.to_dict()["effective"] == evaluate_file(path).to_dict()["effective"]


def test_a_stored_zero_does_not_pass_for_a_blank(tmp_path: Path) -> None:
    """Nor a blank for a zero: a total over nothing is blank, and 0 is a figure."""
    path = store.copy(LEAN, tmp_path / "a.xlsx")
    evaluation = evaluate_file(path)
    ledger = evaluation.book.graph.blocks["ledger"]
    blank = next(
        c
        for c in ledger.columns.values()
        if c.function and not c.is_text and evaluation.show(c.id, ledger.rows - 1) is None
    )
    sheet, line, column = cell(blank.id, ledger.rows - 1)
    patch(path, {sheet: {(line - 1, column - 1): 0.0}}, path)
    stale = found(path)["VALUE_STALE"]
    assert (
        stale.sheet == sheet and stale.words["value"] == "0" and stale.words["computed"] == "空白"
    )
