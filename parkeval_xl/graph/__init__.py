"""An evaluation workbook as a graph of fields: declaration, order, headless run, formula texts, explanation."""

from .fields import (
    ASSESSOR,
    CHOICE,
    DATE,
    NUMBER,
    PARK,
    RULE,
    TEXT,
    TOOL,
    UNIT,
    Area,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Items,
    Part,
    Ref,
    Remark,
    Rows,
    Span,
    Verified,
    Written,
    this,
)
from .formula import NATIVE, UDF, formula
from .run import EFFECTIVE, REPORTED, Graph, Values, rows_of, shown, view

__all__ = [
    "ASSESSOR", "CHOICE", "DATE", "EFFECTIVE", "NATIVE", "NUMBER", "PARK", "REPORTED", "RULE", "TEXT", "TOOL", "UDF",
    "UNIT", "Area", "Block", "Computed", "Constant", "Field", "Graph", "Input", "Items", "Part", "Ref", "Remark", "Rows", "Span",
    "Values", "Verified", "Written", "formula", "rows_of", "shown", "this", "view",
]
