"""The PARK_ functions: thin over core, with their native texts. Every host reads them from the
registry."""

from __future__ import annotations

from functools import cache
from typing import Any

from .. import data
from ..core import ledger, utilisation
from ..core import values as v
from ..core.units import UnitError, UnitTable
from . import native
from .native import NOT_APPLICABLE, PENDING
from .registry import COLUMN, EACH, give_reason, park


@cache
def unit_table() -> UnitTable:
    """The units of standards/units as one table."""
    return data.unit_table()


def _conversion(activity_unit: str, factor_unit: str) -> float:
    """tCO2e per product of the two units, or #VALUE! with the reason."""
    try:
        return unit_table().conversion(activity_unit, factor_unit)
    except UnitError as problem:
        give_reason(problem.reason_zh)
        return v.ERROR


def _emission_native(activity: str, activity_unit: str, factor: str, factor_unit: str) -> str:
    fits = f"{native.unit(activity_unit, 'dimension')}={native.unit(factor_unit, 'per')}"
    value = (
        f"{activity}*{native.unit(activity_unit, 'scale')}*{factor}"
        f"*{native.unit(factor_unit, 'scale')}"
    )
    return f"IF({fits},{value},{native.ERROR})"


@park(
    "number unit number unit -> number",
    rule=EACH,
    native=_emission_native,
    clause="GB/T 33760；S1 4.5、附录A、附录B",
    help=[
        ("活动数据", "activity data"),
        ("活动数据的单位", "unit of the activity data"),
        ("排放因子", "emission factor"),
        ("排放因子的单位，如 tCO2/MWh", "unit of the factor, like tCO2/MWh"),
    ],
)
def PARK_EMISSION(activity: Any, activity_unit: Any, factor: Any, factor_unit: Any) -> Any:
    """Emission of a flow in tCO2e: activity times factor, units converted; units that do not fit
    are an error.

    一条核算项目的排放量（tCO2e）＝活动数据×排放因子，自动换算单位；单位不能相乘时为错误。
    """
    conversion = v.by_cell(_conversion, activity_unit, factor_unit)
    return v.unless(conversion, ledger.emission(activity, factor, conversion))


def _total_native(role: str, roles: str, emissions: str) -> str:
    chosen = native.exact(roles, role)
    nothing = f'IF(SUMPRODUCT({chosen}*({emissions}={NOT_APPLICABLE}))>0,{NOT_APPLICABLE},"")'
    body = (
        f"IF(SUMPRODUCT({chosen}*ISNUMBER({emissions}))=0,{nothing},SUMPRODUCT(--{chosen},"
        f"{emissions}))"
    )
    pending = f"SUMPRODUCT({chosen}*({emissions}={PENDING}))+COUNTIF({roles},{PENDING})>0"
    return native.columns([role, roles], [emissions], pending, body)


@park(
    "text texts numbers -> number",
    rule=COLUMN,
    native=_total_native,
    clause="GB/T 33760；S1 4.5",
    help=[
        (
            "类别：基准线、项目或泄漏；也可以是其他标签",
            "role: 基准线, 项目, 泄漏; any label will do",
        ),
        ("类别列", "column of roles"),
        ("排放量列", "column of emissions"),
    ],
)
def PARK_TOTAL(role: Any, roles: Any, emissions: Any) -> Any:
    """The sum of the rows of one role; 待填 and errors reach the sum, empty and 不适用 are left
    out. A row whose role is 待填 might belong to it, so the sum is 待填 too.

    某一类别各行之和；待填与错误会传到合计，空白与不适用不计入。类别待填的行可能属于它，
    合计也是待填。
    """
    return ledger.role_total(role, roles, emissions)


def _reduction_native(roles: str, emissions: str) -> str:
    baseline, project, leakage = (native.exact(roles, f'"{r}"') for r in ledger.ROLES)
    unknown = f"SUMPRODUCT(ISNUMBER({emissions})*NOT({baseline}+{project}+{leakage}))>0"
    nothing = f'IF(COUNTIF({emissions},{NOT_APPLICABLE})>0,{NOT_APPLICABLE},"")'
    value = (
        f"IF(COUNT({emissions})=0,{nothing},SUMPRODUCT({baseline}-{project}-{leakage},{emissions}))"
    )
    pending = f"COUNTIF({emissions},{PENDING})>0"
    body = f"IF({unknown},{native.ERROR},IF({pending},{PENDING},{value}))"
    return native.columns([roles], [emissions], "", body)


@park(
    "texts numbers -> number",
    rule=COLUMN,
    native=_reduction_native,
    clause="GB/T 33760；ISO 14064-2；S1 4.5",
    help=[
        ("类别列：基准线、项目、泄漏", "column of roles: 基准线, 项目, 泄漏"),
        ("排放量列（tCO2e）", "column of emissions, tCO2e"),
    ],
)
def PARK_REDUCTION(roles: Any, emissions: Any) -> Any:
    """Reduction in tCO2e: sum of baseline minus project minus leakage; a negative result stays
    negative.

    减排量（tCO2e）＝Σ基准线－Σ项目－Σ泄漏；结果为负时保留负号，不截断。
    """
    return ledger.reduction(roles, emissions)


@park(
    "number number -> number",
    rule=EACH,
    native=lambda used, residue: f"{used}-{residue}",
    clause="S1 4.3（固体废弃物减少量）",
    help=[("利用量（t）", "waste used, t"), ("残渣量（t）", "residue of its use, t")],
)
def PARK_SOLID_WASTE(used: Any, residue: Any) -> Any:
    """Reduction of solid waste in t: waste used minus the residue of its use.

    固体废物减少量（t）＝利用量－利用后的残渣量。
    """
    return ledger.solid_waste_reduction(used, residue)


def _utilisation_native(utilised: str, generated: str, old_stock: str) -> str:
    columns = (utilised, generated, old_stock)
    counts = "*".join(
        f"({c}<>{NOT_APPLICABLE})" for c in columns
    )  # a row leaves numerator and denominator together
    used, new, old = (f"SUMPRODUCT({counts},{c})" for c in columns)
    arising = f"({new}+{old})"
    body = (
        f"IF({arising}>0,MIN(1,{used}/{arising}),IF(AND({arising}=0,{used}=0),{NOT_APPLICABLE},"
        f"{native.ERROR}))"
    )
    return native.columns(
        [], columns, "+".join(f"COUNTIF({c},{PENDING})" for c in columns) + ">0", body
    )


@park(
    "numbers numbers numbers -> number",
    rule=COLUMN,
    native=_utilisation_native,
    clause="S1 4.4.2",
    help=[
        ("综合利用（回收利用）量", "amount utilised"),
        ("产生（收集）量", "amount generated or collected"),
        ("其中利用往年贮存量", "part of it from stock of earlier years"),
    ],
)
def PARK_UTILISATION(utilised: Any, generated: Any, old_stock: Any) -> Any:
    """Utilisation rate: sum of utilised over sum of generated and old stock, at most 1; 不适用
    where nothing arose.

    利用率＝Σ利用量÷Σ(产生量＋利用往年贮存量)，最高为1；没有产生时为不适用。按质量加权，
    不是各率的平均。
    """
    return utilisation.rate(utilised, generated, old_stock)
