"""Cells of an open Excel workbook written in blocks, all or none, with the protection of their
sheets stepped over.

A block is one COM call, which takes some milliseconds whatever its size. What Excel made of it is
read back: it takes entries apart as if they were typed, so that 1-2 would become a day and =1+1 a
formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import isclose
from typing import Any

from parkeval_xl.core.values import CellError
from parkeval_xl.live.book import Content, Edits, LiveProblem, Position
from parkeval_xl.workbook.refs import cell_name

LONGEST = 8000  # characters: Excel takes no longer texts as part of a block
TEXT_FORMAT = "@"
Rows = tuple[tuple[Any, ...], ...]
ALLOWANCES = (  # of Worksheet.Protection, in the order of the arguments of Worksheet.Protect
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


@dataclass(frozen=True)
class Block:
    """Contents of neighbouring cells, row by row, from the first cell on."""

    row: int
    column: int
    rows: Rows

    @property
    def address(self) -> str:
        first = cell_name(self.row, self.column)
        last = cell_name(self.row + len(self.rows) - 1, self.column + len(self.rows[0]) - 1)
        return first if first == last else f"{first}:{last}"

    def columns(self) -> Iterator[Block]:
        """Each column alone."""
        for k in range(len(self.rows[0])):
            yield Block(self.row, self.column + k, tuple((line[k],) for line in self.rows))

    def cells(self) -> Iterator[Block]:
        """Each cell alone."""
        for i, line in enumerate(self.rows):
            for k, content in enumerate(line):
                yield Block(self.row + i, self.column + k, ((content,),))


def blocks(cells: Mapping[Position, Content]) -> list[Block]:
    """The cells as few rectangles: neighbours of a row together, then rows of the same columns.
    Long texts stand alone."""
    found: list[tuple[int, int, list[tuple[Content, ...]]]] = []
    above: dict[
        tuple[int, int], tuple[int, int, list[tuple[Content, ...]]]
    ] = {}  # the last block of each first column and width
    for row, column, line in _runs(cells):
        block = above.get((column, len(line)))
        if (
            block
            and block[0] + len(block[2]) == row
            and not _is_long(line[0])
            and not _is_long(block[2][-1][0])
        ):
            block[2].append(line)
        else:
            found.append((row, column, [line]))
            above[column, len(line)] = found[-1]
    return [Block(row, column, tuple(lines)) for row, column, lines in found]


def _runs(cells: Mapping[Position, Content]) -> Iterator[tuple[int, int, tuple[Content, ...]]]:
    """Neighbours of a row: row, first column, contents."""
    run: list[tuple[Position, Content]] = []
    for at, content in sorted(cells.items(), key=lambda item: item[0]):
        alone = run and (_is_long(content) or _is_long(run[-1][1]))
        if run and (alone or (at[0], at[1] - 1) != run[-1][0]):
            yield *run[0][0], tuple(c for _, c in run)
            run = []
        run.append((at, content))
    if run:
        yield *run[0][0], tuple(c for _, c in run)


def _is_long(content: Content) -> bool:
    return isinstance(content, str) and len(content) > LONGEST


# ---- protection ----------------------------------------------------------------------------------
@contextmanager
def unprotected(sheet: Any) -> Iterator[None]:
    """Within, the cells of a sheet can be written; afterwards it is protected as before."""
    if not sheet.ProtectContents:
        yield
        return
    protection = sheet.Protection
    options = [
        bool(x)
        for x in (sheet.ProtectDrawingObjects, True, sheet.ProtectScenarios, sheet.ProtectionMode)
    ]
    options += [bool(getattr(protection, name)) for name in ALLOWANCES]
    selectable = sheet.EnableSelection
    refused = LiveProblem(
        f"工作表“{sheet.Name}”设有密码保护，写不进去；请在“审阅”中撤销工作表保护后再试"
    )
    try:
        sheet.Unprotect("")  # without an argument, Excel would ask for the password
    except Exception:
        raise refused from None
    if sheet.ProtectContents:
        raise refused
    try:
        yield
    finally:
        sheet.Protect("", *options)
        sheet.EnableSelection = selectable


# ---- writing -------------------------------------------------------------------------------------
def write(workbook: Any, edits: Edits) -> None:
    """Write cells of a workbook (Excel's object), all or none."""
    sheets = {name: worksheet(workbook, name) for name, cells in edits.items() if cells}
    done: list[tuple[Any, Block, Rows, Rows]] = []
    with ExitStack() as stack:
        for sheet in sheets.values():
            stack.enter_context(unprotected(sheet))
        try:
            for name, sheet in sheets.items():
                for block in blocks(edits[name]):
                    cells = sheet.Range(block.address)
                    done.append((sheet, block, _rows(cells.Value2), _rows(cells.Formula)))
                    _put(sheet, block)
        except Exception:
            _undo(done)
            raise


def worksheet(workbook: Any, name: str) -> Any:
    """A worksheet by its name."""
    try:
        return workbook.Worksheets(name)
    except Exception:
        raise LiveProblem(f"工作簿里没有工作表“{name}”，它可能已被删除或改名") from None


def _put(sheet: Any, block: Block) -> None:
    cells = sheet.Range(block.address)
    form = cells.NumberFormat
    if form is None:  # more than one format
        for part in block.columns() if len(block.rows[0]) > 1 else block.cells():
            _put(sheet, part)
        return
    as_text = form == TEXT_FORMAT
    cells.Value = _given(block, as_text)
    now = _rows(cells.Value2)
    for cell in block.cells():
        content = cell.rows[0][0]
        if not _holds(now[cell.row - block.row][cell.column - block.column], content):
            _put_otherwise(sheet.Range(cell.address), cell, not as_text, sheet.Name)


def _put_otherwise(range_: Any, cell: Block, as_text: bool, sheet: str) -> None:
    """A cell in which Excel holds something else than it was given (filtered rows, texts with an
    apostrophe): once more."""
    range_.Value = _given(cell, as_text)
    if not _holds(range_.Value2, cell.rows[0][0]):
        raise LiveProblem(
            f"{sheet}!{cell.address} 写不进去（Excel 把内容变成了 {range_.Value2!r}），"
            "已写入的都已还原"
        )


def _given(block: Block, as_text: bool) -> Any:
    rows = tuple(tuple(_entry(content, as_text) for content in row) for row in block.rows)
    return rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]


