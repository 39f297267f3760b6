"""Operations as expressions: how a formula is read, written with cells, and what it means. That
spreadsheets agree, operation by operation: tests/hosts/test_function_cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.core.spreadsheet import parse, text, writer
from parkeval_xl.core.spreadsheet.words import in_words
from parkeval_xl.core.values import CellError
from parkeval_xl.demo import sample
from parkeval_xl.functions import OPERATIONS
from parkeval_xl.functions.registry import NUMBER, NUMBERS, TEXT, TEXTS
from parkeval_xl.functions.rules import COLUMN, FREE
from parkeval_xl.functions.written import expression, written
from parkeval_xl.workbook.exchange import from_json

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, REF, VALUE, DIV0, NUM = (
    CellError.NA,
    CellError.REF,
    CellError.VALUE,
    CellError.DIV0,
    CellError.NUM,
)


def test_operations_are_expressions_or_say_why_not() -> None:
    declared, _, _ = from_json(sample())
    computed = {f.function for f in declared.graph.order if f.function}
    functions = {f for f in (*OPERATIONS.values(), *computed) if not f.in_cells}
    by_hand = {f.name.removeprefix("FORMULA "): f.why for f in functions if not f.formula}
    assert all(by_hand.values())
    assert set(by_hand) == {
        "COMPUTED_BY",
        "MASS_SCALE",
        "NUMERATOR",
        "PER_AMOUNT",
        "SAME_DIMENSION",
        "UNIT_DIMENSION",
        "UNIT_SCALE",
        "行业的企业够多且本行为该行业第一行时取行业",
    }


@pytest.mark.parametrize(
    "formula",
    [
        "a-(b-c)-d",
        "a/(b/c)*d",
        "a-b*(1-c)",
        "-a+b",
        "-(a+b)",
        'a&"x"&b=c',
        '"a ""quoted"" word"&b',
        "1.5E+10*a",
        'IF(AND(a<>"",NOT(b>=1)),NA(),SUM(a,b))',
        'COUNTIF(a:d,"任意")',
    ],
)
def test_a_formula_is_written_as_it_was_read(formula: str) -> None:
    assert text(parse(formula), {}) == formula


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("a+", "'' cannot be read"),
        ("(a", "')' is missing"),
        ("IF(a,", "cannot be read"),
        ("a b", "' b' cannot be read"),
        ("a$b", "'$b' cannot be read"),
    ],
)
def test_what_is_no_formula_is_told(formula: str, fault: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|is missing") as raised:
        parse(formula)
    assert fault in str(raised.value)


@pytest.mark.parametrize(
    ("formula", "cells", "written"),
    [
        ("a*(1-b)", {"a": "$C5", "b": "$D5"}, "$C5*(1-$D5)"),
        ("SUM(a)*b", {"a": "A1:A9", "b": "1.0"}, "SUM(A1:A9)"),
        ("b+1", {"b": "0"}, "1"),
        ("a*1+b", {"a": "A1", "b": "B1"}, "A1*1+B1"),  # a 1 that was written stays
        ('IF(a="","",IF(b="","待填",c))', {"a": "A1", "b": '""', "c": "C1"}, 'IF(A1="","","待填")'),
        ('IF(b="",1,c)', {"b": '"甲"', "c": "C1"}, "C1"),
        ('IF(OR(a<0,AND(b<>"",a>b)),1,2)', {"a": "A1", "b": '""'}, "IF(A1<0,1,2)"),
        ('a&"："&b', {"a": '"园区"', "b": "B1"}, '"园区："&B1'),
    ],
)
def test_constants_leave_out_what_they_settle(
    formula: str, cells: dict[str, str], written: str
) -> None:
    assert text(parse(formula), cells) == written
    write = writer(formula, tuple(cells))
    for _ in "twice":  # what stands between the addresses is kept
        assert write(*cells.values()) == written


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("a*b", "甲×乙"),
        ("100*a*(1-b)", "100×甲×（1－乙）"),
        ("a-(b-c)", "甲－（乙－丙）"),
        ("a/(b/c)", "甲÷（乙÷丙）"),
        ("-(a+b)", "－（甲＋乙）"),
        ('IF(b=0,"不适用",a/b)', "乙为0则不适用，否则甲÷乙"),
        ("IF(AND(a>=0,b<=1),a,NA())", "甲不小于0且乙不大于1则甲，否则错误"),
        ("MIN(a,ABS(b))", "甲、|乙|中小的"),
        ("SUM(a)", ""),  # says nothing by itself of what is summed
    ],
)
def test_arithmetic_says_itself_in_words(formula: str, words: str) -> None:
    assert in_words(parse(formula), "abc") == words


def test_words_come_from_the_formula_and_its_operands() -> None:
    assert OPERATIONS["LOST"].words == "100×实际权重×（1－得分）"
    assert OPERATIONS["EMISSION"].words == "活动数据×排放因子×单位换算"
    with pytest.raises(ValueError, match="a declaration has to say in words"):

        @written("numbers -> number", "SUM(xs)")
        def TRIAL(xs: Any) -> Any:
            """A sum."""


def given(kind: str, content: Any) -> Any:
    if kind in (NUMBERS, TEXTS):
        return v.numbers(content) if kind == NUMBERS else v.texts(content)
    return np.float64(v.number(content)) if kind == NUMBER else np.array(v.text(content), object)


def meant(formula: str, gives: str = NUMBER, rule: str = FREE, **cells: Any) -> Any:
    """What a formula gives for cells: x and y numbers, s and t texts, xs and ys columns of numbers,
    ss a column of texts."""
    kinds = {n: KINDS[n] for n in cells}
    function = expression("TRIAL", kinds, gives, formula, rule=rule)
    found = np.asarray(function.kernel(*(given(kinds[n], c) for n, c in cells.items())))[()]
    return v.text_cell(str(found)) if gives == TEXT else v.cell(float(found))


KINDS = dict.fromkeys("xyz", NUMBER) | dict.fromkeys("st", TEXT)
KINDS |= {"xs": NUMBERS, "ys": NUMBERS, "ss": TEXTS}


@pytest.mark.parametrize(
    ("formula", "cells", "expected"),
    [
        # states and errors of arithmetic: a text is no number, an error stays what it is
        ("x+y", {"x": 1, "y": PENDING}, VALUE),
        ("x+y", {"x": PENDING, "y": REF}, REF),
        ("x/y", {"x": 1, "y": 0}, DIV0),
        ("x*y", {"x": 1e200, "y": 1e200}, NUM),
        ("SQRT(x)", {"x": -1}, NUM),
        ("LN(x)", {"x": 0}, NUM),
        ("-x", {"x": 2}, -2.0),
        ("ROUND(x,0)", {"x": 2.5}, 3.0),
        ("ROUND(x,0)", {"x": -2.5}, -3.0),
        ("MOD(x,1)", {"x": 2.25}, 0.25),
        # comparisons: a text is greater than every number, case does not matter
        ("IF(x>y,1,0)", {"x": PENDING, "y": 1e300}, 1.0),
        ("IF(x<y,1,0)", {"x": PENDING, "y": 1}, 0.0),
        ("IF(x<y,1,0)", {"x": 1, "y": PENDING}, 1.0),
        ("IF(x=y,1,0)", {"x": REF, "y": 1}, REF),
        ("IF(s=t,1,0)", {"s": "CO2", "t": "co2"}, 1.0),
        ("IF(EXACT(s,t),1,0)", {"s": "CO2", "t": "co2"}, 0.0),
        ('IF(x="待填",1,0)', {"x": PENDING}, 1.0),
        ('IF(x<>"",1,0)', {"x": None}, 0.0),
        ('IF(s&x="",1,0)', {"s": "", "x": None}, 1.0),
        # choices: what is not taken does not matter
        ("IF(x=1,y,z)", {"x": 1, "y": 5, "z": REF}, 5.0),
        ("IF(x=1,y,z)", {"x": NA, "y": 5, "z": 6}, NA),
        ("IF(ISERROR(x&y),NA(),1)", {"x": 1, "y": REF}, REF),  # which error is told
        ("IFERROR(x,y)", {"x": REF, "y": 4}, 4.0),
        ("IF(AND(x>0,y>0),1,0)", {"x": -1, "y": NA}, NA),  # all are looked at
        ("IF(OR(x>0,y>0),1,0)", {"x": 1, "y": NA}, NA),
        ("IF(NOT(x>0),1,0)", {"x": 1}, 0.0),
        ('x&""', {"x": PENDING}, PENDING),
        ('x&""', {"x": 3}, VALUE),  # a text where a number belongs
        # words
        ("FIND(s,t)", {"s": "|乙|", "t": "|甲|乙|"}, 3.0),
        ("FIND(s,t)", {"s": "|丙|", "t": "|甲|乙|"}, NA),
        ("LEN(s)", {"s": "甲乙"}, 2.0),
        ("DATE(LEFT(s,4),MID(s,6,2),RIGHT(s,2))", {"s": "2025-02-28"}, 45716.0),
        ("COUNTBLANK(x)+COUNTBLANK(s)", {"x": None, "s": ""}, 2.0),
    ],
)
def test_a_formula_of_cells(formula: str, cells: dict[str, Any], expected: Any) -> None:
    assert meant(formula, **cells) == expected


COLUMN_XS = (3, None, PENDING, 1)


@pytest.mark.parametrize(
    ("formula", "cells", "expected"),
    [
        ("SUM(xs)", {"xs": COLUMN_XS}, 4.0),
        ("SUM(xs)", {"xs": (1, REF)}, REF),
        ("COUNT(xs)", {"xs": (1, REF, PENDING)}, 1.0),
        ("MIN(xs)", {"xs": COLUMN_XS}, 1.0),
        ("MAX(xs,x)", {"xs": COLUMN_XS, "x": 9}, 9.0),
        ("MAX(xs)", {"xs": (None, PENDING)}, 0.0),
        ('COUNTIF(xs,"待填")', {"xs": COLUMN_XS}, 1.0),
        ('COUNTIF(xs,"<=9E+307")', {"xs": COLUMN_XS}, 2.0),
        ('COUNTIF(xs,"<"&x)', {"xs": COLUMN_XS, "x": 3}, 1.0),
        ('COUNTIFS(ss,"甲",xs,"待填")', {"ss": ("甲", "甲", "甲", "乙"), "xs": COLUMN_XS}, 1.0),
        ("SUMIFS(xs,ss,s)", {"xs": (1, 2, REF), "ss": ("甲", "乙", "丙"), "s": "乙"}, 2.0),
        ("SUMIFS(xs,ss,s)", {"xs": (1, 2, REF), "ss": ("甲", "乙", "乙"), "s": "乙"}, REF),
        ("SUMPRODUCT(xs,ys)", {"xs": (1, 2, PENDING), "ys": (3, 4, 5)}, 11.0),
        ("SUMPRODUCT((ss=s)*(xs>1))", {"ss": ("a", "A", "b"), "xs": (2, 2, 2), "s": "A"}, 2.0),
        ("MATCH(x,xs,0)", {"x": 1, "xs": COLUMN_XS}, 4.0),
        ("MATCH(x,xs,0)", {"x": 7, "xs": COLUMN_XS}, NA),
        ("MATCH(x,xs,1)", {"x": 2.5, "xs": (1, 2, 3)}, 2.0),
        ("MATCH(x,xs,1)", {"x": 0.5, "xs": (1, 2, 3)}, NA),
        ("INDEX(xs,x)", {"xs": (4, 5, 6), "x": 2}, 5.0),
        ("SMALL(xs,x)", {"xs": (3, None, 1), "x": 2}, 3.0),
        ("SMALL(xs,x)", {"xs": (3, None, 1), "x": 3}, NUM),
        ("RANK(x,xs,1)", {"x": 3, "xs": (3, 1, 3, None)}, 2.0),
    ],
)
def test_a_formula_of_columns(formula: str, cells: dict[str, Any], expected: Any) -> None:
    assert meant(formula, rule=COLUMN, **cells) == expected


def test_an_error_of_either_column_reaches_its_own_cell() -> None:
    """Two cells with columns of their own: 1·3 + 2·#REF! and #N/A·3 + 2·4 are errors both."""
    product = expression(
        "TRIAL", {"xs": NUMBERS, "ys": NUMBERS}, NUMBER, "SUMPRODUCT(xs,ys)", rule=COLUMN
    )
    found = product.kernel(
        np.stack([v.numbers([1, 2]), v.numbers([NA, 2])]),
        np.stack([v.numbers([3, REF]), v.numbers([3, 4])]),
    )
    assert [v.cell(x) for x in found] == [REF, NA]


def test_what_a_spreadsheet_finds_for_a_text() -> None:
    """MATCH ignores case and takes * and ? for wildcards: that is why EXACT stands behind it."""
    keys = ("电力", "CO2", "甲*")
    assert meant("MATCH(s,ss,0)", s="co2", ss=keys) == 2.0
    assert meant("MATCH(s,ss,0)", s="电*", ss=keys) == 1.0
    assert meant("MATCH(s,ss,0)", s="甲~*", ss=keys) == 3.0
    assert meant("MATCH(s,ss,0)", s="无", ss=keys) == NA
    guarded = "IF(EXACT(INDEX(ss,MATCH(s,ss,0)),s),MATCH(s,ss,0),NA())"
    assert meant(guarded, s="co2", ss=keys) == NA
    assert meant(guarded, s="CO2", ss=keys) == 2.0
