"""Utilisation rates and mass balance (S1 4.4.2; METHOD 2)."""

from __future__ import annotations

from functools import reduce

import numpy as np

from .values import (
    ERROR,
    NOT_APPLICABLE,
    PENDING,
    Mask,
    Numbers,
    error_within,
    finite,
    first_error,
    is_state,
    summed,
    unless,
)

DECIMALS = (
    10  # a rate is compared with its threshold after rounding here, so that 95/100 meets 0.95
)


def uncapped_rate(utilised: Numbers, generated: Numbers, old_stock: Numbers) -> Numbers:
    """Sum of utilised / sum of (generated + old stock utilised), mass weighted over all rows,
    before the cap.

    不适用 where nothing arose; an error where something was utilised of nothing. A row with 不适用
    in one column is left out of all three, or the rate would improve by it. Other states and errors
    as in totals.
    """
    columns = (utilised, generated, old_stock)
    left_out = reduce(np.logical_or, [is_state(c, NOT_APPLICABLE) for c in columns])
    with np.errstate(over="ignore", invalid="ignore"):
        used, new, old = (finite(summed(np.where(np.isnan(c) | left_out, 0.0, c))) for c in columns)
        arising = finite(new + old)
        share = finite(used / np.where(arising > 0, arising, 1.0))
    nothing = np.where((arising == 0) & (used == 0), NOT_APPLICABLE, ERROR)
    rate: Numbers = np.where(arising > 0, share, unless(first_error(used, arising), nothing))
    if any(np.isnan(c).any() for c in columns):
        pending = reduce(np.logical_or, [is_state(c, PENDING).any(-1) for c in columns])
        rate = unless(error_within(*columns), np.where(pending, PENDING, rate))
    return rate


def rate(utilised: Numbers, generated: Numbers, old_stock: Numbers) -> Numbers:
    """The utilisation rate, capped at 1 (S1 4.4.2). That it was above 1 is a finding of the
    checks."""
    before = uncapped_rate(utilised, generated, old_stock)
    return np.where(before > 1.0, 1.0, before)


def meets(rate: Numbers, threshold: Numbers) -> Mask:
    """Whether a rate meets its threshold."""
    return np.round(rate, DECIMALS) >= np.round(threshold, DECIMALS)
