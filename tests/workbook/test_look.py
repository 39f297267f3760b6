"""How workbooks look printed: nothing cut, no ###, no empty page, every sheet one page wide,
whatever stands in it."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from parkeval_xl import data, demo
from parkeval_xl.evaluation import evaluate_inputs
from parkeval_xl.forms import Plan
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.refresh import written_values
from parkeval_xl.report import write
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.save import save
from tests import store
from tests.small_park import sample
from tests.store import LEAN
from tests.workbook.render import PrintedPage, printed, without_blanks

ALL = tuple(m.id for m in data.materials() if m.has_method)
NAME = (
    "湖南某某国家级经济技术开发区循环化改造与减污降碳协同示范园区（含高新技术产业片区、"
    "临港物流片区和再生资源加工片区）全称"
)
ENTERPRISE = (
    "某某再生资源综合利用科技集团股份有限公司第二分公司废旧金属回收加工与精深利用一体化事业部（"
    "园内）生产基地第三车间班组"
)
REMARK = (
    "现场核对过磅单与结算单，发现三月与九月两批次重复登记，已按复印件扣减；"
    "请园区在七日内补充说明并附盖章的更正单据。"
) * 2
RESINS = [r.route for r in data.routes("scrap_plastic")]
LONG = {
    "park.name": NAME,
    "park.body": NAME + "管理委员会",
    "park.industries": "工程机械、" * 18,
    "park.boundary": REMARK,
    "evaluation.assessor": NAME,
    "park.province": "湖南",
}
# variant: (fewest, most) pages of paper
PAGES = {
    "sample": (16, 28),
    "sample_udf": (16, 28),
    "blank": (16, 28),
    "seven": (25, 46),
    "long": (16, 36),
    "wrong": (25, 48),
    "routes": (16, 37),
    "full": (25, 48),
    "index": (45, 90),
    "index_blank": (35, 80),
    "report": (10, 22),
    "report_long": (10, 27),
    "report_seven": (16, 40),
    "report_index": (50, 90),
}
# In the usual run: a park, its report, and texts that are too long for their cells.
USUAL = ("sample", "long", "report")
VARIANTS = [pytest.param(name, marks=() if name in USUAL else pytest.mark.slow) for name in PAGES]
REPORTS = {
    "report": "sample",
    "report_long": "long",
    "report_seven": "seven",
    "report_index": "index",
}
OF_INDEX = (
    "base",
    "energy",
    "goal",
    "levels",
    "index_gate",
    "index_continuity",
    "firms",
    "running",
    "surplus",
    "sectors",
    "candidates",
    "diagnosis",
)
WIDE = {"企业": 3}  # pages in width; all others take one


def rows(columns: dict[str, Any], count: int) -> list[dict[str, Any]]:
    return [{k: x(i) if callable(x) else x for k, x in columns.items()} for i in range(count)]


LEDGER = {
    "enterprise": lambda i: f"企业{i}",
    "material": "废钢铁",
    "role": lambda i: ("产生方", "利用方")[i % 2],
    "origin": "园内",
    "unit": "t",
    "opening": 1234567.89,
    "intake": lambda i: 98765432.1 + i,
    "utilised": 91234567.8,
    "old_stock": 0.5,
    "closing": 12.0,
    "way": "连续计量",
    "evidence": lambda i: f"E{i:03d}",
    "intake_verified": 98765432.1,
    "verdict": "待补充",
    "remark": "核对",
}
CONTENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # variant: plan, inputs
    "blank": ({}, {}),
    "seven": ({"materials": list(ALL)}, {}),
    "long": (
        {"rows": 12},
        LONG
        | {
            "scope": [{"applies": "是", "reason": REMARK, "baseline": REMARK}],
            "ledger": rows(
                LEDGER | {"enterprise": ENTERPRISE, "partner": ENTERPRISE, "remark": REMARK}, 6
            ),
            "scrap_steel.parameters": [{"source": REMARK, "remark": REMARK}],
            "scrap_steel.flows": [{"item": ENTERPRISE, "source": REMARK, "remark": REMARK}],
            "factors": [{"reason": REMARK, "remark": REMARK}],
        },
    ),
    "wrong": (
        {"materials": list(ALL)},
        {
            "park.area": "约十二",
            "park.enterprises": "待填",
            "park.above_scale": "不适用",
            "ledger": rows(
                {
                    "enterprise": "甲",
                    "material": lambda i: data.material(ALL[i % 7]).name,
                    "role": "利用方",
                    "origin": "园外",
                    "unit": lambda i: ("t", "顿")[i // 7],
                    "intake": "一千",
                    "utilised": lambda i: ("待填", "#REF!", "5%")[i % 3],
                },
                14,
            ),
        },
    ),
    "routes": (
        {"materials": ["scrap_plastic"], "routes": [["scrap_plastic", RESINS]]},
        {
            "ledger": rows(
                LEDGER | {"material": "废塑料", "route": lambda i: RESINS[i // 2 % len(RESINS)]}, 14
            )
        },
    ),
    "index_blank": ({"index": "synergy_index"}, {}),
    "full": (
        {},
        LONG
        | {
            "ledger": rows(
                LEDGER | {"enterprise": lambda i: ENTERPRISE if i % 50 == 3 else f"企业{i}"}, 500
            )
        },
    ),
}


def with_index() -> dict[str, Any]:
    """The small park with the index, figures, levels and firms of the sample park."""
    content = sample()
    of_index = {
        k: x
        for k, x in demo.sample()["inputs"].items()
        if k.partition(".")[0].rstrip("123") in OF_INDEX
    }
    return {
        "plan": Plan().__dict__
        | content["plan"]
        | {"index": "synergy_index", "year": 2024, "base_year": 2020},
        "inputs": content["inputs"] | of_index,
    }


@pytest.fixture(scope="module")
def files(
    soffice: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """A workbook of each variant that a test of this run asks for, findings written."""
    if shutil.which("pdftotext") is None and not os.environ.get("CI"):
        pytest.skip("poppler-utils is not installed; it is required where CI is set")
    folder = tmp_path_factory.mktemp("variants")
    out: dict[str, Path] = {}
    evaluations = {}
    asked = {
        item.callspec.params["variant"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path
    }
    needed = asked | {REPORTS[name] for name in asked & REPORTS.keys()}
    contents: dict[str, Any] = {"sample": store.export(LEAN), "index": with_index()}
    contents |= {
        k: {"plan": Plan().__dict__ | plan, "inputs": given} for k, (plan, given) in CONTENT.items()
    }
    if "sample_udf" in needed:
        needed.add("sample")
    for name, content in ((k, x) for k, x in contents.items() if k in needed):
        declared, inputs, raw = from_json(content)
        evaluations[name] = evaluate_inputs(
            declared, new_layout(declared), initial_inputs(declared) | inputs, raw
        )
        written = written_values(evaluations[name])
        out[name] = save(declared, NATIVE, folder / f"{name}.xlsx", inputs, written, raw)
        if name == "sample" and "sample_udf" in needed:
            out["sample_udf"] = save(
                declared, UDF, folder / "sample_udf.xlsm", inputs, written, raw
            )
    for name, source in ((k, x) for k, x in REPORTS.items() if k in needed):
        made = write(evaluations[source], folder / name, ["xlsx"])[0]
        out[name] = made.rename(folder / f"{name}.xlsx")
    return out


@pytest.fixture(scope="module")
def pages(
    files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[PrintedPage]]:
    return printed(list(files.values()), tmp_path_factory.mktemp("pdf"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_pages_are_a4_and_none_is_empty_or_too_many(
    pages: dict[str, list[PrintedPage]], variant: str
) -> None:
    least, most = PAGES[variant]
    assert least <= len(pages[variant]) <= most
    for number, page in enumerate(pages[variant], 1):
        assert sorted((round(page.width), round(page.height))) == [595, 842]
        assert len(page.words) > 20, f"page {number} is nearly empty: {page.text}"


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_hashes_and_no_words_over_each_other(
    pages: dict[str, list[PrintedPage]], variant: str
) -> None:
    for number, page in enumerate(pages[variant], 1):
        assert "###" not in page.text, f"page {number}"
        assert page.outside() == [], f"page {number}"
        assert page.collisions() == [], f"page {number}"


@pytest.mark.parametrize("variant", VARIANTS)
def test_everything_in_the_print_area_is_on_paper(
    files: dict[str, Path], pages: dict[str, list[PrintedPage]], variant: str
) -> None:
    paper = "".join(p.text for p in pages[variant])
    missing = [
        (sheet, cell, text)
        for sheet, cell, text in texts(files[variant])
        if without_blanks(text) not in paper
    ]
    assert missing == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_sheet_is_as_wide_as_it_should_be(
    files: dict[str, Path], pages: dict[str, list[PrintedPage]], variant: str
) -> None:
    workbook = openpyxl.load_workbook(files[variant])
    for sheet in visible(workbook):
        properties = sheet.sheet_properties.pageSetUpPr
        assert properties is not None and properties.fitToPage, sheet.title
        assert (sheet.page_setup.fitToWidth or 1) == WIDE.get(sheet.title, 1), sheet.title
        left, _, right, _ = range_boundaries(sheet.print_area.split("!")[1])
        corners = [printed_text(sheet.cell(row, c)) for c in (left, right) for row in (1, 4)]
        ends = [without_blanks(text) for text in corners if text]
        assert any(all(end in p.text for end in ends) for p in pages[variant]), sheet.title


def visible(workbook: Any) -> Iterator[Any]:
    return (s for s in workbook.worksheets if s.sheet_state == "visible")


def texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """Sheet, cell and text of whatever is to be printed: cached values, numbers as their format
    shows them."""
    for sheet in visible(openpyxl.load_workbook(path, data_only=True)):
        left, top, right, bottom = range_boundaries(sheet.print_area.split("!")[1])
        columns = {
            i for g in sheet.column_dimensions.values() if g.hidden for i in range(g.min, g.max + 1)
        }
        for row, column in itertools.product(range(top, bottom + 1), range(left, right + 1)):
            if column in columns or sheet.row_dimensions[row].hidden:
                continue
            if text := printed_text(sheet.cell(row, column)):
                yield sheet.title, f"{column}:{row}", text


def printed_text(cell: Any) -> str:
    value, form = cell.value, cell.number_format.partition("_")[0]
    if value is None or cell.number_format == ";;;":
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        digits = len(form.rstrip("%").partition(".")[2])
        if form.rstrip("%") not in ("#,##0.00", "0.00", "0.0", "0.0000", "0", "#,##0"):
            return ""
        shown = f"{value * (100 if form.endswith('%') else 1):,.{digits}f}"
        return (shown if "," in form else shown.replace(",", "")) + (
            "%" if form.endswith("%") else ""
        )
    return str(value)
