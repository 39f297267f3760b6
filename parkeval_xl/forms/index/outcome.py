"""整体评价 and the result of an index: index by year and mean, goals with their halves, grade, and
what the next grade lacks."""

from __future__ import annotations

from dataclasses import dataclass

from ... import data
from ...core.expression import Item
from ...data.index_rows import Index
from ...functions import PARK_INDEX
from ...functions.formulas import arguments
from ...functions.operations import (
    ANSWERED,
    ANSWERED_IF_ANY,
    ASKED,
    BAND,
    BAND_ROW,
    FAILED,
    GAP,
    INDEX_OF_MEAN,
    JOINED_VERDICT,
    MEETS,
    MET,
    POSITIVE,
    SAME,
    SAME_TEXT,
    SHORTFALL,
    USED_TEXT,
    WITH_BONUS,
)
from ...functions.operations.judgements import CONFORMS, FAILS, NOT_APPLIES
from ...functions.operations.lookups import TEXT_AT
from ...graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Part,
    Ref,
    Remark,
    Rows,
    Step,
    Verified,
    Written,
    step,
    this,
)
from ..conformity import ANSWERS
from ..factors import basis_words
from ..ledger import WAYS
from ..sheet import CALCULATED, Sheet, Static, renumber
from ..steps import fitting_rules
from ..years import Years
from .base_data import BaseForms
from .calculation import SCORE, CalculationForms
from .formula_cells import formula_cells
from .members import mean_of_years
from .rules import WEIGHT, RuleForms

POSITIVE_WORD, NEGATIVE_WORD = "正向", "非正向"
TOP = 10  # losses told
GATE = "总体要求"
RESULT = "协同评价结果"


@dataclass(frozen=True)
class OutcomeForms:
    """The overall evaluation, the goals, the index of each year and the grade."""

    sheets: list[Sheet]
    requirements: list[Block]
    goals: Block
    yearly: Items
    losses: Block
    grade: Items | None
    overall: Block | None
    hidden: tuple[Items, ...]  # what the results need and nobody reads


_SPANS = {
    "grade": (2, 4, 1, 4),
    "yearly": (2, 2, 1, 6),
    "losses": (2, 1, 1, 4, 3),
    "index_state": (2, 4, 5),
}


def requirements(index: Index) -> list[Block]:
    """The requirements of the index, and the yearly statement of continued conformity: two blocks
    for 符合性."""
    out = []
    rows = data.requirements(index.standard.id) if "requirements" in index.standard.tables else ()
    for number, group in enumerate(dict.fromkeys(r.group for r in rows)):
        some = [r for r in rows if r.group == group]
        judged, answers = (
            (ANSWERED, ANSWERS) if group == GATE else (ANSWERED_IF_ANY, (*ANSWERS, NOT_APPLIES))
        )
        title = ("五、减污降碳协同增效基本要求（S2 6.1）", "六、持续符合性声明（S2 7.1）")[number]
        out.append(
            Block(
                f"index_{'gate' if group == GATE else 'continuity'}",
                title,
                len(some),
                [
                    Constant("no", "编号", kind=TEXT),
                    Constant("text", "要求", kind=TEXT),
                    Constant("basis", "依据性质", kind=TEXT),
                    Input("answer", "是否符合", kind=CHOICE, choices=answers),
                    Input(
                        "reason", "说明", kind=TEXT, help="不符合的写差距和整改期限，不适用的写理由"
                    ),
                    Input("way", "获取方式", kind=CHOICE, choices=WAYS),
                    Input("evidence", "证据编号", kind=TEXT),
                    Computed(
                        "judged",
                        "判定",
                        judged,
                        this.answer,
                        clause="S2 6.1",
                    ),
                    Verified("answer", "核定结论", kind=CHOICE, choices=answers),
                    Remark("remark", "意见"),
                    Constant("id", "条目", kind=TEXT, hidden=True),
                    Computed(
                        "answer_used",
                        "采用结论",
                        USED_TEXT,
                        this.answer_verified,
                        this.raw_answer,
                        hidden=True,
                    ),
                ],
                initial=[
                    {
                        "no": f"协同{i}" if group == GATE else f"声明{i}",
                        "text": r.text,
                        "basis": basis_words(r.basis),
                        "id": r.id,
                    }
                    for i, r in enumerate(some, 1)
                ],
                fixed=True,
                started_by="no",
            )
        )
    return out


