"""What a plan may ask for, wherever it comes from (command line, JSON, workbook). Every limit
is a row of `limits.LIMITS`, and everything that is wrong with a plan is told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .. import data
from ..data import FactorSet
from ..data.factor_rows import ALTERNATIVE_SET
from ..language import clipped, visible, words
from ..limits import LIMITS, MOST_LISTED, MOST_ROWS

PARK_KIND, WEIGHTS_KIND, INDEX_KIND = "park", "weights", "index"  # kinds of workbooks
_NUMBERS = ("year", "base_year", "rows", "flow_rows", "experts", "schema")


class PlanProblem(ValueError):
    """A plan that no workbook can be made by: all faults, each in one line in the person's
    language."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = list(faults)


def offered_sets() -> tuple[FactorSet, ...]:
    """The sets a workbook may be made for; rows of `alternative` are chosen by their key, never as
    a whole."""
    return tuple(s for s in data.factor_sets() if s.id != ALTERNATIVE_SET)


def require_plan(given: Any, usual: Mapping[str, Any]) -> None:
    """PlanProblem where no workbook can be made by a plan, as JSON has it; `usual` stands for what
    it leaves out."""
    if not isinstance(given, Mapping):
        raise PlanProblem([words("plan 应为一个对象", "the plan is no object")])
    asked = {**usual, **given}
    checks = (_numbers, _kind, _materials, _routes, _sizes)
    if faults := [fault for check in checks for fault in check(asked)]:
        raise PlanProblem(faults)


def _shown(value: Any) -> str:
    return clipped(visible(value if isinstance(value, str) else repr(value)), 60)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _numbers(asked: Mapping[str, Any]) -> Iterator[str]:
    sound = True
    for key in _NUMBERS:
        limit, value = LIMITS[key], asked[key]
        if not (_whole(value) and limit.least <= value <= limit.most):
            sound = sound and key not in ("year", "base_year")
            yield words(
                f"{limit.zh}（{key}）应为 {limit.least} 到 {limit.most} 的整数，现为 "
                f"{_shown(value)}",
                f"{limit.en} ({key}) must be a whole number from {limit.least} to {limit.most}, "
                f"not {_shown(value)}",
            )
    if sound and asked["base_year"] >= asked["year"]:
        yield words(
            f"基准年 {asked['base_year']} 应早于评价年 {asked['year']}",
            f"The base year {asked['base_year']} must be before the year {asked['year']}",
        )


def _kind(asked: Mapping[str, Any]) -> Iterator[str]:
    kind = asked["kind"]
    yield from _one_of(kind, (PARK_KIND, WEIGHTS_KIND, INDEX_KIND), "工作簿种类", "kind")
    none = () if kind in (WEIGHTS_KIND, INDEX_KIND) else ("",)
    yield from _one_of(asked["index"], (*data.indices(), *none), "指标体系", "index")
    yield from _one_of(
        asked["factor_set"], [s.id for s in offered_sets()], "因子口径", "set of factors"
    )


def _one_of(value: Any, known: Sequence[str], zh: str, en: str) -> Iterator[str]:
    if not (isinstance(value, str) and value in known):
        names = [name for name in known if name]
        yield words(
            f"没有{zh}“{_shown(value)}”，可用：{'、'.join(names)}",
            f"no {en} “{_shown(value)}”; known: {', '.join(names)}",
        )


def _materials(asked: Mapping[str, Any]) -> Iterator[str]:
    materials, known = asked["materials"], {m.id: m.name for m in data.materials()}
    if not isinstance(materials, list | tuple) or not all(isinstance(m, str) for m in materials):
        yield words(
            "materials 应为物料编号的列表", "materials must be a list of the ids of materials"
        )
        return
    if not materials and asked["kind"] == PARK_KIND:
        yield words("没有给出物料", "No material given")
    for material in dict.fromkeys(materials):
        if material not in known:
            yield words(
                f"没有物料“{_shown(material)}”，可用："
                f"{'、'.join(f'{k}（{n}）' for k, n in known.items())}",
                f"No material {_shown(material)}; known: {', '.join(known)}",
            )
        elif materials.count(material) > 1:
            yield words(
                f"物料“{known[material]}”（{material}）写了 {materials.count(material)} 次",
                f"Material {material} is named {materials.count(material)} times",
            )


def _pairs(value: Any, zh: str, en: str) -> tuple[list[tuple[str, Any]], list[str]]:
    """Pairs of a name and something else, names once; what is no pair is a fault."""
    pairs = value if isinstance(value, list | tuple) else [value]
    sound = [
        (p[0], p[1])
        for p in pairs
        if isinstance(p, list | tuple) and len(p) == 2 and isinstance(p[0], str)
    ]
    doubled = [name for name, n in Counter(name for name, _ in sound).items() if n > 1]
    faults = []
    if len(sound) < len(pairs):
        faults.append(words(f"{zh}的写法不对", f"{en} are not written as pairs"))
    for name in doubled:
        faults.append(words(f"{zh}中“{_shown(name)}”重复", f"{en}: {_shown(name)} stands twice"))
    return sound, faults


def _routes(asked: Mapping[str, Any]) -> Iterator[str]:
    pairs, faults = _pairs(asked["routes"], "路线（routes）", "routes")
    yield from faults
    chosen = asked["materials"] if isinstance(asked["materials"], list | tuple) else ()
    for material, names in pairs:
        known = [r.route for r in data.routes(material)] if material in chosen else None
        if known is None:
            yield words(
                f"路线所属的物料“{_shown(material)}”不在 materials 中",
                f"routes of {_shown(material)}, which is not among the materials",
            )
        elif not isinstance(names, list | tuple) or (wrong := [n for n in names if n not in known]):
            told = "、".join(map(_shown, wrong[:3])) if isinstance(names, list | tuple) else names
            yield words(
                f"物料 {material} 没有路线“{_shown(told)}”，可用：{'、'.join(known)}",
                f"{material} has no route {_shown(told)}; known: {', '.join(known)}",
            )


def _sizes(asked: Mapping[str, Any]) -> Iterator[str]:
    pairs, faults = _pairs(asked["sizes"], "清单行数（sizes）", "sizes")
    yield from faults
    for name, rows in pairs:
        if not (_whole(rows) and 0 < rows <= MOST_ROWS):
            yield words(
                f"清单 {_shown(name)} 的行数应为 1 到 {MOST_ROWS} 的整数，现为 {_shown(rows)}",
                f"the rows of {_shown(name)} must be a whole number from 1 to {MOST_ROWS}, not "
                f"{_shown(rows)}",
            )
    counted = {"ledger": asked["rows"]} | dict(pairs)
    total = sum(rows for rows in counted.values() if _whole(rows))
    if total > MOST_LISTED and all(_whole(r) and r <= MOST_ROWS for r in counted.values()):
        yield words(
            f"各清单共 {total} 行，超过一个工作簿的上限 {MOST_LISTED} 行",
            f"the lists have {total} rows, more than the {MOST_LISTED} that a workbook can hold",
        )
