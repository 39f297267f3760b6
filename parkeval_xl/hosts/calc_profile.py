"""The profile of a person's LibreOffice: where it is, whether it is in use, and what to clean in
it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import unquote, urlsplit

from .calc_process import CalcError

LOCK = ".lock"
OURS = "org.parkeval"
_CACHE = "user/uno_packages/cache"
_RECORD = "registry/com.sun.star.comp.deployment.bundle.PackageRegistryBackend/backenddb.xml"
_OFFICE = re.compile(r"(?:.*/)?soffice(?:\.bin)?(?:\s|$)")
_NAMED = re.compile(
    r"-env:UserInstallation=(.+?)(?=\s+-|$)"
)  # a space in it may be one of the folder's
_ITEM = re.compile(r"[ \t]*<item\b(?:(?!</item>).)*?</item>\r?\n?", re.DOTALL)


def default_profile() -> Path:
    """Where LibreOffice keeps a person's settings, on each system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home / "AppData" / "Roaming")) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice" / "4"


def make(profile: Path) -> None:
    """The profile's folder, for LibreOffice to fill; OSError where it cannot: LibreOffice would
    wait in silence."""
    profile.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=profile, prefix="parkeval-"):
        pass


def require_closed(profile: Path) -> None:
    """CalcError while LibreOffice uses the profile; what a crashed one left in it does not count
    and is removed."""
    if _in_use(profile):
        raise CalcError("running", profile=profile)
    with suppress(FileNotFoundError):
        (profile / LOCK).unlink()


def _in_use(profile: Path) -> bool:
    """Whether an office may run on the profile. The lock file alone does not tell: a crash leaves
    it."""
    if not (profile / LOCK).exists():
        return False
    try:
        return any(
            found is None or found.resolve() == profile.resolve()
            for found in map(_profile_of, _offices())
        )
    except OSError:  # a system that does not list its processes
        return True


def _profile_of(command: str) -> Path | None:
    """The profile that an office runs on by its command line; None where that does not tell."""
    named = _NAMED.search(command)
    if named is None:
        return None if sys.platform == "win32" else default_profile()
    address = urlsplit(named[1].strip('"'))
    path = unquote(address.path)
    drive = re.match(r"/[A-Za-z]:", path)  # file:///C:/… of Windows
    return Path(path[1:] if drive else path) if address.scheme == "file" else None


def _offices() -> list[str]:
    """The command lines of the offices of this machine; on Windows their name alone."""
    windows = sys.platform == "win32"
    command = (
        ["tasklist", "/FI", "IMAGENAME eq soffice.bin"]
        if windows
        else ["ps", "-A", "-ww", "-o", "args="]
    )
    listed = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return [line for line in listed.stdout.splitlines() if _OFFICE.match(line)]


def unpacked(profile: Path) -> list[Path]:
    """The folders into which LibreOffice has unpacked extensions; each holds one, named as its
    file."""
    return [p for p in (profile / _CACHE / "uno_packages").glob("*/*") if p.is_dir()]


def registered(profile: Path) -> list[Path]:
    """Those of the unpacked folders that LibreOffice has entered and not revoked. One that ends
    while it installs leaves a folder, listed as deployed, without an entry: its menu is there and
    does nothing."""
    try:
        record = ET.parse(profile / _CACHE / _RECORD)
    except (OSError, ET.ParseError):
        return []
    entered = [
        unquote(e.get("url", ""))
        for e in record.findall(".//{*}extension")
        if e.get("revoked") != "true"
    ]
    return [
        p
        for p in unpacked(profile)
        if any(url.endswith(f"/{p.parent.name}/{p.name}") for url in entered)
    ]


def clean(profile: Path, file: str) -> None:
    """After an extension was removed: takes away what LibreOffice keeps of it until some later
    start, and the places of its menu and toolbar in the settings.

    Without any other extension that is LibreOffice's whole cache of them, which it makes anew when
    it starts.
    """
    user = profile / "user"
    copies = [
        p
        for place in ("tmp", "bak")
        for p in (user / "extensions" / place / "extensions").glob(f"*/{file}")
    ]
    for extension in [*copies, *(p for p in unpacked(profile) if p.name == file)]:
        shutil.rmtree(extension.parent, ignore_errors=True)
        extension.parent.with_name(extension.parent.name.removesuffix("_")).unlink(missing_ok=True)
    if not unpacked(profile):
        for cache in ("uno_packages", "extensions/tmp", "extensions/bak"):
            shutil.rmtree(user / cache, ignore_errors=True)
    settings = user / "registrymodifications.xcu"
    with suppress(FileNotFoundError):
        text = settings.read_text(encoding="utf-8")
        kept = _ITEM.sub(lambda item: "" if OURS in item[0] else item[0], text)
        if kept != text:
            draft = settings.with_name(f"{settings.name}.part")
            draft.write_text(kept, encoding="utf-8", newline="")
            draft.replace(settings)
