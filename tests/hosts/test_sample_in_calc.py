"""The sample park in Calc: native cells = PARK_ cells = the headless run, and how many calls a
recalculation takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from parkeval_xl.demo import sample
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.exchange import from_json

from .comparison import EDITIONS, report
from .test_three_ways import calls, differences

MOST_CALLS = 800  # of a whole park; a blank workbook makes none


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_sample_park_is_equal_and_cheap(
    edition: str, offices: dict[str, Office], tmp_path: Path
) -> None:
    declared, inputs, raw = from_json(sample())
    path = tmp_path / "示例.xlsx"
    path.write_bytes(build(declared, edition, inputs, raw=raw))
    values = declared.graph.run(initial_inputs(declared) | inputs)
    with offices[edition].open(path) as document:
        before = calls(offices[UDF])
        document.recalculate()
        made = calls(offices[UDF]) - before
        report(differences(declared, document, values, edition), "smelting park")
    print(f"smelting park, {edition}: {made} PARK_ calls in one full recalculation")
    assert (0 < made <= MOST_CALLS) if edition == UDF else made == 0
