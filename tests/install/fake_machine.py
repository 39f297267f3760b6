"""A Windows computer that is a dictionary: registry, files and environment of a test."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PureWindowsPath

from parkeval_xl.install.answer import Text
from parkeval_xl.install.machine import Value

PYTHON = r"C:\ParkEval\Python311\python.exe"
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
CLASS = "{00024500-0000-0000-C000-000000000046}"
CONF = r"C:\Users\wang\.xlwings\xlwings.conf"
RECORD = r"C:\Users\wang\.xlwings\parkeval.json"
XLWINGS = "0.37.8"  # as in pyproject.toml


def program(machine_type: int) -> bytes:
    """The head of a program file for Windows, by the PE format: "PE" and the machine type where
    offset 0x3C points."""
    return (
        b"MZ".ljust(0x3C, b"\0")
        + struct.pack("<I", 0x80)
        + b"\0" * 0x40
        + b"PE\0\0"
        + struct.pack("<H", machine_type)
    )


@dataclass
class FakeMachine:
    """Satisfies `Machine`. Names of keys, values and files have no case, as on Windows."""

    system: str = "win32"
    interpreter: str = PYTHON
    version: tuple[int, int, int] = (3, 11, 9)
    bits: int = 64
    code_page: str = "cp936"
    home: str = r"C:\Users\wang"
    environment: dict[str, str] = field(default_factory=dict)
    distributions: dict[str, str] = field(default_factory=dict)
    broken_modules: set[str] = field(default_factory=set)
    registry: dict[str, dict[str, Value]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    network_drives: set[str] = field(default_factory=set)
    read_only: bool = False
    locked_keys: bool = False
    office_program: str = ""
    uno: tuple[str, Text] = ("/usr/bin/python3", ("", ""))
    font: bool | None = True
    misleading: bool = False

    def distribution(self, name: str) -> str:
        return self.distributions.get(name, "")

    def requirements(self) -> Sequence[str]:
        return ["click>=8.1", f"xlwings=={XLWINGS}", "xlwings-other==9"]

    def importable(self, module: str) -> bool:
        return module not in self.broken_modules

    def value(self, key: str, name: str = "") -> Value | None:
        found = {k.lower(): v for k, v in self.registry.items()}.get(key.lower(), {})
        return {n.lower(): v for n, v in found.items()}.get(name.lower())

    def keys(self, key: str) -> Sequence[str]:
        head = key.lower() + "\\"
        return list(
            dict.fromkeys(
                k[len(head) :].partition("\\")[0]
                for k in self.registry
                if k.lower().startswith(head)
            )
        )

    def set_values(self, key: str, values: Mapping[str, Value]) -> None:
        if self.locked_keys:
            raise PermissionError(13, "Access is denied", key)
        self.registry[key] = dict(values)

    def remove_key(self, key: str) -> None:
        del self.registry[key]

    def _file(self, path: str) -> str | None:
        return next((f for f in self.files if f.lower() == path.lower()), None)

    def read(self, path: str, limit: int = -1) -> bytes | None:
        found = self._file(path)
        return None if found is None else self.files[found][: limit if limit >= 0 else None]

    def is_folder(self, path: str) -> bool:
        return path.lower() in {f.lower() for f in self.folders}

    def is_network(self, path: str) -> bool:
        return PureWindowsPath(path).drive.upper() in self.network_drives

    def files_in(self, folder: str) -> Sequence[str]:
        return [
            p.name for p in map(PureWindowsPath, self.files) if p.parent == PureWindowsPath(folder)
        ]

    def write(self, path: str, content: bytes) -> None:
        if self.read_only:
            raise PermissionError(13, "Access is denied", path)
        self.folders.add(str(PureWindowsPath(path).parent))
        self.files[self._file(path) or path] = content

    def remove(self, path: str) -> None:
        found = self._file(path)
        if found is None:
            raise FileNotFoundError(2, "not there", path)
        del self.files[found]

    def remove_folder(self, path: str) -> bool:
        empty = not any(PureWindowsPath(f).is_relative_to(path) for f in self.files)
        if empty:
            self.folders.discard(path)
        return empty

    def office(self) -> str:
        return self.office_program

    def uno_python(self, office: str) -> tuple[str, Text]:
        return self.uno

    def misleads(self, uno_python: str) -> bool:
        return self.misleading

    def chinese_font(self) -> bool | None:
        return self.font


def clean(**changes: object) -> FakeMachine:
    """Windows with 64-bit Excel of Microsoft 365 and a Python from python.org with this package,
    nothing installed yet."""
    machine = FakeMachine(
        environment={
            "USERPROFILE": r"C:\Users\wang",
            "TEMP": r"C:\Users\wang\AppData\Local\Temp",
            "SystemRoot": r"C:\Windows",
            "ProgramFiles": r"C:\Program Files",
            "OneDrive": r"C:\Users\wang\OneDrive",
        },
        distributions={"xlwings": XLWINGS, "pywin32": "311"},
        registry={
            r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe": {"": EXCEL},
            r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration": {
                "Platform": "x64",
                "VersionToReport": "16.0.17328.20162",
            },
            r"HKCR\Excel.Application\CLSID": {"": CLASS},
            r"HKCR\Excel.Application\CurVer": {"": "Excel.Application.16"},
            rf"HKCR\CLSID\{CLASS}\LocalServer32": {"": EXCEL + " /automation"},
        },
        files={
            EXCEL: program(0x8664),
            rf"C:\ParkEval\Python311\xlwings64-{XLWINGS}.dll": b"MZ",
            rf"C:\ParkEval\Python311\xlwings32-{XLWINGS}.dll": b"MZ",
        },
        folders={r"C:\ParkEval", r"C:\ParkEval\books"},
    )
    for name, value in changes.items():
        setattr(machine, name, value)
    return machine
