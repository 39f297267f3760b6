"""What refresh writes into 企业, 企业汇总 and 企业诊断."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .. import data
from ..core import enterprise as core
from ..core import values as v
from ..graph import Block, Field, Graph, Values
from .enterprise_results import (
    Assessment,
    assess,
    credit_code,
    empty_columns,
    overrun_words,
    source_words,
    weak_dimensions,
    weak_words,
)
from .initial import to_array

Exists = Callable[[Field, int], bool]
GONE = "（企业表中已没有）"
KEPT = (
    "firm",
    "code",
    "status",
    "remark",
)  # of a firm: known by the first two, typed by people the others
TYPED = KEPT[2:]


def everywhere(field: Field, row: int) -> bool:
    """Of a workbook as it was made: every cell exists."""
    return True


def written(
    graph: Graph, values: Values, date: datetime.date, exists: Exists = everywhere
) -> Values:
    """The columns to write. `exists` says whether a file still has a cell: nothing a person typed
    is put where it is lost."""
    found = assess(graph, values)
    return (
        _firms(graph, found)
        | _surplus(graph, values, found)
        | _state(graph, found, date)
        | _sectors(graph, values, found)
        | _candidates(graph, found)
        | _diagnosis(graph, values, found, exists)
    )


def _firms(graph: Graph, found: Assessment) -> Values:
    firms, out = found.firms, empty_columns(graph.blocks["firms"])
    if not out:  # they are formulas
        return {}
    rows = list(firms.rows)
    for i, d in enumerate(data.enterprise().dimensions):
        out[f"firms.score_{d.key}"][rows] = firms.scores[:, i]
    out["firms.total"][rows], out["firms.light"][rows] = firms.totals, found.lights
    out["firms.weakest"][rows] = [
        weak[0].name if (weak := weak_dimensions(firms, i)) else "" for i in range(len(rows))
    ]
    return out


def _surplus(graph: Graph, values: Values, found: Assessment) -> Values:
    out = empty_columns(graph.blocks["surplus"])
    rows = list(found.firms.rows)
    for i, s in enumerate(data.enterprise().surpluses):
        room = core.room(found.surpluses[i])
        year = core.forecast(values["surplus.to_date"][i], values["running.months"])
        ahead = core.room(np.full(1, year))  # its state, until the year can be forecast
        if v.is_number(year):
            actual = core.shared_out(year, values[f"firms.{s.key}_actual"][rows])
            ahead = core.room(core.surplus(values[f"firms.{s.key}_permitted"][rows], actual))
        cells = {
            "holders": room.holders,
            "left": room.left,
            "above": room.above,
            "overrun": room.overrun,
            "forecast": year,
            "forecast_left": ahead.left,
            "forecast_above": ahead.above,
            "forecast_overrun": ahead.overrun,
        }
        for key, cell in cells.items():
            out[f"surplus.{key}"][i] = cell
    return out


def _state(graph: Graph, found: Assessment, date: datetime.date) -> Values:
    scored = int(v.is_number(found.firms.totals).sum())
    counts = {
        key: found.lights.count(word)
        for key, word in (("green", core.GREEN), ("yellow", core.YELLOW), ("red", core.RED))
    }
    cells = {
        "date": date.isoformat(),
        "scored": scored,
        "open": len(found.lights) - scored,
    } | counts
    return {
        f"firm_state.{key}": to_array(graph.fields[f"firm_state.{key}"], cell)
        for key, cell in cells.items()
    }


def _sectors(graph: Graph, values: Values, found: Assessment) -> Values:
    block, out = graph.blocks["sectors"], empty_columns(graph.blocks["sectors"])
    typed = values["sectors.code"]
    out["sectors.code"] = typed.copy()
    for row, code in enumerate(found.sectors[: block.rows]):
        if not code:
            continue
        out["sectors.code"][row] = typed[row] or code
        first = found.sectors.index(code) == row  # a code that stands twice: the first row counts
        out["sectors.firms"][row] = found.firms.sectors.count(code) if first else v.EMPTY
        out["sectors.source"][row] = (
            source_words(found, code) if first else "行业重复，以前一行为准"
        )
        for i, d in enumerate(data.enterprise().dimensions):
            out[f"sectors.advanced_{d.key}"][row] = (
                found.advanced.values[row, i] if first else v.EMPTY
            )
    return out


def _candidates(graph: Graph, found: Assessment) -> Values:
    projects, out = found.candidates, empty_columns(graph.blocks["candidates"])
    for i, row in enumerate(projects.rows):
        if "candidates.total" in out:  # else they are formulas
            out["candidates.total"][row], out["candidates.verdict"][row] = (
                projects.totals[i],
                found.verdicts[i],
            )
        out["candidates.weakest"][row] = weak_words(projects, i)
        out["candidates.source"][row] = source_words(found, projects.sectors[i])
    return out


# ---- the diagnosis, with what people typed -------------------------------------------------------
Line = dict[str, str]


def _diagnosis(graph: Graph, values: Values, found: Assessment, exists: Exists) -> Values:
    """Firms by total, the lowest first, each with what was typed about it; below them what was
    typed about firms that are gone. Where there is too little room, firms that nothing was typed
    about are left out."""
    block = graph.blocks["diagnosis"]
    room = [
        row for row in range(block.rows) if all(exists(block.columns[key], row) for key in KEPT)
    ]
    out = empty_columns(block) | {
        f"diagnosis.{key}": values[f"diagnosis.{key}"].copy() for key in KEPT
    }
    if not room:
        return {}
    for key in KEPT:
        out[f"diagnosis.{key}"][room] = ""
    lines = _lines(block, values, found)
    spare = len(room) - sum(any(line[key] for key in TYPED) for line, _ in lines)
    free = iter(room)
    for line, firm in lines:
        typed = any(line[key] for key in TYPED)
        if not typed and spare <= 0:
            continue
        spare -= not typed
        row = next(free)
        for key in KEPT:
            out[f"diagnosis.{key}"][row] = line[key]
        if firm is None:
            out["diagnosis.light"][row] = GONE
        else:
            _put(out, row, found, firm)
    return out


def _lines(block: Block, values: Values, found: Assessment) -> list[tuple[Line, int | None]]:
    """What the list is to hold: the four texts that stay together, and the number of the firm
    (None: gone)."""
    rows = [
        {key: str(values[f"{block.id}.{key}"][row]) for key in KEPT} for row in range(block.rows)
    ]
    kept = [line for line in rows if any(line[key] for key in TYPED)]
    out: list[tuple[Line, int | None]] = []
    for i in _by_total(found):
        own = {"firm": found.firms.names[i], "code": found.codes[i]}
        mine = next(_of_firm(kept, own, found.codes), None)
        if mine is not None:
            kept.remove(mine)
        out.append(({**(mine or dict.fromkeys(KEPT, "")), **own}, i))
    return [*out, *((line, None) for line in kept)]


def _of_firm(kept: list[Line], own: Line, codes: Sequence[str]) -> Iterator[Line]:
    """Lines about a firm: of its code, else of its name where the code of the line is no firm's: it
    was mended."""
    yield from (line for line in kept if own["code"] and credit_code(line["code"]) == own["code"])
    yield from (
        line
        for line in kept
        if own["firm"]
        and line["firm"] == own["firm"]
        and (not line["code"] or credit_code(line["code"]) not in codes)
    )


def _by_total(found: Assessment) -> list[int]:
    """The firms, the lowest total first, those without one last; the order of their rows does not
    matter."""
    totals = found.firms.totals
    return sorted(
        range(len(found.codes)),
        key=lambda i: (
            bool(np.isnan(totals[i])),
            round(float(totals[i]), core.DECIMALS) if totals[i] == totals[i] else 0.0,
            found.codes[i],
            found.firms.names[i],
        ),
    )


def _put(out: Values, row: int, found: Assessment, i: int) -> None:
    firms = found.firms
    weak = weak_dimensions(firms, i)
    cells = {
        "sector": firms.sectors[i],
        "total": firms.totals[i],
        "light": found.lights[i],
        "weak": weak_words(firms, i),
        "overrun": overrun_words(found, i),
        "measures": "；".join(f"{d.name}：{d.measures[0]}" for d in weak if d.measures),
    }
    for key, cell in cells.items():
        out[f"diagnosis.{key}"][row] = cell
