"""ParkEval XL: evaluate how much pollution and carbon an industrial park's circular transformation
saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .evaluation import Evaluation


def evaluate(path: Any) -> Evaluation:
    """Evaluate a workbook file. Raises `workbook.FileProblem` where the file cannot be read."""
    from .evaluation import evaluate_file

    return evaluate_file(path)
