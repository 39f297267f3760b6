"""xlwings.conf in the person's folder: the file from which xlwings' VBA learns where Python is.

VBA reads it with Input #: two texts a line, in the system's code page, and a line of another shape
shifts all that follow. Lines are handled as bytes, since they are other people's. (A comma, a quote
and a line end are never part of a character in the code pages of Windows.)
"""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

KEY = "INTERPRETER_WIN"
LONGEST = 1_000_000  # bytes; a settings file has a few hundred
_ITEM = rb'[ \t]*(?:"([^"]*)"|([^",]*[^",\s]))[ \t]*'
_LINE = re.compile(_ITEM + b"," + _ITEM)
_END = b"\r\n"


class Damaged(Exception):
    """The file cannot be read by xlwings from this line on."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def folder(home: str) -> str:
    """xlwings' folder in the person's folder (function GetConfigFilePath of its VBA)."""
    return str(PureWindowsPath(home) / ".xlwings")


def path(home: str) -> str:
    """The file."""
    return str(PureWindowsPath(folder(home)) / "xlwings.conf")


def settings(content: bytes) -> dict[str, bytes]:
    """Value by key, keys in capitals; the first line of a key counts, as in VBA. Raises Damaged."""
    found: dict[str, bytes] = {}
    for key, value, _ in _lines(content):
        found.setdefault(key, value)
    return found


def with_interpreter(content: bytes, interpreter: bytes) -> bytes:
    """The file with this interpreter; other lines stay, blank ones fall away as xlwings itself
    drops them. Raises Damaged."""
    return _with(content, [b'"%s","%s"%s' % (KEY.encode(), interpreter, _END)])


def without_interpreter(content: bytes, interpreter: bytes, before: bytes) -> bytes:
    """The file with what it had `before` in place of this interpreter; a value that somebody else
    has put there stays.

    Raises Damaged.
    """
    if settings(content).get(KEY) != interpreter:
        return content
    return _with(content, [line for key, _, line in _lines(before) if key == KEY])


def _with(content: bytes, own: list[bytes]) -> bytes:
    """The content whose lines of the key are `own`, where the first of them stood."""
    out: list[bytes] = []
    at = None
    for key, _, line in _lines(content):
        if key != KEY:
            out.append(line if line.endswith(b"\n") else line + _END)
        elif at is None:
            at = len(out)
    place = len(out) if at is None else at
    return b"".join([*out[:place], *own, *out[place:]])


def _lines(content: bytes) -> list[tuple[str, bytes, bytes]]:
    """Key, value and the line itself, for each line that is not blank."""
    found = []
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        bare = line.strip()
        if not bare:
            continue
        match = _LINE.fullmatch(bare)
        if match is None:
            raise Damaged(number)
        key, value = (match[1] or match[2] or b""), (match[3] or match[4] or b"")
        found.append((key.decode("ascii", "replace").upper(), value, line))
    return found
