"""Any input cell by itself: text where a number belongs, ranges, choices, dates, error values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from math import inf
from typing import Any

import numpy as np

from ..core import values as v
from ..functions import unit_table
from ..graph import CHOICE, DATE, RULE, Field
from .finding import CheckContext, Finding
from .masks import ERROR_TEXTS, Flat, kept
from .reading import found, shown

_NUMBER = re.compile(
    r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(e[+-]?\d{1,3})?(.*)", re.IGNORECASE
)
_SCALES = {"%": 0.01, "‰": 0.001, "万": 1e4, "亿": 1e8}
_FRACTIONS = ("", "无量纲", "t/t")
_LONGEST = 40
_NOT_APPLICABLE = v.payload(v.NOT_APPLICABLE)  # the last of the payloads of states


def texts_for_numbers(s: CheckContext) -> Iterator[Finding]:
    """A number cell that holds text is not computed with, in no host: say so, and which number it
    seems to be."""
    for (id, row), text in s.raw.items():
        field = s.book.graph.fields.get(id)
        if field is None or not field.is_input or _is_state(text):
            continue
        value = v.text(text).strip()[:_LONGEST] or "空格"
        number = number_meant(text, _unit(s, field, row)) if isinstance(text, str) else None
        if number is None:
            yield found(s, "TEXT_FOR_NUMBER", field, row, value=value)
            continue
        yield found(s, "NUMBER_AS_TEXT", field, row, value=value, number=shown(number))
        if (
            unicodedata.normalize("NFKC", value).endswith("%")
            and _unit(s, field, row) in _FRACTIONS
        ):
            yield found(s, "PERCENT_SCALE", field, row, value=value, number=shown(number))


def _is_state(text: Any) -> bool:
    return isinstance(text, v.CellError) or (
        isinstance(text, str)
        and (
            text in ("", v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT)
            or v.CellError.from_text(text) is not None
        )
    )


def number_meant(text: str, unit: str = "") -> float | None:
    """The number a text seems to be: full-width digits, thousands separators, a trailing %, 万 or
    the cell's own unit.

    None where that is not certain: `1,23` may be 1.23 or 123, and a foreign unit would have to be
    converted.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).replace("−", "-").split()).strip("'")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    digits, exponent, tail = match.groups()
    number = float(digits.replace(",", "") + (exponent or ""))
    if tail in _SCALES and tail != unit:
        number *= _SCALES[tail]
    elif tail and not _same_unit(tail, unit):
        return None
    return number if abs(number) < inf else None


def _same_unit(one: str, other: str) -> bool:
    a, b = unit_table().find(one), unit_table().find(other)
    return one == other or (a is not None and a == b)


def _unit(s: CheckContext, field: Field, row: int | None) -> str:
    """The unit a number is entered in: printed with the field, or beside it in the row."""
    column = (
        field.block.columns.get("unit") if field.block is not None and row is not None else None
    )
    return field.unit if column is None else str(s.effective(column.id)[row])


def not_applicable(s: CheckContext) -> Iterator[Finding]:
    """不适用 is declared of a material on 园区信息; typed where a number belongs it is an error in
    every host."""
    flat = _numbers(s)
    for field, row in _standing(s, flat.cells(_held(flat, lambda x: x == _NOT_APPLICABLE))):
        yield found(s, "TEXT_FOR_NUMBER", field, row, value=v.NOT_APPLICABLE_TEXT)


def error_values(s: CheckContext) -> Iterator[Finding]:
    """An error value in an input comes from a formula somebody put there, or from a pasted cell."""
    flat = _numbers(s)
    cells = flat.cells(_held(flat, lambda x: (x < 1) | (x > _NOT_APPLICABLE)))
    for field in _open(s, text=True):
        words = np.ravel(s.values[field.id]).tolist()
        if not ERROR_TEXTS.isdisjoint(words):
            rows = [i for i, word in enumerate(words) if word in ERROR_TEXTS]
            cells += [(field, None if field.block is None else row) for row in rows]
    order = {f.id: i for i, f in enumerate(s.book.graph.inputs())} if cells else {}
    for field, row in _standing(s, sorted(cells, key=lambda c: (order[c[0].id], c[1] or 0))):
        value = s.values[field.id] if row is None else s.values[field.id][row]
        if field.is_text:
            error = v.CellError.from_text(str(value))
        else:
            held = s.raw.get((field.id, row))
            typed = held is not None and not _is_state(held)
            error = None if typed else _error(float(value))
        if error is not None:
            yield found(s, "ERROR_VALUE", field, row, value=error.text, source="本格的公式或内容")


def _error(value: float) -> v.CellError | None:
    cell = v.cell(value)
    return cell if isinstance(cell, v.CellError) else None


