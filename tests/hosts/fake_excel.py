"""Excel's objects as far as `ExcelBook` goes, holding a real workbook file: what is not played
raises AttributeError.

Entries are taken apart as Excel does (1-2 becomes a day, =1+1 a formula, 007 a number) unless the
cell's format is text or an apostrophe stands in front. Locked cells of protected sheets refuse.
`SaveCopyAs` writes the file with all edits.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl

from parkeval_xl.core.values import CellError
from parkeval_xl.hosts.excel_book import ExcelBook
from parkeval_xl.hosts.excel_cells import ALLOWANCES
from parkeval_xl.workbook.cells import RawCell, scan
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.patch import patch
from parkeval_xl.workbook.refs import cell_name, parse_area, parse_cell

AUTOMATIC, MANUAL = -4105, -4135
UNPROTECTED = (
    "formatCells formatColumns formatRows insertColumns insertRows insertHyperlinks "
    "deleteColumns deleteRows sort "
    "autoFilter pivotTables"
)  # openpyxl's names for ALLOWANCES, where True means forbidden


class ComError(Exception):
    """As pywintypes.com_error: Excel's words are the third of `excepinfo`."""

    def __init__(self, words: str) -> None:
        self.excepinfo = (0, "Microsoft Excel", words, None, 0, -2146827284)
        super().__init__(-2147352567, "发生意外。", self.excepinfo, None)


@cache
def looks(path: Path) -> Any:
    """Formats, protection and merged cells of a file; nothing is changed in it."""
    return openpyxl.load_workbook(path)


def typed(entry: Any, form: str) -> Any:
    """What a cell holds after an entry: float, text, bool, CellError, None, or a formula as ("=",
    text)."""
    if not isinstance(entry, str):
        return float(entry) if isinstance(entry, int) and not isinstance(entry, bool) else entry
    if entry.startswith("'"):
        return entry[1:]
    if form == "@":
        return entry
    if entry.startswith("="):
        return ("=", entry)
    if error := CellError.from_text(entry):
        return error
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}", entry):
        return 45000.0
    try:
        return float(entry.replace(",", ""))
    except ValueError:
        return {"TRUE": True, "FALSE": False}.get(entry.upper(), entry or None)


class FakeSheet:
    """A worksheet."""

    Visible = -1

    def __init__(self, book: FakeWorkbook, name: str) -> None:
        self.book, self.Name, self.edits, self.fitted = book, name, {}, []
        self.Hidden: set[int] = set()
        self.password, self.EnableSelection, self.ProtectionMode, self.ProtectScenarios = (
            "",
            0,
            False,
            True,
        )
        self.page = book.look[name] if name in book.look.sheetnames else book.look.worksheets[0]
        protection = self.page.protection
        self.ProtectContents = self.ProtectDrawingObjects = bool(protection.sheet)
        forbidden = [getattr(protection, x) for x in UNPROTECTED.split()]
        self.Protection = SimpleNamespace(
            **{a: not f for a, f in zip(ALLOWANCES, forbidden, strict=True)}
        )
        self.PageSetup = SimpleNamespace(
            PrintArea=book.package.sheet_names.get(name, {})
            .get("_xlnm.Print_Area", "")
            .rpartition("!")[2]
        )
        self.cells: dict[tuple[int, int], RawCell] = scan(book.package, name)

    def state(self) -> Any:
        """The protection as a value."""
        return (
            self.ProtectContents,
            self.ProtectDrawingObjects,
            self.ProtectScenarios,
            self.ProtectionMode,
            self.password,
            self.EnableSelection,
            *(getattr(self.Protection, a) for a in ALLOWANCES),
        )

    def Unprotect(self, password: str) -> None:
        if password != self.password:
            raise ComError("您提供的密码不正确。")
        self.ProtectContents = self.ProtectDrawingObjects = self.ProtectScenarios = (
            self.ProtectionMode
        ) = False

    def Protect(
        self,
        password: str,
        drawings: bool,
        contents: bool,
        scenarios: bool,
        only_interface: bool,
        *allowed: bool,
    ) -> None:
        assert len(allowed) == len(ALLOWANCES)
        self.password = password
        self.ProtectDrawingObjects, self.ProtectContents, self.ProtectScenarios = (
            drawings,
            contents,
            scenarios,
        )
        self.ProtectionMode, self.EnableSelection = (
            only_interface,
            0,
        )  # the second is lost with the protection
        self.Protection = SimpleNamespace(**dict(zip(ALLOWANCES, allowed, strict=True)))

    def Activate(self) -> None:
        self.book.window.ActiveSheet = self
        if self.book.app.ActiveWorkbook is self.book:
            self.book.app.ActiveSheet = self

    def Range(self, address: str) -> FakeRange:
        if re.fullmatch(r"\d+:\d+", address):
            first, last = map(int, address.split(":"))
            return FakeRange(self, (first - 1, 0, last - 1, 0))
        return FakeRange(self, parse_area(address))

    def holds(self, at: tuple[int, int]) -> Any:
        if at in self.edits:
            return self.edits[at]
        cell = self.cells.get(at)
        return (
            None
            if cell is None
            else ("=", f"={cell.formula}")
            if cell.formula is not None
            else cell.value
        )

    def put(self, at: tuple[int, int], entry: Any) -> None:
        place, cell = f"{self.Name}!{cell_name(*at)}", self.page.cell(at[0] + 1, at[1] + 1)
        self.book.app.writes.append(place)
        if self.ProtectContents and not self.ProtectionMode and cell.protection.locked:
            raise ComError("您试图更改的单元格或图表位于受保护的工作表中。")
        if place == self.book.fails_at:
            self.book.fails_at = ""
            raise ComError("内存不足。")
        assert type(cell).__name__ != "MergedCell", f"{place} is inside a merged cell"
        self.edits[at] = typed(entry, cell.number_format)


