"""Weights: pairwise comparison (AHP) with its consistency, the weights of entropy, synthesis of
criteria and options.

A comparison matrix holds how much the item of its row matters compared with the item of its column.
Items are counted from 0 here and from 1 in messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
ROUNDED = 0.02  # how far, relatively, a rounded reciprocal may lie from the exact one: 0.33, 0.143
DIAGONAL = 1e-6
# squarings of the matrix, and steps by that power: 160 multiplications reach 1e-11 for the most
# inconsistent matrix
SQUARINGS, STEPS = 5, 5
TIMES = 2**SQUARINGS
MOST = 3  # judgements named as the most inconsistent


class MatrixProblem(ValueError):
    """A matrix that cannot be weighed: why, in words, and the cells that are wrong (row, column,
    from 0)."""

    def __init__(self, words: str, cells: Sequence[tuple[int, int]] = ()) -> None:
        super().__init__(words)
        self.cells = tuple(cells)


def checked(matrix: npt.ArrayLike) -> Numbers:
    """A comparison matrix that is square, complete, positive and reciprocal; else MatrixProblem
    names the cells.

    Reciprocals may be typed rounded (0.333, 0.143): of two mirrored judgements the larger counts,
    the other is its exact reciprocal.
    """
    a = _table(matrix, "判断矩阵")
    if a.shape[0] != a.shape[1]:
        raise MatrixProblem(f"判断矩阵应为方阵，得到 {a.shape[0]} 行 {a.shape[1]} 列")
    _refuse("判断矩阵未填完或不是数字", np.isnan(a))
    _refuse("判断矩阵的元素应为正数", ~((a > 0) & np.isfinite(a)))
    with np.errstate(over="ignore"):
        apart = np.abs(np.round(a * a.T - 1.0, 9)) > ROUNDED
    np.fill_diagonal(apart, np.abs(np.diag(a) - 1.0) > DIAGONAL)
    _refuse("判断矩阵不互反（a_ij×a_ji 应为 1，对角线为 1）", apart)
    out: Numbers = np.where(a >= a.T, a, 1.0 / a.T)
    return out


def geometric_mean(matrices: Sequence[npt.ArrayLike]) -> Numbers:
    """The matrix of several experts: of each judgement the geometric mean, which keeps the matrix
    reciprocal."""
    if not len(matrices):
        raise MatrixProblem("没有专家的判断矩阵")
    tables = [checked(m) for m in matrices]
    if len({t.shape for t in tables}) > 1:
        raise MatrixProblem(
            "各专家的判断矩阵阶数不同：" + "、".join(str(t.shape[0]) for t in tables)
        )
    out: Numbers = np.exp(np.log(tables).mean(axis=0))
    return out


def column_shares(matrix: Numbers) -> Numbers:
    """Of each column the reciprocal of its sum: what its figures are divided by to sum to 1."""
    out: Numbers = 1.0 / matrix.sum(axis=0)
    return out


def advanced(matrix: Numbers, vector: Numbers) -> Numbers:
    """A step of the power iteration: `TIMES` multiplications by the matrix, then to the sum of
    1."""
    for _ in range(TIMES):
        vector = matrix @ vector
        vector = vector / vector.sum()
    return vector


def eigenvector(matrix: Numbers) -> Numbers:
    """The principal eigenvector of a positive matrix, summing to 1, by power iteration."""
    vector = column_shares(matrix)
    for _ in range(STEPS):
        vector = advanced(matrix, vector)
    return vector


def column_mean(matrix: Numbers) -> Numbers:
    """Columns divided by their sums, then the mean of each row: the weights of the hand
    calculation."""
    out: Numbers = matrix @ column_shares(matrix) / len(matrix)
    return out


METHODS: dict[str, Callable[[Numbers], Numbers]] = {
    "eigenvector": eigenvector,
    "column_mean": column_mean,
}


def priorities(matrix: npt.ArrayLike, method: str = "eigenvector") -> Numbers:
    """The weights of the items of a comparison matrix, summing to 1."""
    if method not in METHODS:
        raise MatrixProblem(f"没有方法“{method}”，可用：{'、'.join(METHODS)}")
    return METHODS[method](checked(matrix))


@dataclass(frozen=True)
class Consistency:
    """How far the judgements of a matrix of `n` items contradict one another: λmax, CI, RI and CR =
    CI / RI."""

    n: int
    lambda_max: float
    ci: float
    ri: float
    cr: float

    def accepted(self, limit: float) -> bool:
        """Whether the weights may be used."""
        return self.cr < limit


def lambda_max(matrix: Numbers, weights: Numbers) -> float:
    """The mean of (A·w)_i / w_i: the principal eigenvalue where w is the eigenvector."""
    return float((matrix @ weights / weights).mean())


def consistency_index(largest: npt.ArrayLike, n: npt.ArrayLike) -> Numbers:
    """CI = (λmax − n) / (n − 1); 0 for one or two items, which cannot contradict one another."""
    n = np.asarray(n, float)
    out: Numbers = np.where(
        n <= 2, 0.0, (np.asarray(largest, float) - n) / np.where(n <= 2, 1.0, n - 1.0)
    )
    return out


def consistency_ratio(ci: npt.ArrayLike, ri: npt.ArrayLike) -> Numbers:
    """CR = CI / RI; 0 where the random index is 0, as for one or two items."""
    ri = np.asarray(ri, float)
    out: Numbers = np.where(ri == 0, 0.0, np.asarray(ci, float) / np.where(ri == 0, 1.0, ri))
    return out


def consistency(
    matrix: npt.ArrayLike, weights: npt.ArrayLike, random_index: Mapping[int, float]
) -> Consistency:
    """λmax, CI, RI and CR of a matrix with its weights; MatrixProblem where no random index is
    known for its size."""
    a, w = checked(matrix), np.asarray(weights, float)
    n = len(a)
    if n > 2 and n not in random_index:
        raise MatrixProblem(
            f"没有 {n} 阶矩阵的随机一致性指标 RI（有 {'、'.join(map(str, random_index))} "
            "阶）；请把指标分组后再比较"
        )
    ri = random_index[n] if n > 2 else 0.0
    largest = lambda_max(a, w)
    ci = float(consistency_index(largest, n))
    return Consistency(n, largest, ci, ri, float(consistency_ratio(ci, ri)))


def deviation(value: npt.ArrayLike, fitting: npt.ArrayLike) -> Numbers:
    """How far a judgement lies from the one that fits the weights: |ln(a_ij / (w_i/w_j))|."""
    out: Numbers = np.abs(np.log(np.asarray(value, float) / np.asarray(fitting, float)))
    return out


@dataclass(frozen=True)
class Judgement:
    """A judgement of the upper triangle beside the value that would fit the weights."""

    row: int
    column: int
    value: float
    fitting: float
    deviation: float


def most_inconsistent(
    matrix: npt.ArrayLike, weights: npt.ArrayLike, most: int = MOST
) -> tuple[Judgement, ...]:
    """The judgements that lie farthest from the weights, the farthest first; of equal ones the
    upper left first."""
    a, w = checked(matrix), np.asarray(weights, float)
    fitting = w[:, None] / w[None, :]
    far = deviation(a, fitting)
    pairs = sorted(
        zip(*np.triu_indices(len(a), 1), strict=True), key=lambda p: -round(float(far[p]), 9)
    )
    return tuple(
        Judgement(int(i), int(j), float(a[i, j]), float(fitting[i, j]), float(far[i, j]))
        for i, j in pairs[:most]
    )


def divergence(values: npt.ArrayLike) -> float:
    """1 − e of the figures of one indicator: e their entropy as shares of their sum, 0·ln 0 = 0;
    equal figures give 0."""
    x = np.asarray(values, float)
    if x.max() == x.min():
        return 0.0
    total = x.sum()
    terms = x * np.log(np.where(x > 0, x, 1.0))
    return float(1.0 + (terms.sum() / total - np.log(total)) / np.log(len(x)))


def entropy_weights(matrix: npt.ArrayLike) -> Numbers:
    """Weights of the columns (indicators) of a decision matrix whose rows are objects, by Shannon's
    entropy.

    Convention: figures are taken as shares of the sum of their column, so none may be negative;
    0·ln 0 = 0; a column that is equal for all objects tells nothing and weighs 0. MatrixProblem
    where no column tells anything.
    """
    x = _table(matrix, "决策矩阵")
    if len(x) < 2:
        raise MatrixProblem("熵权法至少要两个对象（行）")
    _refuse("决策矩阵未填完或不是数字", ~np.isfinite(x))
    _refuse("决策矩阵不能有负数，请先同向化为非负值", x < 0)
    tells = np.array([divergence(column) for column in x.T])
    if tells.sum() <= 0:
        raise MatrixProblem("各对象的指标值全部相同，熵权法得不出权重")
    out: Numbers = tells / tells.sum()
    return out


def synthesis(criteria: npt.ArrayLike, options: npt.ArrayLike) -> Numbers:
    """Weights of options (rows) from their weights under each criterion (columns) and the weights
    of the criteria."""
    w, table = np.asarray(criteria, float), _table(options, "方案权重表")
    if w.ndim != 1 or table.shape[1] != len(w):
        raise MatrixProblem(f"准则有 {w.size} 个，方案权重表有 {table.shape[1]} 列")
    out: Numbers = table @ w
    return out


def _table(matrix: npt.ArrayLike, what: str) -> Numbers:
    """A table of numbers; blanks and what is no number become NaN."""
    try:
        rows = (
            [list(row) for row in np.asarray(matrix, object)]
            if not isinstance(matrix, (list, tuple))
            else [list(r) for r in matrix]
        )
    except TypeError:
        raise MatrixProblem(f"{what}应为行的列表") from None
    if not rows or not rows[0] or len({len(r) for r in rows}) > 1:
        raise MatrixProblem(f"{what}各行的列数应相同，且不能为空")
    return np.array([[_number(cell) for cell in row] for row in rows])


def _number(cell: object) -> float:
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, (bool, np.bool_)):
        return float(cell)
    return float("nan")


def _refuse(words: str, wrong: npt.NDArray[np.bool_]) -> None:
    """Refuse a matrix where cells are wrong, naming the first of them."""
    cells = [(int(i), int(j)) for i, j in np.argwhere(wrong)]
    if cells:
        named = "、".join(f"第{i + 1}行第{j + 1}列" for i, j in cells[:6]) + (
            "等" if len(cells) > 6 else ""
        )
        raise MatrixProblem(f"{words}：{named}", cells)
