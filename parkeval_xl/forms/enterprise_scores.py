"""Scores of firms and candidate projects as formulas, from the table of dimensions: by row and
dimension the value, the best of the sector, the advanced value and the score; then total, light and
the weakest dimension.

A list of firms made with at most LIVE rows computes them in its cells. Above that, every cell would
look through hundreds of rows: there `refresh` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import data
from ..core import enterprise as core
from ..core import values as v
from ..core.expression import Node, parse
from ..data import EnterpriseDimension
from ..functions.firms import (
    FIRST_OF_SECTOR,
    TOGETHER,
    applying_function,
    dimension_function,
    figures_function,
    lowest_function,
    part_function,
    points_function,
    scored_function,
    weakest_function,
)
from ..functions.firms import TOTAL as TOTAL_OF
from ..functions.operations import (
    ADVANCED,
    AGAINST_LESS,
    AGAINST_MORE,
    BENCHMARK,
    BENCHMARK_ROW,
    BEST_QUANTILE,
    CODE_NUMERALS,
    CODE_REST,
    CODE_SECTOR,
    CODE_TEXT,
    COMPARED,
    FIGURES,
    FIRM_FIGURE,
    FIRMS_BEFORE,
    KEY_ABOVE,
    KEY_AT,
    KEY_BELOW,
    LESS_FIRST,
    MORE_FIRST,
    NTH_LEAST,
    NUMBER_AT_ELSE,
    ONE_OF_THREE,
    QUANTILE_PLACE,
    SCORE_LESS,
    SCORE_MORE,
    SECTOR_LISTED,
    SECTOR_OF,
    SECTOR_ROW,
    SIZE_OF_SECTOR,
    SORTED_AT,
)
from ..functions.operations.lookups import NUMBER_AT
from ..functions.registry import TEXT
from ..functions.row_words import started_function
from ..graph import Block, Computed, Constant, Field, Items, Ref, Written, step, this
from .sheet import Plan, printed
from .status import split

S2, CLAUSE = "synergy_index", "S2 案例1"
FIRMS, LIVE = 50, 50  # rows of the list of firms, usually and for scores in cells
SCORE, TOTAL, FIGURE = "0.00", "0.0", "#,##0.0000"
ADMISSION = ("建议准入", "审慎", "不建议")
LIGHTS = (core.GREEN, core.YELLOW, core.RED)
REFRESHED, ALIVE = "由“刷新”写入", "随填随算"
_ZERO = {"na": v.NOT_APPLICABLE, "full": 0.0, "error": core.DIV0}


def limit(id: str) -> float:
    """A number of the enterprise index."""
    return data.standard(S2).threshold(f"firm_{id}").value


def is_live(plan: Plan) -> bool:
    """Whether scores are formulas: by the rows the workbook was made with, not by those that people
    added or deleted."""
    return plan.made_size("firms", FIRMS) <= LIVE


def how(live: bool) -> str:
    """How a score comes into its cell, in words."""
    return ALIVE if live else REFRESHED


def dimensions() -> tuple[core.Dimension, ...]:
    """The dimensions as core takes them."""
    return tuple(map(dimension, data.enterprise().dimensions))


def dimension(d: EnterpriseDimension) -> core.Dimension:
    """A dimension as core takes it."""
    return core.Dimension(
        d.formula, d.direction == "negative", d.weight, _ZERO[d.when_zero], d.unit == "%"
    )


def _unseen(d: EnterpriseDimension) -> dict[str, Any]:
    """How a hidden figure of a dimension is told of in explanations."""
    return {"unit": printed(d.unit), "pattern": FIGURE, "clause": CLAUSE, "hidden": True}


def figure_fields(inputs: Iterable[Field]) -> dict[str, Field]:
    """By the key of an input the cell that formulas take its figure from."""
    return {
        f.key: Computed(f"n_{f.key}", f"{f.label}·数", FIRM_FIGURE, Ref("row", f), hidden=True)
        for f in inputs
        if not f.is_text
    }


def _code_steps(code: Any) -> tuple[Any, ...]:
    """An industry code taken apart."""
    text = step("code_text", "行业代码·文字", CODE_TEXT, code)
    numerals = step("code_numerals", "行业代码·数字", CODE_NUMERALS, text)
    first = step("code_sector", "行业代码·前两位", CODE_SECTOR, numerals)
    return text, numerals, first, step("code_rest", "行业代码·后两位", CODE_REST, numerals)


def sector_listed() -> Field:
    """The sector of a row of the table of benchmarks."""
    return Computed("sector", "大类", SECTOR_LISTED, *_code_steps(this.code), hidden=True)


class Scores:
    """The columns that score the rows of a list from what people fill into `inputs`, whose figures
    stand in `figures`. `firms` are the scores of the firms that the rows are held against; None:
    the rows themselves, among which the best of the park and of its sectors (in a table of `rows`)
    are found, and for which `benchmarks` are entered by sector."""

    def __init__(
        self,
        inputs: Iterable[Field],
        figures: Mapping[str, Field],
        benchmarks: Mapping[str, Field] | None = None,
        rows: int = 0,
        firms: Scores | None = None,
    ) -> None:
        self.figures = dict(figures)
        self.own = firms is None
        inputs = list(inputs)
        texts, numbers = split(inputs)
        self.started = Computed(
            "started",
            "已填",
            started_function(len(texts), len(numbers)),
            *(Ref("row", f) for f in (*texts, *numbers)),
            hidden=True,
        )
        self.sector = Computed(
            "sector",
            "大类",
            SECTOR_OF,
            *_code_steps(this.sector_code),
            Ref("row", self.started),
            hidden=True,
        )
        table = data.enterprise().dimensions
        self.values = {d.key: self._value(d) for d in table}
        self.of_all = self.sector if firms is None else firms.sector
        self.first = self._first()
        self.peer: Field = self._peer() if firms is None else firms.peer
        self.listed: Field = sector_listed() if firms is None else firms.listed
        self.row = self._row()
        self.benchmark_row = Computed(
            "benchmark_row",
            "行业基准行",
            BENCHMARK_ROW,
            Ref("row", self.sector),
            Ref("column", self.listed),
            hidden=True,
        )
        if firms is None:
            self.orders = {d.key: self._order(d) for d in table}
            self.sorted = {d.key: self._sorted(d) for d in table}
            self.best, self.peers = park_best(self.orders), sector_best(rows, self)
            self.stated = {d.key: self._stated(d, (benchmarks or {})[d.key]) for d in table}
        else:
            self.orders, self.sorted = {}, {}
            self.best, self.peers, self.stated = firms.best, firms.peers, firms.stated
        self.owns = {d.key: self._own(d) for d in table}
        self.others = {d.key: self._other(d) for d in table}
        self.advanced = {d.key: self._advanced(d) for d in table}
        self.against = {d.key: self._against(d) for d in table}
        self.scores = {d.key: self._score(d) for d in table}
        self.compared = {
            d.key: Computed(
                f"compared_{d.key}",
                f"{d.name}得分·比较",
                COMPARED,
                Ref("row", self.scores[d.key]),
                hidden=True,
            )
            for d in table
        }

    def _value(self, d: EnterpriseDimension) -> Field:
        columns = {c.id: c for c in data.enterprise().columns}
        tree = parse(d.formula)
        fields = {
            i: self.figures[columns[i.id].key]
            for i in tree.items
            if columns[i.id].key in self.figures
        }
        required = tuple(columns[i.id].is_required for i in fields)
        state = step(
            f"given_{d.key}",
            f"{d.name}·齐备",
            figures_function(required),
            Ref("row", self.started),
            *(Ref("row", f) for f in fields.values()),
        )

        def part(key: str, label: str, node: Node) -> Any:
            items = tuple(i for i in node.items() if i in fields)
            if node.item in items and columns[items[0].id].is_required:
                return Ref("row", fields[items[0]])
            optional = tuple(not columns[i.id].is_required for i in items)
            function = part_function(f"{d.name}的{label}", node, items, optional)
            cells = (Ref("row", fields[i]) for i in items)
            return step(f"{key}_{d.key}", f"{d.name}·{label}", function, state, *cells)

        parts = [part("up", "分子", tree.numerator)]
        if tree.divides:
            parts.append(part("down", "分母", tree.denominator))
        function = dimension_function(dimension(d), tree.divides, d.definition)
        return Computed(f"value_{d.key}", f"{d.name}值", function, state, *parts, **_unseen(d))

    def _first(self) -> Field:
        return Computed(
            "sector_first",
            "大类首行",
            FIRST_OF_SECTOR,
            Ref("column", self.sector),
            Ref("row", self.sector),
            int(limit("sector_size")),
            hidden=True,
        )

    def _peer(self) -> Field:
        """The column of sectors of the table of their best."""
        return Computed(
            "sector",
            "行业大类",
            NTH_LEAST,
            Ref("column", self.first),
            this.no,
            pattern="00",
            help=f"企业不少于{limit('sector_size'):g}家的行业",
        )

    def _row(self) -> Field:
        return Computed(
            "sector_row",
            "同行业先进值行",
            SECTOR_ROW,
            Ref("row", self.sector),
            Ref("column", self.of_all),
            Ref("column", self.peer),
            int(limit("sector_size")),
            hidden=True,
        )

    def _order(self, d: EnterpriseDimension) -> Field:
        function = LESS_FIRST if d.direction == "negative" else MORE_FIRST
        return Computed(
            f"order_{d.key}", f"{d.name}排序", function, Ref("row", self.values[d.key]), hidden=True
        )

    def _sorted(self, d: EnterpriseDimension) -> Field:
        key = self.orders[d.key]
        return Computed(
            f"at_{d.key}",
            f"{d.name}排位",
            SORTED_AT,
            Ref("row", key),
            Ref("column", key),
            Ref("row", self.row),
            hidden=True,
        )

    def _own(self, d: EnterpriseDimension) -> Field:
        return Computed(
            f"own_{d.key}",
            f"{d.name}同业先进",
            NUMBER_AT,
            Ref("row", self.row),
            getattr(self.peers, d.key),
            **_unseen(d),
        )

    def _stated(self, d: EnterpriseDimension, benchmark: Field) -> Field:
        """A column of the table of benchmarks."""
        return Computed(
            f"stated_{d.key}",
            f"{d.name}基准或全园区先进",
            BENCHMARK,
            step(f"n_{benchmark.key}", f"{benchmark.label}·数", FIRM_FIGURE, Ref("row", benchmark)),
            self.best[d.key],
            **_unseen(d),
        )

    def _other(self, d: EnterpriseDimension) -> Field:
        return Computed(
            f"other_{d.key}",
            f"{d.name}基准或全园区先进",
            NUMBER_AT_ELSE,
            Ref("row", self.benchmark_row),
            Ref("column", self.stated[d.key]),
            self.best[d.key],
            guard=(Ref("row", self.sector), ""),
            **_unseen(d),
        )

    def _advanced(self, d: EnterpriseDimension) -> Field:
        return Computed(
            f"advanced_{d.key}",
            f"{d.name}先进值",
            ADVANCED,
            Ref("row", self.owns[d.key]),
            Ref("row", self.others[d.key]),
            guard=(Ref("row", self.sector), ""),
            **_unseen(d),
        )

    def _against(self, d: EnterpriseDimension) -> Field:
        function = AGAINST_LESS if d.direction == "negative" else AGAINST_MORE
        return Computed(
            f"against_{d.key}",
            f"{d.name}对照",
            function,
            Ref("row", self.sector),
            Ref("row", self.values[d.key]),
            Ref("row", self.advanced[d.key]),
            **_unseen(d),
        )

    def _score(self, d: EnterpriseDimension) -> Field:
        function = SCORE_LESS if d.direction == "negative" else SCORE_MORE
        return Computed(
            f"score_{d.key}",
            f"{d.name}得分",
            function,
            Ref("row", self.against[d.key]),
            Ref("row", self.values[d.key]),
            hidden=not self.own,
            **score_look(d, True),
        )

    @property
    def of_sectors(self) -> list[Field]:
        """The hidden columns of the table of benchmarks."""
        return [self.listed, *self.stated.values()]

    @property
    def helpers(self) -> list[Field]:
        """The hidden columns."""
        first = [self.started, self.sector, *([self.first] if self.own else []), self.row]
        columns = [
            *self.values.values(),
            *self.orders.values(),
            *self.sorted.values(),
            *self.owns.values(),
            *self.others.values(),
            *self.advanced.values(),
            *self.against.values(),
            *(() if self.own else self.scores.values()),
        ]
        return [*first, self.benchmark_row, *columns]

    def total(self, **look: Any) -> Field:
        """The total of a row."""
        weights = tuple(d.weight for d in data.enterprise().dimensions)
        cells = [Ref("row", s) for s in self.scores.values()]
        state = step("total_state", "总分·态", scored_function(len(cells)), *cells)
        return Computed(
            "total",
            "总分",
            TOTAL_OF,
            state,
            step("total_points", "总分·加权得分", points_function(weights), state, *cells),
            step("total_weight", "总分·适用权重", applying_function(weights), state, *cells),
            **look,
        )

    def weakest(self, **look: Any) -> list[Field]:
        """The weakest dimension, and the helper columns it needs: a few dimensions are looked at in
        one cell, the heaviest first."""
        table = sorted(data.enterprise().dimensions, key=lambda d: -d.weight)
        cells = {d.key: Ref("row", self.compared[d.key]) for d in table}
        lowest = Computed(
            "lowest", "最低得分", lowest_function(len(table)), *cells.values(), hidden=True
        )
        found: list[Field] = []
        for i in reversed(range(0, len(table), TOGETHER)):
            some = table[i : i + TOGETHER]
            function = weakest_function(tuple(d.name for d in some), i == 0, not found)
            rest = [Ref("row", found[0])] if found else []
            more = look if i == 0 else {"hidden": True}
            key, label = (
                ("weakest", "短板指标") if i == 0 else (f"weakest_{i}", f"短板指标·{i + 1}起")
            )
            args = (Ref("row", lowest), *(cells[d.key] for d in some), *rest)
            found.insert(0, Computed(key, label, function, *args, **more))
        return [found[0], *self.compared.values(), lowest, *found[1:]]


def _by_total(key: str, label: str, words: tuple[str, str, str], **look: Any) -> Field:
    """One of three words by the total of the row."""
    return Computed(
        key, label, ONE_OF_THREE, this.total, limit("green"), limit("yellow"), *words, **look
    )


def score_look(d: EnterpriseDimension, live: bool) -> dict[str, Any]:
    """How the column of a score looks."""
    return {
        "pattern": SCORE,
        "width": 6.5,
        "clause": CLAUSE,
        "help": f"{d.definition}{d.advanced_rule}。{how(live)}。",
    }


def firm_results(scores: Scores | None) -> tuple[list[Field], list[Field]]:
    """What a firm comes to, and the hidden columns it takes where it is computed in the cells
    (`scores`)."""
    source = how(scores is not None)
    total: dict[str, Any] = {
        "pattern": TOTAL,
        "width": 6.5,
        "clause": CLAUSE,
        "help": f"Σ权重×得分×100，不适用的维度由其余维度分担权重；{source}。",
    }
    light: dict[str, Any] = {
        "width": 5.5,
        "clause": CLAUSE,
        "help": f"{limit('green'):g}分及以上{LIGHTS[0]}，"
        f"{limit('yellow'):g}分及以上{LIGHTS[1]}，其余{LIGHTS[2]}；{source}。",
    }
    weak: dict[str, Any] = {"width": 12.0, "help": f"得分最低的维度；措施见企业诊断。{source}。"}
    if scores is None:
        columns = [
            Written(f"score_{d.key}", f"{d.name}得分", **score_look(d, False))
            for d in data.enterprise().dimensions
        ]
        return [
            *columns,
            Written("total", "总分", **total),
            Written("light", "三色评价", kind=TEXT, **light),
            Written("weakest", "短板指标", kind=TEXT, **weak),
        ], []
    weakest, *more = scores.weakest(**weak)
    return [
        *scores.scores.values(),
        scores.total(**total),
        _by_total("light", "三色评价", LIGHTS, **light),
        weakest,
    ], [*scores.helpers, *more]


def project_results(scores: Scores | None) -> list[Field]:
    """What a candidate project comes to."""
    source = how(scores is not None)
    total: dict[str, Any] = {
        "pattern": TOTAL,
        "help": f"与企业相同的维度和权重，对照该行业先进值；{source}",
    }
    verdict: dict[str, Any] = {
        "help": f"{limit('green'):g}分及以上{ADMISSION[0]}，"
        f"{limit('yellow'):g}分及以上{ADMISSION[1]}，"
        f"其余{ADMISSION[2]}（建议值）；{source}"
    }
    if scores is None:
        return [
            Written("total", "总分", **total),
            Written("verdict", "准入建议", kind=TEXT, **verdict),
        ]
    return [scores.total(**total), _by_total("verdict", "准入建议", ADMISSION, **verdict)]


def _quantile(
    key: str, label: str, size: Any, before: Any, least: int, column: Any
) -> tuple[Any, Any, Any]:
    """The place of the quantile among the sorted numbers of a column, and the numbers beside it."""
    quantile = limit("quantile")
    place = step(f"place_{key}", f"{label}·位次", QUANTILE_PLACE, size, before, quantile, least)
    below = step(f"below_{key}", f"{label}·前", KEY_BELOW, place, column)
    return place, below, step(f"above_{key}", f"{label}·后", KEY_ABOVE, place, column)


def park_best(orders: Mapping[str, Field]) -> Items:
    """The best of the whole park by dimension, from the keys of the firms."""

    def best(d: EnterpriseDimension) -> Field:
        column = Ref("column", orders[d.key])
        size = step("size", f"{d.name}·家数", FIGURES, column)
        return Computed(
            d.key,
            d.name,
            BEST_QUANTILE,
            *_quantile(d.key, d.name, size, 0, 1, column),
            unit=printed(d.unit),
            pattern=FIGURE,
            help="由最好一端起的分位数；同业家数不足又没有填基准的行业采用",
        )

    return Items(
        "park_best",
        "五、全园区先进值",
        [best(d) for d in data.enterprise().dimensions],
        value_label="先进值",
    )


def sector_best(rows: int, firms: Scores) -> Block:
    """The best of each sector with enough firms, from the places of the firms."""
    least = int(limit("sector_size"))

    def best(d: EnterpriseDimension) -> Field:
        keys, places = Ref("column", firms.orders[d.key]), Ref("column", firms.sorted[d.key])
        row = Ref("column", firms.row)
        size = step(f"size_{d.key}", f"{d.name}·家数", SIZE_OF_SECTOR, this.no, row, keys)
        before = step(f"before_{d.key}", f"{d.name}·其前家数", FIRMS_BEFORE, this.no, places)
        place, below, above = _quantile(d.key, d.name, size, before, least, places)
        low, high = (
            step(f"{key}_{d.key}", f"{d.name}·{label}", KEY_AT, at, places, keys)
            for key, label, at in (("low", "前数", below), ("high", "后数", above))
        )
        return Computed(
            d.key,
            d.name,
            BEST_QUANTILE,
            place,
            low,
            high,
            unit=printed(d.unit),
            pattern=FIGURE,
            help=f"{d.advanced_rule}。{ALIVE}。",
        )

    return Block(
        "sector_best",
        "六、同行业先进值",
        rows,
        [
            Constant("no", "序号", pattern="0"),
            firms.peer,
            *map(best, data.enterprise().dimensions),
        ],
        initial=[{"no": float(i + 1)} for i in range(rows)],
        fixed=True,
        note=f"企业不少于{least}家的行业，一行业一行；某一维度有数的企业不足{least}家时空着。",
    )
