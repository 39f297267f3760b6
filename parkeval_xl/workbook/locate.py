"""Finds the declared structure in a received file: by defined names, then by header labels and row
labels.

People insert, delete and move rows and columns, rename and delete sheets. What still can be
recognised is read where it now stands; what cannot is lost, and a lost figure reads as an error,
never as empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..forms import Declared, Static
from ..forms.sheet import Headline
from ..graph import Block, Field, Items
from ..graph.names import declared_name
from ..limits import MOST_ROWS
from .layout import Layout, PartPlace, Place, new_layout
from .refs import Area, parse_area
from .style import header_label, header_text, item_head

Rows = Sequence[Sequence[Any]]
_SHEET_AREA = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)$")


@dataclass(frozen=True)
class Remark:
    """Something about the file's structure worth telling: a code of the catalogue of findings and
    its words."""

    code: str
    sheet: str
    cell: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Located:
    """Where everything stands now."""

    layout: Layout
    sizes: tuple[tuple[str, int], ...]
    remarks: list[Remark]
    sheets: dict[str, str]  # declared sheet name → name in the file


def area_of(reference: str) -> tuple[str, Area] | None:
    """Sheet and cells of a defined name's text; None where it is broken or no plain area."""
    match = _SHEET_AREA.match(reference)
    if not match:
        return None
    try:
        area = parse_area(match[3].replace("$", ""))
    except ValueError:  # $A$0, or beyond the last cell of a sheet
        return None
    return (match[1] or match[2]).replace("''", "'"), area


def named_area(names: Mapping[str, str], known: Iterable[str]) -> tuple[str, Area] | None:
    """Sheet and cells of the first of some names that a file defines; None where it defines none
    of them, or a broken one."""
    return area_of(next((names[n] for n in known if n in names), ""))


