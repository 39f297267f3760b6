"""Questions several checks ask of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from ...core.units import UnitTable


def is_unit(text: str, table: UnitTable) -> bool:
    """Whether a text is a unit of the table or a quotient of two (kg/万元)."""
    if table.find(text):
        return True
    above, slash, below = text.partition("/")
    return bool(slash and table.find(above) and table.find(below))


def repeated(where: str, keys: Iterable[Hashable]) -> Iterator[str]:
    """A fault for each key that stands more than once."""
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{where}: {key} stands {times} times"


def unknown(where: str, what: str, word: str, known: Iterable[str]) -> Iterator[str]:
    """A fault where a word is not one of those known."""
    if word not in known:
        yield f"{where}: {what} '{word}' is unknown"


def sourced(where: str, reference: str, basis: str, bases: Iterable[str]) -> Iterator[str]:
    """Faults of a value without a reference, or without a known basis."""
    if not reference.strip():
        yield f"{where}: no reference"
    if not basis:
        yield f"{where}: no basis"
    elif basis not in bases:
        yield f"{where}: basis '{basis}' is unknown"
