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
from ..core.expression import parse
from ..data import EnterpriseDimension
from ..functions.firms import (
    dimension_function,
    lowest_function,
    started_function,
    total_function,
    weakest_function,
)
from ..functions.operations import (
    ADVANCED,
    BEST_OF_PARK,
    BEST_OF_SECTOR,
    LESS_FIRST,
    MORE_FIRST,
    ONE_OF_THREE,
    SCORE_LESS,
    SCORE_MORE,
    SECTOR_OF,
    SIZE_OF_SECTOR,
)
from ..functions.registry import NUMBER, TEXT
from ..graph import Block, Computed, Field, Items, Ref, Written, this
from .sheet import Plan, printed

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


class Scores:
    """The columns that score the rows of a list from what people fill into `inputs`. `sectors` is
    the table of benchmarks; `firms` are the scores of the firms that the rows are held against
    (None: the rows themselves)."""

    def __init__(
        self, inputs: Iterable[Field], sectors: Block, firms: Scores | None = None
    ) -> None:
        self.inputs, self.sectors, self.firms = list(inputs), sectors, firms or self
        kinds = tuple(TEXT if f.is_text else NUMBER for f in self.inputs)
        self.started = Computed(
            "started",
            "已填",
            started_function(kinds),
            *(Ref("row", f) for f in self.inputs),
            hidden=True,
        )
        self.sector = Computed(
            "sector", "大类", SECTOR_OF, this.sector_code, this.started, hidden=True
        )
        table = data.enterprise().dimensions
        self.values = {d.key: self._value(d) for d in table}
        self.orders = {d.key: self._order(d) for d in table} if firms is None else {}
        self.best: Items = park_best(self.orders) if firms is None else firms.best
        self.sizes = {d.key: self._size(d) for d in table}
        self.owns = {d.key: self._own(d) for d in table}
        self.advanced = {d.key: self._advanced(d) for d in table}
        self.scores = {d.key: self._score(d) for d in table}

    def _value(self, d: EnterpriseDimension) -> Field:
        columns = {c.id: c for c in data.enterprise().columns}
        fields, items = (
            {f"firm_{f.key}": f for f in self.inputs},
            [i.id for i in parse(d.formula).items],
        )
        function = dimension_function(
            dimension(d), tuple(columns[i].is_required for i in items), d.definition
        )
        return Computed(
            f"value_{d.key}",
            f"{d.name}值",
            function,
            *(Ref("row", fields[i]) if i in fields else "" for i in items),
            guard=(Ref("row", self.started), ""),
            **_unseen(d),
        )

    def _order(self, d: EnterpriseDimension) -> Field:
        function = LESS_FIRST if d.direction == "negative" else MORE_FIRST
        return Computed(
            f"order_{d.key}", f"{d.name}排序", function, Ref("row", self.values[d.key]), hidden=True
        )

    def _alike(self, d: EnterpriseDimension) -> tuple[Ref, ...]:
        """The sector of the row, and those and the keys of the firms."""
        return (
            Ref("row", self.sector),
            Ref("column", self.firms.sector),
            Ref("column", self.firms.orders[d.key]),
        )

    def _size(self, d: EnterpriseDimension) -> Field:
        return Computed(
            f"size_{d.key}", f"{d.name}同业家数", SIZE_OF_SECTOR, *self._alike(d), hidden=True
        )

    def _own(self, d: EnterpriseDimension) -> Field:
        return Computed(
            f"own_{d.key}",
            f"{d.name}同业先进",
            BEST_OF_SECTOR,
            *self._alike(d),
            Ref("row", self.sizes[d.key]),
            limit("quantile"),
            limit("sector_size"),
            **_unseen(d),
        )

    def _advanced(self, d: EnterpriseDimension) -> Field:
        return Computed(
            f"advanced_{d.key}",
            f"{d.name}先进值",
            ADVANCED,
            Ref("row", self.owns[d.key]),
            Ref("row", self.sector),
            self.sectors.sector,
            getattr(self.sectors, f"benchmark_{d.key}"),
            self.best[d.key],
            **_unseen(d),
        )

    def _score(self, d: EnterpriseDimension) -> Field:
        function = SCORE_LESS if d.direction == "negative" else SCORE_MORE
        return Computed(
            f"score_{d.key}",
            f"{d.name}得分",
            function,
            Ref("row", self.sector),
            Ref("row", self.values[d.key]),
            Ref("row", self.advanced[d.key]),
            hidden=self.firms is not self,
            **score_look(d, True),
        )

    @property
    def helpers(self) -> list[Field]:
        """The hidden columns."""
        of_all = [
            self.values,
            self.orders,
            self.sizes,
            self.owns,
            self.advanced,
            self.scores if self.firms is not self else {},
        ]
        return [self.started, self.sector, *(f for columns in of_all for f in columns.values())]

    def total(self, **look: Any) -> Field:
        """The total of a row."""
        weights = tuple(d.weight for d in data.enterprise().dimensions)
        return Computed(
            "total",
            "总分",
            total_function(weights),
            *(Ref("row", s) for s in self.scores.values()),
            **look,
        )

    def weakest(self, **look: Any) -> list[Field]:
        """The weakest dimension, and the helper column it needs."""
        table, cells = data.enterprise().dimensions, [Ref("row", s) for s in self.scores.values()]
        lowest = Computed("lowest", "最低得分", lowest_function(len(table)), *cells, hidden=True)
        named = weakest_function(tuple(d.name for d in table), tuple(d.weight for d in table))
        return [Computed("weakest", "最弱维度", named, Ref("row", lowest), *cells, **look), lowest]


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
            Written("light", "灯色", kind=TEXT, **light),
            Written("weakest", "最弱维度", kind=TEXT, **weak),
        ], []
    weakest, *more = scores.weakest(**weak)
    return [
        *scores.scores.values(),
        scores.total(**total),
        _by_total("light", "灯色", LIGHTS, **light),
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


def park_best(orders: Mapping[str, Field]) -> Items:
    """The best of the whole park by dimension, from the keys of the firms."""
    return Items(
        "park_best",
        "五、全园区先进值",
        [
            Computed(
                d.key,
                d.name,
                BEST_OF_PARK,
                Ref("column", orders[d.key]),
                limit("quantile"),
                unit=printed(d.unit),
                pattern=FIGURE,
                help="由最好一端起的分位数；同业家数不足又没有填基准的行业采用",
            )
            for d in data.enterprise().dimensions
        ],
        value_label="先进值",
    )
