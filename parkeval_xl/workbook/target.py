"""Where a result may be written, and how: the one way in which commands and buttons make files.

Nothing that a person entered is lost. A file that is there is replaced only where that was asked
for, and then a numbered copy of it stays beside. A file that is open in a spreadsheet, or was saved
since it was read, is left alone. The new file is written beside and moved into place, so that
whenever the program is killed there is the old one or the new one, whole; what a killed run leaves
beside is cleared by the next.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Self

from ..language import words
from .owner import Owner, owner_of
from .problems import FileProblem, problem

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyhow
    fcntl = None  # type: ignore[assignment]

UNFINISHED = ".parkeval.tmp"
"""How the names of files end that are not yet in their place."""
_FORGOTTEN = 3600.0  # seconds after which a folder of unfinished files is nobody's


class Existing(Enum):
    """What becomes of a file that is there already."""

    REFUSED = "refused"
    KEPT = "kept"  # replaced, a numbered copy stays
    REPLACED = "replaced"


def digest(content: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Target:
    """A file to be written. `read` is the digest of what was read from it, where it is changed in
    place."""

    path: Path
    existing: Existing = Existing.REPLACED
    read: str = ""

    @classmethod
    def of(cls, target: str | Path | Target) -> Target:
        """A bare path is replaced without asking: what a program calls for is its own affair."""
        return target if isinstance(target, Target) else cls(Path(target))

    @classmethod
    def asked(cls, path: Path, force: bool, *sources: Path) -> Self:
        """The target of a command, never one of its sources. FileProblem where it is one."""
        for source in sources:
            with contextlib.suppress(OSError):
                if os.path.samefile(source, path):
                    raise problem("TARGET_IS_SOURCE", name=path.name)
        return cls(path, Existing.KEPT if force else Existing.REFUSED)

    def ready(self) -> None:
        """FileProblem unless a file may be written there now; asked before the work begins."""
        with _in_words(self.path):
            path = _resolved(self.path)
            if not path.parent.is_dir() or path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
            if owner := owner_of(path):
                raise _opened(self.path, owner)
            if not path.exists():
                return
            if not path.is_file():
                raise OSError(errno.EINVAL, words("不是普通文件", "not an ordinary file"))
            if self.existing is Existing.REFUSED:
                raise problem("TARGET_EXISTS", name=self.path.name)
            if not os.access(path, os.W_OK):
                raise PermissionError(errno.EACCES, "read-only")

    def write(self, content: bytes) -> Path:
        """Put the content there, all of it or nothing. FileProblem where that cannot be."""
        with _in_words(self.path):
            path = _resolved(self.path)
            clear_unfinished(path.parent)
            if self.existing is Existing.REFUSED and _holds(path, content):
                return self.path  # what was to be written stands there
            self.ready()
            with _beside(path, content) as new:
                self.ready()
                if self.read and not (path.exists() and digest(path.read_bytes()) == self.read):
                    raise problem("TARGET_CHANGED", name=self.path.name)
                if self.existing is Existing.REFUSED:
                    _place(new, path)
                else:
                    if self.existing is Existing.KEPT and path.exists():
                        _keep(path, content)
                    if path.exists():
                        shutil.copymode(path, new)
                    os.replace(new, path)
        return self.path


def _resolved(path: Path) -> Path:
    """What a link leads to, so that the link stays one."""
    try:
        return path.resolve()
    except RuntimeError:  # links in a circle
        raise OSError(errno.ELOOP, "links in a circle") from None


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def copies(path: Path) -> Iterator[Path]:
    """The names of the numbered copies of a file, from the first on."""
    number = 0
    while number := number + 1:
        yield path.with_name(f"{path.stem}{words('_备份', '_backup')}{number}{path.suffix}")


def _keep(path: Path, new: bytes) -> None:
    """Leave a numbered copy of a file that is about to be replaced; not where one is there with the
    very same content."""
    content, last = path.read_bytes(), None
    for name in copies(path):
        if not name.exists():
            break
        last = name
    if content == new or (last is not None and last.read_bytes() == content):
        return
    with _beside(name, content) as copy:
        shutil.copystat(path, copy)
        _place(copy, name)


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[Path]:
    """The content in a file of the same folder, on the disk, under a name nobody else has."""
    new = path.with_name(f".{secrets.token_hex(6)}{UNFINISHED}")
    try:
        with new.open("xb") as file:
            _lock(file)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":  # Windows moves no file that is open
                file.close()
            yield new
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _place(new: Path, path: Path) -> None:
    """Move a file to where there is none; FileExistsError where one has appeared meanwhile."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(errno.EEXIST, "exists", str(path)) from None
        os.rename(new, path)


def _lock(file: IO[bytes]) -> None:
    """Say that somebody still writes this file; OSError where another one has it."""
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def clear_unfinished(folder: Path) -> None:
    """Remove what runs that were killed have left in a folder, never what a running one writes."""
    for left in folder.glob(f".*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            if left.is_dir():
                if time.time() - left.stat().st_mtime > _FORGOTTEN:
                    shutil.rmtree(left)
                continue
            with left.open("rb") as file:
                _lock(file)
            left.unlink()


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """An error of the system as FileProblem."""
    try:
        yield
    except OSError as error:
        raise _problem(error, path.name or str(path)) from error


def _problem(error: OSError, name: str) -> FileProblem:
    if isinstance(error, FileExistsError):
        return problem("TARGET_EXISTS", name=name)
    if isinstance(error, PermissionError):
        return problem("TARGET_IN_USE", name=name)
    if isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError)):
        return problem("TARGET_FOLDER", name=name)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return problem("TARGET_DISK_FULL", name=name)
    return problem("TARGET_NOT_WRITTEN", name=name, what=error.strerror or str(error))


def _opened(path: Path, owner: Owner) -> FileProblem:
    return problem(
        "TARGET_OPEN", name=path.name, who=owner.name, program=owner.program, mark=owner.mark
    )
