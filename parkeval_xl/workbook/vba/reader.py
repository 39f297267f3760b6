"""The modules of a vbaProject.bin, whoever wrote it.

The compound file comes from somebody else, so olefile reads it; the dir stream and the compression
are few lines.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from .compression import decompress


class ProjectError(ValueError):
    """The bytes are no VBA project that can be read."""


def read(project: bytes) -> dict[str, str]:
    """Module name to source, in the order of the project, line ends as stored.

    Raises ProjectError where the project is damaged. What Office runs may be compiled code stored
    beside the source (it is where Excel saved the file); reading says nothing about that.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(project)) as container:
            code_page, places = _places(decompress(container.openstream("VBA/dir").read()))
            codec = "utf-8" if code_page == 65001 else f"cp{code_page}"
            return {
                name: decompress(container.openstream(f"VBA/{stream}").read()[offset:]).decode(
                    codec, "replace"
                )
                for name, stream, offset in places
            }
    except Exception as error:  # olefile stumbles over damage with any exception there is
        raise ProjectError(f"the macro project cannot be read: {error}") from error


def _places(records: bytes) -> tuple[int, list[tuple[str, str, int]]]:
    """The code page and (module, stream, offset of the source) for each module ([MS-OVBA]
    2.3.4.2)."""
    code_page, found = 1252, []
    name = stream = ""
    for number, data in _records(records):
        if number == 0x03:
            code_page = int.from_bytes(data, "little")
        elif number == 0x47:
            name = data.decode("utf-16-le")
        elif number == 0x32:
            stream = data.decode("utf-16-le")
        elif number == 0x31 and name:
            found.append((name, stream, int.from_bytes(data, "little")))
    return code_page, found


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(data):
        number, size = struct.unpack_from("<HI", data, at)
        if number == 0x09:  # PROJECTVERSION says 4 and means 6 bytes
            size = 6
        yield number, data[at + 6 : at + 6 + size]
        at += 6 + size
