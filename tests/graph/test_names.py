"""Defined names: in Chinese, declared, unlike each other, and those of before still lead to their
cells."""

from __future__ import annotations

import re

import pytest

from parkeval_xl import data
from parkeval_xl.evaluation import evaluate_file
from parkeval_xl.forms import Plan, declare
from parkeval_xl.forms.sheet import Static
from parkeval_xl.graph.formula import named
from parkeval_xl.graph.names import declared_name, former_name, former_region, rows
from parkeval_xl.workbook.layout import new_layout

from .. import store

NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9_]{1,29}")
MACHINES = ("settings", "accept")  # asked for by programs: the add-ins, the macro that tests itself
MATERIALS = tuple(m.id for m in data.materials() if m.has_method)
PLANS = [
    Plan(materials=MATERIALS, index="synergy_index"),
    Plan(materials=MATERIALS, index="synergy_index", schema=2),
    Plan(kind="index", index="dapeng", materials=()),
    Plan(kind="weights", index="synergy_index", materials=(), experts=15),
]


def test_the_rows_are_names_that_every_spreadsheet_takes() -> None:
    names = ["_".join(row) for row in rows().values()]
    assert len({n.lower() for n in names}) == len(names)  # spreadsheets ignore case
    for id, name in zip(rows(), names, strict=True):
        plain = re.sub(r"\{\w+\}", "", name).lstrip("_")
        assert NAME.fullmatch(plain) or plain in ("区域", "路线量_区域"), name
        chinese = bool(re.search("[\u4e00-\u9fff]", name))
        assert chinese != id.startswith(MACHINES), name


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: f"{p.kind} {p.index} {p.schema}")
def test_every_name_of_a_workbook_is_declared_and_unlike_the_others(plan: Plan) -> None:
    book = declare(plan)
    fields = {f.id: f.name for c in book.graph.order for f in named(c)}
    parts = {p.part.id: p.name for p in new_layout(book).parts}
    lists = [n for s in book.sheets for p in s.parts if isinstance(p, Static) for n in p.names]
    names = [*fields.values(), *parts.values(), *lists]
    assert len({n.lower() for n in names}) == len(names)
    assert all(NAME.fullmatch(n) for n in names)


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("scrap_copper.reduction", "废铜_减排量ER"),
        ("totals.leakage", "减排合计_泄漏合计"),
        ("e03.m12", "专家3矩阵12_区域"),
        ("levels2", "目标2档位_区域"),
        ("settings.plan", "settings_plan"),
    ],
)
def test_a_name_says_what_it_stands_for(id: str, name: str) -> None:
    assert declared_name(id) == name


def test_what_has_no_name_is_told() -> None:
    with pytest.raises(ValueError, match=r"names\.csv needs a row totals\.nothing"):
        declared_name("totals.nothing")


def test_a_file_with_the_names_of_before_gives_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Every name of the sample swapped for that of earlier versions, in definitions and
    formulas."""
    import io
    import zipfile

    book, _, _ = store.declared(store.SAMPLE)
    former = {f.name: former_name(f.id) for f in book.graph.fields.values() if _has_name(f.id)}
    former |= {p.name: former_region(p.part.id) for p in new_layout(book).parts}
    today = store.saved(store.SAMPLE)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(today)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/workbook.xml":
                text = content.decode()
                swapped = sum(f'name="{n}"' in text for n in former)
                for name, was in former.items():
                    text = text.replace(f'name="{name}"', f'name="{was}"')
                content = text.encode()
            new.writestr(old.getinfo(part), content)
    assert swapped > 300
    found = []
    for name, content in (("现.xlsx", today), ("前.xlsx", out.getvalue())):
        (tmp_path / name).write_bytes(content)
        found.append(evaluate_file(tmp_path / name).to_dict())
    assert found[0] == found[1]


def _has_name(id: str) -> bool:
    try:
        return bool(declared_name(id))
    except ValueError:
        return False
