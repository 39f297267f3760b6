"""Functions of the contract for Python only: no cell reads package data."""

from __future__ import annotations

from .. import data


def PARK_FACTOR(key: str, region: str = "全国", year: int | None = None) -> float:
    """The value of an emission factor by the look-up rule, in the unit `data.factor(key, region, year).unit`.

    Province, else its grid region, else the nation; latest year up to the accounting year. Raises
    `data.UnknownFactor` or `data.AmbiguousFactor`, both LookupError, with the reason.
    """
    return data.factor(key, region, year).value
