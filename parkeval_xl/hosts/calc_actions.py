"""The actions of Calc's menu, behind a pipe: started by addin/calc as `python -m
parkeval_xl.hosts.calc_actions [module]`.

Reads {"run": name} as one JSON line. While the action runs, writes {"ask": what, "with": {...}} and
reads {"ok": ...} or {"refused": code, "detail": {...}}; at its end writes {"done": name}. `module`
holds ACTIONS: name -> what has `function`.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TextIO

from ..live.book import LiveProblem
from .calc_book import CalcBook
from .calc_process import MESSAGES

ACTIONS = "parkeval_xl.live.actions"


class Calc:
    """The other end of the pipe."""

    def __init__(self, reads: TextIO, writes: TextIO) -> None:
        self.reads, self.writes = reads, writes

    def say(self, message: Mapping[str, Any]) -> None:
        self.writes.write(json.dumps(message) + "\n")
        self.writes.flush()

    def ask(self, what: str, **arguments: Any) -> Any:
        """What Calc answers; LiveProblem in words where it refuses."""
        self.say({"ask": what, "with": arguments})
        line = self.reads.readline()
        if not line:
            raise SystemExit  # Calc is gone
        answer = json.loads(line)
        if "refused" in answer:
            words = MESSAGES.get(answer["refused"], MESSAGES["failed"])[0]
            raise LiveProblem(words.format_map(defaultdict(str, answer["detail"])))
        return answer["ok"]


def serve(actions: Mapping[str, Any], calc: Calc) -> None:
    """Runs actions until there are no more. They tell their failures themselves; what escapes is a
    fault of ours."""
    for line in iter(calc.reads.readline, ""):
        name = json.loads(line)["run"]
        try:
            actions[name].function(CalcBook(calc.ask))
        except Exception as error:
            traceback.print_exc()
            calc.ask("tell", text=f"没有完成：{error!r}", failed=True)
        calc.say({"done": name})


def main() -> None:
    """Keeps the pipe for the protocol: whatever an action prints goes to the log."""
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    actions = importlib.import_module(sys.argv[1] if len(sys.argv) > 1 else ACTIONS).ACTIONS
    serve(actions, Calc(sys.stdin, pipe))


if __name__ == "__main__":
    main()
