"""Where elements stand in the bytes of an XML part, for editing it without re-serialising.

Tags are looked for in a masked copy of equal length, in which comments, CDATA sections and
instructions are blanked out; what is found there holds in the original too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_NO_TAGS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


class Span(NamedTuple):
    """The place of an element: `start` to `end`, its content `opened` to `closed`; an empty tag has
    both at its end."""

    start: int
    opened: int
    closed: int
    end: int
    attributes: bytes

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is `<a/>`."""
        return self.opened == self.end

    def get(self, name: bytes) -> bytes | None:
        """An attribute's value as it is spelt."""
        match = _attribute(name).search(self.attributes)
        return match[2] if match else None


class Markup:
    """An XML part in UTF-8; `prefix` ("x:" or "") is that of its root, and of all elements looked
    for."""

    def __init__(self, data: bytes, root: bytes) -> None:
        self.data = data
        self.masked = _NO_TAGS.sub(lambda match: b" " * len(match[0]), data)
        found = re.search(rb"<([\w.-]+:)?" + root + rb"[\s>]", self.masked)
        self.prefix = (found[1] or b"") if found else b""

    def find(self, name: bytes, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """The elements of that name between `start` and `end`; elements of one name must not be
        nested."""
        opening, closing = _tags(self.prefix + name)
        end = len(self.masked) if end is None else end
        while match := opening.search(self.masked, start, end):
            close = None if match[2] else closing.search(self.masked, match.end(), end)
            opened = match.end()
            closed, start = (close.start(), close.end()) if close else (opened, opened)
            yield Span(match.start(), opened, closed, start, match[1])

    def first_tag(self, span: Span) -> bytes:
        """The name of the first element inside another, with its prefix; "" where there is none."""
        match = re.compile(rb"<([^\s/>]+)").search(self.masked, span.opened, span.closed)
        return match[1] if match else b""

    def attribute_place(self, span: Span, name: bytes) -> tuple[int, int]:
        """Where the value of an attribute stands, which must be there."""
        match = _attribute(name).search(self.masked, span.start, span.opened)
        assert match is not None
        return match.span(2)


def without(attributes: bytes, name: bytes) -> bytes:
    """The attributes less one."""
    return _attribute(name).sub(b"", attributes)


@cache
def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\s+" + name + rb"""\s*=\s*(["'])(.*?)\1""", re.DOTALL)


@cache
def _tags(name: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    name = re.escape(name)
    return re.compile(rb"<" + name + rb"(?=[\s/>])([^>]*?)(/?)>"), re.compile(
        rb"</" + name + rb"\s*>"
    )
