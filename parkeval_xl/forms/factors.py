"""因子库: the emission factors of this workbook, chosen by rule when it is made, open to
replacement with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import data
from ..data.factor_rows import DEFAULT_SET, NATIONAL
from ..functions.operations import RATIO
from ..functions.operations.entries import ENTRY, FACTOR_USED, FIRST_FIGURE
from ..functions.operations.lookups import NUMBER_AT, ONCE, ROW_OF, TEXT_AT
from ..functions.operations.row_states import CHANGED_OR_OWN, REASON_GIVEN
from ..functions.operations.unit_cells import (
    DENOMINATOR,
    NUMERATOR,
    SLASH,
    UNIT_DIMENSION,
    UNIT_SCALE,
    UNIT_TEXT,
)
from ..graph import (
    TEXT,
    UNIT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Ref,
    Remark,
    Step,
    Verified,
    step,
    this,
)
from .sheet import CALCULATED, Plan, Sheet
from .status import operands, typed, with_status
from .years import years_of

ELECTRICITY = "电力"
OWN_ROWS = 12  # spare rows for factors the park or organiser registers
CARRIERS = "synergy_index"  # whose table of energy carriers is used
COMMON = ("heat", "fuels", "transport")  # categories of which every usual factor is offered
RATE = "0.######"
_UNIT = step("unit_text", "单位净", UNIT_TEXT, this.unit)
_SLASH = step("slash", "斜杠位", SLASH, _UNIT)
_DENOMINATOR = step("denominator", "分母", DENOMINATOR, _UNIT, _SLASH)


def basis_words(basis: str) -> str:
    """How far a value was checked, as shown to a person."""
    return next(b.name for b in data.bases() if b.id == basis)


@dataclass(frozen=True)
class FactorForms:
    """The sheet and the columns other sheets look factors up in."""

    sheet: Sheet
    provinces: Sheet
    block: Block
    grid: Block


def keys_for(plan: Plan) -> list[str]:
    """The factors a park may choose: those of the lines in scope, and all usual fuels, heat and
    transport."""
    lines = [
        line.factor_key
        for m in plan.materials
        for r in data.routes(m)
        for line in data.lines(m, r.route)
    ]
    usual = [f.key for f in data.factors() if f.category in COMMON and f.set == DEFAULT_SET]
    carriers = (
        [row["factor_key"] for row in data.table(CARRIERS, "energy") if row["factor_key"]]
        if plan.index
        else []
    )
    return list(dict.fromkeys([ELECTRICITY, *lines, *usual, *carriers]))


def library_rows(plan: Plan) -> list[dict[str, Any]]:
    """What 因子库 is made with: a row a factor, by the look-up rule of the plan's set."""
    sets = {s.id: s.name for s in data.factor_sets()}
    chosen = [data.factor(key, year=plan.year, set=plan.factor_set) for key in keys_for(plan)]
    return [
        {
            "key": f.key,
            "rule_value": f.value,
            "unit": f.unit,
            "region": f.region,
            "year": str(f.year or ""),
            "set": sets[f.set],
            "reference": f.reference,
            "basis": basis_words(f.basis),
        }
        for f in chosen
    ]


def grid_rows(plan: Plan) -> list[dict[str, Any]]:
    """The electricity factor of each province, by the look-up rule of the plan's set."""
    rows = []
    earlier = years_of(plan).all[:-1] if plan.index else ()
    for province in (*data.provinces(), *([NATIONAL] if plan.index else [])):
        f = data.factor(ELECTRICITY, province, plan.year, plan.factor_set)
        note = "" if f.region == province else f"未公布省级因子，用{f.region}值"
        rows.append(
            {
                "province": province,
                "value": f.value,
                "unit": f.unit,
                "region": f.region,
                "year": str(f.year or ""),
                "reference": f.reference,
                "basis": basis_words(f.basis),
                "note": note,
                "source": f"{f.region}，{f.year}年",
                **{
                    f"f{y}": data.factor(ELECTRICITY, province, year, plan.factor_set).value
                    for y, year in enumerate(earlier)
                },
            }
        )
    return rows


