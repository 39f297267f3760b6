"""Commands of the weights workbook: a blank one, and the accepted weights out of a filled one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from .language import words
from .usage import FOUND, OK, plainly


def write_weights_book(file: Path, edition: str, index: str, experts: int) -> int:
    """Write a blank weights workbook of an index."""
    from . import data
    from .core.weighting import MatrixProblem
    from .forms import Plan, declare
    from .forms.sheet import WEIGHTS_KIND
    from .workbook.exchange import InputProblem
    from .workbook.save import save

    if index not in data.indices():
        known = "、".join(data.indices())
        raise InputProblem(
            [words(f"没有指标体系“{index}”，可用：{known}", f"No index {index}; known: {known}")]
        )
    try:
        declared = declare(Plan(kind=WEIGHTS_KIND, index=index, experts=experts))
    except MatrixProblem as fault:
        raise InputProblem([str(fault)]) from None
    save(declared, edition, file)
    click.echo(words(f"已生成 {file}", f"Wrote {file}"))
    return OK


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", type=click.Path(path_type=Path), required=True, help="写到哪个 JSON 文件"
)
@plainly
def weights(file: Path, output: Path) -> int:
    """从指标权重工作簿取出各指标的权重。Take the accepted weights out of a weights workbook."""
    from .report.summary import counts, finding_lines
    from .weights import weights_of
    from .workbook.problems import problem

    found = weights_of(file)
    if found.findings:
        click.echo("\n".join([*finding_lines(found.findings), counts(found.findings)]))
    if not found.accepted:
        click.echo(
            words("权重未被接受，没有写出文件", "The weights are not accepted; nothing was written")
        )
        return FOUND
    beside = output.with_name(output.name + ".part")
    try:
        beside.write_text(
            json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        os.replace(beside, output)
    except OSError:
        what = words("没有权限或文件夹不存在", "no permission or no folder")
        raise problem("TARGET_NOT_WRITTEN", name=output.name, what=what) from None
    click.echo(words(f"已写出 {output}", f"Wrote {output}"))
    return OK
