"""Whenever a writing command is killed, the person's files are whole, as before or as after, and
what it left beside them is gone after the next run."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from parkeval_xl.workbook.target import UNFINISHED, copies
from tests import store
from tests.campaign import first, times
from tests.hostile.calls import call, killed, killed_at_writing, timed
from tests.store import LEAN

Arguments = Callable[[Path], list[str | Path]]
# command: what it writes over, and its call
COMMANDS: dict[str, tuple[str, Arguments]] = {
    "template": (
        "out.xlsx",
        lambda f: ["template", f / "out.xlsx", "--materials", "scrap_steel", "--force"],
    ),
    "fill": ("out.xlsx", lambda f: ["fill", f / "park.json", "-o", f / "out.xlsx", "--force"]),
    "export": ("out.json", lambda f: ["export", f / "park.xlsx", "-o", f / "out.json", "--force"]),
    "convert": (
        "out.xlsm",
        lambda f: ["convert", f / "park.xlsx", "-o", f / "out.xlsm", "--force"],
    ),
    "refresh": ("park.xlsx", lambda f: ["refresh", f / "park.xlsx"]),
    "report": (
        "示例园区（虚构）_2024_评价报告.xlsx",
        lambda f: ["report", f / "park.xlsx", "-o", f, "--formats", "xlsx", "--force"],
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything the commands read, and a person's file where each one writes."""
    folder = tmp_path_factory.mktemp("kills")
    store.copy(LEAN, folder / "park.xlsx")
    (folder / "park.json").write_text(json.dumps(store.export(LEAN)), encoding="utf-8")
    for name, _ in COMMANDS.values():
        if not (folder / name).exists():
            (folder / name).write_bytes(b"what a person entered")
    return folder


def is_whole(path: Path) -> bool:
    """Whether a file can be read to its end."""
    if path.suffix == ".json":
        return bool(json.loads(path.read_text(encoding="utf-8")))
    with zipfile.ZipFile(path) as archive:
        return archive.testzip() is None


@pytest.mark.parametrize("command", first(1, dict.fromkeys(["refresh", *COMMANDS])))
def test_a_killed_command_loses_nothing(made: Path, tmp_path: Path, command: str) -> None:
    name, arguments = COMMANDS[command]
    before = (made / name).read_bytes()
    drawn = random.Random(command)
    shutil.copytree(made, tmp_path / "timed")
    usual = timed(arguments(tmp_path / "timed"))
    for number in range(times(2)):
        folder = tmp_path / f"{number}"
        shutil.copytree(made, folder)
        if number % 2:
            killed(arguments(folder), drawn.uniform(0.3, 1.1) * usual)
        else:
            killed_at_writing(arguments(folder), folder, drawn.choice((0, 0.001, 0.01, 0.1)))
        now = (folder / name).read_bytes()
        kept = next(copies(folder / name))
        if now != before:
            assert is_whole(folder / name)
            assert command == "refresh" or kept.read_bytes() == before
        assert not kept.exists() or kept.read_bytes() == before
        assert (folder / "park.json").read_bytes() == (made / "park.json").read_bytes()
        known = {p.name for p in made.iterdir()} | {kept.name}
        left = {p.name for p in folder.iterdir()} - known
        assert all(n.endswith(UNFINISHED) for n in left), left
        assert call(*arguments(folder)).code in (0, 1)
        known |= {next(p for p in copies(folder / name) if not p.exists()).name, kept.name}
        again = {p.name for p in folder.iterdir()}
        assert not any(n.endswith(UNFINISHED) for n in again), again
        assert is_whole(folder / name)
