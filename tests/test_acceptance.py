"""The acceptance workbook gives its verdicts itself: LibreOffice and Gnumeric stand in for Excel
and WPS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parkeval_xl import acceptance
from parkeval_xl.acceptance import AUTOMATIC, GUIDE
from parkeval_xl.acceptance.rows import CHANGED, FIGURES, PROBES, SIGNED, STATES, STEPS, WORDS
from parkeval_xl.cli import main
from parkeval_xl.evaluation import Evaluation
from parkeval_xl.forms import Book
from parkeval_xl.graph import NATIVE, UDF
from parkeval_xl.hosts.calc import Office
from parkeval_xl.workbook import macros
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.layout import Layout, new_layout
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.vba import sources

from .campaign import first
from .engines.engines import Engine, Gnumeric, LibreOffice
from .engines.packages import Sheets, unvalued

CHECKED = {"accept_figures": FIGURES, "accept_words": WORDS, "accept_states": STATES}


@pytest.fixture(scope="module")
def sample() -> Evaluation:
    return acceptance.evaluated_sample()


@pytest.fixture(scope="module")
def files(sample: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("acceptance")
    return {path.suffix: path for path in acceptance.write(folder)}


@pytest.fixture(scope="module", params=first(1, [LibreOffice, Gnumeric]))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    one: Engine = request.param()
    if one.lacks():
        pytest.skip(one.lacks())
    yield one
    one.close()


def at(book: Book, id: str, row: int | None = None) -> tuple[str, tuple[int, int]]:
    place = new_layout(book).places[id]
    return place.sheet, place.at(row)


def verdicts(book: Book, shown: Sheets) -> dict[tuple[str, int], Any]:
    """What stands in each cell that gives a verdict."""
    places = {
        (block, row): at(book, f"{block}.verdict", row)
        for block, rows in CHECKED.items()
        for row in range(len(rows))
    }
    return {key: shown[sheet].get(cell) for key, (sheet, cell) in places.items()}


def recalculated(engine: Engine, path: Path, folder: Path) -> Sheets:
    """By an engine that finds no cached value to keep."""
    bare = folder / f"bare{path.suffix}"
    bare.write_bytes(unvalued(path.read_bytes()))
    shown = engine.recalculated(bare)
    assert shown is not None
    return shown


def test_a_good_workbook_passes(
    engine: Engine, sample: Evaluation, files: dict[str, Path], tmp_path: Path
) -> None:
    book = acceptance.acceptance(sample, NATIVE)
    shown = recalculated(engine, files[".xlsx"], tmp_path)
    found = verdicts(book, shown)
    assert len(found) == len(FIGURES) + len(WORDS) + len(STATES) == 28
    assert set(found.values()) == {"通过"}
    sheet, cell = at(book, "accept.failed")
    assert shown[sheet][cell] == 0.0
    sheet, cell = at(book, "accept.computed_by")
    assert shown[sheet][cell] == "表内公式"
    sheet, cell = at(book, "accept_whole.verdict")
    assert shown[sheet][cell] == "未完成"  # nobody has taken the steps


def planted(sample: Evaluation) -> Book:
    """A workbook in which every value that is expected is another one, by a millionth or a word."""
    book = acceptance.acceptance(sample, NATIVE)
    for name in CHECKED:
        for line in book.graph.blocks[name].initial:
            was = line["expected"]
            line["expected"] = was * (1 + 1e-6) if isinstance(was, float) else f"非{was}"
    return book


@pytest.mark.slow
def test_every_planted_value_fails(engine: Engine, sample: Evaluation, tmp_path: Path) -> None:
    book, path = planted(sample), tmp_path / "planted.xlsx"
    path.write_bytes(build(book, NATIVE, sample.inputs, raw=acceptance.texts(sample)))
    shown = recalculated(engine, path, tmp_path)
    assert set(verdicts(book, shown).values()) == {"不通过"}
    for id, wanted in (("accept.failed", 28.0), ("accept_whole.verdict", "不通过")):
        sheet, cell = at(book, id)
        assert shown[sheet][cell] == wanted


@pytest.mark.slow
def test_a_workbook_with_another_figure_fails_where_it_counts(
    engine: Engine, sample: Evaluation, tmp_path: Path
) -> None:
    """One quantity of steel is other than what the headless run had: its sums fail, copper does
    not."""
    book, path = acceptance.acceptance(sample, NATIVE), tmp_path / "other.xlsx"
    inputs = dict(sample.inputs)
    rows = [i for i, m in enumerate(inputs["ledger.material"]) if m == "废钢铁"]
    used = inputs["ledger.utilised"].copy()
    used[rows] *= 1.5
    path.write_bytes(
        build(book, NATIVE, inputs | {"ledger.utilised": used}, raw=acceptance.texts(sample))
    )
    found = verdicts(book, recalculated(engine, path, tmp_path))
    failed = {FIGURES[row].field for (name, row), said in found.items() if said != "通过"}
    assert {"totals.solid_waste", "scrap_steel.solid_waste", "rates.rate"} <= failed
    assert not failed & {"scrap_copper.reduction", "values.s_value_added_per_head"}


@pytest.mark.parametrize("edition", [NATIVE, UDF])
def test_the_headless_run_passes_and_formulas_stay_short(sample: Evaluation, edition: str) -> None:
    book = acceptance.acceptance(sample, edition)
    assert len({s.name for s in book.sheets}) == len(book.sheets)
    assert [s.name for s in book.sheets[:2]] == [GUIDE, AUTOMATIC]
    steps = book.graph.blocks["accept_steps"]
    wanted = [s for s in STEPS if (s.macros if edition == UDF else s.plain)]
    assert steps.rows == len(wanted) >= 6
    assert ("accept_macro" in book.graph.blocks) == (edition == UDF)


def test_taking_every_step_passes_and_one_failure_fails(
    soffice: None, sample: Evaluation, files: dict[str, Path]
) -> None:
    """As a person does it, in LibreOffice: the figure changed, each step answered."""
    book = acceptance.acceptance(sample, NATIVE)
    steps = book.graph.blocks["accept_steps"]
    last = (*at(book, "accept_whole.verdict"),)
    verdict = (last[0], *last[1])

    def cell(id: str, row: int | None = None) -> tuple[str, int, int]:
        sheet, (line, column) = at(book, id, row)
        return sheet, line, column

    with Office.start(udf=False) as office, office.open(files[".xlsx"]) as document:
        document.set({cell("accept_moved.entered", 0): float(CHANGED)})
        moved = cell("accept_moved.verdict", 0)
        assert document.read_many([moved, verdict]) == {moved: "通过", verdict: "未完成"}
        document.set({cell("accept_steps.result", r): "通过" for r in range(steps.rows)})
        assert document.read_many([verdict]) == {verdict: "通过"}
        document.set({cell("accept_steps.result", 1): "不通过"})
        assert document.read_many([verdict]) == {verdict: "不通过"}


def test_python_answers_the_workbook_with_macros(
    offices: dict[str, Office], sample: Evaluation, files: dict[str, Path]
) -> None:
    """Through the bridge of Calc, whose answers are those that Excel's Python gives."""
    book = acceptance.acceptance(sample, UDF)
    with offices[UDF].open(files[".xlsm"]) as document:
        document.recalculate()
        shown = {
            name: {
                (r, c): x for r, row in enumerate(document.read(name)) for c, x in enumerate(row)
            }
            for name in (AUTOMATIC, GUIDE)
        }
    assert set(verdicts(book, shown).values()) == {"通过"}
    sheet, cell = at(book, "accept.computed_by")
    assert shown[sheet][cell].startswith("ParkEval XL ")


