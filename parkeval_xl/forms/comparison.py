"""因子口径比较: the same inputs under each set of factors, a column a set, never mixed within
one."""

from __future__ import annotations

from dataclasses import dataclass

from .. import data
from ..data import FactorSet
from ..functions.operations import CHANGE
from ..graph import TEXT, Block, Computed, Constant, Field, Items, Written, this
from .sheet import CALCULATED, Plan, Sheet, offered_sets

EMISSION = "#,##0.00"
ALL, TOTAL = "合计", "total"


@dataclass(frozen=True)
class ComparisonForms:
    """The sheet, and what `refresh` writes into it."""

    sheet: Sheet
    block: Block
    state: Items


def key_of(set: str) -> str:
    """The column of a set."""
    return set.replace("-", "_")


def rows_of(plan: Plan) -> list[tuple[str, str]]:
    """Id and name of each row: the materials that have a method, then the total."""
    materials = [m for m in map(data.material, plan.materials) if m.has_method]
    return [*((m.id, m.name) for m in materials), (TOTAL, ALL)]


def comparison(plan: Plan) -> ComparisonForms:
    """The comparison of a plan. The first column of figures is that of the set in use."""
    sets = sorted(offered_sets(), key=lambda s: s.id != plan.factor_set)
    columns = [column for s in sets for column in _columns(s, plan)]
    state = Items(
        "compared",
        "一、比较的口径",
        [
            Constant(
                "set",
                "本工作簿采用的口径",
                kind=TEXT,
                initial=sets[0].name,
                help="制表时选定；评价结论只用这一口径",
            ),
            Written("date", "比较日期", kind=TEXT, help="“刷新”写入以下各数的日期"),
            Constant(
                "view", "数据", kind=TEXT, initial="核定口径；各列的活动数据、替换值、核定值相同"
            ),
        ],
    )
    rows = rows_of(plan)
    block = Block(
        "factor_sets",
        "二、各口径的减排量",
        len(rows),
        [
            Constant("material", "物料", kind=TEXT, width=10),
            *columns,
            Written("differs", "取值不同的因子和参数", kind=TEXT, width=40),
            Written("note", "说明", kind=TEXT, width=44),
        ],
        initial=[{"material": name} for _, name in rows],
        fixed=True,
        note=(
            "每列从头到尾只用一种口径：因子按该口径的取用规则重新取值，"
            "该口径没有自己的行时用缺省行，并在“说明”中列出；"
            "参数的保守值只替换园区没有动过的缺省值。替换值、核定值和自有因子各列相同。"
        ),
    )
    sheet = Sheet(
        "因子口径比较",
        "排放因子口径比较",
        "园评05表·附",
        "本表由“刷新”写入，不填。",
        [state, block],
        purpose="同一数据在缺省、保守、标准表口径下的减排量",
        unit_note="tCO2e",
        signed=False,
        one_page=True,
        tab=CALCULATED,
        size=9.0,
        widths=_widths(block),
        spans={"compared": (2, 4, 2)},
        tall=("factor_sets",),
    )
    return ComparisonForms(sheet, block, state)


def _columns(set: FactorSet, plan: Plan) -> list[Field]:
    """The reduction under a set and, of those not in use, how far it lies from the one in use."""
    key, in_use = key_of(set.id), key_of(plan.factor_set)
    label = f"{set.name}口径" + ("（采用）" if key == in_use else "")
    reduction = Written(key, label, unit="tCO2e", pattern=EMISSION, width=15)
    if key == in_use:
        return [reduction]
    return [
        reduction,
        Computed(
            f"{key}_change",
            f"{set.name}比采用",
            CHANGE,
            getattr(this, key),
            getattr(this, in_use),
            pattern="0.0%",
            width=10,
        ),
    ]


def _widths(block: Block) -> tuple[float, ...]:
    return tuple(c.width for c in block.columns.values())
