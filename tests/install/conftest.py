"""A workbook as it is sent by mail, which tests of received files spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parkeval_xl.forms import Plan
from parkeval_xl.forms import book as declared
from parkeval_xl.graph import UDF
from parkeval_xl.workbook.save import save

PLAN = Plan(year=2025, base_year=2020, materials=("scrap_steel",), rows=10, index="")


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("received") / "园区.xlsm"
    save(declared(PLAN), UDF, path)
    return path


@pytest.fixture
def book(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path / original.name))
