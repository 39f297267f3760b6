"""Units against pint, the refusals in words, the texts that are accepted, and the laws of
conversion.

Pint is asked by its long names, mapped by hand in cases/unit_oracle.csv: read as pint reads them,
kt are knots, mt is a kilogram, T is tesla, and a calorie is the thermochemical one.
"""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl import data
from parkeval_xl.core.units import REFUSED, UnitError, UnitRow, UnitTable, literal_forms

CASES = Path(__file__).parents[1] / "cases"
ORACLE = list(csv.DictReader((CASES / "unit_oracle.csv").open(encoding="utf-8")))
TABLE = data.unit_table()
PLAIN = [row for row in data.units() if row.dimension != REFUSED]
PINT = pint.UnitRegistry()


def error_of(call, *arguments) -> UnitError:
    with pytest.raises(UnitError) as caught:
        call(*arguments)
    return caught.value


# --- the oracle


@pytest.mark.parametrize("row", ORACLE, ids=lambda row: row["unit"])
def test_scales_agree_with_pint(row):
    unit = TABLE.find(row["unit"])
    base = next(r.base for r in PLAIN if r.name == unit.name)
    base_row = next(r for r in ORACLE if r["unit"] == base)
    expected = (
        float(row["count"])
        * PINT.Quantity(1, row["pint"]).to(PINT.Unit(base_row["pint"])).magnitude
    )
    assert TABLE.ratio(row["unit"], base) == pytest.approx(expected, rel=1e-12)


def test_the_oracle_covers_every_dimension_that_pint_knows():
    unknown_to_pint = {
        "money",
        "count",
        "person",
        "household",
        "coal_equivalent",
        "emission",
        "carbon",
        "boiler",
    }
    unknown_to_pint |= {
        "percentage_point",
        "calendar",
        "year",
        "pollution_equivalent",
        "score",
        "level",
    }
    covered = {row["unit"] for row in ORACLE} | {"Nm3", "万Nm3"}  # volumes by another name
    assert {r.name for r in PLAIN if r.dimension not in unknown_to_pint} == covered


def test_pint_itself_would_read_our_spellings_otherwise():
    assert PINT.Quantity(1, "kt").check("[length]/[time]")
    assert PINT.Quantity(1, "mt").to("kg").magnitude == pytest.approx(1)
    assert PINT.Quantity(1, "T").check("tesla")


# --- emissions: activity in one unit, factor in another


@pytest.mark.parametrize(
    ("activity", "factor", "expected"),
    [
        ("MWh", "tCO2/MWh", 1),
        ("kWh", "tCO2/MWh", 1e-3),
        ("万kWh", "tCO2/MWh", 10),
        ("万千瓦时", "tCO2/MWh", 10),
        ("GJ", "tCO2/MWh", 1 / 3.6),  # 1 MWh = 3.6 GJ
        ("GJ", "tCO2/GJ", 1),
        ("kg", "tCO2e/t", 1e-3),
        ("万吨", "tCO2e/t", 1e4),
        ("t", "kgCO2e/t", 1e-3),
        ("短吨", "tCO2e/t", 0.90718474),
        ("Nm3", "tCO2/万Nm3", 1e-4),
        ("m3", "tCO2/万Nm3", 1e-4),
        ("m³", "tCO2e/m3", 1),
        ("t·km", "kgCO2e/(t·km)", 1e-3),
        ("万吨公里", "kgCO2e/(t·km)", 10),
        ("吨公里", "kgCO2e/t·km", 1e-3),
        ("tCO2e", "tCO2e/tCO2e", 1),
        ("吨二氧化碳", "tCO2e/tCO2e", 1),
        ("tce", "tCO2/tce", 1),
        ("万元", "kgCO2e/元", 10),
        ("ｋＷｈ", "ｔＣＯ２／ＭＷｈ", 1e-3),
        (" M W h ", "tCO₂\u3000/\u00a0MWh", 1),
        ("t", "tCO2e/吨", 1),  # every spelling in the denominator
        ("kWh", "kgCO2/度", 1e-3),
        ("t·km", "kgCO2e/吨公里", 1e-3),
        ("t·km", "kgCO2e/tkm", 1e-3),
        ("t·km", "kgCO2e/（t·km）", 1e-3),
    ],
)
def test_conversion_to_tonnes_co2e(activity, factor, expected):
    assert TABLE.conversion(activity, factor) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("activity", "factor", "code"),
    [
        ("", "tCO2/MWh", "UNIT_MISSING"),
        (" \u3000", "tCO2/MWh", "UNIT_MISSING"),
        (None, "tCO2/MWh", "UNIT_MISSING"),
        ("MWh", "", "UNIT_MISSING"),
        ("千瓦", "tCO2/MWh", "UNIT_DIMENSION"),
        ("兆瓦时时", "tCO2/MWh", "UNIT_UNKNOWN"),
        ("mwh", "tCO2/MWh", "UNIT_UNKNOWN"),  # never case-folded
        ("MWh", "tCO2/mwh", "UNIT_UNKNOWN"),
        ("MWh", "MWh", "UNIT_DIMENSION"),  # not the unit of a factor
        ("tCO2/MWh", "tCO2/MWh", "UNIT_DIMENSION"),  # not the unit of an activity
        ("mt", "tCO2e/t", "UNIT_REFUSED"),
        ("Mg", "tCO2e/t", "UNIT_REFUSED"),
        ("车", "tCO2e/t", "UNIT_REFUSED"),
        ("tce", "tCO2/GJ", "UNIT_TCE_MIX"),
        ("kWh", "tCO2/tce", "UNIT_TCE_MIX"),
        ("t", "tCO2/tce", "UNIT_TCE_MIX"),
        ("t", "tCO2e/tCO2e", "GWP_NEEDED"),
        ("tC", "tCO2e/tCO2e", "CARBON_NOT_CO2"),
        ("km", "kgCO2e/(t·km)", "TRANSPORT_NOT_TKM"),
        ("t", "tCO2e/m3", "UNIT_DIMENSION"),
        ("万m3", "tCO2/GJ", "UNIT_DIMENSION"),
        ("亩", "tCO2/t", "UNIT_DIMENSION"),
    ],
)
def test_what_does_not_fit_is_said_with_its_code(activity, factor, code):
    error = error_of(TABLE.conversion, activity, factor)
    assert error.code == code
    assert error.reason_zh and error.reason_en
    assert data.finding(error.code).severity == "错误"