def _entry(content: Content, as_text: bool) -> Any:
    """A content as it is typed: a text with an apostrophe in front, unless the cell takes every
    entry as text."""
    if content is None or content == "":
        return ""
    if isinstance(content, CellError):
        return content.text
    return content if not isinstance(content, str) or as_text else f"'{content}"


def _holds(now: Any, wanted: Content) -> bool:
    """Whether a cell holds what it was to hold; Excel gives errors as whole numbers."""
    if wanted is None or wanted == "":
        return now is None or now == ""
    if isinstance(wanted, CellError):
        return bool(now == wanted.excel)
    if isinstance(wanted, str):
        return isinstance(now, str) and now.replace("\r\n", "\n") == wanted.replace("\r\n", "\n")
    return isinstance(now, float) and isclose(now, wanted, rel_tol=1e-12)


def _undo(done: list[tuple[Any, Block, Rows, Rows]]) -> None:
    failed = []
    for sheet, block, values, formulas in reversed(done):
        for cell in block.cells():
            i, k = cell.row - block.row, cell.column - block.column
            target = sheet.Range(cell.address)
            try:
                if (target.Value2, target.Formula) != (values[i][k], formulas[i][k]):
                    target.Value = _before(
                        values[i][k], formulas[i][k], target.NumberFormat == TEXT_FORMAT
                    )
            except Exception:
                failed.append(f"{sheet.Name}!{cell.address}")
    if failed:
        raise LiveProblem(
            f"写入中断，{failed[0]} 等 {len(failed)} 个单元格没有能还原；请不要保存，关闭后重新打开"
        )


def _before(value: Any, formula: Any, as_text: bool) -> Any:
    """What a cell held, as it is typed: its formula, error, text or number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return formula
    if isinstance(formula, str) and formula.startswith("=") and formula != value:
        return formula
    return _entry(value, as_text)


def _rows(value: Any) -> Rows:
    return value if isinstance(value, tuple) else ((value,),)
