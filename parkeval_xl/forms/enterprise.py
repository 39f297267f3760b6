"""企业, 企业汇总, 企业诊断: firms of the park, what they add up to, and how they stand within their
sectors (S2, case Shangyu).

Surplus permits and sums are formulas; scores, totals and lights too, of few firms
(`enterprise_scores`). Advanced values by sector, diagnoses and totals of surplus permits are values
that refresh writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import data
from ..core.enterprise import GREEN, RED, YELLOW
from ..core.expression import parse
from ..data import EnterpriseDimension
from ..data.enterprise_rows import EnterpriseColumn
from ..functions.operations import (
    COUNTED,
    DIFFERENCE,
    FIGURES,
    FILLED_ROWS,
    IF_WORD,
    MEETS,
    MET,
    MISSING_ROWS,
    OPTIONAL,
    PARK_SURPLUS,
    ROW_SUM,
)
from ..graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Ref,
    Written,
    step,
    this,
)
from .enterprise_scores import (
    CLAUSE,
    FIRMS,
    REFRESHED,
    S2,
    TOTAL,
    Scores,
    figure_fields,
    firm_results,
    how,
    is_live,
    limit,
    project_results,
)
from .park import YES
from .sheet import CALCULATED, FILLED, Plan, Sheet, Static, printed
from .status import SINCE, typed, with_status

SECTORS, CANDIDATES, SPARE, SPARE_PEERS = 20, 10, 20, 2
NOT_STARTED, RUNNING, DONE = "未开始", "进行中", "完成"
FIGURE = "#,##0.00"
OVERRUN_RED = "#,##0.00;[Red]-#,##0.00;#,##0.00"  # more than permitted is red
GRIDS = {
    False: (13.0, *[7.5] * 19, 14.0, 18.0),
    True: (13.0, *[7.5] * 17, 14.0, 7.5, 7.5, 14.0, 18.0),
}  # widths of 企业诊断 without and with 状态
_WIDTHS = {
    "name": 16.0,
    "credit_code": 19.0,
    "sector_code": 6.5,
    "above_scale": 6.0,
    "contact": 12.0,
}


@dataclass(frozen=True)
class EnterpriseForms:
    """The sheets and their parts. `sums` and `counts` hold a field an item of the base data: what
    the firms' figures add up to in the item's unit, and how many firms gave one; `best` the best of
    the park, where scores are formulas."""

    sheets: tuple[Sheet, ...]
    firms: Block
    running: Items
    surplus: Block
    sums: Items
    counts: Items
    state: Items
    sectors: Block
    candidates: Block
    diagnosis: Block
    best: Items | None


def enterprise(plan: Plan) -> EnterpriseForms:
    """The sheets of the firms of a plan."""
    live, benchmarks = is_live(plan), {d.key: _benchmark(d) for d in data.enterprise().dimensions}
    inputs = [_input(column) for column in data.enterprise().columns]
    figures = figure_fields(inputs)
    scores = Scores(inputs, figures, benchmarks, _peers(plan)) if live else None
    sectors = _sectors(plan, benchmarks, scores)
    firms = _firms(plan, inputs, figures, scores)
    shown = (
        f"得分、总分、三色评价和节余排污量{how(live)}"
        if live
        else f"得分、总分、三色评价{how(live)}，节余排污量随填随算"
    )
    list_sheet = Sheet(
        "企业",
        "企业填报表",
        "园评19表",
        f"各企业一行，填评价年数据，可整块粘贴；没有发生的填0，许可证未载明的许可量留空。{shown}。",
        [firms],
        purpose="企业评价年数据、得分与三色评价、节余排污量",
        tab=FILLED,
        size=8.0,
        across=3,
    )
    running, surplus, sums, counts = _running(plan), _surplus(), _sums(firms), _counts(firms)
    best: list[Block | Items | Static] = [scores.best, scores.peers] if scores else []
    totals = Sheet(
        "企业汇总",
        "企业汇总与节余排污量",
        "园评20表",
        f"填下一年已过月数和各污染物累计排放量；合计随填随算，节余排污量汇总{REFRESHED}。",
        [running, surplus, sums, counts, *best],
        purpose="各企业合计，节余排污量及下一年预测",
        tab=CALCULATED,
        size=9.0,
        signed=False,
        portrait=True,
        widths=(28.0, 10.0, *[11.0] * 9),
        spans=dict.fromkeys(("running", "firm_sums", "firm_counts", "park_best"), (2, 1, 1, 7)),
    )
    state, candidates, diagnosis = (
        _state(),
        _candidates(plan, scores),
        _diagnosis(plan, firms),
    )
    ask = "填同业不足时采用的行业基准、拟入园项目的数据、各企业整改进度；" + (
        "拟入园项目的总分和准入建议随填随算，" if live else ""
    )
    verdicts = Sheet(
        "企业诊断",
        "企业评价、诊断与项目准入",
        "园评21表",
        f"{ask}其余{REFRESHED}。",
        [state, sectors, candidates, _measures(), diagnosis],
        purpose="行业先进值、短板指标与措施、项目准入",
        tab=FILLED,
        size=8.0,
        signed=False,
        widths=GRIDS[plan.schema >= SINCE],
        spans=_spans(int(plan.schema >= SINCE)),
    )
    return EnterpriseForms(
        (list_sheet, totals, verdicts),
        firms,
        running,
        surplus,
        sums,
        counts,
        state,
        sectors,
        candidates,
        diagnosis,
        scores.best if scores else None,
    )


def _spans(more: int) -> dict[str, tuple[int, ...]]:
    """How many columns each column of the parts of 企业诊断 takes; `more` for 状态."""
    return {
        "firm_state": (2, 2, 2, 16 + more),
        "firm_measures": (2, 7, 7, 6 + more),
        "sectors": (*[1] * 20, 2 + more),
        "diagnosis": (2, 3, 1, 1, 1, 3, 2, 6, 1, 2 + more),
    }


def _input(column: EnterpriseColumn, **more: Any) -> Field:
    """The field a firm fills."""
    hint = f"资料：{column.source_hint}" if column.source_hint else ""
    look: dict[str, Any] = {
        "help": "".join((column.definition, hint)),
        "clause": CLAUSE,
        "needed": column.is_required,
        "width": _WIDTHS.get(column.key, 9.0),
    }
    if column.choices:
        look |= {"kind": CHOICE, "choices": column.choices}
    elif not column.is_figure:
        look |= {"kind": TEXT}
    else:
        whole = "0" if column.kind == "year" else "#,##0" if column.unit == "人" else FIGURE
        look |= {
            "unit": printed(column.unit),
            "low": 0.0,
            "pattern": whole,
            "high": 100.0 if column.unit == "%" else None,
        }
    return Input(column.key, column.name, **look | more)


def _firms(
    plan: Plan, inputs: list[Field], figures: Mapping[str, Field], scores: Scores | None
) -> Block:
    table = data.enterprise()
    surpluses = [
        Computed(
            s.id,
            s.name,
            PARK_SURPLUS,
            Ref("row", figures[f"{s.key}_permitted"]),
            Ref("row", figures[f"{s.key}_actual"]),
            unit=s.unit,
            pattern=OVERRUN_RED,
            width=9.0,
            clause=CLAUSE,
            help=s.definition,
        )
        for s in table.surpluses
    ]
    results, helpers = firm_results(scores)
    shown = [*inputs, *results, *surpluses]
    return Block(
        "firms",
        "企业",
        plan.size("firms", FIRMS),
        [
            *_with_status(plan, shown, inputs, figures, scores),
            *figures.values(),
            Computed("above_count", "规上计数", COUNTED, this.above_scale, YES, hidden=True),
            Computed(
                "audit_age", "审核距今年数", DIFFERENCE, plan.year, this.n_audit_year, hidden=True
            ),
            Computed(
                "audit_valid", "审核有效", MEETS, limit("audit_years"), this.audit_age, hidden=True
            ),
            Computed(
                "audit_word",
                "规上且有效",
                IF_WORD,
                this.above_scale,
                YES,
                this.audit_valid,
                "",
                hidden=True,
            ),
            Computed("audit_count", "审核计数", COUNTED, this.audit_word, MET, hidden=True),
            *helpers,
        ],
        note="一行一企业；评价年数据。",
    )


def _with_status(
    plan: Plan,
    shown: Sequence[Field],
    inputs: Sequence[Field],
    figures: Mapping[str, Field],
    scores: Scores | None,
) -> list[Field]:
    """The columns people see of a list of firms, with the words of each row after what is
    filled."""
    judges = {key: Ref("row", figure) for key, figure in figures.items()}
    begun: Any = typed(inputs)
    if scores:
        begun, judges["sector_code"] = Ref("row", scores.started), Ref("row", scores.sector)
    before = shown[len(inputs)].key
    return with_status(plan, shown, before=before, begun=begun, judges=judges)


_COUNTED = {
    "above_scale": "above_count",
    "audit_year": "audit_count",
}  # columns whose firms are counted


def _summed() -> list[EnterpriseColumn]:
    """The columns that add up to an item of the base data."""
    return [c for c in data.enterprise().columns if c.park_item]


def _added(firms: Block, c: EnterpriseColumn) -> Ref:
    """The cells of a column that are added up."""
    of: Ref = getattr(firms, _COUNTED[c.key] if c.counted else f"n_{c.key}")
    return of


def _units() -> dict[str, tuple[str, str]]:
    return {row["id"]: (row["name"], row["unit"]) for row in data.table(S2, "items")}


def _sums(firms: Block) -> Items:
    items = _units()

    def filled(c: EnterpriseColumn) -> Any:
        need = "" if c.is_required else OPTIONAL
        missing = step(
            "missing", f"{c.name}·缺数行", MISSING_ROWS, firms.name, need, _added(firms, c)
        )
        return step("filled", f"{c.name}·有数行", FILLED_ROWS, _added(firms, c), missing)

    return Items(
        "firm_sums",
        "三、企业合计（基础数据的单位）",
        [
            Computed(
                c.park_item,
                items[c.park_item][0],
                ROW_SUM,
                filled(c),
                _added(firms, c),
                c.scale,
                unit=printed(items[c.park_item][1]),
                pattern="#,##0" if c.counted or c.unit == "人" else FIGURE,
                help=f"企业表“{c.name}”{f'为{c.counted}的家数' if c.counted else '之和'}",
            )
            for c in _summed()
        ],
        value_label="合计",
    )


def _counts(firms: Block) -> Items:
    items = _units()
    return Items(
        "firm_counts",
        "四、填报家数",
        [
            Computed(
                c.park_item,
                items[c.park_item][0],
                FIGURES,
                _added(firms, c),
                unit="家",
                pattern="0",
                help=f"企业表填了“{c.name}”的家数",
            )
            for c in _summed()
        ],
        value_label="家数",
    )


def _running(plan: Plan) -> Items:
    return Items(
        "running",
        "一、下一年进度",
        [
            Constant("year", "预测年", pattern="0", initial=plan.year + 1),
            Input(
                "months",
                "已过月数",
                unit="月",
                low=1.0,
                high=12.0,
                pattern="0",
                help="累计排放量截至第几个月；预测＝累计÷月数×12",
            ),
        ],
        value_label="数值",
    )


def _surplus() -> Block:
    rows = data.enterprise().surpluses
    more: dict[str, Any] = {"pattern": FIGURE, "clause": CLAUSE}
    shared = (
        f"全年排放量按评价年各企业排放的比例分到企业，再逐家与许可量相减，只加有节余的；{REFRESHED}"
    )
    return Block(
        "surplus",
        "二、节余排污量",
        len(rows),
        [
            Constant("pollutant", "污染物", kind=TEXT),
            Constant("unit", "单位", kind=TEXT),
            Written("holders", "有许可量企业数", pattern="0", help=REFRESHED),
            Written(
                "left",
                "有节余企业节余合计",
                help=f"只加有节余的企业，不与超许可的相抵；{REFRESHED}",
                **more,
            ),
            Written("above", "超许可企业数", pattern="0", help=REFRESHED),
            Written("overrun", "超许可量合计", help=f"只加超许可的企业；{REFRESHED}", **more),
            Input(
                "to_date",
                "预测年累计排放量",
                low=0.0,
                help="企业表中全部企业截至该月的累计排放量",
                **more,
            ),
            Written("forecast", "预测年全年排放量", help=f"累计÷月数×12；{REFRESHED}", **more),
            Written("forecast_left", "预测节余合计", help=shared, **more),
            Written("forecast_above", "预测超许可企业数", pattern="0", help=REFRESHED),
            Written(
                "forecast_overrun",
                "预测超许可量合计",
                help=f"只加超许可的企业；{REFRESHED}",
                **more,
            ),
        ],
        initial=[{"pollutant": s.pollutant, "unit": s.unit} for s in rows],
        fixed=True,
        note="节余与超许可分开合计：企业之间、污染物之间都不相抵。",
    )


def _state() -> Items:
    figure: dict[str, Any] = {"pattern": "0", "unit": "家"}
    green, yellow = f"{limit('green'):g}分及以上", f"{limit('yellow'):g}分及以上"
    return Items(
        "firm_state",
        "一、概况",
        [
            Written(
                "date", "评价日期", kind=TEXT, help="以下各表写入的日期；此后改了企业数据，须再刷新"
            ),
            Written("scored", "已评企业", **figure),
            Written(
                "open", "未评企业", help="缺必填数据的显示待填，数据有错的显示错误值", **figure
            ),
            Written("green", f"{GREEN}灯企业", help=f"{green}（建议值）", **figure),
            Written("yellow", f"{YELLOW}灯企业", help=f"{yellow}、未到{GREEN}灯", **figure),
            Written("red", f"{RED}灯企业", help=f"不到{yellow.removesuffix('及以上')}", **figure),
        ],
        value_label="数值",
    )


def _peers(plan: Plan) -> int:
    """The rows of the table of sectors with enough firms, some more than a full list has."""
    return plan.made_size("firms", FIRMS) // int(limit("sector_size")) + SPARE_PEERS


def _rule() -> str:
    return f"同行业有数的企业不足{limit('sector_size'):g}家时，用填入的基准；没有基准时用全园区"


def _benchmark(d: EnterpriseDimension) -> Field:
    return Input(
        f"benchmark_{d.key}",
        f"{d.name}基准",
        unit=printed(d.unit),
        low=0.0,
        pattern="#,##0.0000",
        help=f"{_rule()}；可不填",
    )


def _sectors(plan: Plan, benchmarks: Mapping[str, Field], scores: Scores | None) -> Block:
    dimensions, rule = data.enterprise().dimensions, _rule()
    return Block(
        "sectors",
        "二、行业先进值",
        plan.size("sectors", SECTORS),
        [
            Input(
                "code",
                "行业大类",
                kind=TEXT,
                help="GB/T 4754 两位代码；刷新时自动补上企业表中的行业，已有的行不移动",
            ),
            Written("firms", "企业数", pattern="0", help=REFRESHED),
            *benchmarks.values(),
            *(
                Written(
                    f"advanced_{d.key}",
                    f"{d.name}先进值",
                    unit=printed(d.unit),
                    pattern="#,##0.0000",
                    help=f"{d.advanced_rule}；{REFRESHED}",
                )
                for d in dimensions
            ),
            Written(
                "source", "先进值来源", kind=TEXT, help=f"同行业、填入基准或全园区；{REFRESHED}"
            ),
            *(scores.of_sectors if scores else []),
        ],
        note=f"先进值为同行业最好一端的{limit('quantile'):.0%}分位数（线性内插）；{rule}。",
    )


def screened() -> list[EnterpriseColumn]:
    """What a candidate project states: whatever the dimensions read, but what only an existing firm
    can have."""
    table = data.enterprise()
    read = {item.id for d in table.dimensions for item in parse(d.formula).items}
    return [c for c in table.columns if c.id in read and c.is_required]


def _candidates(plan: Plan, firms: Scores | None) -> Block:
    table = data.enterprise()
    inputs = [
        Input("name", "项目名称", kind=TEXT, needed=True),
        _input(table.column("sector_code")),
        *(_input(c, width=8.0) for c in screened()),
    ]
    figures = figure_fields(inputs)
    scores = Scores(inputs, figures, firms=firms) if firms else None
    shown = [
        *inputs,
        *project_results(scores),
        Written("weakest", "短板指标", kind=TEXT, help=REFRESHED),
        Written("source", "先进值来源", kind=TEXT, help=REFRESHED),
    ]
    return Block(
        "candidates",
        "三、拟入园项目准入",
        plan.size("candidates", CANDIDATES),
        [
            *_with_status(plan, shown, inputs, figures if scores else {}, scores),
            *([*figures.values(), *scores.helpers] if scores else []),
        ],
        note="填达产年设计数据；各项的含义同企业表。建议供决策参考，不代替环评、能评。",
    )


def _measures() -> Static:
    rows = [(d.name, *d.measures) for d in data.enterprise().dimensions]
    return Static("firm_measures", "四、措施库", ("维度", "措施一", "措施二", "措施三"), rows)


def _diagnosis(plan: Plan, firms: Block) -> Block:
    return Block(
        "diagnosis",
        "五、企业诊断与整改",
        plan.size("diagnosis", firms.rows + SPARE),
        [
            Constant("firm", "企业", kind=TEXT),
            Constant(
                "code", "统一社会信用代码", kind=TEXT, help="整改情况按它跟随企业，没有代码的按名称"
            ),
            Written("sector", "行业大类", kind=TEXT),
            Written("total", "总分", pattern=TOTAL),
            Written("light", "三色评价", kind=TEXT),
            Written("weak", "短板指标及得分", kind=TEXT),
            Written("overrun", "超许可", kind=TEXT),
            Written("measures", "建议措施", kind=TEXT, help="各短板指标的第一项措施，其余见措施库"),
            Input("status", "整改状态", kind=CHOICE, choices=(NOT_STARTED, RUNNING, DONE)),
            Input("remark", "整改说明", kind=TEXT),
        ],
        note="总分由低到高；刷新后行序会变，整改状态和说明跟着企业走。",
    )
