"""What a check answers: a state, what was found, and the mend, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..language import words

if TYPE_CHECKING:
    from .machine import Machine

Text = tuple[str, str]
"""Chinese and English."""

OK, WARNING, FAULT, NOT_APPLICABLE = "ok", "warning", "fault", "not applicable"
STATES: dict[str, Text] = {
    OK: ("正常", "ok"),
    WARNING: ("注意", "note"),
    FAULT: ("须处理", "to mend"),
    NOT_APPLICABLE: ("不适用", "not applicable"),
}

NATIVE: Text = (
    "不装 Python 也能用：python -m parkeval_xl convert 工作簿.xlsm -o 工作簿.xlsx --native "
    "得到不带宏的版本，"
    "Excel、WPS、LibreOffice 都能计算",
    "without Python: python -m parkeval_xl convert BOOK.xlsm -o BOOK.xlsx --native gives "
    "the edition without macros, which Excel, WPS "
    "and LibreOffice compute",
)


@dataclass(frozen=True)
class Answer:
    """One answer of one check."""

    state: str
    what: Text
    mend: Text = ("", "")


def ok(what: Text) -> Answer:
    """Nothing to do."""
    return Answer(OK, what)


def not_applicable(what: Text) -> Answer:
    """Not asked on this machine, and why."""
    return Answer(NOT_APPLICABLE, what)


def warning(what: Text, mend: Text) -> Answer:
    """Works, but somebody should know."""
    return Answer(WARNING, what, mend)


def fault(what: Text, mend: Text) -> Answer:
    """Does not work until it is mended."""
    return Answer(FAULT, what, mend)


@dataclass(frozen=True)
class Check:
    """A row of a table of checks: what is asked of a machine, under a stable name."""

    id: str
    title: Text
    ask: Callable[[Machine], Answer]


@dataclass(frozen=True)
class Result:
    """An answer with the name of its check."""

    id: str
    title: Text
    answer: Answer

    def lines(self) -> list[str]:
        """For people."""
        state = words(*STATES[self.answer.state])
        first = words(
            f"[{state}] {self.title[0]}：{self.answer.what[0]}",
            f"[{state}] {self.title[1]}: {self.answer.what[1]}",
        )
        mend = self.answer.mend
        return (
            [first, words(f"    处理：{mend[0]}", f"    mend: {mend[1]}")] if mend[0] else [first]
        )

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "id": self.id,
            "state": self.answer.state,
            "title": words(*self.title),
            "what": words(*self.answer.what),
            "mend": words(*self.answer.mend),
        }


class Refused(Exception):
    """Nothing was changed, for a reason in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.text: Text = (zh, en)


def refusal(what: Text, mend: Text) -> Refused:
    """The refusal that says what is wrong and what to do."""
    return Refused(f"{what[0]}。处理：{mend[0]}", f"{what[1]}. Mend: {mend[1]}")
