"""The defined names of a workbook: 表_栏 in Chinese, declared row by row in names.csv.

A person reads them in formulas that look at other sheets, and in the list of names. Once released a
name stays, whatever the label becomes. A row may stand for many: `{material}` for the id of a
material, and in the name for what it is called; `{n}` and `{k}` for the numbers in an id.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from .. import data

_NUMBERED = re.compile(r"([a-z]+?)(\d+)")


@cache
def rows() -> dict[str, tuple[str, str]]:
    """Table and column of each declared id."""
    text = files(__package__).joinpath("names.csv").read_text("utf-8")
    return {row["id"]: (row["table"], row["column"]) for row in csv.DictReader(text.splitlines())}


@cache
def declared_name(id: str) -> str:
    """The defined name of a field, or of the region of a part; ValueError where none is
    declared."""
    kind, numbers, material = _kind(id)
    if (found := rows().get(id) or rows().get(kind)) is None:
        raise ValueError(f"no defined name is declared for {id}: names.csv needs a row {kind}")
    name = "_".join(found)
    for mark, value in zip(("{n}", "{k}"), numbers, strict=False):
        name = name.replace(mark, value)
    return name.replace("{material}", material)


def _kind(id: str) -> tuple[str, list[str], str]:
    """The id with marks for what differs from one of its kind to the next; that, and what a
    material is called."""
    first, dot, rest = id.partition(".")
    if (material := next((m for m in data.materials() if m.id == first), None)) is not None:
        return "{material}" + dot + rest, [], material.name
    marks, numbers, parts = iter("nk"), [], []
    for part in id.split("."):
        found = _NUMBERED.fullmatch(part)
        if found:
            numbers.append(str(int(found[2])))
            part = f"{found[1]}{{{next(marks, 'x')}}}"
        parts.append(part)
    return ".".join(parts), numbers, ""


def unpunctuated(words: str) -> str:
    """Words as they may stand in a name."""
    return "".join(c for c in words if c.isalnum())


def former_name(id: str) -> str:
    """The defined name of a field in files of earlier versions."""
    return id.replace(".", "_")


def former_region(id: str) -> str:
    """The defined name of the region of a part in files of earlier versions."""
    return f"{former_name(id)}_table"