def ranges(s: CheckContext) -> Iterator[Finding]:
    """Numbers outside the bounds of their field, or of their row where the row prints bounds
    (parameters)."""
    flat = _numbers(s)
    lows, highs = (np.concatenate(list(_limits(s, flat, key, no))) for key, no in _LIMITS)
    for hit in np.flatnonzero((flat.values < lows) | (flat.values > highs)).tolist():
        for field, row in _standing(s, flat.cells(np.array([hit]))):
            value, low, high = (float(x[hit]) for x in (flat.values, lows, highs))
            yield from _outside(s, field, row, value, low, high)


_LIMITS = (("low", -inf), ("high", inf))


def _limits(s: CheckContext, flat: Flat, key: str, no: float) -> Iterator[Any]:
    """The lower or the upper bounds of number cells, field by field."""
    for field, size in zip(flat.fields, flat.sizes.tolist(), strict=True):
        columns = field.block.columns if field.block is not None else {}
        if field.block is not None and field.key.removesuffix("_verified") == "value":
            bound = s.effective(columns[key].id) if key in columns else np.full(size, no)
            yield np.where(np.isnan(bound), no, bound)
        else:
            own = getattr(field, key)
            yield np.full(size, no if own is None else own)


def _outside(
    s: CheckContext, field: Field, row: int | None, value: float, low: float, high: float
) -> Iterator[Finding]:
    if value < 0 and low == 0:
        yield found(s, "NEGATIVE_QUANTITY", field, row, value=shown(value))
        return
    words = {"low": _bound(low), "high": _bound(high)}
    yield found(s, "NUMBER_RANGE", field, row, value=shown(value), **words)
    share = high < value <= 100 and low <= value / 100 <= high
    if share and _unit(s, field, row) in _FRACTIONS:
        number = shown(value / 100)
        yield found(s, "PERCENT_SCALE", field, row, value=shown(value), number=number)


def _bound(value: float) -> str:
    return shown(value) if abs(value) < inf else "不限"


def choices(s: CheckContext) -> Iterator[Finding]:
    """Words are matched letter by letter: a synonym or a blank too many would drop a row out of its
    sum."""
    for field in _open(s, text=True):
        if field.kind != CHOICE or not field.choices:
            continue
        fitting = ERROR_TEXTS.union(field.choices, ("", v.PENDING_TEXT))
        for row, value in _others(s, field, fitting):
            shown_choices = "、".join(field.choices[:12]) + ("…" if len(field.choices) > 12 else "")
            words = {"value": value[:_LONGEST], "choices": shown_choices}
            yield found(s, "CHOICE_UNKNOWN", field, row, **words)


def dates(s: CheckContext) -> Iterator[Finding]:
    """Dates are written 2025-06-30, so that a certificate's end can be compared with the year."""
    for field in _open(s, text=True):
        if field.kind != DATE:
            continue
        for row, value in _others(s, field, ERROR_TEXTS.union(("", v.PENDING_TEXT))):
            try:
                datetime.strptime(value.strip().removesuffix(" 00:00:00"), "%Y-%m-%d")
            except ValueError:
                yield found(s, "DATE_WRONG", field, row, value=value[:_LONGEST])


# ---- input cells ---------------------------------------------------------------------------------
def _open(s: CheckContext, text: bool) -> list[Field]:
    """The inputs of a kind. Locked rules and lost columns are left to the audit of the file."""

    def made() -> list[Field]:
        return [
            f
            for f in s.book.graph.inputs()
            if f.is_text == text
            and not (f.writer == RULE and not f.spare)
            and not s.layout.places[f.id].lost
        ]

    return kept(s, (_open, text), made)


def _numbers(s: CheckContext) -> Flat:
    """All number inputs."""
    fields = _open(s, text=False)
    return kept(s, _numbers, lambda: Flat(fields, [s.values[f.id] for f in fields]))


def _held(flat: Flat, test: Callable[[Any], Any]) -> Any:
    """The places where no number stands and the payload is one of those looked for."""
    none = np.flatnonzero(np.isnan(flat.values))
    return none[test(v.payloads(flat.values[none]))]


def _standing(
    s: CheckContext, cells: Iterable[tuple[Field, int | None]]
) -> Iterator[tuple[Field, int | None]]:
    """Cells that the file has: a deleted row reads as an error; the reader names it."""
    for field, row in cells:
        if row is None or s.layout.places[field.id].at(row)[0] >= 0:
            yield field, row


def _others(
    s: CheckContext, field: Field, fitting: frozenset[str]
) -> Iterator[tuple[int | None, str]]:
    """The rows of a text field in which something else stands."""
    words = np.ravel(s.values[field.id]).tolist()
    if fitting.issuperset(words):
        return
    rows = [i for i, word in enumerate(words) if word not in fitting]
    cells = [(field, None if field.block is None else row) for row in rows]
    for _, row in _standing(s, cells):
        yield row, str(words[row or 0])


CHECKS = (texts_for_numbers, not_applicable, error_values, ranges, choices, dates)
