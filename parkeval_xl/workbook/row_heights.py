"""Heights of rows put into the XML of a sheet."""

from __future__ import annotations

from collections.abc import Mapping

from parkeval_xl.workbook.markup import Markup, Span, without

_TRUE = (b"1", b"true")


def with_heights(data: bytes, heights: Mapping[int, float]) -> bytes:
    """The XML of a sheet with other heights of rows (from 0), in points. Rows whose height a person
    set keep it."""
    if not heights:
        return data
    markup = Markup(data, b"worksheet")
    pieces, done, number = [], 0, -1
    for row in markup.find(b"row"):
        number = int(row.get(b"r") or number + 2) - 1  # a writer may leave the number out
        if number in heights and row.get(b"customHeight") not in _TRUE:
            start = row.start + len(b"<" + markup.prefix + b"row")
            pieces += [data[done:start], _attributes(row, heights[number])]
            done = start + len(row.attributes)
    return b"".join([*pieces, data[done:]])


def kept_by_person(data: bytes) -> set[int]:
    """The rows of a sheet, from 0, whose height a person set."""
    out, number = set(), -1
    for row in Markup(data, b"worksheet").find(b"row"):
        number = int(row.get(b"r") or number + 2) - 1
        if row.get(b"customHeight") in _TRUE:
            out.add(number)
    return out


def _attributes(row: Span, height: float) -> bytes:
    text = repr(height).removesuffix(".0").encode()
    return without(row.attributes, b"ht").rstrip() + b' ht="%b"' % text
