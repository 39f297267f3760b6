"""The report of an open workbook, as files in a folder the person knows of."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ..evaluation import Evaluation
from ..report import write
from ..report.write import file_stem
from ..workbook.target import UNFINISHED, Target
from .book import LiveBook
from .words import reason

FORMATS = (".xlsx", ".pdf")


@dataclass
class Exported:
    """The files written, and what became of the PDF where it failed."""

    files: list[Path] = field(default_factory=list)
    no_pdf: str = ""


def stem_for(book: LiveBook, evaluation: Evaluation, folder: Path) -> str:
    """The name of the files without ending. An older report is replaced only where the person
    agrees."""
    stem = file_stem(evaluation)
    older = _present(folder, stem)
    if not older or book.confirm(
        f"文件夹里已有：\n{_listed(older)}\n\n要替换吗？选“否”则另存为新的文件，原有的保留。"
    ):
        return stem
    number = 2
    while _present(folder, f"{stem}_{number}"):
        number += 1
    return f"{stem}_{number}"


def export(book: LiveBook, evaluation: Evaluation, folder: Path, stem: str) -> Exported:
    """Write the report as workbook and PDF. The workbook stays where the host cannot print it."""
    out = Exported(write(evaluation, folder, ("xlsx",), stem))
    target = folder / f"{stem}.pdf"
    try:
        with tempfile.TemporaryDirectory(
            prefix=".", suffix=UNFINISHED, dir=folder, ignore_cleanup_errors=True
        ) as beside:
            printed = Path(beside, target.name)
            book.export_pdf(out.files[0], printed)
            Target(target).write(printed.read_bytes())
        out.files.append(target)
    except Exception as error:  # whatever the host's printing raises
        out.no_pdf = reason(error)
    return out


def _present(folder: Path, stem: str) -> list[Path]:
    return [path for suffix in FORMATS if (path := folder / f"{stem}{suffix}").exists()]


def _listed(files: list[Path]) -> str:
    times = (datetime.datetime.fromtimestamp(path.stat().st_mtime) for path in files)
    return "\n".join(
        f"{path.name}（{time:%Y-%m-%d %H:%M}）" for path, time in zip(files, times, strict=True)
    )
