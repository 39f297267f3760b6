"""People see the titles of documents, never the codes that the data refer to them by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from parkeval_xl import data
from parkeval_xl.cli import main
from parkeval_xl.data.citing import cited
from parkeval_xl.functions import OPERATIONS, REGISTRY
from parkeval_xl.graph.explain import Tree
from parkeval_xl.graph.render import function_words
from parkeval_xl.graph.run import EFFECTIVE

from .. import store

CODE = re.compile(r"(?<![A-Za-z0-9_$!:])S[1-5](?![A-Za-z0-9_])")
QUOTED = re.compile(r'"[^"]*"')
FORMULA = re.compile(r"<f[^>]*>([^<]*)</f>")
TEXT = re.compile(
    r"<(?:a:|x:)?t(?: [^>]*)?>([^<]*)<|(?:prompt|promptTitle|error|errorTitle)=\"([^\"]*)\""
    r"|<(?:odd|even|first)(?:Header|Footer)>([^<]*)<"
)
TITLES = {"S1": "甲规范", "S2": "乙指南"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("S1 4.4.1", "《甲规范》4.4.1"),
        ("按S1列入场景一", "按《甲规范》列入场景一"),
        ("S1附录B未给", "《甲规范》附录B未给"),
        ("GB/T 33760；S1 4.5、附录A", "GB/T 33760；《甲规范》4.5、附录A"),
        ("S2 4.2(9)与S1 4.6", "《乙指南》4.2(9)与《甲规范》4.6"),
        ("SS1、S10、HS2、S1_x", "SS1、S10、HS2、S1_x"),
        ("S3 7", "S3 7"),  # no such document: its faults are told elsewhere
    ],
)
def test_a_code_becomes_a_title(text: str, shown: str) -> None:
    assert cited(text, TITLES) == shown


def test_a_code_becomes_a_title_in_english() -> None:
    assert cited("by S1 4.6, not S2", {"S1": "Spec", "S2": "Guide"}, True) == (
        "by Spec 4.6, not Guide"
    )


def shown_in(path: Path) -> Iterator[str]:
    """The texts of a workbook: cells, notes, words in formulas, prompts and messages of inputs,
    heads and feet of pages."""
    with ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".vml")):
                part = package.read(name).decode()
                yield from (unescape("".join(t)) for t in TEXT.findall(part))
                for formula in FORMULA.findall(part):
                    yield from QUOTED.findall(unescape(formula))


def assert_no_code(path: Path) -> None:
    texts = list(shown_in(path))
    assert len(texts) > 500
    assert not [t for t in texts if CODE.search(t)]


def test_the_sample_shows_no_code(tmp_path: Path) -> None:
    assert_no_code(store.copy(store.SAMPLE, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["park", "index", "weights", "dapeng"])
def test_no_blank_workbook_shows_a_code(kind: str, tmp_path: Path) -> None:
    run("template", str(tmp_path / "blank.xlsm"), "--kind", kind)
    assert_no_code(tmp_path / "blank.xlsm")


@pytest.mark.slow
def test_no_report_shows_a_code(tmp_path: Path) -> None:
    run("demo", str(tmp_path / "demo"))
    for report in (tmp_path / "demo").glob("*报告.xlsx"):
        assert_no_code(report)


def run(*words: str) -> str:
    """What a command says."""
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 0, found.output
    return found.output


def test_no_explanation_shows_a_code() -> None:
    declared, inputs, _ = store.declared(store.SAMPLE)
    tree = Tree(declared.graph.run(inputs), EFFECTIVE)
    for field in declared.graph.order:
        row = None if field.block is None else (field.only or (0,))[0]
        node = tree.cell(field, row)
        said = " ".join((node.label, node.note, node.clause, function_words(node.function)))
        assert not CODE.search(said), field.id


def test_no_finding_and_no_function_shows_a_code() -> None:
    for row in data.findings():
        assert not any(CODE.search(str(x)) for x in astuple(row)), row
    for function in (*REGISTRY.values(), *OPERATIONS.values()):
        said = (function.doc_zh, function.doc_en, function.words)
        helps = [h for p in function.params for h in (p.help_zh, p.help_en)]
        assert not any(CODE.search(t) for t in (*said, *helps)), function.name


def test_no_help_shows_a_code() -> None:
    for command in ([], *([name] for name in main.commands)):
        assert not CODE.search(run(*command, "--help"))


@pytest.mark.parametrize("page", ["manual.md", "method.md", "it.md", "calc.md"])
def test_no_page_for_users_shows_a_code(page: str) -> None:
    said = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    assert not CODE.search(said)
