"""物料台账: every mass of waste and scrap, once, as a generator's or a user's row (METHOD 2)."""

from __future__ import annotations

from typing import Any

from .. import data
from ..functions.operations.entries import ENTRY, ENTRY_IN_ROW, VERIFIED_FIRST
from ..functions.operations.ledger_cells import (
    AVAILABLE,
    BALANCE,
    COMBINED,
    GENERATOR,
    IMPORT_KEY,
    INSIDE,
    LEDGER_KEY,
    LEDGER_STATE,
    OUTSIDE,
    ROUTE_KEY,
    TAKES_ROUTE,
    USER,
)
from ..functions.operations.lists import IF_WORD
from ..functions.operations.lookups import PLACE_IN
from ..functions.operations.unit_cells import CONVERTED, MASS_SCALE, UNIT_TEXT
from ..graph import (
    CHOICE,
    TEXT,
    UNIT,
    Block,
    Computed,
    Field,
    Input,
    Named,
    Remark,
    Step,
    Verified,
    step,
    this,
)
from .sheet import FILLED, Plan, Sheet, bars
from .status import SINCE, choosable, operands, typed, with_status

__all__ = ["GENERATOR", "INSIDE", "OUTSIDE", "USER", "VERDICTS", "WAYS", "ledger"]

WAYS = ("连续计量", "结算凭证", "台账互校", "工程估算", "缺省值")
MASS = "#,##0.00"
VERDICTS = ("符合", "不符合", "待补充")
MATERIALS = "物料项"  # the joined list of the materials to choose from


_COMBINED = step("combined", "归集项", COMBINED, this.material, this.role, this.origin)
_SCALE = step("scale", "单位系数", MASS_SCALE, step("unit_text", "单位净", UNIT_TEXT, this.unit))
_ASKS = step("asks_origin", "来源必填", IF_WORD, this.role, GENERATOR, "必填", "")
_ITEMS = {
    "opening": "年初贮存量",
    "old_stock": "其中利用往年贮存量",
    "disposed": "处置量",
    "transferred": "转出量",
    "closing": "年末贮存量",
}


def closed_lists(plan: Plan) -> dict[str, Named]:
    """The closed lists that rows are checked against: what a row may be summed under, and the
    routes of materials with several."""
    names = [data.material(m).name for m in plan.materials]
    keys = [
        f"{name}·{role}·{origin}"
        for name in names
        for role, origins in ((GENERATOR, (INSIDE, OUTSIDE)), (USER, ("", INSIDE, OUTSIDE)))
        for origin in origins
    ]
    several = [
        f"{data.material(m).name}·{r.route}"
        for m in plan.materials
        if len(plan.routes_of(m)) > 1
        for r in plan.routes_of(m)
    ]
    lists = {"归集项": bars(keys), "路线项": bars(several)}
    if plan.schema >= SINCE:
        lists[MATERIALS] = choosable(names)
    return {name: Named(name, words) for name, words in lists.items()}


def _entry(key: str) -> Step:
    """A mass as it was entered; it may be left out."""
    return step(f"{key}_entry", f"{_ITEMS[key]}·填", ENTRY, getattr(this, key))


def _used(key: str, label: str) -> Field:
    """The mass used: verified, else entered, and a row of a material needs it."""
    entry = step(
        f"{key}_entry", f"{label}·填", ENTRY_IN_ROW, getattr(this, f"raw_{key}"), this.material
    )
    verified = getattr(this, f"{key}_verified")
    return Computed(
        f"{key}_used", f"采用{label}", VERIFIED_FIRST, verified, entry, pattern=MASS, hidden=True
    )


def _tonnes(key: str, label: str, mass: Any, **more: Any) -> Field:
    return Computed(key, label, CONVERTED, mass, _SCALE, **more)


def _route_key(pairs: Named) -> Field:
    takes = step("takes_route", "分路线", TAKES_ROUTE, this.material, this.role, pairs)
    return Computed(
        "route_key", "路线归集", ROUTE_KEY, takes, this.material, this.route, pairs, hidden=True
    )


