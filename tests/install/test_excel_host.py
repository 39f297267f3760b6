"""install and uninstall on a fake Windows: other people's settings come through, and come back to
the byte."""

from __future__ import annotations

import json

import pytest

from parkeval_xl.install import conf, trust
from parkeval_xl.install.answer import Refused
from parkeval_xl.install.excel_host import install, uninstall
from tests.install.fake_machine import CONF, PYTHON, RECORD, clean, program

OURS = f'"INTERPRETER_WIN","{PYTHON}"\r\n'.encode()
LOCATIONS = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
FILES = {
    "none": None,
    "empty": b"",
    "others": b'"LICENSE_KEY","secret"\r\n"SHOW CONSOLE","True"\r\n',
    ("another interpreter between others"): (
        b'"PYTHONPATH","D:\\lib"\r\n"interpreter_win","D:\\old\\python.exe"\r\n"SHOW CONSOLE",'
        b'"True"\r\n'
    ),
    "twice": b'"INTERPRETER_WIN","D:\\a"\r\n"INTERPRETER_WIN","D:\\b"\r\n',
    "no line end, spaces, unquoted": b'"ONEDRIVE_WIN", "C:\\x y"\r\nDEBUG UDFS,False',
    "bare line ends": b'"A","1"\n"B",""\n',
    "Chinese in GBK": '"PYTHONPATH","D:\\园区\\库"\r\n'.encode("gbk"),
    "blank lines": b'\r\n"A","1"\r\n\r\n\r\n"B","2"\r\n',
    "ours already": OURS,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("times", [1, 2])
def test_uninstall_gives_back_every_byte(name: str, times: int) -> None:
    machine = clean()
    if FILES[name] is not None:
        machine.files[CONF] = FILES[name]
        machine.folders.add(r"C:\Users\wang\.xlwings")
    before, registry, folders = (
        dict(machine.files),
        {k: dict(v) for k, v in machine.registry.items()},
        set(machine.folders),
    )
    for _ in range(times):
        install(machine)
    assert conf.settings(machine.files[CONF])["INTERPRETER_WIN"] == PYTHON.encode()
    assert machine.files[CONF].upper().count(b"INTERPRETER_WIN") == 1
    for line in (FILES[name] or b"").splitlines():
        assert not line.strip() or b"interpreter_win" in line.lower() or line in machine.files[CONF]
    assert len(uninstall(machine)) == 1
    assert machine.files == before and machine.registry == registry and machine.folders == folders
    assert uninstall(machine) == []


def test_the_line_is_as_xlwings_writes_it() -> None:
    machine = clean()
    install(machine)
    assert machine.files[CONF] == OURS  # function config_create of xlwings/cli.py


def test_what_others_write_after_installing_stays() -> None:
    machine = clean()
    machine.files[CONF] = b'"INTERPRETER_WIN","D:\\old\\python.exe"\r\n"A","1"\r\n'
    install(machine)
    machine.files[CONF] += b'"NEW","2"\r\n'
    machine.interpreter = r"C:\ParkEval\Python312\python.exe"
    install(machine)
    assert conf.settings(machine.files[CONF])["INTERPRETER_WIN"] == machine.interpreter.encode()
    uninstall(machine)
    assert (
        machine.files[CONF]
        == b'"INTERPRETER_WIN","D:\\old\\python.exe"\r\n"A","1"\r\n"NEW","2"\r\n'
        and RECORD not in machine.files
    )


def test_another_interpreter_set_since_is_left_alone() -> None:
    machine = clean()
    install(machine)
    machine.files[CONF] = b'"INTERPRETER_WIN","D:\\newer\\python.exe"\r\n'
    uninstall(machine)
    assert machine.files == clean().files | {CONF: b'"INTERPRETER_WIN","D:\\newer\\python.exe"\r\n'}


def test_our_line_alone_goes_with_its_file() -> None:
    machine = clean()
    install(machine)
    machine.files[CONF] = b"\r\n" + OURS
    uninstall(machine)
    assert machine.files == clean().files


DAMAGED = [
    b"rubbish\r\n",
    b'"A"\r\n',
    b'"A","1","2"\r\n',
    b'\xef\xbb\xbf"A","1"\r\n',
    '"A","1"\r\n'.encode("utf-16"),
    b"\x00\xff\n",
    b'"A","b"c"\n',
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_left_as_it_is(content: bytes) -> None:
    machine = clean()
    machine.files[CONF] = content
    before = dict(machine.files)
    with pytest.raises(Refused) as refused:
        install(machine, r"C:\ParkEval\books")
    assert "第 1 行" in refused.value.text[0] and "xlwings.conf.old" in refused.value.text[1]
    assert machine.files == before and machine.registry == clean().registry


def test_a_file_damaged_since_stops_uninstalling() -> None:
    machine = clean()
    install(machine)
    machine.files[CONF] += b"rubbish\r\n"
    with pytest.raises(Refused, match="第 2 行"):
        uninstall(machine)
    machine.files[CONF] = OURS
    uninstall(machine)
    assert machine.files == clean().files


@pytest.mark.parametrize("before", [None, b'"A","1"\r\n'])
@pytest.mark.parametrize("why", ["read_only", "locked_keys"])
def test_what_cannot_be_written_changes_nothing(why: str, before: bytes | None) -> None:
    machine = clean()
    if before is not None:
        machine.files[CONF] = before
        machine.folders.add(r"C:\Users\wang\.xlwings")
    files, folders = dict(machine.files), set(machine.folders)
    setattr(machine, why, True)
    with pytest.raises(Refused) as refused:
        install(machine, r"C:\ParkEval\books")
    assert "没有改动" in refused.value.text[0] and CONF in refused.value.text[0]
    assert (
        machine.files == files
        and machine.registry == clean().registry
        and machine.folders == folders
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"system": "linux"}, "只能在 Windows 上"),
        ({"registry": {}}, "没有 Excel"),
        ({"code_page": "cp1252", "interpreter": r"C:\园区\python.exe"}, "不能用系统代码页表示"),
    ],
)
def test_where_python_cannot_run_nothing_is_installed(
    changes: dict[str, object], says: str
) -> None:
    machine = clean(**changes)
    before = dict(machine.files)
    with pytest.raises(Refused, match=says) as refused:
        install(machine)
    assert "convert" in refused.value.text[0] or "python.org" in refused.value.text[0]
    assert machine.files == before


