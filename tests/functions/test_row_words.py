"""The words of a row, function by function, by hand. Whole rows: forms/test_status."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.functions.registry import NUMBER, TEXT
from parkeval_xl.functions.row_words import (
    BREAKS,
    FAILS,
    LACKS,
    UNLISTED,
    WAITS,
    Fault,
    faults_function,
    sentence_function,
    started_function,
    status_function,
)

PENDING, NOT_APPLICABLE, NA = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, CellError.NA
LISTED = "||待填|甲|乙|"


def cell(content: Any, kind: str) -> Any:
    return np.float64(v.number(content)) if kind == NUMBER else np.array(v.text(content), object)


def given(function: Any, *contents: Any) -> str:
    pairs = zip(contents, function.params, strict=True)
    return str(np.asarray(function.kernel(*(cell(c, p.kind) for c, p in pairs)), object)[()])


@pytest.mark.parametrize(
    "fault, contents, told",
    [
        (Fault(LACKS, "量"), (None,), True),
        (Fault(LACKS, "量"), (PENDING,), True),
        (Fault(LACKS, "量"), (0,), False),
        (Fault(LACKS, "量"), (NA,), False),
        (Fault(LACKS, "名", TEXT), (None,), True),
        (Fault(LACKS, "名", TEXT), (PENDING,), True),
        (Fault(LACKS, "名", TEXT), ("甲",), False),
        (Fault(LACKS, "名", TEXT), (NA,), False),
        (Fault(WAITS, "量"), (None,), False),
        (Fault(WAITS, "量"), (PENDING,), True),
        (Fault(FAILS, "量", low=0), (-1,), True),
        (Fault(FAILS, "量", low=0), (0,), False),
        (Fault(FAILS, "量", low=0, high=100), (100.5,), True),
        (Fault(FAILS, "量"), (-1,), False),
        (Fault(FAILS, "量"), (NA,), True),
        (Fault(FAILS, "量"), (PENDING,), False),
        (Fault(FAILS, "量"), (None,), False),
        (Fault(FAILS, "名", TEXT), (NA,), True),
        (Fault(FAILS, "名", TEXT), ("甲",), False),
        (Fault(BREAKS, "配", others=(TEXT,)), (NA, "t"), True),
        (Fault(BREAKS, "配", others=(TEXT,)), (NA, NA), False),  # told there
        (Fault(BREAKS, "配", others=(TEXT,)), (1, "t"), False),
        (Fault(UNLISTED, "词"), ("甲", LISTED), False),
        (Fault(UNLISTED, "词"), (None, LISTED), False),
        (Fault(UNLISTED, "词"), (PENDING, LISTED), False),
        (Fault(UNLISTED, "词"), ("丙", LISTED), True),
        (Fault(UNLISTED, "词"), ("甲乙", LISTED), True),
        (Fault(UNLISTED, "词"), (NA, LISTED), True),
    ],
)
def test_a_fault_is_told_where_it_is(fault: Fault, contents: tuple[Any, ...], told: bool) -> None:
    assert given(faults_function((fault,)), *contents) == (f"、{fault.words}" if told else "")


def test_faults_stand_in_their_order() -> None:
    both = faults_function((Fault(LACKS, "名", TEXT), Fault(FAILS, "量")))
    assert given(both, None, NA) == "、名、量"


@pytest.mark.parametrize(
    "begun, gaps, faults, sentence, status",
    [
        (1, "", "", "", "完整"),
        (1, "、名、量", "", "；待填：名、量", "待填：名、量"),
        (1, "", "、位", "；有误：位", "有误：位"),
        (1, "、名", "、位", "；待填：名；有误：位", "待填：名；有误：位"),
        (None, "、名", "", "", ""),  # a row not begun lacks nothing
        (None, "、名", "、位", "；有误：位", "有误：位"),
        (0, "、名", "", "", "待填：各年"),
    ],
)
def test_a_sentence_and_the_words_of_a_row(
    begun: Any, gaps: str, faults: str, sentence: str, status: str
) -> None:
    assert given(sentence_function(True, True, False), begun, gaps, faults) == sentence
    assert given(status_function(False, "待填：各年"), begun, sentence) == status


def test_a_row_begins_with_anything() -> None:
    started = started_function(1, 1)
    for contents in (("甲", None), (None, 0), (NA, None), (None, NA), (None, NOT_APPLICABLE)):
        assert given(started, *contents) == "1.0"
    assert np.isnan(float(given(started, None, None)))


def test_words_are_cut_where_hosts_end() -> None:
    assert given(status_function(True), "；" + "字" * 300) == "字" * 255
