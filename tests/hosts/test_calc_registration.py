"""What an install by halves leaves in a profile, how it is told from a whole one, and how the next
one mends it.

The folders and the entry are those that LibreOffice 7.4 makes; the entry of an extension that it
did not live to register is missing.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from parkeval_xl import __version__
from parkeval_xl.hosts import calc_extension
from parkeval_xl.hosts.calc import CalcError, Office

CACHE = Path("user/uno_packages/cache")
RECORD = CACHE / "registry/com.sun.star.comp.deployment.bundle.PackageRegistryBackend/backenddb.xml"
DATABASE = (
    '<?xml version="1.0"?>\n<ext:extension-backend-db '
    'xmlns:ext="http://openoffice.org/extensionmanager/extension-registry/2010">'
    "{}</ext:extension-backend-db>"
)
ENTRY = (
    '<ext:extension url="vnd.sun.star.expand:$UNO_USER_PACKAGES_CACHE/uno_packages/{}/parkeval.'
    'oxt"{}/>'
)
OWN = {
    "python": sys.executable,
    "version": __version__,
    "environment": {"PYTHONPATH": str(Path(__file__).parents[2])},
}


def profile_with(
    folder: Path, settings: Any = OWN, entry: str = ENTRY.format("lu1.tmp_", "")
) -> Path:
    """A profile with our extension unpacked."""
    unpacked = folder / CACHE / "uno_packages/lu1.tmp_/parkeval.oxt"
    unpacked.mkdir(parents=True, exist_ok=True)
    (unpacked / "description.xml").write_text(
        '<description><identifier value="org.parkeval.calc"/></description>'
    )
    (unpacked / "settings.json").write_text(
        settings if isinstance(settings, str) else json.dumps(settings)
    )
    (folder / RECORD).parent.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).write_text(DATABASE.format(entry))
    return folder


@pytest.mark.parametrize(
    ("entry", "there"),
    [
        (ENTRY.format("lu1.tmp_", ""), True),
        ("", False),
        (ENTRY.format("lu1.tmp_", ' revoked="true"'), False),
        (ENTRY.format("lu0.tmp_", ""), False),  # of an older one
        ("<ext:", False),
    ],
)
def test_only_an_entered_extension_is_installed(tmp_path: Path, entry: str, there: bool) -> None:
    assert calc_extension.installed(profile_with(tmp_path, entry=entry)) == there


def test_a_profile_without_a_record_holds_none(tmp_path: Path) -> None:
    (profile_with(tmp_path) / RECORD).unlink()
    assert not calc_extension.installed(tmp_path)


def test_an_extension_that_can_compute(tmp_path: Path) -> None:
    calc_extension.require_serving(profile_with(tmp_path))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (OWN | {"python": "/gone/bin/python"}, "“/gone/bin/python”中不能使用"),
        (OWN | {"version": "0.0.1"}, "由 0.0.1 版装入.*" + sys.executable),
        (
            OWN | {"environment": {"PYTHONPATH": "{old}"}},
            f"“{sys.executable}”中的 parkeval-xl 是 0.0.2",
        ),
        ("{", "settings.json”缺失或损坏"),
        ("[]", "settings.json”缺失或损坏"),
        (OWN | {"environment": None}, "settings.json”缺失或损坏"),
    ],
)
def test_an_extension_whose_python_is_no_longer_what_it_was(
    tmp_path: Path, settings: Any, says: str
) -> None:
    package = tmp_path / "old" / "parkeval_xl"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "0.0.2"\n')
    text = (
        settings
        if isinstance(settings, str)
        else json.dumps(settings).replace("{old}", package.parent.as_posix())
    )
    profile = profile_with(tmp_path / "profile", text)
    assert calc_extension.installed(profile)
    with pytest.raises(CalcError, match=says):
        calc_extension.require_serving(profile)


def test_what_is_there_by_halves_is_taken_out(soffice: None, tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "profile", entry="")  # neither does LibreOffice list it
    assert calc_extension.remove(profile)
    assert [p for p in profile.rglob("*") if "parkeval" in p.name] == []
    assert not calc_extension.remove(profile)


def dying(monkeypatch: pytest.MonkeyPatch, profile: Path, times: int) -> list[str]:
    """Lets LibreOffice end while it installs, with our extension unpacked and not entered, the
    first few times; what it was asked."""
    asked: list[str] = []
    ask = Office.ask

    def unlucky(office: Office, command: str, **arguments: Any) -> Any:
        asked.append(command)
        if command == "add_extension" and asked.count(command) <= times:
            profile_with(profile, entry="")
            os.killpg(office.process_id, signal.SIGKILL)
        return ask(office, command, **arguments)

    monkeypatch.setattr(Office, "ask", unlucky)
    return asked


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="groups of processes")
def test_an_install_that_calc_does_not_survive_is_done_again(
    soffice: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = dying(monkeypatch, tmp_path / "profile", 1)
    calc_extension.install(tmp_path / "profile", sys.executable)
    assert asked.count("add_extension") == 2
    assert calc_extension.installed(tmp_path / "profile")
    assert [
        p.parent.name for p in (tmp_path / "profile" / CACHE).glob("uno_packages/*/parkeval.oxt")
    ] != ["lu1.tmp_"]
    with Office.start(udf=False, profile=tmp_path / "profile") as office:
        assert office.ask("extensions") == ["org.parkeval.calc"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="groups of processes")
def test_an_install_that_calc_never_survives_leaves_nothing(
    soffice: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = dying(monkeypatch, tmp_path / "profile", 9)
    with pytest.raises(CalcError, match=r"试装了两次.*意外退出.*重新安装"):
        calc_extension.install(tmp_path / "profile", sys.executable)
    assert asked.count("add_extension") == 2
    assert [p for p in (tmp_path / "profile").rglob("*") if "parkeval" in p.name] == []


def test_an_extension_that_is_not_entered_is_not_called_installed(
    soffice: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"extensions": ["org.parkeval.calc"]}  # as LibreOffice says of what it has not entered

    def halves(office: Office, command: str, **arguments: Any) -> Any:
        if command == "add_extension":
            profile_with(tmp_path / "profile", entry="")
        return said.get(command)

    monkeypatch.setattr(Office, "ask", halves)
    with pytest.raises(CalcError, match="没有登记这个扩展"):
        calc_extension.install(tmp_path / "profile", sys.executable)
