"""The enterprise index by hand: formulas, advanced values, scores, totals, permits; and what must
hold for any firms."""

from __future__ import annotations

import numpy as np
import pytest

from parkeval_xl.core import enterprise as e
from parkeval_xl.core import values as v

from ..campaign import first, times

LESS, MORE = (
    e.Dimension("a / b", True, 0.75),
    e.Dimension("a / b * 100", False, 0.25, percentage=True),
)
NA, PENDING = v.NOT_APPLICABLE, v.PENDING


def shown(values):
    return [v.cell(float(x)) for x in np.ravel(values)]


# ---- formulas ------------------------------------------------------------------------------------
def test_pollutants_add_up_by_their_equivalents():
    """9.5/0.95 + 19/0.95 + 3/1 + 0.8/0.8 = 34 t of equivalents = 34 000 over 1000 万元."""
    formula = "(nox / 0.95 + so2 / 0.95 + cod / 1 + ammonia / 0.8) * 1000 / added"
    columns = {
        "nox": 9.5,
        "so2": 19.0,
        "cod": 3.0,
        "ammonia": 0.8,
        "added": np.array([1000.0, 2000.0]),
    }
    assert e.evaluate(formula, columns) == pytest.approx([34.0, 17.0], rel=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "zero", "expected"),
    [
        (0, 0, NA, "不适用"),
        (0, 0, e.DIV0, v.CellError.DIV0),
        (5, 0, NA, v.CellError.DIV0),
        (0, 5, NA, 0.0),
        (None, 0, NA, None),
        (1, "待填", NA, "待填"),
        ("待填", v.CellError.NA, NA, v.CellError.NA),
    ],
)
def test_a_zero_denominator_means_what_the_dimension_says(a, b, zero, expected):
    found = e.evaluate("a / b", {"a": v.numbers([a]), "b": v.numbers([b])}, zero)
    assert shown(found) == [expected]


def test_a_loss_is_no_good_intensity_and_no_share_is_above_100():
    columns = {"a": np.array([5.0, 130.0]), "b": np.array([-1.0, 100.0])}
    found = e.figures((LESS, MORE), columns)
    assert shown(found[0]) == [v.CellError.VALUE] * 2 and found[1].tolist() == [1.3, 100.0]


# ---- advanced values -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "negative", "expected"),
    [
        ([10, 20, 30, 40, 50], True, 18.0),  # place 4 · 0.2 = 0.8 from the least: 10 + 0.8 · 10
        ([10, 20, 30, 40, 50], False, 42.0),  # from the greatest: 50 - 0.8 · 10
        ([50, 10, 40, 60, 30, 20], True, 20.0),  # place 5 · 0.2 = 1: the second
        ([0, 0, 10, 20, 30, 40, 50], True, 18.0),
        ([0, 0, 0, 0, 50], False, 10.0),
        ([7], True, 7.0),
        ([0], True, None),
        ([], False, None),
    ],
)
def test_the_quantile_is_taken_from_the_best_end(values, negative, expected):
    found, _ = e.best_quantile(
        np.array(values, float), np.zeros(len(values), int), 1, negative, 0.2
    )
    assert shown(found) == [pytest.approx(expected) if expected else expected]


def test_the_quantile_of_each_group_is_that_of_numpy():
    random = np.random.default_rng(5)
    values, groups = random.lognormal(0, 1, 300), random.integers(-1, 12, 300)
    for negative, q in ((True, 20), (False, 80)):
        found, sizes = e.best_quantile(values, groups, 13, negative, 0.2)
        for g in range(12):
            assert found[g] == pytest.approx(np.percentile(values[groups == g], q), rel=1e-12)
        assert sizes[12] == 0 and v.is_state(found[12], v.EMPTY)


def test_few_firms_are_compared_with_a_benchmark_or_the_whole_park():
    """Sector 0 has five firms; 1 has four and a benchmark; 2 has one and none; 3 has nobody."""
    values = np.array([10, 20, 30, 40, 50, 1, 2, 3, 4, 100.0])[:, None]
    sectors = np.array([0] * 5 + [1] * 4 + [2])
    given = v.numbers([None, 2.5, None, None])[:, None]
    found = e.advanced((LESS,), values, sectors, given, 0.2, 5)
    # the whole park: place 9 · 0.2 = 1.8 in 1 2 3 4 10 …: 2.8
    assert found.values[:, 0] == pytest.approx([18.0, 2.5, 2.8, 2.8])
    assert found.sources[:, 0].tolist() == [e.SECTOR, e.BENCHMARK, e.PARK, e.PARK] and found.firms[
        :, 0
    ].tolist() == [5, 4, 1, 0]


