"""The acceptance workbook: the sample park, with sheets that check themselves in whatever
spreadsheet opens it, and steps for a person to take and sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..demo import sample
from ..evaluation import Evaluation, evaluate_inputs
from ..forms import Evaluated
from ..forms.initial import initial_inputs
from ..graph import NATIVE, UDF
from ..refresh import written_values
from ..workbook.exchange import from_json
from ..workbook.layout import new_layout
from ..workbook.problems import problem
from ..workbook.save import EXTENSION, save
from ..workbook.vba.sources import ACCEPTANCE
from .forms import AUTOMATIC, GUIDE, acceptance
from .rows import STATES

__all__ = ["AUTOMATIC", "GUIDE", "acceptance", "evaluated_sample", "texts", "write"]

NAMES = {UDF: "表格软件验收_带宏版", NATIVE: "表格软件验收_无宏版"}


def evaluated_sample() -> Evaluation:
    """The headless run of the sample park: what every cell is held against."""
    declared, inputs, raw = from_json(sample())
    assert isinstance(declared, Evaluated)
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)


def write(folder: Path) -> list[Path]:
    """Write both editions into a folder. FileProblem where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise problem("TARGET_FOLDER", name=folder.name) from None
    evaluation = evaluated_sample()
    return [
        _write(evaluation, edition, folder / f"{name}{EXTENSION[edition]}")
        for edition, name in NAMES.items()
    ]


def texts(evaluation: Evaluation) -> dict[tuple[str, int | None], Any]:
    """What stands in number cells that hold no number, of the sample and of the states tried."""
    return evaluation.raw | {
        (f"accept_states.{key}", row): value
        for row, state in enumerate(STATES)
        for key, value in (("one", state.one), ("other", state.other))
        if isinstance(value, str)
    }


def _write(evaluation: Evaluation, edition: str, target: Path) -> Path:
    """Write one edition."""
    book = acceptance(evaluation, edition)
    written, raw = written_values(evaluation), texts(evaluation)
    macros = (ACCEPTANCE,) if edition == UDF else ()
    return save(book, edition, target, evaluation.inputs, written, raw, macros)
