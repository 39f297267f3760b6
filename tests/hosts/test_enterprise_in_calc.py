"""The sheets of the firms in Calc: scores, surplus permits and sums of the sample, of rows with
every state, and of lists drawn at random = the headless run."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parkeval_xl.core.values import PENDING_TEXT, CellError
from parkeval_xl.forms.enterprise_cells import written
from parkeval_xl.forms.sheet import Plan
from parkeval_xl.graph import NATIVE, Values, shown
from parkeval_xl.hosts.calc import Office
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.layout import new_layout

from ..campaign import first, times
from ..enterprises import arrays, drawn_firms, firm, forms, sample
from .comparison import report, same

ROUGH = [
    firm(so2_permitted=12, tax=PENDING_TEXT, above_scale=None),
    firm(nox_actual=None, nox_permitted=5, land=None),
    firm(cod_permitted=PENDING_TEXT, audit_year=2030, above_scale=PENDING_TEXT),
    firm(name=None, audit_year=PENDING_TEXT),
]
WRONG = [firm(), firm(energy="12", voc_permitted="无"), firm(audit_year="去年")]


LONG = Plan(year=2024, sizes=(("firms", 60),))  # scores are written, not computed
DRAWN = [f"drawn {seed}" for seed in range(1, 1 + times(7))]


def raw_of(given: dict[str, Any]) -> dict[tuple[str, int | None], Any]:
    """The texts that stand where numbers belong, as a workbook holds them."""
    fields = forms()[1].graph.fields
    return {
        (f"{block}.{k}", i): x
        for block in ("firms", "sectors", "candidates")
        for i, row in enumerate(given.get(block, []))
        for k, x in row.items()
        if not fields[f"{block}.{k}"].is_text and isinstance(x, str) and x != PENDING_TEXT
    }


@pytest.mark.parametrize("name", first(6, ["sample", "rough", "wrong", "none", "long", *DRAWN]))
def test_the_cells_are_equal(name: str, offices: dict[str, Office], tmp_path: Path) -> None:
    given = (
        drawn_firms(int(name.split()[1]))
        if name in DRAWN
        else {
            "sample": sample(),
            "long": sample(),
            "rough": {"firms": ROUGH},
            "wrong": {"firms": WRONG},
            "none": {},
        }[name]
    )
    _, declared = forms(LONG if name == "long" else None)
    inputs = arrays(declared, given)
    values = declared.graph.run(inputs)
    tool: Values = written(declared.graph, values, datetime.date(2025, 3, 1))
    values = declared.graph.changed(values, tool)  # the codes of sectors are written, and looked up
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(build(declared, NATIVE, inputs, tool, raw=raw_of(given)))
    places, found = new_layout(declared).places, []
    with offices[NATIVE].open(path) as document:
        document.recalculate()
        grids = {s.name: document.read(s.name) for s in declared.sheets}
    cells = [
        (f, row)
        for f in declared.graph.order
        for row in ([None] if f.block is None else range(f.block.rows))
    ]
    for field, row in cells:
        r, c = places[field.id].at(row)
        grid = grids[field.sheet]
        seen = grid[r][c] if r < len(grid) and c < len(grid[r]) else None
        expected = shown(field, values, row)
        if not same(seen, expected, 1e6, any_error=True):
            found.append(f"{field.id} {row}: Calc {seen!r}, headless {expected!r}")
    report(found, name)
    errors = sum(isinstance(shown(f, values, row), CellError) for f, row in cells)
    assert (
        len(cells) > 500
        and (name in DRAWN or (errors > 0) == (name == "wrong"))
        and np.ndim(values["firm_sums.tax_revenue"]) == 0
    )
