"""Parks for tests: the inputs of a workbook with every state and fault of a cell, deterministic by
seed.

Each park draws its own few faults and how often they come, so that many parks have totals and many
have errors. A careless park also has lines whose units do not fit and factors that are not in the
library.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from parkeval_xl import data
from parkeval_xl.core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT, CellError
from parkeval_xl.forms import Book, Plan
from parkeval_xl.forms.initial import initial_cell, to_array
from parkeval_xl.graph import DATE, NUMBER, RULE, Field, Values

Cell = float | str | CellError | None
Cells = dict[str, Any]
"""By field id what its cells hold as they were typed: one content, or a list of a column's rows."""
Fault = Callable[[random.Random, Cell], Cell]

ALL = tuple(m.id for m in data.materials())
STEEL = Plan(year=2023, rows=40)
SEVEN = Plan(year=2022, base_year=2018, materials=ALL, rows=40)
ROUTES = (("scrap_plastic", ("PET", "HDPE", "PP")), ("smelting_slag", ("矿渣微粉", "钢渣微粉")))
PLASTIC = Plan(
    year=2019,
    base_year=2015,
    materials=("scrap_plastic", "smelting_slag"),
    routes=ROUTES,
    rows=12,
    flow_rows=45,
)
PLANS = {"steel": STEEL, "seven": SEVEN, "plastic": PLASTIC}

ERRORS = (CellError.REF, CellError.NA, CellError.DIV0, CellError.VALUE)
NOT_NUMBERS = ("abc", "１２３", "1,234.5", "12", "5%", "-", "0x10", " ", "约3", "1e3 t")
OTHER_UNITS = (
    "",
    None,
    "ｔ",
    "ｋＷｈ/t",
    "ｋＷｈ／ｔ",
    " t ",
    "k Wh / t",
    "　万 t",
    "万t",
    "kg",
    "T",
    "KWH/t",
    "吨",
    "桶",
    "*",
    "t?",
    "kWh/万t",
    "MJ",
    "tCO2",
    "tCO2/t",
    "m³/t",
    "Nm3/t",
    "t/t",
    "t·km",
    "km",
    "万元",
    "公顷",
    "/t",
    "kWh/",
    "t/t/t",
    5.0,
)
OTHER_WORDS = ("*", "?", "~*", "基*", "无此项", "A", "a", " ", 7.0, 0.1, 12345678.9, "TRUE")

NUMBER_FAULTS: dict[str, Fault] = {
    "blank": lambda r, x: None,
    "pending": lambda r, x: PENDING_TEXT,
    "not applicable": lambda r, x: NOT_APPLICABLE_TEXT,
    "text": lambda r, x: r.choice(NOT_NUMBERS),
    "error": lambda r, x: r.choice(ERRORS),
    "zero": lambda r, x: 0.0,
    "negative": lambda r, x: -abs(x) if isinstance(x, float) else -1.5,
    "huge": lambda r, x: r.uniform(1, 9) * 10.0 ** r.randint(9, 30),
    "tiny": lambda r, x: r.uniform(1, 9) * 10.0 ** -r.randint(6, 30),
    "beyond": lambda r, x: 1e300,
}
TEXT_FAULTS: dict[str, Fault] = {
    "blank": lambda r, x: None,
    "pending": lambda r, x: PENDING_TEXT,
    "not applicable": lambda r, x: NOT_APPLICABLE_TEXT,
    "text": lambda r, x: r.choice(OTHER_WORDS),
    "error": lambda r, x: r.choice(ERRORS),
}
LINES = (
    ("处理量", "kWh/t", "电力"),
    ("产品量", "MWh/t", "电力"),
    ("直接填报", "万kWh", "电力"),
    ("处理量", "km", "重型柴油货车30t"),
    ("残渣量", "km", "重型柴油货车30t"),
    ("干基量", "kg/t", "柴油"),
    ("直接填报", "t", "柴油"),
    ("直接填报", "tCO2e", "实测排放量"),
)
RARE = ("error", "text", "beyond")  # one of them spoils every total of the park


