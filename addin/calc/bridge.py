"""UNO component org.parkeval.Bridge: the project's own interpreter answers the functions in the cells of Calc.

Runs in the Python of LibreOffice, which has none of the project's packages: standard library only. One child process
(`parkeval_xl.hosts.calc_server`) reads one call a line and answers one result a line. The environment variable
PARKEVAL_BRIDGE names a JSON file: {"command": [...], "environment": {...}, "limit": seconds, "log": file}.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import threading
import time
from contextlib import suppress
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.script.provider import XScript

SERVICE = "org.parkeval.Bridge"
VALUE = 519  # Calc's code of #VALUE!
GIVE_UP_AFTER = 3  # failures in a row; a sheet of hundreds of calls must not wait for each of them
REST = 30.0  # seconds in which nothing is tried after that
# Set by the launcher of LibreOffice for its own Python and libraries; wrong for any other interpreter.
FOREIGN = ("PYTHON", "LD_", "DYLD_", "URE_", "UNO_", "SAL_")


def error_value(code: int) -> float:
    """The NaN that Calc shows as its error `code` (bits 0x7FF8000000000000 | code)."""
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | code))[0]


class Interpreter:
    """The child process: started on the first call, again when it has died, ended when a call exceeds the limit."""

    def __init__(self, settings: dict) -> None:
        self.settings = settings
        self.limit = float(settings.get("limit", 20.0))
        self.child: Any = None  # subprocess.Popen
        self.deadline: float | None = None
        self.failures = 0
        self.rest_until = 0.0

    def ask(self, question: str) -> str:
        """The answer line. Tries twice, because the child may have died since the last call."""
        if self.failures >= GIVE_UP_AFTER and time.monotonic() < self.rest_until:
            raise ConnectionError("the interpreter failed repeatedly")
        begun = time.monotonic()
        for _ in range(2):
            try:
                answer = self._exchange(question)
            except OSError:
                answer = ""
            if answer.endswith("\n"):
                self.failures = 0
                return answer
            self.end()
            if time.monotonic() - begun >= self.limit:
                break
        self.failures += 1
        self.rest_until = time.monotonic() + REST
        raise ConnectionError("the interpreter gave no answer")

    def _exchange(self, question: str) -> str:
        if self.child is None:
            self.child = self._start()
        self.deadline = time.monotonic() + self.limit
        try:
            self.child.stdin.write(question + "\n")
            self.child.stdin.flush()
            return self.child.stdout.readline()
        finally:
            self.deadline = None

    def _start(self) -> Any:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        environment.update(self.settings.get("environment", {}))
        with open(self.settings.get("log") or os.devnull, "ab") as log:
            child = subprocess.Popen(
                self.settings["command"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                encoding="utf-8",
            )
        threading.Thread(target=self._watch, args=(child,), daemon=True).start()
        return child

    def _watch(self, child: Any) -> None:
        # A pipe cannot be read with a time limit on every system; ending the child ends the read.
        while child.poll() is None:
            time.sleep(0.5)
            deadline = self.deadline
            if self.child is child and deadline is not None and time.monotonic() > deadline:
                child.kill()

    def end(self) -> None:
        """Ends the child; the next question starts a new one."""
        child, self.child = self.child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                with suppress(OSError):  # unsent text of a broken pipe
                    stream.close()


def for_calc(value: Any) -> Any:
    """A result as Calc takes it: errors as NaN, blank as empty text, numbers as float, a matrix as tuple of rows."""
    if isinstance(value, list):
        return tuple(tuple(for_calc(cell) for cell in row) for row in value)
    if isinstance(value, dict):
        return error_value(value["error"])
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


_interpreter: Interpreter | None = None


def interpreter() -> Interpreter:
    """The one child of this office, prepared on the first call: the module also runs when it is registered."""
    global _interpreter
    if _interpreter is None:
        with open(os.environ["PARKEVAL_BRIDGE"], encoding="utf-8") as file:
            _interpreter = Interpreter(json.load(file))
    return _interpreter


class Bridge(unohelper.Base, XScript, XServiceInfo):
    """XScript.invoke has the shape of a call and takes bare values, which costs Basic half of what a struct does."""

    def __init__(self, context: object) -> None:
        pass

    def invoke(self, call: tuple, out_index: tuple, out: tuple) -> tuple:
        """`call` = (function's name, its arguments); never raises, for Basic would leave an empty cell."""
        try:
            name, arguments = call
            result = for_calc(json.loads(interpreter().ask(json.dumps([name, arguments])))) if name else None
        except Exception:
            name, result = "", None
        return (result if name else error_value(VALUE)), (), ()

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Bridge, SERVICE, (SERVICE,))
