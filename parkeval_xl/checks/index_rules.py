"""The index: what was declared, rules that were changed or are none, levels without evidence, what
keeps the grade down."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np

from ..core import values as v
from ..core.expression import parse
from ..core.scoring import curve_fault
from ..data.index_rows import Indicator
from ..forms.index import IndexForms
from ..forms.index.rules import POINTS
from ..functions.operations import FAILED
from ..functions.operations.judgements import FAILS, NOT_APPLIES
from ..graph import Block
from . import index_state
from .finding import CheckContext, Finding
from .reading import Row, at_row, found, known, listed, one, percent, rows, shown

NEAR = "grade_margin"
_GOOD_WAY = {"positive": 1, "negative": -1}  # the sign of a curve's rise
_TOP = 3  # indicators named


def declared(s: CheckContext) -> Iterator[Finding]:
    """An indicator declared 不适用 needs its reason, and hands its weight on."""
    if (forms := s.book.index) is None:
        return
    for number, given in enumerate(forms.given, 1):
        block = s.book.graph.blocks[f"goal{number}"]
        for row in rows(s, block):
            if row.applies != NOT_APPLIES:
                continue
            label = f"{row.no} {row.name}"
            if not given.indicators[row.number].declared:
                yield at_row(s, "NOT_APPLICABLE_FORBIDDEN", row, "applies", label=label)
                continue
            if not row.reason:
                yield at_row(s, "NOT_APPLICABLE_NO_REASON", row, "reason", label=label)
            if not given.indicators[row.number].is_bonus:
                yield at_row(
                    s, "WEIGHT_HANDED_ON", row, "applies", label=label, weight=shown(row.weight)
                )


def zero_denominators(s: CheckContext) -> Iterator[Finding]:
    """What the rule makes of 0 in the place of a denominator, in a year that is scored."""
    if (forms := s.book.index) is None:
        return
    for x in forms.index.indicators:
        if not x.curves:
            continue
        formula = parse(x.curves[0].formula)
        column = s.book.graph.fields[f"values.v_{x.id}"]
        for y in forms.years.scored if formula.divides else ():
            figures = {}
            for item in formula.items:
                at = forms.years.place(item, y)
                if at is not None:
                    cell = forms.base.cell(item.id, at)
                    figures[item] = float(s.effective(cell.field.id)[cell.row])
            down = (
                formula.denominator.compute(figures)
                if len(figures) == len(formula.items)
                else v.EMPTY
            )
            if known(float(down)) and float(down) == 0:
                result = v.cell(float(s.effective(column.id)[y]))
                result_text = shown(result) if isinstance(result, float) else str(result or "")
                here = forms.base.cell(next(formula.denominator.items()).id, y)
                yield found(
                    s,
                    "ZERO_DENOMINATOR",
                    here.field,
                    here.row,
                    label=f"{x.name}（{forms.years.all[y]}年）",
                    result=result_text,
                )


def _row(forms: IndexForms, id: str) -> int:
    return next(i for i, f in enumerate(forms.base.figures) if f.id == id)


def rules(s: CheckContext) -> Iterator[Finding]:
    """Curves must be curves, weights should sum to 1, and every change of a rule is told."""
    if (forms := s.book.index) is None:
        return
    curves, weights = forms.rules.curves, forms.rules.weights
    xs, ys = (s.effective(curves.columns[f"{k}_used"].id) for k in "xy")
    for (id, _), first in forms.rules.first_row.items():
        x, y = (c[first : first + POINTS] for c in (xs, ys))
        steps = np.diff(y[~np.isnan(y)])
        wrong_way = steps.sum() * _GOOD_WAY.get(forms.index.indicator(id).direction, 0) < 0
        if curve_fault(x, y) or wrong_way or not (np.all(steps >= 0) or np.all(steps <= 0)):
            points = "；".join(
                f"{shown(a)}:{shown(b)}" for a, b in zip(x, y, strict=True) if known(a) or known(b)
            )
            yield found(
                s,
                "CURVE_NOT_MONOTONE",
                curves.columns["x_own"],
                first,
                label=forms.index.indicator(id).name,
                points=points,
            )
    replaced = ~np.isnan(s.effective(weights.columns["override"].id))
    own = float(np.nansum(s.effective(weights.columns["own"].id)))
    if replaced.any() and abs(own - 1) > 1e-6:
        yield found(
            s,
            "WEIGHTS_NOT_ONE",
            weights.columns["override"],
            int(np.flatnonzero(replaced)[0]),
            value=shown(own),
        )
    yield from _rule_choices(s, forms)
    for words in index_state.changes(s):
        yield found(s, "RULE_CHANGED", forms.rules.choice["weights"], None, label=words)


def _rule_choices(s: CheckContext, forms: IndexForms) -> Iterator[Finding]:
    """Each choice of a rule is one of those offered, and whatever an organiser changed has a
    reason."""
    weights = forms.rules.weights
    for row in rows(s, weights):
        x = forms.index.indicators[row.number]
        offered = [c.name for c in x.curves]
        if len(offered) < 2:
            offered = []
        elif not row.rule:
            yield at_row(s, "CHOICE_EMPTY", row, "rule", label=f"{x.name}·采用规则")
        elif row.rule not in offered:
            yield at_row(
                s, "CHOICE_UNKNOWN", row, "rule", value=row.rule[:24], choices="；".join(offered)
            )
        changed = known(row.override) or (offered and row.rule in offered[1:])
        if changed and not row.reason:
            yield at_row(s, "RULE_NO_REASON", row, "reason", label=x.name)


def levels(s: CheckContext) -> Iterator[Finding]:
    """A level must be one of those listed for its indicator, and rest on evidence."""
    if (forms := s.book.index) is None:
        return
    for number, given in enumerate(forms.given, 1):
        if not given.qualitative:
            continue
        block = s.book.graph.blocks[f"levels{number}"]
        for row in rows(s, block):
            offered = [text for _, text in given.qualitative[row.number].levels]
            chosen = [
                (f"l{y}{end}", row.cells[f"l{y}{end}"])
                for y in forms.years.scored
                for end in ("", "_verified")
            ]
            for key, text in chosen:
                if text and text not in (*offered, v.PENDING_TEXT):
                    yield at_row(
                        s, "CHOICE_UNKNOWN", row, key, value=text[:24], choices="；".join(offered)
                    )
            yield from _unlike_figure(s, forms, row, given.qualitative[row.number])
            if any(text for _, text in chosen) and not row.evidence:
                first = next(text for _, text in chosen if text)
                yield at_row(
                    s, "LEVEL_NO_EVIDENCE", row, "evidence", label=row.name, level=first[:24]
                )


def _unlike_figure(s: CheckContext, forms: IndexForms, row: Row, x: Indicator) -> Iterator[Finding]:
    """A level that the figures of its year speak against."""
    scores = {text: score for score, text in x.levels}
    for y in forms.years.scored if x.support else ():
        assert x.support is not None
        figure = float(s.effective(f"values.v_{x.id}")[y])
        chosen = scores.get(row.cells[f"l{y}_used"])
        stands_for = x.support.score(figure) if known(figure) else None
        if chosen in {score for _, score in x.support.bounds} and stands_for not in (None, chosen):
            right = next(text for score, text in x.levels if score == stands_for)
            yield at_row(
                s,
                "LEVEL_UNLIKE_FIGURE",
                row,
                f"l{y}",
                label=x.name,
                year=forms.years.all[y],
                value=f"{shown(figure)} {x.support.unit}",
                level=right,
            )


def gates(s: CheckContext) -> Iterator[Finding]:
    """The requirements of the index, and the yearly statement that they still hold."""
    if (forms := s.book.index) is None:
        return
    for block in forms.outcome.requirements:
        for row in rows(s, block):
            if row.judged == FAILS:
                yield at_row(
                    s, "REQUIREMENT_FAILED", row, "answer", label=f"{row.no} {row.text[:24]}"
                )
            elif row.judged == v.PENDING_TEXT and _started(s, block):
                yield at_row(
                    s, "REQUIREMENT_UNANSWERED", row, "answer", label=f"{row.no} {row.text[:24]}"
                )


def _started(s: CheckContext, block: Block) -> bool:
    return any(row.answer_used for row in rows(s, block))


def grade(s: CheckContext) -> Iterator[Finding]:
    """What decides the grade: the overall evaluation, goals below half, an index near a limit,
    points that rest on our rules."""
    if (forms := s.book.index) is None or forms.outcome.grade is None:
        return
    outcome, result, index = forms.outcome, forms.outcome.grade, one(s, "yearly.index")
    if outcome.overall is not None and one(s, "grade.overall") == "非正向":
        worse = [
            f"{r.name} {shown(r.value)}" if known(r.value) else r.name
            for r in rows(s, outcome.overall)
            if r.verdict == "非正向"
        ]
        yield found(s, "OVERALL_NOT_POSITIVE", result["overall"], None, detail="、".join(worse))
    top = index_state.losses(s)
    for row in rows(s, outcome.goals):
        if row.verdict == FAILED:
            names = listed([x.indicator.name for x in top if x.indicator.goal == row.name], _TOP)
            yield at_row(
                s,
                "GOAL_BELOW_HALF",
                row,
                "score",
                goal=row.name,
                value=percent(row.score) + "%",
                least=percent(row.threshold) + "%",
                indicators=names,
            )
    margin = forms.index.limit(NEAR, 0.0)
    for limit in s.effective("bands.least") if known(index) else ():
        if known(limit) and abs(index - limit) < margin:
            yield found(
                s,
                "GRADE_NEAR_LIMIT",
                outcome.yearly["index"],
                None,
                value=f"{index:.2f}",
                limit=shown(limit),
                margin=shown(margin),
            )
    if known(index):
        yield found(
            s,
            "DESIGN_VALUE_USED",
            outcome.yearly["index"],
            None,
            count=f"{100 * index_state.design_share(s):.0f}",
        )


def bonus(s: CheckContext) -> Iterator[Finding]:
    """More points claimed than count."""
    if (forms := s.book.index) is None or forms.index.bonus is None:
        return
    limit = forms.index.limit("bonus_limit", inf)
    last = s.book.graph.blocks[f"goal{len(forms.given)}"]
    place = forms.given[-1].indicators.index(forms.index.bonus)
    asked = str(s.effective(last.columns["applies"].id)[place]) != NOT_APPLIES
    for item in parse(forms.index.bonus.curves[0].formula).items:
        for y in forms.years.scored:
            row = _row(forms, item.id)
            value = float(s.effective(forms.base.block.columns[f"y{y}_used"].id)[row])
            if known(value) and value > 0 and not asked:
                yield found(
                    s,
                    "BONUS_NOT_CLAIMED",
                    last.columns["applies"],
                    place,
                    value=shown(value),
                    year=forms.years.all[y],
                )
            if known(value) and value > limit:
                yield found(
                    s, "BONUS_CAPPED", forms.base.block.columns[f"y{y}"], row, value=shown(value)
                )


CHECKS = (declared, zero_denominators, rules, levels, gates, grade, bonus)
