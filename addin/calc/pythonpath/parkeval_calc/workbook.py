"""A workbook of ours in Calc: how it is known, and how its own macros step aside while it is open.

The document's own functions win over those of the extension and, blocked as macros, only give
errors. So the modules that hold them leave the document in memory, and are put back for the moment
of saving.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import uno

from . import mend, settings

OWN_FUNCTION = re.compile(
    r"^\s*(?:Public\s+|Private\s+)?Function\s+PARK_", re.IGNORECASE | re.MULTILINE
)
BARE = re.compile(
    r"(?:Rem|Option|Attribute)\b|'", re.IGNORECASE
)  # lines of a module in which nothing is done
PLAN, EDITION = "settings_plan", "settings_edition"
CELLS_CALL = "udf"  # the edition whose cells call functions


def _named_text(document: Any, name: str) -> str:
    """The text of the cell a defined name stands for; empty where there is none."""
    names = document.NamedRanges
    area = names.getByName(name).getReferredCells() if names.hasByName(name) else None
    return area.getCellByPosition(0, 0).getString() if area else ""


def edition(document: Any) -> str:
    """ "udf" or "native" for a workbook of ours; empty for any other."""
    try:
        plan = json.loads(_named_text(document, PLAN))
    except ValueError:
        return ""
    return _named_text(document, EDITION) if isinstance(plan, dict) else ""


def step_aside(document: Any, taken: dict) -> None:
    """Takes the modules with our functions out of the document in memory, into `taken`: {(library,
    module): source}."""
    libraries = document.BasicLibraries
    for name in libraries.ElementNames:
        libraries.loadLibrary(name)
        library = libraries.getByName(name)
        for module in library.ElementNames:
            source = library.getByName(module)
            if OWN_FUNCTION.search(source):
                taken[name, module] = source
                library.removeByName(module)


def put_back(document: Any, taken: dict) -> None:
    """Puts modules back where they were."""
    for (name, module), source in taken.items():
        library = document.BasicLibraries.getByName(name)
        if not library.hasByName(module):
            library.insertByName(module, source)


def macros(document: Any) -> dict:
    """The code of the document's modules, {(library, module): lines}; those without any, as every
    sheet has, left out."""
    found = {}
    for name in document.BasicLibraries.ElementNames:
        library = document.BasicLibraries.getByName(name)
        for module in library.ElementNames:
            lines = [
                line
                for line in map(str.strip, library.getByName(module).splitlines())
                if line and not BARE.match(line)
            ]
            if lines:
                found[name, module] = lines
    return found


def colour_tabs(document: Any, colours: dict) -> None:
    """Gives protected sheets the colours of their tabs, which Calc 7.4 forgets when it reads such a
    sheet."""
    document.UndoManager.lock()
    try:
        for name, colour in colours.items():
            sheet = document.Sheets.getByName(name) if document.Sheets.hasByName(name) else None
            if sheet is not None and sheet.isProtected() and sheet.TabColor != colour:
                with suppress(Exception):  # a password: Calc raises
                    sheet.unprotect("")
                if not sheet.isProtected():
                    sheet.TabColor = colour
                    sheet.protect("")
    finally:
        document.UndoManager.unlock()


def unmodified(document: Any) -> None:
    """What was done to a document in memory is no change of the person's. Charts count as parts
    that were changed."""
    for sheet in map(document.Sheets.getByIndex, range(document.Sheets.Count)):
        for name in sheet.Charts.ElementNames:
            chart = sheet.Charts.getByName(name).EmbeddedObject
            if chart is not None:
                chart.setModified(False)
    document.setModified(False)


class Open:
    """What is kept of an open workbook of ours, from loading to closing."""

    def __init__(self, document: Any, edition: str) -> None:
        self.document, self.edition = document, edition
        self.taken: dict = {}
        self.macros: dict = {}
        self.kept = mend.kept(self.path) if self.path else None

    def settle(self) -> None:
        """Changes the document in memory. Whatever fails here, saving finds what it needs."""
        self._step_aside()
        self.macros = macros(self.document)
        colour_tabs(self.document, mend.tab_colours(self.path) if self.path else {})

    def _step_aside(self) -> None:
        if self.edition == CELLS_CALL:
            step_aside(self.document, self.taken)

    @property
    def path(self) -> str:
        """The file; empty where it was never saved or is no file of this machine."""
        url = self.document.URL
        return uno.fileUrlToSystemPath(url) if url.startswith("file:") else ""

    def before_saving(self) -> None:
        """Puts the macros back. Calc computes many cells only when they are looked at, or saved:
        all must be done with before, for those computed from here on would ask the document's own
        functions. Without an interpreter the values stored in the file are better than errors."""
        try:
            if self.taken and settings.state()[0] != settings.NO_INTERPRETER:
                self.document.calculate()
        finally:
            put_back(self.document, self.taken)

    def after_saving(self, path: str = "") -> list:
        """Lets the macros step aside again, and gives a saved file `path` what Calc's own export
        leaves out: with the macro project as it was. So the modules that a person has written in
        Calc are not in it: their names, each time new ones."""
        mended = False
        try:
            self._step_aside()
        finally:
            if path:
                mended = mend.mend(path, self.kept, self.code_names())
        if not mended or not self.kept["project"] or not path.lower().endswith(".xlsm"):
            return []
        before, self.macros = self.macros, macros(self.document)
        return sorted(
            module
            for (library, module), code in self.macros.items()
            if before.get((library, module)) != code
        )

    def code_names(self) -> dict:
        """VBA's name of each sheet by its present name."""
        sheets = self.document.Sheets
        return {
            name: getattr(sheets.getByName(name), "CodeName", "") for name in sheets.ElementNames
        }


_open: dict = {}


def take(document: Any) -> Open | None:
    """Keeps a workbook of ours from now on; None for any other document."""
    if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        return None
    found = edition(document)
    if found:
        _open[document.RuntimeUID] = ours = Open(document, found)  # known before anything can fail
        ours.settle()
    return _open.get(document.RuntimeUID)


def known(document: Any) -> Open | None:
    """What is kept of a document, if it is ours."""
    return _open.get(document.RuntimeUID)


def forget(document: Any) -> None:
    _open.pop(document.RuntimeUID, None)
