"""Look-ups: the figure or word beside a key. Keys are compared exactly; a key that stands twice is
not found."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ...core import values as v
from ..native import PENDING
from ..registry import operation
from .used import blank

BASES = ("处理量", "干基量", "产品量", "替代量", "残渣量", "堆存量", "填埋量", "焚烧量", "直接填报")


def _not_started(started: Any) -> Any:
    """What a look-up without a key gives."""
    return np.where(blank(started), v.EMPTY, v.PENDING)


def _missing_native(started: str) -> str:
    if started.startswith('"'):
        return '""' if started == '""' else PENDING
    return f'IF({started}="","",{PENDING})'


def _casefolded(keys: Any) -> list[str]:
    return [str(k).casefold() for k in np.asarray(keys, object).ravel()]


@operation(
    "text texts text -> number",
    native=lambda key, keys, started: (
        f'IF({key}="",{_missing_native(started)},'
        f"IF(EXACT(INDEX({keys},MATCH({key},{keys},0)),{key}),MATCH({key},{keys},0),NA()))"
    ),
    words="名称所在的行",
)
def ROW_OF(key: Any, keys: Any, started: Any) -> Any:
    """The row of a key; an error where there is none, or where the first row that spreadsheets take
    for it (they ignore case, * and ? stand for anything) is not this very key; 待填 where a started
    row has no key yet."""
    texts = [str(k) for k in np.asarray(keys, object).ravel()]
    folded: dict[str, int] = {}
    for i, text in enumerate(texts):
        folded.setdefault(text.casefold(), i)

    def row(text: str) -> float:
        if any(c in text for c in "*?~"):
            wanted = re.compile(_wildcards(text), re.DOTALL | re.IGNORECASE)
            at = next((i for i, k in enumerate(texts) if k and wanted.fullmatch(k)), -1)
        else:
            at = folded.get(text.casefold(), -1)
        return at + 1.0 if at >= 0 and texts[at] == text else v.MISSING

    missing = v.unless(v.errors(started), _not_started(started))
    found = v.by_cell(row, key)
    return v.unless(v.errors(key), np.where(blank(key), missing, found))


def _wildcards(text: str) -> str:
    """What MATCH looks for, as a regular expression."""
    out, escaped = "", False
    for c in text:
        if not escaped and c == "~":
            escaped = True
            continue
        out += re.escape(c) if escaped else {"*": ".*", "?": "."}.get(c, re.escape(c))
        escaped = False
    return out


@operation(
    "number numbers -> number",
    lifted=("values",),
    native=lambda row, values: f"IF(ISNUMBER({row}),INDEX({values},{row}),{row})",
    words="该行的数",
)
def NUMBER_AT(row: Any, values: Any) -> Any:
    """The figure in a row of a column, which no cell of is blank."""
    return v.unless(row, _taken(values, row))


@operation(
    "number texts -> text",
    lifted=("values",),
    native=lambda row, values: f'IF(ISNUMBER({row}),INDEX({values},{row})&"",{row}&"")',
    words="该行的文字",
)
def TEXT_AT(row: Any, values: Any) -> Any:
    """The text in a row of a column."""
    return np.where(v.is_number(row), _taken(np.asarray(values, object), row), v.state_texts(row))


def _taken(values: Any, row: Any) -> Any:
    """The cell of each row, counted from 1; a row that is none takes any."""
    index = np.clip(np.where(v.is_number(row), row, 1.0).astype(int) - 1, 0, values.shape[-1] - 1)
    if values.ndim == 1:
        return values[index]
    if index.ndim < 2:
        return values[..., index]
    shape = np.broadcast_shapes(values.shape[:-1], index.shape[:-1])
    table = np.broadcast_to(values, (*shape, values.shape[-1]))
    return np.take_along_axis(table, np.broadcast_to(index, (*shape, index.shape[-1])), -1)


@operation(
    "text text text -> number",
    native=lambda x, known, started: (
        f'IF({x}="",IF({started}="","",{PENDING}),FIND("|"&{x}&"|",{known}))'
    ),
    words="在可选项中的位置",
)
def PLACE_IN(x: Any, known: Any, started: Any) -> Any:
    """Where a word stands in a closed list joined with bars; an error where it does not; 待填 where
    a started row lacks it."""

    def place(word: str, listed: str) -> float:
        at = listed.find(f"|{word}|")
        return at + 1.0 if at >= 0 else v.MISSING

    missing = v.unless(v.errors(started), _not_started(started))
    return v.unless(v.errors(x), np.where(blank(x), missing, v.by_cell(place, x, known)))


@operation(
    "text text number -> number",
    clause="GB/T 33760",
    native=lambda role, known, rate: (
        f'IF({role}="",IF({rate}="","",NA()),FIND("|"&{role}&"|",{known}))'
    ),
    words="类别在可选项中的位置；有数而没有类别为错误",
)
def ROLE_PLACE(role: Any, known: Any, rate: Any) -> Any:
    """Where the role of a flow stands in the list of roles. A figure without a role belongs to no
    sum: an error, or it would be left out of the result unseen."""
    none = np.where(v.is_state(rate, v.EMPTY), v.EMPTY, v.unless(v.errors(rate), v.MISSING))
    place = v.by_cell(lambda r, k: k.find(f"|{r}|") + 1.0 or v.MISSING, role, known)
    return v.unless(v.errors(role), np.where(blank(role), none, place))


@operation(
    "text number texts area number -> number",
    lifted=("area",),
    clause="方法说明一",
    native=lambda route, basis, routes, area, state: (
        f"IF({state}=1,INDEX({area},MATCH({route},{routes},0),({basis}+3)/4),{state})"
    ),
    words="按路线和计算基数取量",
)
def AMOUNT(route: Any, basis: Any, routes: Any, area: Any, state: Any) -> Any:
    """The mass a flow is reckoned on: by route (rows) and basis (columns, in the order of BASES, by
    its place in the joined list)."""
    texts = _casefolded(routes)
    row = v.by_cell(
        lambda r: texts.index(r.casefold()) if r.casefold() in texts else 0, route, kind=int
    )
    column = np.where(v.is_number(basis), (basis + 3) / 4, 1.0).astype(int) - 1
    width = area.shape[-1]
    cell = row * width + np.clip(column, 0, width - 1)
    return v.unless(state, _taken(area.reshape(*area.shape[:-2], -1), cell + 1.0))


@operation(
    "text texts -> number",
    native=lambda key, keys: f'IF({key}="","",IF(SUMPRODUCT(--({keys}={key}))=1,1,NA()))',
    words="名称在该列只出现一次为1",
)
def ONCE(key: Any, keys: Any) -> Any:
    """1 where a key stands once in its column, upper and lower case taken for one; an error where
    it stands more often."""
    folded = _casefolded(keys)
    often = v.by_cell(lambda text: float(folded.count(str(text).casefold())), key)
    unread = v.error_within(np.asarray(keys, object))  # it might be this one
    single = v.unless(unread, np.where(often == 1.0, 1.0, v.MISSING))
    return v.unless(v.errors(key), np.where(blank(key), v.EMPTY, single))