def columns_routes(declared: Book, material: Any) -> tuple[str, ...]:
    """The routes of a material of the plan by its name; of another word, none."""
    of = {data.material(m).name: m for m in declared.plan.materials}
    return tuple(r.route for r in declared.plan.routes_of(of[material])) if material in of else ()


class _Writer:
    """Draws the cells of one park."""

    def __init__(self, seed: int, book: Book) -> None:
        self.book, self.random = book, random.Random(seed)
        self.cells: Cells = {}
        names = [n for n in NUMBER_FAULTS if n not in RARE or self.random.random() < 0.35]
        self.faults = self.random.sample(names, self.random.randint(0, min(4, len(names))))
        self.often = self.random.choice((0.0, 0.003, 0.01, 0.03, 0.1))
        self.careless = self.random.random() < 0.3

    def maybe(self, probability: float) -> bool:
        return self.random.random() < probability

    def spoilt(self, x: Cell, faults: dict[str, Fault], often: float | None = None) -> Cell:
        fault = next(
            (
                faults[f]
                for f in self.faults
                if f in faults and self.maybe(self.often if often is None else often)
            ),
            None,
        )
        return fault(self.random, x) if fault else x

    def number(self, low: float, high: float) -> Cell:
        return self.spoilt(
            round(self.random.uniform(low, high), self.random.randint(0, 6)), NUMBER_FAULTS
        )

    def mass(self) -> Cell:
        return self.spoilt(
            round(10 ** self.random.uniform(0, 5), self.random.randint(0, 3)), NUMBER_FAULTS
        )

    def word(self, *words: Cell) -> Cell:
        return self.spoilt(self.random.choice(words), TEXT_FAULTS)

    def unit(self, *units: Cell) -> Cell:
        return self.spoilt(
            self.random.choice(units), TEXT_FAULTS | {"text": lambda r, x: r.choice(OTHER_UNITS)}
        )

    def column(self, field: Field) -> list[Cell]:
        """The cells of a column as they are made, to be changed."""
        assert field.block is not None
        return self.cells.setdefault(
            field.id, [initial_cell(field, i) for i in range(field.block.rows)]
        )  # type: ignore[no-any-return]

    # ---- sheets ----
    def park(self) -> None:
        provinces = data.provinces()
        self.cells["park.province"] = self.random.choice(
            (None, "西藏", *self.random.sample(provinces, 3), self.word(*provinces))
        )
        self.cells["park.name"] = self.word("示例园区", "甲 & 乙园", 2023.0, None)
        self.cells["park.area"] = self.number(1, 50)
        self.cells["park.enterprises"] = self.spoilt(31.0, NUMBER_FAULTS)
        scope = self.book.park.scope.columns
        for i in range(len(self.book.plan.materials)):
            if self.maybe(0.15):
                self.column(scope["applies"])[i] = self.word("否", "是", "否", None)
            if self.maybe(0.3):
                self.column(scope["baseline"])[i] = self.word("全部外运堆存", None)

    def conformity(self) -> None:
        """Answers, certificates and figures of 符合性; the boundary. Few things are wrong, so that
        every verdict occurs."""
        forms, left_out, wrong = (
            self.book.conformity,
            self.random.choice((0.0, 0.0, 0.03)),
            self.random.choice((0.0, 0.0, 0.05, 0.1)),
        )
        for block in (forms.basic, forms.management, forms.limits):
            for column in block.columns.values():
                if not column.is_input or column.writer == RULE:
                    continue
                reviewed = column.key.endswith("_verified")
                for row in range(block.rows) if column.only is None else column.only:
                    if self.maybe(0.95 if reviewed else left_out):
                        continue
                    self.column(column)[row] = self.answer(
                        column, self.maybe(wrong), block is forms.limits
                    )
        for row in range(self.book.park.boundary.rows):
            self.column(self.book.park.boundary.columns["included"])[row] = self.word(
                "纳入", "排除"
            )

    def answer(self, column: Field, wrong: bool, at_most: bool) -> Cell:
        """What stands in a cell of 符合性."""
        key = column.key.removesuffix("_verified")
        if column.kind == DATE:
            dates = ("2017-06-30", "2023-02-30", "2023/6/30", 45900.0, 47900.5, 12.0)
            return self.spoilt(self.random.choice(dates if wrong else ("2029-01-31",)), TEXT_FAULTS)
        if column.kind == NUMBER:
            value = self.random.choice((0.0, 2.0, 99.99)) if wrong else 0.0 if at_most else 100.0
            return self.spoilt(value, NUMBER_FAULTS)
        words = {"answer": ("符合", "不符合"), "applies": ("适用", "不适用")}.get(
            key, ("E01", "某机构")
        )
        return self.spoilt(words[wrong], TEXT_FAULTS)

    def ledger(self) -> None:
        columns = {k: self.column(c) for k, c in self.book.ledger.columns.items() if c.is_input}
        names = [data.material(m).name for m in self.book.plan.materials]
        for row in range(self.random.randint(1, self.book.ledger.rows)):
            if self.maybe(0.05):
                continue  # a row left out between others
            generator = self.maybe(0.5)
            new, old = self.mass(), self.mass() if self.maybe(0.2) else None
            line = {
                "enterprise": self.word("甲厂", "乙厂", "丙公司"),
                "material": self.word(*names),
                "role": self.word("产生方" if generator else "利用方"),
                "origin": self.word(
                    *(("园内", "园内", "园内", "园外") if generator else ("园内", "园外"))
                ),
                "unit": self.unit("t", "t", "t", "吨", "万t", "kg", "短吨"),
                "intake": new,
                "old_stock": old,
                "utilised": self.spoilt(
                    new * self.random.uniform(0.7, 1.1) if isinstance(new, float) else new,
                    NUMBER_FAULTS,
                ),
            }
            for key in ("opening", "disposed", "transferred", "closing"):
                line[key] = self.mass() if self.maybe(0.3) else None
            for key in ("intake_verified", "utilised_verified"):
                line[key] = self.mass() if self.maybe(0.1) else None
            if "route" in columns:
                line["route"] = self.word(*columns_routes(self.book, line["material"]), None)
            for key, content in line.items():
                columns[key][row] = content

    def factors(self) -> None:
        block = self.book.factors
        columns = {k: self.column(c) for k, c in block.columns.items() if c.is_input}
        for row in range(len(block.initial)):
            if self.maybe(0.05):
                columns["override"][row] = self.number(0, 5)
            if self.maybe(0.03):
                columns["override_verified"][row] = self.number(0, 5)
        first = len(block.initial)
        for row in range(first, first + self.random.randint(0, 4)):
            double = self.maybe(0.2)
            columns["key"][row] = (
                self.random.choice(block.initial)["key"]
                if double
                else self.word("自有电力", "蒸汽*", "own", "OWN")
            )
            columns["unit"][row] = self.unit(
                "tCO2/MWh", "kgCO2/kWh", "tCO2e/t", "tCO2e/万t", "kgCO2e/(t·km)", "tCO2e/短吨"
            )
            columns["override"][row] = self.number(0, 5) if self.maybe(0.8) else None
            columns["override_verified"][row] = self.number(0, 5) if self.maybe(0.2) else None

    def material(self, id: str) -> None:
        blocks = self.book.graph.blocks
        parameters, flows = blocks[f"{id}.parameters"], blocks[f"{id}.flows"]
        for row in range(parameters.rows):
            value, verified = (
                self.column(parameters.columns[k]) for k in ("value", "value_verified")
            )
            value[row] = (
                self.number(0, 1) if self.maybe(0.2) else self.spoilt(value[row], NUMBER_FAULTS)
            )
            verified[row] = self.number(0, 1) if self.maybe(0.05) else None
        columns = {
            k: self.column(c) for k, c in flows.columns.items() if c.is_input and c.writer != RULE
        }
        keys = [row["key"] for row in self.book.factors.initial]
        route = flows.columns["route"].choices[0]
        used = [i for i, role in enumerate(columns["role"]) if role]
        for row in used:
            columns["rate"][row] = self.spoilt(columns["rate"][row], NUMBER_FAULTS)
            columns["rate_verified"][row] = self.number(0, 100) if self.maybe(0.05) else None
            for key in ("role", "route", "quantity", "factor_key"):
                columns[key][row] = self.spoilt(columns[key][row], TEXT_FAULTS)
            columns["unit"][row] = self.unit(columns["unit"][row])
        spare = [i for i in range(flows.rows) if i not in used]
        for row in spare[: self.random.choice((0, 1, 3, len(spare)))]:
            quantity, unit, factor = self.random.choice(LINES)
            if self.careless and self.maybe(0.2):
                unit, factor = (
                    self.random.choice(LINES)[1],
                    self.random.choice(("自有电力", "蒸汽*", *keys)),
                )
            line = {
                "role": self.word("基准线", "项目", "泄漏", "项目"),
                "route": self.word(route),
                "rate": self.number(0, 500),
                "quantity": self.word(quantity),
                "unit": self.unit(unit),
                "factor_key": self.word(factor),
            }
            for key, content in line.items():
                columns[key][row] = content

    def reported(self) -> None:
        """What a refresh wrote earlier."""
        if self.maybe(0.5):
            column = self.column(self.book.results.table.columns["reported"])
            column[:] = [self.number(0, 1000) for _ in column]


