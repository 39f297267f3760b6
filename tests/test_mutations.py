"""Slips that would give a silently wrong figure are each caught by a named test (`mutations`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .mutations import ASSERTIONS, MUTATIONS, PACKAGE, PASSED, Mutation, applied


def test_there_are_enough_mutations_each_with_a_name_of_its_own() -> None:
    assert len({m.name for m in MUTATIONS}) == len(MUTATIONS) >= 20


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_every_mutation_still_applies(mutation: Mutation) -> None:
    compile(applied(mutation), mutation.file, "exec")


@pytest.mark.slow
def test_every_mutation_is_killed_by_its_test() -> None:
    """All in one process beside this one. A test that passes, or breaks otherwise than by an
    assertion, does not catch its mutation; without one all of them pass."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutations"],
        cwd=PACKAGE.parent,
        env={k: x for k, x in os.environ.items() if not k.startswith("PYTEST_")},
        capture_output=True,
        encoding="utf-8",
    )
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0, f"after {len(found)} mutations: {done.stderr[-2000:]}"
    assert found.pop("") == PASSED, "the tests fail without a mutation"
    assert found.keys() == {m.name for m in MUTATIONS}
    survivors = [
        f"{m.name} ({m.file}): {m.killer} gave {found[m.name]}"
        for m in MUTATIONS
        if found[m.name] not in ASSERTIONS
    ]
    assert not survivors, "\n".join(survivors)
