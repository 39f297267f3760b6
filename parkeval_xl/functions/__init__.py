"""The functions of the workbook: `PARK_…` for cells and for Python, operations that both editions
write natively."""

from .index import PARK_CHANGE, PARK_INDEX, PARK_SCORE
from .library import PARK_FACTOR, PARK_GRADE, PARK_LIGHT
from .operations import BASES, DIRECT, PARK_SURPLUS
from .park import (
    PARK_EMISSION,
    PARK_REDUCTION,
    PARK_SOLID_WASTE,
    PARK_TOTAL,
    PARK_UTILISATION,
    unit_table,
)
from .registry import OPERATIONS, REGISTRY, Function, Param, call, last_message
from .synergy_library import PARK_COORDINATION, PARK_COUPLING, PARK_ELASTICITY, PARK_EQUIVALENTS
from .version import COMPUTED_BY, PARK_VERSION
from .weighting import PARK_AHP_CR, PARK_AHP_WEIGHTS, PARK_ENTROPY_WEIGHTS

__all__ = [
    "BASES",
    "COMPUTED_BY",
    "DIRECT",
    "OPERATIONS",
    "PARK_AHP_CR",
    "PARK_AHP_WEIGHTS",
    "PARK_CHANGE",
    "PARK_COORDINATION",
    "PARK_COUPLING",
    "PARK_ELASTICITY",
    "PARK_EMISSION",
    "PARK_ENTROPY_WEIGHTS",
    "PARK_EQUIVALENTS",
    "PARK_FACTOR",
    "PARK_GRADE",
    "PARK_INDEX",
    "PARK_LIGHT",
    "PARK_REDUCTION",
    "PARK_SCORE",
    "PARK_SOLID_WASTE",
    "PARK_SURPLUS",
    "PARK_TOTAL",
    "PARK_UTILISATION",
    "PARK_VERSION",
    "REGISTRY",
    "Function",
    "Param",
    "call",
    "last_message",
    "unit_table",
]
