"""Utilisation rates, their threshold, and the mass balance of a ledger row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import utilisation
from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, VALUE = CellError.NA, CellError.VALUE
MASS = st.just(0.0) | st.floats(1e-6, 1e8)
ROWS = st.lists(st.tuples(MASS, MASS, MASS), min_size=1, max_size=15)


def rate(utilised: list, generated: list, old_stock: list) -> object:
    return v.cell(
        float(utilisation.rate(v.numbers(utilised), v.numbers(generated), v.numbers(old_stock)))
    )


RATES = [  # utilised, generated, old stock utilised, rate
    # Known answer 8: (95 000 + 40 000 + 60 000) / (100 000 + 45 000 + 62 000 + 3 000) = 195 000 /
    # 210 000
    ([95000, 40000, 60000], [100000, 45000, 62000], [0, 0, 3000], 195 / 210),
    ([110], [100], [0], 1.0),
    ([110], [100], [20], 110 / 120),
    ([0], [100], [None], 0.0),
    ([0], [0], [0], NOT_APPLICABLE),
    ([None], [None], [None], NOT_APPLICABLE),
    ([], [], [], NOT_APPLICABLE),
    ([NOT_APPLICABLE], [NOT_APPLICABLE], [None], NOT_APPLICABLE),
    ([NOT_APPLICABLE, 9], [NOT_APPLICABLE, 10], [None] * 2, 0.9),
    ([NOT_APPLICABLE, 9], [5, 10], [None] * 2, 0.9),  # 9 / 10, not 9 / 15: the row is left out
    ([4, 9], [NOT_APPLICABLE, 10], [None] * 2, 0.9),  # nor 13 / 10
    ([4, 9], [5, 10], [NOT_APPLICABLE, None], 0.9),  # nor 13 / 15
    ([5], [0], [0], VALUE),
    ([1], [-5], [0], VALUE),  # used of nothing
    ([1, PENDING], [2, 2], [None, None], PENDING),
    ([1], [2], [PENDING], PENDING),
    ([1], [NA], [PENDING], NA),
    (["abc"], [NA], [1], VALUE),
    ([1], [2], [CellError.DIV0], CellError.DIV0),
    ([1e308, 1e308], [1, 1], [0, 0], CellError.NUM),
    ([1, 1], [1e308, 1e308], [0, 0], CellError.NUM),
]


@pytest.mark.parametrize(("utilised", "generated", "old_stock", "result"), RATES)
def test_rates(utilised, generated, old_stock, result):
    found = rate(utilised, generated, old_stock)
    assert found == (pytest.approx(result, rel=1e-12) if isinstance(result, float) else result)


def test_the_rate_is_weighted_by_mass_and_no_mean_of_rates():
    rates = [95000 / 100000, 40000 / 45000, 60000 / 65000]
    assert sum(rates) / 3 == pytest.approx(0.92066, abs=1e-5)  # known answer 8: what it must not be
    assert rate(*RATES[0][:3]) == pytest.approx(0.92857, abs=1e-5)


def test_the_rate_before_the_cap_is_kept_for_the_checks():
    assert utilisation.uncapped_rate(
        v.numbers([110]), v.numbers([100]), v.numbers([0])
    ) == pytest.approx(1.1)


@given(ROWS)
def test_a_rate_lies_between_0_and_1(rows):
    found = rate(*(list(c) for c in zip(*rows, strict=True)))
    assert found in (NOT_APPLICABLE, VALUE) or 0 <= found <= 1
    assert (found == VALUE) == (
        sum(u for u, _, _ in rows) > 0 and sum(g + o for _, g, o in rows) == 0
    )


@given(ROWS, st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
def test_neither_the_unit_of_mass_nor_the_order_matters(rows, scale, random):
    found = rate(*(list(c) for c in zip(*rows, strict=True)))
    scaled = rate(
        *([x * scale for x in c] for c in zip(*random.sample(rows, len(rows)), strict=True))
    )
    assert (
        scaled
        == (pytest.approx(found, rel=1e-9, abs=1e-300) if isinstance(found, float) else found)
        or min(x for row in rows for x in row if x > 0) < 1e-290
    )  # scaled below the smallest number


MEETS = [
    (0.95, 0.95, True),
    (95 / 100, 0.95, True),
    (0.9499999, 0.95, False),
    (1 - 0.05, 0.95, True),
    (195 / 210, 0.95, False),
    (0.1 + 0.7, 0.8, True),
    (0.0, 0.8, False),
]


@pytest.mark.parametrize(("value", "threshold", "met"), MEETS)
def test_a_threshold_is_met_in_spite_of_binary_fractions(value, threshold, met):
    assert utilisation.meets(np.float64(value), np.float64(threshold)) == met
