"""Sheets of the experts: who judges, and per group of siblings the upper triangle to fill beside
the whole matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from ... import data
from ...functions.operations.weighting import (
    EXACT_INVERSE,
    JUDGED_POWER,
    JUDGEMENT,
    WHOLE_INVERSE,
)
from ...graph import DATE, TEXT, Block, Computed, Constant, Field, Input, Items, Ref, Rows, step
from ..sheet import FILLED, Headline, Sheet
from .tree import Group

JUDGED = "[<0.99]?/?;General"  # 1/3 reads better than 0.333
NAMES, FIGURES = 22.0, 9.0  # widths
CLAUSE = "S2 5.2.4"


@dataclass(frozen=True)
class Expert:
    """An expert's sheet: who, and the matrices in the order of the groups."""

    sheet: Sheet
    who: Items
    matrices: tuple[Block, ...]


def scale() -> tuple[dict[str, str], ...]:
    """The scale of judgements."""
    return data.table("synergy_index", "judgement_scale")


def bounds() -> tuple[float, float]:
    """What a judgement may be; 1/9 may be typed with two decimals."""
    most = max(float(row["value"]) for row in scale())
    return floor(100 / most) / 100, most


def expert(number: int, groups: Sequence[Group], headline: Headline) -> Expert:
    """The sheet of the expert of a number, from 1."""
    id = f"e{number:02d}"
    who = Items(
        id,
        "一、专家",
        [
            Input("expert", "姓名", kind=TEXT, help="不填姓名的专家不计入"),
            Input("body", "单位", kind=TEXT),
            Input("rank", "职务或职称", kind=TEXT),
            Input("date", "日期", kind=DATE, help="按 2025-06-30 的格式"),
        ],
    )
    matrices = tuple(_matrix(f"{id}.{g.id}", g, who["expert"]) for g in groups)
    widest = max(g.size for g in groups)
    spans: dict[str, tuple[int, ...]] = {
        b.id: (1 + widest - g.size,) for b, g in zip(matrices, groups, strict=True)
    }
    spans[id] = (2, widest - 1, widest)
    low, high = bounds()
    sheet = Sheet(
        f"专家{number}",
        f"专家{number}的两两比较",
        f"权重02表·{number}",
        "浅黄格填“行比列”的重要性：1 同等，3 稍微，5 明显，7 强烈，9 极端重要，反之填 "
        "1/3、1/5 等（写 =1/3，写 0.333 也按 1/3 计），"
        f"在 {low:g}～{high:g} 之间。出厂为 1；另一半自动取倒数。",
        [headline, who, *matrices],
        purpose="一名专家对各组指标的两两比较",
        portrait=True,
        signed=False,
        tab=FILLED,
        widths=(NAMES, *[FIGURES] * (2 * widest - 1)),
        spans=spans,
        size=9.0,
    )
    return Expert(sheet, who, matrices)


def _matrix(id: str, group: Group, name: Field) -> Block:
    """The judgements of a group: to fill above the diagonal, then the matrix they make."""
    low, high = bounds()
    size = group.size
    filled = {
        j: Input(
            f"x{j + 1}",
            group.names[j],
            low=low,
            high=high,
            pattern=JUDGED,
            only=tuple(range(j)),
            required=True,
            width=FIGURES,
        )
        for j in range(1, size)
    }
    exact = [_exact(j, size, filled.get(j), name, group.names[j]) for j in range(size)]
    whole = [
        Computed(
            f"a{j + 1}",
            f"÷{group.names[j]}",
            JUDGED_POWER,
            Rows(tuple(Ref("at", exact[max(i, j)], min(i, j)) for i in range(size))),
            Rows(tuple(-1 if i > j else 1 for i in range(size))),
            pattern=JUDGED,
            clause=CLAUSE,
            width=FIGURES,
        )
        for j in range(size)
    ]
    initial = [
        {"item": item} | {f"x{j + 1}": 1.0 for j in range(i + 1, size)}
        for i, item in enumerate(group.names)
    ]
    columns = [Constant("item", "行比列", kind=TEXT, width=NAMES), *filled.values(), *whole, *exact]
    return Block(id, title(group), size, columns, initial=initial, fixed=True)


def _exact(column: int, size: int, filled: Field | None, name: Field, label: str) -> Field:
    """The judgements of a column as they count, down to the diagonal: of an expert with a name,
    within the scale, rounded reciprocals made exact."""
    low, high = bounds()
    key = f"{column + 1}"
    typed = Rows(tuple(Ref("at", filled, i) if filled and i < column else 1 for i in range(size)))
    entered = step(f"j{key}", f"{label}·所填", JUDGEMENT, Ref("one", name), typed, low, high)
    inverse = step(f"k{key}", f"{label}·倒数", WHOLE_INVERSE, entered)
    return Computed(
        f"g{key}",
        f"{label}·判断",
        EXACT_INVERSE,
        entered,
        inverse,
        pattern=JUDGED,
        only=tuple(range(column + 1)),
        hidden=True,
        clause=CLAUSE,
    )


def title(group: Group) -> str:
    """What a group is called above its matrix."""
    return f"{group.name.replace('·', ' › ')}（{group.size} 项）"
