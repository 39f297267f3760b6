"""Units: which texts stand for which unit, and how one unit is converted to another.

What is accepted is a *finite* table of literal texts. Nothing is case-folded, so a formula that
looks for exactly this text accepts the same. A text enters the table as it is written in the rows,
in its NFKC form (m³ as m3) and in full-width characters. A composed unit is split at its slash, and
each half looked up.

An emission is activity · scale(activity unit) · factor · scale(factor unit). A factor unit E/X
carries as scale the tonnes CO2e per base unit of X's dimension, and that dimension as `per`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FACTOR = "+"
"""Dimension of a factor unit, in `Unit.dimension`."""
NOTHING = "-"
"""`Unit.per` of a unit that is no factor unit."""
EMISSION = "emission"
REFUSED = "refused"
"""Dimension, in the rows, of spellings that are refused because they are ambiguous."""

_BLANKS = str.maketrans({" ": None, "\u3000": None, "\u00a0": None})
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_PER_FACTOR = frozenset(
    {
        "mass",
        "energy",
        "coal_equivalent",
        "volume",
        "transport",
        "distance",
        "money",
        "area",
        "emission",
    }
)
_PER_DISTANCE = "t·km"
_UNKNOWN = ("单位不在单位表中", "the unit is not in the table of units")
_NOT_A_FACTOR = (
    "这不是排放因子的单位，应写成“排放量/活动数据”",
    "not the unit of an emission factor, which reads emission/activity",
)
_IS_A_FACTOR = (
    "这是排放因子的单位，不是活动数据的单位",
    "the unit of a factor, not of an activity",
)
_DIFFERENT = ("量纲不同，不能换算", "the dimensions differ")
_NOT_A_RATE = (
    "单耗须为每吨的单位（如 kWh/t），运距为 km；其他单位请把计算基数改为“直接填报”",
    "a rate is per tonne (kWh/t) or a distance in km; otherwise enter the activity directly",
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the unit table. `scale` is in base units of the dimension; refused rows have none.
    `offered` says where drop-downs show the unit: `rate` (per tonne), `direct`, `distance` or
    `both`."""

    name: str
    spellings: tuple[str, ...]
    dimension: str
    scale: float | None
    base: str
    offered: str
    note: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Two dimensions that are not converted into one another, and why, in words for a person."""

    from_dimension: str
    to_dimension: str
    code: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `scale` is in base units of `dimension`; of a factor unit, tCO2e per base unit of
    `per`."""

    name: str
    dimension: str
    scale: float
    per: str = NOTHING

    @property
    def is_factor(self) -> bool:
        return self.dimension == FACTOR


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted text and what it means: a row of the hidden sheet `units`."""

    spelling: str
    dimension: str
    scale: float


class UnitError(ValueError):
    """A unit that is missing, unknown, refused or does not fit; `code` is a code of the catalogue
    of findings."""

    def __init__(self, code: str, unit: str, reason: tuple[str, str]) -> None:
        self.code, self.unit = code, unit
        self.reason_zh, self.reason_en = reason
        super().__init__(f"{unit}：{self.reason_zh}" if unit else self.reason_zh)


def plain(text: str) -> str:
    """`text` without the blanks that do not matter: space, ideographic space, no-break space."""
    return text.translate(_BLANKS)


def literal_forms(spelling: str) -> tuple[str, ...]:
    """The texts accepted for one spelling: itself, its NFKC form, and that form in full-width
    characters."""
    itself = plain(spelling)
    normal = plain(unicodedata.normalize("NFKC", itself))
    return tuple(dict.fromkeys((itself, normal, normal.translate(_FULL_WIDTH))))


class UnitTable:
    """The finite table of accepted texts, built from the rows of the unit data.

    Where one text stands for two units the first one holds and the clash is kept in `clashes`: a
    fault of the data.
    """

    def __init__(self, rows: Iterable[UnitRow], refusals: Iterable[Refusal] = ()) -> None:
        self.rows = tuple(rows)
        self.clashes: list[tuple[str, str, str]] = []
        self._units: dict[str, Unit] = {}
        self._refused: dict[str, UnitRow] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        self._refusals = {(r.from_dimension, r.to_dimension): r for r in refusals}
        owners: dict[str, str] = {}
        for row in self.rows:
            for text in _texts(row):
                if owners.setdefault(text, row.name) != row.name:
                    self.clashes.append((text, owners[text], row.name))
                elif row.dimension == REFUSED:
                    self._refused[text] = row
                elif row.scale is not None:
                    self._units[text] = Unit(row.name, row.dimension, row.scale)

    def find(self, text: object) -> Unit | None:
        """The unit a text stands for, or None where the text is not accepted."""
        if not isinstance(text, str):
            return None
        cleaned = plain(text)
        return self._units.get(cleaned) or self._composed(cleaned.replace("／", "/"))

    def refused(self, text: object) -> UnitRow | None:
        """The row that refuses a text as ambiguous (its note says why), or None."""
        return self._refused.get(plain(text)) if isinstance(text, str) else None

    def entries(self) -> list[Entry]:
        """Every accepted text of a plain unit, for the hidden sheet `units`."""
        return [Entry(text, u.dimension, u.scale) for text, u in self._units.items()]

    def conversion(self, activity_unit: str, factor_unit: str) -> float:
        """tCO2e per (activity unit · factor unit): scale(activity unit) · scale(factor unit).

        Raises UnitError where a unit is missing, unknown, refused, or the two do not fit.
        """
        try:
            return self._pairs[activity_unit, factor_unit]
        except (KeyError, TypeError):
            pass
        activity = self._plain_unit(activity_unit)
        factor = self._require(factor_unit)
        if not factor.is_factor:
            raise UnitError("UNIT_DIMENSION", factor_unit, _NOT_A_FACTOR)
        if activity.dimension != factor.per:
            raise self._mismatch(activity_unit, activity.dimension, factor.per)
        value = activity.scale * factor.scale
        self._pairs[activity_unit, factor_unit] = value
        return value

    def ratio(self, from_unit: str, to_unit: str) -> float:
        """How many `to_unit` one `from_unit` is; UnitError where they are not converted into one
        another."""
        source, target = self._plain_unit(from_unit), self._plain_unit(to_unit)
        if source.dimension != target.dimension:
            raise self._mismatch(from_unit, source.dimension, target.dimension)
        return source.scale / target.scale

    def mass_scale(self, unit: str) -> float:
        """Tonnes in one `unit`; UnitError where it is no unit of mass."""
        found = self._plain_unit(unit)
        if found.dimension != "mass":
            raise self._mismatch(unit, found.dimension, "mass")
        return found.scale

    def activity_unit(self, rate_unit: str, direct: bool) -> str:
        """The unit of the activity of a flow line whose rate is in `rate_unit`.

        A rate entered directly is the activity itself. A rate per tonne times tonnes leaves its
        numerator; a distance in km times tonnes is t·km. Everything else is a UnitError.
        """
        text = plain(rate_unit).replace("／", "/") if isinstance(rate_unit, str) else ""
        if "/" in text and not direct:
            numerator, _, denominator = text.partition("/")
            self._plain_unit(numerator)
            per = self.find(denominator)
            if per is not None and (per.dimension, per.scale) == ("mass", 1.0):
                return numerator
            raise UnitError("UNIT_DIMENSION", rate_unit, _NOT_A_RATE)
        unit = self._plain_unit(rate_unit)
        if direct:
            return plain(rate_unit)
        if (unit.dimension, unit.scale) == ("distance", 1.0):
            return _PER_DISTANCE
        raise UnitError("UNIT_DIMENSION", rate_unit, _NOT_A_RATE)

    def rate_units(self) -> tuple[str, ...]:
        """Units a drop-down of a flow list offers: rates per tonne, the distance, then units of
        direct entry."""
        per_tonne = [f"{r.name}/t" for r in self.rows if r.offered in ("rate", "both")]
        distance = [r.name for r in self.rows if r.offered == "distance"]
        direct = [r.name for r in self.rows if r.offered in ("direct", "both")]
        return (*per_tonne, *distance, *direct)

    def _require(self, text: object) -> Unit:
        """The unit of a text, or the reason why there is none."""
        if not isinstance(text, str) or not plain(text):
            raise UnitError("UNIT_MISSING", "", ("没有单位", "there is no unit"))
        unit = self.find(text)
        if unit is not None:
            return unit
        row = self.refused(text)
        if row is not None:
            raise UnitError(
                "UNIT_REFUSED", text, (row.note, f"'{row.name}' and its spellings are ambiguous")
            )
        raise UnitError("UNIT_UNKNOWN", text, _UNKNOWN)

    def _plain_unit(self, text: object) -> Unit:
        unit = self._require(text)
        if unit.is_factor:
            raise UnitError("UNIT_DIMENSION", str(text), _IS_A_FACTOR)
        return unit

    def _mismatch(self, text: str, one: str, other: str) -> UnitError:
        refusal = self._refusals.get((one, other)) or self._refusals.get((other, one))
        if refusal is None:
            return UnitError("UNIT_DIMENSION", text, _DIFFERENT)
        return UnitError(refusal.code, text, (refusal.reason_zh, refusal.reason_en))

    def _composed(self, text: str) -> Unit | None:
        """The factor unit E/X of a text: an emission up to a tonne over anything that a factor may
        be per, each half in any of its spellings."""
        top, slash, below = text.partition("/")
        emission, per = self._units.get(top), self._units.get(below)
        if not slash or emission is None or per is None:
            return None
        if emission.dimension != EMISSION or emission.scale > 1 or per.dimension not in _PER_FACTOR:
            return None
        return Unit(text, FACTOR, emission.scale / per.scale, per.dimension)


def _texts(row: UnitRow) -> Iterator[str]:
    for spelling in (row.name, *row.spellings):
        yield from literal_forms(spelling)
        if row.dimension == "transport":  # as the denominator of a factor: kgCO2e/(t·km)
            yield from (*literal_forms(f"({spelling})"), f"（{plain(spelling)}）")
