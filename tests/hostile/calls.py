"""The command line as its users call it: in a process of its own, with what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_MB, LONGEST = 300, 10.0  # of one call on bad input, of CPU seconds
# VmHWM where there is one: ru_maxrss of Linux holds what the parent had when it forked
_MEASURED = """
import pathlib, resource, sys
from parkeval_xl.__main__ import main
try:
    main(sys.argv[1:], prog_name="parkeval-xl")
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    peak = next((int(x.split()[1]) for x in lines if x.startswith("VmHWM")), used.ru_maxrss)
    print(f"\\n{peak >> 10} {used.ru_utime + used.ru_stime}", file=sys.stderr)
"""


@dataclass(frozen=True)
class Call:
    """What a call gave."""

    code: int
    said: str
    told: str
    megabytes: float
    seconds: float

    @property
    def sound(self) -> bool:
        """No traceback, no abort, no fault that nobody foresaw, within the limits."""
        words = self.said + self.told
        return (
            self.code in (0, 1, 2)
            and "Traceback" not in words
            and "程序出错" not in words
            and "panicked" not in words
            and self.megabytes <= MOST_MB
            and self.seconds <= LONGEST
        )

    @property
    def refused(self) -> bool:
        """Refused in one line."""
        return self.sound and self.code == 2 and len(self.told.strip().splitlines()) == 1


def call(*arguments: str | Path | bytes, folder: Path | None = None) -> Call:
    """Run a command and measure it."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments],
        cwd=folder,
        capture_output=True,
        env=_environment(),
        timeout=120,
    )
    told = done.stderr.decode("utf-8", "replace")
    words, _, used = told.rstrip().rpartition("\n")
    numbers = used.split()
    if len(numbers) != 2:  # the process was aborted
        words, numbers = told, ["0", "0"]
    said = done.stdout.decode("utf-8", "replace")
    return Call(done.returncode, said, words, float(numbers[0]), float(numbers[1]))


def killed(arguments: Sequence[str | Path], seconds: float) -> bool:
    """Run a command and kill it after some seconds; whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "parkeval_xl", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        process.wait(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        return True
    finally:
        process.kill()
        process.wait()


def killed_at_writing(arguments: Sequence[str | Path], folder: Path, seconds: float) -> bool:
    """Run a command and kill it some seconds after it has begun to write in a folder: the moment
    that matters, which a moment drawn over the whole run rarely meets."""
    before = set(os.listdir(folder))
    process = subprocess.Popen(
        [sys.executable, "-m", "parkeval_xl", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    ended = threading.Event()
    try:
        while process.poll() is None and set(os.listdir(folder)) == before:
            pass
        ended.wait(seconds)
        return process.poll() is None
    finally:
        process.kill()
        process.wait()


def timed(arguments: Sequence[str | Path]) -> float:
    """How long a command runs by the clock."""
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "parkeval_xl", *arguments],
        capture_output=True,
        env=_environment(),
        check=True,
    )
    return time.monotonic() - start


def _environment() -> Mapping[str, str]:
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", "PARKEVAL_LANG": ""}
