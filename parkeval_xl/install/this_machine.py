"""The machine this runs on."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import importlib.metadata
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ..hosts.calc_process import CalcError, find_soffice, find_uno_python, goes_astray
from .answer import Text
from .machine import Value

_HIVES = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE", "HKCR": "HKEY_CLASSES_ROOT"}
_REMOTE = 4  # DRIVE_REMOTE


class ThisMachine:
    """The real `Machine`."""

    system = sys.platform
    version = sys.version_info[:3]
    bits = struct.calcsize("P") * 8
    code_page = "mbcs" if sys.platform == "win32" else "utf-8"

    @property
    def interpreter(self) -> str:
        """The Python that runs this."""
        return sys.executable

    @property
    def home(self) -> str:
        """The person's folder."""
        return os.environ.get("USERPROFILE") or str(Path.home())

    @property
    def environment(self) -> Mapping[str, str]:
        """Environment variables."""
        return os.environ

    def distribution(self, name: str) -> str:
        """The installed version of a distribution."""
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            return ""

    def requirements(self) -> Sequence[str]:
        """What this package requires."""
        try:
            return importlib.metadata.requires("parkeval-xl") or []
        except importlib.metadata.PackageNotFoundError:
            return []

    def importable(self, module: str) -> bool:
        """Whether a module can be imported, its libraries included."""
        try:
            importlib.import_module(module)
        except (ImportError, OSError):
            return False
        return True

    @cached_property
    def _winreg(self) -> Any:
        return importlib.import_module("winreg") if sys.platform == "win32" else None

    @contextlib.contextmanager
    def _key(self, key: str, view: int) -> Iterator[Any]:
        hive, _, rest = key.partition("\\")
        with self._winreg.OpenKey(
            getattr(self._winreg, _HIVES[hive]), rest, 0, self._winreg.KEY_READ | view
        ) as opened:
            yield opened

    def _views(self) -> tuple[int, ...]:
        """The registry of 64-bit programs, then that of 32-bit ones."""
        return (self._winreg.KEY_WOW64_64KEY, self._winreg.KEY_WOW64_32KEY) if self._winreg else ()

    def value(self, key: str, name: str = "") -> Value | None:
        """A value of the registry, of programs of either word length."""
        for view in self._views():
            with contextlib.suppress(OSError), self._key(key, view) as opened:
                value, kind = self._winreg.QueryValueEx(opened, name)
                if kind == self._winreg.REG_EXPAND_SZ:
                    value = self._winreg.ExpandEnvironmentStrings(value)
                if isinstance(value, str | int):
                    return value
        return None

    def keys(self, key: str) -> Sequence[str]:
        """Names of the keys below a key."""
        for view in self._views():
            with contextlib.suppress(OSError), self._key(key, view) as opened:
                count = self._winreg.QueryInfoKey(opened)[0]
                return [self._winreg.EnumKey(opened, index) for index in range(count)]
        return []

    def set_values(self, key: str, values: Mapping[str, Value]) -> None:
        """Make a key with these values."""
        hive, _, rest = key.partition("\\")
        with self._winreg.CreateKey(getattr(self._winreg, _HIVES[hive]), rest) as made:
            for name, value in values.items():
                kind = self._winreg.REG_DWORD if isinstance(value, int) else self._winreg.REG_SZ
                self._winreg.SetValueEx(made, name, 0, kind, value)

    def remove_key(self, key: str) -> None:
        """Remove a key."""
        hive, _, rest = key.partition("\\")
        self._winreg.DeleteKey(getattr(self._winreg, _HIVES[hive]), rest)

    def read(self, path: str, limit: int = -1) -> bytes | None:
        """The first bytes of a file."""
        try:
            with open(path, "rb") as file:
                return file.read(limit)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
            return None

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        return os.path.isdir(path)

    def is_network(self, path: str) -> bool:
        """Whether the drive of a path is one of another computer."""
        libraries: Any = getattr(ctypes, "windll", None)
        return (
            libraries is not None
            and libraries.kernel32.GetDriveTypeW(os.path.splitdrive(path)[0] + "\\") == _REMOTE
        )

    def files_in(self, folder: str) -> Sequence[str]:
        """Names of the files in a folder."""
        try:
            with os.scandir(folder) as entries:
                return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except OSError:
            return []

    def write(self, path: str, content: bytes) -> None:
        """Write a file, all of it or nothing."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        beside = path + ".part"
        try:
            Path(beside).write_bytes(content)
            os.replace(beside, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.remove(beside)
            raise

    def remove(self, path: str) -> None:
        """Remove a file."""
        os.remove(path)

    def remove_folder(self, path: str) -> bool:
        """Remove an empty folder."""
        try:
            os.rmdir(path)
        except OSError:
            return False
        return True

    def office(self) -> str:
        """The program of LibreOffice."""
        return str(find_soffice() or "")

    def uno_python(self, office: str) -> tuple[str, Text]:
        """A Python that can drive LibreOffice, or why there is none."""
        try:
            return find_uno_python(Path(office)), ("", "")
        except CalcError as error:
            return "", (str(error), str(error))

    def misleads(self, uno_python: str) -> bool:
        """Whether LibreOffice, started from here, takes another Python for its own."""
        try:
            return goes_astray(uno_python)
        except (OSError, subprocess.TimeoutExpired):
            return False  # whether it starts at all is asked elsewhere

    def chinese_font(self) -> bool | None:
        """Whether a font with Chinese is installed, where fontconfig can be asked."""
        asked = shutil.which("fc-list") if self.system.startswith("linux") else None
        if asked is None:
            return None
        done = subprocess.run([asked, ":lang=zh", "family"], capture_output=True, check=False)
        return bool(done.stdout.strip()) if done.returncode == 0 else None
