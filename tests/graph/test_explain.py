"""Explanations: reading the print of any cell back and evaluating it from its leaves alone gives the cell's value.

The reader below knows nothing of the graph: only the printed lines and the functions they name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkeval_xl.core import values as v
from parkeval_xl.core.values import CellError
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.born import born_inputs, to_array
from parkeval_xl.functions import BASES, OPERATIONS, REGISTRY, call, last_message
from parkeval_xl.graph import EFFECTIVE, REPORTED, Field, shown
from parkeval_xl.graph.explain import explain
from parkeval_xl.graph.render import WORDS, number_words, render, to_dict

# --- reading the print back

LINE = re.compile(r"(?P<indent> *)(?:第(?P<row>\d+)行(?:第(?P<column>\d+)列)? )?"
                  r"(?:同 #(?P<same>\d+) |#(?P<number>\d+) )?(?P<rest>.*)", re.DOTALL)
GROUP = re.compile(r"(?P<kind>列|表|前提) .*?(?P<rows>\d+) 行(?P<tail>.*)|前提 .*")
FIGURE = re.compile(r'(?P<name>[^＝]*)＝(?P<value>"(?:[^"\\]|\\.)*"|[^ ]+)(?P<tail>.*)', re.DOTALL)
LEAF = re.compile(r".*｜(园区填报|评审核定|规则值|默认|刷新写入|本行不计算)")
ADDRESS = re.compile(r"（([a-z0-9_.]+)(?: 第(\d+)行)?）$")


@dataclass
class Line:
    kind: str  # 格, 常数, 列, 表, 前提
    row: int = 0
    column: int = 0
    rows: int = 0
    value: Any = None
    function: str = ""
    name: str = ""
    tail: str = ""
    same: int = 0
    number: int = 0
    children: list[Line] = field(default_factory=list)


def exact(text: str) -> Any:
    """The cell value behind a printed one."""
    if text.startswith('"'):
        return json.loads(text)
    if text == "空":
        return None
    if text in (v.PENDING_TEXT, v.NOT_APPLICABLE_TEXT):
        return text
    behind = re.search("〔(.*)〕", text)
    return CellError.from_text(text) or float(behind[1] if behind else text.replace(",", ""))


def parse(text: str) -> tuple[Line, dict[int, Line]]:
    """The lines as a tree, and its cells by number."""
    root, open_lines, cells = Line("root"), [], {}
    for printed in text.split("\n"):
        found = LINE.fullmatch(printed)
        assert found, printed
        rest, depth = found["rest"], len(found["indent"]) // 2
        line = Line("格", int(found["row"] or 0), int(found["column"] or 0), same=int(found["same"] or 0))
        group = None if found["number"] or found["same"] else GROUP.fullmatch(rest)
        if group:
            line.kind, line.rows, line.tail = rest.split(" ")[0], int(group["rows"] or 0), group["tail"] or ""
        else:
            figure = FIGURE.fullmatch(rest)
            assert figure, printed
            line.value, line.name, line.tail = exact(figure["value"]), figure["name"], figure["tail"]
            called = re.search(r" ← (\w+)（", line.tail)
            line.function = called[1] if called and not line.same else ""
            line.kind = "格" if found["number"] or found["same"] else "常数"
            if found["number"]:
                line.number = int(found["number"])
                cells[line.number] = line
        del open_lines[depth:]
        (open_lines[-1] if open_lines else root).children.append(line)
        open_lines.append(line)
    assert len(root.children) == 1
    return root.children[0], cells


def re_evaluate(line: Line, cells: dict[int, Line], known: dict[int, Any]) -> Any:
    """The value of a printed tree from its leaves alone."""
    line = cells[line.same] if line.same else line
    if not line.function:
        return line.value
    if line.number not in known:
        known[line.number] = _apply(line, lambda one: re_evaluate(one, cells, known))
    return known[line.number]


def _apply(line: Line, value_of: Any) -> Any:
    children = line.children
    if children[0].kind == "前提":
        guard, *children = children
        if guard.rows and not guard.children:
            return exact(guard.tail.split("显示 ")[1].rstrip("）"))
        if not guard.rows and not isinstance(value_of(guard.children[0]), float):
            return value_of(guard.children[0])
    function = REGISTRY.get(line.function) or OPERATIONS[line.function]
    result = function.kernel(*(_argument(p.kind, c, value_of) for p, c in zip(function.params, children, strict=True)))
    return v.text_cell(str(np.asarray(result, object)[()])) if function.result == "text" else v.cell(float(result))


def _argument(kind: str, line: Line, value_of: Any) -> Any:
    if line.kind == "表":
        area = np.full((line.rows, len(BASES)), v.EMPTY)
        for child in line.children:
            area[child.row - 1, child.column - 1] = v.number(value_of(child))
        return area
    if line.kind == "列":
        cells: list[Any] = [None] * line.rows
        for child in line.children:
            cells[child.row - 1] = value_of(child)
        return v.numbers(cells) if kind == "numbers" else v.texts(cells)
    one = value_of(line)
    scalar = np.float64(v.number(one)) if kind in ("number", "numbers") else np.array(v.text(one), object)
    return scalar[..., None] if kind in ("numbers", "texts") else scalar


# --- workbooks

PLAN = Plan(materials=("scrap_steel", "scrap_aluminium"), rows=12)
SAMPLE: dict[str, dict[int, Any] | Any] = {
    "park.name": "示例＝园区（“甲”）\n第2行 #1 列 ← ", "park.province": "湖南",
    "ledger.enterprise": {0: "甲厂", 1: "乙厂 ＝（丙）", 2: "丁厂", 3: "戊厂"},
    "ledger.material": {0: "废钢铁", 1: "废钢铁", 2: "废铝", 3: "废铝"},
    "ledger.role": {0: "产生方", 1: "利用方", 2: "利用方", 3: "产生方"},
    "ledger.origin": {0: "园内", 1: "园内", 2: "园外", 3: "园内"},
    "ledger.unit": {0: "t", 1: "万吨", 2: "吨", 3: "kg"},
    "ledger.intake": {0: 11000, 1: 1, 2: 300, 3: 1 / 3},
    "ledger.utilised": {0: 10000, 1: 1, 2: 300, 3: 0.1}, "ledger.closing": {0: 1000},
    "scrap_steel.flows.rate": {20: 12.345678901234567},
}
REVIEWED = {
    "ledger.utilised_verified": {1: 0.9, 2: 290}, "scrap_steel.parameters.value_verified": {1: 0.917},
    "scrap_steel.flows.rate_verified": {4: 180, 6: 399.9}, "factors.override": {0: 0.51, 1: 0.0031, -1: 2.5},
    "factors.override_verified": {1: 0.0029}, "factors.reason": {0: "绿电合同", 1: "实测"}, "factors.key": {-1: "自有因子"},
    "factors.unit": {-1: "tCO2/t"}, "scrap_steel.flows.factor_key": {3: "自有因子"}, "summary.reported": {0: 0.9, 1: 1e4 / 3},
}
CASES: dict[str, dict[str, Any]] = {
    "blank": {},
    "sample": SAMPLE,
    "reviewed": SAMPLE | REVIEWED,
    "out of scope": SAMPLE | {"scope.applies": {0: "否", 1: "否"}},
    "scope unsaid": SAMPLE | {"scope.applies": {0: None}},
    "unknown mass unit": SAMPLE | {"ledger.unit": {0: "车", 1: "万吨"}},
    "text for a number": SAMPLE | {"ledger.utilised": {0: "约3吨", 1: 1}},
    "states typed in": SAMPLE | {"ledger.utilised": {0: "不适用", 1: "待填"}, "scrap_steel.flows.rate": {5: "不适用"}},
    "unknown factor": SAMPLE | {"scrap_steel.flows.factor_key": {5: "没有的因子"}},
    "factor twice": SAMPLE | {"factors.key": {-1: "电力"}},
    "units do not fit": SAMPLE | {"scrap_steel.flows.unit": {5: "m3/t"}},
    "unknown route and basis": SAMPLE | {"scrap_steel.flows.route": {3: "高炉"}, "scrap_steel.flows.quantity": {4: "面积"}},
    "flow begun, not filled": SAMPLE | {"scrap_steel.flows.role": {25: "项目"}},
    "unknown role": SAMPLE | {"scrap_steel.flows.role": {5: "其他"}},
    "error cells": SAMPLE | {"ledger.material": {0: "#REF!", 1: "废钢铁"}, "scrap_steel.flows.unit": {5: "#N/A"}},
    "no province of that name": SAMPLE | {"park.province": "没有这个省"},
}


@cache
def declared() -> Book:
    return book(PLAN)


def run(changes: dict[str, Any], of: Book | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and all values of a workbook with some cells filled in; a row of -1 is the last."""
    declaration = of or declared()
    inputs = born_inputs(declaration)
    for id, cells in changes.items():
        if not isinstance(cells, dict):
            inputs[id] = to_array(declaration.graph.fields[id], cells)
            continue
        column = declaration.graph.fields[id]
        array = np.array(inputs[id]) if id in inputs else to_array(column, [])
        for row, cell in cells.items():
            array[row] = v.text(cell) if column.is_text else v.number(cell)
        inputs[id] = array
    return inputs, declaration.graph.run(inputs)


