"""Products, quotients, differences, the mass balance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import ledger, utilisation
from ...core import values as v
from ..native import NOT_APPLICABLE, PENDING
from ..registry import EACH, ERRORS, operation
from .used import blank


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


def _roles_native(*parts: str) -> str:
    pending = "OR(" + ",".join(f"{x}={PENDING}" for x in parts) + ")"
    baseline, project, leakage = parts
    return (
        f'IF({pending},{PENDING},IF(COUNT({",".join(parts)})=0,{baseline}&"",'
        f"N({baseline})-N({project})-N({leakage})))"
    )


@operation(
    "number number number -> number", rule=ERRORS, native=_roles_native, clause="GB/T 33760；S1 4.5"
)
def BALANCE_OF_ROLES(baseline: Any, project: Any, leakage: Any) -> Any:
    """ER = BE - PE - LE of totals; 待填 where one is, a role without flows counts as nothing, none
    at all as the first."""
    parts = (baseline, project, leakage)
    value = ledger.difference_of_roles(*parts)
    none = ~(v.is_number(baseline) | v.is_number(project) | v.is_number(leakage))
    pending = (
        v.is_state(baseline, v.PENDING)
        | v.is_state(project, v.PENDING)
        | v.is_state(leakage, v.PENDING)
    )
    return np.where(pending, v.PENDING, np.where(none, baseline, value))


def _balance_native(enterprise: str, *items: str) -> str:
    pending = "+".join(f"({x}={PENDING})" for x in items)
    available = f"(N({items[0]})+N({items[1]}))"
    gap = f"({available}{''.join(f'-N({x})' for x in items[2:])})/{available}"
    balance = f"IF({available}>0,{gap},{NOT_APPLICABLE})"
    return f'IF({enterprise}="","",IF(({pending})>0,{PENDING},{balance}))'


@operation(
    "text number number number number number number -> number",
    rule=ERRORS,
    native=_balance_native,
    clause="方法说明二",
)
def BALANCE(
    enterprise: Any,
    opening: Any,
    intake: Any,
    used: Any,
    disposed: Any,
    transferred: Any,
    closing: Any,
) -> Any:
    """How far the mass balance of a ledger row is open, as a share of what was available; empty in
    a row not started."""
    gap = utilisation.balance_gap(opening, intake, used, disposed, transferred, closing)
    return np.where(blank(enterprise), v.EMPTY, gap)