def ledger(plan: Plan, materials: tuple[str, ...]) -> Sheet:
    """The ledger of all materials; `materials` are the names to choose from."""
    pairs = [
        f"{data.material(m).name}·{r.route}"
        for m in plan.materials
        for r in plan.routes_of(m)
        if len(plan.routes_of(m)) > 1
    ]
    route = (
        [
            Input(
                "route",
                "路线",
                kind=CHOICE,
                choices=tuple(p.split("·")[1] for p in pairs),
                width=10,
                help="利用方填：有几条路线（几种树脂）的物料须分行，只有一条的不填",
            )
        ]
        if pairs
        else []
    )
    listed = closed_lists(plan)
    mass: dict[str, Any] = {"low": 0.0, "pattern": MASS, "width": 10.5}
    tonnes: dict[str, Any] = {
        "unit": "t",
        "pattern": MASS,
        "width": 10.5,
        "clause": "方法说明二",
        "help": "采用核定值，没有核定值时采用填报值；按单位折算为吨",
    }
    columns = [
        Input(
            "enterprise",
            "企业名称",
            kind=TEXT,
            needed=True,
            width=16,
            help="填营业执照所载名称；同一企业同一物料可以有产生方、利用方各一行",
        ),
        Input(
            "material",
            "物料",
            kind=CHOICE,
            choices=materials,
            needed=True,
            width=10.5,
            help="从下拉中选",
        ),
        Input(
            "role",
            "单位类别",
            kind=CHOICE,
            choices=(GENERATOR, USER),
            needed=True,
            width=7.5,
            help=(
                "产生方：本企业产生（收集）的；利用方：本企业用来再生利用的。园内买卖双方各登一行"
            ),
        ),
        Input(
            "origin",
            "来源",
            kind=CHOICE,
            choices=(INSIDE, OUTSIDE),
            width=7,
            help=(
                "物料产生于园内还是园外。产生方一律为园内；利用方收进的外来物料为园外，"
                "不进利用率，只进减排量"
            ),
        ),
        *route,
        Input(
            "partner",
            "对方单位",
            kind=TEXT,
            width=13,
            help="买方或卖方名称；园外单位注明所在地市",
        ),
        Input(
            "unit",
            "单位",
            kind=UNIT,
            list_name="选项_质量单位",
            needed=True,
            width=6.5,
            help="质量单位；t 与 万t 相差一万倍",
        ),
        Input("opening", "年初贮存量", **mass),
        Input(
            "intake",
            "产生量或接收量",
            **mass | {"help": "产生方填产生（收集）量，利用方填接收量"},
        ),
        Input("utilised", "综合利用量", **mass | {"help": "含利用往年贮存的部分"}),
        Input("old_stock", "其中利用往年贮存量", **mass),
        Input("disposed", "处置量", **mass),
        Input(
            "transferred",
            "转出量",
            **mass | {"help": "送往别处贮存、利用或处置，且未计入综合利用量的部分"},
        ),
        Input("closing", "年末贮存量", **mass),
        Input(
            "way",
            "获取方式",
            kind=CHOICE,
            choices=WAYS,
            width=9,
            help="连续计量、结算凭证为1级数据，台账互校2级，工程估算3级，缺省值4级",
        ),
        Input("evidence", "证据编号", kind=TEXT, width=8, help="证据清单中的编号"),
        _tonnes("intake_tonnes", "折算产生或接收量", this.intake, **tonnes),
        _tonnes("utilised_tonnes", "折算利用量", this.utilised, **tonnes),
        Computed(
            "balance",
            "平衡差",
            BALANCE,
            this.enterprise,
            step("available", "可用量", AVAILABLE, _entry("opening"), this.intake),
            this.utilised,
            _entry("disposed"),
            _entry("transferred"),
            _entry("closing"),
            pattern="0.0%",
            width=7.5,
            clause="方法说明二",
            help=(
                "（年初＋产生或接收－利用－处置－转出－年末）÷（年初＋产生或接收），超过5%须说明"
            ),
        ),
        _used("intake", "产生或接收量"),
        _used("utilised", "综合利用量"),
        _tonnes(
            "old_stock_tonnes", "折算往年贮存利用量", _entry("old_stock"), unit="t", hidden=True
        ),
        Computed(
            "key",
            "归集",
            LEDGER_KEY,
            step(
                "listed",
                "归集态",
                LEDGER_STATE,
                this.enterprise,
                this.material,
                this.role,
                this.origin,
                this.intake,
                this.utilised,
                _COMBINED,
                listed["归集项"],
            ),
            this.material,
            this.role,
            _COMBINED,
            hidden=True,
        ),
        *([_route_key(listed["路线项"])] if pairs else []),
        Computed(
            "import_key",
            "外来料归集",
            IMPORT_KEY,
            this.material,
            this.role,
            this.origin,
            hidden=True,
        ),
        Verified("intake", "核定产生或接收量", **mass),
        Verified("utilised", "核定利用量", **mass),
        Remark("verdict", "结论", kind=CHOICE, choices=VERDICTS, width=8),
        Remark("remark", "意见", width=13),
    ]
    judges = {
        "origin": step(
            "origin_place", "来源位", PLACE_IN, this.origin, bars((INSIDE, OUTSIDE)), _ASKS
        ),
        "unit": _SCALE,
    } | ({"route": this.route_key} if pairs else {})
    columns = with_status(
        plan,
        columns,
        before="intake_tonnes",
        begun=typed(operands(columns)),
        judges=judges,
        lists={"material": listed[MATERIALS]} if MATERIALS in listed else {},
    )
    block = Block(
        "ledger",
        "物料台账",
        plan.size("ledger", plan.rows),
        columns,
        note="一行一家企业、一种物料、一个单位类别；年初＋产生或接收＝利用＋处置＋转出＋年末。",
    )
    return Sheet(
        "物料台账",
        "物料台账",
        "园评03表",
        (
            "统计人员按企业逐行填写；园内买卖由产生方和利用方各登一次；评审人员在右侧填核定值、"
            "结论和意见。"
        ),
        [block],
        purpose="各企业产生、利用、贮存的物料，一行一家企业、一种物料、一个单位类别",
        unit_note="按行选择",
        tab=FILLED,
        size=9.0,
    )
