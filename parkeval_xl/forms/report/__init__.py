"""评价报告: the eight parts of S1 4.7 as a sheet for printing. The exported report is this sheet
with its values."""

from __future__ import annotations

from dataclasses import dataclass

from ... import data
from ...graph import Block, Items
from ..index import IndexForms
from ..material import MaterialForms
from ..sheet import CALCULATED, Plan, Sheet
from ..steps import day_beside
from . import account, front, outcome, requirements
from .account import GRADES
from .index_report import SYNERGY_REPORT, synergy_report
from .shown import WIDTHS, Pages, Parts

__all__ = [
    "ANNEXES",
    "GRADES",
    "NOTES",
    "REPORT",
    "SYNERGY_REPORT",
    "ReportForms",
    "index_annexes",
    "report",
]

REPORT, NOTES = "评价报告", "report.notes"
ANNEXES = (
    "符合性",
    "循环化结果",
    "因子口径比较",
    "证据清单",
    "评审记录",
    "检查结果",
    "因子库",
    "电力因子",
)  # besides the materials


@dataclass(frozen=True)
class ReportForms:
    """The report, and the hidden sheet with its words."""

    sheet: Sheet
    words: Sheet
    synergy: Sheet | None = None


def index_annexes(index: IndexForms | None) -> tuple[str, ...]:
    """The sheets of an index that go with the report."""
    return (
        tuple(s.name for s in (*index.results, *index.figures, index.rules.sheet)) if index else ()
    )


def report(
    plan: Plan, parts: Parts, forms: list[MaterialForms], names: list[str], index: IndexForms | None
) -> ReportForms:
    """The report of a plan on the parts of the other sheets; `names` are those of all sheets there
    will be."""
    words = front.words_sheet(parts)
    evaluators, chosen = words.parts
    assert isinstance(evaluators, Block) and isinstance(chosen, Items)
    known = {**parts, chosen.id: chosen}
    pages = Pages()
    until = day_beside(known["evaluation"], "valid_until")
    front.front(pages, known, evaluators, until)
    requirements.park(pages, known)
    requirements.conformity(pages, known)
    requirements.transformation(pages, plan, known)
    requirements.year(pages, plan, known)
    account.collection(pages, plan, known, forms)
    account.account(pages, plan, known, forms)
    outcome.outcome(pages, known)
    outcome.other(
        pages,
        "、".join(
            [
                *(f.sheet.name for f in forms),
                *(a for a in (*ANNEXES, *index_annexes(index)) if a in names),
            ]
        ),
    )
    sheet = Sheet(
        REPORT,
        "产业园区循环化改造减污降碳评价报告",
        "园评07表",
        f"依据{data.standard('hunan_circular').introduced}4.7 的八项内容编制；由计算得出，不填。",
        [front.headline(known, chosen), *pages.parts],
        purpose="评价报告的八项内容，打印后签署盖章",
        portrait=True,
        formal=True,
        signed=False,
        tab=CALCULATED,
        size=9.0,
        widths=WIDTHS,
        spans=pages.spans,
        tall=("report.signature",),
    )
    graded = (
        synergy_report(index, front.headline(known, chosen, "synergy.head"), until)
        if index
        else None
    )
    return ReportForms(sheet, words, graded)
