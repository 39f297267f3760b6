"""Scores of indicators: curves through points, ratios to an advanced value, relative change. Arrays
in, arrays out."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import values as v


def curve_fault(xs: Any, ys: Any) -> Any:
    """Where the points of a curve are none: fewer than two, an x without a y, x not rising, y
    outside 0…1.

    The points stand on the last axis; what is empty at their end does not count.
    """
    known = ~np.isnan(xs)
    paired = (known == ~np.isnan(ys)).all(-1)
    started = (np.diff(known.astype(int), axis=-1) <= 0).all(-1)  # no gap
    with np.errstate(invalid="ignore"):
        rising = ((np.diff(xs, axis=-1) > 0) | ~known[..., 1:]).all(-1)
        inside = ((ys >= 0) & (ys <= 1) | ~known).all(-1)
    return ~(paired & started & rising & inside & (known.sum(-1) > 1))


def score(value: Any, xs: Any, ys: Any) -> Any:
    """0…1 through the points, straight between them, level beyond the ends. States of the value
    stay; a curve that is none gives #VALUE!."""
    value = np.asarray(value, float)
    shape = np.broadcast_shapes(np.shape(value), np.shape(xs)[:-1])
    xs, ys = (np.broadcast_to(a, (*shape, np.shape(a)[-1])) for a in (xs, ys))
    last = np.maximum((~np.isnan(xs)).sum(-1) - 1, 0)
    at = np.broadcast_to(value, shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        left = np.clip((xs <= at[..., None]).sum(-1) - 1, 0, np.maximum(last - 1, 0))
        x0, x1, y0, y1 = (
            np.take_along_axis(a, np.minimum(left + i, np.shape(a)[-1] - 1)[..., None], -1)[..., 0]
            for a in (xs, ys)
            for i in (0, 1)
        )
        slope = (np.clip(at, x0, x1) - x0) * (y1 - y0) / (x1 - x0)
    held = v.unless(
        v.first_error(at),
        v.unless(v.error_within(xs, ys), np.where(curve_fault(xs, ys), v.ERROR, at)),
    )
    return np.where(np.isnan(held), held, y0 + slope)


def change(target: Any, base: Any) -> Any:
    """(target - base) / |base|; 不适用 of a base of 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(base) == 0, v.NOT_APPLICABLE, (target - base) / np.abs(base))
