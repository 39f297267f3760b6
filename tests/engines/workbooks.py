"""The workbooks the engines recalculate, by family: what people write, and what they should not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from parkeval_xl.forms import Declared, Evaluated, Plan, declare
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import NATIVE, Values
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.layout import Layout, new_layout

from .. import index_parks, parks, store, weights_books
from .packages import unvalued

STEEL = replace(parks.STEEL, rows=12)
SEVEN = replace(parks.SEVEN, rows=12)
SYNERGY = Plan(
    year=2024,
    base_year=2020,
    materials=(),
    index="synergy_index",
    kind="index",
    sizes=(("firms", 6),),
)


@dataclass(frozen=True)
class Workbook:
    """A workbook to recalculate: what is declared, and what stands in it."""

    name: str
    declared: Declared
    inputs: Values = field(default_factory=dict)
    raw: Mapping[tuple[str, int | None], Any] = field(default_factory=dict)

    def package(self) -> bytes:
        """The native workbook without cached values."""
        return unvalued(build(self.declared, NATIVE, self.inputs, raw=self.raw))

    @property
    def layout(self) -> Layout:
        """Where the fields stand."""
        return _layout(self.declared.plan)

    def values(self) -> Values:
        """The headless values."""
        return self.declared.graph.run(initial_inputs(self.declared) | self.inputs)


@cache
def _declared(plan: Plan) -> Evaluated:
    out = declare(plan)
    assert isinstance(out, Evaluated)
    return out


@cache
def _layout(plan: Plan) -> Layout:
    return new_layout(declare(plan))


def _sample() -> list[Workbook]:
    return [Workbook("sample park", *store.declared(store.SAMPLE))]


def _blank() -> list[Workbook]:
    return [Workbook("blank template of the sample park", store.declared(store.SAMPLE)[0])]


def _index() -> list[Workbook]:
    out = []
    for plan, seed in ((SYNERGY, 1), (index_parks.AREA, 2)):
        declared = _declared(plan)
        cells = index_parks.park_cells(seed, declared)
        out.append(_filled(f"{plan.index} {seed}", declared, cells))
        out.append(Workbook(f"{plan.index}, blank", declared))
    return out


def _weights() -> list[Workbook]:
    one, three = weights_books.declared(1), weights_books.declared(3)
    filled = [
        Workbook(f"weights of three experts {n}", three, weights_books.drawn(three, n))
        for n in (1, 2)
    ]
    return [*filled, Workbook("weights of one expert, blank", one)]


def _parks(plan: Plan, seeds: range) -> list[Workbook]:
    declared = _declared(plan)
    return [_filled(f"park {n}", declared, parks.park_cells(n, declared)) for n in seeds]


def _filled(name: str, declared: Evaluated, cells: parks.Cells) -> Workbook:
    return Workbook(name, declared, parks.arrays(cells, declared), parks.raw(cells, declared))


FAMILIES: dict[str, Callable[[], list[Workbook]]] = {
    "sample": _sample,
    "blank": _blank,
    "index": _index,
    "weights": _weights,
    "steel": lambda: _parks(STEEL, range(12)),
    "plastic": lambda: _parks(parks.PLASTIC, range(10)),
    "seven": lambda: _parks(SEVEN, range(8)),
}
