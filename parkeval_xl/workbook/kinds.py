"""Files that are no workbook of ours though they are named like one: told by what is inside, and
told in words."""

from __future__ import annotations

from collections.abc import Collection

from parkeval_xl.workbook.problems import FileProblem, problem

# The first bytes (in small letters) of a file that is no zip → what it is. The first row that fits
# holds.
_HEADS: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    ((b"%pdf",), "PDF 文件", "a PDF"),
    (
        (b"<html", b"<!doctype html", b"<table", b"<div", b"<meta"),
        "网页（HTML）表格",
        "a web page (HTML)",
    ),
    ((b"<?xml", b"<"), "XML 文件", "an XML file"),
    ((b"{\\rtf",), "RTF 文档", "an RTF document"),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8"), "图片", "a picture"),
    ((b"rar!", b"7z\xbc\xaf"), "RAR 或 7z 压缩文件", "a RAR or 7z archive"),
    ((b"\x1f\x8b",), "gzip 压缩文件", "a gzip archive"),
)
_TEXT = ("文本文件（如 CSV）", "a text file such as CSV")
_UNKNOWN = ("其他类型的文件", "some other kind of file")

# A member, or the beginning of one's name, that gives away another kind of package.
_MEMBERS: tuple[tuple[str, str, str], ...] = (
    ("word/", "Word 文档", "a Word document"),
    ("ppt/", "PowerPoint 演示文稿", "a PowerPoint presentation"),
    ("content.xml", "OpenDocument 文件（如 .ods）", "an OpenDocument file such as .ods"),
    ("Index/", "Apple Numbers 或 Pages 文件", "an Apple Numbers or Pages file"),
)
_ARCHIVE = ("普通压缩文件 (ZIP)", "an ordinary ZIP archive")

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
)
_BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def refuse_other_kinds(data: bytes, label: str) -> None:
    """FileProblem unless the file begins as a zip does."""
    if data.startswith(b"PK\x03\x04"):
        return
    if not data:
        raise problem("FILE_EMPTY", name=label)
    if data.startswith(_OLE2):
        raise _compound_file(data, label)
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kinds = ((zh, en) for starts, zh, en in _HEADS if head.startswith(starts))
    kind_zh, kind_en = next(kinds, _TEXT if _is_text(data[:4096]) else _UNKNOWN)
    raise problem("FILE_OTHER_KIND", name=label, kind_zh=kind_zh, kind_en=kind_en)


def refuse_other_packages(label: str, names: Collection[str], main_type: str) -> None:
    """FileProblem unless the content type of the package's main part is a workbook's."""
    if main_type in _WORKBOOK_TYPES:
        return
    if main_type == _BINARY_TYPE:
        raise problem("FILE_BINARY", name=label)
    kinds = (
        (zh, en) for start, zh, en in _MEMBERS if any(name.startswith(start) for name in names)
    )
    kind_zh, kind_en = next(kinds, _ARCHIVE)
    raise problem("FILE_OTHER_KIND", name=label, kind_zh=kind_zh, kind_en=kind_en)


def _compound_file(data: bytes, label: str) -> FileProblem:
    """An OLE2 file: Office keeps encrypted workbooks in one, and .xls and .doc are ones; stream
    names are UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return problem("FILE_ENCRYPTED", name=label)
    if holds("Workbook") or holds("Book"):
        return problem("FILE_OLD_XLS", name=label)
    return problem(
        "FILE_OTHER_KIND", name=label, kind_zh="旧版 Office 文件", kind_en="an old Office file"
    )


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and sum(byte < 9 for byte in head) == 0
