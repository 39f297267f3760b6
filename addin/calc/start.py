"""UNO component org.parkeval.Start: run once when the office starts. Loads the functions of the
cells and watches documents."""

from __future__ import annotations

import traceback
from typing import Any

import unohelper
from com.sun.star.document import XDocumentEventListener
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob
from parkeval_calc import person, settings, workbook

SERVICE = "org.parkeval.Start"
LIBRARY, MODULE = "Standard", "ParkEval"
FUNCTIONS = "functions.bas"
BEFORE = ("OnSave", "OnSaveAs", "OnCopyTo")
SAVED = ("OnSaveDone", "OnSaveAsDone")
AFTER = ("OnCopyToDone", "OnSaveFailed", "OnSaveAsFailed", "OnCopyToFailed")
BROADCASTER = "/singletons/com.sun.star.frame.theGlobalEventBroadcaster"


class Watcher(unohelper.Base, XDocumentEventListener):
    """Hears of every document; touches none that is not ours."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.wrong: dict = {}  # what to tell once the workbook has a window

    def documentEventOccured(self, event: Any) -> None:
        try:
            self._occurred(event.EventName, event.Source)
        except Exception:  # an error of ours must not keep a person from opening or saving
            person.note(traceback.format_exc())

    def _occurred(self, name: str, document: Any) -> None:
        if name == "OnLoadFinished":
            self._loaded(document)
        elif name == "OnLoad":
            self._shown(document)
        elif (
            name == "OnCloseApp"
        ):  # before the library is stored: nothing of ours stays in the profile
            functions(self.context, "")
        elif name in (*BEFORE, *SAVED, *AFTER, "OnUnload"):
            ours = workbook.known(document)
            if ours is None:
                return
            if name in BEFORE:
                ours.before_saving()
            elif name == "OnUnload":
                workbook.forget(document)
            else:
                left_out = ours.after_saving(ours.path if name in SAVED else "")
                if name in SAVED:
                    workbook.unmodified(document)
                if left_out:
                    person.warn(document, "macros", "、".join(left_out))

    def _loaded(self, document: Any) -> None:
        ours = workbook.take(document)
        if ours is None or ours.edition != workbook.CELLS_CALL:
            return
        code, detail = settings.state()
        if code:
            self.wrong[document.RuntimeUID] = code, detail
        if (
            code != settings.NO_INTERPRETER
        ):  # else the values stored in the file are better than errors
            document.calculateAll()

    def _shown(self, document: Any) -> None:
        if workbook.known(document):
            workbook.unmodified(document)
        if document.RuntimeUID in self.wrong:
            code, detail = self.wrong.pop(document.RuntimeUID)
            person.warn(document, code, detail)

    def disposing(self, source: Any) -> None:
        pass


def functions(context: Any, source: str) -> None:
    """Puts the functions of the cells into the application's own library, or takes them out where
    `source` is empty.

    Calc takes functions of any other library, that of an extension too, for macros of the document,
    and blocks them.
    """
    container = "com.sun.star.script.ApplicationScriptLibraryContainer"
    libraries = context.ServiceManager.createInstanceWithContext(container, context)
    if not libraries.hasByName(LIBRARY):
        libraries.createLibrary(LIBRARY)
    libraries.loadLibrary(LIBRARY)
    library = libraries.getByName(LIBRARY)
    if library.hasByName(MODULE):
        library.removeByName(MODULE)
    if source:
        library.insertByName(MODULE, source)


class Start(unohelper.Base, XJob, XServiceInfo):
    """Not a listener by Jobs.xcu alone: only a listener hears of saving before it happens."""

    started = False

    def __init__(self, context: Any) -> None:
        self.context = context

    def execute(self, arguments: tuple) -> None:
        if not Start.started:
            Start.started = True
            functions(self.context, (settings.EXTENSION / FUNCTIONS).read_text(encoding="utf-8"))
            self.context.getValueByName(BROADCASTER).addDocumentEventListener(Watcher(self.context))

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Start, SERVICE, (SERVICE,))
