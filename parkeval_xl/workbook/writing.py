"""One cell of a new workbook: formula and cached value, or the value alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..core import values as v
from ..forms import Declared
from ..forms.sheet import Sheet
from ..graph import Field, Values, formula, shown
from ..graph.formula import alike
from .declaration import made_by
from .layout import Layout
from .shared import Shared, can_share, first_of, moved, other_of
from .style import Styles

VALUES = "values"  # an edition of values only: the exported report


class Exact(float):
    """A number XlsxWriter writes with all its digits; it rounds to 16, which can change the last
    bit."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


class EmptyText(str):
    """The cached value of a formula that gives "". XlsxWriter takes a plain "" for no cached value
    at all."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


class Page(Worksheet):  # type: ignore[misc]  # XlsxWriter's types are not exported
    """A worksheet in which only rows of `fixed` height keep it; the others grow with what is typed
    into them.

    XlsxWriter marks every height it is given as set by a person (customHeight), and such a row
    never grows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fixed: set[int] = set()
        self.shared = 0  # formulas that cells share

    def _xml_start_tag_unencoded(
        self, tag: str, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        if tag == "row" and attributes[0][1] - 1 not in self.fixed:
            attributes = [a for a in attributes if a[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Our formulas use the functions of Excel 2007 alone; looking for newer ones would take
        most of a build."""
        return formula if isinstance(formula, Shared) else formula.removeprefix("=")

    def _xml_formula_element(
        self, formula: str, result: Any, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        if not isinstance(formula, Shared):
            super()._xml_formula_element(formula, result, attributes)
            return
        own = "".join(f' {name}="{value}"' for name, value in attributes)
        text, result = self._escape_data(formula[1:]), self._escape_data(result)
        element = f"<f {formula.mark}>{text}</f>" if text else f"<f {formula.mark}/>"
        self.fh.write(f"<c{own}>{element}<v>{result}</v></c>")


@dataclass
class Writing:
    """What all sheets of one workbook are written from."""

    book: Declared
    edition: str
    values: Values
    raw: Mapping[tuple[str, int | None], Any]
    layout: Layout
    styles: Styles
    sheets: list[Sheet]
    shared: dict[str, tuple[Shared, Shared] | None] = with_default(default_factory=dict)
    """What the first and the other cells of a column hold of a formula they share, by field."""

    def shown(self, field: Field, row: int | None) -> Any:
        """What a cell shows: a number, text, CellError, or None."""
        if field.id == "settings.edition":
            return self.edition
        if field.id == "settings.version" and self.values[field.id] == field.initial:
            return made_by(
                self.book.plan
            )  # data taken over from a file keeps what that file was made by
        return self.raw.get((field.id, row)) or shown(field, self.values, row)

    def put(
        self, page: Page, at: tuple[int, int], field: Field, row: int | None, style: Format
    ) -> None:
        """Write the cell of a field."""
        value = self.shown(field, row)
        if (
            field.function is not None
            and self.edition != VALUES
            and (field.only is None or row in field.only)
        ):
            page.write_formula(*at, self._formula(page, field, row), style, cached(value))
        elif isinstance(value, v.CellError):
            page.write_formula(*at, f"={value.text}", style, value.text)
        elif value is None:
            page.write_blank(*at, None, style)
        elif isinstance(value, bool):
            page.write_boolean(*at, value, style)
        elif isinstance(value, str):
            page.write_string(*at, value, style)
        else:
            page.write_number(*at, Exact(value), style)

    def _formula(self, page: Page, field: Field, row: int | None) -> str:
        """The formula of a cell: its text, or its share in that of its column."""
        if field.id not in self.shared:
            self.shared[field.id] = self._shared(page, field)
        share = self.shared[field.id]
        if share is None or row is None or field.block is None:
            return "=" + formula(field, row, self.layout, self.edition)
        return share[row != (field.only or range(field.block.rows))[0]]

    def _shared(self, page: Page, field: Field) -> tuple[Shared, Shared] | None:
        """What the first and the other cells of a column hold; None where they do not share."""
        rows = field.only or (range(field.block.rows) if field.block else ())
        if len(rows) < 2 or not alike(field):
            return None
        place = self.layout.places[field.id]
        top, bottom = place.at(rows[0]), place.at(rows[-1])
        first, last = (formula(field, r, self.layout, self.edition) for r in (rows[0], rows[-1]))
        # its own ends tell what is not declared of it: addresses in a list of another step
        if not can_share(first) or moved(first, bottom[0] - top[0]) != last:
            return None
        page.shared += 1
        return first_of(first, page.shared - 1, (*top, *bottom)), other_of(page.shared - 1)


def cached(value: Any) -> Any:
    """A value as it stands beside its formula."""
    return value.text if isinstance(value, v.CellError) else EmptyText() if value is None else value
