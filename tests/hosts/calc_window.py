"""A real window of LibreOffice on a screen of its own (Xvfb), worked by keystrokes (xdotool)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, Self

from parkeval_xl.hosts.calc import find_soffice
from parkeval_xl.hosts.calc_process import find_uno_python, plain_environment

from .calc_people import Desk

NEEDED = ("Xvfb", "xdotool", "openbox", "import")  # packages xvfb, xdotool, openbox, imagemagick
SETTINGS = (
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Setup/Product", "ooSetupLastVersion", "7.4"),
    ("Setup/Product", "LastTimeGetInvolvedShown", "4000000000"),
    ("Setup/Product", "LastTimeDonateShown", "4000000000"),
)
OURS = 9  # our menu comes after File, Edit, View, Insert, Format, Styles, Sheet, Data, Tools


def missing() -> list[str]:
    return [program for program in NEEDED if shutil.which(program) is None]


def settle(profile: Path, *more: tuple[str, str, str]) -> None:
    """Settings under which LibreOffice starts without greetings."""
    file = profile / "user" / "registrymodifications.xcu"
    items = "".join(
        (
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" '
            f'oor:op="fuse"><value>{value}</value></prop></item>'
        )
        for path, name, value in (*SETTINGS, *more)
    )
    file.write_text(
        file.read_text(encoding="utf-8").replace("</oor:items>", items + "</oor:items>"),
        encoding="utf-8",
    )


class NoWindow(AssertionError):
    """The window that should be there is not; the message names those that are."""


def patiently(test: Callable[..., None]) -> Callable[..., None]:
    """Tries a person's way a second and third time where a window did not come: a busy machine
    loses a key now and then. What a window shows or a file holds is not tried again."""

    @wraps(test)
    def run(installed: Desk, tmp_path: Path) -> None:
        for attempt in (1, 2, 3):
            try:
                (tmp_path / str(attempt)).mkdir()
                return test(installed, tmp_path / str(attempt))
            except NoWindow:
                if attempt == 3:
                    raise

    return run


class Screen:
    """A screen with one LibreOffice, both ended on leaving the `with` block."""

    def __init__(self, profile: Path, workbook: Path, *options: str) -> None:
        ready, written = os.pipe()
        self.processes = [
            self._start(
                ["Xvfb", "-displayfd", str(written), "-screen", "0", "1280x800x24"],
                {},
                pass_fds=(written,),
            )
        ]
        os.close(written)
        with os.fdopen(ready) as number:
            self.environment = {
                "DISPLAY": f":{number.readline().strip()}",
                "LC_ALL": "C.UTF-8",
                "SAL_USE_VCLPLUGIN": "gen",
            }
        self.processes.append(self._start(["openbox"], self.environment))
        office = [
            str(find_soffice()),
            f"-env:UserInstallation={profile.as_uri()}",
            "--nologo",
            *options,
            str(workbook),
        ]
        self.processes.append(self._start(office, self.environment))

    @staticmethod
    def _start(
        command: list[str], environment: dict[str, str], **more: Any
    ) -> subprocess.Popen[bytes]:
        office = find_soffice()
        assert office is not None
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        plain = plain_environment(find_uno_python(office))
        return subprocess.Popen(
            command, env=plain | environment, start_new_session=True, **quiet, **more
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def shows(self, title: str) -> bool:
        """Whether a window of that title (a regular expression) is on the screen."""
        return bool(self._run("xdotool", "search", "--onlyvisible", "--name", title).split())

    def wait(self, condition: Callable[[], object], seconds: float = 120) -> None:
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                raise NoWindow(self._run("xdotool", "search", "--name", ".", "getwindowname", "%@"))
            time.sleep(0.3)
        time.sleep(1)  # drawn as well

    def crash(self) -> None:
        """The office fails as by a fault of its own: it saves what it can, and starts again."""
        [office] = self._run(
            "pgrep", "-g", str(self.processes[-1].pid), "-x", "soffice.bin"
        ).split()
        os.kill(int(office), signal.SIGSEGV)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self._run("xdotool", "key", key)
            time.sleep(0.15)

    def type(self, text: str) -> None:
        self._run("xdotool", "type", "--delay", "30", text)
        self.keys("Return")
        time.sleep(1)

    def go(self, place: str) -> None:
        """To a cell or name, by the Name Box."""
        self.keys("ctrl+shift+t", "ctrl+a")
        self.type(place)

    def menu(self, item: int) -> None:
        """The item of our menu with that number, from 1, marked and not yet chosen."""
        self.keys("F10", *["Right"] * OURS, *["Down"] * item)
        time.sleep(0.5)

    def picture(self, path: Path) -> None:
        self._run("import", "-window", "root", "-dither", "None", "-colors", "64", f"PNG8:{path}")
