"""Functions of the contract for Python only: no cell reads package data."""

from __future__ import annotations

from .. import data
from ..data.factor_table import question


def PARK_FACTOR(key: str, region: str | None = "全国", year: int | None = None) -> float:
    """The value of an emission factor by the look-up rule, in the unit `data.factor(key, region, year).unit`.

    Province, else its grid region, else the nation; latest year up to the accounting year. Raises
    `data.UnknownFactor` or `data.AmbiguousFactor`, both LookupError, with the reason; ValueError where the year is no
    whole number.
    """
    return data.factor(*question(key, region, year)).value
