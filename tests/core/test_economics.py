"""Economics by published and hand calculations, and the laws of present values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import economics as e
from parkeval_xl.core import values as v


def near(expected: float, digits: float = 1e-6) -> object:
    return pytest.approx(expected, abs=digits, rel=0)


def test_an_option_by_hand() -> None:
    # saving 330 − 60 = 270; depreciation 1200 / 10 = 120; (270 − 120)(1 − 25 %) + 120 = 232.5
    flow = e.cash_flow(270.0, 1200.0, 10.0, 0.25)
    assert flow == 232.5
    assert e.payback(1200.0, flow) == near(5.161290)
    assert e.annuity(0.08, 10.0) == near(6.710081)
    assert e.net_present_value(0.08, 10.0, flow, 1200.0) == near(360.093925)
    assert e.internal_rate(10.0, flow, 1200.0) == near(0.14271621, 1e-8)
    assert e.discounted_payback(0.08, 1200.0, flow) == near(6.919938)
    # 1200 / 6.710081 = 178.835386; (178.835386 + 60 − 330) · 10⁴ / 9000
    cost = e.yearly_cost(0.08, 10.0, 1200.0, 60.0)
    assert cost == near(238.835386)
    assert e.abatement_cost(cost, 330.0, 9000.0) == near(-101.294, 1e-3)


# cleaner-production textbooks: investment, saving, tax, rate, years → flow, payback, NPV, IRR
PUBLISHED = [
    ("异抗坏血酸钠", 1800, 746.05, 0.33, 0.0612, 559.2535, 3.2186, 2292.854, 0.285480),
    ("方案三", 10, 1.58, 0.25, 0.06, 1.4350, 6.9686, 0.5617, 0.071702),
]


@pytest.mark.parametrize(
    ("name", "investment", "saving", "tax", "rate", "flow", "years", "npv", "irr"), PUBLISHED
)
def test_published_options(
    name: str,
    investment: float,
    saving: float,
    tax: float,
    rate: float,
    flow: float,
    years: float,
    npv: float,
    irr: float,
) -> None:
    found = e.cash_flow(saving, investment, 10.0, tax)
    assert found == near(flow, 5e-5)
    assert e.payback(investment, found) == near(years, 5e-5)
    assert e.net_present_value(rate, 10.0, found, investment) == near(npv, 5e-4)
    assert e.internal_rate(10.0, found, investment) == near(irr, 5e-7)


@pytest.mark.parametrize(
    ("investment", "flow", "rate", "npv", "irr"),
    [(150.0, 32.5, 0.05, 100.9564, 0.172570), (31.67, 11.30, 0.12, 32.1775, 0.337300)],
)
def test_published_flows(
    investment: float, flow: float, rate: float, npv: float, irr: float
) -> None:
    assert e.net_present_value(rate, 10.0, flow, investment) == near(npv, 5e-4)
    assert e.internal_rate(10.0, flow, investment) == near(irr, 5e-7)


def test_uneven_flows_by_hand() -> None:
    flows = np.array([-300.0, 60, 90, 120, 120, 80])
    assert e.net_present_value_of(flows, 0.08) == near(70.626156)
    assert e.internal_rate_of(flows) == near(0.1598027, 5e-8)
    assert e.payback_of(flows) == near(3.25)  # 60 + 90 + 120 = 270, and 30 of the next 120
    assert e.payback_of(flows, 0.08) == near(3.816566)


def test_two_rates_are_no_rate() -> None:
    # −100 + 230 / r − 132 / r²: 10 % and 20 %, for 1.1 · 1.2 = 1.32 and 1.1 + 1.2 = 2.3
    flows = np.array([-100.0, 230, -132])
    assert e.net_present_value_of(flows, np.array([0.1, 0.2])) == pytest.approx(0, abs=1e-9)
    assert e.sign_changes(flows) == 2
    assert bool(v.is_state(e.internal_rate_of(flows), v.NOT_APPLICABLE))


NEVER = [
    (e.payback, (100.0, 0.0)),
    (e.payback, (100.0, -5.0)),
    (e.discounted_payback, (0.1, 100.0, 10.0)),  # the interest alone is 10
    (e.internal_rate, (10.0, -5.0, 100.0)),
    (e.internal_rate, (10.0, 5.0, 0.0)),
    (e.abatement_cost, (10.0, 5.0, 0.0)),
    (e.payback_of, (np.array([-100.0, 10, 10]),)),
    (e.internal_rate_of, (np.array([-100.0, -10, -10]),)),
]


@pytest.mark.parametrize(("function", "arguments"), NEVER)
def test_what_has_no_answer(function, arguments) -> None:
    assert bool(v.is_state(function(*arguments), v.NOT_APPLICABLE))


def test_nothing_invested_is_paid_back_at_once() -> None:
    assert e.payback(0.0, 5.0) == 0.0
    assert e.discounted_payback(0.08, -3.0, 5.0) == 0.0


def test_a_loss_gives_no_tax_back() -> None:
    assert e.cash_flow(100.0, 1200.0, 10.0, 0.25) == 100.0  # depreciation 120 is more


WRONG = [
    (e.cash_flow, (100.0, 1200.0, 0.0, 0.25)),  # no years to write it off in
    (e.yearly_cost, (0.08, 0.0, 1200.0, 60.0)),
    (e.annuity, (-1.0, 10.0)),  # everything is lost each year
    (e.net_present_value_of, (np.array([-1.0, 2.0]), -1.5)),
]


@pytest.mark.parametrize(("function", "arguments"), WRONG)
def test_what_cannot_be_worked_out_is_an_error(function, arguments) -> None:
    assert bool(v.is_error(np.float64(function(*arguments))))


EVERY = [
    (e.cash_flow, 4),
    (e.net_present_value, 4),
    (e.internal_rate, 3),
    (e.payback, 2),
    (e.discounted_payback, 3),
    (e.yearly_cost, 4),
    (e.abatement_cost, 3),
]


@pytest.mark.parametrize(("function", "count"), EVERY)
@pytest.mark.parametrize("state", [v.PENDING, v.NOT_APPLICABLE, v.EMPTY, v.ERROR])
def test_a_state_passes_on_whichever_figure_it_is(function, count: int, state: float) -> None:
    for at in range(count):
        arguments = [np.float64(2.0)] * count
        arguments[at] = np.float64(state)
        out = np.asarray(function(*arguments))
        assert out.view(np.int64) == np.float64(state).view(np.int64), at


MONEY = st.floats(1.0, 1e6)


@given(MONEY, MONEY, st.integers(1, 60))
def test_at_the_internal_rate_the_present_value_is_nothing(
    investment: float, flow: float, years: int
) -> None:
    rate = e.internal_rate(float(years), flow, investment)
    worth = e.net_present_value(rate, float(years), flow, investment)
    assert worth == pytest.approx(0, abs=1e-6 * (investment + flow))


@given(st.floats(0.0, 0.5), st.integers(1, 40), MONEY, MONEY)
def test_even_flows_are_uneven_flows_that_happen_to_be_equal(
    rate: float, years: int, flow: float, investment: float
) -> None:
    flows = np.array([-investment, *[flow] * years])
    even = e.net_present_value(rate, float(years), flow, investment)
    assert e.net_present_value_of(flows, rate) == pytest.approx(even, rel=1e-9, abs=1e-6)
    assert e.internal_rate_of(flows) == pytest.approx(
        e.internal_rate(float(years), flow, investment), rel=1e-9, abs=1e-12
    )


def test_many_options_at_once_are_each_as_alone() -> None:
    flows = np.random.default_rng(1).uniform(1, 50, (3, 4))
    rates = e.internal_rate(10.0, flows, 120.0)
    assert rates.shape == (3, 4)
    assert rates[1, 2] == e.internal_rate(10.0, flows[1, 2], 120.0)
