"""评分规则: weights, levels and every point of every curve as cells. What the organiser replaces
recomputes in every edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...data.index_rows import Curve, Index, Indicator
from ...functions.operations import (
    CHOOSE_NUMBER,
    CURVE_STATE,
    CURVE_X,
    DIVISOR,
    FALLS,
    INSTEAD,
    KNOWN_RULE,
    POINT,
    REPLACED,
    SHARE_OF_SUM,
    SLOPE,
    WEIGHT_SUM,
    WITHIN,
)
from ...functions.operations.entries import ENTRY, VERIFIED_FIRST
from ...functions.operations.totals import SUM_STATE
from ...graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Part,
    Ref,
    Rows,
    Span,
    step,
    this,
)
from ...graph.names import unpunctuated
from ..factors import RATE, basis_words
from ..sheet import CALCULATED, Sheet

SCALED, PRINTED = "按目标权重折算", "按标准所印"
POINTS = 5  # rows of a curve
BEFORE, BEYOND = -1e99, 1e99  # what the first x lies above, the last least value below
WEIGHT = "0.0000"


@dataclass(frozen=True)
class Line:
    """Whether the points make a curve, its first x, the columns of its points."""

    state: Ref
    first: Ref
    xs: Span
    ys: Span
    slopes: Span


@dataclass(frozen=True)
class RuleForms:
    """The sheet, its parts, and where a rule stands."""

    sheet: Sheet
    choice: Items
    weights: Block
    levels: Block | None
    curves: Block
    bands: Block | None
    decision: Block | None
    lists: dict[str, list[str]]
    first_row: dict[tuple[str, str], int]

    def line(self, indicator: Indicator, curve: Curve) -> Line:
        """The points of a curve as scores are looked up in them."""
        first = self.first_row[indicator.id, curve.id]
        xs, ys, slopes = (
            Span(self.curves.columns[key], first, first + POINTS - 1)
            for key in ("x_line", "y_used", "slope")
        )
        state, start = (Ref("at", self.curves.columns[k], first) for k in ("line", "x_line"))
        return Line(state, start, xs, ys, slopes)

    def ends(self, indicator: Indicator, curve: Curve) -> tuple[Ref, Ref]:
        """The x of the best and of the worst point."""
        ys = [y for _, y in curve.points]
        first = self.first_row[indicator.id, curve.id]
        best, worst = (self.curves.at("x", first + ys.index(pick(ys))) for pick in (max, min))
        return best, worst

    def chosen(self, indicator: Indicator, row: int) -> Ref:
        """Which rule an indicator is scored by."""
        return self.weights.at("rule_used", row)


def level_list(indicator: Indicator) -> str:
    """The name of the list of an indicator's levels."""
    return f"选项_{unpunctuated(indicator.name)}档位"


def rule_list(indicator: Indicator) -> str:
    """The name of the list of an indicator's rules."""
    return f"选项_{unpunctuated(indicator.name)}规则"


def rules(index: Index) -> RuleForms:
    """The sheet of an index."""
    choice = Items(
        "rules",
        "一、权重",
        [
            Input(
                "weights",
                "权重取法",
                kind=CHOICE,
                choices=(SCALED, PRINTED),
                initial=SCALED,
                required=True,
                help="各目标权重之和与所印目标权重不一致时，按目标权重折算；也可按所印的数",
            )
        ],
    )
    weights, lists = _weights(index, choice["weights"])
    curves, first_row = _curves(index)
    levels = _levels(index)
    bands, decision = _grades(index)
    lists |= {level_list(i): [text for _, text in i.levels] for i in index.indicators if i.levels}
    parts: list[Part | None] = [choice, weights, levels, bands, decision, curves]
    sheet = Sheet(
        "评分规则",
        "评分规则",
        "园评17表",
        "一般不填。组织方要改权重、规则或分点时填浅黄格并写理由；改动在结果和报告中列明。",
        [p for p in parts if p is not None],
        purpose="权重、档位、每条评分曲线的分点和定级规则",
        signed=False,
        tab=CALCULATED,
        size=9.0,
        widths=(6, 24, 9, 9, 9, 9, 10, 10, 16, 22, 44),
        spans=_SPANS,
    )
    return RuleForms(sheet, choice, weights, levels, curves, bands, decision, lists, first_row)


_SPANS = {
    "rules": (2, 2, 7),
    "index_weights": (1, 1, 1, 1, 1, 1, 2, 1, 1, 1),
    "levels": (1, 1, 5, 1, 1, 1, 1),
    "bands": (2, 2, 6, 1),
    "decision_index": (1, 1, 2, 2, 2, 1, 1, 1),
}


