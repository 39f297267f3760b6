"""What a sheet declares besides its fields, and the plan a workbook is made by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .. import data
from ..data import Route
from ..graph import Block, Graph, Items, Part
from ..language import words
from ..limits import SCHEMA
from .plan_rules import INDEX_KIND as INDEX_KIND
from .plan_rules import PARK_KIND as PARK_KIND
from .plan_rules import WEIGHTS_KIND as WEIGHTS_KIND
from .plan_rules import PlanProblem, require_plan
from .plan_rules import offered_sets as offered_sets

FILLED, CALCULATED = "#FFD966", "#A6A6A6"  # tabs: sheets to fill, sheets to read
FIRMS_SCORED = 2  # the schema since which a list of few firms is scored in its cells
FIRMS_WRITTEN = (
    60  # rows of the list of firms under schema 1, where scores were values whatever its rows
)


def printed(unit: str) -> str:
    """A unit as it is printed, where it is not looked up: m³, tCO₂e."""
    return unit.replace("CO2", "CO₂").replace("m2", "m²").replace("m3", "m³")


@dataclass(frozen=True)
class Plan:
    """What a workbook is made for. It stands in the file, so that the same forms can be declared
    again. `sizes` are the rows of lists that it was made with, `received` those that a file has
    now."""

    year: int = 2025
    base_year: int = 2020
    materials: tuple[str, ...] = ("scrap_steel",)
    routes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rows: int = 500
    flow_rows: int = 30
    factor_set: str = "default"
    sizes: tuple[tuple[str, int], ...] = ()
    index: str = ""
    kind: str = PARK_KIND
    experts: int = 3
    schema: int = SCHEMA
    received: tuple[tuple[str, int], ...] = ()

    def size(self, block: str, usual: int) -> int:
        """The rows of a list: a received file may have more or fewer than it was made with."""
        return dict(self.received).get(block, self.made_size(block, usual))

    def made_size(self, block: str, usual: int) -> int:
        """The rows of a list that the workbook was made with."""
        return dict(self.sizes).get(block, usual)

    def routes_of(self, material: str) -> tuple[Route, ...]:
        """The recycling routes of a material in this workbook: those asked for, else the usual
        one."""
        asked = dict(self.routes).get(material, ())
        return tuple(
            r for r in data.routes(material) if r.route in asked or (not asked and r.is_default)
        )

    def to_json(self) -> str:
        """The plan as one line of JSON: of a workbook made anew, with the rows there are."""
        given = asdict(self)
        given["sizes"] = sorted((dict(self.sizes) | dict(given.pop("received"))).items())
        return json.dumps(given, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """The plan of a file; PlanProblem where the text is none, or names what this version does
        not know."""
        try:
            return cls.of(json.loads(text))
        except (json.JSONDecodeError, RecursionError):
            raise PlanProblem([words("plan 不是正确的 JSON", "the plan is no JSON")]) from None

    @classmethod
    def of(cls, given: Any) -> Plan:
        """The plan that an object asks for; PlanProblem names everything that is wrong with it."""
        usual = asdict(cls()) | {"materials": ()}
        require_plan(given, usual)
        known = {k: given[k] for k in cls.__dataclass_fields__ if k in given and k != "received"}
        sizes, schema = dict(known.get("sizes", ())), known.get("schema", SCHEMA)
        if schema < FIRMS_SCORED:
            sizes["firms"] = max(FIRMS_WRITTEN, sizes.get("firms", 0))
        return cls(
            **known
            | {
                "materials": tuple(given.get("materials", ())),
                "routes": tuple((m, tuple(names)) for m, names in known.get("routes", ())),
                "sizes": tuple(sorted(sizes.items())),
                "schema": max(schema, FIRMS_SCORED),
            }
        )


NUMERALS = (*"一二三四五六七八九十", *(f"十{x}" for x in "一二三四五"))  # of the parts of a sheet


def renumber(parts: Iterable[Part | Static]) -> None:
    """Number the titles of a sheet's parts anew, where some of them are not there."""
    for numeral, part in zip(NUMERALS, parts, strict=False):
        part.title = f"{numeral}、{part.title.partition('、')[2]}"


def bars(words: Iterable[str]) -> str:
    """Words joined in one text, each between two bars."""
    return "|" + "".join(f"{w}|" for w in words)


@dataclass
class Static:
    """A table or lines that are no fields: legends, contents, lists of drop-downs, the units.

    `names` gives columns a defined name; `links` makes the first cell of a row lead to the sheet it
    names. Rows may hold numbers and texts, and texts by edition.
    """

    id: str
    title: str
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    names: Sequence[str] = ()
    links: bool = False
    sheet: str = ""


@dataclass(frozen=True)
class Chart:
    """Columns of a block as a chart: `categories` names its rows, each of `series` gives them bars,
    each of `marks` (thresholds) a dash across them. Bars lie, unless the `kind` is column, which
    marks need. `unit` is the title of the axis of values, which ends at `limit` where it has one;
    `pattern` is the number format beside the bars, `axis` that of the axis. A row without a number
    leaves a gap. `rows` are those of the block from the top (0: all).
    """

    title: str
    block: Block
    categories: str
    series: tuple[str, ...]
    unit: str
    pattern: str = "#,##0"
    axis: str = "General"
    kind: str = "bar"
    marks: tuple[str, ...] = ()
    limit: float | None = None
    rows: int = 0


@dataclass
class Charts(Static):
    """Charts side by side, over the whole width of the sheet and `height` rows, which hold nothing
    else."""

    charts: tuple[Chart, ...] = ()
    height: int = 14

    def __post_init__(self) -> None:
        self.rows = [()] * self.height


class Headline(Items):
    """The one line under a sheet's title: whose figures these are."""


@dataclass
class Sheet:
    """One sheet: its parts from top to bottom and its look.

    `purpose` says in the contents what it is for. `formal` sheets are documents to read and sign:
    no fills, no letters. `signed` sheets have the foot of statistical forms; `one_page` sheets are
    printed on a single page, whatever they hold; a wide one takes `across` pages in width, its
    first column on each; `tall` parts have rows with room to sign and seal, or for texts that the
    tool writes later. `size` is that of the letters in lists. `widths` are those of the sheet's
    columns; without them, each is as wide as the widest column that stands in it. `spans` say, by
    part, how many sheet columns each of its columns takes, so that unlike tables can stand one
    above the other.
    """

    name: str
    title: str
    form_no: str
    instruction: str
    parts: list[Part | Static]
    purpose: str = ""
    unit_note: str = ""
    hidden: bool = False
    portrait: bool = False
    formal: bool = False
    one_page: bool = False
    signed: bool = True
    tab: str = ""
    size: float = 10.0
    widths: tuple[float, ...] = ()
    spans: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tall: tuple[str, ...] = ()
    across: int = 1


@dataclass(frozen=True)
class Declared:
    """The declaration of a workbook of any kind: what building and reading a file need."""

    plan: Plan
    sheets: list[Sheet]
    graph: Graph

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name."""
        return next(s for s in self.sheets if s.name == name)
