"""Operations of an index: curves, groups of indicators, weights handed down, points, means of
years, bands of the grade. Each is one idea: the states of its figures stand in cells of their
own."""

from __future__ import annotations

from functools import cache
from typing import Any

from ...core.utilisation import DECIMALS
from ..registry import COLUMN, EACH, ERRORS, NUMBER, OPERATIONS, Function
from ..written import expression, written
from .used import NO

BEYOND = 9e99  # an x that no value reaches


# ---- figures and formulas ------------------------------------------------------------------------
@written("number -> number", 'IF(x="","待填",x)', words="没有数的为待填")
def ASKED(x: Any) -> Any:
    """A figure that a formula asks for."""


@written(
    "text number -> number",
    'IF(OR(applies="不适用",applies="待填"),applies,state)',
    clause="方法说明四",
    words="声明为不适用或待填的从声明",
)
def APPLIES_FIRST(applies: Any, state: Any) -> Any:
    """The state of figures where they apply, else what is declared."""


@written(
    "number number -> number",
    'IF(ISNUMBER(x),IF(OR(x<0,AND(most<>"",x>most)),NA(),x),x)',
    clause="方法说明四",
    words="小于零或超过上限的为错误",
)
def WITHIN(x: Any, most: Any) -> Any:
    """An amount, an error where it is below 0 or above what there can be at most."""


# ---- rules ---------------------------------------------------------------------------------------
@written(
    "text text -> text",
    'IF(AND(applies="不适用",reason=""),"待填",applies)&""',
    rule=ERRORS,
    clause="方法说明四",
    words="不适用须有理由",
)
def DECLARED(applies: Any, reason: Any) -> Any:
    """Whether something applies, as declared: 待填 where it is said not to and nobody says why."""


@written(
    "text text text text -> text",
    (
        'IF(rule="","待填",IF(OR(EXACT(rule,first),AND(second<>"",EXACT(rule,second)),'
        'AND(third<>"",EXACT(rule,third))),rule,NA()))'
    ),
    clause="S2 5.2.3",
    words="核对所选规则",
)
def KNOWN_RULE(rule: Any, first: Any, second: Any, third: Any) -> Any:
    """The rule that is chosen: 待填 where none is, an error where it is not one of those
    offered."""


@written(
    "text text text -> text",
    'IF(choice=name,applies,"不适用")',
    clause="S2 5.2.3",
    words="没有选用本规则的不适用",
)
def CHOSEN_APPLIES(choice: Any, name: Any, applies: Any) -> Any:
    """Whether the figures of a rule apply: those of a rule that is not chosen do not."""


@written(
    "text text number -> number",
    'IF(choice="待填","待填",IF(choice=name,x,""))',
    clause="S2 5.2.3",
    words="选用本规则时取值",
)
def IF_CHOSEN(choice: Any, name: Any, x: Any) -> Any:
    """The figure of a rule where that rule is chosen; 待填 where none is chosen yet."""


@written(
    "number number number -> number",
    'IF(first<>"",first,IF(second<>"",second,IF(third<>"",third,"")))',
    rule=ERRORS,
    clause="S2 5.2.3",
    words="取有值的一个",
)
def ANY_OF(first: Any, second: Any, third: Any) -> Any:
    """The one of the figures that is there."""


@written(
    "text text number text number -> number",
    'IF(OR(choice="",choice="待填"),"待填",IF(choice=first,x,IF(choice=second,y,NA())))',
    clause="S2 6.3",
    words="按所选取其一",
)
def CHOOSE_NUMBER(choice: Any, first: Any, x: Any, second: Any, y: Any) -> Any:
    """The figure that goes with a choice: 待填 where none is made, an error where it is neither
    word."""


@written(
    "number number -> number", 'IF(own="",usual,own)', clause="S2 5.2.4", words="有替换的用替换的"
)
def INSTEAD(own: Any, usual: Any) -> Any:
    """The organiser's figure where there is one, else the usual one."""


@written(
    "number number numbers -> number",
    "IF(state<>1,state,IF(COUNT(replaced)=0,1,whole))",
    rule=COLUMN,
    clause="S2 5.2.4",
    words="没有替换权重的为1，否则为权重之和",
)
def DIVISOR(state: Any, whole: Any, replaced: Any) -> Any:
    """What weights are divided by: where any was replaced the sum of all, so that the index keeps
    its scale."""


