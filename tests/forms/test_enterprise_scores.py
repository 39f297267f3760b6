"""Scores in the cells of a short list of firms: what `assess` gives, whatever the list; a long list
has them written."""

from __future__ import annotations

import datetime
import json
from typing import Any

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.data import enterprise
from parkeval_xl.forms.enterprise_cells import written
from parkeval_xl.forms.enterprise_results import assess
from parkeval_xl.forms.enterprise_scores import FIRMS, LIVE
from parkeval_xl.forms.sheet import Plan
from parkeval_xl.graph import TOOL, Graph, Values, shown

from ..campaign import first, times
from ..enterprises import PLAIN, Rows, arrays, drawn_firms, firm, forms, sample

DAY = datetime.date(2025, 3, 1)
LONG = Plan(year=2024, sizes=(("firms", LIVE + 1),))
SCORED = [*(f"score_{d.key}" for d in enterprise().dimensions), "total", "light", "weakest"]


def filled(given: dict[str, Any], plan: Plan | None = None) -> tuple[Graph, Values]:
    declared = forms(plan)[1]
    return declared.graph, declared.graph.run(arrays(declared, given))


def column(graph: Graph, values: Values, id: str) -> list[Any]:
    found = [
        shown(graph.fields[id], values, row)
        for row in range(graph.blocks[id.partition(".")[0]].rows)
    ]
    return [round(x, 9) if isinstance(x, float) else x for x in found]


def expected(graph: Graph, values: Values) -> dict[str, list[Any]]:
    """The columns of scores by `assess`, row by row."""
    found = assess(graph, values)
    firms, out = found.firms, {f"firms.{k}": [None] * graph.blocks["firms"].rows for k in SCORED}
    for i, row in enumerate(firms.rows):
        weak = firms.weakest[i][0]
        name = enterprise().dimensions[weak].name if weak >= 0 else None
        cells = [
            *map(v.cell, firms.scores[i].tolist()),
            v.cell(float(firms.totals[i])),
            v.text_cell(found.lights[i]),
            name,
        ]
        for key, cell in zip(SCORED, cells, strict=True):
            out[f"firms.{key}"][row] = round(cell, 9) if isinstance(cell, float) else cell
    projects = found.candidates
    for key, of in (("total", projects.totals.tolist()), ("verdict", found.verdicts)):
        out[f"candidates.{key}"] = [None] * graph.blocks["candidates"].rows
        for row, x in zip(projects.rows, of, strict=True):
            cell = v.text_cell(x) if isinstance(x, str) else v.cell(x)
            out[f"candidates.{key}"][row] = round(cell, 9) if isinstance(cell, float) else cell
    return out


def differences(graph: Graph, values: Values) -> list[str]:
    """Where cells show something else than `assess` gives; one kind of error is as good as
    another."""
    return [
        f"{id} {row}: {seen!r}, {want!r}"
        for id, wanted in expected(graph, values).items()
        for row, (seen, want) in enumerate(zip(column(graph, values, id), wanted, strict=True))
        if seen != want and not (isinstance(seen, v.CellError) and isinstance(want, v.CellError))
    ]


def test_the_sample_is_scored_in_its_cells_as_it_is_assessed() -> None:
    graph, values = filled(sample())
    assert not differences(graph, values)
    assert sum(isinstance(x, float) for x in column(graph, values, "firms.total")) == 40


@pytest.mark.parametrize("seed", first(20, range(times(60))))
def test_any_list_is_scored_in_its_cells_as_it_is_assessed(seed: int) -> None:
    graph, values = filled(drawn_firms(seed))
    assert not differences(graph, values)


