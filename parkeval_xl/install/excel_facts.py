"""Which Excel is on a Windows machine, and who answers to its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PureWindowsPath

from .machine import Machine

APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
NEWEST = "16.0"  # Office 2016, 2019, 2021, 2024 and Microsoft 365
WPS = ("\\wps.exe", "\\et.exe", "wpsoffice", "wps office", "kingsoft")
_MACHINES = {0x14C: 32, 0x8664: 64, 0xAA64: 64}  # x86, x64, ARM64: field Machine of a PE file
_HEADER = 4096


@dataclass(frozen=True)
class Excel:
    """An installed Excel: program, word length (0 where unknown), version as in registry keys,
    build (may be empty)."""

    path: str
    bits: int
    version: str
    build: str


def excel(machine: Machine) -> Excel | None:
    """The Excel that starts when somebody asks for excel.exe; None where there is none."""
    for hive in ("HKCU", "HKLM"):
        path = str(machine.value(rf"{hive}\{APP_PATHS}") or "").strip('" ')
        header = (
            machine.read(path, _HEADER)
            if PureWindowsPath(path).name.lower() == "excel.exe"
            else None
        )
        if header is not None and not any(w in path.lower() for w in WPS):
            build = str(machine.value(CLICK_TO_RUN, "VersionToReport") or "")
            return Excel(
                path,
                _bits(header) or _click_to_run_bits(machine),
                _version(machine, path, build),
                build,
            )
    return None


def _bits(header: bytes) -> int:
    at = int.from_bytes(header[0x3C:0x40], "little")
    if header[:2] != b"MZ" or header[at : at + 4] != b"PE\0\0":
        return 0
    return _MACHINES.get(int.from_bytes(header[at + 4 : at + 6], "little"), 0)


def _click_to_run_bits(machine: Machine) -> int:
    return {"x86": 32, "x64": 64}.get(str(machine.value(CLICK_TO_RUN, "Platform")).lower(), 0)


def _version(machine: Machine, path: str, build: str) -> str:
    """Like 16.0: by the build, the folder (Office16) or the name registered for COM
    (Excel.Application.16)."""
    registered = str(machine.value(r"HKCR\Excel.Application\CurVer") or "")
    for text, pattern in (
        (build, r"^(\d+)\.\d"),
        (path, r"\\Office(\d+)\\"),
        (registered, r"^Excel\.Application\.(\d+)$"),
    ):
        if found := re.search(pattern, text, re.I):
            return f"{int(found[1])}.0"
    return NEWEST


def server(machine: Machine) -> str:
    """The program that starts where somebody asks COM for Excel.Application; empty where none
    does."""
    identity = str(machine.value(r"HKCR\Excel.Application\CLSID") or "")
    return str(machine.value(rf"HKCR\CLSID\{identity}\LocalServer32") or "") if identity else ""


def is_wps(program: str) -> bool:
    """Whether a program is WPS."""
    return any(word in program.lower() for word in WPS)
