"""A process of its own for Formualizer, which may hang or end it: the values of a workbook as JSON.

    python formualizer_child.py in.xlsx out.json '{"sheet": [rows, columns], …}'

The JSON holds by sheet its filled cells, [row, column, value] from 0; an error is
{"type": "Error", "kind": …}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import formualizer


def main(source: str, target: str, sizes: str) -> None:
    workbook = formualizer.Workbook.from_bytes(Path(source).read_bytes())
    workbook.evaluate_all()
    found = {name: cells(workbook, name, *size) for name, size in json.loads(sizes).items()}
    Path(target).write_text(json.dumps(found, default=repr), encoding="utf-8")


def cells(workbook: formualizer.Workbook, name: str, rows: int, columns: int) -> list[list[object]]:
    """The filled cells of a sheet."""
    area = formualizer.RangeAddress(name, 1, 1, rows, columns)
    return [
        [r, c, value]
        for r, row in enumerate(workbook.sheet(name).get_values(area))
        for c, value in enumerate(row)
        if value is not None and value != ""
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
