"""Cases of the operations of the list of firms, for cells of Calc. What only cells of the program
hold (sectors, keys, advanced values) is never a text that is no state."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT, CellError

FAR = 1e300
STATES = (None, PENDING_TEXT, NOT_APPLICABLE_TEXT, CellError.NA)
FIGURES = (2.5, 0.0, -3.0, 1e-9, 1e301, *STATES)
CODES = (
    "3110",
    "31",
    "C3110",
    "c31",
    "３１１０",
    "Ｃ３１",
    "ｃ31",
    " 31 10",
    "31\u3000",
    "3",
    "C3",
    "C",
    "CC31",
    "31100",
    "C31100",
    "311a",
    "钢铁",
    "?",
    "*",
    "0",
    "00",
    " ",
    "31.5",
    3110,
    31,
    31.5,
    1e20,
    True,
    *STATES,
)
SECTORS, SECTOR = (
    ("31", "42", "42", "31", "33", "?", "", PENDING_TEXT),
    ("31", "42", "33", "50", "?", "", PENDING_TEXT, CellError.DIV0),
)
BENCHMARKS = (2.5, 0.0, -3.0, "abc", *STATES)


def drawn_keys(count: int, depth: int) -> list[tuple[Any, ...]]:
    """Columns of keys: with ties, with firms that have none, now and then with an error."""
    random, out = np.random.default_rng(11), []
    for i in range(count):
        pool = (
            2.5,
            4.0,
            -1.0,
            0.0,
            7.25,
            *((FAR,) * (i % 4)),
            *((CellError.NUM,) if i % 15 == 14 else ()),
        )
        out.append(tuple(pool[int(random.integers(len(pool)))] for _ in range(depth)))
    return out


def in_sectors(count: int) -> list[tuple[Any, ...]]:
    random = np.random.default_rng(12)
    return [
        (
            SECTOR[int(random.integers(3)) if i % 4 else int(random.integers(len(SECTOR)))],
            tuple(SECTORS[int(random.integers(3 if i % 2 else len(SECTORS)))] for _ in keys),
            keys,
        )
        for i, keys in enumerate(drawn_keys(count, 12))
    ]


def with_sizes(cases: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The cases of a quantile: each with the number of its sector's keys beside it."""
    out = []
    for i, (label, labels, keys) in enumerate(cases):
        own = [k for s, k in zip(labels, keys, strict=True) if s == label and k != FAR]
        error = next((k for k in (label, *keys) if isinstance(k, CellError)), None)
        size = error or (None if label in ("?", "", PENDING_TEXT) else float(len(own)))
        out.append((label, labels, keys, size, 0.2, float(i % 4)))
    return out


OPERATIONS: dict[str, list[tuple[Any, ...]]] = {
    "SECTOR_OF": list(product(CODES, (1.0, None))),
    "LESS_FIRST": list(product(FIGURES)),
    "MORE_FIRST": list(product(FIGURES)),
    "SIZE_OF_SECTOR": in_sectors(160),
    "BEST_OF_SECTOR": with_sizes(in_sectors(160)),
    "BEST_OF_PARK": [(keys, 0.2) for keys in drawn_keys(60, 7)]
    + [((FAR,), 0.2), ((3.0,), 0.2), ((3.0, -3.0), 0.0), ((1.0, 5.0), 1.0)],
    "ADVANCED": [
        (own, key, ("42", "31", "31", "", "?"), (1.5, given, 9.0, 9.0, 9.0), park)
        for own, key, given, park in product(
            (2.5, 0.0, None, CellError.NA), SECTOR, BENCHMARKS, (4.0, 0.0, None)
        )
    ],
    **{
        name: list(product(SECTOR, FIGURES, (2.0, -2.0, *STATES)))
        for name in ("SCORE_LESS", "SCORE_MORE")
    },
    "ONE_OF_THREE": [
        (x, 80.0, 60.0, "绿", "黄", "红")
        for x in (100.0, 80.0, 80 - 1e-12, 79.9, 60.0, 59.9, 0.0, "abc", *STATES)
    ],
}
