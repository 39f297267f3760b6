"""Parts five and six of S1 4.7: how the data were collected, and the reductions with their
calculation shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ... import data
from ...core import quality
from ...core.values import NOT_APPLICABLE_TEXT
from ...functions.operations import ENTRIES, IF_WORD, RATIO, SAME, SAME_TEXT, TALLY
from ...graph import TEXT, Block, Computed, Constant, Field, Ref, Rows, Written, this
from ..evidence import CHECKED
from ..factors import RATE, basis_words
from ..ledger import GENERATOR, INSIDE, USER
from ..material import MaterialForms, parameter_rows
from ..results import EMISSION, NO_METHOD
from ..sheet import Chart, Charts, Plan
from .shown import Laid, Pages, Parts, column, line

OWN_DATA, DEFAULT = "园区数据", "缺省值"
# of an axis: its numbers must stand side by side
ALL = "合计"
THOUSANDS = '[>=100000000]#,##0,,"百万";[<=-100000000]-#,##0,,"百万";#,##0'
GRADES = "report.grades"
STATE = {
    "errors": "检查发现的错误（项）",
    "warnings": "警告（项）",
    "notices": "提示（项）",
    "pending": "待填的计算格（个）",
    "refreshed": "数据刷新日期",
    "version": "软件版本",
}


def collection(pages: Pages, plan: Plan, parts: Parts, forms: list[MaterialForms]) -> None:
    """Part five: rows of the ledger, ways of collection with their grades, evidence, and what the
    checks found."""
    results, ledger = parts["results"], parts["ledger"]
    names = [data.material(m).name for m in plan.materials]

    def tally(key: str, label: str, labels: Any, where: Ref) -> Field:
        return Computed(key, label, TALLY, labels, where, pattern="0")

    pages.block(
        "report.ledger",
        "五、系统边界内数据收集情况　（一）物料台账",
        len(names),
        [
            (2, column("material", results)),
            (
                1,
                tally(
                    "generators",
                    "产生方行数",
                    Rows(tuple(f"{n}·{GENERATOR}·{INSIDE}" for n in names)),
                    ledger.key,
                ),
            ),
            (
                1,
                tally("users", "利用方行数", Rows(tuple(f"{n}·{USER}" for n in names)), ledger.key),
            ),
            (1, tally("imports", "其中园外行数", this.material, ledger.import_key)),
            (2, column("recycled", results)),
            (2, column("imported", results)),
            (1, Computed("share", "园外占比", RATIO, this.imported, this.recycled, pattern="0.0%")),
            (2, column("solid_waste", results)),
        ],
    )
    ways = data.collection_ways()
    room = 12 - 4
    span, rest = divmod(room, 1 + len(forms))
    pages.block(
        "report.ways",
        "（二）获取方式与数据等级（行数）",
        len(ways),
        [
            (2, Constant("way", "获取方式", kind=TEXT)),
            (1, Constant("grade", "数据等级", kind=TEXT)),
            (1, Constant("primary", "数据类别", kind=TEXT)),
            (span, Computed("ledger", "物料台账", TALLY, this.way, ledger.way, pattern="0")),
            *(
                (
                    span + (rest if i == len(forms) - 1 else 0),
                    Computed(
                        f.material.id, f.material.name, TALLY, this.way, f.flows.way, pattern="0"
                    ),
                )
                for i, f in enumerate(forms)
            ),
        ],
        initial=[
            {
                "way": w.name,
                "grade": f"{w.grade}级",
                "primary": "初级数据" if w.primary else "次级数据",
            }
            for w in ways
        ],
        note="各物料栏为核算项目清单的行数，参数的获取方式见第六部分；数据等级1最好，4为缺省值。",
    )
    pages.block(
        GRADES,
        "（三）数据等级占比（按排放绝对值）",
        len(forms) + 1,
        [
            (4, Constant("material", "物料", kind=TEXT)),
            *((2, Written(f"grade_{g}", f"{g}级数据", pattern="0.0%")) for g in quality.GRADES),
        ],
        initial=[{"material": name} for name in (*(f.material.name for f in forms), ALL)],
        note="由“刷新”写入。",
    )
    fields = [line(f.key, f, STATE.get(f.key, f.label)) for f in parts["state"].fields]
    if "evidence" in parts:
        fields = [*_evidence(parts["evidence"]), *fields]
    pages.items("report.data", "（四）证据与数据质量", fields)


def _evidence(block: Block) -> Iterator[Field]:
    yield Computed("evidence", "登记的证据（份）", ENTRIES, block.number, pattern="0")
    for i, word in enumerate(CHECKED):
        yield Computed(f"checked_{i}", f"其中{word}", TALLY, word, block.checked, pattern="0")


def account(pages: Pages, plan: Plan, parts: Parts, forms: list[MaterialForms]) -> None:
    """Part six: ER = BE - PE - LE, per tonne and by route, the parameters and factors behind it,
    and charts."""
    results, totals = parts["results"], parts["totals"]
    order = sorted(
        range(results.rows), key=lambda i: not data.material(plan.materials[i]).has_method
    )
    count = len(forms)

    def summed(key: str, label: str) -> Field:
        return column(key, results, label, order, [totals[key]])

    block = pages.block(
        "report.account",
        "六、减污降碳绩效核算　（一）减排量：ER＝BE－PE－LE",
        results.rows + 1,
        [
            (2, column("material", results, rows=order, more=[ALL])),
            (2, summed("baseline", "基准线 BE")),
            (2, summed("project", "－项目 PE")),
            (2, summed("leakage", "－泄漏 LE")),
            (2, summed("reduction", "＝减排量 ER")),
            (2, summed("solid_waste", "固体废物减少量")),
        ],
        note=(
            "为负的减排量如实列出，不截断、不剔除；没有核算方法的物料只计入利用率，不以 0 "
            "代替减排量。"
        ),
    )
    per_tonne = _per_tonne(pages, plan, parts, forms)
    routes = sum(len(plan.routes_of(f.material.id)) for f in forms)
    pages.charts(
        Charts(
            "report.chart_er",
            "",
            charts=(
                Chart(
                    "图1　各物料减排量",
                    block,
                    "material",
                    ("reduction",),
                    "tCO2e",
                    axis=THOUSANDS,
                    rows=count,
                ),
                Chart(
                    "图2　单位减排量（按路线）",
                    per_tonne,
                    "name",
                    ("per_tonne",),
                    "tCO2e/t",
                    "0.000",
                    rows=routes,
                ),
            ),
            height=6 + max(count, routes),
        )
    )
    pages.charts(
        Charts(
            "report.chart_parts",
            "",
            charts=(
                Chart(
                    "图3　各物料基准线、项目、泄漏排放",
                    block,
                    "material",
                    ("baseline", "project", "leakage"),
                    "tCO2e",
                    axis=THOUSANDS,
                    rows=count,
                ),
            ),
            height=7 + 2 * count,
        )
    )
    _parameters(pages, plan, parts, forms)
    _factors(pages, plan, parts)


def _per_tonne(pages: Pages, plan: Plan, parts: Parts, forms: list[MaterialForms]) -> Block:
    """A row a route, or a material with one: reduction by mass, beside the band it should lie
    in."""
    form_of = {f.material.id: f for f in forms}
    rows: list[tuple[str, Any]] = []
    for m in sorted(
        plan.materials, key=lambda m: m not in form_of
    ):  # what has no bar stands below the chart's rows
        name, routes = data.material(m).name, plan.routes_of(m)
        if m not in form_of:
            rows.append((f"{name}（{NO_METHOD}）", lambda key: NOT_APPLICABLE_TEXT))
        elif len(routes) == 1:
            rows.append((name, form_of[m].result.__getitem__))
        else:
            block = parts[f"{m}.routes"]
            rows += [(f"{name}·{r.route}", partial(block.at, row=i)) for i, r in enumerate(routes)]

    def of(key: str, label: str, **looks: Any) -> Field:
        function = SAME_TEXT if key == "band" else SAME
        return Computed(key, label, function, Rows(tuple(get(key) for _, get in rows)), **looks)

    return pages.block(
        "report.per_tonne",
        "（二）单位减排量：ER÷Q",
        len(rows),
        [
            (3, Constant("name", "物料·路线", kind=TEXT)),
            (2, of("reduction", "减排量 ER", unit="tCO2e", pattern=EMISSION)),
            (2, of("quantity", "÷处理量 Q", unit="t", pattern=EMISSION)),
            (2, of("per_tonne", "＝单位减排量", unit="tCO2e/t", pattern="0.0000")),
            (1, of("low", "合理下限", pattern="0.000")),
            (1, of("high", "合理上限", pattern="0.000")),
            (1, of("band", "比较")),
        ],
        initial=[{"name": name} for name, _ in rows],
        note="合理区间为提示区间；不在区间内的须在第八部分或评审记录中说明。",
    )


def _parameters(pages: Pages, plan: Plan, parts: Parts, forms: list[MaterialForms]) -> None:
    """The parameters used, with their source; the basis is told where a default is used."""
    rows = [
        (parts[f"{f.material.id}.parameters"], i, f"{f.material.name}·{route}", p)
        for f in forms
        for i, (route, p) in enumerate(parameter_rows(f.material.id, plan.routes_of(f.material.id)))
    ]

    def columns(some: Sequence[Any]) -> Laid:
        def of(key: str) -> Rows:
            return Rows(tuple(Ref("at", block.columns[key], i) for block, i, _, _ in some))

        bases = Rows(tuple(basis_words(p.basis) for *_, p in some))
        return [
            (3, Constant("route", "物料·路线", kind=TEXT)),
            (2, Constant("name", "参数", kind=TEXT)),
            (1, Computed("value", "采用值", SAME, of("value_used"), pattern=RATE)),
            (1, Constant("unit", "单位", kind=TEXT)),
            (3, Computed("source", "来源", SAME_TEXT, of("source"))),
            (2, Computed("basis", "依据性质", IF_WORD, of("way"), DEFAULT, bases, OWN_DATA)),
        ]

    pages.long(
        "report.parameters",
        "（三）采用的参数",
        rows,
        columns,
        lambda row: {
            "route": row[2],
            "name": f"{row[3].name} {row[3].symbol}",
            "unit": row[3].unit,
        },
        36,
    )


def _factors(pages: Pages, plan: Plan, parts: Parts) -> None:
    """The factors of the flow lines of the plan, as 因子库 has them."""
    block, words = parts["factors"], parts["report_words"]
    wanted = {
        line.factor_key
        for m in plan.materials
        for r in plan.routes_of(m)
        for line in data.lines(m, r.route)
    }

    def columns(rows: Sequence[int]) -> Laid:
        def of(key: str) -> Rows:
            return Rows(tuple(Ref("at", block.columns[key], i) for i in rows))

        local = block.columns["local"].only or ()
        published = Rows(tuple(words["electricity"] if i in local else "" for i in rows))
        return [
            (2, Computed("key", "因子", SAME_TEXT, of("key"))),
            (1, Computed("used", "采用值", SAME, of("used"), pattern=RATE)),
            (1, Computed("unit", "单位", SAME_TEXT, of("unit"))),
            (
                2,
                Computed(
                    "region",
                    "地区",
                    IF_WORD,
                    of("local_source"),
                    "",
                    of("region"),
                    of("local_source"),
                ),
            ),
            (3, Computed("reference", "出处", IF_WORD, published, "", of("reference"), published)),
            (2, Computed("basis", "依据性质", SAME_TEXT, of("basis"))),
            (1, Computed("reason", "替换理由", SAME_TEXT, of("reason"))),
        ]

    pages.long(
        "report.factors",
        "（四）采用的排放因子",
        [i for i, initial in enumerate(block.initial) if initial["key"] in wanted],
        columns,
        lambda row: {},
        22,
        (
            "核算项目清单所列路线的因子；另外选用、登记的因子见附表“因子库”。替换了的因子，"
            "出处以替换理由和证据为准。"
        ),
    )
