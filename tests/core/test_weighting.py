"""Weights: published examples, two packages as oracles, and what must hold for any judgements.

pymcdm takes the eigenvector of numpy. ahpy takes it too; its random index is that of 2005 (0.52,
0.89, 1.11 …), so CI is compared, not CR. pymcdm's entropy of a column with a zero is 0, ours
follows 0·ln 0 = 0, so figures are positive there.
"""

from __future__ import annotations

from itertools import combinations

import ahpy
import numpy as np
import pymcdm.weights
import pymcdm.weights.subjective
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import weighting as w
from parkeval_xl.core.weighting import MatrixProblem
from parkeval_xl.functions.weighting import random_index

RI = random_index()
LIMIT = 0.10
HOLIDAY = [
    [1, 1 / 2, 4, 3, 3],
    [2, 1, 7, 5, 5],
    [1 / 4, 1 / 7, 1, 1 / 2, 1 / 3],
    [1 / 3, 1 / 5, 2, 1, 1],
    [1 / 3, 1 / 5, 3, 1, 1],
]
FOUR = [[1, 1, 5, 3], [1, 1, 3, 3], [0.2, 1 / 3, 1, 1], [1 / 3, 1 / 3, 1, 1]]
FIVE = [
    [1, 2, 3, 4, 7],
    [1 / 2, 1, 3, 2, 5],
    [1 / 3, 1 / 3, 1, 1 / 2, 2],
    [1 / 4, 1 / 2, 2, 1, 3],
    [1 / 7, 1 / 5, 1 / 2, 1 / 3, 1],
]
CYCLE = [[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]  # a over b over c over a
SCALE = (1 / 9, 1 / 7, 1 / 5, 1 / 4, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 9.0)


@st.composite
def matrices(draw, least: int = 2, most: int = 10):
    size = draw(st.integers(least, most))
    out = np.ones((size, size))
    for i, j in combinations(range(size), 2):
        out[i, j] = draw(st.sampled_from(SCALE))
        out[j, i] = 1 / out[i, j]
    return out


POSITIVE = st.lists(st.floats(0.05, 1.0), min_size=2, max_size=10)


def test_published_choice_of_a_holiday_place():
    # 选择旅游地: λmax 5.073, w 0.263 0.475 0.055 0.098 (misprinted 0.090) 0.110, CI 0.018, CR
    # 0.016; printed to three
    # digits from intermediate figures of two, hence 0.0015
    weights = w.priorities(HOLIDAY, "eigenvector")
    assert weights == pytest.approx([0.263, 0.475, 0.055, 0.098, 0.110], abs=1.5e-3)
    found = w.consistency(HOLIDAY, weights, RI)
    assert found.lambda_max == pytest.approx(5.073, abs=1e-3)
    assert (found.ci, found.ri, found.cr) == (
        pytest.approx(0.018, abs=5e-4),
        1.12,
        pytest.approx(0.016, abs=5e-4),
    )
    assert found.accepted(LIMIT)


def test_published_column_means():
    first = w.priorities(FOUR, "column_mean")
    assert first[0] == pytest.approx(0.411184, abs=5e-7)
    found = w.consistency(FOUR, first, RI)
    assert (found.ci, found.cr) == (
        pytest.approx(0.010946, abs=5e-7),
        pytest.approx(0.012163, abs=5e-7),
    )
    second = w.priorities(FIVE, "column_mean")
    assert second == pytest.approx([0.432076, 0.264284, 0.102516, 0.148224, 0.052900], abs=5e-7)
    assert w.consistency(FIVE, second, RI).cr == pytest.approx(0.019212, abs=5e-7)


def test_published_synthesis():
    criteria = [0.4839, 0.2730, 0.1768, 0.0664]
    options = [
        [0.4651, 0.5376, 0.4138, 0.5343],
        [0.3399, 0.2464, 0.2690, 0.2171],
        [0.1282, 0.1579, 0.2414, 0.1920],
        [0.0668, 0.0580, 0.0759, 0.0566],
    ]
    assert w.synthesis(criteria, options) == pytest.approx(
        [0.480464, 0.293719, 0.160571, 0.065336], abs=5e-7
    )
    with pytest.raises(MatrixProblem, match="准则有 3 个，方案权重表有 4 列"):
        w.synthesis(criteria[:3], options)


@given(matrices())
def test_eigenvector_as_pymcdm_has_it(matrix):
    weights = w.priorities(matrix, "eigenvector")
    oracle = pymcdm.weights.subjective.AHP(matrix=matrix)
    assert weights == pytest.approx(np.abs(oracle()), abs=1e-9)
    largest = np.linalg.eigvals(matrix).real.max()
    assert w.lambda_max(matrix, weights) == pytest.approx(largest, rel=1e-9)


@pytest.mark.parametrize("matrix", [HOLIDAY, FOUR, FIVE])
def test_weights_and_ci_as_ahpy_has_them(matrix):
    a, index_of_2005 = np.array(matrix), {4: 0.89, 5: 1.11}
    pairs = {(i, j): a[i, j] for i, j in combinations(range(len(a)), 2)}
    oracle = ahpy.Compare(
        "x", pairs, precision=12, random_index="saaty", iterations=500, tolerance=1e-14
    )
    weights = w.priorities(matrix, "eigenvector")
    assert weights == pytest.approx(
        [float(oracle.target_weights[k]) for k in range(len(a))], abs=1e-9
    )
    assert w.consistency(matrix, weights, RI).ci == pytest.approx(
        oracle.consistency_ratio * index_of_2005[len(a)], abs=1e-9
    )


def test_the_slowest_matrix_is_reached_too():
    # all three alike by symmetry; λ by hand: 1 + 9 + 1/9 is the sum of every row
    assert w.priorities(CYCLE, "eigenvector") == pytest.approx([1 / 3] * 3, abs=1e-12)
    found = w.consistency(CYCLE, [1 / 3] * 3, RI)
    assert found.lambda_max == pytest.approx(10 + 1 / 9)
    assert found.cr == pytest.approx((10 + 1 / 9 - 3) / 2 / 0.58) and not found.accepted(LIMIT)
    odd = np.array(CYCLE) * [
        [1, 1, 0.5],
        [1, 1, 1],
        [2, 1, 1],
    ]  # no longer symmetrical: the iteration has work to do
    vectors = np.linalg.eig(odd)
    mine = vectors.eigenvectors[:, vectors.eigenvalues.real.argmax()].real
    assert w.priorities(odd, "eigenvector") == pytest.approx(mine / mine.sum(), abs=1e-10)


@given(matrices(), st.sampled_from(sorted(w.METHODS)), st.randoms(use_true_random=False))
def test_items_in_another_order_have_the_same_weights(matrix, method, random):
    order = random.sample(range(len(matrix)), len(matrix))
    weights = w.priorities(matrix, method)
    assert w.priorities(matrix[np.ix_(order, order)], method) == pytest.approx(
        weights[order], rel=1e-9
    )
    assert weights.sum() == pytest.approx(1.0) and (weights > 0).all()


@given(POSITIVE, st.sampled_from(sorted(w.METHODS)))
def test_a_consistent_matrix_gives_back_its_weights(given_weights, method):
    share = np.array(given_weights) / sum(given_weights)
    matrix = share[:, None] / share[None, :]
    weights = w.priorities(matrix, method)
    assert weights == pytest.approx(share, rel=1e-9)
    assert w.consistency(matrix, weights, RI).cr == pytest.approx(0.0, abs=1e-9)


@given(st.lists(matrices(4, 4), min_size=1, max_size=5))
def test_experts_together(judged):
    joint = w.geometric_mean(judged)
    assert (joint * joint.T) == pytest.approx(np.ones((4, 4)))
    assert joint[0, 1] == pytest.approx(np.prod([m[0, 1] for m in judged]) ** (1 / len(judged)))
    assert w.geometric_mean([judged[0]] * 3) == pytest.approx(judged[0])


def test_two_experts_of_opposite_views_meet_at_equal():
    assert w.geometric_mean([[[1, 9], [1 / 9, 1]], [[1, 1 / 9], [9, 1]]]) == pytest.approx(
        np.ones((2, 2))
    )
    with pytest.raises(MatrixProblem, match="阶数不同：2、3"):
        w.geometric_mean([[[1, 1], [1, 1]], CYCLE])
    with pytest.raises(MatrixProblem, match="没有专家"):
        w.geometric_mean([])


WRONG = [  # matrix, words, cells from 0
    ([[1, 2, 3], [1 / 2, 1, 2]], "应为方阵，得到 2 行 3 列", ()),
    ([[1, 2], [1 / 2, 1, 1]], "各行的列数应相同", ()),
    ([], "不能为空", ()),
    ([1, 2], "应为行的列表", ()),
    ([[1, None], [1 / 2, 1]], "未填完或不是数字：第1行第2列", ((0, 1),)),
    ([[1, "3"], [1 / 3, 1]], "未填完或不是数字：第1行第2列", ((0, 1),)),
    ([[1, -2], [-1 / 2, 1]], "应为正数：第1行第2列、第2行第1列", ((0, 1), (1, 0))),
    ([[1, 0], [1, 1]], "应为正数：第1行第2列", ((0, 1),)),
    ([[1, 3], [1 / 2, 1]], "不互反.*第1行第2列、第2行第1列", ((0, 1), (1, 0))),
    ([[2, 1], [1, 1]], "不互反.*第1行第1列", ((0, 0),)),
    ([[1, 3], [0.32, 1]], "不互反", ((0, 1), (1, 0))),  # 4 % off
    ([[1.01, 3], [1 / 3, 1]], "不互反.*第1行第1列", ((0, 0),)),
]


@pytest.mark.parametrize(("matrix", "words", "cells"), WRONG)
def test_a_wrong_matrix_names_its_cells(matrix, words, cells):
    with pytest.raises(MatrixProblem, match=words) as caught:
        w.priorities(matrix)
    assert caught.value.cells == cells


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        (0.3333333, 3),
        (0.333, 3),
        (0.33, 3),
        (0.143, 7),
        (0.14, 7),
        (0.17, 6),
        (0.11, 9),
        (0.125, 8),
    ],
)
def test_rounded_reciprocals_are_accepted_as_exact(typed, exact):
    # of two items with the ratio k the weights are k/(k+1) and 1/(k+1)
    expected = pytest.approx([exact / (exact + 1), 1 / (exact + 1)], abs=1e-12)
    assert w.priorities([[1, exact], [typed, 1]]) == expected
    assert w.priorities([[1, typed], [exact, 1]])[::-1] == expected
    assert w.geometric_mean([[[1, typed], [exact, 1]]])[0, 1] == pytest.approx(1 / exact, rel=1e-12)


