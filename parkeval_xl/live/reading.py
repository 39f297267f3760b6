"""The open state of a workbook, evaluated headless: from a copy that the host writes and that is
gone afterwards."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..evaluation import Evaluation, evaluate_file
from ..review import audited
from .book import LiveBook

_REFUSED = re.compile(
    r'[\\/:*?"<>|\x00-\x1f]'
)  # by file systems; the caption of an unsaved document may hold them


@contextmanager
def _copied(book: LiveBook) -> Iterator[Path]:
    """The open state as a file. It bears the workbook's name, which messages use."""
    name = _REFUSED.sub("_", book.name)
    with tempfile.TemporaryDirectory(prefix="parkeval-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, name if Path(name).suffix else f"{name}.xlsx")
        book.save_copy(copy)
        yield copy


def evaluated(book: LiveBook) -> Evaluation:
    """The evaluation of the open state, with the findings on its data."""
    with _copied(book) as copy:
        return evaluate_file(copy)


def reviewed(book: LiveBook) -> Evaluation:
    """The evaluation of the open state, with the findings on its data and on the file."""
    with _copied(book) as copy:
        evaluation = evaluate_file(copy)
        assert evaluation.loaded is not None
        evaluation.loaded.folder = (
            book.folder
        )  # files named as evidence lie beside the workbook, not beside the copy
        return audited(evaluation)
