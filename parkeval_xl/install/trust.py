"""Trusted locations, set only where a person asks for one by its folder.

Excel runs whatever lies in such a folder, and skips every other check. So no folder is taken into
which files arrive by themselves, and none that holds more than the person means.
"""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

from .answer import Refused, Text, refusal
from .machine import Machine
from .security_checks import USER, locations_barred, version

NAME = "ParkEval"
DESCRIPTION = "ParkEval XL"
_ARRIVING = (
    "Downloads",
    "Desktop",
    "Documents",
    "下载",
    "桌面",
    "文档",
)  # wherever they lie: files arrive there by themselves
# where the person has these folders
_MOVED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
_MOVED_NAMES = (
    "Desktop",
    "Personal",
    "{374DE290-123F-4565-9164-39C4925E467B}",
)  # the last: downloads
_DISGUISED = re.compile(
    r"[. ]$|~\d|:"
)  # Windows drops dots and spaces at the end; DOWNLO~1 is Downloads
_SHARED = (
    "USERPROFILE",
    "PUBLIC",
    "APPDATA",
    "LOCALAPPDATA",
    "SystemRoot",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramData",
)
_FED = (
    "TEMP",
    "TMP",
    "OneDrive",
    "OneDriveConsumer",
    "OneDriveCommercial",
)  # programs or other people put files there
_MEND: Text = (
    "在本机新建一个只放评价工作簿的文件夹，如 C:\\ParkEval\\工作簿",
    "make a local folder for these workbooks only, like C:\\ParkEval\\books",
)


def place(machine: Machine, folder: str) -> str | None:
    """The key a trusted location for this folder is to have; None where it is trusted already.
    Raises Refused."""
    barred = locations_barred(machine)
    if barred is not None:
        raise refusal(
            barred, ("不设受信任位置，或请信息部门设置", "do without, or ask the IT department")
        )
    path = PureWindowsPath(folder)
    _refuse_unsafe(machine, path)
    root = USER.format(version=version(machine)) + r"\Trusted Locations"
    taken = {
        name.lower(): str(machine.value(rf"{root}\{name}", "Path") or "")
        for name in machine.keys(root)
    }
    if any(PureWindowsPath(p) == path for p in taken.values() if p):
        return None
    number = next(n for n in range(1, len(taken) + 2) if f"{NAME}{n}".lower() not in taken)
    return rf"{root}\{NAME}{number}"


def trust(machine: Machine, key: str, folder: str) -> None:
    """Make a folder trusted, without those below it."""
    machine.set_values(
        key,
        {
            "Path": str(PureWindowsPath(folder)) + "\\",
            "AllowSubfolders": 0,
            "Description": DESCRIPTION,
        },
    )


def untrust(machine: Machine, key: str) -> bool:
    """Remove a location that `trust` has made; one that somebody has changed since stays. Whether
    it was removed."""
    if rf"\Trusted Locations\{NAME}" not in key or machine.value(key, "Description") != DESCRIPTION:
        return False
    machine.remove_key(key)
    return True


def _refuse_unsafe(machine: Machine, path: PureWindowsPath) -> None:
    if (
        path.drive.startswith("\\\\")
        or not path.is_absolute()
        or ".." in path.parts
        or machine.is_network(str(path))
    ):
        raise Refused(
            "受信任位置应是本机文件夹的完整路径（如 C:\\ParkEval\\工作簿），不能是网络位置",
            (
                "a trusted location is the full path of a local folder (like "
                "C:\\ParkEval\\books), not on the network"
            ),
        )
    if not machine.is_folder(str(path)):
        raise Refused(f"没有文件夹 {path}，请先新建", f"there is no folder {path}; make it first")
    if any(_DISGUISED.search(part) for part in path.parts[1:]):
        raise Refused(
            f"请写出文件夹的完整名称，末尾不带点和空格：{path}",
            f"write the folder's full name, without dots and spaces at the end: {path}",
        )
    environment = machine.environment
    whole = [PureWindowsPath(environment[n]) for n in _SHARED if environment.get(n)]
    inside = [PureWindowsPath(environment[n]) for n in _FED if environment.get(n)]
    inside += [PureWindowsPath(machine.home) / n for n in _ARRIVING]
    inside += [
        PureWindowsPath(moved)
        for moved in (machine.value(_MOVED, n) for n in _MOVED_NAMES)
        if isinstance(moved, str) and moved
    ]
    if path == PureWindowsPath(path.anchor) or any(w.is_relative_to(path) for w in whole + inside):
        raise refusal(
            (
                f"{path} 范围太大，其中的一切文件都会不经询问运行宏",
                f"{path} is too wide: all that lies in it would run macros unasked",
            ),
            _MEND,
        )
    arriving = {name.lower() for name in _ARRIVING} & {part.lower() for part in path.parts}
    if arriving or any(path.is_relative_to(f) for f in inside):
        raise refusal(
            (
                f"{path} 会存放下载、临时或同步来的文件，不能受信任",
                (
                    f"{path} takes files that are downloaded, temporary or synchronised, and "
                    "cannot be trusted"
                ),
            ),
            _MEND,
        )