def outcome(
    index: Index, years: Years, base: BaseForms, rules: RuleForms, calculated: CalculationForms
) -> OutcomeForms:
    """The sheets of an index: 整体评价 where it has one, and its result."""
    gates = requirements(index)
    overall, cuts = _overall(index, years, base) if index.overall else (None, None)
    goals, yearly, losses = (
        _goals(index, years, calculated),
        _yearly(years, calculated),
        _losses(index),
    )
    grade, points = _grade(rules, gates, overall, goals, yearly) if rules.bands else (None, None)
    result_parts: list[Part | Static] = [
        p for p in (grade, yearly, goals, losses, _state()) if p is not None
    ]
    renumber(result_parts)
    name = index.standard.title.removesuffix("评价指标体系")
    sheet = Sheet(
        RESULT,
        f"{name}评价结果" if grade is None else "减污降碳协同增效绩效评价结果",
        "园评16表",
        "本表由计算得出，不填。",
        result_parts,
        purpose="绩效指数、各目标得分、等级和再上一级的差距",
        portrait=True,
        tab=CALCULATED,
        size=9.0,
        widths=(15.0, *[8.6] * 10),
        spans=_SPANS,
    )
    sheets = [sheet]
    if overall is not None and cuts is not None:
        sheets.insert(
            0,
            Sheet(
                "整体评价",
                "整体评价",
                "园评15表",
                "本表由计算得出，不填。评价年对照基准年，各项都大于零为正向。",
                [overall],
                purpose="评价年对照基准年：污染物、碳排放强度削减和增效",
                portrait=True,
                signed=False,
                tab=CALCULATED,
            ),
        )
    return OutcomeForms(
        sheets,
        gates,
        goals,
        yearly,
        losses,
        grade,
        overall,
        tuple(x for x in (cuts, points) if x is not None),
    )


def _overall(index: Index, years: Years, base: BaseForms) -> tuple[Block, Items]:
    last = len(years.all) - 1
    fields = []
    for cut in index.overall:
        figures: dict[Item, Step] = {}
        for i, item in enumerate(arguments(cut.formula)):
            at = years.place(item, last)
            if at is None:
                raise ValueError(f"{cut.id} reads a year that is not asked for")
            name = next(f.name for f in index.figures if f.id == item.id)
            figures[item] = step(f"x{i}", f"{name}{years.all[at]}年", ASKED, base.cell(item.id, at))
        fields.append(
            formula_cells(
                cut.id,
                cut.name,
                cut.formula,
                cut.when_zero,
                cut.definition,
                cut.reference,
                "",
                (1.0, -1.0),
                figures,
                unit=cut.unit,
                pattern="0.00",
                clause=cut.reference,
            )
        )
    cuts = Items("cuts", "六、整体评价的计算", fields, value_label="数值")
    block = Block(
        "overall",
        "一、整体评价",
        len(fields),
        [
            Constant("name", "项目", kind=TEXT, width=34),
            Computed(
                "value",
                "削减率或增长率",
                SAME,
                Rows(tuple(fields)),
                unit="%",
                pattern="0.00",
                width=14,
            ),
            Computed("verdict", "判定", POSITIVE, this.value, width=10, clause="S2 6.3"),
            Constant("definition", "口径", kind=TEXT, width=40),
            Constant("basis", "依据性质", kind=TEXT, width=12),
        ],
        initial=[
            {"name": c.name, "definition": c.definition, "basis": basis_words(c.basis)}
            for c in index.overall
        ],
        fixed=True,
        note=f"{years.all[last]}年对照{years.all[years.base]}年；不适用的不计。",
    )
    return block, cuts


def _goals(index: Index, years: Years, calculated: CalculationForms) -> Block:
    tree = calculated.goals
    rows = range(tree.rows)

    def of(key: str, label: str, pattern: str, **more: object) -> Field:
        return Computed(
            key, label, SAME, Rows(tuple(tree.at(key, i) for i in rows)), pattern=pattern, **more
        )

    share = (
        index.standard.threshold("goal_share").value
        if any(t.id == "goal_share" for t in index.standard.thresholds)
        else None
    )
    judged = (
        []
        if share is None
        else [
            Constant("threshold", "满分的比例不低于", pattern="0%"),
            Computed("verdict", "判定", MEETS, this.score, this.threshold, clause="S2 6.4"),
            Computed(
                "short",
                "还差的指数得分",
                SHORTFALL,
                this.score,
                this.threshold,
                this.weight,
                pattern="0.00",
                clause="S2 6.4",
            ),
        ]
    )
    return Block(
        "goal_results",
        "三、各目标",
        tree.rows,
        [
            Constant("name", "目标", kind=TEXT, width=16),
            of("weight", "权重", WEIGHT),
            *(of(f"p{y}", f"{years.all[y]}年指数得分", "0.00") for y in years.scored),
            of("points", "三年平均指数得分", "0.00"),
            of("score", "占满分的比例", "0.0%"),
            of("lost", "三年平均指数失分", "0.00"),
            *judged,
        ],
        initial=[{"name": goal, "threshold": share} for goal in index.goals],
        fixed=True,
        note="加分不参加各目标的判定。" if index.bonus else "",
    )


