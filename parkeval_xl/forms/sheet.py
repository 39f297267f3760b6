"""What a sheet declares besides its fields, and the plan a workbook is made by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .. import data
from ..data import Route
from ..graph import Items, Part

SCHEMA = 1  # raised when fields change their meaning; files of an older schema are read by their own


@dataclass(frozen=True)
class Plan:
    """What a workbook is made for. It stands in the file, so that the same forms can be declared again."""

    year: int = 2025
    base_year: int = 2020
    materials: tuple[str, ...] = ("scrap_steel",)
    routes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rows: int = 500
    flow_rows: int = 30
    factor_set: str = "default"
    sizes: tuple[tuple[str, int], ...] = ()
    schema: int = SCHEMA

    def size(self, block: str, usual: int) -> int:
        """The rows of a list: a received file may have more or fewer than it was made with."""
        return dict(self.sizes).get(block, usual)

    def routes_of(self, material: str) -> tuple[Route, ...]:
        """The recycling routes of a material in this workbook: those asked for, else the usual one."""
        asked = dict(self.routes).get(material, ())
        return tuple(r for r in data.routes(material) if r.route in asked or (not asked and r.is_default))

    def to_json(self) -> str:
        """The plan as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """The plan of a file; ValueError where the text is none, or names what this version does not know."""
        given = json.loads(text)
        if not isinstance(given, dict):
            raise ValueError("the plan is no object")
        known = {k: given[k] for k in cls.__dataclass_fields__ if k in given}
        numbers = [known[k] for k in ("year", "base_year", "rows", "flow_rows", "schema") if k in known]
        if not all(isinstance(n, int) and 0 < n < 100_000 for n in numbers):
            raise ValueError("a number of the plan is none")
        materials = tuple(given["materials"])
        if not materials or not set(materials) <= {m.id for m in data.materials() if m.has_method}:
            raise ValueError(f"unknown materials: {materials}")
        routes = tuple((str(m), tuple(map(str, names))) for m, names in known.get("routes", ()))
        for material, names in routes:
            if material not in materials or not set(names) <= {r.route for r in data.routes(material)}:
                raise ValueError(f"unknown routes: {material} {names}")
        if known.get("factor_set", "default") not in {s.id for s in data.factor_sets()}:
            raise ValueError(f"unknown set of factors: {known['factor_set']}")
        sizes = tuple((str(b), int(n)) for b, n in known.get("sizes", ()))
        return cls(**known | {"materials": materials, "routes": routes, "sizes": sizes})


@dataclass
class Static:
    """A table or lines that are no fields: legends, contents, lists of drop-downs, the units.

    `names` gives columns a defined name; `links` makes a cell lead to a sheet. Rows may hold numbers and texts.
    """

    id: str
    title: str
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    names: Sequence[str] = ()
    links: bool = False
    sheet: str = ""


class Headline(Items):
    """The one line under a sheet's title: whose figures these are."""


@dataclass
class Sheet:
    """One sheet: its parts from top to bottom and its look."""

    name: str
    title: str
    form_no: str
    instruction: str
    parts: list[Part | Static]
    unit_note: str = ""
    hidden: bool = False
    portrait: bool = False
    signed: bool = True
    tab: str = ""
    widths: dict[int, float] = field(default_factory=dict)
