"""Three engines recalculate our workbooks. What they compute unlike the headless run stands in
unlike.csv, which may only shrink: a cell more is an error, and so is a field that is equal now.

After formulas became better: `python -m tests.engines.write_unlike`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from parkeval_xl.graph import Values

from ..hosts.comparison import computed, same
from . import constructs, engines, packages
from .engines import Engine, Formualizer, Gnumeric
from .unlike import NAMES, alike, changes, counted, read, unlike
from .workbooks import FAMILIES, Workbook

SHOWN = 6  # cells in a message
pytestmark = pytest.mark.slow  # three engines over 39 workbooks


@pytest.fixture(scope="module")
def engine_of() -> Iterator[Callable[[str], Engine]]:
    """An engine by its name. Skips where it is missing, but not where CI is set."""
    made: dict[str, Engine] = {}

    def engine(name: str) -> Engine:
        if name not in made:
            made[name] = next(one for one in engines.ENGINES if one.name == name)()
        lacking = made[name].lacks()
        if lacking and not os.environ.get("CI"):
            pytest.skip(f"{lacking} is not installed; it is required where CI is set")
        return made[name]

    yield engine
    for one in made.values():
        one.close()


@cache
def built(family: str) -> list[tuple[Workbook, bytes, Values]]:
    """The workbooks of a family with their bytes and headless values."""
    return [(one, one.package(), one.values()) for one in FAMILIES[family]()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "family",
    [pytest.param(f, marks=pytest.mark.xdist_group(f"engines {f}")) for f in FAMILIES],
)
def test_only_cells_of_the_list_are_unlike(
    family: str, name: str, engine_of: Callable[[str], Engine], tmp_path: Path
) -> None:
    engine, found = engine_of(name), []
    path = tmp_path / "workbook.xlsx"
    for workbook, package, values in built(family)[:: engine.share]:
        path.write_bytes(package)
        found += unlike(engine, workbook, values, engine.recalculated(path))
    counts, listed = counted(found), read().get((name, family), {})
    grown, gone = changes(counts, listed)
    lines = [f"{id}: {counts[id]}, listed {listed.get(id, 0)}" for id in grown[:SHOWN]]
    lines += [str(one) for one in found if alike(one.field) in grown][:SHOWN]
    assert not grown, f"{len(grown)} fields have more unlike cells\n" + "\n".join(lines)
    assert not gone, f"equal now, python -m tests.engines.write_unlike: {', '.join(gone)}"


@pytest.mark.parametrize("name", NAMES)
def test_a_construct_fails_where_it_is_said(
    name: str, engine_of: Callable[[str], Engine], tmp_path: Path
) -> None:
    path = tmp_path / "constructs.xlsx"
    path.write_bytes(constructs.package())
    sheets = engine_of(name).recalculated(path)
    assert sheets is not None
    wrong = {
        one.formula: sheets["F"].get((row, 0))
        for row, one in enumerate(constructs.CONSTRUCTS)
        if same(sheets["F"].get((row, 0)), one.value) == (name in one.fails)
    }
    assert not wrong


def test_a_cell_that_was_not_computed_is_unlike(tmp_path: Path) -> None:
    path = tmp_path / "constructs.xlsx"
    path.write_bytes(constructs.package())
    cells = packages.values(path)["F"]
    assert set(cells.values()) == {packages.NOT_COMPUTED}
    assert len(cells) == len(constructs.CONSTRUCTS)


@pytest.mark.parametrize("kind", [Gnumeric, Formualizer])
def test_an_engine_that_fails_gives_nothing_and_all_cells_are_unlike(
    kind: type[Engine],
    engine_of: Callable[[str], Engine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine, path = engine_of(kind.name), tmp_path / "workbook.xlsx"
    workbook, package, values = built("steel")[0]
    path.write_bytes(package)
    monkeypatch.setattr(engines, "LIMIT", 0.01)
    assert engine.recalculated(path) is None
    found = unlike(engine, workbook, values, None)
    assert {one.field.id for one in found} == {one.id for one, _ in computed(workbook.declared)}


def test_a_list_grows_or_names_what_is_gone() -> None:
    assert changes({"a": 2, "b": 1}, {"a": 2, "b": 1}) == ([], [])
    assert changes({"a": 1}, {"a": 2}) == ([], [])
    assert changes({"a": 3, "c": 1}, {"a": 2, "b": 1}) == (["a", "c"], ["b"])
