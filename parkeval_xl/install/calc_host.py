"""LibreOffice Calc: what it needs here, and its extension put in and taken out.

The extension itself, and how LibreOffice is told of it, is `hosts.calc_extension`; here it is only
asked for.
"""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import Protocol, cast

from ..hosts.calc_process import CalcError
from .answer import Answer, Check, Refused, Text, fault, not_applicable, ok, refusal, warning
from .machine import Machine

MODULE = "parkeval_xl.hosts.calc_extension"
_MISSING: Text = ("这一版没有 LibreOffice 扩展", "this version has no extension of LibreOffice")


class Extension(Protocol):
    """What `hosts.calc_extension` offers; each raises CalcError."""

    def install(self, profile: Path | None, python: str) -> None:
        """Put the extension into a profile, the person's own where none is given."""

    def remove(self, profile: Path | None) -> bool:
        """Take it out; whether it was there."""

    def installed(self, profile: Path | None) -> bool:
        """Whether it is there, wholly."""

    def require_serving(self, profile: Path | None) -> None:
        """Nothing, where what is there can compute with the Python it names."""


def extension() -> Extension | None:
    """The module, imported when it is needed; None where this version lacks it."""
    try:
        return cast(Extension, importlib.import_module(MODULE))
    except ModuleNotFoundError as error:
        if error.name != MODULE:
            raise
        return None


def install(machine: Machine, profile: Path | None) -> list[Text]:
    """Put the extension in, with this Python for its functions; what was done. Raises Refused."""
    module = _needed()
    if not machine.office():
        raise refusal(_NO_OFFICE, _GET_OFFICE)
    try:
        module.install(profile, machine.interpreter)
    except CalcError as error:
        raise Refused(str(error), str(error)) from None
    where = _where(profile)
    done = (
        (
            f"扩展已装入 LibreOffice{where[0]}，函数由 {machine.interpreter} 计算；请重新启动 "
            "LibreOffice"
        ),
        (
            f"The extension is in LibreOffice{where[1]}; {machine.interpreter} computes. "
            "Restart LibreOffice"
        ),
    )
    here = starts_here(machine)
    return [
        done,
        *(
            [(f"注意：{here.what[0]}。{here.mend[0]}", f"Note: {here.what[1]}. {here.mend[1]}")]
            if here.mend[0]
            else []
        ),
    ]


def uninstall(profile: Path | None) -> list[Text]:
    """Take the extension out; what was done, nothing where it was not there. Raises Refused."""
    try:
        removed = _needed().remove(profile)
    except CalcError as error:
        raise Refused(str(error), str(error)) from None
    where = _where(profile)
    return (
        [
            (
                f"扩展已从 LibreOffice{where[0]}移除",
                f"The extension was taken out of LibreOffice{where[1]}",
            )
        ]
        if removed
        else []
    )


def _needed() -> Extension:
    module = extension()
    if module is None:
        raise Refused(*_MISSING)
    return module


def _again(profile: Path | None) -> Text:
    """The call that installs into the very profile that was looked at."""
    call = "python -m parkeval_xl install --host calc" + (
        f' --profile "{profile}"' if profile else ""
    )
    return f"运行 {call}", f"run {call}"


def _where(profile: Path | None) -> Text:
    return ("", "") if profile is None else (f"（配置文件夹 {profile}）", f" (profile {profile})")


_NO_OFFICE: Text = ("没有找到 LibreOffice", "LibreOffice was not found")
_GET_OFFICE: Text = (
    "安装 LibreOffice Calc，或用环境变量 PARKEVAL_SOFFICE 指明 soffice",
    "install LibreOffice Calc, or name soffice in PARKEVAL_SOFFICE",
)
_FONTS: Text = ("安装一种中文字体，如 fonts-noto-cjk", "install a font, like fonts-noto-cjk")


def has_office(machine: Machine) -> Answer:
    """LibreOffice."""
    program = machine.office()
    return ok((program, program)) if program else fault(_NO_OFFICE, _GET_OFFICE)


def has_uno(machine: Machine) -> Answer:
    """A Python inside or beside LibreOffice that can drive it; the functions are computed by
    ours."""
    if not machine.office():
        return not_applicable(_NO_OFFICE)
    python, why = machine.uno_python(machine.office())
    if python:
        return ok((python, python))
    return fault(
        why,
        (
            "安装 python3-uno，或用 PARKEVAL_UNO_PYTHON 指明",
            "install python3-uno, or set PARKEVAL_UNO_PYTHON",
        ),
    )


def starts_here(machine: Machine) -> Answer:
    """Whether LibreOffice can be started from this very shell: its Python must not take ours for
    itself."""
    python = machine.uno_python(machine.office())[0] if machine.office() else ""
    if not python:
        return not_applicable(_NO_OFFICE)
    if not machine.misleads(python):
        return ok(("可以从这里启动", "it may be started from here"))
    return warning(
        (
            "从这个终端启动 LibreOffice 会异常退出：它会把这里的 Python 当作自己的",
            (
                "LibreOffice started from this shell ends at once: it takes the Python found "
                "here for its own"
            ),
        ),
        (
            "从桌面菜单启动 LibreOffice，或先执行 deactivate（conda deactivate）",
            "start it from the desktop, or deactivate first",
        ),
    )


def has_fonts(machine: Machine) -> Answer:
    """A font with Chinese, without which cells and PDF show boxes."""
    found = machine.chinese_font()
    if found is None:
        return not_applicable(
            ("系统自带中文字体，或无法查询", "the system has its own, or cannot be asked")
        )
    return (
        ok(("有", "found"))
        if found
        else warning(
            ("没有中文字体，单元格和 PDF 中会显示方框", "none: cells and PDF show boxes"), _FONTS
        )
    )


def has_extension(profile: Path | None, machine: Machine) -> Answer:
    """The extension in the profile, and the Python that it has on record."""
    if not machine.office():
        return not_applicable(_NO_OFFICE)
    module = extension()
    if module is None:
        return not_applicable(_MISSING)
    try:
        if not module.installed(profile):
            return fault(
                ("扩展未装，或没有装完", "the extension is not installed, or not wholly"),
                _again(profile),
            )
        module.require_serving(profile)
    except CalcError as error:
        return fault((str(error), str(error)), _again(profile))
    return ok(("已装", "installed"))


def checks(profile: Path | None) -> tuple[Check, ...]:
    """The checks of LibreOffice, of a profile of its own where one is given."""
    return (
        Check("office", ("LibreOffice", "LibreOffice"), has_office),
        Check("uno", ("LibreOffice 的 Python", "Python of LibreOffice"), has_uno),
        Check("here", ("从这里启动", "started from here"), starts_here),
        Check("fonts", ("中文字体", "Chinese font"), has_fonts),
        Check("extension", ("扩展", "extension"), partial(has_extension, profile)),
    )
