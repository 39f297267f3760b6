"""The ledger of greenhouse-gas flows (S1 4.5; GB/T 33760, ISO 14064-2): ER = sum of baseline -
project - leakage.

Totals look at the states of a column (`values`), whose rows stand on the last axis. The other
functions are plain arithmetic on numbers: a state among their arguments is dealt with before
(`functions.rules`).
"""

from __future__ import annotations

import numpy as np

from .values import (
    ERROR,
    PENDING,
    PENDING_TEXT,
    Numbers,
    Texts,
    by_cell,
    error_within,
    errors,
    first_nan,
    is_number,
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
    """The sum of the rows labelled `role`; any label will do, so a ledger of masses is summed the
    same way.

    A row whose label is 待填 might belong to it: then the sum is 待填 too.
    """
    chosen = np.asarray(roles == np.asarray(role, object)[..., None], bool)
    held = first_nan(errors(role), error_within(roles, emissions))
    unknown = np.asarray(roles == PENDING_TEXT, bool).any(-1)
    out: Numbers = unless(held, np.where(unknown, PENDING, total(emissions, chosen)))
    return out


def reduction(roles: Texts, emissions: Numbers) -> Numbers:
    """ER = sum of baseline - project - leakage, tCO2e, sign kept (S1 4.5, annexes A and B).

    A row that has an emission but none of the three roles is an error: it would drop out of the sum
    unseen.
    """
    sign = by_cell(lambda r: _SIGN.get(r, 0.0), roles)
    stray = (is_number(emissions) & (sign == 0)).any(-1)
    out: Numbers = np.where(stray, ERROR, total(emissions, weights=sign))
    out = unless(error_within(roles, emissions), out)
    return out


def solid_waste_reduction(used: Numbers, residue: Numbers) -> Numbers:
    """Solid waste kept from disposal, t = waste used - residue of its use (S1 4.3; METHOD 1)."""
    return used - residue
