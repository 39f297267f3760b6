"""Every function by itself, on every state: its native text and its call in a cell of Calc = the
kernel.

An error is an error: native texts make all of theirs by NA().
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Static, book
from parkeval_xl.functions import COMPUTED_BY, OPERATIONS, REGISTRY, Function, call
from parkeval_xl.functions.registry import AREA, NUMBER, NUMBERS, PARTS, TEXT, TEXTS
from parkeval_xl.functions.row_words import NAMED
from parkeval_xl.functions.states import RULES, state_of
from parkeval_xl.graph import UDF
from parkeval_xl.hosts.calc import Office

from .. import parks
from ..functions.circular_rows import CIRCULAR
from ..functions.weighting_rows import WEIGHTING as WEIGHTING_ROWS
from . import enterprise_cases, index_cases, synergy_cases
from .comparison import EDITIONS, report, same
from .weighting_cases import WEIGHTING
from .word_cases import WORDS

NUMBERS_SEEN = (
    2.5,
    0.0,
    -3.0,
    None,
    v.PENDING_TEXT,
    v.NOT_APPLICABLE_TEXT,
    "abc",
    "12",
    CellError.NA,
    CellError.DIV0,
)
SHORT = (2.5, 0.0, None, v.PENDING_TEXT, "abc", CellError.NA, CellError.DIV0)
UNITS_SEEN = (
    "t",
    "MWh",
    None,
    v.PENDING_TEXT,
    v.NOT_APPLICABLE_TEXT,
    "桶",
    "ｔ",
    " t ",
    "kg",
    CellError.NA,
)
FACTOR_UNITS_SEEN = ("tCO2e/t", "kgCO2/kWh", None, v.PENDING_TEXT, "t", "tCO2/千", CellError.DIV0)
RATE_UNITS_SEEN = (
    "kWh/t",
    "ｋＷｈ／t",
    "km",
    "t",
    "MWh",
    "tCO2/t",
    "t/t/t",
    "/t",
    "t/",
    None,
    v.PENDING_TEXT,
    5.0,
    CellError.NA,
)
WORDS_SEEN = (
    "基准线",
    "产生方",
    "园外",
    "A",
    "a",
    "*",
    None,
    v.PENDING_TEXT,
    7.0,
    0.1,
    CellError.REF,
)
FEW_WORDS = ("产生方", "利用方", None, v.PENDING_TEXT, CellError.REF)
ROLES_SEEN = ("基准线", "项目", "泄漏", "项目", "A", "a", "*", None, 7.0)


def scalars(*choices: Sequence[parks.Cell]) -> list[tuple[parks.Cell, ...]]:
    return list(product(*choices))


def drawn(
    count: int, *choices: Sequence[parks.Cell], seed: int = 7
) -> list[tuple[parks.Cell, ...]]:
    """Cases drawn at random, where all combinations would be too many."""
    random = np.random.default_rng(seed)
    return [tuple(c[int(random.integers(len(c)))] for c in choices) for _ in range(count)]


def columns(
    count: int, *choices: Sequence[Sequence[parks.Cell]], depth: int = 4, seed: int = 3
) -> list[tuple[Any, ...]]:
    """Columns drawn from palettes: from a few palettes, so that some columns hold nothing wrong."""
    random, out = np.random.default_rng(seed), []
    for _ in range(count):
        which = int(random.integers(len(choices[0])))
        out.append(
            tuple(
                tuple(c[which][int(random.integers(len(c[which])))] for _ in range(depth))
                for c in choices
            )
        )
    return out


PLAIN, STATES = (2.5, 0.0, -3.0, 1e6), (2.5, 4.0, None, v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT)
LEFT_OUT, WRONG = (
    (2.5, 4.0, None, v.NOT_APPLICABLE_TEXT),
    (2.5, 4.0, None, v.NOT_APPLICABLE_TEXT, "abc", "12"),
)
COLUMN_PALETTES = (PLAIN, STATES, LEFT_OUT, WRONG, NUMBERS_SEEN, (None,), LEFT_OUT)
CLEAN = (2.5, 0.0, -3.0, 1e6, "", v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, CellError.NA)
CLEAN_PALETTES = (  # of columns that formulas fill
    PLAIN,
    (2.5, 4.0, "", v.NOT_APPLICABLE_TEXT),
    ("", v.NOT_APPLICABLE_TEXT),
    (2.5, 4.0, "", v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT),
    (2.5, "", v.PENDING_TEXT, CellError.NA),
)
ROLE_PALETTES = (("基准线", "项目", "泄漏"),) * 3 + (
    ("项目", None, "A", v.PENDING_TEXT),
    (*ROLES_SEEN, CellError.REF),
    ("项目",),
    ROLES_SEEN,
)
KEYS = ("A", "a", "B*", "B", 7.0, "双", "双", None)
LISTED = ("|废钢铁|废塑料|",)
CASES: dict[str, list[tuple[Any, ...]]] = {
    **WEIGHTING,
    **WORDS,
    **index_cases.FUNCTIONS,
    **index_cases.OPERATIONS,
    **synergy_cases.OPERATIONS,
    **enterprise_cases.OPERATIONS,
    "PARK_EMISSION": scalars(SHORT, UNITS_SEEN[:8], SHORT, FACTOR_UNITS_SEEN)[::3]
    + drawn(200, NUMBERS_SEEN, UNITS_SEEN, NUMBERS_SEEN, FACTOR_UNITS_SEEN),
    "PARK_SOLID_WASTE": scalars(NUMBERS_SEEN, NUMBERS_SEEN),
    "PARK_TOTAL": [
        (role, *rest)
        for role, rest in zip(
            ("项目", "基准线", "A", "*", None, "项目", CellError.NA, 7.0) * 40,
            columns(320, ROLE_PALETTES, COLUMN_PALETTES),
            strict=True,
        )
    ],
    "PARK_REDUCTION": columns(300, ROLE_PALETTES, COLUMN_PALETTES),
    "PARK_UTILISATION": columns(300, COLUMN_PALETTES, COLUMN_PALETTES, COLUMN_PALETTES)
    + columns(60, ((90.0,),), ((100.0, 50.0),), ((0.0, 10.0),)),
    "PARK_VERSION": columns(60, COLUMN_PALETTES),
    "SAME": scalars(NUMBERS_SEEN),
    "SAME_TEXT": scalars(WORDS_SEEN),
    "ONE": scalars(NUMBERS_SEEN),
    "DEMANDED": scalars(("是", "否", "*", None, v.PENDING_TEXT, CellError.REF), NUMBERS_SEEN),
    **{
        name: scalars(NUMBERS_SEEN, NUMBERS_SEEN)
        for name in ("PRODUCT", "DRY_MASS", "RATIO", "CHANGE", "DIFFERENCE", "MEETS")
    },
    "IN_BAND": drawn(150, *[NUMBERS_SEEN] * 3),
    "IF_KNOWN": scalars(NUMBERS_SEEN, NUMBERS_SEEN),
    "BALANCE_OF_ROLES": drawn(200, *[(2.5, 40.0, *NUMBERS_SEEN)] * 3)
    + scalars((2.5, None), (4.0, None), (None, 1.0)),
    "IMPORT_KEY": scalars(WORDS_SEEN, FEW_WORDS, ("园外", None, CellError.NA)),
    "PARK_SURPLUS": scalars(CLEAN, CLEAN),
    "COUNTED": scalars((*WORDS_SEEN, "是", "否", " 是"), ("是", "A", "*")),
    "MISSING_ROWS": [
        (names, need, figures)
        for (names, figures), need in zip(
            columns(
                120,
                (("甲", None), ("甲",), ("甲", None), (None,), ("甲", CellError.REF)),
                CLEAN_PALETTES,
            ),
            (None, "必填") * 60,
            strict=True,
        )
    ],
    "FILLED_ROWS": [
        (figures, missing)
        for (figures,) in columns(60, CLEAN_PALETTES)
        for missing in (0.0, 2.0, CellError.NA)
    ],
    "ROW_SUM": [
        (filled, figures, scale)
        for (figures,), scale in zip(
            columns(60, CLEAN_PALETTES[:3]), (1.0, 0.5, 10.0) * 20, strict=True
        )
        for filled in (
            float(sum(isinstance(x, float) for x in figures)),
            v.PENDING_TEXT,
            CellError.NA,
        )
    ],
    "FIGURES": columns(120, CLEAN_PALETTES),
}


def _shown(content: Any) -> Any:
    """A content as a computed cell shows it: nothing is the empty text."""
    if isinstance(content, tuple):
        return tuple(_shown(c) for c in content)
    return "" if content is None else content


_OF_WEIGHTS = [r for r in WEIGHTING_ROWS if r[0] not in WEIGHTING]
CLEANED = ("DEMANDED", "LEDGER_STATE")  # take figures that were made fit to compute with
for _name, _case, _ in (*CIRCULAR, *_OF_WEIGHTS):  # the rows by hand, in cells too
    CASES.setdefault(_name, []).append(tuple(_shown(c) for c in _case))


def test_every_function_has_its_cases() -> None:
    # STATE_EACH_3: one for each number of operands; those of 状态 as declarations ask for them
    made = re.compile(rf"_\d+$|^{NAMED}")
    fixed = {name for name in REGISTRY | OPERATIONS if not made.search(name)}
    # who computed is the one text in which hosts differ
    assert {name for name in CASES if not made.search(name)} == fixed - {COMPUTED_BY.name}


def argument(kind: str, content: Any) -> Any:
    """An argument of a case as the kernel takes it."""
    if kind == AREA:
        return np.array([v.numbers(row) for row in content])
    if kind in (NUMBERS, TEXTS):
        return v.numbers(content) if kind == NUMBERS else v.texts(content)
    return np.float64(v.number(content)) if kind == NUMBER else np.array(v.text(content), object)


def headless(function: Function, case: tuple[Any, ...]) -> Any:
    """What the kernel gives for a case; a PARK_ function is asked as a host asks it."""
    if function.in_cells:
        given = [
            tuple((c,) for c in a) if p.kind in (NUMBERS, TEXTS) else a
            for p, a in zip(function.params, case, strict=True)
        ]
        return call(function.name, given)
    result = function.kernel(
        *(argument(p.kind, a) for p, a in zip(function.params, case, strict=True))
    )
    result = np.asarray(result)[()]
    return v.text_cell(str(result)) if function.result == TEXT else v.cell(float(result))


def lay_out(sheet: Any, case: tuple[Any, ...], row: int) -> list[str]:
    """Writes the arguments of a case below one another's columns; gives their addresses."""
    addresses, column = [], 0
    for content in case:
        rows = content if isinstance(content, tuple) else (content,)
        lines = [line if isinstance(line, tuple) else (line,) for line in rows]
        for y, line in enumerate(lines):
            for x, one in enumerate(line):
                if isinstance(one, CellError):
                    sheet.write_formula(row + y, column + x, f"={one.text}", value=one.text)
                elif one == "":  # a computed cell that shows nothing
                    sheet.write_formula(row + y, column + x, '=""', value="")
                elif one is not None:
                    sheet.write(row + y, column + x, one)
        last = (row + len(lines) - 1, column + len(lines[0]) - 1)
        first = xlsxwriter.utility.xl_rowcol_to_cell(row, column, True, True)
        addresses.append(
            first
            if len(rows) == 1 and last == (row, column)
            else f"{first}:{xlsxwriter.utility.xl_rowcol_to_cell(*last, True, True)}"
        )
        column = last[1] + 1
    return addresses


