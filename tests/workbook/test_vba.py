"""vbaProject.bin: the examples of [MS-OVBA], and three independent readers (olefile, olevba,
pyOpenVBA)."""

from __future__ import annotations

import importlib.metadata
import io
import re
import tomllib
import zipfile
from pathlib import Path

import olefile
import pytest
import xlwings
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project

from parkeval_xl import functions
from parkeval_xl.workbook.vba import cfb, compression, project, reader, sources, wrappers

from ..campaign import times

ROOT = Path(__file__).parents[2]
CODE_NAMES = ["Sheet1", "Sheet2", "Sheet3"]

# [MS-OVBA] 3.2: no, normal and maximum compression; the containers are printed there
EXAMPLES = [
    ("abcdefghijklmnopqrstuv.", "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E"),
    (
        "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        (
            "012FB000236161616263646582660070616768696A013808616B6C00306D6E6F700671027004107273"
            "747576107778797A003C"
        ),
    ),
    ("a" * 73, "0103B002614500"),
]


@pytest.mark.parametrize(("text", "container"), EXAMPLES)
def test_compression_agrees_with_the_specification(text: str, container: str) -> None:
    """As short as printed there; which of several equal matches a token copies is free."""
    assert compression.decompress(bytes.fromhex(container)) == text.encode()
    assert len(compression.compress(text.encode())) == len(bytes.fromhex(container))


SOURCE = st.text("aAbx \r\n'_(=)\"0", max_size=300).flatmap(
    lambda s: st.integers(1, 60).map(lambda n: (s * n).encode())
)


@given(SOURCE)
@settings(max_examples=times(60), deadline=None)
def test_compressed_text_comes_back_here_and_in_oletools(text: bytes) -> None:
    container = compression.compress(text)
    assert compression.decompress(container) == text
    assert not text or bytes(decompress_stream(bytearray(container))) == text


SIZES = (0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 200_000)


@given(st.lists(st.sampled_from(SIZES), max_size=40))
@settings(max_examples=times(40), deadline=None)
def test_olefile_reads_every_stream_of_the_compound_file(sizes: list[int]) -> None:
    streams = {f"S{number}": bytes([number + 1]) * size for number, size in enumerate(sizes)}
    file = cfb.write({"VBA": streams, "top": b"x"})
    with olefile.OleFileIO(io.BytesIO(file), raise_defects=olefile.DEFECT_INCORRECT) as ole:
        assert sorted(ole.listdir()) == sorted([["top"], *(["VBA", name] for name in streams)])
        for name, data in streams.items():
            assert ole.openstream(["VBA", name]).read() == data


def built() -> tuple[list[project.Module], bytes]:
    modules = sources.modules(CODE_NAMES)
    return modules, project.build(modules)


def lines(source: str) -> list[str]:
    return source.splitlines()


def test_every_reader_finds_every_module_with_the_source_put_in() -> None:
    modules, file = built()
    expected = {m.name: m.source for m in modules}
    assert reader.read(file) == expected
    olevba = VBA_Parser("vbaProject.bin", data=file).extract_macros()
    assert {Path(name).stem: lines(code) for _, _, name, code in olevba} == {
        n: lines(s) for n, s in expected.items()
    }
    container = CFB.from_bytes(file)
    theirs = parse_vba_project(container)
    assert theirs.validate(container) == []
    assert {m.name: m.source for m in theirs.modules} == expected
    assert not theirs.protection.has_password


def test_the_same_modules_give_the_same_bytes() -> None:
    first = built()[1]
    compression.compress.cache_clear()
    assert built()[1] == first


def shipped_with_xlwings(name: str) -> dict[str, str]:
    with zipfile.ZipFile(Path(xlwings.__file__).with_name(name)) as package:
        return reader.read(package.read("xl/vbaProject.bin"))


def test_the_xlwings_module_is_the_one_of_its_standalone_workbook() -> None:
    ours = next(m for m in sources.modules() if m.name == "xlwings")
    assert lines(shipped_with_xlwings("quickstart_standalone.xlsm")["xlwings"]) == lines(
        ours.source
    )


