"""Functions of the contract for weights, for Python only: a vector cannot stand in one cell, and CR
needs the random index."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import data
from ..core import weighting

DOCUMENT = "synergy_index"  # S2 5.2.4 asks for the method


@cache
def random_index() -> dict[int, float]:
    """The random index by size of the matrix, from standards/."""
    return {int(row["n"]): float(row["value"]) for row in data.table(DOCUMENT, "random_index")}


def PARK_AHP_WEIGHTS(matrix: Any, method: str = "eigenvector") -> npt.NDArray[np.float64]:
    """Weights of the items of a pairwise comparison matrix, by `eigenvector` or `column_mean`; they
    sum to 1.

    ValueError, naming the cells, where the matrix is not square, complete, positive and reciprocal.
    """
    return weighting.priorities(matrix, method)


def PARK_AHP_CR(matrix: Any, method: str = "eigenvector") -> float:
    """Consistency ratio CR = CI / RI of a pairwise comparison matrix (accepted below 0.10); 0 for
    one or two items.

    ValueError as in PARK_AHP_WEIGHTS, and where no random index is known for the size.
    """
    return weighting.consistency(matrix, weighting.priorities(matrix, method), random_index()).cr


def PARK_ENTROPY_WEIGHTS(matrix: Any) -> npt.NDArray[np.float64]:
    """Entropy weights of the columns (indicators) of a decision matrix whose rows are objects; they
    sum to 1.

    Figures are taken as shares of the sum of their column; 0·ln 0 = 0; a column equal for all
    objects weighs 0. ValueError for negative figures, blanks, fewer than two rows, or where all
    columns are equal.
    """
    return weighting.entropy_weights(matrix)
