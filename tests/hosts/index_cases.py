"""Arguments of the functions and operations of indices, for every host."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT, CellError
from parkeval_xl.functions.operations import filled_years

NA, REF = CellError.NA, CellError.REF
NUMBERS = (0.5, 0.0, 1.0, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, "abc", NA)
SCORES = (0.5, 0.8, 0.0, 1.0, 0.25, NOT_APPLICABLE_TEXT, PENDING_TEXT, None, REF)
GROUPS = ("甲", "甲", "乙", "乙", "丙")
CURVES = (
    ((60.0, 80.0, 87.5, None), (0.0, 0.8, 1.0, None)),
    ((60.0, 50.0, None, None), (0.0, 1.0, None, None)),
    ((60.0, None, 80.0, None), (0.0, None, 1.0, None)),
    ((60.0, 80.0, None, None), (0.0, 1.2, None, None)),
    ((None,) * 4, (None,) * 4),
    ((1.0, 2.0, NA, None), (0.0, 1.0, None, None)),
    ((-3.0, 0.0, 5.0, None), (1.0, 0.6, 0.0, None)),
    ((1.0, 2.0, 3.0, 4.0), (0.0, 0.2, 0.9, 1.0)),
    ((1.0, None, None, None), (1.0, None, None, None)),
)
LEAST = ((85.0, 75.0, 60.0, None), (85.0, 90.0, 60.0, None), (85.0, NA, 60.0, None))
BANDS = ("AAA", "AA", "A", "无级别")
_r = random.Random(5)


def drawn(count: int, *columns: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [tuple(_r.choice(c) for c in columns) for _ in range(count)]


def columns(count: int, rows: int = 5, of: tuple[Any, ...] = SCORES) -> list[tuple[Any, ...]]:
    return [
        tuple(_r.choice(of if _r.random() < 0.5 else of[:5]) for _ in range(rows))
        for _ in range(count)
    ]


WEIGHTS = [
    (0.2, 0.1, 0.3, 0.15, 0.25),
    (0.0, 0.0, 0.3, 0.15, 0.25),
    (0.2, PENDING_TEXT, 0.3, 0.15, 0.25),
    (0.2, NA, 0.3, 0.15, 0.25),
]
FUNCTIONS: dict[str, list[tuple[Any, ...]]] = {
    "PARK_SCORE": [
        (x, *curve) for x, curve in product((70.0, 60.0, 100.0, -5.0, 0.0, *NUMBERS[3:]), CURVES)
    ],
    "PARK_INDEX": [(scores, _r.choice(WEIGHTS)) for scores in columns(80)]
    + [((None,) * 5, WEIGHTS[0])],
    "PARK_CHANGE": list(product((90.0, -3.0, *NUMBERS), (100.0, -100.0, *NUMBERS))),
}
BLANK = ""  # what a computed cell shows that has nothing
STATES = (BLANK, PENDING_TEXT, NOT_APPLICABLE_TEXT, NA)
FIGURES = (0.5, 0.0, 1.0, *STATES)  # of computed cells
TYPED = (0.5, 0.0, -3.0, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, "abc", "12", NA)
CHOICES = ("甲", "乙", "丙", " 甲", None, PENDING_TEXT, NA)
XS, YS, SLOPES = (60.0, 80.0, 90.0, 9e99), (0.0, 0.8, 1.0, BLANK), (0.04, 0.02, 0.0, 0.0)
VALUES = (70.0, 60.0, 100.0, -5.0, 80.0, *STATES)
CLEAN = columns(60, of=(0.5, 0.2, 0.0, 1.0, *STATES)) + columns(30, of=(0.5, 0.2, 0.1, BLANK))
FEW = [x for x in CLEAN if NA not in x and PENDING_TEXT not in x]
SIGNS = (1.0, -1.0, 0.0, 1.0, 0.0)
OPERATIONS: dict[str, list[tuple[Any, ...]]] = {
    "ASKED": [(x,) for x in FIGURES],
    "APPLIES_FIRST": list(
        product(("", "适用", "随便", PENDING_TEXT, NOT_APPLICABLE_TEXT, REF), (1.0, *STATES[1:]))
    ),
    "WITHIN": list(product((-1.0, 150.0, *FIGURES), (100.0, 1.0, None))),
    "ENTRY_OF_YEARS": list(product(TYPED, (0.0, 3.0))),
    filled_years(10).name: drawn(60, *[TYPED] * 10),
    "DECLARED": list(product(("适用", "不适用", None, PENDING_TEXT, NA), ("没有", None, NA))),
    "KNOWN_RULE": list(product((*CHOICES, "甲 ", 7.0), ("甲",), ("乙",), ("丁", "丙"))),
    "CHOSEN_APPLIES": list(
        product(("甲", "乙", PENDING_TEXT, NA), ("甲",), (BLANK, NOT_APPLICABLE_TEXT, REF))
    ),
    "IF_CHOSEN": list(product(("甲", "乙", PENDING_TEXT, NA), ("甲",), FIGURES)),
    "ANY_OF": drawn(150, *[(0.5, BLANK, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, NA)] * 3),
    "CHOOSE_NUMBER": list(product(CHOICES, ("甲",), FIGURES, ("乙",), (2.0, PENDING_TEXT, REF))),
    "INSTEAD": list(product(FIGURES, FIGURES)),
    "WEIGHT_SUM": [(w,) for w in (*WEIGHTS, *CLEAN[:40], (0.0,) * 5, (0.2, -0.1), (5.0, 0.1))],
    "DIVISOR": list(
        product((1.0, PENDING_TEXT, NA), (0.6, NA), ((BLANK,) * 3, (0.2, BLANK), (PENDING_TEXT,)))
    ),
    "SHARE_OF_SUM": list(product((0.2, 0.0), (0.6, 1.0, PENDING_TEXT, NA))),
    "REPLACED": list(
        product(
            (50.0, BLANK, PENDING_TEXT, NA),
            (60.0, None),
            ((50.0, None), (None, "abc"), (None, None)),
            ((None, None), (0.5, None)),
        )
    ),
    "POINT": list(
        product((60.0, 80.0, *STATES[:2], NA), (0.5, 1.2, -0.1, *STATES[:2]), (-1e99, 60.0, BLANK))
    ),
    "CURVE_STATE": [
        (x,) for x in ((1.0, 1.0, BLANK), (1.0, BLANK, BLANK), (BLANK,) * 3, (1.0, 1.0, NA))
    ],
    "CURVE_X": [(x,) for x in (60.0, 0.0, *STATES)],
    "SLOPE": drawn(80, (60.0, *STATES), (0.5, 0.0), (80.0, 60.0, -1e99, *STATES), (0.8, *STATES)),
    "CURVE_PLACE": list(product(VALUES, (1.0, NA), (XS,), (60.0,))),
    "ABOVE_POINT": list(product((1.0, 2.0, 3.0, *STATES), (70.0, 50.0, 95.0), (XS,))),
    "CURVE_SCORE": list(product((1.0, 2.0, 3.0, *STATES), (10.0, 0.0), (YS,), (SLOPES,))),
    "SCORED_WEIGHT": list(product(FIGURES, (0.2, 0.0, PENDING_TEXT, NA))),
    "WEIGHTED": [
        *product((0.5, 0.0), (0.2, 0.0, PENDING_TEXT, NA)),
        *product((NOT_APPLICABLE_TEXT, PENDING_TEXT, BLANK, NA), (0.0, PENDING_TEXT, BLANK, NA)),
    ],
    "MEMBERS_STATE": [(label, GROUPS, x) for label in ("甲", "乙", "丙", "丁") for x in CLEAN[::3]],
    "APPLYING_WEIGHT": [(label, GROUPS, x) for label in ("甲", "乙", "丁") for x in CLEAN[::3]],
    "GROUP_SCORE": [(x, 0.18) for x in (0.3, 0.0, *STATES)],
    "KEPT_WEIGHT": list(product(FIGURES, (0.2, 0.0, PENDING_TEXT, NA))),
    "PER_WEIGHT": list(product((0.3, 1.0, *STATES[1:]), (0.2, 0.0, NA))),
    "HANDED_DOWN": list(
        product(FIGURES, (0.2, 0.0, PENDING_TEXT, NA), (1.5, 0.0, PENDING_TEXT, REF))
    ),
    "COUNTED_SCORE": [(x,) for x in FIGURES],
    **{
        name: list(product((0.25, 0.0), (0.5, 0.0, 1.0)))
        for name in ("POINTS", "LOST", "INDEX_OF_MEAN")
    },
    "YEARS_COUNT": drawn(150, *[(60.0, 70.0, *STATES)] * 3),
    "MEAN_OF_YEARS": [
        (float(sum(isinstance(x, float) for x in years)), *years)
        for years in drawn(60, *[(60.0, 70.0, NOT_APPLICABLE_TEXT)] * 3)
    ]
    + [(x, 60.0, 70.0, BLANK) for x in (PENDING_TEXT, NA)],
    "FALLS": list(product((75.0, 90.0, None), (85.0, 1e99))),
    "BAND_ROW": [
        (x, least, (1.0, falls, 1.0, 1.0))
        for x, least, falls in product(
            (85.0, 84.99999999999999, 84.9, 60.0, 10.0, *STATES), LEAST[:1], (1.0, NA)
        )
    ],
    "BAND": [(x, BANDS) for x in (1.0, 4.0, *STATES)],
    "GAP": list(
        product((84.9, 60.0), (1.0, 3.0, *STATES), LEAST[:1], ("是", "否", PENDING_TEXT, NA))
    ),
    "SHORTFALL": list(product((0.5, 0.318), (0.5,), (0.2,))),
    "POSITIVE": [(x,) for x in (1.0, -1.0, 0.0)],
    "WITH_BONUS": list(product((80.0, *STATES), (3.0, *STATES))),
    "SIGNED_STATE": [(SIGNS, xs) for xs in CLEAN],
    "SIGNED_SUM": [(1.0, SIGNS, xs) for xs in FEW] + [(x, SIGNS, CLEAN[0]) for x in STATES],
    "FIGURES_STATE": [(x,) for x in CLEAN],
}
