"""Files of evidence: looked for beside the workbook and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from parkeval_xl.checks.evidence_files import present
from parkeval_xl.graph import NATIVE
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.save import save

OUTSIDE = [
    "../a.pdf",
    "证据/../../a.pdf",
    "证据\\..\\..\\a.pdf",
    "/etc/hostname",
    "C:\\证据\\a.pdf",
    "c:/a.pdf",
    "\\\\server\\share\\a.pdf",
    "~/a.pdf",
    "https://example.com/a.pdf",
    "file:///etc/hostname",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "园区" / "证据").mkdir(parents=True)
    (tmp_path / "园区" / "证据" / "E01 批复.pdf").write_bytes(b"")
    (tmp_path / "a.pdf").write_bytes(b"")
    return tmp_path / "园区"


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_out_of_the_folder_is_not_followed(folder: Path, path: str) -> None:
    assert present(folder, path) is None


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("证据/E01 批复.pdf", True),
        ("证据\\E01 批复.pdf", True),
        ("./证据/E01 批复.pdf", True),
        ("证据", True),
        ("证据/E02.pdf", False),
        ("x" * 5000, False),
        ("a\0b", False),
    ],
)
def test_a_path_beside_the_workbook(folder: Path, path: str, there: bool) -> None:
    assert present(folder, path) is there


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "证据" / "link.pdf").symlink_to(folder.parent / "a.pdf")
    assert present(folder, "证据/link.pdf") is None


def test_the_audit_of_a_file_names_what_is_missing(folder: Path) -> None:
    lines = [
        {"number": "E01", "path": "证据/E01 批复.pdf"},
        {"number": "E02", "path": "证据/E02.pdf"},
        {"number": "E03", "path": "../a.pdf"},
        {"number": "E04"},
    ]
    declared, inputs, raw = from_json({"inputs": {"evidence": lines}})
    path = save(declared, NATIVE, folder / "park.xlsx", inputs, None, raw)
    found = {
        f.code: (f.cell, f.words)
        for f in review(path).findings
        if f.code.startswith(("EVIDENCE_FILE", "EVIDENCE_PATH"))
    }
    assert found == {
        "EVIDENCE_FILE_ABSENT": (
            "G7",
            {"number": "E02", "path": "证据/E02.pdf", "label": "E02·相对路径"},
        ),
        "EVIDENCE_PATH_OUTSIDE": (
            "G8",
            {"number": "E03", "path": "../a.pdf", "label": "E03·相对路径"},
        ),
    }
