"""An open workbook of Excel, through xlwings, as the actions need it (`live.book.LiveBook`).

Everything goes through Excel's own objects (`api`), with arguments by position: pywin32 does not
know all of their names.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from parkeval_xl.live.book import Edits, LiveProblem
from parkeval_xl.workbook.print_area import reaching
from parkeval_xl.workbook.refs import cell_name

from . import excel_cells

TITLE = "ParkEval XL"
# in the folder for temporary files, the texts that were shown; uninstalling removes them
SHOWN = "parkeval"
MESSAGES = "ParkErrors.ParkMessages"
UNANSWERED = "ParkPython.ParkReason"
_FOLDER_PICKER = 4  # msoFileDialogFolderPicker
_CHOSEN = -1
_MANUAL = -4135  # xlCalculationManual
_VISIBLE = -1  # xlSheetVisible
_NO_MACROS = 3  # msoAutomationSecurityForceDisable
_PDF, _STANDARD = 0, 0  # xlTypePDF, xlQualityStandard
_SETTINGS = ("Calculation", "EnableEvents", "ScreenUpdating")
_ONE_AREA = re.compile(r"\$[A-Z]+\$\d+:\$[A-Z]+\$(\d+)")


class ExcelBook:
    """The LiveBook of an xlwings Book."""

    def __init__(self, book: Any) -> None:
        self._xlwings, self._app, self._book = book, book.app, book.api
        self._excel = book.app.api

    @property
    def name(self) -> str:
        return str(self._book.Name)

    @property
    def folder(self) -> Path | None:
        place = str(self._book.Path)
        return Path(place) if place and "://" not in place else None

    @property
    def read_only(self) -> bool:
        return bool(self._book.ReadOnly)

    @property
    def active_cell(self) -> tuple[str, int, int] | None:
        window, cell = self._book.Windows(1), None  # of this workbook, whichever is in front
        with suppress(Exception):  # a sheet that is a chart has none: Excel raises there
            cell = window.ActiveCell
        return (
            None
            if cell is None
            else (str(window.ActiveSheet.Name), int(cell.Row) - 1, int(cell.Column) - 1)
        )

    def save_copy(self, target: Path) -> None:
        self._book.SaveCopyAs(str(target))

    def messages(self) -> Mapping[str, str]:
        text = self._told(MESSAGES)
        return dict(line.split("\t", 1) for line in text.split("\n") if "\t" in line)

    def unanswered(self) -> str:
        return self._told(UNANSWERED)

    def _told(self, macro: str) -> str:
        return str(self._xlwings.macro(macro)() or "") if self._book.HasVBProject else ""

    # ---- writing ---------------------------------------------------------------------------------
    def write(self, edits: Edits) -> None:
        calculation = self._excel.Calculation
        self._excel.Calculation = _MANUAL  # once at the end, not after each block
        try:
            excel_cells.write(self._book, edits)
        finally:
            self._excel.Calculation = calculation

    def set_heights(self, heights: Mapping[str, Mapping[int, float]]) -> None:
        """Excel fits rows better than we can tell, and rows it fitted go on growing with what is
        typed into them."""
        for name, rows in heights.items():
            sheet = excel_cells.worksheet(self._book, name)
            with excel_cells.unprotected(sheet):
                for first, last in _runs(rows):
                    self._fit(sheet, first, last)

    def _fit(self, sheet: Any, first: int, last: int) -> None:
        rows = sheet.Range(f"{first + 1}:{last + 1}")
        if rows.Hidden is None:  # some are, as where a list is filtered
            for row in range(first, last + 1):
                self._fit(sheet, row, row)
        elif not rows.Hidden:
            rows.AutoFit()

    def set_print_ends(self, rows: Mapping[str, int]) -> None:
        for name, row in rows.items():
            sheet = excel_cells.worksheet(self._book, name)
            area = str(sheet.PageSetup.PrintArea)
            match = _ONE_AREA.fullmatch(area)
            if match and int(match[1]) <= row:
                with excel_cells.unprotected(sheet):
                    sheet.PageSetup.PrintArea = reaching(area, row)

    # ---- the person ------------------------------------------------------------------------------
    def select(self, sheet: str, row: int, column: int) -> None:
        page = excel_cells.worksheet(self._book, sheet)
        if page.Visible != _VISIBLE:
            raise LiveProblem(f"{sheet}!{cell_name(row, column)} 所在的工作表已隐藏，请先取消隐藏")
        self._book.Activate()
        page.Activate()
        page.Range(cell_name(row, column)).Select()

    def ask_folder(self, title: str) -> Path | None:
        dialog = self._excel.FileDialog(_FOLDER_PICKER)
        dialog.Title = title
        return Path(dialog.SelectedItems(1)) if dialog.Show() == _CHOSEN else None

    def confirm(self, text: str) -> bool:
        return bool(self._app.alert(text, TITLE, buttons="yes_no", mode="info") == "yes")

    def progress(self, text: str) -> None:
        self._excel.StatusBar = text

    def tell(self, text: str, *, failed: bool = False) -> None:
        self._app.alert(text, TITLE, mode="critical" if failed else "info")

    def show_text(self, title: str, text: str) -> None:
        """In the editor of the system. The file stays, for it is being read; the next one takes its
        place."""
        folder = Path(tempfile.gettempdir(), SHOWN)
        folder.mkdir(exist_ok=True)
        path = folder / f"{title}.txt"
        path.write_text(text, encoding="utf-8-sig", newline="\r\n")
        _open(path)

    def export_pdf(self, workbook: Path, target: Path) -> None:
        excel, kept = self._excel, {}
        for name, value in (("AutomationSecurity", _NO_MACROS), ("DisplayAlerts", False)):
            kept[name] = getattr(excel, name)
            setattr(excel, name, value)
        try:
            opened = excel.Workbooks.Open(
                str(workbook), 0, True, None, None, None, True, None, None, None, None, None, False
            )
            try:
                opened.ExportAsFixedFormat(_PDF, str(target), _STANDARD, True, False)
            finally:
                opened.Close(False)
        finally:
            for name, value in kept.items():
                setattr(excel, name, value)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        excel = self._excel
        before = {name: getattr(excel, name) for name in _SETTINGS}
        book, sheet, selection = excel.ActiveWorkbook, excel.ActiveSheet, excel.Selection
        excel.ScreenUpdating = excel.EnableEvents = False
        try:
            yield
        finally:
            for name, value in {**before, "StatusBar": False}.items():
                with suppress(Exception):  # one that fails must not keep the others from being set
                    if getattr(excel, name) != value or name == "StatusBar":
                        setattr(excel, name, value)
            with suppress(Exception):  # what was selected may be gone
                book.Activate()
                sheet.Activate()
                selection.Select()


def _runs(rows: Mapping[int, float]) -> Iterator[tuple[int, int]]:
    """Rows that follow one another: the first and the last."""
    first = last = None
    for row in sorted(rows):
        if first is not None and last is not None and row != last + 1:
            yield first, last
            first = row
        first, last = row if first is None else first, row
    if first is not None and last is not None:
        yield first, last


def _open(path: Path) -> None:
    os.startfile(path)  # type: ignore[attr-defined,unused-ignore]  # Windows
