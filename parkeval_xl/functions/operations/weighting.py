"""Weights from pairwise comparisons in cells: judgements, powers of the matrix, consistency
(core.weighting).

The cells of a matrix and all that follows from it look at one state: 1 where it is complete.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ...core import weighting
from ..registry import COLUMN, EACH, ERRORS, NUMBER, OPERATIONS, Function
from ..written import expression, written

ACCEPTED, REJECTED = "接受", "重新判断"
EIGENVECTOR, COLUMN_MEAN = "特征向量法", "列平均法"
DECIMALS = 9  # of deviations that are ranked: below it lies rounding
CLAUSE = "S2 5.2.4"
GROUP_STEP = 100  # the code of a judgement is the number of its group × this + its rank


def where_one(state: str, body: str) -> str:
    """`body` where a state is 1, else the state."""
    return f"IF({state}=1,{body},{state})"


@written(
    "text number number number -> number",
    (
        'IF(expert="","",IF(ISNUMBER(x),IF(AND(x>=low,x<=high),x,NA()),IF(OR(x="",x="待填"),"待填",'
        "NA())))"
    ),
    clause=CLAUSE,
    words="专家填的判断；没有填姓名的专家不计，在标度之外为错误",
)
def JUDGEMENT(expert: Any, x: Any, low: Any, high: Any) -> Any:
    """An expert's judgement; an expert without a name does not count, whatever stands on the sheet;
    a judgement outside the scale is an error."""


@written(
    "number -> number", "IF(ISNUMBER(x),MAX(2,ROUND(1/x,0)),x)", words="最近的倒数的分母，至少为2"
)
def WHOLE_INVERSE(x: Any) -> Any:
    """The whole number, 2 at least, whose reciprocal lies nearest to a judgement."""


@written(
    "number number -> number",
    f"IF(ISNUMBER(x),IF(ABS(ROUND(x*whole-1,9))<={weighting.ROUNDED},1/whole,x),x)",
    clause=CLAUSE,
    words="四舍五入的倒数（如0.333）按准确的倒数（1/3）",
)
def EXACT_INVERSE(x: Any, whole: Any) -> Any:
    """A judgement, or the exact reciprocal where it was typed rounded: 0.333 is 1/3."""


@written("number number -> number", "IF(power=1,x,IF(ISNUMBER(x),1/x,x))", words="判断，或其倒数")
def JUDGED_POWER(x: Any, power: Any) -> Any:
    """A judgement, or with the power −1 its reciprocal."""


@written("number -> number", "IF(ISNUMBER(x),LN(x),x)", words="自然对数")
def LOGARITHM(x: Any) -> Any:
    """The natural logarithm of a positive figure."""


@written(
    "numbers -> number",
    'IF(ISERROR(SUM(xs)),NA(),IF(COUNTIF(xs,"待填")+(COUNT(xs)=0),"待填",1))',
    rule=COLUMN,
    words="有判断且没有错误和待填为1",
)
def JOINT_STATE(xs: Any) -> Any:
    """1 where some expert judges, and none of those who count still has to."""


@written(
    "number numbers -> number",
    "IF(state=1,EXP(SUM(xs)/COUNT(xs)),state)",
    rule=COLUMN,
    clause=CLAUSE,
    words="各专家判断的几何平均：对数的平均，再取指数",
)
def JOINT_JUDGEMENT(state: Any, xs: Any) -> Any:
    """The geometric mean of judgements, from their logarithms."""


@written(
    "area number -> number",
    'IF(ISERROR(SUM(area)),NA(),IF(COUNT(area)=cells,1,"待填"))',
    rule=COLUMN,
    clause=CLAUSE,
    words="判断矩阵没有错误、全部有数为1",
)
def MATRIX_STATE(area: Any, cells: Any) -> Any:
    """1 where a matrix of so many cells holds numbers alone; its error; else 待填."""


@written("number number number -> number", "IF(state=1,a/b,state)", words="判断矩阵齐备时相除")
def STATED_RATIO(state: Any, a: Any, b: Any) -> Any:
    """a / b of a complete matrix, whose figures are positive."""


@written(
    "number numbers -> number",
    "IF(state=1,1/SUM(xs),state)",
    rule=COLUMN,
    clause=CLAUSE,
    words="1÷列和",
)
def COLUMN_SHARE(state: Any, xs: Any) -> Any:
    """The reciprocal of the sum of a column of a complete matrix."""


@cache
def line_times(count: int) -> Function:
    """The operation that multiplies a row of a matrix by a column, of so many figures each."""

    names = ("state", *(f"{side}{i}" for side in "ab" for i in range(count)))
    products = "+".join(f"a{i}*b{i}" for i in range(count))
    name, words = f"LINE_TIMES_{count}", f"行乘列，{count} 项之和"
    OPERATIONS[name] = expression(
        name,
        dict.fromkeys(names, NUMBER),
        NUMBER,
        where_one("state", products),
        clause=CLAUSE,
        words=words,
    )
    return OPERATIONS[name]


@written(
    "number numbers number -> number",
    "IF(state=1,SUM(xs)/count,state)",
    rule=COLUMN,
    clause=CLAUSE,
    words="判断矩阵齐备时求平均",
)
def STATED_MEAN(state: Any, xs: Any, count: Any) -> Any:
    """The mean of so many figures of a complete matrix."""


@written(
    "numbers number -> number",
    'IF(ISERROR(SUM(xs)),NA(),IF(COUNTIF(xs,"待填"),"待填",IF(COUNT(xs)=0,"",SUM(xs)/divisor)))',
    rule=COLUMN,
    words="合计÷除数",
)
def SUM_OVER(xs: Any, divisor: Any) -> Any:
    """The sum of a column over a divisor: with the number of its rows, the mean; 待填 while one
    is."""


@written(
    "numbers -> number",
    'IF(ISERROR(SUM(xs)),NA(),IF(COUNTIF(xs,"待填"),"待填",IF(SUM(xs)=0,NA(),1)))',
    rule=COLUMN,
    words="整列没有错误和待填、合计不为0为1",
)
def SHARE_STATE(xs: Any) -> Any:
    """1 where a column can be shared out; nothing to share is an error."""


@written(
    "number number numbers -> number",
    'IF(x="","",IF(state=1,x/SUM(xs),state))',
    rule=COLUMN,
    words="占本列合计的比重",
)
def SHARE_OF(state: Any, x: Any, xs: Any) -> Any:
    """A figure as a share of the sum of its column; nothing where there is none."""


@written(
    "number number -> number",
    "IF(n<=2,0,(largest-n)/(n-1))",
    rule=EACH,
    clause=CLAUSE,
    called="λmax n",
)
def CONSISTENCY_INDEX(largest: Any, n: Any) -> Any:
    """CI = (λmax − n) / (n − 1), 0 up to two items."""


@written("number number -> number", "IF(ri=0,0,ci/ri)", rule=EACH, clause=CLAUSE, called="CI RI")
def CONSISTENCY_RATIO(ci: Any, ri: Any) -> Any:
    """CR = CI / RI, 0 where the random index is 0."""


@written(
    "number number -> text",
    f'IF(cr<limit,"{ACCEPTED}","{REJECTED}")',
    rule=EACH,
    clause=CLAUSE,
    called="CR 限值",
)
def ACCEPTANCE(cr: Any, limit: Any) -> Any:
    """接受 where the ratio lies below its limit, else 重新判断."""


@written(
    "number number -> number",
    "ABS(LN(value/fitting))",
    rule=EACH,
    clause=CLAUSE,
    words="|ln（判断值÷应为值）|",
)
def DEVIATION(value: Any, fitting: Any) -> Any:
    """How far a judgement lies from the one that fits the weights, as a logarithm."""


@written(
    "number -> number",
    f"IF(ISNUMBER(x),ROUND(x,{DECIMALS}),IF(ISERROR(x),x,-1))",
    words=f"偏离取 {DECIMALS} 位小数，没有数的排在最后",
)
def RANKED(x: Any) -> Any:
    """A deviation as it is ranked, with what is rounding left off; −1 where there is none yet."""


@written(
    "number number number number numbers numbers numbers -> number",
    "IF(ISNUMBER(known),1+SUMPRODUCT((groups=group)*((xs>x)+(xs=x)*(nos<no))),known)",
    rule=COLUMN,
    clause=CLAUSE,
    words="本组中从大到小的名次，相同的按序号",
)
def RANK_WITHIN(known: Any, x: Any, no: Any, group: Any, xs: Any, nos: Any, groups: Any) -> Any:
    """The rank of a row's figure among those of its group, the greatest first, of equal ones the
    upper; where the figure behind it is known."""


@written(
    "number number number -> number",
    f"IF(ISNUMBER(known),group*{GROUP_STEP}+rank,known)",
    clause=CLAUSE,
    words=f"组号×{GROUP_STEP}＋名次",
)
def RANK_CODE(known: Any, group: Any, rank: Any) -> Any:
    """What a ranked judgement is found by, where the figure behind the rank is known."""


@written(
    "number numbers -> number", "IF(ISNUMBER(code),MATCH(code,codes,0),code)", words="该数所在的行"
)
def ROW_OF_NUMBER(code: Any, codes: Any) -> Any:
    """The first row of a column that holds a number; an error where none does."""


@written(
    "text -> number",
    f'IF(method="{EIGENVECTOR}",1,IF(method="{COLUMN_MEAN}",2,IF(method="","待填",NA())))',
    clause=CLAUSE,
    words=f"{EIGENVECTOR}为1，{COLUMN_MEAN}为2",
)
def METHOD_NO(method: Any) -> Any:
    """Which method is chosen: 1 or 2; 待填 while none is."""


@written(
    "number number number -> number",
    "IF(no=1,first,IF(no=2,second,IF(ISERROR(first),first,no)))",
    clause=CLAUSE,
    words="取所选方法的数",
)
def BY_METHOD(no: Any, first: Any, second: Any) -> Any:
    """The figure of the method chosen; both come from one matrix."""


@written(
    "text number -> number",
    f'IF(verdict="{ACCEPTED}",x,"待填")',
    rule=ERRORS,
    clause=CLAUSE,
    words="判断矩阵被接受才取权重，否则待填",
)
def IF_ACCEPTED(verdict: Any, x: Any) -> Any:
    """A weight whose matrix is accepted; one that is rejected is still to be judged."""


@written(
    "number number number number -> number",
    "goal*first*second*third",
    rule=EACH,
    clause=CLAUSE,
    called="目标 一级 二级 三级",
)
def DOWN_THE_TREE(goal: Any, first: Any, second: Any, third: Any) -> Any:
    """The weight of a leaf: the product of the weights on its way down."""
