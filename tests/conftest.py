"""What several folders of tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from parkeval_xl.hosts.calc import Office, find_soffice


@pytest.fixture(scope="session")
def soffice() -> None:
    """Skips without LibreOffice, but not where CI is set: there it must be present."""
    if find_soffice() is None and not os.environ.get("CI"):
        pytest.skip("LibreOffice is not installed; it is required where CI is set")


@pytest.fixture(scope="session")
def office(soffice: None) -> Iterator[Office]:
    """LibreOffice Calc with our PARK_ functions; one for all tests, each opens its own
    documents."""
    with Office.start() as running:
        yield running
