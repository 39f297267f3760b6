"""证据清单: every document once, by its number; figures everywhere else refer to it by that number
(METHOD 10)."""

from __future__ import annotations

from .. import data
from ..functions.operations.dates import DATE_GIVEN
from ..graph import CHOICE, DATE, TEXT, Block, Input, Remark, Written, step, this
from .sheet import FILLED, Plan, Sheet
from .status import operands, typed, with_status

ROWS = 200
CHECKED = ("已核查原件", "已核查复印件", "未核查")


def evidence(plan: Plan) -> Sheet:
    """The list of evidence of a plan."""
    kinds = tuple(k.name for k in data.evidence_kinds())
    columns = [
        Input(
            "number",
            "编号",
            kind=TEXT,
            needed=True,
            width=8,
            help="自编，如 E01，不重复；其他表的“证据编号”填这里的编号，几份用顿号隔开",
        ),
        Input("file", "文件名", kind=TEXT, needed=True, width=30),
        Input(
            "kind",
            "类型",
            kind=CHOICE,
            choices=kinds,
            needed=True,
            width=14,
            help="类型决定所支撑的数据最高可标几级：" + "；".join(_graded()),
        ),
        Input("issuer", "出具单位", kind=TEXT, width=20),
        Input(
            "date",
            "日期",
            kind=DATE,
            needed=True,
            fault="不是日期",
            width=11,
            help="签发日；凭证、记录、台账、报表填所属期的最后一天。按 2025-06-30 的格式",
        ),
        Input("pages", "页码", kind=TEXT, width=8, help="所用的页，如 3–5"),
        Input(
            "path",
            "相对路径",
            kind=TEXT,
            width=24,
            help="从本工作簿所在文件夹写起，如 证据/E01.pdf；不写盘符，不写 ..",
        ),
        Written(
            "supports",
            "支撑项",
            kind=TEXT,
            width=36,
            help="刷新时写入：几项数据引用了本证据，及其中几项的名称",
        ),
        Remark("checked", "核查情况", kind=CHOICE, choices=CHECKED, width=12),
        Remark("remark", "意见", width=18, help="日期不在评价年内而可用的，在此写明原因"),
    ]
    date = step("date_given", "是日期", DATE_GIVEN, this.date)
    block = Block(
        "evidence",
        "证据清单",
        plan.size("evidence", ROWS),
        with_status(
            plan,
            columns,
            before="supports",
            begun=typed(operands(columns)),
            judges={"date": date},
        ),
        note="一行一份文件；每个数据在自己的表中填证据编号，不在本表重复填数。",
    )
    return Sheet(
        "证据清单",
        "证据清单",
        "园评10表",
        "统计人员登记每份证据，各表的证据编号从这里取；评审人员在右侧填核查情况和意见。",
        [block],
        purpose="证据文件一览；各表的证据编号从这里取",
        tab=FILLED,
        size=9.0,
    )


def _graded() -> list[str]:
    """The kinds of evidence by the best grade they allow."""
    names: dict[int, list[str]] = {}
    for kind in data.evidence_kinds():
        names.setdefault(kind.grade, []).append(kind.name)
    return [f"{grade}级 {'、'.join(names[grade])}" for grade in sorted(names)]
