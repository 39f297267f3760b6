"""The rows of the enterprise index (S2, case Shangyu): what a firm reports, the dimensions, the
surplus permits."""

from __future__ import annotations

from dataclasses import dataclass

from .library import Library
from .read import DataError, read_rows

FOLDER = "synergy_index"
CHOICE, COUNT = "choice:", "count:"
NEGATIVE, POSITIVE = "negative", "positive"


@dataclass(frozen=True, slots=True)
class EnterpriseColumn:
    """A figure or word that a firm reports. `park_item` is the item of the base data that the
    firms' figures sum up to, in its unit by `park_scale`; a scale `count:word` counts the firms
    that the word holds for."""

    id: str
    no: int
    name: str
    unit: str
    kind: str
    required: str
    definition: str
    park_item: str
    park_scale: str
    source_hint: str

    @property
    def key(self) -> str:
        """The id within the list of firms."""
        return self.id.removeprefix("firm_")

    @property
    def is_required(self) -> bool:
        """Whether every firm has this figure; the others are left empty where they do not apply."""
        return self.required == "yes"

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from; none of a figure or free text."""
        return (
            tuple(self.kind.removeprefix(CHOICE).split("|")) if self.kind.startswith(CHOICE) else ()
        )

    @property
    def is_figure(self) -> bool:
        """Whether it holds a number."""
        return self.kind in ("number", "year")

    @property
    def counted(self) -> str:
        """The word whose firms are counted; empty where figures are summed."""
        return self.park_scale.removeprefix(COUNT) if self.park_scale.startswith(COUNT) else ""

    @property
    def scale(self) -> float:
        """The factor from the unit of the firm to that of the park."""
        return 1.0 if self.counted or not self.park_scale else float(self.park_scale)


@dataclass(frozen=True, slots=True)
class EnterpriseDimension:
    """A dimension of the index: formula over the columns, direction, weight, what a zero
    denominator means, measures."""

    id: str
    no: int
    name: str
    unit: str
    kind: str
    definition: str
    formula: str
    direction: str
    weight: float
    when_zero: str
    advanced_rule: str
    measure1: str
    measure2: str
    measure3: str
    reference: str
    basis: str

    @property
    def key(self) -> str:
        """The id without its prefix."""
        return self.id.removeprefix("index_")

    @property
    def measures(self) -> tuple[str, ...]:
        """What may help where this dimension is weak."""
        return tuple(m for m in (self.measure1, self.measure2, self.measure3) if m)


@dataclass(frozen=True, slots=True)
class EnterpriseSurplus:
    """The surplus permit of a pollutant; `formula` is permitted - actual."""

    id: str
    name: str
    unit: str
    kind: str
    definition: str
    formula: str
    direction: str
    when_zero: str
    reference: str
    basis: str

    @property
    def key(self) -> str:
        """The pollutant, as it stands in the ids of the columns."""
        return self.id.removeprefix("surplus_")

    @property
    def pollutant(self) -> str:
        """The name of the pollutant."""
        return self.name.removesuffix("节余排污量")


@dataclass(frozen=True, slots=True)
class EnterpriseTables:
    """The three tables of the enterprise index."""

    columns: tuple[EnterpriseColumn, ...]
    dimensions: tuple[EnterpriseDimension, ...]
    surpluses: tuple[EnterpriseSurplus, ...]

    def column(self, key: str) -> EnterpriseColumn:
        """The column of a key such as value_added; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def read_enterprise(library: Library) -> EnterpriseTables:
    """The tables of a library; DataError with all faults."""
    faults: list[str] = []
    folder = library.root.joinpath(f"standards/{FOLDER}")
    tables = EnterpriseTables(
        read_rows(folder.joinpath("enterprise_columns.csv"), EnterpriseColumn, faults),
        read_rows(folder.joinpath("enterprise_dimensions.csv"), EnterpriseDimension, faults),
        read_rows(folder.joinpath("enterprise_surplus.csv"), EnterpriseSurplus, faults),
    )
    if faults:
        raise DataError([f"standards/{FOLDER}/{fault}" for fault in faults])
    return tables
