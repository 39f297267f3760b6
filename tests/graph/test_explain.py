"""Explanations: reading the print of any cell back and evaluating it from its leaves alone gives
the cell's value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkeval_xl.core import values as v
from parkeval_xl.forms import Book, Plan, book
from parkeval_xl.forms.initial import initial_inputs, to_array
from parkeval_xl.functions import OPERATIONS, REGISTRY
from parkeval_xl.graph import EFFECTIVE, REPORTED, Field, shown
from parkeval_xl.graph.explain import Tree, explain
from parkeval_xl.graph.in_numbers import in_numbers
from parkeval_xl.graph.render import WORDS, function_words, number_words, render, to_dict

from ..campaign import first, times
from .printed import Line, from_arguments, parse, re_evaluate

LEAF = re.compile(r".*｜(园区填报|评审核定|规则值|默认|刷新写入|本行不计算)")
ADDRESS = re.compile(r"（([a-z0-9_.]+)(?: 第(\d+)行)?）$")

# --- workbooks

PLAN = Plan(materials=("scrap_steel", "scrap_aluminium"), rows=12)
SAMPLE: dict[str, dict[int, Any] | Any] = {
    "park.name": "示例＝园区（“甲”）\n第2行 #1 列 ← ",
    "park.province": "湖南",
    "ledger.enterprise": {0: "甲厂", 1: "乙厂 ＝（丙）", 2: "丁厂", 3: "戊厂"},
    "ledger.material": {0: "废钢铁", 1: "废钢铁", 2: "废铝", 3: "废铝"},
    "ledger.role": {0: "产生方", 1: "利用方", 2: "利用方", 3: "产生方"},
    "ledger.origin": {0: "园内", 1: "园内", 2: "园外", 3: "园内"},
    "ledger.unit": {0: "t", 1: "万吨", 2: "吨", 3: "kg"},
    "ledger.intake": {0: 11000, 1: 1, 2: 300, 3: 1 / 3},
    "ledger.utilised": {0: 10000, 1: 1, 2: 300, 3: 0.1},
    "ledger.closing": {0: 1000},
    "scrap_steel.flows.rate": {20: 12.345678901234567},
}
REVIEWED = {
    "ledger.utilised_verified": {1: 0.9, 2: 290},
    "scrap_steel.parameters.value_verified": {1: 0.917},
    "scrap_steel.flows.rate_verified": {4: 180, 6: 399.9},
    "scrap_steel.flows.factor_key": {3: "自有因子"},
    "factors.key": {-1: "自有因子"},
    "factors.unit": {-1: "tCO2/t"},
    "factors.override": {0: 0.51, 1: 0.0031, -1: 2.5},
    "factors.reason": {0: "绿电合同", 1: "实测"},
    "factors.override_verified": {1: 0.0029},
    "summary.reported": {0: 0.9, 1: 1e4 / 3},
}
CASES: dict[str, dict[str, Any]] = {
    "blank": {},
    "sample": SAMPLE,
    "reviewed": SAMPLE | REVIEWED,
    "out of scope": SAMPLE | {"scope.applies": {0: "否", 1: "否"}},
    "scope unsaid": SAMPLE | {"scope.applies": {0: None}},
    "unknown mass unit": SAMPLE | {"ledger.unit": {0: "车", 1: "万吨"}},
    "text for a number": SAMPLE | {"ledger.utilised": {0: "约3吨", 1: 1}},
    "states typed in": SAMPLE
    | {"ledger.utilised": {0: "不适用", 1: "待填"}, "scrap_steel.flows.rate": {5: "不适用"}},
    "unknown factor": SAMPLE | {"scrap_steel.flows.factor_key": {5: "没有的因子"}},
    "factor twice": SAMPLE | {"factors.key": {-1: "电力"}},
    "units do not fit": SAMPLE | {"scrap_steel.flows.unit": {5: "m3/t"}},
    "unknown route": SAMPLE | {"scrap_steel.flows.route": {3: "高炉"}},
    "unknown basis": SAMPLE | {"scrap_steel.flows.quantity": {4: "面积"}},
    "flow started, not filled": SAMPLE | {"scrap_steel.flows.role": {25: "项目"}},
    "unknown role": SAMPLE | {"scrap_steel.flows.role": {5: "其他"}},
    "error cells": SAMPLE
    | {"ledger.material": {0: "#REF!", 1: "废钢铁"}, "scrap_steel.flows.unit": {5: "#N/A"}},
    "no province of that name": SAMPLE | {"park.province": "没有这个省"},
}


@cache
def declared() -> Book:
    return book(PLAN)


def run(changes: dict[str, Any], of: Book | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and all values of a workbook with some cells filled in; a row of -1 is the last."""
    declaration = of or declared()
    inputs = initial_inputs(declaration)
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


