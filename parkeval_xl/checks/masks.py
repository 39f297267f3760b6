"""Where states stand in a whole workbook, looked for at once: what most cells do not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from ..core import values as v
from ..core.values import Mask
from ..graph import EFFECTIVE, Field, view
from .finding import Check, CheckContext, Finding

ERROR_TEXTS = frozenset(e.text for e in v.CellError)
_LAST_STATE = v.payload(v.NOT_APPLICABLE)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Masks:
    """Of the fields that have some: where 待填 and where errors stand in the effective view."""

    pending: Mapping[str, Mask]
    wrong: Mapping[str, Mask]


def kept(s: CheckContext, key: Any, make: Callable[[], Made]) -> Made:
    """Something worked out once for a context, which does not change."""
    there = vars(s).setdefault("_kept", {})
    if key not in there:
        there[key] = make()
    found: Made = there[key]
    return found


def findings_of(s: CheckContext, check: Check) -> list[Finding]:
    """The findings of a check, worked out once though several ask for them."""
    return kept(s, check, lambda: list(check(s)))


def masks(s: CheckContext) -> Masks:
    """Those of a context."""
    return kept(s, masks, lambda: _masks(s))


def _masks(s: CheckContext) -> Masks:
    out = Masks({}, {})
    numbers = [f for f in s.book.graph.fields.values() if not f.is_text]
    flat = Flat(numbers, [view(s.values[f.id], f, EFFECTIVE) for f in numbers])
    none = np.flatnonzero(np.isnan(flat.values))
    payloads = v.payloads(flat.values[none])
    pending = payloads == v.payload(v.PENDING)
    wrong = (payloads < 1) | (payloads > _LAST_STATE)
    for of, hits in ((out.pending, none[pending]), (out.wrong, none[wrong])):
        of.update(flat.masks(hits))  # type: ignore[attr-defined]
    for field in s.book.graph.fields.values():
        if field.is_text:
            _text_masks(field, view(s.values[field.id], field, EFFECTIVE), out)
    return out


def _text_masks(field: Field, value: Any, out: Masks) -> None:
    cells = np.ravel(value).tolist()
    words = set(cells)
    for of, some in ((out.pending, {v.PENDING_TEXT}), (out.wrong, ERROR_TEXTS)):
        if not words.isdisjoint(some):
            of[field.id] = np.array([x in some for x in cells], bool).reshape(np.shape(value))  # type: ignore[index]


class Flat:
    """Number fields as one vector, and which field and row a place in it is."""

    def __init__(self, fields: Iterable[Field], values: Iterable[Any]) -> None:
        self.fields = list(fields)
        parts = [np.ravel(x) for x in values]
        self.sizes = np.array([len(p) for p in parts], np.intp)
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.values: Any = np.concatenate(parts) if parts else np.zeros(0)

    def cells(self, hits: Any) -> list[tuple[Field, int | None]]:
        """The cells at some places."""
        at = np.searchsorted(self.starts, hits, "right") - 1
        rows = hits - self.starts[at]
        fields = [self.fields[i] for i in at.tolist()]
        return [
            (f, None if f.block is None else row)
            for f, row in zip(fields, rows.tolist(), strict=True)
        ]

    def masks(self, hits: Any) -> dict[str, Mask]:
        """The places by field, each as a mask of its rows."""
        out: dict[str, Any] = {}
        for field, row in self.cells(hits):
            if row is None:
                out[field.id] = np.array(True)
                continue
            assert field.block is not None
            if field.id not in out:
                out[field.id] = np.zeros(field.block.rows, bool)
            out[field.id][row] = True
        return out
