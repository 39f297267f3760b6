"""What an index rests on: what is missing, what the organiser changed, what was declared, where
points are lost and how to gain them. The result carries its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import data
from ..core import values as v
from ..data.index_rows import Indicator
from ..forms.enterprise_results import weak_words
from ..forms.index import IndexForms
from ..forms.index.metrics import CLASSICAL, YES, MetricForms
from ..forms.index.outcome import TOP
from ..forms.index.rules import POINTS, SCALED
from ..functions.operations.judgements import NOT_APPLIES
from ..graph import Block
from .finding import CheckContext
from .firm_rows import assessment
from .reading import AND, known

NOTHING = "各年都没有发生（分母为0），按规则不适用"
PARTLY_OURS = "design"  # in the name of a basis: at least part of the rule is our own


@dataclass(frozen=True)
class Loss:
    """Points an indicator could still gain, with its mean score and the measures that would."""

    indicator: Indicator
    lost: float
    score: float
    measures: tuple[str, ...]


def losses(s: CheckContext) -> list[Loss]:
    """The indicators that lose most, the largest first."""
    forms = _forms(s)
    leaves = forms.calculated.leaves.columns
    lost, score = (s.effective(leaves[key].id) for key in ("lost", "score"))
    measures: dict[str, list[str]] = {}
    for row in forms.index.suggestions:
        measures.setdefault(row["indicator_id"], []).append(row["measure"])
    found = [
        Loss(x, float(lost[i]), float(score[i]), tuple(measures.get(x.id, ())))
        for i, x in enumerate(forms.index.indicators)
        if known(lost[i]) and lost[i] > 0
    ]
    return sorted(found, key=lambda loss: -loss.lost)


def missing(s: CheckContext) -> list[Indicator]:
    """The indicators without a score in a year that counts."""
    forms = _forms(s)
    leaves = forms.calculated.leaves.columns
    waiting = np.zeros(forms.calculated.leaves.rows, bool)
    for y in forms.years.scored:
        waiting |= v.is_state(s.effective(leaves[f"s{y}"].id), v.PENDING)
    out = [x for i, x in enumerate(forms.index.indicators) if waiting[i]]
    bonus = forms.calculated.bonus
    if (
        bonus is not None
        and forms.index.bonus
        and v.is_state(s.effective(bonus.id)[list(forms.years.scored)], v.PENDING).any()
    ):
        out.append(forms.index.bonus)
    return out


def declared(s: CheckContext) -> Iterator[tuple[Indicator, str]]:
    """The indicators declared 不适用, with the reason given, and those of which there is nothing in
    any year."""
    forms = _forms(s)
    score = s.effective(forms.calculated.leaves.columns["score"].id)
    for number, given in enumerate(forms.given, 1):
        applies, reason = (s.effective(f"goal{number}.{key}") for key in ("applies", "reason"))
        for i, x in enumerate(given.indicators):
            if applies[i] == NOT_APPLIES and x.declared and not x.is_bonus:
                yield x, str(reason[i])
            elif not x.is_bonus and v.is_state(
                score[forms.index.indicators.index(x)], v.NOT_APPLICABLE
            ):
                yield x, NOTHING


def design_share(s: CheckContext) -> float:
    """The share of the weights whose curve or levels are, at least in part, our own."""
    forms = _forms(s)
    weights = s.effective(forms.rules.weights.columns["weight"].id)
    ours = np.array([PARTLY_OURS in x.basis for x in forms.index.indicators])
    total = np.nansum(weights)
    return float(np.nansum(weights[ours]) / total) if total > 0 else v.EMPTY


def changes(s: CheckContext) -> list[str]:
    """What the organiser changed of the rules, a phrase each."""
    forms = _forms(s)
    rules, weights = forms.rules, forms.rules.weights
    out = (
        []
        if str(s.effective(rules.choice["weights"].id)) in (SCALED, "")
        else [f"权重{s.effective(rules.choice['weights'].id)}"]
    )
    own, chosen = (s.effective(weights.columns[key].id) for key in ("override", "rule"))
    usual = s.effective(weights.columns["base"].id)
    for i, x in enumerate(forms.index.indicators):
        if known(own[i]) and own[i] != usual[i]:
            out.append(f"第{x.no}项权重{usual[i]:g}→{own[i]:g}")
        if chosen[i] in [c.name for c in x.curves[1:]]:
            out.append(f"第{x.no}项改用“{chosen[i]}”")
    points = ~np.isnan(s.effective(rules.curves.columns["x_own"].id)) | ~np.isnan(
        s.effective(rules.curves.columns["y_own"].id)
    )
    for (id, curve), first in rules.first_row.items():
        if points[first : first + POINTS].any():
            x = forms.index.indicator(id)
            out.append(
                f"第{x.no}项改写分点"
                + (f"（{next(c.name for c in x.curves if c.id == curve)}）" if curve else "")
            )
    return out + _level_changes(s) + _grid_changes(s) + _synergy_changes(s)


def _level_changes(s: CheckContext) -> list[str]:
    """Levels whose score was replaced."""
    block = _forms(s).rules.levels
    if block is None:
        return []
    own = s.effective(block.columns["own"].id)
    return [
        f"第{initial['no']}项档位“{str(initial['text'])[:12]}”得分{initial['score']:g}→{own[i]:g}"
        for i, initial in enumerate(block.initial)
        if known(own[i]) and own[i] != initial["score"]
    ]


def _grid_changes(s: CheckContext) -> list[str]:
    """The factors of grid power held fixed."""
    grid = s.book.graph.fields.get("grid_years.rule")
    chosen = str(s.effective(grid.id)) if grid is not None else ""
    return [f"电网因子{chosen}"] if grid is not None and chosen not in (grid.initial, "") else []


def _synergy_changes(s: CheckContext) -> list[str]:
    """What was chosen otherwise on 协同度: which pollutants count, how coordination is computed."""
    metrics = _forms(s).metrics
    if metrics is None:
        return []
    out = []
    counted = s.effective(metrics.masses.columns["counted"].id)
    for initial, answer in zip(metrics.masses.initial, counted, strict=True):
        if answer not in (initial["counted"], ""):
            out.append(f"协同度{'计入' if answer == YES else '不计入'}{initial['name']}")
    if metrics.rule is not None:
        degree, share = (s.effective(metrics.rule[k].id) for k in ("degree", "share"))
        out += [f"耦合度用{degree}"] if str(degree) not in (CLASSICAL, "") else []
        usual = metrics.rule["share"].initial
        out += (
            [f"U1的份额{usual:g}→{float(share):g}"]
            if known(float(share)) and float(share) != usual
            else []
        )
    return out


def written(s: CheckContext) -> dict[str, Any]:
    """What refresh writes of an index, by field id."""
    if (forms := s.book.index) is None:
        return {}
    top = losses(s)[:TOP]
    columns = {
        "name": [x.indicator.name for x in top],
        "lost": [x.lost for x in top],
        "score": [x.score for x in top],
        "measure": [x.measures[0] if x.measures else None for x in top],
        "second": [x.measures[1] if len(x.measures) > 1 else None for x in top],
    }
    declared_items = AND.join(f"{x.no} {x.name}" for x, _ in declared(s))
    single = {
        "missing": float(len(missing(s))),
        "design": design_share(s),
        "changed": "；".join(changes(s)) or "无",
        "declared": declared_items or "无",
    }
    listed = forms.outcome.losses.columns
    return {f"losses.{k}": c for k, c in columns.items() if k in listed} | {
        f"index_state.{k}": x for k, x in single.items()
    }


def to_dict(s: CheckContext, show: Any, which: int) -> dict[str, Any]:
    """The index of one view for JSON: by year and mean, grade, goals, overall evaluation, every
    indicator."""
    forms = s.book.index
    if forms is None:
        return {"index": {}, "grade": None}
    years, outcome = forms.years, forms.outcome
    total = "total" if forms.calculated.bonus is not None else "index"
    index = {str(years.all[y]): show(f"yearly.{total}{y}", None, which) for y in years.scored} | {
        "mean": show("yearly.index", None, which)
    }
    goals = {
        goal: {
            k: show(f"goal_results.{k}", i, which)
            for k in ("weight", "points", "score", "lost", "short")
            if k in outcome.goals.columns
        }
        for i, goal in enumerate(forms.index.goals)
    }
    overall = (
        {}
        if outcome.overall is None
        else {
            "verdict": show("grade.overall", None, which) if outcome.grade else None,
            **{c.id: show("overall.value", i, which) for i, c in enumerate(forms.index.overall)},
        }
    )
    return {
        "index": index,
        "grade": show("grade.grade", None, which) if outcome.grade else None,
        "goals": goals,
        "overall": overall,
        "indicators": {
            x.id: _indicator(forms, x, i, show, which) for i, x in enumerate(forms.index.indicators)
        },
        "index_evidence": _evidence(s, show, which),
        **({"synergy": _synergy(forms.metrics, show, which)} if forms.metrics else {}),
        **({"enterprises": _enterprises(s)} if forms.firms else {}),
    }


def _evidence(s: CheckContext, show: Any, which: int) -> dict[str, Any]:
    """What index and grade rest on: why this grade and what the next one lacks, what was changed,
    declared, is missing."""
    grade = (
        {key: show(f"grade.{key}", None, which) for key in ("reason", "next", "gap")}
        if _forms(s).outcome.grade
        else {}
    )
    return grade | {
        "changed": changes(s),
        "not_applicable": {x.id: reason for x, reason in declared(s)},
        "missing": [x.id for x in missing(s)],
        "design_share": _plain(design_share(s)),
    }


def _synergy(metrics: MetricForms, show: Any, which: int) -> dict[str, Any]:
    """The sheet 协同度 by year: equivalents and carbon, cuts against the base year and the year
    before, coordination."""

    def table(block: Block | None, keys: dict[str, str]) -> dict[str, Any]:
        return (
            {}
            if block is None
            else {
                str(initial["year"]): {
                    name: show(block.columns[key].id, row, which) for key, name in keys.items()
                }
                for row, initial in enumerate(block.initial)
            }
        )

    cuts = {
        "pollutants_cut": "pollutants_cut",
        "carbon_cut": "carbon_cut",
        "elasticity": "elasticity",
        "verdict": "verdict",
    }
    names = {
        "u1": "u1",
        "u2": "u2",
        "classical": "c_classical",
        "modified": "c_modified",
        "c": "c",
        "t": "t",
        "d": "d",
        "band": "band",
    }
    return {
        "totals": table(metrics.since_base, {"equivalents": "equivalents", "carbon": "carbon"}),
        "since_base": table(metrics.since_base, cuts),
        "since_before": table(metrics.since_before, cuts),
        "coupling": table(metrics.coupling, names),
    }


def _enterprises(s: CheckContext) -> list[dict[str, Any]]:
    """The firms with total, light and weakest dimensions, and their surplus permits by
    pollutant."""
    if (found := assessment(s)) is None:
        return []
    names = [x.id.removeprefix("surplus_") for x in data.enterprise().surpluses]
    return [
        {
            "name": found.firms.names[i],
            "total": _plain(found.firms.totals[i]),
            "light": found.lights[i],
            "weakest": weak_words(found.firms, i),
            "surplus": {n: _plain(found.surpluses[k][i]) for k, n in enumerate(names)},
        }
        for i in range(len(found.firms.names))
    ]


def _plain(value: float) -> Any:
    shown = v.cell(float(value))
    return shown.text if isinstance(shown, v.CellError) else shown


def _indicator(forms: IndexForms, x: Indicator, row: int, show: Any, which: int) -> dict[str, Any]:
    years = forms.years
    values = (
        {}
        if x.levels
        else {str(year): show(f"values.v_{x.id}", y, which) for y, year in enumerate(years.all)}
    )
    return {
        "values": values,
        "scores": {str(years.all[y]): show(f"leaves.s{y}", row, which) for y in years.scored},
        "effective_weight": show("leaves.effective", row, which),
        **{k: show(f"leaves.{k}", row, which) for k in ("weight", "points", "lost")},
    }


def _forms(s: CheckContext) -> IndexForms:
    forms = s.book.index
    assert forms is not None
    return forms
