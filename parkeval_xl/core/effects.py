"""How far results move when one figure is taken back, as arithmetic."""

from __future__ import annotations

from math import inf

import numpy as np

from .values import Numbers


def relative_moves(before: Numbers, after: Numbers) -> Numbers:
    """By what share each result moves, |after − before| / |before|.

    Infinite where a result is there with one and not with the other, or comes from 0; 0 where
    neither is a number.
    """
    known = ~np.isnan(before), ~np.isnan(after)
    with np.errstate(all="ignore"):
        moves = np.abs(after - before) / np.abs(before)
    moves = np.where((before == 0) & (after != 0), inf, moves)
    moves = np.where(before == after, 0.0, moves)
    return np.where(known[0] & known[1], moves, np.where(known[0] == known[1], 0.0, inf))


def largest(moves: Numbers) -> int:
    """Which result moves most; of equal moves (up to rounding) the first."""
    top = moves.max()
    return int(np.argmax(moves >= (top if top == inf else top * (1 - 1e-9))))
