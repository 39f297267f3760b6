"""The ledger of greenhouse-gas flows (S1 4.5; GB/T 33760, ISO 14064-2): ER = sum of baseline - project - leakage.

Totals look at the states of a column (`values`), whose rows stand on the last axis. The other functions are plain
arithmetic on numbers: a state among their arguments is dealt with before (`functions.rules`).
"""

from __future__ import annotations

import numpy as np

from .values import (
    EMPTY,
    ERROR,
    PENDING,
    Numbers,
    Texts,
    error_within,
    errors,
    finite,
    first_nan,
    is_number,
    is_state,
    total,
    unless,
)

BASELINE, PROJECT, LEAKAGE = "基准线", "项目", "泄漏"
ROLES = (BASELINE, PROJECT, LEAKAGE)
_SIGN = {BASELINE: 1.0, PROJECT: -1.0, LEAKAGE: -1.0}


def emission(activity: Numbers, factor: Numbers, conversion: Numbers) -> Numbers:
    """Emission of a flow, tCO2e; `conversion` is tCO2e per product of the two units."""
    return activity * factor * conversion


def role_total(role: Texts, roles: Texts, emissions: Numbers) -> Numbers:
    """The sum of the rows labelled `role`; any label will do, so a ledger of masses is summed the same way."""
    chosen = np.asarray(roles == np.asarray(role, object)[..., None], bool)
    return unless(first_nan(errors(role), error_within(roles)), total(emissions, chosen))


def reduction(roles: Texts, emissions: Numbers) -> Numbers:
    """ER = sum of baseline - project - leakage, tCO2e, sign kept (S1 4.5, annexes A and B).

    A row that has an emission but none of the three roles is an error: it would drop out of the sum unseen.
    """
    sign = np.zeros(np.shape(roles))
    for role, value in _SIGN.items():
        sign = np.where(roles == role, value, sign)
    used = is_number(emissions)
    with np.errstate(over="ignore", invalid="ignore"):
        out = finite((np.where(used, emissions, 0.0) * sign).sum(-1))
    out = np.where(used.any(-1), out, EMPTY)
    out = np.where(is_state(emissions, PENDING).any(-1), PENDING, out)
    out = np.where((used & (sign == 0)).any(-1), ERROR, out)
    return unless(error_within(roles, emissions), out)


def solid_waste_reduction(used: Numbers, residue: Numbers) -> Numbers:
    """Solid waste kept from disposal, t = waste used - residue of its use (S1 4.3; METHOD 1)."""
    return used - residue


def dry_mass(mass: Numbers, moisture: Numbers) -> Numbers:
    """Mass without water, t = wet mass * (1 - moisture)."""
    return mass * (1.0 - moisture)
