"""One cell of a new workbook: formula and cached value, or the value alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..core import values as v
from ..forms import Declared
from ..forms.sheet import Sheet
from ..graph import Field, Values, formula, shown
from .declaration import made_by
from .layout import Layout
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

    def _xml_start_tag_unencoded(
        self, tag: str, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        if tag == "row" and attributes[0][1] - 1 not in self.fixed:
            attributes = [a for a in attributes if a[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Our formulas use the functions of Excel 2007 alone; looking for newer ones would take
        most of a build."""
        return formula.removeprefix("=")


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
        self, page: Worksheet, at: tuple[int, int], field: Field, row: int | None, style: Format
    ) -> None:
        """Write the cell of a field."""
        value = self.shown(field, row)
        if (
            field.function is not None
            and self.edition != VALUES
            and (field.only is None or row in field.only)
        ):
            page.write_formula(
                *at, "=" + formula(field, row, self.layout, self.edition), style, cached(value)
            )
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


def cached(value: Any) -> Any:
    """A value as it stands beside its formula."""
    return value.text if isinstance(value, v.CellError) else EmptyText() if value is None else value
