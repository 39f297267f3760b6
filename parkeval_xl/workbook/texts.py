"""Text in a workbook's XML: characters XML cannot hold stand as _xHHHH_ (ECMA-376 Part 1,
22.9.2.19, ST_Xstring)."""

from __future__ import annotations

import re
from html import escape

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A carriage return is legal, but every XML parser reads it as a line feed.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escape_text(text: str) -> str:
    """The text as it may stand in an element."""
    return escape(_TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text), quote=False)


def unescape_text(text: str) -> str:
    """The text an element's content stands for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def keeps_spaces(text: str) -> bool:
    """Whether Excel wants xml:space="preserve" to keep the text's ends."""
    return text != text.strip() or "\n" in text


def item_text(item: etree._Element) -> str:
    """The text of a shared or inline string: its rich-text runs joined, phonetic guides (rPh) left
    out."""
    pieces = item.iterfind(f"{MAIN}t"), item.iterfind(f"{MAIN}r/{MAIN}t")
    return unescape_text("".join(t.text or "" for group in pieces for t in group))