# ---- the macro -----------------------------------------------------------------------------------
def test_the_macro_is_ours_and_writes_where_the_tables_have_their_column(
    sample: Evaluation, files: dict[str, Path]
) -> None:
    text = sources.text(sources.ACCEPTANCE)
    assert text.isascii() and "Option Explicit" in text
    assert "ParkAcceptance" in macros.modules(files[".xlsm"])
    assert macros.foreign_modules(files[".xlsm"]) == []
    [said] = map(int, re.findall(r"Const SAID As Long = (\d+)", text))
    book = acceptance.acceptance(sample, UDF)
    layout: Layout = new_layout(book)
    for name, rows in (("accept_macro", PROBES), ("accept_sign", SIGNED)):
        [table] = [p for p in layout.parts if p.name == f"{name}_table"]
        assert layout.places[f"{name}.said"].at(0) == (table.header + 1, said - 1)
        noted = {int(n) for n in re.findall(rf"Park{NOTES[name]} (\d+),", text)}
        assert noted <= set(range(1, len(rows) + 1)) and 1 in noted
    assert {int(n) for n in re.findall(r"ParkNote (\d+),", text)} == set(range(1, len(PROBES) + 1))
    words = re.findall(r"&H([0-9A-F]{4})", text)
    assert "".join(chr(int(w, 16)) for w in words) == "通过不"


NOTES = {"accept_macro": "Note", "accept_sign": "Sign"}


PROBE = """
Public Function Tried(words As String) As String
    ParkNote 4, ParkNoneFailed()
    ParkNote 1, False
    ParkSign 4, words
    Tried = ParkWord(True)
End Function
"""


def test_the_macro_writes_what_it_found(
    soffice: None, sample: Evaluation, files: dict[str, Path]
) -> None:
    """Those parts of it that need no Windows, run by LibreOffice in the workbook."""
    book = acceptance.acceptance(sample, UDF)
    source = sources.text(sources.ACCEPTANCE).replace("\r\n", "\n")
    source = "Option VBASupport 1\n" + source.split("\n", 1)[1] + PROBE

    def cell(id: str, row: int) -> tuple[str, int, int]:
        sheet, (line, column) = at(book, id, row)
        return sheet, line, column

    clean, noted, signed = (
        cell("accept_macro.said", 3),
        cell("accept_macro.said", 0),
        cell("accept_sign.said", 3),
    )
    planted = cell("accept_words.expected", 0)
    with Office.start(udf=False) as office, office.open(files[".xlsm"], macros=True) as document:
        assert document.call_basic(source, "Tried", "某人") == "通过"
        assert document.read_many([clean, noted, signed]) == {
            clean: "通过",
            noted: "不通过",
            signed: "某人",
        }
        document.set({planted: "另一结论"})
        document.call_basic(source, "Tried", "某人")
        assert document.read_many([clean]) == {clean: "不通过"}


def test_the_command_writes_both(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["acceptance", str(tmp_path / "验收")])
    assert done.exit_code == 0, done.output
    written = sorted(p.suffix for p in (tmp_path / "验收").iterdir())
    assert written == [".xlsm", ".xlsx"]
    for path in (tmp_path / "验收").iterdir():
        assert [s.name for s in Package.open(path).sheets][:2] == [GUIDE, AUTOMATIC]