class Locator:
    """Locates the parts of a declaration in a file, sheet by sheet."""

    def __init__(self, book: Declared, names: Mapping[str, str], grids: Mapping[str, Rows]) -> None:
        self.book, self.names, self.grids = book, names, grids
        self.remarks: list[Remark] = []
        self.layout = Layout()
        self.sizes: dict[str, int] = {}
        self.sheets: dict[str, str] = {}
        self._told: set[str] = set()

    def locate(self) -> Located:
        """The layout of the file, and what was found unusual."""
        expected = new_layout(self.book)
        self._follow_sheets(expected)
        for place in expected.parts:
            if not isinstance(place.part, Static):
                self._part(place, expected)
        for sheet in self.book.sheets:
            for part in sheet.parts:
                if isinstance(part, Headline):
                    self.layout.places[part.fields[0].id] = self._headline(
                        sheet.name, part.fields[0]
                    )
        return Located(self.layout, tuple(self.sizes.items()), self.remarks, self.sheets)

    def _headline(self, sheet: str, line: Field) -> Place:
        """A headline stands alone, so only its name leads to it."""
        now = self.sheets.get(sheet)
        area = named_area(self.names, line.names)
        if now is None:
            return Place(sheet, 1, 0, "sheet")
        return Place(now, *area[1][:2]) if area and area[0] == now else Place(now, 1, 0)

    def _follow_sheets(self, expected: Layout) -> None:
        for sheet in self.book.sheets:
            areas = [
                named_area(self.names, p.names) for p in expected.parts if p.sheet == sheet.name
            ]
            now = next(
                (a[0] for a in areas if a and a[0] in self.grids),
                sheet.name if sheet.name in self.grids else None,
            )
            if now is None:
                self.remarks.append(Remark("SHEET_MISSING", sheet.name, "", {"sheet": sheet.name}))
                continue
            self.sheets[sheet.name] = now
            if now != sheet.name:
                self.remarks.append(
                    Remark("SHEET_RENAMED", now, "", {"sheet": sheet.name, "value": now})
                )

    def _part(self, place: PartPlace, expected: Layout) -> None:
        part = place.part
        sheet = self.sheets.get(place.sheet)
        if sheet is None:
            return self._lose_all(part, place.sheet, "sheet", expected)
        area = named_area(self.names, place.names)
        if area is None or area[0] != sheet:
            self.remarks.append(Remark("NAME_MISSING", sheet, "", {"name": place.name}))
            header = self._search(part, self.grids[sheet])
            if header is None:
                return self._lose_all(part, sheet, "name", expected)
            rows, left = (header + 1, header + place.rows), 0
        else:
            header, left, bottom, _ = area[1]
            rows = (header + 1, bottom)
        heads = self._heads(self.grids[sheet], header, left)
        if isinstance(part, Block):
            self._block(part, sheet, header, rows, heads, expected)
        elif isinstance(part, Items):
            self._items(part, sheet, rows, heads, expected, header)
        self.layout.parts.append(
            PartPlace(
                part,
                sheet,
                place.title,
                place.note,
                header,
                rows[0],
                place.columns,
                rows[1] - rows[0] + 1,
            )
        )

    def _heads(self, grid: Rows, header: int, left: int) -> dict[str, int]:
        """Label → column of a header row; the first of several equal ones."""
        cells = grid[header] if header < len(grid) else []
        heads: dict[str, int] = {}
        for column in range(left, len(cells)):
            label = header_label(cells[column])
            if label:
                heads.setdefault(label, column)
        return heads

    def _search(self, part: Block | Items | Static, grid: Rows) -> int | None:
        """The row that holds most of a part's header labels, where its defined name is lost."""
        if isinstance(part, Items):
            wanted = {"项目", part.value_label}
        elif isinstance(part, Block):
            wanted = {header_label(header_text(c)) for c in part.columns.values() if not c.under}
        else:
            return None
        scores = [
            (len(wanted & {header_label(c) for c in row if c != ""}), -i)
            for i, row in enumerate(grid)
        ]
        best = max(scores, default=(0, 0))
        first_rows = {} if not isinstance(part, Items) else {f.label for f in part.fields}
        if best[0] < 0.6 * len(wanted):
            return None
        if isinstance(part, Items):  # several lists share the heads; the labels below decide
            rows = [
                i
                for i, row in enumerate(grid)
                if wanted <= {header_label(c) for c in row if c != ""}
            ]
            rows = [
                i for i in rows if i + 1 < len(grid) and header_label(grid[i + 1][0]) in first_rows
            ]
            return rows[0] if rows else None
        return -best[1]

    def _block(
        self,
        block: Block,
        sheet: str,
        header: int,
        rows: tuple[int, int],
        heads: dict[str, int],
        expected: Layout,
    ) -> None:
        first, last = rows
        tall = self._reach(block, sheet, first, last, heads, expected) - first + 1
        count = max(1, tall // block.lines)
        if count > MOST_ROWS:  # a name stretched over a whole column
            self.remarks.append(
                Remark("NAME_MISSING", sheet, "", {"name": declared_name(block.id)})
            )
            count = block.rows
        if not block.fixed and count != block.rows:
            self.sizes[block.id] = count
        order: tuple[int, ...] | None = None
        below: tuple[int, ...] | None = None
        if block.fixed and (tall != block.rows * block.lines or block.lines > 1):
            order = self._fixed_rows(block, sheet, rows, heads, tall)
            below = self._second_lines(block, sheet, order, heads) if block.lines > 1 else None
        for field_ in block.columns.values():
            label = header_label(
                header_text(block.columns[field_.under] if field_.under else field_)
            )
            if label not in heads:
                usual = expected.places[field_.id]
                found = self._value(sheet, header, usual.column)
                self.remarks.append(
                    Remark(
                        "HEADER_CHANGED",
                        sheet,
                        "",
                        {"sheet": sheet, "expected": label, "value": found},
                    )
                )
                self.layout.places[field_.id] = Place(sheet, first, usual.column, "header")
                continue
            line, lines = (1, below) if field_.under else (0, order)
            self.layout.places[field_.id] = Place(
                sheet, first + line, heads[label], "", lines, block.lines
            )
            self._moved(field_, expected, sheet)

    def _reach(
        self,
        block: Block,
        sheet: str,
        first: int,
        last: int,
        heads: dict[str, int],
        expected: Layout,
    ) -> int:
        """The last row of a list: rows with figures that a person wrote below the list belong to
        it."""
        below = [p.part.id for p in expected.parts if p.sheet == block.sheet]
        if block.fixed or block.id != below[-1]:
            return last
        labels = [
            header_label(header_text(c))
            for c in block.columns.values()
            if c.is_input and not c.is_text
        ]
        columns = [heads[label] for label in labels if label in heads]
        grid = self.grids[sheet]
        filled = [
            r
            for r in range(last + 1, len(grid))
            if any(c < len(grid[r]) and grid[r][c] != "" for c in columns)
        ]
        return max([last, *filled])

    def _fixed_rows(
        self, block: Block, sheet: str, rows: tuple[int, int], heads: dict[str, int], tall: int
    ) -> tuple[int, ...]:
        """The rows of a fixed table, found by what its locked columns say; a row whose words were
        overwritten is taken from its usual place, where the table is as `tall` as it was."""
        keys = (
            [c for c in block.columns.values() if c.is_text and c.key in block.initial[0]][:3]
            if block.initial
            else []
        )
        columns = [(c.key, heads.get(header_label(header_text(c)))) for c in keys]
        grid = self.grids[sheet]
        out = []
        for initial in block.initial:
            hits = [
                r
                for r in range(rows[0], rows[1] + 1)
                if r < len(grid)
                and all(c is not None and str(grid[r][c]) == str(initial[k]) for k, c in columns)
            ]
            out.append(hits[0] if hits else -1)
        if tall == block.rows * block.lines:
            usual = [rows[0] + i * block.lines for i in range(block.rows)]
            out = [
                usual[i] if row < 0 and usual[i] not in out else row for i, row in enumerate(out)
            ]
        if -1 in out:
            self.remarks.append(
                Remark(
                    "HEADER_CHANGED",
                    sheet,
                    "",
                    {
                        "sheet": sheet,
                        "expected": str(block.initial[out.index(-1)].get(keys[0].key, "")),
                        "value": "（行缺失）",
                    },
                )
            )
        return tuple(out)

    def _second_lines(
        self, block: Block, sheet: str, order: tuple[int, ...], heads: dict[str, int]
    ) -> tuple[int, ...]:
        """The second lines of the rows of a fixed table: the first line below each row that says
        so, -1 where there is none."""
        mark = next(c for c in block.columns.values() if c.under and c.key in block.initial[0])
        column = heads.get(header_label(header_text(block.columns[mark.under])))
        grid, word = self.grids[sheet], block.initial[0][mark.key]
        ends = [*sorted(r for r in order if r >= 0), len(grid)]
        out = []
        for row in order:
            until = next((end for end in ends if end > row >= 0), row)
            hits = [
                r
                for r in range(row + 1, until)
                if r < len(grid) and column is not None and grid[r][column] == word
            ]
            out.append(hits[0] if hits else -1)
        return tuple(out)

    def _items(
        self,
        items: Items,
        sheet: str,
        rows: tuple[int, int],
        heads: dict[str, int],
        expected: Layout,
        header: int,
    ) -> None:
        grid = self.grids[sheet]
        label_column = heads.get("项目", 0)
        at: dict[str, int] = {}
        for row in range(rows[0], min(rows[1] + 1, len(grid))):
            at.setdefault(header_label(grid[row][label_column]), row)
        for line in items.rows:
            row_label = header_label(line["value"].label)
            for key, field_ in line.items():
                label = item_head(items, key, field_)
                usual = expected.places[field_.id]
                if row_label not in at or label not in heads:
                    wanted = row_label if row_label not in at else label
                    if wanted not in self._told:
                        found = (
                            self._value(sheet, usual.row, 0)
                            if row_label not in at
                            else self._value(sheet, header, usual.column)
                        )
                        self.remarks.append(
                            Remark(
                                "HEADER_CHANGED",
                                sheet,
                                "",
                                {"sheet": sheet, "expected": wanted, "value": found},
                            )
                        )
                        self._told.add(wanted)
                    self.layout.places[field_.id] = Place(sheet, usual.row, usual.column, "header")
                    continue
                self.layout.places[field_.id] = Place(sheet, at[row_label], heads[label])
                self._moved(field_, expected, sheet)

    def _value(self, sheet: str, row: int, column: int) -> str:
        grid = self.grids[sheet]
        return (
            str(grid[row][column]).split("\n")[0]
            if row < len(grid) and column < len(grid[row])
            else ""
        )

    def _moved(self, field_: Field, expected: Layout, sheet: str) -> None:
        now, usual = self.layout.places[field_.id], expected.places[field_.id]
        if (now.row, now.column) != (
            usual.row,
            usual.column,
        ) and f"moved {sheet}" not in self._told:
            self._told.add(f"moved {sheet}")
            self.remarks.append(Remark("ROWS_MOVED", sheet, "", {"sheet": sheet}))

    def _lose_all(self, part: Any, sheet: str, why: str, expected: Layout) -> None:
        fields = (
            part.columns.values()
            if isinstance(part, Block)
            else [f for row in part.rows for f in row.values()]
        )
        for field_ in fields:
            usual = expected.places[field_.id]
            self.layout.places[field_.id] = Place(sheet, usual.row, usual.column, why)
