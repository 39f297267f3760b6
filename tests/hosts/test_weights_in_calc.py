"""The weights workbook in Calc: every cell, the power iteration included, equals the headless run;
it makes no call."""

from __future__ import annotations

from pathlib import Path

import pytest

from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.workbook.build import build

from .. import weights_books as books
from ..campaign import first, times
from .comparison import report
from .test_three_ways import calls, differences

FILLED = first(3, [(NATIVE, 0), (NATIVE, 1), (UDF, 1), *((NATIVE, s) for s in range(2, times(8)))])


@pytest.mark.parametrize(("edition", "seed"), FILLED)
def test_a_filled_weights_workbook_is_equal(
    edition: str, seed: int, offices: dict[str, Office], tmp_path: Path
) -> None:
    book = books.declared(1 + seed % 3)
    inputs = initial_inputs(book) | (books.drawn(book, seed) if seed else {})
    path = tmp_path / "权重.xlsx"
    path.write_bytes(build(book, edition, inputs))
    with offices[edition].open(path) as document:
        before = calls(offices[edition])
        document.recalculate()
        assert calls(offices[edition]) == before
        report(differences(book, document, book.graph.run(inputs), edition), f"weights {seed}")
