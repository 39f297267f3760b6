"""园区信息: the park, the evaluation, and the scenarios recognised (S1 4.4.2, 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import data
from ..functions.operations import NO
from ..graph import (
    ASSESSOR,
    CHOICE,
    DATE,
    NUMBER,
    TEXT,
    Block,
    Constant,
    Field,
    Input,
    Items,
    Remark,
)
from .ledger import VERDICTS
from .sheet import FILLED, Plan, Sheet

YES = "是"
YES_NO = (YES, NO)
INCLUDED = ("纳入", "排除")
OWN_PROCESSES = 4  # spare rows for processes a park adds


@dataclass(frozen=True)
class ParkForms:
    """The sheet and what others refer to."""

    sheet: Sheet
    park: Items
    evaluation: Items
    scope: Block
    boundary: Block
    steps: Block


def companions() -> tuple[Field, ...]:
    """What stands beside each figure of a list of single figures."""
    return (
        Input("evidence", "证据编号", kind=TEXT, width=10),
        Remark("verdict", "核定", kind=CHOICE, choices=VERDICTS, width=9),
        Remark("remark", "意见", width=18),
    )


def park(plan: Plan) -> ParkForms:
    """园区信息 of a plan. The province drives the electricity factor, the scenarios drive which
    results are asked for."""
    text: dict[str, Any] = {"kind": TEXT}
    who = Items(
        "park",
        "一、园区",
        [
            Input("name", "园区名称", required=True, **text),
            Input("code", "园区代码", **text, help="统一社会信用代码或开发区代码"),
            Input("level", "园区级别", kind=CHOICE, choices=("国家级", "省级", "市级", "其他")),
            Input("type", "园区类型", **text, help="如冶炼、化工、综合类"),
            Input(
                "province",
                "所在省",
                kind=CHOICE,
                choices=data.provinces(),
                list_name="选项_省份",
                required=True,
                help="电力因子按所在省取值",
            ),
            Input("city", "所在市县", **text),
            Input("area", "规划面积", unit="km2", low=0.0, pattern="0.######"),
            Input("boundary", "边界文件", **text, help="批复文号或四至图名称"),
            Input("body", "管理机构", required=True, **text),
            Input("industries", "主导产业", **text),
            Input("enterprises", "企业数", unit="家", low=0.0, pattern="#,##0", required=True),
            Input(
                "above_scale", "其中规上企业数", unit="家", low=0.0, pattern="#,##0", required=True
            ),
            Input("contact", "填报人", required=True, **text),
            Input("phone", "联系电话", **text),
            Input("signer", "单位负责人", **text),
        ],
        companions(),
    )
    standard = data.standard("hunan_circular")
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
            Input(
                "party",
                "评价方类型",
                kind=CHOICE,
                choices=("第一方", "第二方", "第三方"),
                required=True,
                help="S1 4.1",
            ),
            Input("assessor", "评价机构", writer=ASSESSOR, **text),
            Input("qualification", "机构资质", writer=ASSESSOR, **text),
            Input("author", "编制人", writer=ASSESSOR, **text),
            Input("reviewer", "审核人", writer=ASSESSOR, **text),
            Input("approver", "批准人", writer=ASSESSOR, **text),
            Input(
                "valid_until", "有效期至", kind=DATE, writer=ASSESSOR, help="按 2025-06-30 的格式"
            ),
        ],
    )
    names = {m: data.material(m) for m in plan.materials}
    groups = {g.id: g for g in data.groups()}
    scope = Block(
        "scope",
        "三、循环化改造场景识别",
        len(plan.materials),
        [
            Constant("material", "物料", kind=TEXT, width=12),
            Constant("scenario", "场景", kind=TEXT, width=30),
            Input(
                "applies",
                "是否涉及",
                kind=CHOICE,
                choices=YES_NO,
                required=True,
                width=9,
                help="选“否”时填理由，该物料结果为不适用",
            ),
            Input("reason", "不涉及理由", kind=TEXT, width=18),
            Input("enterprises", "涉及企业数", low=0.0, width=9, pattern="#,##0"),
            Input("evidence", "证据编号", kind=TEXT),
            Input(
                "baseline",
                "基准线情景说明",
                kind=TEXT,
                width=26,
                help="不循环利用时，这些物料怎样处置，所替代的产品怎样生产",
            ),
        ],
        initial=[
            {"material": m.name, "scenario": groups[m.group].scenario, "applies": YES_NO[0]}
            for m in names.values()
        ],
        fixed=True,
    )
    boundary, steps = _boundary(plan), _steps()
    sheet = Sheet(
        "园区信息",
        "园区与评价基本信息",
        "园评01表",
        "统计人员填“填”列（浅黄），评价机构填“核”列（浅蓝）。所在省和是否涉及会影响计算，请先填。",
        [who, evaluation, scope, boundary, steps],
        portrait=True,
        tab=FILLED,
        purpose="园区、评价方、场景识别；所在省和是否涉及影响计算",
        widths=(16, 30, 8, 24, 9, 9, 24),
        spans={"evaluation": (1, 1, 5), "boundary": (2, 1, 3, 1), "steps": (1, 2, 1, 2, 1)},
    )
    return ParkForms(sheet, who, evaluation, scope, boundary, steps)


def _boundary(plan: Plan) -> Block:
    """The processes inside the boundary, and those left out with their reason (S1 4.6)."""
    rows = data.processes()
    return Block(
        "boundary",
        "四、系统边界",
        plan.size("boundary", len(rows) + OWN_PROCESSES),
        [
            Constant("process", "过程", kind=TEXT, spare=True),
            Input(
                "included",
                "纳入或排除",
                kind=CHOICE,
                choices=INCLUDED,
                help="排除的写理由；排除的过程不得再列核算项目",
            ),
            Input("reason", "理由", kind=TEXT),
            Input("evidence", "证据编号", kind=TEXT),
        ],
        initial=[{"process": p.process, "included": INCLUDED[0]} for p in rows],
        note="边界内全部过程都要收集数据；另有的过程写在空行。",
    )


def _steps() -> Block:
    """What the assessor did, step by step (S1 4.7)."""
    return Block(
        "steps",
        "五、评价过程",
        len(data.steps()),
        [
            Constant("step", "步骤", kind=TEXT),
            Remark("result", "结果"),
            Remark("persons", "人员"),
            Remark("date", "日期", kind=DATE),
            Remark("place", "地点或文件"),
        ],
        initial=[{"step": s.step} for s in data.steps()],
        fixed=True,
    )