def _yearly(years: Years, calculated: CalculationForms) -> Items:
    tree = calculated.goals
    fields: list[Field] = []
    final = []
    for y in years.scored:
        year = years.all[y]
        own = Computed(
            f"index{y}",
            f"{year}年指标得分",
            INDEX_OF_MEAN,
            Ref("at", tree.columns[f"m{y}"], 0),
            Ref("at", tree.columns["whole"], 0),
            unit="分",
            pattern="0.00",
            clause="S2 6.2.1",
            park=(
                PARK_INDEX,
                tuple(Ref("column", tree.columns[key]) for key in (f"s{y}", "weight")),
            ),
        )
        fields.append(own)
        if calculated.bonus is None:
            final.append(own)
            continue
        more = Computed(
            f"bonus{y}",
            f"{year}年加分",
            SAME,
            Ref("at", calculated.bonus, y),
            unit="分",
            pattern="0.00",
            clause="S2 6.2.3",
        )
        whole = Computed(
            f"total{y}",
            f"{year}年绩效指数",
            WITH_BONUS,
            own,
            more,
            unit="分",
            pattern="0.00",
            clause="S2 6.2",
        )
        fields += [more, whole]
        final.append(whole)
    fields.append(
        mean_of_years(
            "index",
            "绩效指数（三年平均）",
            final,
            unit="分",
            pattern="0.00",
            clause="S2 6.2.4",
        )
    )
    return Items("yearly", "二、绩效指数", fields, value_label="数值")


def _grade(
    rules: RuleForms, gates: list[Block], overall: Block | None, goals: Block, yearly: Items
) -> tuple[Items, Items]:
    """The grade; and, hidden, whether it is points of the index that the next one lacks."""
    assert rules.bands is not None and rules.decision is not None
    gate = next((g for g in gates if g.id == "index_gate"), None)
    bands = rules.bands
    row = step("band_row", "等级行", BAND_ROW, yearly["index"], bands.least, bands.falls)
    joined = [
        Computed(
            "requirement", "基本要求", JOINED_VERDICT, gate.judged, CONFORMS, FAILS, clause="S2 6.1"
        )
        if gate
        else Constant("requirement", "基本要求", kind=TEXT, initial=CONFORMS),
        Computed(
            "overall",
            "整体评价",
            JOINED_VERDICT,
            overall.verdict,
            POSITIVE_WORD,
            NEGATIVE_WORD,
            clause="S2 6.3",
        )
        if overall
        else Constant("overall", "整体评价", kind=TEXT, initial=POSITIVE_WORD),
        Computed(
            "band",
            "指数所在等级",
            BAND,
            row,
            Ref("column", rules.bands.columns["name"]),
            clause="S2 6.4",
        ),
        Computed(
            "goals",
            "各目标不低于满分的一半",
            JOINED_VERDICT,
            goals.verdict,
            MET,
            FAILED,
            clause="S2 6.4",
        ),
    ]
    table = rules.decision
    rule = fitting_rules(table, ("requirement", "overall", "band", "goals"), tuple(joined))
    points = Items(
        "next_grade",
        "七、再上一级",
        [Computed("points", "差的是指数", TEXT_AT, rule, table.points, clause="S2 6.4")],
    )
    return Items(
        "grade",
        "一、等级",
        [
            Computed(
                "grade",
                "评价等级",
                TEXT_AT,
                rule,
                table.grade,
                clause="S2 6.4",
                help="按“评分规则”的定级规则",
            ),
            Computed("reason", "等级的由来", TEXT_AT, rule, table.words, clause="S2 6.4"),
            Computed("next", "晋级条件", TEXT_AT, rule, table.next, clause="S2 6.4"),
            Computed(
                "gap",
                "距上一等级的指数差",
                GAP,
                yearly["index"],
                row,
                rules.bands.least,
                points["points"],
                unit="分",
                pattern="0.00",
                clause="S2 6.4",
                help="下一等级只差指数时才有；差在要求、整体评价或某一目标的，见上一行",
            ),
            Computed(
                "index",
                "绩效指数",
                SAME,
                yearly["index"],
                unit="分",
                pattern="0.00",
                clause="S2 6.2.4",
            ),
            *joined,
            Computed("weights", "权重取法", SAME_TEXT, rules.choice["weights"]),
        ],
    ), points


def _losses(index: Index) -> Block:
    measures = (
        [Written("measure", "可采取的措施", kind=TEXT), Written("second", "又", kind=TEXT)]
        if index.suggestions
        else []
    )
    return Block(
        "losses",
        f"四、失分最多的{TOP}项",
        TOP,
        [
            Written("name", "指标", kind=TEXT),
            Written("lost", "指数失分", pattern="0.00"),
            Written("score", "平均得分", pattern=SCORE),
            *measures,
        ],
        fixed=True,
        note="由“刷新”写入；措施为建议。" if measures else "由“刷新”写入。",
    )


def _state() -> Items:
    return Items(
        "index_state",
        "五、数据状况",
        [
            Written("missing", "待填的指标（项）", pattern="0"),
            Written(
                "design",
                "得分依据建议值的权重",
                pattern="0.0%",
                help="依据性质含建议成分的指标权重之和",
            ),
            Written("changed", "组织方改动", kind=TEXT, help="替换的权重、备选规则、改写的分点"),
            Written("declared", "不适用的指标", kind=TEXT),
        ],
    )
