"""What the acceptance workbook checks, a row each."""

from __future__ import annotations

from dataclasses import dataclass

START, CHANGED = 5.0, "8"
TOLERANCE = 1e-9  # of the size of a figure: what two programs may differ in


@dataclass(frozen=True)
class Check:
    """A cell of the workbook against the headless run: its field and row, and what it proves."""

    what: str
    field: str
    row: int | None
    how: str


FIGURES = (
    Check("温室气体减排量合计", "totals.reduction", None, "跨表按名称引用各物料的结果"),
    Check("固体废物减少量合计", "totals.solid_waste", None, "跨表按名称引用各物料的结果"),
    Check("冶炼渣减排量", "smelting_slag.reduction", None, "核算项目排放量按类别合计"),
    Check("废钢铁减排量", "scrap_steel.reduction", None, "核算项目排放量按类别合计"),
    Check("废铜减排量", "scrap_copper.reduction", None, "核算项目排放量按类别合计"),
    Check("废塑料减排量", "scrap_plastic.reduction", None, "核算项目排放量按类别合计"),
    Check("废钢铁基准线、项目、泄漏之差", "scrap_steel.flow_sum", None, "IFERROR 内的 PARK_ 函数"),
    Check("废钢铁固体废物减少量", "scrap_steel.solid_waste", None, "IFERROR 内的 PARK_ 函数"),
    Check("第一类资源循环利用率", "rates.rate", 0, "IFERROR 内的 PARK_ 函数；台账按类别合计"),
    Check("第二类资源循环利用率", "rates.rate", 1, "IFERROR 内的 PARK_ 函数；台账按类别合计"),
    Check("细颗粒物浓度得分", "values.s_fine_particulate_level", 4, "分段直线，降低为好"),
    Check("水环境质量达标率得分", "values.s_water_quality_compliance", 4, "分段直线，提高为好"),
    Check("碳排放强度得分", "values.s_carbon_emission_intensity__usual", 4, "分段直线，降低为好"),
    Check("人均工业增加值得分", "values.s_value_added_per_head", 4, "曲线以上的部分得满分"),
    Check("评价年指标得分", "yearly.index4", None, "IFERROR 内的 PARK_ 函数；加权平均"),
    Check("绩效指数（三年平均）", "yearly.index", None, "三年平均"),
)

WORDS = (
    Check("评价结论", "verdict.conclusion", None, "判定用语"),
    Check("资源循环利用率的判定", "rates.verdict", 0, "与阈值比较"),
    Check("协同增效等级", "grade.grade", None, "判定表"),
)


@dataclass(frozen=True)
class State:
    """Two figures whose product shows a state: what is entered, and the words that must come."""

    what: str
    one: float | str | None
    other: float | str | None
    shown: str


WRONG = "错误值"
STATES = (
    State("两数都有", 3.0, 4.0, "12"),
    State("一数为零", 3.0, 0.0, "0"),
    State("一数未填", 3.0, None, "空白"),
    State("一数待填", 3.0, "待填", "待填"),
    State("一数不适用", 3.0, "不适用", "不适用"),
    State("待填先于不适用", "待填", "不适用", "待填"),
    State("文字误作数字", 3.0, "三吨", WRONG),
    State("像数字的文字", "12", 2.0, WRONG),
    State("错误先于待填", "待填", "三吨", WRONG),
)


@dataclass(frozen=True)
class Step:
    """What a person does and sees, and where it is asked for: in Excel with macros, without, in
    WPS."""

    what: str
    do: str
    see: str
    macros: bool = True
    plain: bool = True


STEPS = (
    Step("打开", "双击文件", "没有“发现内容有问题”的修复提示；没有“更新链接”的提示"),
    Step(
        "阻止宏",
        "不启用宏，按 Ctrl+Alt+F9 全部重算，看“自动检查”表",
        "自动检查没有“不通过”；没有 #NAME?；计算方为“表内公式”",
        plain=False,
    ),
    Step(
        "允许宏",
        "关闭后重新打开并启用宏，按 Ctrl+Alt+F9 全部重算，看“自动检查”表",
        "自动检查没有“不通过”；计算方为“ParkEval XL”和版本号",
        plain=False,
    ),
    Step(
        "全部重算",
        "按 Ctrl+Alt+F9（WPS 同），看“自动检查”表",
        "自动检查没有“不通过”；计算方为“表内公式”",
        macros=False,
    ),
    Step(
        "宏自检",
        "按 Alt+F8，运行 ParkAccept",
        "“自动检查”表的宏自检各行写有“通过”，并写有日期和版本",
        plain=False,
    ),
    Step(
        "修改后重算",
        f"把“自动检查”表“重算”部分的 {START:g} 改为 {CHANGED}",
        "同一行的结论由“未做”变为“通过”",
    ),
    Step(
        "功能区",
        "看功能区“园区评价”，按“检查数据”",
        "有七个带图标的按钮；“检查结果”表写有日期，提示中没有“没有得到 Python 的应答”",
        plain=False,
    ),
    Step(
        "导出报告",
        "按“导出评价报告”，打开所得的工作簿和 PDF",
        "两个文件都能打开；“计算方”写有版本号",
        plain=False,
    ),
    Step(
        "重新导入函数",
        "装有 xlwings 加载项的，在其功能区按“Import Functions”，再全部重算；没有加载项的写“不涉及”",
        "自动检查没有“不通过”",
        plain=False,
    ),
    Step("错误值", "看“自动检查”表的状态部分", "错误行显示 #N/A 一类的错误值，不是空白，也不是数"),
    Step(
        "图与打印", "看“循环化结果”的图，打印预览“评价报告”", "图有内容；每页一张纸宽，表头每页都有"
    ),
    Step("保存", "另存为一份，关闭，重新打开", "自动检查没有“不通过”；功能区仍在（带宏版）"),
)


@dataclass(frozen=True)
class Probe:
    """What the macro tries itself, in this order (ParkAcceptance.bas), and what it proves."""

    what: str
    how: str


PROBES = (
    Probe("全部重算完成", "计算状态为已完成"),
    Probe("PARK_ 函数得到 Python 的应答", "PARK_SOLID_WASTE(8,5) 得 3，没有留下不应答的原因"),
    Probe("错误参数得到错误值", "PARK_SOLID_WASTE(文字,1) 是错误值，不是文字"),
    Probe("自动检查没有不通过", "重算之后本表的各行结论"),
)
SIGNED = ("日期", "版本（办公软件、位数）", "操作系统", "执行人")
