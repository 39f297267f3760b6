"""LibreOffice Calc as a host: opens workbooks in a real spreadsheet, recalculates every cell,
reads.

    with Office.start() as office:
        with office.open("园区.xlsx") as book:
            book.set({"废钢铁!B5": 120.0, ("废钢铁", 5, 1): "=B5*2"})
            book.recalculate()
            rows = book.read("废钢铁")

=PARK_…() in cells is answered by the project's own interpreter: Basic functions in a private
profile, generated from the registry, call addin/calc/bridge.py, which talks to `calc_server`.
Macros of a workbook are not executed unless asked for.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from .calc_document import Cell, CellValue, Document
from .calc_process import CalcError, Driver, find_soffice, find_uno_python
from .calc_server import FUNCTIONS

__all__ = ["CalcError", "Cell", "CellValue", "Document", "Office", "find_soffice", "recalculated"]

CALL_LIMIT = 20.0  # seconds the interpreter may take for one call, its own start included
_PACKAGE = Path(__file__).resolve().parents[1]


def sources() -> Path:
    """The folder of what runs inside Calc: beside the package in a checkout, within it when
    installed."""
    places = (_PACKAGE.parent / "addin" / "calc", _PACKAGE / "addin" / "calc")
    for place in places:
        if (place / "bridge.py").is_file():
            return place
    raise CalcError("no_sources", places=" ".join(map(str, places)))


def basic_text(registry: Mapping[str, Any]) -> str:
    """The Basic module with one wrapper for each function of the registry.

    A required argument left out is an error in Basic, hence #VALUE!; an optional one reaches Python
    as None.
    """
    template = (sources() / "functions.bas").read_text(encoding="utf-8")
    head, _, pattern = template.partition("' one for each function:\n")
    wrappers = []
    for name, function in registry.items():
        optional = [param.optional for param in function.params]
        parameters = ", ".join(f"{'Optional ' if o else ''}p{i}" for i, o in enumerate(optional))
        copies = "\n".join(
            f"  {f'If Not IsMissing(p{i}) Then ' if o else ''}arguments({i}) = p{i}"
            for i, o in enumerate(optional)
        )
        wrapper = pattern.replace("$copies", copies).replace("$parameters", parameters)
        wrappers.append(wrapper.replace("$last", str(len(optional) - 1)).replace("$name", name))
    return head + "\n".join(wrappers)


class Office:
    """A running LibreOffice on a fresh private profile, ended on leaving the `with` block."""

    def __init__(self, driver: Driver, folder: Path, udf: bool) -> None:
        self._driver = driver
        self.folder = folder
        self._udf = udf

    @classmethod
    def start(
        cls,
        udf: bool = True,
        python: str = sys.executable,
        *,
        functions: str = FUNCTIONS,
        path: Sequence[str | Path] = (),
        call_limit: float = CALL_LIMIT,
        profile: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Office:
        """Starts LibreOffice in about 1.5 s; raises CalcError with the reason.

        With `udf` the functions of the module `functions` (its REGISTRY and call) answer in cells,
        run by the interpreter `python`; `path` are further folders to import from; `call_limit`
        seconds are given to a call. A `profile` is used as it is, with what is installed there,
        instead of a fresh one.
        """
        soffice = find_soffice()
        if soffice is None:
            raise CalcError("no_soffice")
        interpreter = find_uno_python(soffice)
        here = sources()
        folder = Path(tempfile.mkdtemp(prefix="parkeval-"))
        settings: dict[str, Any] = {
            "soffice": str(soffice),
            "folder": str(folder),
            "components": {"org.parkeval.Documents": str(here / "documents.py")},
            "basic": "",
            "environment": dict(environment or {}),
            "profile": str(profile.absolute()) if profile else "",
        }
        try:
            if udf:
                settings["components"]["org.parkeval.Bridge"] = str(here / "bridge.py")
                settings["basic"] = basic_text(importlib.import_module(functions).REGISTRY)
                settings["environment"]["PARKEVAL_BRIDGE"] = str(folder / "bridge.json")
                bridge = _bridge_settings(python, functions, path, call_limit, folder)
                (folder / "bridge.json").write_text(json.dumps(bridge), encoding="utf-8")
            return cls(Driver(interpreter, settings), folder, udf)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, command: str, **arguments: Any) -> Any:
        """One command of addin/calc/documents.py; raises CalcError where it is refused."""
        return self._driver.ask({"do": command, **arguments})

    @property
    def running(self) -> bool:
        """Whether requests can be answered."""
        return self._driver.running

    @property
    def process_id(self) -> int:
        """The process LibreOffice was started as; also the id of its process group."""
        return self._driver.office

    @property
    def version(self) -> str:
        """LibreOffice's version, like 7.4.7.2."""
        return str(self.ask("version"))

    @property
    def log(self) -> str:
        """Why calls gave errors, one line each, and whatever the functions printed."""
        file = self.folder / "bridge.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""

    def open(self, path: str | Path, *, shown: bool = False, macros: bool = False) -> Document:
        """Opens a workbook (.xlsx, .xlsm, .ods); raises CalcError where it is missing, damaged or
        no workbook.

        `shown` opens it in a window, as a person does; `macros` lets its macros run.
        """
        wishes = {"drop_own_functions": self._udf, "shown": shown, "macros": macros}
        number = self.ask("open", path=str(Path(path).absolute()), **wishes)
        return Document(self, number)

    def close(self) -> None:
        """Ends LibreOffice and removes its profile; a second time does nothing."""
        self._driver.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _bridge_settings(
    python: str, functions: str, path: Sequence[str | Path], limit: float, folder: Path
) -> dict[str, Any]:
    folders = [str(_PACKAGE.parent), *map(str, path), os.environ.get("PYTHONPATH", "")]
    environment = {
        k: v for k, v in os.environ.items() if k in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    }
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
    return {
        "functions": [python, "-m", "parkeval_xl.hosts.calc_server", functions],
        "environment": environment,
        "limit": limit,
        "log": str(folder / "bridge.log"),
    }


def recalculated(path: str | Path, udf: bool = False) -> dict[str, list[list[CellValue]]]:
    """All sheets of a workbook after Calc has computed every cell; an office is started and ended
    for it."""
    with Office.start(udf=udf) as office, office.open(path) as book:
        book.recalculate()
        return {sheet: book.read(sheet) for sheet in book.sheets}