def computed_cells(
    values: dict[str, Any], which: int, whole: bool
) -> list[tuple[Field, int | None]]:
    """Every computed cell that shows something, and of each column its first two and last empty
    ones; of helpers, where the whole trees of the others walk through them, the first row."""
    out: list[tuple[Field, int | None]] = []
    for one in declared().graph.order:
        rows: list[int | None] = [None] if one.block is None else list(range(one.block.rows))
        empty = [r for r in rows if shown(one, values, r, which) is None]
        skipped = rows[1:] if one.hidden and whole else empty[2:-1]
        out += [(one, r) for r in rows if r not in skipped]
    return out


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == pytest.approx(b, rel=1e-12, abs=0)
    return type(a) is type(b) and a == b


class Proof:
    """A print read back: of each cell in it the value printed and the one that its leaves alone
    give, and the lines without arguments. Of one `step` only the first cell is worked out, from its
    arguments as printed."""

    def __init__(self, text: str, step: bool = False) -> None:
        tree, cells = parse(text)
        known: dict[int, Any] = {}
        self.first = at(tree)
        self.cells = {}
        for line in cells.values():
            if line.kind != "格" or not (line.function or line is tree):
                continue
            whole = line is tree and bool(line.function)
            value = (
                re_evaluate(line, cells, known)
                if not step
                else from_arguments(line, cells)
                if whole
                else line.value
            )
            self.cells[at(line)] = (line.value, value)
        self.leaves = {(x.kind, x.name, x.tail, x.value) for x in leaves(tree)}


def at(line: Line) -> tuple[str, int | None]:
    """The id and row of the cell that a line prints."""
    found = ADDRESS.search(line.name)
    assert found, line
    return found[1], int(found[2]) - 1 if found[2] else None


def leaves(line: Line) -> Iterator[Line]:
    if line.kind in ("格", "常数") and not line.function and not line.same:
        yield line
    for child in line.children:
        yield from leaves(child)


def leaf_is_given(leaf: tuple[str, str, str, Any], inputs: dict[str, Any], which: int) -> bool:
    """Whether a line without arguments (what it is, its name, what stands behind it, its value) is
    an entry of the workbook with that value, a literal or a cell left empty."""
    kind, name, tail, value = leaf
    if kind == "常数":
        return True
    found = ADDRESS.search(name)
    assert found and LEAF.match(tail), leaf
    one, row = declared().graph.fields[found[1]], int(found[2]) - 1 if found[2] else None
    if one.function:
        return "本行不计算" in tail and row not in (one.only or ()) and value is None
    if "填报口径不计" in tail:
        return which == REPORTED and value is None
    return same(value, shown(one, inputs, row)) if one.id in inputs else value is None


# --- the promise

USUAL = [(case, EFFECTIVE) for case in ("blank", "reviewed", "error cells", "states typed in")]
VIEWS = [*USUAL, ("blank", REPORTED), ("reviewed", REPORTED)]
VIEWS += [(case, EFFECTIVE) for case in CASES if (case, EFFECTIVE) not in USUAL]
WHOLE = (("blank", EFFECTIVE), ("reviewed", REPORTED))  # each cell's tree to its leaves
STEP = 2  # levels: a formula, its arguments, the cells of a column among them