def test_zero_is_no_advanced_value():
    """Nobody in the sector reuses water: the whole park is the measure; where nobody does at all,
    it does not apply."""
    values = np.array([0, 0, 0, 0, 0, 60, 80.0])[:, None]
    share = e.Dimension("a", False, 1.0, percentage=True)
    found = e.advanced(
        (share,), values, np.array([0] * 5 + [1] * 2), np.full((2, 1), v.EMPTY), 0.2, 5
    )
    assert found.sources[:, 0].tolist() == [e.PARK, e.PARK] and found.values[0, 0] == pytest.approx(
        48.0
    )  # 60 - 0.2 · 60
    nothing = e.advanced(
        (share,), np.zeros((6, 1)), np.zeros(6, int), np.full((1, 1), v.EMPTY), 0.2, 5
    )
    assert nothing.sources[0, 0] == e.NONE and shown(nothing.values) == ["不适用"]


def test_a_benchmark_that_is_wrong_or_awaited_is_not_passed_over():
    values = np.array([[1.0]])
    for given, expected in (("待填", "待填"), ("abc", v.CellError.VALUE)):
        found = e.advanced((LESS,), values, np.array([0]), v.numbers([given])[:, None], 0.2, 5)
        assert shown(e.scores((LESS,), values, found.values)) == [expected]


# ---- scores, totals, lights ----------------------------------------------------------------------
def test_scores_and_total_by_hand():
    """2/4 = 0.5 and 60/80 = 0.75: 100 · (0.75·0.5 + 0.25·0.75) = 56.25."""
    scores = e.scores(
        (LESS, MORE), np.array([[4.0, 60.0], [1.0, 90.0], [0.0, 0.0]]), np.array([2.0, 80.0])
    )
    assert scores.tolist() == [[0.5, 0.75], [1.0, 1.0], [1.0, 0.0]]
    assert e.total((LESS, MORE), scores) == pytest.approx([56.25, 100.0, 75.0])


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.5, "不适用"], 50.0),
        (["不适用", 0.25], 25.0),
        (["不适用", "不适用"], "不适用"),
        ([0.5, "待填"], "待填"),
        (["不适用", "待填"], "待填"),
        (["待填", v.CellError.NA], v.CellError.NA),
        ([None, None], None),
    ],
)
def test_weights_of_what_does_not_apply_are_handed_on(scores, expected):
    assert shown(e.total((LESS, MORE), v.numbers(scores))) == [expected]


def test_nothing_emitted_is_full_marks_even_where_nobody_emits():
    assert e.scores((LESS,), np.array([[0.0]]), np.array([NA])).tolist() == [[1.0]]
    assert shown(e.scores((MORE,), np.array([[0.0]]), np.array([NA]))) == ["不适用"]


def test_lights():
    totals = v.numbers([80, 80 - 1e-12, 79.99, 60, 59.99, "待填", "不适用", None, v.CellError.DIV0])
    assert e.light(totals, 80, 60).tolist() == [
        "绿",
        "绿",
        "黄",
        "黄",
        "红",
        "待填",
        "不适用",
        "",
        "#DIV/0!",
    ]


def test_the_weakest_come_first_and_of_equals_the_heavier():
    dims = tuple(e.Dimension("a", True, w) for w in (0.1, 0.3, 0.2, 0.4))
    scores = np.array(
        [[0.5, 0.5, 0.2, 1.0], [1.0, 1.0, 1.0, 1.0], [0.9, v.NOT_APPLICABLE, v.PENDING, 0.8]]
    )
    assert e.weakest(dims, scores).tolist() == [[2, 1, 0], [-1, -1, -1], [3, 0, -1]]


