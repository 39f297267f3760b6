"""Operations of an index: groups of indicators, weights handed down, points, means of years, bands
of the grade."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import index
from ...core import values as v
from ...core.utilisation import DECIMALS
from .. import native
from ..native import ERROR, NOT_APPLICABLE, PENDING
from ..registry import COLUMN, EACH, ERRORS, operation
from .used import NO


def _sum_native(label: str, labels: str, weights: str) -> str:
    chosen = native.exact(labels, label)
    return native.columns(
        [label, labels],
        [weights],
        f"SUMPRODUCT({chosen}*({weights}={PENDING}))>0",
        f"SUMPRODUCT(--{chosen},{weights})",
    )


@operation("text texts numbers -> number", rule=COLUMN, clause="S2 5.2.4", native=_sum_native)
def GROUP_WEIGHT(label: Any, labels: Any, weights: Any) -> Any:
    """The weight of a group: the sum of those of its members."""
    total = v.total(weights, np.asarray(labels, object) == np.asarray(label, object)[..., None])
    return v.unless(
        v.first_error(label),
        v.unless(v.error_within(labels), np.where(v.is_state(total, v.EMPTY), 0.0, total)),
    )


def _score_native(label: str, labels: str, scores: str, weights: str) -> str:
    chosen = native.exact(labels, label)
    used = f"{chosen}*ISNUMBER({scores})"
    declared = f"SUMPRODUCT({chosen}*({scores}={NOT_APPLICABLE}))>0"
    value = f"SUMPRODUCT(--{chosen},{scores},{weights})/SUMPRODUCT({used},{weights})"
    weighed = f"IF(SUMPRODUCT({used},{weights})>0,{value},{NOT_APPLICABLE})"
    nothing = f'IF({declared},{NOT_APPLICABLE},"")'
    pending = (
        f"SUMPRODUCT({chosen}*((({scores}={PENDING})+ISNUMBER({scores})*({weights}={PENDING}))"
        ">0))>0"
    )
    return native.columns(
        [label, labels], [scores, weights], pending, f"IF(SUMPRODUCT({used})=0,{nothing},{weighed})"
    )


@operation(
    "text texts numbers numbers -> number", rule=COLUMN, clause="S2 6.2.1", native=_score_native
)
def GROUP_SCORE(label: Any, labels: Any, scores: Any, weights: Any) -> Any:
    """The score of a group: the weighted mean of its members that apply."""
    chosen = np.asarray(labels, object) == np.asarray(label, object)[..., None]
    held = v.unless(
        v.first_error(label), v.unless(v.error_within(labels), v.error_within(scores, weights))
    )
    return v.unless(held, index.mean_score(scores, weights, chosen))


def _down_native(
    score: str, weight: str, label: str, labels: str, scores: str, weights: str, above: str
) -> str:
    shared = f"SUMPRODUCT({native.exact(labels, label)}*({scores}<>{NOT_APPLICABLE}),{weights})"
    part = f"IF({shared}=0,0,{above}*{weight}/{shared})"
    states = f'IF(ISNUMBER({weight}),{native.number_or_state(above, part)},{weight}&"")'
    body = f"IF({score}={NOT_APPLICABLE},0,{states})"
    return native.errors_first(
        [score, weight, label, f"SUM({labels})", f"SUM({scores})", f"SUM({weights})", above], body
    )


@operation(
    "number number text texts numbers numbers number -> number",
    rule=COLUMN,
    clause="S2 6.2.1",
    native=_down_native,
)
def HANDED_DOWN(
    score: Any, weight: Any, label: Any, labels: Any, scores: Any, weights: Any, above: Any
) -> Any:
    """The weight a row has in the index: that of its group, shared among the members that apply."""
    chosen = np.asarray(labels, object) == np.asarray(label, object)[..., None]
    held = v.first_error(score, weight, label)
    held = v.unless(held, v.unless(v.error_within(labels), v.error_within(scores, weights)))
    held = v.unless(held, v.first_error(above))
    return v.unless(held, index.handed_down(score, weight, scores, weights, chosen, above))


def _applied(weight: str, score: str, body: str) -> str:
    known = f'IF(ISNUMBER({weight}),{native.number_or_state(score, body)},{weight}&"")'
    return native.right(
        [(weight, True), (score, True)],
        f"IF(AND({score}={NOT_APPLICABLE},ISNUMBER({weight})),0,{known})",
    )


@operation(
    "number number -> number", clause="S2 6.2.1", native=lambda w, s: _applied(w, s, f"100*{w}*{s}")
)
def POINTS(weight: Any, score: Any) -> Any:
    """What a row adds to the index."""
    return index.points(weight, score)


@operation(
    "number number -> number",
    clause="S2 6.2.1",
    native=lambda w, s: _applied(w, s, f"100*{w}*(1-{s})"),
)
def LOST(weight: Any, score: Any) -> Any:
    """What a row could still add to the index."""
    return index.lost(weight, score)


def _mean_native(*years: str) -> str:
    cells = ",".join(years)
    waiting = ",".join(f'{y}="",{y}={PENDING}' for y in years)
    value = f"IF(COUNT({cells})=0,{NOT_APPLICABLE},SUM({cells})/COUNT({cells}))"
    return native.right([(y, True) for y in years], f"IF(OR({waiting}),{PENDING},{value})")


@operation("number number number -> number", clause="S2 6.2.4", native=_mean_native)
def MEAN_OF_YEARS(first: Any, second: Any, third: Any) -> Any:
    """The mean of the evaluation year and the two before it."""
    return index.mean_of_years(first, second, third)


def _above(value: str, least: str) -> str:
    """How many bands are not reached by a figure that is rounded: an index is a mean of
    products."""
    return f"SUMPRODUCT(ISNUMBER({least})*({least}>ROUND({value},{DECIMALS})))"


def _band_native(value: str, names: str, least: str) -> str:
    falling = (
        f"SUMPRODUCT(--(INDEX({least},2):INDEX({least},COUNT({least}))>=INDEX({least},"
        f"1):INDEX({least},COUNT({least})-1)))"
    )
    body = f"IF({falling}>0,{ERROR},INDEX({names},1+{_above(value, least)}))"
    return native.right(
        [(value, True)], native.errors_first([f"SUM({least})"], native.number_or_state(value, body))
    )


@operation("number texts numbers -> text", clause="S2 6.4", native=_band_native)
def BAND(value: Any, names: Any, least: Any) -> Any:
    """The name of the first band whose least value is reached; the last band has none. Bands fall;
    else #VALUE!."""
    names, least = np.asarray(names, object).ravel().tolist(), np.asarray(least, float).ravel()
    known = least[~np.isnan(least)]
    held = v.unless(v.first_error(value), v.unless(v.error_within(least), value))
    held = np.where(np.isnan(held) | (np.diff(known) < 0).all(), held, v.ERROR)
    return v.by_cell(
        lambda x: names[index.bands_above(x, known)] if x == x else v.text(v.cell(x)),
        held,
        kind=object,
    )


