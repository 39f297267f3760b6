"""The main job in small: a sample park as workbook in both editions, its evaluation and its
report."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from .evaluation import evaluate_inputs
from .forms import Book
from .forms.initial import initial_inputs
from .graph import NATIVE, UDF
from .language import words
from .refresh import written_values
from .report import write
from .report.summary import summary
from .review import review
from .workbook.exchange import from_json
from .workbook.layout import new_layout
from .workbook.problems import problem
from .workbook.save import save
from .workbook.target import Existing, Target

SAMPLE = "smelting_park.json"


def sample() -> dict[str, Any]:
    """The inputs of the fictitious sample park, as `fill` takes them."""
    return dict(json.loads((files(__package__) / "samples" / SAMPLE).read_text(encoding="utf-8")))


def run(folder: Path, force: bool = False) -> str:
    """Write workbooks and report into `folder` and tell what was found."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise problem("TARGET_FOLDER", name=folder.name) from None
    declared, inputs, raw = from_json(sample())
    assert isinstance(declared, Book)
    first = evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)
    written = written_values(first)
    existing = Existing.KEPT if force else Existing.REFUSED
    targets = {
        UDF: Target(folder / "示例园区_评价工作簿.xlsm", existing),
        NATIVE: Target(folder / "示例园区_评价工作簿_无宏.xlsx", existing),
    }
    for target in targets.values():
        target.ready()
    workbooks = [
        save(declared, edition, target, inputs, written, raw) for edition, target in targets.items()
    ]
    evaluation = review(workbooks[1])
    reports = write(evaluation, folder, existing=existing)
    return "\n".join(
        [
            summary(evaluation),
            "",
            words("文件：", "Files:"),
            *(f"  {p}" for p in [*workbooks, *reports]),
        ]
    )