@written(
    "numbers -> number",
    "IF(AND(MIN(weights)>=0,MAX(weights)<=1,SUM(weights)>0),SUM(weights),NA())",
    rule=COLUMN,
    clause="S2 5.2.4",
    words="在0到1之间的权重之和",
)
def WEIGHT_SUM(weights: Any) -> Any:
    """The sum of weights; an error where one is outside 0 to 1, or all are 0."""


@written(
    "number number -> number",
    "IF(ISNUMBER(divisor),weight/divisor,divisor)",
    clause="S2 5.2.4",
    words="有替换时除以权重之和",
)
def SHARE_OF_SUM(weight: Any, divisor: Any) -> Any:
    """A weight as it counts."""


# ---- curves --------------------------------------------------------------------------------------
@written(
    "number number numbers numbers -> number",
    'IF(COUNT(xs,ys)>0,own,IF(ISERROR(own),own,IF(usual="","",usual)))',
    rule=COLUMN,
    clause="评分规则",
    words="曲线有替换分点用替换的，否则用规则的",
)
def REPLACED(own: Any, usual: Any, xs: Any, ys: Any) -> Any:
    """A point of a curve: the organiser's, where any point of the curve was replaced, else the
    usual one."""


@written(
    "number number number -> number",
    'IF(x&y="","",IF(AND(COUNT(x,y,before)=3,x>before,y>=0,y<=1),1,NA()))',
    clause="评分规则",
    words="x 大于上一分点、y 在0到1之间为1",
)
def POINT(x: Any, y: Any, before: Any) -> Any:
    """1 where a point of a curve follows the one before it; nothing where there is none; else an
    error."""


@written(
    "numbers -> number",
    "IF(SUM(points)>1,1,NA())",
    rule=COLUMN,
    clause="评分规则",
    words="至少两个分点、没有错误为1",
)
def CURVE_STATE(points: Any) -> Any:
    """1 where points make a curve: two at least, none of them wrong."""


@written("number -> number", 'IF(x="",9E+99,x)', clause="评分规则", words="没有分点的行为极大的数")
def CURVE_X(x: Any) -> Any:
    """The x of a point as it is looked up: where there is no point, beyond every value."""


@written(
    "number number number number -> number",
    "IF(COUNT(x,y,x_next,y_next)=4,IF(x_next>x,(y_next-y)/(x_next-x),0),0)",
    clause="评分规则",
    words="到下一分点的坡度，没有下一分点为0",
)
def SLOPE(x: Any, y: Any, x_next: Any, y_next: Any) -> Any:
    """How steep the curve is from a point to the next; level after the last."""


@written(
    "number number numbers number -> number",
    "IF(ISNUMBER(x),state*MATCH(MAX(x,first),xs,1),x)",
    rule=COLUMN,
    clause="S2 6.2.1",
    words="所在分点的序号",
)
def CURVE_PLACE(x: Any, state: Any, xs: Any, first: Any) -> Any:
    """Which point of a curve a value comes after; before the first, the first."""


@written(
    "number number numbers -> number",
    "IF(ISNUMBER(place),MAX(0,x-INDEX(xs,place)),place)",
    rule=COLUMN,
    clause="S2 6.2.1",
    words="高出所在分点的部分",
)
def ABOVE_POINT(place: Any, x: Any, xs: Any) -> Any:
    """How far a value lies above the point it comes after; 0 before the first."""


@written(
    "number number numbers numbers -> number",
    "IF(ISNUMBER(place),INDEX(ys,place)+above*INDEX(slopes,place),place)",
    rule=COLUMN,
    clause="S2 6.2.1",
    words="所在分点的得分＋高出部分×坡度",
)
def CURVE_SCORE(place: Any, above: Any, ys: Any, slopes: Any) -> Any:
    """Score 0 to 1: straight between the points of a curve, level beyond its ends."""


# ---- the tree: members that apply, their groups --------------------------------------------------
@written(
    "number number -> number",
    'IF(ISNUMBER(score),weight,IF(ISERROR(weight),weight,IF(score="不适用",0,score)))',
    clause="S2 6.2.1",
    words="有得分的取权重，不适用的为0",
)
def SCORED_WEIGHT(score: Any, weight: Any) -> Any:
    """The weight of a member that is scored; none of one that does not apply."""


@written(
    "number number -> number",
    "IF(COUNT(score,weight)=2,score*weight,weight)",
    clause="S2 6.2.1",
    words="得分×权重",
)
def WEIGHTED(score: Any, weight: Any) -> Any:
    """A score times its weight, which is 0 where it does not apply."""


