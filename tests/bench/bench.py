"""Speed on the sample park: CPU time, each figure paired with the bare read in one loop. Judged
nowhere.

python -m tests.bench.bench [WORK …] [--against COMMIT] [--formulas]     (Linux)

With `--against` the package of another commit does the same works on its own sample, in turn with
this one, round by round.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2]
BARE, LONG_BARE = "bare", "long_bare"
PAIRED = [  # work, words, yardstick, rounds, what is done before and counts too
    ("evaluate", "evaluate, warm", BARE, 5, ()),
    ("check", "check", BARE, 2, ()),
    ("refresh", "refresh", BARE, 2, ("check",)),
    ("report", "report", BARE, 2, ("check",)),
    ("template", "template", BARE, 2, ()),
    ("build", "build of the sample (fill)", BARE, 2, ()),
    ("cold", "evaluate, cold", BARE, 2, ()),
    ("start", "--help, cold", BARE, 3, ()),
    ("long_evaluate", "evaluate, 20 000 ledger rows", LONG_BARE, 1, ()),
]
ALONE = [("scalar", "scalar call", 5), ("cell_function", "cell function of Excel", 5)]
WIDTH = 30


class Worker:
    """The works of a checkout, in a process of its own."""

    def __init__(self, name: str, checkout: Path, folder: Path) -> None:
        self.name = name
        folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("works.py")), str(folder)],
            cwd=checkout,
            env=os.environ | {"PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, work: str) -> Any:
        """The answer to one round of a work."""
        assert self.process.stdin and self.process.stdout
        print(work, file=self.process.stdin, flush=True)
        if not (line := self.process.stdout.readline()):
            sys.exit(f"{self.name}: {work} broke off")
        return json.loads(line)

    def close(self) -> None:
        self.process.communicate()


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Another commit of this repository, in a folder of its own."""
    git = ["git", "-C", str(HERE), "worktree"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*git, "add", "--detach", str(folder), commit], **quiet)  # type: ignore[call-overload]
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], **quiet)  # type: ignore[call-overload]


def seconds(worker: Worker, work: str) -> float:
    answer = worker.ask(work)
    return float(answer[0] if isinstance(answer, list) else answer)


def shown(value: float) -> str:
    return f"{value:8.2f} s " if value >= 1 else f"{value * 1e3:8.1f} ms"


def row(words: str, columns: Sequence[str]) -> None:
    print(f"{words:{WIDTH}}" + "   ".join(columns), flush=True)


def paired(workers: Sequence[Worker], chosen: Sequence[tuple[Any, ...]]) -> None:
    """Each work and its yardstick in turn; printed are the median and the median ratio, and beside
    them those of the other commit."""
    seen: dict[str, list[list[float]]] = {}
    bare: dict[str, list[list[float]]] = {}
    for work, words, yardstick, rounds, before in chosen:
        times: list[list[float]] = [[] for _ in workers]
        reads: list[list[float]] = [[] for _ in workers]
        for _ in range(rounds):
            for i, worker in enumerate(workers):
                reads[i].append(seconds(worker, yardstick))
                times[i].append(seconds(worker, work))
        for other in before:
            times = [
                [a + b for a, b in zip(*t, strict=True)]
                for t in zip(times, seen[other], strict=True)
            ]
        seen[work] = times
        for i, r in enumerate(reads):
            bare.setdefault(yardstick, [[] for _ in workers])[i].extend(r)
        ratios = [statistics.median(map(divided, t, r)) for t, r in zip(times, reads, strict=True)]
        columns = [
            f"{shown(statistics.median(t))} {ratio:7.1f} × bare"
            for t, ratio in zip(times, ratios, strict=True)
        ]
        if len(workers) > 1:
            columns.append(f"{statistics.median(map(divided, *times)):6.2f} of the other")
        row(words, columns)
    for yardstick, words in ((BARE, "bare calamine read"), (LONG_BARE, "bare read, 20 000 rows")):
        if yardstick in bare:
            row(words, [f"{shown(statistics.median(r))} {'':14}" for r in bare[yardstick]])


def divided(a: float, b: float) -> float:
    return a / b


def alone(workers: Sequence[Worker]) -> None:
    """What has no yardstick, in turn."""
    for work, words, rounds in ALONE:
        times = [[seconds(w, work) for w in workers] for _ in range(rounds)]
        columns = [f"{statistics.median(t) * 1e6:8.1f} µs" for t in zip(*times, strict=True)]
        row(words, columns)
    row("10 000 parks × 41 × 5 scored", [shown(seconds(w, "parks")) for w in workers])
    row("peak memory of one evaluation", [f"{w.ask('cold')[1]:8.0f} MB" for w in workers])


def with_formulas(path: str) -> float:
    """CPU seconds the `formulas` package takes to load and calculate the same workbook."""
    import formulas

    start = time.process_time()
    formulas.ExcelModel().loads(path).finish().calculate()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    works = [work for work, *_ in PAIRED]
    parser.add_argument("works", nargs="*", metavar="WORK", help=f"of {' '.join(works)}")
    parser.add_argument("--against", metavar="COMMIT", help="another commit, in turn with this one")
    parser.add_argument("--formulas", action="store_true", help="also the package `formulas`")
    asked = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        checkouts = {"here": HERE}
        if asked.against:
            other = checked_out(asked.against, folder / "checkout")
            checkouts[asked.against] = stack.enter_context(other)
        workers = [Worker(w, c, folder / f"w{i}") for i, (w, c) in enumerate(checkouts.items())]
        for worker in workers:
            stack.callback(worker.close)
            about = worker.ask("about")
            print(
                f"{worker.name}: sample park, {about['megabytes']:.2f} MB, "
                f"{about['fields']} fields; CPU time"
            )
        wanted = asked.works or works
        first = {b for work, *_, before in PAIRED if work in wanted for b in before}
        paired(workers, [p for p in PAIRED if p[0] in first.union(wanted)])
        if not asked.works:
            alone(workers)
        if asked.formulas:
            row("the package `formulas`", [shown(with_formulas(about["file"]))])
    print(f"measured in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
