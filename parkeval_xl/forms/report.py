"""评价报告: the eight parts of S1 4.7 as a sheet for printing. The exported report is this sheet with its values."""

from __future__ import annotations

from .. import data
from ..functions.operations import SAME, SAME_TEXT
from ..graph import NUMBER, TEXT, Block, Computed, Constant, Field, Items, Ref, Rows
from .material import MaterialForms
from .park import ParkForms
from .results import ResultForms
from .sheet import CALCULATED, Plan, Sheet

PERCENT = "0.00%"
STATE = {"errors": "检查发现的错误（项）", "warnings": "警告（项）", "notices": "提示（项）",
         "pending": "待填的计算格（个）", "refreshed": "数据刷新日期", "version": "软件版本"}
SPANS = {  # of eight columns
    "report.park": (2, 5, 1), "report.conformity": (2, 5, 1), "report.scope": (2, 1, 5), "report.year": (2, 6),
    "report.data": (2, 6), "report.rates": (3, 2, 1, 2), "report.outcome": (2, 4, 1, 1), "report.other": (2, 6),
    "report.signature": (2, 6),
}


def _show(key: str, field: Field, label: str = "") -> Field:
    """A line that shows another field."""
    function = SAME_TEXT if field.is_text else SAME
    return Computed(key, label or field.label, function, field, unit=field.unit, pattern=field.pattern,
                    help=field.clause)


def report(plan: Plan, park: ParkForms, forms: list[MaterialForms], results: ResultForms) -> Sheet:
    """The report sheet of a plan."""
    who, about = park.park, park.evaluation
    basics = Items("report.park", "一、产业园区基本信息", [_show(k, who[k]) for k in (
        "name", "code", "level", "province", "city", "area", "body", "industries", "enterprises", "above_scale")])
    conformity = Items("report.conformity", "二、基本要求和评价指标的符合性", [
        _show("basic", results.verdict["basic"]), _show("management", results.verdict["management"]),
        _show("limits", results.verdict["limits"]),
        _show("rates", results.verdict["rates"])])
    transformation = Block("report.scope", "三、循环化改造情况", park.scope.rows, [
        _scope("material", "物料", park, park.scope.rows), _scope("applies", "是否涉及", park, park.scope.rows),
        _scope("baseline", "基准线情景", park, park.scope.rows)], fixed=True)
    year = Items("report.year", "四、核算年度", [_show("year", about["year"]), _show("base_year", about["base_year"])])
    collected = Items("report.data", "五、系统边界内数据收集情况", [
        _show(f.key, f, STATE.get(f.key, f.label)) for f in _state(results)])
    account = Block("report.account", "六、减污降碳绩效核算", results.materials.rows, [
        _column("material", "物料", results.materials, TEXT),
        _column("recycled", "利用量", results.materials, unit="t"),
        _column("baseline", "基准线 BE", results.materials), _column("project", "项目 PE", results.materials),
        _column("leakage", "泄漏 LE", results.materials), _column("reduction", "减排量 ER", results.materials),
        _column("per_tonne", "单位减排量", results.materials, unit="tCO2e/t", pattern="0.0000"),
        _column("solid_waste", "固体废物减少量", results.materials, unit="t"),
    ], fixed=True)
    rates = Block("report.rates", "七、评价结果　（一）资源循环利用率", results.rates.rows, [
        _column("name", "指标", results.rates, TEXT),
        _column("rate", "利用率", results.rates, unit="", pattern=PERCENT),
        _column("threshold", "阈值", results.rates, unit="", pattern=PERCENT),
        _column("verdict", "判定", results.rates, TEXT),
    ], fixed=True)
    outcome = Items("report.outcome", "（二）评价结论", [
        _show("reduction", results.totals["reduction"]), _show("solid_waste", results.totals["solid_waste"]),
        _show("conclusion", results.verdict["conclusion"])])
    other = Items("report.other", "八、其他需要说明的情况", [
        Constant("design", "建议值", kind=TEXT, born="标“建议值”的参数、因子不是标准原文，正式文本公布后应替换"),
        Constant("negative", "负值", kind=TEXT, born="减排量为负的物料如实列出，不截断、不剔除"),
        Constant("annexes", "附表", kind=TEXT, born="各物料核算表、循环化结果、检查结果、排放因子库")])
    signature = Items("report.signature", "评价方签署", [
        _show("party", about["party"]), _show("assessor", about["assessor"], "评价机构（盖章）"),
        _show("author", about["author"]), _show("reviewer", about["reviewer"]), _show("approver", about["approver"]),
        Constant("date", "日期", kind=TEXT, born="　　　　年　　月　　日")])
    title = data.standard("hunan_circular").title
    return Sheet("评价报告", "产业园区循环化改造减污降碳评价报告", "园评07表",
                 f"依据《{title}》4.7 的八项内容编制；由计算得出，不填。",
                 [basics, conformity, transformation, year, collected, account, rates, outcome, other, signature],
                 purpose="评价报告的八项内容，打印后签署盖章", portrait=True, formal=True, signed=False, tab=CALCULATED,
                 widths=(14.0, *[11.5] * 6, 13.0), spans=SPANS, tall=("report.signature",))


def _scope(key: str, label: str, park: ParkForms, rows: int) -> Field:
    return Computed(key, label, SAME_TEXT, Rows(tuple(Ref("at", park.scope.columns[key], i) for i in range(rows))))


def _column(key: str, label: str, source: Block, kind: str = NUMBER, unit: str = "tCO2e",
            pattern: str = "#,##0.00") -> Field:
    rows = Rows(tuple(Ref("at", source.columns[key], i) for i in range(source.rows)))
    if kind == TEXT:
        return Computed(key, label, SAME_TEXT, rows)
    return Computed(key, label, SAME, rows, unit=unit, pattern=pattern)


def _state(results: ResultForms) -> list[Field]:
    """The state of the data, as the last refresh found it."""
    return next(p for p in results.summary.parts if isinstance(p, Items) and p.id == "state").fields
