"""Rows of the table of operations: indices. Expected numbers by hand."""

from __future__ import annotations

from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.functions.operations import filled_years

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, REF = CellError.NA, CellError.REF
GROUPS = ("甲", "甲", "乙")
WEIGHTS = (0.2, 0.1, 0.3)
NAMES = ("AAA", "AA", "A", "无级别")
LEAST, FALLS = (85, 75, 60, None), (1, 1, 1, 1)
YEARS = (92.99 + 78.41 + 83.6) / 3  # 84.99999999999999: the mean of these is 85
XS, YS, SLOPES = (60, 80, 90, 9e99, 9e99), (0.0, 0.8, 1.0, None, None), (0.04, 0.02, 0, 0, 0)
INDEX: list[tuple[str, tuple[Any, ...], Any]] = [
    # figures and what applies
    ("ASKED", (3.0,), 3.0),
    ("ASKED", (None,), PENDING),
    ("ASKED", (NOT_APPLICABLE,), NOT_APPLICABLE),
    ("ASKED", (NA,), NA),
    ("APPLIES_FIRST", ("", 1.0), 1.0),
    ("APPLIES_FIRST", (NOT_APPLICABLE, NA), NOT_APPLICABLE),  # its figures do not matter
    ("APPLIES_FIRST", (PENDING, 1.0), PENDING),
    ("APPLIES_FIRST", (REF, 1.0), REF),
    ("WITHIN", (0.6, 1.0), 0.6),
    ("WITHIN", (1.5, 1.0), NA),
    ("WITHIN", (3.0, None), 3.0),
    ("WITHIN", (-3.0, None), NA),
    ("WITHIN", (150.0, 100.0), NA),  # per cent
    ("WITHIN", (PENDING, 100.0), PENDING),
    ("ENTRY_OF_YEARS", (None, 2.0), PENDING),
    ("ENTRY_OF_YEARS", (None, 0.0), None),
    ("ENTRY_OF_YEARS", (5.0, 2.0), 5.0),
    ("ENTRY_OF_YEARS", (NOT_APPLICABLE, 2.0), CellError.NA),
    (filled_years(10).name, (1.0, None, PENDING, NA, 0.0, None, None, None, None, None), 4.0),
    (filled_years(10).name, (None,) * 10, 0.0),
    ("DECLARED", ("不适用", "没有这类企业"), "不适用"),
    ("DECLARED", ("不适用", None), PENDING),
    ("DECLARED", ("适用", None), "适用"),
    # rules
    ("KNOWN_RULE", ("备选", "默认规则", "备选", ""), "备选"),
    ("KNOWN_RULE", ("", "默认规则", "备选", ""), PENDING),
    ("KNOWN_RULE", ("备 选", "默认规则", "备选", ""), NA),
    ("KNOWN_RULE", (NA, "默认规则", "备选", ""), NA),
    ("CHOSEN_APPLIES", ("默认规则", "默认规则", ""), None),
    ("CHOSEN_APPLIES", ("默认规则", "默认规则", PENDING), PENDING),
    ("CHOSEN_APPLIES", ("备选", "默认规则", ""), NOT_APPLICABLE),
    ("CHOSEN_APPLIES", (NA, "默认规则", ""), NA),
    ("IF_CHOSEN", ("默认规则", "默认规则", 0.5), 0.5),
    ("IF_CHOSEN", ("备选", "默认规则", 0.5), None),
    ("IF_CHOSEN", (NA, "默认规则", 0.5), NA),
    ("IF_CHOSEN", (PENDING, "默认规则", 0.5), PENDING),
    ("ANY_OF", (None, 0.5, None), 0.5),
    ("ANY_OF", (None, None, PENDING), PENDING),
    ("ANY_OF", (None, None, None), None),
    ("ANY_OF", (0.5, NA, None), NA),
    ("CHOOSE_NUMBER", ("固定", "固定", 1, "各年", 2), 1.0),
    ("CHOOSE_NUMBER", ("各年", "固定", 1, "各年", 2), 2.0),
    ("CHOOSE_NUMBER", ("每年", "固定", 1, "各年", 2), NA),  # never one of the two on a guess
    ("CHOOSE_NUMBER", (None, "固定", 1, "各年", 2), PENDING),
    ("CHOOSE_NUMBER", (NA, "固定", 1, "各年", 2), NA),
    ("INSTEAD", (0.0, 0.2), 0.0),
    ("INSTEAD", (None, PENDING), PENDING),
    ("INSTEAD", (NA, 0.2), NA),
    ("WEIGHT_SUM", ((0.5, 0.25, 0.25),), 1.0),
    ("WEIGHT_SUM", ((0.5, -0.1),), NA),
    ("WEIGHT_SUM", ((0.5, 5.0),), NA),
    ("WEIGHT_SUM", ((0.0, 0.0, 0.0),), NA),
    ("DIVISOR", (1.0, 0.6, (None, None, None)), 1.0),  # none was replaced
    ("DIVISOR", (1.0, 0.6, (0.2, None, None)), 0.6),
    ("DIVISOR", (1.0, NA, (0.2, None, None)), NA),
    ("DIVISOR", (PENDING, 0.6, (0.2, None, None)), PENDING),
    ("SHARE_OF_SUM", (0.2, 1.0), 0.2),
    ("SHARE_OF_SUM", (0.2, 0.6), 0.2 / 0.6),
    ("SHARE_OF_SUM", (0.2, NA), NA),
    # curves
    ("REPLACED", (None, 60, (None, None), (None, None)), 60.0),
    ("REPLACED", (50, 60, (50, 70), (0, 1)), 50.0),
    ("REPLACED", (None, 80, (50, 70), (0, 1)), None),  # the organiser's points only
    ("REPLACED", (None, 60, (None, None), (0.5, None)), None),
    ("REPLACED", (NA, 60, (None, None), (None, None)), NA),
    ("POINT", (60, 0.0, -1e99), 1.0),
    ("POINT", (80, 1.0, 60), 1.0),
    ("POINT", (60, 1.0, 60), NA),  # x must rise
    ("POINT", (80, 1.2, 60), NA),
    ("POINT", (80, None, 60), NA),
    ("POINT", (80, 1.0, None), NA),  # after a gap
    ("POINT", (None, None, 60), None),
    ("CURVE_STATE", ((1, 1, None),), 1.0),
    ("CURVE_STATE", ((1, None, None),), NA),
    ("CURVE_STATE", ((1, 1, NA),), NA),
    ("CURVE_X", (60,), 60.0),
    ("CURVE_X", (None,), 9e99),
    ("SLOPE", (60, 0.0, 80, 0.8), 0.04),
    ("SLOPE", (80, 0.8, None, None), 0.0),
    ("SLOPE", (80, 0.8, -1e99, -1e99), 0.0),  # the last
    ("CURVE_PLACE", (70, 1, XS, 60), 1.0),
    ("CURVE_PLACE", (80, 1, XS, 60), 2.0),
    ("CURVE_PLACE", (50, 1, XS, 60), 1.0),
    ("CURVE_PLACE", (95, 1, XS, 60), 3.0),
    ("CURVE_PLACE", (70, NA, XS, 60), NA),
    ("CURVE_PLACE", (PENDING, 1, XS, 60), PENDING),
    ("ABOVE_POINT", (1.0, 70, XS), 10.0),
    ("ABOVE_POINT", (1.0, 50, XS), 0.0),
    ("ABOVE_POINT", (3.0, 95, XS), 5.0),
    ("ABOVE_POINT", (NOT_APPLICABLE, 95, XS), NOT_APPLICABLE),
    ("CURVE_SCORE", (1.0, 10.0, YS, SLOPES), 0.4),  # halfway to 0.8
    ("CURVE_SCORE", (3.0, 5.0, YS, SLOPES), 1.0),
    ("CURVE_SCORE", (PENDING, PENDING, YS, SLOPES), PENDING),
    # groups
    ("SCORED_WEIGHT", (0.5, 0.2), 0.2),
    ("SCORED_WEIGHT", (NOT_APPLICABLE, 0.2), 0.0),
    ("SCORED_WEIGHT", (PENDING, 0.2), PENDING),
    ("SCORED_WEIGHT", (0.5, PENDING), PENDING),
    ("SCORED_WEIGHT", (NOT_APPLICABLE, NA), NA),
    ("WEIGHTED", (0.5, 0.2), 0.1),
    ("WEIGHTED", (NOT_APPLICABLE, 0.0), 0.0),
    ("WEIGHTED", (PENDING, PENDING), PENDING),
    ("MEMBERS_STATE", ("甲", GROUPS, WEIGHTS), 1.0),
    ("MEMBERS_STATE", ("丙", GROUPS, WEIGHTS), None),
    ("MEMBERS_STATE", ("甲", GROUPS, (0.2, PENDING, 0.3)), PENDING),
    ("MEMBERS_STATE", ("乙", GROUPS, (0.2, PENDING, 0.3)), 1.0),
    (
        "MEMBERS_STATE",
        ("乙", GROUPS, (0.2, REF, 0.3)),
        REF,
    ),  # a broken row beside it is not to be trusted
    ("APPLYING_WEIGHT", ("甲", GROUPS, WEIGHTS), 0.30000000000000004),
    ("APPLYING_WEIGHT", ("甲", GROUPS, (0.2, PENDING, 0.3)), 0.2),
    ("APPLYING_WEIGHT", ("甲", GROUPS, (0.2, 0.1, NA)), NA),
    ("GROUP_SCORE", (0.3, 0.18), 0.6),  # (0.2 * 0.5 + 0.1 * 0.8) / 0.3
    ("GROUP_SCORE", (0.0, 0.0), NOT_APPLICABLE),
    ("GROUP_SCORE", (PENDING, PENDING), PENDING),
    ("KEPT_WEIGHT", (PENDING, 0.1), 0.1),  # weights are known without scores
    ("KEPT_WEIGHT", (NOT_APPLICABLE, 0.1), 0.0),
    ("KEPT_WEIGHT", (NA, 0.1), NA),
    ("KEPT_WEIGHT", (0.5, NA), NA),
    ("PER_WEIGHT", (0.3, 0.2), 1.5),  # alone, a member carries the group
    ("PER_WEIGHT", (0.3, 0.0), 0.0),
    ("PER_WEIGHT", (PENDING, 0.3), PENDING),
    ("PER_WEIGHT", (PENDING, NA), NA),
    ("HANDED_DOWN", (0.5, 0.2, 1.5), 0.3),
    ("HANDED_DOWN", (NOT_APPLICABLE, 0.1, 1.5), 0.0),
    ("HANDED_DOWN", (PENDING, 0.1, 1.0), 0.1),
    ("HANDED_DOWN", (0.5, 0.2, PENDING), PENDING),
    ("HANDED_DOWN", (0.5, PENDING, 1.0), PENDING),
    ("HANDED_DOWN", (NOT_APPLICABLE, 0.2, NA), NA),
    ("COUNTED_SCORE", (NOT_APPLICABLE,), 0.0),
    ("COUNTED_SCORE", (0.4,), 0.4),
    ("COUNTED_SCORE", (PENDING,), PENDING),
    ("POINTS", (0.25, 0.4), 10.0),
    ("POINTS", (0.25, PENDING), PENDING),
    ("LOST", (0.25, 0.4), 15.0),
    ("LOST", (PENDING, 0.4), PENDING),
    ("INDEX_OF_MEAN", (0.8, 1.01), 80.8),
    ("YEARS_COUNT", (60, 70, 80), 3.0),
    ("YEARS_COUNT", (NOT_APPLICABLE, 70, 80), 2.0),
    ("YEARS_COUNT", (None, 70, 80), PENDING),
    ("YEARS_COUNT", (PENDING, NA, 80), NA),
    ("YEARS_COUNT", (NOT_APPLICABLE,) * 3, 0.0),
    ("MEAN_OF_YEARS", (3.0, 60, 70, 80), 70.0),
    ("MEAN_OF_YEARS", (2.0, NOT_APPLICABLE, 70, 80), 75.0),
    ("MEAN_OF_YEARS", (PENDING, None, 70, 80), PENDING),
    ("MEAN_OF_YEARS", (0.0, *(NOT_APPLICABLE,) * 3), NOT_APPLICABLE),
    # grades
    ("FALLS", (75, 85), 1.0),
    ("FALLS", (90, 85), NA),  # bands must fall
    ("FALLS", (None, 60), 1.0),
    ("BAND_ROW", (85.0, LEAST, FALLS), 1.0),  # 85 以上 includes 85 (inconsistency 12)
    ("BAND_ROW", (84.999, LEAST, FALLS), 2.0),
    ("BAND_ROW", (75.0, LEAST, FALLS), 2.0),
    ("BAND_ROW", (60.0, LEAST, FALLS), 3.0),
    ("BAND_ROW", (59.9, LEAST, FALLS), 4.0),
    ("BAND_ROW", (PENDING, LEAST, FALLS), PENDING),
    ("BAND_ROW", (80.0, (85, 90, 60, None), (1, NA, 1, 1)), NA),
    ("BAND_ROW", (YEARS, LEAST, FALLS), 1.0),
    ("BAND", (1.0, NAMES), "AAA"),
    ("BAND", (4.0, NAMES), "无级别"),
    ("BAND", (PENDING, NAMES), PENDING),
    ("GAP", (69.5, 3.0, LEAST, "是"), 5.5),
    ("GAP", (20.0, 4.0, LEAST, "是"), 40.0),
    ("GAP", (90.0, 1.0, LEAST, "是"), NOT_APPLICABLE),
    (
        "GAP",
        (80.0, 2.0, LEAST, "否"),
        NOT_APPLICABLE,
    ),  # a goal below half: points of the index are not what lacks
    ("GAP", (PENDING, PENDING, LEAST, "是"), PENDING),
    ("SHORTFALL", (0.318, 0.5, 0.2), 3.64),  # half of 20 is 10, 6.36 are there
    ("SHORTFALL", (0.5, 0.5, 0.2), 0.0),
    ("SHORTFALL", (0.7, 0.5, 0.2), 0.0),  # 14 of 20 are there: nothing lacks, and never less
    ("SHORTFALL", (NOT_APPLICABLE, 0.5, 0.2), NOT_APPLICABLE),
    ("POSITIVE", (0.1,), "正向"),
    ("POSITIVE", (0.0,), "非正向"),
    ("POSITIVE", (NOT_APPLICABLE,), NOT_APPLICABLE),
    ("WITH_BONUS", (80.0, 3.0), 83.0),
    ("WITH_BONUS", (80.0, NOT_APPLICABLE), 80.0),
    ("WITH_BONUS", (80.0, PENDING), PENDING),
    ("WITH_BONUS", (PENDING, NOT_APPLICABLE), PENDING),
    # energy and carbon
    ("SIGNED_STATE", ((1, -1, 0), (10, 4, 100)), 1.0),
    ("SIGNED_STATE", ((1, -1, 0), (None, None, 100)), None),
    ("SIGNED_STATE", ((1, -1, 0), (10, PENDING, 100)), PENDING),
    ("SIGNED_STATE", ((1, -1, 0), (10, 4, PENDING)), 1.0),
    ("SIGNED_STATE", ((1, -1, 0), (10, 4, NA)), NA),
    ("SIGNED_SUM", (1.0, (1, -1, 0), (10, 4, PENDING)), 6.0),
    ("SIGNED_SUM", (None, (1, -1, 0), (None, None, 100)), None),
    ("FIGURES_STATE", ((1, None),), 1.0),
    ("FIGURES_STATE", ((NOT_APPLICABLE, None),), None),
    ("FIGURES_STATE", ((1, PENDING),), PENDING),
    ("FIGURES_STATE", ((NA, PENDING),), NA),
]
