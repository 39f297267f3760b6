"""The declaration as a whole: what every workbook must satisfy, whatever its plan."""

from __future__ import annotations

import pytest

from parkeval_xl import data
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.sheet import Static
from parkeval_xl.functions.registry import REGISTRY
from parkeval_xl.graph import NATIVE, UDF, Block, Graph, Input, Items, formula
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.style import header_label, header_text

ALL = tuple(m.id for m in data.materials() if m.has_method)
PLANS = [
    Plan(),
    Plan(year=2023, base_year=2019, rows=40),
    Plan(materials=ALL),
    Plan(materials=("scrap_plastic",)),
    Plan(
        materials=("scrap_plastic", "smelting_slag"),
        routes=(("scrap_plastic", ("PET", "HDPE", "PP")),),
    ),
]


@pytest.fixture(params=PLANS, ids=lambda p: f"{p.year}-{len(p.materials)}")
def declared(request: pytest.FixtureRequest) -> Book:
    return book(request.param)


def test_a_plan_survives_its_text() -> None:
    for plan in PLANS:
        assert Plan.from_json(plan.to_json()) == plan


def test_header_labels_are_unique_in_a_block_and_row_labels_in_a_list(declared: Book) -> None:
    # the reader finds columns and rows by them
    for sheet in declared.sheets:
        for part in sheet.parts:
            if isinstance(part, Static):
                continue
            labels = (
                [header_label(header_text(c)) for c in part.columns.values()]
                if isinstance(part, Block)
                else [f.label for f in part.fields]
            )
            assert len(set(labels)) == len(labels), f"{part.id}: {labels}"


def test_formulas_fit_excel(declared: Book) -> None:
    layout = new_layout(declared)
    for field in declared.graph.order:
        for edition in (NATIVE, UDF):
            row = None if field.block is None else 0 if field.only is None else field.only[0]
            text = formula(field, row, layout, edition)
            assert len(text) < 8192, field.id
            depth = most = 0
            for char in text:
                depth += (char == "(") - (char == ")")
                most = max(most, depth)
            assert depth == 0 and most <= 64, field.id


def test_native_texts_call_no_function_of_ours_and_udf_texts_only_registered_ones(
    declared: Book,
) -> None:
    layout = new_layout(declared)
    for field in declared.graph.order:
        row = None if field.block is None else 0 if field.only is None else field.only[0]
        assert "PARK_" not in formula(field, row, layout, NATIVE)
        text = formula(field, row, layout, UDF)
        called = {name for name in REGISTRY if name + "(" in text}
        assert text.count("PARK_") == sum(text.count(name + "(") for name in called)


def test_every_computed_figure_says_how_it_is_judged(declared: Book) -> None:
    for field in declared.graph.order:
        function = field.function
        assert function is not None
        if function.in_cells:
            assert field.clause, f"{field.id} has no clause"


def test_sheet_names_fit_excel(declared: Book) -> None:
    names = [s.name for s in declared.sheets]
    assert len(set(names)) == len(names) and all(
        0 < len(n) <= 31 and not set(n) & set("[]:*?/\\'") for n in names
    )


def test_items_and_blocks_stand_on_the_sheet_that_declares_them(declared: Book) -> None:
    layout = new_layout(declared)
    taken: dict[tuple[str, int, int], str] = {}
    for field in declared.graph.fields.values():
        for row in (None,) if field.block is None else range(field.block.rows):
            at = (field.sheet, *layout.places[field.id].at(row))
            assert at not in taken, f"{field.id} and {taken.get(at)} at {at}"
            taken[at] = field.id


def test_a_field_declared_twice_is_refused() -> None:
    def twice() -> Items:
        return Items("park", "", [Input("name", "园区名称")])

    with pytest.raises(ValueError, match=r"park\.name is declared twice"):
        Graph({"一": [twice()], "二": [twice()]})