@pytest.mark.parametrize(
    "refusal", data.refusals(), ids=lambda r: f"{r.from_dimension}-{r.to_dimension}"
)
def test_every_refusal_gives_its_code_and_reason_both_ways(refusal):
    one = next(r.name for r in PLAIN if r.dimension == refusal.from_dimension)
    other = next(r.name for r in PLAIN if r.dimension == refusal.to_dimension)
    for pair in ((one, other), (other, one)):
        error = error_of(TABLE.ratio, *pair)
        assert (error.code, error.reason_zh, error.reason_en) == (
            refusal.code,
            refusal.reason_zh,
            refusal.reason_en,
        )


@pytest.mark.parametrize(
    "row", [r for r in data.units() if r.dimension == REFUSED], ids=lambda r: r.name
)
def test_every_ambiguous_spelling_is_refused_with_its_reason(row):
    for spelling in (row.name, *row.spellings):
        assert TABLE.find(spelling) is None
        assert TABLE.refused(spelling) == row
        error = error_of(TABLE.ratio, spelling, "t")
        assert (error.code, error.reason_zh) == ("UNIT_REFUSED", row.note)


# --- units of flow lines


@pytest.mark.parametrize(
    ("rate", "activity"),
    [
        ("kWh/t", "kWh"),
        ("kWh/吨", "kWh"),
        ("千瓦时/吨", "千瓦时"),
        ("t/t", "t"),
        ("GJ/t", "GJ"),
        ("kg/t", "kg"),
        ("Nm3/t", "Nm3"),
        ("m3/t", "m3"),
        ("MWh/t", "MWh"),
        ("tCO2e/t", "tCO2e"),
        ("ｋＷｈ／ｔ", "ｋＷｈ"),
        (" kWh / t ", "kWh"),
        ("km", "t·km"),
        ("公里", "t·km"),
        ("KM", "t·km"),
    ],
)
def test_a_rate_times_tonnes_is_an_activity(rate, activity):
    assert TABLE.activity_unit(rate, direct=False) == activity
    assert TABLE.find(activity) is not None


@pytest.mark.parametrize(
    ("rate", "direct", "code"),
    [
        ("", False, "UNIT_MISSING"),
        ("/t", False, "UNIT_MISSING"),
        ("", True, "UNIT_MISSING"),
        ("度每吨", False, "UNIT_UNKNOWN"),
        ("foo/t", False, "UNIT_UNKNOWN"),
        ("foo", True, "UNIT_UNKNOWN"),
        ("Mt/t", False, "UNIT_REFUSED"),
        ("kWh/万t", False, "UNIT_DIMENSION"),
        ("kWh/kg", False, "UNIT_DIMENSION"),
        ("kWh", False, "UNIT_DIMENSION"),
        ("t·km", False, "UNIT_DIMENSION"),
        ("m", False, "UNIT_DIMENSION"),
        ("tCO2/MWh", True, "UNIT_DIMENSION"),
    ],
)
def test_other_rates_are_refused(rate, direct, code):
    assert error_of(TABLE.activity_unit, rate, direct).code == code


