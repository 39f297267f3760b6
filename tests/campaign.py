"""How large the seeded campaigns are: the environment variable PARKEVAL_CAMPAIGN is a factor on
their usual size. What was run whole, and when: docs/reliability.md."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

FACTOR = int(os.environ.get("PARKEVAL_CAMPAIGN") or 1)


def times(usual: int) -> int:
    """The size of a campaign that is `usual` in the usual run."""
    return usual * FACTOR


def first(usual: int, cases: Iterable[Any]) -> list[Any]:
    """Cases as parameters of a test, each one value or a tuple: those after the first are slow."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=[pytest.mark.slow] if number >= usual else [],
            id="-".join(map(str, case)) if isinstance(case, tuple) else None,
        )
        for number, case in enumerate(cases)
    ]
