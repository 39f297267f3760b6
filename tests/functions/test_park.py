"""The PARK_ functions as people, hosts and the graph call them: known answers, states, messages,
laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl import __version__, functions
from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.functions import (
    PARK_EMISSION,
    PARK_REDUCTION,
    PARK_SOLID_WASTE,
    PARK_TOTAL,
    PARK_UTILISATION,
    PARK_VERSION,
    REGISTRY,
    call,
    last_message,
)

PENDING, NOT_APPLICABLE = v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT
NA, DIV0, VALUE = CellError.NA, CellError.DIV0, CellError.VALUE
FIGURES = ("baseline", "project", "leakage", "reduction")


def column(*cells: object) -> tuple:
    """A range of one column as a host hands it over."""
    return tuple((c,) for c in cells)


# ---- states ----
B, P = "基准线", "项目"
EMPTY, STATE, OUT = "empty", "state", "left out"
# function, good arguments, which argument is replaced, what it does with an empty cell, 待填 and
# 不适用
STATES = [
    ("PARK_EMISSION", (100, "MWh", 0.5, "tCO2/MWh"), 0, STATE),
    ("PARK_EMISSION", (100, "MWh", 0.5, "tCO2/MWh"), 2, STATE),
    ("PARK_SOLID_WASTE", (10, 2), 0, STATE),
    ("PARK_SOLID_WASTE", (10, 2), 1, STATE),
    ("PARK_TOTAL", (P, column(P, P), column(3, None)), 2, OUT),
    ("PARK_REDUCTION", (column(P, P), column(-3, None)), 1, OUT),
    ("PARK_UTILISATION", (column(3, None), column(4, 0), column(0, 0)), 0, OUT),
    ("PARK_UTILISATION", (column(3, 0), column(4, None), column(0, 0)), 1, OUT),
    ("PARK_UTILISATION", (column(3, 0), column(4, 0), column(0, None)), 2, OUT),
    ("PARK_SCORE", (0.5, column(0, 1), column(0, 1)), 0, STATE),
    ("PARK_INDEX", (column(0.5, None), column(1, 0)), 0, OUT),
    ("PARK_CHANGE", (90, 100), 0, STATE),
    ("PARK_CHANGE", (90, 100), 1, STATE),
]
REPLACED = [
    (None, None),
    ("", None),
    (PENDING, PENDING),
    (NOT_APPLICABLE, NOT_APPLICABLE),
    ("abc", VALUE),
    ("１２", VALUE),
    ("1,234.5", VALUE),
    (True, VALUE),
    (NA, NA),
    (CellError.REF, CellError.REF),
]


def test_the_table_of_states_covers_every_function():
    assert {name for name, *_ in STATES} == REGISTRY.keys() - {"PARK_VERSION"}


# ---- what is released ----
FROZEN = {
    "PARK_CHANGE": "target:number base:number -> number",
    "PARK_EMISSION": (
        "activity:number activity_unit:unit factor:number factor_unit:unit -> number"
    ),
    "PARK_INDEX": "scores:numbers weights:numbers -> number",
    "PARK_REDUCTION": "roles:texts emissions:numbers -> number",
    "PARK_SCORE": "value:number xs:numbers ys:numbers -> number",
    "PARK_SOLID_WASTE": "used:number residue:number -> number",
    "PARK_TOTAL": "role:text roles:texts emissions:numbers -> number",
    "PARK_UTILISATION": "utilised:numbers generated:numbers old_stock:numbers -> number",
    "PARK_VERSION": "results:numbers -> text",
}
"""Workbooks in people's hands call these. A row may be added; one that stands here never changes,
nor does what the function means: another meaning is another function."""


def test_released_functions_keep_their_signatures():
    now = {
        name: f"{' '.join(f'{p.name}:{p.kind}' for p in f.params)} -> {f.result}"
        for name, f in REGISTRY.items()
    }
    assert now == FROZEN
    assert not any(p.optional for f in REGISTRY.values() for p in f.params)


@pytest.mark.parametrize("content", [1.0, None, PENDING, NOT_APPLICABLE])
def test_the_version_is_told_whatever_the_results_are(content):
    """But for errors: Calc gives those of a range before it calls the function."""
    told = f"ParkEval XL {__version__}（Python）"
    assert call("PARK_VERSION", [column(3, content)]) == told == PARK_VERSION([3, 4])
    assert call("PARK_VERSION", [column(3, content, NA)]) is NA


@pytest.mark.parametrize(("content", "state"), REPLACED, ids=[repr(c)[:14] for c, _ in REPLACED])
@pytest.mark.parametrize(
    ("name", "good", "at", "rule"), STATES, ids=[f"{n}-{at}" for n, _, at, _ in STATES]
)
def test_states_and_errors(name, good, at, rule, content, state):
    arguments = list(good)
    arguments[at] = column(arguments[at][0][0], content) if isinstance(good[at], tuple) else content
    left_out = rule == OUT and state in (None, NOT_APPLICABLE)
    assert call(name, arguments) == (call(name, good) if left_out else state)


UNITS = [
    (None, VALUE),
    ("", VALUE),
    (PENDING, PENDING),
    (NOT_APPLICABLE, NOT_APPLICABLE),
    ("桶", VALUE),
    ("t", VALUE),
    (NA, NA),
]


@pytest.mark.parametrize(("unit", "result"), UNITS)
def test_states_of_units(unit, result):
    assert call("PARK_EMISSION", (100, unit, 0.5, "tCO2/MWh")) == result
    assert call("PARK_EMISSION", (NA, unit, 0.5, "tCO2/MWh")) == NA
    assert call("PARK_EMISSION", (100, "MWh", DIV0, unit)) == DIV0


@pytest.mark.parametrize("name", REGISTRY)
def test_functions_are_explained_in_both_languages(name):
    function = REGISTRY[name]
    assert function.doc_zh and function.doc_en
    assert bool(function.clause) == (name != "PARK_VERSION")  # which no standard asks for
    assert all(p.help_zh and p.help_en for p in function.params)


# ---- in Python ----
def test_numbers_lists_and_arrays():
    assert PARK_EMISSION(100, "MWh", 0.5, "tCO2/MWh") == 50.0
    several = PARK_EMISSION([100, 2], ["MWh", "万kWh"], np.array([0.5, 0.6]), "tCO2/MWh")
    assert isinstance(several, np.ndarray) and several.tolist() == pytest.approx([50.0, 12.0])
    assert PARK_EMISSION([100, None], "MWh", 0.5, "tCO2/MWh").tolist() == [50.0, None]
    assert PARK_TOTAL(P, [B, P, P], [1, 2, 4]) == 6.0 and PARK_TOTAL(
        [B, P], [B, P, P], [1, 2, 4]
    ).tolist() == [1.0, 6.0]
    assert PARK_REDUCTION([B, P], [[10, 4], [10, 14]]).tolist() == [6.0, -4.0]
    assert PARK_REDUCTION([B, P], [10, PENDING]) == PENDING
    assert (
        PARK_SOLID_WASTE([10, 5], 2).tolist() == [8.0, 3.0] and PARK_UTILISATION(95, 100, 0) == 0.95
    )


WRONG = [
    (PARK_EMISSION, (100, "捆", 0.5, "tCO2/MWh"), "PARK_EMISSION: 单位不在单位表中"),
    (PARK_EMISSION, (100, "t", 0.5, "tCO2/MWh"), "PARK_EMISSION: 实物量与热量不互换"),
    (PARK_EMISSION, (100, "", 0.5, "tCO2/t"), "没有单位"),
    (
        PARK_EMISSION,
        ("abc", "t", 0.5, "tCO2/t"),
        "PARK_EMISSION 的参数 activity（活动数据）：“abc”不是数字",
    ),
    (PARK_EMISSION, (1, "t", [1, True], "tCO2/t"), "factor（排放因子）：“True”不是数字"),
    (PARK_EMISSION, (10**400, "t", 1, "tCO2/t"), "activity（活动数据）.*超出数字的范围"),
    (PARK_EMISSION, (1e300, "t", 1e300, "tCO2/t"), "结果超出数字的范围"),
    (PARK_EMISSION, ([1, 2], "t", [1, 2, 3], "tCO2/t"), "各参数形状不同"),
    (PARK_EMISSION, (np.nan, "t", 1, "tCO2/t"), "activity: NaN"),
    (PARK_REDUCTION, ([B, "其他"], [1, 2]), "PARK_REDUCTION"),
    (PARK_UTILISATION, ([5], [0], [0]), "PARK_UTILISATION"),
    (PARK_TOTAL, (P, [P], ["#N/A"]), "#N/A"),
    (PARK_SOLID_WASTE, (1,), "PARK_SOLID_WASTE 需要 2 个参数，得到 1 个"),
    (PARK_TOTAL, (P, [P, P], [1, 2, 3]), "PARK_TOTAL 的各区域行数不同：2、3"),
]


@pytest.mark.parametrize(("function", "arguments", "words"), WRONG, ids=[w for _, _, w in WRONG])
def test_a_wrong_argument_raises_in_words(function, arguments, words):
    with pytest.raises(ValueError, match=words):
        function(*arguments)


def test_arguments_may_be_named():
    named = {"factor_unit": "tCO2/MWh", "factor": 0.5, "activity_unit": "MWh"}
    assert PARK_EMISSION(activity=100, **named) == PARK_EMISSION(100, **named) == 50.0
    for wrong, says in (
        ({"faktor": 1}, "faktor 没有这个参数"),
        ({"activity": 1}, "activity 给了两次"),
        ({}, "缺少参数 factor_unit"),
    ):
        with pytest.raises(ValueError, match=says):
            PARK_EMISSION(100, activity_unit="MWh", factor=1, **wrong)


# ---- for hosts ----
HOSTED = [  # function, arguments, result, reason
    ("PARK_NOTHING", (), CellError.NAME, "没有函数 PARK_NOTHING"),
    ("PARK_SOLID_WASTE", (1,), VALUE, "PARK_SOLID_WASTE 需要 2 个参数，得到 1 个"),
    ("PARK_TOTAL", (P, column(P, P), column(1, 2, 3)), VALUE, "PARK_TOTAL 的各区域行数不同：2、3"),
    ("PARK_EMISSION", (1, "t", 1, "tCO2e/km"), VALUE, "量纲不同，不能换算"),
    ("PARK_SOLID_WASTE", (column(7), column(2)), 5.0, ""),
    ("PARK_SOLID_WASTE", (column(7, 8), 2), VALUE, ""),
    ("PARK_TOTAL", (P, ((P, B, P),), ((1, 2, 4),)), 5.0, ""),
    ("PARK_TOTAL", (P, column(P), 3), 3.0, ""),
    ("PARK_TOTAL", (P, P, 3), 3.0, ""),
    ("PARK_TOTAL", (P, (P, B), (3, 4)), 3.0, ""),
    ("PARK_UTILISATION", (1.0, 2.0, None), 0.5, ""),
    ("PARK_TOTAL", (12.0, column("12"), column(3)), 3.0, ""),
]


@pytest.mark.parametrize(("name", "arguments", "result", "reason"), HOSTED, ids=range(len(HOSTED)))
def test_calls_of_hosts(name, arguments, result, reason):
    call("PARK_EMISSION", (1, "桶", 1, "tCO2/t"))  # leaves a reason that must not be told again
    assert call(name, arguments) == result
    assert last_message() == reason


# ---- laws ----
MASS = st.floats(1e-3, 1e8)


@given(MASS, st.floats(-1e3, 1e3))
def test_conversion_of_units_changes_nothing(mass, factor):
    expected = PARK_EMISSION(mass, "t", factor, "tCO2e/t")
    for activity, unit, scale, per in (
        (mass / 1e4, "万t", 1, "tCO2e/t"),
        (mass * 1e3, "kg", 1, "tCO2e/t"),
        (mass, "吨", 1, "tCO2e/t"),
        (mass, "t", 1e3, "kgCO2e/t"),
        (mass, "ｔ", 1, "kgCO2e/kg"),
        (mass, " t ", 1e4, "tCO2e/万t"),
    ):
        assert PARK_EMISSION(activity, unit, factor * scale, per) == pytest.approx(
            expected, rel=1e-12, abs=1e-290
        )


@given(st.lists(st.tuples(MASS, st.floats(0, 10)), min_size=1, max_size=8), st.floats(1e-3, 1e3))
def test_scaled_masses_scale_emissions_and_reductions(rows, scale):
    masses, factors = (np.array(c) for c in zip(*rows, strict=True))
    roles = [B, P, "泄漏"] * 3
    one, more = (PARK_EMISSION(masses * s, "t", factors, "tCO2e/t") for s in (1.0, scale))
    assert more == pytest.approx(one * scale, rel=1e-9)
    both = [PARK_REDUCTION(roles[: len(rows)], e) for e in (one, more)]
    assert both[1] == pytest.approx(
        both[0] * scale, rel=1e-9, abs=1e-290 + 1e-9 * float(np.max(more))
    )


def test_the_package_offers_what_the_registry_holds():
    assert all(getattr(functions, name) is function for name, function in REGISTRY.items())
