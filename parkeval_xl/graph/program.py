"""A compiled run: the computed fields as a flat program of few steps over a space of cells.

Every cell of a column or of a single figure has a place in one of a few long arrays; fields of one
operation that wait for nothing more are computed in one call of its kernel. In front of the cells
stand three axes in every array: park, view (0 reported, 1 effective) and draw; where nothing
differs along one its size is 1. A kernel sees these axes before those it knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ..core import values as v
from ..core.values import Mask
from .compiling import Compiled, Index, Section, Step
from .fields import Field

PARK, VIEW, DRAW = 0, 1, 2
LEAD = 3


class Program:
    """The computed `fields` in an order in which each follows from the others and from what is
    given.

    `views` and `draws` name given fields that differ by view or by draw. Of the blocks in `rows`
    only those rows are computed. `sizes` are those of blocks that are given with other rows.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        views: Collection[str] = (),
        draws: Collection[str] = (),
        rows: Mapping[str, Index] | None = None,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        made = Compiled(fields, views, draws, rows or {}, sizes or {})
        self.steps, self._start, self._given, self._out = (
            made.steps,
            made.start,
            made.given_at,
            made.found_at,
        )

    @property
    def drawn(self) -> set[str]:
        """The fields that differ by draw."""
        return {id for id, (section, *_) in self._out.items() if section.draws}

    def run(self, parks: Sequence[Mapping[str, Any]], draws: int = 1) -> list[dict[str, Any]]:
        """What the fields are in each park, `{field id: array}`, from the values of the given ones;
        what is missing is empty. Arrays have the axes along which they differ: view, draw, row."""
        spaces = self._spaces(parks, draws)
        varies = {s: np.ones(x.shape[-1], bool) for s, x in spaces.items() if s.draws}
        for step in self.steps:
            _execute(step, spaces, varies)
        return [
            {
                id: _shown(spaces[section][park], section, pick, single)
                for id, (section, pick, single) in self._out.items()
            }
            for park in range(len(parks))
        ]

    def _spaces(self, parks: Sequence[Mapping[str, Any]], draws: int) -> dict[Section, Any]:
        spaces = {}
        for section, start in self._start.items():
            lead = (len(parks), 2 if section.views else 1, draws if section.draws else 1)
            spaces[section] = np.empty((*lead, len(start)), start.dtype)
            spaces[section][...] = start
        for id, (section, pick) in self._given.items():
            space = spaces[section]
            for park, values in enumerate(parks):
                if (value := values.get(id)) is not None:
                    if section.views or section.draws:
                        value = np.reshape(value, (*space.shape[1:LEAD], -1))
                    space[park, ..., pick] = value
        return spaces


def _execute(step: Step, spaces: Mapping[Section, Any], varies: Mapping[Section, Mask]) -> None:
    """Computes a step. `varies` says of cells with draws whether they differ by draw: what does
    not, is computed of one draw."""
    args = []
    for section, pick, shape in step.args:
        space = spaces[section]
        if section.draws and not varies[section][pick].any():
            space = space[:, :, :1]
        cells = space[..., pick] if isinstance(pick, slice) else space.take(pick, -1)
        args.append(cells if len(shape) == 1 else cells.reshape(*space.shape[:LEAD], *shape))
    if step.verified is not None:  # the reported view is as if nobody had verified anything
        figures = args[step.verified]
        none = np.full_like(figures, "" if figures.dtype == object else v.EMPTY)
        args[step.verified] = np.concatenate([none[:, :1], figures[:, -1:]], VIEW)
    section, pick = step.out
    target = spaces[section][..., pick]
    lead = np.broadcast_shapes((1,) * LEAD, *(args[i].shape[:LEAD] for i in step.tables))
    for at in np.ndindex(lead):  # one table after the other
        own = [_at(a, at, lead) for a in args]
        for i in step.tables:
            own[i] = own[i][0, 0, 0]
        result = np.asarray(step.kernel(*own))
        part = _at(target, at, lead)
        part[...] = result[..., None] if result.ndim == LEAD else result
    if section.draws:
        drawn = any(a.shape[DRAW] > 1 for a in args)
        varies[section][pick] = _differ(target) if drawn else False


def _differ(cells: Any) -> Mask:
    """Which cells differ from one draw to another, states included."""
    bits = cells if cells.dtype == object else cells.view(np.int64)
    unlike = np.asarray(bits[:, :, 1:] != bits[:, :, :1], bool)
    return np.asarray(unlike.any((PARK, VIEW, DRAW)), bool)


def _at(cells: Any, at: tuple[int, ...], lead: tuple[int, ...]) -> Any:
    """Cells at one place of the axes in front; those that are 1 long there stay whole."""
    if max(lead) == 1:
        return cells
    long = (size > 1 and own > 1 for size, own in zip(lead, cells.shape, strict=False))
    return cells[
        tuple(slice(i, i + 1) if one else slice(None) for i, one in zip(at, long, strict=False))
    ]


def _shown(space: Any, section: Section, pick: Any, single: bool) -> Any:
    """The cells of a field in one park, with the axes along which they differ."""
    cells = space[..., pick]
    if single:
        cells = cells[..., 0]
    if not section.draws:
        cells = cells[:, 0]
    return cells if section.views else cells[0, ...]
