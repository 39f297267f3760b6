"""What doctor says of machines that differ from a good one in one thing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from parkeval_xl.install import doctor
from parkeval_xl.install.answer import FAULT, OK, WARNING, Result
from parkeval_xl.install.excel_host import install
from tests.install.fake_machine import (
    CLASS,
    CONF,
    EXCEL,
    PYTHON,
    XLWINGS,
    FakeMachine,
    clean,
    program,
)

OFFICE = r"Software\Policies\Microsoft\Office\16.0"
ASR = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
CHILDREN, WIN32 = "d4f940ab-401b-4efc-aadc-ad5f3c50688a", "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B"


def told(machine: FakeMachine) -> dict[str, Result]:
    return {t.id: t for t in doctor.examine(machine, doctor.checks(machine, "excel"))}


def not_ok(machine: FakeMachine) -> dict[str, str]:
    return {
        id: t.answer.state for id, t in told(machine).items() if t.answer.state in (FAULT, WARNING)
    }


def installed(**changes: object) -> FakeMachine:
    machine = clean()
    install(machine)
    for name, value in changes.items():
        setattr(machine, name, value)
    return machine


def test_a_good_machine_needs_nothing_once_installed() -> None:
    assert not_ok(clean()) == {"conf": FAULT}
    machine = installed()
    assert not_ok(machine) == {} and not doctor.to_mend(told(machine).values())
    assert told(machine)["excel"].answer.what[0].startswith("64 位，版本 16.0.17328.20162")


def key(path: str, **values: object) -> Callable[[FakeMachine], None]:
    return lambda machine: machine.registry.setdefault(path, {}).update(values)  # type: ignore[arg-type]


def file(path: str, content: bytes) -> Callable[[FakeMachine], None]:
    return lambda machine: machine.files.update({path: content})


def without(path: str) -> Callable[[FakeMachine], None]:
    return lambda machine: machine.files.pop(path) and None


def having(**changes: object) -> Callable[[FakeMachine], None]:
    return lambda machine: [setattr(machine, n, v) for n, v in changes.items()] and None


FOLDER = r"C:\ParkEval\Python311"
LOCAL_ASR = r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
MDM = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
OWN = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
CASES = {
    "WPS answers to Excel's name": (
        key(
            rf"HKCR\CLSID\{CLASS}\LocalServer32",
            **{"": r'"C:\Kingsoft\WPS Office\12.1\office6\et.exe" /Automation'},
        ),
        {"excel_name": FAULT},
        "WPS",
        "convert",
    ),
    "old Python": (having(version=(3, 10, 4)), {"python": FAULT}, "3.10.4", "python.org"),
    "conda": (
        file(FOLDER + r"\conda-meta\history", b""),
        {"python": WARNING},
        "conda",
        "python.org",
    ),
    "another xlwings": (
        having(distributions={"xlwings": "0.33.1", "pywin32": "311"}),
        {"xlwings": FAULT},
        "0.33.1",
        f"xlwings=={XLWINGS}",
    ),
    "no xlwings": (having(distributions={}), {"xlwings": FAULT}, "没有安装", f"xlwings=={XLWINGS}"),
    "pywin32 broken": (
        having(broken_modules={"pythoncom"}),
        {"pywin32": FAULT},
        "pythoncom",
        "pywin32",
    ),
    "DLL gone": (
        without(rf"{FOLDER}\xlwings64-{XLWINGS}.dll"),
        {"dll": FAULT},
        f"xlwings64-{XLWINGS}.dll",
        "--force-reinstall",
    ),
    "conda settings": (
        file(CONF, f'"CONDA PATH","D:\\conda"\r\n"INTERPRETER_WIN","{PYTHON}"\r\n'.encode()),
        {"conf": WARNING},
        "CONDA PATH",
        "删去",
    ),
    "another Python": (
        file(CONF, b'"INTERPRETER_WIN","D:\\other\\python.exe"\r\n'),
        {"conf": FAULT},
        r"D:\other\python.exe",
        "install",
    ),
    "no interpreter": (
        file(CONF, b'"SHOW CONSOLE","True"\r\n'),
        {"conf": FAULT},
        "INTERPRETER_WIN",
        "install",
    ),
    "damaged settings": (
        file(CONF, b'"SHOW CONSOLE","True"\r\nrubbish\r\n'),
        {"conf": FAULT},
        "第 2 行",
        "改名",
    ),
    "policy: no macros": (
        key(rf"HKCU\{OFFICE}\Excel\Security", vbawarnings=4),
        {"macros": FAULT},
        "策略禁用",
        "信息部门",
    ),
    "cloud policy: signed only": (
        key(r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0\Excel\Security", VBAWarnings=3),
        {"macros": FAULT},
        "数字签名",
        "证书",
    ),
    "policy: VBA off": (
        key(rf"HKCU\{OFFICE}\Common", vbaoff=1),
        {"macros": FAULT},
        "关闭",
        "信息部门",
    ),
    "own setting: no macros": (key(OWN, VBAWarnings=4), {"macros": FAULT}, "个人设置", "信任中心"),
    "own setting: all macros": (key(OWN, VBAWarnings=1), {"macros": WARNING}, "自动运行", "不安全"),
    "policy before own": (
        lambda m: (
            key(OWN, VBAWarnings=2)(m),
            key(rf"HKCU\{OFFICE}\Excel\Security", vbawarnings="4")(m),
        )[0],
        {"macros": FAULT},
        "策略禁用",
        "信息部门",
    ),
    "internet macros let in": (
        key(rf"HKCU\{OFFICE}\Excel\Security", blockcontentexecutionfrominternet=0),
        {"internet_macros": WARNING},
        "不阻止",
        "doctor",
    ),
    "rule against programs": (
        key(ASR, **{CHILDREN: "1"}),
        {"asr_children": FAULT},
        "不能启动 Python",
        "convert",
    ),
    "rule against Win32": (key(ASR, **{WIN32: 1}), {"asr_win32": FAULT}, "DLL", "convert"),
    "rule on the machine": (
        key(LOCAL_ASR, **{CHILDREN: 1}),
        {"asr_children": FAULT},
        "不能启动 Python",
        "convert",
    ),
    "rule by device management": (
        key(MDM, ASRRules=f"{WIN32}=6|{CHILDREN.upper()}=1"),
        {"asr_children": FAULT, "asr_win32": WARNING},
        "不能启动 Python",
        "convert",
    ),
    "locations of no use": (
        lambda m: (
            key(OWN + r"\Trusted Locations\Location3", Path="D:\\x\\")(m),
            key(rf"HKCU\{OFFICE}\Common\Security\Trusted Locations", **{"allow user locations": 0})(
                m
            ),
        )[0],
        {"trusted": WARNING},
        "不许个人设置",
        "不起作用",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_fault_is_named_alone_with_its_mend(case: str) -> None:
    change, states, what, mend = CASES[case]
    machine = installed()
    change(machine)
    assert not_ok(machine) == states
    answer = told(machine)[next(iter(states))].answer
    assert what in answer.what[0] and mend in answer.mend[0]
    assert (
        answer.what[1]
        and answer.mend[1]
        and not re.search("[\u4e00-\u9fff]", answer.what[1] + answer.mend[1])
    )


def test_audited_rules_are_no_fault() -> None:
    machine = installed()
    key(ASR, **{CHILDREN: 2, WIN32: 0})(machine)
    assert not_ok(machine) == {} and "仅审核" in told(machine)["asr_children"].answer.what[0]


def test_32_bit_excel_wants_the_32_bit_dll_whatever_python_is() -> None:
    machine = installed()
    machine.files[EXCEL] = program(0x14C)
    assert not_ok(machine) == {} and told(machine)["dll"].answer.what[0].endswith(
        f"xlwings32-{XLWINGS}.dll"
    )
    del machine.files[rf"{FOLDER}\xlwings32-{XLWINGS}.dll"]
    assert not_ok(machine) == {"dll": FAULT}
    machine.files[EXCEL] = b"MZ"  # unreadable: what Office itself has noted
    machine.registry[r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"]["Platform"] = "x86"
    assert not_ok(machine) == {"dll": FAULT}


def test_the_dll_of_a_virtual_environment_lies_one_folder_up() -> None:
    machine = clean(interpreter=r"C:\ParkEval\env\Scripts\python.exe")
    machine.files |= {rf"C:\ParkEval\env\xlwings64-{XLWINGS}.dll": b""}
    install(machine)
    assert not_ok(machine) == {}


@pytest.mark.parametrize(
    "path", [r"C:\Program Files\Kingsoft\excel.exe", r"C:\somewhere\other.exe", ""]
)
def test_no_excel(path: str) -> None:
    machine = clean()
    machine.files[path] = program(0x8664)
    machine.registry[r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"][""] = (
        path
    )
    answer = told(machine)["excel"].answer
    assert answer.state == FAULT and "没有 Excel" in answer.what[0] and "--native" in answer.mend[0]
    assert told(machine)["dll"].answer.state == "not applicable"


@pytest.mark.parametrize(
    ("path", "code_page", "state"),
    [
        (r"C:\工具\python.exe", "cp936", WARNING),
        (r"C:\工具\python.exe", "cp1252", FAULT),
        (r"C:\Users\Ωmega\python.exe", "cp936", WARNING),
        (r"C:\Users\Zoë\python.exe", "cp936", FAULT),
        (r"\\server\share\python.exe", "cp936", FAULT),
        (r"C:\R&D\python.exe", "cp936", WARNING),
        (r"C:\Program Files (x86)\Python\python.exe", "cp936", OK),
    ],
)
def test_a_path_that_vba_or_the_shell_cannot_tell(path: str, code_page: str, state: str) -> None:
    machine = clean(interpreter=path, code_page=code_page)
    assert told(machine)["path"].answer.state == state


def test_python_of_the_store() -> None:
    machine = clean(interpreter=r"C:\Users\wang\AppData\Local\Microsoft\WindowsApps\python.exe")
    assert told(machine)["python"].answer.state == FAULT


def test_excel_2013_has_keys_of_its_own() -> None:
    machine = installed()
    machine.registry[r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"] = {}
    machine.registry[r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"][""] = (
        r"C:\Office\Office15\EXCEL.EXE"
    )
    machine.files[r"C:\Office\Office15\EXCEL.EXE"] = program(0x14C)
    key(r"HKCU\Software\Policies\Microsoft\Office\15.0\Excel\Security", vbawarnings=4)(machine)
    assert not_ok(machine) == {"macros": FAULT}


def test_the_registry_may_hold_anything() -> None:
    machine = installed()
    key(
        rf"HKCU\{OFFICE}\Excel\Security", vbawarnings="four", blockcontentexecutionfrominternet="²"
    )(machine)
    key(MDM, ASRRules="=|||x=9|=1")(machine)
    key(OWN + r"\Trusted Locations\Location1", Description="no path")(machine)
    assert not_ok(machine) == {}


def test_what_may_not_be_looked_at_is_told() -> None:
    class Closed(FakeMachine):
        def read(self, path: str, limit: int = -1) -> bytes | None:
            raise PermissionError(13, "Access is denied", path)

    machine = Closed(**vars(clean()))
    assert (
        told(machine)["conf"].answer.state == WARNING
        and "Access is denied" in told(machine)["conf"].answer.what[0]
    )


def test_elsewhere_excel_is_not_for_python() -> None:
    machine = clean(system="darwin")
    assert (
        not_ok(machine) == {"system": FAULT}
        and "--native" in told(machine)["system"].answer.mend[0]
    )
    assert doctor.own_host(machine) == "calc" and doctor.own_host(clean()) == "excel"


def test_the_pin_is_the_one_of_the_project() -> None:
    project = tomllib.loads(
        (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert f"xlwings=={XLWINGS}" in project["project"]["dependencies"]
