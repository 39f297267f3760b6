"""Orders of options by hand, beside pymcdm, and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm import methods, normalizations

from parkeval_xl.core import ranking as r
from parkeval_xl.core import values as v

FIGURES = np.array([[0.8, 12, 3.2, 40], [0.6, 20, 2.1, 25], [0.9, 6, 5.0, 60], [0.5, 15, 1.6, 10]])
POSITIVE = np.array([True, True, False, True])
WEIGHTS = np.array([0.20, 0.35, 0.30, 0.15])


def test_min_max_and_weighted_sum_by_hand() -> None:
    scores = r.min_max(FIGURES, POSITIVE)
    # 0.3/0.4, 6/14, (5 − 3.2)/3.4, 30/50
    assert scores[0] == pytest.approx([0.75, 6 / 14, 1.8 / 3.4, 0.6])
    totals = r.weighted_sum(scores, WEIGHTS)
    assert totals == pytest.approx([0.548824, 0.700882, 0.35, 0.525], abs=5e-7)
    assert list(r.ranks(totals)) == [2, 1, 4, 3]


def test_topsis_disagrees_about_the_second_place() -> None:
    by_span = r.topsis(r.min_max(FIGURES, POSITIVE), WEIGHTS)
    assert by_span == pytest.approx([0.521330, 0.699662, 0.351629, 0.572949], abs=5e-7)
    by_length = r.topsis(r.unit_vector(FIGURES), WEIGHTS, POSITIVE)
    assert by_length == pytest.approx([0.504652, 0.726278, 0.324757, 0.600206], abs=5e-7)
    assert list(r.ranks(by_length)) == [3, 1, 4, 2]


@pytest.mark.parametrize("seed", range(20))
def test_topsis_is_that_of_a_peer(seed: int) -> None:
    random = np.random.default_rng(seed)
    figures, weights = random.uniform(1, 9, (6, 4)), random.dirichlet(np.ones(4))
    types = random.choice([1, -1], 4)
    peer = methods.TOPSIS(normalizations.vector_normalization)
    theirs = peer(figures, weights, types)
    # the peer's normalisation has costs the other way round already
    turned = np.where(types > 0, r.unit_vector(figures), 1 - r.unit_vector(figures))
    assert r.topsis(turned, weights) == pytest.approx(theirs, rel=1e-9)


def test_equal_scores_share_a_rank() -> None:
    assert list(r.ranks([0.1 + 0.2, 0.5, 0.3])) == [2, 1, 2]


def test_what_does_not_apply_hands_its_weight_on() -> None:
    scores = np.array([[1.0, v.NOT_APPLICABLE], [0.5, 0.5]])
    assert list(r.weighted_sum(scores, np.array([0.25, 0.75]))) == [1.0, 0.5]


@pytest.mark.parametrize("state", [v.PENDING, v.ERROR])
def test_an_option_not_described_is_not_the_last(state: float) -> None:
    figures = FIGURES.copy()
    figures[2, 1] = state  # c, which has the least of it
    scores = r.min_max(figures, POSITIVE)
    # without c: the second criterion goes from 12 to 20, the third from 1.6 to 3.2
    assert scores[0] == pytest.approx([1.0, 0.0, 0.0, 1.0])
    places = r.ranks(r.weighted_sum(scores, WEIGHTS))
    assert np.float64(places[2]).view(np.int64) == np.float64(state).view(np.int64)
    assert sorted(places[[0, 1, 3]]) == [1, 2, 3]


def test_a_criterion_without_difference_says_nothing() -> None:
    scores = r.min_max([[1.0, 5.0], [2.0, 5.0]], [True, True])
    assert v.is_state(scores[:, 1], v.NOT_APPLICABLE).all()
    assert list(r.weighted_sum(scores, np.array([0.5, 0.5]))) == [0.0, 1.0]


def test_weights_move_one_by_one() -> None:
    moved = r.moved_weights([0.5, 0.3, 0.2], 0.2)
    # the first to 0.6: the others share 0.4 as 3 to 2
    assert moved[0] == pytest.approx([0.6, 0.24, 0.16])
    assert moved.sum(-1) == pytest.approx(np.ones(6))
    assert r.moved_weights([0.9, 0.1], 0.2)[0] == pytest.approx([1.0, 0.0])


def test_stability_by_hand() -> None:
    # a leads by 0.2 in the first (0.5), b by 0.1 in the second (0.5): a stays first while
    # 0.2 w > 0.1 (1 − w), w > 1/3; ± 20 % of 0.5 stays above
    scores = np.array([[0.7, 0.5], [0.5, 0.6]])
    found = r.stability(scores, [0.5, 0.5], 0.2)
    assert found.share == 1.0 and found.ranks.shape == (4, 2)
    assert r.critical_weight(scores, [0.5, 0.5], 0, 1, 0) == pytest.approx(1 / 3)
    assert r.stability(scores, [0.34, 0.66], 0.2).share == 0.5  # 0.34 · 0.8, 0.66 · 1.2 turn it


def test_no_weight_makes_a_better_option_level() -> None:
    assert r.critical_weight([[0.9, 0.8], [0.5, 0.6]], [0.5, 0.5], 0, 1, 0) is None


def test_drawn_weights_reproduce_and_share_out_the_first_place() -> None:
    scores = r.min_max(FIGURES, POSITIVE)
    shares = r.first_places(scores, WEIGHTS, draws=2000, seed=3, spread=50)
    assert list(shares) == list(r.first_places(scores, WEIGHTS, draws=2000, seed=3, spread=50))
    assert shares.sum() == pytest.approx(1.0) and shares.argmax() == 1
    assert list(r.first_places([[0.5], [0.5]], [1.0], draws=10, seed=1, spread=50)) == [0.5, 0.5]


TABLE = st.integers(2, 6).flatmap(
    lambda n: st.lists(
        st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), min_size=n, max_size=n
    )
)


@given(TABLE, st.permutations(range(3)))
def test_the_order_of_criteria_does_not_matter(table, order) -> None:
    figures, weights = np.array(table), np.array([0.5, 0.3, 0.2])
    one = r.weighted_sum(r.min_max(figures, True), weights)
    other = r.weighted_sum(r.min_max(figures[:, order], True), weights[list(order)])
    assert np.array_equal(np.isnan(one), np.isnan(other))
    assert np.nan_to_num(one) == pytest.approx(np.nan_to_num(other))


@given(TABLE)
def test_an_option_best_in_all_is_first(table) -> None:
    figures = np.array(table)
    figures[0] = figures.max(0) + 1
    scores = r.min_max(figures, True)
    weights = np.array([0.5, 0.3, 0.2])
    assert r.ranks(r.weighted_sum(scores, weights))[0] == 1
    assert r.ranks(r.topsis(scores, weights))[0] == 1
