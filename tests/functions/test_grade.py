"""PARK_GRADE: known answer 9 and the order of S2 6.4."""

from __future__ import annotations

from typing import Any

import pytest

from parkeval_xl.functions import PARK_GRADE

GOOD = (0.9, 0.8, 0.7)
TABLE = [  # index, shares of the goals, requirements, overall, grade
    (89.0, (1.0, 1.0, 0.45), True, True, "A"),  # known answer 9: the third goal is below half
    (85.0, GOOD, True, True, "AAA"),
    (84.99, GOOD, True, True, "AA"),
    (75.0, GOOD, True, True, "AA"),
    (60.0, GOOD, True, True, "A"),
    (59.9, GOOD, True, True, "无级别"),
    (59.9, (0.1, 0.9, 0.9), True, True, "无级别"),
    (76.0, (0.5, 0.5, 0.5), True, True, "AA"),
    (90.0, GOOD, False, True, "不予评级"),
    (90.0, GOOD, False, False, "不予评级"),
    ("待填", GOOD, False, True, "不予评级"),
    (90.0, GOOD, True, False, "不合格"),
    (40.0, GOOD, True, False, "不合格"),
    ("待填", GOOD, True, True, "未评（资料不全）"),
    (90.0, GOOD, None, True, "未评（资料不全）"),
    (90.0, GOOD, True, None, "未评（资料不全）"),
    (90.0, GOOD, "符合", "正向", "AAA"),
    (90.0, (0.9, "不适用", 0.9), True, True, "AAA"),
]


@pytest.mark.parametrize(("index", "shares", "met", "positive", "grade"), TABLE)
def test_grades(index: Any, shares: Any, met: Any, positive: Any, grade: str) -> None:
    assert PARK_GRADE(index, shares, met, positive) == grade


def test_other_words_are_refused() -> None:
    with pytest.raises(ValueError, match="requirements_met"):
        PARK_GRADE(90.0, GOOD, "也许", True)
