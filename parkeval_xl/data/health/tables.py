"""Faults of the tables without a dataclass: the indices and the lists of measures, by what their
columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import nan

from ...core.units import UnitError
from ..library import CIRCULAR, Library
from .common import is_unit, repeated

Row = Mapping[str, str]
SYNERGY, DAPENG = "synergy_index", "dapeng"
_NAME = re.compile(r"[a-z_][a-z_0-9]*")
_YEAR = re.compile(r"\[[^\]]*\]")
_FORMULAS = ("formula", "support_formula")
_OF_SYNERGY = {"", "equivalents", "coordination"}
_SYSTEMS = {"", "pollution", "carbon"}


def examine(library: Library) -> Iterator[str]:
    """Missing references, unknown bases, units, factors and items, weights that do not sum to 1."""
    for folder, document in library.standards.items():
        for name in document.tables if folder != CIRCULAR else ():
            yield from _table(f"{folder}/{name}.csv", library.table(folder, name), library)
    yield from _names(
        library, SYNERGY, ("items", "energy"), ("indicators", "alternatives", "overall")
    )
    yield from _names(
        library, SYNERGY, ("enterprise_columns",), ("enterprise_dimensions", "enterprise_surplus")
    )
    yield from _names(library, DAPENG, ("items",), ("indicators",))
    for folder in (SYNERGY, DAPENG):
        yield from _coupled(library, folder)
    yield from _pairs(library)
    yield from _energy(library)
    yield from _weights(library)


def _table(where: str, rows: tuple[Row, ...], library: Library) -> Iterator[str]:
    bases = {b.id for b in library.bases}
    if rows and "id" in rows[0]:
        yield from repeated(where, (row["id"] for row in rows))
    for number, row in enumerate(rows, start=2):
        place = f"{where}:{number}"
        for column, text in row.items():
            if column in ("reference", "clause", "basis") and not text:
                yield f"{place}: no {column}"
            if (column == "basis" or column.endswith("_basis")) and text and text not in bases:
                yield f"{place}: basis '{text}' is unknown"
            if (
                (column == "unit" or column.endswith("_unit"))
                and text
                and not is_unit(text, library.unit_table)
            ):
                yield f"{place}: unit '{text}' is unknown"


def _names(
    library: Library, folder: str, sources: tuple[str, ...], tables: tuple[str, ...]
) -> Iterator[str]:
    """Formulas name known items only."""
    known = {row.get("id", "") for source in sources for row in library.table(folder, source)} | {
        "min",
        "max",
    }
    for table in tables:
        for number, row in enumerate(library.table(folder, table), start=2):
            used = {n for c in _FORMULAS for n in _NAME.findall(_YEAR.sub("", row.get(c, "")))}
            for name in sorted(used - known):
                yield f"{folder}/{table}.csv:{number}: item '{name}' is unknown"


def _coupled(library: Library, folder: str) -> Iterator[str]:
    """What 协同度 takes are pollutants with an equivalent and carbon; what it gives, and its two
    systems, are known."""
    known = {p.name for p in library.pollutants if p.kind == "equivalent_value"} | {"", "carbon"}
    for table, column, words in (
        ("items", "synergy", known),
        ("items", "from_synergy", _OF_SYNERGY),
        ("indicators", "system", _SYSTEMS),
    ):
        for number, row in enumerate(library.table(folder, table), start=2):
            if row.get(column, "") not in words:
                yield f"{folder}/{table}.csv:{number}: {column} '{row[column]}' is unknown"


def _pairs(library: Library) -> Iterator[str]:
    known = {
        row.get("id", "")
        for source in ("items", "energy")
        for row in library.table(SYNERGY, source)
    }
    for number, row in enumerate(library.table(SYNERGY, "pairs"), start=2):
        for name in (row.get("lower", ""), *row.get("upper", "").split("+")):
            if name not in known:
                yield f"{SYNERGY}/pairs.csv:{number}: item '{name}' is unknown"
    indicators = {row.get("id", "") for row in library.table(SYNERGY, "indicators")}
    for table in ("alternatives", "suggestions"):
        for number, row in enumerate(library.table(SYNERGY, table), start=2):
            if row.get("indicator_id") not in indicators:
                yield (
                    f"{SYNERGY}/{table}.csv:{number}: indicator '{row.get('indicator_id')}' is "
                    "unknown"
                )


def _energy(library: Library) -> Iterator[str]:
    """Energy rows meet the unit of their factor and repeat the coal equivalents of the fuel
    properties."""
    fuels = {p.key: p for p in library.fuel_properties}
    for number, row in enumerate(library.table(SYNERGY, "energy"), start=2):
        place, key, tce = (
            f"{SYNERGY}/energy.csv:{number}",
            row.get("factor_key", ""),
            row.get("tce_factor", ""),
        )
        units = {f.unit for f in library.factors if f.key == key}
        if key and not units:
            yield f"{place}: factor '{key}' is unknown"
        if bool(tce) != bool(row.get("tce_basis")):
            yield f"{place}: a coal equivalent has a basis and a basis a value"
        if key in fuels and tce and _number(tce) != fuels[key].tce:
            yield f"{place}: coal equivalent differs from fuel_properties.csv"
        for unit in units:
            try:
                library.unit_table.conversion(row.get("unit", ""), unit)
            except UnitError as error:
                yield f"{place}: unit '{row.get('unit')}' does not fit '{unit}': {error.code}"


def _weights(library: Library) -> Iterator[str]:
    """The weights in use sum to 1; a bonus stands outside."""
    for folder, name in (
        (SYNERGY, "indicators"),
        (SYNERGY, "enterprise_dimensions"),
        (DAPENG, "indicators"),
    ):
        rows = [row for row in library.table(folder, name) if row.get("direction") != "bonus"]
        total = sum(_number(row.get("weight_scaled") or row.get("weight", "")) for row in rows)
        if rows and not abs(total - 1) < 1e-6:
            yield f"{folder}/{name}.csv: weights sum to {total:g}, not 1"


def _number(text: str) -> float:
    """The number a text writes, or NaN."""
    try:
        return float(text)
    except ValueError:
        return nan
