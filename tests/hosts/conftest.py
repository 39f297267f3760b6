"""The profile with the extension that tests share, and its office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parkeval_xl.hosts.calc import Office

from .calc_people import Desk


@pytest.fixture(scope="session")
def installed(soffice: None, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A profile with the extension, to be copied: no LibreOffice is opened on it."""
    return Desk(tmp_path_factory.mktemp("installed")).install()


@pytest.fixture(scope="session")
def desk(installed: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A profile with the extension that no test changes."""
    return installed.copy(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def desk_office(desk: Desk) -> Iterator[Office]:
    """The office of that profile."""
    with desk.office() as running:
        yield running


@pytest.fixture
def own_desk(installed: Desk, tmp_path: Path) -> Desk:
    """A profile with the extension that a test may change."""
    return installed.copy(tmp_path / "desk")
