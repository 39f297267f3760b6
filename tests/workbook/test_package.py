"""Opening files from anybody: what is inside a good one, and a plain line for every bad one."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkeval_xl.workbook.cells import flags, scan
from parkeval_xl.workbook.package import FileProblem, Limits, Package
from tests.campaign import times
from tests.workbook.samples import (
    SHEET,
    by_openpyxl,
    by_xlsxwriter,
    converted,
    rezipped,
    with_cells,
    zipped,
)

GOOD = with_cells('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1/0</f><v>1</v></c></row>')
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
TYPES = zipfile.ZipFile(io.BytesIO(GOOD)).read("[Content_Types].xml")
WORKBOOK = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/workbook.xml")
TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _word() -> bytes:
    """The parts every document of Word has."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="rels" '
            b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            b'<Override PartName="/word/document.xml" ContentType="'
            + main.encode()
            + b'"/></Types>',
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relation'
            b'ships">'
            b'<Relationship Id="rId1" Target="word/document.xml" Type='
            b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'officeDocument"/></Relationships>',
            "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
            b'main">'
            b"<w:body><w:p/></w:body></w:document>",
        }
    )


def _with_types(old: bytes, new: bytes) -> bytes:
    return rezipped(GOOD, {"[Content_Types].xml": TYPES.replace(old, new)})


def _doubled() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


def _flipped() -> bytes:
    """One letter of a part stored without compression is changed: the checksum no longer holds."""
    return rezipped(GOOD, {}, zipfile.ZIP_STORED).replace(b"<sheetData>", b"<sheetDatA>")


def _understated() -> bytes:
    """Headers say that a large member is small."""
    data = bytearray(rezipped(GOOD, {"xl/media/x.bin": bytes(3 << 20)}))
    size = struct.pack("<I", 3 << 20)
    assert data.count(size) >= 1
    return bytes(data.replace(size, struct.pack("<I", 10)))


