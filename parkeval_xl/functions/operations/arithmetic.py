"""Products, quotients, differences, the mass balance."""

from __future__ import annotations

from typing import Any

from ..registry import EACH, PARTS
from ..written import written


@written("number number -> number", "a*b", rule=EACH)
def PRODUCT(a: Any, b: Any) -> Any:
    """The product of two figures."""


@written(
    "number number -> number",
    "mass*(1-moisture)",
    rule=EACH,
    clause="方法说明一",
    called="质量 含水率",
)
def DRY_MASS(mass: Any, moisture: Any) -> Any:
    """Mass without water: mass times (1 - moisture)."""


@written("number -> number", "1", rule=EACH, words="处理量已知则为1")
def ONE(known: Any) -> Any:
    """1 where the quantity processed is known: the basis of amounts entered directly."""


@written("number number -> number", 'IF(b=0,"不适用",a/b)', rule=EACH, called="被除数 除数")
def RATIO(a: Any, b: Any) -> Any:
    """a / b; 不适用 where b is zero."""


@written("number number -> number", "a-b", rule=EACH)
def DIFFERENCE(a: Any, b: Any) -> Any:
    """a - b."""


@written("number number -> number", 'IF(b=0,"不适用",(a-b)/ABS(b))', rule=EACH, called="前者 后者")
def CHANGE(a: Any, b: Any) -> Any:
    """How much a lies above b, as a share of b's size: above a negative figure is positive; 不适用
    where b is zero."""


@written(
    "number number number -> number",
    'IF(COUNT(baseline,project,leakage)=0,"",SUM(baseline)-SUM(project,leakage))',
    rule=PARTS,
    clause="GB/T 33760；S1 4.5",
    words="基准线－项目－泄漏",
)
def BALANCE_OF_ROLES(baseline: Any, project: Any, leakage: Any) -> Any:
    """ER = BE - PE - LE of totals; 待填 where one is, a role without flows counts as nothing, none
    at all as nothing entered."""


@written(
    "number number number number -> number",
    "unit*factor",
    rule=EACH,
    words="活动数据单位×因子单位的换算",
)
def CONVERSION(unit: Any, factor: Any, per: Any, fits: Any) -> Any:
    """tCO2e per product of the two units, where the rate goes with its amount and the dimensions
    fit."""


@written(
    "number number number number -> number",
    "activity*factor*conversion",
    rule=EACH,
    clause="GB/T 33760；S1 4.5、附录A、附录B",
    called="活动数据 排放因子 单位换算 类别",
)
def EMISSION(activity: Any, factor: Any, conversion: Any, role: Any) -> Any:
    """Emission of a flow in tCO2e, of a role that is known."""


@written("number number number -> number", "unit*factor", rule=EACH, called="单位 因子单位 可换算")
def UNIT_PRODUCT(unit: Any, factor: Any, fits: Any) -> Any:
    """tCO2e per product of the unit of a carrier and that of its factor, where their dimensions
    fit."""


@written(
    "number number number -> number",
    "amount*factor*conversion",
    rule=EACH,
    clause="GB/T 32150",
    called="消费量 排放因子 单位换算",
)
def CARRIER_EMISSION(amount: Any, factor: Any, conversion: Any) -> Any:
    """Emission of an energy carrier in tCO2e."""
