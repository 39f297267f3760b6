"""An index as a tree: scores 0…1 of indicators, weighted up to groups, goals and the index, and
handed down again.

What is 不适用 hands its weight on to its siblings: the mean of a group is over what applies. A
group of which nothing applies is 不适用 itself, so that its weight goes to its own siblings. 待填
and errors reach everything above them. Rows stand on the last axis; parks and years may stand in
front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import values as v


def mean_score(scores: Any, weights: Any, where: Any = True) -> Any:
    """The weighted mean of the rows chosen by `where`: 不适用 and empty are left out; 不适用 where
    nothing else is there."""
    weight = v.total(np.where(np.isnan(scores), v.EMPTY, weights), where)
    points = v.total(np.where(np.isnan(scores), scores, np.nan_to_num(scores) * weights), where)
    with np.errstate(divide="ignore", invalid="ignore"):
        return v.unless(
            points, np.where(np.nan_to_num(weight) > 0, points / weight, v.NOT_APPLICABLE)
        )


def index(scores: Any, weights: Any) -> Any:
    """0…100 (times the sum of the weights, where that is not 1): the mean score on the weights of
    all that is started."""
    counted = ~v.is_state(scores, v.EMPTY)
    whole = v.summed(np.where(counted, np.nan_to_num(weights), 0.0))
    mean = mean_score(scores, weights)
    return v.unless(mean, 100.0 * mean * whole)


def handed_down(
    score: Any, weight: Any, siblings: Any, weights: Any, where: Any, above: Any
) -> Any:
    """The weight a row has in the index: that of the group above, shared among the siblings that
    apply. 不适用 has none."""
    applies = ~v.is_state(siblings, v.NOT_APPLICABLE) & where
    shared = v.summed(np.where(applies, np.nan_to_num(weights), 0.0))
    own = v.is_state(score, v.NOT_APPLICABLE)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(own | (shared == 0), 0.0, above * weight / shared)
    return v.unless(
        v.first_error(score, weight, above),
        v.unless(np.where(own, 0.0, v.first_state(weight, above)), part),
    )


def points(weight: Any, score: Any) -> Any:
    """What a row adds to the index; 0 where it does not apply."""
    value = 100.0 * weight * np.where(v.is_state(score, v.NOT_APPLICABLE), 0.0, score)
    return v.unless(
        v.first_state(weight, np.where(v.is_state(score, v.NOT_APPLICABLE), 0.0, score)), value
    )


def lost(weight: Any, score: Any) -> Any:
    """What a row could still add to the index; 0 where it does not apply."""
    plain = np.where(v.is_state(score, v.NOT_APPLICABLE), 1.0, score)
    return v.unless(v.first_state(weight, plain), 100.0 * weight * (1.0 - plain))


def mean_of_years(*years: Any) -> Any:
    """The mean of the years that apply; 待填 where one is missing."""
    stacked = np.stack(np.broadcast_arrays(*years), -1)
    asked = np.where(v.is_state(stacked, v.EMPTY), v.PENDING, stacked)
    count = np.maximum((~np.isnan(asked)).sum(-1), 1)
    total = v.total(asked)
    return v.unless(total, total / count)


@dataclass(frozen=True)
class Level:
    """One level of a tree: for each row, which row of the level above it belongs to."""

    parents: Sequence[int]
    rows_above: int


def climb(scores: Any, weights: Any, levels: Sequence[Level]) -> Any:
    """The index of many parks and years at once: `scores` (…, indicators) up through the levels,
    the last below the index."""
    for level in levels:
        of = np.asarray(level.parents) == np.arange(level.rows_above)[:, None]
        scores = mean_score(scores[..., None, :], weights, of)
        weights = v.summed(weights * of)
    return index(scores, weights)
