"""Rows of the table of operations: 协同度. Expected numbers by hand; those of case 10 stand in
shared/cases."""

from __future__ import annotations

from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA = CellError.NA
SYNERGY: list[tuple[str, tuple[Any, ...], Any]] = [
    ("EQUIVALENTS", (120, 0.95), 126315.78947368421),  # 120 000 kg ÷ 0.95
    ("EQUIVALENTS", (0, 0.95), 0.0),
    ("EQUIVALENTS", (-1, 0.95), NA),
    ("EQUIVALENTS", (1, 0), NA),
    ("EQUIVALENTS", (PENDING, 0.95), PENDING),
    ("CUT_RATE", (500, 480), 0.04),
    ("CUT_RATE", (100, 120), -0.2),
    ("CUT_RATE", (100, 0), 1.0),
    ("CUT_RATE", (0, 5), NOT_APPLICABLE),
    ("CUT_RATE", (-10, 5), NOT_APPLICABLE),  # of less than nothing there is no share
    ("ELASTICITY", (0.12, 0.04), 3.0),
    ("ELASTICITY", (-0.12, 0.04), -3.0),
    ("ELASTICITY", (0.12, 0), NOT_APPLICABLE),
    ("ELASTICITY", (0.12, 1e-14), NOT_APPLICABLE),  # rounding is no change
    ("ELASTICITY", (0, 0.04), 0.0),
    ("ELASTICITY", (NOT_APPLICABLE, 0.04), NOT_APPLICABLE),
    ("LARGER_CUT", (0.13, 0.04), "协同：污染物降幅大于碳排放"),
    ("LARGER_CUT", (0.02, 0.04), "协同：碳排放降幅大于污染物"),
    ("LARGER_CUT", (0.04, 0.04), "协同：两者降幅相同"),
    ("LARGER_CUT", (0.1, 0.1 + 1e-14), "协同：两者降幅相同"),
    ("DIRECTIONS", (0.13, -0.04, "大小"), "此消彼长：污染物下降而碳排放上升"),
    ("DIRECTIONS", (-0.13, 0.04, "大小"), "此消彼长：碳排放下降而污染物上升"),
    ("DIRECTIONS", (-0.13, -0.04, "大小"), "同步上升：污染物与碳排放都增加"),
    ("DIRECTIONS", (0.13, 0.04, "大小"), "大小"),
    ("ELASTICITY_VERDICT", (0.13, 0, "方向"), "碳排放没有变化，弹性系数无定义"),
    ("ELASTICITY_VERDICT", (0, -0.04, "方向"), "污染物没有变化，无协同"),
    ("ELASTICITY_VERDICT", (0.13, 0.04, "方向"), "方向"),
    ("ELASTICITY_VERDICT", (PENDING, 0.04, "方向"), PENDING),
    ("LOWER", (0.2, 0.8), 0.2),
    ("HIGHER", (0.2, 0.8), 0.8),
    ("COUPLING", (0.5, 0.5), 1.0),
    ("COUPLING", (0.2, 0.8), 0.8),  # 2·√0.16 ÷ 1
    ("COUPLING", (0, 0.8), 0.0),
    ("COUPLING", (0, 0), 0.0),
    ("COUPLING", (0.5, 1.2), NA),
    ("COUPLING", (-0.1, 0.5), NA),
    ("COUPLING", (NA, 0.5), NA),
    ("COUPLING_MODIFIED", (0.5, 0.5), 1.0),
    ("COUPLING_MODIFIED", (0.2, 0.8), 0.31622776601683794),  # √(0.4 · 0.25)
    ("COUPLING_MODIFIED", (0, 0), 0.0),
    ("COUPLING_MODIFIED", (0.5, 1.2), NA),
    ("DEVELOPMENT", (0.6, 0.8, 0.25), 0.75),
    ("DEVELOPMENT", (0.6, 0.8, 1.5), NA),
    ("DEVELOPMENT", (0.6, 0.8, None), None),
    ("COORDINATION", (0.64, 0.25), 0.4),
    ("COORDINATION", (0, 0.25), 0.0),
    ("COORDINATION", (-0.1, 0.25), NA),
    ("COORDINATION", (PENDING, 0.25), PENDING),
]
