"""From declaration and inputs to a finished workbook file, in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..forms import Declared
from ..graph import NATIVE, UDF
from .build import build
from .macros import finish
from .problems import problem
from .target import Target

EXTENSION = {UDF: ".xlsm", NATIVE: ".xlsx"}


def save(
    book: Declared,
    edition: str,
    target: str | Path | Target,
    inputs: Mapping[str, Any] | None = None,
    written: Mapping[str, Any] | None = None,
    raw: Mapping[tuple[str, int | None], Any] | None = None,
    modules: Sequence[str] = (),
    level: int | None = None,
) -> Path:
    """Write the workbook; the extension must be the edition's. `modules` names further files of
    addin/excel that go into its macros, `level` is zlib's, from 1 to 9. FileProblem where the
    target cannot be written."""
    target = Target.of(target)
    require_extension(target.path, edition)
    built = build(book, edition, inputs, written, raw=raw)
    return finish(built, target, macros=edition == UDF, modules=modules, level=level)


def require_extension(path: Path, edition: str) -> None:
    """FileProblem unless a file's name ends as those of its edition do."""
    if path.suffix.lower() != EXTENSION[edition]:
        raise problem("TARGET_EXTENSION", name=path.name, wanted=EXTENSION[edition])
