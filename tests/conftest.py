"""What several folders of tests share, and how the tests are dealt out to workers.

The tests of a file go to one worker, so that what a file builds is built once; a test with a group
of its own (`xdist_group`) goes with that group. The tests of hosts and engines, the longest, are
handed out first.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from parkeval_xl.hosts.calc import Office, find_soffice

HOSTS = ("tests/hosts/", "tests/engines/")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups by file, and the longest folders first; within a file the order stays as it is."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: not item.nodeid.startswith(HOSTS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, Any]:
    """In CI a test of a host that is skipped has failed: there every host must be present."""
    report = yield
    if report.skipped and os.environ.get("CI") and item.nodeid.startswith(HOSTS):
        report.outcome = "failed"
        report.longrepr = f"skipped, though in CI no test of a host may be: {report.longrepr}"
    return report


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
