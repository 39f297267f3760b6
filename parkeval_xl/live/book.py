"""An open workbook and the person before it: the little that the actions need, and each host can
give.

The open state is the truth, saved or not. An action reads it from a copy that the host writes,
computes headless, and writes back only what the tool owns; formulas are the host's to recalculate.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from ..core.values import CellError

Position = tuple[int, int]
Content = float | str | CellError | None
Edits = Mapping[str, Mapping[Position, Content]]
"""New contents by sheet name and (row, column) counted from 0; None or "" empties a cell, a
CellError is a real error value that every total takes over."""


class LiveProblem(Exception):
    """What a host cannot do to a workbook, in words for the person: where, why, what to do."""

    def __init__(self, reason_zh: str) -> None:
        super().__init__(reason_zh)
        self.reason_zh = reason_zh


class LiveBook(Protocol):
    """An open workbook. Rows and columns count from 0. What cannot be done raises: LiveProblem
    where there are words."""

    @property
    def name(self) -> str:
        """The file name, with its suffix once the workbook was saved."""

    @property
    def folder(self) -> Path | None:
        """The folder of the file; None where it was never saved or lies in the cloud."""

    @property
    def read_only(self) -> bool:
        """Whether the open file cannot be saved under its name: what is written is kept only under
        another one."""

    @property
    def active_cell(self) -> tuple[str, int, int] | None:
        """Sheet, row and column of the cell the person stands on; None where they stand on none, as
        on a chart sheet."""

    def save_copy(self, target: Path) -> None:
        """Write the open state to `target`, in the workbook's own format; the open workbook stays
        what it is."""

    def messages(self) -> Mapping[str, str]:
        """Why cells show an error, "表!A1" to the words of the function that failed, as far as the
        host keeps them."""

    def unanswered(self) -> str:
        """Why Python did not answer cells, so that their own formulas computed them; empty where it
        does, or was not asked."""

    def write(self, edits: Edits) -> None:
        """Put contents into cells, all or none: protection is stepped over and is as before
        afterwards. A text stays a text, whatever it looks like (=1+1, 1-2, 007). LiveProblem where
        a sheet is missing or has a password."""

    def set_heights(self, heights: Mapping[str, Mapping[int, float]]) -> None:
        """Make rows as high as given, in points, by sheet and row; a host may fit them to their
        texts itself. Protection as in `write`."""

    def set_print_ends(self, rows: Mapping[str, int]) -> None:
        """Make the print area of sheets reach down to a row, where it ends above it and has one
        block of cells."""

    def select(self, sheet: str, row: int, column: int) -> None:
        """Bring the person to a cell."""

    def ask_folder(self, title: str) -> Path | None:
        """The folder the person chooses; None where they cancel."""

    def confirm(self, text: str) -> bool:
        """Whether the person agrees to `text`."""

    def progress(self, text: str) -> None:
        """Show `text` in the status bar."""

    def tell(self, text: str, *, failed: bool = False) -> None:
        """Show `text` and wait until it was read."""

    def show_text(self, title: str, text: str) -> None:
        """Show a long text where it can be scrolled and copied from."""

    def export_pdf(self, workbook: Path, target: Path) -> None:
        """Print another workbook file to a PDF, by the host's own means."""

    def undisturbed(self) -> AbstractContextManager[None]:
        """Within, the screen stands still; afterwards settings, selection and status bar are as
        before, after an error too."""
