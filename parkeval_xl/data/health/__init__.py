"""The health of the data: every fault of every table, a sentence each, found in one walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..library import Library
from . import documents, factors, method, tables, units

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def problems_of(root: Traversable) -> list[str]:
    """Every fault of the tables under `root` (a folder with `factors/` and `standards/`); empty
    when all is well."""
    found: list[str] = []
    library = Library(root, found)
    for examine in (
        units.examine,
        factors.examine,
        documents.examine,
        method.examine,
        tables.examine,
    ):
        found.extend(examine(library))
    return list(dict.fromkeys(found))
