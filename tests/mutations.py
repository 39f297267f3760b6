"""Mutations of the arithmetic and of the rules on states, and the runner that tries them.

Each is a slip that would give a silently wrong figure, with the test that must fail by it. The
runner swaps the text of one module while it is imported: no file is touched, and numpy and pytest
are loaded once for all.

python -m tests.mutations [words of a name]     (from the repository: one line a mutation)
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[1] / "parkeval_xl"
PASSED = "passed"
ASSERTIONS = "AssertionError", "Failed"  # of pytest.raises: nothing was raised


@dataclass(frozen=True)
class Mutation:
    """What slips, the file below the package, its text and what takes its place, the test that
    fails by it (below `tests`)."""

    name: str
    file: str
    old: str
    new: str
    killer: str


LEDGER, VALUES = "core/ledger.py", "core/values.py"
SCORING, INDEX, SYNERGY = "core/scoring.py", "core/index.py", "core/synergy.py"
UTILISATION, FIRMS, UNITS = "core/utilisation.py", "core/enterprise.py", "core/units.py"
WEIGHTING, RULES, PROGRAM = "core/weighting.py", "functions/rules.py", "graph/program.py"
COMPILING = "graph/compiling.py"
USED, JUDGEMENTS = "functions/operations/used.py", "functions/operations/judgements.py"
CELLS, ENTRIES = "functions/operations/index_cells.py", "functions/operations/entries.py"
ARITHMETIC, QUALITY = "functions/operations/arithmetic.py", "core/quality.py"
ROW_WORDS = "functions/row_words.py"
TOLD = "functions/test_row_words.py::test_a_fault_is_told_where_it_is"
OPERATIONS = "functions/test_operations.py::test_operations"
PASSED_ON = "functions/test_operations.py::test_products_and_comparisons_pass_on_states_and_errors"

MUTATIONS = [
    # ---- reductions
    Mutation(
        "a negative reduction is clamped to 0",
        LEDGER,
        "    out = unless(error_within(roles, emissions), out)\n",
        "    out = unless(error_within(roles, emissions), np.where(out < 0, 0.0, out))\n",
        "core/test_ledger.py::test_reductions",
    ),
    Mutation(
        "leakage is added",
        LEDGER,
        "LEAKAGE: -1.0}",
        "LEAKAGE: 1.0}",
        "core/test_ledger.py::test_reductions",
    ),
    Mutation(
        "leakage of totals is added",
        ARITHMETIC,
        "SUM(baseline)-SUM(project,leakage)",
        "SUM(baseline,leakage)-SUM(project)",
        OPERATIONS,
    ),
    Mutation(
        "an emission without a role drops out unseen",
        LEDGER,
        "np.where(stray, ERROR, total(emissions, weights=sign))",
        "total(emissions, weights=sign)",
        "core/test_ledger.py::test_reductions",
    ),
    Mutation(
        "a row whose label is 待填 is left out of a total",
        LEDGER,
        "np.where(unknown, PENDING, total(emissions, chosen))",
        "total(emissions, chosen)",
        "core/test_ledger.py::test_totals_of_a_label",
    ),
    Mutation(
        "residue counts as waste used",
        LEDGER,
        "used - residue\n",
        "used + residue\n",
        "core/test_ledger.py::test_masses",
    ),
    Mutation(
        "moisture is taken of the dry mass",
        ARITHMETIC,
        "mass*(1-moisture)",
        "mass/(1+moisture)",
        OPERATIONS,
    ),
    # ---- states of a value
    Mutation(
        "a blank cell is 0",
        VALUES,
        "    if cell is None:\n        return EMPTY\n",
        "    if cell is None:\n        return 0.0\n",
        "core/test_values.py::test_number_cells_are_read",
    ),
    Mutation(
        "text for a number is 0",
        VALUES,
        "_WORDS.get(cell, ERROR) if cell",
        "_WORDS.get(cell, 0.0) if cell",
        "core/test_values.py::test_number_cells_are_read",
    ),
    Mutation(
        "a truth value is 1",
        VALUES,
        "    if isinstance(cell, (bool, np.bool_)):\n        return ERROR\n",
        "",
        "core/test_values.py::test_number_cells_are_read",
    ),
    Mutation(
        "an error counts as 0 in a total",
        VALUES,
        "    return unless(error_within(values), out)\n",
        "    return out\n",
        "core/test_values.py::test_totals",
    ),
    Mutation(
        "待填 is left out of a total",
        VALUES,
        "    out = np.where((is_state(values, PENDING) & where).any(-1), PENDING, out)\n",
        "",
        "core/test_values.py::test_totals",
    ),
    Mutation(
        "待填 of another label reaches a total",
        VALUES,
        "(is_state(values, PENDING) & where).any(-1)",
        "is_state(values, PENDING).any(-1)",
        "core/test_values.py::test_totals",
    ),
    Mutation(
        "a total of nothing is 0",
        VALUES,
        "    out = np.where(used.any(-1), out, nothing)\n",
        "",
        "core/test_values.py::test_totals",
    ),
    Mutation(
        "of 不适用 alone a total is empty",
        VALUES,
        "(-1), NOT_APPLICABLE, EMPTY)",
        "(-1), EMPTY, EMPTY)",
        "core/test_values.py::test_totals",
    ),
    Mutation(
        "the last state wins",
        VALUES,
        "    for argument in reversed(arguments):\n",
        "    for argument in arguments:\n",
        "core/test_values.py::test_an_error_then_pending_then_not_applicable_then_nothing",
    ),
    Mutation(
        "a state before an error hides it",
        VALUES,
        "return first_nan(first_error(*holding), out)",
        "return out",
        "core/test_values.py::test_an_error_then_pending_then_not_applicable_then_nothing",
    ),
    Mutation(
        "a number beyond all numbers is left as it is",
        VALUES,
        "np.isinf(value) | (np.isnan(value)",
        "(np.isnan(value)",
        "core/test_values.py::test_beyond_all_numbers_is_a_number_error",
    ),
    # ---- rules on states
    Mutation(
        "待填 for a unit is passed over",
        RULES,
        "a if k == NUMBER else v.text_states(a)",
        "a if k == NUMBER else v.errors(a)",
        "functions/test_park.py::test_states_of_units",
    ),
    Mutation(
        "an error within a column is passed over",
        RULES,
        "v.error_within(a) if k in COLUMNS",
        "np.float64(0) if k in COLUMNS",
        OPERATIONS,
    ),
    Mutation(
        "a result beyond all numbers is shown",
        "core/spreadsheet/cells.py",
        "    out = v.finite(found)\n",
        "    out = found\n",
        OPERATIONS,
    ),
    Mutation(
        "a verdict stands though a figure is missing",
        RULES,
        "            return np.where(np.isnan(held), v.state_texts(held), value)\n",
        "            return np.asarray(value, object)\n",
        PASSED_ON,
    ),
    # ---- which figure counts
    Mutation(
        "the reported figure goes before the verified one",
        ENTRIES,
        '\'IF(verified="",entry,IF(OR(ISNUMBER(verified)',
        '\'IF(entry<>"",entry,IF(OR(ISNUMBER(verified)',
        OPERATIONS,
    ),
    Mutation(
        "不适用 typed over a figure takes it out",
        ENTRIES,
        '\'IF(ISNUMBER(x),x,IF(x="","",IF(x="待填",x,NA())))\'',
        '\'IF(ISNUMBER(x),x,IF(x="","",IF(OR(x="待填",x="不适用"),x,NA())))\'',
        OPERATIONS,
    ),
    Mutation(
        "a figure asked for may be missing",
        ENTRIES,
        'IF(x="","待填",IF(x="待填",x,NA()))',
        'IF(x="","",IF(x="待填",x,NA()))',
        OPERATIONS,
    ),
    Mutation(
        "an amount may lie above its most",
        CELLS,
        'IF(OR(x<0,AND(most<>"",x>most)),NA(),x)',
        "IF(x<0,NA(),x)",
        OPERATIONS,
    ),
    Mutation(
        "a material out of scope is still asked for",
        USED,
        'IF(scope="{NO}","不适用",',
        'IF(scope="{NO}","待填",',
        OPERATIONS,
    ),
    Mutation(
        "what is left of 待填 totals is a figure",
        VALUES,
        "np.where(np.logical_or.reduce(waits), PENDING, 0.0)",
        "np.where(np.logical_or.reduce(waits), 0.0, 0.0)",
        OPERATIONS,
    ),
    Mutation(
        "a share of nothing is 0",
        ARITHMETIC,
        "'IF(b=0,\"不适用\",a/b)'",
        '"IF(b=0,0,a/b)"',
        OPERATIONS,
    ),
    Mutation(
        "above a negative figure is a fall", ARITHMETIC, "(a-b)/ABS(b)", "(a-b)/b", OPERATIONS
    ),
    Mutation(
        "a figure just at its limit fails", JUDGEMENTS, "IF(x<=most,", "IF(x<most,", OPERATIONS
    ),
    Mutation(
        "a certificate ends before its last day",
        JUDGEMENTS,
        "IF(day<end,",
        "IF(day<=end,",
        OPERATIONS,
    ),
    Mutation(
        "a target is reached just above it",
        JUDGEMENTS,
        "ROUND(completion,9)>=1,",
        "ROUND(completion,9)>1,",
        OPERATIONS,
    ),
    # ---- the run of the graph
    Mutation(
        "the reported view sees what was verified",
        PROGRAM,
        "np.concatenate([none[:, :1], figures[:, -1:]], VIEW)",
        "np.concatenate([figures[:, -1:]] * 2, VIEW)",
        "test_laws.py::test_the_reported_view_does_not_see_verified_figures",
    ),
    Mutation(
        "a guarded figure stands without what it rests on",
        COMPILING,
        "    return np.where(v.is_number(watched), result, watched)\n",
        "    return result\n",
        "graph/test_run.py::test_a_figure_that_rests_on_another_has_its_state",
    ),
    Mutation(
        "a list not started is no longer 待填",
        COMPILING,
        "    return np.where(np.asarray(nothing, bool).all(-1), state, result)\n",
        "    return result\n",
        "graph/test_run.py::test_a_count_over_a_list_waits_until_the_list_is_started",
    ),
    # ---- rates
    Mutation(
        "the rate has no cap",
        UTILISATION,
        "np.where(before > 1.0, 1.0, before)",
        "before",
        "core/test_utilisation.py::test_rates",
    ),
    Mutation(
        "old stock used is left out below the line",
        UTILISATION,
        "arising = finite(new + old)",
        "arising = finite(new)",
        "core/test_utilisation.py::test_rates",
    ),
    Mutation(
        "a row of 不适用 counts with its other figures",
        UTILISATION,
        "np.where(np.isnan(c) | left_out, 0.0, c)",
        "np.where(np.isnan(c), 0.0, c)",
        "core/test_utilisation.py::test_rates",
    ),
    Mutation(
        "what is used of nothing does not apply",
        UTILISATION,
        "(arising == 0) & (used == 0), NOT_APPLICABLE, ERROR)",
        "arising <= 0, NOT_APPLICABLE, ERROR)",
        "core/test_utilisation.py::test_rates",
    ),
    Mutation(
        "待填 counts as 0 in a rate",
        UTILISATION,
        "np.where(pending, PENDING, rate)",
        "rate",
        "core/test_utilisation.py::test_rates",
    ),
    Mutation(
        "a rate at its threshold does not meet it",
        UTILISATION,
        "DECIMALS) >= np.round(threshold",
        "DECIMALS) > np.round(threshold",
        "core/test_utilisation.py::test_a_threshold_is_met_in_spite_of_binary_fractions",
    ),
    Mutation(
        "a rate is compared unrounded",
        UTILISATION,
        "np.round(rate, DECIMALS) >= np.round(threshold, DECIMALS)",
        "np.asarray(rate >= threshold)",
        "core/test_utilisation.py::test_a_threshold_is_met_in_spite_of_binary_fractions",
    ),
    Mutation(
        "what was handed over stays in the balance",
        "functions/operations/ledger_cells.py",
        "SUM(used,disposed,transferred,",
        "SUM(used,disposed,",
        "functions/test_operations.py::test_balance_of_a_row",
    ),
    # ---- scores and indices
    Mutation(
        "a curve is not clipped at its ends",
        SCORING,
        "(np.clip(at, x0, x1) - x0)",
        "(at - x0)",
        "core/test_scoring.py::test_scores_by_hand",
    ),
    Mutation(
        "points that are no curve give a score",
        SCORING,
        "np.where(curve_fault(xs, ys), v.ERROR, at)",
        "at",
        "core/test_scoring.py::test_what_is_no_curve_gives_an_error",
    ),
    Mutation(
        "a change is against the base with its sign",
        SCORING,
        "(target - base) / np.abs(base)",
        "(target - base) / base",
        "core/test_scoring.py::test_change_is_against_the_size_of_the_base",
    ),
    Mutation(
        "the weight of 不适用 is not handed on to its siblings",
        INDEX,
        "v.total(np.where(np.isnan(scores), v.EMPTY, weights), where)",
        "v.total(np.broadcast_to(weights, np.shape(scores)), where)",
        "core/test_index.py::test_weights_are_handed_on_to_siblings_first",
    ),
    Mutation(
        "the weight of 不适用 is handed down to nobody",
        INDEX,
        "applies = ~v.is_state(siblings, v.NOT_APPLICABLE) & where",
        "applies = where",
        "core/test_index.py::test_points_and_losses_add_up_to_the_weights",
    ),
    Mutation(
        "an index of printed weights is scaled to 100",
        INDEX,
        "100.0 * mean * whole",
        "100.0 * mean",
        "core/test_index.py::test_full_marks_are_101_as_printed_and_100_scaled",
    ),
    Mutation(
        "a missing year is left out of the mean",
        INDEX,
        "np.where(v.is_state(stacked, v.EMPTY), v.PENDING, stacked)",
        "stacked",
        "core/test_index.py::test_the_mean_of_years_leaves_out_what_did_not_apply",
    ),
    Mutation(
        "a year that does not apply counts below the line",
        INDEX,
        "np.maximum((~np.isnan(asked)).sum(-1), 1)",
        "len(years)",
        "core/test_index.py::test_the_mean_of_years_leaves_out_what_did_not_apply",
    ),
    Mutation(
        "a mean of 85 that is 84.99… misses the band from 85",
        CELLS,
        "(least>ROUND(value,{DECIMALS}))",
        "(least>value)",
        OPERATIONS,
    ),
    Mutation(
        "a band begins above its least value", CELLS, "(least>ROUND(", "(least>=ROUND(", OPERATIONS
    ),
    Mutation("a replaced weight may be above 1", CELLS, "MAX(weights)<=1,", "", OPERATIONS),
    Mutation(
        "a value before a curve runs on below it",
        CELLS,
        "MAX(0,x-INDEX(xs,place))",
        "x-INDEX(xs,place)",
        OPERATIONS,
    ),
    Mutation(
        "a score of 不适用 keeps its weight in the mean",
        CELLS,
        'IF(ISERROR(weight),weight,IF(score="不适用",0,score))',
        'IF(ISERROR(weight),weight,IF(score="不适用",weight,score))',
        OPERATIONS,
    ),
    Mutation(
        "a broken row of another group does not matter",
        CELLS,
        '\'IF(ISERROR(SUM(figures)),NA(),IF(COUNTIFS(labels,label,figures,"待填")',
        '\'IF(1=2,NA(),IF(COUNTIFS(labels,label,figures,"待填")',
        OPERATIONS,
    ),
    Mutation(
        "points above half a goal are lacking below nothing",
        CELLS,
        "IF(ROUND(score,{DECIMALS})>=ROUND(least,{DECIMALS}),0,",
        "IF(1=2,0,",
        OPERATIONS,
    ),
    # ---- synergy
    Mutation(
        "equivalents are of tonnes",
        SYNERGY,
        "KG = 1000.0",
        "KG = 1.0",
        "core/test_synergy.py::test_constructed_case",
    ),
    Mutation(
        "a cut is negative",
        SYNERGY,
        "(old - new) / np.where",
        "(new - old) / np.where",
        "core/test_synergy.py::test_constructed_case",
    ),
    Mutation(
        "a band holds its upper edge",
        SYNERGY,
        "b.low <= degree < b.high",
        "b.low <= degree <= b.high",
        "core/test_synergy.py::test_bands",
    ),
    Mutation(
        "coordination is without its root",
        SYNERGY,
        "np.sqrt(np.asarray(coupling, float) * np.asarray(level, float))",
        "np.asarray(coupling, float) * np.asarray(level, float)",
        "core/test_synergy.py::test_constructed_coupling",
    ),
    # ---- firms
    Mutation(
        "a loss looks like the best of all",
        FIRMS,
        "np.where(value < 0, v.ERROR, value)",
        "value",
        "core/test_enterprise.py::test_a_loss_is_no_good_intensity_and_no_share_is_above_100",
    ),
    Mutation(
        "a percentage has no cap",
        FIRMS,
        "np.where(value > MOST_PERCENT, MOST_PERCENT, value) if d.percentage else value",
        "value",
        "core/test_enterprise.py::test_a_loss_is_no_good_intensity_and_no_share_is_above_100",
    ),
    Mutation(
        "a score has no cap",
        FIRMS,
        "np.minimum(ratio, 1.0)",
        "ratio",
        "core/test_enterprise.py::test_scores_and_total_by_hand",
    ),
    Mutation(
        "a figure that every firm has counts as 0 where it is missing",
        FIRMS,
        "v.PENDING if required else 0.0",
        "0.0",
        "forms/test_enterprise.py"
        "::test_a_missing_figure_leaves_the_firm_without_a_total_and_the_others_alone",
    ),
    Mutation(
        "the weight of 不适用 stays below the line of a firm's total",
        FIRMS,
        "applying = v.summed(known * weights)",
        "applying = v.summed(known * weights) * 0 + weights.sum()",
        "core/test_enterprise.py::test_weights_of_what_does_not_apply_are_handed_on",
    ),
    Mutation(
        "a light goes on above its limit",
        FIRMS,
        "rounded >= limits[0]",
        "rounded > limits[0]",
        "core/test_enterprise.py::test_lights",
    ),
    Mutation(
        "permits are netted",
        FIRMS,
        "v.summed(np.maximum(x, 0)) for x in (plain, -plain)",
        "v.summed(x) for x in (plain, -plain)",
        "core/test_enterprise.py::test_permits_are_never_netted",
    ),
    Mutation(
        "just enough firms are too few",
        FIRMS,
        "number >= least",
        "number > least",
        "core/test_enterprise.py::test_few_firms_are_compared_with_a_benchmark_or_the_whole_park",
    ),
    Mutation(
        "a benchmark of 0 is an advanced value",
        FIRMS,
        "stated = ~v.is_state(given, v.EMPTY) & (given != 0)",
        "stated = ~v.is_state(given, v.EMPTY)",
        "core/test_enterprise.py::test_a_benchmark_of_zero_is_none",
    ),
    # ---- units, weights, data quality
    Mutation(
        "the unit below the line of a factor multiplies",
        UNITS,
        "emission.scale / per.scale",
        "emission.scale * per.scale",
        "core/test_units.py::test_conversion_to_tonnes_co2e",
    ),
    Mutation(
        "units are converted the wrong way",
        UNITS,
        "source.scale / target.scale",
        "target.scale / source.scale",
        "core/test_units.py::test_scales_agree_with_pint",
    ),
    Mutation(
        "the unit of the activity is not converted",
        UNITS,
        "value = activity.scale * factor.scale",
        "value = factor.scale",
        "core/test_units.py::test_conversion_to_tonnes_co2e",
    ),
    Mutation(
        "an amount per 万t is taken for one per t",
        UNITS,
        '(per.dimension, per.scale) == ("mass", 1.0)',
        'per.dimension == "mass"',
        "core/test_units.py::test_other_rates_are_refused",
    ),
    Mutation(
        "the consistency index is over n",
        WEIGHTING,
        "np.where(n <= 2, 1.0, n - 1.0)",
        "np.where(n <= 2, 1.0, n)",
        "core/test_weighting.py::test_published_choice_of_a_holiday_place",
    ),
    Mutation(
        "shares by grade are of emissions with their sign",
        QUALITY,
        "np.abs(emissions)",
        "emissions",
        "core/test_quality.py::test_shares_are_of_absolute_emissions",
    ),
    # ---- words of rows
    Mutation(
        "a figure below its limit is not told",
        ROW_WORDS,
        'ends = (("<", self.low), (">", self.high))\n            beyond = [',
        'ends = ((">", self.high),)\n            beyond = [',
        TOLD,
    ),
    Mutation(
        "what is missing is not told where 待填 stands",
        ROW_WORDS,
        'return f"COUNTBLANK({x})+{waits}" if',
        'return f"COUNTBLANK({x})" if',
        TOLD,
    ),
    Mutation(
        "a row that is wrong and not in use is called blank",
        ROW_WORDS,
        "out += [after(WRONG, lists[-1], f'{lists[-1]}<>\"\"')] if wrong else []",
        "out += []",
        "functions/test_row_words.py::test_a_sentence_and_the_words_of_a_row",
    ),
]


def applied(mutation: Mutation) -> str:
    """The text of the module with the mutation; ValueError where its old text no longer stands
    there just once."""
    source = (PACKAGE / mutation.file).read_text("utf-8")
    count = source.count(mutation.old)
    if count != 1:
        raise ValueError(
            f"this mutation no longer applies: {mutation.name} ({mutation.file}, its old text "
            f"stands there {count} times)"
        )
    return source.replace(mutation.old, mutation.new)


class _Mutated(importlib.abc.MetaPathFinder):
    """Imports one module of the package from a changed text."""

    def __init__(self, mutation: Mutation) -> None:
        self.path, self.source = str(PACKAGE / mutation.file), applied(mutation)
        self.name = "parkeval_xl." + mutation.file.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, fullname: str, path: Any, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        loader = importlib.machinery.SourceFileLoader(fullname, self.path)
        loader.get_code = lambda _: compile(self.source, self.path, "exec")  # type: ignore[method-assign,assignment]
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


class _Outcome:
    """What became of the tests of one run: the name of each exception that failed one."""

    def __init__(self) -> None:
        self.failures: list[tuple[str, str]] = []
        self.passed = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if call.excinfo is not None:
            self.failures.append((item.nodeid, call.excinfo.typename))
        elif call.when == "call":
            self.passed += 1
        return report


def _forget() -> None:
    """The next import of the package, and of the tests, is a fresh one."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("parkeval_xl", "tests"):
            del sys.modules[name]


