"""The sample park in Calc: native cells = PARK_ cells = the headless run, how many calls a
recalculation takes, and editing it: a fault reaches every total above it and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from parkeval_xl import __version__
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Evaluated
from parkeval_xl.graph import UDF
from parkeval_xl.hosts.calc import Document, Office
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.layout import Layout, new_layout

from .. import store
from .comparison import EDITIONS, report
from .test_three_ways import calls, differences, in_turn, initial_of

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


MOST_CALLS = 800  # of a whole park; a blank workbook makes none


@dataclass
class Park:
    """The sample park open in Calc, and how many PARK_ calls one full recalculation took. `spoilt`
    by a test that cannot undo what it does: the next one gets it anew."""

    edition: str
    document: Document
    layout: Layout
    made: int
    spoilt: bool = False


@pytest.fixture(scope="module", params=in_turn(*EDITIONS))
def parks(
    request: pytest.FixtureRequest,
    offices: dict[str, Office],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Park]]:
    edition, opened = request.param, []
    declared, inputs, raw = store.declared(store.SAMPLE)
    path = tmp_path_factory.mktemp("edit") / "示例.xlsx"
    path.write_bytes(build(declared, edition, inputs, raw=raw))

    def park() -> Park:
        if not opened or opened[-1].spoilt:
            document, before = offices[edition].open(path), calls(offices[edition])
            document.recalculate()
            made = calls(offices[edition]) - before
            opened.append(Park(edition, document, new_layout(declared), made))
        return opened[-1]

    yield park
    for one in opened:
        one.document.close()


@pytest.fixture
def park(parks: Callable[[], Park]) -> Park:
    return parks()


def test_the_sample_park_is_equal_and_cheap(park: Park) -> None:
    declared, inputs, _ = store.declared(store.SAMPLE)
    assert isinstance(declared, Evaluated)
    values = declared.graph.run(initial_of(declared.plan) | inputs)
    report(differences(declared, park.document, values, park.edition), "smelting park")
    print(f"smelting park, {park.edition}: {park.made} PARK_ calls in one full recalculation")
    assert (0 < park.made <= MOST_CALLS) if park.edition == UDF else park.made == 0


def test_the_cover_and_the_report_say_who_computed(park: Park) -> None:
    who = cells(park.layout, [("cover.computed_by", None), ("report.summary.computed_by", None)])
    told = f"ParkEval XL {__version__}（Python）" if park.edition == UDF else "表内公式"
    assert set(park.document.read_many(who).values()) == {told}


def cells(layout: Layout, wanted: list[tuple[str, int | None]]) -> list[tuple[str, int, int]]:
    return [(layout.places[id].sheet, *layout.places[id].at(row)) for id, row in wanted]


def test_a_broken_unit_poisons_every_total_above_and_none_beside(park: Park) -> None:
    document, layout = park.document, park.layout
    above, beside, [unit] = cells(layout, ABOVE), cells(layout, BESIDE), cells(layout, [BROKEN])
    before = document.read_many([*above, *beside, unit])
    assert not any(isinstance(v, CellError) for v in before.values())
    document.set({unit: "没有这个单位"})  # no hard recalculation: Calc finds what depends on it
    after = document.read_many([*above, *beside])
    assert [at for at in above if not isinstance(after[at], CellError)] == []
    assert {at: after[at] for at in beside} == {at: before[at] for at in beside}
    document.set({unit: before[unit]})
    assert document.read_many([*above, *beside, unit]) == before


def test_a_sheet_deleted_is_an_error_above_and_never_a_smaller_total(park: Park) -> None:
    document, layout = park.document, park.layout
    above, beside = (
        cells(layout, [("results.reduction", STEEL), ("totals.reduction", None)]),
        cells(layout, [("results.reduction", 5)]),
    )
    before = document.read_many(beside)
    park.spoilt = True
    document.delete_sheet("废钢铁")
    document.recalculate()
    assert all(isinstance(v, CellError) for v in document.read_many(above).values())
    assert document.read_many(beside) == before
