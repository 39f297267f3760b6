"""Commands of the weights workbook: a blank one, and the accepted weights out of a filled one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .language import words
from .usage import FOUND, OK, force_option, plainly, say

if TYPE_CHECKING:
    from .workbook.target import Target


def write_weights_book(target: Target, edition: str, index: str, experts: int) -> int:
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
    save(declared, edition, target)
    say(words(f"已生成 {target.path}", f"Wrote {target.path}"))
    return OK


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", type=click.Path(path_type=Path), required=True, help="写到哪个 JSON 文件"
)
@force_option
@plainly
def weights(file: Path, output: Path, force: bool) -> int:
    """从指标权重工作簿取出各指标的权重。Take the accepted weights out of a weights workbook."""
    from .report.summary import counts, finding_lines
    from .weights import weights_of
    from .workbook.target import Target

    target = Target.asked(output, force, file)
    found = weights_of(file)
    if found.findings:
        say("\n".join([*finding_lines(found.findings), counts(found.findings)]))
    if not found.accepted:
        say(
            words("权重未被接受，没有写出文件", "The weights are not accepted; nothing was written")
        )
        return FOUND
    text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n"
    target.write(text.encode("utf-8", "surrogatepass"))
    say(words(f"已写出 {output}", f"Wrote {output}"))
    return OK
