"""Cases of the operations of weights, for cells of Calc."""

from __future__ import annotations

from itertools import product
from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

NA, PENDING, NOT_APPLICABLE = CellError.NA, v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
SEEN = (2.5, 0.0, None, PENDING, NOT_APPLICABLE, "abc", NA)
FEW = (0.25, 4.0, PENDING, NA)  # computed cells: an empty one is a text, not blank


GROUPS, FAR = (1.0, 1.0, 2.0, 1.0), (0.5, 0.7, 0.9, 0.5)
WEIGHTING: dict[str, list[tuple[Any, ...]]] = {
    "JUDGEMENT": list(
        product(
            ("张", None, CellError.REF),
            (3.0, 1 / 3, 10.0, 0.0, None, PENDING, NOT_APPLICABLE, "3", NA),
            (0.11,),
            (9.0,),
        )
    ),
    "WHOLE_INVERSE": [(x,) for x in (0.333, 0.17, 0.4, 0.11, 1.0, 9.0, *FEW)],
    "EXACT_INVERSE": [
        (x, float(k)) for x, k in ((0.333, 3), (0.17, 6), (0.14, 7), (0.35, 3), (9.0, 2))
    ]
    + [(x, x) for x in (PENDING, NA)],
    "JUDGED_POWER": list(product(FEW, (-1.0,))),
    "LOGARITHM": [(x,) for x in FEW],
    "JOINT_STATE": [(column,) for column in product((2.5, None, PENDING, NA), repeat=3)],
    "JOINT_JUDGEMENT": [(1.0, (0.5, 2.0, None)), (PENDING, (PENDING, 1.0, None)), (NA, (NA, 1.0))],
    "COLUMN_SHARE": [(1.0, (1.0, 3.0)), (PENDING, (PENDING, 1.0))],
    "STATED_RATIO": list(product((1.0, PENDING, NA), (2.5,), (4.0,))),
    "STATED_MEAN": [(1.0, (1.0, 3.0), 2.0), (PENDING, (PENDING, 1.0), 2.0)],
    "SUM_OVER": [(column, 2.0) for column in product((*SEEN[:5], NA), repeat=3)],
    "SHARE_STATE": [(column,) for column in product((0.0, 2.5, None, PENDING, NA), repeat=2)],
    "SHARE_OF": [(1.0, 2.5, (2.5, 0.5)), (NA, NA, (NA, 1.0)), (PENDING, None, (None, PENDING))],
    "CONSISTENCY_INDEX": list(product((5.08, 2.0), (5.0, 2.0, 1.0))),
    "CONSISTENCY_RATIO": list(product((0.02, 0.0), (1.12, 0.0))),
    "ACCEPTANCE": list(product((0.0999, 0.1), (0.1,))),
    "DEVIATION": list(product((0.25, 4.0, 0.0, -1.0), (0.25, 4.0))),
    "RANKED": [(x,) for x in (0.1234567894, 0.0, *FEW)],
    "RANK_WITHIN": [
        (FAR[i], max(FAR[i], -1.0), i + 1.0, g, (0.5, 0.7, 0.9, 0.5), (1.0, 2.0, 3.0, 4.0), GROUPS)
        for i, g in enumerate(GROUPS)
    ]
    + [(PENDING, -1.0, 1.0, 1.0, (-1.0, 0.5), (1.0, 2.0), (1.0, 1.0))],
    "RANK_CODE": list(product((2.0, PENDING, NA), (3.0,), (2.0,))),
    "ROW_OF_NUMBER": list(product((302.0, 5.0, PENDING, NA), ((301.0, PENDING, 302.0),))),
    "METHOD_NO": [(x,) for x in ("特征向量法", "列平均法", None, PENDING, "其他", NA)],
    "BY_METHOD": list(product((1.0, 2.0, PENDING, NA), (0.25, PENDING, NA), (0.5, PENDING))),
    "IF_ACCEPTED": list(product(("接受", "重新判断", None, PENDING, NA), (0.3, PENDING, NA))),
    "OBJECT_COUNT": [(x, 12.0) for x in (2.0, 12.0, 13.0, 2.5, 1.0, *SEEN)],
    "OBJECT_FIGURE": list(product((3.0, PENDING, NA), (3.0, 4.0), (-1.0, *SEEN))),
    "LOG_PART": [(x,) for x in (0.0, *FEW)],
    "OBJECTS_STATE": list(
        product((2.0, PENDING, NA), tuple(product((2.5, None, PENDING, NA), repeat=2)))
    ),
    "ENTROPY_OF": [
        (1.0, (1.0, 3.0), (0.0, 3.3), 2.0),
        (1.0, (0.0, 0.0), (0.0, 0.0), 2.0),
        (PENDING, (PENDING, 1.0), (PENDING, 0.0), 2.0),
    ],
    "DIVERGENCE": [
        (0.5, (1.0, 3.0)),
        (1.0, (3.0, 3.0)),
        (PENDING, (3.0, PENDING)),
        (NA, (NA, 1.0)),
    ],
    "CHOICE_NO": [(x,) for x in ("层次分析法", "熵权法", "线性综合", None, "其他", NA)],
    "SHARE_ENTRY": [(x,) for x in (0.25, 1.5, *SEEN)],
    "NEEDED": [(x,) for x in (None, *FEW)],
    "MIXED_WEIGHT": [(0.25, 0.2, 0.1)],
    "COMBINED_WEIGHT": list(
        product((1.0, 2.0, 3.0, PENDING, NA), (0.2, PENDING, NA), (0.1, PENDING), (0.15, PENDING))
    ),
}
