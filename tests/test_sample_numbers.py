"""The numbers of the sample park by other hands.

The sums here are written out from the raw figures of the JSON and from published factors; no code
of the package takes part in them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import parkeval_xl
from parkeval_xl.graph import REPORTED
from parkeval_xl.refresh import written_values

from .test_sample import DATA, LEDGER, RAW, SCRAP, WASTE, Row, found, foundry

TONNES = {"t": 1.0, "万t": 10_000.0, "kg": 0.001}

# tCO2 per unit. Electricity: 湖南 2023, 公告2025年第47号. Truck, steel, gypsum, lime: GB/T
# 51366-2019. Fuels: NCV·CC·OF·44/12 of
# the guidelines. Aluminium, electrode, machinery of tips: METHOD 1 and factors/*.csv name them.
KWH, TKM, NM3 = 0.4976 / 1000, 0.078 / 1000, 389.31 * 0.0153 * 0.99 * 44 / 12 / 10_000
DIESEL, COKE = 43.33 * 0.0202 * 0.98 * 44 / 12, 28.446 * 0.0294 * 0.93 * 44 / 12
STEEL, GYPSUM, LIME, ALUMINIUM, ELECTRODE, TIP = 1.99, 0.0328, 1.19, 11.2, 3.663, 0.003


def tonnes(row: Row, key: str) -> float:
    return float(row.get(key) or 0.0) * TONNES[row["unit"]]


def test_a_sale_inside_the_park_stands_once_in_each_role_with_the_same_mass() -> None:
    sold: dict[tuple[str, str, str], float] = defaultdict(float)
    bought: dict[tuple[str, str, str], float] = defaultdict(float)
    companies = {r["enterprise"] for r in LEDGER}
    for row in LEDGER:
        me: str = row["enterprise"]
        other: str = row.get("partner", me)  # own use has no partner
        if row["role"] == "产生方" and other in companies:
            sold[row["material"], me, other] += tonnes(row, "utilised")
        elif row["role"] == "利用方" and row["origin"] == "园内":
            bought[row["material"], other, me] += tonnes(row, "intake")
        else:
            assert other not in companies and other.endswith(
                ("（示例市外）", "（示例省外）", "（境外）")
            ), other
    assert len(sold) >= 60 and sold == pytest.approx(bought, rel=1e-12)


def test_balances_close_but_for_the_planted_one() -> None:
    for number, row in enumerate(LEDGER):
        there = tonnes(row, "opening") + tonnes(row, "intake")
        used = tonnes(row, "utilised_verified" if "utilised_verified" in row else "utilised")
        gap = there - used - sum(tonnes(row, k) for k in ("disposed", "transferred", "closing"))
        assert (abs(gap) > 0.05 * there) == (number == foundry()), row
        assert tonnes(row, "old_stock") <= min(tonnes(row, "opening"), used), row


def test_both_rates_are_those_summed_by_hand() -> None:
    rates = found().to_dict()["effective"]["utilisation"]
    for group, names, low, high in (
        ("industrial_solid_waste", WASTE, 0.95, 0.98),
        ("renewable_resources", SCRAP, 0.8, 0.95),
    ):
        rows = [r for r in LEDGER if r["material"] in names and r["role"] == "产生方"]
        arising = sum(tonnes(r, "intake") + tonnes(r, "old_stock") for r in rows)
        rate = sum(tonnes(r, "utilised") for r in rows) / arising
        assert rates[group] == pytest.approx(rate, rel=1e-12) and low < rate < high


def processed(name: str, verified: bool = True) -> float:
    """Q: what the users of the park took."""
    rows = [r for r in LEDGER if r["material"] == name and r["role"] == "利用方"]
    return sum(
        tonnes(r, "utilised_verified" if verified and "utilised_verified" in r else "utilised")
        for r in rows
    )


def rate(id: str, item: str, verified: bool = True) -> float:
    row = RAW[f"{id}.flows"][item]
    return float(row["rate_verified"] if verified and "rate_verified" in row else row["rate"])


def gypsum(verified: bool) -> float:
    """BE = Q·tip + Q(1−w)·SR·natural gypsum (Y 1, all stockpiled); PE = haulage, power, diesel; LE
    = 0."""
    q, id = processed("工业副石膏"), "byproduct_gypsum"
    p = {k: x["value"] for k, x in RAW[f"{id}.parameters"].items()}
    project = (
        rate(id, "副石膏运入") * TKM
        + rate(id, "预处理用电") * KWH
        + rate(id, "场内柴油") / 1000 * DIESEL
    )
    return float(q * (TIP + (1 - p["w"]) * p["SR"] * GYPSUM - project))


def aluminium(verified: bool) -> float:
    """BE = P·11.2; PE = haulage, power, gas, other power of the year; LE = residue tipped and
    hauled."""
    q, id = processed("废铝", verified), "scrap_aluminium"
    product = q * RAW[f"{id}.parameters"]["Y"]["value"]
    residue = q * RAW[f"{id}.parameters"]["r_res"]["value"]
    project = q * rate(id, "废铝运入") * TKM + product * (
        rate(id, "熔炼用电") * KWH + rate(id, "天然气") * NM3
    )
    project += rate(id, "其他用电") * 1000 * KWH
    return float(product * ALUMINIUM - project - residue * (TIP + rate(id, "残渣运输") * TKM))


def steel(verified: bool) -> float:
    """BE = Q·tip + P·1.99; PE = haulage, preparation, furnace with auxiliaries, diesel; LE =
    residue tipped and hauled."""
    q, id = processed("废钢铁"), "scrap_steel"
    product = q * RAW[f"{id}.parameters"]["Y"]["value"]
    residue = q * RAW[f"{id}.parameters"]["r_res"]["value"]
    furnace = rate(id, "电炉冶炼用电", verified) * KWH + rate(id, "天然气") * NM3
    furnace += (
        rate(id, "石墨电极") * ELECTRODE + rate(id, "石灰") * LIME + rate(id, "碳粉（焦炭）") * COKE
    ) / 1000
    scrap = (
        rate(id, "废钢运入") * TKM
        + rate(id, "剪切破碎打包用电") * KWH
        + rate(id, "场内柴油") / 1000 * DIESEL
    )
    return float(
        q * (TIP - scrap)
        + product * (STEEL - furnace)
        - residue * (TIP + rate(id, "残渣运输") * TKM)
    )


@pytest.mark.parametrize(
    ("id", "by_hand"),
    [("byproduct_gypsum", gypsum), ("scrap_aluminium", aluminium), ("scrap_steel", steel)],
)
def test_reductions_are_those_worked_out_by_hand(id: str, by_hand: Callable[[bool], float]) -> None:
    show = found().show
    assert show(f"{id}.reduction") == pytest.approx(
        by_hand(True), rel=2e-6
    )  # fuel factors are published rounded
    assert show(f"{id}.reduction", None, REPORTED) == pytest.approx(by_hand(False), rel=2e-6)


def test_verified_figures_have_a_remark_and_move_the_result() -> None:
    for rows, key in (
        (RAW["scrap_steel.flows"].values(), "rate_verified"),
        (LEDGER, "utilised_verified"),
    ):
        [row] = [r for r in rows if key in r]
        assert row["remark"] and row["verdict"] == "待补充"
    record = written_values(found())
    changed = (
        ("ledger.utilised_verified", "废铝", aluminium),
        ("scrap_steel.flows.rate_verified", "废钢铁", steel),
    )
    for row, (id, name, by_hand) in enumerate(changed):
        assert (
            record["review.key"][row].startswith(f"{id}#")
            and name in record["review.affected"][row]
        )
        amount = by_hand(True) - by_hand(False)
        assert record["review.amount"][row] == pytest.approx(amount, rel=1e-5) and amount < 0
        assert record["review.effect"][row] == pytest.approx(-amount / by_hand(False), rel=1e-5)
    assert list(record["review.number"][:5]) == ["D1", "D2", "R1", "R2", ""]
    assert list(record["review.material"][:3]) == ["是", "否", ""]


def test_results_lie_in_the_bands_of_their_routes_and_only_gypsum_is_negative() -> None:
    with (Path(parkeval_xl.__file__).parent / "standards/hunan_circular/routes.csv").open(
        encoding="utf-8"
    ) as file:
        bands = {
            (r["material"], r["route"]): (float(r["plausible_low"]), float(r["plausible_high"]))
            for r in csv.DictReader(file)
        }
    results = dict(per_tonne())
    assert len(results) == 12 and {m for m, _ in results} == set(DATA["plan"]["materials"]) - {
        "other_nonferrous"
    }
    for at, value in results.items():
        assert bands[at][0] <= value <= bands[at][1], at
    assert [at for at, value in results.items() if value < 0] == [
        ("byproduct_gypsum", "水泥缓凝剂")
    ]


def per_tonne() -> Iterator[tuple[tuple[str, str], float]]:
    """tCO2e per tonne of each route."""
    for form in found().book.materials:
        id, blocks = form.material.id, found().book.graph.blocks
        if f"{id}.routes" not in blocks:
            [route] = found().book.plan.routes_of(id)
            yield (id, route.route), found().show(f"{id}.per_tonne")
        else:
            for i, initial in enumerate(blocks[f"{id}.routes"].initial):
                yield (id, initial["route"]), found().show(f"{id}.routes.per_tonne", i)
