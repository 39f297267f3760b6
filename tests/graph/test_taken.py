"""Figures taken back, one at a time: what is computed of touched rows only is what a whole run of
the changed park gives, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.functions.registry import NUMBER, NUMBERS, OPERATIONS, TEXT, TEXTS, Function
from parkeval_xl.graph import Field, Graph, Values
from parkeval_xl.graph import taken as module
from parkeval_xl.graph.taken import Taken
from tests.campaign import times

from .test_program import kind, unlike

VERIFIED = {
    "steel": ("ledger.intake_verified", "ledger.utilised_verified", "factors.override_verified"),
    "seven": ("ledger.utilised_verified", "scrap_copper.flows.rate_verified"),
    "plastic": ("ledger.intake_verified", "scrap_plastic.parameters.value_verified"),
    "index": ("base.y2_verified",),
    "area": ("base.y1_verified",),
}
CASES = [(plan, id) for plan, ids in VERIFIED.items() for id in ids]


def drawn(found: Any, field: Field, draw: int) -> Any:
    return np.take(found, draw, -1 if field.block is None else -2)


def whole(values: Values, found: Any, field: Field, rows: Any, draw: int) -> Any:
    """A column in one draw: where only touched rows were computed, the others are as they were."""
    if field.block is not None and np.shape(found)[-1] != field.block.rows:
        out = np.array(np.broadcast_to(values[field.id], (*np.shape(found)[:-1], field.block.rows)))
        out[..., rows[draw]] = found[..., draw]
        return out
    return drawn(found, field, draw)


@pytest.mark.parametrize("alone", [True, False], ids=["row by row", "dense"])
@pytest.mark.parametrize(("plan", "id"), CASES)
def test_a_figure_taken_back_gives_what_a_whole_run_gives(
    plan: str, id: str, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MANY", 0 if alone else 10**9)
    monkeypatch.setattr(module, "AT_ONCE", 200)  # several chunks
    graph, inputs, runs = kind(plan)
    field, several = graph.fields[id], 0
    for given, values in zip(inputs, runs, strict=True):
        rows = np.flatnonzero(~v.is_state(given[id], v.EMPTY))[:7] if id in given else np.array([])
        if not len(rows):
            continue
        several += len(rows) > 1
        wanted = {f.id for f in graph.order}
        found = Taken(graph, values, field, rows, wanted).follows()
        for draw, row in enumerate(rows.tolist()):
            column = np.array(given[id])
            column[row] = v.EMPTY
            expected = graph.run(given | {id: column})
            bad = [
                f.id
                for f in graph.dependents([id])
                if unlike(
                    whole(values, found[f.id], f, rows, draw) if f.id in found else values[f.id],
                    expected[f.id],
                )
                and not (f.block is field.block and f.id not in found)  # rows that nobody asks for
            ]
            assert bad == []
    assert several, "the drawn parks have no several figures to take back"


# ---- totals that each row adds its part to ----
BY_ROW = sorted(name for name, f in OPERATIONS.items() if f.by_row)
FIGURES = (0.0, 1.5, -2.0, 1e300, v.EMPTY, v.PENDING, v.NOT_APPLICABLE, v.ERROR, v.MISSING)
LABELS = ("", "甲", "乙", v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, "#N/A")


def arguments(function: Function, random: Any, rows: int) -> list[Any]:
    of: dict[str, Any] = {
        NUMBER: lambda: np.array(random.choice((1.0, *FIGURES[4:]))),
        TEXT: lambda: np.array(random.choice(np.array(LABELS[1:3], object)), object),
        NUMBERS: lambda: random.choice(FIGURES, rows),
        TEXTS: lambda: random.choice(np.array(LABELS, object), rows),
    }
    return [of[p.kind]() for p in function.params]


def test_there_are_such_totals() -> None:
    assert {"LABEL_TOTAL", "LABEL_STATE", "COLUMN_STATE", "SUM_STATE", "COLUMN_SUM"} <= {*BY_ROW}


@pytest.mark.parametrize("name", BY_ROW)
def test_a_row_that_adds_the_same_part_does_not_move_the_total(name: str) -> None:
    function, random, same = OPERATIONS[name], np.random.default_rng(1), 0
    columns = [i for i, p in enumerate(function.params) if p.kind in (NUMBERS, TEXTS)]
    for _ in range(times(400)):
        before = arguments(function, random, 4)
        after, other = list(before), arguments(function, random, 4)
        for i in columns:
            after[i] = before[i].copy()
            after[i][2] = other[i][2]
        parts = [
            function.kernel(*(a[2:3] if i in columns else a for i, a in enumerate(args)))
            for args in (before, after)
        ]
        if not unlike(*parts) and not v.is_error(parts[0]):
            same += 1
            assert not unlike(function.kernel(*before), function.kernel(*after)), (before, after)
    assert same > 50


def test_the_graph_is_not_changed_by_taking_back() -> None:
    graph: Graph
    graph, _, runs = kind("steel")
    kept = {id: np.array(x) for id, x in runs[0].items()}
    id = "ledger.utilised_verified"
    rows = np.arange(3)
    Taken(graph, runs[0], graph.fields[id], rows, {f.id for f in graph.order}).follows()
    assert [i for i, x in kept.items() if unlike(x, runs[0][i])] == []
