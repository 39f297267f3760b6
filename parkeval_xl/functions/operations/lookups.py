"""Look-ups: the figure or word beside a key. Keys are compared exactly; a key that stands twice is
not found."""

from __future__ import annotations

from typing import Any

from ..written import written

BASES = ("处理量", "干基量", "产品量", "替代量", "残渣量", "堆存量", "填埋量", "焚烧量", "直接填报")


@written(
    "text texts text -> number",
    (
        'IF(key="",IF(started="","","待填"),IF(EXACT(INDEX(keys,MATCH(key,keys,0)),key),'
        "MATCH(key,keys,0),NA()))"
    ),
    words="名称所在的行",
)
def ROW_OF(key: Any, keys: Any, started: Any) -> Any:
    """The row of a key; an error where there is none, or where the first row that spreadsheets take
    for it (they ignore case, * and ? stand for anything) is not this very key; 待填 where a started
    row has no key yet."""


@written("number numbers -> number", "IF(ISNUMBER(row),INDEX(values,row),row)", words="该行的数")
def NUMBER_AT(row: Any, values: Any) -> Any:
    """The figure in a row of a column, which no cell of is blank."""


@written(
    "number texts -> text", 'IF(ISNUMBER(row),INDEX(values,row)&"",row&"")', words="该行的文字"
)
def TEXT_AT(row: Any, values: Any) -> Any:
    """The text in a row of a column."""


@written(
    "text text text -> number",
    'IF(x="",IF(started="","","待填"),FIND("|"&x&"|",known))',
    words="在可选项中的位置",
)
def PLACE_IN(x: Any, known: Any, started: Any) -> Any:
    """Where a word stands in a closed list joined with bars; an error where it does not; 待填 where
    a started row lacks it."""


@written(
    "text text number -> number",
    'IF(role="",IF(rate="","",NA()),FIND("|"&role&"|",known))',
    clause="GB/T 33760",
    words="类别在可选项中的位置；有数而没有类别为错误",
)
def ROLE_PLACE(role: Any, known: Any, rate: Any) -> Any:
    """Where the role of a flow stands in the list of roles. A figure without a role belongs to no
    sum: an error, or it would be left out of the result unseen."""


@written(
    "text number texts area number -> number",
    "IF(state=1,INDEX(area,MATCH(route,routes,0),(basis+3)/4),state)",
    clause="方法说明一",
    words="按路线和计算基数取量",
)
def AMOUNT(route: Any, basis: Any, routes: Any, area: Any, state: Any) -> Any:
    """The mass a flow is reckoned on: by route (rows) and basis (columns, in the order of BASES, by
    its place in the joined list)."""


@written(
    "text texts -> number",
    'IF(key="","",IF(SUMPRODUCT(--(keys=key))=1,1,NA()))',
    words="名称在该列只出现一次为1",
)
def ONCE(key: Any, keys: Any) -> Any:
    """1 where a key stands once in its column, upper and lower case taken for one; an error where
    it stands more often."""
