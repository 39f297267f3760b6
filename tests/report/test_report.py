"""评价报告: the eight parts of S1 4.7 in its order, every figure that of the results, and the words
of the evaluator."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkeval_xl import data
from parkeval_xl.evaluation import Evaluation, evaluate_inputs
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.forms.report import REPORT
from parkeval_xl.graph import Block
from parkeval_xl.refresh import written_values
from parkeval_xl.report import write
from parkeval_xl.workbook.build import VALUES, build
from parkeval_xl.workbook.exchange import from_json
from parkeval_xl.workbook.layout import new_layout
from tests.small_park import sample

PARTS = (  # S1 4.7, the contents of the report
    "一、产业园区基本信息",
    "二、产业园区实际情况与基本要求和评价指标的符合性",
    "三、产业园区循环化改造情况",
    "四、核算年度",
    "五、系统边界内数据收集情况",
    "六、减污降碳绩效核算",
    "七、评价结果",
    "八、其他需要说明的情况",
)


def evaluated(content: dict[str, Any]) -> Evaluation:
    declared, inputs, raw = from_json(content)
    return evaluate_inputs(declared, new_layout(declared), initial_inputs(declared) | inputs, raw)


def page(evaluation: Evaluation) -> list[list[Any]]:
    """The cells of the report sheet as it is exported."""
    content = build(
        evaluation.book,
        VALUES,
        evaluation.inputs,
        written_values(evaluation),
        raw=evaluation.raw,
        only=(REPORT,),
        first=REPORT,
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content))[REPORT]
    return [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()]


def texts(rows: list[list[Any]]) -> list[str]:
    return [str(x) for row in rows for x in row]


def with_inputs(**changes: Any) -> dict[str, Any]:
    content = sample()
    content["inputs"] |= changes
    return content


def test_the_eight_parts_stand_in_the_order_of_the_standard() -> None:
    firsts = [str(row[0]) for row in page(evaluated(sample())) if row]
    found = [next(i for i, x in enumerate(firsts) if x.startswith(title)) for title in PARTS]
    assert found == sorted(found)


def test_it_is_values_only() -> None:
    assert not [x for x in texts(page(evaluated(sample()))) if x.startswith("=")]


@pytest.mark.parametrize("party", data.evaluators(), ids=lambda e: e.party_en)
def test_title_statement_and_signatures_are_those_of_the_evaluator(party: Any) -> None:
    said = texts(page(evaluated(with_inputs(**{"evaluation.party": party.party}))))
    others = [e for e in data.evaluators() if e.party != party.party]
    assert any(x.endswith(party.headline) for x in said[:4])
    for words in (
        party.statement,
        party.evaluator,
        party.qualification,
        party.seal,
        party.confirmation,
    ):
        assert words in said
    for other in others:
        assert other.statement not in said and not any(other.headline in x for x in said)


def test_without_a_type_of_evaluator_its_words_are_pending() -> None:
    content = sample()
    del content["inputs"]["evaluation.party"]
    rows = page(evaluated(content))
    assert ["声明", "待填"] in rows and ["盖章", "待填"] in rows
    assert not {e.statement for e in data.evaluators()} & set(texts(rows))


def test_every_figure_of_the_account_is_that_of_the_material() -> None:
    """ER = BE - PE - LE; the row of the material and the total below it, and per tonne ER ÷ Q."""
    park = evaluated(sample())
    shown = [
        [
            park.show(f"report.account.{k}", i)
            for k in ("baseline", "project", "leakage", "reduction")
        ]
        for i in (0, 1)
    ]
    assert shown[0] == [
        park.show(f"scrap_steel.{k}") for k in ("baseline", "project", "leakage", "reduction")
    ]
    baseline, project, leakage, reduction = shown[1]
    assert (
        reduction
        == pytest.approx(baseline - project - leakage, rel=1e-12)
        == park.show("totals.reduction")
    )
    per_tonne = {
        k: park.show(f"report.per_tonne.{k}", 0) for k in ("reduction", "quantity", "per_tonne")
    }
    assert per_tonne["per_tonne"] == pytest.approx(
        per_tonne["reduction"] / per_tonne["quantity"], rel=1e-12
    )


def test_the_rate_is_laid_out_as_a_fraction() -> None:
    park = evaluated(sample())
    at = {
        k: park.show(f"report.rates.{k}", 0)
        for k in ("utilised", "generated", "old_stock", "rate", "threshold", "verdict")
    }
    assert at["rate"] == pytest.approx(
        at["utilised"] / (at["generated"] + at["old_stock"]), rel=1e-12
    )
    assert (at["threshold"], at["verdict"]) == (0.8, "达标")


def test_ways_of_collection_are_counted_by_row() -> None:
    content = sample()
    park = evaluated(content)
    block = park.book.graph.blocks["report.ways"]
    for i, way in enumerate(data.collection_ways()):
        rows = [r for r in content["inputs"]["ledger"] if r.get("way") == way.name]
        assert park.show("report.ways.ledger", i) == len(rows)
        assert block.initial[i]["grade"] == f"{way.grade}级"


def test_the_first_differences_stand_in_it_with_their_effect() -> None:
    park = evaluated(sample())
    rows = page(park)
    start = next(
        i for i, r in enumerate(rows) if r and str(r[0]).startswith("（四）核定与填报的差异")
    )
    first, second = rows[start + 2][0], rows[start + 3][0]
    assert "示例再生钢铁" in first and "综合利用量" in first and "电炉冶炼用电" in second


def test_what_the_park_left_open_is_said() -> None:
    content = sample()
    for key in ("park.body", "evaluation.author"):
        content["inputs"].pop(key, None)
    rows = page(evaluated(content))
    assert ["园区管理机构", "（未填）"] in rows and ["编制人（签字）", "（未填）"] in rows


def test_notes_name_design_values_imports_and_replaced_factors() -> None:
    content = sample()
    initial = [b["key"] for b in evaluated(content).book.factors.initial]
    replaced: list[dict[str, Any]] = [{} for _ in initial]
    replaced[initial.index("天然气")] = {"override": 21.0, "reason": "本地气源化验"}
    content["inputs"]["factors"] = replaced
    park = evaluated(content)
    kinds = [row for row in page(park) if row and row[0] in ("建议值", "园外来料", "因子替换")]
    assert {row[0] for row in kinds} == {"建议值", "园外来料", "因子替换"}
    assert any("天然气" in " ".join(map(str, row)) for row in kinds)


@pytest.mark.parametrize(
    "materials", [("other_nonferrous",), ("scrap_copper", "other_nonferrous"), ("smelting_slag",)]
)
def test_every_choice_of_materials_has_a_report(materials: tuple[str, ...], tmp_path: Path) -> None:
    park = evaluated({"plan": {"materials": list(materials)}, "inputs": {}})
    rows = page(park)
    assert [data.material(m).name for m in materials] == [
        park.show("report.scope.material", i) for i in range(len(materials))
    ]
    assert any(str(r[0]).startswith(PARTS[-1]) for r in rows if r)
    made = write(park, tmp_path, ["xlsx", "json"])
    assert [p.suffix for p in made] == [".xlsx", ".json"] and all(p.stat().st_size for p in made)


def test_all_its_figures_are_references_or_sums_of_other_sheets() -> None:
    """The report computes nothing of its own but counts and quotients laid out: no arithmetic of
    emissions."""
    functions = {
        f.function.name
        for f in evaluated(sample()).book.graph.fields.values()
        if f.sheet == REPORT and f.function
    }
    assert functions <= {
        "SAME",
        "SAME_TEXT",
        "ENTRY_REQUIRED",
        "SAID",
        "IF_WORD",
        "TALLY",
        "ENTRIES",
        "RATIO",
        "STATE_EACH_2",  # of the ratio
        "TEXT_AT",
        "HEADLINE",
        "COMPUTED_BY",  # says who computed them
    }
    blocks = [p for p in evaluated(sample()).book.sheet(REPORT).parts if isinstance(p, Block)]
    assert len(blocks) > 15
