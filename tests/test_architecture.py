"""The house: imports go one way, and heavy or host-bound packages are imported where they
belong."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "parkeval_xl"
LAYERS = [
    "language",
    "limits",
    "uncollected",
    "core",
    "data",
    "functions",
    "graph",
    "forms",
    "workbook",
    "checks",
    "evaluation",
    "comparison",
    "weights",
    "review",
    "refresh",
    "report",
    "demo",
    "acceptance",
    "live",
    "hosts",
    "install",
    "usage",
    "cli_weights",
    "cli_template",
    "cli_install",
    "cli",
    "__main__",
]
ONLY_IN = {
    "xlwings": {"hosts/excel.py"},
    "openpyxl": {"workbook", "checks", "report"},
    "xlsxwriter": {"workbook", "checks", "report"},
    "lxml": {"workbook", "checks", "report"},
    "pandas": set(),
}
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def imports(path: Path) -> set[str]:
    """Absolute names of what a file imports."""
    package = ["parkeval_xl", *path.relative_to(PACKAGE).parts[:-1]]
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            out |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return out


def layer(name: str) -> str:
    """The layer of a file or module of the package."""
    return name.split("/", 1)[0].split(".", 1)[0]


def test_every_module_is_in_a_layer() -> None:
    there = {layer(str(p.relative_to(PACKAGE)).removesuffix(".py")) for p in FILES}
    assert there - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    own = layer(str(path.relative_to(PACKAGE)).removesuffix(".py"))
    if own == "__init__":  # hands on what is asked for, when it is
        return
    for name in imports(path):
        if name.startswith("parkeval_xl."):
            other = layer(name.removeprefix("parkeval_xl."))
            if other in LAYERS:
                assert LAYERS.index(other) <= LAYERS.index(own), f"{own} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_packages_are_imported_where_they_belong(path: Path) -> None:
    place = str(path.relative_to(PACKAGE))
    for package, allowed in ONLY_IN.items():
        used = any(name == package or name.startswith(package + ".") for name in imports(path))
        assert not used or place in allowed or place.split("/")[0] in allowed, (
            f"{place} imports {package}"
        )


def test_the_test_can_fail(tmp_path: Path) -> None:
    wrong = tmp_path / "x.py"
    wrong.write_text("from xlwings import Book\nimport lxml.etree\n")
    global PACKAGE
    keep, PACKAGE = PACKAGE, tmp_path
    try:
        assert {"xlwings", "xlwings.Book", "lxml.etree"} <= imports(wrong)
    finally:
        PACKAGE = keep
