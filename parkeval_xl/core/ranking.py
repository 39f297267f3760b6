"""Options in order: normalisation, weighted sum, TOPSIS, ranks, and how stable the first place is.

Tables have options in rows and criteria in columns. Weights sum to 1. A figure that is 不适用 hands
its weight on to the other criteria of its option; one that is 待填 or an error leaves the option
out of the order and says so, for an option not yet described is not the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .values import NOT_APPLICABLE, Numbers, first_nan, is_state, unless

DECIMALS = 12  # scores that agree so far are equal


def left_out(figures: Any) -> Any:
    """Of each option 0, or the state that keeps it out of the order."""
    figures = np.asarray(figures, float)
    held = np.where(is_state(figures, NOT_APPLICABLE), 0.0, figures)
    out = first_nan(*np.moveaxis(np.where(np.isnan(held), held, 0.0), -1, 0))
    return np.broadcast_to(out, figures.shape[:-1]).astype(float)


def min_max(figures: Any, positive: Any) -> Any:
    """Each criterion from 0 (the worst option) to 1 (the best). A criterion in which the options do
    not differ says nothing: 不适用."""
    used, low, high = _span(figures)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (used - low) / (high - low)
    share = np.where(np.asarray(positive, bool), share, 1.0 - share)
    return unless(used, np.where(high > low, share, NOT_APPLICABLE))


def unit_vector(figures: Any) -> Any:
    """Each criterion divided by the root of the sum of its squares: for `topsis` alone, since a
    weighted sum of these would reward costs."""
    used, _, _ = _span(figures)
    length = np.sqrt(np.where(np.isnan(used), 0.0, used**2).sum(-2, keepdims=True))
    return unless(used, np.where(length > 0, used / np.where(length > 0, length, 1.0), 0.0))


def _span(figures: Any) -> tuple[Any, Any, Any]:
    """The figures of the options in the order, and the least and greatest of each criterion."""
    figures = np.asarray(figures, float)
    used = unless(left_out(figures)[..., None], figures)
    numbers = ~np.isnan(used)
    low = np.where(numbers, used, np.inf).min(-2, keepdims=True)
    high = np.where(numbers, used, -np.inf).max(-2, keepdims=True)
    return used, low, high


def weighted_sum(scores: Any, weights: Any) -> Any:
    """Of each option Σ weight · score, over the weights of its criteria that are not 不适用."""
    scores = np.asarray(scores, float)
    asked = ~np.isnan(scores)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(asked, scores * weights, 0.0).sum(-1)
        total = total / np.where(asked, weights, 0.0).sum(-1)
    return unless(left_out(scores), np.where(asked.any(-1), total, NOT_APPLICABLE))


def topsis(scores: Any, weights: Any, positive: Any = True) -> Any:
    """Of each option its closeness to the best figures, away from the worst: d⁻ / (d⁺ + d⁻).

    `scores` are normalised; where a smaller one is better (`unit_vector` of costs), `positive` is
    False. A criterion that is 不适用 for an option counts for it neither way.
    """
    weighted = np.asarray(scores, float) * weights
    asked = ~np.isnan(weighted)
    least = np.where(asked, weighted, np.inf).min(-2, keepdims=True)
    most = np.where(asked, weighted, -np.inf).max(-2, keepdims=True)
    good = np.asarray(positive, bool)
    best, worst = np.where(good, most, least), np.where(good, least, most)

    def away(ideal: Any) -> Any:
        with np.errstate(invalid="ignore"):
            out = np.sqrt(np.where(asked, (weighted - ideal) ** 2, 0.0).sum(-1))
        return out

    near, far = away(best), away(worst)
    whole = near + far
    closeness = np.where(whole > 0, far / np.where(whole > 0, whole, 1.0), 1.0)
    return unless(left_out(scores), np.where(asked.any(-1), closeness, NOT_APPLICABLE))


def ranks(scores: Any) -> Any:
    """1 for the highest; equal scores share a rank, as RANK has it; a state stays."""
    scores = np.asarray(scores, float)
    held = np.where(np.isnan(scores), -np.inf, np.round(scores, DECIMALS))
    above = (held[..., None, :] > held[..., :, None]).sum(-1)
    return unless(scores, 1.0 + above)


def moved_weights(weights: Any, share: float) -> Any:
    """Each weight in turn greater and smaller by a share of itself, the others in proportion: two
    rows a criterion. A weight goes no higher than 1."""
    weights = np.asarray(weights, float)
    rows = []
    for k in range(len(weights)):
        for change in (share, -share):
            own = min(1.0, weights[k] * (1 + change))
            rest = 1.0 - weights[k]
            row = weights * ((1.0 - own) / rest) if rest > 0 else weights.copy()
            row[k] = own if rest > 0 else weights[k]
            rows.append(row)
    return np.array(rows)


@dataclass(frozen=True)
class Stability:
    """The order under moved weights."""

    weights: Numbers  # cases × criteria
    ranks: Numbers  # cases × options
    share: float  # of the cases in which the same option is first


def stability(scores: Any, weights: Any, share: float) -> Stability:
    """How the order by `weighted_sum` bears weights that differ by a share of themselves."""
    moved = moved_weights(weights, share)
    first = ranks(weighted_sum(scores, weights)) == 1
    places = np.array([ranks(weighted_sum(scores, row)) for row in moved])
    same = ((places == 1) == first).all(-1)
    return Stability(moved, places, float(same.mean()))


def critical_weight(scores: Any, weights: Any, a: int, b: int, k: int) -> float | None:
    """The weight of criterion k at which options a and b are level, the other weights moving in
    proportion; None where no weight from 0 to 1 makes them so."""
    scores, weights = np.asarray(scores, float), np.asarray(weights, float)
    apart = scores[a] - scores[b]
    rest = 1.0 - weights[k]
    if rest <= 0 or np.isnan(apart).any():
        return None
    others = float((np.delete(weights, k) * np.delete(apart, k)).sum()) / rest
    # (1 − w) · others + w · apart_k = 0
    if others == apart[k]:
        return None
    level = others / (others - apart[k])
    return float(level) if 0.0 <= level <= 1.0 else None


def first_places(scores: Any, weights: Any, *, draws: int, seed: int, spread: float) -> Any:
    """The share of first places of each option under weights drawn around the given ones (Dirichlet
    with parameters weight · spread, seeded); options that are level share the place."""
    weights = np.asarray(weights, float)
    drawn = np.random.default_rng(seed).dirichlet(np.maximum(weights * spread, 1e-9), draws)
    totals = weighted_sum(np.asarray(scores, float)[None], drawn[:, None, :])
    first = ranks(totals) == 1
    out = (first / np.maximum(first.sum(-1, keepdims=True), 1)).mean(0)
    return out
