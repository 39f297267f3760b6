"""The verdict of S1: every requirement can turn it alone, and the decision table covers every
case."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from parkeval_xl import data
from parkeval_xl.core import values as v
from parkeval_xl.forms import Plan, book
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import EFFECTIVE, REPORTED
from parkeval_xl.graph.run import shown

from ..functions.test_known_answers import evaluated
from ..parks import arrays

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
YES, NO, INCOMPLETE, MET, FAILED = "符合", "不符合", "资料不全", "达标", "未达标"
DECLARED = book(Plan(year=2023, materials=("byproduct_gypsum", "scrap_steel"), rows=12))
ROWS = {"basic": 6, "management": 9, "limits": 1}
CERTIFICATE = 3  # s1_basic_4, the management system by GB/T 24001
COUNTED = {
    0: 20.0,
    1: 100.0,
    3: 100.0,
    4: 100.0,
    6: 100.0,
    7: 2.0,
}  # management indicators with a target
Cells = dict[str, Any]
Change = tuple[str, int, Any]


def conforming() -> Cells:
    """A park that meets every requirement: rates 96 % and 81 %, answers yes, targets just reached,
    no exceedance."""
    return {
        "ledger.enterprise": ["甲厂", "乙厂"],
        "ledger.material": ["工业副石膏", "废钢铁"],
        "ledger.role": ["产生方"] * 2,
        "ledger.origin": ["园内"] * 2,
        "ledger.unit": ["t"] * 2,
        "ledger.intake": [100.0, 100.0],
        "ledger.utilised": [96.0, 81.0],
        "basic.answer": [YES] * 6,
        "basic.number": [None] * 3 + ["00123E30001R0M"] + [None] * 2,
        "basic.issuer": [None] * 3 + ["某认证中心"] + [None] * 2,
        "basic.valid_until": [None] * 3 + ["2023-12-31"] + [None] * 2,
        "basic.answer_verified": [None] * 6,
        "basic.valid_until_verified": [None] * 6,
        "management.applies": ["适用"] * 9,
        "management.answer": [None if i in COUNTED else YES for i in range(9)],
        "management.target": [COUNTED.get(i) for i in range(9)],
        "management.actual": [COUNTED.get(i) for i in range(9)],
        "management.answer_verified": [None] * 9,
        "management.actual_verified": [None] * 9,
        "limits.actual": [0.0],
        "limits.actual_verified": [None],
    }


def verdict(*changes: Change) -> dict[str, Any]:
    cells = conforming()
    for id, row, value in changes:
        cells[id][row] = value
    return evaluated(DECLARED, cells)


def test_a_park_that_meets_everything_conforms() -> None:
    got = verdict()
    assert got["verdict.conclusion"] == YES
    assert [got[f"verdict.{k}"] for k in ("basic", "management", "limits", "rates")] == [
        YES,
        YES,
        YES,
        MET,
    ]
    assert {k: len(got[f"{k}.judged"]) for k in ROWS} == ROWS


TURNS: list[tuple[str, Change, str]] = [  # what is wrong, the one change, the verdict
    *((f"basic {i + 1} no", ("basic.answer", i, NO), NO) for i in range(6)),
    *((f"basic {i + 1} blank", ("basic.answer", i, None), INCOMPLETE) for i in range(6)),
    *((f"basic {i + 1} verified no", ("basic.answer_verified", i, NO), NO) for i in range(6)),
    (
        "certificate lapsed on the day before the last",
        ("basic.valid_until", CERTIFICATE, "2023-12-30"),
        NO,
    ),
    (
        "certificate verified to have lapsed",
        ("basic.valid_until_verified", CERTIFICATE, "2023-06-30"),
        NO,
    ),
    ("certificate without validity", ("basic.valid_until", CERTIFICATE, None), INCOMPLETE),
    ("certificate without number", ("basic.number", CERTIFICATE, None), INCOMPLETE),
    ("certificate without issuer", ("basic.issuer", CERTIFICATE, None), INCOMPLETE),
    *(
        (f"management {i + 1} no", ("management.answer", i, NO), NO)
        for i in range(9)
        if i not in COUNTED
    ),
    *(
        (f"management {i + 1} blank", ("management.answer", i, None), INCOMPLETE)
        for i in range(9)
        if i not in COUNTED
    ),
    *(
        (f"management {i + 1} verified no", ("management.answer_verified", i, NO), NO)
        for i in range(9)
        if i not in COUNTED
    ),
    *(
        (f"management {i + 1} short", ("management.actual", i, x * 0.99), NO)
        for i, x in COUNTED.items()
    ),
    *(
        (f"management {i + 1} without actual", ("management.actual", i, None), INCOMPLETE)
        for i in COUNTED
    ),
    *(
        (f"management {i + 1} without target", ("management.target", i, None), INCOMPLETE)
        for i in COUNTED
    ),
    *(
        (f"management {i + 1} verified short", ("management.actual_verified", i, x * 0.99), NO)
        for i, x in COUNTED.items()
    ),
    *(
        (f"management {i + 1} neither applies nor not", ("management.applies", i, None), INCOMPLETE)
        for i in range(9)
    ),
    ("one exceedance", ("limits.actual", 0, 1.0), NO),
    ("one exceedance verified", ("limits.actual_verified", 0, 1.0), NO),
    ("exceedances not counted", ("limits.actual", 0, None), INCOMPLETE),
    ("industrial solid waste below 95 %", ("ledger.utilised", 0, 94.9), NO),
    ("renewable resources below 80 %", ("ledger.utilised", 1, 79.9), NO),
    ("mass utilised missing", ("ledger.utilised", 1, None), INCOMPLETE),
]


@pytest.mark.parametrize(("change", "turned"), [t[1:] for t in TURNS], ids=[t[0] for t in TURNS])
def test_each_requirement_alone_turns_the_verdict(change: Change, turned: str) -> None:
    assert verdict(change)["verdict.conclusion"] == turned


KEEPS: list[tuple[str, list[Change]]] = [
    *(
        (f"management {i + 1} does not apply", [("management.applies", i, NOT_APPLICABLE)])
        for i in range(9)
    ),
    (
        "an answer given by the assessor only",
        [("basic.answer", 0, None), ("basic.answer_verified", 0, YES)],
    ),
    ("a failure verified as met", [("basic.answer", 0, NO), ("basic.answer_verified", 0, YES)]),
    (
        "an exceedance verified as none",
        [("limits.actual", 0, 1.0), ("limits.actual_verified", 0, 0.0)],
    ),
    ("a rate at its threshold", [("ledger.utilised", 0, 95.0), ("ledger.utilised", 1, 80.0)]),
]


@pytest.mark.parametrize("changes", [k[1] for k in KEEPS], ids=[k[0] for k in KEEPS])
def test_what_does_not_turn_it(changes: list[Change]) -> None:
    assert verdict(*changes)["verdict.conclusion"] == YES


def test_the_reported_verdict_does_not_see_what_was_verified() -> None:
    cells = conforming()
    cells["limits.actual_verified"] = [2.0]
    values = DECLARED.graph.run(initial_inputs(DECLARED) | arrays(cells, DECLARED))
    field = DECLARED.graph.fields["verdict.conclusion"]
    assert [shown(field, values, None, which) for which in (REPORTED, EFFECTIVE)] == [YES, NO]


# ---- the decision table ----
def joined(good: str, bad: str, *more: str) -> tuple[str, ...]:
    return (good, bad, PENDING, *more)


STATES = [
    joined(YES, NO),
    joined(YES, NO, NOT_APPLICABLE),
    joined(YES, NO),
    joined(MET, FAILED, NOT_APPLICABLE),
]
COMBINATIONS = list(product(*STATES))
HOW = {  # what brings a park into each state
    "basic": {YES: [], NO: [("basic.answer", 1, NO)], PENDING: [("basic.answer", 1, None)]},
    "management": {
        YES: [],
        NO: [("management.answer", 2, NO)],
        PENDING: [("management.answer", 2, None)],
        NOT_APPLICABLE: [("management.applies", i, NOT_APPLICABLE) for i in range(9)],
    },
    "limits": {YES: [], NO: [("limits.actual", 0, 3.0)], PENDING: [("limits.actual", 0, None)]},
    "rates": {
        MET: [],
        FAILED: [("ledger.utilised", 1, 10.0)],
        PENDING: [("ledger.intake", 0, None)],
        NOT_APPLICABLE: [("ledger.role", i, "利用方") for i in range(2)],
    },
}


def by_rule_of_thumb(states: tuple[str, ...]) -> str:
    """S1 4.4 in one sentence: any failure fails; else anything open or not applicable leaves it
    open; else it conforms."""
    if NO in states or FAILED in states:
        return NO
    return INCOMPLETE if PENDING in states or NOT_APPLICABLE in states else YES


@pytest.mark.parametrize("states", COMBINATIONS, ids="-".join)
def test_every_combination_is_decided(states: tuple[str, ...]) -> None:
    parts = dict(zip(HOW, states, strict=True))
    got = verdict(*(change for part, state in parts.items() for change in HOW[part][state]))
    assert {k: got[f"verdict.{k}"] for k in HOW} == parts
    assert got["verdict.conclusion"] == by_rule_of_thumb(states)


def fits(rule: data.Rule, states: tuple[str, ...]) -> bool:
    conditions = (rule.basic, rule.management, rule.limits, rule.rates)
    return all(c in ("任意", s) for c, s in zip(conditions, states, strict=True))


@pytest.mark.parametrize("rule", data.verdict_rules(), ids=lambda r: str(r.order))
def test_each_rule_of_the_table_decides_alone_somewhere(rule: data.Rule) -> None:
    alone = [s for s in COMBINATIONS if [r for r in data.verdict_rules() if fits(r, s)] == [rule]]
    assert alone and {by_rule_of_thumb(s) for s in alone} == {rule.verdict}
