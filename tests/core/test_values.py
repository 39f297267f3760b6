"""What a cell can hold, and how states and errors win over numbers (DESIGN: states of a value)."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

NA, DIV0, VALUE, NUM = CellError.NA, CellError.DIV0, CellError.VALUE, CellError.NUM
PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT

READ = [  # content of a number cell, what it is read as
    (2.5, 2.5),
    (3, 3.0),
    (np.float64(1.5), 1.5),
    (np.int64(7), 7.0),
    (0, 0.0),
    (-0.0, 0.0),
    (None, None),
    ("", None),
    (PENDING, PENDING),
    (NOT_APPLICABLE, NOT_APPLICABLE),
    ("abc", VALUE),
    ("１２３", VALUE),
    ("1,234.5", VALUE),
    ("12", VALUE),
    (" ", VALUE),
    ("待填 ", VALUE),
    (True, VALUE),
    (np.True_, VALUE),
    (b"1", VALUE),
    (object(), VALUE),
    (NA, NA),
    ("#N/A", NA),
    ("#REF!", CellError.REF),
    ("#ref!", VALUE),
]


@pytest.mark.parametrize(("content", "read"), READ, ids=[repr(c)[:20] for c, _ in READ])
def test_number_cells_are_read(content, read):
    assert v.cell(v.number(content)) == read


WORDS = [  # content of a text cell, its text: a number as a spreadsheet writes it into a text
    ("甲厂", "甲厂"),
    (None, ""),
    (12.0, "12"),
    (0.1 + 0.2, "0.3"),
    (12345678.9, "12345678.9"),
    (1e20, "1E+20"),
    (True, "TRUE"),
    (np.False_, "FALSE"),
    (CellError.REF, "#REF!"),
]


@pytest.mark.parametrize(("content", "text"), WORDS)
def test_text_cells_are_read(content, text):
    assert v.text(content) == text


@pytest.mark.parametrize("error", CellError)
def test_errors_are_the_bits_that_calc_shows(error):
    bits = struct.unpack("<Q", struct.pack("<d", v.number(error)))[0]
    assert bits == 0x7FF8000000000000 | error.calc
    assert (
        v.cell(v.number(error))
        is error
        is CellError.from_text(error.text)
        is CellError.from_calc(error.calc)
    )


def test_an_unknown_code_of_calc_is_a_value_error():
    assert CellError.from_calc(502) is VALUE  # Err:502, invalid argument
    assert v.cell(math.nan) is VALUE


@given(st.floats(allow_nan=False))
def test_numbers_survive(x):
    assert v.cell(v.number(x)) == x
    assert v.is_number(np.array([x]))[0] and not v.is_error(np.array([x]))[0]


ORDER = [  # arguments of a product, what stands in its place
    ((1, 2, 3), 0.0),
    ((PENDING, 2, 3), PENDING),
    ((1, None, PENDING), PENDING),
    ((None, NOT_APPLICABLE, PENDING), PENDING),
    ((None, NOT_APPLICABLE), NOT_APPLICABLE),
    ((1, NOT_APPLICABLE, None), NOT_APPLICABLE),
    ((PENDING, NA, 3), NA),
    ((NA, DIV0), NA),
    ((DIV0, NA), DIV0),
    ((None, "abc", NA), VALUE),
]


@pytest.mark.parametrize(("arguments", "result"), ORDER)
def test_an_error_then_pending_then_not_applicable_then_nothing(arguments, result):
    assert v.cell(float(v.first_state(*(np.float64(v.number(a)) for a in arguments)))) == result
    assert (
        v.cell(
            float(
                v.first_state(*(v.numbers([a, 1]) for a in arguments))[..., 0]
                if result != 0.0
                else 0.0
            )
        )
        == result
    )


def test_columns_are_ruled_row_by_row():
    state = v.first_state(v.numbers([1, PENDING, NA]), v.numbers([DIV0, 1, None]))
    assert [v.cell(x) for x in state] == [DIV0, PENDING, NA]


TOTALS = [  # column, chosen rows, sum
    ([1, 2, 4], True, 7.0),
    ([1, 2, 4], [True, False, True], 5.0),
    ([1, None, NOT_APPLICABLE], True, 1.0),
    ([None, NOT_APPLICABLE], True, NOT_APPLICABLE),
    ([None, NOT_APPLICABLE], [True, False], None),
    ([], True, None),
    ([1, PENDING], True, PENDING),
    ([1, PENDING], [True, False], 1.0),
    ([None, 2], [True, False], None),
    ([1, PENDING, NA], True, NA),
    ([1, NA], [True, False], NA),
    (["abc", NA], True, VALUE),
    ([1e308, 1e308], True, NUM),
]


@pytest.mark.parametrize(("column", "where", "result"), TOTALS)
def test_totals(column, where, result):
    assert v.cell(float(v.total(v.numbers(column), np.asarray(where)))) == result


def test_totals_of_several_views_at_once():
    column = np.stack([v.numbers([1, 2]), v.numbers([1, PENDING]), v.numbers([NA, None])])
    assert [v.cell(x) for x in v.total(column)] == [3.0, PENDING, NA]


def test_errors_of_texts_and_numbers_in_one_order():
    texts, numbers = v.texts(["a", "#REF!", "#N/A"]), v.numbers([DIV0, DIV0, PENDING])
    assert [v.cell(x) for x in v.first_error(texts, numbers)] == [DIV0, CellError.REF, NA]
    assert v.cell(float(v.error_within(numbers, texts))) is DIV0
    assert v.cell(float(v.error_within(texts, numbers))) is CellError.REF
    assert v.error_within(v.numbers([]), v.texts([])) == 0


def test_beyond_all_numbers_is_a_number_error():
    out = v.finite(np.array([1.0, np.inf, -np.inf, math.nan, v.PENDING, v.MISSING]))
    assert [v.cell(x) for x in out] == [1.0, NUM, NUM, NUM, PENDING, NA]


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_by_cell_keeps_the_shape(shape):
    out = v.by_cell(lambda a, b: f"{a}{b}", np.full(shape, "a", object), "b", kind=object)
    assert out.shape == shape and set(out.ravel()) == {"ab"}
