"""xlwings' real call_udf() over a played COM layer: every function, every kind of cell, every shape
of range."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import subprocess
import sys
import types
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from parkeval_xl import __version__, functions
from parkeval_xl.core.values import CellError
from parkeval_xl.hosts import excel, excel_book
from parkeval_xl.live.actions import ACTIONS
from parkeval_xl.workbook.vba import sources, wrappers
from tests.hosts import fake_com
from tests.hosts.fake_com import FakeRange

# One call of each function that gives a number; all variants below start from it.
GOOD: dict[str, tuple[Any, ...]] = {
    "PARK_EMISSION": (100.0, "t", 0.5, "tCO2/t"),
    "PARK_REDUCTION": ((("基准线",), ("项目",), ("泄漏",)), ((9.0,), (4.0,), (1.0,))),
    "PARK_TOTAL": ("项目", (("基准线",), ("项目",)), ((9.0,), (4.0,))),
    "PARK_SOLID_WASTE": (100.0, 8.0),
    "PARK_UTILISATION": (((80.0,), (10.0,)), ((100.0,), (20.0,)), ((0.0,), (0.0,))),
    "PARK_SCORE": (70.0, ((60.0,), (80.0,), (87.5,)), ((0.0,), (0.8,), (1.0,))),
    "PARK_INDEX": (((1.0,), (0.5,)), ((0.6,), (0.4,))),
    "PARK_CHANGE": (90.0, 100.0),
    "PARK_VERSION": (((1.0,), (2.0,)),),
}
BY_HAND = {
    "PARK_EMISSION": 50.0,  # 100 × 0.5
    "PARK_REDUCTION": 4.0,  # 9 − 4 − 1
    "PARK_TOTAL": 4.0,
    "PARK_SOLID_WASTE": 92.0,  # 100 − 8
    "PARK_UTILISATION": 0.75,  # (80 + 10) ÷ (100 + 20)
    "PARK_SCORE": 0.4,  # halfway between 60 and 80
    "PARK_INDEX": 80.0,  # 100 × (0.6 + 0.4 × 0.5)
    "PARK_CHANGE": -0.1,  # (90 − 100) ÷ 100
    "PARK_VERSION": f"ParkEval XL {__version__}（Python）",
}

# What COM delivers for a cell, and what the cell holds for the functions. Numbers of errors:
# [MS-OAUT] 2.2.8, xlCVErr
CELLS = [
    (None, None),
    ("", ""),
    (0.0, 0.0),
    (-3.5, -3.5),
    ("待填", "待填"),
    ("不适用", "不适用"),
    ("abc", "abc"),
    ("１２", "１２"),
    ("1,234.5", "1,234.5"),
    ("95%", "95%"),
    (True, True),
    (Decimal("12.5"), 12.5),
    (dt.datetime(2025, 1, 2), CellError.VALUE),
    (-2146826281, CellError.DIV0),
    (-2146826246, CellError.NA),
    (-2146826259, CellError.NAME),
    (-2146826288, CellError.NULL),
    (-2146826252, CellError.NUM),
    (-2146826265, CellError.REF),
    (-2146826273, CellError.VALUE),
]
RANGES = {"numbers", "texts", "area", "matrix"}


def test_every_function_is_tried_here() -> None:
    assert GOOD.keys() == BY_HAND.keys() == functions.REGISTRY.keys()


def in_excel(name: str, arguments: Sequence[Any], *, as_reference: bool = True) -> fake_com.Shown:
    return fake_com.call(name, *(FakeRange(a) if as_reference else a for a in arguments))


def expected(name: str, arguments: Sequence[Any]) -> fake_com.Shown:
    result = functions.call(name, arguments)
    if isinstance(result, CellError):
        return fake_com.Shown(result, functions.last_message() or result.text)
    return fake_com.Shown("" if result is None else result)


@pytest.mark.parametrize("as_reference", [True, False], ids=["references", "constants"])
@pytest.mark.parametrize("name", GOOD)
def test_results_calculated_by_hand(name: str, as_reference: bool) -> None:
    assert in_excel(name, GOOD[name], as_reference=as_reference) == fake_com.Shown(
        pytest.approx(BY_HAND[name])
    )


SHAPES = ("cell", "column", "row", "whole")


def arguments(name: str, index: int, shape: str, content: Any) -> list[Any]:
    """The good call with a content in one argument: of a range in its last row, in its last column
    after it was turned, or in all its cells."""
    out: list[Any] = list(GOOD[name])
    if shape == "cell":
        out[index] = content
        return out
    area = GOOD[name][index]
    changed = (
        tuple((content,) * len(r) for r in area)
        if shape == "whole"
        else (*area[:-1], (content,) * len(area[-1]))
    )
    out[index] = changed
    if shape == "row":
        kinds = [p.kind for p in functions.REGISTRY[name].params]
        out = [
            tuple(zip(*a, strict=True)) if k in RANGES else a
            for k, a in zip(kinds, out, strict=True)
        ]
    return out


PLACES = [
    (n, i, shape)
    for n, f in functions.REGISTRY.items()
    for i, p in enumerate(f.params)
    for shape in (SHAPES[1:] if p.kind in RANGES else SHAPES[:1])
]


@pytest.mark.parametrize(("com", "cell"), CELLS, ids=[repr(c) for c, _ in CELLS])
@pytest.mark.parametrize(
    ("name", "index", "shape"), PLACES, ids=[f"{n}-{i}-{s}" for n, i, s in PLACES]
)
def test_any_cell_in_any_argument_gives_what_the_function_gives(
    name: str, index: int, shape: str, com: Any, cell: Any
) -> None:
    assert in_excel(name, arguments(name, index, shape, com)) == expected(
        name, arguments(name, index, shape, cell)
    )


ERRORS = [(c, e) for c, e in CELLS if isinstance(e, CellError)]


@pytest.mark.parametrize(("com", "error"), ERRORS, ids=[repr(c) for c, _ in ERRORS])
@pytest.mark.parametrize(
    ("name", "index", "shape"), PLACES, ids=[f"{n}-{i}-{s}" for n, i, s in PLACES]
)
def test_an_error_cell_is_never_a_number(
    name: str, index: int, shape: str, com: Any, error: CellError
) -> None:
    """Whatever a function makes of an error cell or of a day, it is an error: no total may leave it
    out."""
    assert isinstance(in_excel(name, arguments(name, index, shape, com)).value, CellError)


@pytest.mark.parametrize(
    "name", [n for n, f in functions.REGISTRY.items() if {p.kind for p in f.params} & RANGES]
)
def test_a_row_counts_like_a_column_and_one_cell_like_a_range(name: str) -> None:
    kinds = [p.kind for p in functions.REGISTRY[name].params]
    as_row = [
        tuple(zip(*a, strict=True)) if k in RANGES else a
        for k, a in zip(kinds, GOOD[name], strict=True)
    ]
    constants = [
        a[0] if k in RANGES else a for k, a in zip(kinds, as_row, strict=True)
    ]  # {5,7} comes without rows
    one = [a[0][0] if k in RANGES else a for k, a in zip(kinds, GOOD[name], strict=True)]
    assert in_excel(name, as_row).value == pytest.approx(BY_HAND[name])
    assert in_excel(name, constants, as_reference=False).value == pytest.approx(BY_HAND[name])
    assert in_excel(name, one) == expected(name, one)


def test_a_range_where_one_value_is_wanted_is_an_error() -> None:
    assert in_excel("PARK_SOLID_WASTE", [((1.0,), (2.0,)), 1.0]).value is CellError.VALUE


@pytest.mark.parametrize("result", [float("nan"), float("inf"), ((1.0, float("nan")),)])
def test_a_result_that_is_no_number_is_an_error_and_not_an_empty_cell(
    result: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: result)
    assert in_excel("PARK_SOLID_WASTE", [1.0, 1.0]).value is CellError.NUM


def test_an_area_of_results_arrives_as_rows_and_fails_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: ((0.25,), (0.75,)))
    assert in_excel("PARK_SOLID_WASTE", [1.0, 1.0]).value == ((0.25,), (0.75,))
    monkeypatch.setattr(functions, "call", lambda name, arguments: ((0.25,), (CellError.NA,)))
    assert in_excel("PARK_SOLID_WASTE", [1.0, 1.0]).value is CellError.NA


def test_a_fault_of_ours_is_an_error_value_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: 1 / 0)
    shown = in_excel("PARK_SOLID_WASTE", [1.0, 1.0])
    assert shown.value is CellError.VALUE and "ZeroDivisionError" in shown.words


@pytest.mark.parametrize("error", CellError, ids=str)
def test_each_error_reaches_the_cell_with_its_words(error: CellError) -> None:
    """ParkErrors.bas maps the text to CVErr's number; the HRESULT of a cell error is that number
    plus 0x800A0000."""
    failure = excel.CellFailure(error, "因子库中没有“电力”[2023]")
    assert str(failure).startswith(f"[PARK {error.text}] ")
    assert fake_com.park_fail(str(failure)) == fake_com.Shown(error, "因子库中没有“电力”[2023]")
    shown = error.text if error.text in fake_com.error_numbers() else ""
    assert fake_com.error_numbers()[shown] == error.excel - (0x800A0000 - (1 << 32))


# [MS-VBAL] 3.3.5.2, in part: what a parameter might be called by mistake; and xlwings' own loop
# variable
RESERVED = set(
    """
    array as boolean byref byte byval call case close const currency date debug dim do
    double each else empty end enum error event exit false fix for function get global goto
    if in input int integer is k let like lock long loop me mod name new next not nothing
    null object on open option optional or print private property public put rem resume
    return scale seek select set sgn single static step stop string sub tab then to true
    type until variant wend while width with write xor
    """.split()  # noqa: SIM905
)
CELL_REFERENCE = r"[a-z]{1,3}\d+|r\d*c\d*"


@pytest.mark.parametrize("function", functions.REGISTRY.values(), ids=lambda f: f.name)
def test_names_and_help_suit_vba_and_excel(function: functions.Function) -> None:
    names = [p.name.lower() for p in function.params]
    assert len({*names, function.name.lower()}) == len(names) + 1, "VBA ignores case"
    for name in (function.name.lower(), *names):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name) and name not in RESERVED
        assert not re.fullmatch(CELL_REFERENCE, name)
    assert all(0 < len(p.help_zh) <= 255 for p in function.params)
    assert 0 < len(function.doc_en) <= 255


# ---- the wrappers that xlwings writes on "Import Functions" -------------------------------------
SIGNATURE = re.compile(r"^Function (\w+)\((.*)\)$", re.M)


def test_importing_functions_again_gives_the_same_functions() -> None:
    """The same names and arguments, called in the same module: whatever calls them stays right."""
    theirs, ours = fake_com.imported_wrappers(), sources.text(wrappers.FILE)
    assert sorted(SIGNATURE.findall(theirs)) == sorted(SIGNATURE.findall(ours))
    assert set(re.findall(r'CallUDF\("([^"]+)"', theirs)) == {excel.__name__}
    assert wrappers.imported().endswith(f"outside of Excel\n{theirs}")
    assert f'PARK_HOST As String = "{excel.__name__}"' in sources.text("ParkPython.bas")


@pytest.mark.parametrize(("com", "cell"), CELLS, ids=[repr(c) for c, _ in CELLS])
@pytest.mark.parametrize(
    ("name", "index", "shape"), PLACES, ids=[f"{n}-{i}-{s}" for n, i, s in PLACES]
)
def test_an_imported_wrapper_shows_errors_where_ours_does_and_the_same_values(
    name: str, index: int, shape: str, com: Any, cell: Any
) -> None:
    """Never a text in place of an error; which error it is, only ours can say."""
    given = [FakeRange(a) for a in arguments(name, index, shape, com)]
    shown = expected(name, arguments(name, index, shape, cell)).value
    theirs = fake_com.call_imported(name, *given)
    assert theirs == (CellError.VALUE if isinstance(shown, CellError) else shown)


def test_a_fault_of_ours_is_an_error_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "call", lambda name, arguments: 1 / 0)
    assert fake_com.call_imported("PARK_SOLID_WASTE", 1.0, 1.0) is CellError.VALUE


def test_without_raw_answers_the_test_above_would_fail() -> None:
    """xlwings' own converter makes an empty text of None, and of a raised error a text."""
    plain = fake_com.converted_by_xlwings([[None]])
    assert plain == [[""]]