def test_of_two_mirrored_judgements_the_larger_counts():
    assert w.checked([[1, 1.01], [1, 1]]).tolist() == [[1, 1.01], [1 / 1.01, 1]]
    assert w.checked([[1, 0.99], [1, 1]]).tolist() == [[1, 1], [1, 1]]


def test_limits_of_size_and_method():
    assert (
        w.consistency([[1]], [1.0], RI).cr == 0.0
        and w.consistency([[1, 5], [0.2, 1]], [5 / 6, 1 / 6], RI).cr == 0.0
    )
    with pytest.raises(MatrixProblem, match="没有 11 阶矩阵的随机一致性指标"):
        w.consistency(np.ones((11, 11)), np.full(11, 1 / 11), RI)
    with pytest.raises(MatrixProblem, match="没有方法“median”，可用：eigenvector、column_mean"):
        w.priorities(FOUR, "median")


def test_the_most_inconsistent_judgement_is_the_one_that_was_spoilt():
    share = np.array([0.4, 0.3, 0.2, 0.1])
    matrix = share[:, None] / share[None, :]
    matrix[1, 3], matrix[3, 1] = 1 / 3, 3.0  # was 3
    first, *others = w.most_inconsistent(matrix, w.priorities(matrix))
    assert (first.row, first.column, first.value) == (1, 3, pytest.approx(1 / 3))
    assert first.fitting == pytest.approx(w.priorities(matrix)[1] / w.priorities(matrix)[3])
    assert first.deviation == pytest.approx(abs(np.log(first.value / first.fitting)))
    assert len(others) == 2 and all(o.deviation < first.deviation for o in others)
    assert len(w.most_inconsistent([[1, 2], [0.5, 1]], [2 / 3, 1 / 3])) == 1


