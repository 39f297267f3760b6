"""The sample park: what was planted in it is found, each fault once and nothing beside."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import parkeval_xl
from parkeval_xl.demo import sample
from parkeval_xl.evaluation import Evaluation, evaluate_inputs
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.graph import NATIVE
from parkeval_xl.refresh import written_values
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import from_json, to_json
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.save import save

Inputs = dict[str, Any]
Row = dict[str, Any]
DATA = sample()
RAW: Inputs = DATA["inputs"]
LEDGER: list[Row] = RAW["ledger"]
WASTE = ("冶炼渣", "工业副石膏", "建筑垃圾")
SCRAP = ("废钢铁", "废铝", "废铜", "其他废有色金属", "废塑料")


def evaluated(data: Inputs) -> Evaluation:
    declared, inputs, raw = from_json(data)
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)


@cache
def found() -> Evaluation:
    return evaluated(DATA)


# ---- what was planted ----
def ledger_row(enterprise: str, material: str, role: str, origin: str = "园内") -> int:
    """The one row of a company."""
    words = (enterprise, material, role, origin)
    [number] = [
        i
        for i, r in enumerate(LEDGER)
        if (r["enterprise"], r["material"], r["role"], r["origin"]) == words
    ]
    return number


def tin() -> int:
    return ledger_row("示例锡业", "冶炼渣", "产生方")


def foundry() -> int:
    return ledger_row("示例铸造厂", "废钢铁", "产生方")


def trader() -> int:
    return ledger_row("示例湘渌再生铝业", "废铝", "利用方", "园外")


def initial(block: str, word: str) -> int:
    """The row of a block that holds a word from its birth."""
    return next(
        i for i, row in enumerate(found().book.graph.blocks[block].initial) if word in row.values()
    )


Place = tuple[str, str, str]  # code, sheet, cell
Mend = Callable[[Inputs], Any]
POINT = (
    "REVIEW_OPEN",
    "评审记录",
    "",
)  # an open row of the record; where it stands there follows from its effect


@dataclass(frozen=True)
class Fault:
    """A fault, what mends it, and its findings: one at a cell, and an open point where the assessor
    changed a figure."""

    mend: Mend
    code: str = ""
    field: str = ""
    row: Callable[[], int | None] = lambda: None
    point: bool = False

    def places(self) -> list[Place]:
        out = [POINT] if self.point else []
        if self.code:
            at = found().context.at(self.field, self.row())
            out.append((self.code, at["sheet"], at["cell"]))
        return out


def put(*path: Any) -> Mend:
    """Writes the last of a path where the others lead."""
    *way, last, value = path

    def mend(inputs: Inputs) -> None:
        at: Any = inputs
        for step in way:
            at = at[step() if callable(step) else step]
        at[last] = value

    return mend


OTHER = "其他废有色金属"
FAULTS = {
    "large companies not counted": Fault(
        put("park.above_scale", 46), "REQUIRED_EMPTY", "park.above_scale"
    ),
    "companies of a scenario not counted": Fault(
        put("scope", OTHER, "enterprises", 9),
        "REQUIRED_EMPTY",
        "scope.enterprises",
        lambda: initial("scope", OTHER),
    ),
    "share of meters not known": Fault(
        put("management", "s1_mgmt_7", "actual", 100),
        "REQUIRED_EMPTY",
        "management.actual",
        lambda: initial("management", "s1_mgmt_7"),
    ),
    "certificate lapsed": Fault(
        put("basic", "s1_basic_4", "valid_until", "2029-09-12"),
        "CERT_EXPIRED",
        "basic.valid_until",
        lambda: initial("basic", "s1_basic_4"),
    ),
    "万t entered as t": Fault(
        put("ledger", tin, "unit", "万t"), "MASS_SLIP_10000", "ledger.intake", tin
    ),
    "scrap gone astray": Fault(
        put("ledger", foundry, "closing", 660), "BALANCE_OPEN", "ledger.balance", foundry
    ),
    "resold scrap counted as used": Fault(
        lambda inputs: inputs["ledger"][trader()].update(utilised=32300, utilised_verified=None),
        "VERIFIED_MATERIAL",
        "ledger.utilised_verified",
        trader,
        point=True,
    ),
    "ladle furnace forgotten": Fault(
        put("scrap_steel.flows", "电炉冶炼用电", "rate_verified", None), point=True
    ),
    "gypsum hauled far": Fault(
        put("byproduct_gypsum.flows", "副石膏运入", "rate", 60),
        "REDUCTION_NEGATIVE",
        "byproduct_gypsum.reduction",
    ),
}
USUAL = {  # what a well-kept park has as well
    "BOUNDARY_EXCLUDED",  # offices, with a reason
    "FACTOR_NONE_METHOD",  # other non-ferrous scrap, in the rate only
    "DRYING_FUEL_BYPRODUCT",  # slag dried with blast-furnace gas, by choice
    "LINE_DEFAULT_SHARE",  # diesel of the yard, construction waste
    "IMPORT_IN_REDUCTION",  # scrap from outside the park
    "DESIGN_VALUE_USED",  # curves and levels of the index
}


FIRMS = {
    "PERMIT_OVERRUN",
    "FIRM_CODE_WRONG",
    "FIRM_SECTOR_SINGLE",
}  # planted among the firms: tests/checks/test_enterprise


def places(evaluation: Evaluation) -> Counter[Place]:
    said = [f for f in evaluation.findings if f.code not in USUAL | FIRMS]
    return Counter(POINT if f.code == POINT[0] else (f.code, f.sheet, f.cell) for f in said)


def planted(*mended: str) -> Counter[Place]:
    return Counter(
        place for name, fault in FAULTS.items() if name not in mended for place in fault.places()
    )


def test_each_planted_fault_is_found_once_and_nothing_else() -> None:
    assert places(found()) == planted()
    assert Counter(f.code for f in found().findings if f.code in USUAL) == Counter(USUAL)
    assert Counter(f.code for f in found().findings if f.code in FIRMS) == Counter(FIRMS)
    wrong = sorted(f.code for f in found().findings if f.severity == "错误")
    assert wrong == ["CERT_EXPIRED", "PERMIT_OVERRUN"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_mended_fault_takes_its_findings_with_it(name: str) -> None:
    data = copy.deepcopy(DATA)
    FAULTS[name].mend(data["inputs"])
    assert places(evaluated(data)) == planted(name)


def test_the_certificate_alone_fails_the_park() -> None:
    show = found().show
    assert [show(f"verdict.{key}") for key in ("basic", "limits", "rates", "conclusion")] == [
        "不符合",
        "符合",
        "达标",
        "不符合",
    ]
    data = copy.deepcopy(DATA)
    for fault in ("certificate lapsed", "share of meters not known"):
        FAULTS[fault].mend(data["inputs"])
    assert evaluated(data).show("verdict.conclusion") == "符合"


def test_a_workbook_of_it_has_no_further_findings_and_gives_the_data_back(tmp_path: Path) -> None:
    declared, inputs, raw = from_json(DATA)
    path = save(declared, NATIVE, tmp_path / "示例.xlsx", inputs, written_values(found()), raw)
    assert [f.to_dict() for f in review(path).findings] == [f.to_dict() for f in found().findings]
    given = to_json(load(path))["inputs"]["ledger"]
    assert [{k: row[k] for k in mine} for mine, row in zip(LEDGER, given, strict=True)] == LEDGER


# ---- size and words ----
def test_the_park_is_of_the_scale_of_a_smelting_park() -> None:
    assert len({r["enterprise"] for r in LEDGER}) >= 25 and len(LEDGER) >= 150
    assert {r["material"] for r in LEDGER} == {*WASTE, *SCRAP} and len(
        DATA["plan"]["materials"]
    ) == 8
    assert {r["unit"] for r in LEDGER} == {"t", "万t", "kg"}
    assert len({r["way"] for r in LEDGER}) >= 3
    for name in (*WASTE, *SCRAP):
        mine = [r for r in LEDGER if r["material"] == name]
        assert {(r["role"], r["origin"]) for r in mine} == {
            ("产生方", "园内"),
            ("利用方", "园内"),
            ("利用方", "园外"),
        }
        assert any(r.get("old_stock") for r in mine) and all(r["evidence"] for r in mine)
    chosen = {r["route"] for r in LEDGER if "route" in r}
    assert (
        chosen == {route for _, routes in DATA["plan"]["routes"] for route in routes}
        and len(chosen) == 9
    )


def test_every_name_says_that_it_is_invented() -> None:
    for id in ("park.name", "park.body", "evaluation.assessor"):
        assert RAW[id].endswith("（虚构）")
    names = {r[key] for r in LEDGER for key in ("enterprise", "partner") if key in r}
    names |= {r["issuer"] for r in RAW["evidence"]} | {
        RAW["park.city"],
        RAW["basic"]["s1_basic_4"]["issuer"],
    }
    assert [n for n in names if not n.startswith("示例")] == []


def test_evidence_is_listed_once_and_each_number_is_used() -> None:
    numbers = [r["number"] for r in RAW["evidence"]]
    assert len(numbers) == len(set(numbers))
    assert {
        number for key, block in RAW.items() if key != "evidence" for number in cited(key, block)
    } == set(numbers)


def cited(key: str, value: Any) -> Iterator[str]:
    """The evidence numbers in a figure, row or block."""
    if key.split(".")[-1] == "evidence":
        yield value
    elif isinstance(value, dict | list):
        for k, x in value.items() if isinstance(value, dict) else enumerate(value):
            yield from cited(str(k), x)


def test_the_file_is_readable() -> None:
    path = Path(parkeval_xl.__file__).parent / "samples" / "smelting_park.json"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert path.stat().st_size <= 300_000 and max(map(len, lines)) < 800
    assert sum('"enterprise":' in line for line in lines) == len(LEDGER)
