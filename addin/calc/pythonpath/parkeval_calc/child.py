"""The project's interpreter as a child process behind a pipe: one line asked, one line answered,
and no port."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from typing import Any

# Seconds after a failure in which nothing is asked, unless a button is pressed: each attempt may
# take as long as the limit, and a sheet has hundreds of calls.
REST = 60.0
# Set by the launcher of LibreOffice for its own Python and libraries; wrong for any other
# interpreter.
FOREIGN = ("PYTHON", "LD_", "DYLD_", "URE_", "UNO_", "SAL_")
NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW: no black window beside Calc on Windows
LAST_WORDS = 2000  # bytes of what the child wrote before it ended


class Child:
    """The process: started on the first question, again when it has died, ended when an answer
    exceeds the limit."""

    def __init__(
        self, command: list, environment: dict, limit: float = 20.0, log: str | None = None
    ) -> None:
        self.command, self.environment, self.limit = command, environment, limit
        self.log = open(log, "ab") if log else tempfile.TemporaryFile()  # noqa: SIM115  # as long as the office lives
        self.process: Any = None  # subprocess.Popen
        self.deadline: float | None = None
        self.began = 0  # where in the log the words of the process begin
        self.reason = ""  # why the last question got no answer
        self.rest_until = 0.0

    def ask(self, question: str) -> str:
        """The answer line. Tries twice, because the child may have died since the last question.
        ConnectionError where there is none, and at once while it rests after that."""
        if time.monotonic() < self.rest_until:
            raise ConnectionError(self.reason)
        started, reason = time.monotonic(), ""
        for _ in range(2):
            try:
                answer = self.exchange(question)
            except BrokenPipeError:  # it ended; its last words say more
                answer = ""
            except OSError as error:
                answer, reason = "", str(error)
            if answer:
                self.reason = ""
                return answer
            if time.monotonic() - started >= self.limit:
                reason = f"no answer within {self.limit:g} s"
                break
        self.reason = reason or self.last_words or "the interpreter ended without a word"
        self.rest_until = time.monotonic() + REST
        raise ConnectionError(self.reason)

    def try_again(self) -> None:
        """The next question is asked, whatever failed before."""
        self.rest_until = 0.0

    def exchange(self, question: str) -> str:
        """The answer line; empty, or OSError, where the child has died or was ended because it was
        late."""
        if self.process is None:
            self.process = self._start()
        self.deadline = time.monotonic() + self.limit
        answer = ""
        try:
            self.process.stdin.write(question + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        finally:
            self.deadline = None
            if not answer.endswith("\n"):
                self.end()
        return answer if answer.endswith("\n") else ""

    @property
    def last_words(self) -> str:
        """The end of what the child wrote to its standard error: why it does not start."""
        with suppress(OSError, ValueError):
            end = self.log.seek(0, os.SEEK_END)
            self.log.seek(max(self.began, end - LAST_WORDS))
            lines = self.log.read().decode("utf-8", "replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""

    def _start(self) -> Any:
        self.began = self.log.seek(0, os.SEEK_END)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        environment.update(self.environment)
        process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=environment,
            encoding="utf-8",
            creationflags=NO_WINDOW if os.name == "nt" else 0,
        )
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        return process

    def _watch(self, process: Any) -> None:
        # A pipe cannot be read with a time limit on every system; ending the child ends the read.
        while process.poll() is None:
            time.sleep(0.5)
            deadline = self.deadline
            if self.process is process and deadline is not None and time.monotonic() > deadline:
                process.kill()

    def end(self) -> None:
        """Ends the child; the next question starts a new one."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):  # unsent text of a broken pipe
                    stream.close()
