"""The state of the data of a park, against what is counted by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parkeval_xl.checks.quality import Quality, quality
from parkeval_xl.forms import book
from tests.checks.good_park import (
    FLOW,
    POWER,
    Changes,
    context,
    flow,
    good,
    initial,
    ledger,
    plan,
    rows,
)


def of(changes: Changes | None = None) -> Quality:
    declared = book(plan())
    return quality(context(declared, good(declared), changes))


def emissions() -> dict[str, float]:
    """The absolute emission of each line of the good park."""
    park = context(book(plan()), good(book(plan())))
    items, values = park.inputs[FLOW + "item"], park.effective(FLOW + "emission")
    return {str(i): abs(float(x)) for i, x in zip(items, values, strict=True) if x == x and x != 0}


def test_a_good_park_is_backed_by_meters_and_complete() -> None:
    found = of()
    assert found.grades == pytest.approx((1, 0, 0, 0)) and found.backed == pytest.approx(1)
    assert (found.defaults, found.open_balances, found.open_points, found.complete) == (0, 0, 0, 1)


def test_a_line_counts_by_its_absolute_emission() -> None:
    lines = emissions()
    found = of(flow(POWER, way="工程估算") | flow("石灰", way="台账互校"))
    total = sum(lines.values())
    assert found.grades == pytest.approx(
        (
            (total - lines[POWER] - lines["石灰"]) / total,
            lines["石灰"] / total,
            lines[POWER] / total,
            0,
        )
    )
    assert found.backed == pytest.approx(1 - lines[POWER] / total)


def test_a_line_that_names_no_way_counts_as_a_default_value() -> None:
    lines = emissions()
    assert of(flow(POWER, way="")).grades[3] == pytest.approx(lines[POWER] / sum(lines.values()))


def test_lines_that_only_repeat_a_mass_have_the_grades_of_the_mass() -> None:
    """One tonne displaced per tonne: no default. Its 10 000 t are estimated, so its emission is of
    grade 3."""
    lines = emissions()
    found = of(flow("替代转炉钢", way="缺省值") | ledger(1, way="工程估算"))
    assert found.grades == pytest.approx(
        (
            1 - lines["替代转炉钢"] / sum(lines.values()),
            0,
            lines["替代转炉钢"] / sum(lines.values()),
            0,
        )
    )
    assert found.defaults == 0


def test_the_share_of_default_lines() -> None:
    found = of(flow(POWER, way="缺省值") | flow("石灰", way="缺省值"))
    assert found.defaults == pytest.approx(2 / len(emissions()))


@pytest.mark.parametrize(
    ("changes", "key", "count"),
    [
        ({("ledger.closing", 0): 2000}, "open_balances", 1),
        ({("ledger.closing", 0): 2000, ("ledger.closing", 1): 3000}, "open_balances", 2),
        (rows("review", row=0, reason="请补充"), "open_points", 1),
    ],
)
def test_what_is_open_is_counted(changes: dict[Any, Any], key: str, count: int) -> None:
    assert getattr(of(changes), key) == count


def test_each_gap_lowers_completeness_by_one_answer() -> None:
    """Of n answers one is missing: (n − 1)/n. Of three missing ones (n − 3)/n, whatever kind they
    are of."""
    one = of({("park.name", None): ""}).complete
    n = 1 / (1 - one)
    assert n == pytest.approx(round(n)) and n > 40
    three = of(
        {("park.name", None): "", ("ledger.utilised", 1): None, ("basic.answer", "s1_basic_1"): ""}
    ).complete
    assert three == pytest.approx(1 - 3 / n)
    assert of({("ledger.utilised", 1): "待填"}).complete == pytest.approx(1 - 1 / n)


def test_a_blank_workbook_has_no_answers_and_no_shares() -> None:
    declared = book(plan())
    found = quality(context(declared, initial(declared)))
    assert found.complete == 0 and json.loads(json.dumps(found.to_dict())) == {
        "grades": {"1": None, "2": None, "3": None, "4": None},
        "backed": None,
        "defaults": None,
        "open_balances": 0,
        "open_points": 0,
        "complete": 0.0,
    }
