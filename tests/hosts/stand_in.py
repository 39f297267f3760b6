"""Functions that show what the bridge does to arguments, results and accidents; run in the child
process of Calc."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from parkeval_xl.core.values import CellError


def seen(value: Any, option: Any) -> str:
    return f"{value!r} {option!r}"


def twice(value: Any) -> Any:
    return 2 * value if isinstance(value, int | float) else value


def die_once(marker: str) -> float:
    if not Path(marker).exists():
        Path(marker).touch()
        os._exit(7)
    return 1.0


def die(_: Any) -> None:
    os._exit(7)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def talk(text: str) -> str:
    print("printed", text)
    return text


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "PARK_SEEN": seen,
    "PARK_TWICE": twice,
    "PARK_ERROR": lambda name: CellError[name],
    "PARK_TABLE": lambda _: ((1.5, "二"), (CellError.NA, None)),
    "PARK_NUMPY": lambda value: np.float64(value) / 4,
    "PARK_NAN": lambda _: float("nan"),
    "PARK_BUG": lambda _: 1 / 0,
    "PARK_TALK": talk,
    "PARK_PROCESS": lambda _: os.getpid(),
    "PARK_DIE_ONCE": die_once,
    "PARK_DIE": die,
    "PARK_SLEEP": sleep,
}


def _parameters(name: str) -> list[SimpleNamespace]:
    required = SimpleNamespace(name="value", optional=False)
    return (
        [required, SimpleNamespace(name="option", optional=True)]
        if name == "PARK_SEEN"
        else [required]
    )


REGISTRY = {name: SimpleNamespace(name=name, params=_parameters(name)) for name in FUNCTIONS}


def call(name: str, args: tuple[Any, ...]) -> Any:
    return FUNCTIONS[name](*args)


def last_message() -> str:
    return "原因"
