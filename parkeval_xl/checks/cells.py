"""Any input cell by itself: text where a number belongs, ranges, choices, dates, error values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from math import inf
from typing import Any

import numpy as np

from ..core import values as v
from ..functions import unit_table
from ..graph import CHOICE, DATE, NUMBER, RULE, Field
from .finding import CheckContext, Finding
from .reading import found, known, shown

_NUMBER = re.compile(
    r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(e[+-]?\d{1,3})?(.*)", re.IGNORECASE
)
_SCALES = {"%": 0.01, "‰": 0.001, "万": 1e4, "亿": 1e8}
_FRACTIONS = ("", "无量纲", "t/t")
_LONGEST = 40


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
    for field, row, value in _entries(s, NUMBER):
        if v.is_state(np.float64(value), v.NOT_APPLICABLE):
            yield found(s, "TEXT_FOR_NUMBER", field, row, value=v.NOT_APPLICABLE_TEXT)


def error_values(s: CheckContext) -> Iterator[Finding]:
    """An error value in an input comes from a formula somebody put there, or from a pasted cell."""
    for field, row, value in _entries(s):
        if field.is_text:
            error = v.CellError.from_text(value)
        else:
            held = s.raw.get((field.id, row))
            typed = held is not None and not _is_state(held)
            error = (
                None
                if known(value) or typed or not v.is_error(np.float64(value))
                else _error(value)
            )
        if error is not None:
            yield found(s, "ERROR_VALUE", field, row, value=error.text, source="本格的公式或内容")


def _error(value: float) -> v.CellError | None:
    cell = v.cell(value)
    return cell if isinstance(cell, v.CellError) else None


def ranges(s: CheckContext) -> Iterator[Finding]:
    """Numbers outside the bounds of their field, or of their row where the row prints bounds
    (parameters)."""
    for field, row, value in _entries(s, NUMBER):
        if not known(value):
            continue
        low, high = _bounds(s, field, row)
        if value < 0 and low == 0:
            yield found(s, "NEGATIVE_QUANTITY", field, row, value=shown(value))
        elif not low <= value <= high:
            yield found(
                s,
                "NUMBER_RANGE",
                field,
                row,
                value=shown(value),
                low=_bound(low),
                high=_bound(high),
            )
            if (
                high < value <= 100
                and low <= value / 100 <= high
                and _unit(s, field, row) in _FRACTIONS
            ):
                yield found(
                    s, "PERCENT_SCALE", field, row, value=shown(value), number=shown(value / 100)
                )


def _bounds(s: CheckContext, field: Field, row: int | None) -> tuple[float, float]:
    low, high = field.low, field.high
    if (
        field.block is not None
        and row is not None
        and field.key.removesuffix("_verified") == "value"
    ):
        columns = field.block.columns
        low, high = (
            float(s.effective(columns[k].id)[row]) if k in columns else None
            for k in ("low", "high")
        )
    return (-inf if low is None or not known(low) else low), (
        inf if high is None or not known(high) else high
    )


def _bound(value: float) -> str:
    return shown(value) if abs(value) < inf else "不限"


def choices(s: CheckContext) -> Iterator[Finding]:
    """Words are matched letter by letter: a synonym or a blank too many would drop a row out of its
    sum."""
    for field, row, value in _entries(s, CHOICE):
        if (
            field.choices
            and value not in (*field.choices, "", v.PENDING_TEXT)
            and v.CellError.from_text(value) is None
        ):
            shown_choices = "、".join(field.choices[:12]) + ("…" if len(field.choices) > 12 else "")
            yield found(
                s, "CHOICE_UNKNOWN", field, row, value=value[:_LONGEST], choices=shown_choices
            )


def dates(s: CheckContext) -> Iterator[Finding]:
    """Dates are written 2025-06-30, so that a certificate's end can be compared with the year."""
    for field, row, value in _entries(s, DATE):
        if value in ("", v.PENDING_TEXT) or v.CellError.from_text(value) is not None:
            continue
        try:
            datetime.strptime(value.strip().removesuffix(" 00:00:00"), "%Y-%m-%d")
        except ValueError:
            yield found(s, "DATE_WRONG", field, row, value=value[:_LONGEST])


def _entries(s: CheckContext, kind: str = "") -> Iterator[tuple[Field, int | None, Any]]:
    """Every input cell of a kind that is not empty. Locked rules and lost columns are left to the
    audit of the file."""
    for field in s.book.graph.inputs():
        locked = field.writer == RULE and not field.spare
        if (kind and field.kind != kind) or locked or s.layout.places[field.id].lost:
            continue
        value = s.values[field.id]
        if field.block is None:
            yield field, None, str(value) if field.is_text else float(value)
            continue
        where = (value != "") if field.is_text else ~v.is_state(value, v.EMPTY)
        for row in map(int, np.flatnonzero(where)):
            if (
                s.layout.places[field.id].at(row)[0] >= 0
            ):  # a deleted row reads as an error; the reader names it
                yield field, row, str(value[row]) if field.is_text else float(value[row])


CHECKS = (texts_for_numbers, not_applicable, error_values, ranges, choices, dates)
