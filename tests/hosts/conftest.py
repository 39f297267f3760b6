"""Offices that the tests of cells share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts.calc import Office


@pytest.fixture(scope="session")
def offices(soffice: None) -> Iterator[dict[str, Office]]:
    """By edition an office: without any add-in for native cells, with counted calls for PARK_
    cells."""
    here = Path(__file__).parent
    with Office.start(udf=False) as plain, pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(here))
        with Office.start(functions="counted", path=[here]) as answering:
            yield {NATIVE: plain, UDF: answering}
