"""A compound file from named streams ([MS-CFB] version 3): 512-byte sectors, no dates, no random
identifiers.

Written as: streams of 4096 bytes and more, mini stream, mini FAT, directory, FAT. The same streams
give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Tree: TypeAlias = Mapping[str, "bytes | Tree"]

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096
ENTRIES_A_SECTOR, ENTRIES_A_DIRECTORY_SECTOR = SECTOR // 4, SECTOR // 128
MAX_FAT_SECTORS = 109  # as many as the header lists itself; about 7 MB, and a macro project has 0.1

FREE, END, FAT_SECTOR, NO_STREAM = (
    0xFFFFFFFF,
    0xFFFFFFFE,
    0xFFFFFFFD,
    0xFFFFFFFF,
)  # [MS-CFB] 2.1, 2.6.1
UNUSED, STORAGE, STREAM, ROOT = 0, 1, 2, 5  # object types, [MS-CFB] 2.6.1
RED, BLACK = 0, 1


@dataclass
class _Entry:
    """A directory entry ([MS-CFB] 2.6.1)."""

    name: str
    index: int = 0
    kind: int = UNUSED
    data: bytes = b""
    color: int = BLACK
    left: int = NO_STREAM
    right: int = NO_STREAM
    child: int = NO_STREAM
    start: int = 0
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        name += b"\0\0" if name else b""
        if len(name) > 64:
            raise ValueError(
                f"{self.name!r} is longer than the 31 characters a compound file allows"
            )
        numbers = (len(name), self.kind, self.color, self.left, self.right, self.child)
        return name.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI8x8xIQ", *numbers, 0, self.start, self.size
        )


class _Sectors:
    """The sectors of the file and, for each, the number of the next one in its chain."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.next: list[int] = []

    def add(self, data: bytes) -> int:
        """Append `data` as one chain and return its first sector."""
        first = len(self.next)
        self.next += _chain(first, -(-len(data) // SECTOR))
        self.data += _padded(data, SECTOR)
        return first


def _padded(data: bytes, unit: int, filler: bytes = b"\0") -> bytes:
    return data + filler * (-len(data) % unit)


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END]


def write(tree: Tree) -> bytes:
    """The compound file holding `tree`: bytes are streams, mappings are storages."""
    entries: list[_Entry] = []

    def enter(name: str, value: bytes | Tree) -> _Entry:
        entry = _Entry(name, len(entries))
        entries.append(entry)
        if isinstance(value, bytes):
            entry.kind, entry.data, entry.size = STREAM, value, len(value)
        else:
            entry.kind = STORAGE
            entry.child = _siblings([enter(child, content) for child, content in value.items()])
        return entry

    root = enter("Root Entry", tree)
    root.kind = ROOT
    sectors = _Sectors()
    mini_fat = _store_streams(entries, root, sectors)
    mini_fat_sectors = len(mini_fat) // SECTOR
    mini_fat_start = sectors.add(mini_fat) if mini_fat else END
    entries += [_Entry("")] * (-len(entries) % ENTRIES_A_DIRECTORY_SECTOR)
    directory_start = sectors.add(b"".join(entry.pack() for entry in entries))
    fat_start, fat_count = _store_fat(sectors)
    return _header(fat_start, fat_count, directory_start, mini_fat_start, mini_fat_sectors) + bytes(
        sectors.data
    )


def _siblings(entries: list[_Entry]) -> int:
    """Link `entries` into a balanced red-black tree and return its root: the last, incomplete level
    is red."""
    # [MS-CFB] 2.6.4: the shorter name is less; names of one length compare in upper case
    ordered = sorted(
        entries, key=lambda e: (len(e.name.encode("utf-16-le")), e.name.upper().encode("utf-16-be"))
    )
    complete_levels = (len(ordered) + 1).bit_length() - 1

    def link(low: int, high: int, depth: int) -> int:
        if low >= high:
            return NO_STREAM
        middle = (low + high) // 2
        entry = ordered[middle]
        entry.color = BLACK if depth < complete_levels else RED
        entry.left, entry.right = link(low, middle, depth + 1), link(middle + 1, high, depth + 1)
        return entry.index

    return link(0, len(ordered), 0)


def _store_streams(entries: list[_Entry], root: _Entry, sectors: _Sectors) -> bytes:
    """Place all streams, short ones in the mini stream that belongs to the root; return the mini
    FAT."""
    mini_stream, mini_next = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != STREAM:
            continue
        if not entry.data:
            entry.start = END
        elif entry.size >= CUTOFF:
            entry.start = sectors.add(entry.data)
        else:
            entry.start = len(mini_next)
            mini_next += _chain(entry.start, -(-entry.size // MINI_SECTOR))
            mini_stream += _padded(entry.data, MINI_SECTOR)
    root.size = len(mini_stream)
    root.start = sectors.add(bytes(mini_stream)) if mini_stream else END
    return _padded(struct.pack(f"<{len(mini_next)}I", *mini_next), SECTOR, b"\xff")


def _store_fat(sectors: _Sectors) -> tuple[int, int]:
    """Append the FAT, which also describes its own sectors; return where it starts and how many
    sectors it has."""
    used, count = len(sectors.next), 0
    while count * ENTRIES_A_SECTOR < used + count:
        count += 1
    if count > MAX_FAT_SECTORS:
        raise ValueError("the macro project is too large for a compound file without a DIFAT")
    table = sectors.next + [FAT_SECTOR] * count
    table += [FREE] * (count * ENTRIES_A_SECTOR - len(table))
    sectors.data += struct.pack(f"<{len(table)}I", *table)
    return used, count


def _header(
    fat_start: int, fat_count: int, directory: int, mini_fat: int, mini_fat_count: int
) -> bytes:
    """The 512 bytes in front of sector 0 ([MS-CFB] 2.2)."""
    versions = struct.pack(
        "<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6
    )
    places = struct.pack(
        "<9I", 0, fat_count, directory, 0, CUTOFF, mini_fat, mini_fat_count, END, 0
    )
    fat = [*range(fat_start, fat_start + fat_count), *[FREE] * (MAX_FAT_SECTORS - fat_count)]
    return versions + places + struct.pack(f"<{MAX_FAT_SECTORS}I", *fat)
