"""Cases of the operations of weights, for cells of Calc."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

NA, PENDING, NOT_APPLICABLE = CellError.NA, v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
SEEN = (2.5, 0.0, None, PENDING, NOT_APPLICABLE, "abc", NA)
FEW = (0.25, 4.0, None, PENDING, NA)


def _matrix(seed: int, size: int) -> tuple[tuple[float, ...], ...]:
    """Judgements at random, so often far from consistent."""
    random, out = np.random.default_rng(seed), np.ones((size, size))
    for i, j in zip(*np.triu_indices(size, 1), strict=True):
        out[i, j] = random.choice([1 / 9, 1 / 5, 1 / 3, 1.0, 2.0, 4.0, 9.0])
        out[j, i] = 1 / out[i, j]
    return tuple(map(tuple, out.tolist()))


MATRICES = [_matrix(seed, size) for seed, size in enumerate((2, 3, 3, 4, 5, 6, 7, 10))]
HOLED = (((1.0, PENDING), (PENDING, 1.0)), ((1.0, NA), (PENDING, 1.0)), ((1.0, "abc"), (2.0, 1.0)))
AREAS = (((2.0, 8.0), (None, 3.0), (PENDING, 2.0)), ((None, None), (NA, 1.0), (PENDING, NA)))
FIGURES = (
    (1.0, 3.0, 9.0),
    (0.0, 0.0, 5.0),
    (4.0, 4.0, 4.0),
    (0.0, 2.0, 7.0),
    (1.0, None, 2.0),
    (1.0, -2.0, 3.0),
    (PENDING, 1.0, 2.0),
    (1.0, NOT_APPLICABLE, 3.0),
    (1.0, "abc", 3.0),
    (1.0, 2.0, NA),
)
GROUPS, FAR = ("a", "a", "b", "a", "B"), (0.5, 0.7, 0.9, 0.5, PENDING)
WEIGHTING: dict[str, list[tuple[Any, ...]]] = {
    "JUDGEMENT": list(
        product(
            ("张", None, CellError.REF),
            (3.0, 1 / 3, 10.0, 0.0, None, PENDING, NOT_APPLICABLE, "3", NA),
            (1.0, -1.0),
            (0.11,),
            (9.0,),
        )
    ),
    "JOINT_JUDGEMENT": [(area, no) for area in AREAS for no in (1.0, 2.0, 3.0)],
    "COLUMN_SHARE": [(m, no) for m in (*MATRICES, *HOLED) for no in (1.0, 2.0)],
    "POWER_STEP": [
        (1.0, m, tuple([1 / len(m)] * len(m)), no) for m in MATRICES for no in (1.0, 2.0)
    ]
    + [(own, MATRICES[0], (own, own), 1.0) for own in (None, PENDING, NA, "abc")],
    "MATRIX_TIMES": [
        (1.0, m, tuple(range(1, len(m) + 1)), no) for m in MATRICES for no in (1.0, 2.0)
    ]
    + [(own, MATRICES[0], (own, own), 1.0) for own in (None, PENDING, NA, "abc")],
    "SUM_OVER": [(column, 2.0) for column in product((*SEEN[:5], NA), repeat=3)],
    "SHARE_OF": [(x, (x, y)) for x, y in product((*SEEN[:5], NA), repeat=2)],
    "CONSISTENCY_INDEX": list(
        product((5.08, 2.0, None, PENDING, "abc", NA), (5.0, 2.0, 1.0, None, NA))
    ),
    "CONSISTENCY_RATIO": list(
        product((0.02, 0.0, None, PENDING, "abc", NA), (1.12, 0.0, None, NA))
    ),
    "ACCEPTANCE": list(product((0.0999, 0.1, None, PENDING, "abc", NA), (0.1, None, NA))),
    "DEVIATION": list(product((*FEW, 0.0, -1.0, "abc"), (*FEW, 0.0))),
    "RANK_WITHIN": [(FAR[i], float(i + 1), g, GROUPS, FAR) for i, g in enumerate(GROUPS)]
    + [(FAR[0], 1.0, "a", GROUPS, (*FAR[:4], NA)), (NA, 1.0, "a", GROUPS, FAR)],
    "RANK_KEY": list(product(("甲组", None, CellError.REF), (1.0, 3.0), (2.0, None, PENDING, NA))),
    "BY_METHOD": list(
        product(
            ("特征向量法", "列平均法", None, PENDING, "其他", NA),
            (0.25, PENDING, "abc", NA),
            (0.5, None, NA),
        )
    ),
    "IF_ACCEPTED": list(product(("接受", "重新判断", None, PENDING, NA), SEEN)),
    "DOWN_THE_TREE": [
        (a, b, c, 1.0) for a, b, c in product((0.5, PENDING, NA), SEEN, (0.25, None))
    ],
    "DIVERGENCE": [
        (FIGURES, float(no), m)
        for no in range(1, len(FIGURES) + 1)
        for m in (2.0, 3.0, None, PENDING)
    ]
    + [(FIGURES, 1.0, m) for m in (1.0, 4.0, 2.5, NA, "abc")],
    "COMBINED_WEIGHT": list(
        product(
            ("层次分析法", "熵权法", "线性综合", None, "其他", NA),
            (0.2, None, PENDING, NA),
            (0.1, None, PENDING, "abc"),
            (0.25, None, 1.5),
        )
    ),
}
