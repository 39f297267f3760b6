"""The extension for LibreOffice Calc: built from addin/calc, put into a profile, taken out of it
without traces.

LibreOffice's own extension manager does both, asked over UNO: the program `unopkg` refuses to work
for root.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .. import __version__
from .calc import CALL_LIMIT, Office, basic_text, sources
from .calc_process import CalcError, plain_environment
from .calc_profile import clean, default_profile, make, registered, require_closed, unpacked
from .calc_server import FUNCTIONS

identifier = "org.parkeval.calc"
FILE = "parkeval.oxt"
ACTIONS = "parkeval_xl.live.actions"
COMPONENTS = ("bridge.py", "start.py", "menu.py", "pythonpath/parkeval_calc/*.py")
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the same extension whenever it is built
_BY_HALVES = frozenset(
    ("died", "slow", "failed", "not_installed")
)  # errors of an office that had started to install
_PACKAGE = Path(__file__).resolve().parents[1]


def build(
    target: Path,
    python: str,
    *,
    functions: str = FUNCTIONS,
    actions: str = ACTIONS,
    path: Sequence[Path] = (),
) -> Path:
    """Writes the extension. Cells and menu will be served by the interpreter `python`, which must
    have this package.

    `functions` and `actions` name the modules with REGISTRY and ACTIONS; `path` are further folders
    to import them from.
    """
    here, own = sources(), sources() / "extension"
    files = [(f, here) for pattern in COMPONENTS for f in here.glob(pattern)] + [
        (f, own) for f in own.rglob("*.x*")
    ]
    parts = {
        f.relative_to(base).as_posix(): f.read_text(encoding="utf-8") for f, base in sorted(files)
    }
    commands = _commands(importlib.import_module(actions).ACTIONS)
    for name in ("description.xml", "Addons.xcu"):
        parts[name] = Template(parts[name]).substitute(
            version=_number(__version__), commands=commands
        )
    parts["functions.bas"] = basic_text(importlib.import_module(functions).REGISTRY)
    parts["settings.json"] = json.dumps(
        _settings(python, functions, actions, path), ensure_ascii=False, indent=1
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in sorted(parts.items()):
            package.writestr(
                zipfile.ZipInfo(name, BEGINNING), text.encode("utf-8"), zipfile.ZIP_DEFLATED
            )
    return target


def _number(version: str) -> str:
    """A version as LibreOffice takes it: numbers and dots."""
    found = re.match(r"\d+(\.\d+)*", version)
    return found[0] if found else "0"


def _commands(actions: Mapping[str, Any]) -> str:
    """A menu item and toolbar button each, in the order of the table."""
    node = (
        '<node oor:name="m{0:02}" oor:op="replace"><prop oor:name="URL"><value>{1}</value></prop>'
        '<prop oor:name="Title">{2}</prop><prop oor:name="Target"><value>_self</value></prop>'
        '<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></pr'
        "op></node>"
    )
    # Chinese in every language of Calc
    title = '<value xml:lang="zh-CN">{0}</value><value xml:lang="en-US">{0}</value>'
    return "\n".join(
        node.format(number, escape(f"org.parkeval:{name}"), title.format(escape(action.label_zh)))
        for number, (name, action) in enumerate(actions.items(), 1)
    )


def _settings(python: str, functions: str, actions: str, path: Sequence[Path]) -> dict[str, Any]:
    checkout = [_PACKAGE.parent] if (_PACKAGE.parent / "pyproject.toml").is_file() else []
    folders = os.pathsep.join(map(str, [*checkout, *path]))
    return {
        "python": python,
        "version": __version__,
        "functions": [python, "-m", "parkeval_xl.hosts.calc_server", functions],
        "actions": [python, "-m", "parkeval_xl.hosts.calc_actions", actions],
        "environment": {"PYTHONPATH": folders} if folders else {},
        "limit": CALL_LIMIT,
    }


def _require_package(python: str, environment: Mapping[str, str]) -> None:
    """CalcError where the interpreter does not run or has no such package."""
    test = [python, "-c", "import parkeval_xl; print(parkeval_xl.__version__)"]
    alone = {
        **plain_environment(),
        **environment,
        "PYTHONSAFEPATH": "1",
    }  # not the package of the folder we happen to be in
    try:
        done = subprocess.run(
            test, env=alone, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CalcError("no_package", python=python, reason=error) from error
    if done.returncode != 0:
        raise CalcError(
            "no_package", python=python, reason=(done.stderr.strip().splitlines() or [""])[-1]
        )
    if done.stdout.strip() != __version__:
        raise CalcError(
            "other_package", python=python, version=done.stdout.strip(), own=__version__
        )


def install(profile: Path | None, python: str, **modules: Any) -> None:
    """Puts the extension into a profile of LibreOffice, in place of an older one; None is the
    person's own profile.

    `modules` as for `build`. CalcError while LibreOffice is running, and where `python` cannot
    serve; OSError where the profile cannot be made or written.
    """
    settings = _settings(python, FUNCTIONS, ACTIONS, modules.get("path", ()))
    _require_package(python, settings["environment"])
    profile = profile or default_profile()
    make(profile)
    with tempfile.TemporaryDirectory(prefix="parkeval-") as folder:
        file = build(Path(folder) / FILE, python, **modules)
        try:
            _add(profile, file)
        except CalcError as error:
            if error.code not in _BY_HALVES:
                raise
            _drop(profile)
            _add_or_leave_nothing(profile, file)


def _add(profile: Path, file: Path) -> None:
    require_closed(profile)
    with Office.start(udf=False, profile=profile) as office:
        office.ask("add_extension", path=str(file))
    if not installed(profile):
        raise CalcError("not_installed", profile=profile)


def _add_or_leave_nothing(profile: Path, file: Path) -> None:
    """The second attempt, after which nobody finds a menu that does nothing."""
    try:
        _add(profile, file)
    except CalcError as error:
        _drop(profile)
        raise CalcError("left_out", reason=str(error).rstrip("： :"), profile=profile) from error


def _drop(profile: Path) -> None:
    """Takes out what an attempt has left, as LibreOffice does it where it can, and in any case the
    files."""
    with suppress(CalcError, OSError):
        require_closed(profile)
        try:
            remove(profile)
        except CalcError:
            clean(profile, FILE)


def remove(profile: Path | None) -> bool:
    """Takes the extension out of a profile, and what LibreOffice has noted about its menu; False
    where there was none."""
    profile = profile or default_profile()
    if not profile.is_dir():
        return False
    require_closed(profile)
    was = any(map(_is_ours, unpacked(profile)))  # wholly or by halves
    if was:
        with Office.start(udf=False, profile=profile) as office:
            if identifier in office.ask("extensions"):
                office.ask("remove_extension", identifier=identifier, file=FILE)
    clean(profile, FILE)
    return was


def installed(profile: Path | None) -> bool:
    """Whether a profile holds the extension, and LibreOffice has entered it; LibreOffice is not
    started for it."""
    return any(map(_is_ours, registered(profile or default_profile())))


def require_serving(profile: Path | None) -> None:
    """CalcError where the extension of a profile is of another version than this one, or the Python
    it names cannot serve."""
    for folder in filter(_is_ours, registered(profile or default_profile())):
        file = folder / "settings.json"
        try:
            settings = json.loads(file.read_text(encoding="utf-8"))
            python, version = str(settings["python"]), str(settings["version"])
            environment = {str(name): str(value) for name, value in settings["environment"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise CalcError("no_settings", file=file) from error
        if version != __version__:
            raise CalcError("other_extension", python=python, version=version, own=__version__)
        _require_package(python, environment)


def _is_ours(folder: Path) -> bool:
    try:
        return f"<identifier value={quoteattr(identifier)}" in (
            folder / "description.xml"
        ).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


__all__ = ["CalcError", "build", "identifier", "install", "installed", "remove", "require_serving"]
