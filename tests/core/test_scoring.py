"""Scores through points, and relative change, by hand; laws that any curve obeys."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import values as v
from parkeval_xl.core.scoring import change, curve_fault, score

E = v.EMPTY
TABLE = [  # value, xs, ys, score by hand
    (50.0, (60, 80, 87.5), (0, 0.8, 1), 0.0),
    (70.0, (60, 80, 87.5), (0, 0.8, 1), 0.4),
    (80.0, (60, 80, 87.5), (0, 0.8, 1), 0.8),
    (83.75, (60, 80, 87.5), (0, 0.8, 1), 0.9),
    (99.0, (60, 80, 87.5), (0, 0.8, 1), 1.0),
    (0.83, (0.249, 0.83, 1.66), (1, 0.6, 0), 0.6),
    (1.245, (0.249, 0.83, 1.66), (1, 0.6, 0), 0.3),  # halfway down
    (0.0, (-3, 0, 5), (1, 0.6, 0), 0.6),
    (-1.5, (-3, 0, 5), (1, 0.6, 0), 0.8),
]


@pytest.mark.parametrize(("value", "xs", "ys", "expected"), TABLE)
def test_scores_by_hand(
    value: float, xs: tuple[float, ...], ys: tuple[float, ...], expected: float
) -> None:
    assert score(np.float64(value), np.array(xs, float), np.array(ys, float)) == pytest.approx(
        expected, abs=1e-12
    )
    padded = [np.array([*a, E, E], float) for a in (xs, ys)]  # empty points at the end do not count
    assert score(np.float64(value), *padded) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        ((60, 50), (0, 1)),
        ((60, 60), (0, 1)),
        ((60,), (1,)),
        ((60, E, 80), (0, E, 1)),
        ((60, 80), (0, E)),
        ((60, 80), (0, 1.1)),
        ((60, 80), (-0.1, 1)),
    ],
)
def test_what_is_no_curve_gives_an_error(xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    assert curve_fault(np.array(xs, float), np.array(ys, float))
    assert v.is_error(score(np.float64(70), np.array(xs, float), np.array(ys, float)))


def test_states_of_the_value_stay() -> None:
    got = score(
        np.array([v.PENDING, v.NOT_APPLICABLE, E, v.MISSING]),
        np.array([0.0, 1.0]),
        np.array([0.0, 1.0]),
    )
    assert [v.payload(x) for x in got] == [
        v.payload(x) for x in (v.PENDING, v.NOT_APPLICABLE, E, v.MISSING)
    ]


curves = (
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5, unique=True)
    .map(sorted)
    .filter(lambda xs: all(b - a > 1e-3 for a, b in itertools.pairwise(xs)))
)


@given(
    curves,
    st.lists(st.floats(0, 1), min_size=5, max_size=5),
    st.floats(-2e6, 2e6),
    st.floats(0, 1e5),
)
def test_a_rising_curve_never_scores_a_larger_value_lower(
    xs: list[float], ys: list[float], value: float, more: float
) -> None:
    rising = np.array(sorted(ys[: len(xs)]))
    low, high = (float(score(np.float64(x), np.array(xs), rising)) for x in (value, value + more))
    assert 0 <= low <= high + 1e-9 <= 1 + 1e-9


@given(curves, st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_the_curve_goes_through_its_points(xs: list[float], ys: list[float]) -> None:
    points = np.array(ys[: len(xs)])
    assert score(np.array(xs), np.array(xs), points) == pytest.approx(points, abs=1e-9)


def test_change_is_against_the_size_of_the_base() -> None:
    assert change(
        np.array([90.0, 110.0, -50.0]), np.array([100.0, 100.0, -100.0])
    ) == pytest.approx([-0.1, 0.1, 0.5])
    assert v.is_state(change(np.float64(1), np.float64(0)), v.NOT_APPLICABLE)
