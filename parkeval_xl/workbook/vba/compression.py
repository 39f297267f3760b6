"""The run-length compression of VBA source and of the dir stream ([MS-OVBA] 2.4.1)."""

from __future__ import annotations

import struct
from collections import defaultdict
from functools import lru_cache

SIGNATURE = b"\x01"
CHUNK = 4096
SHORTEST_COPY = 3
_HEADER = 0x3000  # the fixed bits 0b011 of a chunk header, [MS-OVBA] 2.4.1.1.5
_COMPRESSED = 0x8000


class CompressionError(ValueError):
    """The bytes are no compressed container, or cannot be stored as one."""


def _offset_bits(position: int) -> int:
    """Bits a copy token at `position` of its chunk spends on the offset ([MS-OVBA]
    2.4.1.3.19.1)."""
    return max(4, (position - 1).bit_length())


@lru_cache(maxsize=64)
def compress(data: bytes) -> bytes:
    """The compressed container of `data`. Raises CompressionError for noise, which source text
    never is."""
    out = bytearray(SIGNATURE)
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        packed = _pack(chunk)
        if len(packed) <= CHUNK:
            out += struct.pack("<H", _COMPRESSED | _HEADER | (len(packed) - 1)) + packed
        elif len(chunk) == CHUNK:
            out += struct.pack("<H", _HEADER | (CHUNK - 1)) + chunk
        else:  # a raw chunk is always full, so a short one would gain bytes
            raise CompressionError("a short chunk that grows when compressed cannot be stored")
    return bytes(out)


def _pack(chunk: bytes) -> bytes:
    """One chunk as groups of a flag byte and eight tokens, each a literal or the longest earlier
    match."""
    out = bytearray()
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    position = 0
    while position < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if position >= len(chunk):
                break
            offset, length = _longest(
                chunk, position, seen[chunk[position : position + SHORTEST_COPY]]
            )
            if length:
                flags |= 1 << bit
                shift = 16 - _offset_bits(position)
                tokens += struct.pack("<H", (offset - 1) << shift | (length - SHORTEST_COPY))
            else:
                tokens.append(chunk[position])
            for at in range(position, position + max(length, 1)):
                seen[chunk[at : at + SHORTEST_COPY]].append(at)
            position += max(length, 1)
        out.append(flags)
        out += tokens
    return bytes(out)


def _longest(chunk: bytes, position: int, candidates: list[int]) -> tuple[int, int]:
    """(offset, length) of the longest match, the nearest one of equals; (0, 0) where there is
    none."""
    room = len(chunk) - position
    if room < SHORTEST_COPY:
        return 0, 0
    limit = min(room, (0xFFFF >> _offset_bits(position)) + SHORTEST_COPY)
    best, where = 0, 0
    for candidate in reversed(candidates):
        length = SHORTEST_COPY
        while length < limit and chunk[candidate + length] == chunk[position + length]:
            length += 1
        if length > best:
            best, where = length, candidate
            if best == limit:
                break
    return (position - where, best) if best else (0, 0)


def decompress(container: bytes) -> bytes:
    """The bytes of a compressed container. Raises CompressionError where it is damaged."""
    if container[:1] != SIGNATURE:
        raise CompressionError("no compressed container: its first byte is not 1")
    out, at = bytearray(), 1
    while at < len(container):
        if at + 2 > len(container):
            raise CompressionError("the container ends within a chunk header")
        (header,) = struct.unpack_from("<H", container, at)
        if header & 0x7000 != _HEADER:
            raise CompressionError("a chunk header without its signature")
        body = container[at + 2 : at + 3 + (header & 0x0FFF)]
        at += 3 + (header & 0x0FFF)
        out += _unpack(body) if header & _COMPRESSED else body[:CHUNK]
    return bytes(out)


def _unpack(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(body):
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if len(out) > CHUNK:
                raise CompressionError("a chunk of more than 4096 bytes")
            if not flags >> bit & 1:
                out.append(body[at])
                at += 1
                continue
            token = int.from_bytes(body[at : at + 2], "little")
            at += 2
            shift = 16 - _offset_bits(len(out))
            start = len(out) - (token >> shift) - 1
            if start < 0:
                raise CompressionError("a copy token points before its chunk")
            for index in range((token & ((1 << shift) - 1)) + SHORTEST_COPY):
                out.append(out[start + index])
    return bytes(out)
