"""The command that writes a blank workbook, of a park, an index or weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .cli_weights import write_weights_book
from .language import words
from .limits import LIMITS
from .usage import OK, edition_of, force_option, plainly, say

if TYPE_CHECKING:
    from .forms import Plan

KINDS = {
    "park": ("park", ""),
    "weights": ("weights", ""),
    "index": ("index", ""),
    "dapeng": ("index", "dapeng"),
}  # word: kind, its index
SMALLEST = 9  # level of compression: a blank workbook is made once and sent many times


def _range(key: str) -> click.IntRange:
    return click.IntRange(LIMITS[key].least, LIMITS[key].most)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--native", is_flag=True, help="不带宏的版本（.xlsx），用公式计算")
@click.option("--year", type=_range("year"), default=2025, show_default=True, help="评价年")
@click.option(
    "--base-year", type=_range("base_year"), default=None, help="基准年，缺省为评价年前五年"
)
@click.option(
    "--materials",
    default="all",
    show_default=True,
    help=(
        "只要这些物料：编号用逗号分隔，可写路线，如 scrap_steel,scrap_plastic:PET+HDPE（* "
        "为全部路线）；all 为全部物料"
    ),
)
@click.option(
    "--factor-set",
    type=click.Choice(["default", "conservative", "standard-table"]),
    default="default",
    show_default=True,
    help="因子口径：default 缺省，conservative 保守，standard-table 标准表；一个工作簿只用一种",
)
@click.option("--rows", type=_range("rows"), default=500, show_default=True, help="物料台账的行数")
@click.option(
    "--firms",
    type=_range("firms"),
    default=50,
    show_default=True,
    help="企业表的行数：50 行以内得分在单元格里随填随算，更多则由“刷新”写入",
)
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    default="park",
    show_default=True,
    help="工作簿种类：park 园区评价，weights 指标权重，index 只评一个指标体系，dapeng 大鹏指数",
)
@click.option(
    "--index",
    default="synergy_index",
    show_default=True,
    help="哪个指标体系：synergy_index 协同增效，dapeng 大鹏；none 不要",
)
@click.option(
    "--weights",
    "weighted",
    type=click.Path(path_type=Path),
    default=None,
    help="用 weights 命令导出的权重代替规则权重",
)
@click.option(
    "--experts",
    type=_range("experts"),
    default=3,
    show_default=True,
    help="指标权重工作簿：几名专家",
)
@force_option
@plainly
def template(
    file: Path,
    native: bool,
    kind: str,
    weighted: Path | None,
    experts: int,
    force: bool,
    **asked: Any,
) -> int:
    """生成空白工作簿。Write a blank workbook."""
    from .forms import declare
    from .workbook.options import weight_inputs
    from .workbook.save import require_extension, save
    from .workbook.target import Target

    what, own = KINDS[kind]
    edition = edition_of(file, native)
    require_extension(file, edition)
    target = Target.asked(file, force, *([weighted] if weighted else []))
    if what == "weights":
        return write_weights_book(target, edition, asked["index"], experts)
    plan = _plan(what, own, **asked)
    inputs = weight_inputs(plan, weighted) if weighted else None
    target.ready()
    save(declare(plan), edition, target, inputs, level=SMALLEST)
    say(words(f"已生成 {file}", f"Wrote {file}"))
    return OK


def _plan(
    what: str,
    own: str,
    year: int,
    base_year: int | None,
    materials: str,
    factor_set: str,
    rows: int,
    firms: int,
    index: str,
) -> Plan:
    """The plan of what was asked for; InputProblem in words where it cannot be."""
    from .forms import Plan
    from .forms.enterprise_scores import FIRMS
    from .forms.plan_rules import PlanProblem
    from .workbook.exchange import InputProblem
    from .workbook.options import materials_and_routes

    chosen, routes = materials_and_routes(materials) if what == "park" else ((), ())
    asked = {
        "year": year,
        "base_year": year - 5 if base_year is None else base_year,
        "materials": chosen,
        "routes": routes,
        "rows": rows,
        "factor_set": factor_set,
        "index": own or _index(index, what),
        "kind": what,
        "sizes": (("firms", firms),) if firms != FIRMS else (),
    }
    try:
        return Plan.of(asked)
    except PlanProblem as fault:
        raise InputProblem(fault.faults) from None


def _index(asked: str, what: str) -> str:
    """The id of the index asked for, "" for none."""
    from . import data
    from .workbook.exchange import InputProblem

    none = ("none",) if what == "park" else ()
    if asked in none:
        return ""
    if asked not in data.indices():
        known = (*data.indices(), *none)
        raise InputProblem(
            [
                words(
                    f"没有指标体系 {asked}，可用：{'、'.join(known)}",
                    f"no index {asked}; there are {', '.join(known)}",
                )
            ]
        )
    return asked
