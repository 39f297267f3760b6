"""A number is one number: native cells in Calc = PARK_ cells in Calc = the headless run.

Every computed cell is compared. Numbers are equal to 1e-9 of themselves, or, where terms cancel, to 1e-14 of the largest
term; texts and states are equal; an error is the same error, by its code. What Calc shows as Err:502 counts as #VALUE!
(`CellError.from_calc`), for Excel shows #VALUE! there. An empty text and an empty cell are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.born import born_cell, born_inputs
from parkeval_xl.functions import OPERATIONS, REGISTRY, Function, call
from parkeval_xl.functions.registry import AREA, NUMBER, NUMBERS, TEXT, TEXTS
from parkeval_xl.graph import NATIVE, TOOL, UDF, Field, Values, formula
from parkeval_xl.graph.fields import references
from parkeval_xl.hosts.calc import Document, Office
from parkeval_xl.workbook.build import build, shown
from parkeval_xl.workbook.layout import Layout, new_layout

from .. import parks
from . import counted

HERE = Path(__file__).parent
EDITIONS = (NATIVE, UDF)
RELATIVE, CANCELLED = 1e-9, 1e-14
BATCH = 10
THROUGH_CALC = {"steel": 60, "seven": 20, "plastic": 30}  # parks a plan, typed into an open workbook
THROUGH_FILES = {"steel": 6, "seven": 2, "plastic": 2}  # further parks, each a file of its own
TYPED_ERROR = {CellError.NA: "=NA()", CellError.DIV0: "=1/0", CellError.REF: '=INDIRECT("nowhere")'}



@cache
def layout_of(plan: Plan) -> Layout:
    return new_layout(book(plan))


# ---- offices and workbooks ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def offices(soffice: None) -> Iterator[dict[str, Office]]:
    """An office without any add-in for the native edition, one whose calls are counted for the other."""
    with (Office.start(udf=False) as plain, pytest.MonkeyPatch.context() as patch):
        patch.syspath_prepend(str(HERE))
        with Office.start(functions="counted", path=[HERE]) as answering:
            yield {NATIVE: plain, UDF: answering}


def calls(office: Office) -> int:
    """How often cells have called a PARK_ function."""
    return office.log.count(counted.MARK)


def typed(content: parks.Cell) -> float | str | None:
    """A content as it is set in Calc: an error as a formula that gives it."""
    return TYPED_ERROR.get(content, '=VALUE("x")') if isinstance(content, CellError) else content


@dataclass
class Workbook:
    """A new workbook open in Calc, into which one park after the other is typed."""

    book: Book
    document: Document
    held: dict[tuple[str, int, int], parks.Cell] = field(default_factory=dict)

    def fill(self, cells: parks.Cells) -> None:
        """Types the cells of a park, and what the workbook was born with where an earlier park stood."""
        layout, new = layout_of(self.book.plan), {}
        for id, content in cells.items():
            one = self.book.graph.fields[id]
            rows = [(None, content)] if one.block is None else list(enumerate(content))
            for row, x in rows:
                if x != born_cell(one, row) or type(x) is CellError:
                    new[layout.places[id].sheet, *layout.places[id].at(row)] = x
        now, then = ({**self.born, **cells} for cells in (new, self.held))
        self.document.set({at: typed(now[at]) for at in {**self.held, **new} if now[at] != then[at]})
        self.held = new

    @property
    def born(self) -> dict[tuple[str, int, int], parks.Cell]:
        return born_places(self.book.plan)


@cache
def born_places(plan: Plan) -> dict[tuple[str, int, int], parks.Cell]:
    out = {}
    for one in book(plan).graph.fields.values():
        if one.function is None:
            for row in [None] if one.block is None else range(one.block.rows):
                place = layout_of(plan).places[one.id]
                out[place.sheet, *place.at(row)] = None if one.writer == TOOL else born_cell(one, row)
    return out


@pytest.fixture(scope="module")
def workbooks(offices: dict[str, Office], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Workbook]]:
    opened: dict[tuple[str, str], Workbook] = {}

    def workbook(plan: str, edition: str) -> Workbook:
        if (plan, edition) not in opened:
            declared = book(parks.PLANS[plan])
            path = tmp_path_factory.mktemp(plan) / f"{edition}.xlsx"
            path.write_bytes(build(declared, edition))
            document = offices[edition].open(path)
            for sheet in document.sheets:
                document.unprotect(sheet)  # Calc does not empty a locked cell
            opened[plan, edition] = Workbook(declared, document)
        return opened[plan, edition]

    yield workbook
    for one in opened.values():
        one.document.close()


# ---- comparison ---------------------------------------------------------------------------------------------------------
def computed(book: Book) -> Iterator[tuple[Field, int | None]]:
    """Every computed cell."""
    for one in book.graph.order:
        rows = [None] if one.block is None else range(one.block.rows)
        yield from ((one, row) for row in rows if one.only is None or row in one.only)


def same(seen: Any, expected: Any, largest: float = 0.0) -> bool:
    """Whether a cell of Calc shows what is expected; `largest` is the size of the terms it is made of."""
    if isinstance(seen, float) and isinstance(expected, float):
        gap = abs(seen - expected)
        return gap <= max(RELATIVE * max(abs(seen), abs(expected)), CANCELLED * largest)
    return bool(type(seen) is type(expected) and seen == expected)


def differences(book: Book, document: Document, values: Values, edition: str) -> list[str]:
    """What a person needs to find each cell that differs: field, row, both values, formula."""
    layout: Layout = layout_of(book.plan)
    grids = {sheet: document.read(sheet) for sheet in {f.sheet for f in book.graph.order}}
    terms: dict[str, float] = {}

    def largest(one: Field) -> float:
        if one.id not in terms:
            numbers = [np.abs(values[r.id]) for r in references(one) if not r.is_text]
            terms[one.id] = max([float(np.nanmax(np.append(n, 0.0))) for n in numbers], default=0.0)
        return terms[one.id]

    out = []
    for one, row in computed(book):
        r, c = layout.places[one.id].at(row)
        line = grids[one.sheet][r] if r < len(grids[one.sheet]) else []
        seen, expected = line[c] if c < len(line) else None, shown(one, values, row)
        if not same(seen, expected, largest(one)):
            where = f"{one.id} 第{row + 1}行" if row is not None else one.id
            inputs = {f.id: shown(f, values, row if f.block is one.block else None) for f in references(one)
                      if f.block is None or f.block is one.block}
            out.append(f"{where} ({edition})\n  Calc     {seen!r}\n  headless {expected!r}\n  from {inputs}\n"
                       f"  ={formula(one, row, layout, edition)}")
    return out


def report(found: Sequence[str], of: str) -> None:
    assert not found, f"{of}: {len(found)} cells differ\n" + "\n".join(found[:6])


# ---- workbooks ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("plan", parks.PLANS)
def test_a_blank_workbook_is_equal_and_makes_no_call(
        plan: str, edition: str, workbooks: Callable[..., Workbook], offices: dict[str, Office]) -> None:
    workbook, before = workbooks(plan, edition), calls(offices[UDF])
    workbook.fill({})
    workbook.document.recalculate()
    report(differences(workbook.book, workbook.document, workbook.book.graph.run(born_inputs(workbook.book)), edition), "blank")
    assert calls(offices[UDF]) == before


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_sample_is_equal(edition: str, offices: dict[str, Office], tmp_path: Path) -> None:
    declared = book(Plan(year=2023))
    inputs = parks.arrays(parks.sample(declared), declared)
    path = tmp_path / "示例.xlsx"
    path.write_bytes(build(declared, edition, inputs))
    values = declared.graph.run(born_inputs(declared) | inputs)
    with offices[edition].open(path) as document:
        before = calls(offices[UDF])
        document.recalculate()
        made = calls(offices[UDF]) - before
        report(differences(declared, document, values, edition), "sample")
    assert isinstance(shown(declared.results.totals["reduction"], values, None), float)
    print(f"sample, {edition}: {made} PARK_ calls in one full recalculation")
    assert (0 < made <= 800) if edition == UDF else made == 0


BATCHES = [(plan, first) for plan, count in THROUGH_CALC.items() for first in range(0, count, BATCH)]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("plan", "first"), BATCHES, ids=[f"{plan}-{first}" for plan, first in BATCHES])
def test_generated_parks_are_equal(plan: str, first: int, edition: str, workbooks: Callable[..., Workbook]) -> None:
    workbook = workbooks(plan, edition)
    declared, found = workbook.book, []
    for seed in range(first, first + BATCH):
        cells = parks.park_cells(seed, declared)
        workbook.fill(cells)
        workbook.document.recalculate()
        values = declared.graph.run(born_inputs(declared) | parks.arrays(cells, declared))
        found += [f"park {seed}: {d}" for d in differences(declared, workbook.document, values, edition)]
    report(found, f"{plan} parks {first} to {first + BATCH - 1}")


FILES = [(plan, 1000 + i) for plan, count in THROUGH_FILES.items() for i in range(count)]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("plan", "seed"), FILES, ids=[f"{plan}-{seed}" for plan, seed in FILES])
def test_generated_parks_are_equal_through_files(
        plan: str, seed: int, edition: str, offices: dict[str, Office], tmp_path: Path) -> None:
    declared = book(parks.PLANS[plan])
    cells = parks.park_cells(seed, declared)
    inputs = parks.arrays(cells, declared)
    values = declared.graph.run(born_inputs(declared) | inputs)
    path = tmp_path / "园区.xlsx"
    path.write_bytes(build(declared, edition, inputs, raw=parks.raw(cells, declared)))
    with offices[edition].open(path) as document:
        report(differences(declared, document, values, edition), "cached values")
        document.recalculate()
        report(differences(declared, document, values, edition), "recalculated")


CHANGES = [("ledger.utilised", 1, 5000.0), ("park.province", None, "北京"), ("scrap_steel.flows.rate", 3, 77.0),
           ("factors.override", 0, 0.9), ("scrap_steel.parameters.value", 1, 0.5)]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("id", "row", "content"), CHANGES, ids=[id for id, _, _ in CHANGES])
def test_a_changed_input_changes_only_what_depends_on_it(
        id: str, row: int | None, content: Any, edition: str, workbooks: Callable[..., Workbook]) -> None:
    workbook = workbooks("steel", edition)
    declared, layout = workbook.book, layout_of(workbook.book.plan)
    workbook.fill(parks.sample(declared))
    workbook.document.recalculate()
    sheets = {f.sheet for f in declared.graph.order}
    before = {s: workbook.document.read(s) for s in sheets}
    place = layout.places[id]
    at = (place.sheet, *place.at(row))
    workbook.document.set({at: content})  # and no hard recalculation: Calc finds the dependents by itself
    after = {s: workbook.document.read(s) for s in sheets}
    changed = {one.id for one, r in computed(declared) for y, x in [layout.places[one.id].at(r)]
               if before[one.sheet][y][x] != after[one.sheet][y][x]}
    values = declared.graph.run(born_inputs(declared) | parks.arrays(parks.sample(declared), declared))
    inputs = {f.id: values[f.id] for f in declared.graph.fields.values() if f.function is None}
    cells = np.array(inputs[id], copy=True)
    cells[() if row is None else row] = content
    again = declared.graph.run(inputs | {id: cells})
    expected = {one.id for one, r in computed(declared) if shown(one, values, r) != shown(one, again, r)}
    assert changed == expected
    assert expected and expected <= {f.id for f in declared.graph.dependents([id])}
    report(differences(declared, workbook.document, again, edition), id)
    workbook.document.set({at: typed(workbook.held.get(at, workbook.born[at]))})


# ---- every function by itself -----------------------------------------------------------------------------------------------
NUMBERS_SEEN = (2.5, 0.0, -3.0, None, v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, "abc", "12", CellError.NA, CellError.DIV0)
SHORT = (2.5, 0.0, None, v.PENDING_TEXT, "abc", CellError.NA, CellError.DIV0)
UNITS_SEEN = ("t", "MWh", None, v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT, "桶", "ｔ", " t ", "kg", CellError.NA)
FACTOR_UNITS_SEEN = ("tCO2e/t", "kgCO2/kWh", None, v.PENDING_TEXT, "t", "tCO2/千", CellError.DIV0)
RATE_UNITS_SEEN = ("kWh/t", "ｋＷｈ／t", "km", "t", "MWh", "tCO2/t", "t/t/t", "/t", "t/", None, v.PENDING_TEXT, 5.0, CellError.NA)
WORDS_SEEN = ("基准线", "产生方", "园外", "A", "a", "*", None, v.PENDING_TEXT, 7.0, 0.1, CellError.REF)
FEW_WORDS = ("产生方", "利用方", None, v.PENDING_TEXT, CellError.REF)
ROLES_SEEN = ("基准线", "项目", "泄漏", "项目", "A", "a", "*", None, 7.0)


def scalars(*choices: Sequence[parks.Cell]) -> list[tuple[parks.Cell, ...]]:
    return list(product(*choices))


def drawn(count: int, *choices: Sequence[parks.Cell], seed: int = 7) -> list[tuple[parks.Cell, ...]]:
    """Cases drawn at random, where all combinations would be too many."""
    random = np.random.default_rng(seed)
    return [tuple(c[int(random.integers(len(c)))] for c in choices) for _ in range(count)]


def columns(count: int, *choices: Sequence[Sequence[parks.Cell]], depth: int = 4, seed: int = 3) -> list[tuple[Any, ...]]:
    """Columns drawn from palettes: from a few palettes, so that some columns hold nothing wrong."""
    random, out = np.random.default_rng(seed), []
    for _ in range(count):
        which = int(random.integers(len(choices[0])))
        out.append(tuple(tuple(c[which][int(random.integers(len(c[which])))] for _ in range(depth)) for c in choices))
    return out


PLAIN, STATES = (2.5, 0.0, -3.0, 1e6), (2.5, 4.0, None, v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT)
LEFT_OUT, WRONG = (2.5, 4.0, None, v.NOT_APPLICABLE_TEXT), (2.5, 4.0, None, v.NOT_APPLICABLE_TEXT, "abc", "12")
COLUMN_PALETTES = (PLAIN, STATES, LEFT_OUT, WRONG, NUMBERS_SEEN, (None,), LEFT_OUT)
ROLE_PALETTES = (("基准线", "项目", "泄漏"),) * 3 + (("项目", None, "A"), (*ROLES_SEEN, CellError.REF), ("项目",), ROLES_SEEN)
VERDICTS = (("达标", "未达标"), ("达标", v.PENDING_TEXT), (v.NOT_APPLICABLE_TEXT, None), ("达标", CellError.NA), ("达标",)) + (
    ("达标", "未达标", v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT),) * 2
KEYS = ("A", "a", "B*", "B", 7.0, "双", "双", None)
CASES: dict[str, list[tuple[Any, ...]]] = {
    "PARK_EMISSION": scalars(SHORT, UNITS_SEEN[:8], SHORT, FACTOR_UNITS_SEEN)[::3]
        + drawn(200, NUMBERS_SEEN, UNITS_SEEN, NUMBERS_SEEN, FACTOR_UNITS_SEEN),
    "PARK_SOLID_WASTE": scalars(NUMBERS_SEEN, NUMBERS_SEEN),
    "PARK_TOTAL": [(role, *rest) for role, rest in zip(("项目", "基准线", "A", "*", None, "项目", CellError.NA, 7.0) * 40,
                                                       columns(320, ROLE_PALETTES, COLUMN_PALETTES), strict=True)],
    "PARK_REDUCTION": columns(300, ROLE_PALETTES, COLUMN_PALETTES),
    "PARK_UTILISATION": columns(300, COLUMN_PALETTES, COLUMN_PALETTES, COLUMN_PALETTES)
        + columns(60, ((90.0,),), ((100.0, 50.0),), ((0.0, 10.0),)),
    "SAME": scalars(NUMBERS_SEEN), "SAME_TEXT": scalars(WORDS_SEEN), "ONE": scalars(NUMBERS_SEEN),
    "USED": scalars(NUMBERS_SEEN, NUMBERS_SEEN), "USED_REQUIRED": scalars(NUMBERS_SEEN, NUMBERS_SEEN),
    "USED_IN_ROW": drawn(300, NUMBERS_SEEN[3:], NUMBERS_SEEN[3:], WORDS_SEEN, ("可选", "必填", None, CellError.NAME)),
    "FIRST_OF": drawn(300, WORDS_SEEN, *[(2.5, None, None, None, v.PENDING_TEXT, "abc", CellError.NA)] * 4),
    "DEMANDED": scalars(("是", "否", "*", None, v.PENDING_TEXT, CellError.REF), NUMBERS_SEEN),
    **{name: scalars(NUMBERS_SEEN, NUMBERS_SEEN) for name in ("PRODUCT", "DRY_MASS", "RATIO", "DIFFERENCE", "MEETS")},
    "IN_BAND": drawn(150, *[NUMBERS_SEEN] * 3),
    "BALANCE": drawn(150, ("甲厂", "甲厂", None, CellError.REF), *[(2.5, 40.0, 0.0, None, v.NOT_APPLICABLE_TEXT)] * 6)
        + drawn(200, ("甲厂", "甲厂", None), *[(2.5, 40.0, *NUMBERS_SEEN)] * 6),
    "TONNES": scalars(NUMBERS_SEEN, UNITS_SEEN),
    "ACTIVITY_UNIT": scalars(RATE_UNITS_SEEN, ("直接填报", "处理量", None, CellError.DIV0), FEW_WORDS),
    "FIND_NUMBER": [(k, KEYS, (1.5, 2.5, 3.5, None, v.PENDING_TEXT, 6.5, 7.5, CellError.NAME), b) for k, b in
                    scalars((*KEYS, "C", "a*", "?", CellError.NA), FEW_WORDS)]
        + [(k, (*KEYS[:7], CellError.DIV0), (1.5,) * 8, "项目") for k in ("A", None, "C", CellError.NA)],
    "FIND_TEXT": [(k, KEYS, ("x", 7.0, None, "~", v.PENDING_TEXT, "u", "w", CellError.NAME), b) for k, b in
                  scalars((*KEYS, "C", "a*", "?", CellError.NA), FEW_WORDS)],
    "AMOUNT": [(route, basis, begun, ("一", "二", "Pet"), ((1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, v.NOT_APPLICABLE_TEXT, 1.0),) * 3)
               for route, basis, begun in scalars(("一", "Pet", "PET", "*", None, CellError.NA),
                                                  ("处理量", "焚烧量", "基*", "直接填报", None, CellError.REF), FEW_WORDS)],
    "LEDGER_KEY": scalars(WORDS_SEEN, FEW_WORDS, ("园内", None, CellError.NA)),
    "IMPORT_KEY": scalars(WORDS_SEEN, FEW_WORDS, ("园外", None, CellError.NA)),
    "JOINED_VERDICT": columns(80, VERDICTS), "CONCLUSION": scalars(("未达标", "达标", *WORDS_SEEN)),
    "HEADLINE": scalars(("示例园区", None, 7.0, CellError.REF), (2023.0, None, "2023", CellError.NA)),
}


def test_every_function_has_its_cases() -> None:
    assert CASES.keys() == REGISTRY.keys() | OPERATIONS.keys()


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
        given = [tuple((c,) for c in a) if p.kind in (NUMBERS, TEXTS) else a for p, a in zip(function.params, case, strict=True)]
        return call(function.name, given)
    result = function.kernel(*(argument(p.kind, a) for p, a in zip(function.params, case, strict=True)))
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
                elif one is not None:
                    sheet.write(row + y, column + x, one)
        last = (row + len(lines) - 1, column + len(lines[0]) - 1)
        first = xlsxwriter.utility.xl_rowcol_to_cell(row, column, True, True)
        addresses.append(first if len(rows) == 1 and last == (row, column) else
                         f"{first}:{xlsxwriter.utility.xl_rowcol_to_cell(*last, True, True)}")
        column = last[1] + 1
    return addresses


RESULT = 20  # column of the result


@pytest.fixture(scope="module")
def function_cells(offices: dict[str, Office], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[Any]]]:
    """By edition and function what Calc shows for each case: (arguments, formula, value)."""
    units = next(p for s in book(parks.STEEL).sheets for p in s.parts if getattr(p, "id", "") == "units")
    out: dict[str, dict[str, list[Any]]] = {}
    for edition in EDITIONS:
        path = tmp_path_factory.mktemp("functions") / f"{edition}.xlsx"
        texts: dict[str, list[tuple[int, str]]] = {}
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as file:
            table = file.add_worksheet("units")
            for i, name in enumerate(units.names):
                table.write_column(0, i, [row[i] for row in units.rows])
                letter = xlsxwriter.utility.xl_col_to_name(i, True)
                file.define_name(name, f"=units!{letter}$1:{letter}${len(units.rows)}")
            for name, cases in CASES.items():
                function = (REGISTRY | OPERATIONS)[name]
                if edition == UDF and not function.in_cells:
                    continue
                sheet, row = file.add_worksheet(name), 0
                for case in cases:
                    addresses = lay_out(sheet, case, row)
                    text = f"{name}({','.join(addresses)})" if edition == UDF else function.native(*addresses)
                    sheet.write_formula(row, RESULT, "=" + text, value="stale")
                    texts.setdefault(name, []).append((row, text))
                    row += max(len(a) if isinstance(a, tuple) else 1 for a in case)
        with offices[edition].open(path) as document:
            document.recalculate()
            grids = {name: document.read(name) for name in texts}
        out[edition] = {name: [(case, text, grids[name][row][RESULT]) for case, (row, text) in
                               zip(CASES[name], texts[name], strict=True)] for name in texts}
    return out


def same_result(seen: Any, expected: Any, case: tuple[Any, ...], edition: str) -> bool:
    """Which of several errors shows may differ in two cases: Calc does not call a function one of whose arguments is an
    error, and shows the last one; and a column with both error cells and text for numbers shows the former."""
    if not isinstance(seen, CellError) or not isinstance(expected, CellError) or seen is expected:
        return same(seen, expected, 1e6)
    wrong = [{c if isinstance(c, CellError) else CellError.VALUE for c in (a if isinstance(a, tuple) else (a,))
              if isinstance(c, CellError | str)} for a in case]
    return any(seen in found for found in wrong) and (edition == UDF or any(len(found) > 1 for found in wrong))


@pytest.mark.parametrize(("edition", "name"), [(e, n) for e in EDITIONS for n in CASES if e == NATIVE or n in REGISTRY])
def test_a_function_alone_is_equal(name: str, edition: str, function_cells: dict[str, dict[str, list[Any]]]) -> None:
    function = (REGISTRY | OPERATIONS)[name]
    found = [f"{name}{case}\n  Calc     {seen!r}\n  headless {expected!r}\n  ={text}"
             for case, text, seen in function_cells[edition][name]
             if not same_result(seen, expected := headless(function, case), case, edition)]
    report(found, f"{name}, {edition}")
