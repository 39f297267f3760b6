"""Who has a file open: the small files that spreadsheets leave beside one while it is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..language import words

_MOST = 4096  # bytes looked at


class Owner(NamedTuple):
    """Who has a file open, with what, and the name of the file that says so."""

    name: str
    program: str
    mark: str


def _microsoft(content: bytes) -> str:
    """The name in an owner file of Excel ([MS-XLS] has none; observed): its length in UTF-16 units
    at byte 55, then the text; older ones hold it in the code page only, from byte 1."""
    length = int.from_bytes(content[55:57], "little")
    name = content[57 : 57 + 2 * min(length, 54)].decode("utf-16-le", "replace")
    return name or content[1 : 1 + min(content[0], 54)].decode("utf-8", "replace")


def _libreoffice(content: bytes) -> str:
    """The person's name in a lock file of LibreOffice, else the account's: fields parted by commas,
    a comma within one behind a backslash."""
    fields = content.decode("utf-8", "replace").replace("\\,", "，").split(",")
    return next((field for field in fields[:2] if field.strip()), "")


_MARKS: tuple[tuple[str, str, str, Callable[[bytes], str]], ...] = (
    ("~$", "", "Excel", _microsoft),
    (".~", "", "WPS", _microsoft),
    (".~lock.", "#", "LibreOffice", _libreoffice),
)


def owner_of(path: Path) -> Owner | None:
    """Who has the file open in another program; None where no mark of one lies beside it."""
    for before, behind, program, read in _MARKS:
        mark = path.with_name(f"{before}{path.name}{behind}")
        if not mark.is_file():
            continue
        try:
            with mark.open("rb") as file:
                name = read(file.read(_MOST)).strip(" \0")
        except (OSError, IndexError):  # Excel on Windows lets nobody read it
            name = ""
        return Owner(name or words("有人", "somebody"), program, mark.name)
    return None
