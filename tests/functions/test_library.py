"""Functions for Python only."""

from __future__ import annotations

import pytest

from parkeval_xl import data
from parkeval_xl.functions import PARK_FACTOR


@pytest.mark.parametrize(
    ("key", "region", "year", "value"),
    [
        ("电力", "湖南", 2023, 0.4976),
        ("电力", "全国", 2023, 0.5306),  # MEE/NBS announcement 2025 no. 47
        ("电力", "湖南", 2021, 0.5138),
        ("电力", "全国", 2022, 0.5366),  # announcements of 2024
        ("重型柴油货车30t", "湖南", 2024, 0.078),
        ("转炉碳钢", "湖南", 2024, 1.99),  # GB/T 51366-2019, tables E.0.1 and D.0.1
    ],
)
def test_factors_as_published(key: str, region: str, year: int, value: float) -> None:
    assert PARK_FACTOR(key, region, year) == value


def test_an_unknown_factor_says_what_looks_alike() -> None:
    with pytest.raises(data.UnknownFactor, match="转炉碳钢"):
        PARK_FACTOR("转炉钢")


@pytest.mark.parametrize(
    ("question", "error", "says"),
    [
        (("电力", "湖南", "x"), ValueError, "年份应为整数，如 2024，得到“x”"),
        (("电力", "湖南", 2023.5), ValueError, "年份应为整数"),
        (("电力", "湖南", True), ValueError, "年份应为整数"),
        (("电力", ["湖南"], 2023), LookupError, "地区应为文字"),
        (("电力", "火星", 2023), LookupError, "地区“火星”不认识"),
        ((None,), LookupError, "因子名称应为文字"),
        (([],), LookupError, "因子名称应为文字"),
    ],
)
def test_a_question_that_is_none_is_refused_in_words(
    question: tuple, error: type, says: str
) -> None:
    with pytest.raises(error, match=says):
        PARK_FACTOR(*question)


def test_no_region_is_the_nation_and_a_whole_year_may_be_a_float() -> None:
    assert PARK_FACTOR("电力", None, 2023.0) == PARK_FACTOR("电力", "全国", 2023)
