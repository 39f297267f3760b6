"""All judgements side by side, the matrices they make together, and their weights by both
methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...core.weighting import SQUARINGS, STEPS
from ...functions.operations import RATIO, SAME
from ...functions.operations.weighting import (
    BY_METHOD,
    COLUMN_SHARE,
    DEVIATION,
    IF_ACCEPTED,
    JOINT_JUDGEMENT,
    JOINT_STATE,
    LOGARITHM,
    MATRIX_STATE,
    RANK_CODE,
    RANK_WITHIN,
    RANKED,
    SHARE_OF,
    STATED_MEAN,
    STATED_RATIO,
    line_times,
)
from ...functions.registry import Function
from ...graph import (
    TEXT,
    Across,
    Area,
    Block,
    Computed,
    Constant,
    Field,
    Items,
    Ref,
    Rows,
    step,
    this,
)
from .experts import CLAUSE, FIGURES, JUDGED, NAMES, Expert, title
from .tree import Group

WEIGHT = "0.0000"


@dataclass(frozen=True)
class Matrix:
    """The joint matrix of a group, the steps of its computation, and λmax by both methods."""

    group: Group
    joint: Block
    steps: Block
    largest: Items


def judgements(
    groups: Sequence[Group], experts: Sequence[Expert], method: Field, verdict: Field
) -> tuple[Block, tuple[Matrix, ...]]:
    """A row a judgement: what each expert says, their geometric mean, and how far it lies from the
    weights; with the matrices they make."""
    pairs = [(k, i, j) for k, g in enumerate(groups) for i, j in g.pairs]
    said = [
        Computed(
            f"e{n}",
            f"专家{n}",
            SAME,
            Rows(tuple(Ref("at", e.matrices[k].columns[f"a{j + 1}"], i) for k, i, j in pairs)),
            pattern=JUDGED,
            width=8,
        )
        for n, e in enumerate(experts, 1)
    ]
    logs = [
        Computed(f"l{n}", f"专家{n}·对数", LOGARITHM, Ref("row", one), hidden=True)
        for n, one in enumerate(said, 1)
    ]
    across = Across(logs[0], logs[-1])
    joint = Computed(
        "joint",
        "几何平均",
        JOINT_JUDGEMENT,
        step("joint_state", "几何平均·态", JOINT_STATE, across),
        across,
        pattern="0.000",
        clause=CLAUSE,
        width=FIGURES,
    )
    inverse = Computed("inverse", "倒数", RATIO, 1, this.joint, hidden=True)
    matrices, first = [], 0
    for row, group in enumerate(groups):
        matrices.append(_matrix(group, joint, inverse, first, method, Ref("at", verdict, row)))
        first += len(group.pairs)
    sides = [
        Rows(tuple(matrices[k].joint.at("chosen", pair[side]) for k, *pair in pairs))
        for side in (0, 1)
    ]
    group_no = Constant("group_no", "组号", pattern="0", hidden=True)
    far = Computed(
        "deviation",
        "偏离",
        DEVIATION,
        this.joint,
        this.fitting,
        pattern="0.000",
        width=8,
        help="|ln（几何平均÷相符的判断）|，0 为完全相符",
    )
    ranked = Computed("ranked", "偏离·比较", RANKED, this.deviation, hidden=True)
    number = Constant("no", "序号", width=5, pattern="0")
    table = Block(
        "judgements",
        "全部判断",
        len(pairs),
        [
            number,
            Constant("group", "比较的组", kind=TEXT, width=28),
            Constant("first", "甲", kind=TEXT, width=NAMES),
            Constant("second", "乙", kind=TEXT, width=NAMES),
            *said,
            joint,
            Computed("fitting", "与权重相符的判断", RATIO, *sides, pattern="0.000", width=11),
            far,
            Computed(
                "rank",
                "组内次序",
                RANK_WITHIN,
                this.deviation,
                Ref("row", ranked),
                this.no,
                this.group_no,
                Ref("column", ranked),
                Ref("column", number),
                Ref("column", group_no),
                pattern="0",
                width=7,
                help="同组判断中偏离从大到小的次序",
            ),
            *logs,
            inverse,
            group_no,
            ranked,
            Computed("code", "查找", RANK_CODE, this.rank, this.group_no, this.rank, hidden=True),
        ],
        initial=[
            {
                "no": n,
                "group": groups[k].name,
                "group_no": k + 1,
                "first": groups[k].names[i],
                "second": groups[k].names[j],
            }
            for n, (k, i, j) in enumerate(pairs, 1)
        ],
        fixed=True,
    )
    return table, tuple(matrices)


def _matrix(
    group: Group, joint: Field, inverse: Field, first: int, method: Field, verdict: Ref
) -> Matrix:
    """The joint matrix of a group whose judgements begin at row `first` of their table."""
    size, places = group.size, {pair: first + n for n, pair in enumerate(group.pairs)}

    def entry(i: int, j: int) -> Ref | int:
        return (
            1
            if i == j
            else Ref("at", joint, places[i, j])
            if i < j
            else Ref("at", inverse, places[j, i])
        )

    cells = [
        Computed(
            f"a{j + 1}",
            f"÷{group.names[j]}",
            SAME,
            Rows(tuple(entry(i, j) for i in range(size))),
            pattern="0.000",
            width=FIGURES,
        )
        for j in range(size)
    ]
    largest = f"q{group.id[1:]}"
    complete = Computed(
        "state", "判断矩阵·态", MATRIX_STATE, Area(cells[0], cells[-1]), size * size
    )
    steps = _steps(f"p{group.id[1:]}", size, cells, complete)
    both = [
        Computed(
            key,
            label,
            SAME,
            Rows(tuple(steps.at(source, i) for i in range(size))),
            pattern=WEIGHT,
            width=FIGURES,
            clause=CLAUSE,
        )
        for key, label, source in (
            ("eigenvector", "特征向量法权重", "weight"),
            ("mean", "列平均法权重", "mean"),
        )
    ]
    table = Block(
        group.id,
        title(group),
        size,
        [
            Constant("item", "行比列", kind=TEXT, width=NAMES),
            *cells,
            *both,
            Computed(
                "chosen",
                "所选方法权重",
                BY_METHOD,
                Ref("one", method),
                this.eigenvector,
                this.mean,
                pattern=WEIGHT,
                width=FIGURES,
            ),
            Computed(
                "used",
                "采用权重",
                IF_ACCEPTED,
                verdict,
                this.chosen,
                pattern=WEIGHT,
                width=FIGURES,
                clause=CLAUSE,
            ),
        ],
        initial=[{"item": name} for name in group.names],
        fixed=True,
    )
    means = [
        Computed(
            key,
            label,
            STATED_MEAN,
            complete,
            Ref("column", steps.columns[source]),
            size,
            clause=CLAUSE,
        )
        for key, label, source in (
            ("eigenvector", "λmax 特征向量法", "quotient"),
            ("mean", "λmax 列平均法", "mean_quotient"),
        )
    ]
    return Matrix(group, table, steps, Items(largest, "", [complete, *means]))


def _steps(id: str, size: int, cells: Sequence[Field], complete: Field) -> Block:
    """The matrix squared again and again, a vector times that power until it stays, as weights;
    (A·w)_i / w_i of both methods, whose mean is λmax. Divided by its size first, no power of the
    matrix leaves the range of numbers."""
    lines, state = line_times(size), Ref("one", complete)
    columns: list[Field] = []

    def add(key: str, label: str, function: Function, *args: Any) -> Field:
        columns.append(Computed(key, label, function, state, *args))
        return columns[-1]

    def rows(of: Sequence[Field]) -> list[Ref]:
        return [Ref("row", one) for one in of]

    def down(of: Field) -> list[Ref]:
        return [Ref("at", of, i) for i in range(size)]

    matrix = [
        Computed(
            f"a{j + 1}", f"A{j + 1}", SAME, Rows(tuple(Ref("at", cell, i) for i in range(size)))
        )
        for j, cell in enumerate(cells)
    ]
    columns += matrix
    powers = [
        add(f"b{j + 1}", f"A÷n {j + 1}", STATED_RATIO, Ref("row", one), size)
        for j, one in enumerate(matrix)
    ]
    for n in range(1, SQUARINGS + 1):
        powers = [
            add(f"p{n}_{j + 1}", f"{2**n}次方 {j + 1}", lines, *rows(powers), *down(one))
            for j, one in enumerate(powers)
        ]
    whole = Rows(tuple(Ref("column", one) for one in matrix))
    shares = vector = add("s0", "1÷列和", COLUMN_SHARE, whole)
    for n in range(1, STEPS + 1):
        vector = add(f"s{n}", f"第{n}步", lines, *rows(powers), *down(vector))
    weight = add("weight", "特征向量", SHARE_OF, Ref("row", vector), Ref("column", vector))
    times = add("times", "A·w", lines, *rows(matrix), *down(weight))
    add("quotient", "A·w÷w", STATED_RATIO, Ref("row", times), Ref("row", weight))
    sums = add("sums", "A÷列和", lines, *rows(matrix), *down(shares))
    mean = add("mean", "列平均", SHARE_OF, Ref("row", sums), Ref("column", sums))
    again = add("mean_times", "A·列平均", lines, *rows(matrix), *down(mean))
    add("mean_quotient", "A·列平均÷列平均", STATED_RATIO, Ref("row", again), Ref("row", mean))
    return Block(id, id, size, columns, fixed=True)
