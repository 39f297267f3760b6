"""Where the modules of the macro project come from: our texts in addin/excel, and xlwings' own
module as installed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from .project import Module, module

OWN = ("ParkErrors.bas", "ParkPython.bas", "ParkRibbon.bas", "xlwings_udfs.bas")
ACCEPTANCE = "ParkAcceptance.bas"  # of the acceptance workbook only
RIBBON = "customUI14.xml"
THIS_WORKBOOK = "ThisWorkbook"
_EMPTY_SHEET = "Option Explicit\n"


@cache
def folder() -> Path:
    """The folder addin/excel: beside the package in a clone, inside it once installed."""
    package = Path(__file__).parents[2]
    places = (package / "addin" / "excel", package.parent / "addin" / "excel")
    for place in places:
        if (place / RIBBON).is_file():
            return place
    raise FileNotFoundError(
        f"the VBA modules of ParkEval XL are missing; looked in {places[0]} and {places[1]}"
    )


def text(name: str) -> str:
    """The text of one of our files."""
    return (folder() / name).read_text(encoding="utf-8")


@cache
def ribbon() -> bytes:
    """The ribbon as it goes into the package."""
    return text(RIBBON).encode()


@cache
def xlwings_module() -> str:
    """xlwings' VBA module with its licence (BSD-3-Clause), taken from the installed package.

    It is the text that `xlwings quickstart --standalone` embeds, so no add-in is referenced. It
    names the DLL of its version; ValueError where text and package are not of one version.
    """
    found = importlib.util.find_spec("xlwings")  # does not import it, which takes most of a second
    if found is None or found.origin is None:
        raise FileNotFoundError(
            "xlwings is not installed; it brings the VBA module of the UDF edition"
        )
    vba = Path(found.origin).with_name("xlwings.bas").read_text(encoding="utf-8")
    version = importlib.metadata.version("xlwings")
    for needed in (
        f'VERSION As String = "{version}"',
        f'"xlwings64-{version}.dll"',
        f'"xlwings32-{version}.dll"',
    ):
        if needed not in vba:
            raise ValueError(
                f"xlwings.bas does not belong to xlwings {version}: {needed} is missing"
            )
    return vba


def sheet_code_names(count: int) -> list[str]:
    """VBA's names of the sheets, ASCII whatever the sheets are called."""
    return [f"Sheet{number}" for number in range(1, count + 1)]


def modules(sheets: Sequence[str] = (), more: Sequence[str] = ()) -> list[Module]:
    """All modules of the project; `sheets` are the code names of the sheets, hidden ones
    included, `more` names further files of ours."""
    documents = [module(THIS_WORKBOOK, "workbook", text(f"{THIS_WORKBOOK}.cls"))]
    documents += [module(name, "sheet", _EMPTY_SHEET) for name in sheets]
    own = [module(Path(name).stem, "standard", text(name)) for name in (*OWN, *more)]
    return [*documents, module("xlwings", "standard", xlwings_module()), *own]
