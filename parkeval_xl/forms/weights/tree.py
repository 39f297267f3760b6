"""The tree of an index as groups of siblings that are compared with one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from ...data import Index, Indicator

ROOT = ""


@dataclass(frozen=True)
class Group:
    """Siblings that are compared: the key of their parent, its name, and their own keys and
    names."""

    id: str
    key: str
    name: str
    keys: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many items are compared."""
        return len(self.keys)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The judgements: each pair once, as rows above columns."""
        return tuple(combinations(range(self.size), 2))


def path_of(indicator: Indicator) -> tuple[str, ...]:
    """The keys on the way down to an indicator, itself included."""
    return (*indicator.groups, indicator.id)


def groups_of(index: Index) -> tuple[Group, ...]:
    """All groups of two or more siblings, level by level; an only child has its parent's whole
    weight."""
    children: dict[str, dict[str, str]] = {}
    for indicator in index.indicators:
        names = (indicator.goal, indicator.level1, indicator.level2, indicator.name)
        parent = ROOT
        for key, name in zip(path_of(indicator), names, strict=True):
            children.setdefault(parent, {})[key] = name
            parent = key
    depth = {ROOT: 0} | {
        key: i + 1 for indicator in index.indicators for i, key in enumerate(path_of(indicator))
    }
    several = sorted((k for k in children if len(children[k]) > 1), key=lambda k: depth[k])
    return tuple(
        Group(
            f"m{n:02d}", key, key or "目标层", tuple(children[key]), tuple(children[key].values())
        )
        for n, key in enumerate(several, 1)
    )


def place_of(key: str, groups: Iterable[Group]) -> tuple[Group, int] | None:
    """The group an item is compared in, and its place there; None for an only child."""
    return next(((g, g.keys.index(key)) for g in groups if key in g.keys), None)