@written(
    "text texts numbers -> number",
    (
        'IF(ISERROR(SUM(figures)),NA(),IF(COUNTIFS(labels,label,figures,"待填"),"待填",'
        'IF(COUNTIFS(labels,label,figures,"<=9E+307"),1,"")))'
    ),
    rule=COLUMN,
    clause="S2 6.2.1",
    words="整列没有错误、本组有数且没有待填为1",
)
def MEMBERS_STATE(label: Any, labels: Any, figures: Any) -> Any:
    """1 where members of a group have figures, none is 待填 and no row of the column is an
    error."""


@written(
    "text texts numbers -> number",
    "IF(ISERROR(SUM(figures)),NA(),SUMIFS(figures,labels,label))",
    rule=COLUMN,
    clause="S2 6.2.1",
    words="本组适用成员的权重之和",
)
def APPLYING_WEIGHT(label: Any, labels: Any, figures: Any) -> Any:
    """The weights of the members of a group that apply, known before their scores are."""


@written(
    "number number -> number",
    'IF(ISNUMBER(weight),IF(weight>0,points/weight,"不适用"),weight)',
    clause="S2 6.2.1",
    words="本组适用成员得分的加权平均",
)
def GROUP_SCORE(weight: Any, points: Any) -> Any:
    """The score of a group: the weighted mean of its members that apply."""


@written(
    "number number -> number",
    'IF(ISERROR(weight),weight,IF(score="不适用",0,weight))',
    clause="S2 6.2.1",
    words="适用的取权重，不适用的为0",
)
def KEPT_WEIGHT(score: Any, weight: Any) -> Any:
    """The weight of a member unless it does not apply, whether it is scored yet or not."""


@written(
    "number number -> number",
    ("IF(ISERROR(applying),applying,IF(ISNUMBER(above),IF(applying=0,0,above/applying),above))"),
    clause="S2 6.2.1",
    words="本组的实际权重÷适用成员的权重之和",
)
def PER_WEIGHT(above: Any, applying: Any) -> Any:
    """How much of its weight in the index a group gives for a unit of weight of its members."""


@written(
    "number number number -> number",
    (
        'IF(ISERROR(per),per,IF(score="不适用",0,IF(COUNT(weight,per)=2,weight*per,'
        "IF(ISNUMBER(weight),per,weight))))"
    ),
    clause="S2 6.2.1",
    words="上级的权重按适用成员分配",
)
def HANDED_DOWN(score: Any, weight: Any, per: Any) -> Any:
    """The weight a row has in the index: that of its group, shared among the members that apply."""


@written("number -> number", 'IF(score="不适用",0,score)', clause="S2 6.2.1", words="不适用的为0")
def COUNTED_SCORE(score: Any) -> Any:
    """A score as it adds to the index."""


@written(
    "number number -> number",
    "100*weight*score",
    rule=EACH,
    clause="S2 6.2.1",
    called="实际权重 得分",
)
def POINTS(weight: Any, score: Any) -> Any:
    """What a row adds to the index."""


@written(
    "number number -> number",
    "100*weight*(1-score)",
    rule=EACH,
    clause="S2 6.2.1",
    called="实际权重 得分",
)
def LOST(weight: Any, score: Any) -> Any:
    """What a row could still add to the index."""


@written(
    "number number -> number",
    "100*mean*weight",
    rule=EACH,
    clause="S2 6.2.1",
    called="平均得分 权重之和",
)
def INDEX_OF_MEAN(mean: Any, weight: Any) -> Any:
    """The index: the mean score on the weight of all that is scored."""


@written(
    "number number number -> number",
    (
        'IF(OR(first="",second="",third="",first="待填",second="待填",third="待填"),"待填",'
        "COUNT(first,second,third))"
    ),
    clause="S2 6.2.4",
    words="三年中适用的年数，缺年为待填",
)
def YEARS_COUNT(first: Any, second: Any, third: Any) -> Any:
    """How many years apply; 待填 where one is missing."""


@written(
    "number number number number -> number",
    'IF(ISNUMBER(count),IF(count>0,SUM(first,second,third)/count,"不适用"),count)',
    clause="S2 6.2.4",
    words="适用各年的平均",
)
def MEAN_OF_YEARS(count: Any, first: Any, second: Any, third: Any) -> Any:
    """The mean of the evaluation year and the two before it, of those that apply."""


