"""An evaluation in a terminal: what was found, in lines worth reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .. import __version__, data
from ..checks import index_state
from ..checks.finding import ERROR, NOTICE, WARNING, Finding
from ..checks.quality import quality, reported_fields
from ..core import values as v
from ..evaluation import Evaluation
from ..forms import Book
from ..graph import REPORTED
from ..language import english, visible

_ENGLISH = {ERROR: "error", WARNING: "warning", NOTICE: "notice"}


def number(value: Any, digits: int = 2) -> str:
    """A figure for reading: thousands separated, or its state in words."""
    if isinstance(value, float):
        return f"{value:,.{digits}f}"
    return "—" if value is None else str(value)


def percent(value: Any) -> str:
    """A share as a percentage, or its state in words."""
    return f"{value * 100:.2f}%" if isinstance(value, float) else number(value)


def counts(findings: Sequence[Finding]) -> str:
    """How many findings of each severity."""
    n = {s: sum(f.severity == s for f in findings) for s in (ERROR, WARNING, NOTICE)}
    if english():
        return ", ".join(f"{_ENGLISH[s]}s {k}" for s, k in n.items())
    return "，".join(f"{s} {k} 项" for s, k in n.items())


def finding_lines(findings: Sequence[Finding], most: int | None = None) -> list[str]:
    """Findings, one a line: severity, place, message, hint, and the code last."""
    lines = []
    for one in findings[:most]:
        message, hint = one.text()
        place = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
        severity = _ENGLISH[one.severity] if english() else one.severity
        head = f"{severity}{' ' + place if place else ''}"
        if english():
            line = f"{head}: {message}. {hint} ({one.code})"
        else:
            line = f"{head}：{message}。{hint}（{one.code}）"
        lines.append(visible(line))
    if most is not None and len(findings) > most:
        more = len(findings) - most
        lines.append(
            f"… and {more} more; see check" if english() else f"……另有 {more} 项，用 check 查看"
        )
    return lines


def summary(evaluation: Evaluation) -> str:
    """The result of an evaluation: the verdict and why, rates, reductions with their parts, data
    quality, findings."""
    text, show = _TEXTS[english()], evaluation.show
    year = number(show("evaluation.year"), 0).replace(",", "")
    return "\n".join(
        [
            _filled(text.head, park=show("park.name") or text.nameless, year=year),
            *(
                _circular(evaluation, text)
                if isinstance(evaluation.book, Book)
                else _alone(evaluation, text)
            ),
            "",
            _filled(text.computed_by, version=__version__),
            _filled(text.findings, counts=counts(evaluation.findings)),
            *(f"  {line}" for line in finding_lines(evaluation.findings, 12)),
        ]
    )


def conclusion(evaluation: Evaluation) -> str:
    """The end of an evaluation in a few Chinese words: the verdict of a park, of an index alone its
    grade or the index."""
    show = evaluation.show
    if isinstance(evaluation.book, Book):
        return f"结论：{show('verdict.conclusion')}"
    forms = evaluation.book.index
    graded = f"等级：{show('grade.grade')}　" if forms and forms.outcome.grade else ""
    return f"{graded}绩效指数：{number(show('yearly.index'))}"


def _circular(evaluation: Evaluation, text: _Text) -> Iterator[str]:
    """The evaluation of a park."""
    show = evaluation.show
    totals = {key: number(_readable(show(f"totals.{key}"))) for key in ("reduction", "solid_waste")}
    states = {
        key: number(_readable(show(f"verdict.{key}")))
        for key in ("conclusion", "basic", "management", "limits", "rates")
    }
    yield "\n" + _filled(text.verdict, reason=_reason(show("verdict.reason")), **states)
    yield from (*_rates(evaluation, text), *_materials(evaluation, text), *_index(evaluation, text))
    yield "\n" + _filled(text.total, **totals)
    yield _filled(text.quality, **_quality(evaluation))


def _alone(evaluation: Evaluation, text: _Text) -> Iterator[str]:
    """The evaluation by an index alone."""
    yield from _index(evaluation, text)
    state = reported_fields(evaluation.context)
    yield "\n" + _filled(
        text.answers, complete=percent(state["complete"]), points=state["open_points"]
    )


def _reason(words: Any) -> str:
    """Why the verdict is what it is, in the person's language."""
    return next(
        (r.words_en for r in data.verdict_rules() if english() and r.words == words), number(words)
    )


