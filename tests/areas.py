"""A filled workbook of the Dapeng index, kind `index`: figures by hand, rising or falling as a
plausible area's would."""

from __future__ import annotations

from typing import Any

PLAN = {"year": 2024, "base_year": 2020, "materials": [], "index": "dapeng", "kind": "index"}
YEARS = range(5)
FIGURES: dict[str, tuple[float, ...]] = {
    "dp_good_days": (352, 355, 356, 358, 360),
    "dp_valid_days": (366, 365, 365, 365, 366),
    "dp_water_met": (86, 88, 90, 93, 94),
    "dp_water_total": (96, 96, 96, 96, 96),
    "dp_co2": (1_660_000, 1_640_000, 1_610_000, 1_560_000, 1_500_000),
    "dp_gdp": (3_500_000, 3_680_000, 3_800_000, 3_960_000, 4_150_000),
    "dp_so2": (120, 116, 112, 106, 100),
    "dp_nox": (820, 800, 770, 745, 700),
    "dp_voc": (610, 600, 585, 560, 530),
    "dp_cod": (930, 915, 880, 850, 820),
    "dp_ammonia": (96, 93, 90, 86, 80),
    "dp_nev": (310, 380, 455, 540, 620),
    "dp_fleet": (700, 705, 710, 715, 720),
    "dp_sewage_co2": (9_300_000, 9_250_000, 9_100_000, 9_000_000, 8_800_000),
    "dp_sewage": (18_000_000, 18_400_000, 18_900_000, 19_300_000, 19_800_000),
    "dp_waste_used": (62_000, 65_000, 68_500, 71_000, 74_500),
    "dp_waste_total": (88_000, 88_500, 89_000, 89_500, 90_000),
    "dp_restored": (36, 40, 44, 47, 50),
    "dp_restore_plan": (45, 46, 48, 49, 50),
    "dp_green_area": (21, 22, 24, 27, 30),
    "dp_build_area": (30, 30, 31, 32, 33),
    "dp_forest_co2": (71_000, 71_600, 72_500, 73_400, 74_000),
    "dp_forest_area": (21_000, 21_010, 21_020, 21_030, 21_050),
    "dp_ocean_co2": (5200, 5260, 5350, 5440, 5560),
    "dp_green_power": (310_000, 345_000, 380_000, 430_000, 490_000),
    "dp_power": (1_250_000, 1_260_000, 1_280_000, 1_290_000, 1_300_000),
    "dp_trained": (260, 310, 360, 400, 430),
    "dp_cadres": (520, 522, 525, 528, 530),
    "dp_satisfied": (820, 850, 870, 890, 905),
    "dp_samples": (1000, 1000, 1000, 1000, 1000),
    "price_base_year": (2020, 2020, 2020, 2020, 2020),
}


def content(**changes: dict[str, Any]) -> dict[str, Any]:
    """What `fill` takes; `changes` are other cells of figures."""
    base: dict[str, dict[str, Any]] = {
        id: {f"y{y}": x for y, x in enumerate(years)} for id, years in FIGURES.items()
    }
    for id, cells in changes.items():
        base[id] = base[id] | cells
    return {
        "plan": PLAN,
        "inputs": {
            "park.name": "示例新区（虚构）",
            "park.province": "广东",
            "park.city": "示例市",
            "park.body": "示例新区管理委员会",
            "park.contact": "甲",
            "park.phone": "0000-0000000",
            "evaluation.assessor": "示例评价机构",
            "base": base,
        },
    }