@pytest.mark.parametrize(("case", "which"), first(len(USUAL), VIEWS))
def test_every_printed_tree_gives_the_value_of_its_cell(case: str, which: int) -> None:
    """Elsewhere every cell is held against its arguments, which are held against theirs."""
    inputs, values = run(CASES[case])
    graph, tree = declared().graph, Tree(values, which)
    wrong, given, whole = [], set(), (case, which) in WHOLE
    for one, row in computed_cells(values, which, whole):
        if whole:
            proof = Proof(render(explain(graph, values, one, row, view=which)))
        else:
            proof = Proof(render(tree.cell(one, row), STEP), step=True)
        assert proof.first == (one.id, row)
        for (id, at_row), (printed, evaluated) in proof.cells.items():
            value = shown(graph.fields[id], values, at_row, which)
            if not same(printed, value) or not same(evaluated, value):
                wrong.append((one.id, row, id, at_row, value, printed, evaluated))
        given |= proof.leaves
    assert wrong == []
    assert [leaf for leaf in given if not leaf_is_given(leaf, inputs, which)] == []


ENTRY = st.sampled_from(
    [
        None,
        0,
        -1.5,
        3,
        1e-9,
        2 / 3,
        "待填",
        "不适用",
        "约3吨",
        "#N/A",
        "t",
        "kWh/t",
        "电力",
        "废钢铁",
        "项目",
    ]
)
FIELDS = [
    "ledger.utilised",
    "ledger.intake",
    "ledger.utilised_verified",
    "ledger.unit",
    "ledger.material",
    "ledger.role",
    "scope.applies",
    "scrap_steel.parameters.value",
    "scrap_steel.parameters.value_verified",
    "scrap_steel.flows.rate",
    "scrap_steel.flows.rate_verified",
    "scrap_steel.flows.unit",
    "scrap_steel.flows.role",
    "scrap_steel.flows.quantity",
    "scrap_steel.flows.factor_key",
    "factors.override",
    "factors.override_verified",
]
TOPS = [
    "scrap_steel.band",
    "scrap_steel.solid_waste",
    "totals.reduction",
    "rates.verdict",
    "verdict.conclusion",
]


@settings(max_examples=times(25), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS), st.dictionaries(st.integers(0, 1), ENTRY, min_size=1), max_size=5
    ),
    st.sampled_from([EFFECTIVE, REPORTED]),
)
def test_whatever_is_entered_the_results_are_explained(
    entries: dict[str, dict[int, Any]], which: int
) -> None:
    _, values = run(SAMPLE | {id: SAMPLE.get(id, {}) | cells for id, cells in entries.items()})
    for one in (declared().graph.fields[id] for id in TOPS):
        row = 0 if one.block else None
        tree, cells = parse(render(explain(declared().graph, values, one, row, view=which)))
        assert same(re_evaluate(tree, cells, {}), shown(one, values, row, which)), one.id


# --- what a person reads


def printed(case: str, id: str, row: int | None = None, **more: Any) -> str:
    return render(explain(declared().graph, run(CASES[case])[1], id, row, **more))


def test_a_reviewed_mass() -> None:
    def place(one: Field, row: int | None) -> str:
        return f"{one.sheet}!{one.key[0].upper()}{6 + (row or 0)}"

    assert (
        printed("reviewed", "ledger.utilised_tonnes", 1, place=place)
        == """\
#1 折算利用量·乙厂 =（丙）（物料台账!U7）＝9,000.00 t ← 按单位折算 依据 方法说明二
  #2 采用综合利用量·乙厂 =（丙）（物料台账!U7）＝0.90 ← 有核定值用核定值，否则用填报的 依据 方法说明四
    #3 核定利用量·乙厂 =（丙）（物料台账!U7）＝0.90 ｜评审核定
    #4 综合利用量·填·乙厂 =（丙）（物料台账!U7）＝1 ← 填了数取数，已开始的行没填为待填
      #5 综合利用量·乙厂 =（丙）（物料台账!U7）＝1.00 ｜园区填报
      #6 物料·乙厂 =（丙）（物料台账!M7）＝"废钢铁" ｜园区填报
  #7 单位系数·乙厂 =（丙）（物料台账!S7）＝10000 ← 一个该质量单位合多少吨
    #8 单位净·乙厂 =（丙）（物料台账!U7）＝"万吨" ← 去掉单位中的空格，斜杠用半角
      #9 单位·乙厂 =（丙）（物料台账!U7）＝"万吨" ｜园区填报"""  # noqa: E501
    )


