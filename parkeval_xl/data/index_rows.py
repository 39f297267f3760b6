"""An index as data: the tree of its indicators with weights, curves and levels, its figures, bands
and decision table.

An index is a folder under `standards/` whose `standard.toml` lists the tables `indicators` and
`items`; `overall`, `bands`, `decision`, `alternatives` and `suggestions` may be missing. Nothing
here knows a particular index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .standard_rows import Standard

BONUS = "bonus"
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """A raw figure, entered once a year. `synergy` says what 协同度 takes it for: the mass of a
    pollutant (its name), or carbon; `from_synergy` which of its results the figure is, which is
    then not entered."""

    id: str
    name: str
    unit: str
    definition: str
    department: str
    source: str
    required: bool
    low: float | None
    high: float | None
    used_by: str
    from_enterprises: bool
    from_energy: bool
    synergy: str
    from_synergy: str


@dataclass(frozen=True)
class Curve:
    """How a value becomes a score: a formula (empty: the indicator's own) and points (x, y). `id`
    is empty for the default."""

    id: str
    name: str
    formula: str
    points: tuple[tuple[float, float], ...]
    when_zero: str
    chosen_by: str
    reference: str
    basis: str


@dataclass(frozen=True)
class Support:
    """A figure that a qualitative level should agree with: `bounds` are (least figure, score of the
    level), the highest first."""

    formula: str
    unit: str
    bounds: tuple[tuple[float, float], ...]

    def score(self, figure: float) -> float | None:
        """The score of the level that a figure stands for."""
        return next((score for least, score in self.bounds if figure >= least), None)


@dataclass(frozen=True)
class Indicator:
    """A leaf of the tree. Qualitative ones have `levels` (score, text) and no curve, and may have a
    `support`ing figure. `declared` says when it may be 不适用; `system` to which of the two coupled
    systems it belongs, pollution or carbon."""

    id: str
    no: str
    goal: str
    level1: str
    level2: str
    name: str
    unit: str
    weight: float
    printed: float
    direction: str
    levels: tuple[tuple[float, str], ...]
    curves: tuple[Curve, ...]
    years: int
    definition: str
    calculation: str
    declared: str
    reference: str
    basis: str
    note: str
    support: Support | None = None
    system: str = ""

    @property
    def groups(self) -> tuple[str, str, str]:
        """The keys of the groups it belongs to, from the goal down; names may repeat in different
        goals."""
        return self.goal, f"{self.goal}·{self.level1}", f"{self.goal}·{self.level1}·{self.level2}"

    @property
    def is_bonus(self) -> bool:
        """Whether it is added to the index beside the tree."""
        return self.direction == BONUS


@dataclass(frozen=True)
class Cut:
    """A change of the overall evaluation, which must be positive."""

    id: str
    name: str
    unit: str
    formula: str
    when_zero: str
    definition: str
    reference: str
    basis: str


@dataclass(frozen=True)
class Index:
    """An index with all its tables."""

    standard: Standard
    tables: Mapping[str, tuple[Texts, ...]]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The raw figures it needs."""
        return tuple(_figure(row) for row in self._rows("items"))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The leaves of the tree."""
        found = [_indicator(row, self._rows("alternatives")) for row in self._rows("indicators")]
        return tuple(i for i in found if not i.is_bonus)

    @cached_property
    def bonus(self) -> Indicator | None:
        """What is added beside the tree, where there is such a thing."""
        found = [_indicator(row, ()) for row in self._rows("indicators")]
        return next((i for i in found if i.is_bonus), None)

    @cached_property
    def overall(self) -> tuple[Cut, ...]:
        """The changes of the overall evaluation."""
        return tuple(
            Cut(
                r["id"],
                r["name"],
                r["unit"],
                r["formula"],
                r["when_zero"],
                r["definition"],
                r["reference"],
                r["basis"],
            )
            for r in self._rows("overall")
        )

    @cached_property
    def goals(self) -> tuple[str, ...]:
        """The goals in order; each has a sheet of its name."""
        return tuple(dict.fromkeys(i.goal for i in self.indicators))

    @property
    def bands(self) -> tuple[Texts, ...]:
        """The bands of the grade from the highest, the last without a least value."""
        return self._rows("bands")

    @property
    def decision(self) -> tuple[Texts, ...]:
        """The decision table of the grade."""
        return self._rows("decision")

    @property
    def suggestions(self) -> tuple[Texts, ...]:
        """Measures by indicator."""
        return self._rows("suggestions")

    def limit(self, id: str, otherwise: float) -> float:
        """A threshold of the document, or what stands for it in an index that has none."""
        return next((t.value for t in self.standard.thresholds if t.id == id), otherwise)

    def indicator(self, id: str) -> Indicator:
        """The indicator of an id."""
        return next(i for i in self.indicators if i.id == id)

    def _rows(self, name: str) -> tuple[Texts, ...]:
        return self.tables.get(name, ())


def _figure(row: Texts) -> Figure:
    return Figure(
        row["id"],
        row["name"],
        row["unit"],
        row.get("definition", ""),
        row.get("department", ""),
        row.get("source_hint", ""),
        row.get("required") == "yes",
        _number(row.get("min")),
        _number(row.get("max")),
        row.get("used_by", ""),
        row.get("from_enterprises") == "yes",
        row.get("from_energy") == "yes",
        row.get("synergy", ""),
        row.get("from_synergy", ""),
    )


def _indicator(row: Texts, alternatives: Iterable[Texts]) -> Indicator:
    when_zero, formula = row.get("when_zero", "error"), row.get("formula", "")
    curves = (
        [
            Curve(
                "",
                "默认规则",
                formula,
                _points(row["points"]),
                when_zero,
                "",
                row["reference"],
                row["basis"],
            )
        ]
        if formula
        else []
    )
    curves += [
        Curve(
            a["alt_id"],
            a["words"].partition("；when_zero")[0],
            a["formula"] or formula,
            _points(a["points"]),
            _when_zero(a, when_zero),
            a["chosen_by"],
            a["reference"],
            a["basis"],
        )
        for a in alternatives
        if a["indicator_id"] == row["id"]
    ]
    allowed = row.get("na_allowed", "no").partition(":")
    return Indicator(
        row["id"],
        row["no"],
        row["goal"],
        row.get("level1", "") or row["goal"],
        row.get("level2", "") or row.get("level1", ""),
        row["name"],
        row["unit"],
        *_weights(row),
        row["direction"],
        _levels(row.get("levels", "")),
        tuple(curves),
        int(row.get("years_needed") or 1),
        row.get("definition", ""),
        row.get("calc_words", ""),
        allowed[2] or ("是" if allowed[0] == "yes" else ""),
        row["reference"],
        row["basis"],
        row.get("note", ""),
        _support(row),
        row.get("system", ""),
    )


def _support(row: Texts) -> Support | None:
    formula = row.get("support_formula", "")
    return (
        Support(formula, row["support_unit"], _points(row["support_levels"])) if formula else None
    )


def _weights(row: Texts) -> tuple[float, float]:
    """The weight in use and the printed one; of a bonus, which stands beside the tree, none.
    ValueError where it is no number."""
    if row["direction"] == BONUS:
        return 0.0, 0.0
    return float(row.get("weight_scaled") or row["weight"]), float(row["weight"])


def _when_zero(alternative: Texts, usual: str) -> str:
    """An alternative may say in its words how 0 is answered."""
    return next((w for w in ("full", "na") if f"when_zero={w}" in alternative["words"]), usual)


def _points(text: str) -> tuple[tuple[float, float], ...]:
    pairs = [point.split(":") for point in text.split(";") if point]
    return tuple((float(x), float(y)) for x, y in pairs)


def _levels(text: str) -> tuple[tuple[float, str], ...]:
    pairs = [level.partition("=") for level in text.split("|") if level]
    return tuple((float(score), words) for score, _, words in pairs)


def _number(text: str | None) -> float | None:
    return float(text) if text else None
