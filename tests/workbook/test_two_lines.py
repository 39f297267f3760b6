"""Figures with two lines, 填 above 核: where they stand, how they are read, also after rows were
inserted or deleted."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.forms import Plan, book
from parkeval_xl.graph import NATIVE
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.read import Loaded, load
from tests.edited import Edited

DATA = {
    "inputs": {
        "base": [
            {"y0": 10.0, "y0_verified": 11.0, "source": "年鉴"},
            {"y0": 20.0},
            {"y0": 30.0, "y0_verified": 33.0},
        ]
    }
}
SHEET = "基础数据"


PLAN = Plan(materials=("scrap_steel",), index="synergy_index", rows=12)


@pytest.fixture(scope="module")
def built() -> bytes:
    declared, inputs, raw = from_json({"plan": json.loads(PLAN.to_json()), **DATA})
    return build(declared, NATIVE, inputs, raw=raw)


def changed(built: bytes, path: Path, row: int, insert: bool) -> Loaded:
    """The workbook after a row of the sheet was inserted above `row` (from 1) or deleted, names
    following as in Excel."""
    workbook = Edited(built)
    workbook.insert_row(SHEET, row) if insert else workbook.delete_row(SHEET, row)
    return load(workbook.save(path))


def column(loaded: Loaded, key: str) -> list[Any]:
    return [v.cell(float(x)) for x in loaded.inputs[f"base.{key}"][:3]]


def first_row(built: bytes) -> int:
    """The row, from 1, of the first figure."""
    return new_layout(book(PLAN)).places["base.y0"].row + 1


def test_the_verified_figure_stands_below_the_reported_one(built: bytes, tmp_path: Path) -> None:
    page, row = openpyxl.load_workbook(io.BytesIO(built))[SHEET], first_row(built)
    heads = {str(c.value).split("\n")[0]: c.column for c in page[row - 1] if c.value}
    year, mark, source = heads["2020年"], heads["行别"], heads["来源"]
    assert [page.cell(row + i, year).value for i in range(6)] == [10, 11, 20, None, 30, 33]
    assert [page.cell(row + i, mark).value for i in range(4)] == ["填", "核", "填", "核"]
    assert (
        page.cell(row - 1, year).value.endswith("〔填/核〕")
        and page.cell(row, source).value == "年鉴"
    )
    assert (
        not page.cell(row, year).protection.locked
        and not page.cell(row + 1, year).protection.locked
    )
    assert f"A{row}:A{row + 1}" in {str(area) for area in page.merged_cells.ranges}
    (tmp_path / "a.xlsx").write_bytes(built)
    loaded = load(tmp_path / "a.xlsx")
    assert (
        loaded.remarks == []
        and column(loaded, "y0") == [10, 20, 30]
        and column(loaded, "y0_verified") == [11, None, 33]
    )


@pytest.mark.parametrize(
    "offset",
    [0, 1, 2, 3],
    ids=["above a figure", "between its lines", "above the next", "between the next lines"],
)
def test_an_inserted_row_does_not_shift_figures(built: bytes, tmp_path: Path, offset: int) -> None:
    loaded = changed(built, tmp_path / "a.xlsx", first_row(built) + offset, insert=True)
    assert column(loaded, "y0") == [10, 20, 30] and column(loaded, "y0_verified") == [11, None, 33]


def test_a_deleted_second_line_reads_as_error_not_as_unverified(
    built: bytes, tmp_path: Path
) -> None:
    loaded = changed(built, tmp_path / "a.xlsx", first_row(built) + 1, insert=False)
    assert column(loaded, "y0") == [10, 20, 30]
    verified = loaded.inputs["base.y0_verified"]
    assert v.is_error(verified[:1]).all() and column(loaded, "y0_verified")[1:] == [None, 33]
    assert v.is_error(loaded.book.graph.run(loaded.inputs)["base.y0_used"][..., 0]).any()


def test_a_column_with_a_second_line_cannot_be_referred_to_as_a_whole() -> None:
    declared = book(Plan(materials=("scrap_steel",), index="synergy_index"))
    layout = new_layout(declared)
    with pytest.raises(ValueError, match="second line"):
        layout.area(declared.graph.fields["base.y0"])
    used = declared.graph.fields["base.y0_used"]
    assert used.block is not None
    top, bottom = re.findall(r"\$(\d+)", layout.area(used))
    assert int(bottom) - int(top) == 2 * used.block.rows - 1
