"""Units in cells: a typed unit cleaned once a row, then looked up among the accepted spellings.

Each closed list of spellings stands twice on the hidden sheet of units: as a column, and joined in
one cell with bars between. FIND in the joined text is exact, knows no wildcards and is an error by
itself; MATCH then says where.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ...core.units import EMISSION, NOTHING, UnitError
from .. import native
from ..native import PENDING
from ..park import unit_table
from ..registry import ERRORS, give_reason, operation
from ..written import written

DIRECT = "直接填报"
HAUL = "t·km"
UNKNOWN = ("单位不在单位表中", "the unit is not in the table of units")
NO_FACTOR = ("因子的单位应为 tCO2e/某单位", "the unit of a factor should be tCO2e per something")
DIFFERENT = "活动数据的单位与因子的分母不是同一种量，不能相乘"
MASSES, PLAIN, EMISSIONS = "质量单位", "单位", "排放单位"
PER_TONNE, DISTANCES = "每吨", "公里"
TABLE = "asks the table of units, and says why a spelling is none; a cell looks into its lists"
"""The lists on the hidden sheet: 质量单位_全 joined, 质量单位_写法 the column, beside it its
figures."""


def is_listed(x: str, table: str) -> str:
    """Whether the spelling `x` is in a list; an error where it is not."""
    return f'FIND("|"&{x}&"|",{table}_全)>0'


def beside(x: str, table: str, column: str) -> str:
    """The figure of `column` beside the spelling `x` in a list."""
    return f"IF({is_listed(x, table)},INDEX({table}_{column},MATCH({x},{table}_写法,0)))"


def or_state(x: str, body: str) -> str:
    """`body` unless the text is empty or 待填."""
    return f'IF(OR({x}="",{x}={PENDING}),{x}&"",{body})'


def _of(text: Any, body: Any, kind: type = float) -> Any:
    """`body` of each text; what is empty, 待填 or an error stays, and an unknown unit is an
    error."""

    def one(spelling: str) -> Any:
        held = spelling in ("", v.PENDING_TEXT) or v.CellError.from_text(spelling) is not None
        try:
            if held:
                return v.number(spelling) if kind is float else spelling
            return body(spelling)
        except UnitError as problem:
            give_reason(problem.reason_zh)
            return v.MISSING if kind is float else v.CellError.NA.text

    return v.by_cell(one, text, kind=kind)


@written(
    "text -> text",
    f'SUBSTITUTE({native.blanks_removed("unit")},"／","/")',
    words="去掉单位中的空格，斜杠用半角",
)
def UNIT_TEXT(unit: Any) -> Any:
    """A typed unit as it is looked up: without blanks of any width, with a plain slash."""


@operation(
    "text -> number",
    native=lambda x: or_state(x, beside(x, MASSES, "系数")),
    words="一个该质量单位合多少吨",
    why=TABLE,
)
def MASS_SCALE(unit: Any) -> Any:
    """Tonnes in one unit of mass; an error where it is none."""
    return _of(unit, lambda text: unit_table().mass_scale(text))


@operation(
    "text -> number",
    native=lambda x: or_state(x, beside(x, PLAIN, "系数")),
    words="一个该单位合多少基准单位",
    why=TABLE,
)
def UNIT_SCALE(unit: Any) -> Any:
    """How much one unit is in the base unit of its dimension."""
    return _of(unit, lambda text: _plain(text).scale)


@operation(
    "text -> text",
    native=lambda x: or_state(x, beside(x, PLAIN, "量纲")),
    words="该单位的量纲",
    why=TABLE,
)
def UNIT_DIMENSION(unit: Any) -> Any:
    """The dimension of a unit, by its id."""
    return _of(unit, lambda text: _plain(text).dimension, object)


def _plain(text: str) -> Any:
    found = unit_table().find(text)
    if found is None or found.per != NOTHING:
        raise UnitError("UNIT_UNKNOWN", text, UNKNOWN)
    return found


@written(
    "number number -> number",
    'IF(ISNUMBER(figure),IF(ISNUMBER(scale),figure*scale,IF(scale="","待填",scale)),figure)',
    clause="方法说明二",
    words="按单位折算",
)
def CONVERTED(figure: Any, scale: Any) -> Any:
    """A figure in the base unit; without a unit it is still to be filled. No figure needs no
    unit."""


@written("text -> number", 'IFERROR(FIND("/",unit),0)', rule=ERRORS, words="斜杠的位置，没有为0")
def SLASH(unit: Any) -> Any:
    """Where the slash of a composed unit stands, from 1; 0 where there is none."""


@written(
    "text text number text -> text",
    (
        f'IF(unit="",IF(started="","","待填"),IF(basis="{DIRECT}",unit,IF(slash>0,LEFT(unit,'
        f'slash-1),"{HAUL}")))'
    ),
    rule=ERRORS,
    clause="方法说明一",
    words="由单耗单位得活动数据单位",
)
def ACTIVITY_UNIT(unit: Any, basis: Any, slash: Any, started: Any) -> Any:
    """The unit of the activity: of a rate per tonne its numerator, of a distance t·km, of a direct
    entry itself."""


def _per_native(unit: str, basis: str, slash: str) -> str:
    denominator = f'FIND("|"&MID({unit},{slash}+1,99)&"|",{PER_TONNE}_全)'
    return (
        f'IF({unit}="","",IF({basis}="{DIRECT}",1,SIGN(IF({slash}>0,{denominator},'
        f'FIND("|"&{unit}&"|",{DISTANCES}_全)))))'
    )


@operation(
    "text text number -> number",
    rule=ERRORS,
    clause="方法说明一",
    native=_per_native,
    words="单耗单位可与基数相乘为1",
    why=TABLE,
)
def PER_AMOUNT(unit: Any, basis: Any, slash: Any) -> Any:
    """1 where a rate in this unit times the tonnes it is reckoned on gives an activity: per tonne,
    or a distance; an error where it does not."""

    def one(text: str, of: str, at: float) -> float:
        if text == "" or of == DIRECT:
            return v.EMPTY if text == "" else 1.0
        found = unit_table().find(text[int(at) :] if at > 0 else text)
        wanted = ("mass", 1.0) if at > 0 else ("distance", 1.0)
        fits = found is not None and (found.dimension, found.scale) == wanted
        return 1.0 if fits else v.MISSING

    return v.by_cell(one, unit, basis, slash)


@operation(
    "text text -> number",
    rule=ERRORS,
    native=lambda one, other: (
        f'IF(OR({one}="",{other}="",{one}={PENDING},{other}={PENDING}),"",IF({one}={other},1,NA()))'
    ),
    words="量纲相同为1",
    why="says that two units are of different kinds",
)
def SAME_DIMENSION(one: Any, other: Any) -> Any:
    """1 where two dimensions are the same; an error where they are not."""
    a, b = np.asarray(one, object), np.asarray(other, object)
    if not np.asarray(a == b).all():
        give_reason(DIFFERENT)
    waiting = (a == "") | (b == "") | (a == v.PENDING_TEXT) | (b == v.PENDING_TEXT)
    return np.where(waiting.astype(bool), v.EMPTY, np.where(a == b, 1.0, v.MISSING))


@operation(
    "text number -> number",
    rule=ERRORS,
    native=lambda x, slash: or_state(
        x, f"IF({slash}>0,{beside(f'LEFT({x},{slash}-1)', EMISSIONS, '系数')},NA())"
    ),
    words="因子单位的分子合多少 tCO2e",
    why=TABLE,
)
def NUMERATOR(unit: Any, slash: Any) -> Any:
    """Tonnes CO2e in the numerator of a factor unit."""

    def scale(text: str) -> float:
        found = unit_table().find(text.partition("/")[0])
        wrong = found is None or found.dimension != EMISSION or found.scale > 1 or "/" not in text
        if wrong or found is None:
            raise UnitError("UNIT_UNKNOWN", text, NO_FACTOR)
        return float(found.scale)

    return _of(unit, scale)


@written(
    "text number -> text",
    'IF(OR(unit="",unit="待填"),unit&"",MID(unit,slash+1,99))',
    rule=ERRORS,
    words="因子单位的分母",
)
def DENOMINATOR(unit: Any, slash: Any) -> Any:
    """The denominator of a factor unit."""
