"""All judgements side by side, the matrices they make together, and their weights by both
methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...core.weighting import STEPS
from ...functions.operations import (
    BY_METHOD,
    COLUMN_SHARE,
    DEVIATION,
    IF_ACCEPTED,
    JOINT_JUDGEMENT,
    MATRIX_TIMES,
    POWER_STEP,
    RANK_KEY,
    RANK_WITHIN,
    RATIO,
    SAME,
    SHARE_OF,
    SUM_OVER,
)
from ...graph import TEXT, Area, Block, Computed, Constant, Field, Items, Ref, Rows, this
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
    joint = Computed(
        "joint",
        "几何平均",
        JOINT_JUDGEMENT,
        Area(said[0], said[-1]),
        this.no,
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
    group_of = Constant("group", "比较的组", kind=TEXT, width=28)
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
    table = Block(
        "judgements",
        "全部判断",
        len(pairs),
        [
            Constant("no", "序号", width=5, pattern="0"),
            group_of,
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
                this.no,
                this.group,
                Ref("column", group_of),
                Ref("column", far),
                pattern="0",
                width=7,
                help="同组判断中偏离从大到小的次序",
            ),
            inverse,
            Computed("key", "查找", RANK_KEY, this.group, this.rank, this.rank, hidden=True),
        ],
        initial=[
            {
                "no": n,
                "group": groups[k].name,
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
    steps = _steps(f"p{group.id[1:]}", size, Area(cells[0], cells[-1]))
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
            ("eigenvector", "特征向量法权重", f"s{STEPS}"),
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
    largest = Items(
        f"q{group.id[1:]}",
        "",
        [
            Computed(
                "eigenvector", "λmax 特征向量法", SUM_OVER, steps.quotient, size, clause=CLAUSE
            ),
            Computed("mean", "λmax 列平均法", SUM_OVER, steps.mean_quotient, size, clause=CLAUSE),
        ],
    )
    return Matrix(group, table, steps, largest)


def _steps(id: str, size: int, area: Area) -> Block:
    """The power iteration, column by column; (A·w)_i / w_i of both methods, whose mean is λmax."""
    no = Rows(tuple(range(1, size + 1)))
    columns = [Computed("s0", "1÷列和", COLUMN_SHARE, area, no)]
    for n in range(1, STEPS + 1):
        columns.append(
            Computed(
                f"s{n}",
                f"第{n}步",
                POWER_STEP,
                Ref("row", columns[-1]),
                area,
                Ref("column", columns[-1]),
                no,
            )
        )
    times = Computed(
        "times", "A·w", MATRIX_TIMES, Ref("row", columns[-1]), area, Ref("column", columns[-1]), no
    )
    sums = Computed(
        "sums", "A÷列和", MATRIX_TIMES, Ref("row", columns[0]), area, Ref("column", columns[0]), no
    )
    mean = Computed("mean", "列平均", SHARE_OF, Ref("row", sums), Ref("column", sums))
    mean_times = Computed(
        "mean_times", "A·列平均", MATRIX_TIMES, Ref("row", mean), area, Ref("column", mean), no
    )
    return Block(
        id,
        id,
        size,
        [
            *columns,
            times,
            Computed("quotient", "A·w÷w", RATIO, Ref("row", times), Ref("row", columns[-1])),
            sums,
            mean,
            mean_times,
            Computed(
                "mean_quotient", "A·列平均÷列平均", RATIO, Ref("row", mean_times), Ref("row", mean)
            ),
        ],
        fixed=True,
    )
