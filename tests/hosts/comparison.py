"""Whether a cell of Calc shows what the headless run gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parkeval_xl.core.values import CellError
from parkeval_xl.graph import NATIVE, UDF

EDITIONS = (NATIVE, UDF)
RELATIVE, CANCELLED = 1e-9, 1e-14


def same(seen: Any, expected: Any, largest: float = 0.0, *, any_error: bool = True) -> bool:
    """Whether a cell of Calc shows what is expected; `largest` is the size of the terms it is made
    of. An error is an error: native texts make all of theirs by NA(), the kind is not kept."""
    if any_error and isinstance(seen, CellError) and isinstance(expected, CellError):
        return True
    if isinstance(seen, float) and isinstance(expected, float):
        gap = abs(seen - expected)
        return gap <= max(RELATIVE * max(abs(seen), abs(expected)), CANCELLED * largest)
    return bool(type(seen) is type(expected) and seen == expected)


def report(found: Sequence[str], of: str) -> None:
    assert not found, f"{of}: {len(found)} cells differ\n" + "\n".join(found[:6])