def computed_cells(values: dict[str, Any], which: int) -> list[tuple[Field, int | None]]:
    """Every computed cell that shows something, and of each column its first two and last empty ones."""
    out: list[tuple[Field, int | None]] = []
    for one in declared().graph.order:
        rows: list[int | None] = [None] if one.block is None else list(range(one.block.rows))
        empty = [r for r in rows if shown(one, values, r, which) is None]
        skipped = empty[2:-1]
        out += [(one, r) for r in rows if r not in skipped]
    return out


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == pytest.approx(b, rel=1e-12, abs=0)
    return type(a) is type(b) and a == b


def leaf_is_given(line: Line, inputs: dict[str, Any], which: int) -> bool:
    """Whether a line without arguments is an entry of the workbook with that value, a literal or a cell left empty."""
    if line.kind == "常数":
        return True
    at = ADDRESS.search(line.name)
    assert at and LEAF.match(line.tail), line
    one, row = declared().graph.fields[at[1]], int(at[2]) - 1 if at[2] else None
    if one.function:
        return "本行不计算" in line.tail and row not in (one.only or ()) and line.value is None
    if "填报口径不计" in line.tail:
        return which == REPORTED and line.value is None
    return same(line.value, shown(one, inputs, row)) if one.id in inputs else line.value is None


