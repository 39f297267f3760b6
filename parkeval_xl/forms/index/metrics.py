"""协同度: equivalents of the pollutants beside carbon, their cuts and cross elasticity, coupling
and coordination (METHOD 7).

Masses and carbon stand in 基础数据 and are referred to. U1 and U2 are the index's own scores of its
indicators of pollution and of carbon, weighted as there. What an index scores of this sheet (the
degree, the equivalents) it reads back through `results`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ... import data
from ...core.expression import BEFORE, Item
from ...data.index_rows import Figure, Index
from ...functions.operations import (
    BAND,
    BAND_ROW,
    CHOOSE_NUMBER,
    COORDINATION,
    COUPLING,
    COUPLING_MODIFIED,
    CUT_RATE,
    DEMANDED,
    DEVELOPMENT,
    DIRECTIONS,
    ELASTICITY,
    ELASTICITY_VERDICT,
    EQUIVALENTS,
    FIGURES_STATE,
    HIGHER,
    LARGER_CUT,
    LOWER,
    NO,
    SAME,
)
from ...functions.operations.entries import ENTRY_REQUIRED
from ...functions.operations.totals import COLUMN_SUM
from ...functions.synergy_library import EQUIVALENT
from ...graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Ref,
    Rows,
    step,
    this,
)
from ..factors import RATE, basis_words
from ..sheet import FILLED, Sheet
from ..years import Years
from .base_data import BaseForms, Results
from .calculation import SCORE, CalculationForms
from .members import group_score, member_columns
from .rules import WEIGHT, RuleForms, falling

CARBON = "carbon"  # what the figure of carbon is to 协同度
SYSTEMS = {"pollution": "U1 环境改善", "carbon": "U2 碳减排"}
CLASSICAL, MODIFIED = "传统公式", "修正公式"
YES = "是"
COUNT, MASS, CUT = "#,##0.00", "#,##0.00", "0.00%"
CLAUSE = "方法说明十二"
BANDS = "synergy_index"  # whose table of bands is used


@dataclass(frozen=True)
class Measures:
    """The parts that need 基础数据 only, and the degree of coordination, which the index may score:
    its block comes later."""

    masses: Block
    since_base: Block
    since_before: Block
    degree: Field
    results: Results


@dataclass(frozen=True)
class MetricForms:
    """The sheet and its parts; `coupling` needs indicators of both systems."""

    sheet: Sheet
    masses: Block
    since_base: Block
    since_before: Block
    rule: Items | None = None
    coupling: Block | None = None


def measures(index: Index, years: Years, base: BaseForms) -> Measures | None:
    """Equivalents and cuts of an index; None where it has no pollutants or no carbon."""
    pollutants = tuple(f for f in index.figures if f.synergy not in ("", CARBON))
    carbon = next((f for f in index.figures if f.synergy == CARBON), None)
    if carbon is None or not pollutants:
        return None
    masses = _masses(pollutants, years, base)
    since_base = _since_base(
        years, masses, [base.cell(carbon.id, y) for y in range(len(years.all))]
    )
    degree = Computed(
        "d", "耦合协调度 D", COORDINATION, this.c, this.t, pattern=SCORE, clause=CLAUSE
    )
    first = {
        "equivalents": (since_base.columns["equivalents"], 0),
        "coordination": (degree, years.scored[0]),
    }
    results = {f.id: first[f.from_synergy] for f in index.figures if f.from_synergy}
    return Measures(masses, since_base, _since_before(years, since_base), degree, results)


def _masses(figures: tuple[Figure, ...], years: Years, base: BaseForms) -> Block:
    known = {p.name: p for p in data.pollutants() if p.kind == EQUIVALENT}
    rows = [known[f.synergy] for f in figures]
    masses = [
        Computed(
            f"m{y}",
            f"{year}年排放",
            DEMANDED,
            this.counted,
            Rows(tuple(base.cell(f.id, y) for f in figures)),
            unit="t",
            pattern=MASS,
            clause=CLAUSE,
        )
        for y, year in enumerate(years.all)
    ]
    equivalents = [
        Computed(
            f"q{y}",
            f"{year}年当量",
            EQUIVALENTS,
            Ref("row", masses[y]),
            this.value,
            pattern=COUNT,
            clause="环境保护税法 附表二",
        )
        for y, year in enumerate(years.all)
    ]
    return Block(
        "metrics_masses",
        "一、污染物排放量与当量",
        len(rows),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("name", "污染物", kind=TEXT),
            Constant("medium", "类别", kind=TEXT),
            Constant("value", "当量值（kg）", pattern=RATE, help="每一当量的千克数"),
            Input(
                "counted",
                "是否计入",
                kind=CHOICE,
                choices=(YES, NO),
                help="计入的各年都要有排放量；不计入的为不适用",
            ),
            *masses,
            *equivalents,
            Constant("basis", "依据性质", kind=TEXT),
            Constant("reference", "出处", kind=TEXT, hidden=True),
        ],
        initial=[
            {
                "no": str(i),
                "name": p.name,
                "medium": p.group,
                "value": p.value,
                "counted": YES if f.required else NO,
                "basis": basis_words(p.basis),
                "reference": p.reference,
            }
            for i, (f, p) in enumerate(zip(figures, rows, strict=True), 1)
        ],
        fixed=True,
        started_by="name",
        note=(
            "排放量取自“基础数据”，不在这里填；当量数＝排放量（kg）÷当量值。总氮含氨氮，"
            "两者只计一项。"
        ),
    )


def _since_base(years: Years, masses: Block, carbon: list[Ref]) -> Block:
    every = range(len(years.all))
    columns = Rows(tuple(Ref("column", masses.columns[f"q{y}"]) for y in every))
    total = Computed(
        "equivalents",
        "当量合计",
        COLUMN_SUM,
        step("equivalents_column", "当量合计·态", FIGURES_STATE, columns),
        columns,
        pattern=COUNT,
        clause=CLAUSE,
    )
    emitted = Computed("carbon", "碳排放量", SAME, Rows(tuple(carbon)), unit="tCO2e", pattern=COUNT)
    later = tuple(y for y in every if y != years.base)

    def before(field: Field) -> Rows:
        return Rows(tuple(Ref("at", field, years.base) for _ in every))

    return Block(
        "metrics_base",
        f"二、当量与碳排放，对照基准年（{years.all[years.base]}年）",
        len(years.all),
        [
            Constant("year", "年份", pattern="0"),
            total,
            emitted,
            *_compared(before(total), total, before(emitted), emitted, later),
        ],
        initial=[{"year": year} for year in years.all],
        fixed=True,
        note=(
            "削减率＝（基准年－当年）÷基准年；弹性系数＝污染物削减率÷碳削减率，"
            "只看数不能分辨同步下降和同步上升，以“判断”为准。"
        ),
    )


def _since_before(years: Years, whole: Block) -> Block:
    item = Item("", BEFORE)
    earlier = {y: years.place(item, y) for y in range(len(years.all))}
    rows = [y for y, at in earlier.items() if at is not None]

    def of(key: str, back: bool) -> Rows:
        return Rows(
            tuple(Ref("at", whole.columns[key], (earlier[y] if back else y) or 0) for y in rows)
        )

    return Block(
        "metrics_before",
        "三、对照上年",
        len(rows),
        [
            Constant("year", "年份", pattern="0"),
            *_compared(
                of("equivalents", True),
                of("equivalents", False),
                of("carbon", True),
                of("carbon", False),
                None,
            ),
        ],
        initial=[{"year": years.all[y]} for y in rows],
        fixed=True,
    )


def _compared(
    pollutants_before: Rows,
    pollutants: Field | Rows,
    carbon_before: Rows,
    carbon: Field | Rows,
    only: tuple[int, ...] | None,
) -> list[Field]:
    """The cuts of both, their quotient and what they say."""
    cuts = (this.pollutants_cut, this.carbon_cut)
    larger = step("larger", "降幅比较", LARGER_CUT, *cuts)
    directions = step("directions", "方向", DIRECTIONS, *cuts, larger)
    now, emitted = (Ref("row", x) if isinstance(x, Field) else x for x in (pollutants, carbon))
    return [
        Computed(
            "pollutants_cut",
            "污染物削减率",
            CUT_RATE,
            pollutants_before,
            now,
            pattern=CUT,
            only=only,
            clause=CLAUSE,
        ),
        Computed(
            "carbon_cut",
            "碳削减率",
            CUT_RATE,
            carbon_before,
            emitted,
            pattern=CUT,
            only=only,
            clause=CLAUSE,
        ),
        Computed(
            "elasticity",
            "弹性系数",
            ELASTICITY,
            this.pollutants_cut,
            this.carbon_cut,
            pattern=SCORE,
            only=only,
            clause=CLAUSE,
        ),
        Computed(
            "verdict",
            "判断",
            ELASTICITY_VERDICT,
            *cuts,
            directions,
            only=only,
            clause=CLAUSE,
        ),
    ]


def metrics(
    number: str,
    measured: Measures,
    index: Index,
    years: Years,
    rules: RuleForms,
    calculated: CalculationForms,
) -> MetricForms:
    """The sheet, once the scores of the index are declared."""
    masses, since_base, since_before = measured.masses, measured.since_base, measured.since_before
    wide = len(years.all)
    spans = {
        "metrics_masses": (1, 1, 1, 1, 1, *[1] * (2 * wide + 1)),
        "metrics_base": (2, 2, 2, 1, 1, 1, 3),
        "metrics_before": (2, 2, 2, 1, 4),
        "metrics_rules": (2, 3, 2 * wide + 1),
        "metrics_systems": (1, 3, 2),
        "metrics_coupling": (2, 2, 1, 1, 1, 1, 1, 1, 2),
        "metrics_bands": (2, 2, 5, 2),
    }
    sheet = Sheet(
        "协同度",
        "减污降碳协同度",
        number,
        "只选是否计入和耦合协调度的算法；排放量取自“基础数据”，其余由计算得出。",
        [masses, since_base, since_before],
        purpose="污染当量、削减率、弹性系数、耦合协调度",
        tab=FILLED,
        size=9.0,
        widths=(5, 17, 6, 8, 7.5, *[10] * wide, *[12] * wide, 18),
        spans=spans,
    )
    if not set(SYSTEMS) <= {x.system for x in index.indicators}:
        return MetricForms(sheet, masses, since_base, since_before)
    rule = Items(
        "metrics_rules",
        "四、耦合协调度的取法",
        [
            Input(
                "degree",
                "耦合度 C 的算法",
                kind=CHOICE,
                choices=(CLASSICAL, MODIFIED),
                initial=CLASSICAL,
                required=True,
                help=(
                    "传统：2√(U1·U2)÷（U1＋U2）；修正：√（（1－（大－小））×小÷大），"
                    "区分度更大。建议值"
                ),
            ),
            Input(
                "share",
                "U1 的份额 α",
                low=0.0,
                high=1.0,
                initial=0.5,
                required=True,
                pattern="0.00",
                help="T＝α·U1＋（1－α）·U2；0.5 为建议值",
            ),
        ],
    )
    systems, bands = _systems(index, years, rules, calculated), _bands()
    coupling = _coupling(years, measured.degree, rule, systems, bands)
    sheet.parts += [rule, systems, coupling, bands]
    return MetricForms(sheet, masses, since_base, since_before, rule, coupling)


def _systems(index: Index, years: Years, rules: RuleForms, calculated: CalculationForms) -> Block:
    """The indicators of both systems with their weights and scores."""
    rows = [(i, x) for side in SYSTEMS for i, x in enumerate(index.indicators) if x.system == side]
    weight = Computed(
        "weight",
        "权重",
        SAME,
        Rows(tuple(rules.weights.at("weight", i) for i, _ in rows)),
        pattern=WEIGHT,
    )
    scores = {
        y: Computed(
            f"s{y}",
            f"{years.all[y]}年得分",
            SAME,
            Rows(tuple(calculated.score(x.id, y) for _, x in rows)),
            pattern=SCORE,
        )
        for y in years.scored
    }
    return Block(
        "metrics_systems",
        "五、两个系统的指标",
        len(rows),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("name", "指标", kind=TEXT),
            Constant("system", "系统", kind=TEXT),
            weight,
            *scores.values(),
            *(f for y, score in scores.items() for f in member_columns(y, score, weight)),
        ],
        initial=[{"no": x.no, "name": x.name, "system": SYSTEMS[x.system]} for _, x in rows],
        fixed=True,
        started_by="name",
        note=(
            "U1、U2 为本指标体系中环境、碳各项指标当年得分的加权平均（0～1），不适用的不计；"
            "取法为建议值。"
        ),
    )


def _coupling(years: Years, degree: Field, rule: Items, systems: Block, bands: Block) -> Block:
    columns = systems.columns
    look = {"pattern": SCORE, "clause": CLAUSE}

    def level(key: str, system: str) -> Field:
        weights, points = (
            Rows(tuple(Ref("column", columns[f"{what}{y}"]) for y in years.scored))
            for what in ("w", "ws")
        )
        name, members = SYSTEMS[system], Ref("column", columns["system"])
        return group_score(key, name, name, members, weights, points, **look)

    levels = (this.u1, this.u2)
    both = (step("low", "U 小", LOWER, *levels), step("high", "U 大", HIGHER, *levels))
    return Block(
        "metrics_coupling",
        "六、耦合协调度",
        len(years.scored),
        [
            Constant("year", "年份", pattern="0"),
            level("u1", "pollution"),
            level("u2", "carbon"),
            Computed("classical", "C 传统", COUPLING, *both, **look),
            Computed("modified", "C 修正", COUPLING_MODIFIED, *both, **look),
            Computed(
                "c",
                "采用 C",
                CHOOSE_NUMBER,
                rule["degree"],
                MODIFIED,
                this.modified,
                CLASSICAL,
                this.classical,
                **look,
            ),
            Computed("t", "综合水平 T", DEVELOPMENT, this.u1, this.u2, this.share, **look),
            degree,
            Computed(
                "band",
                "等级",
                BAND,
                step("band_row", "等级行", BAND_ROW, this.d, bands.least, bands.falls),
                Ref("column", bands.columns["name"]),
                clause=CLAUSE,
            ),
            Computed("share", "采用 α", ENTRY_REQUIRED, rule["share"], pattern="0.00", hidden=True),
        ],
        initial=[{"year": years.all[y]} for y in years.scored],
        fixed=True,
        note="D＝√（C×T），等级见下表。",
    )


def _bands() -> Block:
    rows = data.table(BANDS, "coordination_bands")[::-1]
    least = Constant("least", "D 不低于", pattern="0.0")
    return Block(
        "metrics_bands",
        "七、耦合协调等级",
        len(rows),
        [
            Constant("name", "等级", kind=TEXT),
            least,
            Constant("reference", "出处", kind=TEXT),
            Constant("basis", "依据性质", kind=TEXT),
            falling(least, len(rows)),
        ],
        initial=[
            {
                "name": r["name"],
                "least": float(r["low"]) if float(r["low"]) else None,
                "reference": r["reference"],
                "basis": basis_words(r["basis"]),
            }
            for r in rows
        ],
        fixed=True,
    )
