"""The works that are measured, in a process of its own: a line names one, a line of JSON answers.

python works.py FOLDER     (the package of PYTHONPATH is measured, so that of another commit can be)

An answer is the CPU seconds of one round, children included where there are some. No round sees a
file that was read before: a mass in it is changed first, in its bytes, which is not measured.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

MARK = "18.8987654"  # a mass in the ledger, 18.89 but for a mark that is found in the bytes
ROWS = 20_000
CALLS = 2000
COLD = (
    "import sys, parkeval_xl; parkeval_xl.evaluate(sys.argv[1]); "
    "print(open('/proc/self/status').read())"
)


def spent(work: Callable[[], Any]) -> float:
    """CPU seconds of a work in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def spent_below(*command: str) -> tuple[float, str]:
    """CPU seconds of a process of its own, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, text=True, env=os.environ
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime), done.stdout


class Works:
    """Each method without an underscore is a work: one round of it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._rounds, self._evaluation = folder, 0, None

    @cached_property
    def _sample(self) -> Path:
        from parkeval_xl.demo import sample

        given = sample()
        given["inputs"]["ledger"][0]["intake"] = float(MARK)
        return self._saved(given, "sample.xlsx")

    @cached_property
    def _long(self) -> Path:
        """The sample park with the rows of its ledger again and again."""
        from parkeval_xl.demo import sample

        given = sample()
        rows = given["inputs"]["ledger"]
        given["plan"]["rows"] = ROWS
        given["inputs"]["ledger"] = many = [dict(rows[i % len(rows)]) for i in range(ROWS)]
        many[0]["intake"] = float(MARK)
        return self._saved(given, "long.xlsx")

    def _saved(self, given: dict[str, Any], name: str) -> Path:
        from parkeval_xl.graph import NATIVE
        from parkeval_xl.workbook.exchange import from_json
        from parkeval_xl.workbook.save import save

        declared, inputs, raw = from_json(given)
        return save(declared, NATIVE, self._folder / name, inputs, None, raw)

    def _changed(self, path: Path) -> Path:
        """A copy nobody has read, with another mass."""
        self._rounds += 1
        target = self._folder / "round.xlsx"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
            old_mass, hits = f"<v>{MARK}</v>".encode(), 0
            for item in old.infolist():
                part = old.read(item)
                if item.filename.startswith("xl/worksheets/sheet"):
                    hits += part.count(old_mass)
                    part = part.replace(old_mass, f"<v>18.89{self._rounds:05d}</v>".encode())
                new.writestr(item, part, zipfile.ZIP_DEFLATED, 1)
        assert hits, "the mass to change stands nowhere in the file"
        return target

    # ---- the sample park ----
    def bare(self) -> float:
        """All a reader must do: the cells of every sheet."""
        return self._bare(self._changed(self._sample))

    def _bare(self, path: Path) -> float:
        from python_calamine import CalamineWorkbook

        def read() -> None:
            workbook = CalamineWorkbook.from_path(str(path))
            for name in workbook.sheet_names:
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)

        return spent(read)

    def evaluate(self) -> float:
        import parkeval_xl

        path = self._changed(self._sample)
        return spent(lambda: parkeval_xl.evaluate(path))

    def check(self) -> float:
        from parkeval_xl.review import review

        path = self._changed(self._sample)

        def reviewed() -> None:
            self._evaluation = review(path)

        return spent(reviewed)

    def refresh(self) -> float:
        """What `refresh` does after the check."""
        from parkeval_xl.refresh import refresh
        from parkeval_xl.review import review

        evaluation = review(self._changed(self._sample))  # of a file not saved since
        return spent(lambda: refresh(evaluation))

    def report(self) -> float:
        """What `report` does after the check, of the last check."""
        from parkeval_xl.report import write

        self._rounds += 1
        target = self._folder / f"report{self._rounds}"  # a report that is there is kept
        return spent(lambda: write(self._evaluation, target))

    def template(self) -> float:
        """A blank workbook of all materials and the index, as `template` writes it."""
        from parkeval_xl.demo import sample
        from parkeval_xl.forms import Plan, declare
        from parkeval_xl.graph import UDF
        from parkeval_xl.workbook.save import save

        self._rounds += 1
        plan = Plan.from_json(json.dumps(sample()["plan"] | {"year": 2025 + self._rounds}))
        return spent(lambda: save(declare(plan), UDF, self._folder / "blank.xlsm"))

    def build(self) -> float:
        """The sample park filled in, as `fill` writes it."""
        from parkeval_xl.demo import sample

        self._rounds += 1
        given = sample()
        given["inputs"]["ledger"][0]["intake"] = 18.89 + self._rounds / 1e6
        return spent(lambda: self._saved(given, "built.xlsx"))

    def cold(self) -> tuple[float, float]:
        """`evaluate` in a process of its own, and the megabytes it held at most (Linux)."""
        seconds, status = spent_below("-c", COLD, str(self._changed(self._sample)))
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return seconds, int(peak.split()[1]) / 1024

    def start(self) -> float:
        """`--help`: what every command pays."""
        return spent_below("-m", "parkeval_xl", "--help")[0]

    # ---- long lists ----
    def long_bare(self) -> float:
        return self._bare(self._changed(self._long))

    def long_evaluate(self) -> float:
        import parkeval_xl

        path = self._changed(self._long)
        return spent(lambda: parkeval_xl.evaluate(path))

    # ---- functions and arrays ----
    def scalar(self) -> float:
        """One PARK_EMISSION call as a spreadsheet host makes it."""
        from parkeval_xl import functions

        def calls() -> None:
            for i in range(CALLS):
                functions.call("PARK_EMISSION", (float(i), "kWh", 0.5306, "tCO2/MWh"))

        return spent(calls) / CALLS

    def cell_function(self) -> float:
        """Our part of a call from a cell of Excel: what xlwings runs between its converters."""
        from parkeval_xl.hosts import excel

        function = excel.PARK_EMISSION  # type: ignore[attr-defined]

        def calls() -> None:
            for i in range(CALLS):
                function(float(i), "kWh", 0.5306, "tCO2/MWh")

        return spent(calls) / CALLS

    def parks(self, count: int = 10_000, years: int = 5) -> float:
        """Parks x years x indicators scored as arrays in one call, up to the index."""
        import numpy as np

        from parkeval_xl import data
        from parkeval_xl.core.index import Level, climb
        from parkeval_xl.core.scoring import score

        indicators = data.index("synergy_index").indicators
        curves = [x.curves[0].points if x.curves else ((0.0, 0.0), (1.0, 1.0)) for x in indicators]
        xs, ys = (
            np.array([[p[k] for p in c] + [np.nan] * (5 - len(c)) for c in curves]) for k in (0, 1)
        )
        self._rounds += 1
        values = np.random.default_rng(self._rounds).uniform(
            np.nanmin(xs, -1), np.nanmax(xs, -1), (count, years, len(indicators))
        )
        groups = [[x.groups[2 - depth] for x in indicators] for depth in range(3)]
        keys = [list(dict.fromkeys(g)) for g in groups]
        above = {x.groups[k + 1]: x.groups[k] for x in indicators for k in (0, 1)}
        rows = [groups[0], [above[k] for k in keys[0]], [above[k] for k in keys[1]]]
        levels = [
            Level([of.index(k) for k in own], len(of)) for own, of in zip(rows, keys, strict=True)
        ]
        weights = np.array([x.weight for x in indicators])
        return spent(lambda: climb(score(values, xs, ys), weights, levels))

    # ---- what is measured ----
    def about(self) -> dict[str, Any]:
        """The sample park of this package: megabytes and fields."""
        from parkeval_xl.demo import sample
        from parkeval_xl.workbook.exchange import from_json

        fields = len(from_json(sample())[0].graph.fields)
        size = self._sample.stat().st_size / 1e6
        return {"megabytes": size, "fields": fields, "file": str(self._sample)}


def main() -> None:
    works = Works(Path(sys.argv[1]))
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(getattr(works, line.strip())()), file=answers, flush=True)


if __name__ == "__main__":
    main()