def factors(plan: Plan, province: Field) -> FactorForms:
    """The factor library of a plan; the electricity factor follows the province entered on
    园区信息."""
    grid = _grid(plan)
    initial = library_rows(plan)
    key = Constant("key", "因子", kind=TEXT, width=20, spare=True, needed=True, fault="重复")
    columns = [
        key,
        Constant("rule_value", "规则值", pattern=RATE),
        Constant(
            "unit",
            "单位",
            kind=UNIT,
            width=15,
            list_name="选项_因子单位",
            spare=True,
            needed=True,
        ),
        Constant("region", "地区", kind=TEXT, width=7, spare=True),
        Constant("year", "年份", kind=TEXT, width=6, spare=True),
        Constant("set", "口径", kind=TEXT, width=8),
        Constant("reference", "出处", kind=TEXT, width=42, spare=True),
        Constant("basis", "依据性质", kind=TEXT, width=17),
        Input(
            "override",
            "替换值",
            pattern=RATE,
            help="有实测值或批准的地方因子时填写，须写理由并附证据",
        ),
        Input("reason", "替换理由", kind=TEXT, needed=True, width=14),
        Input("evidence", "证据编号", kind=TEXT, width=8),
        Computed(
            "local",
            "按所在省取值",
            NUMBER_AT,
            step("province_row", "省份行", ROW_OF, Ref("one", province), grid.province, ""),
            grid.value,
            pattern=RATE,
            only=(0,),
            help="电力按园区所在省取值；未选省时用全国值",
        ),
        Computed(
            "local_source",
            "按省取值的地区与年份",
            TEXT_AT,
            step("province_row", "省份行", ROW_OF, Ref("one", province), grid.province, ""),
            grid.source,
            only=(0,),
            width=13,
            help="按所在省取值时，以这里的地区、年份为准，出处见“电力因子”表",
        ),
        Computed(
            "used",
            "采用值",
            FACTOR_USED,
            this.override_verified,
            step(
                "unverified",
                "替换、所在省或规则值",
                FIRST_FIGURE,
                step("override_entry", "替换值·填", ENTRY, this.override),
                this.local,
                step("rule_entry", "规则值·填", ENTRY, this.rule_value),
                this.key,
            ),
            once(key),
            pattern=RATE,
            width=11,
            clause="因子取用规则：核定值、替换值、所在省值、规则值依次取用",
        ),
        Computed(
            "unit_per",
            "分母量纲",
            UNIT_DIMENSION,
            _DENOMINATOR,
            hidden=True,
        ),
        Computed(
            "unit_scale",
            "单位系数",
            RATIO,
            step("numerator", "分子系数", NUMERATOR, _UNIT, _SLASH),
            step("denominator_scale", "分母系数", UNIT_SCALE, _DENOMINATOR),
            hidden=True,
        ),
        Verified("override", "核定值", pattern=RATE),
        Remark("remark", "意见", width=12),
    ]
    block = Block(
        "factors",
        "本工作簿采用的排放因子",
        plan.size("factors", len(initial) + OWN_ROWS),
        _with_status(plan, columns),
        initial=initial,
        note="规则值在制表时按“省、区域、全国，核算年及以前最近一年”取用；电力按园区所在省取用。",
    )
    sheet = Sheet(
        "因子库",
        "排放因子库",
        "园评08表",
        (
            "一般不填。要替换因子时，在“替换值”栏填数并写明理由和证据；末尾空行可登记自有因子。"
            "评审人员可在“核定值”栏再核定。"
        ),
        [block],
        purpose="采用的排放因子、出处与替换",
        signed=False,
        tab=CALCULATED,
        size=9.0,
    )
    provinces = Sheet(
        "电力因子",
        "各省电力平均二氧化碳排放因子",
        "园评08表·附",
        "程序按园区所在省从本表取电力因子，不填。",
        [grid],
        purpose="各省电力因子及出处",
        portrait=True,
        signed=False,
        tab=CALCULATED,
        size=9.0,
    )
    return FactorForms(sheet, provinces, block, grid)


def once(key: Field) -> Step:
    """Whether the name of a row stands only there."""
    return step("once", "名称只出现一次", ONCE, this.key, Ref("column", key))


def _with_status(plan: Plan, columns: list[Field]) -> list[Field]:
    """A row of the library's is in use where somebody changed it, one of the park's own where it
    holds something."""
    there = {c.key: c for c in columns}
    changes = [there[k] for k in ("override", "reason", "evidence", "override_verified")]
    begun = step(
        "begun",
        "本行在用",
        CHANGED_OR_OWN,
        this.rule_value,
        typed(changes, "changed", "替换已填"),
        typed(operands(columns), "own", "自有已填"),
    )
    reason = step(
        "reason_given",
        "理由态",
        REASON_GIVEN,
        this.override,
        this.reason,
        this.rule_value,
        this.reference,
    )
    judges = {
        "key": once(there["key"]),
        "unit": this.unit_scale,
        "override": Ref("row", there["used"]),
        "reason": reason,
    }
    return with_status(plan, columns, before="local", begun=begun, judges=judges)


def _grid(plan: Plan) -> Block:
    """Electricity factors by province, as published up to the accounting year."""
    rows = grid_rows(plan)
    return Block(
        "grid",
        "各省电力平均二氧化碳排放因子",
        len(rows),
        [
            Constant("province", "所在省", kind=TEXT, width=9),
            Constant("value", "因子", pattern=RATE, width=9),
            Constant("unit", "单位", kind=TEXT, width=10),
            Constant("region", "取自", kind=TEXT, width=10),
            Constant("year", "年份", kind=TEXT, width=7),
            Constant("note", "说明", kind=TEXT, width=20),
            Constant("reference", "出处", kind=TEXT, width=44),
            Constant("basis", "依据性质", kind=TEXT, width=17),
            Constant("source", "地区与年份", kind=TEXT, hidden=True),
            *(
                Constant(f"f{y}", f"{year}年", pattern=RATE, width=9)
                for y, year in enumerate(years_of(plan).all[:-1])
                if plan.index
            ),
        ],
        initial=rows,
        fixed=True,
    )
