"""Speed, as ratios within one run. Each repetition works on a fresh copy with a changed input.

python -m tests.bench.bench            (from the repository; with `--calc` also in LibreOffice Calc)
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineWorkbook

from parkeval_xl import data, evaluate, functions
from parkeval_xl.core.index import Level, climb
from parkeval_xl.core.scoring import score
from parkeval_xl.forms import Plan, book
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts import excel
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.save import save
from tests.small_park import sample

REPEAT = 15


def median(work: Callable[[int], Any], repeat: int = REPEAT) -> float:
    """Median seconds of `work(i)`; the first run warms up and does not count."""
    times = []
    for i in range(repeat + 1):
        start = time.perf_counter()
        work(i)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def copies(folder: Path) -> list[Path]:
    """The sample park, each copy with another mass."""
    out = []
    for i in range(REPEAT + 1):
        data = sample()
        data["inputs"]["ledger"][0]["intake"] = 6800 + i
        declared, inputs, raw = from_json(data)
        out.append(save(declared, NATIVE, folder / f"{i}.xlsx", inputs, None, raw))
    return out


def bare(path: Path) -> None:
    """All a reader must do: the cells of every sheet."""
    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def with_formulas(path: Path) -> float:
    """Seconds the `formulas` package takes to load and calculate the same workbook."""
    import formulas

    start = time.perf_counter()
    formulas.ExcelModel().loads(str(path)).finish().calculate()
    return time.perf_counter() - start


def scalar(count: int = 2000) -> float:
    """Seconds of one PARK_EMISSION call as a spreadsheet host makes it."""
    start = time.perf_counter()
    for i in range(count):
        functions.call("PARK_EMISSION", (float(i), "kWh", 0.5306, "tCO2/MWh"))
    return (time.perf_counter() - start) / count


def cell_function(count: int = 2000) -> float:
    """Seconds of our part of a call from a cell of Excel: what xlwings runs between its
    converters."""
    function = excel.PARK_EMISSION  # type: ignore[attr-defined]
    start = time.perf_counter()
    for i in range(count):
        function(float(i), "kWh", 0.5306, "tCO2/MWh")
    return (time.perf_counter() - start) / count


def started(*arguments: str) -> float:
    """Seconds of a command in a process of its own."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "parkeval_xl", *arguments], check=True, capture_output=True
    )
    return time.perf_counter() - start


def memory(path: Path) -> float:
    """Megabytes a process of its own takes at most to evaluate a workbook, on Linux: getrusage
    would count what this process held when it started that one."""
    code = (
        "import sys, parkeval_xl; parkeval_xl.evaluate(sys.argv[1]); "
        "print(open('/proc/self/status').read())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True
    )
    return (
        int(next(line for line in done.stdout.splitlines() if line.startswith("VmHWM")).split()[1])
        / 1024
    )


def many_parks(parks: int = 10_000, years: int = 5) -> float:
    """Seconds to score parks x years x indicators as arrays in one call, up to the index."""
    indicators = data.index("synergy_index").indicators
    curves = [x.curves[0].points if x.curves else ((0.0, 0.0), (1.0, 1.0)) for x in indicators]
    xs, ys = (
        np.array([[p[k] for p in c] + [np.nan] * (5 - len(c)) for c in curves]) for k in (0, 1)
    )
    values = np.random.default_rng(1).uniform(
        np.nanmin(xs, -1), np.nanmax(xs, -1), (parks, years, len(indicators))
    )
    groups = [[x.groups[2 - depth] for x in indicators] for depth in range(3)]
    keys = [list(dict.fromkeys(g)) for g in groups]
    above = {x.groups[k + 1]: x.groups[k] for x in indicators for k in (0, 1)}
    rows = [groups[0], [above[k] for k in keys[0]], [above[k] for k in keys[1]]]
    levels = [
        Level([of.index(k) for k in own], len(of)) for own, of in zip(rows, keys, strict=True)
    ]
    start = time.perf_counter()
    climb(score(values, xs, ys), np.array([x.weight for x in indicators]), levels)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios beside their goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = copies(folder)
        print(f"peak memory of one evaluation, MB  {memory(files[0]):8.0f}   goal <= 150")
        read, whole = median(lambda i: bare(files[i])), median(lambda i: evaluate(files[i]))
        print(
            f"evaluate / bare calamine read      {whole / read:8.1f}   goal <= 3   "
            f"({whole * 1e3:.0f} ms, {read * 1e3:.0f} ms)"
        )
        if "--formulas" in sys.argv:
            other = with_formulas(files[0])
            print(
                f"formulas package / evaluate        {other / whole:8.0f}   goal >= 100 "
                f"({other:.1f} s)"
            )
        print(f"scalar call, us                    {scalar() * 1e6:8.0f}   goal <= 50")
        print(
            f"cell function of Excel, us         {cell_function() * 1e6:8.0f}   beside "
            "about 4 000 of COM"
        )
        print(f"10 000 parks x 41 x 5 scored, s    {many_parks():8.2f}")
        print(
            "--help, s                          "
            f"{statistics.median(started('--help') for _ in range(5)):8.2f}   goal <= 0.2"
        )
        for edition, suffix in ((NATIVE, ".xlsx"), (UDF, ".xlsm")):
            spent = median(
                lambda i, e=edition, s=suffix: save(
                    book(Plan(year=2020 + i)), e, folder / f"t{i}{s}"
                ),
                3,
            )
            print(f"template build, s ({edition:6s})         {spent:8.2f}   goal <= 5")
        if "--calc" in sys.argv:
            calc(files[0], folder)


def calc(native: Path, folder: Path) -> None:
    """Full recalculation in LibreOffice Calc, native and through the bridge."""
    from parkeval_xl.hosts.calc import Office

    declared, inputs, raw = from_json(sample())
    udf = save(declared, UDF, folder / "c.xlsm", inputs, None, raw)
    for path, bridge in ((native, False), (udf, True)):
        with Office.start(udf=bridge) as office, office.open(path) as document:
            spent = median(lambda i, d=document: d.recalculate(), 5)
            print(
                f"recalculation in Calc, s ({'udf' if bridge else 'native'})  {spent:8.2f} "
                "  goal <= 1.5"
            )


if __name__ == "__main__":
    main()
