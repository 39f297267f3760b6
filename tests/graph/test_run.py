"""The run of a small graph, by hand: what waits for another figure, the two views, one changed
input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.functions.operations import DIFFERENCE, ENTRIES, FIGURES, SAME
from parkeval_xl.functions.operations.entries import ENTRY, VERIFIED_FIRST
from parkeval_xl.graph import (
    EFFECTIVE,
    REPORTED,
    TEXT,
    Block,
    Computed,
    Graph,
    Input,
    Items,
    Ref,
    Verified,
    step,
    this,
)
from parkeval_xl.graph.run import shown

PENDING, NOT_APPLICABLE, NA = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, CellError.NA


def graph() -> Graph:
    """Three firms with a mass, and figures that wait for the list, for its rows and for one
    figure."""
    mass = Input("mass", "质量")
    firms = Block(
        "firms",
        "企业",
        3,
        [
            Input("name", "名称", kind=TEXT),
            Input("t", "吨"),
            Verified("t"),
            Computed(
                "t_used",
                "采用",
                VERIFIED_FIRST,
                this.t_verified,
                step("t_entry", "填", ENTRY, this.raw_t),
            ),
            Computed("rest", "余", DIFFERENCE, mass, 1.0),
        ],
    )
    firms.columns["rest"].guard = (Ref("row", firms.columns["t_used"]), "")
    park = Items("park", "园区", [mass])
    sums = Items(
        "sums",
        "合计",
        [
            Computed("filled", "已填", FIGURES, firms.t, guard=(firms.name, PENDING)),
            Computed("firms", "企业数", ENTRIES, firms.name, guard=(mass, "")),
            Computed("first", "首行", ENTRIES, firms.name, guard=(firms.at("t", 0), "")),
            Computed("mass", "质量", SAME, mass),
        ],
    )
    return Graph({"一": [park, firms], "二": [sums]})


def inputs(mass: Any = None, **columns: list[Any]) -> dict[str, Any]:
    return {"park.mass": np.float64(v.number(mass))} | {
        f"firms.{key}": v.texts(cells) if key == "name" else v.numbers(cells)
        for key, cells in columns.items()
    }


def seen(given: dict[str, Any], id: str, row: int | None = None, which: int = EFFECTIVE) -> Any:
    made = graph()
    return shown(made.fields[id], made.run(given), row, which)


def test_a_count_over_a_list_waits_until_the_list_is_started() -> None:
    """Nothing in the list: 待填 and not 0. One firm without a figure: 0 of them. With 7: 1."""
    assert seen(inputs(), "sums.filled") == PENDING
    assert seen(inputs(name=["甲", None, None]), "sums.filled") == 0.0
    assert seen(inputs(name=["甲", None, None], t=[7, None, None]), "sums.filled") == 1.0


@pytest.mark.parametrize(
    ("content", "expected"),
    [(5, 2.0), (0, 2.0), (None, None), *((x, x) for x in (PENDING, NOT_APPLICABLE, NA))],
)
def test_a_figure_that_rests_on_another_has_its_state(content: Any, expected: Any) -> None:
    """Two firms are counted where the other figure is a number, be it 0; else its state stands;
    不适用 typed into a list is an error there (`ENTRY`)."""
    two = ["甲", "乙", None]
    assert seen(inputs(content, name=two), "sums.firms") == expected
    listed = NA if content == NOT_APPLICABLE else expected
    assert seen(inputs(name=two, t=[content, 1, 1]), "sums.first") == listed
    rest = [seen(inputs(6, t=[3, content, 0]), "firms.rest", i) for i in range(3)]
    assert rest == [5.0, 5.0 if expected == 2.0 else listed, 5.0]  # 6 - 1, row by row


def test_the_reported_view_leaves_the_assessor_out() -> None:
    """Reported 10 and 20, verified 15 in place of 20."""
    given = inputs(t=[10, 20, None], t_verified=[None, 15, None])
    for which, expected in ((REPORTED, [10.0, 20.0, None]), (EFFECTIVE, [10.0, 15.0, None])):
        assert [seen(given, "firms.t_used", i, which) for i in range(3)] == expected


def test_of_a_changed_input_follows_what_a_fresh_run_gives() -> None:
    made = graph()
    before = inputs(6, name=["甲", None, None], t=[3, None, None])
    change = {"firms.t": v.numbers([3, 4, PENDING])}
    changed, fresh = made.changed(made.run(before), change), made.run(before | change)
    assert changed.keys() == fresh.keys()
    for id, values in fresh.items():
        assert np.asarray(changed[id]).tobytes() == np.asarray(values).tobytes() or (
            np.asarray(values).dtype == object and (changed[id] == values).all()
        )
    assert shown(made.fields["sums.filled"], changed, None) == 2.0  # 3 and 4; 待填 is none
