"""指标计算: values and scores of all indicators by year, then the tree: scores go up, weights are
handed down, points follow.

A row is a year in the first part; in the tree a row is an indicator or a group, and columns end
with the place of the year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from ...core.values import NOT_APPLICABLE_TEXT
from ...data.index_rows import Curve, Index, Indicator, Support
from ...functions import PARK_SCORE
from ...functions.formulas import arguments, formula_function
from ...functions.operations import (
    ANY_OF,
    FIND_NUMBER,
    GROUP_SCORE,
    GROUP_WEIGHT,
    HANDED_DOWN,
    IF_CHOSEN,
    IF_WORD,
    LOST,
    MEAN_OF_YEARS,
    POINTS,
    SAME,
)
from ...graph import TEXT, Block, Computed, Constant, Field, Ref, Rows
from ..years import Years
from .base_data import BaseForms
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
    columns: list[Field] = [Constant("year", "年份", pattern="0")]
    for row, indicator in enumerate(index.indicators):
        if indicator.levels:
            texts = Rows(
                tuple(
                    level(indicator, y) if y in years.scored else "" for y in range(len(years.all))
                )
            )
            assert rules.levels is not None
            columns.append(
                Computed(
                    f"s_{indicator.id}",
                    f"{indicator.name}得分",
                    FIND_NUMBER,
                    texts,
                    rules.levels.text,
                    rules.levels.used,
                    indicator.id,
                    pattern=SCORE,
                    only=years.scored,
                    clause=indicator.reference,
                )
            )
            if indicator.support:
                columns.append(
                    _supporting(indicator, indicator.support, years, base, applies(indicator))
                )
        else:
            columns += _scored(indicator, row, years, base, rules, applies(indicator))
    if index.bonus:
        claimed, _ = _value(
            index.bonus,
            index.bonus.curves[0],
            "v_bonus",
            years,
            base,
            applies(index.bonus),
            (0.0, 0.0),
        )
        claimed.only = years.scored
        columns.append(claimed)
    values = Block(
        "values",
        "一、各年指标值与得分",
        len(years.all),
        columns,
        initial=[{"year": y} for y in years.all],
        fixed=True,
    )
    bonus = values.columns["v_bonus"] if index.bonus else None
    return CalculationForms(values, _tree(index, years, rules, values), bonus)


def _supporting(
    indicator: Indicator, support: Support, years: Years, base: BaseForms, applies: Ref | str
) -> Field:
    """The figure that a level should agree with, by year."""
    rule = Curve(
        "", "参考值", support.formula, (), "error", "", indicator.reference, indicator.basis
    )
    named = replace(indicator, name=f"{indicator.name}（参考值）", unit=support.unit)
    return _value(named, rule, f"v_{indicator.id}", years, base, applies, (0.0, 0.0))[0]


def _scored(
    indicator: Indicator,
    row: int,
    years: Years,
    base: BaseForms,
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
                IF_WORD,
                rules.chosen(indicator, row),
                curve.name,
                applies,
                NOT_APPLICABLE_TEXT,
                hidden=True,
            )
            out.append(word)
            asked = Ref("row", word)
        value, places = _value(
            indicator,
            curve,
            f"v_{indicator.id}{end}",
            years,
            base,
            asked,
            rules.ends(indicator, curve),
        )
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
        xs, ys = rules.points(indicator, curve)
        out.append(
            Computed(
                f"s_{indicator.id}{end}",
                f"{name}得分",
                PARK_SCORE,
                Ref("row", value),
                xs,
                ys,
                pattern=SCORE,
                guard=(Ref("row", value), ""),
                clause=f"S2 6.2.1；{curve.reference}",
                only=tuple(y for y in years.scored if y in places),
            )
        )
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


def _value(
    indicator: Indicator,
    curve: Curve,
    key: str,
    years: Years,
    base: BaseForms,
    applies: Ref | str,
    ends: tuple[object, object],
) -> tuple[Field, tuple[int, ...]]:
    """The value of a rule by year, and the places of the years it can be computed for."""
    items = arguments(curve.formula)
    places = tuple(
        y for y in years.computable(items) if all(base.has(i.id, years.place(i, y)) for i in items)
    )

    def figure(item: object) -> Rows:
        cells = []
        for y in range(len(years.all)):
            at = years.place(item, y) if y in places else None  # type: ignore[arg-type]
            cells.append("" if at is None else base.cell(item.id, at))  # type: ignore[attr-defined]
        return Rows(tuple(cells))

    function = formula_function(
        curve.formula,
        curve.when_zero,
        indicator.calculation if not curve.id else curve.name,
        indicator.reference,
    )
    label = f"{indicator.name}·{curve.name}" if len(indicator.curves) > 1 else indicator.name
    field = Computed(
        key,
        label,
        function,
        applies,
        *ends,
        *(figure(i) for i in items),
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
        self.extras: dict[str, Field] = {}  # helper columns

    def climb(self, below: _Level) -> None:
        """Weights and scores from the members."""
        members = Ref("column", below.parent)
        self.weight = Computed(
            "weight",
            "权重",
            GROUP_WEIGHT,
            Ref("row", self.key),
            members,
            Ref("column", below.weight),
            pattern=WEIGHT,
            clause="S2 5.2.4",
        )
        for y in self.years.scored:
            self.scores[y] = Computed(
                f"s{y}",
                f"{self.years.all[y]}年得分",
                GROUP_SCORE,
                Ref("row", self.key),
                members,
                Ref("column", below.scores[y]),
                Ref("column", below.weight),
                pattern=SCORE,
                clause="S2 6.2.1",
            )

    def mean(self) -> None:
        """The mean score of the top level by year: whether there is an index to compute, whatever
        its first goal is."""
        for y in self.years.scored:
            self.extras[f"m{y}"] = Computed(
                f"m{y}",
                f"{self.years.all[y]}年平均得分",
                GROUP_SCORE,
                Ref("row", self.parent),
                Ref("column", self.parent),
                Ref("column", self.scores[y]),
                Ref("column", self.weight),
                pattern=SCORE,
                hidden=True,
            )

    def hand_down(self, above: _Level | None) -> None:
        """The weight in the index: that of the group, shared among the members that apply."""
        for y in self.years.scored:
            score, weight = self.scores[y], self.weight
            group = (
                self.whole()
                if above is None
                else Computed(
                    f"a{y}",
                    f"{self.years.all[y]}年所属的权重",
                    FIND_NUMBER,
                    Ref("row", self.parent),
                    Ref("column", above.key),
                    Ref("column", above.shares[y]),
                    "组",
                    pattern=WEIGHT,
                    hidden=True,
                )
            )
            self.extras[group.key] = group
            self.shares[y] = Computed(
                f"e{y}",
                f"{self.years.all[y]}年实际权重",
                HANDED_DOWN,
                Ref("row", score),
                Ref("row", weight),
                Ref("row", self.parent),
                Ref("column", self.parent),
                Ref("column", score),
                Ref("column", weight),
                Ref("row", group),
                pattern=WEIGHT,
                clause="S2 6.2.1",
            )

    def whole(self) -> Field:
        """The weight of everything, for the top level."""
        field = self.extras.get("whole") or Computed(
            "whole",
            "权重之和",
            GROUP_WEIGHT,
            Ref("row", self.parent),
            Ref("column", self.parent),
            Ref("column", self.weight),
            pattern=WEIGHT,
            hidden=True,
        )
        self.extras["whole"] = field
        return field

    def block(self) -> Block:
        """The block, once all columns are there."""
        years, marks = self.years.scored, []
        for letter, label, function in (("p", "得分点", POINTS), ("q", "失分点", LOST)):
            marks += [
                Computed(
                    f"{letter}{y}",
                    f"{self.years.all[y]}年{label}",
                    function,
                    Ref("row", self.shares[y]),
                    Ref("row", self.scores[y]),
                    pattern="0.00",
                    clause="S2 6.2.1",
                )
                for y in years
            ]
        by_key = {f.key: f for f in (*self.scores.values(), *self.shares.values(), *marks)}
        means = [
            Computed(
                key,
                label,
                MEAN_OF_YEARS,
                *(Ref("row", by_key[f"{letter}{y}"]) for y in years),
                pattern=pattern,
                clause="S2 6.2.4",
            )
            for key, label, letter, pattern in (
                ("score", "三年平均得分", "s", SCORE),
                ("effective", "三年平均实际权重", "e", WEIGHT),
                ("points", "三年平均得分点", "p", "0.00"),
                ("lost", "三年平均失分点", "q", "0.00"),
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
