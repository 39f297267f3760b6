"""Finds LibreOffice and a Python with `uno`, and holds the driver process that talks to both."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from .. import language

DRIVER = Path(__file__).with_name("calc_driver.py")
START_LIMIT = 240.0  # seconds; three attempts of the driver
REQUEST_LIMIT = 180.0
END_LIMIT = 20.0

MESSAGES = {
    "no_soffice": (
        (
            "没有找到 LibreOffice：请安装 LibreOffice Calc，或用环境变量 PARKEVAL_SOFFICE 指明 "
            "soffice 的位置"
        ),
        "LibreOffice was not found: install LibreOffice Calc, or name soffice in PARKEVAL_SOFFICE",
    ),
    "no_uno": (
        (
            "没有找到带 uno 模块的 Python（试过：{tried}）：请安装 python3-uno，或用环境变量 "
            "PARKEVAL_UNO_PYTHON 指明"
        ),
        (
            "no Python with the module uno was found (tried: {tried}): install python3-uno, or "
            "set PARKEVAL_UNO_PYTHON"
        ),
    ),
    "no_sources": (
        "缺少 Calc 端的文件 bridge.py（{places}）",
        "bridge.py for Calc is missing ({places})",
    ),
    "no_start": ("LibreOffice 无法启动：{reason}", "LibreOffice does not start: {reason}"),
    "died": ("LibreOffice 已意外退出：{reason}", "LibreOffice has ended unexpectedly: {reason}"),
    "slow": (
        "LibreOffice 在 {limit:g} 秒内没有回应，已将其结束",
        "LibreOffice gave no answer in {limit:g} s and was ended",
    ),
    "closed": ("工作簿或 LibreOffice 已关闭", "the workbook or LibreOffice is closed"),
    "missing": ("找不到文件“{path}”", "“{path}” does not exist"),
    "unreadable": (
        "文件“{path}”无法打开：已损坏、有密码，或不是工作簿 {reason}",
        "“{path}” cannot be opened: damaged, protected by a password, or not a workbook {reason}",
    ),
    "not_stored": ("文件“{path}”无法保存：{reason}", "“{path}” cannot be saved: {reason}"),
    "no_filter": (
        "不认识文件“{path}”的类型，可用：{known}",
        "the type of “{path}” is unknown; use {known}",
    ),
    "no_sheet": (
        "没有工作表“{sheet}”，现有：{sheets}",
        "there is no sheet “{sheet}”, only {sheets}",
    ),
    "no_area": ("工作表“{sheet}”中没有区域“{area}”", "sheet “{sheet}” has no area “{area}”"),
    "no_address": (
        "“{address}”不是单元格地址（如 工作表!B5）",
        "“{address}” is no cell address (like Sheet!B5)",
    ),
    "protected": (
        "工作表“{sheet}”受保护，不能增删行列",
        "sheet “{sheet}” is protected: no rows or columns",
    ),
    "password": (
        "工作表“{sheet}”有保护密码，不能写入：请先撤销该表的保护",
        "sheet “{sheet}” is protected by a password: lift the protection first",
    ),
    "hidden": ("工作表“{sheet}”是隐藏的", "sheet “{sheet}” is hidden"),
    "running": (
        "LibreOffice 正在运行：请先关闭它的所有窗口，再重新执行（用户配置：{profile}）",
        "LibreOffice is running: close all its windows and try again (profile: {profile})",
    ),
    "not_installed": (
        "LibreOffice 没有登记这个扩展（用户配置：{profile}）：请关闭 LibreOffice 后重试",
        (
            "LibreOffice has not registered the extension (profile: {profile}): close "
            "LibreOffice and try again"
        ),
    ),
    "no_package": (
        "Python“{python}”中不能使用 parkeval-xl：{reason}。请用装有 parkeval-xl 的 Python 执行",
        (
            "the Python “{python}” has no usable parkeval-xl: {reason}; use the Python it is "
            "installed in"
        ),
    ),
    "other_package": (
        "Python“{python}”中的 parkeval-xl 是 {version}，与当前的 {own} 不同：请用同一个版本",
        "the Python “{python}” has parkeval-xl {version}, and this is {own}: use one and the same",
    ),
    "left_out": (
        "扩展试装了两次都没有装成，配置中没有留下它。{reason}。请打开一次 LibreOffice "
        "再关闭，然后重新安装；"
        "仍然不行时，用 --profile 另指一个空的配置文件夹（用户配置：{profile}）",
        "the extension could not be installed, twice, and nothing of it is left. {reason}. "
        "Open LibreOffice once, close it, and "
        "install again; if that does not help, name an empty folder with --profile "
        "(profile: {profile})",
    ),
    "other_extension": (
        "扩展由 {version} 版装入（记着的 Python 是“{python}”），当前是 {own} 版",
        "the extension is of version {version} (with the Python “{python}”), and this is {own}",
    ),
    "no_settings": (
        "扩展的设置“{file}”缺失或损坏，不知道由哪个 Python 计算",
        "the settings “{file}” of the extension are missing or damaged: no Python is named in them",
    ),
    "failed": ("Calc 未能完成：{reason}", "Calc could not do it: {reason}"),
}


class CalcError(Exception):
    """What Calc could not do, in words: Chinese, or English with PARKEVAL_LANG=en. `code` is a key
    of MESSAGES."""

    def __init__(self, code: str, **detail: Any) -> None:
        english = language.english()
        super().__init__(MESSAGES[code][english].format(**detail).strip())
        self.code = code


def find_soffice() -> Path | None:
    """LibreOffice's program: PARKEVAL_SOFFICE, the search path, then the usual places of Windows
    and macOS."""
    named = os.environ.get("PARKEVAL_SOFFICE")
    if named:
        return Path(named) if Path(named).is_file() else None
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    places = [Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")]
    programs = (
        os.environ.get(name, "C:/Program Files") for name in ("ProgramW6432", "ProgramFiles")
    )
    places += [Path(folder) / "LibreOffice/program/soffice.exe" for folder in programs]
    return next((p for p in places if p.is_file()), None)


def _python_candidates(soffice: Path) -> Iterator[str]:
    if named := os.environ.get("PARKEVAL_UNO_PYTHON"):
        yield named
    program = soffice.resolve().parent
    for own in (
        program / "python",
        program / "python.exe",
        program.parent / "Resources" / "python",
    ):
        if own.is_file():
            yield str(own)
    yield "/usr/bin/python3"
    yield "python3"


def plain_environment(python: str = "") -> dict[str, str]:
    """The environment without what belongs to the project's Python: the Python inside LibreOffice
    looks for its library beside the `python3` it finds first on PATH, and must not find that of a
    virtual environment. Where `python` is a path, its folder comes first."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k != "VIRTUAL_ENV"
    }
    folders = [
        f for f in kept.get("PATH", os.defpath).split(os.pathsep) if not _holds_environment(f)
    ]
    return kept | {
        "PATH": os.pathsep.join(
            [str(Path(python).parent), *folders] if Path(python).is_absolute() else folders
        )
    }