def leaves(line: Line) -> list[Line]:
    own = [line] if line.kind in ("格", "常数") and not line.function and not line.same else []
    return own + [x for c in line.children for x in leaves(c)]


# --- the promise

@pytest.mark.parametrize(("case", "which"), [*((c, EFFECTIVE) for c in CASES), ("blank", REPORTED), ("reviewed", REPORTED)])
def test_every_printed_tree_gives_the_value_of_its_cell(case: str, which: int) -> None:
    inputs, values = run(CASES[case])
    wrong = []
    for one, row in computed_cells(values, which):
        tree, cells = parse(render(explain(declared().graph, values, one, row, view=which)))
        value = shown(one, values, row, which)
        if not same(tree.value, value) or not same(re_evaluate(tree, cells, {}), value):
            wrong.append((one.id, row, value, tree.value, re_evaluate(tree, cells, {})))
        wrong += [(one.id, row, leaf) for leaf in leaves(tree) if not leaf_is_given(leaf, inputs, which)]
    assert wrong == []


ENTRY = st.sampled_from(
    [None, 0, -1.5, 3, 1e-9, 2 / 3, "待填", "不适用", "约3吨", "#N/A", "t", "kWh/t", "电力", "废钢铁", "项目"])
FIELDS = ["ledger.utilised", "ledger.intake", "ledger.utilised_verified", "ledger.unit", "ledger.material", "ledger.role",
          "scope.applies", "scrap_steel.parameters.value", "scrap_steel.parameters.value_verified",
          "scrap_steel.flows.rate", "scrap_steel.flows.rate_verified", "scrap_steel.flows.unit", "scrap_steel.flows.role",
          "scrap_steel.flows.factor_key", "scrap_steel.flows.quantity", "factors.override", "factors.override_verified"]
TOPS = ["scrap_steel.reduction", "scrap_steel.band", "scrap_steel.solid_waste", "totals.reduction", "verdict.conclusion"]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.dictionaries(st.integers(0, 1), ENTRY, min_size=1), max_size=5),
       st.sampled_from([EFFECTIVE, REPORTED]))
def test_whatever_is_entered_the_results_are_explained(entries: dict[str, dict[int, Any]], which: int) -> None:
    _, values = run(SAMPLE | {id: SAMPLE.get(id, {}) | cells for id, cells in entries.items()})
    for id in TOPS:
        tree, cells = parse(render(explain(declared().graph, values, id, view=which)))
        assert same(re_evaluate(tree, cells, {}), shown(declared().graph.fields[id], values, None, which)), id


# --- what a person reads

def printed(case: str, id: str, row: int | None = None, **more: Any) -> str:
    return render(explain(declared().graph, run(CASES[case])[1], id, row, **more))


def test_a_reviewed_mass() -> None:
    def place(one: Field, row: int | None) -> str:
        return f"{one.sheet}!{one.key}{row}"

    assert printed("reviewed", "ledger.utilised_tonnes", 1, place=place) == """\
#1 折算利用量·乙厂 =（丙）（物料台账!utilised_tonnes1）＝9,000.00 t ← TONNES（按质量单位折算成 t） 依据 METHOD 2
  #2 采用综合利用量·乙厂 =（丙）（物料台账!utilised_used1）＝0.90 ← USED（有核定值用核定值，否则用填报值） 依据 METHOD 10
    #3 核定利用量·乙厂 =（丙）（物料台账!utilised_verified1）＝0.90 ｜评审核定
    #4 综合利用量·乙厂 =（丙）（物料台账!utilised1）＝1.00 ｜园区填报
  #5 单位·乙厂 =（丙）（物料台账!unit1）＝"万吨" ｜园区填报"""