def _gap_native(value: str, least: str, asked: str) -> str:
    reached = _above(value, least)
    body = f"IF({reached}=0,{NOT_APPLICABLE},INDEX({least},{reached})-{value})"
    known = native.right(
        [(value, True)], native.errors_first([f"SUM({least})"], native.number_or_state(value, body))
    )
    return native.errors_first([asked], f'IF({asked}="{NO}",{NOT_APPLICABLE},{known})')


@operation("number numbers text -> number", clause="S2 6.4", native=_gap_native)
def GAP(value: Any, least: Any, asked: Any) -> Any:
    """What is missing to the next band; 不适用 in the highest, and where it is not points (`asked`
    否) that are missing."""
    least = np.asarray(least, float).ravel()
    known = least[~np.isnan(least)]
    held = v.unless(v.first_error(value), v.unless(v.error_within(least), value))
    gap = v.unless(held, v.by_cell(lambda x: index.to_next_band(x, known), np.nan_to_num(held)))
    return v.unless(
        v.first_error(asked), np.where(np.asarray(asked, object) == NO, v.NOT_APPLICABLE, gap)
    )


@operation(
    "number number number -> number",
    rule=EACH,
    clause="S2 6.4",
    native=lambda score, least, weight: (
        f"IF(ROUND({score},{DECIMALS})>=ROUND({least},{DECIMALS}),0,100*{weight}*({least}-{score}))"
    ),
)
def SHORTFALL(score: Any, least: Any, weight: Any) -> Any:
    """The points a goal lacks to a share of its full marks."""
    return index.shortfall(score, least, weight)


