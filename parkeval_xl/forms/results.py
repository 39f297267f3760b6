"""循环化结果 and 评价结果: rates against thresholds, reductions by material, the verdict of S1."""

from __future__ import annotations

from dataclasses import dataclass

from .. import data
from ..core.values import NOT_APPLICABLE_TEXT
from ..functions import PARK_UTILISATION
from ..functions.operations import DIFFERENCE, FAILED, JOINED_VERDICT, MEETS, MET, SAME, SAME_TEXT
from ..functions.operations.ledger_cells import PART_SUM, UTILISATION
from ..graph import (
    NUMBER,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Items,
    Ref,
    Rows,
    Written,
    step,
    this,
)
from .conformity import ConformityForms, judgements
from .ledger import GENERATOR, INSIDE, USER
from .material import MaterialForms
from .sheet import CALCULATED, Plan, Sheet, printed
from .steps import column_sum, label_total

S1 = "hunan_circular"
MASS, EMISSION, PERCENT = "#,##0.00", "#,##0.00", "0.00%"
NO_METHOD = "无核算方法"


@dataclass(frozen=True)
class ResultForms:
    """The result sheets and the fields the report shows."""

    sheet: Sheet
    summary: Sheet
    materials: Block
    rates: Block
    totals: Items
    verdict: Items
    table: Block


def results(
    plan: Plan, ledger: Block, forms: list[MaterialForms], conforms: ConformityForms
) -> ResultForms:
    """Results of all materials of the plan."""
    groups = [
        g for g in data.groups() if any(data.material(m).group == g.id for m in plan.materials)
    ]
    materials = _materials(plan, ledger, forms)
    standard = data.standard(S1)
    waiting = (ledger.enterprise, "待填")

    def of_group(key: str, label: str) -> Field:
        return label_total(
            key,
            label,
            this.group,
            materials.group,
            getattr(materials, key),
            unit="t",
            pattern=MASS,
            guard=waiting,
            clause="方法说明二",
        )

    thresholds = [standard.threshold(g.threshold) for g in groups]
    rates = Block(
        "rates",
        "二、资源循环利用率",
        len(groups),
        [
            Constant("group", "场景", kind=TEXT),
            Constant("name", "指标", kind=TEXT),
            of_group("generated", "产生（收集）量"),
            of_group("utilised", "综合利用量"),
            of_group("old_stock", "其中往年贮存"),
            Computed(
                "rate",
                "利用率",
                UTILISATION,
                this.utilised,
                step("arising", "产生与往年贮存合计", PART_SUM, this.generated, this.old_stock),
                park=(PARK_UTILISATION, (this.utilised, this.generated, this.old_stock)),
                pattern=PERCENT,
                guard=waiting,
                clause="S1 4.4.2",
            ),
            Constant("threshold", "阈值", pattern=PERCENT, help="S1 4.4.2"),
            Computed("verdict", "判定", MEETS, this.rate, this.threshold, clause="S1 4.4.2"),
        ],
        initial=[
            {"group": g.name, "name": g.name + g.rate_name, "threshold": t.value}
            for g, t in zip(groups, thresholds, strict=True)
        ],
        fixed=True,
        note=(
            "按全年质量加权：Σ利用量÷Σ（产生量＋利用往年贮存量），不取各物料比率的平均；"
            "园外来料不进利用率。"
        ),
    )

    def grand(key: str, label: str, unit: str) -> Field:
        return column_sum(
            key,
            label,
            getattr(materials, key),
            unit=unit,
            pattern=EMISSION,
            guard=waiting,
            clause="S1 4.5",
        )

    totals = Items(
        "totals",
        "三、合计",
        [
            grand("baseline", "基准线排放合计", "tCO2e"),
            grand("project", "项目排放合计", "tCO2e"),
            grand("leakage", "泄漏合计", "tCO2e"),
            grand("reduction", "温室气体减排量合计", "tCO2e"),
            grand("solid_waste", "固体废物减少量合计", "t"),
        ],
        value_label="数值",
    )
    sheet = Sheet(
        "循环化结果",
        "循环化改造减污降碳结果",
        "园评05表",
        "本表由计算得出，不填。",
        [materials, rates, totals],
        purpose="利用率与阈值，各物料减排量、固体废物减少量及合计",
        unit_note="t、tCO2e",
        signed=False,
        one_page=True,
        tab=CALCULATED,
        size=9.0,
        widths=(13.0, 15.0, *[11.5] * 12),
        spans={"rates": (1, 2, 2, 2, 2, 1, 2, 2), "totals": (2, 2, 1, 9)},
    )
    verdict, table, summary = _summary(
        rates, totals, conforms, forms, [g.name + g.rate_name for g in groups]
    )
    return ResultForms(sheet, summary, materials, rates, totals, verdict, table)


