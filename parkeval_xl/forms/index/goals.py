"""A sheet for each goal: its indicators with values by year, scores, points lost, and the texts of
qualitative ones to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...data.index_rows import Index, Indicator
from ...functions.operations import DECLARED, SAME, USED_TEXT
from ...functions.operations.judgements import APPLIES, NOT_APPLIES
from ...graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Part,
    Ref,
    Remark,
    Rows,
    Verified,
)
from ..factors import basis_words
from ..ledger import VERDICTS, WAYS
from ..sheet import FILLED, Sheet, Static
from ..years import Years
from .calculation import SCORE, CalculationForms
from .rules import WEIGHT, level_list

FINE = ("kg/万元", "t/万元", "tCO2e/万元", "tCO2/万元", "万元/tce")  # units of small figures


def patterns(indicators: Sequence[Indicator]) -> list[str]:
    """The number formats of values, by their units."""
    return ["0.0000" if x.unit in FINE else "#,##0.00" for x in indicators]


@dataclass(frozen=True)
class GoalInputs:
    """What the park answers on a goal's sheet, before the sheet is drawn up: whether indicators
    apply, and levels."""

    goal: str
    indicators: tuple[Indicator, ...]
    applies: Field
    reason: Field
    declared: Field  # whether it applies, once a reason is given
    levels: Mapping[
        int, tuple[Field, Field, Field]
    ]  # by the place of the year: reported, verified, used

    @property
    def qualitative(self) -> tuple[Indicator, ...]:
        """Those with levels."""
        return tuple(i for i in self.indicators if i.levels)


def goal_inputs(index: Index, goal: str, years: Years) -> GoalInputs:
    """The fields of a goal that the calculation reads."""
    own = tuple(i for i in index.indicators if i.goal == goal)
    if index.bonus and goal == index.goals[-1]:
        own = (*own, index.bonus)
    declared = tuple(i for i, x in enumerate(own) if x.declared)
    applies = Input(
        "applies",
        "适用",
        kind=CHOICE,
        choices=(APPLIES, NOT_APPLIES),
        only=declared,
        width=7.5,
        help="允许不适用的指标可选“不适用”并写理由，权重由同级指标分担",
    )
    reason = Input("reason", "不适用理由", kind=TEXT)
    stated = Computed(
        "declared",
        "声明",
        DECLARED,
        Ref("row", applies),
        Ref("row", reason),
        only=declared,
        hidden=True,
    )
    levels = {}
    lists = tuple(level_list(i) for i in own if i.levels)
    for y in years.scored if lists else ():
        year = years.all[y]
        reported = Input(f"l{y}", f"{year}年档位", kind=CHOICE, row_lists=lists, width=30)
        verified = Verified(f"l{y}", f"{year}年核定", kind=CHOICE, row_lists=lists, width=22)
        used = Computed(
            f"l{y}_used",
            f"{year}年采用",
            USED_TEXT,
            Ref("row", verified),
            Ref("row", reported),
            hidden=True,
        )
        levels[y] = (reported, verified, used)
    return GoalInputs(goal, own, applies, reason, stated, levels)


def goal_sheet(
    number: int, given: GoalInputs, years: Years, calculated: CalculationForms, index: Index
) -> Sheet:
    """The sheet of a goal, the `number`-th of its index."""
    parts: list[Part | Static] = [_indicators(number, given, years, calculated, index)]
    if given.qualitative:
        parts.append(_qualitative(number, given, years))
    widths = (5.5, 11, 22, 8, 8, 8, 7.5, 16, *[10.5] * len(years.all), *[8] * 6, 18, 8, 14)
    return Sheet(
        given.goal,
        f"{given.goal}指标",
        f"园评14表·{number}",
        "指标值由“基础数据”计算；定性指标在表下逐年选档位。不适用的写理由。灰色为计算结果。",
        parts,
        purpose=f"{given.goal}各项指标的值、得分和失分",
        tab=FILLED,
        size=9.0,
        widths=widths,
        spans={f"levels{number}": (1, 1, 1, *_level_spans(len(years.all)))},
    )


def _level_spans(count: int) -> tuple[int, ...]:
    """The columns of the qualitative part over those of the indicators: three years, three
    verified, and what backs them."""
    wide = 5 + count + 9 - 2
    each = wide // 9
    spans = [each + 1] * 3 + [each] * 3 + [each] * 4
    spans[-1] += wide + 4 - 2 - sum(spans)
    return tuple(max(1, s) for s in spans)


def _indicators(
    number: int, given: GoalInputs, years: Years, calculated: CalculationForms, index: Index
) -> Block:
    own = given.indicators
    tree = [i for i, x in enumerate(own) if not x.is_bonus]
    row_of = {x.id: i for i, x in enumerate(index.indicators)}
    leaves = calculated.leaves

    def leaf(key: str, label: str, pattern: str) -> Field:
        cells = Rows(tuple("" if x.is_bonus else leaves.at(key, row_of[x.id]) for x in own))
        return Computed(key, label, SAME, cells, pattern=pattern, only=tuple(tree), unitless=True)

    def value(y: int) -> Rows:
        cells: list[object] = []
        for x in own:
            column = calculated.values.columns.get("v_bonus" if x.is_bonus else f"v_{x.id}")
            there = column is not None and (column.only is None or y in column.only)
            cells.append(Ref("at", column, y) if there and column is not None else "")
        return Rows(tuple(cells))

    numeric = tuple(i for i, x in enumerate(own) if not x.levels or x.support)
    return Block(
        f"goal{number}",
        "一、指标",
        len(own),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("level1", "一级指标", kind=TEXT),
            Constant("name", "指标名称", kind=TEXT),
            Constant("unit", "单位", kind=TEXT),
            leaf("weight", "权重", WEIGHT),
            leaf("effective", "实际权重", WEIGHT),
            given.applies,
            given.reason,
            *(
                Computed(f"v{y}", f"{year}年", SAME, value(y), only=numeric)
                for y, year in enumerate(years.all)
            ),
            *(leaf(f"s{y}", f"{years.all[y]}年得分", SCORE) for y in years.scored),
            leaf("score", "平均得分", SCORE),
            leaf("points", "指数得分", "0.00"),
            leaf("lost", "指数失分", "0.00"),
            Constant("basis", "依据性质", kind=TEXT),
            Remark("verdict", "结论", kind=CHOICE, choices=VERDICTS),
            Remark("remark", "意见"),
            Constant("id", "代号", kind=TEXT, hidden=True),
            given.declared,
        ],
        initial=[
            {
                "no": x.no,
                "level1": x.level1 if not x.is_bonus else "加分项",
                "name": x.name,
                "basis": basis_words(x.basis),
                "unit": f"{x.unit}；{x.support.unit}" if x.support else x.unit,
                "id": x.id,
                "applies": (NOT_APPLIES if x.is_bonus else APPLIES) if x.declared else None,
                "reason": "未申报加分" if x.is_bonus else None,
            }
            for x in own
        ],
        fixed=True,
        started_by="name",
        patterns=patterns(own),
        note=(
            "指数得分＝100×实际权重×得分，指数失分是还可以提高的分；"
            "不适用指标的权重由同级指标分担，实际权重为分担之后的（三年平均）。单位为档位的，"
            "所列数为参考值。"
        ),
    )


def _qualitative(number: int, given: GoalInputs, years: Years) -> Block:
    fields = [given.levels[y] for y in years.scored]
    return Block(
        f"levels{number}",
        "二、定性指标的档位",
        len(given.qualitative),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("level1", "一级指标", kind=TEXT),
            Constant("name", "指标名称", kind=TEXT),
            *(reported for reported, _, _ in fields),
            Input("way", "获取方式", kind=CHOICE, choices=WAYS),
            Input("source", "来源", kind=TEXT),
            Input("evidence", "证据编号", kind=TEXT),
            *(verified for _, verified, _ in fields),
            Remark("remark", "意见"),
            *(used for _, _, used in fields),
            Constant("id", "代号", kind=TEXT, hidden=True),
        ],
        initial=[
            {"no": x.no, "level1": x.level1, "name": x.name, "id": x.id} for x in given.qualitative
        ],
        fixed=True,
        started_by="name",
        note="从下拉中选与实际相符的一档；各档的得分见“评分规则”。",
    )