def goes_astray(python: str) -> bool:
    """Whether this Python takes another for itself when it starts as LibreOffice starts it: under a
    bare name, in the environment of this process. LibreOffice then ends as soon as a document needs
    it."""
    if not sys.platform.startswith("linux") or not Path(python).is_absolute():
        return False  # elsewhere LibreOffice brings its own and says where it is
    done = subprocess.run(
        ["python3", "-c", "import uno"],
        executable=python,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode != 0


def _holds_environment(folder: str) -> bool:
    """Whether a folder of PATH belongs to a virtual environment."""
    return (Path(folder).parent / "pyvenv.cfg").is_file()


@cache
def find_uno_python(soffice: Path) -> str:
    """The first Python that can import uno: PARKEVAL_UNO_PYTHON, LibreOffice's own, the system's,
    the search path's."""
    tried = []
    for candidate in _python_candidates(soffice):
        with suppress(OSError, subprocess.TimeoutExpired):
            test = [candidate, "-c", "import uno"]
            done = subprocess.run(
                test, env=plain_environment(candidate), capture_output=True, timeout=60, check=False
            )
            if done.returncode == 0:
                return candidate
        tried.append(candidate)
    raise CalcError("no_uno", tried=", ".join(tried))


class Driver:
    """The process of calc_driver.py. It ends the office when its input ends; `close` makes sure of
    both."""

    def __init__(self, python: str, settings: dict[str, Any]) -> None:
        self.office = 0
        self._process = subprocess.Popen(
            [python, str(DRIVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=plain_environment(python),
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C must not reach it before it has ended the office
        )
        try:
            self.office = self._exchange(settings, START_LIMIT)
        except BaseException:
            self.close()
            raise

    @property
    def running(self) -> bool:
        """Whether the driver waits for requests."""
        return self._process.poll() is None and not self._input.closed

    @property
    def _input(self) -> Any:
        return self._process.stdin

    def ask(self, request: dict[str, Any]) -> Any:
        """The answer to a request; raises CalcError where it is refused, late, or the office is
        gone."""
        if self._input.closed:
            raise CalcError("closed")
        return self._exchange(request, REQUEST_LIMIT)

    def _exchange(self, message: dict[str, Any], limit: float) -> Any:
        late = threading.Event()

        def end() -> None:
            late.set()
            self._kill()

        timer = threading.Timer(limit, end)
        timer.start()
        try:
            self._input.write(json.dumps(message) + "\n")
            self._input.flush()
            line = self._process.stdout.readline()  # type: ignore[union-attr]
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if not line:
            self.close()
            raise CalcError("slow", limit=limit) if late.is_set() else CalcError("died", reason="")
        answer = json.loads(line)
        if "refused" in answer:
            if answer["refused"] == "died":
                self.close()
            raise CalcError(answer["refused"], **answer["detail"])
        return answer["ok"]

    def close(self) -> None:
        """Ends driver and office; a second time does nothing."""
        if not self._input.closed:
            with suppress(OSError):
                self._input.close()
        try:
            self._process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            self._kill()
        if self._process.returncode != 0:
            self._kill()  # it died before it could end the office
        if self._process.stdout and not self._process.stdout.closed:
            self._process.stdout.close()

    def _kill(self) -> None:
        # Both are leaders of their own groups, started by us; the office's holds the bridge's child
        # as well.
        for group in filter(None, (self._process.pid, self.office)):
            with suppress(OSError):
                if sys.platform == "win32":
                    subprocess.run(
                        ["taskkill", "/F", "/T", "/PID", str(group)],
                        capture_output=True,
                        check=False,
                    )
                else:
                    os.killpg(group, signal.SIGKILL)
        self._process.wait()
        self.office = 0
