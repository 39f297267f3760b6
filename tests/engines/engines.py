"""The engines: each takes a workbook file and gives what its cells show after every formula was
computed anew."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from parkeval_xl.core.values import CellError
from parkeval_xl.hosts.calc import CalcError, Office, find_soffice

from . import packages
from .packages import Sheets

LIMIT = 60.0  # seconds for a workbook; the longest takes 5
_CHILD = Path(__file__).with_name("formualizer_child.py")
_KINDS = {
    "Div": CellError.DIV0,
    "Na": CellError.NA,
    "Name": CellError.NAME,
    "Null": CellError.NULL,
    "Num": CellError.NUM,
    "Ref": CellError.REF,
}


class Engine:
    """An engine. With `any_error` its kind of error is not compared; it takes the first of every
    `share` workbooks of a family."""

    name = ""
    any_error = True
    share = 1

    def lacks(self) -> str:
        """What is missing on this machine, or nothing."""
        raise NotImplementedError

    def recalculated(self, path: Path) -> Sheets | None:
        """What the cells of the workbook show; None where the engine crashed or took too long."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends what the engine keeps running."""


class LibreOffice(Engine):
    """LibreOffice Calc without any add-in; kept running, and started anew after a crash.

    It takes a few workbooks only: tests/hosts types 120 generated parks into it.
    """

    name = "libreoffice"
    share = 4

    def __init__(self) -> None:
        self._office: Office | None = None

    def lacks(self) -> str:
        return "" if find_soffice() else "LibreOffice"

    def recalculated(self, path: Path) -> Sheets | None:
        if self._office is None:
            self._office = Office.start(udf=False)
        try:
            with self._office.open(path) as document:
                document.recalculate()
                return {name: grid(document.read(name)) for name in document.sheets}
        except CalcError:
            self.close()
            return None

    def close(self) -> None:
        if self._office is not None:
            self._office.close()
            self._office = None


class Gnumeric(Engine):
    """Gnumeric through ssconvert, into a workbook whose values are read."""

    name = "gnumeric"

    def lacks(self) -> str:
        return "" if shutil.which("ssconvert") else "Gnumeric (ssconvert)"

    def recalculated(self, path: Path) -> Sheets | None:
        target = path.with_name(f"{path.stem}-gnumeric.xlsx")
        done = _run(["ssconvert", "--recalc", str(path), str(target)])
        try:
            return packages.values(target) if done and target.is_file() else None
        finally:
            target.unlink(missing_ok=True)


class Formualizer(Engine):
    """Formualizer (PyPI), a process for each workbook."""

    name = "formualizer"

    def lacks(self) -> str:
        return "" if importlib.util.find_spec("formualizer") else "formualizer (PyPI)"

    def recalculated(self, path: Path) -> Sheets | None:
        target = path.with_suffix(".json")
        sizes = json.dumps(packages.sizes(path))
        if not _run([sys.executable, str(_CHILD), str(path), str(target), sizes]):
            return None
        found = json.loads(target.read_text(encoding="utf-8"))
        target.unlink()
        return {
            sheet: {(row, column): _value(value) for row, column, value in cells}
            for sheet, cells in found.items()
        }


ENGINES: tuple[type[Engine], ...] = (LibreOffice, Gnumeric, Formualizer)


def running(stack: ExitStack, *, required: bool) -> list[Engine]:
    """The engines of this machine, closed with the stack; with `required` a missing one is an
    error."""
    out = [engine() for engine in ENGINES]
    lacking = [engine.lacks() for engine in out if engine.lacks()]
    if required and lacking:
        raise SystemExit(f"not installed: {', '.join(lacking)}")
    for engine in out:
        stack.callback(engine.close)
    return [engine for engine in out if not engine.lacks()]


def grid(rows: list[list[Any]]) -> packages.Grid:
    """Rows as a document gives them, as a grid."""
    return {
        (r, c): value
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    }


def _run(command: list[str]) -> bool:
    """Whether a command ended well within the limit."""
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False)
        return done.returncode == 0
    return False


def _value(value: Any) -> Any:
    """A value of Formualizer as a cell shows it."""
    if isinstance(value, dict) and value.get("type") == "Error":
        return _KINDS.get(value["kind"], CellError.VALUE)
    return float(value) if type(value) is int else value
