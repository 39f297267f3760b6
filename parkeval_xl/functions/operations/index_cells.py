"""Operations of an index: curves, groups of indicators, weights handed down, points, means of
years, bands of the grade. Each is one idea: the states of its figures stand in cells of their
own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import index
from ...core import values as v
from ...core.utilisation import DECIMALS
from ..native import NOT_APPLICABLE, PENDING
from ..registry import COLUMN, EACH, ERRORS, operation
from .totals import ANY_NUMBER
from .used import NO

BEYOND = 9e99  # an x that no value reaches


def _of(condition: Any, value: Any, otherwise: Any) -> Any:
    return np.where(np.asarray(condition, bool), value, otherwise)


# ---- figures and formulas ------------------------------------------------------------------------
@operation(
    "number -> number",
    native=lambda x: f'IF({x}="",{PENDING},{x})',
    words="没有数的为待填",
)
def ASKED(x: Any) -> Any:
    """A figure that a formula asks for."""
    return _of(v.is_state(x, v.EMPTY), v.PENDING, x)


@operation(
    "text number -> number",
    clause="方法说明四",
    native=lambda applies, state: (
        f"IF(OR({applies}={NOT_APPLICABLE},{applies}={PENDING}),{applies},{state})"
    ),
    words="声明为不适用或待填的从声明",
)
def APPLIES_FIRST(applies: Any, state: Any) -> Any:
    """The state of figures where they apply, else what is declared."""
    applies = np.asarray(applies, object)
    out = _of(applies == v.PENDING_TEXT, v.PENDING, state)
    out = _of(applies == v.NOT_APPLICABLE_TEXT, v.NOT_APPLICABLE, out)
    return v.unless(v.errors(applies), out)


@operation(
    "number number -> number",
    clause="方法说明四",
    native=lambda x, most: (
        f'IF(ISNUMBER({x}),IF(OR({x}<0,AND({most}<>"",{x}>{most})),NA(),{x}),{x})'
        if most != '""'
        else f"IF(ISNUMBER({x}),IF({x}<0,NA(),{x}),{x})"
    ),
    words="小于零或超过上限的为错误",
)
def WITHIN(x: Any, most: Any) -> Any:
    """An amount, an error where it is below 0 or above what there can be at most."""
    return _of((x < 0) | (x > most), v.MISSING, x)


# ---- rules ---------------------------------------------------------------------------------------
@operation(
    "text text -> text",
    rule=ERRORS,
    clause="方法说明四",
    native=lambda applies, reason: (
        f'IF(AND({applies}={NOT_APPLICABLE},{reason}=""),{PENDING},{applies})&""'
    ),
    words="不适用须有理由",
)
def DECLARED(applies: Any, reason: Any) -> Any:
    """Whether something applies, as declared: 待填 where it is said not to and nobody says why."""
    applies, reason = np.asarray(applies, object), np.asarray(reason, object)
    return np.where((applies == v.NOT_APPLICABLE_TEXT) & (reason == ""), v.PENDING_TEXT, applies)


def _known_native(rule: str, *names: str) -> str:
    known = ",".join(f"EXACT({rule},{name})" for name in names if name != '""')
    return f'IF({rule}="",{PENDING},IF(OR({known}),{rule},NA()))'


@operation(
    "text text text text -> text",
    clause="S2 5.2.3",
    native=_known_native,
    words="核对所选规则",
)
def KNOWN_RULE(rule: Any, first: Any, second: Any, third: Any) -> Any:
    """The rule that is chosen: 待填 where none is, an error where it is not one of those
    offered."""
    rule = np.asarray(rule, object)
    known = np.logical_or.reduce(
        np.broadcast_arrays(*(rule == np.asarray(n, object) for n in (first, second, third)))
    )
    found = np.where(rule == "", v.PENDING_TEXT, _of(known, rule, v.text(v.CellError.NA)))
    held = v.errors(rule)
    return np.where(np.isnan(held), rule, found)


@operation(
    "text text text -> text",
    clause="S2 5.2.3",
    native=lambda choice, name, applies: f"IF({choice}={name},{applies},{NOT_APPLICABLE})",
    words="没有选用本规则的不适用",
)
def CHOSEN_APPLIES(choice: Any, name: Any, applies: Any) -> Any:
    """Whether the figures of a rule apply: those of a rule that is not chosen do not."""
    choice = np.asarray(choice, object)
    chosen = _of(choice == np.asarray(name, object), applies, v.NOT_APPLICABLE_TEXT)
    held = v.errors(choice)
    return np.where(np.isnan(held), v.state_texts(held), chosen)


@operation(
    "text text number -> number",
    clause="S2 5.2.3",
    native=lambda choice, name, x: f'IF({choice}={PENDING},{PENDING},IF({choice}={name},{x},""))',
    words="选用本规则时取值",
)
def IF_CHOSEN(choice: Any, name: Any, x: Any) -> Any:
    """The figure of a rule where that rule is chosen; 待填 where none is chosen yet."""
    choice = np.asarray(choice, object)
    other = np.where(choice == v.PENDING_TEXT, v.PENDING, v.EMPTY)
    return v.unless(v.errors(choice), _of(choice == np.asarray(name, object), x, other))


def _any_native(*xs: str) -> str:
    out = '""'
    for x in reversed([x for x in xs if not x.startswith('"')]):
        out = f'IF({x}<>"",{x},{out})'
    return out


@operation(
    "number number number -> number",
    rule=ERRORS,
    clause="S2 5.2.3",
    native=_any_native,
    words="取有值的一个",
)
def ANY_OF(first: Any, second: Any, third: Any) -> Any:
    """The one of the figures that is there."""
    out = np.where(v.is_state(second, v.EMPTY), third, second)
    return np.where(v.is_state(first, v.EMPTY), out, first)


@operation(
    "text text number text number -> number",
    clause="S2 6.3",
    native=lambda choice, first, x, second, y: (
        f'IF(OR({choice}="",{choice}={PENDING}),{PENDING},'
        f"IF({choice}={first},{x},IF({choice}={second},{y},NA())))"
    ),
    words="按所选取其一",
)
def CHOOSE_NUMBER(choice: Any, first: Any, x: Any, second: Any, y: Any) -> Any:
    """The figure that goes with a choice: 待填 where none is made, an error where it is neither
    word."""
    choice = np.asarray(choice, object)
    other = _of(choice == np.asarray(second, object), y, v.MISSING)
    known = _of(choice == np.asarray(first, object), x, other)
    waits = (choice == "") | (choice == v.PENDING_TEXT)
    return v.unless(v.errors(choice), _of(waits, v.PENDING, known))


@operation(
    "number number -> number",
    clause="S2 5.2.4",
    native=lambda own, usual: f'IF({own}="",{usual},{own})',
    words="有替换的用替换的",
)
def INSTEAD(own: Any, usual: Any) -> Any:
    """The organiser's figure where there is one, else the usual one."""
    return _of(v.is_state(own, v.EMPTY), usual, own)


