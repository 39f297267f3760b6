"""What the help says, and where the manual is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .. import __version__

MANUAL = "manual.md"


def manual() -> Path | None:
    """The manual: beside the package in a clone, inside it once installed."""
    package = Path(__file__).parents[1]
    places = (package / "docs" / MANUAL, package.parent / "docs" / MANUAL)
    return next((place for place in places if place.is_file()), None)


def help_text(buttons: Iterable[tuple[str, str]]) -> str:
    """What each button does, by label and tip."""
    lines = [f"{label}：{tip}" for label, tip in buttons]
    return "\n".join(
        [
            f"ParkEval XL {__version__}　产业园区循环化改造减污降碳评价",
            "",
            *lines,
            "",
            (
                "填报的内容不会发送到别处，全部在本机计算。按钮做的事，命令行也都能做：python "
                "-m parkeval_xl --help"
            ),
        ]
    )
