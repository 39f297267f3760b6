"""The extension for Calc: what the package builds, and its way into a profile and out of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from parkeval_xl import __version__, functions
from parkeval_xl.hosts import calc_extension, calc_profile
from parkeval_xl.hosts.calc import CalcError, Office
from parkeval_xl.live.actions import ACTIONS

from .calc_people import Desk

URL = "{http://openoffice.org/2001/registry}name"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    file = calc_extension.build(
        tmp_path_factory.mktemp("oxt") / "新 建" / "parkeval.oxt", "/some/where/python"
    )
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_manifest_names_what_is_there(built: dict[str, bytes]) -> None:
    manifest = ET.fromstring(built["META-INF/manifest.xml"])
    named = [entry.attrib["{http://openoffice.org/2001/manifest}full-path"] for entry in manifest]
    assert set(named) <= set(built)
    assert {"bridge.py", "menu.py", "start.py"} | {n for n in built if n.endswith(".xcu")} == set(
        named
    )
    for name, content in built.items():
        if name.endswith((".xml", ".xcu")):
            ET.fromstring(content)


def test_menu_and_toolbar_hold_the_actions_of_the_ribbon(built: dict[str, bytes]) -> None:
    root = ET.fromstring(built["Addons.xcu"])
    for place in ("Submenu", "org.parkeval.toolbar"):
        [items] = [n for n in root.iter("node") if n.get(URL) == place]
        found = {
            n.get(URL): [
                p.findtext("value") for p in n.iter("prop") if p.get(URL) in ("URL", "Title")
            ]
            for n in items
        }
        assert [found[key] for key in sorted(found, key=str)] == [
            [f"org.parkeval:{name}", action.label_zh] for name, action in ACTIONS.items()
        ]


def test_every_function_has_a_wrapper_and_settings_name_the_interpreter(
    built: dict[str, bytes],
) -> None:
    basic = built["functions.bas"].decode()
    assert all(f"Function {name}(" in basic for name in functions.REGISTRY)
    settings = json.loads(built["settings.json"])
    assert (settings["python"], settings["version"]) == ("/some/where/python", __version__)
    assert settings["functions"][0] == settings["actions"][0] == "/some/where/python"


def test_what_runs_in_calc_imports_the_standard_library_only(built: dict[str, bytes]) -> None:
    allowed = {"uno", "unohelper", "com", "parkeval_calc", *sys.stdlib_module_names}
    for name, content in built.items():
        if name.endswith(".py"):
            code = compile(content, name, "exec", flags=0x400, dont_inherit=True)  # as a tree
            import ast

            for node in ast.walk(code):  # type: ignore[arg-type]
                names = (
                    [a.name for a in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom) and not node.level
                    else []
                )
                assert {n.split(".")[0] for n in names} <= allowed, name


def test_the_same_extension_whenever_it_is_built(tmp_path: Path) -> None:
    one, other = (calc_extension.build(tmp_path / f"{i}.oxt", "python") for i in "ab")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("python", "words"), [("/nowhere/python", "不能使用 parkeval-xl"), ("old", "是 0.0.1")]
)
def test_an_interpreter_that_cannot_serve_is_refused(
    python: str, words: str, tmp_path: Path
) -> None:
    if python == "old":
        old = tmp_path / "old"
        old.write_text("#!/bin/sh\necho 0.0.1\n")
        old.chmod(0o755)
        python = str(old)
    with pytest.raises(CalcError, match=words):
        calc_extension.install(tmp_path / "profile", python)
    assert not (tmp_path / "profile").exists()


def test_the_usual_profile_of_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/x")
    monkeypatch.setenv("APPDATA", "C:/Users/me/AppData/Roaming")
    found = {}
    for system in ("linux", "win32", "darwin"):
        monkeypatch.setattr("sys.platform", system)
        found[system] = calc_profile.default_profile().as_posix()
    assert found["linux"] == "/x/libreoffice/4"
    assert found["win32"] == "C:/Users/me/AppData/Roaming/LibreOffice/4"
    assert found["darwin"].endswith("Library/Application Support/LibreOffice/4")


def files(profile: Path) -> set[str]:
    """What a profile holds, without LibreOffice's own safety copies and generated pictures."""
    user = profile / "user"
    return {
        str(p.relative_to(user))
        for p in user.rglob("*")
        if p.is_file() and "pack" not in p.relative_to(user).parts[:1]
    }


def mentions(profile: Path) -> list[str]:
    return [
        str(p) for p in profile.rglob("*") if p.is_file() and b"parkeval" in p.read_bytes().lower()
    ]


def used(profile: Path, workbook: Path) -> None:
    """A person opens a workbook and leaves."""
    with Office.start(udf=False, profile=profile) as office, office.open(workbook, shown=True):
        pass


