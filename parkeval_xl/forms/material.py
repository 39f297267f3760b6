"""One material: parameters, masses per route, result, and the ledger of its flows (S1 annexes A and
B; METHOD 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .. import data
from ..core.ledger import BASELINE, LEAKAGE, PROJECT, ROLES
from ..core.values import NOT_APPLICABLE_TEXT
from ..data import Material, Parameter, Route
from ..functions import PARK_REDUCTION, PARK_SOLID_WASTE
from ..functions.operations import (
    BALANCE_OF_ROLES,
    BASES,
    DEMANDED,
    DIFFERENCE,
    DIRECT,
    DRY_MASS,
    FLOW_KEY,
    IF_KNOWN,
    IN_BAND,
    NEED,
    ONE,
    OPTIONAL,
    PRODUCT,
    RATIO,
    SAME,
)
from ..functions.operations.arithmetic import CONVERSION, EMISSION
from ..functions.operations.entries import ENTRY_IF_NEEDED, ENTRY_REQUIRED, VERIFIED_FIRST
from ..functions.operations.lookups import AMOUNT, NUMBER_AT, PLACE_IN, ROLE_PLACE, ROW_OF, TEXT_AT
from ..functions.operations.row_states import BETWEEN, OPEN_LINE
from ..functions.operations.unit_cells import (
    ACTIVITY_UNIT,
    PER_AMOUNT,
    SAME_DIMENSION,
    SLASH,
    UNIT_DIMENSION,
    UNIT_SCALE,
    UNIT_TEXT,
)
from ..functions.registry import EACH, NUMBER, Function
from ..functions.row_words import BREAKS, Fault
from ..functions.states import state_of
from ..graph import (
    CHOICE,
    TEXT,
    UNIT,
    Area,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Ref,
    Remark,
    Rows,
    Verified,
    step,
    this,
)
from .ledger import USER, VERDICTS, WAYS
from .sheet import FILLED, Plan, Sheet, bars
from .status import SINCE, operands, typed, with_status
from .steps import column_sum, label_total

MASS, EMISSION_PATTERN, RATE = "#,##0.00", "#,##0.00", "0.######"
KEYS = (
    "q",
    "dry",
    "product",
    "displaced",
    "residue",
    "stockpiled",
    "landfilled",
    "incinerated",
    "direct",
)  # of BASES
SHARE_BASIS = {
    "f_s": "堆存量",
    "f_l": "填埋量",
    "f_c": "焚烧量",
}  # a quantity and a share together are a basis of their own
WIDTHS = (
    7,
    10,
    15,
    9,
    9.5,
    9,
    13,
    9,
    12,
    8.5,
    16,
    10.5,
    11.5,
    9,
    9.5,
    11.5,
    11.5,
    9.5,
    8,
    12,
)  # of the flows
PARAMETER_SPANS = {
    False: (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 2, 1, 4),
    True: (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1, 3),
}  # without and with 状态
CONSERVATIVE = "conservative"
TYPED_NOWHERE = ("Q", "Y_Fe")  # Q comes from the ledger; recovered iron is entered with scrap steel


@dataclass(frozen=True)
class MaterialForms:
    """The sheet and what the result sheets refer to."""

    sheet: Sheet
    material: Material
    result: Items
    flows: Block


def material(plan: Plan, id: str, ledger: Block, scope: Block, factors: Block) -> MaterialForms:
    """The sheet of a material on its routes of the plan."""
    m = data.material(id)
    chosen = list(plan.routes_of(id))
    parameters, where = _parameters(plan, id, chosen)
    total = label_total(
        "ledger_total",
        "台账利用方合计",
        f"{m.name}·{USER}",
        ledger.key,
        ledger.utilised_tonnes,
        unit="t",
        pattern=MASS,
        guard=(ledger.enterprise, "待填"),
        clause="方法说明二",
        help="物料台账中本物料各利用方行的折算利用量之和",
    )
    applies = scope.at("applies", plan.materials.index(id))
    quantity = Computed(
        "quantity",
        "处理量 Q",
        DEMANDED,
        applies,
        total,
        unit="t",
        pattern=MASS,
        clause="S1 4.4.2",
        help="不在本表填写",
    )
    amounts = _amounts(m, chosen, quantity, ledger, parameters, where)
    flows = _flows(plan, id, chosen, amounts, factors)
    result = _result(m, chosen, applies, total, quantity, amounts, flows)
    by_route = [_by_route(m, chosen, quantity, amounts, flows)] if len(chosen) > 1 else []
    spans: dict[str, tuple[int, ...]] = {
        parameters.id: PARAMETER_SPANS[plan.schema >= SINCE],
        amounts.id: (2,),
        result.id: (3, 2, 1, 14),
        f"{id}.routes": (2, 1, 2, 2, 2, 2, 1, 1, 1, 2),
    }
    sheet = Sheet(
        m.name,
        f"{m.name}循环利用减排量核算",
        f"园评04表·{plan.materials.index(id) + 1}",
        (
            "先填物料台账，再核对参数；核算项目逐行填单耗、运距或全年数量，其余由表计算。"
            "缺省值请尽量换成实测或结算数据。"
        ),
        [parameters, amounts, result, *by_route, flows],
        purpose="参数与核算项目，核算减排量和固体废物减少量",
        unit_note="t、tCO2e",
        tab=FILLED,
        size=9.0,
        widths=WIDTHS,
        spans=spans,
    )
    return MaterialForms(sheet, m, result, flows)


def initial_value(parameter: Parameter, factor_set: str) -> float | None:
    """What a parameter is made with: the conservative set has its own default where it lowers the
    credit."""
    lower = parameter.conservative if factor_set == CONSERVATIVE else None
    return parameter.default if lower is None else lower


def parameter_rows(id: str, routes: Iterable[Route]) -> list[tuple[str, Parameter]]:
    """The parameters that stand on the sheet of a material, each with its route."""
    return [
        (r.route, p)
        for r in routes
        for p in data.parameters(id, r.route)
        if p.symbol not in TYPED_NOWHERE
    ]


def _initial_parameter(route: str, p: Parameter, factor_set: str) -> dict[str, Any]:
    value = initial_value(p, factor_set)
    source = p.reference if value == p.default else f"保守取值；缺省 {p.default:g}（{p.reference}）"
    return {
        "route": route,
        "name": p.name,
        "symbol": p.symbol,
        "value": value,
        "unit": p.unit,
        "low": p.min,
        "high": p.max,
        "source": source,
        "way": "缺省值",
    }


def _parameters(
    plan: Plan, id: str, routes: list[Route]
) -> tuple[Block, dict[tuple[str, str], int]]:
    rows = parameter_rows(id, routes)
    where = {(route, p.symbol): i for i, (route, p) in enumerate(rows)}
    columns = [
        Constant("route", "路线", kind=TEXT, width=10),
        Constant("name", "参数", kind=TEXT, width=16),
        Constant("symbol", "符号", kind=TEXT, width=14),
        Input(
            "value",
            "填报值",
            pattern=RATE,
            width=11,
            fault="不是数字或超出上下限",
            help="预填的是缺省值，有化验单、统计数据时替换",
        ),
        Constant("unit", "单位", kind=TEXT, width=10),
        Constant("low", "下限", pattern=RATE, width=11),
        Constant("high", "上限", pattern=RATE),
        Input("source", "来源", kind=TEXT, width=14),
        Input("way", "获取方式", kind=CHOICE, choices=WAYS),
        Input("evidence", "证据编号", kind=TEXT),
        Computed(
            "value_used",
            "采用值",
            VERIFIED_FIRST,
            this.value_verified,
            step("value_entry", "填报值·填", ENTRY_REQUIRED, this.raw_value),
            pattern=RATE,
        ),
        Verified("value", "核定值", pattern=RATE),
        Remark("verdict", "结论", kind=CHOICE, choices=VERDICTS),
        Remark("remark", "意见"),
    ]
    within = step("value_within", "采用值·限内", BETWEEN, this.value, this.low, this.high)
    block = Block(
        f"{id}.parameters",
        "一、参数",
        len(rows),
        with_status(plan, columns, before="value_used", judges={"value": within}),
        initial=[_initial_parameter(route, p, plan.factor_set) for route, p in rows],
        fixed=True,
        started_by="symbol",
    )
    return block, where


def _amounts(
    m: Material,
    routes: list[Route],
    quantity: Field,
    ledger: Block,
    parameters: Block,
    where: dict[tuple[str, str], int],
) -> Block:
    missing: dict[str, str] = {}

    def column(
        key: str, function: Function, base: Any, symbol: str = "", clause: str = "方法说明一"
    ) -> Field:
        label = dict(zip(KEYS, BASES, strict=True))[key]
        at = [where.get((r.route, symbol)) for r in routes] if symbol else []
        if None in at:
            missing[key] = NOT_APPLICABLE_TEXT
            return Constant(key, label, unit="t", pattern=MASS, help="本物料没有这一比例")
        more = (
            (Rows(tuple(parameters.at("value", i) for i in at if i is not None)),) if symbol else ()
        )
        return Computed(key, label, function, base, *more, unit="t", pattern=MASS, clause=clause)

    first = [column("q", SAME, quantity)]
    if len(routes) > 1:  # the ledger says which mass takes which route
        labels = Rows(tuple(f"{m.name}·{r.route}" for r in routes))
        first = [
            label_total(
                "ledger",
                "台账合计",
                labels,
                ledger.route_key,
                ledger.utilised_tonnes,
                unit="t",
                pattern=MASS,
                guard=(Ref("one", quantity), ""),
                clause="方法说明一：各路线分别登记",
            ),
            Computed(
                "q",
                BASES[0],
                IF_KNOWN,
                quantity,
                this.ledger,
                unit="t",
                pattern=MASS,
                clause="方法说明一",
            ),
        ]
    columns = [
        *first,
        column("dry", DRY_MASS, this.q, "w", "方法说明一：Q(1−w)"),
        column("product", PRODUCT, this.dry, "Y", "方法说明一：P＝Q(1−w)Y"),
        column("displaced", PRODUCT, this.product, "SR", "方法说明一：P·SR"),
        column("residue", PRODUCT, this.dry, "r_res"),
        column("stockpiled", PRODUCT, this.q, "f_s"),
        column("landfilled", PRODUCT, this.q, "f_l"),
        column("incinerated", PRODUCT, this.q, "f_c"),
        Computed("direct", DIRECT, ONE, this.q, pattern="0", help="直接填报的行不乘任何量"),
    ]
    initial = [{"route": r.route, **missing} for r in routes]
    return Block(
        f"{m.id}.amounts",
        "二、各路线的量",
        len(routes),
        [
            Constant("route", "路线", kind=TEXT),
            *columns,
        ],
        initial=initial,
        fixed=True,
    )


_RATE = step("rate_entry", "单耗·填", ENTRY_IF_NEEDED, this.raw_rate, this.role, this.asked)
_UNIT = step("unit_text", "单位净", UNIT_TEXT, this.unit)
_SLASH = step("slash", "斜杠位", SLASH, _UNIT)


def _flows(plan: Plan, id: str, routes: list[Route], amounts: Block, factors: Block) -> Block:
    initial = [
        {
            "role": line.role,
            "route": r.route,
            "item": line.item,
            "born_item": line.item,
            "quantity": SHARE_BASIS.get(line.share, line.quantity),
            "rate": line.rate,
            "unit": line.rate_unit,
            "factor_key": line.factor_key,
            "way": "缺省值" if line.rate is not None else "",
            "source": line.reference if line.rate is not None else "",
            "need": "必填" if line.required else OPTIONAL,
            "hint": line.hint,
        }
        for r in routes
        for line in data.lines(id, r.route)
    ]
    initial_item, need = (
        Constant(key, label, kind=TEXT, hidden=True)
        for key, label in (("born_item", "预置项目"), ("need", "必填"))
    )
    columns = amounts.columns
    route = step(
        "route_place", "路线位", PLACE_IN, this.route, bars(r.route for r in routes), this.role
    )
    basis = step("basis_place", "基数位", PLACE_IN, this.quantity, bars(BASES), this.role)
    at = step("factor_row", "因子行", ROW_OF, this.factor_key, factors.key, this.role)
    scale = step("activity_scale", "活动单位系数", UNIT_SCALE, this.activity_unit)
    per = step("per_amount", "单耗单位态", PER_AMOUNT, _UNIT, this.quantity, _SLASH)
    dimensions = (
        step("dimension", "活动单位量纲", UNIT_DIMENSION, this.activity_unit),
        step("factor_per", "因子分母量纲", TEXT_AT, at, factors.unit_per),
    )
    fits = step("fits", "量纲相配", SAME_DIMENSION, *dimensions)
    rows = plan.size(f"{id}.flows", max(plan.flow_rows, len(initial) + 5))
    declared = [
        Input(
            "role",
            "类别",
            kind=CHOICE,
            choices=ROLES,
            needed=True,
            width=8,
            help=("基准线：不循环利用时会发生的排放；项目：循环利用的排放；泄漏：边界外增加的排放"),
        ),
        Input(
            "route",
            "路线",
            kind=CHOICE,
            choices=tuple(r.route for r in routes),
            needed=True,
            width=10,
        ),
        Input("item", "环节与项目", kind=TEXT, width=16),
        Input(
            "quantity",
            "计算基数",
            kind=CHOICE,
            choices=BASES,
            needed=True,
            help="单耗乘以哪个量；填全年总量时选“直接填报”",
        ),
        Input(
            "rate",
            "单耗、运距或数量",
            pattern=RATE,
            width=11,
            help="每吨的单耗、单程公里数，或全年数量",
        ),
        Input(
            "unit",
            "单位",
            kind=UNIT,
            list_name="选项_单耗单位",
            needed=True,
            help="每吨单耗如 kWh/t；运距 km；直接填报时为全年数量的单位",
        ),
        Input(
            "factor_key",
            "因子",
            kind=CHOICE,
            list_name="选项_因子",
            needed=True,
            fault="不在因子库",
            width=15,
            help="从因子库中选；没有的先在因子库末尾登记",
        ),
        Input("way", "获取方式", kind=CHOICE, choices=WAYS),
        Input("source", "来源", kind=TEXT, width=14),
        Input("evidence", "证据编号", kind=TEXT),
        Computed(
            "rate_used",
            "采用值",
            VERIFIED_FIRST,
            this.rate_verified,
            _RATE,
            pattern=RATE,
            hidden=plan.schema >= SINCE,
        ),
        Computed(
            "amount",
            "基数的量",
            AMOUNT,
            this.route,
            basis,
            amounts.route,
            Area(columns["q"], columns["direct"]),
            step("amount_state", "基数态", state_of(EACH, 2), route, basis),
            pattern=MASS,
        ),
        Computed("activity", "活动数据", PRODUCT, this.rate, this.amount, pattern="#,##0.00"),
        Computed(
            "activity_unit",
            "活动数据单位",
            ACTIVITY_UNIT,
            _UNIT,
            this.quantity,
            _SLASH,
            this.role,
            width=9,
        ),
        Computed("factor", "因子值", NUMBER_AT, at, factors.used, pattern=RATE),
        Computed("factor_unit", "因子单位", TEXT_AT, at, factors.unit, width=13),
        Computed(
            "emission",
            "排放量",
            EMISSION,
            this.activity,
            this.factor,
            step(
                "conversion",
                "单位换算",
                CONVERSION,
                scale,
                step("factor_scale", "因子单位系数", NUMBER_AT, at, factors.unit_scale),
                per,
                fits,
            ),
            step("role_place", "类别位", ROLE_PLACE, this.role, bars(ROLES), _RATE),
            unit="tCO2e",
            pattern=EMISSION_PATTERN,
            width=13,
            clause=data.material(id).annex,
        ),
        Verified("rate", "核定值", pattern=RATE),
        Remark("verdict", "结论", kind=CHOICE, choices=VERDICTS, width=8),
        Remark("remark", "意见", width=14),
        *(
            [Computed("key", "归集", FLOW_KEY, this.role, this.route, hidden=True)]
            if len(routes) > 1
            else []
        ),
        Computed(
            "asked",
            "本行必填",
            NEED,
            this.item,
            Ref("column", initial_item),
            Ref("column", need),
            hidden=True,
        ),
        initial_item,
        need,
        Constant("hint", "填报提示", kind=TEXT, hidden=True),
    ]
    judges = {"route": route, "quantity": basis, "unit": scale, "factor_key": at}
    begun = step("in_use", "本行在用", OPEN_LINE, typed(operands(declared)), this.asked, this.rate)
    also = (
        (
            Fault(BREAKS, "单位与因子不符", NUMBER, others=(TEXT, TEXT, NUMBER)),
            (fits, *dimensions, per),
        ),
        (Fault(BREAKS, "单位与计算基数不符", NUMBER, others=(NUMBER,)), (per, scale)),
    )
    return Block(
        f"{id}.flows",
        "四、核算项目清单",
        rows,
        with_status(plan, declared, before="rate_used", begun=begun, judges=judges, also=also),
        initial=initial,
        note="活动数据＝单耗×基数的量；排放量＝活动数据×因子。方法中的任何乘法都不在表外进行。",
    )


def _result(
    m: Material,
    routes: list[Route],
    applies: Ref,
    total: Field,
    quantity: Field,
    amounts: Block,
    flows: Block,
) -> Items:
    waiting = (Ref("one", quantity), "")
    low, high = min(r.plausible_low for r in routes), max(r.plausible_high for r in routes)

    def part(key: str, label: str, role: str) -> Field:
        return label_total(
            key,
            label,
            role,
            flows.role,
            flows.emission,
            unit="tCO2e",
            pattern=EMISSION_PATTERN,
            guard=waiting,
            clause=m.annex,
        )

    parts = [
        part("baseline", "基准线排放 BE", BASELINE),
        part("project", "项目排放 PE", PROJECT),
        part("leakage", "泄漏 LE", LEAKAGE),
    ]
    sum_of_flows = Computed(
        "flow_sum",
        "核算项目合计",
        BALANCE_OF_ROLES,
        *parts,
        park=(PARK_REDUCTION, (flows.role, flows.emission)),
        unit="tCO2e",
        pattern=EMISSION_PATTERN,
        guard=waiting,
        clause=f"{m.annex}；GB/T 33760",
        help="Σ基准线－Σ项目－Σ泄漏",
    )
    reduction = Computed(
        "reduction",
        "减排量 ER",
        DEMANDED,
        applies,
        sum_of_flows,
        unit="tCO2e",
        pattern=EMISSION_PATTERN,
        clause=m.annex,
        help="即核算项目合计，为负时保留负号；核算项目全被清空时为待填",
    )
    per_tonne = Computed(
        "per_tonne",
        "单位减排量",
        RATIO,
        reduction,
        quantity,
        unit="tCO2e/t",
        pattern="0.0000",
        clause="方法说明一",
    )
    low_field = Constant(
        "low", "合理区间下限", unit="tCO2e/t", pattern=RATE, help=routes[0].reference, initial=low
    )
    high_field = Constant(
        "high", "合理区间上限", unit="tCO2e/t", pattern=RATE, help=routes[0].reference, initial=high
    )
    residue = column_sum(
        "residue",
        "残渣量",
        amounts.residue,
        unit="t",
        pattern=MASS,
        guard=waiting,
        clause="方法说明一",
    )
    waste = Computed(
        "solid_waste",
        "固体废物减少量",
        DIFFERENCE,
        quantity,
        residue,
        park=(PARK_SOLID_WASTE, (quantity, residue)),
        unit="t",
        pattern=MASS,
        clause="S1 4.3",
    )
    return Items(
        m.id,
        "三、结果",
        [
            total,
            quantity,
            *parts,
            sum_of_flows,
            reduction,
            per_tonne,
            low_field,
            high_field,
            Computed("band", "与合理区间比较", IN_BAND, per_tonne, low_field, high_field),
            residue,
            waste,
        ],
        value_label="数值",
    )


def _by_route(
    m: Material, routes: list[Route], quantity: Field, amounts: Block, flows: Block
) -> Block:
    """The result of each route beside its own plausible band."""
    waiting = (Ref("one", quantity), "")

    def part(key: str, label: str, role: str) -> Field:
        labels = Rows(tuple(f"{role}·{r.route}" for r in routes))
        return label_total(
            key,
            label,
            labels,
            flows.key,
            flows.emission,
            unit="tCO2e",
            pattern=EMISSION_PATTERN,
            guard=waiting,
            clause=m.annex,
        )

    return Block(
        f"{m.id}.routes",
        "各路线的结果",
        len(routes),
        [
            Constant("route", "路线", kind=TEXT),
            Computed(
                "quantity",
                "处理量",
                SAME,
                Rows(tuple(amounts.at("q", i) for i in range(len(routes)))),
                unit="t",
                pattern=MASS,
            ),
            part("baseline", "基准线 BE", BASELINE),
            part("project", "项目 PE", PROJECT),
            part("leakage", "泄漏 LE", LEAKAGE),
            Computed(
                "reduction",
                "减排量 ER",
                BALANCE_OF_ROLES,
                this.baseline,
                this.project,
                this.leakage,
                unit="tCO2e",
                pattern=EMISSION_PATTERN,
                clause=f"{m.annex}；GB/T 33760",
            ),
            Computed(
                "per_tonne",
                "单位减排量",
                RATIO,
                this.reduction,
                this.quantity,
                unit="tCO2e/t",
                pattern="0.0000",
            ),
            Constant("low", "合理区间下限", unit="tCO2e/t", pattern=RATE),
            Constant("high", "合理区间上限", unit="tCO2e/t", pattern=RATE),
            Computed("band", "与合理区间比较", IN_BAND, this.per_tonne, this.low, this.high),
        ],
        initial=[
            {"route": r.route, "low": r.plausible_low, "high": r.plausible_high} for r in routes
        ],
        fixed=True,
    )
