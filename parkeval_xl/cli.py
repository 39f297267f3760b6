"""The command line: everything the ribbon does, and more, from files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from . import __version__
from .cli_install import doctor, install, uninstall
from .cli_template import template
from .cli_weights import weights
from .language import first, words
from .usage import (
    FOUND,
    OK,
    Commands,
    edition_of,
    force_option,
    plainly,
    say,
    say_json,
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="parkeval-xl")
def main() -> None:
    """ParkEval XL：产业园区循环化改造减污降碳评价工作簿。

    Evaluate the pollution and carbon savings of an industrial park's circular transformation.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a console that lacks a character still shows the rest


@main.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option("-o", "output", type=click.Path(path_type=Path), required=True, help="写到哪个工作簿")
@click.option("--native", is_flag=True, help="不带宏的版本（.xlsx）")
@force_option
@plainly
def fill(data: Path, output: Path, native: bool, force: bool) -> int:
    """把 JSON 数据填入新的工作簿。Fill a new workbook with data by field id."""
    from .evaluation import evaluate_inputs
    from .forms import Evaluated
    from .forms.initial import initial_inputs
    from .refresh import written_values
    from .workbook.exchange import from_json
    from .workbook.json_file import read_json
    from .workbook.layout import new_layout
    from .workbook.save import require_extension, save
    from .workbook.target import Target

    edition = edition_of(output, native)
    require_extension(output, edition)
    target = Target.asked(output, force, data)
    declared, inputs, raw = from_json(read_json(data))
    target.ready()
    if not isinstance(declared, Evaluated):
        save(declared, edition, target, inputs, raw=raw)
        say(words(f"已填入 {output}", f"Filled {output}"))
        return OK
    evaluation = evaluate_inputs(
        declared, new_layout(declared), initial_inputs(declared) | inputs, raw
    )
    save(declared, edition, target, inputs, written_values(evaluation), raw)
    say(words(f"已填入 {output}", f"Filled {output}"))
    _counts(evaluation.findings)
    return OK


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", type=click.Path(path_type=Path), required=True, help="写到哪个 JSON 文件"
)
@force_option
@plainly
def export(file: Path, output: Path, force: bool) -> int:
    """导出全部填报数据。Export all inputs by field id."""
    from .workbook.exchange import to_json
    from .workbook.read import load
    from .workbook.target import Target

    target = Target.asked(output, force, file)
    content = json.dumps(to_json(load(file)), ensure_ascii=False, indent=1) + "\n"
    target.write(content.encode("utf-8", "surrogatepass"))
    say(words(f"已导出 {output}", f"Exported {output}"))
    return OK


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "output", type=click.Path(path_type=Path), required=True, help="写到哪个工作簿")
@click.option("--native/--udf", default=None, help="不带宏的版本，或带宏的版本；缺省换成另一种")
@force_option
@plainly
def convert(file: Path, output: Path, native: bool | None, force: bool) -> int:
    """同样的数据换成另一版本。The same inputs in the other edition."""
    from .checks.left_behind import left_behind
    from .evaluation import evaluate_file
    from .graph import NATIVE, UDF
    from .refresh import written_values
    from .workbook.save import require_extension, save
    from .workbook.target import Target

    target = Target.asked(output, force, file)
    evaluation = evaluate_file(file)
    target.ready()
    assert evaluation.loaded is not None
    if native is None:
        native = evaluation.loaded.edition == UDF
    edition = NATIVE if native else UDF
    require_extension(output, edition)
    save(
        evaluation.book,
        edition,
        target,
        evaluation.inputs,
        written_values(evaluation),
        evaluation.loaded.raw,
    )
    say(words(f"已转换为 {output}", f"Converted to {output}"))
    if left := left_behind(evaluation.loaded, output):
        say(words("没有带到新文件，请自行复制：", "Left behind, copy it yourself:"))
        say("\n".join(f"  {line}" for line in first(left)))
    return OK


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@plainly
def evaluate(file: Path, as_json: bool) -> int:
    """重算并给出结果。Evaluate from the inputs."""
    from .evaluation import evaluate_file
    from .report.summary import summary

    evaluation = evaluate_file(file)
    if as_json:
        say_json(evaluation.to_dict())
    else:
        say(summary(evaluation))
    return FOUND if evaluation.has_errors else OK


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@plainly
def check(file: Path, as_json: bool) -> int:
    """检查数据与文件。Check the data and the file."""
    from .checks.finding import ERROR
    from .report.summary import finding_lines
    from .review import review

    findings = review(file).findings
    if as_json:
        say_json([f.to_dict() for f in findings])
    else:
        say("\n".join(finding_lines(findings)) or words("没有发现问题", "Nothing found"))
        _counts(findings)
    return FOUND if any(f.severity == ERROR for f in findings) else OK


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@plainly
def acceptance(folder: Path) -> int:
    """生成表格软件验收工作簿。Write the workbooks that check themselves in Excel and WPS."""
    from .acceptance import write

    files = "\n".join(f"  {path}" for path in write(folder))
    click.echo(words(f"已生成：\n{files}", f"Wrote:\n{files}"))
    return OK


