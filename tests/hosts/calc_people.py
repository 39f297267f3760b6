"""LibreOffice with the extension, as a person has it: a profile to install into, and what the
extension says."""

from __future__ import annotations

import json
import shutil
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parkeval_xl.hosts import calc_extension
from parkeval_xl.hosts.calc import Document, Office
from parkeval_xl.workbook.package import Package

HERE = Path(__file__).parent


@dataclass
class Desk:
    """A profile with the extension, and a folder in which the person works."""

    folder: Path

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    def install(self, python: str = sys.executable, **modules: Any) -> Desk:
        calc_extension.install(self.profile, python, path=[HERE], **modules)
        return self

    def copy(self, folder: Path) -> Desk:
        """A desk with a copy of this profile, in which no LibreOffice may be running."""
        shutil.copytree(self.profile, folder / "profile")
        return Desk(folder)

    def office(self, **environment: str) -> Office:
        return Office.start(
            udf=False,
            profile=self.profile,
            environment={"PARKEVAL_UNATTENDED": str(self.words), **environment},
        )

    @property
    def _settings_file(self) -> Path:
        packages = self.profile / "user/uno_packages/cache/uno_packages"
        [file] = packages.glob("*/*/settings.json")
        return file

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the extension: the interpreter, its modules."""
        settings: dict[str, Any] = json.loads(self._settings_file.read_text(encoding="utf-8"))
        return settings

    def change(self, **settings: Any) -> None:
        """Other settings of the extension, while its LibreOffice is closed."""
        text = json.dumps(self.settings | settings)
        self._settings_file.write_text(text, encoding="utf-8")

    @property
    def words(self) -> Path:
        return self.folder / "said.jsonl"

    def said(self) -> list[dict[str, Any]]:
        """What the extension has said since it was last asked."""
        if not self.words.exists():
            return []
        lines = [json.loads(line) for line in self.words.read_text(encoding="utf-8").splitlines()]
        self.words.unlink()
        return lines

    def hears(self, seconds: float = 60) -> list[dict[str, Any]]:
        """What the extension says of its own accord: Calc tells it later that a window is ready."""
        limit = time.monotonic() + seconds
        while not (said := self.said()) and time.monotonic() < limit:
            time.sleep(0.2)
        return said


def click(document: Document, action: str) -> None:
    """A click on a menu item."""
    document.dispatch(f"org.parkeval:{action}")


def with_password(path: Path, target: Path, sheet: str) -> Path:
    """A copy in which one sheet is protected by a password, as Excel writes it (ECMA-376
    18.3.1.85)."""
    package = Package.open(path)
    [part] = [s.part for s in package.sheets if s.name == sheet]
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as other:
        for name in one.namelist():
            content = one.read(name)
            if name == part:
                assert content.count(b"<sheetProtection ") == 1
                content = content.replace(
                    b"<sheetProtection ", b'<sheetProtection password="CC1A" '
                )
            other.writestr(name, content)
    return target
