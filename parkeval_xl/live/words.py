"""What a person reads: why something failed, and texts short enough for a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WIDEST, MOST = 110, 12  # characters of a line, lines of a message: what fits the screen of a laptop


def reason(error: Exception) -> str:
    """Why something failed: our own words, else those of Excel (COM puts them into excepinfo) or of
    the system."""
    excel = getattr(error, "excepinfo", None)
    message = str(excel[2] or "").strip() if isinstance(excel, Sequence) and len(excel) > 2 else ""
    return (
        getattr(error, "reason_zh", "")
        or message
        or getattr(error, "strerror", "")
        or str(error)
        or type(error).__name__
    )


def clipped(line: str, widest: int = WIDEST) -> str:
    """A line that is not longer than a message is wide."""
    return line if len(line) <= widest else f"{line[: widest - 1]}…"


def first(lines: Iterable[str], most: int) -> list[str]:
    """The first lines, clipped, and how many more there are."""
    given = list(lines)
    more = [f"……另有 {len(given) - most} 项"] if len(given) > most else []
    return [clipped(line) for line in given[:most]] + more
