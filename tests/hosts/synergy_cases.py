"""Cases of the operations of 协同度, for cells of Calc."""

from __future__ import annotations

from itertools import product
from typing import Any

from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT, CellError

STATES = (None, PENDING_TEXT, NOT_APPLICABLE_TEXT, "abc", CellError.NA)
CUTS = (0.13, 0.04, 0.0, -0.04, -1.0, 1e-14, 0.04 + 1e-14, *STATES)
LEVELS = (0.6, 0.8, 1.0, 0.0, 1.2, -0.1, 1e-9, *STATES)
OPERATIONS: dict[str, list[tuple[Any, ...]]] = {
    "EQUIVALENTS": list(
        product((120.0, 0.0, -3.0, 1e306, *STATES), (0.95, 0.0, None, CellError.DIV0))
    ),
    "CUT_RATE": list(product((500.0, 0.0, -3.0, *STATES), (480.0, 0.0, -3.0, 700.0, *STATES))),
    **{name: list(product(CUTS, CUTS)) for name in ("ELASTICITY", "ELASTICITY_VERDICT")},
    **{
        name: list(product(LEVELS, LEVELS))
        for name in ("COUPLING", "COUPLING_MODIFIED", "COORDINATION")
    },
    "DEVELOPMENT": list(product(LEVELS, (0.25, 0.0, *STATES), (0.5, 1.0, 1.5, *STATES))),
}