# ---- permits -------------------------------------------------------------------------------------
def test_permits_are_never_netted():
    """120-100 = 20 left, 50-80 = 30 above, no permit: nothing. Together 20 and 30, not -10."""
    left = e.surplus(v.numbers([120, 50, None]), v.numbers([100, 80, 7]))
    assert shown(left) == [20.0, -30.0, None]
    found = e.room(left)
    assert [float(x) for x in (found.holders, found.left, found.above, found.overrun)] == [
        2.0,
        20.0,
        1.0,
        30.0,
    ]
    waiting = e.room(e.surplus(v.numbers([120, 50]), v.numbers([100, None])))
    assert shown([waiting.left, waiting.above, waiting.overrun]) == ["待填"] * 3
    nobody = e.room(v.numbers([None, None]))
    assert shown([nobody.holders, nobody.left, nobody.overrun]) == [0.0, None, None]


def test_the_forecast_goes_on_as_in_the_months_so_far():
    """60 t in 9 months: 80 t in the year; shared out like 30 : 10 t of last year: 60 and 20 t."""
    year = e.forecast(np.float64(60), np.float64(9))
    assert year == pytest.approx(80) and e.shared_out(
        year, np.array([30.0, 10.0])
    ) == pytest.approx([60.0, 20.0])
    assert shown(e.forecast(v.numbers([60, 60, None]), v.numbers([0, 13, 9]))) == [
        v.CellError.NUM,
        v.CellError.NUM,
        None,
    ]
    assert shown(e.shared_out(year, np.zeros(2))) == ["不适用"] * 2
    assert shown(e.shared_out(year, v.numbers([30, "待填"]))) == ["待填"] * 2


# ---- what holds for any firms --------------------------------------------------------------------
DIMS = (LESS, e.Dimension("c / b", True, 0.5), e.Dimension("d", False, 0.5, percentage=True))
GIVEN = np.full((6, 3), v.EMPTY)


def drawn(random, firms):
    values = np.stack(
        [
            random.lognormal(0, 1, firms),
            random.lognormal(0, 1, firms),
            random.uniform(0, 100, firms),
        ],
        -1,
    )
    values[random.random(values.shape) < 0.1] = 0.0
    return values, random.integers(0, 6, firms)


def scored(values, sectors):
    found = e.advanced(DIMS, values, sectors, GIVEN, 0.2, 5)
    return e.scores(DIMS, values, found.values[sectors])


@pytest.mark.parametrize("seed", first(16, range(times(40))))
def test_a_better_figure_never_lowers_a_score(seed):
    random = np.random.default_rng(seed)
    values, sectors = drawn(random, int(random.integers(3, 60)))
    before = scored(values, sectors)
    for _ in range(20):
        i, d = int(random.integers(len(values))), int(random.integers(3))
        better = values.copy()
        better[i, d] = (
            values[i, d] * random.uniform(0, 1)
            if d < 2
            else min(100.0, values[i, d] + random.uniform(0, 50))
        )
        after = scored(better, sectors)[i, d]
        if v.is_number(before[i, d]):
            assert after >= before[i, d] - 1e-12
        assert v.is_number(after) or (d == 2 and better[i, d] == 0)


@pytest.mark.parametrize("seed", range(times(10)))
def test_the_order_of_firms_does_not_matter(seed):
    random = np.random.default_rng(seed)
    values, sectors = drawn(random, 40)
    shuffled = random.permutation(40)
    np.testing.assert_array_equal(
        scored(values, sectors)[shuffled], scored(values[shuffled], sectors[shuffled])
    )


def test_equal_firms_have_equal_full_scores():
    assert (
        scored(np.tile([[3.0, 0.7, 40.0]], (7, 1)), np.zeros(7, int)).tolist()
        == [[1.0, 1.0, 1.0]] * 7
    )


def test_500_firms_are_one_call():
    values, sectors = drawn(np.random.default_rng(1), 500)
    scores = scored(values, sectors)
    assert (
        scores.shape == (500, 3)
        and e.total(DIMS, scores).shape == (500,)
        and e.weakest(DIMS, scores).shape == (500, 3)
    )


def test_a_benchmark_of_zero_is_none() -> None:
    """Against nothing every firm has full marks or none: the best of the park counts."""
    own, given, park = np.array([v.EMPTY]), np.array([0.0]), np.array([5.0])
    value, _ = e.choose(own, given, park)
    assert value.tolist() == [5.0]
    value, _ = e.choose(own, np.array([3.0]), park)
    assert value.tolist() == [3.0]
