"""What installing asks of a machine: its Python, its environment, its registry and its files.

`this_machine` is the real one. Registry keys are written with their hive, like
HKCU\\Software\\Microsoft; on a system without a registry nothing is found. A file that is there and
cannot be read, and what cannot be written, raises OSError.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from .answer import Text

WINDOWS = "win32"
Value = str | int


class Machine(Protocol):
    """One computer, as the person who runs the command sees it."""

    @property
    def system(self) -> str:
        """As sys.platform: win32, linux, darwin."""

    @property
    def interpreter(self) -> str:
        """The Python that runs this, with its path."""

    @property
    def version(self) -> tuple[int, int, int]:
        """Python's version."""

    @property
    def bits(self) -> int:
        """Python's word length, 32 or 64."""

    @property
    def code_page(self) -> str:
        """The codec of texts for programs that know no Unicode, like VBA's files and the DLL of
        xlwings."""

    @property
    def home(self) -> str:
        """The person's folder; on Windows what VBA takes for it, %USERPROFILE%."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Environment variables."""

    def distribution(self, name: str) -> str:
        """The installed version of a Python distribution; empty where there is none."""

    def requirements(self) -> Sequence[str]:
        """What this package requires, as its metadata says."""

    def importable(self, module: str) -> bool:
        """Whether a module can be imported."""

    def value(self, key: str, name: str = "") -> Value | None:
        """A value of the registry; the default value of the key where no name is given."""

    def keys(self, key: str) -> Sequence[str]:
        """Names of the keys below a key of the registry."""

    def set_values(self, key: str, values: Mapping[str, Value]) -> None:
        """Make a key with these values: texts and double words."""

    def remove_key(self, key: str) -> None:
        """Remove a key without keys below it."""

    def read(self, path: str, limit: int = -1) -> bytes | None:
        """The first `limit` bytes of a file, or all; None where there is none to read."""

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""

    def is_network(self, path: str) -> bool:
        """Whether the drive of a path is one of another computer, a letter given to it included."""

    def files_in(self, folder: str) -> Sequence[str]:
        """Names of the files in a folder; none where it is not there or cannot be read."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file, all of it or nothing, and its folder where that is missing."""

    def remove(self, path: str) -> None:
        """Remove a file."""

    def remove_folder(self, path: str) -> bool:
        """Remove a folder if it is empty; whether it was."""

    def office(self) -> str:
        """The program of LibreOffice; empty where there is none."""

    def uno_python(self, office: str) -> tuple[str, Text]:
        """A Python that can drive LibreOffice, or why there is none."""

    def misleads(self, uno_python: str) -> bool:
        """Whether LibreOffice, started from this environment, takes another Python for its own."""

    def chinese_font(self) -> bool | None:
        """Whether a font with Chinese is installed; None where that cannot be asked."""


def number(machine: Machine, key: str, name: str) -> int | None:
    """A number of the registry, whatever type whoever set it has chosen."""
    value = machine.value(key, name)
    if isinstance(value, str):
        text = value.strip()
        return int(text) if text.isascii() and text.isdigit() else None
    return value
