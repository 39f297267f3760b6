"""Reads a table file into rows of a dataclass, and a document's standard.toml; all faults are
collected."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from .citing import ENGLISH, KEYS
from .standard_rows import Clause, Group, Standard, Threshold

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Row = TypeVar("Row")


class DataError(ValueError):
    """The package's own data is faulty; `faults` lists everything found, a sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def _truth(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


_CONVERT: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    bool: _truth,
    int | None: lambda text: int(text) if text else None,
    float | None: lambda text: float(text) if text else None,
    tuple[str, ...]: _list,
}
_EXPECTED = {int: "a whole number", float: "a number", bool: "yes or no"}


Citing = Callable[[str, bool], str]  # a text, and whether it is English


def read_texts(
    file: Traversable, faults: list[str], cite: Citing | None = None
) -> list[dict[str, str]]:
    """The rows of a CSV file as texts by column name, documents cited by `cite`; rows of another
    length than the header are faults."""
    try:
        reader = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
        header = next(reader, [])
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{file.name}: cannot be read ({type(error).__name__})")
        return []
    rows = []
    for number, cells in enumerate(reader, start=2):
        if len(cells) == len(header):
            rows.append(dict(zip(header, _cited(header, cells, cite), strict=True)))
        elif cells:
            faults.append(f"{file.name}:{number}: {len(cells)} cells under {len(header)} headers")
    return rows


def _cited(header: list[str], cells: list[str], cite: Citing | None) -> list[str]:
    if cite is None:
        return cells
    return [
        cell if name in KEYS else cite(cell, name.endswith(ENGLISH))
        for name, cell in zip(header, cells, strict=True)
    ]


def read_rows(
    file: Traversable,
    kind: type[Row],
    faults: list[str],
    cite: Citing | None = None,
    **given: object,
) -> tuple[Row, ...]:
    """The rows of a CSV file as `kind`, documents cited by `cite`; `given` are fields the file has
    no column for.

    A row with a fault is left out and the fault added to `faults`.
    """
    types = get_type_hints(kind)
    names = [f.name for f in fields(kind) if f.name not in given and f.default is MISSING]  # type: ignore[arg-type]
    texts = read_texts(file, faults, cite)
    if texts and (wrong := set(texts[0]) ^ set(names)):
        faults.append(
            f"{file.name}: columns differ from {kind.__name__}: {', '.join(sorted(wrong))}"
        )
        return ()
    rows = []
    for number, text in enumerate(texts, start=2):
        values = dict(given)
        for name in names:
            try:
                values[name] = _CONVERT[types[name]](text[name])
            except (ValueError, KeyError):
                expected = _EXPECTED.get(types[name], "a number or nothing")
                faults.append(f"{file.name}:{number}: {name} '{text[name]}' is not {expected}")
        if len(values) == len(names) + len(given):
            rows.append(kind(**values))
    return tuple(rows)


def read_standard(file: Traversable, faults: list[str]) -> Standard | None:
    """The document of a standard.toml, or None with the fault added to `faults`."""
    import tomllib

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return Standard(
            **{
                **table,
                "tables": tuple(table["tables"]),
                "clauses": _tables(table["clauses"], Clause),
                "thresholds": _tables(table["thresholds"], Threshold),
                "groups": _tables(table["groups"], Group),
            }
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        faults.append(f"{file.name}: {error}")
        return None


def _tables(tables: list[Mapping[str, Any]], kind: Callable[..., Row]) -> tuple[Row, ...]:
    return tuple(kind(**table) for table in tables)