def test_the_reported_view_leaves_the_assessor_out() -> None:
    text = printed("reviewed", "ledger.utilised_used", 1, view=REPORTED)
    assert "＝1.00 ← USED" in text.split("\n")[0] and text.split("\n")[0].endswith("｜填报口径，不计核定值")
    assert "＝空 ｜评审核定，填报口径不计" in text


def test_a_factor_says_where_it_comes_from() -> None:
    lines = printed("sample", "factors.used", 0).split("\n")
    assert re.search(r"因子·湖南.*＝0\.4976 .*规则值，取自：湖南，年份：20\d\d，出处：.+，依据性质：.+", "\n".join(lines))
    replaced = printed("reviewed", "factors.used", 0)
    assert "替换值·电力（factors.override 第1行）＝0.51 tCO2/MWh ｜园区填报，替换理由：绿电合同" in replaced


def test_a_blank_workbook_says_what_it_waits_for() -> None:
    assert printed("blank", "scrap_steel.ledger_total").split("\n")[1] == "  前提 物料台账·企业名称（12 行）全空，显示 待填"
    waiting = printed("blank", "scrap_steel.reduction").split("\n")
    assert waiting[1] == "  前提 处理量 Q 没有数，照它显示" and "角色" not in "".join(waiting)


def test_an_error_says_why_where_it_arises() -> None:
    first = printed("units do not fit", "scrap_steel.flows.emission", 5).split("\n")[0]
    assert "＝#VALUE! ← PARK_EMISSION" in first
    call("PARK_EMISSION", (1.0, "m3", 0.4976, "tCO2/MWh"))
    assert last_message() and first.endswith(f"｜{last_message()}")
    assert "没有相符的" in printed("unknown factor", "scrap_steel.flows.factor", 5)


def test_numbers_stand_as_shown_with_the_exact_one_behind() -> None:
    table = [(9000.0, "#,##0.00", "9,000.00"), (14855.560749600005, "#,##0.00", "14,855.56〔14855.560749600005〕"),
             (0.95, "0.00%", "95.00%〔0.95〕"), (-0.05, "0.0%;[Red]-0.0%", "-5.0%〔-0.05〕"), (1e-9, "0.######", "0〔1e-09〕"),
             (2025.0, "0", "2025"), (1 / 3, "", "0.3333333333333333"), (10.0, "0.######", "10"), (12.0, "", "12")]
    assert [(x, p, number_words(x, p)) for x, p, _ in table] == table


def test_every_function_has_words() -> None:
    assert (REGISTRY.keys() | OPERATIONS.keys()) - WORDS.keys() == set()


def test_names_do_not_hold_the_sign_that_ends_them() -> None:
    assert [f.id for f in declared().graph.fields.values() if "＝" in f.label] == []


# --- as data

def test_json_is_the_same_tree() -> None:
    node = explain(declared().graph, run(CASES["reviewed"])[1], "scrap_steel.reduction")
    tree = to_dict(node)
    assert json.loads(json.dumps(tree, allow_nan=False)) == tree
    assert (tree["number"], tree["id"], tree["value"]) == (1, "scrap_steel.reduction", node.value)
    assert (tree["function"], tree["clause"]) == ("PARK_REDUCTION", "S1 附录B；GB/T 33760")

    def count(one: dict[str, Any]) -> int:
        return 1 + sum(map(count, ([one["guard"]] if "guard" in one else []) + one.get("children", [])))
    assert count(tree) == len(render(node).split("\n"))


@pytest.mark.parametrize(("id", "row"), [("ledger.key", None), ("ledger.key", 12), ("ledger.key", -1), ("park.name", 0)])
def test_there_must_be_such_a_cell(id: str, row: int | None) -> None:
    with pytest.raises(ValueError, match="没有这一格"):
        explain(declared().graph, run({})[1], id, row)


def test_an_input_explains_itself() -> None:
    assert printed("sample", "ledger.unit", 0) == '#1 单位·甲厂（ledger.unit 第1行）＝"t" ｜园区填报'


def test_the_print_grows_by_the_row() -> None:
    sizes = []
    for rows in (100, 200, 300):
        wide = book(Plan(rows=rows))
        full = {"enterprise": "厂", "material": "废钢铁", "role": "利用方", "origin": "园内", "unit": "t", "utilised": 1.5}
        _, values = run({f"ledger.{k}": dict.fromkeys(range(rows), x) for k, x in full.items()}, wide)
        sizes.append(len(render(explain(wide.graph, values, "totals.reduction")).split("\n")))
    # of a row: 归集 with its three entries; 折算利用量 with 采用值 of two entries, and the unit
    assert sizes[2] - sizes[1] == sizes[1] - sizes[0] == 100 * ((1 + 3) + (1 + (1 + 2) + 1))
