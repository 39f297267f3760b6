"""Writes the list of unlike cells anew: `python -m tests.engines.write_unlike`, after formulas
became better.

All engines must be installed. What each took, and how many cells are unlike, is printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from ..hosts.comparison import computed
from .engines import running
from .unlike import Listed, counted, unlike, write
from .workbooks import FAMILIES


def main() -> None:
    listed: Listed = {}
    seconds: Counter[str] = Counter()
    with ExitStack() as stack:
        path = Path(stack.enter_context(TemporaryDirectory())) / "workbook.xlsx"
        engines = running(stack, required=True)
        for family, workbooks in FAMILIES.items():
            found, cells = defaultdict(list), 0
            spent: Counter[str] = Counter()
            before = perf_counter()
            for number, workbook in enumerate(workbooks()):
                path.write_bytes(workbook.package())
                values = workbook.values()
                cells += sum(1 for _ in computed(workbook.declared))
                spent["building"] += perf_counter() - before
                for engine in engines:
                    if number % engine.share:
                        continue
                    before = perf_counter()
                    sheets = engine.recalculated(path)
                    spent[engine.name] += perf_counter() - before
                    before = perf_counter()
                    if sheets is None:
                        print(f"{engine.name} gave nothing for {family}, {workbook.name}")
                    found[engine.name] += unlike(engine, workbook, values, sheets)
                    spent["comparing"] += perf_counter() - before
                before = perf_counter()
            print(f"{family}: {cells} cells;", *(f"{n} {len(found[n])}" for n in found))
            print("   seconds:", *(f"{name} {n:.1f}" for name, n in spent.items()), flush=True)
            listed |= {(name, family): counted(cells) for name, cells in found.items()}
            seconds += spent
    write(listed)
    print("seconds:", *(f"{name} {n:.1f}" for name, n in seconds.items()))


if __name__ == "__main__":
    main()