def clean(function: Function, case: tuple[Any, ...]) -> tuple[Any, ...]:
    """A case as cells hold it that were made fit to compute with: other text is an error there."""
    states = (v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, "")
    return tuple(
        CellError.NA
        if p.kind == NUMBER and isinstance(x, str) and x not in states
        else ("" if p.kind == NUMBER and x is None else x)
        for p, x in zip(function.params, case, strict=True)
    )


def told(name: str, edition: str) -> list[tuple[Any, ...]]:
    """The cases of a function as they are laid out in an edition."""
    function = (REGISTRY | OPERATIONS)[name]
    if edition == UDF or (function.rule not in RULES and name not in CLEANED):
        return CASES[name]
    return [clean(function, case) for case in CASES[name]]


def whole(function: Function, addresses: list[str]) -> str:
    """The text of a cell: the body of a rule of states behind the state of its operands."""
    body = function.native(*addresses)
    if function.rule not in RULES:
        return body
    of = zip(function.params, addresses, strict=True)
    kinds = {NUMBER, TEXT} if function.rule == PARTS else {NUMBER}
    operands = list(dict.fromkeys(a for p, a in of if p.kind in kinds))
    state = state_of(function.rule, len(operands)).native(*operands) if len(operands) > 1 else ""
    if not state:
        return f"IF(ISNUMBER({operands[0]}),{body},{operands[0]})"
    return f"IF(({state})=1,{body},{state})"