def _counts(findings: list[Any]) -> None:
    from .report.summary import counts

    say(counts(findings))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", type=click.Path(path_type=Path), required=True, help="报告放在哪个文件夹"
)
@click.option("--formats", default="xlsx,json", show_default=True, help="逗号分隔：xlsx、json")
@force_option
@plainly
def report(file: Path, output: Path, formats: str, force: bool) -> int:
    """导出评价报告。Export the evaluation report."""
    from .report import write
    from .report.write import FORMATS
    from .review import review
    from .workbook.exchange import InputProblem
    from .workbook.target import Existing

    kinds = list(dict.fromkeys(f.strip() for f in formats.split(",") if f.strip()))
    if not kinds:
        known = ", ".join(FORMATS)
        raise InputProblem(
            [
                words(
                    f"没有给出报告格式，可用：{known}",
                    f"No format of the report given; known: {known}",
                )
            ]
        )
    evaluation = review(file)
    try:
        existing = Existing.KEPT if force else Existing.REFUSED
        for path in write(evaluation, output, kinds, existing=existing):
            say(str(path))
    except ValueError as fault:
        raise InputProblem([str(fault)]) from None
    return FOUND if evaluation.has_errors else OK


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@plainly
def refresh(file: Path) -> int:
    """把计算值写回文件。Write computed values into the file, in place."""
    from .refresh import refresh as write_back
    from .review import review

    done = write_back(review(file))
    say(words(f"更新了 {done.written_cells} 个单元格", f"Updated {done.written_cells} cells"))
    if done.changed_parts:
        parts = ", ".join(done.changed_parts)
        say(
            words(
                f"改动的部件（其余逐字节不变）：{parts}",
                f"Changed parts (all others byte for byte the same): {parts}",
            )
        )
    return OK


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("cell")
@click.option("--depth", type=click.IntRange(0), default=None, help="只说明几层，缺省为全部")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@plainly
def explain(file: Path, cell: str, depth: int | None, as_json: bool) -> int:
    """说明一个单元格的数从哪里来，如 评价结果!E18。How a number came about."""
    from .report.explanation import explain_cell
    from .workbook.exchange import InputProblem

    try:
        said = explain_cell(file, cell, as_json, depth)
    except ValueError as fault:
        raise InputProblem([str(fault)]) from None
    say(said)
    return OK


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("parkeval_demo"))
@force_option
@plainly
def demo(folder: Path, force: bool) -> int:
    """生成示例园区、评价并导出报告。Build a sample park, evaluate it, export the report."""
    from .demo import run

    say(run(folder, force))
    return OK


for command in (template, weights, install, doctor, uninstall):
    main.add_command(command)
