"""What an engine computes otherwise, each as a formula of its own on one small sheet.

    D    A     B     C     D   E     F     G
    1    甲    1     可选  5   0.5         #N/A
    2    乙    2     必填  6   0.5         3
    3                可选  7   待填        2024-09-12
    4    甲    4           8   0.2         -2

A1:A4 is `names`, B1:B4 `nums`, C1:C4 `need`, E1:E4 `mixed`. The first value is what Excel's rules
and LibreOffice give.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import xlsxwriter

from .packages import unvalued

ROWS = (
    ("甲", 1, "可选", 5, 0.5, None, None),
    ("乙", 2, "必填", 6, 0.5, None, 3),
    (None, None, "可选", 7, "待填", None, "2024-09-12"),
    ("甲", 4, None, 8, 0.2, None, -2),
)
NAMES = {"names": "A", "nums": "B", "need": "C", "mixed": "E"}
BOTH, GNUMERIC, FORMUALIZER = frozenset({"gnumeric", "formualizer"}), {"gnumeric"}, {"formualizer"}


@dataclass(frozen=True)
class Construct:
    """A formula, its value, and the engines that give another."""

    formula: str
    value: float | str
    fails: frozenset[str] | set[str] = frozenset()


CONSTRUCTS = (
    # a scalar function lifted over a range: the first cell, or nothing, is taken
    Construct('SUMPRODUCT(--EXACT(names,"甲"))', 2.0, BOTH),
    Construct('SUMPRODUCT(--EXACT(names&"","甲"))', 2.0, BOTH),
    Construct('SUMPRODUCT(EXACT(names,"甲")*nums)', 5.0, BOTH),
    Construct('SUMPRODUCT(EXACT(names&"","甲")*EXACT(need&"","可选"))', 1.0, BOTH),
    Construct('SUMPRODUCT((1-ISNUMBER(nums))*(nums<>""))', 0.0, BOTH),
    Construct("SUMPRODUCT(--ISNUMBER(mixed))", 3.0, BOTH),
    Construct('SUMPRODUCT((names="甲")*ISNUMBER(nums))', 2.0, BOTH),
    Construct("SUMPRODUCT(--ISERROR(D!G1:G2))", 1.0, FORMUALIZER),
    Construct("SUMPRODUCT(ABS(nums))", 7.0, BOTH),
    Construct("SUMPRODUCT(LN(D!D1:D2))", 3.4011973816621555, BOTH),
    Construct("SUMPRODUCT(ROUND(nums,0))", 7.0, BOTH),
    Construct("SUMPRODUCT(LEN(names))", 3.0, BOTH),
    Construct("SUMPRODUCT(COUNTIF(names,names))", 5.0, BOTH),
    Construct("SUMPRODUCT(IF(ISNUMBER(mixed),mixed,0))", 1.2, BOTH),
    # a function lifted over an array written down
    Construct('SUMPRODUCT(--ISNUMBER(FIND(MID(D!G3,{1,2,3},1),"0123456789")))', 3.0, BOTH),
    Construct("SUMPRODUCT(CODE(MID(D!G3,{1,2,3},1)))", 148.0, BOTH),
    # numbers of rows, whole rows and corners by INDEX, N of a blank, products of matrices
    Construct('SUMPRODUCT((names="乙")*ROW(names))', 2.0, FORMUALIZER),
    Construct("SUM(INDEX(D!B1:D4,2,0))", 8.0, GNUMERIC),
    Construct('COUNTIF(INDEX(D!B1:D4,2,0),"必填")', 1.0, GNUMERIC),
    Construct("GEOMEAN(INDEX(D!B1:D4,2,0))", 3.4641016151377544, GNUMERIC),
    Construct("SUMPRODUCT((INDEX(D!B1:D4,0,1)>0)*1)", 3.0, GNUMERIC),
    Construct("SUM(D!B1:INDEX(nums,2))", 3.0, GNUMERIC),
    Construct("SUMPRODUCT((INDEX(nums,1):INDEX(nums,2)>0)*1)", 2.0, FORMUALIZER),
    Construct("N(D!F1)", 0.0, GNUMERIC),
    Construct("SUM(MMULT(D!D1:E2,D!D1:E2))", 67.0, FORMUALIZER),
    Construct("LOOKUP(2,nums,D!D1:D4)", 6.0, FORMUALIZER),
    # what all of them compute, to write instead
    Construct('SUMPRODUCT((names="甲")*(need="可选"))', 1.0),
    Construct('SUMPRODUCT((names&""="甲")*1)', 2.0),
    Construct("SUMPRODUCT(--NOT(ISNUMBER(mixed)))", 1.0),
    Construct('SUMPRODUCT((nums<>"")*nums)', 7.0),
    Construct("SUMPRODUCT(nums,D!D1:D4)", 49.0),
    Construct('COUNTIFS(names,"甲",need,"可选")', 1.0),
    Construct('SUMIFS(nums,names,"甲")', 5.0),
    Construct("INDEX(D!B1:D4,2,3)", 6.0),
    Construct("SUM(INDEX(nums,1):INDEX(nums,2))", 3.0),
    Construct('MATCH("乙",names,0)', 2.0),
    Construct("ROWS(names)*COLUMNS(D!B1:D4)", 12.0),
)


def package() -> bytes:
    """The workbook of the formulas: they stand in column A of the sheet F."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        data, formulas = workbook.add_worksheet("D"), workbook.add_worksheet("F")
        for row, cells in enumerate(ROWS):
            data.write_row(row, 0, cells)
        data.write_formula("G1", "=NA()")
        for name, column in NAMES.items():
            workbook.define_name(name, f"=D!${column}$1:${column}$4")
        for row, construct in enumerate(CONSTRUCTS):
            formulas.write_formula(row, 0, f"={construct.formula}")
    return unvalued(stream.getvalue())
