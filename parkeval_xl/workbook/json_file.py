"""A JSON file that a person or a program hands over, read with suspicion."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

from ..language import visible, words
from .exchange import InputProblem, quoted

LARGEST = 64 << 20  # bytes of a file that is read


def read_json(path: Path) -> Any:
    """What a JSON file holds. InputProblem where it is none, names a key of an object twice, or
    holds a number that no cell can (Infinity, 1e400, thousands of digits)."""
    name = visible(path.name)
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise OSError  # a device or a pipe might never end
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise InputProblem(
            [
                words(
                    f"读不到 {name}（应为 UTF-8 的 JSON 文件，不超过 {LARGEST >> 20} MB）",
                    f"{name} cannot be read (a UTF-8 JSON file of at most {LARGEST >> 20} MB is "
                    "expected)",
                )
            ]
        ) from None
    faults: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(pairs)
        if len(content) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            faults.extend(
                words(
                    f"{name} 中“{quoted(key)}”写了 {n} 次，不知以哪一个为准",
                    f"{name}: “{quoted(key)}” stands {n} times in one object",
                )
                for key, n in counts.items()
                if n > 1
            )
        return content

    def number(digits: str) -> int | float:
        value = float(digits)
        if not math.isfinite(value):
            faults.append(
                words(
                    f"{name} 中的数 {quoted(digits)} 超出范围",
                    f"{name}: the number {quoted(digits)} is out of range",
                )
            )
            return 0.0
        return value if set(digits) & set(".eE") else int(digits)

    try:
        content = json.loads(
            text,
            object_pairs_hook=once,
            parse_float=number,
            parse_int=number,
            parse_constant=lambda name: number(name.replace("NaN", "nan")),
        )
    except json.JSONDecodeError as fault:
        raise InputProblem(
            [
                words(
                    f"{name} 第 {fault.lineno} 行不是正确的 JSON",
                    f"{name}, line {fault.lineno}: no JSON",
                )
            ]
        ) from None
    except RecursionError:
        raise InputProblem(
            [words(f"{name} 的嵌套层数过多，不能读入", f"{name} is nested too deeply to be read")]
        ) from None
    if faults:
        raise InputProblem(faults)
    return content
