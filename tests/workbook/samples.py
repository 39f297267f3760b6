"""Workbooks for the tests of the file layer: written by others' programs, or bent by hand."""

from __future__ import annotations

import base64
import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import xlsxwriter

_PICTURE = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJR"
    b"U5ErkJggg=="
)

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def by_xlsxwriter(path: Path, **options: object) -> Path:
    """A workbook with what people put into one: pictures, comments, a text box, sparklines, rules,
    names, a chart."""
    book = xlsxwriter.Workbook(str(path), options)
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet("园区信息")
    sheet.write_row(0, 0, ["名称", "数量", "比例", "结果"], bold)
    for row in range(1, 9):
        sheet.write(row, 0, f"废钢 & 第{row}行")
        sheet.write(row, 1, row * 1.25, bold)
        sheet.write(row, 2, None, percent)
        sheet.write_formula(row, 3, f'=IF(B{row + 1}="","",B{row + 1}*2)', bold, row * 2.5)
    sheet.write_formula(9, 3, "=SUM(D2:D9)", None, 90)
    sheet.write_formula(10, 3, "=1/0", None, "#DIV/0!")
    sheet.write_formula(11, 3, '=IF(TRUE,"待填")', percent, "待填")
    sheet.write_formula(12, 3, "=B2>1", None, True)
    sheet.write_array_formula(13, 3, 14, 3, "{=B2:B3*2}", None, 2.5)
    sheet.write_number(14, 3, 5)
    sheet.write_boolean(16, 0, True)
    sheet.write_rich_string(17, 0, "半", bold, "粗", "体")
    sheet.merge_range("F1:H2", "合并", bold)
    sheet.write_comment("A1", "定义与条款")
    sheet.insert_image("F5", "p.png", {"image_data": io.BytesIO(_PICTURE)})
    sheet.insert_textbox("F10", "备注")
    sheet.add_sparkline("E2", {"range": "B2:B9"})
    sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(
        "D2:D9", {"type": "cell", "criteria": ">", "value": 10, "format": bold}
    )
    sheet.data_validation("A20", {"validate": "list", "source": ["甲", "乙"]})
    sheet.set_column(8, 9, 12, percent)
    sheet.set_row(30, 20, bold)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=园区信息!$B$2:$B$9"})
    sheet.insert_chart("F15", chart)
    other = book.add_worksheet("附件 1")
    other.write(0, 0, "别人的表")
    other.hide()
    book.add_worksheet("空表").very_hidden()
    book.define_name("park.rate", "=园区信息!$B$2")
    book.define_name("'附件 1'!here", "='附件 1'!$A$1")
    book.close()
    return path


def by_openpyxl(path: Path) -> Path:
    """A workbook as openpyxl writes it: absolute targets, no cached values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "园区信息"
    sheet["A1"], sheet["B1"], sheet["C1"] = "名称", 1.5, True
    sheet["B2"], sheet["B3"] = "=B1*2", "=1/0"
    sheet["A5"] = " 空格 "
    book.create_sheet("附件 1").sheet_state = "hidden"
    book.save(path)
    return path


def converted(source: Path, folder: Path, kind: str = "xlsx") -> Path:
    """What LibreOffice makes of a workbook; a fresh profile, because a crashed office leaves a lock
    in its own."""
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def rezipped(
    data: bytes, changed: Mapping[str, bytes | None], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip with some members replaced, added, or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            content = changed.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name] or b"")
    return out.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_cells(
    cells: str, before: str = "", after: str = "", root: str = f'<worksheet xmlns="{MAIN}">'
) -> bytes:
    """A workbook whose only sheet 甲 has this XML; a shared string 共享 and one with runs and
    phonetics are there."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("甲").write(0, 0, "共享")
    book.close()
    prefix = root[1 : root.index("worksheet")]
    xml = f"{root}{before}<{prefix}sheetData>{cells}</{prefix}sheetData>{after}</{prefix}worksheet>"
    strings = (
        f'<sst xmlns="{MAIN}" count="3" uniqueCount="3"><si><t>共享</t></si>'
        '<si><r><t>富</t></r><r><rPr><b/></rPr><t>文本</t></r><rPh sb="0" '
        'eb="1"><t>フ</t></rPh></si>'
        "<si><t>a_x000B_b_x005F_x000B_</t></si></sst>"
    )
    return rezipped(out.getvalue(), {SHEET: xml.encode(), "xl/sharedStrings.xml": strings.encode()})
