"""Where the interpreter is: settings.json of the extension, or the file that PARKEVAL_BRIDGE names.

{"python": path, "version": of the package, "functions": command, "actions": command, "environment":
{...},
 "limit": seconds a call may take, "log": file or null}
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .child import Child

EXTENSION = Path(__file__).resolve().parents[2]
ACTION_LIMIT = 600.0  # seconds an action may be silent; a report of a large park takes some
NO_INTERPRETER = "no_interpreter"
_children: dict = {}


def settings() -> dict:
    """The settings as they stand in the file."""
    path = Path(os.environ.get("PARKEVAL_BRIDGE") or EXTENSION / "settings.json")
    return json.loads(path.read_text(encoding="utf-8"))


def _child(key: str, limit: float | None) -> Child:
    if key not in _children:
        found: dict[str, Any] = settings()
        seconds = float(found.get("limit", 20.0)) if limit is None else limit
        _children[key] = Child(found[key], found.get("environment", {}), seconds, found.get("log"))
    return _children[key]


def cells() -> Child:
    """The one interpreter of this office that answers cells."""
    return _child("functions", None)


def try_again() -> None:
    """A button was pressed: the next cell asks its interpreter again."""
    if "functions" in _children:
        _children["functions"].try_again()


def unanswered() -> str:
    """Why cells got no answer; empty where they do, or none asked."""
    return _children["functions"].reason if "functions" in _children else ""


def actions() -> Child:
    """The one that runs actions: a second, for cells recalculate while an action writes."""
    return _child("actions", ACTION_LIMIT)


def state() -> tuple[str, str]:
    """Whether cells will be answered: ("", version), or the code of what is wrong and its
    detail."""
    try:
        found = settings()
        version = json.loads(cells().ask('["", []]'))
    except Exception:
        return NO_INTERPRETER, unanswered()
    return (
        ("", version)
        if version == found.get("version", version)
        else ("other_version", str(version))
    )
