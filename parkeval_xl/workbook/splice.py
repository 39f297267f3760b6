"""Values put into the XML of a sheet by cutting bytes out and putting bytes in.

So all else stays as other programs wrote it: prefixes, extensions, comments, the spelling of
numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from parkeval_xl.core.values import CellError
from parkeval_xl.workbook.markup import Markup, Span, without
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.problems import damaged, problem
from parkeval_xl.workbook.refs import Area, Position, area_name, cell_name, parse_area, parse_cell
from parkeval_xl.workbook.texts import escape_text, keeps_spaces

Value = float | int | str | bool | CellError | None
_BLANK = (None, "")


def splice(package: Package, part: str, values: Mapping[Position, Value]) -> tuple[bytes, int]:
    """The sheet's XML with these values, and how many cells were written (blank ones that did not
    exist are not)."""
    sheet = _Sheet(package, part)
    written = sheet.put(values)
    return sheet.result(), written


class _Sheet:
    """The bytes of one sheet and the cuts planned in them: (start, end, what comes in place)."""

    def __init__(self, package: Package, part: str) -> None:
        data = package.read(part)
        package.xml(part)  # refuses encodings that are neither UTF-8 nor UTF-16
        self.label = package.label
        # Excel reads text in <v> as well as an inline string, but openxml-audit expects a rewrite
        # of inline strings
        # where the workbook has no shared ones.
        self.inline = bool(package.shared_strings)
        self.markup = Markup(data, b"worksheet")
        cells = next(self.markup.find(b"sheetData"), None)
        first = cells and self.markup.first_tag(cells)
        if cells is None or first not in (
            b"",
            self.markup.prefix + b"row",
        ):  # UTF-16, or prefixes that change inside
            unusual = "工作表 XML 的编码或命名空间写法少见", "unusual encoding or namespaces"
            raise problem("FILE_UNUSUAL", name=self.label, what_zh=unusual[0], what_en=unusual[1])
        self.cells = cells
        self.cuts: list[tuple[int, int, bytes]] = []
        self.filled = list(self._filled_areas())

    def put(self, values: Mapping[Position, Value]) -> int:
        """Plan the cuts for these values; the number of cells written."""
        rows = self._numbered(b"row", self.cells, lambda address: int(address) - 1)
        new: list[Position] = []
        written = 0
        for number, row_values in _by_row(values).items():
            place = bisect_left(rows, number, key=lambda row: row[0])
            if place < len(rows) and rows[place][0] == number:
                fresh, changed = self._change_row(number, rows[place][1], row_values)
            else:
                before = rows[place][1].start if place < len(rows) else self.cells.closed
                fresh, changed = self._add_row(number, before, row_values), 0
            new += [(number, column) for column in fresh]
            written += changed + len(fresh)
        if new:
            self._open(self.cells, b"sheetData")
            self._widen_dimension(new)
        return written

    def result(self) -> bytes:
        """The sheet with all cuts made."""
        pieces, done = [], 0
        for start, end, text in sorted(
            self.cuts, key=lambda cut: cut[:2]
        ):  # stable: insertions keep their order
            pieces += [self.markup.data[done:start], text]
            done = end
        return b"".join([*pieces, self.markup.data[done:]])

    def _change_row(
        self, number: int, row: Span, values: dict[int, Value]
    ) -> tuple[list[int], int]:
        """Plan an existing row; the columns of cells that are new, and the number of those that
        were there."""
        cells = self._numbered(b"c", row, lambda address: parse_cell(address)[1])
        fresh: list[int] = []
        changed = 0
        for column, value in values.items():
            place = bisect_left(cells, column, key=lambda cell: cell[0])
            if place < len(cells) and cells[place][0] == column:
                span = cells[place][1]
                self.cuts.append(
                    (span.start, span.end, self._changed_cell((number, column), span, value))
                )
                changed += 1
            elif value not in _BLANK:
                before = cells[place][1].start if place < len(cells) else row.closed
                self.cuts.append((before, before, self._new_cell((number, column), value, row)))
                fresh.append(column)
        if fresh:
            self._open(row, b"row")
            self._widen_spans(row, fresh)
        return fresh, changed

    def _add_row(self, number: int, before: int, values: dict[int, Value]) -> list[int]:
        """Plan a row that is not there yet; the columns of its cells."""
        given = {column: value for column, value in values.items() if value not in _BLANK}
        if given:
            cells = b"".join(
                self._new_cell((number, column), value, None) for column, value in given.items()
            )
            self.cuts.append((before, before, self._tag(b"row", b' r="%d"' % (number + 1), cells)))
        return list(given)

    def _changed_cell(self, position: Position, cell: Span, value: Value) -> bytes:
        """A cell with another value; its style, formula and extensions stay."""
        within = cell.opened, cell.closed
        formula = next(self.markup.find(b"f", *within), None)
        old = sorted([*self.markup.find(b"v", *within), *self.markup.find(b"is", *within)])
        kind, content = self._content(value, formula is not None or self._is_filled(position))
        # vm points to a rich value (a picture in the cell, a data type), which the new value
        # replaces.
        attributes = without(without(cell.attributes, b"t"), b"vm").rstrip() + kind
        place = formula.end if formula else old[0].start if old else cell.opened
        body = self._less(cell.opened, place, old) + content + self._less(place, cell.closed, old)
        return self._tag(b"c", attributes, body)

    def _new_cell(self, position: Position, value: Value, row: Span | None) -> bytes:
        kind, content = self._content(value, self._is_filled(position))
        style = self._style(position[1], row)
        return self._tag(b"c", b' r="%b"' % cell_name(*position).encode() + style + kind, content)

    def _content(self, value: Value, is_result: bool) -> tuple[bytes, bytes]:
        """A cell's type attribute and content; the result of a formula is never an inline string
        (18.18.11)."""
        if value in _BLANK:
            return (b' t="str"', self._text(b"v", "")) if is_result else (b"", b"")
        if isinstance(value, str) and self.inline and not is_result:
            return b' t="inlineStr"', self._tag(b"is", b"", self._text(b"t", value))
        if isinstance(value, str):
            return b' t="str"', self._text(b"v", value)
        if isinstance(value, CellError):
            return b' t="e"', self._text(b"v", value.text)
        if isinstance(value, bool):
            return b' t="b"', self._text(b"v", str(int(value)))
        assert value is not None
        return b"", self._text(b"v", _number_text(value))

    def _style(self, column: int, row: Span | None) -> bytes:
        """The style attribute of a cell that was not there: as in Excel its row's style, or else
        its column's."""
        style = row.get(b"s") if row and row.get(b"customFormat") in (b"1", b"true") else None
        if style is None:
            columns = self.markup.find(b"col", 0, self.cells.start)
            fitting = (
                c
                for c in columns
                if int(c.get(b"min") or 0) <= column + 1 <= int(c.get(b"max") or 0)
            )
            style = next((c.get(b"style") for c in fitting), None)
        return b' s="%b"' % style if style else b""

    def _tag(self, name: bytes, attributes: bytes, content: bytes) -> bytes:
        name = self.markup.prefix + name
        return (
            b"<%b%b>%b</%b>" % (name, attributes, content, name)
            if content
            else b"<%b%b/>" % (name, attributes)
        )

    def _text(self, name: bytes, text: str) -> bytes:
        name = self.markup.prefix + name
        space = b' xml:space="preserve"' if keeps_spaces(text) else b""
        return b"<%b%b>%b</%b>" % (name, space, escape_text(text).encode(), name)

    def _less(self, start: int, end: int, holes: Iterable[Span]) -> bytes:
        """The bytes from `start` to `end` without the elements in `holes`."""
        pieces = []
        for hole in holes:
            if start <= hole.start < end:
                pieces.append(self.markup.data[start : hole.start])
                start = hole.end
        return b"".join([*pieces, self.markup.data[start:end]])

    def _open(self, span: Span, name: bytes) -> None:
        """Make an empty tag a pair, closing after what has been planned at its end."""
        if span.is_empty_tag:
            slash = self.markup.masked.rindex(b"/", span.start, span.end)
            self.cuts.append((slash, slash + 1, b""))
            self.cuts.append((span.end, span.end, b"</%b%b>" % (self.markup.prefix, name)))

    def _widen_spans(self, row: Span, columns: list[int]) -> None:
        """Keep `spans` true: a hint of the columns a row uses, e.g. "1:3 5:7"."""
        limits = [
            int(limit) for pair in (row.get(b"spans") or b"").split() for limit in pair.split(b":")
        ]
        wide = [*limits, min(columns) + 1, max(columns) + 1]
        if limits and (min(wide), max(wide)) != (min(limits), max(limits)):
            self.cuts.append(
                (*self.markup.attribute_place(row, b"spans"), b"%d:%d" % (min(wide), max(wide)))
            )

    def _widen_dimension(self, new: list[Position]) -> None:
        """Keep the sheet's used range true."""
        dimension = next(self.markup.find(b"dimension", 0, self.cells.start), None)
        if dimension is None or not (text := dimension.get(b"ref")):
            return
        area = parse_area(text.decode())
        rows, columns = [row for row, _ in new], [column for _, column in new]
        wide = (
            min(area[0], *rows),
            min(area[1], *columns),
            max(area[2], *rows),
            max(area[3], *columns),
        )
        if wide != area:
            self.cuts.append(
                (*self.markup.attribute_place(dimension, b"ref"), area_name(wide).encode())
            )

    def _filled_areas(self) -> Iterable[Area]:
        """The ranges array formulas and data tables fill: their cells hold results, though only the
        first has <f>."""
        if b"array" in self.markup.masked or b"dataTable" in self.markup.masked:
            for formula in self.markup.find(b"f", self.cells.opened, self.cells.closed):
                if formula.get(b"t") in (b"array", b"dataTable") and b":" in (
                    ref := formula.get(b"ref") or b""
                ):
                    yield parse_area(ref.decode())

    def _is_filled(self, position: Position) -> bool:
        row, column = position
        return any(a[0] <= row <= a[2] and a[1] <= column <= a[3] for a in self.filled)

    def _numbered(
        self, name: bytes, parent: Span, number: Callable[[str], int]
    ) -> list[tuple[int, Span]]:
        """The rows or cells in an element with their numbers, which a writer may leave out where
        they follow on."""
        found: list[tuple[int, Span]] = []
        last = -1
        for span in self.markup.find(name, parent.opened, parent.closed):
            address = span.get(b"r")
            here = number(address.decode()) if address else last + 1
            if here <= last:
                raise damaged(self.label, "行或单元格次序有误", "rows or cells are out of order")
            found.append((here, span))
            last = here
        return found


def _by_row(values: Mapping[Position, Value]) -> dict[int, dict[int, Value]]:
    rows: dict[int, dict[int, Value]] = {}
    for row, column in sorted(values):
        rows.setdefault(row, {})[column] = values[row, column]
    return rows


def _number_text(value: float) -> str:
    """The shortest text that reads back as the same float64; whole numbers without ".0", no
    negative zero."""
    text = float.__repr__(float(value) + 0.0)
    return text.removesuffix(".0")
