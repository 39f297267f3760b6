"""Selection by textbook, by hand and beside exhaustive enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from parkeval_xl.core import optimisation as o
from parkeval_xl.core.optimisation import Limit, Selection, select

pytest.importorskip("scipy")

# a knapsack printed in textbooks: capacity 165
KNAPSACK = Selection(
    values=[92, 57, 49, 68, 60, 43, 67, 84, 87, 72],
    costs=[23, 31, 29, 44, 53, 38, 63, 85, 89, 82],
    budget=165,
)
# eight measures: 1 needs 2; 3 and 4 exclude each other; 8 is mandatory
INVESTMENT = [1200, 800, 1500, 900, 2000, 1600, 300, 200]
TONNES = [9000, 1500, 26000, 1200, 800, 6400, 300, 500]
SCORE = [0.71, 0.55, 0.83, 0.47, 0.52, 0.66, 0.41, 0.60]


def park(values: list, budget: float, floor: float = -np.inf) -> Selection:
    return Selection(
        values,
        INVESTMENT,
        budget,
        needs=[(0, 1)],
        exclusive=[(2, 3)],
        mandatory=[7],
        further=[Limit("碳减排下限", dict(enumerate(map(float, TONNES))), low=floor)],
    )


def numbers(chosen: o.Chosen) -> list[int]:
    return [i + 1 for i in chosen.taken]


def test_the_textbook_knapsack() -> None:
    chosen = select(KNAPSACK)
    assert numbers(chosen) == [1, 2, 3, 4, 6]
    assert (chosen.value, chosen.cost) == (309, 165)


BUDGETS = [
    (SCORE, 3000, [2, 3, 7, 8], 2.39, 2800),
    (SCORE, 4000, [1, 2, 3, 7, 8], 3.10, 4000),
    (SCORE, 5000, [1, 2, 4, 6, 7, 8], 3.40, 5000),
    (TONNES, 5000, [1, 2, 3, 7, 8], 37_300, 4000),
]


@pytest.mark.parametrize(("values", "budget", "taken", "value", "cost"), BUDGETS)
def test_a_park_by_hand(values, budget, taken, value, cost) -> None:
    chosen = select(park(values, budget))
    assert numbers(chosen) == taken
    assert chosen.value == pytest.approx(value) and chosen.cost == cost


def test_a_floor_that_cannot_be_kept_names_who_is_at_fault() -> None:
    with pytest.raises(o.Infeasible) as fault:
        select(park(SCORE, 3000, floor=36_000))
    assert set(fault.value.groups) == {"预算", "碳减排下限"}
    assert numbers(select(park(SCORE, 4000, floor=36_000))) == [1, 2, 3, 7, 8]


def test_what_is_not_known_is_not_taken() -> None:
    lacking = Selection([1.0, np.nan, 3.0], [1.0, 1.0, np.nan], 10)
    assert lacking.unknown == (1, 2)
    assert numbers(select(lacking)) == [1]
    with pytest.raises(ValueError, match="第 2 个"):
        select(Selection([1.0, np.nan], [1.0, 1.0], 10, mandatory=[1]))


def test_equal_values_take_the_cheapest_then_the_first() -> None:
    assert numbers(select(Selection([1, 1, 1], [3, 2, 2], 3))) == [2]
    assert numbers(select(Selection([1.0] * 30, [1.0] * 30, 15))) == list(range(1, 16))


def test_pairs_add_and_take_away() -> None:
    apart = Selection([5, 5, 5], [1, 1, 1], 2, pairs={(0, 1): -3, (1, 2): 1})
    chosen = select(apart)
    assert numbers(chosen) == [2, 3] and chosen.value == 11
    assert numbers(select(Selection([5, 5], [1, 1], 2, pairs={(0, 1): -7}))) == [1]


def test_a_choice_by_hand_is_told_what_it_breaks() -> None:
    groups = [limit.group for limit in o.broken(park(SCORE, 3000), [0, 2, 3])]
    assert groups == ["预算", "依赖", "互斥", "必选"]


def drawn(seed: int) -> Selection:
    """Near-equal values, where a solver's usual gap ends below the optimum."""
    random = np.random.default_rng(seed)
    n = int(random.integers(6, 13))
    costs = random.integers(1, 40, n).astype(float)
    values = costs * (1 + random.uniform(-1e-4, 1e-4, n))
    free = random.permutation(n)
    return Selection(
        values.tolist(),
        costs.tolist(),
        float(costs.sum() // 2),
        needs=[(int(free[0]), int(free[1]))],
        exclusive=[[int(i) for i in free[2:4]]],
        pairs={(int(free[4]), int(free[5])): float(random.normal())},
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_choice_of_all_there_are_is_better(seed: int) -> None:
    problem = drawn(seed)
    n = len(problem.values)
    every = (
        [i for i in range(n) if bits[i]] for bits in itertools.product((False, True), repeat=n)
    )
    best = max(o.value_of(problem, taken) for taken in every if not o.broken(problem, taken))
    chosen = select(problem)
    assert chosen.value == pytest.approx(best, rel=1e-12)
    assert not o.broken(problem, chosen.taken)