# ---- grades --------------------------------------------------------------------------------------
@written(
    "number number -> number",
    'IF(least="",1,IF(least<above,1,NA()))',
    clause="S2 6.4",
    words="低于上一等级的界限为1",
)
def FALLS(least: Any, above: Any) -> Any:
    """1 where the least value of a band lies below that of the band above it; the last has none."""


@written(
    "number numbers numbers -> number",
    (f'IF(ISNUMBER(value),1+SUMPRODUCT((least<>"")*(least>ROUND(value,{DECIMALS}))*falls),value)'),
    rule=COLUMN,
    clause="S2 6.4",
    words="自高到低第一个达到的等级是第几个",
)
def BAND_ROW(value: Any, least: Any, falls: Any) -> Any:
    """The row of the first band whose least value is reached; a figure is rounded, for an index is
    a mean of products."""


@written(
    "number texts -> text",
    "IF(ISNUMBER(row),INDEX(names,row),row)",
    clause="S2 6.4",
    rule=COLUMN,
    words="自高到低第一个达到的等级",
)
def BAND(row: Any, names: Any) -> Any:
    """The name of a band."""


@written(
    "number number numbers text -> number",
    f'IF(asked="{NO}","不适用",IF(ISNUMBER(row),IF(row>1,INDEX(least,row-1)-value,"不适用"),row))',
    rule=COLUMN,
    clause="S2 6.4",
    words="上一等级的界限－指数",
)
def GAP(value: Any, row: Any, least: Any, asked: Any) -> Any:
    """What is missing to the next band; 不适用 in the highest, and where it is not points (`asked`
    否) that are missing."""


@written(
    "number number number -> number",
    f"IF(ROUND(score,{DECIMALS})>=ROUND(least,{DECIMALS}),0,100*weight*(least-score))",
    rule=EACH,
    clause="S2 6.4",
    words="100×权重×（比例－得分）",
)
def SHORTFALL(score: Any, least: Any, weight: Any) -> Any:
    """The points a goal lacks to a share of its full marks."""


@written(
    "number -> text", 'IF(x>0,"正向","非正向")', rule=EACH, clause="S2 6.3", words="大于零为正向"
)
def POSITIVE(x: Any) -> Any:
    """Whether a change is for the better."""


@written(
    "number number -> number",
    'IF(COUNT(x,more)=2,x+more,IF(AND(ISNUMBER(x),more<>"不适用"),more,x))',
    clause="S2 6.2.3",
    words="指数＋加分",
)
def WITH_BONUS(x: Any, more: Any) -> Any:
    """An index and its bonus; no bonus where none was claimed."""


# ---- energy and carbon ---------------------------------------------------------------------------
@cache
def filled_years(count: int) -> Function:
    """How many of so many cells of a row of years hold something, be it wrong."""
    name, cells = f"FILLED_YEARS_{count}", tuple(f"x{i}" for i in range(count))
    OPERATIONS[name] = expression(
        name,
        dict.fromkeys(cells, NUMBER),
        NUMBER,
        f"COUNTA({','.join(cells)})" if cells else "0",
        clause="GB/T 32150",
        words=f"一行 {count} 格中有数的格数",
    )
    return OPERATIONS[name]


@written(
    "numbers numbers -> number",
    (
        'IF(ISERROR(SUM(xs)),NA(),IF(COUNTIFS(signs,"<>0",xs,"待填"),"待填",IF(COUNTIFS(signs,'
        '"<>0",xs,"<=9E+307"),1,"")))'
    ),
    rule=COLUMN,
    words="整列没有错误、计入的行有数且没有待填为1",
)
def SIGNED_STATE(signs: Any, xs: Any) -> Any:
    """1 where rows that count have figures and none is 待填."""


@written(
    "number numbers numbers -> number",
    "IF(state=1,SUMPRODUCT(signs,xs),state)",
    rule=COLUMN,
    clause="GB/T 32150",
    words="Σ计入方向×数量",
)
def SIGNED_SUM(state: Any, signs: Any, xs: Any) -> Any:
    """The sum of a column, each row with its sign: what is supplied inside or sent out is taken
    off."""


@written(
    "numbers -> number",
    'IF(ISERROR(SUM(xs)),NA(),IF(COUNTIF(xs,"待填"),"待填",IF(COUNT(xs),1,"")))',
    rule=COLUMN,
    words="整列有数且没有错误和待填为1，都没有数为空",
)
def FIGURES_STATE(xs: Any) -> Any:
    """1 where a column has figures and none is 待填; of what does not apply nothing."""
