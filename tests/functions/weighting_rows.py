"""Rows of the table of operations: weights. Expected numbers by hand: of ((1, 3), (1/3, 1)) the
weights are 3/4 and 1/4."""

from __future__ import annotations

from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, REF, VALUE = CellError.NA, CellError.REF, CellError.VALUE
TWO = ((1, 3), (1 / 3, 1))
WEIGHTING: list[tuple[str, tuple[Any, ...], Any]] = [
    ("JUDGEMENT", ("张", 3, 1, 0.11, 9), 3.0),
    ("JUDGEMENT", ("张", 4, -1, 0.11, 9), 0.25),
    ("JUDGEMENT", (None, 4, 1, 0.11, 9), None),  # who does not say who he is does not count
    ("JUDGEMENT", (None, NA, 1, 0.11, 9), NA),
    ("JUDGEMENT", ("张", None, 1, 0.11, 9), PENDING),
    ("JUDGEMENT", ("张", PENDING, -1, 0.11, 9), PENDING),
    ("JUDGEMENT", ("张", 10, 1, 0.11, 9), VALUE),
    ("JUDGEMENT", ("张", 0, -1, 0.11, 9), VALUE),
    ("JUDGEMENT", ("张", NOT_APPLICABLE, 1, 0.11, 9), VALUE),
    ("JUDGEMENT", ("张", "同等", 1, 0.11, 9), VALUE),
    ("JOINT_JUDGEMENT", (((2, 8), (1, 1)), 1), 4.0),  # √16
    ("JOINT_JUDGEMENT", (((2, None), (1, 1)), 1), 2.0),
    ("JOINT_JUDGEMENT", (((None, None), (1, 1)), 1), PENDING),
    ("JOINT_JUDGEMENT", (((2, PENDING), (1, 1)), 1), PENDING),
    ("JOINT_JUDGEMENT", (((2, PENDING), (1, 1)), 2), 1.0),
    ("JOINT_JUDGEMENT", (((PENDING, NA), (1, 1)), 1), NA),
    ("COLUMN_SHARE", (TWO, 1), 0.75),  # 1 ÷ (1 + 1/3)
    ("COLUMN_SHARE", (TWO, 2), 0.25),
    ("COLUMN_SHARE", (((1, PENDING), (PENDING, 1)), 1), PENDING),
    ("COLUMN_SHARE", (((1, NA), (PENDING, 1)), 1), NA),
    ("POWER_STEP", (0.5, TWO, (0.5, 0.5), 1), 0.75),
    ("POWER_STEP", (0.5, TWO, (0.5, 0.5), 2), 0.25),
    ("POWER_STEP", (PENDING, TWO, (PENDING, PENDING), 1), PENDING),
    ("POWER_STEP", (NA, TWO, (NA, NA), 1), NA),
    ("MATRIX_TIMES", (0.75, TWO, (0.75, 0.25), 1), 1.5),  # 1·0.75 + 3·0.25
    ("MATRIX_TIMES", (0.25, TWO, (0.75, 0.25), 2), 0.5),
    ("MATRIX_TIMES", (None, TWO, (None, None), 1), None),
    ("SUM_OVER", ((1, 2, 6), 3), 3.0),
    ("SUM_OVER", ((1, None, NOT_APPLICABLE), 1), 1.0),
    ("SUM_OVER", ((None, None), 1), None),
    ("SUM_OVER", ((1, PENDING), 1), PENDING),
    ("SUM_OVER", ((PENDING, NA), 1), NA),
    ("SHARE_OF", (1, (1, 3)), 0.25),
    ("SHARE_OF", (0, (0, 0)), VALUE),
    ("SHARE_OF", (None, (None, 1)), None),
    ("SHARE_OF", (1, (1, PENDING)), PENDING),
    ("SHARE_OF", (1, (1, REF)), REF),
    ("CONSISTENCY_INDEX", (5.08, 5), 0.02),  # 0.08 ÷ 4
    ("CONSISTENCY_INDEX", (2, 2), 0.0),
    ("CONSISTENCY_RATIO", (0.0224, 1.12), 0.02),
    ("CONSISTENCY_RATIO", (0, 0), 0.0),
    ("ACCEPTANCE", (0.0999, 0.1), "接受"),
    ("ACCEPTANCE", (0.1, 0.1), "重新判断"),
    ("ACCEPTANCE", (PENDING, 0.1), PENDING),
    ("DEVIATION", (2, 0.5), 1.3862943611198906),  # ln 4
    ("DEVIATION", (0.5, 2), 1.3862943611198906),
    ("DEVIATION", (2, 2), 0.0),
    ("DEVIATION", (0, 2), VALUE),
    ("RANK_WITHIN", (0.5, 2, "a", ("a", "a", "b"), (0.7, 0.5, 0.9)), 2.0),
    (
        "RANK_WITHIN",
        (0.5, 1, "a", ("a", "a", "b"), (0.5, 0.5 + 1e-12, 0.9)),
        1.0,
    ),  # equal but for rounding: the upper first
    ("RANK_WITHIN", (0.5, 2, "a", ("a", "a", "b"), (0.5, 0.5, PENDING)), 2.0),
    ("RANK_WITHIN", (PENDING, 2, "a", ("a", "a"), (0.5, PENDING)), PENDING),
    ("RANK_WITHIN", (0.5, 1, "a", ("a", "a"), (0.5, NA)), NA),
    ("RANK_KEY", ("甲组", 2, 2), "甲组·2"),
    ("RANK_KEY", ("甲组", 2, PENDING), None),
    ("RANK_KEY", ("甲组", 2, NA), NA),
    ("BY_METHOD", ("特征向量法", 1, 2), 1.0),
    ("BY_METHOD", ("列平均法", 1, 2), 2.0),
    ("BY_METHOD", (None, 1, 2), PENDING),
    ("BY_METHOD", ("几何平均法", 1, 2), VALUE),
    ("BY_METHOD", ("列平均法", PENDING, PENDING), PENDING),
    ("IF_ACCEPTED", ("接受", 0.3), 0.3),
    ("IF_ACCEPTED", ("重新判断", 0.3), PENDING),
    ("IF_ACCEPTED", (PENDING, PENDING), PENDING),
    ("IF_ACCEPTED", ("接受", NA), NA),
    ("DOWN_THE_TREE", (0.5, 0.5, 0.2, 1), 0.05),
    ("DIVERGENCE", (((1, 0), (3, 3)), 1, 2), 1.0),  # certainty: no entropy
    ("DIVERGENCE", (((1, 0), (3, 3)), 2, 2), 0.0),
    ("DIVERGENCE", (((1, 3, 9),), 1, 2), 0.18872187554086717),  # 1 − (¼·log₂4 + ¾·log₂(4/3))
    ("DIVERGENCE", (((1, None, 9),), 1, 2), PENDING),
    ("DIVERGENCE", (((1, -1),), 1, 2), VALUE),
    ("DIVERGENCE", (((1, NOT_APPLICABLE),), 1, 2), VALUE),
    ("DIVERGENCE", (((1, NA),), 1, 2), NA),
    ("DIVERGENCE", (((1, 2),), 1, None), None),
    ("DIVERGENCE", (((1, 2),), 1, 3), VALUE),
    ("DIVERGENCE", (((1, 2),), 1, 1), VALUE),
    ("DIVERGENCE", (((0, 0),), 1, 2), 0.0),
    ("COMBINED_WEIGHT", ("层次分析法", 0.2, None, None), 0.2),
    ("COMBINED_WEIGHT", ("层次分析法", PENDING, 0.1, 0.5), PENDING),
    ("COMBINED_WEIGHT", ("熵权法", PENDING, 0.1, 0.5), 0.1),
    ("COMBINED_WEIGHT", ("熵权法", 0.2, None, 0.5), PENDING),
    ("COMBINED_WEIGHT", ("线性综合", 0.2, 0.1, 0.25), 0.125),  # ¼·0.2 + ¾·0.1
    ("COMBINED_WEIGHT", ("线性综合", 0.2, None, 0.25), PENDING),
    ("COMBINED_WEIGHT", ("线性综合", 0.2, 0.1, 1.5), VALUE),
    ("COMBINED_WEIGHT", (None, 0.2, 0.1, 0.5), PENDING),
    ("COMBINED_WEIGHT", ("其他", 0.2, 0.1, 0.5), VALUE),
]
