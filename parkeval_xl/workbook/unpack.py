"""A zip from anybody, taken apart under limits: sizes in its headers may lie, names may lead
elsewhere."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from parkeval_xl.workbook.problems import FileProblem, damaged, problem

_CHUNK = 1 << 18
_RATIO_FROM = 1 << 20  # small members may compress as well as they like
_CENTRAL_RECORD = b"PK\x01\x02"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    OSError,
    ValueError,
)


@dataclass(frozen=True)
class Limits:
    """How much a file may unpack to: bytes of the file, of all members together, their number, and
    the ratio of one."""

    file: int = 128 << 20
    unpacked: int = 256 << 20
    members: int = 5000
    ratio: int = 200


LIMITS = Limits()


def unpack(
    data: bytes, label: str, limits: Limits
) -> tuple[dict[str, bytes], tuple[zipfile.ZipInfo, ...]]:
    """All members by name, and the zip's own records (folders included). FileProblem names the file
    by `label`."""
    if data.count(_CENTRAL_RECORD) > limits.members:  # before the directory is believed
        raise too_large(
            label, f"内部文件超过 {limits.members} 个", f"more than {limits.members} members"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive, label, limits), tuple(archive.infolist())
    except _BROKEN:
        raise damaged(
            label, "压缩包不完整或校验不符", "the zip is cut off or a checksum is wrong"
        ) from None


def is_safe(name: str) -> bool:
    """Whether a member's name stays inside the package."""
    return not (name.startswith("/") or set(name) & {"\\", ":", "\0"} or ".." in name.split("/"))


def too_large(label: str, what_zh: str, what_en: str) -> FileProblem:
    """The refusal of a file beyond the limits."""
    return problem("FILE_TOO_LARGE", name=label, what_zh=what_zh, what_en=what_en)


def _members(archive: zipfile.ZipFile, label: str, limits: Limits) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    left = limits.unpacked
    for info in archive.infolist():
        if not is_safe(info.orig_filename):
            out_zh, out_en = "内部文件名指向压缩包之外", "a member's name leads out of the package"
            raise problem("FILE_UNSAFE", name=label, what_zh=out_zh, what_en=out_en)
        if info.is_dir():
            continue
        if info.filename in members or info.flag_bits & 1:
            raise damaged(label, "内部文件重名或加密", "a member is doubled or encrypted")
        most = min(left, max(_RATIO_FROM, info.compress_size * limits.ratio))
        members[info.filename] = _content(archive, info, label, most)
        left -= len(members[info.filename])
    return members


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, most: int) -> bytes:
    pieces, size = [], 0
    with archive.open(info) as member:
        while piece := member.read(_CHUNK):
            size += len(piece)
            if size > most:
                raise too_large(
                    label, f"{info.filename} 解压后异常庞大", f"{info.filename} unpacks to too much"
                )
            pieces.append(piece)
    return b"".join(pieces)