def test_entropy_by_hand():
    # columns (1, 3) and (2, 2): e1 = (¼·ln 4 + ¾·ln 4/3) / ln 2 = 0.811278, e2 = 1; so all weight
    # is on the first
    assert w.divergence([1, 3]) == pytest.approx(1 - 0.8112781245, abs=1e-9)
    assert w.entropy_weights([[1, 2], [3, 2]]) == pytest.approx([1.0, 0.0], abs=1e-15)
    assert w.entropy_weights([[1, 0], [0, 1]]) == pytest.approx(
        [0.5, 0.5]
    )  # 0·ln 0 = 0: both are certain
    assert w.entropy_weights([[1, 0], [3, 0]])[1] == 0.0


@given(st.integers(2, 8), st.integers(2, 6), st.integers(0, 10_000))
def test_entropy_as_pymcdm_has_it(objects, indicators, seed):
    matrix = np.random.default_rng(seed).uniform(0.1, 10, (objects, indicators))
    weights = w.entropy_weights(matrix)
    assert weights == pytest.approx(pymcdm.weights.entropy_weights(matrix), rel=1e-7)
    assert w.entropy_weights(matrix[:, ::-1])[::-1] == pytest.approx(weights)
    assert w.entropy_weights(matrix * np.arange(1, indicators + 1)) == pytest.approx(
        weights
    )  # units do not matter


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 2]], "至少要两个对象"),
        ([[1, -1], [2, 3]], "不能有负数.*第1行第2列"),
        ([[1, None], [2, 3]], "未填完或不是数字：第1行第2列"),
        ([[1, float("inf")], [2, 3]], "第1行第2列"),
        ([[1, 2], [1, 2]], "全部相同"),
    ],
)
def test_a_decision_matrix_without_entropy_weights(matrix, words):
    with pytest.raises(MatrixProblem, match=words):
        w.entropy_weights(matrix)
