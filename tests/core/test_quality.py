"""Shares by data grade and moves of results, against hand calculation."""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.core.effects import largest, relative_moves
from parkeval_xl.core.quality import all_of, backed, grade_shares


def test_shares_are_of_absolute_emissions() -> None:
    """60 t of grade 1, −30 t of grade 3, 10 t half grade 2, half grade 4: 60, 5, 30 and 5 of
    100."""
    parts = np.array([all_of(1), all_of(3), 0.5 * all_of(2) + 0.5 * all_of(4)])
    shares = grade_shares(np.array([60.0, -30.0, 10.0]), parts)
    assert shares.tolist() == pytest.approx([0.60, 0.05, 0.30, 0.05])
    assert backed(shares) == pytest.approx(0.65)


def test_states_weigh_nothing_and_no_emission_has_no_share() -> None:
    parts = np.array([all_of(1), all_of(4)])
    assert grade_shares(np.array([5.0, v.PENDING]), parts).tolist() == [1, 0, 0, 0]
    none = grade_shares(np.array([0.0, v.EMPTY]), parts)
    assert all(map(isnan, none)) and isnan(backed(none))


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        (200.0, 190.0, 0.05),
        (-200.0, -190.0, 0.05),
        (-50.0, 50.0, 2.0),
        (7.0, 7.0, 0.0),
        (0.0, 0.0, 0.0),
        (0.0, 1.0, inf),
        (v.PENDING, 3.0, inf),
        (3.0, v.ERROR, inf),
        (v.PENDING, v.PENDING, 0.0),
        (v.PENDING, v.ERROR, 0.0),
    ],
)
def test_by_what_share_a_result_moves(before: float, after: float, share: float) -> None:
    assert relative_moves(np.array([before]), np.array([after]))[0] == pytest.approx(
        share, rel=1e-12
    )


def test_of_equal_moves_the_first_counts() -> None:
    assert largest(np.array([0.01, 0.1, 0.1 * (1 + 1e-12)])) == 1
    assert largest(np.array([0.1, inf, inf])) == 1
    assert largest(np.array([0.0, 0.0])) == 0
