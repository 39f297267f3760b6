"""The two sheets of the acceptance workbook, before those of the sample park."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .. import __version__
from ..evaluation import Evaluation
from ..forms import Book
from ..forms.frame import computed_by
from ..forms.sheet import Sheet, Static
from ..functions import PARK_SOLID_WASTE
from ..functions.operations import DIFFERENCE, PRODUCT, SAME, SAME_TEXT
from ..functions.operations.ledger_cells import PART_SUM
from ..functions.operations.lists import TALLY
from ..graph import (
    CHOICE,
    TEXT,
    UDF,
    Block,
    Computed,
    Constant,
    Field,
    Graph,
    Input,
    Items,
    Ref,
    Rows,
    step,
    this,
)
from ..workbook.refs import cell_name
from .rows import CHANGED, FIGURES, PROBES, SIGNED, START, STATES, STEPS, WORDS, Check
from .verdicts import (
    CHANGED_WITH,
    FAILED,
    NOT_CONCERNED,
    OPEN,
    PASSED,
    SAME_FIGURE,
    SAME_WORDS,
    SHOWN_AS,
    STEP_SAID,
    WHOLE,
)

GUIDE, AUTOMATIC = "验收说明", "自动检查"
FIGURE, WIDE = "#,##0.00########", 30.0
_TEXT: dict[str, Any] = {"kind": TEXT}


def acceptance(evaluation: Evaluation, edition: str) -> Book:
    """The workbook of an evaluation with the two sheets before its own; what is expected is what
    the headless run gives."""
    book = evaluation.park_book
    automatic, sums = _automatic(evaluation, edition)
    sheets = [_guide(edition, sums), automatic, *book.sheets]
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in sheets})
    return replace(book, sheets=sheets, graph=graph)


# ---- 自动检查 ----------------------------------------------------------------------------------
def _automatic(evaluation: Evaluation, edition: str) -> tuple[Sheet, Items]:
    """The sheet whose cells give their verdicts, and how many failed and are open."""
    figures, words = _figures(evaluation), _words(evaluation)
    states, moved = _states(), _moved()
    whole = moved.columns["verdict"]
    sums = Items(
        "accept",
        "一、结论",
        [
            computed_by(evaluation.park_book.results.materials.reduction, figures.expected),
            *_tallies("failed", FAILED, "不通过的项数", (figures, words, states, moved)),
            Computed("open", "未做的项数", TALLY, OPEN, Ref("column", whole), pattern="0"),
        ],
    )
    parts: list[Block | Items | Static] = [
        sums,
        figures,
        words,
        states,
        moved,
        *([_probes()] if edition == UDF else []),
    ]
    for numeral, part in zip("二三四五六", parts[1:], strict=False):
        part.title = f"{numeral}、{part.title}"
    return (
        Sheet(
            AUTOMATIC,
            "自动检查",
            "",
            "各行的结论由单元格自己算出，在 Excel、WPS、LibreOffice 中都应为“通过”；“应有值”由 "
            "Python 不经表格软件算出，数值相差不得超过十亿分之一。",
            parts,
            purpose="由单元格自己判断的检查",
            portrait=True,
            signed=False,
            widths=(26.0, 26.0, 18.0, 18.0, 10.0, 30.0),
            spans={part.id: SPANS[part.id] for part in parts},
        ),
        sums,
    )


SPANS = {
    "accept": (1, 2, 1, 2),
    "accept_figures": (1, 1, 1, 1, 1, 1),
    "accept_words": (1, 1, 1, 1, 1, 1),
    "accept_states": (1, 1, 1, 1, 1, 1),
    "accept_moved": (1, 1, 1, 1, 1, 1),
    "accept_macro": (2, 1, 3),
    "accept_steps": (1, 2, 1, 1, 1),
    "accept_sign": (2, 2),
}


def _tallies(key: str, word: str, label: str, blocks: Sequence[Block]) -> list[Field]:
    """How many rows of all blocks hold a word: one count a block, and their sum."""
    counts = [
        Computed(
            f"{key}{i}",
            f"其中：{b.title}",
            TALLY,
            word,
            Ref("column", b.columns["verdict"]),
            pattern="0",
        )
        for i, b in enumerate(blocks)
    ]
    halves = (("a", "前两部分小计", 0), ("b", "后两部分小计", 2))
    first, second = (
        Computed(f"{key}_{k}", title, PART_SUM, counts[i], counts[i + 1], pattern="0")
        for k, title, i in halves
    )
    return [*counts, first, second, Computed(key, label, PART_SUM, first, second, pattern="0")]


def _place(evaluation: Evaluation, check: Check) -> str:
    place = evaluation.layout.places[check.field]
    return f"{place.sheet}!{cell_name(*place.at(check.row))}"


def _refs(evaluation: Evaluation, checks: Sequence[Check]) -> Rows:
    fields = evaluation.book.graph.fields
    return Rows(
        tuple(
            Ref("one", fields[c.field]) if c.row is None else Ref("at", fields[c.field], c.row)
            for c in checks
        )
    )


def _compared(
    id: str, title: str, checks: Sequence[Check], evaluation: Evaluation, columns: list[Field]
) -> Block:
    """Cells of the workbook beside what the headless run gives for them."""
    return Block(
        id,
        title,
        len(checks),
        [
            Constant("what", "检查内容", width=WIDE, **_TEXT),
            Constant("place", "单元格", width=22, **_TEXT),
            *columns,
            Constant("how", "检查的是", width=WIDE, **_TEXT),
        ],
        initial=[
            {
                "what": c.what,
                "place": _place(evaluation, c),
                "expected": evaluation.show(c.field, c.row),
                "how": c.how,
            }
            for c in checks
        ],
        fixed=True,
    )


def _figures(evaluation: Evaluation) -> Block:
    found = Computed("found", "实际值", SAME, _refs(evaluation, FIGURES), pattern=FIGURE)
    return _compared(
        "accept_figures",
        "数值",
        FIGURES,
        evaluation,
        [
            Constant("expected", "应有值", pattern=FIGURE),
            found,
            Computed("verdict", "结论", SAME_FIGURE, this.found, this.expected),
        ],
    )


def _words(evaluation: Evaluation) -> Block:
    return _compared(
        "accept_words",
        "文字",
        WORDS,
        evaluation,
        [
            Constant("expected", "应有文字", **_TEXT),
            Computed("found", "实际文字", SAME_TEXT, _refs(evaluation, WORDS)),
            Computed("verdict", "结论", SAME_WORDS, this.found, this.expected),
        ],
    )


def _states() -> Block:
    """Products of entries of every kind, taken up and held back by helpers as on all sheets."""
    used = (step(f"taken_{key}", "采用", SAME, ("this", key)) for key in ("one", "other"))
    return Block(
        "accept_states",
        "状态",
        len(STATES),
        [
            Constant("what", "两数的情形", width=WIDE, **_TEXT),
            Input("one", "甲"),
            Input("other", "乙"),
            Computed("product", "甲×乙", PRODUCT, *used, pattern="General"),
            Computed(
                "verdict",
                "结论",
                SAME_WORDS,
                step("shown", "显示为", SHOWN_AS, this.product),
                this.expected,
            ),
            Constant("expected", "应显示", **_TEXT),
        ],
        initial=[
            {"what": s.what, "one": s.one, "other": s.other, "expected": s.shown} for s in STATES
        ],
        fixed=True,
    )


def _moved() -> Block:
    """A figure that a person changes, and what must follow: the total of a column with an error
    too."""
    return Block(
        "accept_moved",
        "重算",
        1,
        [
            Constant("what", f"请改为 {CHANGED}", width=WIDE, **_TEXT),
            Input("entered", "数值"),
            Constant("less", "减去"),
            Computed(
                "found",
                "得数",
                DIFFERENCE,
                this.entered,
                this.less,
                park=(PARK_SOLID_WASTE, (this.entered, this.less)),
            ),
            Computed("verdict", "结论", CHANGED_WITH, this.entered, this.found, this.expected),
            Constant("expected", "应得"),
        ],
        initial=[
            {
                "what": f"把右边的 {START:g} 改为 {CHANGED}",
                "entered": START,
                "less": 2.0,
                "expected": float(CHANGED) - 2.0,
            }
        ],
        fixed=True,
    )


def _probes() -> Block:
    """What the macro writes."""
    return Block(
        "accept_macro",
        "宏自检（运行 ParkAccept 后写入）",
        len(PROBES),
        [
            Constant("what", "检查内容", width=WIDE, **_TEXT),
            Input("said", "结论", kind=CHOICE, choices=(PASSED, FAILED)),
            Constant("how", "检查的是", width=WIDE, **_TEXT),
        ],
        initial=[{"what": p.what, "how": p.how} for p in PROBES],
        fixed=True,
    )


# ---- 验收说明 ----------------------------------------------------------------------------------
def _guide(edition: str, sums: Items) -> Sheet:
    """What to do, what to see, and who has seen it."""
    wanted = [s for s in STEPS if (s.macros if edition == UDF else s.plain)]
    steps = Block(
        "accept_steps",
        "一、步骤（约 15 分钟）",
        len(wanted),
        [
            Constant("what", "步骤", width=14, **_TEXT),
            Constant("do", "操作", width=WIDE, **_TEXT),
            Constant("see", "应当看到", width=WIDE, **_TEXT),
            Input("result", "结果", kind=CHOICE, choices=(PASSED, FAILED, NOT_CONCERNED)),
            Computed("said", "状态", STEP_SAID, this.result),
        ],
        initial=[{"what": s.what, "do": s.do, "see": s.see} for s in wanted],
        fixed=True,
    )
    sign = Block(
        "accept_sign",
        "三、签署",
        len(SIGNED),
        [Constant("what", "项目", **_TEXT), Input("said", "内容", kind=TEXT, width=WIDE)],
        initial=[{"what": what} for what in SIGNED],
        fixed=True,
    )
    said = Ref("column", steps.columns["said"])
    failed = Computed("failed", "步骤不通过", TALLY, FAILED, said, pattern="0")
    left = Computed("left", "步骤未做", TALLY, OPEN, said, pattern="0")
    all_failed = Computed("all_failed", "不通过合计", PART_SUM, failed, sums["failed"], pattern="0")
    all_left = Computed("all_left", "未做合计", PART_SUM, left, sums["open"], pattern="0")
    outcome = Items(
        "accept_whole",
        "二、验收结论",
        [
            Constant("version", "软件版本", kind=TEXT, initial=f"ParkEval XL {__version__}"),
            failed,
            left,
            all_failed,
            all_left,
            Computed("verdict", "验收结论", WHOLE, all_failed, all_left),
        ],
    )
    program = "Excel（带宏版）" if edition == UDF else "Excel 或 WPS（无宏版）"
    return Sheet(
        GUIDE,
        "ParkEval XL 表格软件验收",
        "",
        f"用于{program}。逐步操作，对照“应当看到”，在“结果”中选择；全部做完后签署。示例园区为虚构。",
        [steps, outcome, sign],
        purpose="验收的步骤、结论和签署",
        portrait=True,
        one_page=True,
        signed=False,
        widths=(14.0, 30.0, 12.0, 30.0, 10.0, 10.0),
        spans={
            "accept_steps": (1, 2, 1, 1, 1),
            "accept_whole": (1, 2, 1, 2),
            "accept_sign": (2, 2),
        },
    )
