"""Which language messages are wanted in (Chinese, or English where PARKEVAL_LANG is en), and how
text that somebody else wrote is shown in them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

WIDEST, MOST = 400, 20  # characters of a line, lines of a list that anybody may lengthen

# what moves the cursor, ends a line, cannot be seen or turns the direction of writing; lone halves
# of characters too, which no terminal can be given
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)
_NAMED = {9: "\\t", 10: "\\n", 13: "\\r"}


def english() -> bool:
    """Whether messages are wanted in English."""
    return os.environ.get("PARKEVAL_LANG", "").lower().startswith("en")


def words(zh: str, en: str) -> str:
    """The message in the person's language."""
    return en if english() else zh


def visible(text: str) -> str:
    """Text of somebody else as a part of one line: line breaks and control characters are shown as
    \\n, \\x1b, \\u202e, and change nothing on a terminal."""
    return _HIDDEN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        code -= 0xDC00
    return _NAMED.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def escaped_in_json(text: str) -> str:
    """JSON with the same content and without a character that `visible` would have to show."""
    return _HIDDEN.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", text)


def clipped(line: str, widest: int = WIDEST) -> str:
    """A line that is not longer than `widest` characters."""
    return line if len(line) <= widest else f"{line[: widest - 1]}…"


def first(lines: Sequence[str], most: int = MOST) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - most
    if more <= 0:
        return list(lines)
    return [*lines[:most], words(f"……另有 {more} 项", f"… and {more} more")]
