"""JSON and plans that nobody should write: each is refused in words, whatever it holds."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parkeval_xl.cli import main
from parkeval_xl.forms import Plan
from parkeval_xl.forms.plan_rules import PlanProblem
from parkeval_xl.language import MOST
from parkeval_xl.workbook.exchange import InputProblem
from parkeval_xl.workbook.json_file import read_json
from tests import store
from tests.campaign import times
from tests.hostile.calls import call
from tests.store import LEAN

PLAN = json.loads(Plan(rows=12).to_json())


def told(folder: Path, content: str | bytes) -> list[str]:
    """What `fill` says of the content, after it has refused it and written nothing."""
    path = folder / "数据.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = CliRunner().invoke(main, ["fill", str(path), "-o", str(folder / "o.xlsx")])
    assert result.exit_code == 2 and "程序出错" not in result.output, result.output[:300]
    assert not (folder / "o.xlsx").exists()
    return result.output.strip().splitlines()


ONE_LINE: list[tuple[str, str | bytes, str]] = [
    ("doubled key", '{"inputs": {"park.name": "甲", "park.name": "乙"}}', "“park.name”写了 2 次"),
    (
        "doubled in a row",
        '{"inputs": {"ledger": [{"unit": "t", "unit": "kg"}]}}',
        "“unit”写了 2 次",
    ),
    ("another format", '{"format": "parkeval-xl/2", "inputs": {}}', "本版只认得 parkeval-xl/1"),
    ("a format that is none", '{"format": 1, "inputs": {}}', "本版只认得"),
    ("deep lists", "[" * 100_000, "嵌套层数过多"),
    ("deep objects", '{"a":' * 100_000, "嵌套层数过多"),
    ("5 000 digits", '{"inputs": {"park.area": ' + "9" * 5000 + "}}", "超出范围"),
    ("Infinity", '{"inputs": {"park.area": Infinity}}', "Infinity 超出范围"),
    ("-Infinity", '{"inputs": {"park.area": -Infinity}}', "-Infinity 超出范围"),
    ("NaN", '{"inputs": {"park.area": NaN}}', "超出范围"),
    ("1e400", '{"inputs": {"park.area": 1e400}}', "1e400 超出范围"),
    ("GBK", '{"inputs": {"park.name": "园区"}}'.encode("gbk"), "应为 UTF-8"),
    ("a lone half of a character", '{"inputs": {"park.name": "\\ud800"}}', "控制字符"),
    ("a plan that is none", '{"plan": 3}', "plan 应为一个对象"),
    ("no object", "3", "应为一个对象"),
]


@pytest.mark.parametrize(
    ("content", "says"), [x[1:] for x in ONE_LINE], ids=[x[0] for x in ONE_LINE]
)
def test_bad_json_is_one_line(tmp_path: Path, content: str | bytes, says: str) -> None:
    (line,) = told(tmp_path, content)
    assert says in line


PLANS: list[tuple[dict[str, Any], list[str]]] = [
    ({"rows": 99999}, ["物料台账的行数（rows）应为 10 到 20000 的整数，现为 99999"]),
    ({"rows": True}, ["现为 True"]),
    ({"rows": 12.0}, ["现为 12.0"]),
    (
        {"sizes": [["evidence", 20000], ["review", 20000], ["factors", 20000]]},
        ["各清单共 60012 行"],
    ),
    ({"sizes": [["evidence", 9], ["evidence", 8]]}, ["“evidence”重复"]),
    ({"sizes": 5}, ["sizes）的写法不对"]),
    ({"materials": ["scrap_steel", "scrap_steel"]}, ["（scrap_steel）写了 2 次"]),
    ({"materials": "scrap_steel"}, ["materials 应为物料编号的列表"]),
    ({"materials": []}, ["没有给出物料"]),
    ({"routes": [["scrap_steel", ["x"]]]}, ["没有路线“x”"]),
    ({"routes": [["scrap_copper", ["x"]]]}, ["不在 materials 中"]),
    ({"routes": [[["a"], 3]]}, ["routes）的写法不对"]),
    ({"index": "nowhere"}, ["没有指标体系“nowhere”"]),
    ({"kind": ["park"]}, ["没有工作簿种类"]),
    ({"factor_set": "best"}, ["没有因子口径“best”"]),
    ({"schema": 4}, ["格式版本（schema）应为 1 到 3"]),
    ({"row": 12}, ["plan 不认识“row”"]),
    (  # all at once
        {"year": 1, "rows": 0, "materials": ["gold"], "kind": "x"},
        ["评价年（year）", "物料台账的行数", "没有工作簿种类“x”", "没有物料“gold”"],
    ),
]


@pytest.mark.parametrize(("change", "says"), PLANS, ids=[str(p[0])[:40] for p in PLANS])
def test_a_bad_plan_is_refused_with_all_that_is_wrong(
    tmp_path: Path, change: dict[str, Any], says: list[str]
) -> None:
    lines = told(tmp_path, json.dumps({"plan": PLAN | change, "inputs": {}}))
    assert len(lines) == len(says), lines
    for line, word in zip(lines, says, strict=True):
        assert word in line


def test_the_command_line_and_json_have_the_same_limits(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["template", str(tmp_path / "a.xlsx"), "--rows", "20001"])
    assert result.exit_code == 2 and "应为 10 到 20000 的整数" in result.output
    with pytest.raises(PlanProblem, match="应为 10 到 20000 的整数"):
        Plan.of(PLAN | {"rows": 20001})
    assert Plan.of(PLAN | {"rows": 20000}).rows == 20000


def test_many_faults_are_a_few_lines(tmp_path: Path) -> None:
    lines = told(tmp_path, json.dumps({"inputs": {f"不知{i}": 1 for i in range(5000)}}))
    assert len(lines) == MOST + 1 and lines[-1] == f"……另有 {5000 - MOST} 项"


def test_a_key_clears_no_screen(tmp_path: Path) -> None:
    key = "\x1b[2J\r\n评价结论：符合\u202e" + "长" * 90_000
    (line,) = told(tmp_path, json.dumps({"inputs": {key: 1}}))
    assert line.startswith("没有数据项“\\x1b[2J\\r\\n评价结论：符合\\u202e") and len(line) < 200


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(65 << 20)
    with pytest.raises(InputProblem, match="不超过 64 MB"):
        read_json(path)
    with pytest.raises(InputProblem, match="读不到"):
        read_json(Path("/dev/zero"))


# ---- drawn ---------------------------------------------------------------------------------------
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 10**18, 10**400, 1e308, -0.0, "", " ", "x" * 40_000, "=1+1", "\x00",
    "\ud83d", "99999999999999999999", "1e999", "待填", "#N/A", [], [[]], {}, [{}], {"": {}}, [None],
    [{"unit": 1}] * 300, {"scrap_steel": {"w": {"value": []}}},
)  # fmt: skip


def drawn(rng: random.Random) -> str:
    """The export of a good park with a few places changed to anything."""
    data = json.loads(json.dumps(store.export(LEAN)))
    for _ in range(rng.randint(1, 4)):
        inner = [data["inputs"], data["inputs"], data["plan"]]
        where = rng.choice([data, *(x for x in inner if isinstance(x, dict))])
        key = rng.choice([*where, "x\ny", ""])
        value = rng.choice(VALUES)
        if isinstance(where.get(key), list) and where[key] and rng.random() < 0.5:
            row = rng.choice(where[key])
            if isinstance(row, dict) and row:
                row[rng.choice(list(row))] = value
                continue
        where[key] = value
    text = json.dumps(data)
    if rng.random() < 0.2:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(["", "{", '"', "\\u0000", "1e999", "NaN"]) + text[at + 1 :]
    return text


def test_drawn_json_is_filled_or_refused_in_words(tmp_path: Path) -> None:
    """In this process: a fault that nobody foresaw shows as the words of the last guard."""
    for seed in range(times(30)):
        path, out = tmp_path / "d.json", tmp_path / f"{seed}.xlsx"
        path.write_text(drawn(random.Random(seed)), encoding="utf-8")
        result = CliRunner().invoke(main, ["fill", str(path), "-o", str(out)])
        assert "程序出错" not in result.output, (seed, result.output)
        assert result.exit_code == (0 if out.exists() else 2), (seed, result.output)
        assert len(result.output.splitlines()) <= MOST + 2
        out.unlink(missing_ok=True)


def test_drawn_json_costs_little(tmp_path: Path) -> None:
    """In processes of their own, measured."""
    for seed in range(times(2)):
        path = tmp_path / "d.json"
        path.write_text(drawn(random.Random(f"measured {seed}")), encoding="utf-8")
        done = call("fill", path, "-o", tmp_path / "o.xlsx", "--force")
        assert done.sound, (seed, done)
