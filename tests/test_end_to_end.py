"""What a park must withstand, from the file to the report: built, read, checked, refreshed,
reported.

Each case says which states and figures must stand in the workbook, and which findings the park must
get. Nothing may raise, the refreshed file must pass its own audit, and the report must show the
same total.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from parkeval_xl import data
from parkeval_xl.core import values as v
from parkeval_xl.graph import REPORTED, RULE, shown

from .cases.end_to_end import arrays, lengthened, park, reported, through, without
from .checks.good_park import MATERIALS

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
YES, INCOMPLETE, MET = "符合", "资料不全", "达标"
METHODS = tuple(m for m in MATERIALS if data.material(m).has_method)


def test_one_material_only(tmp_path: Path) -> None:
    passed = through(tmp_path, *park())
    assert passed.show("verdict.conclusion") == YES and passed.errors == set()
    assert (
        passed.show("rates.rate", 0) == 1.0
        and len(passed.evaluation.book.results.rates.initial) == 1
    )
    total = passed.show("totals.reduction")
    assert total == passed.show("scrap_steel.reduction") > 0
    assert total in reported(passed)


def test_none_of_a_group(tmp_path: Path) -> None:
    """Nothing of the first scenario: its rate is 不适用, not 0, and does not stand in the way of
    the verdict."""
    declared, cells = park(("smelting_slag", "scrap_steel", "other_nonferrous"))
    passed = through(
        tmp_path,
        declared,
        without(declared, cells, ("smelting_slag",), "园区没有工业固体废物利用企业"),
    )
    assert [passed.show("rates.rate", i) for i in (0, 1)] == [NOT_APPLICABLE, 1.0]
    assert [passed.show("rates.verdict", i) for i in (0, 1)] == [NOT_APPLICABLE, MET]
    assert passed.show("verdict.rates") == MET and passed.show("verdict.conclusion") == YES
    assert passed.show("smelting_slag.reduction") == NOT_APPLICABLE
    assert isinstance(passed.show("totals.reduction"), float) and passed.errors == set()
    assert (
        passed.evaluation.to_dict()["effective"]["utilisation"]["industrial_solid_waste"]
        == NOT_APPLICABLE
    )


def test_everything_imported(tmp_path: Path) -> None:
    """Users' rows from outside only: no rate applies, so nothing to evaluate; the reductions stand
    and are tagged."""
    declared, cells = park(("construction_waste", "scrap_aluminium"))
    users = [i for i, role in enumerate(cells["ledger.role"]) if role == "利用方"]
    for id, held in cells.items():
        if id.startswith("ledger."):
            cells[id] = [held[i] for i in users] + [None] * (len(held) - len(users))
    cells["ledger.origin"] = ["园外" if x else None for x in cells["ledger.enterprise"]]
    cells["ledger.partner"] = ["湘潭某公司" if x else None for x in cells["ledger.enterprise"]]
    passed = through(tmp_path, declared, cells)
    assert [passed.show("rates.rate", i) for i in (0, 1)] == [NOT_APPLICABLE] * 2
    assert (
        passed.show("verdict.rates") == NOT_APPLICABLE
        and passed.show("verdict.conclusion") == INCOMPLETE
    )
    assert passed.show("totals.reduction") > 0 and passed.errors == set()
    assert [passed.show("results.imported", i) for i in (0, 1)] == [10000.0, 10001.0]
    [finding] = [f for f in passed.evaluation.findings if f.code == "IMPORT_IN_REDUCTION"]
    assert "100" in finding.text(english=False)[0]


def test_a_rate_above_1_before_the_cap(tmp_path: Path) -> None:
    """12 000 t used of 10 000 t generated, 2 000 t from stock that is not booked as old stock: 120
    % before the cap."""
    declared, cells = park()
    for key, value in {"opening": 2000.0, "intake": 10000.0, "utilised": 12000.0}.items():
        cells[f"ledger.{key}"][:2] = [value, value]
    passed = through(tmp_path, declared, cells)
    assert passed.show("rates.rate", 0) == 1.0 and passed.show("rates.verdict", 0) == MET
    [finding] = [f for f in passed.evaluation.findings if f.code == "RATE_ABOVE_ONE"]
    assert "120" in finding.text(english=False)[0] and passed.errors == set()


def test_a_negative_total(tmp_path: Path) -> None:
    """Known answer 6 with the electricity of 2025 by rule (湖南 2023: 0.4976): 1 626 - 248.8 - 1
    638 = -260.8."""
    declared, cells = park(("byproduct_gypsum",))
    for key in ("intake", "utilised"):
        cells[f"ledger.{key}"][:2] = [50000.0] * 2
    items = cells["byproduct_gypsum.flows.item"]
    cells["byproduct_gypsum.flows.rate"][items.index("副石膏运入")] = 420.0
    passed = through(tmp_path, declared, cells)
    assert passed.show("totals.reduction") == pytest.approx(
        1626 - 500 * 0.4976 - 50000 * 420 * 0.078 / 1000, rel=1e-9
    )
    assert passed.show("totals.reduction") < 0 and passed.show("totals.reduction") in reported(
        passed
    )
    assert "REDUCTION_NEGATIVE" in passed.codes and passed.errors == set()
    assert passed.show("verdict.conclusion") == YES  # the sign of the reduction is no requirement


def test_500_ledger_rows_and_30_flow_lines_a_material_all_filled(tmp_path: Path) -> None:
    """Every row taken: 500 sales, and the flows of each material filled up with 1 tCO2e of measured
    emissions a line."""
    declared, cells = park(METHODS, rows=500, flow_rows=30)
    before = declared.graph.run(arrays(declared, cells))
    spare = {}
    for i in range(14, 500):
        twin = i % 14
        for id, held in cells.items():
            if id.startswith("ledger."):
                held[i] = held[twin]
        for key in ("enterprise", "partner"):
            cells[f"ledger.{key}"][i] = f"{cells[f'ledger.{key}'][twin]}之{i // 14}"
    for m in METHODS:
        roles = cells[f"{m}.flows.role"]
        line = {
            "role": "项目",
            "route": declared.plan.routes_of(m)[0].route,
            "quantity": "直接填报",
            "rate": 1.0,
            "unit": "tCO2e",
            "factor_key": "实测排放量",
            "way": "连续计量",
            "evidence": "E01",
        }
        spare[m] = [i for i, role in enumerate(roles) if not role]
        assert len(roles) >= 30 and spare[m]
        for i in spare[m]:
            for key, value in (line | {"item": f"实测{i}"}).items():
                cells[f"{m}.flows.{key}"][i] = value
    passed = through(tmp_path, declared, cells)
    assert "ROWS_EXHAUSTED" in passed.codes and passed.errors == set()
    for n, m in enumerate(METHODS):
        rows = len([i for i in range(500) if i % 14 == 2 * n + 1])
        assert passed.show(f"{m}.quantity") == pytest.approx(rows * (10000 + n))
        reduction = shown(declared.graph.fields[f"{m}.reduction"], before, None)
        per_tonne = reduction / (10000 + n)
        assert passed.show(f"{m}.reduction") == pytest.approx(
            rows * (10000 + n) * per_tonne - len(spare[m]), rel=1e-9
        )


def test_very_long_names(tmp_path: Path) -> None:
    declared, cells = park(("smelting_slag", "scrap_plastic"))
    plain = declared.graph.run(arrays(declared, cells))
    long = lengthened(cells, declared)
    assert (
        all(len(x) == 200 for x in long["ledger.enterprise"] if x) and len(long["park.name"]) == 200
    )
    passed = through(tmp_path, declared, long)
    assert passed.errors == set() and passed.show("park.name") == long["park.name"]
    assert passed.show("totals.reduction") == pytest.approx(
        shown(declared.graph.fields["totals.reduction"], plain, None), rel=1e-12
    )
    assert passed.show("verdict.conclusion") == YES
    assert len(passed.report.name.encode()) <= 255 and long["park.name"] in reported(passed)
    for finding in passed.evaluation.findings:
        assert len(finding.text(english=False)[0]) < 400, (
            finding.code
        )  # a message names the row, it does not repeat it whole


def test_two_verified_values_out_of_range(tmp_path: Path) -> None:
    """A verified yield of 1.7 and a verified mass of -5 t are said and computed with, in the
    effective view only."""
    declared, cells = park()
    symbols = cells["scrap_steel.parameters.symbol"]
    cells["scrap_steel.parameters.value_verified"][symbols.index("Y")] = 1.7
    cells["ledger.utilised_verified"][1] = -5.0
    passed = through(tmp_path, declared, cells)
    assert {
        "NUMBER_RANGE",
        "NEGATIVE_QUANTITY",
        "VERIFIED_NO_REASON",
        "VERIFIED_MATERIAL",
    } <= passed.codes
    wrong = {
        (f.code, f.sheet)
        for f in passed.evaluation.findings
        if f.code in ("NUMBER_RANGE", "NEGATIVE_QUANTITY")
    }
    assert wrong == {("NUMBER_RANGE", "废钢铁"), ("NEGATIVE_QUANTITY", "物料台账")}
    assert passed.show("scrap_steel.quantity") == -5.0
    assert passed.show("scrap_steel.quantity", None, REPORTED) == 10000.0
    assert passed.show("totals.reduction", None, REPORTED) > 10000


def test_evidence_numbers_that_are_not_in_the_list(tmp_path: Path) -> None:
    declared, cells = park()
    cells["ledger.evidence"][0] = "E99"
    cells["basic.evidence"][0] = "E01、E98"
    passed = through(tmp_path, declared, cells)
    unknown = [
        f.text(english=False)[0] for f in passed.evaluation.findings if f.code == "EVIDENCE_UNKNOWN"
    ]
    assert (
        len(unknown) == 2 and any("E99" in t for t in unknown) and any("E98" in t for t in unknown)
    )
    assert passed.errors == {"EVIDENCE_UNKNOWN"}
    assert (
        passed.show("verdict.conclusion") == YES
    )  # a missing document is for the assessor to judge


def test_only_a_material_without_a_method(tmp_path: Path) -> None:
    declared, cells = park(("other_nonferrous",))
    passed = through(tmp_path, declared, cells)
    assert passed.show("rates.rate", 0) == 1.0 and passed.show("verdict.conclusion") == YES
    assert (
        passed.show("results.method", 0) == "无核算方法"
        and passed.show("results.reduction", 0) == NOT_APPLICABLE
    )
    assert not isinstance(
        passed.show("totals.reduction"), float
    )  # never a zero that was not computed
    assert "FACTOR_NONE_METHOD" in passed.codes and passed.errors == set()


SCOPED_OUT = [("园区没有废铜", set()), (None, {"NOT_APPLICABLE_NO_REASON"})]


@pytest.mark.parametrize(("reason", "codes"), SCOPED_OUT, ids=["with reason", "without"])
def test_a_material_out_of_scope(tmp_path: Path, reason: str | None, codes: set[str]) -> None:
    declared, cells = park(("scrap_steel", "scrap_copper"))
    passed = through(tmp_path, declared, without(declared, cells, ("scrap_copper",), reason))
    assert passed.show("scrap_copper.reduction") == NOT_APPLICABLE and passed.errors == set()
    assert passed.show("totals.reduction") == passed.show("scrap_steel.reduction") > 0
    assert (
        passed.codes
        & {"NOT_APPLICABLE_NO_REASON", "SCOPE_EMPTY", "SCOPE_UNDECLARED", "REQUIRED_EMPTY"}
        == codes
    )


def test_all_flows_deleted(tmp_path: Path) -> None:
    """A material in scope without any flow has no reduction: the total of the park must not pass
    for complete."""
    declared, cells = park(("byproduct_gypsum", "scrap_steel"))
    for column in declared.graph.blocks["byproduct_gypsum.flows"].columns.values():
        if column.is_input and column.writer != RULE:
            cells[column.id] = [None] * len(cells[column.id])
    passed = through(tmp_path, declared, cells)
    assert "LINE_DELETED" in passed.codes
    assert not isinstance(passed.show("byproduct_gypsum.reduction"), float)
    assert passed.show("totals.reduction") == PENDING
