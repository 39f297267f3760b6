"""The same park under each set of factors, side by side: default, conservative, standard table.

A column uses one set from top to bottom. What the rules wrote (factors, electricity by province,
parameters that nobody has touched) is written anew by the rules of the other set; what people
entered stays. A factor that a set has no row of its own for keeps its default row: that is the rule
of the look-up, and it is said by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .checks.factors import boundary_of, boundary_words, by_rule, mixed
from .checks.finding import CheckContext
from .checks.material import same
from .checks.reading import Row, known, listed, part, plain, rows, shown
from .core import values as v
from .data import FactorSet, Parameter
from .data.factor_rows import DEFAULT_SET
from .evaluation import Evaluation
from .forms.comparison import ALL, TOTAL, key_of
from .forms.factors import grid_rows, library_rows
from .forms.initial import to_array
from .forms.ledger import WAYS
from .forms.material import SHARE_BASIS, MaterialForms, initial_value, parameter_rows
from .forms.sheet import offered_sets
from .functions import unit_table
from .graph import EFFECTIVE, Block, Values, view
from .graph import shown as cell_shown

MOST = 12  # names in one sentence
Sets = Mapping[str, CheckContext]  # the park under each set, by its id


@dataclass(frozen=True)
class Compared:
    """A material, or the total, under each set: reductions (a number, or a state or error in words)
    by the set's id, what differs from the set in use, and what a reader has to know."""

    id: str
    name: str
    in_use: str
    reductions: Mapping[str, Any]
    differs: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return {
            "material": self.id,
            "in_use": self.in_use,
            "reductions": dict(self.reductions),
            "differs": {set: list(words) for set, words in self.differs.items()},
            "notes": list(self.notes),
        }


def compare_sets(evaluation: Evaluation) -> list[Compared]:
    """A row a material that has a method, and the total, in the effective view."""
    now = evaluation.context
    in_use = now.book.plan.factor_set
    sets = {s.id: now if s.id == in_use else under(now, s.id) for s in offered_sets()}
    total = Compared(
        TOTAL, ALL, in_use, _reductions(sets, "totals.reduction"), {}, tuple(_kept(now))
    )
    return [*(_compared(sets, form, in_use) for form in now.park_book.materials), total]


def factor_set_values(evaluation: Evaluation, day: str) -> Values:
    """What `refresh` writes into 因子口径比较."""
    fields = evaluation.book.graph.fields
    table = compare_sets(evaluation)
    names = {s.id: s.name for s in offered_sets()}
    columns: dict[str, list[Any]] = {
        key_of(set): [row.reductions[set] for row in table] for set in names
    }
    columns["differs"] = [_in_words(row.differs, names) for row in table]
    columns["note"] = ["；".join(row.notes) for row in table]
    out = {
        f"factor_sets.{key}": to_array(fields[f"factor_sets.{key}"], cells)
        for key, cells in columns.items()
    }
    return out | {"compared.date": to_array(fields["compared.date"], day)}


def _in_words(differs: Mapping[str, tuple[str, ...]], names: Mapping[str, str]) -> str:
    """What differs, sets that differ alike together."""
    sets: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for set, words in differs.items():
        if words:
            sets[words].append(names[set])
    return "；".join(f"{'、'.join(of)}：{listed(words, MOST)}" for words, of in sets.items())


# ---- the park under another set ------------------------------------------------------------------
def under(now: CheckContext, set: str) -> CheckContext:
    """The same park as a workbook of another set would compute it."""
    written = _written_by_rules(now, set)
    return replace(
        now, inputs=now.inputs | written, values=now.book.graph.changed(now.values, written)
    )


def _written_by_rules(now: CheckContext, set: str) -> Values:
    """The inputs that the rules of another set would have written otherwise."""
    plan, library, grid = now.book.plan, now.park_book.factors, now.book.graph.blocks["grid"]
    other = replace(plan, factor_set=set)
    out = _rewritten(now, library, "key", "rule_value", library_rows(plan), library_rows(other))
    out |= _rewritten(now, grid, "province", "value", grid_rows(plan), grid_rows(other))
    for form in now.park_book.materials:
        out |= _parameters(now, form, set)
    return out


def _rewritten(
    now: CheckContext,
    block: Block,
    key: str,
    figure: str,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
) -> Values:
    """The columns of a block with the rows that the other set chooses otherwise. Rows that both
    choose alike keep what stands in the file, which an older version may have written."""
    columns = block.columns
    chosen = {b[key]: b for a, b in zip(before, after, strict=True) if a != b}
    names, figures = now.values[columns[key].id], now.values[columns[figure].id]
    places = [i for i, name in enumerate(names.tolist()) if name in chosen and known(figures[i])]
    out: Values = {}
    for field in columns.values() if places else ():
        if field.key in before[0]:
            out[field.id] = now.values[field.id].copy()
            for i in places:
                out[field.id][i] = to_array(field, [chosen[names[i]][field.key]])[0]
    return out


def _parameters(now: CheckContext, form: MaterialForms, set: str) -> Values:
    """The parameters of a material with the defaults of the other set. Shares are exchanged
    together, for they sum to 1."""
    id, plan = form.material.id, now.book.plan
    declared = {(route, p.symbol): p for route, p in parameter_rows(id, plan.routes_of(id))}
    groups: dict[tuple[str, str], list[tuple[Row, Parameter]]] = defaultdict(list)
    for row in part(now, form, "parameters"):
        if parameter := declared.get((row.route, row.symbol)):
            groups[row.route, "" if row.symbol in SHARE_BASIS else row.symbol].append(
                (row, parameter)
            )
    field = now.book.graph.blocks[f"{id}.parameters"].columns["value"]
    column, changed = now.values[field.id].copy(), False
    for members in groups.values():
        if all(_untouched(row, initial_value(p, plan.factor_set)) for row, p in members):
            for row, p in members:
                column[row.number] = v.number(initial_value(p, set))
                changed = changed or not same(row.value, column[row.number])
    return {field.id: column} if changed else {}


