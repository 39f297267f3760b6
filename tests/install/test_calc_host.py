"""Install, doctor and uninstall for LibreOffice, with a stand-in for the module that holds the
extension."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from parkeval_xl.cli import main
from parkeval_xl.hosts import calc_extension
from parkeval_xl.hosts.calc_process import CalcError
from parkeval_xl.install import calc_host, doctor, this_machine
from parkeval_xl.install.answer import FAULT, OK, WARNING, Refused
from tests.install.fake_machine import FakeMachine, clean

PROFILE = Path("/home/wang/profile")


class StandIn(ModuleType):
    """hosts.calc_extension as the contract has it: what is in which profile."""

    def __init__(self) -> None:
        super().__init__(calc_host.MODULE)
        self.profiles: dict[Path | None, str] = {}
        self.broken = False
        self.gone: set[str] = set()

    def _look(self) -> None:
        if self.broken:
            raise CalcError("no_start", reason="profile in use")

    def install(self, profile: Path | None, python: str) -> None:
        self._look()
        self.profiles[profile] = python

    def remove(self, profile: Path | None) -> bool:
        self._look()
        return self.profiles.pop(profile, None) is not None

    def installed(self, profile: Path | None) -> bool:
        self._look()
        return profile in self.profiles

    def require_serving(self, profile: Path | None) -> None:
        if (python := self.profiles[profile]) in self.gone:
            raise CalcError("no_package", python=python, reason="gone")


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    module = StandIn()
    monkeypatch.setitem(sys.modules, calc_host.MODULE, module)
    return module


def linux(**changes: object) -> FakeMachine:
    return clean(
        **{
            "system": "linux",
            "interpreter": "/opt/park/bin/python",
            "office_program": "/usr/bin/soffice",
        }
        | changes
    )


def states(machine: FakeMachine, profile: Path | None = None) -> dict[str, str]:
    return {
        t.id: t.answer.state
        for t in doctor.examine(machine, doctor.checks(machine, "calc", profile))
    }


@pytest.mark.parametrize("profile", [None, PROFILE])
def test_install_doctor_uninstall(extension: StandIn, profile: Path | None) -> None:
    machine = linux()
    assert states(machine, profile) == {
        "office": OK,
        "uno": OK,
        "here": OK,
        "fonts": OK,
        "extension": FAULT,
    }
    assert "/opt/park/bin/python" in calc_host.install(machine, profile)[0][0]
    assert extension.profiles == {profile: "/opt/park/bin/python"}
    assert set(states(machine, profile).values()) == {OK}
    assert states(machine, Path("/other"))["extension"] == FAULT
    assert len(calc_host.uninstall(profile)) == 1 and extension.profiles == {}
    assert calc_host.uninstall(profile) == []


def test_a_shell_from_which_calc_must_not_start_is_told(extension: StandIn) -> None:
    assert states(linux(misleading=True))["here"] == WARNING
    told = calc_host.install(linux(misleading=True), None)
    assert (
        len(told) == 2 and "deactivate" in told[1][0] and len(calc_host.install(linux(), None)) == 1
    )


def test_what_is_missing_is_named(extension: StandIn) -> None:
    assert states(linux(office_program="")) == {
        "office": FAULT,
        "uno": "not applicable",
        "here": "not applicable",
        "fonts": OK,
        "extension": "not applicable",
    }
    assert states(linux(uno=("", ("没有 uno", "no uno")), font=False)) == {
        "office": OK,
        "uno": FAULT,
        "here": "not applicable",
        "fonts": WARNING,
        "extension": FAULT,
    }
    assert states(linux(font=None))["fonts"] == "not applicable"
    with pytest.raises(Refused, match="没有找到 LibreOffice"):
        calc_host.install(linux(office_program=""), None)
    assert extension.profiles == {}


def test_what_calc_refuses_is_told_in_its_words(extension: StandIn) -> None:
    extension.broken = True
    assert states(linux())["extension"] == FAULT
    for call in (lambda: calc_host.install(linux(), None), lambda: calc_host.uninstall(None)):
        with pytest.raises(Refused, match="profile in use"):
            call()


def test_an_extension_whose_python_is_gone_does_not_work(extension: StandIn) -> None:
    calc_host.install(linux(), None)
    extension.gone = {"/opt/park/bin/python"}
    answer = calc_host.has_extension(None, linux())
    assert (
        answer.state == FAULT
        and "/opt/park/bin/python" in answer.what[0]
        and "install --host calc" in answer.mend[0]
    )


@pytest.mark.parametrize(
    ("profile", "ends"),
    [(None, "install --host calc"), (PROFILE, f'install --host calc --profile "{PROFILE}"')],
)
def test_the_mend_names_the_profile_looked_at(
    extension: StandIn, profile: Path | None, ends: str
) -> None:
    missing = calc_host.has_extension(profile, linux())
    extension.broken = True
    refused = calc_host.has_extension(profile, linux())
    for answer in (missing, refused):
        assert answer.state == FAULT and all(words.endswith(ends) for words in answer.mend)


@pytest.mark.parametrize("place", ["file/profile", "/proc/foo"])
def test_a_profile_that_cannot_be_made_is_told_before_calc_is_started(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("LibreOffice was started")

    if place.startswith("/proc") and not Path("/proc/self").is_dir():
        pytest.skip("no such file system here")
    (tmp_path / "file").touch()
    monkeypatch.setattr(calc_extension.Office, "start", never)
    monkeypatch.setattr(this_machine, "ThisMachine", linux)
    monkeypatch.setattr(calc_extension, "_require_package", lambda *_: None)
    result = CliRunner().invoke(
        main,
        ["install", "--host", "calc", "--profile", str(tmp_path / place)],
        env={"PARKEVAL_LANG": ""},
    )
    assert (
        result.exit_code == 1
        and result.output.startswith(f"无法读写 {tmp_path / place}：")
        and result.output.count("\n") == 1
    )


def test_a_version_without_the_extension_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calc_host, "MODULE", "parkeval_xl.hosts.not_there")
    with pytest.raises(Refused, match="这一版没有"):
        calc_host.install(linux(), None)
    assert states(linux())["extension"] == "not applicable"
