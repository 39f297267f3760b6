"""Cells of a filled workbook changed in place: only the parts that change are rewritten, all others
stay byte for byte.

A workbook a person has filled is never re-saved through a library, which would lose cached values,
pictures, comments, ribbon and more. How it is written: `target`.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.problems import problem
from parkeval_xl.workbook.refs import LAST_COLUMN, LAST_ROW, Position, cell_name
from parkeval_xl.workbook.row_heights import with_heights
from parkeval_xl.workbook.splice import Value, splice
from parkeval_xl.workbook.target import Target
from parkeval_xl.workbook.unpack import is_safe

_LONGEST_TEXT = 32_767  # UTF-16 units a cell holds (Excel specifications and limits)
_NEW_PART_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class PatchReport:
    """What a patch did: the parts whose bytes differ now, in the order of the file, and the number
    of cells written."""

    changed_parts: tuple[str, ...]
    written_cells: int


def patch(
    source: str | Path | Package,
    edits: Mapping[str, Mapping[Position, Value]],
    target: str | Path | Target,
    others: Mapping[str, bytes] | None = None,
    heights: Mapping[str, Mapping[int, float]] | None = None,
) -> PatchReport:
    """Write `source` to `target` (which may be the same file) with other values in some cells.

    `edits`: sheet name → (row, column) counted from 0 → value: a number, text, truth value,
    CellError, or None or "" for blank. A formula stays and gets the value as its cached result; a
    constant is replaced. Styles stay. `others` are further parts to replace in the same write;
    `heights` are those of rows (sheet name → row from 0 → points), where no person set one.
    FileProblem for the file's faults (a missing sheet too), ValueError or TypeError for an edit no
    cell can hold; then nothing has been written.
    """
    package = source if isinstance(source, Package) else Package.open(source)
    checked = {
        package.worksheet(sheet).part: {
            position: _checked(position, value) for position, value in values.items()
        }
        for sheet, values in edits.items()
    }
    tall = {package.worksheet(sheet).part: rows for sheet, rows in (heights or {}).items()}
    parts: dict[str, bytes] = dict(others or {})
    written = 0
    for part, values in checked.items():
        try:
            parts[part], count = splice(package, part, values)
            parts[part] = with_heights(parts[part], tall.get(part, {}))
        except ValueError:  # numbers of rows, columns or spans that are none; ours are checked
            raise problem("FILE_UNUSUAL", name=package.label, what_zh=part, what_en=part) from None
        _require_well_formed(package, part, parts[part])
        written += count
    return PatchReport(replace_parts(package, parts, target), written)


def replace_parts(
    source: str | Path | Package,
    parts: Mapping[str, bytes],
    target: str | Path | Target,
    level: int | None = None,
) -> tuple[str, ...]:
    """Write `source` to `target` (which may be the same file) with these parts replaced; new ones
    are put at the end. `level` is zlib's, from 1 to 9: how much is done for a small file.

    Order and compression of the members stay, and the same input gives the same bytes. Content
    types and relationships of new parts are the caller's. Returns the parts whose bytes differ.
    FileProblem where it cannot be written.
    """
    package = source if isinstance(source, Package) else Package.open(source)
    for part in parts:
        if not part or part.endswith("/") or not is_safe(part):
            raise ValueError(f"not a part name: {part!r}")
    members = [(_record(info), info.filename) for info in package.infos]
    members += [(_record(None, part), part) for part in parts if part not in package.members]
    content = {**package.members, **parts}
    Target.of(target).write(_zipped(members, content, level))
    return tuple(part for part in content if package.members.get(part) != content[part])


def _zipped(
    members: list[tuple[zipfile.ZipInfo, str]], content: Mapping[str, bytes], level: int | None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, name in members:
            archive.writestr(info, content.get(name, b""), compresslevel=level)
    return out.getvalue()


def _record(info: zipfile.ZipInfo | None, name: str = "") -> zipfile.ZipInfo:
    """The zip's record of a member as it was; sizes and extra fields of the old archive do not
    belong to the new."""
    if info is None:
        record = zipfile.ZipInfo(name, _NEW_PART_DATE)
        record.compress_type = zipfile.ZIP_DEFLATED
        return record
    record = zipfile.ZipInfo(info.filename, info.date_time)
    for name in ("compress_type", "external_attr", "create_system", "comment"):
        setattr(record, name, getattr(info, name))
    return record


def _checked(position: Position, value: Any) -> Value:
    """The value as a cell can hold it; numpy's scalars as Python's."""
    row, column = position
    if not (0 <= row <= LAST_ROW and 0 <= column <= LAST_COLUMN):
        raise ValueError(f"outside the sheet: row {row}, column {column}")
    value = value.item() if hasattr(value, "item") else value
    if value is None or isinstance(value, (bool, CellError)):
        return value
    if isinstance(value, str):
        if len(value.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST_TEXT:
            raise ValueError(
                f"{cell_name(row, column)}: text longer than {_LONGEST_TEXT} characters"
            )
        return value
    if not isinstance(value, (int, float)):
        raise TypeError(f"{cell_name(row, column)}: a cell cannot hold {type(value).__name__}")
    if not math.isfinite(value):
        raise ValueError(f"{cell_name(row, column)}: {value} is no number a cell can hold")
    return value


def _require_well_formed(package: Package, part: str, data: bytes) -> None:
    """A last look before the file leaves: XML that was broken already is the file's fault,
    otherwise it is ours."""
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        package.parse(part)
        raise problem("FILE_UNUSUAL", name=package.label, what_zh=part, what_en=part) from error
