"""A workbook that people edit at random between refreshes, headless: for tests of 评审记录."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np

from parkeval_xl.checks.finding import CheckContext
from parkeval_xl.checks.record_rows import columns
from parkeval_xl.core import values as v
from parkeval_xl.forms import book
from parkeval_xl.forms.record import WITHDRAWN
from parkeval_xl.workbook.layout import Layout, new_layout
from tests.checks.good_park import context, good, plan

DECLARED = book(plan())
LAYOUT = new_layout(DECLARED)
LEDGER = [c for c in DECLARED.ledger.columns.values() if c.is_input]
RECORD = DECLARED.graph.blocks["review"].columns
TYPED = ("round", "reviewer", "reason", "answer", "number", "position", "item")
USED = 12  # ledger rows in play


class Desk:
    """A workbook on somebody's desk, and what was written into its record: word → the figure it was
    written for."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        start = context(DECLARED, good(DECLARED))
        self.inputs = {id: np.array(x) for id, x in start.inputs.items()}
        self.words: dict[str, str | None] = {}
        self.names = itertools.count()
        self.owners: list[str | None] = [None] * len(
            self.inputs["review.key"]
        )  # of the rows, as of the last refresh
        self.known: dict[tuple[str, str], str] = {}  # the figure of a row, by its key and memory
        for row in range(USED):
            self.ledger_row(row)

    def ledger_row(self, row: int) -> None:
        """A company of its own, though names repeat, as do masses."""
        n = next(self.names)
        cells = {
            "enterprise": f"企业{n % 5}",
            "material": "废钢铁",
            "role": ("产生方", "利用方")[n % 2],
            "origin": "园内",
            "partner": f"P{n}",
            "unit": "t",
            "intake": 1000.0 + 7 * n,
            "utilised": 1000.0 + 7 * n,
            "closing": 0.0,
            "way": "结算凭证",
            "evidence": "Z0",
        }
        for column in LEDGER:
            self.inputs[column.id][row] = cells.get(column.key, "" if column.is_text else v.EMPTY)

    def mark(self, key: str) -> str:
        """The figure of a key, by the mark of its row."""
        id, _, row = key.partition("#")
        return (
            f"{id} {self.inputs['ledger.partner'][int(row)]}" if id.startswith("ledger.") else key
        )

    # ---- what people do ----
    def verify(self) -> None:
        key, row = self.random.choice(("intake", "utilised")), self.random.randrange(USED)
        share = self.random.choice((0.9, 0.97, 1.0))
        self.inputs[f"ledger.{key}_verified"][row] = self.inputs[f"ledger.{key}"][row] * share
        self.inputs["ledger.remark"][row] = self.random.choice(("复磅", "按结算单", ""))

    def verify_elsewhere(self) -> None:
        id = self.random.choice(
            ("scrap_steel.flows.rate_verified", "scrap_steel.parameters.value_verified")
        )
        self.inputs[id][self.random.randrange(6)] = self.random.choice((v.EMPTY, 0.5, 0.6))

    def withdraw(self) -> None:
        self.inputs[f"ledger.{self.random.choice(('intake', 'utilised'))}_verified"][
            self.random.randrange(USED)
        ] = v.EMPTY

    def set(self, key: str, row: int, value: float) -> None:
        self.inputs[f"ledger.{key}"][row] = value

    def correct(self, row: int | None = None) -> None:
        """The park takes over another figure."""
        row = self.random.randrange(USED) if row is None else row
        for key in ("intake", "utilised"):
            self.inputs[f"ledger.{key}"][row] += 11.0

    def move(self, kind: str = "", row: int | None = None) -> None:
        """Ledger rows sorted, inserted, deleted."""
        kind = kind or self.random.choice(("insert", "delete", "shuffle"))
        row = self.random.randrange(USED) if row is None else row
        order = list(range(DECLARED.ledger.rows))
        if kind == "shuffle":
            order[:USED] = self.random.sample(range(USED), USED)
        elif kind == "insert":
            order.insert(row, order.pop())
        else:
            order.append(order.pop(row))
        for column in LEDGER:
            self.inputs[column.id] = self.inputs[column.id][order]
        if kind == "insert":
            self.ledger_row(row)
        if kind == "delete":  # what was written for it stays
            for column in LEDGER:
                self.inputs[column.id][-1] = "" if column.is_text else v.EMPTY

    def rename(self, row: int | None = None) -> None:
        row = self.random.randrange(USED) if row is None else row
        self.inputs["ledger.enterprise"][row] += "（改名）"

    def write(self) -> None:
        """A person writes a word into a row of the record, over what refresh put there if need
        be."""
        rows = np.flatnonzero(self.inputs["review.key"] != "")
        if rows.size:
            self.put(int(self.random.choice(rows)), self.random.choice(TYPED))

    def write_freely(self) -> None:
        empty = np.flatnonzero(
            np.all(
                [self.inputs[f"review.{key}"] == "" for key in ("key", "number", "answer")], axis=0
            )
        )
        for key in self.random.sample(TYPED, 2):
            self.put(int(empty[self.random.randrange(20)]), key)

    def put(self, row: int, key: str) -> None:
        old = str(self.inputs[f"review.{key}"][row])
        self.words.pop(old, None)  # a person replaced it
        word = f"W{next(self.names)}"
        self.words[word] = self.owners[row]
        self.inputs[f"review.{key}"][row] = word

    def sort_record(self) -> None:
        order = self.random.sample(
            range(len(self.inputs["review.key"])), len(self.inputs["review.key"])
        )
        for c in RECORD.values():
            if c.is_input:
                self.inputs[c.id] = self.inputs[c.id][order]
        self.owners = [self.owners[i] for i in order]

    # ---- refresh ----
    def refresh(self, layout: Layout = LAYOUT) -> dict[str, Any]:
        values = DECLARED.graph.run(self.inputs)
        written = columns(CheckContext(DECLARED, layout, self.inputs, values, {}))
        for c in RECORD.values():
            if c.is_input:
                self.inputs[c.id] = written[c.id]
        withdrawn = written["review.material"] == WITHDRAWN
        marks = list(zip(written["review.key"], written["review.memory"], strict=True))
        self.known |= {
            mark: self.mark(str(mark[0]))
            for mark, gone in zip(marks, withdrawn, strict=True)
            if "#" in str(mark[0])[1:] and not gone
        }
        self.owners = [self.known.get(mark) for mark in marks]  # a withdrawn row keeps its own
        return written
