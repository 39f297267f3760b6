"""The committed template is what this version builds."""

from __future__ import annotations

import zipfile
from pathlib import Path

from click.testing import CliRunner

from parkeval_xl.cli import main

COMMITTED = Path(__file__).parent.parent / "workbook_template.xlsm"


def test_the_committed_template_is_rebuilt_alike(tmp_path: Path) -> None:
    again = tmp_path / COMMITTED.name
    assert CliRunner().invoke(main, ["template", str(again)]).exit_code == 0
    with zipfile.ZipFile(COMMITTED) as old, zipfile.ZipFile(again) as new:
        assert old.namelist() == new.namelist()
        differing = [n for n in new.namelist() if old.read(n) != new.read(n)]
    assert not differing, (
        f"run: python -m parkeval_xl template {COMMITTED.name} --force   ({', '.join(differing)})"
    )