def test_document_modules_begin_as_excel_writes_them() -> None:
    """quickstart.xlsm was saved by Excel, with compiled code in front of the source."""
    theirs = shipped_with_xlwings("quickstart.xlsm")
    assert theirs["ThisWorkbook"] == project.module("ThisWorkbook", "workbook", "").source
    assert theirs["Sheet1"] == project.module("Sheet1", "sheet", "").source


@pytest.mark.parametrize("at", range(24, 80))
def test_a_byte_of_the_header_set_to_nothing_never_gives_a_traceback(at: int) -> None:
    """The header holds versions, sizes of sectors and counts ([MS-CFB] 2.2): a size of 2**0 and one
    of 2**9 confuse olefile in ways of their own."""
    file = bytearray(built()[1])
    for value in (0, 255):
        file[at] = value
        try:
            reader.read(bytes(file))
        except reader.ProjectError as error:
            assert "cannot be read" in str(error)


@given(st.data())
@settings(max_examples=times(150), deadline=None)
def test_a_damaged_project_is_refused_in_words(data: st.DataObject) -> None:
    file = bytearray(built()[1])
    for _ in range(data.draw(st.integers(1, 12))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(file)))
    try:
        reader.read(bytes(file[:cut] if data.draw(st.booleans()) else file))
    except reader.ProjectError as error:
        assert "cannot be read" in str(error)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("1st", "", "no name"),
        ("a" * 32, "", "no name"),
        ("总计", "", "no name"),
        ("A", 'x = "总计"', "line 1: VBA source must be ASCII"),
        ("A", "\n" + "x" * 1024, "line 2: 1024 characters"),
    ],
)
def test_what_vba_would_refuse_is_refused(name: str, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        project.module(name, "standard", text)


def test_two_modules_cannot_differ_by_case_only() -> None:
    with pytest.raises(ValueError, match="ignores case"):
        project.build([project.module("A", "standard", ""), project.module("a", "standard", "")])


def test_header_lines_of_an_export_are_not_doubled() -> None:
    text = (
        'VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1\nEND\nAttribute VB_Name = "Old"\nOption '
        "Explicit\n"
    )
    assert (
        project.module("New", "standard", text).source
        == 'Attribute VB_Name = "New"\r\nOption Explicit\r\n'
    )


OURS = [m for m in sources.modules(CODE_NAMES) if m.name != "xlwings"]


@pytest.mark.parametrize("module", OURS, ids=lambda m: m.name)
def test_our_modules_declare_what_they_use_and_start_nothing(module: project.Module) -> None:
    assert "\r\nOption Explicit\r\n" in module.source
    assert module.source.isascii() and "\n" not in module.source.replace("\r\n", "")
    assert not re.search(
        r"Workbook_Open|Workbook_Activate|Auto_?Open|Declare ", module.source, re.I
    )


def test_one_xlwings_version_everywhere() -> None:
    installed = importlib.metadata.version("xlwings")
    assert f"'Version: {installed}" in sources.xlwings_module()
    assert "BSD 3-clause license" in sources.xlwings_module()
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", sources.xlwings_module())) == {
        installed
    }
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    assert [d.replace(" ", "") for d in pinned if d.startswith("xlwings")] == [
        f"xlwings=={installed}"
    ]


def test_wrappers_are_those_the_registry_gives() -> None:
    """After a change: python -m parkeval_xl.workbook.vba.wrappers"""
    assert wrappers.generate() == sources.text(wrappers.FILE)


def test_each_function_has_a_wrapper_that_returns_real_errors() -> None:
    text = sources.text(wrappers.FILE)
    assert re.findall(r"^Function (\w+)\(", text, re.M) == sorted(functions.REGISTRY)
    calls = re.findall(r'^    (\w+) = ParkAnswer\("(\w+)", Array\(', text, re.M)
    assert calls == [(name, name) for name in sorted(functions.REGISTRY)]
