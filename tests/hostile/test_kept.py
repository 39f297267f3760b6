"""Nothing that a person entered is lost without a word, and nothing that somebody wrote tells a lie
on the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.comments import Comment

from parkeval_xl import usage
from parkeval_xl.cli import main
from parkeval_xl.language import visible
from parkeval_xl.refresh import refresh
from parkeval_xl.review import review
from parkeval_xl.workbook.problems import FileProblem
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.target import UNFINISHED, Existing, Target, copies
from tests import store
from tests.campaign import first
from tests.edited import Edited
from tests.hostile.calls import call
from tests.store import LEAN

ENTERED = b"what a person entered"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("park")
    (folder / "park.json").write_text(json.dumps(store.export(LEAN)), encoding="utf-8")
    return store.copy(LEAN, folder / "park.xlsx")


WRITING: dict[str, tuple[str, Callable[[Path, Path], list[object]]]] = {
    "template": ("a.xlsx", lambda p, f: ["template", f / "a.xlsx", "--materials", "scrap_steel"]),
    "weights template": ("a.xlsx", lambda p, f: ["template", f / "a.xlsx", "--kind", "weights"]),
    "fill": ("a.xlsx", lambda p, f: ["fill", p.with_suffix(".json"), "-o", f / "a.xlsx"]),
    "convert": ("a.xlsm", lambda p, f: ["convert", p, "-o", f / "a.xlsm"]),
    "export": ("a.json", lambda p, f: ["export", p, "-o", f / "a.json"]),
    "report": ("示例园区（虚构）_2024_评价报告.json", lambda p, f: ["report", p, "-o", f]),
    "demo": ("示例园区_评价工作簿_无宏.xlsx", lambda p, f: ["demo", f]),
}


@pytest.mark.parametrize("command", first(len(WRITING) - 1, WRITING))
def test_a_file_that_is_there_is_kept(park: Path, tmp_path: Path, command: str) -> None:
    name, arguments = WRITING[command]
    (tmp_path / name).write_bytes(ENTERED)
    refused = run(*arguments(park, tmp_path))
    assert refused.exit_code == 2 and refused.output.count("\n") == 1
    assert f"“{name}”已存在" in refused.output and "--force" in refused.output
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {name: ENTERED}
    done = run(*arguments(park, tmp_path), "--force")
    assert done.exit_code in (0, 1), done.output
    assert (tmp_path / name).read_bytes() != ENTERED
    assert next(copies(tmp_path / name)).read_bytes() == ENTERED


def test_copies_are_numbered_and_none_is_made_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for content in (b"1", b"2", b"2", b"3"):
        Target(path, Existing.KEPT).write(content)
    names = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert names == {"a.json": b"3", "a_备份1.json": b"1", "a_备份2.json": b"2"}


def test_the_source_is_never_the_target(park: Path) -> None:
    for command in ("export", "convert"):
        refused = run(command, park, "-o", park, "--force")
        assert refused.exit_code == 2 and "读入的文件本身" in refused.output


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(FileProblem, match="不是普通文件"):
        Target(Path("/dev/null"), Existing.KEPT).write(b"x")


def test_what_was_saved_while_refresh_computed_is_kept(tmp_path: Path) -> None:
    path = store.copy(LEAN, tmp_path / "a.xlsx")
    evaluation = review(path)
    Edited(path.read_bytes()).put("物料台账", "A6", "后来改的名").save(path)
    saved = path.read_bytes()
    with pytest.raises(FileProblem) as caught:
        refresh(evaluation)
    assert caught.value.code == "TARGET_CHANGED" and path.read_bytes() == saved
    path.unlink()
    with pytest.raises(FileProblem):
        refresh(evaluation)
    assert not list(tmp_path.iterdir())


def excel_owner(name: str) -> bytes:
    """As Excel writes it: 165 bytes, the name in the code page and in UTF-16."""
    code = name.encode("gbk")
    wide = name.encode("utf-16-le")
    return bytes([len(code)]) + code.ljust(54) + len(name).to_bytes(2, "little") + wide.ljust(108)


OWNERS: list[tuple[str, bytes, str]] = [
    ("~$a.xlsx", excel_owner("王示例"), "王示例正用 Excel"),
    ("~$a.xlsx", b"", "有人正用 Excel"),
    (
        ".~lock.a.xlsx#",
        b",wang,pc,01.12.2026 09:00,file:///home/wang;",
        "wang正用 LibreOffice",
    ),
    (".~lock.a.xlsx#", "王示例,wang,pc,,;".encode(), "王示例正用 LibreOffice"),
    (".~a.xlsx", b"", "有人正用 WPS"),
]


@pytest.mark.parametrize(("mark", "content", "says"), OWNERS)
def test_a_file_that_is_open_is_left_alone(
    tmp_path: Path, mark: str, content: bytes, says: str
) -> None:
    path = store.copy(LEAN, tmp_path / "a.xlsx")
    before = path.read_bytes()
    (tmp_path / mark).write_bytes(content)
    for call_ in (("refresh", path), ("template", path, "--force")):
        refused = run(*call_)
        assert refused.exit_code == 2 and says in refused.output and mark in refused.output
    assert path.read_bytes() == before
    (tmp_path / mark).unlink()
    assert run("refresh", path).exit_code == 0


def test_what_a_killed_run_left_is_cleared_and_a_running_one_keeps_its_file(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / f".dead{UNFINISHED}").write_bytes(b"half")
    with (tmp_path / f".alive{UNFINISHED}").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        Target(tmp_path / "a.json").write(b"1")
        assert {p.name for p in tmp_path.iterdir()} == {"a.json", f".alive{UNFINISHED}"}


def test_convert_says_what_it_leaves_behind(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(store.copy(LEAN, tmp_path / "a.xlsx"))
    workbook["物料台账"]["A6"].comment = Comment("请核对", "评审")
    workbook.create_sheet("我的草稿")["A1"] = "=1+1"
    workbook["物料台账"]["BZ3"] = "见附件"
    place = load(tmp_path / "a.xlsx").layout.places["scrap_steel.reduction"]
    workbook["废钢铁"].cell(place.row + 1, place.column + 1).value = 123456.5
    workbook.save(tmp_path / "a.xlsx")
    done = run("convert", tmp_path / "a.xlsx", "-o", tmp_path / "b.xlsm")
    assert done.exit_code == 0
    said = done.output.splitlines()[1:]
    assert said[0].startswith("没有带到新文件")
    for words in (
        "自建的工作表“我的草稿”",
        "批注 1 处（物料台账!A6）",
        "1 格（物料台账!BZ3）",
        "废钢铁!",
    ):
        assert any(words in line for line in said), words


@pytest.mark.parametrize("to", ["b.xlsm", "b.xlsx"])
def test_convert_of_a_plain_workbook_leaves_nothing_behind(tmp_path: Path, to: str) -> None:
    path = store.copy(LEAN, tmp_path / "a.xlsx")
    done = run("convert", path, "-o", tmp_path / to, "--udf" if to.endswith("m") else "--native")
    assert done.exit_code == 0 and "没有带到新文件" not in done.output


# ---- the terminal --------------------------------------------------------------------------------
LIE = "甲公司\n检查结果：错误 0 项，警告 0 项，提示 0 项\x1b[2J\u202e\x9b1m"


@pytest.fixture(scope="module")
def lying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lie")
    path, plain = store.copy(LEAN, folder / "a.xlsx"), LIE.replace("\x1b", "")
    places = load(path).layout.places
    workbook = Edited(path.read_bytes())
    for id, row in (("park.name", None), ("ledger.enterprise", 0), ("ledger.enterprise", 3)):
        workbook.put(places[id].sheet, places[id].at(row), plain)
    return workbook.save(path) or path


@pytest.mark.parametrize("command", ["evaluate", "check", "explain", "export", "report"])
def test_a_name_prints_no_line_of_its_own(lying: Path, tmp_path: Path, command: str) -> None:
    more: dict[str, list[object]] = {
        "explain": ["物料台账!A6"],
        "export": ["-o", tmp_path / "a.json"],
        "report": ["-o", tmp_path],
    }
    done = run(command, lying, *more.get(command, []))
    assert "程序出错" not in done.output
    false = [line for line in done.output.splitlines() if line.startswith("检查结果：错误 0 项")]
    assert len(false) == (command == "evaluate")  # its own
    assert not set("\x1b\x9b\u202e") & set(done.output)
    if command in ("evaluate", "explain"):
        assert "甲公司\\n检查结果" in done.output


def test_json_for_programs_is_the_same_and_safe(lying: Path) -> None:
    done = run("evaluate", lying, "--json")
    assert not set("\x9b\u202e") & set(done.output)
    assert json.loads(done.output)["park"] == LIE.replace("\x1b", "")


def test_visible() -> None:
    assert (
        visible("a\tb\r\n\x1b\x7f\x9b\u202e\udcff園") == "a\\tb\\r\\n\\x1b\\x7f\\x9b\\u202e\\xff園"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are Unicode there")
@pytest.mark.parametrize("command", first(2, ["refresh", "doctor", "check", "export", "convert"]))
def test_names_of_files_that_are_not_utf8(tmp_path: Path, command: str) -> None:
    name = os.path.join(os.fsencode(tmp_path), b"\xb2\xe2\xca\xd4.xlsx")  # 测试 in GBK
    with open(name, "wb") as file:
        file.write(store.copy(LEAN, tmp_path / "a.xlsx").read_bytes())
    more = {"export": ["-o", name + b".json"], "convert": ["-o", name[:-5] + b".xlsm"]}
    done = call(command, name, *more.get(command, []))
    assert done.code == 0 and done.sound, done
    refused = call(command, name + b"x", *more.get(command, []))
    assert refused.code == 2 and "Traceback" not in refused.told


# ---- the last guard ------------------------------------------------------------------------------
class Panic(BaseException):
    """As a library written in Rust raises it."""


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError("x\ny"), RecursionError(), MemoryError(), Panic()]
)
def test_what_nobody_foresaw_is_one_line_and_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: BaseException
) -> None:
    def fail(_: object) -> None:
        raise fault

    monkeypatch.setattr("parkeval_xl.evaluation.evaluate_file", fail)
    monkeypatch.setattr(usage.tempfile, "tempdir", str(tmp_path))
    result = run("evaluate", "a.xlsx")
    assert result.exit_code == 2 and result.output.count("\n") == 1
    (log,) = tmp_path.iterdir()
    assert str(log) in result.output and type(fault).__name__ in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"a,b\n1,2\n"])
def test_doctor_refuses_a_file_as_other_commands_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    one, other = run("doctor", tmp_path / "a.xlsx"), run("check", tmp_path / "a.xlsx")
    assert one.exit_code == other.exit_code == 2 and one.output == other.output
    assert one.output.count("\n") == 1
