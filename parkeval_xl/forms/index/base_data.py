"""基础数据: every raw figure of an index once, a row a figure, a column a year, sorted by the
department that answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...data.index_rows import Figure, Index
from ...functions.operations import CHANGE, SAME, WITHIN
from ...functions.operations.entries import ENTRY, VERIFIED_FIRST
from ...functions.operations.row_states import ASKED_LINE
from ...graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Ref,
    Remark,
    Rows,
    Verified,
    step,
    this,
)
from ..ledger import VERDICTS, WAYS
from ..sheet import FILLED, Plan, Sheet
from ..status import SINCE, typed, with_status
from ..years import Years

FIGURE = "#,##0.####"
NOTHING_YET = "待填：各年"
COUNTS = ("家", "个", "人", "项", "件", "天", "次", "辆", "台（套）", "份")
USES = {
    "overall": "整体评价",
    "enterprise": "企业",
    "check": "核对",
    "carbon": "能源与碳排放",
    "synergy": "协同度",
}
Results = Mapping[
    str, tuple[Field, int]
]  # figures that 协同度 gives: the column, and the place of its first year


LINES = {
    "line": "填",
    "line_below": "核",
}  # what the two lines of a figure are for, as they are made


def two_lines() -> tuple[Field, Field]:
    """The column that says which line of a figure is whose."""
    return Constant("line", "行别", kind=TEXT, width=4.5), Constant(
        "line_below", "核定行", kind=TEXT, under="line"
    )


@dataclass(frozen=True)
class BaseForms:
    """The sheet, the block of typed figures in the order of its rows, that of the figures another
    sheet computes, and those that the results of 协同度 are."""

    sheet: Sheet
    block: Block
    figures: tuple[Figure, ...]
    computed: Block | None
    others: tuple[Figure, ...]
    results: Results = field(default_factory=dict)

    def cell(self, id: str, year: int) -> Ref:
        """The figure used in a year, by the place of the year."""
        if id in self.results:
            column, first = self.results[id]
            return Ref("at", column, year - first)
        for block, figures in ((self.block, self.figures), (self.computed, self.others)):
            row = next((i for i, f in enumerate(figures) if f.id == id), None)
            if row is not None and block is not None:
                return block.at(f"y{year}", row)
        raise KeyError(id)

    def has(self, id: str, year: int | None) -> bool:
        """Whether there is such a figure for a year: results may begin later."""
        return year is not None and (id not in self.results or year >= self.results[id][1])


def base_data(
    plan: Plan, index: Index, years: Years, totals: Block | None, sums: Items | None
) -> BaseForms:
    """The sheet of an index. `totals` is the block whose rows (by `id`) are figures that another
    sheet computes; `sums` what the figures of the firms add up to, beside the evaluation year."""
    others = tuple(f for f in index.figures if f.from_energy) if totals is not None else ()
    order = list(dict.fromkeys(f.department for f in index.figures))
    figures = tuple(
        sorted(
            (f for f in index.figures if f not in others and not f.from_synergy),
            key=lambda f: order.index(f.department),
        )
    )
    reported = [
        Input(f"y{y}", f"{year}年", width=10.5, needed=True) for y, year in enumerate(years.all)
    ]
    verified = [
        Verified(f"y{y}", f"{year}年核定", under=f"y{y}") for y, year in enumerate(years.all)
    ]
    used = [
        Computed(
            f"y{y}_used",
            f"{year}年采用",
            WITHIN,
            step(
                f"y{y}_first",
                f"{year}年核定或填报",
                VERIFIED_FIRST,
                Ref("row", verified[y]),
                step(f"y{y}_entry", f"{year}年·填", ENTRY, Ref("row", reported[y])),
            ),
            this.most,
            hidden=True,
        )
        for y, year in enumerate(years.all)
    ]
    of_firms = {f.key: f for f in sums.fields} if sums else {}
    firms = _beside_firms(figures, of_firms, used[-1], years)
    columns = [
        Constant("no", "编号", kind=TEXT, width=5.5),
        Constant("name", "数据项", kind=TEXT, width=20),
        Constant("unit", "单位", kind=TEXT, width=7.5),
        *two_lines(),
        *reported,
        Input("way", "获取方式", kind=CHOICE, choices=WAYS, width=8.5),
        Input("source", "来源", kind=TEXT, width=10),
        Input("evidence", "证据编号", kind=TEXT, width=8),
        Computed(
            "change",
            "比上年",
            CHANGE,
            *(Ref("row", used[k]) for k in (-1, -2)),
            pattern="0.0%",
            width=8,
        ),
        *firms,
        Constant("department", "责任部门", kind=TEXT, width=8.5),
        Constant("definition", "口径", kind=TEXT, width=28),
        Constant("uses", "用于", kind=TEXT, width=12),
        Remark("verdict", "结论", kind=CHOICE, choices=VERDICTS, width=8),
        Remark("remark", "意见", width=14),
        Constant("id", "数据项代号", kind=TEXT, hidden=True),
        Constant("need", "必填", kind=TEXT, hidden=True),
        Constant("most", "最多", pattern="0", hidden=True),
        *verified,
        *used,
    ]
    begun = step("in_use", "本行在用", ASKED_LINE, typed([*reported, *verified]), this.need)
    block = Block(
        "base",
        "二、各部门填报",
        len(figures),
        with_status(plan, columns, before="change", begun=begun, empty=NOTHING_YET),
        initial=[
            _initial(f"B{i:02d}", f)
            | LINES
            | {"need": "必填" if f.required else "可选", "most": most(f)}
            for i, f in enumerate(figures, 1)
        ],
        fixed=True,
        started_by="name",
        patterns=[_pattern(f) for f in figures],
        note="每个数只填一次；评审人员在下一行核定。没有发生的填 0，暂时没有的填“待填”。",
    )
    computed = _computed(others, years, totals, of_firms) if totals is not None and others else None
    sheet = Sheet(
        "基础数据",
        "基础数据",
        "园评12表",
        (
            "各责任部门填本部门各项的“填”行（浅黄），评审人员填“核”行（浅蓝）；"
            "有核定值的按核定值计算。"
        ),
        [p for p in (computed, block) if p is not None],
        purpose="指标所用的全部原始数据，每年一列，每数一填",
        tab=FILLED,
        size=9.0,
        spans={"base_computed": (1, 1, 2, *[1] * len(years.all), 4 + (plan.schema >= SINCE))},
    )
    return BaseForms(sheet, block, figures, computed, others)


def _beside_firms(
    figures: tuple[Figure, ...], of_firms: Mapping[str, Field], used: Field, years: Years
) -> list[Field]:
    """What the firms add up to, beside the figures of the evaluation year, and how far that is from
    them."""
    rows = tuple(i for i, f in enumerate(figures) if f.id in of_firms)
    return (
        []
        if not rows
        else [
            Computed(
                "firms",
                "企业合计",
                SAME,
                Rows(tuple(of_firms.get(f.id, "") for f in figures)),
                only=rows,
                width=10.5,
                pattern="#,##0.00",
                help=f"企业表{years.all[-1]}年各行之和；规模以下企业不在其中时会小于本行",
            ),
            Computed(
                "firms_gap",
                "差",
                CHANGE,
                this.firms,
                Ref("row", used),
                pattern="0.0%",
                only=rows,
                width=7.5,
            ),
        ]
    )


def _computed(
    figures: tuple[Figure, ...], years: Years, totals: Block, of_firms: Mapping[str, Field]
) -> Block:
    ids = [str(b["id"]) for b in totals.initial]
    initial = [_initial(f"E{i:02d}", f) for i, f in enumerate(figures, 1)]
    yearly = [
        Computed(
            f"y{y}",
            f"{year}年",
            SAME,
            Rows(tuple(totals.at(f"y{y}", ids.index(f.id)) for f in figures)),
            pattern="#,##0.00",
        )
        for y, year in enumerate(years.all)
    ]
    return Block(
        "base_computed",
        "一、由“能源与碳排放”表计算",
        len(figures),
        [
            Constant("no", "编号", kind=TEXT),
            Constant("name", "数据项", kind=TEXT),
            Constant("unit", "单位", kind=TEXT),
            *yearly,
            Computed(
                "change",
                "比上年",
                CHANGE,
                *(Ref("row", yearly[k]) for k in (-1, -2)),
                pattern="0.0%",
                unitless=True,
            ),
            *_beside_firms(figures, of_firms, yearly[-1], years),
            Constant("id", "数据项代号", kind=TEXT, hidden=True),
        ],
        initial=[{k: b[k] for k in ("no", "name", "unit", "id")} for b in initial],
        fixed=True,
        started_by="name",
    )


def most(figure: Figure) -> float | None:
    """What a figure can be at most, whoever typed it: a share is not above the whole."""
    return 100.0 if figure.unit == "%" else None


def _pattern(figure: Figure) -> str:
    return "0" if figure.unit == "年" else "#,##0" if figure.unit in COUNTS else "#,##0.00"


def _initial(number: str, figure: Figure) -> dict[str, str]:
    numbers = [u for u in figure.used_by.split(";") if u[:1].isdigit()]
    names = [n.removesuffix("alt") + ("（备选）" if n.endswith("alt") else "") for n in numbers]
    uses = [f"指标{'、'.join(names)}"] if numbers else []
    uses += [USES.get(u, u) for u in figure.used_by.split(";") if u and not u[:1].isdigit()]
    return {
        "no": number,
        "name": figure.name,
        "unit": figure.unit,
        "department": figure.department,
        "definition": figure.definition,
        "uses": "；".join(uses),
        "id": figure.id,
    }
