"""Units in cells: a mass in tonnes, the unit of the activity of a flow."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ...core.units import UnitError
from .. import native
from ..native import ERROR, PENDING
from ..park import unit_table
from ..registry import ERRORS, operation

DIRECT = "直接填报"


def _tonnes_native(mass: str, unit: str) -> str:
    fits = f'{native.unit(unit, "dimension")}="mass"'
    value = (
        f'IF(OR({unit}="",{unit}={PENDING}),{PENDING},IF({fits},'
        f"{mass}*{native.unit(unit, 'scale')},{ERROR}))"
    )
    return f'IF(ISNUMBER({mass}),{value},IF(OR({mass}="",{mass}={PENDING}),{mass}&"",{ERROR}))'


@operation("number unit -> number", rule=ERRORS, native=_tonnes_native, clause="方法说明二")
def TONNES(mass: Any, unit: Any) -> Any:
    """An entered mass in t; without a unit it is still to be filled. 不适用 is no mass to enter
    (`native.entry`)."""
    scale = v.by_cell(_mass_scale, unit)
    held = np.where(v.is_state(mass, v.NOT_APPLICABLE), v.ERROR, mass)
    return v.unless(np.where(v.is_number(mass), scale, held), mass * scale)


def _mass_scale(unit: str) -> float:
    try:
        return unit_table().mass_scale(unit) if unit and unit != v.PENDING_TEXT else v.PENDING
    except UnitError:
        return v.ERROR


def _activity_unit_native(unit: str, basis: str, started: str) -> str:
    text = f'SUBSTITUTE({native.blanks_removed(unit)},"／","/")'
    slash = f'FIND("/",{text})'
    above, below = f"LEFT({text},{slash}-1)", f"MID({text},{slash}+1,99)"

    def plain(x: str) -> str:
        return f'{native.unit(x, "dimension")}<>"?",{native.unit(x, "dimension")}<>"+"'

    def base(x: str, dimension: str) -> str:
        return f'{native.unit(x, "dimension")}="{dimension}",{native.unit(x, "scale")}=1'

    direct = f"IF(AND({plain(text)}),{native.blanks_removed(unit)},{ERROR})"
    haul = f'IF(AND({base(text, "distance")}),"t·km",{ERROR})'
    rate = f"IF(AND({base(below, 'mass')},{plain(above)}),{above},{ERROR})"
    return (
        f'IF({unit}="",IF({started}="","",{PENDING}),IF({basis}="{DIRECT}",{direct},'
        f"IF(ISERROR({slash}),{haul},{rate})))"
    )


@operation("unit text text -> text", rule=ERRORS, native=_activity_unit_native, clause="方法说明一")
def ACTIVITY_UNIT(unit: Any, basis: Any, started: Any) -> Any:
    """The unit of the activity: of a rate per tonne its numerator, of a distance t·km, of a direct
    entry itself."""
    return v.by_cell(_activity_unit, unit, basis, started, kind=object)


def _activity_unit(unit: str, basis: str, started: str) -> str:
    if unit == "":
        return v.PENDING_TEXT if started else ""
    try:
        return unit_table().activity_unit(unit, direct=basis == DIRECT)
    except UnitError:
        return v.CellError.VALUE.text
