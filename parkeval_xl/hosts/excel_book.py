"""Commands on the workbook that is open in Excel: what a command needs of it, and how Excel gives that.

The open state is the truth, saved or not: a command works on a copy of it, and leaves the workbook, the selection and
Excel's settings as it found them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

TITLE = "ParkEval XL"
REPORT_FORMATS = ("xlsx",)
_FOLDER_PICKER = 4  # msoFileDialogFolderPicker
_CHOSEN = -1

Writer = Callable[[Path, Path, Sequence[str]], Sequence[Path]]


class LiveBook(Protocol):
    """An open workbook and the person before it."""

    @property
    def name(self) -> str:
        """The file name, with its suffix once the workbook was saved."""

    @property
    def folder(self) -> Path | None:
        """The folder of the file; None where it was never saved or lies in the cloud."""

    def save_copy(self, target: Path) -> None:
        """Write the open state to `target`; the open workbook stays what it is."""

    def ask_folder(self, title: str) -> Path | None:
        """The folder the person chooses; None where they cancel."""

    def progress(self, text: str) -> None:
        """Show `text` in the status bar."""

    def tell(self, text: str, *, failed: bool = False) -> None:
        """Show `text` and wait until it was read."""

    def undisturbed(self) -> AbstractContextManager[None]:
        """Within, the screen stands still; afterwards settings, selection and status bar are as before."""


def export_report(book: LiveBook, write: Writer | None = None) -> None:
    """Write the report of the open state into the workbook's folder, or into one the person chooses; tell the result.

    Never raises: whatever goes wrong is told in one message.
    """
    try:
        with book.undisturbed():
            folder = book.folder or book.ask_folder("选择存放评价报告的文件夹")
            written = _write_report(book, folder, write or _writer()) if folder else None
    except Exception as error:  # a button has no caller that could do better
        reason = getattr(error, "reason_zh", "") or str(error) or type(error).__name__
        book.tell(f"评价报告没有导出：{reason}", failed=True)
        return
    if written is None:
        book.tell("没有选择文件夹，评价报告没有导出。")
    else:
        book.tell("评价报告已导出：\n" + "\n".join(map(str, written)))


def _writer() -> Writer:
    from parkeval_xl import report  # late: only the button needs it, and cells must not wait for it

    return report.write


def _write_report(book: LiveBook, folder: Path, write: Writer) -> Sequence[Path]:
    with tempfile.TemporaryDirectory(prefix="parkeval-", ignore_cleanup_errors=True) as temporary:
        copy = Path(temporary, book.name if Path(book.name).suffix else f"{book.name}.xlsx")
        book.progress("评价报告 1/2：读取工作簿……")
        book.save_copy(copy)
        book.progress("评价报告 2/2：计算并写出报告……")
        return write(copy, folder, REPORT_FORMATS)


class ExcelBook:
    """The LiveBook of an xlwings Book."""

    def __init__(self, book: Any) -> None:
        self._app, self._book = book.app, book.api

    @property
    def name(self) -> str:
        return str(self._book.Name)

    @property
    def folder(self) -> Path | None:
        place = str(self._book.Path)
        return Path(place) if place and "://" not in place else None

    def save_copy(self, target: Path) -> None:
        self._book.SaveCopyAs(str(target))

    def ask_folder(self, title: str) -> Path | None:
        dialog = self._app.api.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        return Path(dialog.SelectedItems(1)) if dialog.Show() == _CHOSEN else None

    def progress(self, text: str) -> None:
        self._app.api.StatusBar = text

    def tell(self, text: str, *, failed: bool = False) -> None:
        self._app.alert(text, TITLE, mode="critical" if failed else "info")

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        excel = self._app.api
        before = {name: getattr(excel, name) for name in ("Calculation", "EnableEvents", "ScreenUpdating")}
        sheet, selection = excel.ActiveSheet, excel.Selection
        excel.ScreenUpdating = False
        try:
            yield
        finally:
            for name, value in {**before, "StatusBar": False}.items():
                with suppress(Exception):  # one that fails must not keep the others from being set
                    setattr(excel, name, value)
            with suppress(Exception):  # the command may have deleted what was selected
                sheet.Activate()
                selection.Select()
