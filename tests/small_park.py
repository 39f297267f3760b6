"""A small park for tests of files and commands: one material, seven ledger rows, three findings of
its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent / "cases" / "scrap_steel.json"


def sample() -> dict[str, Any]:
    """Its inputs, as `fill` takes them; a copy of one's own."""
    return dict(json.loads(PATH.read_text(encoding="utf-8")))
