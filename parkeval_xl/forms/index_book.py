"""The workbook of an index alone, without the parts of a circular park: a district, a new area, any
park that an index is made for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .. import data
from ..functions.operations import HEADLINE, SAME, SAME_TEXT
from ..graph import (
    ASSESSOR,
    CHOICE,
    DATE,
    NUMBER,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Graph,
    Input,
    Items,
)
from . import frame
from .book import Evaluated
from .evidence import evidence
from .factors import factors
from .index import IndexForms, accounts, index_forms
from .index.outcome import RESULT
from .park import companions
from .record import record
from .report import SYNERGY_REPORT, index_annexes
from .report.front import DATE as DAY
from .report.index_report import synergy_report
from .report.shown import line
from .results import state
from .sheet import FILLED, Headline, Plan, Sheet, Static, renumber
from .steps import day_beside

REQUIREMENTS, SUBJECT = "基本要求", "评价对象"
ANNEXES = (
    REQUIREMENTS,
    "证据清单",
    "评审记录",
    "检查结果",
    "因子库",
    "电力因子",
)  # of the report, beside the sheets of the index


@dataclass(frozen=True)
class AboutForms:
    """对象信息: what is evaluated and by whom."""

    sheet: Sheet
    park: Items
    evaluation: Items


@dataclass(frozen=True)
class IndexBook(Evaluated):
    """The declaration of the workbook of an index."""

    about: AboutForms


@lru_cache(maxsize=8)
def index_book(plan: Plan) -> IndexBook:
    """Declare the workbook of a plan."""
    standard = data.index(plan.index).standard
    about = _about(plan, standard)
    province = about.park["province"]
    library = factors(plan, province) if accounts(plan) else None
    index = index_forms(plan, library, province)
    result = next(s for s in index.results if s.name == RESULT)
    result.parts.append(state("六、数据与版本", "backed", "defaults", "open_balances"))
    renumber(result.parts)
    result.spans["state"] = result.spans["index_state"]
    found, findings = frame.findings()
    sheets = [
        about.sheet,
        *_requirements(index),
        *index.figures,
        *index.results,
        _report(index, about),
        evidence(plan),
        record(plan),
        found,
        *((library.sheet, library.provinces) if library else ()),
        index.rules.sheet,
    ]
    sheets = [_cover(standard.title, about, index, sheets), *sheets]
    frame.add_headlines(sheets, SUBJECT, about.park["name"], about.evaluation["year"])
    lists = frame.lists_of() | index.rules.lists
    sheets += [
        *([frame.units()] if library else []),
        frame.lists(lists),
        index.hidden,
        frame.settings(plan),
    ]
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in sheets})
    return IndexBook(
        plan,
        sheets,
        graph,
        findings,
        lists,
        index,
        (SYNERGY_REPORT, *index_annexes(index), *ANNEXES),
        about,
    )


def _about(plan: Plan, standard: data.Standard) -> AboutForms:
    text: dict[str, Any] = {"kind": TEXT}
    who = Items(
        "park",
        f"一、{SUBJECT}",
        [
            Input("name", "名称", required=True, **text, help="园区、新区或行政区的名称"),
            Input(
                "province",
                "所在省",
                kind=CHOICE,
                choices=data.provinces(),
                list_name="选项_省份",
                required=True,
            ),
            Input("city", "所在市县", **text),
            Input("boundary", "评价范围", **text, help="批复文号、四至图或行政区范围"),
            Input("body", "组织单位", required=True, **text),
            Input("contact", "填报人", required=True, **text),
            Input("phone", "联系电话", **text),
            Input("signer", "单位负责人", **text),
        ],
        companions(),
    )
    signs: dict[str, Any] = {"writer": ASSESSOR, "kind": TEXT}
    evaluation = Items(
        "evaluation",
        "二、评价",
        [
            Constant(
                "year",
                "评价年",
                kind=NUMBER,
                pattern="0",
                initial=plan.year,
                help="制表时确定；换年请用新年份的模板，不要改这里",
            ),
            Constant(
                "base_year",
                "基准年",
                kind=NUMBER,
                pattern="0",
                initial=plan.base_year,
                help="制表时确定",
            ),
            Constant(
                "standard", "适用文件", kind=TEXT, initial=standard.title, help=standard.called
            ),
            Input("assessor", "评价机构", **signs),
            Input("author", "编制人", **signs),
            Input("reviewer", "审核人", **signs),
            Input("approver", "批准人", **signs),
            Input(
                "valid_until", "有效期至", kind=DATE, writer=ASSESSOR, help="按 2025-06-30 的格式"
            ),
        ],
    )
    sheet = Sheet(
        "对象信息",
        "评价对象与评价基本信息",
        "园评01表",
        "填报人员填“填”列（浅黄），评价机构填“核”列（浅蓝）。",
        [who, evaluation],
        purpose="评价对象、组织单位、评价机构",
        portrait=True,
        tab=FILLED,
        widths=(16, 40, 24, 9, 9, 20),
        spans={"evaluation": (1, 1, 4)},
    )
    return AboutForms(sheet, who, evaluation)


def _requirements(index: IndexForms) -> list[Sheet]:
    """The requirements of an index on a sheet of their own, where it has any."""
    blocks: list[Block] = index.outcome.requirements
    renumber(blocks)
    sheet = Sheet(
        REQUIREMENTS,
        "基本要求与持续符合性声明",
        "园评02表",
        "逐条作答；不符合的写差距和整改期限。评审人员填核定结论和意见。",
        [*blocks],
        purpose="基本要求逐条作答，每年的持续符合性声明",
        tab=FILLED,
        size=9.0,
    )
    return [sheet] if blocks else []


def _cover(title: str, about: AboutForms, index: IndexForms, sheets: list[Sheet]) -> Sheet:
    who, when = about.park, about.evaluation
    head = [
        Computed("name", "名称", SAME_TEXT, who["name"]),
        Computed("year", "评价年", SAME, when["year"], pattern="0"),
        Computed("base_year", "基准年", SAME, when["base_year"], pattern="0"),
        Computed("body", "组织单位", SAME_TEXT, who["body"]),
        frame.computed_by(*[index.outcome.yearly["index"]] * 2),
    ]
    return frame.cover(
        f"{title.removesuffix('评价指标体系').removesuffix('评价指南')}评价工作簿",
        "先填对象信息和基础数据，再核对各目标的表；证据在证据清单登记；其余自动计算。",
        SUBJECT,
        head,
        who,
        sheets,
        "组织单位",
    )


def _report(index: IndexForms, about: AboutForms) -> Sheet:
    who, when = about.park, about.evaluation
    headline = Headline(
        "synergy.head",
        "",
        [Computed("line", "表头", HEADLINE, SUBJECT, who["name"], when["year"], "")],
    )
    subject: list[Field] = [
        *(line(key, who[key]) for key in ("name", "province", "boundary", "body")),
        *(line(key, when[key]) for key in ("year", "base_year", "standard", "assessor")),
        frame.computed_by(*[index.outcome.yearly["index"]] * 2),
    ]
    signed: list[Field] = [
        *(
            Computed(key, when[key].label, SAME_TEXT, when[key])
            for key in ("author", "reviewer", "approver")
        ),
        Constant("seal", "评价机构（盖章）", kind=TEXT),
        Constant("date", "日期", kind=TEXT, initial=DAY),
    ]
    return synergy_report(index, headline, day_beside(when, "valid_until"), subject, signed)