def test_the_reported_view_leaves_the_assessor_out() -> None:
    text = printed("reviewed", "ledger.utilised_used", 1, view=REPORTED)
    assert "＝1.00 ← 有核定值用核定值" in text.split("\n")[0] and text.split("\n")[0].endswith(
        "｜填报口径，不计核定值"
    )
    assert "＝空 ｜评审核定，填报口径不计" in text


def test_a_factor_says_where_it_comes_from() -> None:
    text = printed("sample", "factors.used", 0)
    assert re.search(
        r"因子·湖南.*＝0\.4976 .*规则值，取自：湖南，年份：20\d\d，出处：.+，依据性质：.+", text
    )
    replaced = printed("reviewed", "factors.used", 0)
    assert (
        "替换值·电力（factors.override 第1行）＝0.51 tCO2/MWh ｜园区填报，替换理由：绿电合同"
        in replaced
    )


def test_a_blank_workbook_says_what_it_waits_for() -> None:
    total = printed("blank", "scrap_steel.ledger_total").split("\n")
    assert total[1:] == ["  前提 物料台账·企业名称（12 行）全空，显示 待填"]
    reduction = printed("blank", "scrap_steel.flow_sum")
    assert (
        reduction.split("\n")[1] == "  前提 处理量 Q 没有数，照它显示" and "类别" not in reduction
    )


def test_an_error_says_why_where_it_arises() -> None:
    tree = printed("units do not fit", "scrap_steel.flows.emission", 5).split("\n")
    assert "＝#N/A ← " in tree[0] and "｜" not in tree[0]  # it arises further down
    (why,) = [x for x in tree if x.endswith("｜活动数据的单位与因子的分母不是同一种量，不能相乘")]
    assert "量纲相配" in why
    assert "没有相符的" in printed("unknown factor", "scrap_steel.flows.factor", 5)


def test_numbers_stand_as_shown_with_the_exact_one_behind() -> None:
    table = [
        (9000.0, "#,##0.00", "9,000.00"),
        (14855.560749600005, "#,##0.00", "14,855.56〔14855.560749600005〕"),
        (0.95, "0.00%", "95.00%〔0.95〕"),
        (-0.05, "0.0%;[Red]-0.0%", "-5.0%〔-0.05〕"),
        (1e-9, "0.######", "0〔1e-09〕"),
        (10.0, "0.######", "10"),
        (2025.0, "0", "2025"),
        (1 / 3, "", "0.3333333333333333"),
        (12.0, "", "12"),
    ]
    assert [(x, pattern, number_words(x, pattern)) for x, pattern, _ in table] == table


def test_every_function_has_words() -> None:
    functions = {**REGISTRY, **OPERATIONS}
    assert [n for n, f in functions.items() if not f.words and n not in WORDS] == []
    words = [function_words(name) for name in functions]
    assert len(set(words)) == len(words), "a printed line says which function by its words"


def test_names_do_not_hold_the_sign_that_ends_them() -> None:
    assert [f.id for f in declared().graph.fields.values() if "＝" in f.bare_label] == []


# the sample by hand: 11 000 t of steel generated, 10 000 t of it used, beside less than 1 kg of
# aluminium; the user has 1 万吨
LINES = [
    ("scrap_steel.ledger_total", None, ""),
    ("ledger.utilised_tonnes", 1, ""),
    ("scrap_steel.amounts.product", 0, "9,200.00 t＝10,000.00×0.92"),
    ("scrap_steel.amounts.dry", 0, "10,000.00 t＝10,000.00×（1－0）"),
    ("rates.rate", 0, "90.91%＝10,000.00÷11,000"),
    ("ledger.unit", 0, ""),
]


@pytest.mark.parametrize(("id", "row", "line"), LINES, ids=[x[0] for x in LINES])
def test_a_formula_in_one_line_of_numbers(id: str, row: int | None, line: str) -> None:
    assert in_numbers(explain(declared().graph, run(SAMPLE)[1], id, row)) == line