def park_cells(seed: int, book: Book) -> Cells:
    """What the cells of a park hold as they were typed; fields that are not named hold what a new
    workbook holds."""
    writer = _Writer(seed, book)
    writer.park()
    writer.conformity()
    writer.ledger()
    writer.factors()
    for form in book.materials:
        writer.material(form.material.id)
    writer.reported()
    return writer.cells


def arrays(cells: Cells, book: Book) -> Values:
    """Typed cells as the arrays a graph runs on."""
    return {id: to_array(book.graph.fields[id], content) for id, content in cells.items()}


def park(seed: int, book: Book) -> Values:
    """The inputs of a park as arrays by field id: they go over the inputs a workbook is made
    with."""
    return arrays(park_cells(seed, book), book)


def raw(cells: Cells, book: Book) -> dict[tuple[str, int | None], Cell]:
    """The texts that stand in number cells, as `build` takes them beside the arrays."""
    out: dict[tuple[str, int | None], Cell] = {}
    for id, content in cells.items():
        field = book.graph.fields[id]
        if not field.is_text:
            rows = [(None, content)] if field.block is None else list(enumerate(content))
            out |= {(id, row): x for row, x in rows if isinstance(x, str)}
    return out


def sample(book: Book) -> Cells:
    """One steel park by hand: 11 000 t collected, 10 000 t used, 9 000 t of a second plant after
    verification."""
    two: Callable[[Any, Any], list[Any]] = lambda a, b: [a, b] + [None] * (book.ledger.rows - 2)  # noqa: E731
    return {
        "park.name": "示例园区",
        "park.province": "湖南",
        "ledger.enterprise": two("甲厂", "乙厂"),
        "ledger.material": two("废钢铁", "废钢铁"),
        "ledger.role": two("产生方", "利用方"),
        "ledger.origin": two("园内", "园内"),
        "ledger.unit": two("t", "万吨"),
        "ledger.intake": two(11000.0, 1.0),
        "ledger.utilised": two(10000.0, 1.0),
        "ledger.utilised_verified": two(None, 0.9),
        "ledger.closing": two(1000.0, None),
    }
