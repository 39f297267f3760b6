"""The LiveBook of a workbook open in Calc: every wish goes over the pipe to
addin/calc/pythonpath/parkeval_calc/live.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..core.values import CellError
from ..live.book import Content, Edits

Ask = Callable[..., Any]
"""Asks Calc for one thing by name, with arguments as JSON values; raises LiveProblem, in words,
where it refuses."""


class CalcBook:
    """One document for the time of one action."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def _about(self, key: str) -> Any:
        return self._ask("about")[key]

    @property
    def name(self) -> str:
        return str(self._about("name"))

    @property
    def folder(self) -> Path | None:
        folder = self._about("folder")
        return Path(folder) if folder else None

    @property
    def read_only(self) -> bool:
        return bool(self._about("read_only"))

    @property
    def active_cell(self) -> tuple[str, int, int] | None:
        cell = self._about("cell")
        return (str(cell[0]), int(cell[1]), int(cell[2])) if cell else None

    def save_copy(self, target: Path) -> None:
        self._ask("save_copy", path=str(target))

    def messages(self) -> Mapping[str, str]:
        return {}  # Calc does not tell a function which cell calls it

    def unanswered(self) -> str:
        return str(self._ask("unanswered"))

    def write(self, edits: Edits) -> None:
        self._ask(
            "write",
            edits={
                s: [[row, column, _plain(x)] for (row, column), x in cells.items()]
                for s, cells in edits.items()
            },
        )

    def set_heights(self, heights: Mapping[str, Mapping[int, float]]) -> None:
        self._ask(
            "set_heights", heights={sheet: list(rows.items()) for sheet, rows in heights.items()}
        )

    def set_print_ends(self, rows: Mapping[str, int]) -> None:
        self._ask("set_print_ends", rows=dict(rows))

    def select(self, sheet: str, row: int, column: int) -> None:
        self._ask("select", sheet=sheet, row=row, column=column)

    def ask_folder(self, title: str) -> Path | None:
        folder = self._ask("ask_folder", title=title)
        return Path(folder) if folder else None

    def confirm(self, text: str) -> bool:
        return bool(self._ask("confirm", text=text))

    def progress(self, text: str) -> None:
        self._ask("progress", text=text)

    def tell(self, text: str, *, failed: bool = False) -> None:
        self._ask("tell", text=text, failed=failed)

    def show_text(self, title: str, text: str) -> None:
        self._ask("show_text", title=title, text=text)

    def export_pdf(self, workbook: Path, target: Path) -> None:
        self._ask("export_pdf", workbook=str(workbook), target=str(target))

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        self._ask("begin")
        try:
            yield
        finally:
            self._ask("end")


def _plain(content: Content) -> Any:
    """A content as JSON: an error by the name that a cell shows."""
    return {"error": content.text} if isinstance(content, CellError) else content