class FakeRange:
    """Cells or whole rows of a sheet."""

    def __init__(self, sheet: FakeSheet, area: tuple[int, int, int, int]) -> None:
        self.sheet, self.area = sheet, area
        self.Row, self.Column = area[0] + 1, area[1] + 1

    def _table(self, of: Any) -> Any:
        top, left, bottom, right = self.area
        rows = tuple(
            tuple(of((r, c)) for c in range(left, right + 1)) for r in range(top, bottom + 1)
        )
        return rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]

    @property
    def Value2(self) -> Any:
        def value(at: tuple[int, int]) -> Any:
            held = self.sheet.holds(at)
            if isinstance(held, tuple):
                cell = self.sheet.cells.get(at)
                held = (
                    cell.value
                    if cell is not None and held[1] == f"={cell.formula}"
                    else CellError.NAME
                )
            return held.excel if isinstance(held, CellError) else None if held == "" else held

        return self._table(value)

    @property
    def Formula(self) -> Any:
        def text(at: tuple[int, int]) -> str:
            held = self.sheet.holds(at)
            if isinstance(held, tuple):
                return str(held[1])
            return held.text if isinstance(held, CellError) else "" if held is None else str(held)

        return self._table(text)

    @property
    def NumberFormat(self) -> Any:
        top, left, bottom, right = self.area
        forms = {
            self.sheet.page.cell(r + 1, c + 1).number_format
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
        }
        return forms.pop() if len(forms) == 1 else None

    @property
    def Value(self) -> Any:
        raise AssertionError("Value gives dates and currency; Value2 is meant")

    @Value.setter
    def Value(self, given: Any) -> None:
        self.sheet.book.app.calls += 1
        top, left, _, _ = self.area
        assert self.sheet.book.app.Calculation == MANUAL, (
            "each block would recalculate the workbook"
        )
        for i, line in enumerate(given if isinstance(given, tuple) else ((given,),)):
            for k, entry in enumerate(line):
                if top + i in self.sheet.Hidden and isinstance(given, tuple):
                    continue  # a block leaves filtered rows as they are
                self.sheet.put((top + i, left + k), entry)

    @property
    def Hidden(self) -> bool | None:
        hidden = {row in self.sheet.Hidden for row in range(self.area[0], self.area[2] + 1)}
        return hidden.pop() if len(hidden) == 1 else None

    def AutoFit(self) -> None:
        if self.sheet.ProtectContents and not self.sheet.Protection.AllowFormattingRows:
            raise ComError("工作表受保护。")
        self.sheet.fitted += range(self.area[0], self.area[2] + 1)

    def Select(self) -> None:
        assert self.sheet.book.window.ActiveSheet is self.sheet, (
            "only cells of the active sheet can be selected"
        )
        self.sheet.book.window.ActiveCell = self
        self.sheet.book.app.Selection = self


class FakeWindow:
    """A window on a workbook; one on a sheet that is a chart (`ActiveCell` None) has no active cell
    to give."""

    ActiveSheet: Any = None
    _cell: Any = None

    @property
    def ActiveCell(self) -> Any:
        if self._cell is None:
            raise ComError("Unable to get the ActiveCell property of the Window class")
        return self._cell

    @ActiveCell.setter
    def ActiveCell(self, cell: Any) -> None:
        self._cell = cell


