"""指标计算: values and scores of all indicators by year, then the tree: scores go up, weights are
handed down, points follow.

A row is a year in the first part; in the tree a row is an indicator or a group, and columns end
with the place of the year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ...core.expression import BEFORE, NOW, Item
from ...data.index_rows import Curve, Index, Indicator, Support
from ...functions import PARK_INDEX
from ...functions.formulas import arguments
from ...functions.operations import (
    ABOVE_POINT,
    ANY_OF,
    APPLYING_WEIGHT,
    ASKED,
    CHOSEN_APPLIES,
    COUNTED_SCORE,
    CURVE_PLACE,
    CURVE_SCORE,
    HANDED_DOWN,
    IF_CHOSEN,
    KEPT_WEIGHT,
    LOST,
    MEMBERS_STATE,
    PER_WEIGHT,
    POINTS,
    SAME,
    SAME_TEXT,
)
from ...functions.operations.lookups import NUMBER_AT, ROW_OF
from ...functions.operations.totals import LABEL_TOTAL
from ...graph import TEXT, Block, Computed, Constant, Field, Ref, Rows, Span, step
from ..years import Years
from .base_data import BaseForms
from .formula_cells import formula_cells
from .members import group_score, mean_of_years, member_columns
from .rules import WEIGHT, RuleForms

WHOLE = "指数"
SCORE = "0.000"
# level of the tree: id of its block, title, label of its names
GROUPS = (("goals", "目标"), ("firsts", "一级指标"), ("seconds", "二级指标"))


@dataclass(frozen=True)
class CalculationForms:
    """The parts of the hidden sheet; `levels` from the goals down, then the leaves."""

    values: Block
    levels: tuple[Block, ...]
    bonus: Field | None

    @property
    def goals(self) -> Block:
        return self.levels[0]

    @property
    def leaves(self) -> Block:
        return self.levels[-1]

    def value(self, id: str, year: int) -> Ref:
        """The value of an indicator that its rule scores."""
        return Ref("at", self.values.columns[f"v_{id}"], year)

    def score(self, id: str, year: int) -> Ref:
        """Its score."""
        return Ref("at", self.values.columns[f"s_{id}"], year)


Answers = Callable[[Indicator], Ref | str]


def calculation(
    index: Index,
    years: Years,
    base: BaseForms,
    rules: RuleForms,
    applies: Answers,
    level: Callable[[Indicator, int], Ref],
) -> CalculationForms:
    """The calculation of an index. `applies` says where it is declared whether an indicator
    applies, `level` where the text of a qualitative one stands."""
    figures = _Figures(index, years, base)
    columns: list[Field] = [Constant("year", "年份", pattern="0")]
    for row, indicator in enumerate(index.indicators):
        if indicator.levels:
            columns.append(_of_level(indicator, years, rules, level))
            if indicator.support:
                columns.append(
                    _supporting(indicator, indicator.support, figures, applies(indicator))
                )
        else:
            columns += _scored(indicator, row, years, figures, rules, applies(indicator))
    if index.bonus:
        curve = index.bonus.curves[0]
        claimed, _ = _value(
            index.bonus, curve, "v_bonus", figures, applies(index.bonus), (0.0, 0.0)
        )
        claimed.only = years.scored
        columns.append(claimed)
    values = Block(
        "values",
        "一、各年指标值与得分",
        len(years.all),
        [*columns, *figures.columns.values()],
        initial=[{"year": y} for y in years.all],
        fixed=True,
    )
    bonus = values.columns["v_bonus"] if index.bonus else None
    return CalculationForms(values, _tree(index, years, rules, values), bonus)


class _Figures:
    """The figures that formulas read, each once a year, beside the values."""

    def __init__(self, index: Index, years: Years, base: BaseForms) -> None:
        self.index, self.years, self.base = index, years, base
        self.columns: dict[Item, Field] = {}

    def places(self, items: tuple[Item, ...]) -> tuple[int, ...]:
        """The places of the years for which all figures are there."""
        return tuple(
            y
            for y in self.years.computable(items)
            if all(self.base.has(i.id, self.years.place(i, y)) for i in items)
        )

    def of(self, item: Item) -> Ref:
        """The column of a figure."""
        if item not in self.columns:
            places = self.places((item,))
            cells: list[Ref | str] = []
            for y in range(len(self.years.all)):
                at = self.years.place(item, y) if y in places else None
                cells.append("" if at is None else self.base.cell(item.id, at))
            figure = next(f for f in self.index.figures if f.id == item.id)
            when, said = {NOW: ("", ""), BEFORE: ("_before", "（上年）")}.get(
                item.when, ("_base", "（基准年）")
            )
            self.columns[item] = Computed(
                f"x_{item.id}{when}",
                f"{figure.name}{said}",
                ASKED,
                Rows(tuple(cells)),
                unit=figure.unit,
                only=places,
                hidden=True,
            )
        return Ref("row", self.columns[item])


def _of_level(
    indicator: Indicator, years: Years, rules: RuleForms, level: Callable[[Indicator, int], Ref]
) -> Field:
    """The score of a qualitative indicator: that of its level."""
    assert rules.levels is not None
    texts = Rows(
        tuple(level(indicator, y) if y in years.scored else "" for y in range(len(years.all)))
    )
    name, label = f"s_{indicator.id}", f"{indicator.name}得分"
    text = step(f"{name}_level", f"{indicator.name}·档位", SAME_TEXT, texts)
    row = step(
        f"{name}_row", f"{indicator.name}·档位行", ROW_OF, text, rules.levels.text, indicator.id
    )
    return Computed(
        name,
        label,
        NUMBER_AT,
        row,
        rules.levels.used,
        pattern=SCORE,
        only=years.scored,
        clause=indicator.reference,
    )


def _supporting(
    indicator: Indicator, support: Support, figures: _Figures, applies: Ref | str
) -> Field:
    """The figure that a level should agree with, by year."""
    rule = Curve(
        "", "参考值", support.formula, (), "error", "", indicator.reference, indicator.basis
    )
    named = replace(indicator, name=f"{indicator.name}（参考值）", unit=support.unit)
    return _value(named, rule, f"v_{indicator.id}", figures, applies, (0.0, 0.0))[0]


def _scored(
    indicator: Indicator,
    row: int,
    years: Years,
    figures: _Figures,
    rules: RuleForms,
    applies: Ref | str,
) -> list[Field]:
    """Value and score; where several rules may be chosen, those of each, and of the chosen one."""
    single = len(indicator.curves) == 1
    out: list[Field] = []
    for curve in indicator.curves:
        end = "" if single else f"__{curve.id or 'usual'}"
        name = indicator.name if single else f"{indicator.name}·{curve.name}"
        asked: Ref | str = applies
        if (
            not single
        ):  # a rule that is not chosen does not apply: its figures must not be wrong for anybody
            word = Computed(
                f"a_{indicator.id}{end}",
                f"{name}·适用",
                CHOSEN_APPLIES,
                rules.chosen(indicator, row),
                curve.name,
                applies,
                hidden=True,
            )
            out.append(word)
            asked = Ref("row", word)
        ends = rules.ends(indicator, curve)
        value, places = _value(indicator, curve, f"v_{indicator.id}{end}", figures, asked, ends)
        out.append(value)
        if not single:
            picked = Computed(
                f"g_{indicator.id}{end}",
                f"{name}·选用",
                IF_CHOSEN,
                rules.chosen(indicator, row),
                curve.name,
                Ref("row", value),
                unit=indicator.unit,
                only=places,
                hidden=True,
            )
            out.append(picked)
            value = picked
        scored = tuple(y for y in years.scored if y in places)
        out.append(_score(f"s_{indicator.id}{end}", name, value, scored, indicator, curve, rules))
    if not single:
        for letter, of in (("v", "g"), ("s", "s")):
            chosen = [Ref("row", f) for f in out if f.key.startswith(f"{of}_{indicator.id}__")]
            assert len(chosen) <= 3, indicator.id
            out.append(
                Computed(
                    f"{letter}_{indicator.id}",
                    indicator.name + ("得分" if letter == "s" else ""),
                    ANY_OF,
                    *chosen,
                    *[""] * (3 - len(chosen)),
                    unit=indicator.unit if letter == "v" else "",
                    pattern="" if letter == "v" else SCORE,
                )
            )
    return out


def _score(
    key: str,
    name: str,
    value: Field,
    places: tuple[int, ...],
    indicator: Indicator,
    curve: Curve,
    rules: RuleForms,
) -> Field:
    """The score of a value on its curve: the point it comes after, and what it lies above that."""
    line = rules.line(indicator, curve)
    x = Ref("row", value)
    place = step(f"{key}_place", f"{name}·分点", CURVE_PLACE, x, line.state, line.xs, line.first)
    above = step(f"{key}_above", f"{name}·高出分点", ABOVE_POINT, place, x, line.xs)
    return Computed(
        key,
        f"{name}得分",
        CURVE_SCORE,
        place,
        above,
        line.ys,
        line.slopes,
        pattern=SCORE,
        clause=f"S2 6.2.1；{curve.reference}",
        only=places,
    )


def _value(
    indicator: Indicator,
    curve: Curve,
    key: str,
    figures: _Figures,
    applies: Ref | str,
    ends: tuple[object, object],
) -> tuple[Field, tuple[int, ...]]:
    """The value of a rule by year, and the places of the years it can be computed for."""
    items = arguments(curve.formula)
    places = figures.places(items)
    label = f"{indicator.name}·{curve.name}" if len(indicator.curves) > 1 else indicator.name
    field = formula_cells(
        key,
        label,
        curve.formula,
        curve.when_zero,
        indicator.calculation if not curve.id else curve.name,
        indicator.reference,
        applies,
        ends,
        {i: figures.of(i) for i in items},
        unit=indicator.unit,
        only=places,
        clause=indicator.reference,
        help=indicator.definition,
    )
    return field, places


# ---- the tree ------------------------------------------------------------------------------------
def _tree(index: Index, years: Years, rules: RuleForms, values: Block) -> tuple[Block, ...]:
    leaves = _Level(
        "leaves", "五、指标", [(x.id, x.groups[-1], x.name) for x in index.indicators], years
    )
    levels = [leaves]
    for depth in (2, 1, 0):
        groups = dict.fromkeys(x.groups[: depth + 1] for x in index.indicators)
        rows = [(g[-1], g[-2] if depth else WHOLE, g[-1].rpartition("·")[2]) for g in groups]
        id, title = GROUPS[depth]
        levels.append(_Level(id, f"{'二三四'[depth]}、{title}", rows, years))
    leaves.weight = Computed(
        "weight",
        "权重",
        SAME,
        Rows(tuple(rules.weights.at("weight", i) for i in range(len(index.indicators)))),
        pattern=WEIGHT,
    )
    for y in years.scored:
        leaves.scores[y] = Computed(
            f"s{y}",
            f"{years.all[y]}年得分",
            SAME,
            Rows(tuple(Ref("at", values.columns[f"s_{x.id}"], y) for x in index.indicators)),
            pattern=SCORE,
        )
    for below, level in pairwise(levels):
        level.climb(below)
    top = levels[-1]
    top.mean()
    top.hand_down(None)
    for level, above in zip(levels[-2::-1], levels[:0:-1], strict=True):
        level.hand_down(above)
    top.below = levels[-2]
    return tuple(level.block() for level in reversed(levels))


class _Level:
    """One level of the tree while its columns are being declared."""

    def __init__(self, id: str, title: str, rows: list[tuple[str, str, str]], years: Years) -> None:
        self.id, self.title, self.rows, self.years = id, title, rows, years
        self.key, self.parent = (
            Constant("key", "代号", kind=TEXT),
            Constant("parent", "所属", kind=TEXT),
        )
        self.weight: Field
        self.scores: dict[int, Field] = {}
        self.shares: dict[int, Field] = {}
        self.scored: dict[int, tuple[Field, Field]] = {}
        self.extras: dict[str, Field] = {}  # helper columns
        self.below: _Level | None = None  # of the top level: the one below it

    def climb(self, below: _Level) -> None:
        """Weights and scores from the members."""
        below.count()
        key, members = Ref("row", self.key), Ref("column", below.parent)
        self.weight = self._sum("weight", "权重", key, members, below.weight)
        for y in self.years.scored:
            weights, points = (Ref("column", f) for f in below.scored[y])
            self.scores[y] = group_score(
                f"s{y}",
                f"{self.years.all[y]}年得分",
                key,
                members,
                weights,
                points,
                pattern=SCORE,
                clause="S2 6.2.1",
            )

    def _sum(
        self, key: str, label: str, of: object, members: Ref, weights: Field, **more: Any
    ) -> Field:
        column = Ref("column", weights)
        state = step(f"{key}_state", f"{label}·态", MEMBERS_STATE, of, members, column)
        more = {"pattern": WEIGHT, "clause": "S2 5.2.4"} | more
        return Computed(key, label, LABEL_TOTAL, state, of, members, column, **more)

    def count(self) -> None:
        """The weights that are scored, times their scores."""
        for y in self.years.scored:
            self.scored[y] = member_columns(y, self.scores[y], self.weight)

    def mean(self) -> None:
        """The mean score of the top level by year, and the weight of everything: one of each, in
        the first row."""
        self.count()
        of, members = Ref("row", self.parent), Ref("column", self.parent)
        look = {"hidden": True, "only": (0,)}
        self.extras["whole"] = self._sum("whole", "权重之和", of, members, self.weight, **look)
        for y in self.years.scored:
            weights, points = (Ref("column", f) for f in self.scored[y])
            label = f"{self.years.all[y]}年平均得分"
            self.extras[f"m{y}"] = group_score(
                f"m{y}", label, of, members, weights, points, pattern=SCORE, **look
            )

    def hand_down(self, above: _Level | None) -> None:
        """The weight in the index: that of the group, shared among the members that apply. The
        group above says how much it gives for a unit of their weight."""
        groups = self if above is None else above
        first = self.extras.get("whole")
        for y in self.years.scored:
            year, score = self.years.all[y], Ref("row", self.scores[y])
            kept = Computed(
                f"k{y}",
                f"{year}年适用的权重",
                KEPT_WEIGHT,
                score,
                Ref("row", self.weight),
                hidden=True,
            )
            key = groups.parent if above is None else groups.key
            whole = first if above is None else above.shares[y]
            assert whole is not None
            own, who = (f"all{y}", "本级") if above is None else (f"r{y}", "成员")
            per = Computed(
                own,
                f"{year}年分给{who}的每单位权重",
                PER_WEIGHT,
                Ref("row", whole),
                step(
                    f"{own}_applying",
                    f"{year}年{who}适用的权重",
                    APPLYING_WEIGHT,
                    Ref("row", key),
                    Ref("column", self.parent),
                    Ref("column", kept),
                ),
                hidden=True,
                only=(0,) if above is None else None,
            )
            self.extras[kept.key] = kept
            groups.extras[per.key] = per
            rows = (0 if above is None else groups.row_of(parent) for _, parent, _ in self.rows)
            self.shares[y] = Computed(
                f"e{y}",
                f"{year}年实际权重",
                HANDED_DOWN,
                score,
                Ref("row", self.weight),
                Rows(tuple(Ref("at", per, row) for row in rows)),
                pattern=WEIGHT,
                clause="S2 6.2.1",
            )

    def row_of(self, key: str) -> int:
        """The row of a group."""
        return next(i for i, row in enumerate(self.rows) if row[0] == key)

    def members(self, level: _Level) -> list[tuple[int, int]] | None:
        """The rows of the level below that each row takes, where they follow one another."""
        out = []
        for key, _, _ in self.rows:
            rows = [i for i, row in enumerate(level.rows) if row[1] == key]
            if rows != list(range(rows[0], rows[0] + len(rows))):
                return None
            out.append((rows[0], rows[-1]))
        return out

    def _park_points(self, y: int) -> Any:
        """The points of a goal as PARK_INDEX of its members' scores and weights in the index."""
        if self.below is None or (rows := self.members(self.below)) is None:
            return None
        columns = (self.below.scores[y], self.below.shares[y])
        return PARK_INDEX, tuple(Rows(tuple(Span(c, *ends) for ends in rows)) for c in columns)

    def block(self) -> Block:
        """The block, once all columns are there."""
        years, marks = self.years.scored, []
        counted = {
            y: step(
                f"c{y}",
                f"{self.years.all[y]}年计入的得分",
                COUNTED_SCORE,
                Ref("row", self.scores[y]),
            )
            for y in years
        }
        for letter, label, function in (("p", "指数得分", POINTS), ("q", "指数失分", LOST)):
            marks += [
                Computed(
                    f"{letter}{y}",
                    f"{self.years.all[y]}年{label}",
                    function,
                    Ref("row", self.shares[y]),
                    counted[y],
                    pattern="0.00",
                    clause="S2 6.2.1",
                    park=self._park_points(y) if letter == "p" else None,
                )
                for y in years
            ]
        by_key = {f.key: f for f in (*self.scores.values(), *self.shares.values(), *marks)}
        means = [
            mean_of_years(
                key,
                label,
                [Ref("row", by_key[f"{letter}{y}"]) for y in years],
                pattern=pattern,
                clause="S2 6.2.4",
            )
            for key, label, letter, pattern in (
                ("score", "三年平均得分", "s", SCORE),
                ("effective", "三年平均实际权重", "e", WEIGHT),
                ("points", "三年平均指数得分", "p", "0.00"),
                ("lost", "三年平均指数失分", "q", "0.00"),
            )
        ]
        columns = [
            Constant("name", "名称", kind=TEXT),
            self.weight,
            *self.scores.values(),
            *means,
            *self.shares.values(),
            *marks,
            self.key,
            self.parent,
            *(f for pair in self.scored.values() for f in pair),
            *self.extras.values(),
        ]
        return Block(
            self.id,
            self.title,
            len(self.rows),
            columns,
            fixed=True,
            started_by="name",
            initial=[
                {"key": key, "parent": parent, "name": name} for key, parent, name in self.rows
            ],
        )
