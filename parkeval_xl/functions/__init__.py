"""The functions of the workbook: `PARK_…` for cells and for Python, operations that both editions write natively."""

from .library import PARK_FACTOR
from .operations import BASES, DIRECT
from .park import PARK_EMISSION, PARK_REDUCTION, PARK_SOLID_WASTE, PARK_TOTAL, PARK_UTILISATION, unit_table
from .registry import OPERATIONS, REGISTRY, Function, Param, call, last_message

__all__ = [
    "BASES", "DIRECT", "OPERATIONS", "PARK_EMISSION",
    "PARK_FACTOR", "PARK_REDUCTION", "PARK_SOLID_WASTE", "PARK_TOTAL",
    "PARK_UTILISATION", "REGISTRY", "Function", "Param", "call", "last_message", "unit_table",
]
