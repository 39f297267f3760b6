"""The front of the report: what was evaluated, by whom, with what result, and who answers for it,
by type of evaluator."""

from __future__ import annotations

from ... import data
from ...functions.operations import HEADLINE, SAID, SAME
from ...functions.operations.lookups import TEXT_AT
from ...graph import TEXT, Block, Computed, Constant, Field, Items, Rows, this
from ..frame import computed_by
from ..sheet import Headline, Sheet
from ..steps import day_step, row_beside
from .shown import DAY, Pages, Parts, column, line

WORDS = {
    "headline": "标题",
    "evaluator": "评价方",
    "statement": "声明",
    "qualification": "资质要求",
    "seal": "盖章",
    "confirmation": "园区确认",
}
DATE = "　　　　年　　月　　日"


def words_sheet(parts: Parts) -> Sheet:
    """The words of the three types of evaluator, and where the province's electricity factor is
    published: for look-ups."""
    rows = data.evaluators()
    block = Block(
        "evaluators",
        "各类评价方的用语",
        len(rows),
        [
            Constant("party", "评价方类型", kind=TEXT),
            *(Constant(key, label, kind=TEXT) for key, label in WORDS.items()),
            Constant("basis", "依据性质", kind=TEXT),
        ],
        initial=[
            {"party": e.party, "basis": e.basis, **{key: getattr(e, key) for key in WORDS}}
            for e in rows
        ],
        fixed=True,
    )
    grid: Block = parts["grid"]
    chosen = Items(
        "report_words",
        "本报告的用语",
        [
            by_party("party", "评价方类型", parts, block, "headline", started=""),
            Computed(
                "electricity",
                "所在省电力因子出处",
                TEXT_AT,
                row_beside(parts["park"], "province", grid.province, ""),
                grid.reference,
            ),
        ],
    )
    return Sheet(
        "report_words",
        "报告用语",
        "",
        "程序用表：报告中随评价方类型和所在省变化的文字。",
        [block, chosen],
        hidden=True,
        signed=False,
    )


def headline(parts: Parts, words: Items, id: str = "report.head") -> Headline:
    """Whose report this is, of which year, by which type of evaluator."""
    return Headline(
        id,
        "",
        [
            Computed(
                "line",
                "表头",
                HEADLINE,
                "园区",
                parts["park"]["name"],
                parts["evaluation"]["year"],
                words["party"],
            )
        ],
    )


def by_party(
    key: str, label: str, parts: Parts, words: Block, what: str, started: str = "评价"
) -> Field:
    """The words for the type of evaluator chosen; 待填 while none is."""
    suffix = "row" if started else "row_said"
    row = row_beside(parts["evaluation"], "party", words.party, started, suffix)
    return Computed(key, label, TEXT_AT, row, getattr(words, what))


def front(pages: Pages, parts: Parts, words: Block, until: Field) -> None:
    """Summary, signatures, and what the evaluator did; valid `until` a day."""
    about, verdict, totals = parts["evaluation"], parts["verdict"], parts["totals"]
    pages.items(
        "report.summary",
        "评价概要",
        [
            line("party", about["party"]),
            by_party("statement", "声明", parts, words, "statement"),
            line("standard", about["standard"], "评价依据"),
            line("conclusion", verdict["conclusion"], "评价结论"),
            line("reason", verdict["reason"], "结论依据"),
            line("reduction", totals["reduction"]),
            line("solid_waste", totals["solid_waste"]),
            Computed("valid_until", "评价有效期至", SAME, until, pattern=DAY),
            computed_by(parts["results"].reduction, parts["ledger"].enterprise),
        ],
    )
    who = by_party("evaluator", "评价方", parts, words, "evaluator")
    qualified = by_party("required", "资质要求", parts, words, "qualification")
    pages.items(
        "report.signature",
        "责任页",
        [
            who,
            Computed("assessor", "评价机构（人员）名称", SAID, about["assessor"]),
            qualified,
            line("qualification", about["qualification"]),
            line("author", about["author"], "编制人（签字）"),
            line("reviewer", about["reviewer"], "审核人（签字）"),
            line("approver", about["approver"], "批准人（签字）"),
            by_party("seal", "盖章", parts, words, "seal"),
            Constant("date", "日期", kind=TEXT, initial=DATE),
            by_party("confirmation", "园区确认", parts, words, "confirmation"),
            line("body", parts["park"]["body"], "园区管理机构"),
            line("signer", parts["park"]["signer"], "单位负责人（签字）"),
            Constant("confirmed", "确认日期", kind=TEXT, initial=DATE),
        ],
    )
    steps: Block = parts["steps"]
    written = day_step("day", "日期·日", this.date)
    steps.helper(written.key, written.label, written.function, *written.args)
    pages.block(
        "report.steps",
        "评价过程（S1 4.7）",
        steps.rows,
        [
            (2, column("step", steps)),
            (4, column("result", steps)),
            (2, column("persons", steps)),
            (
                2,
                Computed(
                    "date",
                    "日期",
                    SAME,
                    Rows(tuple(steps.at("day", i) for i in range(steps.rows))),
                    pattern=DAY,
                ),
            ),
            (2, column("place", steps)),
        ],
    )