@operation(
    "number -> text", rule=EACH, clause="S2 6.3", native=lambda x: f'IF({x}>0,"正向","非正向")'
)
def POSITIVE(x: Any) -> Any:
    """Whether a change is for the better."""
    return np.where(x > 0, "正向", "非正向")


@operation(
    "number number -> number",
    clause="S2 6.2.3",
    native=lambda x, more: native.right(
        [(x, True), (more, True)],
        f"IF(AND(ISNUMBER({x}),{more}={NOT_APPLICABLE}),{x},IF(ISNUMBER({x}),"
        f'{native.number_or_state(more, f"{x}+{more}")},{x}&""))',
    ),
)
def WITH_BONUS(x: Any, more: Any) -> Any:
    """An index and its bonus; no bonus where none was claimed."""
    none = v.is_state(more, v.NOT_APPLICABLE)
    more = np.where(none & ~np.isnan(x), 0.0, more)
    return v.unless(v.first_error(x, more), v.unless(x, v.unless(more, x + more)))


@operation(
    "text text number -> number",
    clause="S2 5.2.3",
    native=lambda choice, name, x: native.errors_first(
        [choice],
        (
            f"IF({choice}={PENDING},{PENDING},IF({native.exact(choice, name)},"
            f'{native.number_or_state(x, x)},""))'
        ),
    ),
)
def IF_CHOSEN(choice: Any, name: Any, x: Any) -> Any:
    """The figure of a rule where that rule is chosen; 待填 where none is chosen yet."""
    choice = np.asarray(choice, object)
    other = np.where(choice == v.PENDING_TEXT, v.PENDING, v.EMPTY)
    return v.unless(v.first_error(choice), np.where(choice == np.asarray(name, object), x, other))


def _known_native(rule: str, *names: str) -> str:
    return (
        f'IF({rule}="",{PENDING},IF(OR({",".join(native.exact(rule, n) for n in names)}),'
        f'{rule},{ERROR}))&""'
    )


@operation("text text text text -> text", rule=ERRORS, clause="S2 5.2.3", native=_known_native)
def KNOWN_RULE(rule: Any, first: Any, second: Any, third: Any) -> Any:
    """The rule that is chosen: 待填 where none is, #VALUE! where it is not one of those offered."""
    rule = np.asarray(rule, object)
    known = np.logical_or.reduce(
        [rule == np.asarray(name, object) for name in (first, second, third)]
    )
    return np.where(rule == "", v.PENDING_TEXT, np.where(known, rule, v.text(v.CellError.VALUE)))


@operation(
    "text text -> text",
    rule=ERRORS,
    clause="方法说明四",
    native=lambda applies, reason: (
        f'IF(AND({applies}={NOT_APPLICABLE},{reason}=""),{PENDING},{applies})&""'
    ),
)
def DECLARED(applies: Any, reason: Any) -> Any:
    """Whether something applies, as declared: 待填 where it is said not to and nobody says why."""
    applies, reason = np.asarray(applies, object), np.asarray(reason, object)
    return np.where((applies == v.NOT_APPLICABLE_TEXT) & (reason == ""), v.PENDING_TEXT, applies)


