"""What a person put into a workbook besides the figures that are asked for, and what a new workbook
of the same data therefore lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..core import values as v
from ..forms.frame import LEGEND
from ..language import clipped, words
from ..workbook.cells import RawCell, scan
from ..workbook.package import Package
from ..workbook.read import HIDDEN_TABLES, Loaded
from ..workbook.refs import Position, cell_name

_COMMENTS = {"comments": "{*}comment", "threadedComment": "{*}threadedComment"}
_DRAWN = {"image": ("图片", "pictures"), "chart": ("图表", "charts")}
_BY_EDITION = {
    x for _, said in LEGEND if isinstance(said, dict) for x in said.values()
}  # what the cover says of the edition
_NAMED = 5  # cells of a sheet told one by one


def left_behind(loaded: Loaded, new: str | Path) -> list[str]:
    """What `new`, made of the data of a workbook, does not have of it: own sheets, comments,
    pictures, and what stands in cells that are not asked for. A line each."""
    made = Package.open(new)
    return [*_sheets(loaded, made), *_beside(loaded, made), *_cells(loaded, made)]


def _sheets(loaded: Loaded, made: Package) -> Iterator[str]:
    known = {*loaded.sheets.values(), *(s.name for s in made.sheets)}
    for sheet in loaded.package.sheets:
        if sheet.name not in known:
            yield words(f"自建的工作表“{sheet.name}”", f"the sheet “{sheet.name}”")


def _beside(loaded: Loaded, made: Package) -> Iterator[str]:
    """Comments, pictures and charts."""
    parts = {s.name: s.part for s in loaded.package.sheets}
    made_parts = {s.name: s.part for s in made.sheets}
    for was, now in loaded.sheets.items():
        if was not in made_parts or now not in parts:
            continue
        noted = _noted(loaded.package, parts[now]) - _noted(made, made_parts[was])
        if noted:
            places = _listed(now, sorted(noted))
            yield words(f"批注 {len(noted)} 处（{places}）", f"{len(noted)} comments ({places})")
        for kind, (zh, en) in _DRAWN.items():
            more = _drawn(loaded.package, parts[now], kind) - _drawn(made, made_parts[was], kind)
            if more > 0:
                yield words(f"工作表“{now}”的{zh} {more} 个", f"{more} {en} of “{now}”")


def _noted(package: Package, part: str) -> set[str]:
    """The cells of a sheet that have a comment, of either kind."""
    return {
        element.get("ref", "")
        for relation in package.relationships(part)
        if relation.kind in _COMMENTS and relation.target in package.members
        for element in package.parse(relation.target).iter(_COMMENTS[relation.kind])
    }


def _drawn(package: Package, part: str, kind: str) -> int:
    drawings = [r.target for r in package.relationships(part) if r.kind == "drawing"]
    return sum(r.kind == kind for one in drawings for r in package.relationships(one))


def _cells(loaded: Loaded, made: Package) -> Iterator[str]:
    """Cells that are neither asked for nor computed, and computed ones that hold something typed:
    what they say stands nowhere on the new sheet."""
    asked, computed = _places(loaded)
    for was, now in loaded.sheets.items():
        if was in HIDDEN_TABLES or was == "settings":
            continue
        there = list(scan(made, was).values())
        values, formulas = {c.value for c in there} | _BY_EDITION, {c.formula for c in there}
        lost = [
            at
            for at, cell in scan(loaded.package, now).items()
            if (now, at) not in asked
            and ((now, at) not in computed or cell.formula is None)
            and _says(cell)
            and cell.value not in values
            and (cell.formula is None or cell.formula not in formulas)
        ]
        if lost:
            places = _listed(now, [cell_name(*at) for at in lost])
            yield words(
                f"表格以外或代替公式填写的内容 {len(lost)} 格（{places}）",
                f"{len(lost)} cells outside the tables, or typed over a formula ({places})",
            )


def _says(cell: RawCell) -> bool:
    return cell.formula is not None or (cell.value not in (None, "") and bool(v.text(cell.value)))


def _places(loaded: Loaded) -> tuple[set[tuple[str, Position]], set[tuple[str, Position]]]:
    """The cells that are read, and those that are computed."""
    asked: set[tuple[str, Position]] = set()
    computed: set[tuple[str, Position]] = set()
    for field in loaded.book.graph.fields.values():
        place = loaded.layout.places[field.id]
        if not place.lost:
            rows = (None,) if field.block is None else range(field.block.rows)
            cells = {(place.sheet, place.at(row)) for row in rows}
            (asked if field.function is None else computed).update(cells)
    return asked, computed


def _listed(sheet: str, cells: list[str]) -> str:
    more = words(f" 等 {len(cells)} 格", ", …") if len(cells) > _NAMED else ""
    return clipped(f"{sheet}!" + words("、", ", ").join(cells[:_NAMED])) + more
