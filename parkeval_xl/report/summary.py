"""An evaluation in a terminal: what was found, in lines worth reading."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ..checks.finding import ERROR, NOTICE, WARNING, Finding
from ..evaluation import Evaluation
from ..graph import REPORTED

_ENGLISH = {ERROR: "error", WARNING: "warning", NOTICE: "notice"}


def _english() -> bool:
    return os.environ.get("PARKEVAL_LANG", "").startswith("en")


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
    if _english():
        return ", ".join(f"{_ENGLISH[s]}s {k}" for s, k in n.items())
    return "，".join(f"{s} {k} 项" for s, k in n.items())


def finding_lines(findings: Sequence[Finding], most: int | None = None) -> list[str]:
    """Findings, one a line: severity, code, place, message, hint."""
    lines = []
    for one in findings[:most]:
        message, hint = one.text()
        place = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
        severity = _ENGLISH[one.severity] if _english() else one.severity
        lines.append(f"{severity} {one.code}{' ' + place if place else ''}：{message}。{hint}")
    if most is not None and len(findings) > most:
        more = len(findings) - most
        lines.append(f"… and {more} more; see check" if _english() else f"……另有 {more} 项，用 check 查看")
    return lines


def summary(evaluation: Evaluation) -> str:
    """The result of an evaluation: rates against thresholds, reductions with their parts, findings."""
    show = evaluation.show
    year = show("evaluation.year")
    lines = [f"{show('park.name') or '（园区名称未填）'}　评价年 {number(year, 0).replace(',', '')}", ""]
    rates = evaluation.book.results.rates
    for i, born in enumerate(rates.born):
        lines.append(
            f"{born['name']}：{percent(show('rates.rate', i))}（阈值 {percent(show('rates.threshold', i))}）"
            f"　{show('rates.verdict', i)}　＝ {number(show('rates.utilised', i))} t ÷ "
            f"（{number(show('rates.generated', i))} ＋ 往年贮存 {number(show('rates.old_stock', i) or 0.0)}）t"
        )
    for form in evaluation.book.materials:
        id = form.material.id
        lines += [
            "",
            f"{form.material.name}　处理量 {number(show(f'{id}.quantity'))} t",
            f"  基准线 BE {number(show(f'{id}.baseline'))}　项目 PE {number(show(f'{id}.project'))}"
            f"　泄漏 LE {number(show(f'{id}.leakage'))} tCO2e",
            f"  减排量 ER＝BE－PE－LE＝{number(show(f'{id}.reduction'))} tCO2e"
            f"（填报口径 {number(show(f'{id}.reduction', None, REPORTED))}）",
            f"  每吨 {number(show(f'{id}.per_tonne'), 4)} tCO2e/t，合理区间 {number(show(f'{id}.low'))}–"
            f"{number(show(f'{id}.high'))}：{number(show(f'{id}.band'))}",
        ]
    lines += [
        "",
        f"减排量合计 {number(show('totals.reduction'))} tCO2e　固体废物减少量 {number(show('totals.solid_waste'))} t",
        f"循环化改造评价结论：{show('verdict.conclusion')}（基本要求与管理指标未在本版填报）",
        "",
        f"检查结果：{counts(evaluation.findings)}",
        *(f"  {line}" for line in finding_lines(evaluation.findings, 12)),
    ]
    return "\n".join(lines)
