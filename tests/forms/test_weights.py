"""The weights workbook: its shape, what it gives for known judgements, what it refuses, the file it
is taken from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from parkeval_xl import data
from parkeval_xl.cli import main
from parkeval_xl.core import values as v
from parkeval_xl.core import weighting
from parkeval_xl.core.weighting import MatrixProblem
from parkeval_xl.forms import Plan, Static, declare
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.forms.weights.tree import Group, groups_of
from parkeval_xl.graph import NATIVE, UDF, Block, formula
from parkeval_xl.graph.run import shown
from parkeval_xl.workbook.build import build
from parkeval_xl.workbook.layout import new_layout
from parkeval_xl.workbook.style import header_label, header_text, number_format

from .. import weights_books as books

# known answers 1 and 2, tests/core/test_weighting.py: five items of 源头控制, judged by one expert
HOLIDAY = [
    [1, 1 / 2, 4, 3, 3],
    [2, 1, 7, 5, 5],
    [1 / 4, 1 / 7, 1, 1 / 2, 1 / 3],
    [1 / 3, 1 / 5, 2, 1, 1],
    [1 / 3, 1 / 5, 3, 1, 1],
]
FIVE = [
    [1, 2, 3, 4, 7],
    [1 / 2, 1, 3, 2, 5],
    [1 / 3, 1 / 3, 1, 1 / 2, 2],
    [1 / 4, 1 / 2, 2, 1, 3],
    [1 / 7, 1 / 5, 1 / 2, 1 / 3, 1],
]
SOURCE = "路径协同·源头控制"


@pytest.fixture(scope="module")
def book() -> books.WeightsBook:
    return books.declared(2)


def row_of(book: books.WeightsBook, key: str) -> int:
    return next(n for n, m in enumerate(book.matrices) if m.group.key == key)


def one_expert(book: books.WeightsBook, key: str, matrix: Any) -> dict[str, Any]:
    """One named expert who judges one group, and everything else as equal."""
    inputs = initial_inputs(book)
    books.name(book, inputs, 0)
    books.judge(book, inputs, 0, row_of(book, key), lambda i, j: matrix[i][j])
    return inputs


def cell(book: books.WeightsBook, values: Any, id: str, row: int | None = None) -> Any:
    return shown(book.graph.fields[id], values, row)


# ---- shape ----
def test_groups_are_all_siblings_of_the_printed_table() -> None:
    # S2 表5-1: 3 goals; 5 and 6 first levels (管理协同 has one); second levels and leaves as
    # counted there
    groups = groups_of(data.index("synergy_index"))
    assert [g.size for g in groups] == [3, 5, 6, 2, 3, 2, 5, 2, 3, 3, 5, 2, 3, 2, 2, 2, 5, 2, 2]
    assert groups[0].names == ("效果协同", "路径协同", "管理协同") and groups[1].key == "效果协同"
    assert len({g.id for g in groups}) == len({g.name for g in groups}) == 19
    assert sum(len(g.pairs) for g in groups) == 79


@pytest.mark.parametrize("index", data.indices())
def test_the_workbook_is_sound_in_both_editions(index: str) -> None:
    book = books.declared(3, index)
    layout, taken = new_layout(book), set()
    for sheet in book.sheets:
        for part in sheet.parts:
            if isinstance(part, Block):
                labels = [header_label(header_text(c)) for c in part.columns.values()]
                assert len(set(labels)) == len(labels), part.id
    for field in book.graph.fields.values():
        for row in (None,) if field.block is None else range(field.block.rows):
            at = (field.sheet, *layout.places[field.id].at(row))
            assert at not in taken, field.id
            taken.add(at)
    for field in book.graph.order:
        for row in (None,) if field.block is None else range(field.block.rows):
            text = formula(field, row, layout, NATIVE)
            assert (
                "PARK_" not in text
                and len(text) < 8192
                and text == formula(field, row, layout, UDF)
            )


def test_a_plan_survives_its_text_and_an_unknown_index_or_kind_is_refused() -> None:
    plan = Plan(kind="weights", index="dapeng", experts=5)
    assert Plan.from_json(plan.to_json()) == plan
    for key, wrong in (("index", "nowhere"), ("kind", "other"), ("experts", 99), ("experts", "3")):
        with pytest.raises(ValueError):
            Plan.from_json(json.dumps(json.loads(plan.to_json()) | {key: wrong}))
    old = {
        k: x
        for k, x in json.loads(Plan().to_json()).items()
        if k not in ("kind", "experts", "index")
    }
    assert Plan.from_json(json.dumps(old)) == Plan()  # a file from before is a park


def test_more_items_than_the_random_index_knows_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    big = Group("m01", "", "目标层", tuple(map(str, range(11))), tuple(map(str, range(11))))
    monkeypatch.setattr("parkeval_xl.forms.weights.book.groups_of", lambda index: (big,))
    with pytest.raises(MatrixProblem, match="目标层（11 项）；一组最多 10 项"):
        declare(Plan(kind="weights", index="synergy_index", experts=14))


# ---- what it gives ----
def test_a_blank_workbook_waits_and_says_no_number(book: books.WeightsBook) -> None:
    values = book.graph.run(initial_inputs(book))
    assert set(values["consistency.verdict"]) == {"待填"}
    assert all(cell(book, values, "final.weight", n) == "待填" for n in range(41))
    assert (
        cell(book, values, "outcome.pending") == 19.0
        and cell(book, values, "outcome.sum") == "待填"
    )


@pytest.mark.parametrize(
    ("method", "matrix", "weights", "ratio"),
    [
        ("特征向量法", HOLIDAY, [0.263, 0.475, 0.055, 0.098, 0.110], 0.016),
        ("列平均法", FIVE, [0.432076, 0.264284, 0.102516, 0.148224, 0.052900], 0.019212),
    ],
)
def test_published_matrices(
    book: books.WeightsBook, method: str, matrix: Any, weights: list[float], ratio: float
) -> None:
    inputs = one_expert(book, SOURCE, matrix)
    books.choose(book, inputs, "method", method)
    values, row = book.graph.run(inputs), row_of(book, SOURCE)
    near = 1.5e-3 if matrix is HOLIDAY else 5e-7  # printed to three digits
    assert values[f"{book.matrices[row].group.id}.used"] == pytest.approx(weights, abs=near)
    assert cell(book, values, "consistency.cr", row) == pytest.approx(ratio, abs=near)
    assert cell(book, values, "consistency.verdict", row) == "接受"


def test_leaves_are_products_down_the_tree(book: books.WeightsBook) -> None:
    values = book.graph.run(one_expert(book, SOURCE, HOLIDAY))
    at = {str(id): n for n, id in enumerate(values["final.id"])}
    # 1/3 goal · 1/6 first level · 0.4758 second level (eigenvector, see above) · 1 (an only child)
    assert cell(book, values, "final.weight", at["green_industry_share"]) == pytest.approx(
        0.4758 / 18, abs=5e-6
    )
    # 能源结构 0.2636, shared by two
    assert cell(book, values, "final.weight", at["energy_productivity"]) == pytest.approx(
        0.2636 / 36, abs=5e-6
    )
    assert cell(book, values, "outcome.sum") == pytest.approx(1.0, abs=1e-12)
    assert cell(book, values, "sums.printed") == pytest.approx(1.01)  # S2 表5-1 as printed


def test_experts_count_by_name_and_meet_in_the_geometric_mean(book: books.WeightsBook) -> None:
    inputs = initial_inputs(book)
    books.judge(book, inputs, 0, 0, lambda i, j: 9)
    books.judge(book, inputs, 1, 0, lambda i, j: 4)
    books.name(book, inputs, 0)
    assert cell(book, book.graph.run(inputs), "judgements.joint", 0) == pytest.approx(9)
    books.name(book, inputs, 1)
    values = book.graph.run(inputs)
    assert cell(book, values, "judgements.joint", 0) == pytest.approx(6)  # √(9·4)
    assert cell(book, values, "e02.m01.a1", 2) == pytest.approx(0.25)  # the mirrored cell


@pytest.mark.parametrize(
    ("typed", "counts"),
    [(0.333, 1 / 3), (0.143, 1 / 7), (0.11, 1 / 9), (0.17, 1 / 6), (0.4, 0.4), (0.99, 0.99)],
)
def test_a_reciprocal_typed_rounded_counts_as_the_exact_one(
    book: books.WeightsBook, typed: float, counts: float
) -> None:
    inputs = initial_inputs(book)
    books.name(book, inputs, 0)
    books.judge(book, inputs, 0, 0, lambda i, j: typed if (i, j) == (0, 1) else 1)
    values = book.graph.run(inputs)
    assert cell(book, values, "e01.m01.a2", 0) == pytest.approx(counts, rel=1e-15)
    assert cell(book, values, "e01.m01.a1", 1) == pytest.approx(1 / counts, rel=1e-15)
    assert cell(book, values, "judgements.joint", 0) == pytest.approx(counts, rel=1e-14)


@pytest.mark.parametrize("seed", range(6))
def test_all_matrices_are_those_of_the_core(book: books.WeightsBook, seed: int) -> None:
    inputs = books.filled(book, noise=0.8, seed=seed)
    values = book.graph.run(inputs)
    for row, m in enumerate(book.matrices):
        judged = []
        for expert in book.experts:
            a = np.ones((m.group.size, m.group.size))
            for i, j in m.group.pairs:
                a[i, j] = inputs[f"{expert.matrices[row].id}.x{j + 1}"][i]
                a[j, i] = 1 / a[i, j]
            judged.append(a)
        joint = weighting.geometric_mean(judged)
        for key, method in (("eigenvector", "eigenvector"), ("mean", "column_mean")):
            w = weighting.priorities(joint, method)
            found = weighting.consistency(joint, w, {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24})
            assert values[f"{m.group.id}.{key}"] == pytest.approx(w, abs=1e-12)
            assert cell(book, values, f"consistency.{key}_largest", row) == pytest.approx(
                found.lambda_max
            )
            assert cell(book, values, f"consistency.{key}_cr", row) == pytest.approx(
                found.cr, abs=1e-12
            )
        if m.group.size > 2:
            mine = weighting.most_inconsistent(joint, weighting.priorities(joint))
            first = [n for n, g in enumerate(values["worst.group"]) if g == m.group.name]
            assert [(values["worst.first"][n], values["worst.second"][n]) for n in first] == [
                (m.group.names[x.row], m.group.names[x.column]) for x in mine
            ]
            assert values["worst.fitting"][first] == pytest.approx([x.fitting for x in mine])


def test_a_rejected_matrix_gives_no_weights_and_names_what_to_judge_again(
    book: books.WeightsBook,
) -> None:
    inputs = one_expert(book, "", [[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])
    values = book.graph.run(inputs)
    assert cell(book, values, "consistency.verdict", 0) == "重新判断"
    assert cell(book, values, "consistency.cr", 0) == pytest.approx((10 + 1 / 9 - 3) / 2 / 0.58)
    assert all(cell(book, values, "m01.used", n) == "待填" for n in range(3))
    assert cell(book, values, "m01.chosen", 0) == pytest.approx(1 / 3)  # still to be seen
    assert all(cell(book, values, "final.weight", n) == "待填" for n in range(41))
    assert (
        cell(book, values, "worst.fitting", 0) == pytest.approx(1.0)
        and cell(book, values, "outcome.rejected") == 1.0
    )


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (None, "待填"),
        ("待填", "待填"),
        (12, v.CellError.NA),
        (0, v.CellError.NA),
        ("同等", v.CellError.VALUE),
        (v.CellError.NA, v.CellError.NA),
    ],
)
def test_a_gap_or_a_wrong_judgement_reaches_every_weight_below_it(
    book: books.WeightsBook, content: Any, seen: Any
) -> None:
    inputs = books.filled(book)
    row = row_of(book, SOURCE)
    books.judge(book, inputs, 1, row, lambda i, j: content if (i, j) == (1, 3) else 1)
    values = book.graph.run(inputs)
    below = [i.groups[1] == SOURCE for i in book.index.indicators]
    for n, touched in enumerate(below):
        found = cell(book, values, "final.ahp", n)
        assert (found == seen) if touched else isinstance(found, float)


def test_entropy_and_its_mixture(book: books.WeightsBook) -> None:
    inputs = one_expert(book, SOURCE, HOLIDAY)
    # two objects: the first two indicators differ, all others are equal; 1 − e of (1, 3) is
    # 0.188722, of (1, 0) is 1
    books.decide(
        book,
        inputs,
        2,
        lambda row, column: {0: (1.0, 3.0), 1: (1.0, 0.0)}.get(row, (0.5, 0.5))[column],
    )
    books.choose(book, inputs, "choice", "熵权法")
    values = book.graph.run(inputs)
    assert values["final.weight"][:3] == pytest.approx(
        [0.188722 / 1.188722, 1 / 1.188722, 0.0], abs=1e-6
    )
    ahp = values["final.ahp"]
    books.choose(book, inputs, "choice", "线性综合")
    books.choose(book, inputs, "share", 0.25)
    mixed = book.graph.run(inputs)
    assert mixed["final.weight"] == pytest.approx(0.25 * ahp + 0.75 * values["final.weight"])
    assert cell(book, mixed, "outcome.sum") == pytest.approx(1.0)


def test_entropy_without_figures_waits(book: books.WeightsBook) -> None:
    inputs = one_expert(book, SOURCE, HOLIDAY)
    books.choose(book, inputs, "choice", "熵权法")
    assert cell(book, book.graph.run(inputs), "final.weight", 0) == "待填"
    books.decide(book, inputs, 2, lambda row, column: 0.5 + row * column)
    inputs["decision.o2"][7] = v.EMPTY
    assert cell(book, book.graph.run(inputs), "decision.divergence", 7) == "待填"
    assert cell(book, book.graph.run(inputs), "final.weight", 0) == "待填"
    inputs["decision.o2"][7] = -1.0
    assert cell(book, book.graph.run(inputs), "final.weight", 0) == v.CellError.NA


# ---- the file and the command ----
def run(*arguments: object, english: bool = False) -> Result:
    result = CliRunner().invoke(
        main, [str(a) for a in arguments], env={"PARKEVAL_LANG": "en" if english else ""}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def taken(
    tmp_path: Path, book: books.WeightsBook, inputs: dict[str, Any], **more: Any
) -> tuple[Result, Any]:
    """What the command says of a file, and what it writes."""
    source, target = tmp_path / "权重.xlsx", tmp_path / "weights.json"
    source.write_bytes(build(book, NATIVE, inputs, **more))
    result = run("weights", source, "-o", target)
    return result, json.loads(target.read_text(encoding="utf-8")) if target.exists() else None


def test_accepted_weights_are_written(book: books.WeightsBook, tmp_path: Path) -> None:
    inputs = one_expert(book, SOURCE, HOLIDAY)
    result, told = taken(tmp_path, book, inputs)
    assert result.exit_code == 0 and not result.output.startswith("错误")
    assert (told["index"], told["method"], told["choice"], told["experts"]) == (
        "synergy_index",
        "eigenvector",
        "ahp",
        ["张三"],
    )
    assert list(told["weights"]) == [i.id for i in data.index("synergy_index").indicators]
    assert sum(told["weights"].values()) == pytest.approx(1.0)
    assert told["weights"]["green_industry_share"] == pytest.approx(0.4758 / 18, abs=5e-6)
    source = next(c for c in told["consistency"] if c["group"] == SOURCE)
    assert source["cr"] == pytest.approx(0.016, abs=5e-4) and source["n"] == 5
    assert not list(tmp_path.glob("*.part"))


def codes(result: Result) -> list[str]:
    return [
        line.rpartition("（")[2].removesuffix("）")
        for line in result.output.splitlines()
        if line[:2] in ("错误", "警告", "提示") and " " in line and "：" in line
    ]


def spoilt(book: books.WeightsBook, what: str) -> dict[str, Any]:
    inputs = books.filled(book, noise=0.05)
    if what == "unnamed":
        books.name(book, inputs, 1, "")
    elif what == "nobody":
        inputs = initial_inputs(book)
    elif what == "equal":
        for k in range(len(book.matrices)):
            books.judge(book, inputs, 0, k, lambda i, j: 1)
    elif what == "rounded":
        books.judge(book, inputs, 0, 0, lambda i, j: {(0, 2): 0.333, (1, 2): 1 / 3}.get((i, j), 1))
    elif what in ("gap", "wrong"):
        books.judge(
            book,
            inputs,
            0,
            0,
            lambda i, j: {"gap": None, "wrong": 12}[what] if (i, j) == (0, 2) else 1,
        )
    elif what == "cycle":
        for n in (0, 1):
            books.judge(
                book, inputs, n, 0, lambda i, j: {(0, 1): 9, (0, 2): 1 / 9, (1, 2): 9}[i, j]
            )
    elif (
        what == "opposed"
    ):  # 9, 1/9, 9 and its mirror image: CR 6.13 each, the geometric mean is all ones
        for n, power in ((0, 1), (1, -1)):
            books.judge(
                book,
                inputs,
                n,
                0,
                lambda i, j, power=power: {(0, 1): 9.0, (0, 2): 1 / 9, (1, 2): 9.0}[i, j] ** power,
            )
    elif what == "twice":
        books.name(book, inputs, 0, "张 三")
        books.name(book, inputs, 1, "张三")
    elif what == "entropy":
        books.choose(book, inputs, "choice", "熵权法")
        books.decide(book, inputs, 2, lambda row, column: 0.5 + row * column)
        inputs["decision.o2"][7] = v.EMPTY
    elif what == "alike":
        books.choose(book, inputs, "choice", "线性综合")
        books.decide(book, inputs, 2, lambda row, column: 0.5)
    return inputs


SPOILT = [  # what, exit code, findings, words
    ("unnamed", 0, ["WEIGHTS_EXPERT_UNNAMED"], "专家2!C"),
    ("nobody", 1, ["WEIGHTS_NO_EXPERT"], "没有一名专家填写姓名"),
    ("equal", 0, ["WEIGHTS_ALL_EQUAL"], "“专家1”的判断全是 1"),
    ("gap", 1, ["WEIGHTS_JUDGEMENT_MISSING"], "“目标层：效果协同 比 管理协同”没有判断"),
    ("wrong", 1, ["WEIGHTS_JUDGEMENT_WRONG"], "“目标层：效果协同 比 管理协同”的判断“12”不在"),
    (
        "rounded",
        0,
        ["WEIGHTS_JUDGEMENT_ROUNDED"],
        "“目标层：效果协同 比 管理协同”的判断 0.333 是四舍五入的倒数，按 1/3 计",
    ),
    ("cycle", 1, ["WEIGHTS_REJECTED"], "CR=6.1303，不小于 0.1"),
    ("opposed", 0, ["WEIGHTS_EXPERT_CONTRADICTS"] * 2, "CR=6.1303，不小于 0.1"),
    ("twice", 1, ["WEIGHTS_EXPERT_TWICE"], "是同一名专家"),
    ("entropy", 1, ["WEIGHTS_ENTROPY_MISSING"], "氨氮排放强度"),
    ("alike", 1, ["WEIGHTS_ENTROPY_MISSING"], "不能全部相同"),
]


@pytest.mark.parametrize(("what", "code", "found", "words"), SPOILT, ids=[s[0] for s in SPOILT])
def test_what_is_wrong_is_told_and_nothing_is_written(
    book: books.WeightsBook, tmp_path: Path, what: str, code: int, found: list[str], words: str
) -> None:
    result, told = taken(tmp_path, book, spoilt(book, what))
    assert (result.exit_code, codes(result)) == (code, found), result.output
    assert words in result.output and (told is None) == (code == 1)


def test_text_for_a_judgement_is_quoted(book: books.WeightsBook, tmp_path: Path) -> None:
    inputs = books.filled(book, noise=0.05)
    books.judge(book, inputs, 0, 0, lambda i, j: v.CellError.VALUE if (i, j) == (0, 1) else 1)
    result, told = taken(tmp_path, book, inputs, raw={("e01.m01.x2", 0): "同等"})
    assert result.exit_code == 1 and told is None and "的判断“同等”不在" in result.output


def test_an_edited_limit_does_not_let_a_matrix_pass(
    book: books.WeightsBook, tmp_path: Path
) -> None:
    inputs = spoilt(book, "cycle") | {"weights.limit": np.float64(99.0)}
    result, told = taken(tmp_path, book, inputs)
    assert told is None and codes(result) == ["LOCKED_EDITED", "WEIGHTS_REJECTED"], result.output


def test_both_kinds_of_files_name_the_command_for_the_other(
    book: books.WeightsBook, tmp_path: Path
) -> None:
    path = tmp_path / "权重.xlsx"
    assert run("template", path, "--kind", "weights", "--experts", "1").exit_code == 0
    for command in (("evaluate",), ("check",), ("refresh",)):
        result = run(*command, path)
        assert result.exit_code == 2 and "请用 weights 命令" in result.output, result.output
    assert run("template", tmp_path / "园区.xlsx", "--materials", "scrap_steel").exit_code == 0
    result = run("weights", tmp_path / "园区.xlsx", "-o", tmp_path / "w.json", english=True)
    assert result.exit_code == 2 and "is no workbook of indicator weights" in result.output
    result = run("template", tmp_path / "b.xlsx", "--kind", "weights", "--index", "nowhere")
    assert result.exit_code == 2 and "没有指标体系“nowhere”，可用：" in result.output


def test_inputs_survive_json_and_either_edition(book: books.WeightsBook, tmp_path: Path) -> None:
    first, told = taken(tmp_path, book, books.filled(book, noise=0.05))
    source = tmp_path / "权重.xlsx"
    assert run("export", source, "-o", tmp_path / "x.json").exit_code == 0
    for name in ("again.xlsm", "again.xlsx"):
        assert run("fill", tmp_path / "x.json", "-o", tmp_path / name).exit_code == 0
        assert run("weights", tmp_path / name, "-o", tmp_path / "again.json").exit_code == 0
        assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8")) == told
    assert first.exit_code == 0


def test_sheets_stand_in_the_order_of_the_work(book: books.WeightsBook) -> None:
    names = [s.name for s in book.sheets]
    assert names == [
        "封面",
        "专家1",
        "专家2",
        "熵权",
        "权重结果",
        "一致性检验",
        "综合矩阵",
        "全部判断",
        "steps",
        "settings",
    ]
    contents = next(p for p in book.sheets[0].parts if isinstance(p, Static) and p.links)
    assert [row[0] for row in contents.rows] == names[1:-2]


def test_judgements_are_shown_as_fractions(book: books.WeightsBook) -> None:
    field = book.graph.fields["e01.m01.x2"]
    assert number_format(field.pattern) == "[<0.99]?/?_ ;General_ "  # 1/3, and 3 without a point
