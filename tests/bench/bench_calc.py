"""What Calc costs: start, recalculation of native cells, a call through the bridge; sample and
blank park in both editions.

Every repetition changes an input first; the median of five is printed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parents[1] / "hosts"))

from parkeval_xl.hosts.calc import Document, Office

NATIVE, CALLS = 5000, 1000
FORMULAS = {  # sheet: formula of one row, rows
    "native": ('=IF(ISNUMBER(x!A{0}),x!A{0}*2+1,IF(x!A{0}="","",VALUE("x")))', NATIVE),
    "bridge": ("=PARK_TWICE(x!A{0})", CALLS),
}


def seconds(act: Callable[[int], object]) -> float:
    times = []
    for repetition in range(5):
        started = time.perf_counter()
        act(repetition)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def write(path: Path, name: str) -> None:
    formula, rows = FORMULAS[name]
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("x").write_column("A1", list(range(rows)))
        sheet = book.add_worksheet(name)
        for row in range(rows):
            sheet.write_formula(row, 0, formula.format(row + 1))


def recalculate(book: Document) -> Callable[[int], object]:
    def act(repetition: int) -> None:
        book.set({("x", 0, 0): repetition + 0.5})
        book.recalculate()

    return act


def parks(folder: Path) -> None:
    """Whole workbooks, each edition in an office of its own, and what one PARK_ call costs
    within."""
    from parkeval_xl.demo import sample
    from parkeval_xl.forms import Plan, declare
    from parkeval_xl.graph import NATIVE as CELLS
    from parkeval_xl.graph import UDF
    from parkeval_xl.workbook.exchange import from_json
    from parkeval_xl.workbook.save import save

    made = {"sample": from_json(sample()), "blank": (declare(Plan()), None, None)}
    for name, (declared, inputs, raw) in made.items():
        for edition, suffix in ((CELLS, ".xlsx"), (UDF, ".xlsm")):
            path = save(declared, edition, folder / f"{name}{suffix}", inputs, None, raw)
            with Office.start(
                udf=edition == UDF, functions="counted", path=[Path(__file__).parents[1] / "hosts"]
            ) as office:
                started = time.perf_counter()
                with office.open(path) as book:
                    opened = time.perf_counter() - started
                    book.recalculate()
                    before = office.log.count("called ")
                    whole = seconds(lambda _, book=book: book.recalculate())  # type: ignore[misc]
                    calls = (office.log.count("called ") - before) // 5
            print(
                f"{name}, {edition}: opened in {opened:.2f} s, recalculated in {whole:.2f} "
                f"s, {calls} PARK_ calls"
            )


def main() -> None:
    started = time.perf_counter()
    with Office.start(functions="stand_in", path=[Path(__file__).parents[1] / "hosts"]) as office:
        print(f"start: {time.perf_counter() - started:.2f} s, LibreOffice {office.version}")
        with tempfile.TemporaryDirectory() as folder:
            for name, (_, rows) in FORMULAS.items():
                write(Path(folder) / f"{name}.xlsx", name)
                with office.open(Path(folder) / f"{name}.xlsx") as book:
                    whole = seconds(recalculate(book))
                    read = seconds(lambda _, book=book, name=name: book.read(name))  # type: ignore[misc]
                each = whole / rows * 1e6
                print(
                    f"{name}: {rows} cells recalculated in {whole * 1e3:.1f} ms "
                    f"({each:.1f} µs each)"
                )
                print(f"{name}: read in {read * 1e3:.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        parks(Path(folder))


if __name__ == "__main__":
    main()
