"""The enterprise index of a filled list of firms, and the cells that refresh writes of it.

`assess` is the evaluation; `written` puts it into the cells of 企业, 企业汇总 and 企业诊断. What
people typed there about a firm moves with the firm; a sector keeps the row in which its benchmarks
stand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import data
from ..core import enterprise as core
from ..core import values as v
from ..core.enterprise import UNKNOWN, sector_of
from ..graph import TOOL, Block, Graph, Values
from ..graph.run import blank
from .enterprise_scores import ADMISSION, dimensions, limit

SOURCES = {
    core.NONE: v.NOT_APPLICABLE_TEXT,
    core.SECTOR: "同行业",
    core.BENCHMARK: "填入基准",
    core.PARK: "全园区",
}


def credit_code(text: str) -> str:
    """A credit code as codes are compared."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


@dataclass(frozen=True)
class Scored:
    """Firms or candidate projects: their rows in the block, names, sectors, and per dimension value
    and score."""

    rows: tuple[int, ...]
    names: tuple[str, ...]
    sectors: tuple[str, ...]
    values: Any
    scores: Any
    totals: Any
    weakest: Any


@dataclass(frozen=True)
class Assessment:
    """The firms, the candidates, the sectors in the order of their rows with their advanced values,
    and the surplus permits by pollutant and firm. `codes` are the firms' credit codes."""

    firms: Scored
    codes: tuple[str, ...]
    lights: tuple[str, ...]
    surpluses: Any
    candidates: Scored
    verdicts: tuple[str, ...]
    sectors: tuple[str, ...]
    advanced: core.Advanced


def assess(graph: Graph, values: Values) -> Assessment:
    """The enterprise index; every number of it comes from `core.enterprise`."""
    rules = dimensions()
    firms, candidates = (_Table(graph.blocks[id], values) for id in ("firms", "candidates"))
    table = graph.blocks["sectors"]
    sectors = _sectors(table, values, [*firms.sectors, *candidates.sectors])
    places = {code: i for i, code in reversed(list(enumerate(sectors))) if code}
    at = np.array([places.get(code, -1) for code in firms.sectors], int)
    figures = core.figures(rules, firms.figures())
    given = np.full((len(sectors), len(rules)), v.EMPTY)
    given[: table.rows] = np.stack(
        [values[f"sectors.benchmark_{d.key}"] for d in data.enterprise().dimensions], -1
    )
    advanced = core.advanced(rules, figures, at, given, limit("quantile"), limit("sector_size"))
    scored = firms.scored(rules, figures, places, advanced)
    pairs = [
        (firms.column(f"{s.key}_permitted"), firms.column(f"{s.key}_actual"))
        for s in data.enterprise().surpluses
    ]
    projects = candidates.scored(rules, core.figures(rules, candidates.figures()), places, advanced)
    limits = (limit("green"), limit("yellow"))
    return Assessment(
        scored,
        tuple(credit_code(str(c)) for c in firms.column("credit_code")),
        tuple(core.light(scored.totals, *limits).tolist()),
        np.stack([core.surplus(*p) for p in pairs]),
        projects,
        tuple(core.graded(projects.totals, limits, ADMISSION).tolist()),
        sectors,
        advanced,
    )


class _Table:
    """The rows of a block in which something stands."""

    def __init__(self, block: Block, values: Values) -> None:
        self.block, self.values = block, values
        started = np.zeros(block.rows, bool)
        for column in block.columns.values():
            if column.is_input:
                value = values[column.id]
                started |= (
                    np.asarray(value != "", bool) if column.is_text else ~v.is_state(value, v.EMPTY)
                )
        self.rows = np.flatnonzero(started)
        self.names = tuple(str(n) for n in self.column("name"))
        self.sectors = tuple(sector_of(str(c)) for c in self.column("sector_code"))

    def column(self, key: str) -> Any:
        return self.values[f"{self.block.id}.{key}"][self.rows]

    def figures(self) -> dict[str, Any]:
        """The columns that formulas read, by their ids in the standard."""
        out: dict[str, Any] = {}
        for c in data.enterprise().columns:
            if not c.is_figure:
                continue
            figures = (
                self.column(c.key)
                if c.key in self.block.columns
                else np.full(self.rows.size, v.EMPTY)
            )
            out[c.id] = core.entered(figures, c.is_required)
        return out

    def scored(
        self,
        rules: Sequence[core.Dimension],
        figures: Any,
        places: dict[str, int],
        advanced: core.Advanced,
    ) -> Scored:
        at = np.array([places.get(code, -1) for code in self.sectors], int)
        scores = core.scores(rules, figures, advanced.values[at])
        unknown = np.array(
            [
                v.ERROR if code == UNKNOWN else v.PENDING if not code else 0.0
                for code in self.sectors
            ]
        )
        scores = v.unless(unknown[:, None], scores)
        return Scored(
            tuple(self.rows.tolist()),
            self.names,
            self.sectors,
            figures,
            scores,
            core.total(rules, scores),
            core.weakest(rules, scores),
        )


def _sectors(block: Block, values: Values, used: Sequence[str]) -> tuple[str, ...]:
    """The two digits of each row of the block of sectors, new ones in free rows and, where there is
    no more room, below."""
    out = [sector_of(str(code)) for code in values[f"{block.id}.code"]]
    free = [
        i
        for i in range(block.rows)
        if all(
            values[c.id][i] == "" if c.is_text else bool(v.is_state(values[c.id], v.EMPTY)[i])
            for c in block.columns.values()
            if c.is_input
        )
    ]
    for code in sorted({c for c in used if c not in ("", UNKNOWN, *out)}):
        if free:
            out[free.pop(0)] = code
        else:
            out.append(code)
    return tuple(out)


def source_words(assessment: Assessment, sector: str) -> str:
    """Where the advanced values of a sector come from: of most dimensions in one word, of the
    others by name."""
    if sector not in assessment.sectors or not sector:
        return ""
    row = assessment.advanced.sources[assessment.sectors.index(sector)].tolist()
    names = [d.name for d in data.enterprise().dimensions]
    most = max(SOURCES, key=row.count)
    others = [k for k in SOURCES if k in row and k != most]
    words = [
        f"{SOURCES[k]}：{'、'.join(n for n, own in zip(names, row, strict=True) if own == k)}"
        for k in others
    ]
    return "；".join([*words, f"{'其余' if words else ''}{SOURCES[most]}"])


def weak_dimensions(scored: Scored, i: int) -> list[data.EnterpriseDimension]:
    """The weakest dimensions of a firm or project, the lowest score first."""
    return [data.enterprise().dimensions[n] for n in scored.weakest[i] if n >= 0]


def weak_words(scored: Scored, i: int) -> str:
    """The weakest dimensions with their scores."""
    table = data.enterprise().dimensions
    return "；".join(
        f"{d.name} {scored.scores[i][table.index(d)]:.2f}" for d in weak_dimensions(scored, i)
    )


def overrun_words(assessment: Assessment, i: int) -> str:
    """The pollutants of which a firm emitted more than its permit."""
    pairs = zip(data.enterprise().surpluses, assessment.surpluses[:, i], strict=True)
    return "、".join(f"{s.pollutant} {-x:,.2f} t" for s, x in pairs if x < 0)


def empty_columns(block: Block) -> Values:
    """The tool's own columns of a block, blank."""
    return {c.id: blank(c) for c in block.columns.values() if c.writer == TOOL}
