"""Writes the evaluation report of a workbook into a folder, beside and then into place."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ..comparison import compare_sets
from ..evaluation import Evaluation, evaluate_file
from ..forms import Book
from ..refresh import written_values
from ..workbook.build import VALUES, build
from ..workbook.macros import finish
from ..workbook.problems import problem


def write(
    source: str | Path | Evaluation,
    target_dir: str | Path,
    formats: Sequence[str] = ("xlsx", "json"),
    stem: str = "",
) -> list[Path]:
    """The report of a workbook (or of an evaluation already made) in `target_dir`, one file a
    format, named by park and year where no `stem` is given.

    Raises FileProblem where the source cannot be read or the folder not be written, ValueError for
    an unknown format.
    """
    wrong = [f for f in formats if f not in FORMATS]
    if wrong:
        raise ValueError(f"没有报告格式 {'、'.join(wrong)}，可用：{'、'.join(FORMATS)}")
    evaluation = source if isinstance(source, Evaluation) else evaluate_file(source)
    folder = Path(target_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise problem("TARGET_FOLDER", name=folder.name) from None
    out = []
    for kind in formats:
        target = folder / f"{stem or file_stem(evaluation)}.{kind}"
        FORMATS[kind](evaluation, target)
        out.append(target)
    return out


def file_stem(evaluation: Evaluation) -> str:
    """The name of the report's files: park, year and what it is, without characters that file
    systems refuse."""
    name = re.sub(
        r'[\\/:*?"<>|\x00-\x1f]+', "", str(evaluation.plain("park.name") or "园区")
    ).strip(". ")[:60]
    year = evaluation.plain("evaluation.year")
    return f"{name or '园区'}_{int(year) if isinstance(year, float) else ''}_评价报告"


def _workbook(evaluation: Evaluation, target: Path) -> None:
    data = build(
        evaluation.book,
        VALUES,
        evaluation.inputs,
        written_values(evaluation),
        raw=evaluation.raw,
        only=evaluation.book.reported,
        first=evaluation.book.reported[0],
    )
    finish(data, target, macros=False)


def _json(evaluation: Evaluation, target: Path) -> None:
    content = evaluation.to_dict()
    if isinstance(evaluation.book, Book):
        content["factor_sets"] = [row.to_dict() for row in compare_sets(evaluation)]
    text = json.dumps(content, ensure_ascii=False, indent=1)
    temporary = target.with_name(target.name + ".part")
    try:
        temporary.write_text(text + "\n", encoding="utf-8")
        os.replace(temporary, target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise problem("TARGET_IN_USE", name=target.name) from None


FORMATS: dict[str, Callable[[Evaluation, Path], None]] = {"xlsx": _workbook, "json": _json}
