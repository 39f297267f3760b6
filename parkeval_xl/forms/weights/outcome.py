"""What the comparisons give: consistency and verdict by group, judgements to look at again, the
weights of the leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...core.weighting import MOST
from ...data import Index
from ...functions.operations import DIFFERENCE, SAME
from ...functions.operations.entropy import (
    CHOICE_NO,
    COMBINED_WEIGHT,
    DIVERGENCE,
    ENTROPY_OF,
    LOG_PART,
    MIXED_WEIGHT,
    NEEDED,
    OBJECT_COUNT,
    OBJECT_FIGURE,
    OBJECTS_STATE,
    SHARE_ENTRY,
)
from ...functions.operations.lookups import NUMBER_AT, TEXT_AT
from ...functions.operations.weighting import (
    ACCEPTANCE,
    BY_METHOD,
    CONSISTENCY_INDEX,
    CONSISTENCY_RATIO,
    DOWN_THE_TREE,
    METHOD_NO,
    RANK_CODE,
    ROW_OF_NUMBER,
    SHARE_OF,
    SHARE_STATE,
)
from ...functions.weighting import random_index
from ...graph import (
    TEXT,
    Across,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Ref,
    Rows,
    step,
    this,
)
from ..steps import column_sum
from .experts import CLAUSE, FIGURES, NAMES
from .matrices import WEIGHT, Matrix
from .tree import groups_of, path_of, place_of

OBJECTS = 12  # columns of the decision matrix
GROUP = 34.0


def picks(choices: Items) -> dict[str, Field]:
    """What the organiser chose, as numbers that all weights look at, beside what was typed."""
    found = {
        "method": Computed("no", "方法的序号", METHOD_NO, choices["method"], hidden=True),
        "choice": Computed("no", "采用的序号", CHOICE_NO, choices["choice"], hidden=True),
        "share": Computed("used", "份额·清", SHARE_ENTRY, choices["share"], hidden=True),
    }
    for key, helper in found.items():
        choices.add(choices[key], helper)
    return found


def verdict(limit: Field) -> Field:
    """The column that says whether a group's matrix is accepted; weights refer to it."""
    return Computed(
        "verdict", "结论", ACCEPTANCE, this.cr, Ref("one", limit), width=10, clause=CLAUSE
    )


def consistency(matrices: Sequence[Matrix], method: Field, verdict: Field) -> Block:
    """λmax, CI, RI and CR of each group by both methods, and the verdict by the method chosen."""

    def both(key: str) -> Rows:
        return Rows(tuple(Ref("one", m.largest[key]) for m in matrices))

    figures: list[Field] = []
    for key, label in (("eigenvector", "特征向量法"), ("mean", "列平均法")):
        largest = Computed(
            f"{key}_largest",
            f"λmax {label}",
            SAME,
            both(key),
            pattern="0.0000",
            width=10,
            clause=CLAUSE,
        )
        ci = Computed(
            f"{key}_ci",
            f"CI {label}",
            CONSISTENCY_INDEX,
            Ref("row", largest),
            this.n,
            pattern="0.0000",
            width=10,
            clause=CLAUSE,
        )
        cr = Computed(
            f"{key}_cr",
            f"CR {label}",
            CONSISTENCY_RATIO,
            Ref("row", ci),
            this.ri,
            pattern="0.0000",
            width=10,
            clause=CLAUSE,
        )
        figures += [largest, ci, cr]
    initial = [
        {"group": m.group.name, "n": m.group.size, "ri": random_index().get(m.group.size, 0.0)}
        for m in matrices
    ]
    return Block(
        "consistency",
        "一、各判断矩阵的一致性",
        len(matrices),
        [
            Constant("group", "比较的组", kind=TEXT, width=GROUP),
            Constant("n", "阶数 n", pattern="0", width=6),
            Constant(
                "ri",
                "RI",
                pattern="0.00",
                width=6,
                help="平均随机一致性指标；两项之间不会矛盾，不需要",
            ),
            *figures,
            Computed(
                "cr",
                "采用的 CR",
                BY_METHOD,
                Ref("one", method),
                this.eigenvector_cr,
                this.mean_cr,
                pattern="0.0000",
                width=9,
            ),
            verdict,
        ],
        initial=initial,
        fixed=True,
    )