@pytest.mark.parametrize(
    ("unit", "expected"), [("MWh", "MWh"), (" 万 kWh ", "万kWh"), ("tCO2e", "tCO2e")]
)
def test_a_direct_entry_keeps_its_unit(unit, expected):
    assert TABLE.activity_unit(unit, direct=True) == expected


def test_units_offered_in_drop_downs_are_all_usable():
    offered = TABLE.rate_units()
    assert len(offered) == len(set(offered))
    for unit in offered:
        TABLE.activity_unit(unit, direct="/" not in unit and unit != "km")
    assert {line.rate_unit for line in data.library().lines} <= set(offered)


@pytest.mark.parametrize(
    ("unit", "tonnes"), [("t", 1), ("万吨", 1e4), ("kg", 1e-3), ("公斤", 1e-3), ("g", 1e-6)]
)
def test_mass_in_tonnes(unit, tonnes):
    assert TABLE.mass_scale(unit) == pytest.approx(tonnes, rel=1e-15)


def test_a_volume_is_no_mass():
    assert error_of(TABLE.mass_scale, "m3").code == "UNIT_DIMENSION"


# --- the finite table


def test_accepted_texts_are_exactly_the_entries():
    entries = {entry.spelling: entry for entry in TABLE.entries()}
    assert len(entries) == len(TABLE.entries()) <= 700
    for text, entry in entries.items():
        unit = TABLE.find(text)
        assert (unit.dimension, unit.scale, unit.per) == (entry.dimension, entry.scale, "-")


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row.name)
def test_every_spelling_is_accepted_also_nfkc_and_full_width(row):
    for spelling in (row.name, *row.spellings):
        normal = unicodedata.normalize("NFKC", spelling)
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in normal)
        for text in (spelling, normal, wide, f" {spelling}\u3000"):
            assert TABLE.find(text).name == row.name


def test_every_unit_of_a_factor_is_accepted():
    for factor in data.factors():
        assert TABLE.find(factor.unit).is_factor


@pytest.mark.parametrize("value", [None, 1, 1.5, True, "", "\t", "吨吨", "T/T", "t/", "/"])
def test_other_values_are_no_unit(value):
    assert TABLE.find(value) is None


def test_a_spelling_of_two_units_is_kept_as_a_clash():
    one = UnitRow("t", ("吨",), "mass", 1.0, "t", "", "")
    two = UnitRow("q", ("ｔ",), "mass", 0.1, "t", "", "")
    assert UnitTable([one, two]).clashes == [("ｔ", "t", "q"), ("t", "t", "q")]
    assert UnitTable([one, two]).find("t").scale == 1.0


# --- laws

SAME_DIMENSION = st.sampled_from(PLAIN).flatmap(
    lambda row: st.tuples(
        st.just(row), st.sampled_from([r for r in PLAIN if r.dimension == row.dimension])
    )
)


@given(SAME_DIMENSION, st.floats(1e-6, 1e12))
def test_there_and_back_again(pair, value):
    one, other = (row.name for row in pair)
    assert value * TABLE.ratio(one, other) * TABLE.ratio(other, one) == pytest.approx(
        value, rel=1e-12
    )


@given(st.sampled_from(PLAIN), st.sampled_from(PLAIN))
def test_units_convert_just_within_their_dimension(one, other):
    if one.dimension == other.dimension:
        assert TABLE.ratio(one.name, other.name) > 0
    else:
        error_of(TABLE.ratio, one.name, other.name)


# every spelling of an emission up to a tonne over every spelling of what a factor may be per
EMISSIONS = [e.spelling for e in TABLE.entries() if e.dimension == "emission" and e.scale <= 1]
BELOW = [e for e in TABLE.entries() if TABLE.find(f"tCO2/{e.spelling}")]
FACTOR_AND_ACTIVITIES = st.tuples(st.sampled_from(EMISSIONS), st.sampled_from(BELOW)).flatmap(
    lambda halves: st.tuples(
        st.just(f"{halves[0]}/{halves[1].spelling}"),
        *[st.sampled_from([r.name for r in PLAIN if r.dimension == halves[1].dimension])] * 2,
    )
)


@given(FACTOR_AND_ACTIVITIES, st.floats(1e-3, 1e9))
def test_an_emission_does_not_depend_on_the_unit_of_its_activity(units, value):
    factor, one, other = units
    converted = value * TABLE.ratio(one, other)
    expected = value * TABLE.conversion(one, factor)
    assert converted * TABLE.conversion(other, factor) == pytest.approx(expected, rel=1e-12)


@given(st.text(alphabet="ｔtTkKgGWhＷ/·（(万吨 \u3000\u00a0", max_size=8))
def test_any_text_gives_a_unit_or_a_reason(text):
    forms = literal_forms(text)
    assert all(" " not in form and "\u3000" not in form for form in forms)
    for direct in (True, False):
        try:
            assert TABLE.activity_unit(text, direct)
        except UnitError as error:
            assert error.code.startswith("UNIT_")
