"""Weights from pairwise comparisons in cells: judgements, powers of the matrix, consistency
(core.weighting).

The cells of a matrix and all that follows from it look at one state: 1 where it is complete.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ...core import values as v
from ...core import weighting
from ..native import PENDING
from ..registry import COLUMN, EACH, ERRORS, FREE, NUMBER, OPERATIONS, Function, Param, operation
from .used import blank

ACCEPTED, REJECTED = "接受", "重新判断"
EIGENVECTOR, COLUMN_MEAN = "特征向量法", "列平均法"
DECIMALS = 9  # of deviations that are ranked: below it lies rounding
CLAUSE = "S2 5.2.4"
GROUP_STEP = 100  # the code of a judgement is the number of its group × this + its rank


def where_one(state: str, body: str) -> str:
    """`body` where a state is 1, else the state."""
    return f"IF({state}=1,{body},{state})"


def _known(x: str, body: str) -> str:
    """`body` where a computed cell holds a number, else what it holds."""
    return f"IF(ISNUMBER({x}),{body},{x})"


def _entered_native(expert: str, x: str, low: str, high: str) -> str:
    inside = f"IF(AND({x}>={low},{x}<={high}),{x},NA())"
    missing = f'IF(OR({x}="",{x}={PENDING}),{PENDING},NA())'
    return f'IF({expert}="","",IF(ISNUMBER({x}),{inside},{missing}))'


@operation(
    "text number number number -> number",
    native=_entered_native,
    clause=CLAUSE,
    words="专家填的判断；没有填姓名的专家不计，在标度之外为错误",
)
def JUDGEMENT(expert: Any, x: Any, low: Any, high: Any) -> Any:
    """An expert's judgement; an expert without a name does not count, whatever stands on the sheet;
    a judgement outside the scale is an error."""
    missing = v.is_state(x, v.EMPTY) | v.is_state(x, v.PENDING)
    inside = np.where((x >= low) & (x <= high), x, v.MISSING)
    found = np.where(v.is_number(x), inside, np.where(missing, v.PENDING, v.MISSING))
    held = v.first_error(expert, np.where(blank(expert), 0.0, v.errors(x)))
    return v.unless(held, np.where(blank(expert), v.EMPTY, found))


@operation(
    "number -> number",
    native=lambda x: _known(x, f"MAX(2,ROUND(1/{x},0))"),
    words="最近的倒数的分母，至少为2",
)
def WHOLE_INVERSE(x: Any) -> Any:
    """The whole number, 2 at least, whose reciprocal lies nearest to a judgement."""
    return v.unless(x, weighting.whole_inverse(np.where(v.is_number(x), x, 1.0)))


@operation(
    "number number -> number",
    clause=CLAUSE,
    native=lambda x, whole: _known(
        x, f"IF(ABS(ROUND({x}*{whole}-1,9))<={weighting.ROUNDED},1/{whole},{x})"
    ),
    words="四舍五入的倒数（如0.333）按准确的倒数（1/3）",
)
def EXACT_INVERSE(x: Any, whole: Any) -> Any:
    """A judgement, or the exact reciprocal where it was typed rounded: 0.333 is 1/3."""
    number = v.is_number(x) & v.is_number(whole)
    near = weighting.is_rounded(np.where(number, x, 1.0), np.where(number, whole, 2.0))
    return v.unless(x, np.where(near, 1.0 / np.where(number, whole, 1.0), x))


@operation(
    "number number -> number",
    native=lambda x, power: x if power == "1" else _known(x, f"1/{x}"),
    words="判断，或其倒数",
)
def JUDGED_POWER(x: Any, power: Any) -> Any:
    """A judgement, or with the power −1 its reciprocal."""
    number = v.is_number(x)
    return v.unless(x, np.power(np.where(number, x, 1.0), power))


@operation("number -> number", native=lambda x: _known(x, f"LN({x})"), words="自然对数")
def LOGARITHM(x: Any) -> Any:
    """The natural logarithm of a positive figure."""
    return v.unless(x, np.log(np.where(v.is_number(x), x, 1.0)))


@operation(
    "numbers -> number",
    rule=COLUMN,
    native=lambda xs: (
        f"IF(ISERROR(SUM({xs})),NA(),IF(COUNTIF({xs},{PENDING})+(COUNT({xs})=0),{PENDING},1))"
    ),
    words="有判断且没有错误和待填为1",
)
def JOINT_STATE(xs: Any) -> Any:
    """1 where some expert judges, and none of those who count still has to."""
    waiting = v.is_state(xs, v.PENDING).any(-1) | ~v.is_number(xs).any(-1)
    return v.unless(v.error_within(xs), np.where(waiting, v.PENDING, 1.0))


@operation(
    "number numbers -> number",
    rule=COLUMN,
    clause=CLAUSE,
    native=lambda state, xs: where_one(state, f"EXP(SUM({xs})/COUNT({xs}))"),
    words="各专家判断的几何平均：对数的平均，再取指数",
)
def JOINT_JUDGEMENT(state: Any, xs: Any) -> Any:
    """The geometric mean of judgements, from their logarithms."""
    there = v.is_number(xs)
    mean = v.summed(np.where(there, xs, 0.0)) / np.maximum(there.sum(-1), 1)
    return _stated(state, np.exp(mean))


@operation(
    "area number -> number",
    rule=COLUMN,
    clause=CLAUSE,
    native=lambda area, cells: (
        f"IF(ISERROR(SUM({area})),NA(),IF(COUNT({area})={cells},1,{PENDING}))"
    ),
    words="判断矩阵没有错误、全部有数为1",
)
def MATRIX_STATE(area: Any, cells: Any) -> Any:
    """1 where a matrix of so many cells holds numbers alone; its error; else 待填."""
    flat = area.reshape(*area.shape[:-2], -1)
    complete = v.is_number(flat).sum(-1) == cells
    return v.unless(v.error_within(flat), np.where(complete, 1.0, v.PENDING))


@operation(
    "number number number -> number",
    native=lambda state, a, b: where_one(state, f"{a}/{b}"),
    words="判断矩阵齐备时相除",
)
def STATED_RATIO(state: Any, a: Any, b: Any) -> Any:
    """a / b of a complete matrix, whose figures are positive."""
    good = v.is_number(b) & (b != 0)
    return _stated(state, a / np.where(good, b, 1.0))


@operation(
    "number numbers -> number",
    rule=COLUMN,
    clause=CLAUSE,
    native=lambda state, xs: where_one(state, f"1/SUM({xs})"),
    words="1÷列和",
)
def COLUMN_SHARE(state: Any, xs: Any) -> Any:
    """The reciprocal of the sum of a column of a complete matrix."""
    total = v.summed(np.where(v.is_number(xs), xs, 0.0))
    return _stated(state, 1.0 / np.where(total == 0, 1.0, total))


@cache
def line_times(count: int) -> Function:
    """The operation that multiplies a row of a matrix by a column, of so many figures each."""

    def kernel(state: Any, *figures: Any) -> Any:
        with np.errstate(over="ignore", invalid="ignore"):
            total = sum(
                np.asarray(a) * b for a, b in zip(figures[:count], figures[count:], strict=True)
            )
        return _stated(state, v.finite(np.where(np.isnan(total), 0.0, total)))

    def native(state: str, *figures: str) -> str:
        pairs = zip(figures[:count], figures[count:], strict=True)
        return where_one(state, "+".join(f"{a}*{b}" for a, b in pairs))

    names = ("state", *(f"{side}{i}" for side in "ab" for i in range(count)))
    params = tuple(Param(n, NUMBER, "", "") for n in names)
    name, words = f"LINE_TIMES_{count}", f"行乘列，{count} 项之和"
    OPERATIONS[name] = Function(
        name, params, NUMBER, FREE, kernel, native, "", "", CLAUSE, False, words
    )
    return OPERATIONS[name]


@operation(
    "number numbers number -> number",
    rule=COLUMN,
    clause=CLAUSE,
    native=lambda state, xs, count: where_one(state, f"SUM({xs})/{count}"),
    words="判断矩阵齐备时求平均",
)
def STATED_MEAN(state: Any, xs: Any, count: Any) -> Any:
    """The mean of so many figures of a complete matrix."""
    return _stated(state, v.summed(np.where(v.is_number(xs), xs, 0.0)) / count)


@operation(
    "numbers number -> number",
    rule=COLUMN,
    native=lambda xs, divisor: (
        f"IF(ISERROR(SUM({xs})),NA(),IF(COUNTIF({xs},{PENDING}),{PENDING},"
        f'IF(COUNT({xs})=0,"",SUM({xs})/{divisor})))'
    ),
    words="合计÷除数",
)
def SUM_OVER(xs: Any, divisor: Any) -> Any:
    """The sum of a column over a divisor: with the number of its rows, the mean; 待填 while one
    is."""
    there = v.is_number(xs)
    total = v.summed(np.where(there, xs, 0.0)) / divisor
    waiting = v.is_state(xs, v.PENDING).any(-1)
    return v.unless(
        v.error_within(xs), np.where(waiting, v.PENDING, np.where(there.any(-1), total, v.EMPTY))
    )


@operation(
    "numbers -> number",
    rule=COLUMN,
    native=lambda xs: (
        f"IF(ISERROR(SUM({xs})),NA(),IF(COUNTIF({xs},{PENDING}),{PENDING},IF(SUM({xs})=0,NA(),1)))"
    ),
    words="整列没有错误和待填、合计不为0为1",
)
def SHARE_STATE(xs: Any) -> Any:
    """1 where a column can be shared out; nothing to share is an error."""
    total = v.summed(np.where(v.is_number(xs), xs, 0.0))
    waiting = v.is_state(xs, v.PENDING).any(-1)
    shared = np.where(waiting, v.PENDING, np.where(total == 0, v.MISSING, 1.0))
    return v.unless(v.error_within(xs), shared)


@operation(
    "number number numbers -> number",
    rule=COLUMN,
    native=lambda state, x, xs: f'IF({x}="","",{where_one(state, f"{x}/SUM({xs})")})',
    words="占本列合计的比重",
)
def SHARE_OF(state: Any, x: Any, xs: Any) -> Any:
    """A figure as a share of the sum of its column; nothing where there is none."""
    total = v.summed(np.where(v.is_number(xs), xs, 0.0))
    share = _stated(state, x / np.where(total == 0, 1.0, total))
    return np.where(v.is_state(x, v.EMPTY), x, share)


@operation(
    "number number -> number",
    rule=EACH,
    native=lambda largest, n: f"IF({n}<=2,0,({largest}-{n})/({n}-1))",
    clause=CLAUSE,
)
def CONSISTENCY_INDEX(largest: Any, n: Any) -> Any:
    """CI = (λmax − n) / (n − 1), 0 up to two items."""
    return weighting.consistency_index(largest, n)


@operation(
    "number number -> number",
    rule=EACH,
    native=lambda ci, ri: f"IF({ri}=0,0,{ci}/{ri})",
    clause=CLAUSE,
)
def CONSISTENCY_RATIO(ci: Any, ri: Any) -> Any:
    """CR = CI / RI, 0 where the random index is 0."""
    return weighting.consistency_ratio(ci, ri)


@operation(
    "number number -> text",
    rule=EACH,
    native=lambda cr, limit: f'IF({cr}<{limit},"{ACCEPTED}","{REJECTED}")',
    clause=CLAUSE,
)
def ACCEPTANCE(cr: Any, limit: Any) -> Any:
    """接受 where the ratio lies below its limit, else 重新判断."""
    return np.where(cr < limit, ACCEPTED, REJECTED).astype(object)


@operation(
    "number number -> number",
    rule=EACH,
    clause=CLAUSE,
    native=lambda value, fitting: f"ABS(LN({value}/{fitting}))",
)
def DEVIATION(value: Any, fitting: Any) -> Any:
    """How far a judgement lies from the one that fits the weights, as a logarithm."""
    good = value * fitting > 0
    return np.where(
        good,
        weighting.deviation(np.where(good, value, 1.0), np.where(good, fitting, 1.0)),
        v.MISSING,
    )


@operation(
    "number -> number",
    native=lambda x: f"IF(ISNUMBER({x}),ROUND({x},{DECIMALS}),IF(ISERROR({x}),{x},-1))",
    words=f"偏离取 {DECIMALS} 位小数，没有数的排在最后",
)
def RANKED(x: Any) -> Any:
    """A deviation as it is ranked, with what is rounding left off; −1 where there is none yet."""
    number = v.is_number(x)
    return v.unless(v.errors(x), np.where(number, np.round(np.where(number, x, 0), DECIMALS), -1.0))


def _rank_native(known: str, x: str, no: str, group: str, xs: str, nos: str, groups: str) -> str:
    before = f"({xs}>{x})+({xs}={x})*({nos}<{no})"
    return _known(known, f"1+SUMPRODUCT(({groups}={group})*({before}))")


@operation(
    "number number number number numbers numbers numbers -> number",
    rule=COLUMN,
    native=_rank_native,
    clause=CLAUSE,
    words="本组中从大到小的名次，相同的按序号",
)
def RANK_WITHIN(known: Any, x: Any, no: Any, group: Any, xs: Any, nos: Any, groups: Any) -> Any:
    """The rank of a row's figure among those of its group, the greatest first, of equal ones the
    upper; where the figure behind it is known."""
    mine, place, own = (np.asarray(a)[..., None] for a in (x, no, group))
    with np.errstate(invalid="ignore"):
        before = (xs > mine) | ((xs == mine) & (nos < place))
    rank = 1.0 + ((groups == own) & before).sum(-1)
    return v.unless(known, v.unless(v.error_within(xs), rank))


@operation(
    "number number number -> number",
    clause=CLAUSE,
    native=lambda known, group, rank: _known(known, f"{group}*{GROUP_STEP}+{rank}"),
    words=f"组号×{GROUP_STEP}＋名次",
)
def RANK_CODE(known: Any, group: Any, rank: Any) -> Any:
    """What a ranked judgement is found by, where the figure behind the rank is known."""
    return v.unless(known, group * GROUP_STEP + rank)


@operation(
    "number numbers -> number",
    native=lambda code, codes: _known(code, f"MATCH({code},{codes},0)"),
    words="该数所在的行",
)
def ROW_OF_NUMBER(code: Any, codes: Any) -> Any:
    """The first row of a column that holds a number; an error where none does."""
    hits = np.asarray(codes == np.asarray(code)[..., None], bool)
    return v.unless(code, np.where(hits.any(-1), hits.argmax(-1) + 1.0, v.MISSING))


@operation(
    "text -> number",
    clause=CLAUSE,
    native=lambda method: (
        f'IF({method}="{EIGENVECTOR}",1,IF({method}="{COLUMN_MEAN}",2,'
        f'IF({method}="",{PENDING},NA())))'
    ),
    words=f"{EIGENVECTOR}为1，{COLUMN_MEAN}为2",
)
def METHOD_NO(method: Any) -> Any:
    """Which method is chosen: 1 or 2; 待填 while none is."""
    other = np.where(blank(method), v.PENDING, v.MISSING)
    found = np.where(method == EIGENVECTOR, 1.0, np.where(method == COLUMN_MEAN, 2.0, other))
    return v.unless(v.errors(method), found)


@operation(
    "number number number -> number",
    clause=CLAUSE,
    native=lambda no, first, second: (
        f"IF({no}=1,{first},IF({no}=2,{second},IF(ISERROR({first}),{first},{no})))"
    ),
    words="取所选方法的数",
)
def BY_METHOD(no: Any, first: Any, second: Any) -> Any:
    """The figure of the method chosen; both come from one matrix."""
    held = v.first_nan(v.errors(no), v.errors(first))
    none = np.where(np.isnan(held), held, no)
    return np.where(no == 1.0, first, np.where(no == 2.0, second, none))


@operation(
    "text number -> number",
    rule=ERRORS,
    clause=CLAUSE,
    native=lambda verdict, x: f'IF({verdict}="{ACCEPTED}",{x},{PENDING})',
)
def IF_ACCEPTED(verdict: Any, x: Any) -> Any:
    """A weight whose matrix is accepted; one that is rejected is still to be judged."""
    return np.where(np.asarray(verdict, object) == ACCEPTED, x, v.PENDING)


@operation(
    "number number number number -> number",
    rule=EACH,
    native=lambda *levels: "*".join(levels),
    clause=CLAUSE,
)
def DOWN_THE_TREE(goal: Any, first: Any, second: Any, third: Any) -> Any:
    """The weight of a leaf: the product of the weights on its way down."""
    return goal * first * second * third


def _stated(state: Any, value: Any) -> Any:
    """A value where a state is 1, else the state."""
    return np.where(np.asarray(state) == 1.0, value, state)