OTHER_FILES: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("empty", "FILE_EMPTY", lambda: b"", "空"),
    ("old xls", "FILE_OLD_XLS", lambda: OLE2 + "Workbook".encode("utf-16-le"), "另存为"),
    ("encrypted", "FILE_ENCRYPTED", lambda: OLE2 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    (
        "old Word file",
        "FILE_OTHER_KIND",
        lambda: OLE2 + "WordDocument".encode("utf-16-le"),
        "旧版 Office",
    ),
    ("CSV in UTF-8", "FILE_OTHER_KIND", lambda: "名称,数量\n废钢,1\n".encode("utf-8-sig"), "CSV"),
    ("CSV in GBK", "FILE_OTHER_KIND", lambda: "名称,数量\n废钢,1\n".encode("gbk"), "CSV"),
    ("CSV in UTF-16", "FILE_OTHER_KIND", lambda: "名称\t数量\n".encode("utf-16"), "CSV"),
    (
        "HTML table",
        "FILE_OTHER_KIND",
        lambda: b"\n<html><table><tr><td>1</td></tr></table></html>",
        "HTML",
    ),
    ("XML spreadsheet", "FILE_OTHER_KIND", lambda: b'<?xml version="1.0"?><Workbook/>', "XML"),
    ("PDF", "FILE_OTHER_KIND", lambda: b"%PDF-1.7 ...", "PDF"),
    ("picture", "FILE_OTHER_KIND", lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), "图片"),
    ("noise", "FILE_OTHER_KIND", lambda: bytes(range(256)), "其他类型"),
    ("docx", "FILE_OTHER_KIND", _word, "Word"),
    (
        "ods",
        "FILE_OTHER_KIND",
        lambda: zipped({"mimetype": b"", "content.xml": b"<x/>"}),
        "OpenDocument",
    ),
    ("any zip", "FILE_OTHER_KIND", lambda: zipped({"a.txt": b"1"}), "ZIP"),
    ("no main part", "FILE_OTHER_KIND", lambda: rezipped(GOOD, {"xl/workbook.xml": None}), "ZIP"),
    (
        "xlsb",
        "FILE_BINARY",
        lambda: _with_types(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.binary.macroEnabled.main",
        ),
        "xlsb",
    ),
    (
        "Strict",
        "FILE_STRICT",
        lambda: rezipped(
            GOOD,
            {
                "xl/workbook.xml": WORKBOOK.replace(
                    TRANSITIONAL, b"http://purl.oclc.org/ooxml/spreadsheetml/main"
                )
            },
        ),
        "Strict",
    ),
    ("cut off", "FILE_DAMAGED", lambda: GOOD[: len(GOOD) // 2], "不完整"),
    ("checksum", "FILE_DAMAGED", _flipped, "校验"),
    ("size understated", "FILE_DAMAGED", _understated, "校验"),
    ("doubled member", "FILE_DAMAGED", _doubled, "重名"),
    ("not XML", "FILE_DAMAGED", lambda: rezipped(GOOD, {"xl/workbook.xml": WORKBOOK[:-9]}), "XML"),
    ("no sheet part", "FILE_DAMAGED", lambda: rezipped(GOOD, {SHEET: None}), "缺失"),
    (
        "odd encoding",
        "FILE_DAMAGED",
        lambda: rezipped(
            GOOD, {"xl/workbook.xml": b'<?xml version="1.0" encoding="UTF-7"?><workbook/>'}
        ),
        "UTF-8",
    ),
    (
        "bomb",
        "FILE_TOO_LARGE",
        lambda: rezipped(GOOD, {"xl/media/x.bin": bytes(20 << 20)}),
        "异常庞大",
    ),
    ("many members", "FILE_TOO_LARGE", lambda: zipped({f"{i}": b"" for i in range(5001)}), "5000"),
    ("entities", "FILE_UNSAFE", lambda: rezipped(GOOD, {SHEET: LAUGHS}), "DTD"),
    (
        "entities in UTF-16",
        "FILE_UNSAFE",
        lambda: rezipped(GOOD, {SHEET: LAUGHS.decode().encode("utf-16")}),
        "DTD",
    ),
    *(
        (f"name {name}", "FILE_UNSAFE", lambda name=name: zipped({name: b""}), "文件名")
        for name in ("../evil.xml", "xl/../../evil.xml", "/etc/evil", "C:evil", "xl\\..\\evil")
    ),
]


@pytest.mark.parametrize(
    ("code", "build", "word"), [c[1:] for c in OTHER_FILES], ids=[c[0] for c in OTHER_FILES]
)
def test_other_files_are_refused_in_one_line(
    tmp_path: Path, code: str, build: Callable[[], bytes], word: str
) -> None:
    path = tmp_path / "园区.xlsx"
    path.write_bytes(build())
    with pytest.raises(FileProblem) as caught:
        _ = Package.open(path).sheets
    assert caught.value.code == code
    assert word in caught.value.reason_zh
    for reason in (caught.value.reason_zh, caught.value.reason_en):
        assert "园区.xlsx" in reason and "\n" not in reason and "{" not in reason


@pytest.mark.parametrize(("name", "code"), [("没有.xlsx", "FILE_MISSING"), ("", "FILE_FOLDER")])
def test_paths_without_a_file(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(FileProblem) as caught:
        Package.open(tmp_path / name)
    assert caught.value.code == code


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    path.chmod(0)
    with pytest.raises(FileProblem) as caught:
        Package.open(path)
    assert caught.value.code == "FILE_NO_ACCESS"


def test_messages_are_plain() -> None:
    with pytest.raises(FileProblem) as caught:
        Package.from_bytes(b"a,b\n1,2\n", "台账.xlsx")
    assert str(caught.value) == (
        "文件“台账.xlsx”不是 Excel 工作簿，而是文本文件（如 CSV）；如确为表格，"
        "请用 Excel 或 WPS 打开后另存为“Excel 工作簿 (*.xlsx)”再用"
    )
    assert caught.value.reason_en == (
        "“台账.xlsx” is not an Excel workbook but a text file such as CSV; if it is a spreadsheet, "
        "open it in Excel or WPS and save it as “Excel Workbook (*.xlsx)”"
    )


@pytest.mark.parametrize("limits", [Limits(file=100), Limits(unpacked=1000), Limits(members=3)])
def test_limits(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    with pytest.raises(FileProblem) as caught:
        Package.open(path, limits)
    assert caught.value.code == "FILE_TOO_LARGE"


def _use(data: bytes) -> None:
    package = Package.from_bytes(data, "a.xlsx")
    for sheet in package.sheets:
        scan(package, sheet.name)
        flags(package, sheet.name)
    _ = (
        package.defined_names,
        package.sheet_names,
        package.date1904,
        package.has_macros,
        package.external_links,
    )


@given(st.integers(0, len(GOOD) - 1))
def test_a_file_cut_anywhere_is_a_file_problem(end: int) -> None:
    with pytest.raises(FileProblem):
        _use(GOOD[:end])


@settings(max_examples=times(300), deadline=None)
@given(
    st.sampled_from(
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            SHEET,
            "xl/sharedStrings.xml",
        ]
    ),
    st.data(),
)
def test_a_damaged_part_never_gives_a_traceback(part: str, data: st.DataObject) -> None:
    old = zipfile.ZipFile(io.BytesIO(GOOD)).read(part)
    place = data.draw(st.integers(0, len(old)))
    put = data.draw(st.sampled_from([b"", b"<", b">", b'"', b"9", b"\xff", b"\0", b"&x;"]))
    cut = data.draw(st.integers(0, 9))
    with contextlib.suppress(FileProblem):
        _use(rezipped(GOOD, {part: old[:place] + put + old[place + cut :]}))


@settings(max_examples=times(200), deadline=None)
@given(st.integers(4, len(GOOD) - 1), st.integers(0, 255))
def test_a_changed_byte_never_gives_a_traceback(place: int, byte: int) -> None:
    with contextlib.suppress(FileProblem):
        _use(GOOD[:place] + bytes([byte]) + GOOD[place + 1 :])


def test_a_rich_workbook(tmp_path: Path) -> None:
    package = Package.open(by_xlsxwriter(tmp_path / "a.xlsx"))
    assert [(s.name, s.part, s.kind, s.state) for s in package.sheets] == [
        ("园区信息", SHEET, "worksheet", "visible"),
        ("附件 1", "xl/worksheets/sheet2.xml", "worksheet", "hidden"),
        ("空表", "xl/worksheets/sheet3.xml", "worksheet", "veryHidden"),
    ]
    assert package.defined_names == {"park.rate": "园区信息!$B$2"}
    assert package.sheet_names["附件 1"] == {"here": "'附件 1'!$A$1"}
    assert "半粗体" in package.shared_strings
    assert package.read("xl/media/image1.png").startswith(b"\x89PNG")
    assert package.names == zipfile.ZipFile(tmp_path / "a.xlsx").namelist()
    assert not (package.date1904 or package.has_macros or package.external_links)
    with pytest.raises(FileProblem, match="没有工作表“废钢铁”") as caught:
        package.worksheet("废钢铁")
    assert caught.value.code == "SHEET_MISSING"


def test_dates_from_1904(tmp_path: Path) -> None:
    assert Package.open(by_xlsxwriter(tmp_path / "a.xlsx", date_1904=True)).date1904


def test_openpyxl_writes_absolute_targets(tmp_path: Path) -> None:
    package = Package.open(by_openpyxl(tmp_path / "a.xlsx"))
    assert b'Target="/xl/worksheets/sheet1.xml"' in package.read("xl/_rels/workbook.xml.rels")
    assert [(s.name, s.part, s.state) for s in package.sheets] == [
        ("园区信息", SHEET, "visible"),
        ("附件 1", "xl/worksheets/sheet2.xml", "hidden"),
    ]


def test_libreoffice_has_its_own_spelling(tmp_path: Path, soffice: None) -> None:
    package = Package.open(converted(by_xlsxwriter(tmp_path / "a.xlsx"), tmp_path / "office"))
    assert [(s.name, s.state) for s in package.sheets][:2] == [
        ("园区信息", "visible"),
        ("附件 1", "hidden"),
    ]
    assert package.defined_names["park.rate"] == "园区信息!$B$2"


@pytest.mark.parametrize(("kind", "code"), [("xls", "FILE_OLD_XLS"), ("ods", "FILE_OTHER_KIND")])
def test_what_libreoffice_saves_otherwise(
    tmp_path: Path, soffice: None, kind: str, code: str
) -> None:
    other = converted(by_openpyxl(tmp_path / "a.xlsx"), tmp_path / "office", kind)
    with pytest.raises(FileProblem) as caught:
        Package.open(other.rename(tmp_path / "b.xlsx"))
    assert caught.value.code == code


def test_prefixes_case_and_relative_targets_are_understood() -> None:
    main = TRANSITIONAL.decode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    workbook = (
        f'<x:workbook xmlns:x="{main}" xmlns:rel="{office}"><x:workbookPr '
        'date1904="true"/><x:sheets>'
        '<x:sheet state="hidden" rel:id="b" sheetId="7" name="乙 &amp; '
        '丙"/></x:sheets></x:workbook>'
    )
    relationships = (
        f'<p:Relationships xmlns:p="{rels}">'
        f'<p:Relationship Target="../xl/Worksheets/SHEET1.xml" Type="{office}/worksheet" Id="b"/>'
        '<p:Relationship Target="externalLinks/externalLink1.xml" '
        f'Type="{office}/externalLink" Id="e"/>'
        '<p:Relationship Target="vbaProject.bin" Id="v"'
        ' Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></p:Rel'
        "ationships>"
    )
    link = (
        f'<Relationships xmlns="{rels}"><Relationship Id="r" Type="{office}/externalLinkPath"'
        ' TargetMode="External" Target="file:///C:/a%20b.xlsx"/></Relationships>'
    )
    sheet = (
        f'\ufeff<w:worksheet xmlns:w="{main}"><w:sheetPr '
        'codeName="Sheet7"/><w:sheetData/></w:worksheet>'
    )
    package = Package.from_bytes(
        rezipped(
            GOOD,
            {
                "xl/workbook.xml": workbook.encode(),
                "xl/_rels/workbook.xml.rels": relationships.encode(),
                SHEET: sheet.encode("utf-16"),
                "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": link.encode(),
            },
        ),
        "a.xlsx",
    )
    assert package.sheets == (("乙 & 丙", SHEET, "worksheet", "hidden"),)
    assert package.code_name(SHEET) == "Sheet7" and package.date1904 and package.has_macros
    assert package.external_links == ("file:///C:/a%20b.xlsx",)
