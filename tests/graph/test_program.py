"""The compiled run: parks that are stacked, and draws, are each what it is alone, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from parkeval_xl.forms import declare
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import Field, Graph, Values
from tests import enterprises, index_parks, parks, weights_books
from tests.campaign import times

SEEDS = range(times(6))
DRAWS = 4


def _park(plan: str) -> tuple[Graph, Callable[[int], Values]]:
    declared = declare(parks.PLANS[plan])
    born = initial_inputs(declared)
    return declared.graph, lambda seed: born | parks.park(seed, declared)


def _index(plan: Any) -> tuple[Graph, Callable[[int], Values]]:
    declared = declare(plan)
    born = initial_inputs(declared)

    def cells(seed: int) -> dict[str, Any]:
        own = index_parks.park_cells(seed, declared)
        return parks.park_cells(seed, declared) | own if "ledger" in declared.graph.blocks else own

    return declared.graph, lambda seed: born | parks.arrays(cells(seed), declared)


def _firms() -> tuple[Graph, Callable[[int], Values]]:
    _, declared = enterprises.forms()
    return declared.graph, lambda seed: enterprises.arrays(declared, enterprises.drawn_firms(seed))


def _weights() -> tuple[Graph, Callable[[int], Values]]:
    book = weights_books.declared()
    return book.graph, lambda seed: weights_books.drawn(book, seed)


KINDS: dict[str, Callable[[], tuple[Graph, Callable[[int], Values]]]] = {
    "steel": lambda: _park("steel"),
    "seven": lambda: _park("seven"),
    "plastic": lambda: _park("plastic"),
    "index": lambda: _index(index_parks.PLAN),
    "area": lambda: _index(index_parks.AREA),
    "firms": _firms,
    "weights": _weights,
}


@cache
def kind(name: str) -> tuple[Graph, tuple[Values, ...], tuple[Values, ...]]:
    """A graph, the inputs of drawn parks, and each one's values when it runs alone."""
    graph, drawn = KINDS[name]()
    inputs = tuple(drawn(seed) for seed in SEEDS)
    return graph, inputs, tuple(graph.run(x) for x in inputs)


def unlike(one: Any, other: Any) -> bool:
    """Whether two arrays differ in a text or in a bit, the payloads of states included."""
    one, other = np.broadcast_arrays(one, other)
    if one.dtype.kind in "OU":
        return bool(np.any(one != other))
    a, b = (np.ascontiguousarray(x, np.float64).view(np.int64) for x in (one, other))
    return bool(np.any(a != b))


def wrong(graph: Graph, one: Values, other: Values) -> list[tuple[str, str]]:
    return [
        (f.id, f.function.name if f.function else "")
        for f in graph.fields.values()
        if unlike(one[f.id], other[f.id])
    ]


@pytest.mark.parametrize("name", KINDS)
def test_stacked_parks_are_each_what_it_is_alone(name: str) -> None:
    graph, inputs, alone = kind(name)
    stacked = graph.run_parks(inputs)
    assert [wrong(graph, a, b) for a, b in zip(stacked, alone, strict=True)] == [[]] * len(inputs)
    reverse = graph.run_parks(inputs[::-1])
    assert [wrong(graph, a, b) for a, b in zip(reverse[::-1], alone, strict=True)] == [[]] * len(
        inputs
    )


def drawn_inputs(graph: Graph, inputs: tuple[Values, ...], some: list[Field]) -> Values:
    """Draws of some inputs: what stands there in other parks, faults included."""
    return {f.id: np.stack([np.asarray(x[f.id]) for x in inputs[1 : 1 + DRAWS]]) for f in some}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("text", [False, True], ids=["figures", "words"])
def test_draws_are_each_what_a_changed_park_is_alone(name: str, text: bool) -> None:
    graph, inputs, alone = kind(name)
    some = [f for f in graph.inputs() if f.is_text == text and all(f.id in x for x in inputs)]
    if not some:
        pytest.skip("no such inputs are drawn")
    many = drawn_inputs(graph, inputs, some)
    found = graph.draws(alone[0], many)
    assert text or found
    bad = []
    for draw in range(DRAWS):
        expected = graph.run(inputs[0] | {id: x[draw] for id, x in many.items()})
        for field in graph.dependents(many):
            axis = -1 if field.block is None else -2
            one = found[field.id].take(draw, axis) if field.id in found else alone[0][field.id]
            if unlike(one, expected[field.id]):
                bad.append((draw, field.id))
    assert bad == []


def test_draws_must_be_equally_many() -> None:
    graph, _, alone = kind("steel")
    rows = graph.fields["ledger.intake"].block.rows  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="different numbers of draws"):
        graph.draws(
            alone[0], {"ledger.intake": np.ones((2, rows)), "ledger.closing": np.ones((3, rows))}
        )
