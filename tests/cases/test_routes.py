"""Every material on every route as it is made: 10 000 t, by hand, with Hunan's and the national
electricity of 2023.

Constructed from METHOD 1: BE = disposal saved + product displaced, PE = haulage + energy +
auxiliaries, LE = residue. The numbers of each line are written out, so that a changed default or
factor shows here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from parkeval_xl import data

from ..functions.test_known_answers import evaluated, users_row
from .chains import one_route

Q = 10_000.0  # t
GRID = {"湖南": 0.4976, None: 0.5306}  # tCO2/MWh, 公告2025年第47号; no province chosen: national
TRUCK = 0.078 / 1000  # tCO2e per t·km, GB/T 51366 E.0.1, diesel truck 30 t
TIPPING = 0.003  # tCO2e/t
GAS_HEAT, GAS = 0.055539, 21.62189  # tCO2 per GJ, per 万Nm3
DIESEL = 3.14512  # tCO2/t
PER_MWH = Callable[[float], float]
DIGITS = 1e-7  # factors are printed to six or seven digits, 0.625 · 44/12 as 2.291667


class Route(NamedTuple):
    """BE, PE and LE in tCO2e for 10 000 t, as functions of the grid factor, and the band printed on
    the sheet."""

    material: str
    route: str
    baseline: PER_MWH
    project: PER_MWH
    leakage: float
    band: tuple[float, float]


def residue(tonnes: float, km: float) -> float:
    """LE of residue that is hauled and tipped."""
    return tonnes * (TIPPING + km * TRUCK)


def plastic(resin: str, virgin: float, carbon: float, low: float, high: float) -> Route:
    """Y 0.85: 8 500 t pellets, × 0.75 displace 6 375 t; 60 % landfilled, 40 % burnt with a power
    credit of 1.96 MWh/t."""
    return Route(
        "scrap_plastic",
        resin,
        lambda g: 6000 * TIPPING + 4000 * (carbon * 44 / 12 - 1.96 * g) + 6375 * virgin,
        lambda g: Q * 150 * TRUCK + 8500 * 0.83 * g,
        residue(1500, 30),
        (low, high),
    )


ROUTES = [
    # w 10 %: 9 000 t dry; Y 0.98: 8 820 t powder; SR 0.95: 8 379 t clinker; 45 kWh and 0.6 GJ gas a
    # tonne of powder
    Route(
        "smelting_slag",
        "矿渣微粉",
        lambda g: Q * TIPPING + 8379 * 0.870,
        lambda g: Q * 20 * TRUCK + 8820 * 0.045 * g + 8820 * 0.6 * GAS_HEAT,
        0.0,
        (0.5, 0.75),
    ),
    # Y 0.93: 8 370 t powder; SR 0.65: 5 440.5 t clinker; 55 kWh a tonne of powder
    Route(
        "smelting_slag",
        "钢渣微粉",
        lambda g: Q * TIPPING + 5440.5 * 0.870,
        lambda g: Q * 20 * TRUCK + 8370 * 0.055 * g,
        0.0,
        (0.35, 0.55),
    ),
    # Y 0.95: 8 550 t; 3 kWh a tonne of slag
    Route(
        "smelting_slag",
        "骨料路基",
        lambda g: Q * TIPPING + 8550 * 0.00218,
        lambda g: Q * 20 * TRUCK + Q * 0.003 * g,
        0.0,
        (-0.01, 0.01),
    ),
    # w 10 %: 9 000 t displace as much natural gypsum; 50 km, 10 kWh a tonne
    Route(
        "byproduct_gypsum",
        "水泥缓凝剂",
        lambda g: Q * TIPPING + 9000 * 0.0328,
        lambda g: Q * 50 * TRUCK + Q * 0.010 * g,
        0.0,
        (-0.02, 0.04),
    ),
    Route(
        "byproduct_gypsum",
        "建筑石膏",
        lambda g: Q * TIPPING + 9000 * 0.0328,
        lambda g: Q * 50 * TRUCK + Q * 0.010 * g + Q * 0.3 * GAS_HEAT,
        0.0,
        (-0.03, 0.03),
    ),
    # Y 0.85: 8 500 t; tipping haul 25 km, the haul of natural aggregate open, in 15 km, out 20 km,
    # 3 kWh and 0.4 kg diesel a tonne
    Route(
        "construction_waste",
        "再生骨料",
        lambda g: Q * (TIPPING + 25 * TRUCK) + 8500 * 0.00218,
        lambda g: Q * (15 * TRUCK + 0.003 * g + 0.0004 * DIESEL) + 8500 * 20 * TRUCK,
        residue(1500, 25),
        (-0.005, 0.01),
    ),
    Route(
        "construction_waste",
        "再生细骨料",
        lambda g: Q * (TIPPING + 25 * TRUCK) + 8500 * 0.00251,
        lambda g: Q * (15 * TRUCK + 0.003 * g + 0.0004 * DIESEL) + 8500 * 20 * TRUCK,
        residue(1500, 25),
        (-0.005, 0.01),
    ),
    # bricks: 0.5 m3 a tonne at 0.336 displaced, 0.12 t cement at 0.735 used
    Route(
        "construction_waste",
        "再生砖",
        lambda g: Q * (TIPPING + 25 * TRUCK) + 8500 * 0.5 * 0.336,
        lambda g: (
            Q * (15 * TRUCK + 0.003 * g + 0.0004 * DIESEL) + 8500 * (20 * TRUCK + 0.12 * 0.735)
        ),
        residue(1500, 25),
        (0.03, 0.12),
    ),
    # Y 0.92: 9 200 t steel; a tonne of it takes 420 kWh, 2 kg electrodes, 45 kg lime, 8 Nm3 gas, 15
    # kg coke
    Route(
        "scrap_steel",
        "电炉短流程",
        lambda g: Q * TIPPING + 9200 * 1.99,
        lambda g: (
            Q * (200 * TRUCK + 0.030 * g)
            + 9200 * (0.420 * g + 0.002 * 3.663 + 0.045 * 1.19 + 0.0008 * GAS + 0.015 * 2.85183)
        ),
        residue(800, 30),
        (1.3, 1.6),
    ),
    Route(
        "scrap_steel",
        "加工配送",
        lambda g: Q * TIPPING + 9200 * 1.99,
        lambda g: Q * (200 * TRUCK + 0.030 * g) + 9200 * 0.68,
        residue(800, 30),
        (1.0, 1.4),
    ),
    # Y 0.93: 9 300 t; 200 kWh and 90 Nm3 gas a tonne of metal, 300 km
    Route(
        "scrap_aluminium",
        "再生铝锭",
        lambda g: 9300 * 11.2,
        lambda g: Q * 300 * TRUCK + 9300 * (0.2 * g + 0.0090 * GAS),
        residue(700, 30),
        (9.5, 10.8),
    ),
    # Y 0.96: 9 600 t; whole-process factors, so no electricity of its own
    Route(
        "scrap_copper",
        "再生阴极铜",
        lambda g: 9600 * 4.88,
        lambda g: Q * 300 * TRUCK + 9600 * 1.06,
        residue(400, 30),
        (3.3, 4.0),
    ),
    Route(
        "scrap_copper",
        "直接制杆",
        lambda g: 9600 * (1.202 + 3.4),
        lambda g: Q * 300 * TRUCK + 9600 * 0.565,
        residue(400, 30),
        (3.5, 4.1),
    ),
    # virgin resin tCO2e/t; fossil carbon of the polymer, tC/t
    plastic("PET", 2.19, 0.625, 0.8, 2.2),
    plastic("HDPE", 2.62, 0.857, 1.4, 2.9),
    plastic("LDPE", 2.81, 0.857, 1.5, 3.0),
    plastic("LLDPE", 1.99, 0.857, 1.3, 2.5),
    plastic("PP", 3.10, 0.857, 1.4, 3.2),
    plastic("PVC", 3.41, 0.384, 0.9, 2.7),
    plastic("PS", 4.62, 0.923, 1.8, 4.3),
]
NAMES = [f"{r.material}-{r.route}" for r in ROUTES]


def initial(material: str, route: str, province: str | None) -> dict:
    """A park that uses 10 000 t on one route, everything else as the workbook is made."""
    declared = one_route(material, route)
    return evaluated(declared, users_row(declared, material, Q) | {"park.province": province})


@pytest.mark.parametrize("province", GRID, ids=["Hunan", "national"])
@pytest.mark.parametrize("case", ROUTES, ids=NAMES)
def test_a_route_as_it_is_born(case: Route, province: str | None) -> None:
    got, grid = initial(case.material, case.route, province), GRID[province]
    by_hand = [case.baseline(grid), case.project(grid), case.leakage]
    assert [
        got[f"{case.material}.{k}"] for k in ("baseline", "project", "leakage")
    ] == pytest.approx(by_hand, rel=DIGITS)
    per_tonne = (by_hand[0] - by_hand[1] - by_hand[2]) / Q
    assert got[f"{case.material}.per_tonne"] == pytest.approx(per_tonne, rel=DIGITS)
    low, high = case.band
    assert low <= per_tonne <= high and got[f"{case.material}.band"] == "在区间内"
    assert (got[f"{case.material}.low"], got[f"{case.material}.high"]) == case.band


def test_the_table_above_holds_every_route() -> None:
    known = {(m.id, r.route) for m in data.materials() if m.has_method for r in data.routes(m.id)}
    assert {(c.material, c.route) for c in ROUTES} == known and len(ROUTES) == len(known)


BANDS = [  # METHOD 1, "plausible result" of the national grid, to the digits printed
    ("smelting_slag", "矿渣微粉", 0.57, 0.68, 2),
    ("construction_waste", "再生骨料", -0.001, 0.005, 3),
    ("construction_waste", "再生细骨料", -0.001, 0.005, 3),
    ("scrap_steel", "电炉短流程", 1.3, 1.6, 1),
    ("scrap_aluminium", "再生铝锭", 10.1, 10.1, 1),
    ("scrap_copper", "再生阴极铜", 3.6, 3.6, 1),
    ("scrap_plastic", "PET", 1.0, 1.5, 1),
]


@pytest.mark.parametrize(
    ("material", "route", "low", "high", "digits"), BANDS, ids=[b[1] for b in BANDS]
)
def test_the_plausible_results_of_the_method(
    material: str, route: str, low: float, high: float, digits: int
) -> None:
    assert low <= round(initial(material, route, None)[f"{material}.per_tonne"], digits) <= high
