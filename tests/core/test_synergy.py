"""Synergy of pollution and carbon: the constructed case 10, hand calculations, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkeval_xl.core import synergy as s
from parkeval_xl.core import values as v
from parkeval_xl.functions.synergy_library import coordination_band, coordination_bands

LEVEL = st.floats(0.0, 1.0)
MASSES = st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3)
VALUES = [0.95, 0.95, 2.18]  # SO2, NOx, 烟尘: kg per equivalent (环境保护税法 附表二)


def test_constructed_case():
    # SO2 120→100 t, NOx 200→180, 烟尘 50→40; CO2 500 000→480 000 t
    before, after = (s.equivalents(m, VALUES).sum() for m in ([120, 200, 50], [100, 180, 40]))
    assert (before, after) == (
        pytest.approx(359_777.885, abs=5e-4),
        pytest.approx(313_085.466, abs=5e-4),
    )
    pollutants, carbon = s.cut_rate(before, after), s.cut_rate(500_000, 480_000)
    assert pollutants == pytest.approx(0.129781, abs=5e-7) and carbon == pytest.approx(0.04)
    assert s.elasticity(pollutants, carbon) == pytest.approx(3.24453, abs=5e-6)
    assert s.elasticity_verdict(float(pollutants), float(carbon)) == "协同：污染物降幅大于碳排放"


@pytest.mark.parametrize(
    ("modified", "c", "d"), [(False, 0.989743, 0.832358), (True, 0.774597, 0.736354)]
)
def test_constructed_coupling(modified, c, d):
    coupling, level = s.coupling_degree(0.6, 0.8, modified), s.development(0.6, 0.8)
    assert (coupling, level, s.coordination(coupling, level)) == (
        pytest.approx(c, abs=5e-7),
        pytest.approx(0.7),
        pytest.approx(d, abs=5e-7),
    )


VERDICTS = [  # cuts of pollutants and carbon, words
    (0.13, 0.04, "协同：污染物降幅大于碳排放"),
    (0.02, 0.04, "协同：碳排放降幅大于污染物"),
    (0.04, 0.04, "协同：两者降幅相同"),
    (0.13, -0.04, "此消彼长：污染物下降而碳排放上升"),
    (-0.13, 0.04, "此消彼长：碳排放下降而污染物上升"),
    (-0.13, -0.04, "同步上升：污染物与碳排放都增加"),
    (0.13, 0.0, "碳排放没有变化，弹性系数无定义"),
    (0.0, 0.0, "碳排放没有变化，弹性系数无定义"),
    (0.0, 0.04, "污染物没有变化，无协同"),
    (0.0, -0.04, "污染物没有变化，无协同"),
]


@pytest.mark.parametrize(("pollutants", "carbon", "words"), VERDICTS)
def test_verdicts(pollutants, carbon, words):
    assert s.elasticity_verdict(pollutants, carbon) == words


def test_no_number_without_a_denominator():
    assert v.cell(float(s.elasticity(0.1, 0.0))) == "不适用"
    assert v.cell(float(s.cut_rate(0.0, 5.0))) == "不适用"
    assert s.cut_rate(100.0, 120.0) == pytest.approx(-0.2)


BANDS = [
    (0.0, "极度失调"),
    (0.0999, "极度失调"),
    (0.1, "严重失调"),
    (0.25, "中度失调"),
    (0.3, "轻度失调"),
    (0.45, "濒临失调"),
    (0.5, "勉强协调"),
    (0.6, "初级协调"),
    (0.736354, "中级协调"),
    (0.832358, "良好协调"),
    (0.9, "优质协调"),
    (1.0, "优质协调"),
]


@pytest.mark.parametrize(("degree", "name"), BANDS)
def test_bands(degree, name):
    assert coordination_band(degree) == name


def test_bands_are_ten_without_a_gap_and_refuse_what_lies_outside():
    bands = coordination_bands()
    assert (
        len(bands) == 10
        and [b.low for b in bands] == [0.0, *(b.high for b in bands[:-1])]
        and bands[-1].high == 1.0
    )
    for degree in (-0.01, 1.01, float("nan")):
        with pytest.raises(ValueError, match="不在 0 到 1 之间"):
            coordination_band(degree)


@given(MASSES, st.floats(1e-3, 1e3))
def test_scaled_masses_scale_equivalents_and_leave_the_cut(masses, scale):
    plain = s.equivalents(masses, VALUES)
    assert s.equivalents(np.array(masses) * scale, VALUES) == pytest.approx(plain * scale)
    if plain.sum() > 1e-6:
        assert s.cut_rate(plain.sum() * scale, plain.sum() * scale / 2) == pytest.approx(0.5)


@given(LEVEL, LEVEL, st.booleans(), LEVEL)
def test_degrees_lie_between_0_and_1_whichever_comes_first(u1, u2, modified, share):
    c = s.coupling_degree(u1, u2, modified)
    d = s.coordination(c, s.development(u1, u2, share))
    assert 0 <= c <= 1 and 0 <= d <= 1
    assert s.coupling_degree(u2, u1, modified) == c
    assert coordination_band(float(d))


@given(st.floats(0.01, 1.0))
def test_equal_systems_are_wholly_coupled(u):
    for modified in (False, True):
        assert s.coupling_degree(u, u, modified) == pytest.approx(1.0)
    assert s.coupling_degree(0.0, u) == s.coupling_degree(0.0, 0.0) == 0.0


def test_arrays():
    assert s.coupling_degree([0.6, 0.0], [0.8, 0.0]) == pytest.approx([0.989743, 0.0], abs=1e-6)
    assert s.elasticity([0.1, -0.1], 0.05) == pytest.approx([2.0, -2.0])