def _materials(plan: Plan, ledger: Block, forms: list[MaterialForms]) -> Block:
    """A row a material; those that S1 gives no method for count in the rates only, and say so."""
    waiting = (ledger.enterprise, "待填")
    groups = {g.id: g.name for g in data.groups()}
    materials = [data.material(m) for m in plan.materials]
    form_of = {f.material.id: f for f in forms}

    def from_ledger(key: str, label: str, row_label: str, column: Ref) -> Field:
        labels = Rows(tuple(f"{m.name}·{row_label}" for m in materials))
        return label_total(
            key,
            label,
            labels,
            ledger.key,
            column,
            unit="t",
            pattern=MASS,
            guard=waiting,
            width=12,
            clause="方法说明二",
        )

    def of_material(key: str, label: str, unit: str, pattern: str = EMISSION) -> Field:
        rows = Rows(
            tuple(
                form_of[m.id].result[key] if m.has_method else NOT_APPLICABLE_TEXT
                for m in materials
            )
        )
        return Computed(key, label, SAME, rows, unit=unit, pattern=pattern, width=12)

    return Block(
        "results",
        "一、各物料",
        len(materials),
        [
            Constant("material", "物料", kind=TEXT, width=14),
            Constant("group", "场景", kind=TEXT, width=20),
            from_ledger(
                "generated", "产生（收集）量", f"{GENERATOR}·{INSIDE}", ledger.intake_tonnes
            ),
            from_ledger("utilised", "综合利用量", f"{GENERATOR}·{INSIDE}", ledger.utilised_tonnes),
            from_ledger(
                "old_stock", "其中往年贮存", f"{GENERATOR}·{INSIDE}", ledger.old_stock_tonnes
            ),
            from_ledger("recycled", "利用方利用量", USER, ledger.utilised_tonnes),
            label_total(
                "imported",
                "其中园外来料",
                this.material,
                ledger.import_key,
                ledger.utilised_tonnes,
                unit="t",
                pattern=MASS,
                guard=waiting,
                width=12,
                clause="方法说明二",
            ),
            of_material("baseline", "基准线 BE", "tCO2e"),
            of_material("project", "项目 PE", "tCO2e"),
            of_material("leakage", "泄漏 LE", "tCO2e"),
            of_material("reduction", "减排量 ER", "tCO2e"),
            of_material("per_tonne", "单位减排量", "tCO2e/t", "0.0000"),
            of_material("solid_waste", "固体废物减少量", "t"),
            Constant("method", "核算方法", kind=TEXT, width=11),
        ],
        initial=[
            {
                "material": m.name,
                "group": groups[m.group],
                "method": m.annex or NO_METHOD,
            }
            for m in materials
        ],
        fixed=True,
        note=(
            "产生、利用、往年贮存取自台账的产生方（园内）行；利用方利用量用于减排核算，"
            "含园外来料。负的减排量是真实结果。"
        ),
    )


