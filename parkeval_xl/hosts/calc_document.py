"""A workbook open in Calc: what a person does to it, and what its cells show."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, Self

from ..core.values import CellError
from .calc_process import CalcError

CellValue = float | str | CellError | None
Cell = str | tuple[str, int, int]
"""A cell as "工作表!B5" or as (sheet, row, column) counted from 0."""

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
}


class Host(Protocol):
    """What a document needs of the office."""

    folder: Path

    @property
    def running(self) -> bool: ...

    def ask(self, command: str, **arguments: Any) -> Any: ...


def row_and_column(address: str) -> tuple[int, int]:
    """ "B5" or "$B$5" as (4, 1)."""
    plain = address.replace("$", "").upper()
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and digits.isdigit()):
        raise CalcError("no_address", address=address)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def place(cell: Cell) -> tuple[str, int, int]:
    """A cell in either form as (sheet, row, column)."""
    if not isinstance(cell, str):
        return cell
    sheet, mark, address = cell.rpartition("!")
    if not mark:
        raise CalcError("no_address", address=cell)
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return (sheet, *row_and_column(address))


def value(cell: Any) -> CellValue:
    """A cell as documents.py gives it. Empty text counts as empty, as Calc itself tells no
    difference in bulk."""
    if isinstance(cell, dict):
        return CellError.from_calc(cell["error"])
    return None if cell == "" else cell


class Document:
    """A workbook open in Calc. Rows and columns count from 0; changing it is free of the sheet's
    protection."""

    def __init__(self, office: Host, number: int) -> None:
        self._office = office
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, command: str, **arguments: Any) -> Any:
        return self._office.ask(command, document=self._number, **arguments)

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets, hidden ones included."""
        return list(self._ask("sheets"))

    def set(self, cells: Mapping[Cell, float | str | None]) -> None:
        """Writes numbers, texts, formulas as Excel writes them ("=SUM('表 1'!A1:A3,B2)"); None
        empties a cell."""
        self._ask("set", cells=[[*place(cell), content] for cell, content in cells.items()])

    def recalculate(self) -> None:
        """Computes every formula cell anew; no cached value is trusted."""
        self._ask("recalculate")

    def read(self, sheet: str, area: str | None = None) -> list[list[CellValue]]:
        """Values of an area ("B2:D9" or a name), or of A1 to the last used cell. Dates are day
        numbers."""
        answer = self._ask("read", sheet=sheet, area=area)
        rows: list[list[CellValue]] = [
            [None if v == "" else v for v in row] for row in answer["values"]
        ]
        for row, column, code in answer["errors"]:
            rows[row][column] = CellError.from_calc(code)
        return rows

    def read_many(self, cells: Iterable[Cell]) -> dict[Cell, CellValue]:
        """Values of single cells, under the keys they were asked by."""
        keys = list(cells)
        answer = self._ask("read_cells", cells=[place(key) for key in keys])
        return {key: value(cell) for key, cell in zip(keys, answer, strict=True)}

    def formulas(self, sheet: str) -> list[list[str | None]]:
        """Formulas from A1 to the last used cell in Calc's own words (`=SUM($表.A1:A3;B2)`), None
        elsewhere."""
        rows = self._ask("formulas", sheet=sheet)
        return [[text if text.startswith("=") else None for text in row] for row in rows]

    def save_as(self, path: str | Path, filter_name: str | None = None) -> Path:
        """Stores a copy; the export filter follows from the suffix .xlsx, .xlsm, .ods or .pdf
        unless it is named."""
        path = Path(path).absolute()
        name = filter_name or FILTERS.get(path.suffix.lower())
        if name is None:
            raise CalcError("no_filter", path=path, known="、".join(FILTERS))
        # Not there directly: LibreOffice 7.4 crashes where the folder is none, and leaves half a
        # file where it fails.
        draft = self._office.folder / f"draft{self._number}{path.suffix}"
        beside = path.with_name(f".{path.name}.part")
        self._ask("store", path=str(draft), filter=name)
        try:
            shutil.move(draft, beside)
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise CalcError("not_stored", path=path, reason=error) from error
        finally:
            draft.unlink(missing_ok=True)
        return path

    def save(self) -> None:
        """Stores the document under its own name, as a person does."""
        self._ask("save")

    @property
    def modified(self) -> bool:
        """Whether it was changed since it was opened or saved."""
        return bool(self._ask("modified"))

    def dispatch(self, url: str) -> None:
        """Gives a command to the window of a document that was opened in one, like a menu does."""
        self._ask("dispatch", url=url)

    def export_pdf(self, path: str | Path) -> Path:
        """Prints all sheets to a PDF file."""
        return self.save_as(path, FILTERS[".pdf"])

    def insert_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Inserts rows above `row`; a protected sheet refuses."""
        self._ask("insert_rows", sheet=sheet, row=row, count=count)

    def insert_columns(self, sheet: str, column: int, count: int = 1) -> None:
        """Inserts columns left of `column`; a protected sheet refuses."""
        self._ask("insert_columns", sheet=sheet, column=column, count=count)

    def unprotect(self, sheet: str) -> None:
        """Lifts a protection that has no password."""
        self._ask("unprotect", sheet=sheet)

    def add_sheet(self, sheet: str) -> None:
        """Adds a sheet at the end."""
        self._ask("add_sheet", sheet=sheet)

    def comment(self, sheet: str, row: int, column: int, text: str) -> None:
        """Puts a comment on a cell."""
        self._ask("comment", sheet=sheet, row=row, column=column, text=text)

    def paint(self, sheet: str, row: int, column: int, colour: int) -> None:
        """Gives a cell a background colour, as 0xRRGGBB."""
        self._ask("paint", sheet=sheet, row=row, column=column, colour=colour)

    def delete_sheet(self, sheet: str) -> None:
        """Removes a sheet."""
        self._ask("delete_sheet", sheet=sheet)

    def rename_sheet(self, sheet: str, name: str) -> None:
        """Gives a sheet another name."""
        self._ask("rename_sheet", sheet=sheet, name=name)

    def call_basic(self, source: str, function: str, *arguments: float | str) -> CellValue:
        """The result of a function of a Basic module; the document must have been opened with its
        macros allowed."""
        result: CellValue = self._ask(
            "call_basic", source=source, function=function, arguments=arguments
        )
        return result

    def close(self) -> None:
        """Closes without saving; a second time does nothing."""
        if self._office.running:
            self._ask("close")
