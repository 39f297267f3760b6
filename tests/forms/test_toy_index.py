"""An index that exists only as data, in a folder beside the others: it appears with sheets, result
and report, without code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkeval_xl import data
from parkeval_xl.data import Library
from parkeval_xl.evaluation import evaluate_inputs
from parkeval_xl.forms import Book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.report import write
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout

TOY = "toy_index"
STANDARD = """id = "toy_index"
code = "TOY"
title = "示例安静园区指数"
title_en = "quiet park"
short = "安静园区"
short_en = "Quiet Park"
kind = "示例"
status = "测试"
tables = ["indicators", "items"]
groups = []
thresholds = []
clauses = [{ number = "1", words = "全部" }]
"""
ITEMS = """id,name,unit,definition,department,source_hint,required,min,max,used_by,from_enterprises,from_energy
toy_nights,安静夜数,天,噪声达标的夜数,综合,监测,yes,0,366,1,no,no
toy_days,监测夜数,天,有监测的夜数,综合,监测,yes,1,366,1,no,no
toy_trees,树,个,年末树数,综合,清点,yes,0,,2,no,no
"""  # noqa: E501
INDICATORS = """id,no,goal,level1,level2,name,unit,weight,direction,formula,when_zero,na_allowed,points,years_needed,reference,basis
toy_quiet,1,安静,噪声,夜间,安静夜比例,%,0.7,positive,toy_nights / toy_days * 100,error,no,0:0;100:1,1,示例1,design
toy_green,2,绿,树,数量,树增加率,%,0.3,positive,(toy_trees[t] - toy_trees[t-1]) / toy_trees[t-1] * 100,na,no,-10:0;10:1,2,示例2,design
"""  # noqa: E501


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package's data with one more folder."""
    root = tmp_path / "data"
    for folder in ("standards", "factors"):
        shutil.copytree(Path(str(files("parkeval_xl"))) / folder, root / folder)
    own = root / "standards" / TOY
    own.mkdir()
    for name, text in (
        ("standard.toml", STANDARD),
        ("items.csv", ITEMS),
        ("indicators.csv", INDICATORS),
    ):
        (own / name).write_text(text, encoding="utf-8")
    both = Library(root)
    monkeypatch.setattr(data, "library", lambda: both)
    yield
    data.index.cache_clear()


FIGURES = {
    "toy_nights": (180, 200, 219, 292, 365),
    "toy_days": (365,) * 5,
    "toy_trees": (90, 100, 100, 105, 105),
}


def test_data_alone_make_an_index(library: None, tmp_path: Path) -> None:
    """2024: 365 of 365 nights and no more trees: 100 * (0.7 * 1 + 0.3 * 0.5) = 85; 2023: 292 nights
    (80 %), 5 % more trees: 100 * (0.7 * 0.8 + 0.3 * 0.75) = 78.5; 2022: 219 nights (60 %), no more
    trees: 57. Mean 73.5."""
    assert TOY in data.indices()
    rows: dict[str, dict[str, Any]] = {
        id: {f"y{y}": x for y, x in enumerate(years)} for id, years in FIGURES.items()
    }
    declared, inputs, raw = from_json(
        {
            "plan": {"year": 2024, "base_year": 2020, "materials": ["scrap_steel"], "index": TOY},
            "inputs": {"base": rows},
        }
    )
    assert isinstance(declared, Book)
    park = evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)
    assert [park.show(f"yearly.index{y}") for y in (2, 3, 4)] == pytest.approx([57.0, 78.5, 85.0])
    assert park.show("yearly.index") == pytest.approx(73.5)
    told = park.to_dict()["effective"]
    assert (
        told["index"]["mean"] == pytest.approx(73.5)
        and told["grade"] is None
        and set(told["indicators"]) == {"toy_quiet", "toy_green"}
    )
    made = write(park, tmp_path / "out", ["xlsx"])[0]
    workbook = openpyxl.load_workbook(made)
    assert {"安静", "绿", "协同评价结果", "协同评价报告", "基础数据", "评分规则"} <= set(
        workbook.sheetnames
    )
    assert "能源与碳排放" not in workbook.sheetnames and "企业" not in workbook.sheetnames
    said = [c.value for row in workbook["协同评价报告"].iter_rows() for c in row]
    assert "示例安静园区指数评价报告" in said and pytest.approx(73.5) in [
        x for x in said if isinstance(x, float)
    ]
