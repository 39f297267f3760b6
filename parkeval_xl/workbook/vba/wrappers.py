"""The VBA functions PARK_… of addin/excel/xlwings_udfs.bas: xlwings' own wrapper text, with errors
as errors.

A tool for developers. `python -m parkeval_xl.workbook.vba.wrappers` writes the file anew after the
registry or xlwings changed; a test compares the two. xlwings writes wrappers on Windows only, so
three modules of pywin32, which the generator imports and does not use, get stand-ins while it is
imported.
"""

from __future__ import annotations

import io
import re
import sys
import types
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT

from . import sources

HOST = "parkeval_xl.hosts.excel"
FILE = "xlwings_udfs.bas"
CATEGORY = (
    20  # the first function category of one's own in VB_ProcData: Excel counts 19 built-in ones
)
LONGEST_HELP = 255
_HEAD = """\
Attribute VB_Name = "xlwings_udfs"
Option Explicit
' Written by python -m parkeval_xl.workbook.vba.wrappers: change the registry, not this text.
#Const App = "Microsoft Excel"
"""
_ENGLISH_STATES = {
    PENDING_TEXT: "pending",
    NOT_APPLICABLE_TEXT: "not applicable",
}  # VBA source is ASCII
_STAND_INS = ("pythoncom", "pywintypes", "win32com", "win32com.client")


def generate() -> str:
    """The text of xlwings_udfs.bas for the functions registered now, line ends LF."""
    generator = _xlwings_udfs()
    host = import_module(HOST)
    functions = host.register(generator.xlfunc, generator.xlarg)
    out = io.StringIO()
    workbook = types.SimpleNamespace(
        Name="workbook.xlsm"
    )  # the name decides only between workbook and add-in
    generator.generate_vba_wrapper(HOST, types.SimpleNamespace(**functions), out, workbook)
    return _HEAD + describe(harden(out.getvalue()), host.descriptions())


def harden(text: str) -> str:
    """xlwings' wrappers, returning a real error value where xlwings returns the message as the
    cell's text."""
    hardened, count = re.subn(
        r"^( *)(\w+) = Err\.Description$", r"\1\2 = ParkFail(Err.Description)", text, flags=re.M
    )
    if count != len(re.findall(r"^Function ", text, flags=re.M)):
        raise ValueError("xlwings writes its wrappers in another way now; look at them again")
    return hardened


def describe(text: str, descriptions: Mapping[str, str]) -> str:
    """The wrappers with category and description for Excel's function wizard, as attributes of each
    function."""

    def attributes(match: re.Match[str]) -> str:
        name = match[1]
        description = f'Attribute {name}.VB_Description = "{_ascii(name, descriptions[name])}"'
        category = f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{CATEGORY}"'
        return "\n".join((match[0], description, category))

    return re.sub(r"^Function (\w+)\(.*\)$", attributes, text, flags=re.M)


def _ascii(name: str, help_text: str) -> str:
    for state, english in _ENGLISH_STATES.items():
        help_text = help_text.replace(state, english)
    if not help_text.isascii():
        raise ValueError(
            f"{name}: the English description must be ASCII to stand in VBA: {help_text}"
        )
    return help_text[:LONGEST_HELP].replace('"', '""')


def _xlwings_udfs() -> Any:
    """xlwings.udfs, with stand-ins for pywin32 where that is not installed."""
    with suppress(ImportError):
        return import_module("xlwings.udfs")
    stand_ins: dict[str, Any] = {name: mock.MagicMock(name=name) for name in _STAND_INS}
    for needed in ("xlwings", "concurrent.futures.thread"):
        import_module(
            needed
        )  # first, because what is imported below is forgotten together with the stand-ins
    with mock.patch.dict(sys.modules, stand_ins):
        generator = import_module("xlwings.udfs")
    sys.modules["xlwings.udfs"] = generator
    return generator


def main() -> None:
    target = Path(sources.folder(), FILE)
    target.write_text(generate(), encoding="ascii", newline="\n")
    print(target)


if __name__ == "__main__":
    main()
