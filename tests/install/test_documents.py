"""What docs/it.md and the acceptance list say of the program is what the program does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from parkeval_xl.install import conf, excel_host, security_checks, trust

ROOT = Path(__file__).parents[2]
IT = (ROOT / "docs" / "it.md").read_text(encoding="utf-8")
CHECKLIST = (ROOT / "docs" / "windows-checklist.md").read_text(encoding="utf-8")
BUTTONS = (
    "检查数据",
    "刷新结果",
    "导出评价报告",
    "解释此单元格",
    "下一处缺失",
    "写入核定差异",
    "帮助",
)  # of issue 5
NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "requests",
    "xmlrpc",
    "socketserver",
    "asyncio",
}


def test_the_policies_named_are_those_looked_at() -> None:
    for word in (
        "vbawarnings",
        "blockcontentexecutionfrominternet",
        "alllocationsdisabled",
        "allow user locations",
        "vbaoff",
        "ASRRules",
    ):
        assert word in IT and word in Path(security_checks.__file__).read_text(encoding="utf-8")
    for rule in security_checks.RULES:
        assert rule.guid in IT


def test_the_places_named_are_those_written_to() -> None:
    for path in (conf.path("%USERPROFILE%"), excel_host.record_path("%USERPROFILE%")):
        assert f"`{path}`" in IT
    assert security_checks.USER.format(version="16.0") + rf"\Trusted Locations\{trust.NAME}1" in IT


def test_every_button_has_a_step_and_no_step_is_called_done() -> None:
    lines = CHECKLIST.splitlines()
    steps = [s for s in lines if re.match(r"\| A?\d", s)]
    assert len(steps) == 32 and all(line.endswith("| 未执行 |") for line in steps)
    assert all(any(button in step for step in steps) for button in BUTTONS)
    assert "尚未在 Excel 中执行" in CHECKLIST and "尚未在真实的 Excel 中执行过" in IT


@pytest.mark.parametrize("folder", ["parkeval_xl", "addin"])
def test_nothing_here_talks_to_a_network(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
            assert not NETWORK & set(names), f"{path.name}: {names}"
