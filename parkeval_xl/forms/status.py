"""状态: beside each row of entries the words for what it lacks or has wrong, made from the
declarations of its operands (required, unit, kind): no sheet writes its own.

Each operand is looked at where formulas take it from: the figure used, else what was entered, else
the helper that places a word in its list or a unit in its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..core.values import PENDING_TEXT
from ..functions.operations.entries import ENTRY
from ..functions.registry import NUMBER, TEXT
from ..functions.row_words import (
    FAILS,
    LACKS,
    UNLISTED,
    WAITS,
    Fault,
    faults_function,
    joined_function,
    sentence_function,
    started_function,
    status_function,
)
from ..graph import CHOICE, DATE, PARK, RULE, UNIT, Computed, Field, Named, Ref, Step, step
from .sheet import Plan, bars

SINCE = 3  # the schema that brought the column
KEY, LABEL, WIDTH = "status", "状态", 16.0
TOGETHER = 2  # operands a helper cell
Said = tuple[Fault, tuple[Any, ...]]  # a fault, and the cells it looks at


def is_status(field: Field) -> bool:
    """Whether a field is the words of a row."""
    return field.key == KEY and field.function is not None


def operands(columns: Iterable[Field]) -> list[Field]:
    """The fields of a row that the park enters."""
    return [
        c
        for c in columns
        if c.is_input and not c.hidden and (c.writer == PARK or (c.writer == RULE and c.spare))
    ]


def split(columns: Iterable[Field]) -> tuple[list[Field], list[Field]]:
    """The texts among some fields, and the figures."""
    given = list(columns)
    return [c for c in given if c.is_text], [c for c in given if not c.is_text]


def typed(columns: Iterable[Field], key: str = "begun", label: str = "本行已填") -> Step:
    """1 where one of these inputs of a row holds something."""
    texts, figures = split(columns)
    cells = (Ref("row", c) for c in (*texts, *figures))
    return step(key, label, started_function(len(texts), len(figures)), *cells)


def with_status(
    plan: Plan,
    columns: Sequence[Field],
    *,
    before: str,
    begun: Any = None,
    judges: Mapping[str, Any] | None = None,
    lists: Mapping[str, Named] | None = None,
    also: Sequence[Said] = (),
    empty: str = "",
    width: float = WIDTH,
) -> list[Field]:
    """The columns of a list with 状态 before the column of a key.

    `begun` is a cell that is 1 in a row in use, 0 in one asked for that has nothing yet (of which
    `empty` is said); without it all rows are in use. `judges` are, by key, the cells that judge an
    operand, where it is not its own, `lists` the words to choose from, joined, where they stand in
    a cell; `also` are faults of operands together.
    """
    if plan.schema < SINCE:
        return list(columns)
    there = {c.key: c for c in columns}
    given = [(c, (judges or {}).get(c.key) or _judge(c, there)) for c in operands(columns)]
    lacking = [fault for c, judge in given if (fault := _lacks(c, judge, there))]
    known = lists or {}
    wrong = [f for c, judge in given if (f := _wrong(c, judge, known.get(c.key), there))]
    wrong += also
    told = [
        _listed(key, label, faults)
        for key, label, faults in (("gaps", "缺", lacking), ("faults", "错", wrong))
        if faults
    ]
    always, rows = begun is None, () if begun is None else (begun,)
    sentence = sentence_function(bool(lacking), bool(wrong), always)
    said = step("said", "缺的和错的", sentence, *rows, *told)
    status = Computed(
        KEY,
        LABEL,
        status_function(always, empty),
        *rows,
        said,
        width=width,
        help="本行还缺哪些、哪些填错；没有缺错的为完整，没填的行为空",
    )
    at = list(there).index(before)
    return [*columns[:at], status, *columns[at:]]


def _judge(c: Field, there: Mapping[str, Field]) -> Any:
    """The cell that formulas take a figure from."""
    if c.kind != NUMBER:
        return None
    if f"{c.key}_used" in there:
        return ("this", c.key)
    return step(f"{c.key}_entry", f"{c.label}·填", ENTRY, Ref("row", c))


def _lacks(c: Field, judge: Any, there: Mapping[str, Field]) -> Said | None:
    if c.needed:
        seen = judge if judge is not None and c.kind in (NUMBER, TEXT, DATE) else Ref("row", c)
        return Fault(LACKS, c.label, _kind(seen, there)), (seen,)
    return (Fault(WAITS, c.label, _kind(judge, there)), (judge,)) if judge is not None else None


def choosable(words: Iterable[str]) -> str:
    """The words to choose from, joined; an empty cell and 待填 are no wrong word."""
    return bars(("", PENDING_TEXT, *words))


def _wrong(c: Field, judge: Any, known: Named | None, there: Mapping[str, Field]) -> Said | None:
    words = f"{c.label}{c.fault or _why(c)}"
    if judge is not None and (c.fault or c.kind not in (TEXT, DATE)):
        return Fault(FAILS, words, _kind(judge, there), c.low, c.high), (judge,)
    if c.kind == CHOICE and c.choices:
        return Fault(UNLISTED, words), (Ref("row", c), known or choosable(c.choices))
    return None


def _why(c: Field) -> str:
    """What is wrong with an entry that is not taken; of a figure its name says enough."""
    return {NUMBER: "", UNIT: "无法识别"}.get(c.kind, "不在可选项")


def _kind(cell: Any, there: Mapping[str, Field]) -> str:
    if isinstance(cell, Step):
        return cell.function.result
    found = there[cell[1]] if isinstance(cell, tuple) else cell.field
    return TEXT if found.is_text else NUMBER


def _listed(key: str, label: str, faults: Sequence[Said]) -> Step:
    """The words of all faults: two in a helper cell, then joined."""
    cells = []
    for i in range(0, len(faults), TOGETHER):
        some = faults[i : i + TOGETHER]
        asked = tuple(fault for fault, _ in some)
        words = "、".join(fault.words for fault in asked)
        seen = (cell for _, cells_ in some for cell in cells_)
        one = f"{key}{i // TOGETHER + 1}"
        cells.append(step(one, f"{label}·{words}", faults_function(asked), *seen))
    return cells[0] if len(cells) == 1 else step(key, label, joined_function(len(cells)), *cells)
