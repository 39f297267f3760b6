"""The open workbook as the project's interpreter sees it while an action runs: one method a
request, see `LiveBook` in parkeval_xl/live/book.py. Rows and columns count from 0."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

from . import settings, workbook
from .person import TITLE, Person

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
}
IN_POINTS = 2540 / 72  # Calc measures in hundredths of a millimetre


class Refused(Exception):
    """What was asked cannot be done; `code` chooses the sentence."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def properties(**values: object) -> tuple:
    """Keyword arguments as the PropertyValues that UNO takes."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Live(Person):
    """One document and its person, for the time of one action."""

    stood: Any = None

    def answer(self, request: dict) -> dict:
        """{"ok": result} or {"refused": code, "detail": {...}}; never raises."""
        try:
            name = request["ask"]
            if name.startswith("_"):
                raise Refused("failed", reason=name)
            return {"ok": getattr(self, name)(**request.get("with", {}))}
        except Refused as refused:
            return {"refused": refused.code, "detail": refused.detail}
        except Exception as error:
            return {"refused": "failed", "detail": {"reason": str(error) or traceback.format_exc()}}

    def about(self) -> dict:
        """Name, folder, whether it is read-only, and the cell the person stands on."""
        url, ours = self.document.URL, workbook.known(self.document)
        path = uno.fileUrlToSystemPath(url) if url.startswith("file:") else ""
        name = os.path.basename(path) or self.document.Title
        stem, suffix = os.path.splitext(name)
        if path and suffix.lower() not in (
            ".xlsx",
            ".xlsm",
        ):  # as .ods: actions read a copy in Excel's format
            name = stem + (".xlsm" if ours and ours.edition == workbook.CELLS_CALL else ".xlsx")
        return {
            "name": name,
            "folder": os.path.dirname(path),
            "read_only": self.document.isReadonly(),
            "cell": self._cell(),
        }

    def _cell(self) -> Any:
        selected = self.document.CurrentSelection
        if hasattr(selected, "getRangeAddresses"):  # several areas
            areas = selected.getRangeAddresses()
            area = areas[0] if areas else None
        else:
            area = selected.getRangeAddress() if hasattr(selected, "getRangeAddress") else None
        return area and [
            self.document.Sheets.getByIndex(area.Sheet).Name,
            area.StartRow,
            area.StartColumn,
        ]

    def unanswered(self) -> str:
        """Why the interpreter did not answer cells."""
        return settings.unanswered()

    def save_copy(self, path: str) -> None:
        filter_name = FILTERS.get(os.path.splitext(path)[1].lower())
        if filter_name is None:
            raise Refused("no_filter", path=path)
        changed = self.document.isModified()
        ours = workbook.known(self.document)
        if ours:
            ours.before_saving()
        try:
            self.document.storeToURL(
                uno.systemPathToFileUrl(path), properties(FilterName=filter_name)
            )
        finally:
            if ours:
                ours.after_saving(path)
            self.document.setModified(changed)

    def export_pdf(self, workbook: str, target: str) -> None:
        desktop = self._service("com.sun.star.frame.Desktop")
        hidden = properties(Hidden=True, ReadOnly=True)
        other = desktop.loadComponentFromURL(uno.systemPathToFileUrl(workbook), "_blank", 0, hidden)
        if other is None:
            raise Refused("unreadable", path=workbook)
        try:
            other.storeToURL(
                uno.systemPathToFileUrl(target), properties(FilterName=FILTERS[".pdf"])
            )
        finally:
            other.close(True)

    def write(self, edits: dict) -> None:
        """`edits` = {sheet: [[row, column, content], ...]}: all or none, one step to undo."""

        def act(sheet: Any, cells: list) -> None:
            for row, column, content in cells:
                cell = sheet.getCellByPosition(column, row)
                if content is None or content == "":
                    cell.setFormula("")
                elif isinstance(content, dict):
                    cell.setFormula("=" + content["error"])
                elif isinstance(content, str):
                    cell.setString(content)
                else:
                    cell.setValue(content)

        self._change(edits, act)

    def set_heights(self, heights: dict) -> None:
        """`heights` = {sheet: [[row, points], ...]}."""

        def act(sheet: Any, rows: list) -> None:
            for row, points in rows:
                sheet.Rows.getByIndex(row).Height = round(points * IN_POINTS)

        self._change(heights, act)

    def set_print_ends(self, rows: dict) -> None:
        """`rows` = {sheet: last row}; only where one area ends above it."""

        def act(sheet: Any, row: int) -> None:
            areas = sheet.getPrintAreas()
            if len(areas) == 1 and areas[0].EndRow < row:
                areas[0].EndRow = row
                sheet.setPrintAreas(areas)

        self._change(rows, act)

    def _change(self, changes: dict, act: Any) -> None:
        sheets = {name: self._sheet(name) for name in changes}
        document, undo = self.document, self.document.UndoManager
        automatic, locked = document.isAutomaticCalculationEnabled(), []
        before = undo.getAllUndoActionTitles()
        undo.enterUndoContext(TITLE)
        done = False
        try:
            document.enableAutomaticCalculation(False)
            for name, sheet in sheets.items():
                if sheet.isProtected():
                    with suppress(Exception):  # a password: Calc raises
                        sheet.unprotect("")
                    if sheet.isProtected():
                        raise Refused("password", sheet=name)
                    locked.append(sheet)
            for name, sheet in sheets.items():
                act(sheet, changes[name])
            done = True
        finally:
            for sheet in locked:
                sheet.protect("")
            undo.leaveUndoContext()
            titles = undo.getAllUndoActionTitles()
            if (
                not done and titles != before and titles[0] == TITLE
            ):  # else the last step is the person's
                undo.undo()
            document.enableAutomaticCalculation(automatic)

    def _sheet(self, name: str) -> Any:
        sheets = self.document.Sheets
        if not sheets.hasByName(name):
            raise Refused("no_sheet", sheet=name)
        return sheets.getByName(name)

    def select(self, sheet: str, row: int, column: int) -> None:
        target = self._sheet(sheet)
        controller = self.document.CurrentController
        if not target.IsVisible:
            raise Refused("hidden", sheet=sheet)
        controller.setActiveSheet(target)
        controller.select(target.getCellByPosition(column, row))

    def begin(self) -> None:
        """The screen stands still from here to `end`."""
        controller = self.document.CurrentController
        self.stood = controller.ActiveSheet, self.document.CurrentSelection
        self.document.lockControllers()

    def end(self) -> None:
        if self.stood is None:
            return
        (sheet, selected), self.stood = self.stood, None
        self.document.unlockControllers()
        self.calm()
        with suppress(Exception):  # the sheet may be gone
            controller = self.document.CurrentController
            if controller.ActiveSheet.Name != sheet.Name:
                controller.setActiveSheet(sheet)
            controller.select(selected)