@operation(
    "number number numbers -> number",
    rule=COLUMN,
    clause="S2 5.2.4",
    native=lambda state, whole, replaced: (
        f"IF({state}<>1,{state},IF(COUNT({replaced})=0,1,{whole}))"
    ),
    words="没有替换权重的为1，否则为权重之和",
)
def DIVISOR(state: Any, whole: Any, replaced: Any) -> Any:
    """What weights are divided by: where any was replaced the sum of all, so that the index keeps
    its scale."""
    out = np.where(v.is_number(replaced).any(-1), whole, 1.0)
    return np.where(state == 1.0, out, state)


@operation(
    "numbers -> number",
    rule=COLUMN,
    clause="S2 5.2.4",
    native=lambda xs: f"IF(AND(MIN({xs})>=0,MAX({xs})<=1,SUM({xs})>0),SUM({xs}),NA())",
    words="在0到1之间的权重之和",
)
def WEIGHT_SUM(weights: Any) -> Any:
    """The sum of weights; an error where one is outside 0 to 1, or all are 0."""
    there = v.is_number(weights)
    numbers = np.where(there, weights, 0.0)
    total = v.summed(numbers)
    right = (total > 0) & (numbers >= 0).all(-1) & (numbers <= 1).all(-1)
    return v.unless(v.error_within(weights), _of(right, total, v.MISSING))