@pytest.mark.slow
def test_in_and_out_without_traces(soffice: None, tmp_path: Path) -> None:
    workbook = tmp_path / "某表.xlsx"
    import xlsxwriter

    with xlsxwriter.Workbook(str(workbook)) as book:
        book.add_worksheet()
    desk, twin = Desk(tmp_path / "桌 面"), tmp_path / "twin"
    used(desk.profile, workbook)
    assert not calc_extension.installed(desk.profile)
    desk.install()
    desk.install()  # a second time replaces the first
    assert calc_extension.installed(desk.profile)
    used(desk.profile, workbook)
    assert (
        "parkeval"
        not in (desk.profile / "user/basic/Standard/script.xlb").read_text(encoding="utf-8").lower()
    )
    assert calc_extension.remove(desk.profile)
    assert not calc_extension.installed(desk.profile)
    assert mentions(desk.profile) == []
    assert not calc_extension.remove(desk.profile)
    for profile, times in ((desk.profile, 1), (twin, 3)):
        for _ in range(times):
            used(profile, workbook)
    assert mentions(desk.profile) == []
    assert files(desk.profile) == files(twin)


@pytest.mark.slow
def test_a_running_office_is_asked_to_close_and_a_crashed_one_is_not(
    soffice: None, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    with (
        Office.start(udf=False, profile=desk.profile),
        pytest.raises(CalcError, match="LibreOffice 正在运行"),
    ):
        desk.install()
    lock = "[Lockdata]\nUser=u\nHost=h\nStamp=0\nTime=x\nIPCServer=true\n"
    (desk.profile / ".lock").write_text(lock)
    desk.install()
    assert calc_extension.installed(desk.profile)
    (desk.profile / ".lock").write_text(lock)
    assert calc_extension.remove(desk.profile)


@pytest.mark.skipif(os.name == "nt", reason="paths of Linux and macOS")
@pytest.mark.parametrize(
    ("office", "uses"),
    [
        (
            (
                "/usr/lib/libreoffice/program/soffice.bin --headless "
                "-env:UserInstallation=file://{uri}"
            ),
            True,
        ),
        ("soffice -env:UserInstallation=file://{link} --norestore", True),
        (
            "soffice -env:UserInstallation=file://{raw}/ --norestore a.xlsm",
            True,
        ),  # written without %20
        (
            (
                "/Applications/Libre Office.app/Contents/MacOS/soffice "
                "-env:UserInstallation=file://{uri}"
            ),
            True,
        ),
        ("soffice -env:UserInstallation=$HOME/office", True),  # it cannot be told
        ("soffice -env:UserInstallation=file://{uri}2", False),
        ("soffice a.ods", False),  # the usual profile
        ("less notes-on-soffice.bin.txt -env:UserInstallation=file://{uri}", False),
    ],
)
def test_a_lock_is_removed_only_where_no_office_can_hold_it(
    office: str, uses: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "我的 配置"
    profile.mkdir()
    (profile / ".lock").touch()
    (tmp_path / "link").symlink_to(profile)
    line = office.format(
        uri=profile.as_uri().removeprefix("file://"), link=tmp_path / "link", raw=profile
    )
    listed = subprocess.CompletedProcess([], 0, f"init\n{line}\n", "")
    monkeypatch.setattr(calc_profile.subprocess, "run", lambda *_, **__: listed)
    for name in (profile, tmp_path / "link"):
        if uses:
            with pytest.raises(CalcError, match="正在运行"):
                calc_profile.require_closed(name)
        else:
            calc_profile.require_closed(name)
    assert (profile / ".lock").exists() == uses


@pytest.mark.parametrize(
    ("listed", "uses"),
    [
        (
            "Image Name   PID\n====\nsoffice.bin     4711 Console   1   200,000 K\n",
            True,
        ),  # its profile is not told
        ("INFO: No tasks are running which match the specified criteria.\n", False),
    ],
)
def test_a_lock_on_windows(
    listed: str, uses: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".lock").touch()
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(
        calc_profile.subprocess,
        "run",
        lambda *_, **__: subprocess.CompletedProcess([], 0, listed, ""),
    )
    if uses:
        with pytest.raises(CalcError, match="正在运行"):
            calc_profile.require_closed(tmp_path)
    else:
        calc_profile.require_closed(tmp_path)
    assert (tmp_path / ".lock").exists() == uses


def test_a_profile_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert not calc_extension.installed(tmp_path / "none")
    assert not calc_extension.remove(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_the_package_alone_suffices_to_import_the_host() -> None:
    """The commands import this module before they know whether LibreOffice is there."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, parkeval_xl.hosts.calc_extension; print('xlwings' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
