"""A number is one number: native cells in Calc = PARK_ cells in Calc = the headless run.

Every computed cell is compared. Numbers are equal to 1e-9 of themselves, or, where terms cancel, to
1e-14 of the largest term; texts and states are equal. An error is an error: native texts make
theirs by NA(), and Calc does not call a function whose arguments hold errors. An empty text and an
empty cell are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Evaluated, Plan, book, declare
from parkeval_xl.forms.initial import initial_cell, initial_inputs
from parkeval_xl.graph import TOOL, UDF, Field, Values, formula
from parkeval_xl.graph.fields import references
from parkeval_xl.graph.run import shown
from parkeval_xl.hosts.calc import CellValue, Document, Office
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.layout import Layout, new_layout

from .. import parks
from ..campaign import first, times
from . import counted
from .comparison import EDITIONS, computed, largest_term, report, same

BATCH = 10
# Parks a plan, of which the usual run takes the first batch or one: typed, in a batch, and each in
# a file of its own.
THROUGH_CALC = {"steel": 30, "seven": 60, "plastic": 30}
THROUGH_FILES = {"steel": 4, "seven": 4, "plastic": 2}
TYPED_ERROR = {CellError.NA: "=NA()", CellError.DIV0: "=1/0", CellError.REF: '=INDIRECT("nowhere")'}


@cache
def layout_of(plan: Plan) -> Layout:
    return new_layout(declare(plan))


@cache
def initial_of(plan: Plan) -> Values:
    """What a new workbook holds; not to be changed."""
    return initial_inputs(declare(plan))


def in_turn(*editions: str) -> list[Any]:
    """The editions as parameters of a test; the tests of an edition go to one worker."""
    return [pytest.param(e, marks=pytest.mark.xdist_group(f"cells {e}")) for e in editions]


# ---- workbooks in Calc ----
def calls(office: Office) -> int:
    """How often cells have called a PARK_ function; never, where there is none to call."""
    return office.log.count(counted.MARK)


def typed(content: parks.Cell) -> float | str | None:
    """A content as it is set in Calc: an error as a formula that gives it."""
    return TYPED_ERROR.get(content, '=VALUE("x")') if isinstance(content, CellError) else content


@dataclass
class Workbook:
    """A new workbook open in Calc, into which one park after the other is typed."""

    book: Evaluated
    document: Document
    held: dict[tuple[str, int, int], parks.Cell] = field(default_factory=dict)

    def fill(self, cells: parks.Cells) -> None:
        """Types the cells of a park, and what the workbook was made with where an earlier park
        stood."""
        layout, new = layout_of(self.book.plan), {}
        for id, content in cells.items():
            one = self.book.graph.fields[id]
            rows = [(None, content)] if one.block is None else list(enumerate(content))
            for row, x in rows:
                if x != initial_cell(one, row) or type(x) is CellError:
                    new[layout.places[id].sheet, *layout.places[id].at(row)] = x
        now, then = (partial(self.content, cells) for cells in (new, self.held))
        changed = [at for at in {**self.held, **new} if now(at) != then(at)]
        self.document.set({at: typed(now(at)) for at in changed})
        self.held = new

    def content(self, cells: dict[tuple[str, int, int], parks.Cell], at: Any) -> parks.Cell:
        """What a cell holds when `cells` are typed into a new workbook."""
        return cells[at] if at in cells else self.initial[at]

    @property
    def initial(self) -> dict[tuple[str, int, int], parks.Cell]:
        return initial_places(self.book.plan)


@cache
def initial_places(plan: Plan) -> dict[tuple[str, int, int], parks.Cell]:
    out = {}
    for one in declare(plan).graph.fields.values():
        if one.function is None:
            for row in [None] if one.block is None else range(one.block.rows):
                place = layout_of(plan).places[one.id]
                out[place.sheet, *place.at(row)] = (
                    None if one.writer == TOOL else initial_cell(one, row)
                )
    return out


@pytest.fixture(scope="module")
def workbooks(
    offices: dict[str, Office], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Workbook]]:
    opened: dict[tuple[str, str], Workbook] = {}

    def workbook(plan: str, edition: str) -> Workbook:
        if (plan, edition) not in opened:
            declared = book(parks.PLANS[plan])
            path = tmp_path_factory.mktemp(plan) / f"{edition}.xlsx"
            path.write_bytes(build(declared, edition))
            document = offices[edition].open(path)
            for sheet in document.sheets:
                document.unprotect(sheet)  # Calc does not empty a locked cell
            opened[plan, edition] = Workbook(declared, document)
        return opened[plan, edition]

    yield workbook
    for one in opened.values():
        one.document.close()


# ---- comparison ----
@cache
def placed(plan: Plan) -> list[tuple[Field, int | None, int, int]]:
    """Every computed cell: its field, its row in the block and its place on the sheet."""
    places = layout_of(plan).places
    return [(one, row, *places[one.id].at(row)) for one, row in computed(declare(plan))]


Grids = dict[str, list[list[CellValue]]]


def read(book: Evaluated, document: Document) -> Grids:
    """The sheets that hold computed cells."""
    return {sheet: document.read(sheet) for sheet in sorted({f.sheet for f in book.graph.order})}


def seen_in(book: Evaluated, grids: Grids) -> Iterator[tuple[Field, int | None, CellValue]]:
    """Every computed cell, and what stands in it."""
    for one, row, r, c in placed(book.plan):
        grid = grids[one.sheet]
        yield one, row, grid[r][c] if r < len(grid) and c < len(grid[r]) else None


def differences(book: Evaluated, document: Document, values: Values, edition: str) -> list[str]:
    """What a person needs to find each cell that differs: field, row, both values, formula."""
    layout: Layout = layout_of(book.plan)
    grids = read(book, document)
    terms: dict[str, float] = {}

    def largest(one: Field) -> float:
        if one.id not in terms:
            terms[one.id] = largest_term(one, values)
        return terms[one.id]

    out = []
    for one, row, seen in seen_in(book, grids):
        expected = shown(one, values, row)
        if type(seen) is type(expected) and seen == expected:
            continue
        if not same(seen, expected, largest(one)):
            where = f"{one.id} 第{row + 1}行" if row is not None else one.id
            inputs = {
                f.id: shown(f, values, row if f.block is one.block else None)
                for f in references(one)
                if f.block is None or f.block is one.block
            }
            out.append(
                f"{where} ({edition})\n  Calc     {seen!r}\n  headless {expected!r}\n  "
                f"from {inputs}\n"
                f"  ={formula(one, row, layout, edition)}"
            )
    return out


def differing(
    workbook: Workbook, edition: str, seeds: range, park_cells: Callable[[int, Any], parks.Cells]
) -> list[str]:
    """Types one park after the other into an open workbook: the cells that differ from the headless
    run."""
    declared, found = workbook.book, []
    for seed in seeds:
        cells = park_cells(seed, declared)
        workbook.fill(cells)
        workbook.document.recalculate()
        values = declared.graph.run(initial_of(declared.plan) | parks.arrays(cells, declared))
        found += [
            f"park {seed}: {d}" for d in differences(declared, workbook.document, values, edition)
        ]
    return found


# ---- workbooks ----
@pytest.mark.parametrize("edition", in_turn(*EDITIONS))
@pytest.mark.parametrize("plan", parks.PLANS)
def test_a_blank_workbook_is_equal_and_makes_no_call(
    plan: str, edition: str, workbooks: Callable[..., Workbook], offices: dict[str, Office]
) -> None:
    workbook, before = workbooks(plan, edition), calls(offices[edition])
    workbook.fill({})
    workbook.document.recalculate()
    report(
        differences(
            workbook.book,
            workbook.document,
            workbook.book.graph.run(initial_of(workbook.book.plan)),
            edition,
        ),
        "blank",
    )
    assert calls(offices[edition]) == before


@pytest.mark.parametrize("edition", in_turn(*EDITIONS))
def test_the_sample_is_equal(edition: str, offices: dict[str, Office], tmp_path: Path) -> None:
    declared = book(Plan(year=2023))
    inputs = parks.arrays(parks.sample(declared), declared)
    path = tmp_path / "示例.xlsx"
    path.write_bytes(build(declared, edition, inputs))
    values = declared.graph.run(initial_of(declared.plan) | inputs)
    with offices[edition].open(path) as document:
        before = calls(offices[edition])
        document.recalculate()
        made = calls(offices[edition]) - before
        report(differences(declared, document, values, edition), "sample")
    assert isinstance(shown(declared.results.totals["reduction"], values, None), float)
    print(f"sample, {edition}: {made} PARK_ calls in one full recalculation")
    assert (0 < made <= 800) if edition == UDF else made == 0


BATCHES = [
    one
    for plan, count in THROUGH_CALC.items()
    for one in first(1, [(plan, seed) for seed in range(0, times(count), BATCH)])
]


@pytest.mark.parametrize("edition", in_turn(*EDITIONS))
@pytest.mark.parametrize(("plan", "start"), BATCHES)
def test_generated_parks_are_equal(
    plan: str, start: int, edition: str, workbooks: Callable[..., Workbook]
) -> None:
    report(
        differing(workbooks(plan, edition), edition, range(start, start + BATCH), parks.park_cells),
        f"{plan} parks {start} to {start + BATCH - 1}",
    )


FILES = [
    one
    for plan, count in THROUGH_FILES.items()
    for one in first(plan == "seven", [(plan, seed) for seed in range(1000, 1000 + times(count))])
]


@pytest.mark.parametrize("edition", in_turn(*EDITIONS))
@pytest.mark.parametrize(("plan", "seed"), FILES)
def test_generated_parks_are_equal_through_files(
    plan: str, seed: int, edition: str, offices: dict[str, Office], tmp_path: Path
) -> None:
    declared = book(parks.PLANS[plan])
    cells = parks.park_cells(seed, declared)
    inputs = parks.arrays(cells, declared)
    values = declared.graph.run(initial_of(declared.plan) | inputs)
    path = tmp_path / "园区.xlsx"
    path.write_bytes(build(declared, edition, inputs, raw=parks.raw(cells, declared)))
    with offices[edition].open(path) as document:
        report(differences(declared, document, values, edition), "cached values")
        document.recalculate()
        report(differences(declared, document, values, edition), "recalculated")


CHANGES = [
    ("ledger.utilised", 0, 5000.0),
    ("park.province", None, "北京"),
    ("scrap_steel.flows.rate", 3, 77.0),
    ("factors.override", 0, 0.9),
    ("scrap_steel.parameters.value", 1, 0.5),
]


@pytest.mark.parametrize("edition", in_turn(*EDITIONS))
@pytest.mark.parametrize(("id", "row", "content"), CHANGES, ids=[id for id, _, _ in CHANGES])
def test_a_changed_input_changes_only_what_depends_on_it(
    id: str, row: int | None, content: Any, edition: str, workbooks: Callable[..., Workbook]
) -> None:
    workbook = workbooks("steel", edition)
    declared, layout = workbook.book, layout_of(workbook.book.plan)
    workbook.fill(parks.sample(declared))
    workbook.document.recalculate()
    before = read(declared, workbook.document)
    place = layout.places[id]
    at = (place.sheet, *place.at(row))
    workbook.document.set(
        {at: content}
    )  # and no hard recalculation: Calc finds the dependents by itself
    after = read(declared, workbook.document)
    changed = {
        one.id
        for (one, _, was), (_, _, now) in zip(
            seen_in(declared, before), seen_in(declared, after), strict=True
        )
        if was != now
    }
    values = declared.graph.run(
        initial_of(declared.plan) | parks.arrays(parks.sample(declared), declared)
    )
    inputs = {f.id: values[f.id] for f in declared.graph.fields.values() if f.function is None}
    cells = np.array(inputs[id], copy=True)
    cells[() if row is None else row] = content
    again = declared.graph.run(inputs | {id: cells})
    expected = {
        one.id for one, r in computed(declared) if shown(one, values, r) != shown(one, again, r)
    }
    assert changed == expected
    assert expected and expected <= {f.id for f in declared.graph.dependents([id])}
    report(differences(declared, workbook.document, again, edition), id)
    workbook.document.set({at: typed(workbook.held.get(at, workbook.initial[at]))})