RESULT = 20  # column of the result


@pytest.fixture(scope="module")
def function_cells(
    offices: dict[str, Office], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, list[Any]]]:
    """For an edition, by function what Calc shows for each case: (arguments, formula, value)."""
    tables = [t for t in book(parks.STEEL).sheet("units").parts if isinstance(t, Static)]

    @cache
    def shown(edition: str) -> dict[str, list[Any]]:
        path = tmp_path_factory.mktemp("functions") / f"{edition}.xlsx"
        texts: dict[str, list[tuple[int, str]]] = {}
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as file:
            table = file.add_worksheet("units")
            columns = [
                (n, [row[i] for row in t.rows]) for t in tables for i, n in enumerate(t.names)
            ]
            for i, (name, cells) in enumerate(columns):
                table.write_column(0, i, cells)
                letter = xlsxwriter.utility.xl_col_to_name(i, True)
                file.define_name(name, f"=units!{letter}$1:{letter}${len(cells)}")
            for name in CASES:
                function = (REGISTRY | OPERATIONS)[name]
                if (edition == UDF) != function.in_cells:
                    continue
                sheet, row = file.add_worksheet(name), 0
                for case in told(name, edition):
                    addresses = lay_out(sheet, case, row)
                    text = (
                        f"{name}({','.join(addresses)})"
                        if edition == UDF
                        else whole(function, addresses)
                    )
                    sheet.write_formula(row, RESULT, "=" + text, value="stale")
                    texts.setdefault(name, []).append((row, text))
                    row += max(len(a) if isinstance(a, tuple) else 1 for a in case)
        with offices[edition].open(path) as document:
            document.recalculate()
            grids = {name: document.read(name) for name in texts}
        return {
            name: [
                (case, text, grids[name][row][RESULT])
                for case, (row, text) in zip(told(name, edition), texts[name], strict=True)
            ]
            for name in texts
        }

    return shown


@pytest.mark.parametrize(
    ("edition", "name"),
    [
        pytest.param(e, n, marks=pytest.mark.xdist_group(f"functions {e}"))
        for e in EDITIONS
        for n in CASES
        if (e == UDF) == (n in REGISTRY)
    ],
)
def test_a_function_alone_is_equal(
    name: str, edition: str, function_cells: Callable[[str], dict[str, list[Any]]]
) -> None:
    function = (REGISTRY | OPERATIONS)[name]
    found = [
        f"{name}{case}\n  Calc     {seen!r}\n  headless {expected!r}\n  ={text}"
        for case, text, seen in function_cells(edition)[name]
        if not same(seen, expected := headless(function, case), 1e6)
    ]
    report(found, f"{name}, {edition}")