def _weights(index: Index, choice: Field) -> tuple[Block, dict[str, list[str]]]:
    indicators = index.indicators
    several = tuple(i for i, x in enumerate(indicators) if len(x.curves) > 1)
    lists = {rule_list(indicators[i]): [c.name for c in indicators[i].curves] for i in several}
    override = Input("override", "替换权重", pattern=WEIGHT, low=0.0, high=1.0)
    entry = Computed("entry", "替换权重·填", ENTRY, this.override, pattern=WEIGHT, hidden=True)
    own = Computed(
        "own",
        "替换后的权重",
        INSTEAD,
        Ref("row", entry),
        this.base,
        pattern=WEIGHT,
        hidden=True,
    )
    once: dict[str, Any] = {"only": (0,), "hidden": True, "pattern": WEIGHT}
    whole = [
        Computed("own_state", "替换后的权重·态", SUM_STATE, Ref("column", own), **once),
        Computed("own_sum", "替换后的权重之和", WEIGHT_SUM, Ref("column", own), **once),
    ]
    divisor = Computed(
        "divisor",
        "权重的除数",
        DIVISOR,
        *(Ref("row", f) for f in whole),
        Ref("column", entry),
        **once,
    )
    block = Block(
        "index_weights",
        "二、指标权重与规则",
        len(indicators),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("name", "指标", kind=TEXT),
            Constant("printed", "标准所列权重", pattern=WEIGHT),
            Constant("scaled", "折算权重", pattern=WEIGHT),
            override,
            Computed(
                "weight",
                "采用权重",
                SHARE_OF_SUM,
                this.own,
                Ref("at", divisor, 0),
                pattern=WEIGHT,
                clause="S2 5.2.4",
            ),
            Input(
                "rule",
                "采用规则",
                kind=CHOICE,
                only=several,
                row_lists=tuple(
                    rule_list(x) if i in several else "" for i, x in enumerate(indicators)
                ),
                help="有备选规则的，从下拉中选；改用备选规则写理由",
            ),
            Input("reason", "理由", kind=TEXT),
            Constant("basis", "依据性质", kind=TEXT),
            Constant("reference", "出处", kind=TEXT),
            Computed(
                "base",
                "规则权重",
                CHOOSE_NUMBER,
                choice,
                PRINTED,
                this.printed,
                SCALED,
                this.scaled,
                pattern=WEIGHT,
                hidden=True,
            ),
            entry,
            own,
            *whole,
            divisor,
            Computed(
                "rule_used",
                "所用规则",
                KNOWN_RULE,
                this.raw_rule,
                *(Rows(tuple(_curve_name(x, k) for x in indicators)) for k in range(3)),
                only=several,
                hidden=True,
            ),
            Constant("id", "代号", kind=TEXT, hidden=True),
        ],
        initial=[
            {
                "no": x.no,
                "name": x.name,
                "printed": x.printed,
                "scaled": x.weight,
                "basis": basis_words(x.basis),
                "reference": x.reference,
                "id": x.id,
                "rule": x.curves[0].name if len(x.curves) > 1 else None,
            }
            for x in indicators
        ],
        fixed=True,
        started_by="name",
        note=(
            "替换后的权重不必和为1：有替换时，各权重除以全部权重之和再用；"
            "改动会在检查结果和报告中列明。"
        ),
    )
    return block, lists


def _curve_name(indicator: Indicator, number: int) -> str:
    return indicator.curves[number].name if number < len(indicator.curves) else ""


def _levels(index: Index) -> Block | None:
    rows = [(x, score, text) for x in index.indicators for score, text in x.levels]
    if not rows:
        return None
    return Block(
        "levels",
        "三、档位",
        len(rows),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("name", "指标", kind=TEXT),
            Constant("text", "档位", kind=TEXT),
            Constant("score", "得分", pattern=RATE),
            Input("own", "替换得分", pattern=RATE, low=0.0, high=1.0),
            Computed(
                "used",
                "采用得分",
                WITHIN,
                step("used_first", "替换或所列", VERIFIED_FIRST, this.own, this.score),
                1.0,
                pattern=RATE,
            ),
            Constant("basis", "依据性质", kind=TEXT),
        ],
        initial=[
            {
                "no": x.no,
                "name": x.name,
                "text": text,
                "score": score,
                "basis": basis_words(x.basis),
            }
            for x, score, text in rows
        ],
        fixed=True,
    )


