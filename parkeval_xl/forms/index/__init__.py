"""An index as sheets, whatever index it is: its figures, rules, calculation, goals, overall
evaluation and grade."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ... import data
from ...data.index_rows import Index, Indicator
from ...graph import Field, Ref
from ..enterprise import EnterpriseForms, enterprise
from ..factors import FactorForms
from ..sheet import Plan, Sheet
from ..years import Years, years_of
from .base_data import BaseForms, base_data
from .calculation import CalculationForms, calculation
from .energy import EnergyForms, energy
from .goals import GoalInputs, goal_inputs, goal_sheet
from .metrics import MetricForms, measures, metrics
from .outcome import OutcomeForms, outcome
from .rules import RuleForms, rules

FIRMS = "enterprise_columns"  # the table of an index that also evaluates firms


@dataclass(frozen=True)
class IndexForms:
    """All sheets of an index, to be set among those of the park; `hidden` is the calculation."""

    index: Index
    years: Years
    base: BaseForms
    firms: EnterpriseForms | None
    energy: EnergyForms | None
    rules: RuleForms
    calculated: CalculationForms
    given: tuple[GoalInputs, ...]
    outcome: OutcomeForms
    metrics: MetricForms | None
    figures: list[Sheet]
    results: list[Sheet]
    hidden: Sheet


def accounts(plan: Plan) -> bool:
    """Whether the index of a plan accounts for energy and carbon, which takes a factor library."""
    return any(f.from_energy for f in data.index(plan.index).figures)


def index_forms(plan: Plan, library: FactorForms | None, province: Field) -> IndexForms:
    """The index of a plan. Where it accounts for energy and carbon, `library` has the factors, by
    `province`."""
    index, years = data.index(plan.index), years_of(plan)
    carriers = (
        energy(plan, years, library, province) if library is not None and accounts(plan) else None
    )
    firms = enterprise(plan) if FIRMS in index.standard.tables else None
    base = base_data(
        plan, index, years, carriers.totals if carriers else None, firms.sums if firms else None
    )
    measured = measures(index, years, base)
    base = replace(base, results=measured.results) if measured else base
    rule = rules(index)
    given = tuple(goal_inputs(index, goal, years) for goal in index.goals)

    def applies(indicator: Indicator) -> Ref | str:
        if not indicator.declared:  # whatever a closed cell holds
            return ""
        of, row = next(
            (g, g.indicators.index(indicator)) for g in given if indicator in g.indicators
        )
        return Ref("at", of.declared, row)

    def level(indicator: Indicator, y: int) -> Ref:
        of = next(g for g in given if indicator in g.qualitative)
        return Ref("at", of.levels[y][2], of.qualitative.index(indicator))

    calculated = calculation(index, years, base, rule, applies, level)
    goals = [goal_sheet(i, g, years, calculated, index) for i, g in enumerate(given, 1)]
    ends = outcome(index, years, base, rule, calculated)
    synergy = metrics("园评15表·附", measured, index, years, rule, calculated) if measured else None
    hidden = Sheet(
        "指标计算",
        "指标计算",
        "",
        "程序用表：各年指标值、得分与权重的分担。",
        [calculated.values, *calculated.levels, *ends.hidden],
        hidden=True,
        signed=False,
    )
    figures = [
        base.sheet,
        *([carriers.sheet] if carriers else []),
        *(firms.sheets if firms else ()),
    ]
    results = [*goals, *([synergy.sheet] if synergy else []), *ends.sheets]
    return IndexForms(
        index,
        years,
        base,
        firms,
        carriers,
        rule,
        calculated,
        given,
        ends,
        synergy,
        figures,
        results,
        hidden,
    )
