"""协同评价报告: the index and its grade, three years side by side, every indicator with its
evidence, losses and measures (S2 7.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...functions.operations import SAME, SAME_TEXT
from ...graph import TEXT, Computed, Constant, Field, Items, Rows
from ..index import IndexForms
from ..index.calculation import SCORE
from ..index.goals import patterns
from ..index.rules import WEIGHT
from ..sheet import CALCULATED, Chart, Charts, Headline, Sheet
from .shown import DAY, WIDTHS, Pages, column, line

SYNERGY_REPORT = "协同评价报告"
VALIDITY = "validity_years"


def synergy_report(
    forms: IndexForms,
    headline: Headline,
    until: Field,
    about: Sequence[Field] = (),
    signed: Sequence[Field] = (),
) -> Sheet:
    """The report of an index, valid `until` a day. Standing alone it says what is evaluated
    (`about`) and who answers for it (`signed`)."""
    pages = Pages()
    if about:
        pages.items("synergy.about", pages.section("评价对象"), list(about))
    _front(pages, forms, until)
    _years(pages, forms)
    _indicators(pages, forms)
    _losses(pages, forms)
    _overall(pages, forms)
    _metrics(pages, forms)
    _firms(pages, forms)
    _other(pages, forms)
    if signed:
        pages.items("synergy.signature", pages.section("签署"), list(signed))
    standard = forms.index.standard
    words = (
        "减污降碳协同增效绩效评价报告"
        if forms.outcome.grade
        else f"{standard.title.removesuffix('评价指标体系')}评价报告"
    )
    return Sheet(
        SYNERGY_REPORT,
        words,
        "园评18表",
        f"依据{standard.introduced}编制；由计算得出，不填。",
        [headline, *pages.parts],
        purpose="绩效指数、等级、各项指标三年对照，失分与措施",
        portrait=True,
        formal=True,
        signed=False,
        tab=CALCULATED,
        size=9.0,
        widths=WIDTHS,
        spans=pages.spans,
        tall=("synergy.signature",),
    )


def _front(pages: Pages, forms: IndexForms, until: Field) -> None:
    grade = forms.outcome.grade
    if grade is None:
        pages.items(
            "synergy.grade",
            pages.section("评价结果"),
            [line("index", forms.outcome.yearly["index"])],
        )
        return
    valid = next((t for t in forms.index.standard.thresholds if t.id == VALIDITY), None)
    term = (
        [
            Constant(
                "valid",
                "评价有效期",
                kind=TEXT,
                initial=f"{valid.value:g} 年，其间每年作出持续符合性声明",
            ),
            Computed("until", "评价有效期至", SAME, until, pattern=DAY),
        ]
        if valid
        else []
    )
    pages.items(
        "synergy.grade",
        pages.section("评价结果"),
        [
            *(
                line(key, grade[key])
                for key in (
                    "grade",
                    "reason",
                    "index",
                    "requirement",
                    "overall",
                    "goals",
                    "next",
                    "gap",
                )
            ),
            *term,
        ],
    )


def _years(pages: Pages, forms: IndexForms) -> None:
    """Three years side by side: goals, bonus, index; the shares of the goals as a radar."""
    years, goals, yearly = forms.years, forms.outcome.goals, forms.outcome.yearly
    names = [*forms.index.goals]
    total = "total" if forms.calculated.bonus is not None else "index"
    rows: list[tuple[str, list[Any]]] = [
        (n, [goals.at(f"p{y}", i) for y in years.scored] + [goals.at("points", i)])
        for i, n in enumerate(names)
    ]
    if forms.calculated.bonus is not None:
        rows.append(("加分", [yearly[f"bonus{y}"] for y in years.scored] + [""]))
    rows.append(("绩效指数", [yearly[f"{total}{y}"] for y in years.scored] + [yearly["index"]]))
    labels = [*(f"{years.all[y]}年" for y in years.scored), "三年平均"]
    pages.block(
        "synergy.years",
        pages.section("三年对照"),
        len(rows),
        [
            (4, Constant("name", "项目", kind=TEXT)),
            *(
                (
                    2,
                    Computed(
                        f"c{k}",
                        label,
                        SAME,
                        Rows(tuple(cells[k] for _, cells in rows)),
                        unit="分",
                        pattern="0.00",
                    ),
                )
                for k, label in enumerate(labels)
            ),
        ],
        initial=[{"name": n} for n, _ in rows],
        note=(
            f"各目标为指数得分，合计{'加上加分' if forms.calculated.bonus is not None else ''}为"
            "绩效指数；评价用三年平均。"
        ),
    )
    judged = (
        [(2, column("threshold", goals)), (2, column("verdict", goals))]
        if "verdict" in goals.columns
        else []
    )
    block = pages.block(
        "synergy.goals",
        pages.section("各目标占满分的比例"),
        goals.rows,
        [
            (2, Constant("name", "目标", kind=TEXT)),
            (2, column("weight", goals)),
            (2, column("points", goals, "三年平均指数得分")),
            (2, column("score", goals, "占满分的比例")),
            *judged,
        ],
        initial=[{"name": n} for n in names],
    )
    marks = ("threshold",) if judged else ()
    pages.charts(
        Charts(
            "synergy.radar",
            "",
            charts=(
                Chart(
                    "图1　各目标占满分的比例",
                    block,
                    "name",
                    ("score", *marks),
                    "",
                    "0%",
                    "0%",
                    kind="radar",
                    limit=1.0,
                ),
                Chart(
                    "图2　三年绩效指数",
                    pages.parts[-2],  # type: ignore[arg-type]
                    "name",
                    tuple(f"c{k}" for k in range(3)),
                    "分",
                    "0",
                    kind="column",
                ),
            ),
            height=10,
        )
    )


def _indicators(pages: Pages, forms: IndexForms) -> None:
    """Every indicator: value and score of the years, weight, points and points lost."""
    years, calculated, index = forms.years, forms.calculated, forms.index
    leaves = calculated.leaves

    def of(key: str, label: str, pattern: str) -> Field:
        return Computed(
            key,
            label,
            SAME,
            Rows(tuple(leaves.at(key, i) for i in range(leaves.rows))),
            pattern=pattern,
        )

    def value(y: int) -> Field:
        cells = Rows(tuple("" if x.levels else calculated.value(x.id, y) for x in index.indicators))
        return Computed(
            f"v{y}",
            f"{years.all[y]}年",
            SAME,
            cells,
            only=tuple(i for i, x in enumerate(index.indicators) if not x.levels),
        )

    pages.block(
        "synergy.indicators",
        pages.section("各项指标"),
        leaves.rows,
        [
            (1, Constant("no", "序号", kind=TEXT)),
            (3, Constant("name", "指标（单位）", kind=TEXT)),
            *((1, value(y)) for y in years.scored),
            *((1, of(f"s{y}", f"{years.all[y]}年得分", SCORE)) for y in years.scored),
            (1, of("effective", "实际权重", WEIGHT)),
            (1, of("lost", "指数失分", "0.00")),
        ],
        initial=[{"no": x.no, "name": f"{x.name}（{x.unit}）"} for x in index.indicators],
        patterns=patterns(index.indicators),
        note="定性指标只列得分，所选档位和证据见各目标的表。计算方法和出处见“评分规则”。",
    )


def _losses(pages: Pages, forms: IndexForms) -> None:
    losses = forms.outcome.losses
    told = [(3, column("name", losses)), (1, column("lost", losses)), (1, column("score", losses))]
    if "measure" not in losses.columns:
        pages.block(
            "synergy.losses",
            pages.section("失分最多的十项"),
            losses.rows,
            told,
            fixed=False,
            note=losses.note,
        )
        return
    told += [(4, column("measure", losses)), (3, column("second", losses))]
    pages.block(
        "synergy.losses",
        pages.section("失分最多的十项与措施"),
        losses.rows,
        told,
        fixed=False,
        note="措施为建议，取自相关标准的条目；由“刷新”写入。",
    )


def _overall(pages: Pages, forms: IndexForms) -> None:
    overall, energy = forms.outcome.overall, forms.energy
    if overall is not None:
        pages.block(
            "synergy.overall",
            pages.section("整体评价"),
            overall.rows,
            [
                (5, column("name", overall)),
                (2, column("value", overall)),
                (2, column("verdict", overall)),
                (3, column("basis", overall)),
            ],
            note=overall.note,
        )
    if energy is not None:
        totals = energy.totals
        pages.block(
            "synergy.energy",
            pages.section("能源与碳排放"),
            totals.rows,
            [
                (4, column("name", totals)),
                (1, column("unit", totals)),
                *((1, column(f"y{y}", totals, of=f"y{y}")) for y in range(len(forms.years.all))),
            ],
            note=totals.note,
        )


def _metrics(pages: Pages, forms: IndexForms) -> None:
    """Whether pollution and carbon fell together, and how well they are coordinated."""
    metrics = forms.metrics
    if metrics is None:
        return
    whole = metrics.since_base
    pages.block(
        "synergy.cuts",
        pages.section("污染与碳的协同"),
        whole.rows,
        [
            (1, column("year", whole, unit="")),
            (2, column("equivalents", whole)),
            (2, column("carbon", whole)),
            (1, column("pollutants_cut", whole, "污染削减")),
            (1, column("carbon_cut", whole, "碳削减")),
            (1, column("elasticity", whole, "弹性")),
            (4, column("verdict", whole)),
        ],
        note=f"{whole.title.partition('，')[2]}；各污染物按法定当量相加，明细见“协同度”。",
    )
    if metrics.coupling is not None and metrics.rule is not None:
        degrees = metrics.coupling
        pages.block(
            "synergy.coupling",
            "耦合协调度",
            degrees.rows,
            [
                (1, column("year", degrees, unit="")),
                (2, column("u1", degrees)),
                (2, column("u2", degrees)),
                (2, column("c", degrees)),
                (2, column("t", degrees)),
                (1, column("d", degrees, "D")),
                (2, column("band", degrees)),
            ],
        )


def _firms(pages: Pages, forms: IndexForms) -> None:
    """How the firms stand: lights, and surplus permits by pollutant."""
    if forms.firms is None:
        return
    surplus = forms.firms.surplus
    pages.items(
        "synergy.firms",
        pages.section("企业评价"),
        [line(f.key, f) for f in forms.firms.state.fields],
    )
    shown = [c for c in surplus.columns.values() if not c.hidden][:6]
    pages.block(
        "synergy.surplus",
        "节余排污量（不相抵）",
        surplus.rows,
        [(2, column(c.key, surplus)) for c in shown],
    )


def _other(pages: Pages, forms: IndexForms) -> None:
    state = next(
        p
        for s in forms.outcome.sheets
        for p in s.parts
        if isinstance(p, Items) and p.id == "index_state"
    )
    chosen = Computed("weights", "权重取法", SAME_TEXT, forms.rules.choice["weights"])
    grid = (
        next((p for p in forms.energy.sheet.parts if isinstance(p, Items)), None)
        if forms.energy
        else None
    )
    fixed = [line("grid", grid["rule"], "电网因子年份")] if grid else []
    rule = forms.metrics.rule if forms.metrics else None
    fixed += [line(f"coupling_{f.key}", f) for f in rule.fields] if rule else []
    pages.items(
        "synergy.other",
        pages.section("规则与说明"),
        [
            chosen,
            *fixed,
            *(line(f.key, f) for f in state.fields),
            Constant(
                "ours",
                "建议值",
                kind=TEXT,
                initial=(
                    "评分曲线和档位多为公布基准加建议分档，不是标准原文；"
                    "组织方可在“评分规则”替换，替换的在此列明"
                ),
            ),
        ],
    )
