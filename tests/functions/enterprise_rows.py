"""Rows of the table of operations: sectors, advanced values, scores of firms. Expected numbers by
hand."""

from __future__ import annotations

from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, VALUE, DIV0 = CellError.NA, CellError.VALUE, CellError.DIV0
FAR = 1e300
FIVE, SECTORS = (50.0, 10.0, 40.0, 30.0, 20.0, 1.0), ("31",) * 5 + ("42",)
TABLE_OF_SECTORS = ("42", "31", "31", "", "?")
ENTERPRISE: list[tuple[str, tuple[Any, ...], Any]] = [
    ("SECTOR_OF", ("3110", 1), "31"),
    ("SECTOR_OF", ("Ｃ３１ １０", 1), "31"),
    ("SECTOR_OF", (3110.0, 1), "31"),
    ("SECTOR_OF", ("c31", 1), "31"),
    ("SECTOR_OF", ("31100", 1), "?"),
    ("SECTOR_OF", ("C3", 1), "?"),
    ("SECTOR_OF", ("CC31", 1), "?"),
    ("SECTOR_OF", (31.5, 1), "?"),
    ("SECTOR_OF", (NA, 1), "?"),
    ("SECTOR_OF", (None, 1), PENDING),
    ("SECTOR_OF", (None, None), None),
    ("LESS_FIRST", (2.5,), 2.5),
    ("LESS_FIRST", (0,), FAR),  # nothing emitted is no measure for others
    ("LESS_FIRST", (PENDING,), FAR),
    ("LESS_FIRST", (DIV0,), FAR),
    ("LESS_FIRST", (1e301,), FAR),
    ("MORE_FIRST", (2.5,), -2.5),
    ("MORE_FIRST", (0,), 0.0),
    ("MORE_FIRST", (NOT_APPLICABLE,), FAR),
    (
        "BEST_OF_SECTOR",
        ("31", SECTORS, FIVE, 5, 0.2, 5),
        18.0,
    ),  # place 4 · 0.2 = 0.8 from the least: 10 + 0.8 · 10
    (
        "BEST_OF_SECTOR",
        ("31", SECTORS, tuple(-x for x in FIVE), 5, 0.2, 5),
        42.0,
    ),  # from the greatest: 50 - 0.8 · 10
    ("BEST_OF_SECTOR", ("31", SECTORS, (FAR, *FIVE[1:]), 4, 0.2, 5), None),  # four have a figure
    (
        "BEST_OF_SECTOR",
        ("31", SECTORS, (FAR, *FIVE[1:]), 4, 0.2, 4),
        16.0,
    ),  # place 0.6: 10 + 0.6 · 10
    ("BEST_OF_SECTOR", ("42", SECTORS, FIVE, 1, 0.2, 1), 1.0),
    ("BEST_OF_SECTOR", ("33", SECTORS, FIVE, 0, 0.2, 0), None),
    ("BEST_OF_SECTOR", ("", SECTORS, FIVE, None, 0.2, 1), None),
    ("BEST_OF_SECTOR", (PENDING, SECTORS, FIVE, None, 0.2, 1), None),
    ("BEST_OF_SECTOR", ("31", SECTORS, (NA, *FIVE[1:]), NA, 0.2, 1), NA),
    ("SIZE_OF_SECTOR", ("31", SECTORS, FIVE), 5.0),
    ("SIZE_OF_SECTOR", ("31", SECTORS, (FAR, *FIVE[1:])), 4.0),
    ("SIZE_OF_SECTOR", ("33", SECTORS, FIVE), 0.0),
    ("SIZE_OF_SECTOR", ("", SECTORS, FIVE), None),
    ("SIZE_OF_SECTOR", ("?", SECTORS, FIVE), None),
    ("SIZE_OF_SECTOR", ("31", SECTORS, (NA, *FIVE[1:])), NA),
    ("BEST_OF_PARK", (FIVE[:5], 0.2), 18.0),
    ("BEST_OF_PARK", ((7.0,), 0.2), 7.0),
    ("BEST_OF_PARK", ((FAR, FAR), 0.2), None),
    ("BEST_OF_PARK", ((FAR, DIV0), 0.2), DIV0),
    ("ADVANCED", (5, "31", TABLE_OF_SECTORS, (1, 2, 3, None, None), 4), 5.0),
    (
        "ADVANCED",
        (None, "31", TABLE_OF_SECTORS, (1, 2, 3, None, None), 4),
        2.0,
    ),  # the first of two rows
    ("ADVANCED", (0, "31", TABLE_OF_SECTORS, (1, None, 3, None, None), 4), 4.0),
    ("ADVANCED", (None, "31", TABLE_OF_SECTORS, (1, 0, 3, None, None), 4), 4.0),
    ("ADVANCED", (None, "33", TABLE_OF_SECTORS, (1, 2, 3, None, None), None), NOT_APPLICABLE),
    ("ADVANCED", (None, "31", TABLE_OF_SECTORS, (1, PENDING, 3, None, None), 4), PENDING),
    ("ADVANCED", (None, "31", TABLE_OF_SECTORS, (1, "abc", 3, None, None), 4), VALUE),
    ("ADVANCED", (None, "31", TABLE_OF_SECTORS, (1, -2, 3, None, None), 4), -2.0),
    ("ADVANCED", (None, "?", TABLE_OF_SECTORS, (1, 2, 3, None, 9), 4), None),
    ("SCORE_LESS", ("31", 4, 2), 0.5),
    ("SCORE_LESS", ("31", 1, 2), 1.0),
    ("SCORE_LESS", ("31", 0, NOT_APPLICABLE), 1.0),
    ("SCORE_LESS", ("31", 0, VALUE), 1.0),
    ("SCORE_LESS", ("31", 4, -2), VALUE),
    ("SCORE_LESS", ("31", PENDING, 2), PENDING),
    ("SCORE_LESS", ("31", PENDING, -2), VALUE),
    ("SCORE_LESS", ("31", NOT_APPLICABLE, -2), NOT_APPLICABLE),
    ("SCORE_LESS", ("", None, None), None),
    ("SCORE_LESS", (PENDING, 4, 2), PENDING),
    ("SCORE_LESS", ("?", 4, 2), VALUE),
    ("SCORE_MORE", ("31", 60, 80), 0.75),
    ("SCORE_MORE", ("31", 0, 80), 0.0),
    ("SCORE_MORE", ("31", 90, 80), 1.0),
    ("SCORE_MORE", ("31", 0, NOT_APPLICABLE), NOT_APPLICABLE),
    ("SCORE_MORE", ("31", DIV0, 80), DIV0),
    ("ONE_OF_THREE", (80, 80, 60, "绿", "黄", "红"), "绿"),
    ("ONE_OF_THREE", (80 - 1e-12, 80, 60, "绿", "黄", "红"), "绿"),
    ("ONE_OF_THREE", (79.99, 80, 60, "绿", "黄", "红"), "黄"),
    ("ONE_OF_THREE", (59.99, 80, 60, "绿", "黄", "红"), "红"),
    ("ONE_OF_THREE", (PENDING, 80, 60, "绿", "黄", "红"), PENDING),
    ("ONE_OF_THREE", (None, 80, 60, "绿", "黄", "红"), None),
    ("ONE_OF_THREE", (DIV0, 80, 60, "绿", "黄", "红"), DIV0),
]
