"""Editing the sample park in Calc, in both editions: a fault reaches every total above it and
nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parkeval_xl.core.values import CellError
from parkeval_xl.demo import sample
from parkeval_xl.hosts.calc import Document, Office
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import Layout, new_layout

from .comparison import EDITIONS

STEEL = 3  # its row among the materials of the results
BROKEN = ("scrap_steel.flows.unit", 3)  # a line of the baseline: what the recycled steel replaces
ABOVE = [
    ("scrap_steel.flows.emission", 3),
    ("scrap_steel.baseline", None),
    ("scrap_steel.reduction", None),
    ("scrap_steel.per_tonne", None),
    ("scrap_steel.project", None),
    ("scrap_steel.leakage", None),  # sums over the same column of lines
    ("totals.project", None),
    ("totals.leakage", None),
    ("results.baseline", STEEL),
    ("results.reduction", STEEL),
    ("totals.baseline", None),
    ("totals.reduction", None),
    ("summary.effective", 5),
    ("summary.effective", 9),
]
BESIDE = [
    *(("scrap_steel.flows.emission", row) for row in (0, 1, 2, 4, 5)),
    *(("results.baseline", row) for row in range(7) if row != STEEL),
    *(("results.reduction", row) for row in range(7) if row != STEEL),
    ("totals.solid_waste", None),
    ("rates.rate", 0),
    ("rates.rate", 1),
    ("scrap_copper.reduction", None),
    ("summary.effective", 0),
    ("summary.effective", 10),
]


@pytest.fixture(scope="module", params=EDITIONS)
def opened(
    request: pytest.FixtureRequest,
    offices: dict[str, Office],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Document, Layout]]:
    declared, inputs, raw = from_json(sample())
    path = tmp_path_factory.mktemp("edit") / "示例.xlsx"
    path.write_bytes(build(declared, request.param, inputs, raw=raw))
    with offices[request.param].open(path) as document:
        document.recalculate()
        yield document, new_layout(declared)


def cells(layout: Layout, wanted: list[tuple[str, int | None]]) -> list[tuple[str, int, int]]:
    return [(layout.places[id].sheet, *layout.places[id].at(row)) for id, row in wanted]


def test_a_broken_unit_poisons_every_total_above_and_none_beside(
    opened: tuple[Document, Layout],
) -> None:
    document, layout = opened
    above, beside, [unit] = cells(layout, ABOVE), cells(layout, BESIDE), cells(layout, [BROKEN])
    before = document.read_many([*above, *beside, unit])
    assert not any(isinstance(v, CellError) for v in before.values())
    document.set({unit: "没有这个单位"})  # no hard recalculation: Calc finds what depends on it
    after = document.read_many([*above, *beside])
    assert [at for at in above if not isinstance(after[at], CellError)] == []
    assert {at: after[at] for at in beside} == {at: before[at] for at in beside}
    document.set({unit: before[unit]})
    assert document.read_many([*above, *beside, unit]) == before


def test_a_sheet_deleted_is_an_error_above_and_never_a_smaller_total(
    opened: tuple[Document, Layout],
) -> None:
    document, layout = opened
    above, beside = (
        cells(layout, [("results.reduction", STEEL), ("totals.reduction", None)]),
        cells(layout, [("results.reduction", 5)]),
    )
    before = document.read_many(beside)
    document.delete_sheet("废钢铁")
    document.recalculate()
    assert all(isinstance(v, CellError) for v in document.read_many(above).values())
    assert document.read_many(beside) == before
