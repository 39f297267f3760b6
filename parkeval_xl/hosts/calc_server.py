"""The project's interpreter behind a pipe: answers the PARK_ functions in the cells of Calc.

Started by addin/calc/bridge.py as `python -m parkeval_xl.hosts.calc_server [module]`. Reads [name,
arguments] as one JSON line, writes the result as one: numbers, texts, null, a matrix as rows, an
error as {"error": Calc's code}. The name "" asks for the version of the package.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Iterable
from typing import Any, TextIO

from .. import __version__
from ..core.values import CellError

FUNCTIONS = "parkeval_xl.functions"


def decode(argument: Any) -> Any:
    """A range as tuple of row tuples; numbers as float, for Calc hands over some whole ones as
    integers."""
    if isinstance(argument, list):
        return tuple(tuple(decode(cell) for cell in row) for row in argument)
    return float(argument) if isinstance(argument, int) else argument


def encode(result: Any) -> Any:
    """A result of `functions.call` as JSON values. A NaN without a meaning is an error too: it must
    not be lost."""
    if isinstance(result, CellError):
        return {"error": result.calc}
    if isinstance(result, tuple | list):
        return [[encode(cell) for cell in row] for row in result]
    if isinstance(result, float) and result != result:
        return {"error": CellError.VALUE.calc}
    return result


def serve(functions: Any, calls: Iterable[str], answers: TextIO, log: TextIO) -> None:
    """Answers calls until there are no more; the reason of an error goes to `log`, one line
    each."""
    for line in calls:
        name, arguments = json.loads(line)
        try:
            result = (
                encode(functions.call(name, tuple(decode(a) for a in arguments)))
                if name
                else __version__
            )
            text = json.dumps(result, default=lambda value: value.item())  # numpy's scalars
            if isinstance(result, dict):
                log.write(f"{name}: {functions.last_message()}\n")
        except (
            Exception
        ):  # a fault of ours must be an error in the cell, and its traceback in the log
            text = json.dumps({"error": CellError.VALUE.calc})
            log.write(f"{name}: {traceback.format_exc()}")
        answers.write(text + "\n")
        answers.flush()
        log.flush()


def main() -> None:
    """Keeps the pipe for answers: whatever a function prints goes to the log."""
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    functions = importlib.import_module(sys.argv[1] if len(sys.argv) > 1 else FUNCTIONS)
    serve(functions, sys.stdin, answers, sys.stderr)


if __name__ == "__main__":
    main()
