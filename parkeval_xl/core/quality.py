"""Data quality as arithmetic: shares of emissions by data grade (METHOD 10)."""

from __future__ import annotations

import numpy as np

from .values import EMPTY, Numbers, summed

GRADES = (1, 2, 3, 4)  # metered or invoiced, cross-checked ledger, estimate, default
BACKED = 2  # up to this grade a figure counts as backed by data


def grade_shares(emissions: Numbers, parts: Numbers) -> Numbers:
    """The share of absolute emissions of each grade; EMPTY where there are no emissions.

    `emissions` are those of n lines, in one unit; `parts` (n × 4) says which part of each line is
    of which grade. States weigh nothing.
    """
    weights = np.where(np.isnan(emissions), 0.0, np.abs(emissions))
    total = summed(weights)
    return summed(parts.T * weights) / total if total > 0 else np.full(len(GRADES), EMPTY)


def all_of(grade: int) -> Numbers:
    """The parts of a line whose figure is of one grade."""
    return np.array([float(grade == g) for g in GRADES])


def backed(shares: Numbers) -> float:
    """The share of grades 1 and 2; EMPTY where there are no shares."""
    return float(shares[:BACKED].sum()) if not np.isnan(shares).any() else EMPTY
