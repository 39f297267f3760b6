"""A complete park and its way from the file to the report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from parkeval_xl import data
from parkeval_xl.evaluation import Evaluation
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.initial import to_array
from parkeval_xl.graph import NATIVE, RULE, TEXT
from parkeval_xl.refresh import refresh
from parkeval_xl.report import write
from parkeval_xl.review import review
from parkeval_xl.workbook.save import save

from ..checks.good_park import good

DAY = datetime.date(2026, 3, 31)
Cells = dict[str, Any]


def park(materials: Iterable[str] = ("scrap_steel",), **plan: Any) -> tuple[Book, Cells]:
    """A complete park whose figures all rest on one registered document."""
    declared = book(Plan(materials=tuple(materials), **({"rows": 40} | plan)))
    cells = good(declared)
    for id, held in cells.items():
        if id.endswith(".evidence") and isinstance(held, list):
            cells[id] = ["E01" if x else x for x in held]
    document = {
        "number": "E01",
        "file": "2025年度计量与结算汇编",
        "kind": data.evidence_kinds()[0].name,
        "issuer": "园区",
        "date": "2025-12-31",
        "checked": "已核查原件",
    }
    for key, value in document.items():
        cells[f"evidence.{key}"][0] = value
    return declared, cells


def arrays(declared: Book, cells: Cells) -> dict[str, Any]:
    return {id: to_array(declared.graph.fields[id], held) for id, held in cells.items()}


class Passed(NamedTuple):
    """A park that went all the way."""

    evaluation: Evaluation
    report: Path

    @property
    def codes(self) -> set[str]:
        return {f.code for f in self.evaluation.findings}

    @property
    def errors(self) -> set[str]:
        return {f.code for f in self.evaluation.findings if f.severity == "错误"}

    def show(self, id: str, row: int | None = None, which: int = 1) -> Any:
        return self.evaluation.show(id, row, which)


def through(folder: Path, declared: Book, cells: Cells) -> Passed:
    """Build, evaluate, check, refresh, check again, report."""
    path = save(declared, NATIVE, folder / "park.xlsx", arrays(declared, cells))
    first = review(path)
    refresh(first, date=DAY)
    second = review(path)
    assert {f.code for f in second.findings if data.finding(f.code).sheet == "文件"} <= {
        "ROWS_EXHAUSTED"
    }
    assert second.to_dict() | {"findings": 0} == first.to_dict() | {"findings": 0}
    [report] = write(second, folder / "report", ("xlsx",))
    return Passed(second, report)


def reported(passed: Passed) -> list[Any]:
    """What stands in the cells of the report's first sheet."""
    return [
        x
        for row in CalamineWorkbook.from_path(passed.report).get_sheet_by_index(0).to_python()
        for x in row
        if x != ""
    ]


def without(declared: Book, cells: Cells, materials: Iterable[str], reason: str | None) -> Cells:
    """The park without some materials: out of scope, and out of the ledger."""
    names = {data.material(m).name for m in materials}
    keep = [i for i, m in enumerate(cells["ledger.material"]) if m and m not in names]
    out = dict(cells)
    for id, held in cells.items():
        if id.startswith("ledger."):
            out[id] = [held[i] for i in keep] + [None] * (len(held) - len(keep))
    own = [data.material(m).name in names for m in declared.plan.materials]
    out["scope.applies"] = ["否" if x else "是" for x in own]
    out["scope.reason"] = [reason if x else None for x in own]
    out["scope.enterprises"] = [None if x else 2 for x in own]
    return out


def lengthened(cells: Cells, declared: Book) -> Cells:
    """Every text a person typed is 200 characters long; names keep their differences. An item stays
    where it says why the rate may be negative, or that the rate may be left out."""
    texts = [
        f
        for f in declared.graph.inputs()
        if f.kind == TEXT and f.writer != RULE and f.id != "park.code"
    ]
    out = dict(cells)
    for field in texts:
        if field.block is None:
            out[field.id] = cells[field.id] and cells[field.id].ljust(200, "长")
        elif field.id.endswith(".flows.item"):
            rates = cells[field.id.replace("item", "rate")]
            kept = [
                x == "焚烧发电抵扣" or rate is None
                for x, rate in zip(cells[field.id], rates, strict=True)
            ]
            out[field.id] = [
                x if keep or not x else x.ljust(200, "长")
                for x, keep in zip(cells[field.id], kept, strict=True)
            ]
        else:
            out[field.id] = [x and x.ljust(200, "长") for x in cells[field.id]]
    return out