def _grades(index: Index) -> tuple[Block | None, Block | None]:
    if not index.bands:
        return None, None
    least = [
        index.standard.threshold(r["threshold"]).value if r["threshold"] else None
        for r in index.bands
    ]
    least_of = Constant("least", "指数不低于", pattern="0")
    bands = Block(
        "bands",
        "四、等级",
        len(least),
        [
            Constant("name", "等级", kind=TEXT),
            least_of,
            Constant("words", "说明", kind=TEXT),
            Constant("basis", "依据性质", kind=TEXT),
            falling(least_of, len(least)),
        ],
        initial=[
            {"name": r["name"], "least": x, "words": r["words"], "basis": basis_words(r["basis"])}
            for r, x in zip(index.bands, least, strict=True)
        ],
        fixed=True,
    )
    labels = {
        "order": "序号",
        "requirement": "基本要求",
        "overall": "整体评价",
        "band": "指数",
        "goals": "各目标",
        "grade": "等级",
        "words": "说明",
        "next": "再上一级",
    }
    decision = Block(
        "decision_index",
        "五、定级规则",
        len(index.decision),
        [
            *(Constant(key, label, kind=TEXT) for key, label in labels.items()),
            Constant("points", "差的是指数", kind=TEXT, hidden=True),
        ],
        initial=[{k: r[k] for k in (*labels, "points")} for r in index.decision],
        fixed=True,
        note="自上而下，第一条全部符合的规则给出等级；“任意”表示不看这一项。",
    )
    return bands, decision


def falling(least: Field, rows: int) -> Field:
    """Whether each band lies below the one above it."""
    above = Rows((BEYOND, *(Ref("at", least, i) for i in range(rows - 1))))
    return Computed("falls", "界限递减", FALLS, Ref("row", least), above, hidden=True)


def _curves(index: Index) -> tuple[Block, dict[tuple[str, str], int]]:
    initial: list[dict[str, object]] = []
    first_row: dict[tuple[str, str], int] = {}
    for indicator in index.indicators:
        for curve in indicator.curves:
            first_row[indicator.id, curve.id] = len(initial)
            points = [*curve.points, *([(None, None)] * (POINTS - len(curve.points)))]
            words = {
                "no": indicator.no,
                "name": indicator.name,
                "rule": curve.name,
                "unit": indicator.unit,
                "basis": basis_words(curve.basis),
            }
            initial += [
                {"x": x, "y": y, **(words if i == 0 else {})} for i, (x, y) in enumerate(points)
            ]
    usual = [Constant("x", "指标值 x", pattern=RATE), Constant("y", "得分 y", pattern=RATE)]
    own = [
        Input("x_own", "替换 x", pattern=RATE),
        Input("y_own", "替换 y", pattern=RATE, low=0.0, high=1.0),
    ]
    starts = [i - i % POINTS for i in range(len(initial))]
    whole = [
        Rows(tuple(Span(column, start, start + POINTS - 1) for start in starts)) for column in own
    ]
    used = [
        Computed(
            f"{key}_used",
            f"采用 {key}",
            REPLACED,
            step(f"{key}_entry", f"替换 {key}·填", ENTRY, Ref("row", own[i])),
            Ref("row", usual[i]),
            *whole,
            pattern=RATE,
        )
        for i, key in enumerate("xy")
    ]
    block = Block(
        "curves",
        "六、评分曲线",
        len(initial),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("name", "指标", kind=TEXT),
            *usual,
            *own,
            *used,
            Constant("unit", "单位", kind=TEXT),
            Constant("rule", "规则", kind=TEXT),
            Constant("basis", "依据性质", kind=TEXT),
            *_line(used[0], used[1], starts),
        ],
        initial=initial,
        fixed=True,
        started_by="name",
        note=(
            "分点之间按直线内插，两端之外取端点的分。要改一条曲线，"
            "把它的全部分点重写在“替换”两栏：x 从小到大，y 在 0 到 1 之间。"
        ),
    )
    return block, first_row


def _line(x: Field, y: Field, starts: list[int]) -> list[Field]:
    """Beside each point: whether it follows the one before, its x as it is looked up, the slope to
    the next; beside the first of a curve whether they make one."""
    rows = range(len(starts))
    before = (BEFORE if i in set(starts) else Ref("at", x, i - 1) for i in rows)
    point = Computed(
        "point", "分点·态", POINT, Ref("row", x), Ref("row", y), Rows(tuple(before)), hidden=True
    )

    def later(column: Field) -> Rows:
        last = (i + 1 == len(rows) or i + 1 in set(starts) for i in rows)
        return Rows(
            tuple(BEFORE if end else Ref("at", column, i + 1) for i, end in enumerate(last))
        )

    points = Rows(tuple(Span(point, start, start + POINTS - 1) for start in starts))
    return [
        point,
        Computed("x_line", "查找用的 x", CURVE_X, Ref("row", x), hidden=True),
        Computed(
            "slope", "坡度", SLOPE, Ref("row", x), Ref("row", y), later(x), later(y), hidden=True
        ),
        Computed(
            "line", "曲线·态", CURVE_STATE, points, only=tuple(sorted(set(starts))), hidden=True
        ),
    ]
