"""How a program is made of fields: places for their cells, and the order of its steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..core import values as v
from ..core.values import Mask
from ..functions.operations.used import SAME, SAME_TEXT
from ..functions.registry import AREA, COLUMN, NUMBER, NUMBERS, TEXT, TEXTS
from ..functions.rules import Kernel
from .fields import Area, Field, Named, Ref, Rows, Span, reference, references

WIDE = 1024  # of longer columns the cells of a field or of a step share one
BLANK = {False: (v.EMPTY, np.float64), True: ("", object)}
Index = npt.NDArray[np.intp]


class Section(NamedTuple):
    """Which of the long arrays: of texts or numbers, and along which axes its cells differ."""

    text: bool
    views: bool = False
    draws: bool = False


class Cells(NamedTuple):
    """Where cells stand: one for each row of a field, or a column for each."""

    section: Section
    at: Index


@dataclass
class _Atom:
    """What one field, or the guard of one, computes."""

    kernel: Kernel
    args: tuple[Cells, ...]
    out: Cells
    verified: int | None
    tables: tuple[int, ...]  # arguments a look-up searches as a whole, one table at a time
    waits: set[int]
    lifted: frozenset[int] = frozenset()  # those of them that may have axes in front

    def batch(self) -> tuple[Any, ...]:
        """What may be computed in one call has the same."""
        shapes: list[Any] = []
        for i, arg in enumerate(self.args):
            if i in self.tables or _is_shared(arg.at, self.out.at.size):
                shapes.append((arg.section, arg.at.shape, arg.at.tobytes()))
            else:
                shapes.append((arg.section, *arg.at.shape[1:]))
        return (self.kernel, self.verified, self.out.section, *shapes)


@dataclass(frozen=True)
class Step:
    """One call of a kernel: where its arguments stand and where the result goes."""

    kernel: Kernel
    args: tuple[tuple[Section, Any, tuple[int, ...]], ...]  # section, slice or indices, their shape
    out: tuple[Section, Any]
    verified: int | None
    tables: tuple[int, ...]


class Compiled:
    """The places and steps of some fields: see `program.Program`."""

    def __init__(
        self,
        fields: Sequence[Field],
        views: Collection[str],
        draws: Collection[str],
        rows: Mapping[str, Index],
        sizes: Mapping[str, int],
    ) -> None:
        self.fields = list(fields)
        self._views, self._draws, self._rows = frozenset(views), frozenset(draws), rows
        self._given_sizes = sizes
        self._sizes: dict[Section, int] = {}
        self._literals: dict[Any, Cells] = {}
        self._alike: dict[Any, tuple[Cells, int]] = {}
        self._atoms: list[_Atom] = []
        self._waits: set[int] = set()
        self._makers: dict[str, set[int]] = {}  # the atoms whose cells a field has
        self.places: dict[str, Cells] = {}
        self.given: dict[str, Field] = {}
        computed = {f.id for f in self.fields}
        for field in self.fields:
            for other in references(field):
                if other.id not in computed and other.id not in self.given:
                    self._give(other)
        for field in self.fields:
            self._compile(field)
        batches = self._ordered()
        moved = self._moved(batches)
        self.steps = [self._step(atoms, moved) for atoms in batches]
        self.found_at = {f.id: self._found(f, moved) for f in self.fields}
        self.given_at = {f.id: self._found(f, moved)[:2] for f in self.given.values()}
        self.start = {s: np.full(n, *BLANK[s.text]) for s, n in self._sizes.items()}
        for (_, value, _), cells in self._literals.items():
            self.start[cells.section][moved[cells.section][cells.at]] = value

    def _found(self, field: Field, moved: Mapping[Section, Index]) -> tuple[Section, Any, bool]:
        """Where a field stands in the end, and whether it is a single figure."""
        cells = self.places[field.id]
        return cells.section, _picked(moved[cells.section][cells.at]), field.block is None

    # ---- compiling ----
    def _place(self, section: Section, count: int) -> Cells:
        first = self._sizes.get(section, 0)
        self._sizes[section] = first + count
        return Cells(section, np.arange(first, first + count))

    def _give(self, field: Field) -> None:
        self.given[field.id] = field
        section = Section(field.is_text, field.id in self._views, field.id in self._draws)
        rows = self._given_sizes.get(field.block.id, field.block.rows) if field.block else 1
        self.places[field.id] = self._place(section, rows)

    def _literal(self, value: Any, text: bool) -> Cells:
        value = value if text else v.number(value)
        key = (text, value, repr(value))
        if key not in self._literals:
            self._literals[key] = self._place(Section(text), 1)
        return self._literals[key]

    def _compile(self, field: Field) -> None:
        function = field.function
        assert function is not None
        count = field.block.rows if field.block else 1
        chosen = None if field.only is None else np.array(field.only, np.intp)
        rows = self._rows.get(field.block.id) if field.block else None
        if rows is not None:
            chosen = rows if chosen is None else rows[_among(rows, chosen, count)]
        spread = function.rule == COLUMN
        self._waits = set().union(*(self._makers.get(o.id, ()) for o in references(field)))
        args = [
            self._cells(a, p.kind, spread) for a, p in zip(field.args, function.params, strict=True)
        ]
        tables = () if spread else tuple(i for i, (_, table) in enumerate(args) if table)
        names = enumerate(p.name for p in function.params)
        lifted = frozenset(i for i, name in names if name in function.lifted)
        cells = [
            a if i in tables or chosen is None or len(a.at) == 1 else Cells(a.section, a.at[chosen])
            for i, (a, _) in enumerate(args)
        ]
        waits = self._waits
        size = count if chosen is None else len(chosen)
        if (
            function.kernel in (SAME.kernel, SAME_TEXT.kernel)
            and field.guard is None
            and chosen is None
        ):
            only = cells[0]
            self.places[field.id] = Cells(only.section, np.broadcast_to(only.at, (count,)))
            self._makers[field.id] = waits
            return
        if not size:
            self.places[field.id] = self._place(Section(function.result == TEXT), count)
            return
        key = (function.kernel, size, *((c.section, c.at.tobytes(), c.at.shape) for c in cells))
        out, maker = self._alike.get(key) or self._add(
            function.kernel,
            cells,
            function.result == TEXT,
            size,
            function.verified,
            tables,
            waits,
            lifted,
        )
        self._alike[key] = out, maker
        if field.guard:
            out, maker = self._guarded(field, out, maker, waits, chosen)
        self._makers[field.id] = {maker}
        if chosen is not None:
            whole = self._place(out.section, count).at  # what is not computed stays empty
            whole[chosen] = out.at
            out = Cells(out.section, whole)
        self.places[field.id] = out

    def _add(
        self,
        kernel: Kernel,
        args: Sequence[Cells],
        text: bool,
        size: int,
        verified: int | None,
        tables: tuple[int, ...],
        waits: set[int],
        lifted: frozenset[int] = frozenset(),
    ) -> tuple[Cells, int]:
        sections = [a.section for a in args]
        section = Section(
            text,
            verified is not None or any(s.views for s in sections),
            any(s.draws for s in sections),
        )
        out = self._place(section, size)
        self._atoms.append(_Atom(kernel, tuple(args), out, verified, tables, waits, lifted))
        return out, len(self._atoms) - 1

    def _guarded(
        self, field: Field, out: Cells, maker: int, waits: set[int], chosen: Index | None
    ) -> tuple[Cells, int]:
        """A guard is a step of its own, on the result."""
        assert field.guard is not None
        ref = reference(field.guard[0])
        watched = self.places[ref.field.id]
        if ref.scope == "column":
            kernel: Kernel = _unless_empty
            state = self._literal(field.guard[1], field.is_text)
            args = [out, Cells(watched.section, watched.at[None]), state]
        else:
            kernel, at = _unless_state, watched.at
            at = at[ref.row : ref.row + 1] if ref.scope == "at" else at
            if chosen is not None and len(at) > 1:
                at = at[chosen]
            args = [out, Cells(watched.section, at)]
            if field.is_text:
                kernel = _unless_number
                args.append(self._literal(field.guard[1], True))
        return self._add(kernel, args, field.is_text, len(out.at), None, (), waits | {maker})

    def _cells(self, arg: Any, kind: str, spread: bool) -> tuple[Cells, bool]:
        """Where an argument stands, and whether it is a table that is searched."""
        arg, column = reference(arg), kind in (NUMBERS, TEXTS)
        if isinstance(arg, Rows):
            parts = self._lifted([self._cells(a, kind, False)[0] for a in arg.items])
            if all(len(p.at) == p.at.size == 1 for p in parts):  # one cell of each
                at = np.array([p.at.item() for p in parts], np.intp)
                return Cells(parts[0].section, at[:, None] if column else at), False
            at = np.stack(np.broadcast_arrays(*(p.at for p in parts)), 0)
            return Cells(parts[0].section, at if column else at[:, 0]), False
        if isinstance(arg, Area):
            parts = self._lifted([self.places[f.id] for f in arg.fields])
            at = np.stack([p.at for p in parts], -1)
            if kind == AREA:
                return Cells(parts[0].section, at[None] if spread else at), not spread
            return Cells(parts[0].section, at), False
        if isinstance(arg, Ref | Span):
            place = self.places[arg.field.id]
            at = place.at
            if isinstance(arg, Span):
                at = at[arg.first : arg.last + 1]
            elif arg.scope == "at":
                at = at[arg.row : arg.row + 1]
            elif arg.scope == "row" and column:
                return Cells(place.section, at[:, None]), False
            whole = isinstance(arg, Span) or arg.scope == "column"
            if not whole or not column:
                return Cells(place.section, at), False
            return Cells(place.section, at[None] if spread else at), not spread
        if isinstance(arg, Named):
            return self._literal(arg.value, True), False
        return self._literal(arg, isinstance(arg, str) and kind not in (NUMBER, NUMBERS)), False

    def _lifted(self, parts: Sequence[Cells]) -> list[Cells]:
        """Cells of one section with the axes of all of them, copied where they are not in it."""
        sections = [p.section for p in parts]
        views, draws = any(s.views for s in sections), any(s.draws for s in sections)
        section = Section(sections[0].text, views, draws)
        return [p if p.section == section else self._copied(p, section) for p in parts]

    def _copied(self, cells: Cells, section: Section) -> Cells:
        key = (section, cells.section, cells.at.shape, cells.at.tobytes())
        if key not in self._alike:
            out = self._place(section, cells.at.size)
            flat = Cells(cells.section, cells.at.ravel())
            self._atoms.append(_Atom(_unchanged, (flat,), out, None, (), set(self._waits)))
            self._alike[key] = Cells(section, out.at.reshape(cells.at.shape)), len(self._atoms) - 1
        out, maker = self._alike[key]
        self._waits.add(maker)
        return out

    # ---- order ----
    def _ordered(self) -> list[list[_Atom]]:
        """The atoms in batches: one whose atoms are all ready comes first, else the largest."""
        keys = [atom.batch() for atom in self._atoms]
        left, open_ = Counter(keys), [len(atom.waits) for atom in self._atoms]
        followers: list[list[int]] = [[] for _ in self._atoms]
        ready: dict[Any, list[int]] = {}
        for i, atom in enumerate(self._atoms):
            for other in atom.waits:
                followers[other].append(i)
            if not atom.waits:
                ready.setdefault(keys[i], []).append(i)
        out = []
        while ready:
            key = next((k for k, some in ready.items() if len(some) == left[k]), None)
            key = key or max(ready, key=lambda k: len(ready[k]))
            batch = ready.pop(key)
            left[key] -= len(batch)
            out.append([self._atoms[i] for i in batch])
            for follower in chain.from_iterable(followers[i] for i in batch):
                open_[follower] -= 1
                if not open_[follower]:
                    ready.setdefault(keys[follower], []).append(follower)
        return out

    def _moved(self, batches: Sequence[Sequence[_Atom]]) -> dict[Section, Index]:
        """The places anew, so that what a step computes stands together."""
        order: dict[Section, list[Index]] = {s: [] for s in self._sizes}
        computed = {s: np.zeros(n, bool) for s, n in self._sizes.items()}
        for atom in chain.from_iterable(batches):
            order[atom.out.section].append(atom.out.at)
            computed[atom.out.section][atom.out.at] = True
        out = {}
        for section, count in self._sizes.items():
            out[section] = np.empty(count, np.intp)
            others = np.flatnonzero(~computed[section])
            out[section][np.concatenate([others, *order[section]])] = np.arange(count)
        return out

    def _step(self, atoms: Sequence[_Atom], moved: Mapping[Section, Index]) -> Step:
        first = atoms[0]
        args = []
        for i, arg in enumerate(first.args):
            parts = [(a.args[i].at, a.out.at.size) for a in atoms]
            at = arg.at if i in first.tables or len(atoms) == 1 else _together(parts)
            at = moved[arg.section][at]
            args.append((arg.section, _picked(at), at.shape))
        out = moved[first.out.section][np.concatenate([a.out.at for a in atoms])]
        return Step(
            first.kernel,
            tuple(args),
            (first.out.section, _picked(out)),
            first.verified,
            tuple(i for i in first.tables if i not in first.lifted),
        )


def _is_shared(at: Index, cells: int) -> bool:
    """Whether an argument is one column for all cells, too long to be gathered for each."""
    return at.ndim > 1 and len(at) == 1 and cells * at.size > WIDE


def _together(parts: Sequence[tuple[Index, int]]) -> Index:
    """The places of one argument for the cells of several atoms; of a long column, that is the
    same for all of them, once."""
    first, cells = parts[0]
    if _is_shared(first, cells):
        return first
    return np.concatenate([np.broadcast_to(at, (count, *at.shape[1:])) for at, count in parts])


def _picked(at: Index) -> Any:
    """Places as a slice where they follow each other."""
    flat = at.ravel()
    first, last = (int(flat[0]), int(flat[-1])) if len(flat) else (0, -1)
    if last - first != len(flat) - 1 or bool((flat[1:] - flat[:-1] != 1).any()):
        return flat
    return slice(first, last + 1)


def _among(rows: Index, others: Index, count: int) -> Mask:
    """Which of some rows are among others (np.isin would import masked arrays)."""
    there = np.zeros(count, bool)
    there[others] = True
    return there[rows]


def _unchanged(cells: Any) -> Any:
    """Cells as they are."""
    return cells


def _unless_empty(result: Any, watched: Any, state: Any) -> Any:
    """A state while nothing is entered in a column."""
    nothing = watched == "" if watched.dtype == object else v.is_state(watched, v.EMPTY)
    return np.where(np.asarray(nothing, bool).all(-1), state, result)


def _unless_number(result: Any, watched: Any, text: Any) -> Any:
    """A text while a figure has none."""
    return np.where(v.is_number(watched), result, text)


def _unless_state(result: Any, watched: Any) -> Any:
    """The state of a figure while it has none."""
    return np.where(v.is_number(watched), result, watched)
