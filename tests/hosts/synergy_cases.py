"""Cases of the operations of 协同度, for cells of Calc."""

from __future__ import annotations

from itertools import product
from typing import Any

CUTS = (0.13, 0.04, 0.0, -0.04, -1.0, 1e-14, 0.04 + 1e-14)  # a helper keeps states from the body
LEVELS = (0.6, 0.8, 1.0, 0.0, 1.2, -0.1, 1e-9)
OPERATIONS: dict[str, list[tuple[Any, ...]]] = {
    "EQUIVALENTS": list(product((120.0, 0.0, -3.0), (0.95, 0.0))),
    "CUT_RATE": list(product((500.0, 0.0, -3.0), (480.0, 0.0, -3.0, 700.0))),
    **{name: list(product(CUTS, CUTS)) for name in ("ELASTICITY", "LARGER_CUT")},
    **{name: list(product(CUTS, CUTS, ("词",))) for name in ("DIRECTIONS", "ELASTICITY_VERDICT")},
    **{
        name: [(a, b) for a, b in product(LEVELS, LEVELS) if a <= b]
        for name in ("COUPLING", "COUPLING_MODIFIED")
    },
    **{name: list(product(LEVELS, LEVELS)) for name in ("COORDINATION", "LOWER", "HIGHER")},
    "DEVELOPMENT": list(product(LEVELS, (0.25, 0.0), (0.5, 1.0, 1.5))),
}
