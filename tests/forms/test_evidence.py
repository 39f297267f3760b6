"""证据清单 and 评审记录 as they are declared: their columns, their data, their room."""

from __future__ import annotations

from parkeval_xl import data
from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.record import OFFERED
from parkeval_xl.graph import ASSESSOR, PARK, TOOL
from parkeval_xl.workbook.layout import new_layout

# S1 4.6 and METHOD 10: 1 metered or invoiced, 2 cross-checked ledger, 3 estimate, 4 default
BEST = {"结算凭证": 1, "计量记录": 1, "台账": 2, "统计报表": 2, "合同": 3, "声明": 3, "照片": 4}
OLDER = {
    "批复文件",
    "设计或环评文件",
    "合同",
    "证书",
    "文献标准",
    "声明",
    "照片",
    "其他",
}  # may be of an earlier year


def test_kinds_of_evidence_allow_the_grade_their_nature_allows() -> None:
    kinds = {k.name: k for k in data.evidence_kinds()}
    assert {name: kinds[name].grade for name in BEST} == BEST
    assert {name for name, kind in kinds.items() if not kind.of_year} == OLDER
    assert all(kind.basis == "design" for kind in kinds.values())  # the standard counts no grades


def test_each_list_stands_alone_and_last_on_its_sheet_before_the_findings() -> None:
    declared = book(Plan())
    names = [s.name for s in declared.sheets]
    assert names[names.index("评价结果") : names.index("检查结果") + 1] == [
        "评价结果",
        "证据清单",
        "评审记录",
        "检查结果",
    ]
    for name, id, form_no in (
        ("证据清单", "evidence", "园评10表"),
        ("评审记录", "review", "园评11表"),
    ):
        sheet = declared.sheet(name)
        assert sheet.form_no == form_no and sheet.parts[-1] is declared.graph.blocks[id]
        assert len([p for p in new_layout(declared).parts if p.sheet == name]) == 1


def test_the_record_fits_a_page_and_its_hidden_columns_come_last() -> None:
    columns = list(book(Plan()).graph.blocks["review"].columns.values())
    assert len([c for c in columns if not c.hidden]) == 20
    assert (
        [c.key for c in columns if c.hidden] == ["key", "memory"] == [c.key for c in columns[-2:]]
    )
    assert (
        sum(c.width for c in columns if not c.hidden) < 220
    )  # two thirds of their size on A4 landscape


def test_people_write_words_only_so_that_a_row_can_move_whole() -> None:
    """A number cell could hold text that is no number; the arrays of the graph would not carry it
    along."""
    columns = book(Plan()).graph.blocks["review"].columns
    assert all(c.is_text for c in columns.values() if c.is_input)
    assert {c.key for c in columns.values() if c.writer == PARK} == {"answer", "answered"}
    assert {columns[key].writer for key in OFFERED} == {ASSESSOR}
    assert {c.key for c in columns.values() if c.writer == TOOL} == {
        "reported",
        "verified",
        "unit",
        "difference",
        "affected",
        "amount",
        "effect",
        "material",
    }


def test_a_received_file_keeps_the_room_it_has() -> None:
    assert (
        book(Plan(sizes=(("evidence", 321), ("review", 45)))).graph.blocks["evidence"].rows == 321
    )
    assert book(Plan(sizes=(("evidence", 321), ("review", 45)))).graph.blocks["review"].rows == 45