def test_a_reduction_in_numbers_gives_the_reduction() -> None:
    """Whatever the sides are, the line says baseline less project less leakage, and references lead
    to it."""
    _, values = run(SAMPLE)
    line = in_numbers(explain(declared().graph, values, "scrap_steel.reduction"))
    parts = [float(x.strip("（）").replace(",", "")) for x in re.split(" tCO2e＝|(?<=\\d)－", line)]
    assert len(parts) == 4 and parts[0] == pytest.approx(parts[1] - parts[2] - parts[3], abs=0.02)
    assert in_numbers(explain(declared().graph, values, "results.reduction", 0)) == line
    assert in_numbers(explain(declared().graph, run({})[1], "scrap_steel.reduction")) == ""


def test_a_total_lists_only_the_rows_it_takes() -> None:
    text = printed("sample", "scrap_steel.ledger_total")
    assert (
        "列 物料台账·归集：12 行，1 行标签相符，其余 3 行标签不同，不计" in text
        and "丁厂" not in text
    )
    assert "第1行" in printed("error cells", "scrap_steel.ledger_total"), (
        "an error beside reaches the total"
    )


def test_the_print_may_stop_at_a_depth() -> None:
    node = explain(declared().graph, run(SAMPLE)[1], "scrap_steel.reduction")
    whole = render(node).split("\n")
    for depth in (0, 1, 3):
        lines = render(node, depth).split("\n")
        assert max(len(x) - len(x.lstrip()) for x in lines) == 2 * depth
        assert any(x.endswith(" …") for x in lines) and len(lines) < len(whole)
    assert render(node, 99).split("\n") == whole and render(node, 0) == whole[0] + " …"
    cut = to_dict(node, 0)
    assert cut["cut"] and "children" not in cut and cut["value"] == node.value


# --- as data


def test_json_is_the_same_tree() -> None:
    node = explain(declared().graph, run(CASES["reviewed"])[1], "scrap_steel.reduction")
    tree = to_dict(node)
    assert json.loads(json.dumps(tree, allow_nan=False)) == tree
    assert (tree["number"], tree["id"], tree["value"]) == (1, "scrap_steel.reduction", node.value)
    assert (tree["function"], tree["clause"]) == ("DEMANDED", "《循环化改造评价规范》附录B")

    def count(one: dict[str, Any]) -> int:
        return 1 + sum(
            map(count, ([one["guard"]] if "guard" in one else []) + one.get("children", []))
        )

    assert count(tree) == len(render(node).split("\n"))


@pytest.mark.parametrize(
    ("id", "row"), [("ledger.key", None), ("ledger.key", 12), ("ledger.key", -1), ("park.name", 0)]
)
def test_there_must_be_such_a_cell(id: str, row: int | None) -> None:
    with pytest.raises(ValueError, match="没有这一格"):
        explain(declared().graph, run({})[1], id, row)


def test_an_input_explains_itself() -> None:
    assert (
        printed("sample", "ledger.unit", 0) == '#1 单位·甲厂（ledger.unit 第1行）＝"t" ｜园区填报'
    )


def test_the_print_grows_by_the_row() -> None:
    sizes = []
    for rows in (100, 200, 300):
        wide = book(Plan(rows=rows))
        entry: dict[str, Any] = {
            "enterprise": "厂",
            "material": "废钢铁",
            "role": "利用方",
            "origin": "园外",
        }
        entry |= {"unit": "t", "utilised": 1.5}
        _, values = run(
            {f"ledger.{k}": dict.fromkeys(range(rows), x) for k, x in entry.items()}, wide
        )
        sizes.append(len(render(explain(wide.graph, values, "totals.reduction")).split("\n")))
    # A row more, by hand. Six cells that people fill: 物料, 单位类别, 来源, 单位, 利用量, 核定.
    # Seven made from them: 归集, 归集项, 折算, 采用, 填, 单位系数, 单位净.
    # The literal 1 of a good row's state; 物料 (twice) and 单位类别 (once) named again.
    assert sizes[2] - sizes[1] == sizes[1] - sizes[0] == 100 * (6 + 7 + 1 + 3)
