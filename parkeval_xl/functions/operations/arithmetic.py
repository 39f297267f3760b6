"""Products, quotients, differences, the mass balance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import ledger
from ...core import values as v
from ..native import NOT_APPLICABLE
from ..registry import EACH, PARTS, operation


@operation("number number -> number", rule=EACH, native=lambda a, b: f"{a}*{b}")
def PRODUCT(a: Any, b: Any) -> Any:
    """The product of two figures."""
    return a * b


@operation(
    "number number -> number", rule=EACH, native=lambda q, w: f"{q}*(1-{w})", clause="方法说明一"
)
def DRY_MASS(mass: Any, moisture: Any) -> Any:
    """Mass without water: mass times (1 - moisture)."""
    return ledger.dry_mass(mass, moisture)


@operation("number -> number", rule=EACH, native=lambda q: "1")
def ONE(known: Any) -> Any:
    """1 where the quantity processed is known: the basis of amounts entered directly."""
    return np.ones(np.shape(known))


@operation(
    "number number -> number", rule=EACH, native=lambda a, b: f"IF({b}=0,{NOT_APPLICABLE},{a}/{b})"
)
def RATIO(a: Any, b: Any) -> Any:
    """a / b; 不适用 where b is zero."""
    return np.where(b == 0, v.NOT_APPLICABLE, a / np.where(b == 0, 1.0, b))


@operation("number number -> number", rule=EACH, native=lambda a, b: f"{a}-{b}")
def DIFFERENCE(a: Any, b: Any) -> Any:
    """a - b."""
    return a - b


@operation(
    "number number -> number",
    rule=EACH,
    native=lambda a, b: f"IF({b}=0,{NOT_APPLICABLE},({a}-{b})/ABS({b}))",
)
def CHANGE(a: Any, b: Any) -> Any:
    """How much a lies above b, as a share of b's size: above a negative figure is positive; 不适用
    where b is zero."""
    return np.where(b == 0, v.NOT_APPLICABLE, (a - b) / np.where(b == 0, 1.0, np.abs(b)))


@operation(
    "number number number -> number",
    rule=PARTS,
    native=lambda baseline, project, leakage: (
        f'IF(COUNT({baseline},{project},{leakage})=0,"",SUM({baseline})-SUM({project},{leakage}))'
    ),
    clause="GB/T 33760；S1 4.5",
)
def BALANCE_OF_ROLES(baseline: Any, project: Any, leakage: Any) -> Any:
    """ER = BE - PE - LE of totals; 待填 where one is, a role without flows counts as nothing, none
    at all as nothing entered."""
    none = ~(v.is_number(baseline) | v.is_number(project) | v.is_number(leakage))
    return np.where(none, v.EMPTY, ledger.difference_of_roles(baseline, project, leakage))


@operation(
    "number number number number -> number",
    rule=EACH,
    native=lambda unit, factor, per, fits: f"{unit}*{factor}",
    words="活动数据单位×因子单位的换算",
)
def CONVERSION(unit: Any, factor: Any, per: Any, fits: Any) -> Any:
    """tCO2e per product of the two units, where the rate goes with its amount and the dimensions
    fit."""
    return unit * factor


@operation(
    "number number number number -> number",
    rule=EACH,
    clause="GB/T 33760；S1 4.5、附录A、附录B",
    native=lambda activity, factor, conversion, role: f"{activity}*{factor}*{conversion}",
    words="活动数据×排放因子×单位换算",
)
def EMISSION(activity: Any, factor: Any, conversion: Any, role: Any) -> Any:
    """Emission of a flow in tCO2e, of a role that is known."""
    return ledger.emission(activity, factor, conversion)


@operation(
    "number number number -> number",
    rule=EACH,
    native=lambda unit, factor, fits: f"{unit}*{factor}",
    words="单位×因子单位的换算",
)
def UNIT_PRODUCT(unit: Any, factor: Any, fits: Any) -> Any:
    """tCO2e per product of the unit of a carrier and that of its factor, where their dimensions
    fit."""
    return unit * factor


@operation(
    "number number number -> number",
    rule=EACH,
    clause="GB/T 32150",
    native=lambda amount, factor, conversion: f"{amount}*{factor}*{conversion}",
    words="消费量×排放因子×单位换算",
)
def CARRIER_EMISSION(amount: Any, factor: Any, conversion: Any) -> Any:
    """Emission of an energy carrier in tCO2e."""
    return ledger.emission(amount, factor, conversion)
