"""Members of groups with weights and scores: the columns and helper cells of a weighted mean."""

from __future__ import annotations

from typing import Any

from ...functions.operations import (
    GROUP_SCORE,
    MEAN_OF_YEARS,
    MEMBERS_STATE,
    SCORED_WEIGHT,
    WEIGHTED,
    YEARS_COUNT,
)
from ...functions.operations.totals import LABEL_TOTAL
from ...graph import Computed, Field, Ref, Step, step


def member_columns(y: int, score: Field, weight: Field) -> tuple[Field, Field]:
    """Beside the members of groups, of a year: the weight of those that are scored, and score times
    weight."""
    scored = Computed(
        f"w{y}",
        f"{score.label}·计入的权重",
        SCORED_WEIGHT,
        Ref("row", score),
        Ref("row", weight),
        hidden=True,
    )
    weighted = Computed(
        f"ws{y}",
        f"{score.label}×权重",
        WEIGHTED,
        Ref("row", score),
        Ref("row", scored),
        hidden=True,
    )
    return scored, weighted


def members_total(key: str, label: str, of: Any, labels: Any, figures: Any) -> Step:
    """The sum of the members of a group."""
    state = step(f"{key}_state", f"{label}·态", MEMBERS_STATE, of, labels, figures)
    return step(key, label, LABEL_TOTAL, state, of, labels, figures)


def group_score(
    key: str, label: str, of: Any, labels: Any, weights: Any, points: Any, **more: Any
) -> Field:
    """The weighted mean of the members of a group: `weights` and `points` are the columns beside
    them."""
    state = step(f"{key}_state", f"{label}·态", MEMBERS_STATE, of, labels, weights)
    weight = step(f"{key}_weight", f"{label}·权重和", LABEL_TOTAL, state, of, labels, weights)
    total = step(f"{key}_points", f"{label}·加权和", LABEL_TOTAL, state, of, labels, points)
    return Computed(key, label, GROUP_SCORE, weight, total, **more)


def mean_of_years(key: str, label: str, years: list[Any], **more: Any) -> Field:
    """The mean of three years, of those that apply."""
    count = step(f"{key}_years", f"{label}·年数", YEARS_COUNT, *years)
    return Computed(key, label, MEAN_OF_YEARS, count, *years, **more)
