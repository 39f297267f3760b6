"""Arguments of the functions and operations of indices, for every host."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT, CellError

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
OPERATIONS: dict[str, list[tuple[Any, ...]]] = {
    "GROUP_WEIGHT": list(product(("甲", "丙", "丁", NA), (GROUPS,), WEIGHTS)),
    "GROUP_SCORE": [
        (_r.choice(("甲", "乙", "丙", "丁")), GROUPS, scores, _r.choice(WEIGHTS))
        for scores in columns(120)
    ],
    "HANDED_DOWN": [
        (
            scores[0],
            _r.choice((0.2, 0.0, PENDING_TEXT)),
            "甲",
            GROUPS,
            scores,
            _r.choice(WEIGHTS[:2]),
            _r.choice((0.3, 1.0, PENDING_TEXT, NA)),
        )
        for scores in columns(120)
    ],
    **{
        name: list(product((0.25, 0.0, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, NA), NUMBERS))
        for name in ("POINTS", "LOST")
    },
    "MEAN_OF_YEARS": drawn(
        150, *[(60.0, 70.0, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, "abc", NA)] * 3
    ),
    "BAND": [
        (x, BANDS, least)
        for x, least in product((85.0, 84.99999999999999, 84.9, 60.0, 10.0, *NUMBERS[3:]), LEAST)
    ],
    "GAP": list(
        product((85.0, 84.9, 60.0, 10.0, *NUMBERS[3:]), LEAST, ("是", "否", PENDING_TEXT, NA))
    ),
    "SHORTFALL": list(product((0.5, 0.318, *NUMBERS[3:]), (0.5, NA), (0.2, *NUMBERS[3:]))),
    "POSITIVE": [(x,) for x in (1.0, -1.0, *NUMBERS)],
    "WITH_BONUS": list(product((80.0, *NUMBERS[3:]), (3.0, *NUMBERS[3:]))),
    "IF_CHOSEN": list(product(("甲", "乙", None, NA, PENDING_TEXT), ("甲",), NUMBERS)),
    "KNOWN_RULE": list(
        product(("甲", "乙", "丙", "甲 ", None, NA, PENDING_TEXT), ("甲",), ("乙",), ("", "丙"))
    ),
    "SHARE_OF_SUM": [
        (w[0], w, r)
        for w in (
            *WEIGHTS,
            (0.0,) * 5,
            *((0.2, x, 0.3, 0.1, 0.1) for x in (-0.1, 5.0, PENDING_TEXT)),
        )
        for r in (
            (None,) * 5,
            (0.2, None, None, None, None),
            (None, "abc", None, None, None),
            (None, NA, None, None, None),
        )
    ],
    "DECLARED": list(product(("适用", "不适用", None, PENDING_TEXT, NA), ("没有", None, NA))),
    "USED_AMOUNT": list(
        product((-1.0, 150.0, *NUMBERS), (-2.0, 150.0, *NUMBERS), (100.0, 1.0, None))
    ),
    "FILLED_YEARS": drawn(60, *[NUMBERS] * 10),
    "USED_OF_YEARS": list(product((-1.0, *NUMBERS), (-2.0, *NUMBERS), (0.0, 3.0))),
    "ANY_OF": drawn(150, *[(0.5, None, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, NA)] * 3),
    "REPLACED": [
        (own, usual, xs, ys)
        for own, usual, xs, ys in product(
            (50.0, None, PENDING_TEXT, NOT_APPLICABLE_TEXT, "abc", NA),
            (60.0, None),
            ((50.0, None), (None, None)),
            ((None, None), (0.5, None)),
        )
    ],
    "SIGNED_SUM": [((1.0, -1.0, 0.0, 1.0, 0.0), xs) for xs in columns(80)],
    "CHOOSE_NUMBER": list(
        product(
            ("固定", "各年", "每年", None, PENDING_TEXT, NA),
            ("固定",),
            NUMBERS,
            ("各年",),
            (2.0, None, PENDING_TEXT),
        )
    ),
}
