"""The weights workbook as a whole: its sheets in order, and their graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ... import data
from ...core.values import PENDING_TEXT
from ...core.weighting import MatrixProblem
from ...data import Index
from ...functions.operations import SAME_TEXT, TALLY
from ...functions.operations.entropy import AHP, ENTROPY, MIXED
from ...functions.operations.weighting import ACCEPTED, COLUMN_MEAN, EIGENVECTOR, REJECTED
from ...functions.weighting import DOCUMENT, random_index
from ...graph import CHOICE, NUMBER, TEXT, Block, Computed, Constant, Graph, Input, Items, Ref
from ..frame import settings
from ..sheet import CALCULATED, FILLED, Declared, Headline, Plan, Sheet, Static
from ..steps import column_sum
from .experts import Expert, expert, scale
from .matrices import Matrix, judgements
from .outcome import consistency, entropy, final, picks, verdict, worst
from .tree import Group, groups_of

LEGEND = (
    ("填", "浅黄：专家和组织单位填写。表头带“填”字，黑白打印也能分清。"),
    ("算", "浅灰：由公式得出，已锁定，不要改。"),
    (PENDING_TEXT, "判断没有填完，或判断矩阵须重新判断；受影响的权重也显示待填。"),
    ("#N/A 等", "填错了：文字，或不在 1/9～9 之间的判断。错误会传到受影响的权重。"),
    (
        "本版",
        (
            "全是普通公式，在 Excel、WPS、LibreOffice 中随填随算，不需要安装任何程序；用 "
            "weights 命令取出权重。"
        ),
    ),
)


@dataclass(frozen=True)
class WeightsBook(Declared):
    """The declaration of a weights workbook."""

    index: Index
    choices: Items
    experts: tuple[Expert, ...]
    matrices: tuple[Matrix, ...]
    judgements: Block
    consistency: Block
    worst: Block
    final: Block


@lru_cache(maxsize=4)
def weights_book(plan: Plan) -> WeightsBook:
    """Declare the weights workbook of a plan. MatrixProblem where a group is larger than matrices
    can be judged."""
    index = data.index(plan.index)
    groups = groups_of(index)
    _check(groups)
    choices = _choices(index)
    picked = picks(choices)
    experts = tuple(expert(n, groups, _headline(n, choices)) for n in range(1, plan.experts + 1))
    said = verdict(choices["limit"])
    table, matrices = judgements(groups, experts, picked["method"], said)
    verdicts = consistency(matrices, picked["method"], said)
    again = worst(matrices, table, verdicts)
    objects, decision = entropy(index)
    leaves, sums = final(index, matrices, decision, picked)
    outcome = _outcome(verdicts, leaves)
    heads = iter(_headline(n, choices) for n in range(plan.experts + 1, plan.experts + 6))
    sheets = [
        *(e.sheet for e in experts),
        _entropy_sheet(next(heads), objects, decision),
        _result_sheet(next(heads), leaves, sums),
        _consistency_sheet(next(heads), verdicts, again),
        _matrix_sheet(next(heads), matrices),
        _judgement_sheet(next(heads), table),
    ]
    sheets = [_cover(choices, outcome, sheets), *sheets, _steps_sheet(matrices), settings(plan)]
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in sheets})
    return WeightsBook(
        plan, sheets, graph, index, choices, experts, matrices, table, verdicts, again, leaves
    )


def _check(groups: Sequence[Group]) -> None:
    known = random_index()
    if wrong := [g for g in groups if g.size > 2 and g.size not in known]:
        named = "、".join(f"{g.name}（{g.size} 项）" for g in wrong)
        raise MatrixProblem(
            f"没有这些组的随机一致性指标 RI，不能两两比较：{named}；一组最多 {max(known)} 项"
        )


def _choices(index: Index) -> Items:
    limit = data.standard(DOCUMENT).threshold("consistency_limit")
    standard = index.standard
    text = {"kind": TEXT}
    return Items(
        "weights",
        "一、方法",
        [
            Constant(
                "index",
                "指标体系",
                kind=TEXT,
                initial=standard.title,
                help=standard.called,
            ),
            Input("organiser", "组织单位", **text),
            Input(
                "method",
                "判断矩阵求权重",
                kind=CHOICE,
                choices=(EIGENVECTOR, COLUMN_MEAN),
                initial=EIGENVECTOR,
                required=True,
                help="随结果一并公布；另一种方法的结果在旁列出",
            ),
            Input(
                "choice",
                "采用权重",
                kind=CHOICE,
                choices=(AHP, ENTROPY, MIXED),
                initial=AHP,
                required=True,
                help="线性综合＝份额×层次分析法＋（1－份额）×熵权法",
            ),
            Input(
                "share",
                "层次分析法的份额",
                low=0.0,
                high=1.0,
                initial=0.5,
                pattern="0.00",
                help="只用于线性综合；0.5 为建议值",
            ),
            Constant(
                "limit",
                "CR 限值",
                kind=NUMBER,
                initial=limit.value,
                pattern="0.00",
                clause=f"S2 {limit.clause}",
                help="CR 小于限值为“接受”",
            ),
            Input("remark", "说明", **text),
        ],
    )


def _outcome(verdicts: Block, leaves: Block) -> Items:
    column = Ref("column", verdicts.columns["verdict"])
    return Items(
        "outcome",
        "二、结果",
        [
            Computed("accepted", "接受的判断矩阵", TALLY, ACCEPTED, column, unit="个", pattern="0"),
            Computed(
                "rejected",
                "须重新判断的",
                TALLY,
                REJECTED,
                column,
                unit="个",
                pattern="0",
                help="它们的权重为待填，见“一致性检验”",
            ),
            Computed(
                "pending", "判断未填完的", TALLY, PENDING_TEXT, column, unit="个", pattern="0"
            ),
            column_sum(
                "sum",
                "采用权重合计",
                Ref("column", leaves.columns["weight"]),
                pattern="0.0000",
                help="应为 1",
            ),
        ],
    )


def _headline(number: int, choices: Items) -> Headline:
    return Headline(
        f"head.s{number:02d}", "", [Computed("line", "表头", SAME_TEXT, choices["index"])]
    )


def _cover(choices: Items, outcome: Items, sheets: Sequence[Sheet]) -> Sheet:
    legend = Static("legend", "填报说明", ("记号", "含义"), LEGEND)
    steps = Static(
        "scale",
        "判断的标度",
        ("标度", "甲与乙相比"),
        [
            *(
                (r["value"], f"甲{r['words']}" if r["value"] != "1" else r["words"])
                for r in scale()
            ),
            ("2、4、6、8", "介于上下两级之间"),
            ("倒数", "乙比甲重要，如 1/3 为乙稍微重要"),
        ],
    )
    contents = Static(
        "contents", "目录", ("工作表", "用途"), [(s.name, s.purpose) for s in sheets], links=True
    )
    return Sheet(
        "封面",
        "指标权重工作簿",
        "权重01表",
        (
            "每名专家在自己的表上填判断；判断矩阵被接受后，“权重结果”给出各指标的权重，用 "
            "weights 命令取出。"
        ),
        [choices, outcome, contents, steps, legend],
        portrait=True,
        signed=False,
        tab="#1F3864",
        widths=(22.0, 26.0, 8.0, 38.0),
        spans={"weights": (1, 1, 2), "contents": (1, 3), "scale": (1, 3), "legend": (1, 3)},
    )


def _entropy_sheet(head: Headline, objects: Items, decision: Block) -> Sheet:
    return Sheet(
        "熵权",
        "熵权法",
        "权重03表",
        "采用熵权法或线性综合时填：先填对象数，再填各对象的数；只用层次分析法则不填。",
        [head, objects, decision],
        purpose="由各对象的数据差异求权重（选用）",
        signed=False,
        tab=FILLED,
        size=9.0,
        spans={"objects": (2, 6, 8)},
    )


def _result_sheet(head: Headline, leaves: Block, sums: Items) -> Sheet:
    return Sheet(
        "权重结果",
        "各指标的权重",
        "权重04表",
        "本表不填；采用权重按封面所选方法。判断矩阵未被接受的，权重为待填。",
        [head, sums, leaves],
        purpose="各指标的权重，与印发权重对照",
        portrait=True,
        signed=False,
        tab=CALCULATED,
        size=9.0,
        spans={"sums": (3, 2)},
    )


def _consistency_sheet(head: Headline, verdicts: Block, again: Block) -> Sheet:
    return Sheet(
        "一致性检验",
        "判断矩阵的一致性检验",
        "权重05表",
        "本表不填；CR 小于限值的判断矩阵为“接受”，否则请专家重新判断。",
        [head, verdicts, again, _random_index()],
        purpose="λmax、CI、CR、结论，最不一致的判断",
        signed=False,
        tab=CALCULATED,
        size=9.0,
        widths=(34.0, 6.0, 6.0, *[10.0] * 8),
        spans={"worst": (1, 1, 3, 3, 1, 1, 1), "random_index": (1, 2, 8)},
    )


def _random_index() -> Static:
    rows = [
        (r["n"], f"{float(r['value']):.2f}", r["reference"])
        for r in data.table(DOCUMENT, "random_index")
    ]
    return Static("random_index", "三、平均随机一致性指标 RI", ("阶数 n", "RI", "出处"), rows)


def _matrix_sheet(head: Headline, matrices: Sequence[Matrix]) -> Sheet:
    widest = max(m.group.size for m in matrices)
    spans: dict[str, tuple[int, ...]] = {m.joint.id: (1 + widest - m.group.size,) for m in matrices}
    return Sheet(
        "综合矩阵",
        "综合判断矩阵与权重",
        "权重06表",
        "本表不填；各格为各专家判断的几何平均，两种方法的权重并列。",
        [head, *(m.joint for m in matrices)],
        purpose="各组的综合判断矩阵，两种方法的权重",
        portrait=True,
        signed=False,
        tab=CALCULATED,
        size=9.0,
        widths=(22.0, *[9.0] * (widest + 4)),
        spans=spans,
    )


def _judgement_sheet(head: Headline, table: Block) -> Sheet:
    return Sheet(
        "全部判断",
        "各专家的全部判断",
        "权重07表",
        "本表不填；每行一个判断，右侧为与权重相符的值和偏离。",
        [head, table],
        purpose="各专家的判断、几何平均、偏离",
        signed=False,
        tab=CALCULATED,
        size=9.0,
    )


def _steps_sheet(matrices: Sequence[Matrix]) -> Sheet:
    return Sheet(
        "steps",
        "计算过程",
        "",
        "程序用表：特征向量的迭代。",
        [p for m in matrices for p in (m.largest, m.steps)],
        hidden=True,
        signed=False,
    )
