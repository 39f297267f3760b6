"""Nothing a person writes into 评审记录 is lost or comes to stand beside another figure, whatever
happens in between.

A park is edited at random and refreshed, many times over. Every word a person writes is unique and
remembered with the figure it was written for; after each refresh every word must still be there,
once, in a row of its figure, in a row marked withdrawn, or in a free row. Ledger rows carry a mark
of their own (the partner) by which the test knows them.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from parkeval_xl.checks.finding import CheckContext
from parkeval_xl.checks.record_rows import columns
from parkeval_xl.core import values as v
from parkeval_xl.forms.record import WITHDRAWN
from tests.campaign import first, times
from tests.checks.desk import DECLARED, LAYOUT, RECORD, Desk


def check(desk: Desk) -> None:
    """Every word is there once, and beside its figure or nobody's."""
    cells = [
        (str(x), row)
        for c in RECORD.values()
        if c.is_input and c.key not in ("key", "memory")
        for row, x in enumerate(desk.inputs[c.id])
        if str(x).startswith("W")
    ]
    assert Counter(word for word, _ in cells) == Counter(list(desk.words))
    for word, row in cells:
        owner, figure = desk.owners[row], desk.words[word]
        assert owner in (figure, None), f"{word} was written for {figure} and stands beside {owner}"


ACTS = (
    "verify",
    "verify",
    "verify_elsewhere",
    "withdraw",
    "correct",
    "move",
    "rename",
    "write",
    "write",
    "write",
    "write_freely",
    "sort_record",
)


@pytest.mark.parametrize("seed", first(16, range(times(40))))
def test_nothing_written_is_lost_or_mixed_up(seed: int) -> None:
    desk = Desk(seed)
    desk.refresh()
    for _ in range(8):
        for _ in range(desk.random.randint(1, 4)):
            getattr(desk, desk.random.choice(ACTS))()
        desk.refresh()
        check(desk)


CHANGES: dict[str, Callable[[Desk], None]] = {  # what happens to the ledger between two refreshes
    "nothing": lambda desk: None,
    "a row inserted above": lambda desk: desk.move("insert", 0),
    "a row deleted above": lambda desk: desk.move("delete", 1),
    "all rows sorted": lambda desk: desk.move("shuffle", 0),
    "its company renamed": lambda desk: desk.rename(4),
    "its figure corrected": lambda desk: desk.correct(4),
    "verified anew": lambda desk: desk.set("utilised_verified", 4, 77.0),
    "another one verified": lambda desk: desk.set("utilised_verified", 3, 1.0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_stays_with_its_figure(change: str) -> None:
    """Row 4 is of the only 企业4: what is written for it is found again."""
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    desk.refresh()
    row = int(np.flatnonzero(desk.inputs["review.key"] == "ledger.utilised_verified#4")[0])
    mine = desk.owners[row]
    desk.inputs["review.answer"][row] = "同意"
    CHANGES[change](desk)
    desk.refresh()
    assert (
        desk.owners[desk.inputs["review.answer"].tolist().index("同意")]
        == mine
        == "ledger.utilised_verified P4"
    )


def test_an_answer_to_a_withdrawn_figure_stays_and_comes_back_with_it() -> None:
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    desk.refresh()
    desk.inputs["review.answer"][0] = "同意"
    desk.set("utilised_verified", 4, v.EMPTY)
    written = desk.refresh()
    assert (
        written["review.answer"][0],
        written["review.material"][0],
        written["review.verified"][0],
    ) == ("同意", WITHDRAWN, "")
    desk.set("utilised_verified", 4, 900.0)
    written = desk.refresh()
    assert (
        written["review.answer"][0],
        written["review.verified"][0],
        written["review.answer"][1],
    ) == ("同意", "900", "")


def test_an_answer_does_not_go_to_a_namesake() -> None:
    """Rows 0 and 10 are called the same. The one is withdrawn, the other verified: the answer was
    not given for it."""
    desk = Desk(0)
    desk.set("utilised_verified", 0, 900.0)
    desk.refresh()
    desk.inputs["review.answer"][0] = "同意"
    desk.set("utilised_verified", 0, v.EMPTY)
    desk.set("utilised_verified", 10, 950.0)
    written = desk.refresh()
    assert (
        written["review.answer"][:2].tolist() == ["", "同意"]
        and written["review.material"][1] == WITHDRAWN
    )


def test_without_an_entry_a_withdrawn_row_goes() -> None:
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    desk.inputs["ledger.remark"][4] = "复磅"
    assert desk.refresh()["review.reason"][0] == "复磅"
    desk.set("utilised_verified", 4, v.EMPTY)
    assert not any(
        (column != "").any() for id, column in desk.refresh().items() if RECORD[id[7:]].is_text
    )


def test_a_row_copied_for_a_second_round_stands_beside_the_first() -> None:
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    desk.refresh()
    for c in RECORD.values():
        if c.is_input:
            desk.inputs[c.id][9] = desk.inputs[c.id][0]
    desk.inputs["review.round"][0], desk.inputs["review.round"][9] = "1", "2"
    written = desk.refresh()
    assert (
        written["review.round"][:3].tolist() == ["1", "2", ""]
        and written["review.reported"][:2].tolist() == ["1,028"] * 2
    )


def test_the_reason_beside_the_figure_is_shown_until_a_person_writes_another() -> None:
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    for text in ("复磅", "第二次复磅", ""):
        desk.inputs["ledger.remark"][4] = text
        assert desk.refresh()["review.reason"][0] == text
    desk.inputs["review.reason"][0] = "按发票"
    desk.inputs["ledger.remark"][4] = "复磅"
    assert desk.refresh()["review.reason"][0] == "按发票"


def test_a_row_deleted_from_the_sheet_is_left_alone() -> None:
    """A deleted row reads as errors in every cell; the others are written around it."""
    layout = copy.deepcopy(LAYOUT)
    for c in RECORD.values():
        place = layout.places[c.id]
        place.rows = tuple(-1 if row == 0 else place.row + row for row in range(200))
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    for c in RECORD.values():
        if c.is_input:
            desk.inputs[c.id][0] = "#REF!"
    written = desk.refresh(layout)
    assert written["review.key"][:3].tolist() == ["#REF!", "ledger.utilised_verified#4", ""]


def test_a_record_that_lost_a_column_is_not_written() -> None:
    layout = copy.deepcopy(LAYOUT)
    layout.places["review.answer"].lost = "header"
    desk = Desk(0)
    desk.set("utilised_verified", 4, 900.0)
    assert (
        columns(CheckContext(DECLARED, layout, desk.inputs, DECLARED.graph.run(desk.inputs), {}))
        == {}
    )


@pytest.mark.parametrize("seed", range(times(10)))
def test_refreshing_twice_is_refreshing_once(seed: int) -> None:
    desk = Desk(seed)
    for _ in range(25):
        getattr(desk, desk.random.choice(ACTS))()
    desk.refresh()
    once = {id: x.copy() for id, x in desk.refresh().items()}
    again = desk.refresh()
    for id, column in once.items():
        np.testing.assert_array_equal(column, again[id], err_msg=id)