class FakeWorkbook:
    """An open workbook. `place` is its folder, an address, or "" where it was never saved. `like`
    is a file of the same looks, which then needs no reading."""

    def __init__(
        self,
        app: FakeExcel,
        file: Path,
        place: str | None = None,
        read_only: bool = False,
        like: Path | None = None,
    ) -> None:
        self.app, self.file, self.package, self.look = (
            app,
            file,
            Package.open(file),
            looks(like or file),
        )
        self.Path = str(file.parent) if place is None else place
        self.Name = file.name if self.Path else file.stem
        self.ReadOnly, self.HasVBProject = read_only, file.suffix == ".xlsm"
        self.fails_at, self.saves_fail = "", False
        self._sheets: dict[str, FakeSheet] = {}
        self.window = FakeWindow()
        app.books.append(self)
        self.Activate()
        first = next(s.name for s in self.package.sheets if s.kind == "worksheet")
        self.Worksheets(first).Activate()
        self.Worksheets(first).Range("A1").Select()

    def Windows(self, number: int) -> Any:
        assert number == 1
        return self.window

    def Worksheets(self, name: str) -> FakeSheet:
        if name not in {s.name for s in self.package.sheets if s.kind == "worksheet"}:
            raise ComError("下标越界")
        if name not in self._sheets:
            self._sheets[name] = FakeSheet(self, name)
        return self._sheets[name]

    def Activate(self) -> None:
        self.app.ActiveWorkbook, self.app.ActiveSheet = self, self.window.ActiveSheet

    def SaveCopyAs(self, target: str) -> None:
        if self.saves_fail:
            raise ComError("磁盘已满。")
        edits = {name: sheet.edits for name, sheet in self._sheets.items() if sheet.edits}
        assert not any(isinstance(x, tuple) for cells in edits.values() for x in cells.values()), (
            "an entry became a formula"
        )
        patch(self.package, edits, target)

    # ---- what a person does ----------------------------------------------------------------------
    def type(self, place: str, entry: Any) -> None:
        """Type into a cell, without saving."""
        sheet, cell = place.split("!")
        self.Worksheets(sheet).put(parse_cell(cell), entry)

    def go(self, place: str) -> None:
        """Click on a cell."""
        sheet, cell = place.split("!")
        self.Activate()
        self.Worksheets(sheet).Activate()
        self.Worksheets(sheet).Range(cell).Select()

    @property
    def at(self) -> str:
        """The cell the person stands on."""
        cell = self.window.ActiveCell
        return f"{cell.sheet.Name}!{cell_name(cell.Row - 1, cell.Column - 1)}"


class FakeExcel:
    """The application, and the person before it: `answers` to questions, `chosen` folder; `told` is
    what they read."""

    def __init__(self) -> None:
        self.progress: list[Any] = []
        self.Calculation, self.EnableEvents, self.ScreenUpdating, self.StatusBar = (
            AUTOMATIC,
            True,
            True,
            False,
        )
        self.DisplayAlerts, self.AutomationSecurity = True, 1
        self.ActiveWorkbook = self.ActiveSheet = self.Selection = None
        self.books: list[FakeWorkbook] = []
        self.writes: list[str] = []
        self.calls = 0
        self.told: list[str] = []
        self.asked: list[str] = []
        self.answers: list[bool] = []
        self.chosen: Path | None = None
        self.words: str | None = ""
        self.unanswered: str | None = ""
        self.pdf: str | None = "%PDF"  # None: no printer
        self.Workbooks = SimpleNamespace(Open=self._open)
        self.api = self

    @property
    def StatusBar(self) -> Any:
        return self.progress[-1]

    @StatusBar.setter
    def StatusBar(self, text: Any) -> None:
        self.progress.append(text)

    def settings(self) -> Any:
        """Everything an action must leave as it was."""
        return (
            self.Calculation,
            self.EnableEvents,
            self.ScreenUpdating,
            self.StatusBar,
            self.DisplayAlerts,
            self.AutomationSecurity,
            self.ActiveWorkbook,
            self.ActiveSheet,
            self.Selection,
        )

    def alert(self, prompt: str, title: str, buttons: str = "ok", mode: str = "info") -> str:
        assert self.ScreenUpdating, "the person would see an empty window behind"
        if buttons == "yes_no":
            self.asked.append(prompt)
            return "yes" if self.answers.pop(0) else "no"
        self.told.append(("! " if mode == "critical" else "") + prompt)
        return "ok"

    def FileDialog(self, kind: int) -> Any:
        assert kind == 4
        return SimpleNamespace(
            Title="",
            Show=lambda: -1 if self.chosen else 0,
            SelectedItems=lambda i: str(self.chosen),
        )

    def _open(self, path: str, links: int, read_only: bool, *more: Any) -> Any:
        assert (links, read_only, self.AutomationSecurity, self.DisplayAlerts, len(more)) == (
            0,
            True,
            3,
            False,
            10,
        )
        assert Path(path).name not in {b.Name for b in self.books}, (
            "Excel opens no two workbooks of one name"
        )
        before = self.ActiveWorkbook
        self.ActiveWorkbook = self.ActiveSheet = None

        def export(kind: int, target: str, *_: Any) -> None:
            assert kind == 0
            if self.pdf is None:
                raise ComError("未安装打印机。")
            Path(target).write_text(self.pdf, encoding="ascii")

        def close(save: bool) -> None:
            assert not save
            self.ActiveWorkbook, self.ActiveSheet = before, before and before.window.ActiveSheet

        return SimpleNamespace(ExportAsFixedFormat=export, Close=close)

    def book(self, workbook: FakeWorkbook) -> ExcelBook:
        """The workbook as the actions see it, by way of a played xlwings Book."""
        macros = {
            "ParkErrors.ParkMessages": lambda: self.words,
            "ParkPython.ParkReason": lambda: self.unanswered,
        }
        return ExcelBook(SimpleNamespace(app=self, api=workbook, macro=macros.__getitem__))
