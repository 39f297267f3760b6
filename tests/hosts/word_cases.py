"""Cases of the operations of requirements, verdicts, dates and words, for cells of Calc.

Figures are computed cells or entries made fit (`entries`): numbers, states or errors.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

NA, REF, PENDING, NOT_APPLICABLE = (
    CellError.NA,
    CellError.REF,
    v.PENDING_TEXT,
    v.NOT_APPLICABLE_TEXT,
)
TEXTS = ("基准线", "产生方", "A", "a", "*", None, PENDING, REF)
FEW = ("产生方", "利用方", None, PENDING, REF)
STATES = ("符合", "不符合", PENDING, None, NA)
DAYS = (
    "2025-06-30",
    "2025-02-30",
    "2025-13-01",
    "1900-05-01",
    "1901-01-01",
    "9999-12-31",
    "2025/06/30",
    "２０２５-06-30",
    "2025-06-3",
    "+025-06-30",
    "0000-00-00",
    "*",
    None,
    PENDING,
    REF,
)
VERDICTS = ("达标", "未达标", PENDING, NOT_APPLICABLE, None, NA)
LIST = ("甲", "乙", PENDING, "甲", None)
WORDS: dict[str, list[tuple[Any, ...]]] = {
    "FLOW_KEY": list(product(TEXTS, FEW)),
    "NEED": [
        (i, ("项目", "A", None, "甲厂", "项目"), ("可选", "可选", None, "必填", "必填"))
        for i in (*TEXTS, "项目", "甲厂", "A*")
    ],
    "JOINED_VERDICT": [(c, "达标", "未达标") for c in product(VERDICTS, repeat=3)],
    "USED_TEXT": list(product(TEXTS, TEXTS)),
    "DATE_SERIAL": [(d,) for d in DAYS],
    "ISO_DATE": [(x,) for x in (367.0, 45838.0, 45838.5, 2958465.0, None, PENDING, NA)],
    "DAY_NUMBER": [
        ("2025-06-30", 45838.0, "2025-06-30"),
        ("2025-02-30", 45718.0, "2025-03-02"),
        ("2025/06/30", 45838.0, "2025-06-30"),
        *((d, d, d) for d in (PENDING, NA)),
    ],
    "COMPLETION": list(product((95.0, 0.0, -3.0), (100.0, 0.0, -1.0))),
    "AT_MOST": list(product((1.0, 0.0), (0.0, 2.5))),
    "ANSWERED": [(x,) for x in (*STATES, "是", "符合 ")],
    "ANSWERED_IF_ANY": [(x,) for x in (*STATES, "是", "符合 ")],
    "HELD": list(
        product(
            ("E-1", None, NA),
            ("某机构", None),
            (20251231.0, 20240101.0, None, PENDING, NA),
            (20251231.0,),
        )
    ),
    "CERTIFIED": list(product((*STATES[:3], NA), STATES)),
    "REACHED": [(x,) for x in (1.0, 0.9999999999, 0.99, None, PENDING, NOT_APPLICABLE, NA)],
    "JUDGED": list(
        product(
            ("适用", "不适用", None, "部分", PENDING, REF),
            ("符合", "是", None, REF),
            (1.0, None, NA),
            ("符合", PENDING, NA),
        )
    ),
    "RULE_FITS": [
        (a, "任意", b, "任意", *states)
        for a, b in product(("符合", "任意", "不符合"), ("任意", "达标"))
        for states in product(
            ("符合", "不符合", PENDING, NA), ("不适用", None), ("达标", PENDING), ("*", REF)
        )
    ],
    "FIRST_FIT": [(c,) for c in product((0.0, 1.0), repeat=3)] + [((NA, NA),)],
    "HEADLINE": list(
        product(
            ("园区",), ("示例园区", None, REF), (2023.0, None, "2023", NA), ("（自评）", None, NA)
        )
    ),
    "SAID": [(x,) for x in TEXTS],
    "TALLY": [
        (word, (*LIST, last)) for word in ("甲", "丙", PENDING) for last in ("甲", None, REF)
    ],
    "ENTRIES": [((*LIST, last),) for last in ("a", None, 7.0, REF)] + [((None, None),)],
    "IF_WORD": list(product(FEW, ("产生方", "缺省值"), FEW, ("利用方", None, REF))),
}