def _untouched(row: Row, initial: float | None) -> bool:
    """Whether a parameter is still the default it was made with."""
    return same(row.value, initial) and row.way in ("", WAYS[-1]) and not known(row.value_verified)


# ---- what is told of it --------------------------------------------------------------------------
def _compared(sets: Sets, form: MaterialForms, in_use: str) -> Compared:
    id = form.material.id
    differs = {
        set: tuple(dict.fromkeys(_differences(sets[in_use], s, form)))
        for set, s in sets.items()
        if set != in_use
    }
    notes = (*_stand_ins(sets, form), *_boundaries(sets, form, in_use))
    return Compared(
        id, form.material.name, in_use, _reductions(sets, f"{id}.reduction"), differs, notes
    )


def _reductions(sets: Sets, id: str) -> dict[str, Any]:
    """A single figure under each set, errors as their text."""
    out = {}
    for set, s in sets.items():
        field = s.book.graph.fields[id]
        value = cell_shown(field, {id: view(s.values[id], field, EFFECTIVE)}, None)
        out[set] = value.text if isinstance(value, v.CellError) else value
    return out


def _pairs(
    one: CheckContext, other: CheckContext, form: MaterialForms
) -> Iterator[tuple[Row, Row]]:
    """The flows that count under either of two sets."""
    for a, b in zip(part(one, form, "flows"), part(other, form, "flows"), strict=True):
        if plain(a.emission) or plain(b.emission):
            yield a, b


def _differences(one: CheckContext, other: CheckContext, form: MaterialForms) -> Iterator[str]:
    """Factors and parameters in use whose values differ, both values beside the name."""
    for a, b in _pairs(one, other, form):
        if known(a.factor) and known(b.factor) and a.factor != b.factor:
            units = [unit_table().find(r.factor_unit) for r in (a, b)]
            alike = (
                units[0]
                and units[1]
                and (units[0].scale, units[0].per) == (units[1].scale, units[1].per)
            )
            yield f"{a.factor_key} {shown(a.factor)}→{shown(b.factor)}" + (
                "" if alike else f" {b.factor_unit}"
            )
    for a, b in zip(part(one, form, "parameters"), part(other, form, "parameters"), strict=True):
        if known(a.value_used) and known(b.value_used) and a.value_used != b.value_used:
            yield f"{a.name} {shown(a.value_used)}→{shown(b.value_used)}"


def _stand_ins(sets: Sets, form: MaterialForms) -> Iterator[str]:
    """The factors for which a set has no row of its own, so that the default row stands in."""
    others = [s for s in offered_sets() if s.id != DEFAULT_SET]
    lacking = {s.id: _default_rows(sets[s.id], form, s) for s in others}
    shared = [key for key in lacking[others[0].id] if all(key in keys for keys in lacking.values())]
    if shared:
        yield f"{'、'.join(s.name for s in others)}口径都用缺省行：{listed(shared, MOST)}"
    for s in others:
        own = [key for key in lacking[s.id] if key not in shared]
        if own:
            yield f"{s.name}口径{'另' if shared else ''}用缺省行：{listed(own, MOST)}"


def _default_rows(s: CheckContext, form: MaterialForms, set: FactorSet) -> list[str]:
    """The factors in use that are of another set than the one asked for; those replaced by hand are
    of none."""
    library = {
        row.key: row
        for row in rows(s, s.park_book.factors)
        if known(by_rule(row)) and not _by_hand(row)
    }
    used = dict.fromkeys(
        row.factor_key
        for row in part(s, form, "flows")
        if plain(row.rate_used) and plain(row.amount)
    )
    return [key for key in used if key in library and library[key].set != set.name]


def _boundaries(sets: Sets, form: MaterialForms, in_use: str) -> Iterator[str]:
    """Where another set covers something else with a factor, and where a set mixes average with
    life-cycle factors."""
    words = boundary_words()
    for set in offered_sets():
        s = sets[set.id]
        pairs = {
            a.factor_key: (boundary_of(a), boundary_of(b)) for a, b in _pairs(sets[in_use], s, form)
        }
        moved = [
            f"{key}（{words[a]}→{words[b]}）" for key, (a, b) in pairs.items() if a and b and a != b
        ]
        if moved:
            yield f"{set.name}口径的核算边界不同：{listed(moved)}"
        if found := mixed(s, form):
            yield f"{set.name}口径混用了平均排放因子与生命周期因子：{found[1]}"


def _by_hand(row: Row) -> bool:
    return known(row.override) or known(row.override_verified)


def _kept(now: CheckContext) -> Iterator[str]:
    """What is the same in every column because a person entered it."""
    used = {
        row.factor_key
        for form in now.park_book.materials
        for row in part(now, form, "flows")
        if plain(row.emission)
    }
    here = [row for row in rows(now, now.park_book.factors) if row.key in used]
    replaced = [row.key for row in here if known(by_rule(row)) and _by_hand(row)]
    own = [row.key for row in here if not known(by_rule(row))]
    for name, keys in (("替换或核定的因子", replaced), ("自有因子", own)):
        if keys:
            yield f"{name}各列相同：{listed(keys, MOST)}"
