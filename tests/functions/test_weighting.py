"""PARK_ functions of weights and synergy as people call them: numbers, lists, arrays; wrong
arguments in words."""

from __future__ import annotations

import numpy as np
import pytest

from parkeval_xl.functions import (
    PARK_AHP_CR,
    PARK_AHP_WEIGHTS,
    PARK_COORDINATION,
    PARK_COUPLING,
    PARK_ELASTICITY,
    PARK_ENTROPY_WEIGHTS,
    PARK_EQUIVALENTS,
    REGISTRY,
)

FOUR = [
    [1, 1, 5, 3],
    [1, 1, 3, 3],
    [0.2, 1 / 3, 1, 1],
    [1 / 3, 1 / 3, 1, 1],
]  # published, see tests/core/test_weighting.py


@pytest.mark.parametrize(
    "matrix", [FOUR, tuple(map(tuple, FOUR)), np.array(FOUR), np.array(FOUR, object)]
)
def test_matrices_in_any_form(matrix):
    weights = PARK_AHP_WEIGHTS(matrix, "column_mean")
    assert isinstance(weights, np.ndarray) and weights[0] == pytest.approx(0.411184, abs=5e-7)
    ratio = PARK_AHP_CR(matrix, "column_mean")
    assert type(ratio) is float and ratio == pytest.approx(0.012163, abs=5e-7)
    other = PARK_AHP_CR(matrix=matrix, method="eigenvector")
    assert other == pytest.approx(ratio, abs=1e-3) and other != ratio


def test_sizes_without_and_beyond_a_random_index():
    assert (
        PARK_AHP_CR([[1]], "eigenvector") == PARK_AHP_CR([[1, 4], [0.25, 1]], "eigenvector") == 0.0
    )
    with pytest.raises(ValueError, match="没有 11 阶"):
        PARK_AHP_CR(np.ones((11, 11)), "eigenvector")
    assert PARK_AHP_WEIGHTS(np.ones((11, 11)), "eigenvector") == pytest.approx(np.full(11, 1 / 11))


def test_entropy_weights():
    assert PARK_ENTROPY_WEIGHTS(np.array([[1, 2], [3, 2]])) == pytest.approx([1.0, 0.0])


def test_equivalents_are_a_sum():
    # 120/0.95 + 200/0.95 + 50/2.18, in thousands
    assert PARK_EQUIVALENTS(["SO2", "NOx", "烟尘"], [120, 200, 50]) == pytest.approx(
        359_777.885, abs=5e-4
    )
    assert PARK_EQUIVALENTS("COD", 2) == PARK_EQUIVALENTS(("ＣＯＤ",), np.array([2.0])) == 2000.0
    assert PARK_EQUIVALENTS(["COD", "氨氮"], [[1, 8], [0, 0.8]]) == pytest.approx(
        [11_000, 1000]
    )  # a row a year


def test_elasticity():
    assert PARK_ELASTICITY(0.129781, 0.04) == pytest.approx(3.24453, abs=1e-5)
    assert PARK_ELASTICITY(0.1, 0) == "不适用"
    assert PARK_ELASTICITY([0.1, 0.2], [0.05, 0.1]) == pytest.approx([2, 2])
    assert PARK_ELASTICITY([0.1, 0.2], [0.0, 0.1]).tolist() == ["不适用", 2.0]


def test_coupling():
    assert (
        PARK_COUPLING(0.6, 0.8, False)
        == PARK_COUPLING(0.6, 0.8)
        == pytest.approx(0.989743, abs=5e-7)
    )
    assert PARK_COUPLING(0.6, 0.8, True) == pytest.approx(0.774597, abs=5e-7)
    assert PARK_COUPLING([0.6, 0.8], np.array([0.8, 0.6]), 1) == pytest.approx(
        [0.774597] * 2, abs=5e-7
    )
    assert PARK_COORDINATION(0.6, 0.8) == pytest.approx(0.832358, abs=5e-7)
    assert PARK_COORDINATION(0.6, 0.8, True) == pytest.approx(0.736354, abs=5e-7)
    assert PARK_COORDINATION(1.0, 0.25, False, 1.0) == pytest.approx(
        0.8**0.5
    )  # C = 2·½/1.25 = 0.8, T = 1


WRONG = [
    (PARK_EQUIVALENTS, (["二氧化硫酸"], [1]), "没有污染物“二氧化硫酸”的当量值"),
    (PARK_EQUIVALENTS, (["SO3"], [1]), "是否指 SO2"),
    (PARK_EQUIVALENTS, (["SO2", "NOx"], [1]), "污染物 2 种，质量 1 个"),
    (PARK_EQUIVALENTS, (["SO2"], [-1]), "是负数"),
    (PARK_EQUIVALENTS, (["SO2"], ["一"]), "“一”不是数字"),
    (PARK_EQUIVALENTS, (["SO2"], [float("nan")]), "不是数字"),
    (PARK_ELASTICITY, ("0.1", 0.1), "pollutant_cut：“0.1”不是数字"),
    (PARK_ELASTICITY, (None, 0.1), "不是数字"),
    (PARK_ELASTICITY, ([], 0.1), "“空”不是数字"),
    (PARK_ELASTICITY, ([1, 2], [1, 2, 3]), "形状不同"),
    (PARK_COUPLING, (1.2, 0.5, False), "u1：应在 0 到 1 之间"),
    (PARK_COUPLING, (0.5, -0.1, False), "u2：应在 0 到 1 之间"),
    (PARK_COUPLING, (0.5, True, False), "不是数字"),
    (PARK_COUPLING, (0.5, 0.5, "是"), "modified 应为"),
    (PARK_COORDINATION, (0.5, 0.5, False, 2), "share 2"),
    (PARK_AHP_WEIGHTS, ([[1, 2], [3, 1]], "eigenvector"), "不互反"),
    (PARK_AHP_WEIGHTS, (FOUR, "mean"), "没有方法"),
    (PARK_AHP_WEIGHTS, (5, "eigenvector"), "应为行的列表"),
    (PARK_ENTROPY_WEIGHTS, ([[1, 2]],), "至少要两个对象"),
]


@pytest.mark.parametrize(("function", "arguments", "words"), WRONG)
def test_wrong_arguments_are_told_in_words(function, arguments, words):
    with pytest.raises(ValueError, match=words):
        function(*arguments)


def test_none_of_them_is_a_function_of_cells():
    # a vector cannot stand in a cell; equivalents and random index are package data, which no cell
    # reads
    assert not {f.__name__ for f, _, _ in WRONG} & REGISTRY.keys()
