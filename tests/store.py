"""Finished workbooks that many tests read, built once a process and given out as bytes.

A test that changes one takes a copy of its own (`copy`) and patches that; nobody writes into what
stands here. A workbook is named by what is filled in and by its edition:

- `SMALL`: the small park, one material (`tests/small_park.py`), with all its 500 ledger rows;
- `LEAN`: the same inputs on the smallest plan that holds them, for whatever does not need length;
- `SAMPLE`: the sample park of `demo`, all materials and the index;
- a `Plan`: the blank workbook of that plan.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parkeval_xl import demo
from parkeval_xl.forms import Declared, Plan, declare
from parkeval_xl.graph import NATIVE, Values
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.save import EXTENSION, save

from . import small_park

SMALL, LEAN, SAMPLE = "small", "lean", "sample"
Filled = str | Plan
LEAN_ROWS = {"rows": 12, "flow_rows": 26}


def export(filled: str) -> dict[str, Any]:
    """The inputs as `fill` takes them; a copy of one's own."""
    if filled == SAMPLE:
        return demo.sample()
    data = small_park.sample()
    return data | {"plan": data["plan"] | LEAN_ROWS} if filled == LEAN else data


@cache
def declared(filled: Filled) -> tuple[Declared, Values, dict[tuple[str, int | None], Any]]:
    """What stands in a workbook: its declaration, its inputs, and the texts in cells of numbers."""
    return (declare(filled), {}, {}) if isinstance(filled, Plan) else from_json(export(filled))


@cache
def saved(filled: Filled, edition: str = NATIVE) -> bytes:
    """The bytes of the finished workbook file, macros included."""
    book, inputs, raw = declared(filled)
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"a{EXTENSION[edition]}"
        return save(book, edition, target, inputs, None, raw).read_bytes()


def copy(filled: Filled, target: Path, edition: str = NATIVE) -> Path:
    """A copy of one's own at `target`, a folder or a file name."""
    if target.is_dir():
        target = target / f"园区{EXTENSION[edition]}"
    target.write_bytes(saved(filled, edition))
    return target
