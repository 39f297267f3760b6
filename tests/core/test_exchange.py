"""Matches by a textbook, by hand, and the account of a pool."""

from __future__ import annotations

import numpy as np
import pytest

from parkeval_xl.core import exchange as x
from parkeval_xl.core import values as v
from parkeval_xl.core.exchange import Exchange, Quality

pytest.importorskip("scipy")

NEVER = v.NOT_APPLICABLE

# 500 t and 300 t offered, 400 t and 250 t wanted; kilometres 6 15 / 12 4 at 1.5 元; treatment 400
# and 300; raw material saved 900 and 700; the second must not go to the first receiver
COSTS = [
    [400 + 6 * 1.5 - 900, 300 + 15 * 1.5 - 700],  # −491, −377.5
    [NEVER, 300 + 4 * 1.5 - 700],  # −394
]
WASTE = {
    "supply": [500.0, 300.0],
    "demand": [400.0, 250.0],
    "costs": COSTS,
    "disposal": [3000.0, 2800.0],
}


def test_the_textbook_transport_problem() -> None:
    costs = [[3, 11, 3, 10], [1, 9, 2, 8], [7, 4, 10, 5]]
    # more than one way is cheapest: the cost is what is known
    found = x.match(Exchange([7, 4, 9], [3, 6, 5, 6], costs, [1000] * 3))
    assert found.cost == pytest.approx(85)
    assert found.amounts.sum(0) == pytest.approx([3, 6, 5, 6])


def test_waste_by_hand() -> None:
    found = x.match(Exchange(**WASTE))
    assert found.amounts == pytest.approx(np.array([[400, 100], [0, 150]]))
    assert found.left == pytest.approx([0, 150])
    # −196 400 − 37 750 − 59 100 + 150 · 2800
    assert found.cost == pytest.approx(126_750)
    assert found.saving == pytest.approx(2_340_000 - 126_750)
    # a tonne more at the second receiver: 2800 + 394; at the first it frees one there besides
    assert found.shadow == pytest.approx([3307.5, 3194.0])


def test_what_a_link_costs_makes_fewer_of_them() -> None:
    found = x.match(Exchange(**WASTE, fixed=60_000, lots=100))
    assert found.amounts == pytest.approx(np.array([[400, 0], [0, 250]]))
    # −196 400 − 98 500 + 100 · 3000 + 50 · 2800 + 2 · 60 000, beside 306 750 with three links
    assert found.cost == pytest.approx(265_100)
    assert found.shadow is None


def test_a_lot_too_small_is_not_handed_on() -> None:
    small = Exchange([30.0], [100.0], [[-5.0]], [1.0], lots=40)
    assert x.match(small).amounts[0, 0] == 0
    assert x.match(Exchange([30.0], [100.0], [[-5.0]], [1.0], lots=30)).amounts[0, 0] == 30


def test_heat_that_is_lost_on_the_way() -> None:
    # 40 TJ arrive of 40 / 0.97 = 41.2371
    found = x.match(Exchange([50.0], [40.0], [[-1.0]], [0.0], delivered=0.97))
    assert found.amounts[0, 0] == pytest.approx(41.2371, abs=5e-5)


def test_blending_keeps_the_mean_within_its_bound() -> None:
    # 100 t at 2 % and 100 t at 8 % to one who takes 4 %: (2·100 + 8·x) / (100 + x) ≤ 4, x ≤ 50
    mixed = Exchange(
        [100.0, 100.0], [300.0], [[-1.0], [-1.0]], [10.0, 10.0], qualities=[Quality([2, 8], [4])]
    )
    assert x.match(mixed).amounts[:, 0] == pytest.approx([100, 50])
    lower = Exchange(
        [100.0, 100.0],
        [300.0],
        [[-1.0], [-1.0]],
        [10.0, 10.0],
        qualities=[Quality([2, 8], [np.inf], [5])],
    )
    assert x.match(lower).amounts[:, 0] == pytest.approx([100, 100])


def test_nothing_admissible_is_disposed_of() -> None:
    found = x.match(Exchange([5.0], [5.0], [[NEVER]], [2.0]))
    assert (found.cost, found.saving, found.left[0]) == (10, 0, 5)


@pytest.mark.parametrize("state", [v.PENDING, v.EMPTY, v.ERROR])
@pytest.mark.parametrize("what", ["supply", "demand", "disposal", "costs"])
def test_a_figure_that_is_missing_is_told_and_not_left_out(what: str, state: float) -> None:
    given = {k: np.array(x, float) for k, x in WASTE.items()}
    given[what].flat[0] = state
    words = {"supply": "数量", "demand": "需求", "disposal": "现处置价", "costs": "净成本"}
    with pytest.raises(ValueError, match=words[what]):
        x.match(Exchange(**given))


POOL = [
    ("2025-01-05", "COD", 10.0),
    ("2025-02-01", "COD", 6.0),
    ("2025-03-01", "COD", -4.0),
    ("2025-04-01", "COD", -9.0),
    ("2025-05-01", "COD", 4.0),
    ("2025-02-15", "NOx", 3.0),
]


def test_a_pool_by_hand() -> None:
    dates, kinds, amounts = zip(*POOL, strict=True)
    assert list(x.pool_balances(dates, kinds, amounts)) == [10, 16, 12, 3, 7, 3]


def test_an_entry_dated_early_is_seen_whenever_it_is_made() -> None:
    # the project takes 9 on 1 March before the 6 come in on 1 April: 10 − 4 − 9 = −3 that day
    entries = [*POOL[:1], ("2025-04-01", "COD", 6.0), POOL[2], ("2025-03-01", "COD", -9.0)]
    dates, kinds, amounts = zip(*entries, strict=True)
    assert x.pool_balances(dates, kinds, amounts).min() == -3


@pytest.mark.parametrize("seed", range(15))
def test_what_is_offered_is_handed_on_or_left(seed: int) -> None:
    random = np.random.default_rng(seed)
    costs = random.uniform(-50, 20, (4, 3))
    costs[random.random((4, 3)) < 0.3] = NEVER
    problem = Exchange(
        random.uniform(1, 9, 4), random.uniform(1, 9, 3), costs, random.uniform(0, 30, 4)
    )
    found = x.match(problem)
    assert found.amounts.sum(1) + found.left == pytest.approx(np.asarray(problem.supply))
    assert (found.amounts.sum(0) <= np.asarray(problem.demand) + 1e-9).all()
    assert (found.amounts[np.isnan(costs)] == 0).all() and found.saving >= -1e-9
    spent = np.nansum(found.amounts * costs) + (found.left * problem.disposal).sum()
    assert found.cost == pytest.approx(spent)
