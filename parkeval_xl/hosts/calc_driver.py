"""Starts LibreOffice for `parkeval_xl.hosts.calc`, passes requests into it and ends it whatever
happens.

Run by a Python that has `uno`, which the project's own has not: standard library and UNO only. The
first line on standard input holds the settings (see `Office.start`), every further line a request
for addin/calc/documents.py; each is answered by one line. When the input ends, because the client
closed it or died, the office is ended too.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import uno

ATTEMPTS = 3
START_LIMIT = 60.0  # seconds an attempt may take; 1.5 are usual
END_LIMIT = 10.0
OPTIONS = ("--headless", "--norestore", "--nologo", "--nodefault")

# Set before the first start: (path, property, value). Lock files would lie beside a person's
# workbook.
PROFILE = (
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    (
        "Office.Calc/Formula/Load",
        "OOXMLRecalcMode",
        "1",
    ),  # never on its own: what was cached stays visible
    ("Office.Calc/Content/Update", "Link", "2"),  # never fetch what a workbook links to
)


def profile_text() -> str:
    """registrymodifications.xcu of a fresh profile."""
    items = "".join(
        f'<item oor:path={quoteattr("/org.openoffice." + path)}><prop oor:name="{name}" '
        'oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in PROFILE
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n"
    )


class Office:
    """The process of LibreOffice, its private profile and the component that answers requests."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.folder = Path(settings["folder"])
        self.process: subprocess.Popen[bytes] | None = None
        self.desktop: Any = None
        self.documents: Any = None

    def start(self) -> None:
        """Tries ATTEMPTS times, each with a new profile and a new pipe; raises RuntimeError with
        the last words. A given profile is used as it is, and left."""
        reasons = []
        for attempt in range(1, (1 if self.settings.get("profile") else ATTEMPTS) + 1):
            try:
                self._prepare(self._connect(attempt))
                return
            except Exception as error:
                reasons.append(f"{attempt}: {error}")
                self.kill()
        raise RuntimeError("; ".join(reasons))

    def _connect(self, attempt: int) -> Any:
        if given := self.settings.get("profile"):
            profile = Path(given)
        else:
            profile = self.folder / f"profile{attempt}"
            (profile / "user").mkdir(parents=True)
            (profile / "user" / "registrymodifications.xcu").write_text(
                profile_text(), encoding="utf-8"
            )
        accept = f"pipe,name=parkeval{os.getpid()}x{attempt};urp;"
        log = self.folder / "office.log"
        with open(log, "ab") as sink:
            self.process = subprocess.Popen(
                [
                    self.settings["soffice"],
                    *OPTIONS,
                    f"-env:UserInstallation={profile.as_uri()}",
                    f"--accept={accept}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                # Chinese paths need a UTF-8 locale, which a bare CI machine has not set.
                env={
                    **os.environ,
                    "LC_ALL": "C.UTF-8",
                    "TMPDIR": str(self.folder),
                    **self.settings["environment"],
                },
                # its group is the wrapper, the office and the bridge's child
                start_new_session=True,
            )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        limit = time.monotonic() + START_LIMIT
        while True:
            try:
                return resolver.resolve(f"uno:{accept}StarOffice.ComponentContext")
            except Exception as error:  # NoConnectException until the office listens
                if self.process.poll() is not None:
                    words = log.read_text(encoding="utf-8", errors="replace").strip()
                    raise RuntimeError(
                        f"exit code {self.process.returncode} {words[-500:]}"
                    ) from error
                if time.monotonic() > limit:
                    raise RuntimeError(f"no answer in {START_LIMIT:g} s") from error
                time.sleep(0.05)

    def _prepare(self, context: Any) -> None:
        """Components and Basic functions go into the running office: nothing is installed, nothing
        can be stale."""
        manager = context.ServiceManager
        loader = manager.createInstanceWithContext("com.sun.star.loader.Python", context)
        for service, path in self.settings["components"].items():
            manager.insert(loader.activate(service, "", Path(path).as_uri(), None))
        if self.settings["basic"]:
            container = "com.sun.star.script.ApplicationScriptLibraryContainer"
            libraries = manager.createInstanceWithContext(container, context)
            if not libraries.hasByName("Standard"):
                libraries.createLibrary("Standard")
            libraries.loadLibrary("Standard")
            libraries.getByName("Standard").insertByName("ParkEval", self.settings["basic"])
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.documents = manager.createInstanceWithContext("org.parkeval.Documents", context)

    def answer(self, request: str) -> str:
        """One request of the client, answered inside the office."""
        return str(self.documents.invoke((request,), (), ())[0])

    def end(self) -> None:
        """Asks the office to end, then makes sure of it."""
        try:
            if self.desktop is not None:
                self.desktop.terminate()
            if self.process is not None:
                self.process.wait(END_LIMIT)
        except Exception:
            pass  # gone already, or not listening: killed now
        self.kill()

    def kill(self) -> None:
        """Ends the whole process group, by the id of the process started here."""
        process, self.process = self.process, None
        if process is None:
            return
        if os.name == "nt":
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
            )
        else:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def read_lines(lines: queue.Queue[str], office: Office, done: threading.Event) -> None:
    """Reads in a thread of its own: a client that dies must be noticed while the office
    computes."""
    for line in sys.stdin:
        lines.put(line)
    lines.put("")
    if not done.wait(END_LIMIT + 2):
        office.kill()
        shutil.rmtree(office.folder, ignore_errors=True)
        os._exit(1)


def say(**answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    office = Office(json.loads(sys.stdin.readline()))
    lines: queue.Queue[str] = queue.Queue()
    done = threading.Event()
    threading.Thread(target=read_lines, args=(lines, office, done), daemon=True).start()
    try:
        try:
            office.start()
        except Exception as error:
            say(refused="no_start", detail={"reason": str(error)})
            return
        assert office.process is not None
        say(ok=office.process.pid)
        while line := lines.get():
            try:
                answer = office.answer(line)
            except Exception as error:  # the office has died
                say(refused="died", detail={"reason": str(error)})
                return
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        pass  # the client is gone
    finally:
        office.end()
        shutil.rmtree(office.folder, ignore_errors=True)
        done.set()


if __name__ == "__main__":
    main()
