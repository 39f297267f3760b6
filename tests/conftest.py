"""What several folders of tests share, and how the tests are dealt out to workers.

The tests of a file go to one worker, so that what a file builds is built once; a test with a group
of its own (`xdist_group`) goes with that group.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts.calc import Office, find_soffice

from .campaign import FACTOR

HOSTS = ("tests/hosts/", "tests/engines/")
LONGEST = (*HOSTS, "tests/graph/", "tests/test_cli.py")  # handed out first

# declared workbooks are many small objects that stay: to look for garbage among them again and
# again takes a tenth of the time
gc.set_threshold(200_000, 20, 50)

# laws without a size of their own
settings.register_profile("campaign", max_examples=100 * FACTOR)
settings.load_profile("campaign")


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in this same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups by file, and the longest first; within a file the order stays as it is."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `repeated` is run as often as a campaign is larger than usual."""
    if FACTOR > 1 and metafunc.definition.get_closest_marker("repeated"):
        metafunc.fixturenames.append("_again")
        metafunc.parametrize("_again", range(FACTOR))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, Any]:
    """In CI a test of a host that is skipped has failed: there every host must be present."""
    report = yield
    if report.skipped and os.environ.get("CI") and item.nodeid.startswith(HOSTS):
        report.outcome = "failed"
        report.longrepr = f"skipped, though in CI no test of a host may be: {report.longrepr}"
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """pytest and pytest-xdist agree on how a group is told; where they do not, every worker would
    build everything."""
    if getattr(session.config.option, "loadgroup", False) and session.items:
        assert "@" in session.items[0].nodeid, "pytest-xdist does not deal out the tests by group"


@pytest.fixture(scope="session")
def soffice() -> None:
    """Skips without LibreOffice, but not where CI is set: there it must be present."""
    if find_soffice() is None and not os.environ.get("CI"):
        pytest.skip("LibreOffice is not installed; it is required where CI is set")


class Offices(dict[str, Office]):
    """By edition an office, started when a test first asks for it: without any add-in for native
    cells, with counted calls for PARK_ cells."""

    def __init__(self) -> None:
        super().__init__()
        self.running = ExitStack()

    def __missing__(self, edition: str) -> Office:
        here = [Path(__file__).parents[1]]
        start = {
            NATIVE: lambda: Office.start(udf=False),
            UDF: lambda: Office.start(functions="tests.hosts.counted", path=here),
        }[edition]
        self[edition] = self.running.enter_context(start())
        return self[edition]


@pytest.fixture(scope="session")
def offices(soffice: None) -> Iterator[dict[str, Office]]:
    """The offices of all tests of a worker that need no profile of their own."""
    found = Offices()
    with found.running:
        yield found


@pytest.fixture(scope="session")
def office(offices: dict[str, Office]) -> Office:
    """LibreOffice Calc with our PARK_ functions; each test opens its own documents."""
    return offices[UDF]
