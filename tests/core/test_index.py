"""The tree of an index: known answer 9, weights handed on, contributions that add up, laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl import data
from parkeval_xl.core import values as v
from parkeval_xl.core.index import (
    Level,
    climb,
    handed_down,
    index,
    lost,
    mean_of_years,
    mean_score,
    points,
)

SYNERGY = data.index("synergy_index")
SCALED = np.array([x.weight for x in SYNERGY.indicators])
PRINTED = np.array([x.printed for x in SYNERGY.indicators])
NA = v.NOT_APPLICABLE


def levels() -> list[Level]:
    """The levels of the synergy index: leaves to second, first level, goals."""
    groups = [
        list(dict.fromkeys(x.groups[depth] for x in SYNERGY.indicators)) for depth in (2, 1, 0)
    ]
    keys = [[x.groups[2] for x in SYNERGY.indicators], groups[0], groups[1]]
    parent = {x.groups[d + 1]: x.groups[d] for x in SYNERGY.indicators for d in (0, 1)}
    of = [keys[0], [parent[k] for k in groups[0]], [parent[k] for k in groups[1]]]
    return [
        Level([above.index(k) for k in own], len(above))
        for own, above in zip(of, groups, strict=True)
    ]


def goal(name: str) -> np.ndarray:
    return np.array([x.goal == name for x in SYNERGY.indicators])


def test_full_marks_are_101_as_printed_and_100_scaled() -> None:
    """Known answer 9: the printed leaf weights of 路径协同 sum to 0.46 where 0.45 is declared."""
    full = np.ones(41)
    assert index(full, PRINTED) == pytest.approx(101.0, abs=1e-9)
    assert index(full, SCALED) == pytest.approx(100.0, abs=1e-6)
    assert climb(full, SCALED, levels()) == pytest.approx(100.0, abs=1e-6)


def test_a_weak_third_goal_by_hand() -> None:
    """Known answer 9: 35 + 45 + 20 * 0.45 = 89."""
    scores = np.where(goal("管理协同"), 0.45, 1.0)
    assert climb(scores, SCALED, levels()) == pytest.approx(89.0, abs=1e-6)


def test_weights_are_handed_on_to_siblings_first() -> None:
    """Goal 0.6: groups A (0.2, 0.1) and B (0.3). Without A2, A1 carries all of A; without A, B
    carries the goal."""
    scores, weights = np.array([0.5, 0.9, 0.2]), np.array([0.2, 0.1, 0.3])
    groups = [Level([0, 0, 1], 2)]
    assert climb(scores, weights, groups) == pytest.approx(
        100 * (0.2 * 0.5 + 0.1 * 0.9 + 0.3 * 0.2)
    )
    assert climb(np.array([0.5, NA, 0.2]), weights, groups) == pytest.approx(
        100 * (0.3 * 0.5 + 0.3 * 0.2)
    )
    assert climb(np.array([NA, NA, 0.2]), weights, groups) == pytest.approx(100 * 0.6 * 0.2)
    assert v.is_state(climb(np.array([NA, NA, NA]), weights, groups), NA)


def test_flat_and_by_groups_differ_where_weights_are_handed_on() -> None:
    """Flat, the weight of the missing one is shared by all; in the tree, by its siblings alone."""
    scores, weights = np.array([0.5, NA, 0.2]), np.array([0.2, 0.1, 0.3])
    assert index(scores, weights) == pytest.approx(100 * 0.6 * (0.2 * 0.5 + 0.3 * 0.2) / 0.5)
    assert climb(scores, weights, [Level([0, 0, 1], 2)]) != pytest.approx(index(scores, weights))


@pytest.mark.parametrize(
    ("state", "expected"), [(v.PENDING, v.PENDING), (v.MISSING, v.MISSING), (v.ERROR, v.ERROR)]
)
def test_a_missing_or_wrong_score_reaches_the_index(state: float, expected: float) -> None:
    scores = np.ones(41)
    scores[7] = state
    assert v.payload(float(climb(scores, SCALED, levels()))) == v.payload(expected)


def test_points_and_losses_add_up_to_the_weights() -> None:
    rng = np.random.default_rng(4)
    scores = rng.random(41)
    scores[[2, 17, 26]] = NA
    weights, shares = SCALED, None
    tree = []
    for level in levels():
        of = np.asarray(level.parents) == np.arange(level.rows_above)[:, None]
        tree.append((scores, weights, np.asarray(level.parents)))
        scores, weights = mean_score(scores[..., None, :], weights, of), (weights * of).sum(-1)
    whole = weights.sum()
    shares = handed_down(
        scores, weights, scores[None, :], weights[None, :], np.ones((1, 3), bool), whole
    )
    for own, own_weights, parents in reversed(tree):
        same = parents[:, None] == parents[None, :]
        shares = handed_down(
            own, own_weights, own[None, :], own_weights[None, :], same, shares[parents]
        )
    own = tree[0][0]
    assert shares.sum() == pytest.approx(1.0, abs=1e-6)
    assert points(shares, own).sum() == pytest.approx(float(climb(own, SCALED, levels())), rel=1e-9)
    assert (points(shares, own) + lost(shares, own)).sum() == pytest.approx(100.0, abs=1e-4)


@given(
    st.lists(st.floats(0, 1), min_size=41, max_size=41),
    st.floats(0.1, 10),
    st.integers(0, 40),
    st.floats(0, 1),
)
def test_laws(scores: list[float], k: float, which: int, better: float) -> None:
    given_ = np.array(scores)
    value = float(climb(given_, SCALED, levels()))
    assert -1e-9 <= value <= 100 + 1e-6
    assert float(climb(given_, SCALED * k, levels())) == pytest.approx(
        k * value, rel=1e-9, abs=1e-9
    )  # shares stay
    raised = given_.copy()
    raised[which] = max(given_[which], better)
    assert float(climb(raised, SCALED, levels())) >= value - 1e-9


def test_many_parks_in_one_call_are_each_the_same_alone() -> None:
    scores = np.random.default_rng(1).random((50, 5, 41))
    scores[3, 2, 5] = NA
    scores[4, 1, 8] = v.PENDING
    together = climb(scores, SCALED, levels())
    assert together.shape == (50, 5)
    for i, j in ((0, 0), (3, 2), (4, 1), (49, 4)):
        alone = np.asarray(climb(scores[i, j], SCALED, levels()))
        assert alone.tobytes() == np.asarray(together[i, j]).tobytes() or together[
            i, j
        ] == pytest.approx(alone)


def test_the_mean_of_years_leaves_out_what_did_not_apply() -> None:
    assert mean_of_years(60.0, 70.0, 80.0) == pytest.approx(70.0)
    assert mean_of_years(np.float64(NA), 70.0, 80.0) == pytest.approx(75.0)
    assert v.is_state(mean_of_years(np.float64(NA), np.float64(NA), np.float64(NA)), NA)
    assert v.is_state(mean_of_years(np.float64(v.EMPTY), 70.0, 80.0), v.PENDING)
