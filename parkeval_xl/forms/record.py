"""评审记录: what the assessor found and what the park answered, in the same row.

Rows of two kinds. A *difference row* belongs to one verified figure: refresh writes it and its
effect on the results, and people add round, way, answer and state. A *free row* is any other point,
typed by a person; it stands below.
"""

from __future__ import annotations

from typing import Any

from .. import data
from ..graph import CHOICE, DATE, TEXT, Block, Constant, Field, Input, Remark, Written
from .sheet import FILLED, Plan, Sheet

ROWS = 200
WAYS = ("文件", "现场", "座谈", "抽样")
DIFFERENCE_KIND = "核定差异"
KINDS = (DIFFERENCE_KIND, "资料缺失", "方法问题", "证据不足", "改进建议", "其他")
OPEN, ANSWERED, CLOSED = "待答复", "已答复", "已关闭"
OFFERED = (
    "number",
    "position",
    "item",
    "kind",
    "reason",
)  # refresh fills these in; what a person writes instead stays
MATERIAL, IMMATERIAL, WITHDRAWN = "是", "否", "已撤销"


def record(plan: Plan) -> Sheet:
    """The record of the review of a plan."""
    block = Block(
        "review",
        "评审记录",
        plan.size("review", ROWS),
        [
            *_found(),
            *_effects(),
            Remark("way", "核查方式", kind=CHOICE, choices=WAYS, width=6.5),
            Remark("kind", "类型", kind=CHOICE, choices=KINDS, width=9),
            Remark(
                "reason",
                "理由或意见",
                width=21,
                help=(
                    "差异行显示数据旁的“意见”，请在那里写；在此另写的以此为准。其他意见直接写在这里"
                ),
            ),
            Input("answer", "园区答复", kind=TEXT, width=19, help="园区在同一行答复"),
            Input("answered", "答复日期", kind=DATE, width=9.5, help="按 2025-06-30 的格式"),
            Remark("status", "状态", kind=CHOICE, choices=(OPEN, ANSWERED, CLOSED), width=7.5),
            Constant("key", "所属数据", kind=TEXT, hidden=True),
            Constant("memory", "刷新记号", kind=TEXT, hidden=True),
        ],
        note=(
            "核定值与填报值不同的，刷新时各列一行，按影响从大到小；"
            "其他意见由评审人员写在下面的空行。所填内容随所属数据一起移动。"
        ),
    )
    return Sheet(
        "评审记录",
        "评审记录",
        "园评11表",
        "评审人员写评审人、核查方式、意见和状态，园区在同一行答复；灰色各列由“刷新”写入。",
        [block],
        purpose="核定与填报的差异及其影响，评审意见与园区答复",
        tab=FILLED,
        size=9.0,
    )


def _found() -> list[Field]:
    """What was found, where, by whom."""
    text: dict[str, Any] = {"kind": TEXT}
    return [
        Remark("number", "编号", width=5.5, help="差异行由刷新编号，如 D1；其他意见自编"),
        Remark("round", "轮次", width=5),
        Remark("date", "日期", kind=DATE, width=9.5, help="按 2025-06-30 的格式"),
        Remark("reviewer", "评审人", width=7),
        Remark("position", "位置", width=12, help="表!单元格"),
        Remark("item", "数据项", width=19),
        Written("reported", "填报值", **text, width=10),
        Written("verified", "核定值", **text, width=10),
        Written("unit", "单位", **text, width=6.5),
    ]


def _effects() -> list[Field]:
    """What the difference does to the results."""
    limit = f"{data.standard('hunan_circular').threshold('materiality').value:.0%}"
    return [
        Written("difference", "差异", pattern="0.0%", width=7, help="（核定值－填报值）÷填报值"),
        Written(
            "affected",
            "影响项",
            kind=TEXT,
            width=17,
            help="只看这一处差异时，相对变化最大的结果；结论改变的一并写明",
        ),
        Written(
            "amount",
            "影响量",
            pattern="#,##0.00",
            width=10,
            help="该结果因这一处差异增减多少，单位见影响项",
        ),
        Written(
            "effect", "影响", pattern="0.00%", width=7.5, help="影响量÷不采用这一处核定值时的结果"
        ),
        Written(
            "material",
            "超重要性",
            kind=TEXT,
            width=6.5,
            help=f"影响超过{limit}，或使判定、结论改变的为“是”；核定值撤回的为“已撤销”",
        ),
    ]
