"""The audit of single cells and rows: each computed cell has its formula and shows what the formula
gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..core import values as v
from ..functions import COMPUTED_BY
from ..graph import NATIVE, RULE, UDF, Block, formula, shown
from ..workbook.cells import RawCell
from ..workbook.declaration import made_by
from ..workbook.read import Loaded
from ..workbook.refs import cell_name
from .finding import CheckContext, Finding
from .reading import label as label_of

Cells = dict[str, dict[tuple[int, int], RawCell]]
TOLERANCE = 1e-9
TEXT = re.compile(r'"(?:[^"]|"")*"')
_SPACE_OR_QUOTE = re.compile(r"\s+|'")
_WRITTEN_OTHERWISE = re.compile(
    r"(?<=\bTRUE)\(\)|(?<=\bFALSE)\(\)|(?<=\d)\.0+(?![\d.])"
)  # TRUE(), 1.0


def normal(text: str) -> str:
    """A formula text without what a program may change on saving: blanks, case, quotes round sheet
    names, TRUE(), 1.0."""
    parts, last = [], 0
    for match in TEXT.finditer(text):
        parts += [_evened(text[last : match.start()]), match[0]]
        last = match.end()
    parts.append(_evened(text[last:]))
    return "".join(parts).replace("_XLFN.", "")


def _evened(text: str) -> str:
    return _WRITTEN_OTHERWISE.sub("", _SPACE_OR_QUOTE.sub("", text).upper())


def formulas(loaded: Loaded, context: CheckContext, cells: Cells) -> Iterator[Finding]:
    """Each computed cell has its formula, and shows what the formula gives.

    The text is compared where this version made the file: another one may write the same
    computation differently. Rows without any formula are told by `rows`. Missing cached values are
    told once: the program that saved the file keeps none.
    """
    edition = UDF if loaded.edition == UDF else NATIVE
    comparable = loaded.version == made_by(loaded.book.plan)
    bare = {
        (b.id, r) for b in loaded.book.graph.blocks.values() for r in bare_rows(loaded, b, cells)
    }
    uncached = 0
    for field in loaded.book.graph.order:
        place = loaded.layout.places[field.id]
        for row in (None,) if field.block is None else range(field.block.rows):
            at = place.at(row)
            outside = place.lost or at[0] < 0 or (field.only is not None and row not in field.only)
            if outside or (field.block is not None and (field.block.id, row) in bare):
                continue
            cell = cells.get(place.sheet, {}).get(at)
            where = {"sheet": place.sheet, "cell": cell_name(*at)}
            if cell is None or cell.formula is None:
                value = "空白" if cell is None else v.text(cell.value)
                yield Finding(
                    "FORMULA_LOST",
                    **where,
                    words={"label": label_of(context, field, row), "value": value},
                )
            elif comparable and _differ(
                cell.formula, expected := formula(field, row, loaded.layout, edition)
            ):
                now, then = difference(normal(cell.formula), normal(expected))
                words = {"label": label_of(context, field, row), "formula": now, "expected": then}
                yield Finding("FORMULA_CHANGED", **where, words=words)
            elif not cell.cached:
                uncached += 1
            elif field.function is COMPUTED_BY:
                continue  # says who computed the cells last, here or there
            elif not equal(cell.value, computed := shown(field, context.values, row)):
                words = {
                    "label": label_of(context, field, row),
                    "value": _words(cell.value),
                    "computed": _words(computed),
                }
                yield Finding("VALUE_STALE", **where, words=words)
    if uncached:
        yield Finding("VALUE_NOT_CACHED", words={"label": loaded.package.label, "count": uncached})


def _differ(one: str, other: str) -> bool:
    """Whether two texts are other formulas; most are the same letter by letter, which is seen at
    once."""
    return one != other and normal(one) != normal(other)


def difference(one: str, other: str) -> tuple[str, str]:
    """Two formulas around the place where they first differ, for a message."""
    same = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    start = max(0, same - 15)

    def near(text: str) -> str:
        head, tail = "…" if start else "=", "…" if len(text) > same + 35 else ""
        return head + text[start : same + 35] + tail

    return near(one), near(other)


def bare_rows(loaded: Loaded, block: Block, cells: Cells) -> Iterator[int]:
    """The rows of a list in which no cell has a formula."""
    computed = [loaded.layout.places[c.id] for c in block.columns.values() if c.function]
    if block.fixed or not computed or any(p.lost for p in computed):
        return
    there = cells.get(computed[0].sheet, {})
    for row in range(block.rows):
        if all((cell := there.get(p.at(row))) is None or cell.formula is None for p in computed):
            yield row


def started(block: Block, context: CheckContext, row: int | None) -> bool:
    """Whether a row has any entry of a person."""
    return any(
        str(context.inputs[c.id][row]) not in ("", "nan")
        for c in block.columns.values()
        if c.is_input and c.is_text and c.writer != RULE
    )


def equal(shown_value: Any, computed: Any) -> bool:
    if isinstance(shown_value, float) and isinstance(computed, float):
        return abs(shown_value - computed) <= TOLERANCE * max(1.0, abs(computed))
    return (None if shown_value == "" else shown_value) == computed or (
        isinstance(shown_value, v.CellError) and isinstance(computed, v.CellError)
    )


def _words(value: Any) -> str:
    return "空白" if value in (None, "") else v.text(value)


def rows(loaded: Loaded, context: CheckContext, cells: Cells) -> Iterator[Finding]:
    """Lists: entries in rows without formulas, and lists that are full."""
    for block in loaded.book.graph.blocks.values():
        places = [
            loaded.layout.places[c.id]
            for c in block.columns.values()
            if c.is_input and c.writer != RULE
        ]
        if block.fixed or not places or all(p.lost for p in places):
            continue
        sheet = places[0].sheet
        there = cells.get(sheet, {})
        for row in bare_rows(loaded, block, cells):
            entered = [p.at(row) for p in places if not p.lost and there.get(p.at(row))]
            if entered:
                line = entered[0][0] + 1
                yield Finding(
                    "ROW_WITHOUT_FORMULA",
                    sheet,
                    cell_name(*entered[0]),
                    {"sheet": sheet, "row": line},
                )
        if all(started(block, context, row) for row in range(block.rows)):
            yield Finding("ROWS_EXHAUSTED", sheet, words={"sheet": sheet, "count": block.rows})