def test_no_folder_is_trusted_unasked() -> None:
    machine = clean()
    install(machine)
    assert machine.registry == clean().registry


def test_a_trusted_folder_is_one_key_and_goes_again() -> None:
    machine = clean()
    machine.registry[LOCATIONS + r"\Location1"] = {"Path": r"D:\theirs" + "\\"}
    assert len(install(machine, r"C:\ParkEval\books")) == 2
    made = machine.registry[LOCATIONS + r"\ParkEval1"]
    assert made == {
        "Path": "C:\\ParkEval\\books\\",
        "AllowSubfolders": 0,
        "Description": "ParkEval XL",
    }
    assert len(install(machine, r"c:\parkeval\BOOKS")) == 1  # trusted already
    assert len(uninstall(machine)) == 2
    assert machine.registry == clean().registry | {
        LOCATIONS + r"\Location1": {"Path": r"D:\theirs" + "\\"}
    }


def test_a_location_changed_since_is_left_alone() -> None:
    machine = clean()
    install(machine, r"C:\ParkEval\books")
    machine.registry[LOCATIONS + r"\ParkEval1"] = {
        "Path": r"E:\theirs" + "\\",
        "Description": "theirs",
    }
    assert len(uninstall(machine)) == 1 and LOCATIONS + r"\ParkEval1" in machine.registry


