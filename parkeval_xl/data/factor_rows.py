"""The rows of the factor tables: one frozen dataclass per table, a field per column.

In the files lists are written `a|b`, truth as `yes` and `no`; an empty number is None. Units stand
beside the numbers they belong to. `reference` cites where a value comes from, `basis` how far it
was checked (`standards/bases.csv`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NATIONAL = "全国"
DEFAULT_SET = "default"
ALTERNATIVE_SET = "alternative"


@dataclass(frozen=True, slots=True)
class Note:
    """What a look-up had to do that a person should know: a code of the findings and the fields of
    its message."""

    code: str
    fields: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """An emission factor. `value` is in `unit` (emission per activity, e.g. tCO2/MWh); `year` None
    holds for any year.

    `set` is default, conservative, standard-table or alternative; `boundary` what the factor
    covers; `notes` is filled by the look-up.
    """

    key: str
    key_en: str
    category: str
    value: float
    unit: str
    region: str
    year: int | None
    set: str
    boundary: str
    reference: str
    basis: str
    note: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class FuelProperty:
    """Net calorific value, carbon content, oxidation and coal equivalent of an energy carrier, per
    `unit`."""

    key: str
    unit: str
    ncv: float
    ncv_unit: str
    carbon_content: float | None
    carbon_content_unit: str
    oxidation: float | None
    reference: str
    basis: str
    tce: float
    tce_unit: str
    tce_reference: str
    tce_basis: str


@dataclass(frozen=True, slots=True)
class Pollutant:
    """A number about a pollutant, e.g. its statutory equivalent value (kg/当量). `value_max` closes
    a printed range; `contains` names a pollutant whose mass is part of this one's."""

    kind: str
    name: str
    group: str
    value: float
    value_max: float | None
    unit: str
    region: str
    year: int | None
    reference: str
    basis: str
    note: str
    contains: str


@dataclass(frozen=True, slots=True)
class Region:
    """A province and the grid region it belongs to, in the division of seven regions and in the
    older one of six."""

    province: str
    region7: str
    region6: str
    has_factor: bool
    note: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a closed list: a category, a boundary, a basis."""

    id: str
    name: str
    name_en: str
    note: str


@dataclass(frozen=True, slots=True)
class FactorSet:
    """A set of factors a person may ask for; `division` names the column of regions that its
    regional rows follow."""

    id: str
    name: str
    name_en: str
    division: str
    note: str
