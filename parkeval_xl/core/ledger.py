"""The ledger of greenhouse-gas flows (S1 4.5; GB/T 33760, ISO 14064-2): ER = sum of baseline - project - leakage.

Numbers carry their state (`values`); the last axis of a column is its rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .values import EMPTY, ERROR, PENDING, Numbers, Texts, first_error, first_state, is_error, is_number, is_state, total

BASELINE, PROJECT, LEAKAGE = "基准线", "项目", "泄漏"
ROLES = (BASELINE, PROJECT, LEAKAGE)
_SIGN = {BASELINE: 1.0, PROJECT: -1.0, LEAKAGE: -1.0}


def emission(activity: Numbers, factor: Numbers, conversion: Numbers, state: Numbers) -> Numbers:
    """Emission of a flow, tCO2e = activity * factor * conversion.

    `conversion` is tCO2e per product of the two units, an error where the units do not fit. `state` is zero or the
    error or state of the arguments, which goes before.
    """
    value = product_like(lambda a, f, c: a * f * c, activity, factor, conversion)
    return np.where(np.isnan(state), state, value)


def role_total(role: Texts, roles: Texts, emissions: Numbers) -> Numbers:
    """The sum of the rows labelled `role`; any label will do, so a ledger of masses is summed the same way."""
    return total(emissions[..., :], np.asarray(roles == np.asarray(role, object)[..., None], bool))


def reduction(roles: Texts, emissions: Numbers) -> Numbers:
    """ER = sum of baseline - project - leakage, tCO2e, sign kept (S1 4.5, annexes A and B).

    A row that has an emission but none of the three roles is an error: it would drop out of the sum unseen.
    """
    sign = np.zeros(np.shape(roles))
    for role, value in _SIGN.items():
        sign = np.where(roles == role, value, sign)
    used = is_number(emissions)
    out = np.where(used, np.where(used, emissions, 0.0) * sign, 0.0).sum(-1)
    out = np.where(used.any(-1), out, EMPTY)
    out = np.where(is_state(emissions, PENDING).any(-1), PENDING, out)
    out = np.where((used & (sign == 0)).any(-1), ERROR, out)
    return np.where(is_error(emissions).any(-1), first_error(emissions), out)


def solid_waste_reduction(used: Numbers, residue: Numbers) -> Numbers:
    """Solid waste kept from disposal, t = waste used - residue of its use (S1 4.3; METHOD 1)."""
    return product_like(lambda u, r: u - r, used, residue)


def dry_mass(mass: Numbers, moisture: Numbers) -> Numbers:
    """Mass without water, t = wet mass * (1 - moisture)."""
    return product_like(lambda m, w: m * (1.0 - w), mass, moisture)


def product_like(formula: Callable[..., Numbers], *arguments: Numbers) -> Numbers:
    """`formula` of the arguments where all are numbers, else the first error or state among them."""
    state = first_state(*arguments)
    with np.errstate(all="ignore"):
        value = formula(*(np.where(np.isnan(state), 1.0, a) for a in arguments))
    value = np.where(np.isfinite(value), value, ERROR)
    return np.where(np.isnan(state), state, value)
