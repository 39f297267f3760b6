"""Parts seven and eight of S1 4.7: the result of the evaluation, and what else must be said."""

from __future__ import annotations

from ...graph import TEXT, Block, Constant, Written
from ..sheet import Chart, Charts
from .shown import Pages, Parts, column, line

TOP = 10  # verified differences shown
SHOWN = {
    "item": 3,
    "reported": 1,
    "verified": 1,
    "unit": 1,
    "affected": 2,
    "effect": 1,
    "reason": 3,
}  # of the review
NOTE_ROWS = 120


def outcome(pages: Pages, parts: Parts) -> None:
    """Part seven: rates as fractions against thresholds, the conclusion and why, reported beside
    verified."""
    rates, verdict, totals, summary = (
        parts[key] for key in ("rates", "verdict", "totals", "summary")
    )
    block = pages.block(
        "report.rates",
        "七、评价结果　（一）资源循环利用率（S1 4.4.2）",
        rates.rows,
        [
            (2, column("name", rates)),
            (2, column("utilised", rates, "Σ综合利用量")),
            (2, column("generated", rates, "÷（Σ产生或收集量")),
            (2, column("old_stock", rates, "＋Σ利用往年贮存）")),
            (2, column("rate", rates, "＝利用率")),
            (1, column("threshold", rates)),
            (1, column("verdict", rates)),
        ],
        note="全年按质量加权，只计园内产生；封顶 100%。一组物料没有产生量的为不适用，不是 0。",
    )
    pages.charts(
        Charts(
            "report.chart_rates",
            "",
            charts=(
                Chart(
                    "图4　资源循环利用率与阈值",
                    block,
                    "name",
                    ("rate",),
                    "利用率",
                    "0.00%",
                    "0%",
                    kind="column",
                    marks=("threshold",),
                    limit=1.0,
                ),
            ),
            height=11,
        )
    )
    pages.items(
        "report.outcome",
        "（二）评价结论",
        [
            line("reduction", totals["reduction"]),
            line("solid_waste", totals["solid_waste"]),
            line("conclusion", verdict["conclusion"]),
            line("reason", verdict["reason"], "结论依据"),
        ],
    )
    pages.block(
        "report.views",
        "（三）填报口径与核定口径",
        summary.rows,
        [
            (4, column("item", summary)),
            (1, column("unit", summary)),
            (2, column("reported", summary)),
            (2, column("effective", summary)),
            (2, column("difference", summary)),
            (1, column("verdict", summary)),
        ],
        patterns=summary.patterns,
        note="评价结论按核定口径；填报口径为刷新时写入的数。",
    )
    if "review" in parts:
        _review(pages, parts["review"])
    if "factor_sets" in parts:
        _factor_sets(pages, parts["factor_sets"])


def _review(pages: Pages, review: Block) -> None:
    """The first rows of the record of the review, which stand by effect."""
    rows = range(min(TOP, review.rows))
    pages.block(
        "report.review",
        f"（四）核定与填报的差异及评审意见（按影响排列，前{TOP}项）",
        len(rows),
        [(span, column(key, review, rows=rows)) for key, span in SHOWN.items()],
        fixed=False,
    )


def _factor_sets(pages: Pages, sets: Block) -> None:
    """The reductions under each set of factors, side by side, never mixed."""
    shown = [
        key
        for key, c in sets.columns.items()
        if not c.hidden and not (c.is_text and key != "material")
    ]
    span = 10 // (len(shown) - 1)
    pages.block(
        "report.factor_sets",
        "（五）因子口径比较",
        sets.rows,
        [
            (12 - span * (len(shown) - 1), column("material", sets)),
            *((span, column(key, sets)) for key in shown if key != "material"),
        ],
        note=(
            "每一口径从头到尾只用一种取值；评价结论只用标“采用”的口径。"
            "取值不同的因子见附表“因子口径比较”。"
        ),
    )


def other(pages: Pages, annexes: str) -> None:
    """Part eight: what always holds, then what the tool found worth telling."""
    pages.items(
        "report.other",
        "八、其他需要说明的情况　（一）总的说明",
        [
            Constant(
                "design",
                "建议值",
                kind=TEXT,
                initial="标“建议值”的要求、参数、因子、区间和用语不是标准原文，正式文本公布后应替换",
            ),
            Constant(
                "double",
                "不重复计算",
                kind=TEXT,
                initial="同一吨物料在利用率中只计产生方，在减排量中只计利用方；园外来料不进利用率",
            ),
            Constant("annexes", "附表", kind=TEXT, initial=annexes),
        ],
    )
    pages.block(
        "report.notes",
        "（二）逐项说明",
        NOTE_ROWS,
        [
            (2, Written("kind", "类别", kind=TEXT)),
            (3, Written("item", "事项", kind=TEXT)),
            (7, Written("words", "说明", kind=TEXT)),
        ],
        fixed=False,
        note=(
            "由“刷新”写入：建议值、替换的因子和目标、不适用、负的减排量、园外来料、"
            "与缺省规则不同之处。"
        ),
    )