def _tested(nodes: Sequence[str], *options: str) -> tuple[int, _Outcome]:
    """The exit code of pytest on some tests and what became of them, in this process."""
    _forget()
    outcome, root = _Outcome(), PACKAGE.parent
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = pytest.main(
            [
                *(
                    "-q",
                    "--no-header",
                    "--tb=no",
                    "-n0",
                    "--assert=plain",
                    "-p",
                    "no:cacheprovider",
                ),
                *("--rootdir", str(root), "-c", str(root / "pyproject.toml")),
                *options,
                *(str(root / "tests" / node) for node in nodes),
            ],
            plugins=[outcome],
        )
    return int(code), outcome


def tried(mutations: Sequence[Mutation]) -> Iterator[tuple[str, str]]:
    """Of the killers unmutated, then of each mutation: its name, and `passed` or what failed the
    first test that failed."""
    code, outcome = _tested(list(dict.fromkeys(m.killer for m in mutations)))
    yield "", PASSED if code == 0 else str(outcome.failures or f"pytest gave {code}")
    for mutation in mutations:
        try:
            finder = _Mutated(mutation)
        except ValueError as fault:
            yield mutation.name, str(fault)
            continue
        sys.meta_path.insert(0, finder)
        try:
            code, outcome = _tested([mutation.killer], "-x")
        finally:
            sys.meta_path.remove(finder)
        if code in (0, 1):
            yield mutation.name, outcome.failures[0][1] if outcome.failures else PASSED
        else:
            yield mutation.name, f"pytest gave {code}"


def main(words: str = "") -> None:
    """Print a line of JSON a mutation, as it is tried."""
    with tempfile.TemporaryDirectory() as folder:  # what is not mutated is compiled once
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False
        for name, what in tried([m for m in MUTATIONS if words in m.name]):
            print(json.dumps([name, what]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
