"""Utilisation rates and mass balance (S1 4.4.2; METHOD 2)."""

from __future__ import annotations

import numpy as np

from .ledger import product_like
from .values import (
    ERROR,
    NOT_APPLICABLE,
    PENDING,
    Numbers,
    first_error,
    is_error,
    is_number,
    is_state,
)

DECIMALS = 10  # a rate is compared with its threshold after rounding here, so that 95/100 meets 0.95


def uncapped_rate(utilised: Numbers, generated: Numbers, old_stock: Numbers) -> Numbers:
    """Sum of utilised / sum of (generated + old stock utilised), mass weighted over all rows, before the cap.

    不适用 where nothing arose; an error where something was utilised of nothing.
    """
    sums = [np.where(is_number(a), a, 0.0).sum(-1) for a in (utilised, generated, old_stock)]
    arising = sums[1] + sums[2]
    with np.errstate(all="ignore"):
        rate = np.where(arising > 0, sums[0] / np.where(arising > 0, arising, 1.0), NOT_APPLICABLE)
    rate = np.where((arising < 0) | ((arising == 0) & (sums[0] != 0)), ERROR, rate)
    for argument in (old_stock, generated, utilised):
        rate = np.where(is_state(argument, PENDING).any(-1), PENDING, rate)
    for argument in (old_stock, generated, utilised):
        rate = np.where(is_error(argument).any(-1), first_error(argument), rate)
    return rate


def rate(utilised: Numbers, generated: Numbers, old_stock: Numbers) -> Numbers:
    """The utilisation rate, capped at 1 (S1 4.4.2). That it was above 1 is a finding of the checks."""
    before = uncapped_rate(utilised, generated, old_stock)
    return np.where(before > 1.0, 1.0, before)


def meets(value: Numbers, threshold: Numbers) -> Numbers:
    """1 where the rate meets its threshold, 0 where it does not; states and errors pass through."""
    return product_like(lambda v, t: (np.round(v, DECIMALS) >= np.round(t, DECIMALS)) * 1.0, value, threshold)


def balance_gap(opening: Numbers, intake: Numbers, used: Numbers, disposed: Numbers, transferred: Numbers,
                closing: Numbers) -> Numbers:
    """How far a row's mass balance is open, as a share of opening + intake (METHOD 2):

    (opening + intake - used - disposed - transferred - closing) / (opening + intake). Blank items count as nothing
    moved; a row without any input has no gap to speak of (不适用 is not said: EMPTY is left to the caller).
    """
    items = [opening, intake, used, disposed, transferred, closing]
    plain = [np.where(is_number(a), a, 0.0) for a in items]
    available = plain[0] + plain[1]
    with np.errstate(all="ignore"):
        gap = np.where(available > 0, (available - plain[2] - plain[3] - plain[4] - plain[5])
                       / np.where(available > 0, available, 1.0), NOT_APPLICABLE)
    for item in reversed(items):
        gap = np.where(is_state(item, PENDING), PENDING, gap)
    for item in reversed(items):
        gap = np.where(is_error(item), item, gap)
    return gap
