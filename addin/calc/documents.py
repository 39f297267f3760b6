"""UNO component org.parkeval.Documents: opens, changes, recalculates, reads and stores workbooks
inside Calc.

Inside, because one call from another process costs over a millisecond and a park has thousands of
cells. Standard library and UNO only. `invoke((request,))` takes and gives JSON text: {"do":
command, ...} -> {"ok": ...} or {"refused": code, "detail": {...}}, whose words are in
`parkeval_xl.hosts.calc`.
"""

from __future__ import annotations

import json
import os
import traceback
from typing import Any

import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.script.provider import XScript
from com.sun.star.sheet.AddressConvention import XL_OOX
from com.sun.star.table import CellAddress
from com.sun.star.util import CloseVetoException
from parkeval_calc.extensions import Extensions
from parkeval_calc.live import Refused, properties
from parkeval_calc.workbook import step_aside

SERVICE = "org.parkeval.Documents"
# Named, so that a text file called .xlsx is refused and not taken for a table of one column.
IMPORT = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 XML", ".ods": "calc8"}
NEVER_EXECUTE, EXECUTE = 0, 4  # com.sun.star.document.MacroExecMode


class Workbooks:
    """The open documents by number; one method a command."""

    def __init__(self, context: Any) -> None:
        self.manager, self.context = context.ServiceManager, context
        self.open_documents: dict[int, Any] = {}
        self.opened = 0

    def version(self) -> str:
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        access = "com.sun.star.configuration.ConfigurationAccess"
        product = provider.createInstanceWithArguments(
            access, properties(nodepath="/org.openoffice.Setup/Product")
        )
        return product.ooSetupVersionAboutBox

    def open(
        self, path: str, drop_own_functions: bool, shown: bool = False, macros: bool = False
    ) -> int:
        """Number of the document. Its macros do not run, unless allowed; modules with our functions
        leave the copy in memory."""
        if not os.path.isfile(path):
            raise Refused("missing", path=path)
        settings: dict[str, Any] = {
            "Hidden": not shown,
            "MacroExecutionMode": EXECUTE if macros else NEVER_EXECUTE,
        }
        filter_name = IMPORT.get(os.path.splitext(path)[1].lower())
        if filter_name and not shown:  # a person names none: Calc saves with the one it finds
            settings["FilterName"] = filter_name
        desktop, url = self._service("com.sun.star.frame.Desktop"), uno.systemPathToFileUrl(path)
        document = None
        if os.path.getsize(path):  # an empty file would open as an empty workbook
            try:
                document = desktop.loadComponentFromURL(url, "_blank", 0, properties(**settings))
            except Exception as error:
                raise Refused("unreadable", path=path, reason=str(error)) from error
        if document is None:
            raise Refused("unreadable", path=path, reason="")
        if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            document.close(True)
            raise Refused("unreadable", path=path, reason=document.ImplementationName)
        if drop_own_functions:
            step_aside(document, {})
        self.opened += 1
        self.open_documents[self.opened] = document
        return self.opened

    def close(self, document: int) -> None:
        component = self.open_documents.pop(document, None)
        if component is not None:
            try:
                component.close(True)
            except CloseVetoException as veto:
                raise Refused("failed", reason=str(veto)) from veto

    def sheets(self, document: int) -> tuple:
        return self._document(document).Sheets.ElementNames

    def set(self, document: int, cells: list) -> None:
        """`cells` = [[sheet, row, column, value], ...]; a text that begins with = is a formula as
        Excel writes it."""
        component = self._document(document)
        parser = component.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish, parser.FormulaConvention = True, XL_OOX
        automatic = component.isAutomaticCalculationEnabled()
        component.enableAutomaticCalculation(False)
        try:
            sheets = {name: self._sheet(document, name) for name in {cell[0] for cell in cells}}
            for name, row, column, value in cells:
                sheet = sheets[name]
                cell = sheet.getCellByPosition(column, row)
                if isinstance(value, str) and value.startswith("="):
                    at = CellAddress(sheet.RangeAddress.Sheet, column, row)
                    cell.setTokens(parser.parseFormula(value[1:], at))
                elif value is None:
                    cell.setFormula("")
                elif isinstance(value, str):
                    cell.setString(value)
                else:
                    cell.setValue(value)
        finally:
            component.enableAutomaticCalculation(automatic)

    def recalculate(self, document: int) -> None:
        self._document(document).calculateAll()  # every formula cell, dirty or not

    def read(self, document: int, sheet: str, area: str | None = None) -> dict:
        """{"values": rows, "errors": [[row, column, code], ...]} of an area, or of A1 to the last
        used cell."""
        cells = self._area(document, sheet, area)
        values = cells.getDataArray()
        errors = []
        for r, row in enumerate(values):
            for c, value in enumerate(row):
                if value is None:  # getDataArray's word for an error; an empty cell is ""
                    errors.append((r, c, cells.getCellByPosition(c, r).getError()))
        return {"values": values, "errors": errors}

    def read_cells(self, document: int, cells: list) -> list:
        """For each [sheet, row, column] the value, or {"error": code}."""
        found = []
        for name, row, column in cells:
            cell = self._sheet(document, name).getCellRangeByPosition(column, row, column, row)
            value = cell.getDataArray()[0][0]
            found.append(
                {"error": cell.getCellByPosition(0, 0).getError()} if value is None else value
            )
        return found

    def formulas(self, document: int, sheet: str) -> tuple:
        return self._area(document, sheet, None).getFormulaArray()

    def store(self, document: int, path: str, filter: str) -> None:
        self._document(document).storeToURL(
            uno.systemPathToFileUrl(path), properties(FilterName=filter)
        )

    def save(self, document: int) -> None:
        """Under its own name, as a person does."""
        self._document(document).store()

    def dispatch(self, document: int, url: str) -> None:
        """A command of a menu, in the document's window."""
        frame = self._document(document).CurrentController.Frame
        helper = self._service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(frame, url, "_self", 0, ())

    def modified(self, document: int) -> bool:
        return self._document(document).isModified()

    def extensions(self) -> list:
        """Identifiers of the extensions of this profile."""
        return Extensions(self.context).identifiers()

    def add_extension(self, path: str) -> None:
        Extensions(self.context).add(path)

    def remove_extension(self, identifier: str, file: str) -> None:
        Extensions(self.context).remove(identifier, file)

    def insert_rows(self, document: int, sheet: str, row: int, count: int) -> None:
        self._free_sheet(document, sheet).Rows.insertByIndex(row, count)

    def insert_columns(self, document: int, sheet: str, column: int, count: int) -> None:
        self._free_sheet(document, sheet).Columns.insertByIndex(column, count)

    def unprotect(self, document: int, sheet: str) -> None:
        self._sheet(document, sheet).unprotect("")

    def add_sheet(self, document: int, sheet: str) -> None:
        """At the end."""
        sheets = self._document(document).Sheets
        sheets.insertNewByName(sheet, sheets.Count)

    def comment(self, document: int, sheet: str, row: int, column: int, text: str) -> None:
        at = CellAddress(self._sheet(document, sheet).RangeAddress.Sheet, column, row)
        self._sheet(document, sheet).Annotations.insertNew(at, text)

    def paint(self, document: int, sheet: str, row: int, column: int, colour: int) -> None:
        self._sheet(document, sheet).getCellByPosition(column, row).CellBackColor = colour

    def delete_sheet(self, document: int, sheet: str) -> None:
        self._sheet(document, sheet)
        self._document(document).Sheets.removeByName(sheet)

    def rename_sheet(self, document: int, sheet: str, name: str) -> None:
        self._sheet(document, sheet).setName(name)

    def call_basic(self, document: int, source: str, function: str, arguments: list) -> Any:
        """The result of a Basic function of `source`, which joins the document's macros in
        memory."""
        component, module = self._document(document), "Called"
        library = component.BasicLibraries.getByName("Standard")
        if library.hasByName(module):
            library.removeByName(module)
        library.insertByName(module, source)
        script = component.getScriptProvider().getScript(
            f"vnd.sun.star.script:Standard.{module}.{function}?language=Basic&location=document"
        )
        return script.invoke(tuple(arguments), (), ())[0]

    def _service(self, name: str) -> Any:
        return self.manager.createInstanceWithContext(name, self.context)

    def _document(self, number: int) -> Any:
        if number not in self.open_documents:
            raise Refused("closed")
        return self.open_documents[number]

    def _sheet(self, document: int, name: str) -> Any:
        sheets = self._document(document).Sheets
        if not sheets.hasByName(name):
            raise Refused("no_sheet", sheet=name, sheets="、".join(sheets.ElementNames))
        return sheets.getByName(name)

    def _free_sheet(self, document: int, name: str) -> Any:
        sheet = self._sheet(document, name)
        if sheet.isProtected():
            raise Refused("protected", sheet=name)
        return sheet

    def _area(self, document: int, sheet: str, area: str | None) -> Any:
        cells = self._sheet(document, sheet)
        if area:
            try:
                return cells.getCellRangeByName(area)
            except Exception as error:
                raise Refused("no_area", sheet=sheet, area=area) from error
        cursor = cells.createCursor()
        cursor.gotoEndOfUsedArea(False)
        return cells.getCellRangeByPosition(
            0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow
        )


class Documents(unohelper.Base, XScript, XServiceInfo):
    """XScript, because it exists and takes any arguments: no interface of our own has to be
    registered."""

    def __init__(self, context: Any) -> None:
        self.workbooks = Workbooks(context)

    def invoke(self, call: tuple, out_index: tuple, out: tuple) -> tuple:
        """JSON in, JSON out; never raises."""
        try:
            request = json.loads(call[0])
            answer = {"ok": getattr(self.workbooks, request.pop("do"))(**request)}
        except Refused as refused:
            answer = {"refused": refused.code, "detail": refused.detail}
        except Exception:
            answer = {"refused": "failed", "detail": {"reason": traceback.format_exc()}}
        return json.dumps(answer), (), ()

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Documents, SERVICE, (SERVICE,))