def test_a_failure_is_told_once_and_forgotten_by_the_next_call() -> None:
    assert in_excel("PARK_EMISSION", [1.0, "顿", 0.5, "tCO2/t"]).words
    assert excel.failure()
    in_excel("PARK_EMISSION", GOOD["PARK_EMISSION"])
    assert excel.failure() == ""


FRESH = """
import importlib, importlib.util, sys
import parkeval_xl.hosts.excel
slow = {"pandas", "matplotlib"}
assert not slow & set(sys.modules), "imported, or left blocked"
for name in filter(importlib.util.find_spec, slow):
    importlib.import_module(name)
"""


def test_the_host_waits_for_neither_pandas_nor_matplotlib_and_leaves_them_usable() -> None:
    subprocess.run([sys.executable, "-c", FRESH], check=True)


def test_a_pressed_button_does_its_action_to_the_calling_workbook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[Any] = []
    caller = types.SimpleNamespace(app=types.SimpleNamespace(api="Excel"), api="workbook")
    monkeypatch.setattr(excel.xw, "Book", types.SimpleNamespace(caller=lambda: caller))
    monkeypatch.setattr(excel_book, "ExcelBook", lambda book: ("open", book))
    for name, action in list(ACTIONS.items()):
        monkeypatch.setitem(
            ACTIONS,
            name,
            dataclasses.replace(action, function=lambda book, n=name: done.append((n, book))),
        )
        excel.press(name)
    assert done == [(name, ("open", caller)) for name in ACTIONS]


def test_importing_the_host_reads_and_computes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "call", lambda *_: pytest.fail("called"))
    assert excel.register().keys() == functions.REGISTRY.keys()
    assert all(callable(getattr(excel, name)) for name in functions.REGISTRY)
