"""Runs an action of the menu: the project's interpreter thinks, and asks here for what only Calc
can do."""

from __future__ import annotations

import json
from typing import Any

from . import settings
from .live import Live

NO_ANSWER = (
    "没有完成：本机的 Python 没有应答（{python}）。\n\n请在终端运行 parkeval-xl doctor 查看原因，\n"
    "或重新运行 parkeval-xl install --host calc。{detail}"
)
_running: list = []  # an action may show a dialog, and a second one must not start behind it


def run(context: Any, document: Any, name: str) -> None:
    """Runs one action on a document; whatever goes wrong is told."""
    live = Live(context, document)
    if _running:
        live.tell("上一项操作还没有结束，请先完成或关闭它的对话框。", True)
        return
    _running.append(name)
    settings.try_again()
    try:
        _serve(live, name)
    except Exception:
        live.end()
        detail, python = "", "?"
        try:
            python = settings.settings()["python"]
            words = settings.actions().last_words
            detail = f"\n\n{words}" if words else ""
        except Exception:
            pass
        live.tell(NO_ANSWER.format(python=python, detail=detail), True)
    finally:
        _running.clear()
        live.end()
        live.calm()


def _serve(live: Live, name: str) -> None:
    child = settings.actions()
    start = json.dumps({"run": name})
    try:
        line = child.exchange(start)
    except OSError:
        line = ""
    line = line or child.exchange(start)  # it may have died since the last action
    while line:
        request = json.loads(line)
        if "done" in request:
            return
        line = child.exchange(json.dumps(live.answer(request)))
    raise ConnectionError("the interpreter ended within an action")
