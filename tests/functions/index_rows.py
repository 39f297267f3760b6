"""Rows of the table of operations: indices. Expected numbers by hand."""

from __future__ import annotations

from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, REF, VALUE = CellError.NA, CellError.REF, CellError.VALUE
GROUPS = ("甲", "甲", "乙")
WEIGHTS = (0.2, 0.1, 0.3)
BANDS = (("AAA", "AA", "A", "无级别"), (85, 75, 60, None))
INDEX: list[tuple[str, tuple[Any, ...], Any]] = [
    ("GROUP_WEIGHT", ("甲", GROUPS, WEIGHTS), 0.30000000000000004),
    ("GROUP_WEIGHT", ("丙", GROUPS, WEIGHTS), 0.0),
    ("GROUP_WEIGHT", ("甲", GROUPS, (0.2, NA, 0.3)), NA),
    ("GROUP_SCORE", ("甲", GROUPS, (0.5, 0.8, 0.1), WEIGHTS), 0.6),  # (0.2 * 0.5 + 0.1 * 0.8) / 0.3
    ("GROUP_SCORE", ("甲", GROUPS, (0.5, NOT_APPLICABLE, 0.1), WEIGHTS), 0.5),
    ("GROUP_SCORE", ("甲", GROUPS, (NOT_APPLICABLE, NOT_APPLICABLE, 0.1), WEIGHTS), NOT_APPLICABLE),
    ("GROUP_SCORE", ("甲", GROUPS, (0.5, PENDING, 0.1), WEIGHTS), PENDING),
    ("GROUP_SCORE", ("乙", GROUPS, (0.5, PENDING, 0.1), WEIGHTS), 0.1),
    (
        "GROUP_SCORE",
        ("乙", GROUPS, (0.5, REF, 0.1), WEIGHTS),
        REF,
    ),  # a broken row beside it is not to be trusted
    (
        "HANDED_DOWN",
        (0.5, 0.2, "甲", GROUPS, (0.5, NOT_APPLICABLE, 0.1), WEIGHTS, 0.3),
        0.3,
    ),  # alone, it carries the group
    ("HANDED_DOWN", (0.5, 0.2, "甲", GROUPS, (0.5, 0.8, 0.1), WEIGHTS, 0.3), 0.2),
    (
        "HANDED_DOWN",
        (NOT_APPLICABLE, 0.1, "甲", GROUPS, (0.5, NOT_APPLICABLE, 0.1), WEIGHTS, 0.3),
        0.0,
    ),
    (
        "HANDED_DOWN",
        (PENDING, 0.1, "甲", GROUPS, (0.5, PENDING, 0.1), WEIGHTS, 0.3),
        0.1,
    ),  # weights are known without scores
    ("HANDED_DOWN", (0.5, 0.2, "甲", GROUPS, (0.5, 0.8, 0.1), WEIGHTS, PENDING), PENDING),
    ("HANDED_DOWN", (NA, 0.2, "甲", GROUPS, (NA, 0.8, 0.1), WEIGHTS, 0.3), NA),
    ("POINTS", (0.25, 0.4), 10.0),
    ("POINTS", (0.0, NOT_APPLICABLE), 0.0),
    ("POINTS", (0.25, PENDING), PENDING),
    ("LOST", (0.25, 0.4), 15.0),
    ("LOST", (0.0, NOT_APPLICABLE), 0.0),
    ("LOST", (PENDING, 0.4), PENDING),
    ("MEAN_OF_YEARS", (60, 70, 80), 70.0),
    ("MEAN_OF_YEARS", (NOT_APPLICABLE, 70, 80), 75.0),
    ("MEAN_OF_YEARS", (None, 70, 80), PENDING),
    ("MEAN_OF_YEARS", (PENDING, NA, 80), NA),
    ("MEAN_OF_YEARS", (NOT_APPLICABLE,) * 3, NOT_APPLICABLE),
    ("BAND", (85.0, *BANDS), "AAA"),  # 85 以上 includes 85 (inconsistency 12)
    ("BAND", (84.999, *BANDS), "AA"),
    ("BAND", (75.0, *BANDS), "AA"),
    ("BAND", (60.0, *BANDS), "A"),
    ("BAND", (59.9, *BANDS), "无级别"),
    ("BAND", (PENDING, *BANDS), PENDING),
    ("BAND", (80.0, BANDS[0], (85, 90, 60, None)), VALUE),  # bands must fall
    (
        "BAND",
        ((92.99 + 78.41 + 83.6) / 3, *BANDS),
        "AAA",
    ),  # 84.99999999999999: the mean of these is 85
    ("GAP", (69.5, (85, 75, 60, None), "是"), 5.5),
    ("GAP", (20.0, (85, 75, 60, None), "是"), 40.0),
    ("GAP", ((92.99 + 78.41 + 83.6) / 3, (85, 75, 60, None), "是"), NOT_APPLICABLE),
    ("GAP", (90.0, (85, 75, 60, None), "是"), NOT_APPLICABLE),
    (
        "GAP",
        (80.0, (85, 75, 60, None), "否"),
        NOT_APPLICABLE,
    ),  # a goal below half: points of the index are not what lacks
    ("GAP", (PENDING, (85, 75, 60, None), "是"), PENDING),
    ("DECLARED", ("不适用", "没有这类企业"), "不适用"),
    ("DECLARED", ("不适用", None), PENDING),
    ("DECLARED", ("适用", None), "适用"),
    ("USED_AMOUNT", (None, 0.6, 1.0), 0.6),  # a level and what replaces its score
    ("USED_AMOUNT", (0.5, 0.6, 1.0), 0.5),
    ("USED_AMOUNT", (1.5, 0.6, 1.0), VALUE),
    ("USED_AMOUNT", (None, 3.0, None), 3.0),
    ("USED_AMOUNT", (2.0, -3.0, None), 2.0),  # what was verified stands
    ("USED_AMOUNT", (None, -3.0, None), VALUE),
    ("USED_AMOUNT", (None, 150.0, 100.0), VALUE),  # per cent
    ("USED_OF_YEARS", (None, -3.0, 1.0), VALUE),
    ("SHORTFALL", (0.318, 0.5, 0.2), 3.64),  # half of 20 is 10, 6.36 are there
    ("SHORTFALL", (0.5, 0.5, 0.2), 0.0),
    ("SHORTFALL", (0.7, 0.5, 0.2), 0.0),  # 14 of 20 are there: nothing lacks, and never less
    ("SHORTFALL", (NOT_APPLICABLE, 0.5, 0.2), NOT_APPLICABLE),
    ("SHARE_OF_SUM", (0.5, (0.5, -0.1), (None, -0.1)), VALUE),
    ("SHARE_OF_SUM", (0.5, (0.5, 5.0), (None, 5.0)), VALUE),
    ("POSITIVE", (0.1,), "正向"),
    ("POSITIVE", (0.0,), "非正向"),
    ("POSITIVE", (NOT_APPLICABLE,), NOT_APPLICABLE),
    ("WITH_BONUS", (80.0, 3.0), 83.0),
    ("WITH_BONUS", (80.0, NOT_APPLICABLE), 80.0),
    ("WITH_BONUS", (80.0, PENDING), PENDING),
    ("WITH_BONUS", (PENDING, NOT_APPLICABLE), PENDING),
    ("IF_CHOSEN", ("默认规则", "默认规则", 0.5), 0.5),
    ("IF_CHOSEN", ("备选", "默认规则", 0.5), None),
    ("IF_CHOSEN", (NA, "默认规则", 0.5), NA),
    ("IF_CHOSEN", (PENDING, "默认规则", 0.5), PENDING),
    ("KNOWN_RULE", ("备选", "默认规则", "备选", ""), "备选"),
    ("KNOWN_RULE", ("", "默认规则", "备选", ""), PENDING),
    ("KNOWN_RULE", ("备 选", "默认规则", "备选", ""), VALUE),
    ("KNOWN_RULE", (NA, "默认规则", "备选", ""), NA),
    ("SHARE_OF_SUM", (0.2, WEIGHTS, (None, None, None)), 0.2),
    ("SHARE_OF_SUM", (0.2, WEIGHTS, (0.2, None, None)), 0.2 / 0.6),  # 0.2 + 0.1 + 0.3
    ("SHARE_OF_SUM", (0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)), VALUE),
    ("SHARE_OF_SUM", (0.2, (0.2, NA, 0.3), (None, None, None)), NA),
    ("FILLED_YEARS", (1.0, None, PENDING, NA, 0.0, None, None, None, None, None), 4.0),
    ("FILLED_YEARS", (None,) * 10, 0.0),
    ("USED_OF_YEARS", (None, None, 2.0), PENDING),
    ("USED_OF_YEARS", (None, None, 0.0), None),
    ("USED_OF_YEARS", (3.0, 5.0, 2.0), 3.0),
    ("ANY_OF", (None, 0.5, None), 0.5),
    ("ANY_OF", (None, None, PENDING), PENDING),
    ("ANY_OF", (None, None, None), None),
    ("ANY_OF", (0.5, NA, None), NA),
    ("REPLACED", (None, 60, (None, None), (None, None)), 60.0),
    ("REPLACED", (50, 60, (50, 70), (0, 1)), 50.0),
    (
        "REPLACED",
        (None, 80, (50, 70), (0, 1)),
        None,
    ),  # a replaced curve has the organiser's points only
    ("REPLACED", (None, 60, (None, None), (0.5, None)), None),
    ("REPLACED", (NOT_APPLICABLE, 60, (50, 70), (0, 1)), VALUE),
    ("SIGNED_SUM", ((1, -1, 0), (10, 4, 100)), 6.0),
    ("SIGNED_SUM", ((1, -1, 0), (None, None, 100)), None),
    ("SIGNED_SUM", ((1, -1, 0), (10, PENDING, 100)), PENDING),
    ("SIGNED_SUM", ((1, -1, 0), (10, 4, PENDING)), 6.0),
    ("SIGNED_SUM", ((1, -1, 0), (10, 4, NA)), NA),
    ("CHOOSE_NUMBER", ("固定", "固定", 1, "各年", 2), 1.0),
    ("CHOOSE_NUMBER", ("各年", "固定", 1, "各年", 2), 2.0),
    ("CHOOSE_NUMBER", ("每年", "固定", 1, "各年", 2), VALUE),  # never one of the two on a guess
    ("CHOOSE_NUMBER", (None, "固定", 1, "各年", 2), PENDING),
    ("CHOOSE_NUMBER", (NA, "固定", 1, "各年", 2), NA),
]
