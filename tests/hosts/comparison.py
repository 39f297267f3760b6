"""Whether a cell of a spreadsheet shows what the headless run gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Declared
from parkeval_xl.functions import COMPUTED_BY
from parkeval_xl.graph import NATIVE, UDF, Field, Values
from parkeval_xl.graph.fields import references

EDITIONS = (NATIVE, UDF)
RELATIVE, CANCELLED = 1e-9, 1e-14


def computed(book: Declared) -> Iterator[tuple[Field, int | None]]:
    """Every computed cell but those that say who computed: of them, the hosts differ."""
    for one in book.graph.order:
        if one.function is COMPUTED_BY:
            continue
        rows = [None] if one.block is None else range(one.block.rows)
        yield from ((one, row) for row in rows if one.only is None or row in one.only)


def largest_term(one: Field, values: Values) -> float:
    """The size of the largest number a field is made of."""
    numbers = [np.abs(values[r.id]) for r in references(one) if not r.is_text]
    return max([float(np.nanmax(np.append(n, 0.0))) for n in numbers], default=0.0)


def same(seen: Any, expected: Any, largest: float = 0.0, *, any_error: bool = True) -> bool:
    """Whether a cell shows what is expected; `largest` is the size of the terms it is made of. An
    error is an error: native texts make all of theirs by NA(), the kind is not kept."""
    if any_error and isinstance(seen, CellError) and isinstance(expected, CellError):
        return True
    if isinstance(seen, float) and isinstance(expected, float):
        gap = abs(seen - expected)
        return gap <= max(RELATIVE * max(abs(seen), abs(expected)), CANCELLED * largest)
    return bool(type(seen) is type(expected) and seen == expected)


def report(found: Sequence[str], of: str) -> None:
    assert not found, f"{of}: {len(found)} cells differ\n" + "\n".join(found[:6])