@operation(
    "number number -> number",
    clause="S2 5.2.4",
    native=lambda weight, divisor: f"IF(ISNUMBER({divisor}),{weight}/{divisor},{divisor})",
    words="有替换时除以权重之和",
)
def SHARE_OF_SUM(weight: Any, divisor: Any) -> Any:
    """A weight as it counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weight / divisor
    return v.unless(divisor, v.unless(weight, share))


# ---- curves --------------------------------------------------------------------------------------
@operation(
    "number number numbers numbers -> number",
    rule=COLUMN,
    clause="评分规则",
    native=lambda own, usual, xs, ys: (
        f'IF(COUNT({xs},{ys})>0,{own},IF(ISERROR({own}),{own},IF({usual}="","",{usual})))'
    ),
    words="曲线有替换分点用替换的，否则用规则的",
)
def REPLACED(own: Any, usual: Any, xs: Any, ys: Any) -> Any:
    """A point of a curve: the organiser's, where any point of the curve was replaced, else the
    usual one."""
    instead = v.is_number(xs).any(-1) | v.is_number(ys).any(-1)
    return np.where(instead, own, v.unless(v.errors(own), usual))


@operation(
    "number number number -> number",
    clause="评分规则",
    native=lambda x, y, before: (
        f'IF({x}&{y}="","",IF(AND(COUNT({x},{y},{before})=3,{x}>{before},{y}>=0,{y}<=1),1,NA()))'
    ),
    words="x 大于上一分点、y 在0到1之间为1",
)
def POINT(x: Any, y: Any, before: Any) -> Any:
    """1 where a point of a curve follows the one before it; nothing where there is none; else an
    error."""
    none = v.is_state(x, v.EMPTY) & v.is_state(y, v.EMPTY)
    right = (x > before) & (y >= 0) & (y <= 1)
    found = _of(right, 1.0, v.MISSING)
    return v.unless(v.first_error(x, y), _of(none, v.EMPTY, found))


@operation(
    "numbers -> number",
    rule=COLUMN,
    clause="评分规则",
    native=lambda points: f"IF(SUM({points})>1,1,NA())",
    words="至少两个分点、没有错误为1",
)
def CURVE_STATE(points: Any) -> Any:
    """1 where points make a curve: two at least, none of them wrong."""
    enough = v.is_number(points).sum(-1) > 1
    return v.unless(v.error_within(points), _of(enough, 1.0, v.MISSING))


@operation(
    "number -> number",
    clause="评分规则",
    native=lambda x: f'IF({x}="",9E+99,{x})',
    words="没有分点的行为极大的数",
)
def CURVE_X(x: Any) -> Any:
    """The x of a point as it is looked up: where there is no point, beyond every value."""
    return _of(v.is_state(x, v.EMPTY), BEYOND, x)


@operation(
    "number number number number -> number",
    clause="评分规则",
    native=lambda x, y, x_next, y_next: (
        f"IF(COUNT({x},{y},{x_next},{y_next})=4,IF({x_next}>{x},({y_next}-{y})/({x_next}-{x}),0),0)"
    ),
    words="到下一分点的坡度，没有下一分点为0",
)
def SLOPE(x: Any, y: Any, x_next: Any, y_next: Any) -> Any:
    """How steep the curve is from a point to the next; level after the last."""
    rises = (x_next > x) & v.is_number(y) & v.is_number(y_next)
    with np.errstate(all="ignore"):
        steep = (y_next - y) / np.where(rises, x_next - x, 1.0)
    return _of(rises, steep, 0.0)


@operation(
    "number number numbers number -> number",
    rule=COLUMN,
    clause="S2 6.2.1",
    native=lambda x, state, xs, first: (
        f"IF(ISNUMBER({x}),{state}*MATCH(MAX({x},{first}),{xs},1),{x})"
    ),
    words="所在分点的序号",
)
def CURVE_PLACE(x: Any, state: Any, xs: Any, first: Any) -> Any:
    """Which point of a curve a value comes after; before the first, the first."""
    reached = (xs <= np.maximum(x, first)[..., None]).sum(-1)
    return v.unless(x, v.unless(state, reached))


def _at(column: Any, place: Any) -> Any:
    """The cell of a column at each place, counted from 1; a place that is none takes any."""
    index_ = np.where(v.is_number(place), place, 1.0).astype(int) - 1
    index_ = np.clip(index_, 0, np.shape(column)[-1] - 1)
    shape = np.broadcast_shapes(np.shape(column)[:-1], index_.shape)
    table = np.broadcast_to(column, (*shape, np.shape(column)[-1]))
    return np.take_along_axis(table, np.broadcast_to(index_, shape)[..., None], -1)[..., 0]


@operation(
    "number number numbers -> number",
    rule=COLUMN,
    clause="S2 6.2.1",
    native=lambda place, x, xs: f"IF(ISNUMBER({place}),MAX(0,{x}-INDEX({xs},{place})),{place})",
    words="高出所在分点的部分",
)
def ABOVE_POINT(place: Any, x: Any, xs: Any) -> Any:
    """How far a value lies above the point it comes after; 0 before the first."""
    return v.unless(place, np.maximum(0.0, x - _at(xs, place)))


@operation(
    "number number numbers numbers -> number",
    rule=COLUMN,
    clause="S2 6.2.1",
    native=lambda place, above, ys, slopes: (
        f"IF(ISNUMBER({place}),INDEX({ys},{place})+{above}*INDEX({slopes},{place}),{place})"
    ),
    words="所在分点的得分＋高出部分×坡度",
)
def CURVE_SCORE(place: Any, above: Any, ys: Any, slopes: Any) -> Any:
    """Score 0 to 1: straight between the points of a curve, level beyond its ends."""
    return v.unless(place, _at(ys, place) + above * _at(slopes, place))


# ---- the tree: members that apply, their groups --------------------------------------------------
@operation(
    "number number -> number",
    clause="S2 6.2.1",
    native=lambda score, weight: (
        f"IF(ISNUMBER({score}),{weight},"
        f"IF(ISERROR({weight}),{weight},IF({score}={NOT_APPLICABLE},0,{score})))"
    ),
    words="有得分的取权重，不适用的为0",
)
def SCORED_WEIGHT(score: Any, weight: Any) -> Any:
    """The weight of a member that is scored; none of one that does not apply."""
    other = v.unless(v.errors(weight), _of(v.is_state(score, v.NOT_APPLICABLE), 0.0, score))
    return np.where(v.is_number(score), weight, other)


@operation(
    "number number -> number",
    clause="S2 6.2.1",
    native=lambda score, weight: f"IF(COUNT({score},{weight})=2,{score}*{weight},{weight})",
    words="得分×权重",
)
def WEIGHTED(score: Any, weight: Any) -> Any:
    """A score times its weight, which is 0 where it does not apply."""
    return _of(v.is_number(score) & v.is_number(weight), score * weight, weight)


@operation(
    "text texts numbers -> number",
    rule=COLUMN,
    clause="S2 6.2.1",
    native=lambda label, labels, figures: (
        f"IF(ISERROR(SUM({figures})),NA(),IF(COUNTIFS({labels},{label},{figures},{PENDING}),"
        f'{PENDING},IF(COUNTIFS({labels},{label},{figures},{ANY_NUMBER}),1,"")))'
    ),
    words="整列没有错误、本组有数且没有待填为1",
)
def MEMBERS_STATE(label: Any, labels: Any, figures: Any) -> Any:
    """1 where members of a group have figures, none is 待填 and no row of the column is an
    error."""
    chosen = _chosen(label, labels)
    waiting = (v.is_state(figures, v.PENDING) & chosen).any(-1)
    there = (v.is_number(figures) & chosen).any(-1)
    own = np.where(waiting, v.PENDING, np.where(there, 1.0, v.EMPTY))
    return v.unless(v.error_within(figures), own)


def _chosen(label: Any, labels: Any) -> Any:
    same = np.asarray(labels, object) == np.asarray(label, object)[..., None]
    return np.asarray(same, bool)


@operation(
    "text texts numbers -> number",
    rule=COLUMN,
    clause="S2 6.2.1",
    native=lambda label, labels, figures: (
        f"IF(ISERROR(SUM({figures})),NA(),SUMIFS({figures},{labels},{label}))"
    ),
    words="本组适用成员的权重之和",
)
def APPLYING_WEIGHT(label: Any, labels: Any, figures: Any) -> Any:
    """The weights of the members of a group that apply, known before their scores are."""
    used = v.is_number(figures) & _chosen(label, labels)
    return v.unless(v.error_within(figures), v.summed(np.where(used, figures, 0.0)))


@operation(
    "number number -> number",
    clause="S2 6.2.1",
    native=lambda weight, points: (
        f"IF(ISNUMBER({weight}),IF({weight}>0,{points}/{weight},{NOT_APPLICABLE}),{weight})"
    ),
    words="本组适用成员得分的加权平均",
)
def GROUP_SCORE(weight: Any, points: Any) -> Any:
    """The score of a group: the weighted mean of its members that apply."""
    mean = points / np.where(weight > 0, weight, 1.0)
    return v.unless(weight, _of(weight > 0, mean, v.NOT_APPLICABLE))


@operation(
    "number number -> number",
    clause="S2 6.2.1",
    native=lambda score, weight: (
        f"IF(ISERROR({weight}),{weight},IF({score}={NOT_APPLICABLE},0,{weight}))"
    ),
    words="适用的取权重，不适用的为0",
)
def KEPT_WEIGHT(score: Any, weight: Any) -> Any:
    """The weight of a member unless it does not apply, whether it is scored yet or not."""
    kept = _of(v.is_state(score, v.NOT_APPLICABLE), 0.0, weight)
    return v.unless(v.errors(weight), v.unless(v.errors(score), kept))


@operation(
    "number number -> number",
    clause="S2 6.2.1",
    native=lambda above, applying: (
        f"IF(ISERROR({applying}),{applying},"
        f"IF(ISNUMBER({above}),IF({applying}=0,0,{above}/{applying}),{above}))"
    ),
    words="本组的实际权重÷适用成员的权重之和",
)
def PER_WEIGHT(above: Any, applying: Any) -> Any:
    """How much of its weight in the index a group gives for a unit of weight of its members."""
    part = above / np.where(applying == 0, 1.0, applying)
    return v.unless(v.errors(applying), v.unless(above, _of(applying == 0, 0.0, part)))


@operation(
    "number number number -> number",
    clause="S2 6.2.1",
    native=lambda score, weight, per: (
        f"IF(ISERROR({per}),{per},IF({score}={NOT_APPLICABLE},0,"
        f"IF(COUNT({weight},{per})=2,{weight}*{per},IF(ISNUMBER({weight}),{per},{weight}))))"
    ),
    words="上级的权重按适用成员分配",
)
def HANDED_DOWN(score: Any, weight: Any, per: Any) -> Any:
    """The weight a row has in the index: that of its group, shared among the members that apply."""
    part = v.unless(weight, v.unless(per, weight * per))
    none = v.is_state(score, v.NOT_APPLICABLE)
    return v.unless(v.first_error(per, score), _of(none, 0.0, part))


@operation(
    "number -> number",
    clause="S2 6.2.1",
    native=lambda score: f"IF({score}={NOT_APPLICABLE},0,{score})",
    words="不适用的为0",
)
def COUNTED_SCORE(score: Any) -> Any:
    """A score as it adds to the index."""
    return _of(v.is_state(score, v.NOT_APPLICABLE), 0.0, score)


@operation(
    "number number -> number",
    rule=EACH,
    clause="S2 6.2.1",
    native=lambda w, s: f"100*{w}*{s}",
    words="100×实际权重×得分",
)
def POINTS(weight: Any, score: Any) -> Any:
    """What a row adds to the index."""
    return index.points(weight, score)


@operation(
    "number number -> number",
    rule=EACH,
    clause="S2 6.2.1",
    native=lambda w, s: f"100*{w}*(1-{s})",
    words="100×实际权重×（1－得分）",
)
def LOST(weight: Any, score: Any) -> Any:
    """What a row could still add to the index."""
    return index.lost(weight, score)


@operation(
    "number number -> number",
    rule=EACH,
    clause="S2 6.2.1",
    native=lambda mean, weight: f"100*{mean}*{weight}",
    words="100×平均得分×权重之和",
)
def INDEX_OF_MEAN(mean: Any, weight: Any) -> Any:
    """The index: the mean score on the weight of all that is scored."""
    return 100.0 * mean * weight


def _years_native(*years: str) -> str:
    joined = "&".join(years)
    blank = ",".join(f'{y}=""' for y in years)
    waits = f'OR({blank},{joined}<>SUBSTITUTE({joined},{PENDING},""))'
    return f"IF({waits},{PENDING},COUNT({','.join(years)}))"


@operation(
    "number number number -> number",
    clause="S2 6.2.4",
    native=_years_native,
    words="三年中适用的年数，缺年为待填",
)
def YEARS_COUNT(first: Any, second: Any, third: Any) -> Any:
    """How many years apply; 待填 where one is missing."""
    stacked = np.stack(np.broadcast_arrays(first, second, third), -1)
    waiting = (v.is_state(stacked, v.EMPTY) | v.is_state(stacked, v.PENDING)).any(-1)
    count = v.is_number(stacked).sum(-1).astype(float)
    return v.unless(v.error_within(stacked), np.where(waiting, v.PENDING, count))


@operation(
    "number number number number -> number",
    clause="S2 6.2.4",
    native=lambda count, *years: (
        f"IF(ISNUMBER({count}),IF({count}>0,SUM({','.join(years)})/{count},{NOT_APPLICABLE}),"
        f"{count})"
    ),
    words="适用各年的平均",
)
def MEAN_OF_YEARS(count: Any, first: Any, second: Any, third: Any) -> Any:
    """The mean of the evaluation year and the two before it, of those that apply."""
    stacked = np.stack(np.broadcast_arrays(first, second, third), -1)
    total = v.summed(np.where(v.is_number(stacked), stacked, 0.0))
    mean = np.where(count > 0, total / np.where(count > 0, count, 1.0), v.NOT_APPLICABLE)
    return v.unless(count, mean)


# ---- grades --------------------------------------------------------------------------------------
@operation(
    "number number -> number",
    clause="S2 6.4",
    native=lambda least, above: f'IF({least}="",1,IF({least}<{above},1,NA()))',
    words="低于上一等级的界限为1",
)
def FALLS(least: Any, above: Any) -> Any:
    """1 where the least value of a band lies below that of the band above it; the last has none."""
    return _of(v.is_state(least, v.EMPTY) | (least < above), 1.0, v.MISSING)


@operation(
    "number numbers numbers -> number",
    rule=COLUMN,
    clause="S2 6.4",
    native=lambda value, least, falls: (
        f'IF(ISNUMBER({value}),1+SUMPRODUCT(({least}<>"")*({least}>ROUND({value},{DECIMALS}))'
        f"*{falls}),{value})"
    ),
    words="自高到低第一个达到的等级是第几个",
)
def BAND_ROW(value: Any, least: Any, falls: Any) -> Any:
    """The row of the first band whose least value is reached; a figure is rounded, for an index is
    a mean of products."""
    rounded = v.by_cell(lambda x: round(x, DECIMALS) if x == x else x, value)
    above = (least > rounded[..., None]).sum(-1) + 1.0
    return v.unless(value, v.unless(v.error_within(least, falls), above))


@operation(
    "number texts -> text",
    clause="S2 6.4",
    rule=COLUMN,
    native=lambda row, names: f"IF(ISNUMBER({row}),INDEX({names},{row}),{row})",
    words="自高到低第一个达到的等级",
)
def BAND(row: Any, names: Any) -> Any:
    """The name of a band."""
    found = _at(np.asarray(names, object), row)
    return np.where(v.is_number(row), found, v.state_texts(row))


@operation(
    "number number numbers text -> number",
    rule=COLUMN,
    clause="S2 6.4",
    native=lambda value, row, least, asked: (
        f'IF({asked}="{NO}",{NOT_APPLICABLE},IF(ISNUMBER({row}),'
        f"IF({row}>1,INDEX({least},{row}-1)-{value},{NOT_APPLICABLE}),{row}))"
    ),
    words="上一等级的界限－指数",
)
def GAP(value: Any, row: Any, least: Any, asked: Any) -> Any:
    """What is missing to the next band; 不适用 in the highest, and where it is not points (`asked`
    否) that are missing."""
    gap = v.unless(row, _of(row > 1, _at(least, row - 1.0) - value, v.NOT_APPLICABLE))
    none = np.asarray(asked, object) == NO
    return v.unless(v.errors(asked), _of(none, v.NOT_APPLICABLE, gap))


@operation(
    "number number number -> number",
    rule=EACH,
    clause="S2 6.4",
    native=lambda score, least, weight: (
        f"IF(ROUND({score},{DECIMALS})>=ROUND({least},{DECIMALS}),0,100*{weight}*({least}-{score}))"
    ),
    words="100×权重×（比例－得分）",
)
def SHORTFALL(score: Any, least: Any, weight: Any) -> Any:
    """The points a goal lacks to a share of its full marks."""
    return index.shortfall(score, least, weight)


@operation(
    "number -> text",
    rule=EACH,
    clause="S2 6.3",
    native=lambda x: f'IF({x}>0,"正向","非正向")',
    words="大于零为正向",
)
def POSITIVE(x: Any) -> Any:
    """Whether a change is for the better."""
    return np.where(x > 0, "正向", "非正向")


@operation(
    "number number -> number",
    clause="S2 6.2.3",
    native=lambda x, more: (
        f"IF(COUNT({x},{more})=2,{x}+{more},"
        f"IF(AND(ISNUMBER({x}),{more}<>{NOT_APPLICABLE}),{more},{x}))"
    ),
    words="指数＋加分",
)
def WITH_BONUS(x: Any, more: Any) -> Any:
    """An index and its bonus; no bonus where none was claimed."""
    none = v.is_state(more, v.NOT_APPLICABLE)
    more = np.where(none & ~np.isnan(x), 0.0, more)
    return v.unless(v.first_error(x, more), v.unless(x, v.unless(more, x + more)))


# ---- energy and carbon ---------------------------------------------------------------------------
def _filled_native(*cells: str) -> str:
    there = [x for x in cells if not x.startswith('"')]
    return f"COUNTA({','.join(there)})" if there else "0"


MOST_YEARS = 10  # cells that a row of years has at the most: five years, reported and verified


@operation(
    " ".join(["number"] * MOST_YEARS) + " -> number",
    clause="GB/T 32150",
    native=_filled_native,
    words="一行中有数的格数",
)
def FILLED_YEARS(
    a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any, i: Any, j: Any
) -> Any:
    """How many cells of a row of years hold something, be it wrong."""
    return sum(
        (~v.is_state(x, v.EMPTY)).astype(float)
        for x in np.broadcast_arrays(a, b, c, d, e, f, g, h, i, j)
    )


@operation(
    "numbers numbers -> number",
    rule=COLUMN,
    native=lambda signs, xs: (
        f'IF(ISERROR(SUM({xs})),NA(),IF(COUNTIFS({signs},"<>0",{xs},{PENDING}),{PENDING},'
        f'IF(COUNTIFS({signs},"<>0",{xs},{ANY_NUMBER}),1,"")))'
    ),
    words="整列没有错误、计入的行有数且没有待填为1",
)
def SIGNED_STATE(signs: Any, xs: Any) -> Any:
    """1 where rows that count have figures and none is 待填."""
    counted = np.asarray(signs) != 0
    waiting = (v.is_state(xs, v.PENDING) & counted).any(-1)
    there = (v.is_number(xs) & counted).any(-1)
    own = np.where(waiting, v.PENDING, np.where(there, 1.0, v.EMPTY))
    return v.unless(v.error_within(xs), own)


@operation(
    "number numbers numbers -> number",
    rule=COLUMN,
    clause="GB/T 32150",
    native=lambda state, signs, xs: f"IF({state}=1,SUMPRODUCT({signs},{xs}),{state})",
    words="Σ计入方向×数量",
)
def SIGNED_SUM(state: Any, signs: Any, xs: Any) -> Any:
    """The sum of a column, each row with its sign: what is supplied inside or sent out is taken
    off."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = v.finite(v.summed(np.where(v.is_number(xs), xs, 0.0) * np.nan_to_num(signs)))
    return np.where(state == 1.0, total, state)


@operation(
    "numbers -> number",
    rule=COLUMN,
    native=lambda xs: (
        f'IF(ISERROR(SUM({xs})),NA(),IF(COUNTIF({xs},{PENDING}),{PENDING},IF(COUNT({xs}),1,"")))'
    ),
    words="整列有数且没有错误和待填为1，都没有数为空",
)
def FIGURES_STATE(xs: Any) -> Any:
    """1 where a column has figures and none is 待填; of what does not apply nothing."""
    waiting = v.is_state(xs, v.PENDING).any(-1)
    there = np.where(v.is_number(xs).any(-1), 1.0, v.EMPTY)
    return v.unless(v.error_within(xs), np.where(waiting, v.PENDING, there))
