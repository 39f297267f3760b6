"""Formulas of indicators: what they say, computed by hand, and the same as spreadsheet text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl import data
from parkeval_xl.core.expression import Item, parse

TABLE = [  # formula, figures by (id, year), value by hand
    ("a / b * 100", {("a", "t"): 3.0, ("b", "t"): 4.0}, 75.0),
    ("(a[t] - a[t-1]) / a[t-1] * 100", {("a", "t"): 110.0, ("a", "t-1"): 100.0}, 10.0),
    ("a / 10000 / (b / 100)", {("a", "t"): 500000.0, ("b", "t"): 250.0}, 20.0),  # 50 over 2.5
    ("a - b - c", {("a", "t"): 10.0, ("b", "t"): 3.0, ("c", "t"): 2.0}, 5.0),
    ("a - (b - c)", {("a", "t"): 10.0, ("b", "t"): 3.0, ("c", "t"): 2.0}, 9.0),
    ("min(10, a)", {("a", "t"): 12.0}, 10.0),
    ("max(a, b * 2)", {("a", "t"): 5.0, ("b", "t"): 3.0}, 6.0),
    ("a * 1 + b * 0.6 + c * 0.3", {("a", "t"): 1.0, ("b", "t"): 1.0, ("c", "t"): 3.0}, 2.5),
    ("a[base] * 2", {("a", "base"): 4.0}, 8.0),
]


@pytest.mark.parametrize(("words", "figures", "value"), TABLE)
def test_the_value_is_that_by_hand(
    words: str, figures: dict[tuple[str, str], float], value: float
) -> None:
    formula = parse(words)
    of = {Item(id, when): x for (id, when), x in figures.items()}
    assert set(formula.items) == set(of)
    assert formula.numerator.compute(of) / formula.denominator.compute(of) == pytest.approx(
        value, rel=1e-12
    )


@pytest.mark.parametrize(
    ("words", "up", "down"),
    [
        ("a / b * 100", "A*100", "B"),
        ("a - (b - c)", "A-(B-C)", "1"),
        ("(a + b) * c / (a - b)", "(A+B)*C", "A-B"),
        ("a / (b / c)", "A*C", "B"),
        ("min(10, a + b)", "MIN(10,A+B)", "1"),
        ("a * (b * c)", "A*B*C", "1"),
    ],
)
def test_the_text_keeps_the_order_of_operations(words: str, up: str, down: str) -> None:
    formula = parse(words)
    cells = {item: item.id.upper() for item in formula.items}
    assert (formula.numerator.text(cells), formula.denominator.text(cells)) == (up, down)


@given(
    st.recursive(
        st.sampled_from(["a", "b", "c", "2", "0.5"]),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(
                lambda p: f"({p[0]}) {p[1]} ({p[2]})"
            ),
            st.tuples(inner, inner).map(lambda p: f"min({p[0]}, {p[1]})"),
        ),
        max_leaves=8,
    )
)
def test_any_formula_is_what_python_makes_of_it(words: str) -> None:
    formula = parse(words)
    figures = {Item(id): x for id, x in (("a", 3.0), ("b", 7.0), ("c", 11.0))}
    try:
        expected = eval(words, {"a": 3.0, "b": 7.0, "c": 11.0, "min": min})  # the oracle
    except ZeroDivisionError:
        return
    down = formula.denominator.compute(figures)
    if down != 0:
        assert float(formula.numerator.compute(figures) / down) == pytest.approx(
            expected, rel=1e-9, abs=1e-9
        )
    text = formula.numerator.text({i: str(x) for i, x in figures.items()}).replace("MIN", "min")
    assert eval(text, {"min": min}) == pytest.approx(
        float(formula.numerator.compute(figures)), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("words", ["a +", "(a", "a b", "a ? b", "min(a", "", "a[t-2]"])
def test_what_is_no_formula_is_refused_by_name(words: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        parse(words)


def test_every_formula_of_the_standards_can_be_read() -> None:
    for id in data.indices():
        index = data.index(id)
        formulas = [c.formula for x in index.indicators for c in x.curves] + [
            c.formula for c in index.overall
        ]
        known = {f.id for f in index.figures}
        assert formulas
        assert all(item.id in known for f in formulas for item in parse(f).items)
