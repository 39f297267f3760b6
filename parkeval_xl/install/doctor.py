"""Asks a machine, or a received file, all there is to ask, and says what to mend."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from . import calc_host, python_checks, security_checks
from .answer import FAULT, NATIVE, Answer, Check, Result, fault, warning
from .excel_host import ONLY_WINDOWS
from .machine import WINDOWS, Machine

EXCEL, CALC = "excel", "calc"
_SYSTEM = Check("system", ("系统", "system"), lambda machine: fault(ONLY_WINDOWS, NATIVE))


def own_host(machine: Machine) -> str:
    """The host meant where none is named."""
    return EXCEL if machine.system == WINDOWS else CALC


def checks(machine: Machine, host: str, profile: Path | None = None) -> tuple[Check, ...]:
    """What is asked of a machine for a host."""
    if host == CALC:
        return calc_host.checks(profile)
    return (
        (*python_checks.CHECKS, *security_checks.CHECKS)
        if machine.system == WINDOWS
        else (_SYSTEM,)
    )


def examine(machine: Machine, asked: Iterable[Check]) -> list[Result]:
    """The answers; a check that the machine does not let look is one to note."""
    return [Result(check.id, check.title, _answer(machine, check)) for check in asked]


def _answer(machine: Machine, check: Check) -> Answer:
    try:
        return check.ask(machine)
    except OSError as error:
        return warning(
            (f"无法查看（{error}）", f"cannot be looked at ({error})"),
            ("请信息部门查看", "ask the IT department"),
        )


def to_mend(results: Iterable[Result]) -> bool:
    """Whether something does not work."""
    return any(t.answer.state == FAULT for t in results)
