"""Commands for the machine: install, doctor, uninstall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .language import words
from .usage import BAD, FOUND, OK, plainly, say, say_json

if TYPE_CHECKING:
    from .install.answer import Result, Text
    from .install.received import Received

_HOST = click.option(
    "--host",
    type=click.Choice(["excel", "calc"]),
    default=None,
    help="为哪个程序：excel 或 calc（LibreOffice）；缺省在 Windows 上为 excel，其他系统为 calc",
)
_PROFILE = click.option(
    "--profile",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="LibreOffice 的配置文件夹，缺省为本人的（只用于 calc）",
)


def refusing(command: Callable[..., int]) -> Callable[..., int]:
    """What the machine does not let do is told in one line, with exit code 1."""

    @wraps(command)
    def run(**options: Any) -> int:
        from .install.answer import Refused

        try:
            return command(**options)
        except Refused as refused:
            say(words(*refused.text), err=True)
        except OSError as error:
            place, why = error.filename or "", error.strerror or str(error)
            say(
                words(f"无法读写 {place}：{why}", f"{place} cannot be read or written: {why}"),
                err=True,
            )
        return FOUND

    return run


@click.command()
@_HOST
@_PROFILE
@click.option(
    "--trust",
    "folder",
    type=click.Path(),
    default=None,
    help=(
        "把这个文件夹设为 Excel 的受信任位置，其中的宏不经询问就运行；"
        "不写则不改安全设置（只用于 excel）"
    ),
)
@plainly
@refusing
def install(host: str | None, profile: Path | None, folder: str | None) -> int:
    """让 Excel 或 LibreOffice 使用本工具，并检查还缺什么。Install for Excel or LibreOffice."""
    from .install import calc_host, doctor, excel_host
    from .install.this_machine import ThisMachine

    machine = ThisMachine()
    host = host or doctor.own_host(machine)
    if _misused(host, profile, folder):
        return BAD
    _say(
        calc_host.install(machine, profile)
        if host == doctor.CALC
        else excel_host.install(machine, folder)
    )
    results = doctor.examine(machine, doctor.checks(machine, host, profile))
    return _report(
        [t for t in results if t.answer.mend[0]], words("没有发现问题", "Nothing to mend")
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_HOST
@_PROFILE
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@plainly
@refusing
def doctor(file: Path | None, host: str | None, profile: Path | None, as_json: bool) -> int:
    """检查本机能否运行本工具；给出文件时，核对收到的工作簿。Check this machine, or a received
    workbook."""
    from .install import doctor as asking
    from .install.received import Received
    from .install.this_machine import ThisMachine

    machine = ThisMachine()
    host = host or asking.own_host(machine)
    if _misused(host, profile, None):
        return BAD
    results = (
        _received(Received(machine, file))
        if file
        else asking.examine(machine, asking.checks(machine, host, profile))
    )
    if as_json:
        say_json([t.to_dict() for t in results])
        return FOUND if asking.to_mend(results) else OK
    return _report(results, "")


def _received(file: Received) -> list[Result]:
    """The answers on a file; FileProblem where it is no workbook of ours, as other commands tell
    it."""
    results = file.results()
    if file.unusable:
        raise file.unusable
    return results


@click.command()
@_HOST
@_PROFILE
@plainly
@refusing
def uninstall(host: str | None, profile: Path | None) -> int:
    """撤销 install 所做的一切。Undo what install did."""
    from .install import calc_host, doctor, excel_host
    from .install.this_machine import ThisMachine

    machine = ThisMachine()
    host = host or doctor.own_host(machine)
    if _misused(host, profile, None):
        return BAD
    done = calc_host.uninstall(profile) if host == doctor.CALC else excel_host.uninstall(machine)
    _say(done or [("没有安装过，无需撤销", "Nothing was installed, nothing to undo")])
    return OK


def _misused(host: str, profile: Path | None, folder: str | None) -> bool:
    """Options of the other host."""
    for option, given, belongs in (("--profile", profile, "calc"), ("--trust", folder, "excel")):
        if given is not None and host != belongs:
            say(
                words(
                    f"选项 {option} 只用于 --host {belongs}",
                    f"{option} goes with --host {belongs} only",
                ),
                err=True,
            )
            return True
    return False


def _say(lines: Sequence[Text]) -> None:
    for line in lines:
        say(words(*line))


def _report(results: Sequence[Result], nothing: str) -> int:
    from .install.doctor import to_mend

    lines = [line for t in results for line in t.lines()]
    if lines or nothing:
        say("\n".join(lines) or nothing)
    return FOUND if to_mend(results) else OK
