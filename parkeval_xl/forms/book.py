"""The workbook of a park: all sheets of a plan in order, and their graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .. import data
from ..functions.operations import SAME, SAME_TEXT
from ..graph import Block, Computed, Graph
from . import frame
from .comparison import comparison
from .conformity import ConformityForms, conformity
from .evidence import evidence
from .factors import factors
from .index import IndexForms, index_forms
from .ledger import closed_lists, ledger
from .material import MaterialForms, material
from .park import ParkForms, park
from .record import record
from .report import ANNEXES, REPORT, SYNERGY_REPORT, index_annexes, report
from .results import ResultForms, results
from .sheet import Declared, Plan, Sheet, Static

REQUIREMENT_SPANS = (1, 1, 1, 1, 4, 1, 1, 1, 2, 2)  # of the index, on the columns of 符合性


@dataclass(frozen=True)
class Evaluated(Declared):
    """The declaration of a workbook that is evaluated; `reported` are the sheets of the exported
    report, the first one first."""

    findings: Block
    lists: dict[str, list[str]]
    index: IndexForms | None
    reported: tuple[str, ...]


@dataclass(frozen=True)
class Book(Evaluated):
    """The declaration of the workbook of a park."""

    park: ParkForms
    conformity: ConformityForms
    materials: list[MaterialForms]
    results: ResultForms
    ledger: Block
    factors: Block


@lru_cache(maxsize=8)
def book(plan: Plan) -> Book:
    """Declare the workbook of a plan."""
    parks = park(plan)
    library = factors(plan, parks.park["province"])
    masses = ledger(plan, tuple(data.material(m).name for m in plan.materials))
    block = masses.parts[-1]
    assert isinstance(block, Block)
    forms = [
        material(plan, m, block, parks.scope, library.block)
        for m in plan.materials
        if data.material(m).has_method
    ]
    conforms = conformity(plan)
    synergy = index_forms(plan, library, parks.park["province"]) if plan.index else None
    if synergy:
        conforms.sheet.parts += synergy.outcome.requirements
        conforms.sheet.spans.update(
            dict.fromkeys((b.id for b in synergy.outcome.requirements), REQUIREMENT_SPANS)
        )
    outcome = results(plan, block, forms, conforms)
    found, findings = frame.findings()
    sheets = [
        parks.sheet,
        conforms.sheet,
        *(synergy.figures if synergy else []),
        masses,
        *(f.sheet for f in forms),
        outcome.sheet,
        comparison(plan).sheet,
        *(synergy.results if synergy else []),
        outcome.summary,
        evidence(plan),
        record(plan),
        found,
        library.sheet,
        library.provinces,
        *([synergy.rules.sheet] if synergy else []),
    ]
    written = report(
        plan, {p.id: p for s in sheets for p in s.parts}, forms, [s.name for s in sheets], synergy
    )
    at = sheets.index(library.sheet)
    sheets[at:at] = [written.sheet, *([written.synergy] if written.synergy else [])]
    sheets = [_cover(parks, outcome, block, sheets), *sheets]
    frame.add_headlines(sheets, "园区", parks.park["name"], parks.evaluation["year"])
    lists = frame.lists_of() | (synergy.rules.lists if synergy else {})
    sheets += [
        frame.units(closed_lists(plan).values()),
        frame.lists(lists),
        written.words,
        *([synergy.hidden] if synergy else []),
        frame.settings(plan),
    ]
    graph = Graph({s.name: [p for p in s.parts if not isinstance(p, Static)] for s in sheets})
    names = (
        REPORT,
        SYNERGY_REPORT,
        *(f.sheet.name for f in forms),
        *ANNEXES,
        *index_annexes(synergy),
    )
    return Book(
        plan,
        sheets,
        graph,
        findings,
        lists,
        synergy,
        names,
        parks,
        conforms,
        forms,
        outcome,
        block,
        library.block,
    )


def _cover(parks: ParkForms, outcome: ResultForms, block: Block, sheets: list[Sheet]) -> Sheet:
    who, about = parks.park, parks.evaluation
    head = [
        Computed("name", "园区名称", SAME_TEXT, who["name"]),
        Computed("year", "评价年", SAME, about["year"], pattern="0"),
        Computed("party", "评价方类型", SAME_TEXT, about["party"]),
        Computed("body", "管理机构", SAME_TEXT, who["body"]),
        frame.computed_by(outcome.materials.reduction, block.enterprise),
    ]
    return frame.cover(
        "产业园区循环化改造减污降碳评价工作簿",
        "先填园区信息、符合性和物料台账，再核对各物料表；证据在证据清单登记；其余自动计算。",
        "评价对象",
        head,
        who,
        sheets,
        "园区管理机构",
    )
