"""Cases of the operations of the list of firms, for cells of Calc. What only cells of the program
hold (sectors, keys, advanced values) is never a text that is no state."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT, CellError

BLANK = ""  # what a computed cell shows that has nothing
STATES = (BLANK, PENDING_TEXT, NOT_APPLICABLE_TEXT, CellError.NA)
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
    None,
    *STATES,
)
NUMERALS = (
    "31",
    "3110",
    "３１１０",
    "0６",
    "3",
    "311a",
    "31100",
    "C31",
    "钢铁",
    "?",
    "31.5",
    BLANK,
)
TEXTS = ("3110", "?", BLANK)
SECTOR = (31.0, 42.0, 33.0, 50.0, *STATES)
BENCHMARKS = (2.5, 0.0, -3.0, *STATES)
HELD = (2.0, 0.0, 1.0, *STATES)
KEYS = (2.5, 4.0, -1.0, 0.0, 7.25, BLANK)


def drawn(count: int, *pools: tuple[Any, ...], depth: int = 12) -> list[tuple[Any, ...]]:
    """Columns drawn from pools, as many cells each."""
    random = np.random.default_rng(11)
    return [
        tuple(tuple(p[int(random.integers(len(p)))] for _ in range(depth)) for p in pools)
        for _ in range(count)
    ]


def ranked(count: int) -> list[tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]]:
    """Rows of sectors, keys, and where these keys stand, with ties and firms that have none."""
    out = []
    for rows, keys in drawn(count, (1.0, 1.0, 2.0, 3.0, BLANK), KEYS):
        places = tuple(
            BLANK
            if row == BLANK or key == BLANK
            else row * 100000 + 1 + sum(k != BLANK and k < key for k in keys)
            for row, key in zip(rows, keys, strict=True)
        )
        out.append((rows, keys, places))
    return out


def between(column: tuple[Any, ...]) -> list[Any]:
    """Places among the numbers of a column, and none."""
    count = sum(x != BLANK for x in column)
    return [BLANK, *(1 + (count - 1) * q for q in (0.0, 0.2, 0.5, 1.0) if count)]


OPERATIONS: dict[str, list[tuple[Any, ...]]] = {
    "FIRM_FIGURE": list(product((*FIGURES, BLANK, "abc", "12", CellError.REF))),
    "CODE_TEXT": [  # 1e20 and TRUE are spelled by each program in its way; neither is a code
        (c,) for c in CODES if not (c is True or c == 1e20)
    ],
    "CODE_NUMERALS": list(product((*(c for c in CODES if isinstance(c, str)), BLANK))),
    "CODE_SECTOR": list(product(NUMERALS)),
    "CODE_REST": list(product(NUMERALS)),
    "SECTOR_OF": list(
        product(TEXTS, ("31", "3110", "3", "31100"), (31.0, CellError.NA), (2.0,), (1.0, BLANK))
    )
    + list(product(TEXTS, ("3110",), (31.0,), (CellError.VALUE,), (1.0, BLANK))),
    "SECTOR_LISTED": list(
        product(TEXTS, ("31", "3110", "3", "31100"), (31.0, CellError.NA), (2.0, CellError.VALUE))
    ),
    "NTH_LEAST": [
        (column, no)
        for (column,) in drawn(20, (31.0, 26.0, 42.0, BLANK, BLANK), depth=6)
        for no in (1.0, 2.0, 5.0)
    ],
    "SECTOR_ROW": [
        (sector, sectors, (31.0, 42.0, 50.0, BLANK, BLANK, BLANK), 2)
        for (sectors,) in drawn(12, (31.0, 42.0, 33.0, BLANK, PENDING_TEXT, CellError.NA), depth=6)
        for sector in SECTOR
    ],
    "BENCHMARK_ROW": list(product(SECTOR, ((BLANK, 42.0, 31.0, 31.0), (BLANK, BLANK)))),
    "LESS_FIRST": list(product(FIGURES)),
    "MORE_FIRST": list(product(FIGURES)),
    "SORTED_AT": [
        (keys[i], keys, row)
        for _, keys, _ in ranked(12)
        for i in (0, 3, 7)
        for row in (2.0, BLANK, CellError.NA)
    ],
    "SIZE_OF_SECTOR": [
        (no, rows, keys) for rows, keys, _ in ranked(20) for no in (1.0, 2.0, 3.0, 4.0)
    ],
    "FIRMS_BEFORE": [(no, places) for _, _, places in ranked(20) for no in (1.0, 2.0, 4.0)],
    "QUANTILE_PLACE": list(product((0.0, 1.0, 4.0, 5.0, 9.0), (0.0, 7.0), (0.2,), (1, 5))),
    **{
        name: [(place, keys) for _, keys, _ in ranked(20) for place in between(keys)]
        for name in ("KEY_BELOW", "KEY_ABOVE")
    },
    "KEY_AT": [(at, places, keys) for _, keys, places in ranked(20) for at in (*places[:4], BLANK)],
    "BEST_QUANTILE": [
        (1.8, 10.0, 20.0),
        (8.8, -50.0, -40.0),
        (3.0, 1.0, 1.0),
        (BLANK, BLANK, BLANK),
    ],
    "BENCHMARK": list(product(BENCHMARKS, (4.0, 0.0, BLANK))),
    "NUMBER_AT_ELSE": list(product((2.0, BLANK), ((1.0, PENDING_TEXT, 3.0, BLANK),), (4.0, BLANK))),
    "ADVANCED": list(product((2.5, 0.0, BLANK, CellError.NA), BENCHMARKS)),
    **{
        name: list(product(SECTOR, FIGURES[:5] + STATES[1:], (2.0, *STATES)))
        for name in ("AGAINST_LESS", "AGAINST_MORE")
    },
    "SCORE_LESS": list(product(HELD, (4.0, 1.0, 0.0))),
    "SCORE_MORE": list(product((2.0, 80.0, *STATES), (4.0, 1.0, 0.0))),
    "COMPARED": list(product((0.5, 1 / 3, 1.0, *STATES))),
    "ONE_OF_THREE": [
        (x, 80.0, 60.0, "绿", "黄", "红")
        for x in (100.0, 80.0, 80 - 1e-12, 79.9, 60.0, 59.9, 0.0, *STATES)
    ],
}
