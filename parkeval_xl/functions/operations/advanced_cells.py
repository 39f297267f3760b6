"""Advanced values of sectors, scores and lights of firms in cells.

An advanced value is a quantile of keys (the best has the least). The firms of a sector are found by
one number a firm: the row of its sector in the table of sectors, then its rank among all firms; so
the k-th of a sector is the k-th after those of the sectors before it, and no cell computes on
arrays.
"""

from __future__ import annotations

from typing import Any

from ...core import enterprise
from ..registry import COLUMN
from ..written import written

_STEP = 100000  # more than there are rows


@written(
    "numbers number -> number",
    'IF(no<=COUNT(column),SMALL(column,no),"")',
    rule=COLUMN,
    words="由小到大第几个",
)
def NTH_LEAST(column: Any, no: Any) -> Any:
    """The n-th least number of a column; nothing where there are fewer."""


@written(
    "number numbers numbers number -> number",
    'IF(ISNUMBER(sector),IF(COUNTIF(sectors,sector)>=least,MATCH(sector,listed,0),""),"")',
    rule=COLUMN,
    words="该行业在同行业先进值表中的行；企业太少的行业没有",
)
def SECTOR_ROW(sector: Any, sectors: Any, listed: Any, least: Any) -> Any:
    """The row of a sector in the table of sectors; nothing where fewer than `least` firms are of
    it."""


@written(
    "number numbers -> number",
    'IF(ISNUMBER(sector),IFERROR(MATCH(sector,sectors,0),""),"")',
    rule=COLUMN,
    words="该行业在行业基准表中的行",
)
def BENCHMARK_ROW(sector: Any, sectors: Any) -> Any:
    """The first row of a sector in the table of benchmarks, nothing where there is none."""


@written(
    "number -> number",
    'IF(ISNUMBER(x),IF(AND(x<>0,ABS(x)<1E+300),x,""),"")',
    words="由小到大排，为零或没有数的不排",
)
def LESS_FIRST(x: Any) -> Any:
    """The key of a figure of which less is better."""


@written(
    "number -> number",
    'IF(ISNUMBER(x),IF(ABS(x)<1E+300,-x,""),"")',
    words="由大到小排，没有数的不排",
)
def MORE_FIRST(x: Any) -> Any:
    """The key of a figure of which more is better."""


@written(
    "number numbers number -> number",
    f'IF(COUNT(key,row)=2,row*{_STEP}+RANK(key,keys,1),"")',
    rule=COLUMN,
    words="行业的行次×100000＋名次",
)
def SORTED_AT(key: Any, keys: Any, row: Any) -> Any:
    """Where a firm stands among all, sector by sector: the row of its sector, then its rank among
    all firms."""


@written(
    "number numbers numbers -> number",
    'COUNTIFS(rows,row,keys,"<1E+300")',
    rule=COLUMN,
    words="同行业有数的企业数",
)
def SIZE_OF_SECTOR(row: Any, rows: Any, keys: Any) -> Any:
    """How many firms of a sector have a key."""


@written(
    "number numbers -> number",
    f'COUNTIF(sorted_,"<"&row*{_STEP})',
    rule=COLUMN,
    words="排在该行业前面的家数",
)
def FIRMS_BEFORE(row: Any, sorted_: Any) -> Any:
    """How many firms stand before those of a sector."""


@written(
    "number number number number -> number",
    'IF(size>=least,before+1+(size-1)*quantile,"")',
    words="分位数的位次；家数不足则空",
)
def QUANTILE_PLACE(size: Any, before: Any, quantile: Any, least: Any) -> Any:
    """The place of a quantile among sorted keys, between two of them; nothing where fewer than
    `least` have one."""


@written(
    "number numbers -> number",
    "IF(ISNUMBER(place),SMALL(column,INT(place)),place)",
    rule=COLUMN,
    words="该位次或其前一个",
)
def KEY_BELOW(place: Any, column: Any) -> Any:
    """The number at a place between two, or the one before."""


@written(
    "number numbers -> number",
    "IF(ISNUMBER(place),SMALL(column,-INT(-place)),place)",
    rule=COLUMN,
    words="该位次或其后一个",
)
def KEY_ABOVE(place: Any, column: Any) -> Any:
    """The number at a place between two, or the one after."""


