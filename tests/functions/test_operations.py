"""The operations that both editions write natively: what each gives, as a table. That Calc agrees:
test_three_ways."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Any

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.functions import COMPUTED_BY, OPERATIONS, REGISTRY
from parkeval_xl.functions.registry import AREA, EACH, NUMBER, NUMBERS, TEXT, TEXTS, UNIT

from .circular_rows import CIRCULAR
from .enterprise_rows import ENTERPRISE
from .index_rows import INDEX
from .synergy_rows import SYNERGY
from .weighting_rows import WEIGHTING

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, REF, VALUE, NUM = CellError.NA, CellError.REF, CellError.VALUE, CellError.NUM


def argument(kind: str, content: Any) -> Any:
    if kind == AREA:
        return np.array([v.numbers(row) for row in content])
    if kind in (NUMBERS, TEXTS):
        return v.numbers(content) if kind == NUMBERS else v.texts(content)
    return np.float64(v.number(content)) if kind == NUMBER else np.array(v.text(content), object)


def result(name: str, *contents: Any) -> Any:
    """What a cell of an operation shows."""
    function = OPERATIONS[name]
    found = function.kernel(
        *(argument(p.kind, c) for p, c in zip(function.params, contents, strict=True))
    )
    found = np.asarray(found)[()]
    return v.text_cell(str(found)) if function.result == TEXT else v.cell(float(found))


KEYS = (("电力", "柴油", "双", "双", ""), (0.5306, 3.0959, 1, 2, 9))
ROUTES = (
    ("一", "二"),
    ((1, 2, 3, 4, 5, 6, 7, 8, 1), (10, 20, 30, 40, 50, 60, 70, NOT_APPLICABLE, 1)),
)
RATES = ("达标", "未达标")
STATES = ("符合", "符合", "符合", "达标")
LISTED = "|废钢铁|废塑料|"
PAIRS = "|废塑料·PET|废塑料·HDPE|"
TABLE = [
    *CIRCULAR,
    *WEIGHTING,
    *INDEX,
    *SYNERGY,
    *ENTERPRISE,
    ("SAME", (2.5,), 2.5),
    ("SAME", (None,), None),
    ("SAME", ("abc",), VALUE),
    ("SAME", (NA,), NA),
    ("SAME_TEXT", ("甲",), "甲"),
    ("SAME_TEXT", (None,), None),
    ("SAME_TEXT", (7.0,), "7"),
    ("SAME_TEXT", (REF,), REF),
    ("DEMANDED", ("是", 5), 5.0),
    ("DEMANDED", ("是", None), PENDING),
    ("DEMANDED", (None, 5), PENDING),
    ("DEMANDED", ("否", 5), NOT_APPLICABLE),
    ("DEMANDED", ("否", NA), NOT_APPLICABLE),
    ("DEMANDED", (REF, 5), REF),
    ("PRODUCT", (2, 3), 6.0),
    ("PRODUCT", (1e200, 1e200), NUM),
    ("DIFFERENCE", (2, 3), -1.0),
    ("DRY_MASS", (50, 0.1), 45.0),
    ("RATIO", (1, 4), 0.25),
    ("RATIO", (1, 0), NOT_APPLICABLE),
    ("RATIO", (0, 0), NOT_APPLICABLE),
    ("CHANGE", (1.25, 1), 0.25),
    ("CHANGE", (-3, -2), -0.5),
    ("CHANGE", (-1, -2), 0.5),
    ("CHANGE", (1, 0), NOT_APPLICABLE),
    ("ONE", (0,), 1.0),
    ("ONE", (None,), None),
    ("IMPORT_KEY", ("废钢铁", "利用方", "园外"), "废钢铁"),
    ("IMPORT_KEY", ("废钢铁", "产生方", "园外"), None),
    ("FLOW_KEY", ("项目", "PET"), "项目·PET"),
    ("FLOW_KEY", (None, "PET"), None),
    ("FLOW_KEY", ("项目", REF), REF),
    ("IF_KNOWN", (5, 3), 3),
    ("IF_KNOWN", (5, None), None),
    ("IF_KNOWN", (PENDING, 3), PENDING),
    ("IF_KNOWN", (5, NA), NA),
    ("NEED", ("天然气", ["柴油", "天然气"], ["必填", "可选"]), "可选"),
    ("NEED", ("柴油", ["柴油", "天然气"], ["必填", "可选"]), None),
    ("NEED", ("自备锅炉", ["柴油", "天然气"], ["必填", "可选"]), None),
    ("NEED", (None, ["天然气", None], ["可选", None]), None),
    ("NEED", (NA, ["天然气"], ["可选"]), NA),
    ("NEED", ("co2", ["CO2"], ["可选"]), "可选"),  # as spreadsheets compare
    ("BALANCE_OF_ROLES", (10, 3, 2), 5),
    ("BALANCE_OF_ROLES", (3, 10, None), -7),  # negative stays negative
    ("BALANCE_OF_ROLES", (10, PENDING, 2), PENDING),
    ("BALANCE_OF_ROLES", (None, None, None), None),
    ("BALANCE_OF_ROLES", (10, NA, PENDING), NA),
    ("MEETS", (0.95, 0.95), "达标"),
    ("MEETS", (0.9499, 0.95), "未达标"),
    ("MEETS", (PENDING, 0.95), PENDING),
    ("MEETS", (NA, 0.95), NA),
    ("IN_BAND", (1.4, 1.3, 1.6), "在区间内"),
    ("IN_BAND", (1.2, 1.3, 1.6), "低于区间"),
    ("IN_BAND", (1.7, 1.3, 1.6), "高于区间"),
    ("IN_BAND", (None, 1.3, 1.6), None),
    ("JOINED_VERDICT", (("达标", "未达标", PENDING), *RATES), "未达标"),
    ("JOINED_VERDICT", (("达标", PENDING), *RATES), PENDING),
    ("JOINED_VERDICT", (("达标", NOT_APPLICABLE), *RATES), "达标"),
    ("JOINED_VERDICT", ((NOT_APPLICABLE, None), *RATES), NOT_APPLICABLE),
    ("JOINED_VERDICT", (("未达标", NA, REF), *RATES), NA),
    ("JOINED_VERDICT", (("符合", "不符合"), "符合", "不符合"), "不符合"),
    ("USED_TEXT", ("不符合", "符合"), "不符合"),
    ("USED_TEXT", (None, "符合"), "符合"),
    ("USED_TEXT", (None, None), None),
    ("USED_TEXT", ("符合", NA), "符合"),
    ("USED_TEXT", (None, NA), NA),
    ("DATE_SERIAL", ("2025-02-28",), 45716.0),
    ("DATE_SERIAL", ("2025-02-29",), 45717.0),  # the first of March, which is not what stands there
    ("DATE_SERIAL", ("2025-2-28",), NA),
    ("DATE_SERIAL", ("２０２５-02-28",), NA),
    ("DATE_SERIAL", ("1900-12-31",), NA),  # spreadsheets count days differently there
    ("DATE_SERIAL", (None,), None),
    ("DATE_SERIAL", (PENDING,), PENDING),
    ("DATE_SERIAL", (REF,), REF),
    ("ISO_DATE", (45716,), "2025-02-28"),
    ("ISO_DATE", (45716.75,), "2025-02-28"),
    ("ISO_DATE", (None,), None),
    ("ISO_DATE", (NA,), NA),
    ("DAY_NUMBER", ("2025-02-28", 45716, "2025-02-28"), 20250228.0),
    ("DAY_NUMBER", ("2024-02-29", 45351, "2024-02-29"), 20240229.0),
    ("DAY_NUMBER", ("2025-02-29", 45717, "2025-03-01"), NA),
    ("DAY_NUMBER", (None, None, None), None),
    ("DAY_NUMBER", (PENDING, PENDING, PENDING), PENDING),
    ("DAY_NUMBER", ("2025-2-28", NA, NA), NA),
    ("COMPLETION", (95, 100), 0.95),
    ("COMPLETION", (0, 100), 0.0),
    ("COMPLETION", (5, 0), NA),
    ("COMPLETION", (None, 100), None),
    ("AT_MOST", (0, 0), "符合"),
    ("AT_MOST", (1, 0), "不符合"),
    ("AT_MOST", (PENDING, 0), PENDING),
    ("ANSWERED", ("符合",), "符合"),
    ("ANSWERED", (None,), PENDING),
    ("ANSWERED", ("是",), NA),
    ("ANSWERED", (REF,), REF),
    ("ANSWERED", (NOT_APPLICABLE,), NA),
    ("ANSWERED_IF_ANY", (NOT_APPLICABLE,), NOT_APPLICABLE),
    ("ANSWERED_IF_ANY", ("不符合",), "不符合"),
    ("ANSWERED_IF_ANY", (None,), PENDING),
    ("ANSWERED_IF_ANY", ("是",), NA),
    ("ANSWERED_IF_ANY", (REF,), REF),
    ("HELD", ("A1", "B", 20251231, 20251231), "符合"),
    ("HELD", ("A1", "B", 20251230, 20251231), "不符合"),
    ("HELD", (None, "B", 20251231, 20251231), PENDING),
    ("HELD", ("A1", "B", None, 20251231), PENDING),
    ("HELD", ("A1", "B", NA, 20251231), NA),
    ("CERTIFIED", ("符合", None), "符合"),  # needs no certificate
    ("CERTIFIED", ("符合", "不符合"), "不符合"),
    ("CERTIFIED", ("符合", PENDING), PENDING),
    ("CERTIFIED", ("不符合", PENDING), "不符合"),
    ("CERTIFIED", (PENDING, "符合"), PENDING),
    ("CERTIFIED", ("不符合", NA), NA),
    ("REACHED", (1.0,), "符合"),
    ("REACHED", (0.9999999999,), "符合"),
    ("REACHED", (0.999,), "不符合"),
    ("REACHED", (None,), PENDING),
    ("REACHED", (NA,), NA),
    ("JUDGED", ("适用", "符合", None, "符合"), "符合"),
    ("JUDGED", ("适用", None, None, PENDING), PENDING),
    ("JUDGED", (None, "符合", None, "符合"), PENDING),
    ("JUDGED", ("不适用", None, None, PENDING), NOT_APPLICABLE),
    ("JUDGED", ("不适用", "是", None, NA), NOT_APPLICABLE),  # the word does not matter
    ("JUDGED", ("不适用", None, NA, NA), NA),
    ("JUDGED", ("部分适用", None, 1.0, "符合"), NA),
    ("RULE_FITS", ("任意", "任意", "任意", "任意", *STATES), 1.0),
    ("RULE_FITS", ("符合", "任意", "任意", "达标", *STATES), 1.0),
    ("RULE_FITS", ("符合", "任意", "任意", "未达标", *STATES), 0.0),
    ("RULE_FITS", ("任意", "任意", "任意", "任意", REF, *STATES[1:]), REF),
    ("FIRST_FIT", ((0, 1, 1),), 2.0),
    ("FIRST_FIT", ((0, 0),), NA),
    ("FIRST_FIT", ((NA, NA),), NA),
    ("HEADLINE", ("园区", "示例园区", 2023, None), "园区：示例园区　评价年：2023"),
    (
        "HEADLINE",
        ("评价对象", "示例园区", 2023, "（第三方评价）"),
        "评价对象：示例园区　评价年：2023（第三方评价）",
    ),
    ("HEADLINE", ("园区", None, None, None), "园区：（未填）　评价年：（未填）"),
    ("HEADLINE", ("园区", REF, 2023, "甲"), REF),
    ("HEADLINE", ("园区", "示例园区", "2023", "甲"), VALUE),
    ("SAID", ("甲",), "甲"),
    ("SAID", (None,), "（未填）"),
    ("SAID", (NA,), NA),
    ("TALLY", ("结算凭证", ("结算凭证", "台账互校", None, "结算凭证")), 2.0),
    ("TALLY", ("a", ("A", "a*", 7.0)), 0.0),
    ("TALLY", (PENDING, (PENDING, "甲")), 1.0),
    ("TALLY", ("甲", ("甲", NA)), NA),
    ("ENTRIES", (("甲", None, 7.0, PENDING),), 3.0),
    ("ENTRIES", ((None, None),), 0.0),
    ("ENTRIES", (("甲", NUM),), NUM),
    ("IF_WORD", (None, "", "（未填）", None), "（未填）"),
    ("IF_WORD", ("甲", "", "（未填）", "甲"), "甲"),
    ("IF_WORD", ("缺省值", "缺省值", "建议值", "园区数据"), "建议值"),
    ("IF_WORD", ("缺省值 ", "缺省值", "建议值", "园区数据"), "园区数据"),
    ("IF_WORD", ("甲", "", NA, "甲"), NA),
    ("PARK_SURPLUS", (120, 100), 20.0),
    ("PARK_SURPLUS", (100, 120), -20.0),
    ("PARK_SURPLUS", (None, 120), None),
    ("PARK_SURPLUS", (100, None), PENDING),
    ("PARK_SURPLUS", (PENDING, 120), PENDING),
    ("PARK_SURPLUS", (100, PENDING), PENDING),
    ("PARK_SURPLUS", (None, "abc"), VALUE),
    ("PARK_SURPLUS", (NA, REF), NA),
    ("COUNTED", ("是", "是"), 1.0),
    ("COUNTED", ("否", "是"), 0.0),
    ("COUNTED", (None, "是"), None),
    ("COUNTED", (PENDING, "是"), PENDING),
    ("COUNTED", (REF, "是"), REF),
    ("MISSING_ROWS", (("甲", "乙", None), "", (2.0, 3.0, None)), 0.0),
    ("MISSING_ROWS", (("甲", "乙", None), "", (2.0, None, None)), 1.0),
    ("MISSING_ROWS", (("甲", "乙", None), "可选", (2.0, None, None)), 0.0),
    ("MISSING_ROWS", (("甲", REF), "", (1.0, NA)), REF),
    ("MISSING_ROWS", (("甲", REF), "可选", (1.0, 2.0)), REF),
    ("FILLED_ROWS", ((2.0, 3.0, None), 0), 2.0),
    ("FILLED_ROWS", ((2.0, None, None), 1), PENDING),
    ("FILLED_ROWS", ((2.0, PENDING, None), 0), PENDING),
    ("FILLED_ROWS", ((NOT_APPLICABLE, None), 0), 0.0),
    ("FILLED_ROWS", ((NA, PENDING), 1), NA),
    ("FILLED_ROWS", ((1.0, 2.0), REF), REF),
    ("ROW_SUM", (2, (2.0, 3.0, None), 0.5), 2.5),
    ("ROW_SUM", (1, (2.0, None, None), 1), 2.0),
    ("ROW_SUM", (PENDING, (2.0, None, None), 1), PENDING),
    ("ROW_SUM", (0, (None, None), 1), None),
    ("ROW_SUM", (0, (NOT_APPLICABLE, None), 1), NOT_APPLICABLE),
    ("ROW_SUM", (NA, ("abc", None), 1), NA),
    ("FIGURES", ((1.0, None, PENDING, 0.0),), 2.0),
    ("FIGURES", ((None, None),), 0.0),
    ("FIGURES", ((1.0, NA),), NA),
]


@pytest.mark.parametrize(
    ("name", "contents", "expected"), TABLE, ids=[f"{i}-{n}" for i, (n, _, _) in enumerate(TABLE)]
)
def test_operations(name, contents, expected):
    found = result(name, *contents)
    assert found == (
        pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected
    )


def test_the_table_covers_every_operation():
    stated = {name for name in OPERATIONS if name.startswith(("STATE_", "LINE_TIMES_"))}
    who = {COMPUTED_BY.name}  # the one text in which hosts differ: test_park
    assert {name for name, _, _ in TABLE} | stated | who == OPERATIONS.keys()


PLAIN = {NUMBER: 2.0, UNIT: "t", TEXT: "词"}
RULED = [(n, i) for n, f in OPERATIONS.items() if f.rule == EACH for i in range(len(f.params))]


@pytest.mark.parametrize(("name", "at"), RULED, ids=[f"{n}-{i}" for n, i in RULED])
def test_products_and_comparisons_pass_on_states_and_errors(name, at):
    kinds = [p.kind for p in OPERATIONS[name].params]
    for content in (PENDING, NOT_APPLICABLE, NA, REF, *(("abc",) if kinds[at] == NUMBER else ())):
        contents = [PLAIN[k] for k in kinds]
        contents[at] = content
        expected = VALUE if content == "abc" else content
        assert result(name, *contents) == expected
        for other in (o for o in range(len(kinds)) if o != at):
            contents[other] = PENDING  # an error goes before a state, 待填 before 不适用
            wrong = isinstance(expected, CellError)
            assert result(name, *contents) == (expected if wrong else PENDING)
            contents[other] = CellError.DIV0  # of two errors the first
            first = wrong and at < other
            assert result(name, *contents) == (expected if first else CellError.DIV0)
            contents[other] = PLAIN[kinds[other]]


EXCEL_2007 = {
    "COUNTIFS",
    "SUMIFS",
    "IFERROR",
    "SIGN",
    "MATCH",
    "SMALL",
    "MOD",
    "COUNTA",
    "COUNTBLANK",
    "MAX",
    "INT",
    "ROWS",
    "COLUMNS",
    "LN",
    "EXP",
    "IF",
    "OR",
    "AND",
    "NOT",
    "ISNUMBER",
    "ISERROR",
    "SQRT",
    "SUM",
    "SUMPRODUCT",
    "EXACT",
    "INDEX",
    "ROW",
    "NA",
    "VALUE",
    "COUNTIF",
    "RANK",
    "COUNT",
    "SUBSTITUTE",
    "LEFT",
    "MID",
    "FIND",
    "ROUND",
    "MIN",
    "ABS",
    "N",
    "TEXT",
    "LEN",
    "RIGHT",
    "DATE",
    "YEAR",
    "MONTH",
    "DAY",
}


@pytest.mark.parametrize("name", [*REGISTRY, *OPERATIONS])
def test_native_texts_use_old_functions_and_few_brackets(name):
    function = (OPERATIONS | REGISTRY)[name]
    text = function.native(
        *(
            f"$A${i}:$A$9" if p.kind in (NUMBERS, TEXTS, AREA) else f"$B${i}"
            for i, p in enumerate(function.params, 1)
        )
    )
    bare = re.sub(r'"[^"]*"', '""', text)
    assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= EXCEL_2007
    depths = list(accumulate((c == "(") - (c == ")") for c in bare))
    assert depths[-1] == 0 and max(depths) <= 64 and len(text) < 8192  # what Excel takes


BALANCES = [  # opening, intake, used, disposed, transferred, closing, gap by hand
    ((0, 11000, 10000, 0, 0, 1000), 0.0),
    ((500, 9500, 9000, 200, 100, 600), 0.01),  # (10 000 - 9 900) / 10 000
    ((None, 100, 120, None, None, None), -0.2),
    ((None, 100, None, None, None, None), 1.0),
    ((None,) * 6, NOT_APPLICABLE),
    ((0, 0, 5, 0, 0, 0), NOT_APPLICABLE),
    ((NOT_APPLICABLE, 10, 5, 0, 0, 5), 0.0),
    ((1, PENDING, 1, 0, 0, 0), PENDING),
    ((1, PENDING, NA, 0, 0, 0), NA),
    ((CellError.DIV0, 1, NA, 0, 0, 0), CellError.DIV0),
]


@pytest.mark.parametrize(("items", "gap"), BALANCES)
def test_balance_of_a_row(items, gap):
    opening, intake, *out = items
    available = result("AVAILABLE", opening, intake)
    found = result("BALANCE", "甲", available, *out)
    assert found == (pytest.approx(gap) if isinstance(gap, float) else gap)


@pytest.mark.parametrize(
    ("typed", "whole", "rounded"),
    [
        (0.333, 3, True),
        (0.17, 6, True),
        (0.13, 8, False),  # 4 % off 1/8
        (0.4, 3, False),  # 1/2.5: half up, and no reciprocal of a whole number
        (0.5, 2, True),
        (0.99, 2, False),
        (3.0, 2, False),
    ],
)
def test_what_is_a_rounded_reciprocal(typed, whole, rounded):
    assert result("WHOLE_INVERSE", typed) == whole
    exact = 1 / whole if rounded else typed
    assert result("EXACT_INVERSE", typed, whole) == pytest.approx(exact, rel=1e-15)
