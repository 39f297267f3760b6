"""What a measure costs and brings: cash flow, net present value, internal rate, payback, abatement
cost.

Money in 万元, years counted from the investment (0), rates as shares. Shapes broadcast; uneven
flows have their years on the last axis. States of the figures pass on (`values.first_state`); what
has no answer, such as the payback of a measure that never pays, is 不适用.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .values import NOT_APPLICABLE, finite, first_state, summed, unless

WIDEST = 50.0  # internal rates are sought with |ln(1 + rate)| up to here
HALVINGS = 120  # of that span: beyond the digits of a number


def cash_flow(saving: Any, investment: Any, years: Any, tax: Any) -> Any:
    """What a measure brings in a year after tax: saving − tax on (saving − depreciation).

    Depreciation is investment / years, an error without years; a loss gives no tax back.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        depreciation = finite(np.divide(investment, years))
        above = saving - depreciation
        flow = finite(saving - np.where(above > 0, above, 0.0) * tax)
    held = first_state(saving, investment, years, tax)
    return unless(held, unless(depreciation, flow))


def annuity(rate: Any, years: Any) -> Any:
    """The present value of 1 a year: (1 − (1 + i)^−n) / i, n where i is 0."""
    return unless(first_state(rate, years), finite(_annuity(_log(rate), years)))


def net_present_value(rate: Any, years: Any, flow: Any, investment: Any) -> Any:
    """Of an even yearly flow: flow · annuity − investment."""
    return unless(
        first_state(rate, years, flow, investment), flow * annuity(rate, years) - investment
    )


def net_present_value_of(flows: Any, rate: Any) -> Any:
    """Of uneven flows, the investment in year 0 among them: Σ CF_k (1 + i)^−k."""
    held, worth = _discounted(flows, rate)
    return unless(held, finite(summed(worth)))


def internal_rate(years: Any, flow: Any, investment: Any) -> Any:
    """The rate at which the net present value of an even flow is 0; 不适用 where nothing was
    invested or nothing comes back."""
    years, flow, investment = np.broadcast_arrays(
        *(np.asarray(x, float) for x in (years, flow, investment))
    )
    asks = (flow > 0) & (investment > 0) & (years > 0)

    def worth(x: Any) -> Any:
        return flow * _annuity(x, years) - investment

    held = first_state(years, flow, investment)
    return unless(held, np.where(asks, _root(worth, flow.shape), NOT_APPLICABLE))


def internal_rate_of(flows: Any) -> Any:
    """The rate at which uneven flows are worth nothing; 不适用 unless they change their sign once,
    for else there is no such rate or more than one (`sign_changes`)."""
    flows = np.asarray(flows, float)
    rising = np.where(flows[..., :1] > 0, -1.0, 1.0)  # at a high rate the first flow counts most

    def worth(x: Any) -> Any:
        with np.errstate(over="ignore", invalid="ignore"):
            k = np.arange(flows.shape[-1])
            scale = np.where(x < 0, x * k[-1], 0.0)  # keeps the largest power at 1
            return summed(rising * flows * np.exp(-x[..., None] * k + scale[..., None]))

    once = sign_changes(flows) == 1
    held = first_state(*np.moveaxis(flows, -1, 0))
    return unless(held, np.where(once, _root(worth, flows.shape[:-1]), NOT_APPLICABLE))


def sign_changes(flows: Any) -> Any:
    """How often uneven flows turn from costing to bringing or back; flows of 0 do not count."""
    flows = np.asarray(flows, float)
    signs, changes = np.zeros(flows.shape[:-1]), np.zeros(flows.shape[:-1])
    for year in np.moveaxis(np.sign(flows), -1, 0):
        changes += (year * signs) < 0
        signs = np.where(year == 0, signs, year)
    return changes


def payback(investment: Any, flow: Any) -> Any:
    """Years until an even flow has brought back the investment, not discounted; 0 where nothing
    was invested, 不适用 where nothing comes back."""
    with np.errstate(divide="ignore", invalid="ignore"):
        years = np.where(investment <= 0, 0.0, np.divide(investment, flow))
    pays = (flow > 0) | (investment <= 0)
    return unless(first_state(investment, flow), np.where(pays, years, NOT_APPLICABLE))


def discounted_payback(rate: Any, investment: Any, flow: Any) -> Any:
    """The same with later years worth less: −ln(1 − I·i/F) / ln(1 + i); 不适用 where it never
    comes back."""
    x = _log(rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.divide(investment, flow) * rate
        years = np.where(x == 0, payback(investment, flow), -np.log1p(-share) / x)
    pays = (flow > 0) & (share < 1) | (np.asarray(investment) <= 0)
    years = np.where(np.asarray(investment) <= 0, 0.0, years)
    return unless(first_state(rate, investment, flow), np.where(pays, years, NOT_APPLICABLE))


def payback_of(flows: Any, rate: Any = 0.0) -> Any:
    """Years until uneven flows, discounted, sum to 0, by interpolation within the year they do;
    不适用 where they never do."""
    held, worth = _discounted(flows, rate)
    sums = worth.cumsum(-1)
    first = (sums >= 0).argmax(-1)
    back = (sums >= 0).any(-1)
    before = np.take_along_axis(sums, np.maximum(first - 1, 0)[..., None], -1)[..., 0]
    that_year = np.take_along_axis(worth, first[..., None], -1)[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        years = np.where(first == 0, 0.0, first - 1 - before / that_year)
    return unless(held, np.where(back, years, NOT_APPLICABLE))


def yearly_cost(rate: Any, years: Any, investment: Any, running: Any) -> Any:
    """The investment spread evenly over its years at a rate, and what running it costs a year."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = finite(investment / annuity(rate, years) + running)
    return unless(first_state(rate, years, investment, running), cost)


def abatement_cost(cost: Any, benefit: Any, tonnes: Any) -> Any:
    """元 per tCO2e: (yearly cost − benefit, 万元) · 10⁴ / tonnes a year; 不适用 where nothing is
    abated. Negative: it pays for itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = finite((np.asarray(cost) - benefit) * 1e4 / tonnes)
    held = first_state(*(np.asarray(x, float) for x in (cost, benefit, tonnes)))
    return unless(held, np.where(np.asarray(tonnes) > 0, value, NOT_APPLICABLE))


def _log(rate: Any) -> Any:
    """ln(1 + rate); an error where everything would be lost, or more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return unless(rate, finite(np.log1p(np.asarray(rate, float))))


def _discounted(flows: Any, rate: Any) -> tuple[Any, Any]:
    """The states of uneven flows and their rate, and what each is worth in year 0."""
    flows, x = np.asarray(flows, float), _log(rate)
    held = first_state(*np.moveaxis(flows, -1, 0), x)
    with np.errstate(over="ignore"):
        return held, flows * np.exp(-x[..., None] * np.arange(flows.shape[-1]))


def _annuity(x: Any, years: Any) -> Any:
    """The annuity at the rate e^x − 1."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(x == 0, years, -np.expm1(-years * x) / np.where(x == 0, 1.0, np.expm1(x)))


def _root(worth: Callable[[Any], Any], shape: tuple[int, ...]) -> Any:
    """e^x − 1 at which a falling function of x crosses 0, by halving."""
    low, high = np.full(shape, -WIDEST), np.full(shape, WIDEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = worth(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.expm1((low + high) / 2)
