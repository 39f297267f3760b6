"""Where cells begin to be unlike: `python -m tests.engines.roots [family …]`.

A root is an unlike cell all of whose references the engine computes as we do. Roots are counted by
engine and operation, with the shortest formula of each, then by engine and construct: in how many
of them it stands.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parkeval_xl.graph import NATIVE, Field, formula
from parkeval_xl.graph.fields import Area, Ref, Rows, Span, reference

from .engines import running
from .unlike import Unlike, unlike
from .workbooks import FAMILIES

SHOWN = 400  # characters of a formula
_AREA = r"(?:[^\s!(),]+!)?\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+"
_LIFTED = re.compile(rf"\b([A-Z]+)\((?:({_AREA})|([a-z_][a-z0-9_]*))(?=[&,)])")
_OTHER = {
    "N(cell)": re.compile(r"\bN\("),
    "function over {1,2,…}": re.compile(r"\{\d+[,;]"),
    "INDEX(area,k,0)": re.compile(r"INDEX\([^()]*,(?:0,[^()]+|[^(),]+,0)\)"),
    "INDEX():INDEX()": re.compile(r"INDEX\([^()]*\):INDEX\("),
}
_TAKES_RANGES = {
    *("COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "SUM", "SUMIF", "SUMIFS", "INDEX"),
    *("SUMPRODUCT", "MAX", "MIN", "ROWS", "COLUMNS", "GEOMEAN", "LARGE", "SMALL", "AND", "OR"),
}


def reads(field: Field, row: int | None) -> Iterator[tuple[Field, int | None]]:
    """The fields a cell refers to, each with its row, or None for all of them."""
    for arg in (*field.args, *((field.guard[0],) if field.guard else ())):
        item: Any = reference(arg.items[row or 0] if isinstance(arg, Rows) else arg)
        if isinstance(item, Ref):
            yield item.field, {"row": row, "at": item.row}.get(item.scope)
        elif isinstance(item, (Span, Area)):
            fields = [item.field] if isinstance(item, Span) else item.fields
            yield from ((one, None) for one in fields)


def roots(found: list[Unlike]) -> list[Unlike]:
    """Those of a workbook's unlike cells that refer to none of the others."""
    cells = {(one.field.id, one.row) for one in found}
    fields = {one.field.id for one in found}
    return [
        one
        for one in found
        if not any(
            field.id in fields and (row is None or (field.id, row) in cells)
            for field, row in reads(one.field, one.row)
        )
    ]


def constructs(text: str, single: set[str]) -> set[str]:
    """What stands in a formula that engines may take otherwise; `single` are the names of single
    cells."""
    lifted = {
        f"{function}(range)"
        for function, area, name in _LIFTED.findall(text)
        if function not in _TAKES_RANGES and (area or name not in single)
    }
    return lifted | {words for words, pattern in _OTHER.items() if pattern.search(text)}


def main(families: list[str]) -> None:
    kinds: dict[tuple[str, str], list[Unlike]] = defaultdict(list)
    counts: Counter[tuple[str, str]] = Counter()
    with ExitStack() as stack:
        path = Path(stack.enter_context(TemporaryDirectory())) / "workbook.xlsx"
        engines = [e for e in running(stack, required=False) if e.any_error]
        for workbook in [w for name in families or FAMILIES for w in FAMILIES[name]()]:
            path.write_bytes(workbook.package())
            values = workbook.values()
            fields = workbook.declared.graph.fields.values()
            single = {field.name for field in fields if field.block is None}
            for engine in engines:
                sheets = engine.recalculated(path)
                for one in roots(unlike(engine, workbook, values, sheets)):
                    assert one.field.function is not None
                    kinds[engine.name, one.field.function.name.split()[0]].append(one)
                    text = formula(one.field, one.row, workbook.layout, NATIVE)
                    words = constructs(text, single) or {"none of them"}
                    counts.update((engine.name, word) for word in words)
    for (engine, function), found in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        texts = [formula(x.field, x.row, x.workbook.layout, NATIVE) for x in found]
        one, text = min(zip(found, texts, strict=True), key=lambda pair: len(pair[1]))
        print(f"{len(found)} {engine} {function}: {one.seen!r}, headless {one.expected!r}")
        print(f"    {one.field.id}  ={text[:SHOWN]}")
    for (engine, words), count in counts.most_common():
        print(f"{count} {engine}: {words}")


if __name__ == "__main__":
    main(sys.argv[1:])