def worst(matrices: Sequence[Matrix], judgements: Block, verdicts: Block) -> Block:
    """The judgements of each group that lie farthest from its weights, with what would fit."""
    rows = [
        (k, rank)
        for k, m in enumerate(matrices)
        for rank in range(1, min(MOST, len(m.group.pairs)) + 1)
        if m.group.size > 2
    ]
    code = step(
        "code",
        "查找",
        RANK_CODE,
        Rows(tuple(verdicts.at("cr", k) for k, _ in rows)),
        this.group_no,
        this.rank,
    )
    place = step("place", "所在行", ROW_OF_NUMBER, code, judgements.code)

    def at(key: str, label: str, **looks: Any) -> Field:
        function = TEXT_AT if key in ("first", "second") else NUMBER_AT
        column = Ref("column", judgements.columns[key])
        return Computed(key, label, function, place, column, **looks)

    return Block(
        "worst",
        "二、各组最不一致的三个判断",
        len(rows),
        [
            Constant("group", "比较的组", kind=TEXT, width=GROUP),
            Constant("rank", "次序", pattern="0", width=6),
            Constant("group_no", "组号", pattern="0", hidden=True),
            at("first", "甲", width=NAMES),
            at("second", "乙", width=NAMES),
            at("joint", "现在：甲比乙", pattern="0.00", width=10),
            at("fitting", "与权重相符的值", pattern="0.00", width=10),
            at("deviation", "偏离", pattern="0.000", width=8),
        ],
        initial=[
            {"group": matrices[k].group.name, "rank": rank, "group_no": k + 1} for k, rank in rows
        ],
        fixed=True,
        note="结论为“重新判断”的组，请先复核这些判断；各专家的打分见“全部判断”。",
    )


def entropy(index: Index) -> tuple[Items, Block]:
    """The decision matrix: indicators by objects, and the weights by entropy."""
    objects = Items(
        "objects",
        "一、对象",
        [
            Input(
                "count",
                "对象数",
                low=2.0,
                high=float(OBJECTS),
                pattern="0",
                help="不用熵权法则不填；对象可以是园区，也可以是年份",
            ),
            Input("names", "对象名称", kind=TEXT, help="按列的次序写，如 1 甲园区，2 乙园区"),
        ],
    )
    filled = [
        Input(f"o{n}", f"对象{n}", low=0.0, width=8, pattern="0.######")
        for n in range(1, OBJECTS + 1)
    ]
    count = Computed("used", "对象数·清", OBJECT_COUNT, objects["count"], OBJECTS, hidden=True)
    objects.add(objects["count"], count)
    figures = [
        Computed(
            f"f{n}",
            f"{one.label}·清",
            OBJECT_FIGURE,
            Ref("one", count),
            n,
            Ref("row", one),
            hidden=True,
        )
        for n, one in enumerate(filled, 1)
    ]
    parts = [
        Computed(f"t{n}", f"对象{n}·x·lnx", LOG_PART, Ref("row", one), hidden=True)
        for n, one in enumerate(figures, 1)
    ]
    across = Across(figures[0], figures[-1])
    tells = Computed(
        "divergence",
        "1－信息熵",
        DIVERGENCE,
        step(
            "entropy",
            "信息熵",
            ENTROPY_OF,
            step("objects_state", "各对象·态", OBJECTS_STATE, Ref("one", count), across),
            across,
            Across(parts[0], parts[-1]),
            Ref("one", count),
        ),
        across,
        pattern=WEIGHT,
        width=FIGURES,
    )
    shared = Computed("shared", "1－信息熵·态", SHARE_STATE, Ref("column", tells), hidden=True)
    objects.add(objects["names"], shared)
    rows = index.indicators
    block = Block(
        "decision",
        "二、决策矩阵",
        len(rows),
        [
            Constant("no", "序号", pattern="0", width=5),
            Constant("name", "指标", kind=TEXT, width=30),
            *filled,
            tells,
            Computed(
                "weight",
                "熵权",
                SHARE_OF,
                Ref("one", shared),
                this.divergence,
                Ref("column", tells),
                pattern=WEIGHT,
                width=FIGURES,
            ),
            *figures,
            *parts,
        ],
        initial=[{"no": n, "name": i.name} for n, i in enumerate(rows, 1)],
        fixed=True,
        note=(
            "建议填各对象的指标评分（0～1）；也可填同向化后的非负值。按列占合计的比重求信息熵，"
            "0·ln0 计为 0；各对象都相同的指标权重为 0。"
        ),
    )
    return objects, block


