"""The commands as a person calls them, and the machine they run on."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from parkeval_xl.cli import main
from parkeval_xl.install import this_machine
from parkeval_xl.install.this_machine import ThisMachine
from tests.install.fake_machine import CONF, clean


def run(*arguments: object, english: bool = False) -> Result:
    result = CliRunner().invoke(
        main, [str(a) for a in arguments], env={"PARKEVAL_LANG": "en" if english else ""}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_help_names_the_commands() -> None:
    said = run("--help").output
    assert all(command in said for command in ("install", "doctor", "uninstall"))


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Any:
    machine = clean()
    monkeypatch.setattr(this_machine, "ThisMachine", lambda: machine)
    return machine


def test_install_doctor_uninstall(windows: Any) -> None:
    before = run("doctor")
    assert before.exit_code == 1 and "[须处理] xlwings 的设置" in before.output
    assert "处理：运行 python -m parkeval_xl install" in before.output
    done = run("install", "--trust", r"C:\ParkEval\books")
    assert (
        done.exit_code == 0
        and CONF in done.output
        and r"已设受信任位置 C:\ParkEval\books" in done.output
    )
    assert "须处理" not in done.output
    assert run("doctor").exit_code == 0 and run("doctor", "--host", "excel").exit_code == 0
    gone = run("uninstall")
    assert gone.exit_code == 0 and "已恢复" in gone.output and "ParkEval1" in gone.output
    assert (
        "没有安装过" in run("uninstall").output
        and windows.files == clean().files
        and windows.registry == clean().registry
    )


def test_install_says_what_is_left_to_mend(windows: Any) -> None:
    windows.registry[r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"] = {
        "vbawarnings": 4
    }
    result = run("install", english=True)
    assert (
        result.exit_code == 1
        and "[to mend] macro setting" in result.output
        and "--native" in result.output
    )
    assert "[ok]" not in result.output


def test_a_refusal_is_one_line_and_exit_1(windows: Any) -> None:
    windows.files[CONF] = b"rubbish"
    result = run("install")
    assert result.exit_code == 1 and result.output.count("\n") == 1 and "没有改动" in result.output
    assert not any("\u4e00" <= c <= "\u9fff" for c in run("install", english=True).output)


def test_a_settings_file_that_may_not_be_read_is_one_line(
    windows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: str, limit: int = -1) -> bytes:
        raise PermissionError(13, "Access is denied", path)

    monkeypatch.setattr(windows, "read", closed)
    result = run("install")
    assert (
        result.exit_code == 1
        and result.output.startswith("无法读写")
        and result.output.count("\n") == 1
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("install", "--profile", "x"), "--profile 只用于 --host calc"),
        (("doctor", "--host", "excel", "--profile", "x"), "--profile 只用于 --host calc"),
        (("install", "--host", "calc", "--trust", "x"), "--trust 只用于 --host excel"),
        (("install", "--host", "word"), "选项 --host"),
    ],
)
def test_options_of_the_other_host(windows: Any, arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and says in result.output and windows.files == clean().files


def test_json_has_every_answer(windows: Any) -> None:
    told = json.loads(run("doctor", "--json").output)
    ids = [t["id"] for t in told]
    assert len(set(ids)) == len(ids) and {"excel", "dll", "macros", "asr_children"} <= set(ids)
    assert set(told[0]) == {"id", "state", "title", "what", "mend"}
    assert {t["id"] for t in told if t["state"] == "fault"} == {"conf"}


def test_a_received_file_is_judged_alone(windows: Any) -> None:
    template = Path(__file__).parents[2] / "workbook_template.xlsm"
    told = json.loads(run("doctor", template, "--json").output)
    assert {t["id"]: t["state"] for t in told} == dict.fromkeys(
        ("file", "file_macros", "file_origin", "file_settings", "file_place"), "ok"
    )
    assert run("doctor", template).exit_code == 0


@pytest.mark.parametrize(
    ("name", "says"), [("没有.xlsm", "找不到文件“没有.xlsm”"), ("夹.xlsm", "“夹.xlsm”是文件夹")]
)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_where_no_file_is_nothing_is_judged(
    windows: Any, tmp_path: Path, name: str, says: str, more: tuple[str, ...]
) -> None:
    (tmp_path / "夹.xlsm").mkdir()
    result = run("doctor", tmp_path / name, *more)
    assert (
        result.exit_code == 2
        and says in result.output
        and result.output.count("\n") == 1
        and "宏" not in result.output
    )


def test_nothing_heavy_is_imported_for_the_help() -> None:
    code = (
        "import sys, parkeval_xl.cli; print([m for m in sys.modules if "
        "m.startswith('parkeval_xl.install') or m == 'numpy'])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_this_machine_has_no_registry_where_there_is_none() -> None:
    machine = ThisMachine()
    if sys.platform == "win32":
        pytest.skip("Windows has one")
    assert (
        machine.value(r"HKLM\SOFTWARE\Microsoft", "x") is None
        and machine.keys(r"HKCU\Software") == []
    )
    assert (
        machine.interpreter == sys.executable
        and machine.importable("json")
        and not machine.importable("not.there")
    )
    assert machine.distribution("click") and machine.distribution("not-there") == ""


def test_this_machine_writes_all_or_nothing(tmp_path: Path) -> None:
    machine, file = ThisMachine(), tmp_path / "园区" / "a.conf"
    assert machine.read(str(file)) is None and machine.read(str(tmp_path)) is None
    machine.write(str(file), b"12345")
    assert (
        machine.read(str(file)) == b"12345"
        and machine.read(str(file), 2) == b"12"
        and machine.is_folder(str(file.parent))
    )
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        machine.write(str(tmp_path / "taken"), b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["taken", "园区"]
    assert not machine.remove_folder(str(file.parent))
    machine.remove(str(file))
    assert machine.remove_folder(str(file.parent))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_this_machine_tells_a_closed_file_from_a_missing_one(tmp_path: Path) -> None:
    closed = tmp_path / "a"
    closed.write_bytes(b"x")
    closed.chmod(stat.S_IWUSR)
    with pytest.raises(PermissionError):
        ThisMachine().read(str(closed))


class Registry(SimpleNamespace):
    """The functions of winreg that are used, over a dictionary by (view, hive, key); the names are
    those of its documentation."""

    KEY_READ, KEY_WOW64_64KEY, KEY_WOW64_32KEY = 0x20019, 0x100, 0x200
    REG_SZ, REG_EXPAND_SZ, REG_BINARY, REG_DWORD = 1, 2, 3, 4
    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_CLASSES_ROOT = "HKCU", "HKLM", "HKCR"

    class Handle(dict[str, Any]):
        def __enter__(self) -> Registry.Handle:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def OpenKey(self, hive: str, key: str, reserved: int, access: int) -> Handle:
        view = 64 if access & self.KEY_WOW64_64KEY else 32
        if (view, hive, key) not in self.keys:
            raise FileNotFoundError(2, "no key")
        return self.Handle(self.keys[view, hive, key])

    def QueryValueEx(self, handle: Handle, name: str) -> tuple[Any, int]:
        if name not in handle:
            raise FileNotFoundError(2, "no value")
        return handle[name]  # type: ignore[no-any-return]

    def QueryInfoKey(self, handle: Handle) -> tuple[int, int, int]:
        return len(handle["below"]), 0, 0

    def EnumKey(self, handle: Handle, index: int) -> str:
        return str(handle["below"][index])

    def ExpandEnvironmentStrings(self, text: str) -> str:
        return text.replace("%USERPROFILE%", r"C:\Users\wang")

    def CreateKey(self, hive: str, key: str) -> Handle:
        made = self.keys[64, hive, key] = self.Handle()
        return made  # type: ignore[no-any-return]

    def SetValueEx(self, handle: Handle, name: str, reserved: int, kind: int, value: Any) -> None:
        handle[name] = (value, kind)

    def DeleteKey(self, hive: str, key: str) -> None:
        del self.keys[64, hive, key]


def test_this_machine_reads_both_views_of_the_registry() -> None:
    registry = Registry(
        keys={
            (32, "HKLM", r"SOFTWARE\Old"): {"Path": ("x86", 1)},
            (64, "HKLM", r"SOFTWARE\New"): {
                "Path": ("%USERPROFILE%\\a", 2),
                "Data": (b"\x01", 3),
                "": ("default", 1),
                "N": (4, 4),
                "below": ["one", "two"],
            },
        }
    )
    machine = ThisMachine()
    machine.__dict__["_winreg"] = registry
    assert (
        machine.value(r"HKLM\SOFTWARE\Old", "Path") == "x86"
        and machine.value(r"HKLM\SOFTWARE\New", "Path") == r"C:\Users\wang\a"
    )
    assert (
        machine.value(r"HKLM\SOFTWARE\New") == "default"
        and machine.value(r"HKLM\SOFTWARE\New", "N") == 4
    )
    assert (
        machine.value(r"HKLM\SOFTWARE\New", "Data") is None
        and machine.value(r"HKCU\SOFTWARE\New", "Path") is None
    )
    assert machine.keys(r"HKLM\SOFTWARE\New") == ["one", "two"] and machine.keys(r"HKLM\No") == []
    machine.set_values(r"HKCU\Software\Made", {"Path": "C:\\", "Number": 0})
    assert registry.keys[64, "HKCU", r"Software\Made"] == {"Path": ("C:\\", 1), "Number": (0, 4)}
    machine.remove_key(r"HKCU\Software\Made")
    assert (64, "HKCU", r"Software\Made") not in registry.keys
