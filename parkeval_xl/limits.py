"""How much a workbook may be asked to hold: one table for the command line, JSON and received
files."""

from __future__ import annotations

from typing import NamedTuple

SCHEMA = 3  # of the plan; to be raised when fields change
MOST_ROWS = 20_000  # of a list; a file that claims more is not read so
MOST_LISTED = 25_000  # rows of the lists of a plan together, what a usual computer can hold


class Limit(NamedTuple):
    """The least and the most of a number that is asked for, and how people call it."""

    least: int
    most: int
    zh: str
    en: str


LIMITS = {
    "year": Limit(2000, 2100, "评价年", "year"),
    "base_year": Limit(2000, 2100, "基准年", "base year"),
    "rows": Limit(10, MOST_ROWS, "物料台账的行数", "rows of the ledger"),
    "flow_rows": Limit(1, 500, "核算项目清单的行数", "rows of flows"),
    "experts": Limit(1, 15, "专家数", "experts"),
    "schema": Limit(1, SCHEMA, "格式版本", "schema"),
    "firms": Limit(5, 500, "企业表的行数", "rows of firms"),
}
