"""The profile of a person's LibreOffice: where it is, whether it is in use, and what to clean in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from .calc_process import CalcError

LOCK = ".lock"
OURS = "org.parkeval"
_ITEM = re.compile(r"[ \t]*<item\b(?:(?!</item>).)*?</item>\r?\n?", re.DOTALL)


def default_profile() -> Path:
    """Where LibreOffice keeps a person's settings, on each system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home / "AppData" / "Roaming")) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice" / "4"


def require_closed(profile: Path) -> None:
    """CalcError while LibreOffice uses the profile; what a crashed one left in it does not count and is removed."""
    if _in_use(profile):
        raise CalcError("running", profile=profile)
    with suppress(FileNotFoundError):
        (profile / LOCK).unlink()


def _in_use(profile: Path) -> bool:
    """Whether an office runs on the profile. The lock file alone does not tell: a crash leaves it."""
    if not (profile / LOCK).exists():
        return False
    given = f"-env:UserInstallation={profile.absolute().as_uri()}"
    for arguments in _offices():
        named = [a.rstrip("/") for a in arguments if a.startswith("-env:UserInstallation=")]
        if named == [given] or (not named and profile == default_profile()):
            return True
    return False


def _offices() -> list[list[str]]:
    """The command lines of the offices of this machine; without them an office counts as one on the usual profile."""
    if sys.platform == "win32":
        listed = subprocess.run(["tasklist", "/FI", "IMAGENAME eq soffice.bin"], capture_output=True, text=True, check=False)
        return [["soffice.bin"]] if "soffice.bin" in listed.stdout else []
    listed = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=False)
    lines = [line.split() for line in listed.stdout.splitlines()]
    return [line for line in lines if line and Path(line[0]).name in ("soffice.bin", "soffice")]


def clean(profile: Path) -> None:
    """Takes out of LibreOffice's settings what it has noted about our menu and toolbar, and temporary folders of ours."""
    file = profile / "user" / "registrymodifications.xcu"
    with suppress(FileNotFoundError):
        text = file.read_text(encoding="utf-8")
        kept = _ITEM.sub(lambda item: "" if OURS in item[0] else item[0], text)
        if kept != text:
            draft = file.with_name(f"{file.name}.part")
            draft.write_text(kept, encoding="utf-8", newline="")
            draft.replace(file)
