"""Checks of one workbook that came from somebody: its origin, its macros, its place. Nothing of it
is executed."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

from ..checks.finding import Finding
from ..checks.foreign_code import foreign_code
from ..workbook import macros
from ..workbook.problems import FileProblem
from ..workbook.read import load
from ..workbook.vba import project, sources
from ..workbook.vba.reader import ProjectError
from .answer import Answer, Result, Text, fault, not_applicable, ok, warning
from .machine import WINDOWS, Machine

LONGEST_PATH = 218  # of a workbook in Excel, its name included
UNSURE = "CODE_UNSURE"  # what nobody here can judge; every other finding about code is a fault
MOST = 5  # findings told one by one
_NO_FILE = ("FILE_MISSING", "FILE_FOLDER")
MARK = "Zone.Identifier"
INTERNET = 3  # zones 3 (internet) and 4 (restricted sites) count as foreign
_CLEAN = (
    (
        "不要启用宏；用 python -m parkeval_xl convert 文件 -o 新文件.xlsm --udf 取出数据，"
        "得到干净的文件"
    ),
    (
        "do not enable macros; python -m parkeval_xl convert FILE -o NEW.xlsm --udf takes the "
        "data into a clean file"
    ),
)


class Received:
    """A workbook file on a machine."""

    def __init__(self, machine: Machine, path: Path) -> None:
        self.machine, self.path = machine, path
        self.unusable: FileProblem | None = None

    def results(self) -> list[Result]:
        """All checks of the file; FileProblem where there is none to check. Why it is no workbook
        of ours stands in `unusable`, too."""
        file, macros = ("file", ("文件", "file")), ("file_macros", ("宏", "macros"))
        try:
            contents = [
                Result(*file, ok(("是本工具的工作簿", "a workbook of this tool"))),
                Result(*macros, self.macros()),
            ]
        except FileProblem as problem:
            if problem.code in _NO_FILE:
                raise
            self.unusable, reasons = problem, (problem.reason_zh, problem.reason_en)
            contents = [
                Result(
                    *file,
                    fault(
                        reasons,
                        (
                            "不要启用其中的宏，向发送人核实",
                            "do not enable its macros; ask who sent it",
                        ),
                    ),
                )
            ]
        return [
            *contents,
            Result("file_origin", ("来源标记", "mark of the web"), self.origin()),
            Result("file_settings", ("旁边的设置", "settings beside it"), self.settings_beside()),
            Result("file_place", ("位置", "place"), self.place()),
        ]

    def macros(self) -> Answer:
        """The macro project against ours: none, the very bytes, the same source, or foreign.
        FileProblem where it cannot be read."""
        loaded = load(self.path)
        package = loaded.package
        found = list(foreign_code(loaded))
        foreign, unsure = (
            [f for f in found if f.code != UNSURE],
            [f for f in found if f.code == UNSURE],
        )
        if foreign:
            zh, en = _as_text(foreign)
            other = _other_xlwings(self.path)
            return fault(
                (zh + f"（其中 xlwings 为 {other}）", f"{en} (xlwings is {other})")
                if other
                else (zh, en),
                _CLEAN,
            )
        if unsure:
            return warning(_as_text(unsure), _CLEAN)
        if not package.has_macros:
            return ok(("没有宏", "none"))
        projects = [
            r.target for r in package.relationships(package.workbook_part) if r.kind == "vbaProject"
        ]
        ours = project.build(sources.modules(sources.sheet_code_names(len(package.sheets))))
        if [package.read(part) for part in projects] == [ours]:
            return ok(("与本版发布的宏逐字节相同", "the very bytes of this version"))
        return warning(
            (
                "源代码与本版相同；文件由 Excel 或 LibreOffice 存过，其中编译过的代码无法核对",
                (
                    "the source is this version's; the file was saved by Excel or LibreOffice, "
                    "and compiled code cannot be judged"
                ),
            ),
            (
                "信得过发送人可以启用；否则" + _CLEAN[0].partition("；")[2],
                "enable if you trust who sent it; otherwise " + _CLEAN[1].partition("; ")[2],
            ),
        )

    def origin(self) -> Answer:
        """The mark that Windows gives to files from the internet."""
        if self.machine.system != WINDOWS:
            return not_applicable(("只在 Windows 上有", "Windows only"))
        mark = self.machine.read(f"{self.path}:{MARK}", 4096)
        zone = re.search(rb"^\s*ZoneId\s*=\s*(\d)", mark or b"", re.M | re.I)
        if zone is None or int(zone[1]) < INTERNET:
            return ok(("没有来自网络的标记", "no mark of the web"))
        return warning(
            (
                "有来自网络的标记，Excel 会阻止其中的宏",
                "marked as from the internet: Excel blocks its macros",
            ),
            (
                "宏核对无误后：右键 → 属性 → 勾选“解除锁定”；或在 PowerShell 中 Unblock-File 文件",
                (
                    "once the macros are verified: right click, Properties, Unblock; or "
                    "Unblock-File in PowerShell"
                ),
            ),
        )

    def settings_beside(self) -> Answer:
        """An xlwings.conf in the folder of the workbook goes before the person's own and names the
        program that Excel starts."""
        if self.path.with_name("xlwings.conf").is_file():
            return fault(
                (
                    "同一文件夹中有 xlwings.conf，它能让 Excel 启动别的程序",
                    "an xlwings.conf lies beside it, which can make Excel start any program",
                ),
                (
                    "删去它，或把工作簿移到另一文件夹",
                    "remove it, or move the workbook to another folder",
                ),
            )
        return ok(("没有", "none"))

    def place(self) -> Answer:
        """A path that Excel can open, and whether the cloud holds it."""
        full = str(self.path.absolute())
        if self.machine.system == WINDOWS and len(full) > LONGEST_PATH:
            return warning(
                (
                    f"路径有 {len(full)} 个字符，Excel 最多打开 {LONGEST_PATH} 个",
                    f"a path of {len(full)} characters; Excel opens {LONGEST_PATH}",
                ),
                ("移到更短的文件夹", "move it to a shorter folder"),
            )
        clouds = [
            v for k, v in self.machine.environment.items() if k.upper().startswith("ONEDRIVE") and v
        ]
        if any(PureWindowsPath(full).is_relative_to(PureWindowsPath(c)) for c in clouds):
            return warning(
                (
                    "在 OneDrive 中，Excel 只知道它的网址；导出报告时会询问文件夹",
                    "in OneDrive: Excel knows its address only; reports ask for a folder",
                ),
                ("需要时复制到本机文件夹再用", "copy it to a local folder if that is a nuisance"),
            )
        return ok((full, full))


def _as_text(findings: list[Finding]) -> Text:
    """The first few findings in words, each once, and how many more there are."""
    zh, en = (
        list(dict.fromkeys(f.text(english)[0] for f in findings)) for english in (False, True)
    )
    more = len(zh) - MOST
    return (
        "；".join(zh[:MOST]) + (f"；另有 {more} 处" if more > 0 else ""),
        "; ".join(en[:MOST]) + (f"; {len(en) - MOST} more" if len(en) > MOST else ""),
    )


def _other_xlwings(path: Path) -> str:
    """The version of xlwings whose VBA a workbook holds, where it is not the installed one; empty
    otherwise."""
    version = re.compile(r'^Public Const XLWINGS_VERSION As String = "([\w.]+)"', re.M)
    own = version.search(sources.xlwings_module())
    try:
        found = version.search(macros.modules(path).get("xlwings", ""))
    except ProjectError:
        return ""
    return found[1] if found and own and found[1] != own[1] else ""
