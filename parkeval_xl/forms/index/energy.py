"""能源与碳排放: fuels, power, heat and processes by year, to coal equivalents and emissions (GB/T
32150, GB/T 2589).

Each carrier has signs that say what it adds to: supply inside the park is taken off, so that
nothing counts twice. Grid power takes the factor of its year, or that of the base year where the
organiser says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ... import data
from ...functions.operations import (
    CHOOSE_NUMBER,
    DEMANDED,
    PRODUCT,
    SAME,
    SAME_TEXT,
    SIGNED_STATE,
    SIGNED_SUM,
    WITHIN,
    filled_years,
)
from ...functions.operations.arithmetic import CARRIER_EMISSION, UNIT_PRODUCT
from ...functions.operations.entries import ENTRY_OF_YEARS, VERIFIED_FIRST
from ...functions.operations.lookups import NUMBER_AT, ROW_OF, TEXT_AT
from ...functions.operations.unit_cells import SAME_DIMENSION, UNIT_DIMENSION, UNIT_SCALE
from ...graph import (
    CHOICE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Ref,
    Remark,
    Rows,
    Verified,
    step,
    this,
)
from ..factors import CARRIERS, ELECTRICITY, RATE, FactorForms
from ..ledger import VERDICTS, WAYS
from ..sheet import FILLED, Plan, Sheet
from ..status import typed, with_status
from ..years import Years
from .base_data import FIGURE, LINES, two_lines

EACH_YEAR, FIXED = "各年因子", "固定为基准年因子"
SIGNS = {
    "energy": "tce_sign",
    "carbon": "co2_sign",
    "nonfossil": "nonfossil_sign",
    "grid": "grid_sign",
}
# the figures of 基础数据 that this sheet computes: label, unit, what is summed, by which signs
TOTALS = {
    "energy_consumption": ("综合能源消费量（当量值）", "tce", "e", "energy"),
    "carbon_emission": ("园区碳排放量", "tCO2e", "c", "carbon"),
    "nonfossil_energy": ("非化石能源消费量", "tce", "e", "nonfossil"),
    "grid_power_uncertified": ("无凭证的电网净购入电量", "MWh", "u", "grid"),
}


@dataclass(frozen=True)
class EnergyForms:
    """The sheet, the carriers and the totals by year."""

    sheet: Sheet
    block: Block
    totals: Block


def energy(plan: Plan, years: Years, library: FactorForms, province: Field) -> EnergyForms:
    """The sheet of a plan."""
    carriers = data.table(CARRIERS, "energy")
    grid = _grid_factors(years, library, province)
    block = _carriers(plan, carriers, years, library, grid)
    columns = block.columns
    totals = Block(
        "energy_totals",
        "一、各年合计",
        len(TOTALS),
        [
            Constant("name", "项目", kind=TEXT),
            Constant("unit", "单位", kind=TEXT),
            *(_total(columns, y, year) for y, year in enumerate(years.all)),
            Constant("id", "代号", kind=TEXT, hidden=True),
        ],
        initial=[{"id": id, "name": name, "unit": unit} for id, (name, unit, *_) in TOTALS.items()],
        fixed=True,
        note="园内互供和转换出的能源已扣除，不重复计算；结果进入“基础数据”。",
    )
    sheet = Sheet(
        "能源与碳排放",
        "能源与碳排放",
        "园评13表",
        "填各品种的实物量，没有的留空；折标准煤、排放由本表计算。电力按园区所在省各年因子计算。",
        [totals, grid, block],
        purpose="能源消费与碳排放核算，园内互供不重复计算",
        tab=FILLED,
        size=9.0,
        spans={"energy_totals": (1, 2), "grid_years": (1, 2, 2, 9)},
    )
    return EnergyForms(sheet, block, totals)


def _total(columns: Mapping[str, Field], y: int, year: int) -> Field:
    """A year of the totals: each its own columns."""
    signs = Rows(tuple(Ref("column", columns[sign]) for *_, sign in TOTALS.values()))
    keys = (f"{what}{y}" if what != "u" else f"y{y}_used" for *_, what, _ in TOTALS.values())
    figures = Rows(tuple(Ref("column", columns[key]) for key in keys))
    state = step(f"y{y}_state", f"{year}年·态", SIGNED_STATE, signs, figures)
    return Computed(
        f"y{y}",
        f"{year}年",
        SIGNED_SUM,
        state,
        signs,
        figures,
        pattern="#,##0.00",
        clause="GB/T 32150；GB/T 2589",
    )


def _grid_factors(years: Years, library: FactorForms, province: Field) -> Items:
    """The factor of grid power of each year, and which of them is used."""
    table = library.grid
    rule = Input(
        "rule",
        "电网因子年份",
        kind=CHOICE,
        choices=(EACH_YEAR, FIXED),
        initial=EACH_YEAR,
        required=True,
        help=(
            "各年因子：每年用该年及以前最近一年公布的因子；固定：各年都用基准年的，"
            "剔除电网变化的影响"
        ),
    )
    place = Computed("place", "取因子的地区", SAME_TEXT, province)
    look = {"unit": "tCO2/MWh", "pattern": RATE}
    own = [
        Computed(
            f"f{y}",
            f"{year}年电力因子",
            NUMBER_AT,
            step("province_row", "省份行", ROW_OF, place, table.province, "电力"),
            Ref("column", table.columns[f"f{y}"]),
            **look,
        )
        for y, year in enumerate(years.all[:-1])
    ]
    last = Computed(
        f"f{len(own)}",
        f"{years.all[-1]}年电力因子",
        DEMANDED,
        place,
        library.block.at("used", 0),
        **look,
        help="即因子库的采用值，替换、核定都在那里",
    )
    factors = [*own, last]
    used = [
        Computed(
            f"u{y}",
            f"{year}年采用",
            CHOOSE_NUMBER,
            rule,
            FIXED,
            factors[years.base],
            EACH_YEAR,
            factors[y],
            **look,
        )
        for y, year in enumerate(years.all)
    ]
    return Items("grid_years", "二、电网因子", [rule, place, *factors, *used])


def _carriers(
    plan: Plan,
    carriers: tuple[dict[str, str], ...],
    years: Years,
    library: FactorForms,
    grid: Items,
) -> Block:
    rows = len(carriers)
    emitting = tuple(i for i, c in enumerate(carriers) if c["factor_key"])
    counted = tuple(i for i, c in enumerate(carriers) if c["tce_factor"])
    power = {i for i, c in enumerate(carriers) if c["factor_key"] == ELECTRICITY}
    entered = [
        Input(f"y{y}", f"{year}年", pattern=FIGURE, low=0.0, width=10.5)
        for y, year in enumerate(years.all)
    ]
    verified = [
        Verified(f"y{y}", f"{year}年核定", pattern=FIGURE, low=0.0, under=f"y{y}")
        for y, year in enumerate(years.all)
    ]
    cells = [Ref("row", c) for c in (*entered, *verified)]
    filled = Computed(
        "filled",
        "有数的年份",
        filled_years(len(cells)),
        *cells,
        pattern="0",
        hidden=True,
    )
    used = [
        Computed(
            f"y{y}_used",
            f"{year}年采用",
            WITHIN,
            step(
                f"y{y}_first",
                f"{year}年核定或填报",
                VERIFIED_FIRST,
                Ref("row", verified[y]),
                step(
                    f"y{y}_entry",
                    f"{year}年·填",
                    ENTRY_OF_YEARS,
                    Ref("row", entered[y]),
                    this.filled,
                ),
            ),
            "",
            pattern=FIGURE,
            hidden=True,
        )
        for y, year in enumerate(years.all)
    ]
    at = step("factor_row", "因子行", ROW_OF, this.factor_key, library.block.key, "")
    factor = Computed(
        "factor",
        "排放因子",
        NUMBER_AT,
        at,
        library.block.used,
        pattern=RATE,
        only=emitting,
        width=10,
    )
    unit = Computed(
        "factor_unit",
        "因子单位",
        TEXT_AT,
        at,
        library.block.unit,
        only=emitting,
        width=12,
    )
    conversion = step(
        "conversion",
        "单位换算",
        UNIT_PRODUCT,
        step("scale", "单位系数", UNIT_SCALE, this.unit),
        step("factor_scale", "因子单位系数", NUMBER_AT, at, library.block.unit_scale),
        step(
            "fits",
            "量纲相配",
            SAME_DIMENSION,
            step("dimension", "单位量纲", UNIT_DIMENSION, this.unit),
            step("factor_per", "因子分母量纲", TEXT_AT, at, library.block.unit_per),
        ),
    )
    last = len(years.all) - 1

    def of_year(y: int, year: int) -> list[Field]:
        shown = {"hidden": y != last, "width": 12}
        rate = Rows(
            tuple(grid[f"u{y}"] if i in power else Ref("at", factor, i) for i in range(rows))
        )
        yearly = Computed(
            f"f{y}", f"{year}年因子", SAME, rate, pattern=RATE, only=emitting, hidden=True
        )
        return [
            yearly,
            Computed(
                f"e{y}",
                f"{year}年折标准煤",
                PRODUCT,
                Ref("row", used[y]),
                this.tce,
                unit="tce",
                pattern="#,##0.00",
                only=counted,
                **shown,
            ),
            Computed(
                f"c{y}",
                f"{year}年排放",
                CARRIER_EMISSION,
                Ref("row", used[y]),
                Ref("row", yearly),
                conversion,
                unit="tCO2e",
                pattern="#,##0.00",
                only=emitting,
                clause="GB/T 32150",
                **shown,
            ),
        ]

    computed = [field for y, year in enumerate(years.all) for field in of_year(y, year)]
    signs = [
        Constant(key, label, hidden=True, pattern="0")
        for key, label in (
            ("energy", "计入能耗"),
            ("carbon", "计入排放"),
            ("nonfossil", "计入非化石"),
            ("grid", "计入无凭证电量"),
        )
    ]
    columns = [
        Constant("name", "品种", kind=TEXT, width=24),
        Constant("unit", "单位", kind=TEXT, width=8),
        *two_lines(),
        *entered,
        Input("way", "获取方式", kind=CHOICE, choices=WAYS, width=8.5),
        Input("source", "来源", kind=TEXT, width=12),
        Input("evidence", "证据编号", kind=TEXT, width=8),
        Constant("tce", "折标系数", pattern=RATE, width=9),
        factor,
        unit,
        *(c for c in computed if not c.hidden),
        Constant("rule", "核算规则", kind=TEXT, width=30),
        Remark("verdict", "结论", kind=CHOICE, choices=VERDICTS, width=8),
        Remark("remark", "意见", width=14),
        Constant("factor_key", "因子", kind=TEXT, hidden=True),
        Constant("id", "代号", kind=TEXT, hidden=True),
        *verified,
        filled,
        *used,
        *(c for c in computed if c.hidden),
        *signs,
    ]
    return Block(
        "energy",
        "三、分品种",
        rows,
        with_status(plan, columns, before="tce", begun=typed([*entered, *verified])),
        initial=[_initial(c) for c in carriers],
        fixed=True,
        started_by="name",
        note="只填发生的品种；“其中”各行须含于上面的合计。核算规则见右。",
    )


def _initial(carrier: dict[str, str]) -> dict[str, object]:
    return LINES | {
        "name": carrier["name"],
        "unit": carrier["unit"],
        "tce": float(carrier["tce_factor"]) if carrier["tce_factor"] else None,
        "rule": f"能耗{carrier['energy_rule']}；排放{carrier['emission_rule']}",
        "factor_key": carrier["factor_key"],
        "id": carrier["id"],
        **{key: float(carrier[column]) for key, column in SIGNS.items()},
    }