@written(
    "number numbers numbers -> number",
    "IF(ISNUMBER(at),INDEX(keys,MATCH(at,sorted_,0)),at)",
    rule=COLUMN,
    words="排在那里的数",
)
def KEY_AT(at: Any, sorted_: Any, keys: Any) -> Any:
    """The key of the firm that stands there."""


@written(
    "number number number -> number",
    "IF(ISNUMBER(place),ABS(low+(high-low)*MOD(place,1)),place)",
    clause="S2 案例1",
    words="由最好一端起的分位数（线性内插）",
)
def BEST_QUANTILE(place: Any, low: Any, high: Any) -> Any:
    """The quantile from the best end, linear between neighbours."""


@written(
    "number number -> number",
    'IF(OR(x="",x=0),park,IF(x<0,NA(),x))',
    clause="S2 案例1",
    words="填入的基准，为空或零则用全园区的，负数为错误",
)
def BENCHMARK(x: Any, park: Any) -> Any:
    """The benchmark entered; where there is none, or zero, the best of the park."""


@written(
    "number numbers number -> number",
    "IF(ISNUMBER(row),INDEX(values,row),otherwise)",
    words="该行的数，没有该行则用全园区的",
)
def NUMBER_AT_ELSE(row: Any, values: Any, otherwise: Any) -> Any:
    """The figure in a row of a column, another where there is no row."""


@written(
    "number number -> number",
    'IF(SUM(own)>0,own,IF(OR(other="",other=0),"不适用",other))',
    clause="S2 案例1",
    words="同行业的，否则填入的基准，否则全园区的",
)
def ADVANCED(own: Any, other: Any) -> Any:
    """What a firm is held against: the best of its sector, else the benchmark or the best of the
    park, else 不适用."""


# ---- scores --------------------------------------------------------------------------------------


@written(
    "number number number -> number",
    (
        'IF(ISNUMBER(sector),IF(x=0,1,IF(x="不适用",x,IF(OR(x="待填",advanced="待填"),"待填",'
        "advanced))),sector)"
    ),
    clause="S2 案例1",
    words="可比时为先进值，否则为其原因；为零不需先进值",
)
def AGAINST_LESS(sector: Any, x: Any, advanced: Any) -> Any:
    """The advanced value where the figure can be held against it, else why not; nothing emitted
    needs none."""


@written(
    "number number number -> number",
    'IF(ISNUMBER(sector),IF(x="不适用",x,IF(OR(x="待填",advanced="待填"),"待填",advanced)),sector)',
    clause="S2 案例1",
    words="可比时为先进值，否则为其原因",
)
def AGAINST_MORE(sector: Any, x: Any, advanced: Any) -> Any:
    """The advanced value where the figure can be held against it, else why not."""


@written(
    "number number -> number",
    "IF(ISNUMBER(against),IF(x=0,1,MIN(1,against/x)),against)",
    clause="S2 案例1",
    words="先进值÷本企业值，最高为1；为零即1",
)
def SCORE_LESS(against: Any, x: Any) -> Any:
    """The score where less is better: advanced/actual, at most 1; nothing emitted is 1."""


@written(
    "number number -> number",
    "IF(ISNUMBER(against),MIN(1,x/against),against)",
    clause="S2 案例1",
    words="本企业值÷先进值，最高为1",
)
def SCORE_MORE(against: Any, x: Any) -> Any:
    """The score where more is better: actual/advanced, at most 1."""


@written(
    "number -> number",
    f'IF(ISNUMBER(score),ROUND(score,{enterprise.DECIMALS}),"")',
    words="比较用的得分",
)
def COMPARED(score: Any) -> Any:
    """A score as it is compared; nothing where there is none."""


@written(
    "number number number text text text -> text",
    (
        f"IF(ISNUMBER(total),IF(ROUND(total,{enterprise.DECIMALS})>=high,best,IF(ROUND(total,"
        f"{enterprise.DECIMALS})>=low,middle,worst)),total)"
    ),
    clause="S2 案例1",
    words="与两条界限比较",
)
def ONE_OF_THREE(total: Any, high: Any, low: Any, best: Any, middle: Any, worst: Any) -> Any:
    """One of three words by two limits, the higher first."""
