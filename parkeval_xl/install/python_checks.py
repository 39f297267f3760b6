"""Checks of Excel and of the Python it is to start: what xlwings' VBA and its DLL need of both."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

from ..workbook.vba import sources
from . import conf
from .answer import NATIVE, Answer, Check, Text, fault, not_applicable, ok, warning
from .excel_facts import excel, is_wps, server
from .machine import Machine

OLDEST_PYTHON = (3, 11)
NEEDED_MODULES = ("pythoncom", "win32com.client")
_INSTALL = ("运行 python -m parkeval_xl install", "run python -m parkeval_xl install")
_ANOTHER_PYTHON = (
    (
        "从 python.org 安装 Python，选纯英文路径（如 C:\\ParkEval\\Python311），"
        "在其中重新安装本工具并运行 install"
    ),
    (
        "install Python from python.org in an ASCII path (like C:\\ParkEval\\Python311), "
        "install this package there and run install"
    ),
)
_REINSTALL = (
    "用同一个 Python 运行 python -m pip install --force-reinstall xlwings{pin}（不加 --user）",
    "run python -m pip install --force-reinstall xlwings{pin} in this Python, without --user",
)


def has_excel(machine: Machine) -> Answer:
    """Excel, its version and word length."""
    found = excel(machine)
    if found is None:
        return fault(("本机没有 Excel", "there is no Excel on this machine"), NATIVE)
    bits = f"{found.bits} 位" if found.bits else "位数不明"
    build = found.build or found.version
    return ok(
        (
            f"{bits}，版本 {build}，{found.path}",
            f"{found.bits or '?'} bit, version {build}, {found.path}",
        )
    )


def excel_answers_to_its_name(machine: Machine) -> Answer:
    """Who starts where a program asks for Excel: WPS takes the name when it is set as default."""
    program = server(machine)
    if is_wps(program):
        return fault(
            (
                f"程序调用 Excel 时打开的是 WPS（{program}）",
                f"programs that ask for Excel get WPS ({program})",
            ),
            (
                (
                    "在 WPS“配置工具”的兼容设置中取消“与第三方系统和软件兼容”，再对 Office "
                    "运行“快速修复”；只用 WPS 时，"
                )
                + NATIVE[0],
                (
                    "switch off the compatibility with Office in WPS' settings, then let "
                    "Office repair itself; with WPS alone, "
                )
                + NATIVE[1],
            ),
        )
    if not program:
        return not_applicable(
            ("没有程序登记为 Excel.Application", "no program is registered as Excel.Application")
        )
    return ok(
        (f"Excel.Application 由 Excel 提供：{program}", f"Excel.Application is Excel: {program}")
    )


def python_fits(machine: Machine) -> Answer:
    """Python's version and kind. Its word length need not be Excel's: the DLL in Excel is Excel's,
    Python a process of its own."""
    version = ".".join(map(str, machine.version))
    if machine.version[:2] < OLDEST_PYTHON:
        return fault(
            (
                f"Python {version} 太旧，需要 3.11 或更新",
                f"Python {version} is too old; 3.11 or later is needed",
            ),
            _ANOTHER_PYTHON,
        )
    if "\\windowsapps\\" in machine.interpreter.lower():
        return fault(
            (
                f"{machine.interpreter} 是微软商店的 Python，Excel 不能从中载入 DLL",
                (
                    f"{machine.interpreter} is Python of the Microsoft Store, from which Excel "
                    "cannot load the DLL"
                ),
            ),
            _ANOTHER_PYTHON,
        )
    if (
        machine.read(str(PureWindowsPath(machine.interpreter).parent / "conda-meta" / "history"), 1)
        is not None
    ):
        return warning(
            (
                f"Python {version} 属于 conda 环境，Excel 启动它时不会先激活该环境",
                f"Python {version} is of conda, which Excel does not activate",
            ),
            (
                "如函数单元格显示 DLL 错误，请改用 python.org 的 Python",
                "if cells show errors of DLLs, use Python of python.org",
            ),
        )
    return ok(
        (
            f"Python {version}，{machine.bits} 位（不必与 Excel 相同）",
            f"Python {version}, {machine.bits} bit (need not be Excel's)",
        )
    )


def path_can_be_told(machine: Machine) -> Answer:
    """VBA writes the path into files and the DLL starts it, both in the system's code page; cmd.exe
    reads it in between."""
    path = machine.interpreter
    try:
        path.encode(machine.code_page)
    except UnicodeEncodeError as error:
        text = error.object[error.start : error.end]
        return fault(
            (
                f"Python 的路径中“{text}”不能用系统代码页表示：{path}",
                f"“{text}” in the path of Python is not in the system's code page: {path}",
            ),
            _ANOTHER_PYTHON,
        )
    if path.startswith("\\\\"):
        return fault(
            (f"Python 在网络位置：{path}", f"Python is on the network: {path}"), _ANOTHER_PYTHON
        )
    if any(c in path for c in "%^&!"):
        return warning(
            (
                f"Python 的路径含命令行的特殊字符，可能无法启动：{path}",
                f"the path of Python has special characters of the shell and may not start: {path}",
            ),
            _ANOTHER_PYTHON,
        )
    if not path.isascii():
        return warning(
            (f"Python 的路径含非英文字符：{path}", f"the path of Python is not ASCII: {path}"),
            (
                "系统换了代码页就会失效；建议装在纯英文路径下",
                "fails where the code page changes; prefer an ASCII path",
            ),
        )
    return ok((path, path))


def xlwings_is_pinned(machine: Machine) -> Answer:
    """The VBA names the DLL of one version of xlwings, so another one cannot serve our
    workbooks."""
    has = machine.distribution("xlwings")
    pin = _pin(machine)
    if not has:
        return fault(("没有安装 xlwings", "xlwings is not installed"), _reinstall(machine))
    if not pin:
        return not_applicable(
            (
                f"xlwings {has}；本工具不是用 pip 安装的，无从比较",
                f"xlwings {has}; no pin to compare with",
            )
        )
    if has != pin:
        return fault(
            (f"xlwings 是 {has}，本工具需要 {pin}", f"xlwings is {has}, and {pin} is needed"),
            _reinstall(machine),
        )
    return ok((f"xlwings {has}", f"xlwings {has}"))


def _pin(machine: Machine) -> str:
    """The version of xlwings this package requires; empty where its metadata is not there."""
    return next(
        (
            found[1]
            for r in machine.requirements()
            if (found := re.match(r"xlwings\s*==\s*([\w.]+)", r))
        ),
        "",
    )


def _reinstall(machine: Machine) -> Text:
    pin = _pin(machine)
    return _REINSTALL[0].format(pin=pin and f"=={pin}"), _REINSTALL[1].format(
        pin=pin and f"=={pin}"
    )


def pywin32_works(machine: Machine) -> Answer:
    """The Python server of xlwings is a COM server by pywin32."""
    missing = [m for m in NEEDED_MODULES if not machine.importable(m)]
    if missing:
        name = "、".join(missing)
        return fault(
            (f"pywin32 不能载入：{name}", f"pywin32 cannot be imported: {', '.join(missing)}"),
            (
                "运行 python -m pip install --force-reinstall pywin32",
                "run python -m pip install --force-reinstall pywin32",
            ),
        )
    return ok((f"pywin32 {machine.distribution('pywin32')}".strip(),) * 2)


def dll_is_there(machine: Machine) -> Answer:
    """The DLL of Excel's word length, in one of the two folders where the VBA looks (function
    XLPyLoadDLL)."""
    found = excel(machine)
    if found is None:
        return not_applicable(("没有 Excel", "no Excel"))
    try:
        name = dll_name(sources.xlwings_module(), found.bits)
    except (ValueError, OSError) as error:
        return fault(
            (
                f"xlwings 的 VBA 与其版本不符：{error}",
                f"the VBA of xlwings is not of its version: {error}",
            ),
            _reinstall(machine),
        )
    beside = PureWindowsPath(machine.interpreter).parent
    for folder in (beside, beside.parent):
        if machine.read(str(folder / name), 1) is not None:
            return ok((str(folder / name),) * 2)
    return fault(
        (
            f"{beside} 和上一级文件夹中都没有 {name}（宏要载入它）",
            f"{name}, which the macros load, is neither in {beside} nor above it",
        ),
        _reinstall(machine),
    )


def dll_name(vba: str, bits: int) -> str:
    """The DLL which xlwings' VBA module loads in an Excel of that word length; ValueError where it
    names none."""
    names = re.findall(rf'XLPyDLLName As String = "(xlwings{bits or 64}-[\w.]+\.dll)"', vba)
    if not names:
        raise ValueError("XLPyDLLName")
    return str(names[0])


def excel_knows_python(machine: Machine) -> Answer:
    """xlwings.conf names this Python, and no setting of conda gets in its way."""
    path = conf.path(machine.home)
    content = machine.read(path, conf.LONGEST)
    if content is None:
        return fault(
            (
                f"没有 {path}，Excel 不知道 Python 在哪里",
                f"there is no {path}: Excel does not know where Python is",
            ),
            _INSTALL,
        )
    try:
        found = conf.settings(content)
    except conf.Damaged as error:
        return fault(*damaged(path, error.line))
    named = found.get(conf.KEY, b"").decode(machine.code_page, "replace")
    if not named:
        return fault((f"{path} 中没有 {conf.KEY}", f"{path} has no {conf.KEY}"), _INSTALL)
    if PureWindowsPath(named) != PureWindowsPath(machine.interpreter):
        return fault(
            (f"{path} 指向另一个 Python：{named}", f"{path} names another Python: {named}"),
            _INSTALL,
        )
    if found.get("CONDA PATH"):
        return warning(
            (
                f"{path} 中有 CONDA PATH，功能区按钮会先激活 conda",
                f"{path} has CONDA PATH: buttons activate conda first",
            ),
            (
                "不需要时删去 CONDA PATH 和 CONDA ENV 两行",
                "remove the lines CONDA PATH and CONDA ENV if not needed",
            ),
        )
    return ok((f"{path} 指向 {named}", f"{path} names {named}"))


def damaged(path: str, line: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """What is said of a settings file that cannot be read, and the mend."""
    return (
        (
            f'{path} 第 {line} 行的写法不对（应为 "名称","值"），xlwings 读不了',
            f'{path}, line {line} is not "NAME","value": xlwings cannot read it',
        ),
        (
            "改正该行，或将该文件改名（如 xlwings.conf.old）后再运行 install；本工具没有改动它",
            (
                "mend the line, or rename the file (like xlwings.conf.old) and run install; it "
                "was not changed"
            ),
        ),
    )


CHECKS = (
    Check("excel", ("Excel", "Excel"), has_excel),
    Check("excel_name", ("Excel 与 WPS", "Excel and WPS"), excel_answers_to_its_name),
    Check("python", ("Python", "Python"), python_fits),
    Check("path", ("Python 的路径", "path of Python"), path_can_be_told),
    Check("xlwings", ("xlwings", "xlwings"), xlwings_is_pinned),
    Check("pywin32", ("pywin32", "pywin32"), pywin32_works),
    Check("dll", ("xlwings 的 DLL", "DLL of xlwings"), dll_is_there),
    Check("conf", ("xlwings 的设置", "settings of xlwings"), excel_knows_python),
)
