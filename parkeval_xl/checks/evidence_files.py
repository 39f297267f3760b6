"""The files of 证据清单: whether they are where the list says, without looking anywhere but beside
the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .evidence import LIST
from .finding import CheckContext, Finding
from .reading import at_row, rows

_ABSOLUTE = re.compile(r"[/~]|[A-Za-z][A-Za-z0-9+.-]*:")  # a root, a home, a drive, an address
_LONGEST = 60


def evidence_files(s: CheckContext, folder: Path) -> Iterator[Finding]:
    """Paths that lead outside the folder of the workbook, which are not followed, and files that
    are not there."""
    for row in rows(s, s.book.graph.blocks[LIST]):
        path = row.path.strip()
        if not path:
            continue
        words = {
            "number": row.cells["number"] or "（未编号）",
            "path": path if len(path) <= _LONGEST else path[: _LONGEST - 1] + "…",
        }
        there = present(folder, path)
        if there is None:
            yield at_row(s, "EVIDENCE_PATH_OUTSIDE", row, "path", **words)
        elif not there:
            yield at_row(s, "EVIDENCE_FILE_ABSENT", row, "path", **words)


def present(folder: Path, path: str) -> bool | None:
    """Whether a file or folder is there; None where the path leads out of `folder`, by itself or
    through a link."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or _ABSOLUTE.match("/".join(parts)):
        return None
    try:
        root = folder.resolve()
        target = root.joinpath(*parts).resolve()
        return target.exists() if target.is_relative_to(root) else None
    except (OSError, ValueError):  # longer than the system allows, or characters it refuses
        return False