SHELL_FOLDERS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
FOLDERS = [
    r"C:\Users\wang",
    r"C:\Users\wang\Downloads",
    r"C:\Users\wang\Downloads\mail",
    r"C:\Users\wang\Desktop",
    "C:\\",
    r"C:\Users",
    r"C:\Users\wang\AppData\Local\Temp\x",
    r"C:\Windows",
    r"C:\Users\wang\OneDrive\books",
    r"\\server\share",
    "books",
    r"C:\ParkEval\..",
    r"C:\nowhere",
    "",
    r"C:\Users\wang\Desktop\books",
    r"C:\Users\wang\Documents\a\b",
    r"D:\Downloads",
    r"D:\下载\a",
    r"C:\Users\wang\Downloads.",
    r"C:\Users\wang\Downloads ",
    r"C:\Users\wang\DOWNLO~1",
    r"N:\books",
    r"E:\moved\books",
    r"E:\moved",
]


@pytest.mark.parametrize("folder", FOLDERS)
def test_folders_that_would_be_holes_are_refused(folder: str) -> None:
    machine = clean()
    machine.folders |= set(FOLDERS) - {r"C:\nowhere"}
    machine.network_drives = {"N:"}
    machine.registry[SHELL_FOLDERS] = {"Personal": r"E:\moved"}
    before = dict(machine.registry)
    with pytest.raises(Refused):
        install(machine, folder)
    assert machine.registry == before and CONF not in machine.files


def test_a_policy_against_locations_is_respected() -> None:
    machine = clean()
    machine.registry[
        r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
    ] = {"AllLocationsDisabled": 1}
    with pytest.raises(Refused, match="策略停用"):
        install(machine, r"C:\ParkEval\books")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"x": 1}',
        b'{"before": 3, "written": "", "interpreter": ""}',
        b"\xff",
        b"null",
    ],
)
def test_a_damaged_record_removes_nothing_of_others(content: bytes) -> None:
    machine = clean()
    machine.files |= {RECORD: content, CONF: b'"A","1"\r\n'}
    uninstall(machine)
    assert machine.files[CONF] == b'"A","1"\r\n'
    install(machine)
    uninstall(machine)
    assert machine.files[CONF] == b'"A","1"\r\n' and RECORD not in machine.files


def test_a_record_names_no_key_but_ours() -> None:
    machine = clean()
    theirs = r"HKCU\Software\Theirs"
    machine.registry[theirs] = {"Description": trust.DESCRIPTION}
    machine.files[RECORD] = json.dumps(
        {"before": None, "written": "", "interpreter": "", "trusted": [theirs]}
    ).encode()
    uninstall(machine)
    assert theirs in machine.registry


def test_texts_shown_to_the_person_go_with_uninstall() -> None:
    machine = clean()
    shown, theirs = (
        r"C:\Users\wang\AppData\Local\Temp\parkeval",
        r"C:\Users\wang\AppData\Local\Temp\other.txt",
    )
    machine.folders.add(shown)
    machine.files |= {shown + r"\解释.txt": b"x", theirs: b"y"}
    before = set(machine.files) - {shown + r"\解释.txt"}
    assert len(uninstall(machine)) == 1  # though nothing was installed
    assert set(machine.files) == before and shown not in machine.folders
    assert uninstall(machine) == []


def test_a_text_that_is_no_longer_ours_stays() -> None:
    machine = clean()
    machine.files |= {r"C:\Users\wang\AppData\Local\Temp\parkeval\own.xlsx": b"x"}
    uninstall(machine)
    assert r"C:\Users\wang\AppData\Local\Temp\parkeval\own.xlsx" in machine.files


def test_a_32_bit_excel_is_installed_for_too() -> None:
    machine = clean()
    machine.files[next(f for f in machine.files if f.endswith("EXCEL.EXE"))] = program(0x14C)
    assert install(machine)
