"""Evaluation with the audit of the file: what `check`, `refresh` and `report` start from."""

from __future__ import annotations

from pathlib import Path

from .checks.audit import audit
from .checks.finding import sorted_findings
from .evaluation import Evaluation, evaluate_file
from .uncollected import uncollected


def review(path: str | Path) -> Evaluation:
    """Evaluate a file and add the findings on the file itself. FileProblem where it cannot be
    read."""
    return audited(evaluate_file(path))


@uncollected()
def audited(evaluation: Evaluation) -> Evaluation:
    """The evaluation of a file with the findings on the file itself; the file must still be
    there."""
    loaded = evaluation.loaded
    assert loaded is not None
    evaluation.findings = sorted_findings(
        [*evaluation.findings, *audit(loaded, evaluation.context)], evaluation.book
    )
    return evaluation