def _rates(evaluation: Evaluation, text: _Text) -> Iterator[str]:
    groups, show = {g.name: g for g in data.groups()}, evaluation.show
    for i, initial in enumerate(evaluation.park_book.results.rates.initial):
        row = {
            key: show(f"rates.{key}", i)
            for key in ("rate", "threshold", "verdict", "utilised", "generated")
        }
        shares = {key: percent(_readable(row[key])) for key in ("rate", "threshold")}
        masses = {key: number(_readable(row[key])) for key in ("utilised", "generated")}
        group = groups[str(initial["group"])]
        name = f"{group.name_en}, {group.rate_name_en}" if english() else initial["name"]
        yield _filled(
            text.rate,
            name=name,
            verdict=number(_readable(row["verdict"])),
            **shares,
            **masses,
            old=number(_readable(show("rates.old_stock", i) or 0.0)),
        )


def _materials(evaluation: Evaluation, text: _Text) -> Iterator[str]:
    show, table = evaluation.show, evaluation.park_book.results.materials
    for i, id in enumerate(evaluation.book.plan.materials):
        material = data.material(id)
        name = material.name_en if english() else material.name
        if not material.has_method:
            masses = {
                key: number(_readable(show(table.columns[key].id, i)))
                for key in ("generated", "utilised", "recycled")
            }
            yield "\n" + _filled(text.rate_only, name=name, **masses)
            continue
        figures = {key: number(_readable(show(f"{id}.{key}"))) for key in _FIGURES}
        yield "\n" + _filled(
            text.material,
            name=name,
            per_tonne=number(_readable(show(f"{id}.per_tonne")), 4),
            **figures,
            reported=number(_readable(show(f"{id}.reduction", None, REPORTED))),
        )


def _index(evaluation: Evaluation, text: _Text) -> Iterator[str]:
    """The index by year and mean, its goals, the grade and why, and where most points are lost."""
    forms, show = evaluation.book.index, evaluation.show
    if forms is None:
        return
    total = "total" if forms.calculated.bonus is not None else "index"
    years = [
        f"{forms.years.all[y]}：{number(_readable(show(f'yearly.{total}{y}')))}"
        for y in forms.years.scored
    ]
    goals = [
        f"{goal} {percent(_readable(show('goal_results.score', i)))}"
        for i, goal in enumerate(forms.index.goals)
    ]
    yield "\n" + _filled(
        text.index,
        mean=number(_readable(show("yearly.index"))),
        years="　".join(years),
        goals="　".join(goals),
    )
    if forms.outcome.grade is not None:
        yield _filled(
            text.grade,
            **{
                key: number(_readable(show(f"grade.{key}")))
                for key in ("grade", "reason", "next", "gap", "overall")
            },
        )
    if top := index_state.losses(evaluation.context)[:_TOP]:
        yield _filled(text.losses, names="　".join(f"{x.indicator.name} {x.lost:.2f}" for x in top))


def _quality(evaluation: Evaluation) -> dict[str, str]:
    """The state of the data as words of the summary."""
    found = quality(evaluation.context)
    shares = {
        key: percent(v.cell(getattr(found, key))) for key in ("complete", "backed", "defaults")
    }
    return shares | {"balances": str(found.open_balances), "points": str(found.open_points)}


_TOP = 3  # losses named
_FIGURES = ("quantity", "baseline", "project", "leakage", "reduction", "low", "high", "band")


@dataclass(frozen=True)
class _Text:
    """The lines of a summary in one language."""

    nameless: str
    head: str
    verdict: str
    rate: str
    material: str
    rate_only: str
    total: str
    quality: str
    answers: str
    index: str
    grade: str
    losses: str
    findings: str
    computed_by: str


