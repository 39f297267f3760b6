"""A whole workbook: all sheets of a plan in order, and their graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .. import __version__, data
from ..functions import unit_table
from ..graph import TEXT, Block, Computed, Constant, Graph, Items, Written
from ..functions.operations import HEADLINE, SAME, SAME_TEXT
from .factors import factors
from .ledger import ledger
from .material import MaterialForms, material
from .park import ParkForms, park
from .report import report
from .results import ResultForms, results
from .sheet import Headline, Plan, Sheet, Static

FINDING_ROWS = 200


@dataclass(frozen=True)
class Book:
    """The declaration of one workbook."""

    plan: Plan
    sheets: list[Sheet]
    graph: Graph
    park: ParkForms
    materials: list[MaterialForms]
    results: ResultForms
    ledger: Block
    factors: Block
    findings: Block

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name."""
        return next(s for s in self.sheets if s.name == name)


@lru_cache(maxsize=8)
def book(plan: Plan) -> Book:
    """Declare the workbook of a plan."""
    parks = park(plan)
    library = factors(plan, parks.park["province"])
    masses = ledger(plan, tuple(data.material(m).name for m in plan.materials))
    block = masses.parts[-1]
    assert isinstance(block, Block)
    forms = [material(plan, m, block, parks.scope, library.block) for m in plan.materials if data.material(m).has_method]
    outcome = results(plan, block, forms)
    found = _findings()
    sheets = [parks.sheet, masses, *(f.sheet for f in forms), outcome.sheet, outcome.summary, found,
              report(plan, parks, forms, outcome), library.sheet]
    cover = _cover(plan, parks, sheets)
    sheets = [cover, *sheets]
    for number, sheet in enumerate(sheets):
        sheet.parts.insert(0, Headline(f"head.s{number:02d}", "", [
            Computed("line", "表头", HEADLINE, parks.park["name"], parks.evaluation["year"])]))
    sheets += [_units(), _lists(plan), _settings(plan)]
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in sheets})
    found_block = found.parts[-1]
    assert isinstance(found_block, Block)
    return Book(plan, sheets, graph, parks, forms, outcome, block, library.block, found_block)


def _cover(plan: Plan, parks: ParkForms, sheets: list[Sheet]) -> Sheet:
    head = Items("cover", "评价对象", [
        Computed("name", "园区名称", SAME_TEXT, parks.park["name"]), Computed("year", "评价年", SAME, parks.evaluation["year"], pattern="0"),
        Computed("party", "评价方类型", SAME_TEXT, parks.evaluation["party"]),
        Computed("body", "管理机构", SAME_TEXT, parks.park["body"])], value_label="内容")
    contents = Static("contents", "目录", ("工作表", "内容", "谁填"), [(s.name, s.title, _who(s)) for s in sheets], links=True)
    legend = Static("legend", "填报说明", ("记号", "含义"), [
        ("填", "浅黄：园区填报。表头带“填”字，黑白打印也能分清。"), ("核", "浅蓝：评审人员填写核定值、结论、意见；有核定值时按核定值计算。"),
        ("算", "浅灰：由公式得出，已锁定，不要改。"), ("待填", "必填的数据还没有填；合计也显示待填，不按 0 计。"),
        ("不适用", "已声明不涉及并写明理由；不计入合计。"), ("#VALUE! 等", "填错了：文字、认不出的单位或不存在的因子。错误会传到上面所有合计。")])
    return Sheet("封面", "产业园区循环化改造减污降碳评价工作簿", "园评00表", "先填园区信息，再填物料台账，然后核对各物料表；其余自动计算。",
                 [head, contents, legend], portrait=True, signed=False, tab="#1F4E79")


def _who(sheet: Sheet) -> str:
    return {"#7F7F7F": "计算得出"}.get(sheet.tab, "园区填报、评审核定")


def _findings() -> Sheet:
    state = Items("checked", "检查情况", [Written("date", "检查日期", kind=TEXT), Written("summary", "概况", kind=TEXT)])
    block = Block("findings", "检查结果", FINDING_ROWS, [
        Written("severity", "级别", kind=TEXT, width=8), Written("code", "代码", kind=TEXT, width=24),
        Written("sheet", "工作表", kind=TEXT, width=12), Written("cell", "单元格", kind=TEXT, width=9),
        Written("message", "问题", kind=TEXT, width=62), Written("hint", "怎么办", kind=TEXT, width=46),
    ], note="由“检查”写入；错误必须改，警告要说明，提示供复核。")
    return Sheet("检查结果", "数据检查结果", "园评09表", "本表由检查写入，不填。", [state, block], signed=False, tab="#7F7F7F")


def _units() -> Sheet:
    sentinel = ("（未知）", 0, "?", "!", "x")
    rows = [sentinel] + [(e.spelling, i, e.dimension, e.per, e.scale) for i, e in enumerate(unit_table().entries(), 1)]
    table = Static("units", "单位写法与换算", ("写法", "序号", "量纲", "因子分母", "换算系数"), rows,
                   names=("units_spelling", "units_no", "units_dimension", "units_per", "units_scale"))
    return Sheet("units", "单位表", "", "程序用表：可接受的单位写法。", [table], hidden=True, signed=False)


def _lists(plan: Plan) -> Sheet:
    columns: dict[str, list[str]] = {
        "list_provinces": list(data.provinces()),
        "list_mass_units": [u.name for u in data.units() if u.dimension == "mass"],
        "list_rate_units": list(unit_table().rate_units()),
        "list_factor_units": list(dict.fromkeys(f.unit for f in data.factors())),
    }
    depth = max(map(len, columns.values()))
    rows = [[c[i] if i < len(c) else None for c in columns.values()] for i in range(depth)]
    table = Static("lists", "下拉选项", tuple(columns), rows, names=tuple(columns))
    return Sheet("lists", "下拉选项", "", "程序用表：下拉选项。", [table], hidden=True, signed=False)


def _settings(plan: Plan) -> Sheet:
    items = Items("settings", "设置", [
        Constant("plan", "方案", kind=TEXT, born=plan.to_json()), Constant("version", "软件版本", kind=TEXT, born=__version__),
        Constant("edition", "版别", kind=TEXT)])
    return Sheet("settings", "设置", "", "程序用表：请勿改动。", [items], hidden=True, signed=False)