def final(
    index: Index, matrices: Sequence[Matrix], shares: Block, picked: dict[str, Field]
) -> tuple[Block, Items]:
    """The weights of the leaves beside those printed in the document, and their sums."""
    groups = groups_of(index)
    used = {m.group.id: m.joint for m in matrices}

    def level(depth: int) -> Rows:
        places = [place_of(path_of(i)[depth], groups) for i in index.indicators]
        return Rows(tuple(used[p[0].id].at("used", p[1]) if p else 1 for p in places))

    levels = [
        Computed(f"w{n}", label, SAME, level(n), pattern=WEIGHT, width=FIGURES)
        for n, label in enumerate(("目标权重", "一级权重", "二级权重", "指标在组内权重"))
    ]
    needed = step("needed", "熵权·采用", NEEDED, this.entropy)
    initial = [
        {
            "no": n,
            "id": i.id,
            "goal": i.goal,
            "name": i.name,
            "printed": i.printed,
            "scaled": i.weight,
        }
        for n, i in enumerate(index.indicators, 1)
    ]
    block = Block(
        "final",
        "二、各指标的权重",
        len(initial),
        [
            Constant("no", "序号", pattern="0", width=5),
            Constant("goal", "目标", kind=TEXT, width=12),
            Constant("name", "指标", kind=TEXT, width=30),
            *levels,
            Computed(
                "ahp",
                "层次分析法",
                DOWN_THE_TREE,
                *(Ref("row", x) for x in levels),
                pattern=WEIGHT,
                width=10,
                clause=CLAUSE,
            ),
            Computed(
                "entropy",
                "熵权法",
                SAME,
                Rows(tuple(shares.at("weight", n) for n in range(len(initial)))),
                pattern=WEIGHT,
                width=9,
            ),
            Computed(
                "weight",
                "采用权重",
                COMBINED_WEIGHT,
                Ref("one", picked["choice"]),
                this.ahp,
                needed,
                step(
                    "mixed", "线性综合", MIXED_WEIGHT, Ref("one", picked["share"]), this.ahp, needed
                ),
                pattern=WEIGHT,
                width=9,
            ),
            Constant("printed", "印发权重", pattern="0.0000", width=9),
            Constant(
                "scaled",
                "按比例调整后",
                pattern="0.0000",
                width=9,
                help="印发权重合计不为 1 时按比例调整",
            ),
            Computed(
                "difference",
                "与调整后之差",
                DIFFERENCE,
                this.weight,
                this.scaled,
                pattern=WEIGHT,
                width=9,
            ),
            Constant("id", "指标编号", kind=TEXT, hidden=True),
        ],
        initial=initial,
        fixed=True,
    )
    sums = Items(
        "sums",
        "一、合计",
        [
            column_sum(
                key,
                block.columns[key].label,
                Ref("column", block.columns[key]),
                pattern="0.0000",
            )
            for key in ("ahp", "entropy", "weight", "printed", "scaled")
        ],
    )
    return block, sums
