"""Native charts: fed by cells, with a cache that says the same, gaps for what is no number, kept by
refresh byte for byte."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import AppPrediction, FileFormat, OpenXmlValidator, predict

from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.sheet import Chart, Charts
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.refresh import refresh
from parkeval_xl.report.write import write
from parkeval_xl.review import review
from parkeval_xl.workbook.build import VALUES, build
from parkeval_xl.workbook.cells import scan
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.macros import finish
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import patch
from parkeval_xl.workbook.refs import parse_area
from parkeval_xl.workbook.save import save
from tests.checks.good_park import context, flow, good, ledger
from tests.workbook.render import printed

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TWO = book(Plan(materials=("byproduct_gypsum", "scrap_steel"), rows=40))
# gypsum hauled 1000 km costs 1000·0.078 kg/t = 78 kg/t against a credit of 32.8 kg/t (METHOD 1):
# the reduction is negative
HAULED = {("byproduct_gypsum.flows.rate", "副石膏运入"): 1000.0}
# of 10000 t of gypsum generated 8000 t are used: a rate of 80 %; all scrap is used: 100 %
USED = ledger(0, utilised=8000.0, closing=2000.0)


def charts(content: bytes) -> list[ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = sorted(
            (n for n in package.namelist() if n.startswith("xl/charts/chart")),
            key=lambda n: int(re.sub(r"\D", "", n)),
        )
        return [ET.fromstring(package.read(name)) for name in names]


def title(chart: ET.Element) -> str:
    named = chart.find(f"{C}chart/{C}title")
    assert named is not None
    return "".join(t.text or "" for t in named.iter(f"{A}t"))


def cached(series: ET.Element, what: str) -> list[str | None]:
    """The cache of a series, None for a gap."""
    points = {
        int(p.get("idx", -1)): p.findtext(f"{C}v") for p in series.find(f"{C}{what}").iter(f"{C}pt")
    }  # type: ignore[union-attr]
    count = next(series.find(f"{C}{what}").iter(f"{C}ptCount"))  # type: ignore[union-attr]
    return [points.get(i) for i in range(int(count.get("val", 0)))]


def built(changes: dict[Any, Any], edition: str = NATIVE) -> bytes:
    """The workbook of two materials with these changes, built once."""
    return _built(tuple(changes.items()), edition)


@cache
def _built(changes: tuple[tuple[Any, Any], ...], edition: str) -> bytes:
    s = context(TWO, good(TWO), dict(changes))
    more = {"only": ("评价报告",), "first": "评价报告"} if edition == VALUES else {}
    return build(TWO, edition, s.inputs, raw=s.raw, **more)  # type: ignore[arg-type]


def numbers(chart: ET.Element) -> list[list[float | None]]:
    return [
        [None if x is None else float(x) for x in cached(s, "val")] for s in chart.iter(f"{C}ser")
    ]


@pytest.mark.parametrize("edition", [NATIVE, UDF, VALUES])
def test_every_chart_of_the_report_is_there_and_shows_its_cells(edition: str) -> None:
    content = built(HAULED | USED, edition)
    found = charts(content)
    assert [title(c)[:2] for c in found] == ["图1", "图2", "图3", "图4"]
    page = scan(Package.from_bytes(content, "a.xlsx"), "评价报告")
    for chart in found:
        for series in chart.iter(f"{C}ser"):
            for what in ("cat", "val"):
                area = series.find(f"{C}{what}").findtext(f".//{C}f")  # type: ignore[union-attr]
                assert area is not None and area.startswith("评价报告!")
                top, left, bottom, right = parse_area(area.partition("!")[2])
                assert left == right
                cells = [page[row, left].value for row in range(top, bottom + 1)]
                shown = cached(series, what)
                assert (
                    [str(x) for x in cells] == shown
                    if what == "cat"
                    else cells == pytest.approx([float(x or "nan") for x in shown])
                )


def test_reductions_keep_their_sign_and_rates_are_of_one() -> None:
    totals, per_tonne, parts, rates = charts(built(HAULED | USED))
    gypsum, steel = numbers(totals)[0]
    assert gypsum is not None and steel is not None and gypsum < 0 < steel
    baseline, project, leakage = numbers(parts)
    assert gypsum == pytest.approx((baseline[0] or 0) - (project[0] or 0) - (leakage[0] or 0))
    assert numbers(per_tonne)[0][0] == pytest.approx(gypsum / 10000)  # the user processed 10000 t
    assert numbers(rates) == [[0.8, 1.0], [0.95, 0.8]]  # thresholds of S1 4.4.2


def test_what_is_no_number_is_a_gap() -> None:
    totals, _, parts, rates = charts(
        built({("ledger.utilised", 1): "待填", ("scope.applies", 0): "否"})
    )
    assert numbers(totals)[0][0] is None and numbers(totals)[0][1] is not None
    assert all(series[0] is None for series in numbers(parts))
    assert numbers(rates)[0] == [1.0, 1.0]  # of the generators' rows, which are as they were


@pytest.mark.parametrize("number", range(4))
def test_how_a_chart_is_drawn(number: int) -> None:
    chart = charts(built(HAULED))[number]
    bars = chart.find(f".//{C}barChart")
    assert bars is not None
    for series in bars.iter(
        f"{C}ser"
    ):  # a bar below zero keeps its fill; its label stays beside it
        inverted = series.find(f"{C}invertIfNegative")
        assert inverted is not None and inverted.get("val") == "0"
        form = series.find(f"{C}dLbls/{C}numFmt")
        assert (
            form is not None and form.get("formatCode", "").count(";") == 2
        )  # nothing for 0: a word is drawn as 0
    names = chart.find(f".//{C}catAx/{C}tickLblPos")
    assert names is not None and names.get("val") == "low"  # clear of bars below zero
    value_axis = chart.find(f".//{C}valAx/{C}title")
    assert value_axis is not None and "".join(t.text or "" for t in value_axis.iter(f"{A}t")) in (
        "tCO₂e",
        "tCO₂e/t",
        "利用率",
    )
    latin, asian = (
        [f.get("typeface") for f in chart.iter(f"{A}{kind}")] for kind in ("latin", "ea")
    )
    assert latin == asian and set(latin) == {"微软雅黑"}


def test_thresholds_are_marks_without_a_line_between_them() -> None:
    rates = charts(built({}))[3]
    series = rates.find(f".//{C}lineChart/{C}ser")
    assert series is not None
    symbol, line = series.find(f"{C}marker/{C}symbol"), series.find(f"{C}spPr/{A}ln/{A}noFill")
    assert symbol is not None and symbol.get("val") == "dash" and line is not None


def test_charts_stand_in_the_rows_kept_for_them() -> None:
    layout = new_layout(TWO)
    content = built({})
    parts = [p for p in layout.parts if isinstance(p.part, Charts)]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        drawing = next(
            n
            for n in package.namelist()
            if n.startswith("xl/drawings/drawing") and b"graphicFrame" in package.read(n)
        )
        text = package.read(drawing).decode()
    anchors = re.findall("<xdr:twoCellAnchor.*?</xdr:twoCellAnchor>", text)
    rows = [tuple(map(int, re.findall(r"<xdr:row>(\d+)</xdr:row>", a))) for a in anchors]
    kept = [(p.body, p.body + p.rows - 1) for p in parts for _ in p.part.charts]  # type: ignore[union-attr]
    assert rows == kept
    others = [p for p in layout.parts if p.sheet == "评价报告" and not isinstance(p.part, Charts)]
    taken = {row for p in others for row in range(p.header, p.body + p.rows)}
    assert not taken & {row for first, last in kept for row in range(first, last + 1)}


def test_a_report_leaves_out_charts_of_nothing() -> None:
    empty = book(Plan(materials=("scrap_steel",), rows=40))
    content = build(empty, VALUES, only=("评价报告",), first="评价报告")
    assert charts(content) == []
    assert (
        len(charts(build(empty, NATIVE))) == 4
    )  # a workbook keeps them: they follow what is typed
    hidden = {
        i - 1
        for i, row in openpyxl.load_workbook(io.BytesIO(content))["评价报告"].row_dimensions.items()
        if row.hidden
    }
    for place in new_layout(empty).parts:
        if isinstance(place.part, Charts):
            assert set(range(place.body, place.body + place.rows)) <= hidden


def test_a_chart_names_the_rows_it_shows() -> None:
    """The row of the sum is no bar."""
    account = TWO.graph.blocks["report.account"]
    shown = next(
        c
        for s in TWO.sheets
        for p in s.parts
        if isinstance(p, Charts)
        for c in p.charts
        if isinstance(c, Chart)
    )
    assert shown.block is account and shown.rows == account.rows - 1 == 2
    assert cached(next(charts(built({}))[0].iter(f"{C}ser")), "cat") == ["工业副石膏", "废钢铁"]


@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_refresh_and_patch_keep_charts_byte_for_byte(tmp_path: Path, edition: str) -> None:
    s = context(TWO, good(TWO), HAULED)
    path = save(
        TWO, edition, tmp_path / ("a.xlsm" if edition == UDF else "a.xlsx"), s.inputs, raw=s.raw
    )
    before = dict(drawn(path))
    assert len([n for n in before if n.startswith("xl/charts/chart")]) == 4
    patch(path, {"园区信息": {(5, 1): "改过的名称"}}, path)
    refresh(review(path))
    assert dict(drawn(path)) == before


def drawn(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith(("xl/charts/", "xl/drawings/")):
                yield name, package.read(name)


def test_charts_are_made_alike_twice_and_open_cleanly(tmp_path: Path) -> None:
    content = built(HAULED)
    assert content == _built.__wrapped__(tuple(HAULED.items()), NATIVE)
    path = finish(content, tmp_path / "a.xlsx", macros=False)
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path)
    assert (result.errors, predict(result).prediction) == ([], AppPrediction.OPENS_CLEAN)


def test_calc_draws_them(soffice: None, tmp_path: Path) -> None:
    s = context(TWO, good(TWO), HAULED | USED | flow("电炉冶炼用电", rate=400.0))
    source = save(TWO, NATIVE, tmp_path / "a.xlsx", s.inputs, raw=s.raw)
    path = write(review(source), tmp_path / "report", ["xlsx"])[0].rename(tmp_path / "report.xlsx")
    text = "".join(page.text for page in printed([path], tmp_path / "pdf")["report"])
    reduction = review(source).show("byproduct_gypsum.reduction")
    for words in (
        "图1各物料减排量",
        "图2单位减排量(按路线)",
        "图3各物料基准线、项目、泄漏排放",
        "图4资源循环利用率与阈值",
    ):
        assert words in text
    assert f"{reduction:,.0f}" in text and "80.00%" in text  # labels
