"""The ledger: ER = sum of baseline - project - leakage, sign kept; what states and errors do to
it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import ledger
from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError

B, P, L = ledger.ROLES
PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
MASSES = st.lists(
    st.tuples(st.sampled_from(ledger.ROLES), st.floats(-1e6, 1e6)), min_size=1, max_size=20
)


def reduction(*rows: tuple) -> object:
    roles, emissions = zip(*rows, strict=True) if rows else ((), ())
    return v.cell(float(ledger.reduction(v.texts(roles), v.numbers(emissions))))


def role_total(role: object, *rows: tuple) -> object:
    roles, emissions = zip(*rows, strict=True)
    return v.cell(
        float(
            ledger.role_total(np.array(v.text(role), object), v.texts(roles), v.numbers(emissions))
        )
    )


REDUCTIONS = [  # rows, reduction by hand
    ([(B, 100), (P, 30), (L, 5)], 65.0),  # 100 - 30 - 5
    ([(B, 10), (P, 25)], -15.0),  # a negative reduction stays negative
    ([(B, -4), (P, -10), (L, 1)], 5.0),  # -4 + 10 - 1
    ([(P, 7)], -7.0),
    ([(B, 100), (P, None), (L, NOT_APPLICABLE)], 100.0),
    ([(B, None)], None),
    ([], None),
    ([("", None), ("", None)], None),
    ([(B, 100), (P, PENDING)], PENDING),
    ([(B, 100), ("", PENDING)], PENDING),
    ([(B, 100), ("其他", 1)], CellError.VALUE),
    ([(B, 100), ("", 1)], CellError.VALUE),  # would drop out unseen
    ([(B, 100), ("其他", 1), (P, PENDING)], CellError.VALUE),
    ([(B, 100), ("其他", None)], 100.0),
    ([(B, 1), (P, CellError.NA)], CellError.NA),
    ([(B, PENDING), (P, CellError.DIV0)], CellError.DIV0),
    ([("#REF!", None), (B, CellError.NA)], CellError.REF),
    ([(B, "12")], CellError.VALUE),
    ([(B, 1e308), (P, -1e308)], CellError.NUM),
]


@pytest.mark.parametrize(("rows", "result"), REDUCTIONS)
def test_reductions(rows, result):
    assert reduction(*rows) == result


TOTALS = [  # label, rows, total
    (P, [(P, 1), (B, 2), (P, 4)], 5.0),
    ("A", [("A", 1), ("a", 2), ("A*", 4)], 1.0),
    ("*", [("A", 1)], None),
    (L, [(B, 1)], None),
    (B, [(B, 1), (P, PENDING)], 1.0),
    (P, [(B, 1), (P, PENDING)], PENDING),
    (B, [(B, 1), (PENDING, 2)], PENDING),  # the row might be of this label
    (B, [(B, 1), (PENDING, CellError.NA)], CellError.NA),
    (B, [(B, 1), (P, CellError.NA)], CellError.NA),
    (CellError.REF, [(B, 1)], CellError.REF),
    ("", [("", 3)], 3.0),
    (12.0, [("12", 3)], 3.0),
]


@pytest.mark.parametrize(("role", "rows", "result"), TOTALS)
def test_totals_of_a_label(role, rows, result):
    assert role_total(role, *rows) == result


@given(MASSES)
def test_reduction_is_baseline_minus_project_minus_leakage(rows):
    parts = [role_total(role, *rows) or 0.0 for role in ledger.ROLES]
    assert reduction(*rows) == pytest.approx(parts[0] - parts[1] - parts[2], rel=1e-9, abs=1e-6)


@given(MASSES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    mixed = random.sample(rows, len(rows))
    assert reduction(*mixed) == pytest.approx(reduction(*rows), rel=1e-9, abs=1e-6)


@given(MASSES, st.floats(1e-3, 1e3))
def test_scaled_emissions_scale_the_reduction(rows, scale):
    scaled = [(role, x * scale) for role, x in rows]
    assert reduction(*scaled) == pytest.approx(reduction(*rows) * scale, rel=1e-9, abs=1e-3)


@given(MASSES, st.integers(0, 20))
def test_a_pending_or_broken_row_is_never_lost(rows, at):
    for figure in (PENDING, CellError.NA):
        assert reduction(*rows[:at], (P, figure), *rows[at:]) == figure


def test_two_views_at_once():
    emissions = np.stack([v.numbers([10, 4]), v.numbers([10, PENDING])])
    assert [v.cell(x) for x in ledger.reduction(v.texts([B, P]), emissions)] == [6.0, PENDING]


def test_masses():
    assert ledger.solid_waste_reduction(np.float64(10000.0), np.float64(800.0)) == 9200.0
    assert ledger.emission(
        np.float64(3864.0), np.float64(0.5306), np.float64(1.0)
    ) == pytest.approx(2050.2384)
