"""What the assessor changed, and what each change alone does to the results (METHOD 10).

The effect of a verified figure is that of the figure alone: it is taken back, and only what follows
from it is computed again. Both the record of the review and the findings on verified figures read
it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isclose
from typing import Any

import numpy as np

from ..core import values as v
from ..core.effects import largest, relative_moves
from ..forms import Book
from ..graph import ASSESSOR, EFFECTIVE, REPORTED, Field, Values, view
from ..graph.taken import Taken
from .finding import CheckContext
from .reading import filled, known, percent, plain, same_text, threshold

VERIFIED = "_verified"
_VERDICTS = (
    "conclusion",
    "basic",
    "management",
    "limits",
    "rates",
)  # of Items verdict, the weightiest first
_WORDLESS = ("", v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT)


@dataclass(frozen=True)
class Outcome:
    """A result whose move counts; `scale` makes a rate percent."""

    label: str
    unit: str
    field: Field
    row: int | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class Effect:
    """What one verified figure does: the result it moves most, without and with it, by what share
    (infinite where only one of the two is a number, or it was 0), and the judgements it turns, each
    as (name, without, with)."""

    outcome: Outcome
    before: float
    after: float
    share: float
    turned: tuple[tuple[str, str, str], ...] = ()

    @property
    def amount(self) -> float:
        """By how much the result moves, in its unit; empty where it cannot be said."""
        return (
            (self.after - self.before) * self.outcome.scale
            if known(self.before) and known(self.after)
            else v.EMPTY
        )

    @property
    def material(self) -> bool:
        """Whether it is above the materiality line, or turns a judgement."""
        return self.share > threshold("materiality") or bool(self.turned)


@dataclass(frozen=True)
class Difference:
    """A verified figure that differs from what counts without it. `share` is their relative
    difference: NaN for texts and where nothing or 0 was reported."""

    field: Field
    row: int | None
    reported: Any
    verified: Any
    share: float
    effect: Effect


def differences(s: CheckContext) -> list[Difference]:
    """All verified figures and answers that differ, those with the largest effect first."""
    kept: list[Difference] | None = vars(s).get("_differences")
    if kept is None:
        kept = sorted(
            _differences(s),
            key=lambda d: (not d.effect.turned, -d.effect.share, -abs(plain(d.effect.amount))),
        )
        vars(s)["_differences"] = kept
    return kept


def _differences(s: CheckContext) -> Iterator[Difference]:
    results, judged, graph = outcomes(s), verdicts(s), s.book.graph
    wanted: set[str] = set()  # of a park without differences, nothing
    for field in graph.fields.values():
        if field.writer != ASSESSOR or not field.key.endswith(VERIFIED):
            continue
        pairs = _pairs(s, field)
        if not pairs:
            continue
        wanted = wanted or graph.behind([*(r.field.id for r in results), *(f.id for f in judged)])
        rows = None if field.block is None else np.array([row for row, *_ in pairs])
        follows = Taken(graph, s.values, field, rows, wanted).follows()
        effects = _effects(s, follows, len(pairs), results, judged)
        for (row, reported, verified), effect in zip(pairs, effects, strict=True):
            yield Difference(field, row, reported, verified, _share(reported, verified), effect)


def _pairs(s: CheckContext, field: Field) -> list[tuple[int | None, Any, Any]]:
    """Where a verified figure differs from what counts without it: row, reported, verified."""
    if not np.any(there := filled(s, field)):
        return []
    rows = [None] if field.block is None else np.flatnonzero(there).tolist()
    reported, verified = without(s, field), s.values[field.id]
    each = ((row, _at(reported, row), _at(verified, row)) for row in rows)
    return [pair for pair in each if _differs(field, *pair[1:])]


def _effects(
    s: CheckContext, follows: Values, count: int, results: list[Outcome], judged: list[Field]
) -> Iterator[Effect]:
    """The effect of each verified figure from what follows without it, draw by draw."""
    before = np.stack([_without(s, follows, r.field, r.row, count) for r in results], -1)
    after = np.array([_at(s.effective(r.field.id), r.row) for r in results], np.float64)
    words = [
        (f.label, _without(s, follows, f, None, count), str(s.effective(f.id))) for f in judged
    ]
    for draw, figures in enumerate(before):
        moves = relative_moves(figures, after)
        most = largest(moves)
        turns = ((label, str(old[draw]), new) for label, old, new in words)
        turned = tuple(turn for turn in turns if turn[1] != turn[2])
        one, other = float(figures[most]), float(after[most])
        yield Effect(results[most], one, other, float(moves[most]), turned)


def _without(s: CheckContext, follows: Values, field: Field, row: int | None, count: int) -> Any:
    """The effective figure or word of a result in each draw."""
    if field.id not in follows:
        one = np.asarray(_at(s.effective(field.id), row), object if field.is_text else np.float64)
        return np.broadcast_to(one, count)
    drawn = follows[field.id]
    plain = 1 if field.block is None else 2
    effective = drawn[EFFECTIVE] if np.ndim(drawn) > plain else drawn
    return effective if row is None else effective[:, row]


def _at(value: Any, row: int | None) -> Any:
    one = value if row is None else value[row]
    return one.item() if hasattr(one, "item") else one


def without(s: CheckContext, field: Field) -> Any:
    """What counts where a verified figure is taken back: the reported one; for factors, the value
    by rule behind it."""
    reported = s.values[field.id.removesuffix(VERIFIED)]
    if field.block is None or field.block.id != "factors":
        return reported
    used = field.block.columns["used"]
    return np.where(
        v.is_state(reported, v.EMPTY), view(s.values[used.id], used, REPORTED), reported
    )


def _differs(field: Field, reported: Any, verified: Any) -> bool:
    if field.is_text:
        return (
            verified not in _WORDLESS
            and v.CellError.from_text(verified) is None
            and same_text(verified) != same_text(reported)
        )
    return known(verified) and not (known(reported) and isclose(verified, reported, rel_tol=1e-9))


def _share(reported: Any, verified: Any) -> float:
    if isinstance(reported, str) or not known(reported) or reported == 0:
        return v.EMPTY
    return float((verified - reported) / abs(reported))


def verdicts(s: CheckContext) -> list[Field]:
    """The words that a verified figure may turn: the verdicts of the circular evaluation, else the
    grade of the index."""
    if isinstance(s.book, Book):
        return [s.book.results.verdict[key] for key in _VERDICTS]
    grade = s.book.index.outcome.grade if s.book.index else None
    return [grade["grade"]] if grade else []


def outcomes(s: CheckContext) -> list[Outcome]:
    """The results whose moves count: rates, the reduction of each material, the totals; of an index
    alone, the index and its goals."""
    if not isinstance(s.book, Book):
        assert s.book.index is not None
        ends = s.book.index.outcome
        goals = [
            Outcome(f"{initial['name']}指数得分", "分", ends.goals.columns["points"], i)
            for i, initial in enumerate(ends.goals.initial)
        ]
        return [Outcome(ends.yearly["index"].label, "分", ends.yearly["index"]), *goals]
    forms = s.book.results
    rates = [
        Outcome(str(initial["name"]), "百分点", forms.rates.columns["rate"], i, 100.0)
        for i, initial in enumerate(forms.rates.initial)
    ]
    each = [
        Outcome(f"{m.material.name}减排量", "tCO₂e", m.result["reduction"])
        for m in s.book.materials
    ]
    return [
        *rates,
        *each,
        Outcome("温室气体减排量合计", "tCO₂e", forms.totals["reduction"]),
        Outcome("固体废物减少量合计", "t", forms.totals["solid_waste"]),
    ]


def effect_cells(effect: Effect) -> dict[str, Any]:
    """An effect as the record shows it: which result, by how much, by what share."""
    turned = "；".join(f"{name} {before}→{after}" for name, before, after in effect.turned[:1])
    if effect.share == 0:
        return {"affected": turned or "不影响结果"}
    words = f"{effect.outcome.label}（{effect.outcome.unit}）{_from_nothing(effect)}"
    return {
        "affected": "；".join(w for w in (turned, words) if w),
        "amount": effect.amount,
        "effect": effect.share if effect.share < inf else v.EMPTY,
    }


def _from_nothing(effect: Effect) -> str:
    """Why a move has no share."""
    if effect.share < inf:
        return ""
    return (
        "：原无结果"
        if not known(effect.before)
        else "：原为0"
        if known(effect.after)
        else "：现无结果"
    )


def difference_words(d: Difference) -> str:
    """By how much verified and reported differ."""
    return f"{percent(abs(d.share))}%" if known(d.share) else "（填报为空、为0或为文字）"


def effect_words(effect: Effect) -> str:
    """By what share the result moves."""
    return f"{percent(effect.share)}%" if effect.share < inf else f"（{_from_nothing(effect)[1:]}）"
