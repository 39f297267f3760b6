"""Citations: the data refer to documents by short codes, people see titles.

`S2 6.1.2` becomes 《协同增效评价指南》6.1.2. The codes are the package's own and mean nothing to a
reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CODE = re.compile(r"(?<![A-Za-z0-9_])(S[1-5])(?![A-Za-z0-9_]) ?")
KEYS = frozenset({"id", "code", "standards", "place"})
"""Columns that hold codes and ids, not texts."""
ENGLISH = "_en"  # ends the names of columns in English


def cited(text: str, titles: Mapping[str, str], english: bool = False) -> str:
    """A text with the short titles of documents in the place of their codes."""

    def title(match: re.Match[str]) -> str:
        if (short := titles.get(match[1])) is None:  # of a broken file the faults are told
            return match[0]
        space = " " if english and match.end() < len(text) else ""
        return f"{short}{space}" if english else f"《{short}》"

    return _CODE.sub(title, text)