def _share_native(weight: str, weights: str, replaced: str) -> str:
    right = f'AND(SUM({weights})>0,COUNTIF({weights},"<0")+COUNTIF({weights},">1")=0)'
    body = f"IF(COUNT({replaced})=0,{weight},IF({right},{weight}/SUM({weights}),{ERROR}))"
    return native.columns([], [weights, replaced], f"SUMPRODUCT(--({weights}={PENDING}))>0", body)


@operation("number numbers numbers -> number", rule=COLUMN, clause="S2 5.2.4", native=_share_native)
def SHARE_OF_SUM(weight: Any, weights: Any, replaced: Any) -> Any:
    """A weight as it counts: where any was replaced, its share of the sum of all, so that the index
    keeps its scale."""
    return v.unless(
        v.error_within(weights, replaced),
        index.share(weight, weights, (~np.isnan(replaced)).any(-1)),
    )


def _signed_native(signs: str, xs: str) -> str:
    used = f"({signs}<>0)"
    body = f'IF(SUMPRODUCT({used}*ISNUMBER({xs}))=0,"",SUMPRODUCT({signs},{xs}))'
    return native.columns([], [xs], f"SUMPRODUCT({used}*({xs}={PENDING}))>0", body)


@operation("numbers numbers -> number", rule=COLUMN, clause="GB/T 32150", native=_signed_native)
def SIGNED_SUM(signs: Any, xs: Any) -> Any:
    """The sum of a column, each row with its sign: what is supplied inside or sent out is taken
    off."""
    return v.total(xs, np.asarray(signs) != 0, np.nan_to_num(signs))


def _choose_native(choice: str, first: str, x: str, second: str, y: str) -> str:
    other = f"IF({native.exact(choice, second)},{native.number_or_state(y, y)},{ERROR})"
    known = f"IF({native.exact(choice, first)},{native.number_or_state(x, x)},{other})"
    return native.errors_first(
        [choice], f'IF(OR({choice}="",{choice}={PENDING}),{PENDING},{known})'
    )


@operation("text text number text number -> number", clause="S2 6.3", native=_choose_native)
def CHOOSE_NUMBER(choice: Any, first: Any, x: Any, second: Any, y: Any) -> Any:
    """The figure that goes with a choice: 待填 where none is made, #VALUE! where it is neither
    word."""
    choice = np.asarray(choice, object)
    open = (choice == "") | (choice == v.PENDING_TEXT)
    known = np.where(
        choice == np.asarray(first, object),
        x,
        np.where(choice == np.asarray(second, object), y, v.ERROR),
    )
    return v.unless(v.first_error(choice), np.where(open, v.PENDING, known))


def _any_native(*xs: str) -> str:
    body = '""'
    for x in reversed(xs):
        body = f'IF({x}<>"",{x},{body})'
    return native.errors_first([x for x in xs if not x.startswith('"')], body)


@operation("number number number -> number", clause="S2 5.2.3", native=_any_native)
def ANY_OF(first: Any, second: Any, third: Any) -> Any:
    """The one of the figures that is there."""
    out = np.where(v.is_state(second, v.EMPTY), third, second)
    return v.unless(
        v.first_error(first, second, third), np.where(v.is_state(first, v.EMPTY), out, first)
    )


@operation(
    "number number numbers numbers -> number",
    rule=COLUMN,
    clause="评分规则",
    native=lambda own, usual, xs, ys: native.right(
        [(own, True), (usual, True)],
        f'IF(COUNT({xs},{ys})>0,IF({own}="","",{native.entry(own)}),IF({usual}="","",{usual}))',
    ),
)
def REPLACED(own: Any, usual: Any, xs: Any, ys: Any) -> Any:
    """A point of a curve: the organiser's, where any point of the curve was replaced, else the
    usual one."""
    instead = (~np.isnan(xs)).any(-1) | (~np.isnan(ys)).any(-1)
    entered = np.where(v.is_state(own, v.NOT_APPLICABLE), v.ERROR, own)
    return v.unless(v.first_error(own, usual), np.where(instead, entered, usual))