def _summary(
    rates: Block,
    totals: Items,
    conforms: ConformityForms,
    forms: list[MaterialForms],
    names: list[str],
) -> tuple[Items, Block, Sheet]:
    joined = Computed(
        "rates", "资源循环利用率", JOINED_VERDICT, rates.verdict, MET, FAILED, clause="S1 4.4.2"
    )
    verdict = Items("verdict", "一、结论", judgements(conforms, joined), value_label="结论")
    rows: list[tuple[str, str, str, object, object]] = []
    for i, name in enumerate(names):
        rows.append((name, "%", PERCENT, rates.at("rate", i), rates.at("threshold", i)))
    rows += [
        (f"{f.material.name}减排量", "tCO2e", EMISSION, f.result["reduction"], "") for f in forms
    ]
    rows += [
        ("温室气体减排量合计", "tCO2e", EMISSION, totals["reduction"], ""),
        ("固体废物减少量合计", "t", MASS, totals["solid_waste"], ""),
    ]
    table = Block(
        "summary",
        "二、结果",
        len(rows),
        [
            Constant("item", "项目", kind=TEXT, width=26),
            Constant("unit", "单位", kind=TEXT, width=9),
            Computed(
                "threshold",
                "阈值",
                SAME,
                Rows(tuple(r[4] for r in rows)),
                only=tuple(range(len(names))),
                width=10,
            ),
            Written("reported", "填报口径", kind=NUMBER, width=15, help="刷新时写入的值，日期见下"),
            Computed(
                "effective",
                "核定口径",
                SAME,
                Rows(tuple(r[3] for r in rows)),
                width=15,
                help="有核定值时用核定值，否则用填报值",
            ),
            Computed("difference", "差", DIFFERENCE, this.effective, this.reported, width=13),
            Computed(
                "verdict",
                "判定",
                SAME_TEXT,
                Rows(
                    tuple(
                        [rates.at("verdict", i) for i in range(len(names))]
                        + [""] * (len(rows) - len(names))
                    )
                ),
                only=tuple(range(len(names))),
                width=10,
            ),
        ],
        initial=[{"item": r[0], "unit": printed(r[1])} for r in rows],
        fixed=True,
        patterns=[r[2] for r in rows],
        note="填报口径是刷新时写入的数，核定口径随填随算。",
    )
    counts = state("三、数据与版本")
    sheet = Sheet(
        "评价结果",
        "循环化改造减污降碳评价结果",
        "园评06表",
        "本表由计算得出，不填；填报口径与数据状况由“刷新”写入。",
        [verdict, table, counts],
        purpose="一页结论：填报口径与核定口径对照、判定、数据状况",
        portrait=True,
        one_page=True,
        tab=CALCULATED,
        spans={"verdict": (1, 3, 3), "state": (1, 3, 3)},
    )
    return verdict, table, sheet


def state(title: str, *left_out: str) -> Items:
    """What refresh says of data and version."""
    fields = [
        Written("errors", "错误", pattern="0", help="检查结果中的项数，须全部改正"),
        Written("warnings", "警告", pattern="0", help="检查结果中的项数，须逐项说明"),
        Written("notices", "提示", pattern="0", help="检查结果中的项数，供复核"),
        Written("pending", "待填项", pattern="0", help="计算格中仍待填的个数"),
        Written(
            "complete",
            "填报完整度",
            pattern="0.0%",
            help="已填÷（已填＋待填），限必填的和计算要用的格，预填的缺省值不算已填",
        ),
        Written(
            "backed", "1–2级数据占比", pattern="0.0%", help="按排放绝对值计，由1、2级数据支撑的部分"
        ),
        Written(
            "defaults",
            "缺省值核算项目占比",
            pattern="0.0%",
            help="仍为缺省值的核算项目行数÷有排放的核算项目行数",
        ),
        Written("open_balances", "未平衡的台账行", pattern="0", help="物料平衡差超过容许的行数"),
        Written("open_points", "未答复的评审意见", pattern="0", help="评审记录中园区尚未答复的"),
        Written("refreshed", "刷新日期", kind=TEXT, help="填报口径与以上各数写入的日期"),
        Written("version", "软件版本", kind=TEXT),
    ]
    return Items("state", title, [f for f in fields if f.key not in left_out], value_label="数值")