_TEXTS = {
    False: _Text(
        "（园区名称未填）",
        "{park}　评价年 {year}",
        "循环化改造评价结论：{conclusion}（{reason}）\n"
        "  基本要求 {basic}　管理指标 {management}　排放底线 {limits}　资源循环利用率 {rates}",
        (
            "{name}：{rate}（阈值 {threshold}）　{verdict}　＝ {utilised} t ÷ （{generated} ＋ "
            "往年贮存 {old}）t"
        ),
        "{name}　处理量 {quantity} t\n"
        "  基准线 BE {baseline}　项目 PE {project}　泄漏 LE {leakage} tCO2e\n"
        "  减排量 ER＝BE－PE－LE＝{reduction} tCO2e（填报口径 {reported}）\n"
        "  每吨 {per_tonne} tCO2e/t，合理区间 {low}–{high}：{band}",
        "{name}　产生 {generated} t　综合利用 {utilised} t　利用方利用 {recycled} t\n"
        "  无核算方法，只计入利用率，不计减排量",
        "减排量合计 {reduction} tCO2e　固体废物减少量 {solid_waste} t",
        (
            "数据：填报完整度 {complete}　1–2级数据占比 {backed}　缺省值核算项目 "
            "{defaults}　未平衡台账 {balances} 行　未答复意见 {points} 条"
        ),
        "数据：填报完整度 {complete}　未答复意见 {points} 条",
        "绩效指数（三年平均）：{mean}　{years}\n  各目标占满分：{goals}",
        "  等级：{grade}（{reason}）　整体评价 {overall}　距上一等级 {gap} 分：{next}",
        "  失分最多：{names}",
        "检查结果：{counts}",
        "计算方：ParkEval XL {version}（Python）",
    ),
    True: _Text(
        "(park without a name)",
        "{park}, year {year}",
        "conclusion: {conclusion} ({reason})\n"
        "  basic requirements {basic}, management indicators {management}, discharge "
        "limits {limits}, utilisation rates {rates}",
        (
            "{name}: {rate} (threshold {threshold}), {verdict} = {utilised} t / ({generated} + "
            "old stock {old}) t"
        ),
        "{name}, {quantity} t\n"
        "  baseline BE {baseline}, project PE {project}, leakage LE {leakage} tCO2e\n"
        "  reduction ER = BE - PE - LE = {reduction} tCO2e (as reported {reported})\n"
        "  per tonne {per_tonne} tCO2e/t, plausible {low}–{high}: {band}",
        "{name}, generated {generated} t, utilised {utilised} t, recycled by users {recycled} t\n"
        "  no method of accounting: counts in the rate only, not in the reduction",
        "total reduction {reduction} tCO2e, solid waste kept from disposal {solid_waste} t",
        "data: {complete} of what is asked for filled, {backed} of emissions backed by "
        "grades 1-2, {defaults} of flow lines at their "
        "default, open balances {balances}, open points of the review {points}",
        "data: {complete} of what is asked for filled, open points of the review {points}",
        "index (mean of three years): {mean}  {years}\n  goals, share of full marks: {goals}",
        "  grade: {grade} ({reason}), overall {overall}, {gap} below the next grade: {next}",
        "  most points lost: {names}",
        "findings: {counts}",
        "computed by: ParkEval XL {version} (Python)",
    ),
}
_ENGLISH_WORDS = {  # what cells show in words
    "待填": "pending",
    "不适用": "not applicable",
    "达标": "met",
    "未达标": "not met",
    "符合": "conforming",
    "不符合": "not conforming",
    "资料不全": "information incomplete",
    "在区间内": "inside",
    "低于区间": "below",
    "高于区间": "above",
}


def _filled(line: str, **values: Any) -> str:
    """A line with its words; those that somebody entered end no line and move no cursor."""
    return line.format(**{k: visible(x) if isinstance(x, str) else x for k, x in values.items()})


def _readable(value: Any) -> Any:
    """What a cell shows, its words in the person's language."""
    return _ENGLISH_WORDS.get(value, value) if english() and isinstance(value, str) else value
