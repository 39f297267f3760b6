"""Writes the evaluation report of a workbook into a folder, beside and then into place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ..comparison import compare_sets
from ..evaluation import Evaluation, evaluate_file
from ..forms import Book
from ..language import visible
from ..refresh import written_values
from ..workbook.build import VALUES, build
from ..workbook.macros import finish
from ..workbook.problems import problem
from ..workbook.target import Existing, Target


def write(
    source: str | Path | Evaluation,
    target_dir: str | Path,
    formats: Sequence[str] = ("xlsx", "json"),
    stem: str = "",
    existing: Existing = Existing.REPLACED,
) -> list[Path]:
    """The report of a workbook (or of an evaluation already made) in `target_dir`, one file a
    format, named by park and year where no `stem` is given. `existing`: what becomes of older ones.

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
    targets = {
        kind: Target(folder / f"{stem or file_stem(evaluation)}.{kind}", existing)
        for kind in formats
    }
    for target in targets.values():
        target.ready()  # none is written where one cannot be
    return [FORMATS[kind](evaluation, target) for kind, target in targets.items()]


def file_stem(evaluation: Evaluation) -> str:
    """The name of the report's files: park, year and what it is, without characters that file
    systems refuse."""
    entered = str(evaluation.plain("park.name") or "园区")
    seen = "".join(c for c in entered if visible(c) == c)
    name = re.sub(r'[\\/:*?"<>|]+', "", seen).strip(". ")[:60]
    year = evaluation.plain("evaluation.year")
    return f"{name or '园区'}_{int(year) if isinstance(year, float) else ''}_评价报告"


def _workbook(evaluation: Evaluation, target: Target) -> Path:
    data = build(
        evaluation.book,
        VALUES,
        evaluation.inputs,
        written_values(evaluation),
        raw=evaluation.raw,
        only=evaluation.book.reported,
        first=evaluation.book.reported[0],
    )
    return finish(data, target, macros=False)


def _json(evaluation: Evaluation, target: Target) -> Path:
    content = evaluation.to_dict()
    if isinstance(evaluation.book, Book):
        content["factor_sets"] = [row.to_dict() for row in compare_sets(evaluation)]
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return target.write(f"{text}\n".encode("utf-8", "surrogatepass"))


FORMATS: dict[str, Callable[[Evaluation, Target], Path]] = {"xlsx": _workbook, "json": _json}
