"""Fields that take several cells, each with its helpers: totals, look-ups of factors."""

from __future__ import annotations

from typing import Any

from ..functions.operations.dates import DATE_SERIAL, DAY_NUMBER, ISO_DATE
from ..functions.operations.judgements import FIRST_FIT, RULE_FITS
from ..functions.operations.lookups import ROW_OF
from ..functions.operations.totals import (
    COLUMN_STATE,
    COLUMN_SUM,
    LABEL_STATE,
    LABEL_TOTAL,
    SUM_STATE,
)
from ..graph import Block, Computed, Field, Items, Ref, Step, step


def label_total(key: str, label: str, of: Any, labels: Any, figures: Any, **more: Any) -> Field:
    """The sum of the rows labelled `of` (a word, or one per row): errors and 待填 reach it."""
    whole = step(f"{key}_column", f"{label}·整列态", COLUMN_STATE, labels, figures)
    state = step(f"{key}_rows", f"{label}·态", LABEL_STATE, of, labels, figures, whole)
    return Computed(key, label, LABEL_TOTAL, state, of, labels, figures, **more)


def column_sum(key: str, label: str, figures: Any, **more: Any) -> Field:
    """The sum of a column: errors and 待填 reach it."""
    state = step(f"{key}_column", f"{label}·态", SUM_STATE, figures)
    return Computed(key, label, COLUMN_SUM, state, figures, **more)


def day_step(key: str, label: str, date: Any) -> Step:
    """A date as a number like 20250630."""
    serial = step(f"{key}_serial", f"{label}·序数", DATE_SERIAL, date)
    iso = step(f"{key}_iso", f"{label}·文字", ISO_DATE, serial)
    return step(key, label, DAY_NUMBER, date, serial, iso)


def day_beside(items: Items, key: str) -> Field:
    """The date of an item as a number like 20250630, in its row: for other sheets."""
    item = items[key]
    return _beside(items, item, day_step("day", f"{item.label}·日", item))


def row_beside(items: Items, key: str, names: Any, started: str, suffix: str = "row") -> Field:
    """The row of an item among names, looked for once, in the row of the item; `started` is empty
    where nothing chosen gives nothing, not 待填."""
    item = items[key]
    return _beside(items, item, step(suffix, f"{item.label}·行", ROW_OF, item, names, started))


def _beside(items: Items, item: Field, of: Step) -> Field:
    helper = Computed(of.key, of.label, of.function, *of.args, hidden=True)
    items.add(item, helper)
    id = f"{item.id}.{of.key}"
    return next(f for row in items.rows for f in row.values() if f.id == id)


def fitting_rules(rules: Block, conditions: tuple[str, ...], states: tuple[Any, ...]) -> Step:
    """The first line of a decision table that fits: beside each line whether it does."""
    columns = (Ref("row", rules.columns[key]) for key in conditions)
    fits = rules.helper("fits", "相符", RULE_FITS, *columns, *states)
    return step("rule", "相符的规则", FIRST_FIT, fits)
