"""Every command as a user calls it, and what it says of files that cannot be used."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from parkeval_xl import __version__, data, evaluate
from parkeval_xl.cli import main
from parkeval_xl.report.explanation import EXAMPLE, address
from parkeval_xl.workbook.read import load
from tests import areas, store
from tests.campaign import first
from tests.store import LEAN


def run(*arguments: object, english: bool = False) -> Result:
    result = CliRunner().invoke(
        main, [str(a) for a in arguments], env={"PARKEVAL_LANG": "en" if english else ""}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("园区 数据")
    (folder / "park.json").write_text(json.dumps(store.export(LEAN)), encoding="utf-8")
    assert run("fill", folder / "park.json", "-o", folder / "park.xlsx", "--native").exit_code == 0
    return folder / "park.xlsx"


def test_help_names_every_command() -> None:
    said = run("--help").output
    for command in (
        "demo",
        "template",
        "fill",
        "export",
        "convert",
        "evaluate",
        "check",
        "explain",
        "refresh",
        "report",
    ):
        assert command in said


@pytest.mark.parametrize(
    ("name", "options"),
    first(2, [("a.xlsm", ()), ("c.xlsx", ("--rows", 20)), ("b.xlsx", ("--native", "--rows", 20))]),
)
def test_template_writes_either_edition(
    tmp_path: Path, name: str, options: tuple[str | int, ...]
) -> None:
    assert run("template", tmp_path / name, *options).exit_code == 0
    assert ("xl/vbaProject.bin" in zipfile.ZipFile(tmp_path / name).namelist()) == name.endswith(
        "m"
    )
    result = run("evaluate", tmp_path / name, "--json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["effective"]["reductions"] == {
        **{m.id: "待填" if m.has_method else "不适用" for m in data.materials()},
        "total": "待填",
    }
    assert set(told["effective"]["requirements"].values()) == {"待填"}
    assert (
        told["effective"]["conclusion"] == "资料不全"
        and told["effective"]["grade"] == "未评（资料不全）"
    )
    assert all(f["severity"] != "错误" for f in told["findings"])


def test_template_refuses_an_extension_that_does_not_fit(tmp_path: Path) -> None:
    result = run("template", tmp_path / "a.xlsm", "--native")
    assert result.exit_code == 2 and "扩展名应为 .xlsx" in result.output
    assert not list(tmp_path.iterdir())


def test_template_refuses_an_unknown_material(tmp_path: Path) -> None:
    result = run("template", tmp_path / "a.xlsx", "--materials", "gold")
    assert result.exit_code == 2 and "没有物料“gold”" in result.output and "废钢铁" in result.output


@pytest.mark.parametrize(("year", "base"), [(2024, 2024), (2023, 2025)])
def test_template_refuses_a_base_year_that_is_not_before(
    tmp_path: Path, year: int, base: int
) -> None:
    call = ("template", tmp_path / "a.xlsx", "--year", year, "--base-year", base)
    result = run(*call)
    assert result.exit_code == 2 and f"基准年 {base} 应早于评价年 {year}" in result.output
    assert "must be before" in run(*call, english=True).output and not list(tmp_path.iterdir())


USAGE = [
    ((), "nosuch", "没有命令 nosuch，可用：acceptance、check", "No such command"),
    ((), "evaluat", "是否为 evaluate？", "No such command"),
    ((), "--nope", "没有选项 --nope", "No such option"),
    ((), "evaluate", "缺少参数 FILE", "Missing argument"),
    (("fill", "a.json"), "", "缺少选项 -o（写到哪个工作簿）", "Missing option"),
    (("fill", "a.json"), "-o", "选项 -o 后面要写值", "requires an argument"),
    (("evaluate", "a", "b"), "c", "多出的参数：b c", "extra argument"),
    (("template", "a.xlsx"), "--nativ", "没有选项 --nativ，是否为 --native？", "No such option"),
    (
        ("template", "a.xlsx", "--rows"),
        "5",
        "选项 --rows（物料台账的行数）的值不能用，应为 10 到 20000 的整数",
        "Invalid value",
    ),
    (("template", "a.xlsx", "--rows"), "many", "应为 10 到 20000 的整数", "Invalid value"),
    (("template", "a.xlsx", "--kind"), "y", "应为 park", "Invalid value"),
]


@pytest.mark.parametrize(
    ("call", "last", "says", "english"), USAGE, ids=[u[1] or "nothing" for u in USAGE]
)
def test_a_call_that_is_not_understood(
    call: tuple[str, ...], last: str, says: str, english: str
) -> None:
    arguments = (*call, last) if last else call
    result = run(*arguments)
    assert result.exit_code == 2 and says in result.output
    assert (
        "Error" not in result.output
        and "Try" not in result.output
        and "Traceback" not in result.output
    )
    other = run(*arguments, english=True)
    assert other.exit_code == 2 and english in other.output


def test_template_takes_years_rows_and_all_materials(tmp_path: Path) -> None:
    run(
        "template",
        tmp_path / "a.xlsx",
        "--year",
        "2023",
        "--base-year",
        "2019",
        "--materials",
        "all",
        "--rows",
        "20",
    )
    told = json.loads(run("evaluate", tmp_path / "a.xlsx", "--json").output)
    assert (told["year"], told["base_year"]) == (2023, 2019)
    assert len(told["effective"]["reductions"]) == 9 and set(told["effective"]["utilisation"]) == {
        "industrial_solid_waste",
        "renewable_resources",
    }


def test_evaluate_gives_both_views(park: Path) -> None:
    told = json.loads(run("evaluate", park, "--json").output)
    assert set(told) == {
        "park",
        "year",
        "base_year",
        "computed_by",
        "effective",
        "reported",
        "quality",
        "findings",
    }
    assert told["computed_by"] == f"ParkEval XL {__version__}（Python）"
    for view in ("effective", "reported"):
        assert {"requirements", "conclusion", "utilisation", "reductions", "index", "grade"} <= set(
            told[view]
        )
    # by hand: users 16 400 t (verified 16 250) + 41 300 t; generators 16 300 t of 19 150 + 100
    assert told["effective"]["materials"]["scrap_steel"]["quantity"] == 57550
    assert told["reported"]["materials"]["scrap_steel"]["quantity"] == 57700
    assert told["effective"]["utilisation"]["renewable_resources"] == pytest.approx(
        16300 / 19250, rel=1e-12
    )
    assert (
        told["effective"]["reductions"]["scrap_steel"]
        < told["reported"]["reductions"]["scrap_steel"]
    )


def test_evaluate_in_python_is_the_same(park: Path) -> None:
    assert json.loads(json.dumps(evaluate(park).to_dict())) == json.loads(
        run("evaluate", park, "--json").output
    )


def test_evaluate_says_it_in_words(park: Path) -> None:
    said = run("evaluate", park).output
    assert "84.68%（阈值 80.00%）　达标" in said and "合理区间 1.30–1.60：在区间内" in said


def test_evaluate_says_it_in_english(park: Path) -> None:
    said = run("evaluate", park, english=True).output
    assert "84.68% (threshold 80.00%), met" in said and "plausible 1.30–1.60: inside" in said
    assert not set("。；：，（）") & set(said.replace("（虚构）", "")), "punctuation of English"


def test_export_and_fill_are_inverse(park: Path, tmp_path: Path) -> None:
    assert run("export", park, "-o", tmp_path / "one.json").exit_code == 0
    assert run("fill", tmp_path / "one.json", "-o", tmp_path / "two.xlsm").exit_code == 0
    assert run("export", tmp_path / "two.xlsm", "-o", tmp_path / "two.json").exit_code == 0
    assert json.loads((tmp_path / "one.json").read_text("utf-8")) == json.loads(
        (tmp_path / "two.json").read_text("utf-8")
    )


def test_convert_keeps_inputs_and_results(park: Path, tmp_path: Path) -> None:
    assert run("convert", park, "-o", tmp_path / "b.xlsm").exit_code == 0
    assert run("convert", tmp_path / "b.xlsm", "-o", tmp_path / "c.xlsx").exit_code == 0
    one, two, three = (
        json.loads(run("evaluate", p, "--json").output)
        for p in (park, tmp_path / "b.xlsm", tmp_path / "c.xlsx")
    )
    assert one == two == three


def test_convert_of_the_wrong_extension_is_refused(park: Path, tmp_path: Path) -> None:
    assert run("convert", park, "-o", tmp_path / "b.xlsm", "--native").exit_code == 2


def test_check_of_a_fresh_file_finds_nothing_about_the_file(park: Path) -> None:
    result = run("check", park, "--json")
    codes = {f["code"] for f in json.loads(result.output)}
    assert result.exit_code == 0 and codes == {
        "BALANCE_OPEN",
        "LINE_DEFAULT_SHARE",
        "IMPORT_IN_REDUCTION",
        "REVIEW_OPEN",
    }


def test_check_in_english(park: Path) -> None:
    assert "Mass balance of 废钢铁" in run("check", park, english=True).output


def test_refresh_names_the_parts_it_changed(tmp_path: Path) -> None:
    path = store.copy(LEAN, tmp_path / "a.xlsx")
    said = run("refresh", path).output
    assert "改动的部件（其余逐字节不变）：xl/worksheets/sheet" in said
    assert run("refresh", path, english=True).output == "Updated 0 cells\n"


def test_report_writes_the_formats_asked_for(park: Path, tmp_path: Path) -> None:
    result = run("report", park, "-o", tmp_path / "报告", "--formats", "json,xlsx")
    assert result.exit_code == 0
    files = sorted(p.suffix for p in (tmp_path / "报告").iterdir())
    assert files == [".json", ".xlsx"] and len(result.output.splitlines()) == 2
    book = openpyxl.load_workbook(next((tmp_path / "报告").glob("*.xlsx")))
    assert book.sheetnames[0] == "评价报告" and "废钢铁" in book.sheetnames
    assert not any(
        str(c.value).startswith("=")
        for s in book
        for row in s.iter_rows()
        for c in row
        if c.data_type == "f"
    )


@pytest.mark.parametrize("formats", ["", ",", " , "])
def test_report_refuses_no_format(park: Path, tmp_path: Path, formats: str) -> None:
    result = run("report", park, "-o", tmp_path, "--formats", formats)
    assert (
        result.exit_code == 2
        and "没有给出报告格式，可用：xlsx" in result.output
        and not list(tmp_path.iterdir())
    )


def test_report_refuses_an_unknown_format(park: Path, tmp_path: Path) -> None:
    result = run("report", park, "-o", tmp_path, "--formats", "pptx")
    assert result.exit_code == 2 and "没有报告格式 pptx" in result.output


def test_explain_goes_down_to_inputs_and_factors(park: Path) -> None:
    result = run("explain", park, "循环化结果!K7")
    assert result.exit_code == 0 or "不是填报或计算的单元格" in result.output
    row = next(
        r
        for r in range(5, 12)
        for said in [run("explain", park, f"循环化结果!K{r}")]
        if said.exit_code == 0
    )
    said = run("explain", park, f"循环化结果!K{row}").output
    assert (
        "基准线－项目－泄漏" in said and "电力" in said and "示例再生钢铁" in said and "S1" in said
    )


def test_the_example_of_the_help_is_a_figure_of_the_sample(park: Path) -> None:
    assert (
        f"如 {EXAMPLE}。" in run("explain", "--help").output
        and EXAMPLE in run("explain", park, "E12").output
    )
    said = run("explain", park, EXAMPLE).output.split("\n")
    assert said[0] == "86,502.51 tCO2e＝105,306.14－18,778.43－25.20" and said[1].startswith(
        "#1 核定口径·废钢铁减排量"
    )
    assert "METHOD" not in "".join(said) and "SAME" not in "".join(said)


def test_explain_to_a_depth(park: Path) -> None:
    short, whole = (
        run("explain", park, EXAMPLE, *more).output.split("\n") for more in (("--depth", 1), ())
    )
    assert 2 < len(short) < 20 < len(whole) and short[0] == whole[0] and short[2].endswith(" …")
    told = json.loads(run("explain", park, EXAMPLE, "--json", "--depth", 1).output)
    assert told["in_numbers"] == short[0] and told["children"][0]["cut"] is True


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("E12", "应写成 工作表!单元格"),
        ("没有!A1", "没有工作表“没有”"),
        ("封面!A1", "不是填报或计算的单元格"),
        ("封面!ZZZ99999", ""),
    ],
)
def test_explain_of_nothing(park: Path, cell: str, says: str) -> None:
    result = run("explain", park, cell)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output


WRONG = {
    "没有.xlsx": None,
    "空.xlsx": b"",
    "旧.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "文本.xlsx": "甲,乙\n1,2\n".encode(),
    "断.xlsx": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", [*WRONG, "文件夹.xlsx", "半.xlsx", "别的.xlsx"])
@pytest.mark.parametrize(
    "command", ["evaluate", "check", "refresh", "explain", "export", "convert", "report"]
)
def test_a_wrong_file_gets_one_line_and_exit_2(
    park: Path, tmp_path: Path, name: str, command: str
) -> None:
    path = tmp_path / name
    if WRONG.get(name) is not None:
        path.write_bytes(WRONG[name] or b"")
    elif name == "文件夹.xlsx":
        path.mkdir()
    elif name == "半.xlsx":
        path.write_bytes(park.read_bytes()[:20000])
    elif name == "别的.xlsx":
        openpyxl.Workbook().save(path)
    more = {
        "explain": ["封面!B7"],
        "export": ["-o", tmp_path / "x.json"],
        "convert": ["-o", tmp_path / "x.xlsx"],
        "report": ["-o", tmp_path / "x"],
    }.get(command, [])
    before = path.read_bytes() if path.is_file() else None
    for english in (False, True):
        result = run(command, path, *more, english=english)
        assert result.exit_code == 2 and len(result.output.strip().splitlines()) == 1, result.output
        assert "Traceback" not in result.output
    assert (path.read_bytes() if path.is_file() else None) == before
    assert {p.name for p in tmp_path.iterdir()} <= {name}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "不是正确的 JSON"),
        ("[1]", "应为一个对象"),
        ('{"inputs": {"x": 1}}', "没有数据项“x”"),
        ('{"plan": {"materials": ["gold"]}}', ""),
    ],
)
def test_fill_refuses_bad_data_in_words(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "d.json").write_text(content, encoding="utf-8")
    result = run("fill", tmp_path / "d.json", "-o", tmp_path / "o.xlsx")
    assert result.exit_code == 2 and says in result.output and not (tmp_path / "o.xlsx").exists()


def test_fill_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert run("fill", tmp_path / "d.json", "-o", tmp_path / "o.xlsx").exit_code == 2


def test_as_a_module_from_another_folder(park: Path, tmp_path: Path) -> None:
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "parkeval_xl", "evaluate", str(park)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": root, "PATH": "", "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )
    assert done.returncode == 0 and "废钢铁" in done.stdout and done.stderr == ""


def test_demo_makes_both_workbooks_and_the_report(tmp_path: Path) -> None:
    result = run("demo", tmp_path / "示例")
    assert result.exit_code == 0 and "示例园区" in result.output
    assert sorted(p.suffix for p in (tmp_path / "示例").iterdir()) == [
        ".json",
        ".xlsm",
        ".xlsx",
        ".xlsx",
    ]
    for path in (tmp_path / "示例").iterdir():
        assert str(path) in result.output


# ---- an index alone ------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled workbook of an area."""
    folder = tmp_path_factory.mktemp("area")
    (folder / "新区.json").write_text(json.dumps(areas.content()), encoding="utf-8")
    assert run("fill", folder / "新区.json", "-o", folder / "新区.xlsx").exit_code == 0
    return folder / "新区.xlsx"


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.xlsx", ("--kind", "dapeng")), ("b.xlsm", ("--kind", "index", "--index", "dapeng"))],
)
def test_template_of_an_index_alone(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    assert run("template", tmp_path / name, *options).exit_code == 0
    loaded = load(tmp_path / name)
    assert (loaded.book.plan.kind, loaded.book.plan.index, loaded.book.plan.materials) == (
        "index",
        "dapeng",
        (),
    )
    assert "对象信息" in loaded.sheets and "物料台账" not in loaded.sheets


def test_an_index_alone_needs_an_index(tmp_path: Path) -> None:
    refused = run("template", tmp_path / "a.xlsx", "--kind", "index", "--index", "none")
    assert (
        refused.exit_code == 2
        and "没有指标体系 none，可用：" in refused.output
        and "、none" not in refused.output
    )


def test_the_index_of_dapeng_among_the_forms_of_a_park_still_loads(tmp_path: Path) -> None:
    assert (
        run(
            "template", tmp_path / "a.xlsx", "--index", "dapeng", "--materials", "scrap_steel"
        ).exit_code
        == 0
    )
    loaded = load(tmp_path / "a.xlsx")
    assert (
        loaded.book.plan.kind == "park"
        and {"物料台账", "协同度", "环境质量"} <= loaded.sheets.keys()
    )


def test_every_command_works_on_an_index_alone(area: Path, tmp_path: Path) -> None:
    told = json.loads(run("evaluate", area, "--json").output)
    assert told["effective"]["index"]["mean"] == pytest.approx(84.40, abs=0.005)
    said = run("evaluate", area)
    assert (
        said.exit_code == 0
        and said.output.startswith("示例新区（虚构）　评价年 2024")
        and "减排量" not in said.output
    )
    assert run("check", area).exit_code == 0
    e = evaluate(area)
    cell = address(e, e.book.graph.fields["metrics_base.elasticity"], 4)
    for call in (
        ("export", area, "-o", tmp_path / "a.json"),
        ("fill", tmp_path / "a.json", "-o", tmp_path / "b.xlsx"),
        ("convert", tmp_path / "b.xlsx", "-o", tmp_path / "c.xlsm"),
        ("refresh", tmp_path / "c.xlsm"),
        ("report", area, "-o", tmp_path / "out"),
        ("explain", area, cell),
    ):
        done = run(*call)
        assert done.exit_code == 0, (call, done.output)
    assert (
        json.loads(run("evaluate", tmp_path / "c.xlsm", "--json").output)["effective"]
        == told["effective"]
    )
    assert (tmp_path / "out" / "示例新区（虚构）_2024_评价报告.xlsx").exists()
