"""An index in Calc: native cells = PARK_ cells = the headless run, for generated parks; a blank
workbook makes no call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parkeval_xl.forms import Evaluated, declare
from parkeval_xl.hosts.calc import Office
from parkeval_xl.workbook.build import build

from .. import index_parks
from ..campaign import first, times
from .comparison import EDITIONS, report
from .test_three_ways import (
    Workbook,
    calls,
    differences,
    differing,
    initial_of,
)

BATCH, PARKS = 5, 50  # parks at a time, of which the usual run takes the first, and of all
PLANS = {
    "park": index_parks.PLAN,
    "area": index_parks.AREA,
}  # the index among the forms of a park, and an index alone


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            (edition, name),
            marks=pytest.mark.xdist_group(f"index {edition}"),
            id=f"{name}-{edition}",
        )
        for name in PLANS
        for edition in EDITIONS
    ],
)
def opened(
    request: pytest.FixtureRequest,
    offices: dict[str, Office],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Workbook]]:
    edition, name = request.param
    declared = declare(PLANS[name])
    assert isinstance(declared, Evaluated)
    path = tmp_path_factory.mktemp("index") / f"{edition}.xlsx"
    path.write_bytes(build(declared, edition))
    with offices[edition].open(path) as document:
        for sheet in document.sheets:
            document.unprotect(sheet)  # Calc does not empty a locked cell
        yield edition, Workbook(declared, document)


def test_a_blank_index_is_equal_and_makes_no_call(
    opened: tuple[str, Workbook], offices: dict[str, Office]
) -> None:
    edition, workbook = opened
    workbook.fill({})
    before = calls(offices[edition])
    workbook.document.recalculate()
    values = workbook.book.graph.run(initial_of(workbook.book.plan))
    report(differences(workbook.book, workbook.document, values, edition), "blank")
    assert calls(offices[edition]) == before


@pytest.mark.parametrize("start", first(1, range(0, times(PARKS), BATCH)))
def test_generated_parks_are_equal(start: int, opened: tuple[str, Workbook]) -> None:
    edition, workbook = opened
    report(
        differing(workbook, edition, range(start, start + BATCH), index_parks.park_cells),
        f"index parks {start} to {start + BATCH - 1}",
    )