@pytest.mark.slow
def test_the_lists_drawn_hold_what_they_are_drawn_for() -> None:
    runs = [filled(drawn_firms(seed)) for seed in range(times(60))]
    assert (
        sum(
            isinstance(x, float)
            for graph, values in runs
            for x in column(graph, values, "firms.total")
        )
        > 500
    )
    seen = {
        x
        for graph, values in runs
        for k in ("firms.total", "firms.score_resource", "candidates.total")
        for x in column(graph, values, k)
        if not isinstance(x, float)
    }
    assert seen >= {None, "待填", "不适用", v.CellError.VALUE, v.CellError.DIV0}
    assert {
        s for graph, values in runs for s in assess(graph, values).advanced.sources.ravel().tolist()
    } == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{}],
        [{}, {}, PLAIN],
        [{"contact": "某人"}],
        [firm(sector_code="钢铁")],
        [PLAIN] * 4,
        [PLAIN] * 50,
    ],
)
def test_few_firms_and_gaps(rows: Rows) -> None:
    graph, values = filled({"firms": rows})
    assert not differences(graph, values)
    blank = [i for i in range(FIRMS) if i >= len(rows) or not rows[i]]
    assert all(column(graph, values, f"firms.{k}")[i] is None for k in SCORED for i in blank)


def test_a_long_list_has_the_same_scores_written_by_refresh() -> None:
    graph, values = filled(sample())
    long, there = filled(sample(), LONG)
    assert (
        all(long.fields[f"firms.{k}"].writer == TOOL for k in SCORED)
        and "park_best.carbon" not in long.fields
    )
    assert set(column(long, there, "firms.total")) == {None}
    after = long.changed(there, written(long, there, DAY))
    for key in (*(f"firms.{k}" for k in SCORED), "candidates.total", "candidates.verdict"):
        assert column(long, after, key)[:FIRMS] == column(graph, values, key)[:FIRMS], key


def test_refresh_writes_no_cell_that_computes() -> None:
    graph, values = filled(sample())
    assert not [id for id in written(graph, values, DAY) if graph.fields[id].function]


@pytest.mark.parametrize(
    ("plan", "live"),
    [
        (Plan(), True),
        (LONG, False),
        (Plan(sizes=(("firms", 5),)), True),
        (Plan(received=(("firms", 53),)), True),
        (Plan(sizes=(("firms", 500),), received=(("firms", 40),)), False),
    ],
)
def test_the_rows_a_workbook_was_made_with_decide(plan: Plan, live: bool) -> None:
    """A person who adds or deletes rows changes no formula."""
    made, declared = forms(plan)
    assert (declared.graph.fields["firms.total"].function is not None) == live
    assert made.firms.rows == dict(plan.sizes + plan.received).get("firms", 50)


def test_a_plan_of_before_has_its_scores_written() -> None:
    old = {k: x for k, x in json.loads(Plan().to_json()).items()} | {"schema": 1}
    assert forms(Plan.from_json(json.dumps(old)))[1].graph.fields["firms.total"].writer == TOOL
    assert Plan.from_json(Plan(received=(("firms", 53),)).to_json()) == Plan(sizes=(("firms", 53),))


def test_the_sheets_say_how_scores_come() -> None:
    for plan, live in ((Plan(), True), (LONG, False)):
        made, declared = forms(plan)
        for key in SCORED:
            words = declared.graph.fields[f"firms.{key}"].help
            assert ("由“刷新”写入" in words) == (not live) and ("随填随算" in words) == live
        assert ("得分、总分、三色评价由“刷新”写入" in made.sheets[0].instruction) == (not live)
        assert ("准入建议随填随算" in made.sheets[2].instruction) == live


def test_one_firm_by_hand_in_its_cells() -> None:
    """As in test_enterprise: five firms alike but one with twice the carbon, half the tax, and no
    waste: 75 / 0.9."""
    odd = firm(carbon=10000, tax=25, solid_waste=0, solid_waste_utilised=0)
    graph, values = filled({"firms": [PLAIN] * 4 + [odd]})
    assert column(graph, values, "firms.total")[:5] == [100.0] * 4 + [round(75 / 0.9, 9)]
    assert (
        column(graph, values, "firms.score_resource")[4] == "不适用"
        and column(graph, values, "firms.weakest")[4] == "碳排放"
    )
    assert np.ndim(values["park_best.carbon"]) == 0 and float(values["park_best.carbon"]) == 5.0
