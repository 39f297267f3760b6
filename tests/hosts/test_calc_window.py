"""A person at Calc: opens the sample, types a figure, reads a finding, exports the report, saves.
PARKEVAL_PICTURES names a folder for pictures of it."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from parkeval_xl.graph import UDF
from parkeval_xl.live.actions import ACTIONS
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import to_json
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.refs import cell_name, fixed_name

from .. import store
from ..edited import Edited
from .calc_people import Desk
from .calc_window import Screen, missing, patiently, settle

CHINESE = (
    ("Office.Linguistic/General", "UILocale", "zh-CN"),
    ("Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
)
TITLE = "^园区评价$"
MAIN = "LibreOffice Calc$"
WARNING = "警告|Warning"
RECOVERY = "Document Recovery|文档恢复|Documents Are Being Saved"
TYPED = {
    ("intake", 2): "5530",
    ("disposed", 2): "1810",
    ("evidence", 2): "E104",
    ("intake", 3): "22950.5",
}  # into the ledger
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(missing()) and not os.environ.get("CI"),
        reason=f"a screen without a monitor needs {', '.join(missing())}",
    ),
]


def with_ways(file: Path, **fields: str) -> Path:
    """The file with names that can be typed on any keyboard, each leading to the first cell of a
    field."""
    workbook = Edited(file.read_bytes())
    for way, id in fields.items():
        place = load(file).layout.places[id]
        workbook.name(way, f"{place.sheet}!{fixed_name(place.row, place.column)}")
    return workbook.save(file)


@patiently
def test_a_person_fills_checks_exports_and_saves(installed: Desk, tmp_path: Path) -> None:
    file = store.copy(store.SAMPLE, tmp_path / "park.xlsm", UDF)
    with_ways(file, ledger_enterprise="ledger.enterprise", verdict_rates="verdict.rates")
    places = load(file).layout.places
    desk = installed.copy(tmp_path / "desk")
    settle(
        desk.profile, *CHINESE
    )  # without the Chinese language package the office speaks English: the keys are the same
    pictures = Path(os.environ.get("PARKEVAL_PICTURES") or tmp_path)
    with Screen(desk.profile, file, "--norestore") as screen:
        screen.wait(lambda: screen.shows(WARNING))  # of the macros, which stay disabled
        screen.keys("Return")
        screen.wait(lambda: screen.shows(MAIN))
        screen.go("ledger_enterprise")
        for (field, row), text in TYPED.items():
            screen.go(cell_name(*places[f"ledger.{field}"].at(row)))
            screen.type(text)
        screen.menu(1)
        screen.picture(pictures / "calc-menu.png")
        screen.keys("Return")
        screen.wait(lambda: screen.shows(TITLE))
        screen.picture(pictures / "calc-finding.png")
        screen.keys("Return")
        screen.wait(lambda: not screen.shows(TITLE))
        screen.menu(list(ACTIONS).index("export_report") + 1)
        screen.keys("Return")
        screen.wait(lambda: screen.shows(TITLE))
        screen.picture(pictures / "calc-report.png")
        screen.keys("Return")
        screen.wait(lambda: not screen.shows(TITLE))
        screen.go("verdict_rates")
        screen.menu(list(ACTIONS).index("explain_cell") + 1)
        screen.keys("Return")
        screen.wait(lambda: screen.shows(TITLE))
        screen.keys("alt+y")
        screen.wait(lambda: screen.shows("^单元格说明$"))
        screen.picture(pictures / "calc-explain.png")
        screen.keys("Return")
        screen.wait(lambda: not screen.shows("^单元格说明$"))
        before = file.stat().st_mtime_ns
        screen.keys("ctrl+s")
        screen.wait(lambda: file.stat().st_mtime_ns != before or screen.shows("格式|Format"))
        screen.keys("Return")  # keep the format
        screen.wait(lambda: file.stat().st_mtime_ns != before)
    reports = {
        p.suffix
        for p in tmp_path.iterdir()
        if p.is_file() and p != file and not p.name.startswith(".")
    }
    assert {".xlsx", ".pdf"} <= reports
    ledger = to_json(load(file))["inputs"]["ledger"]
    assert {at: str(ledger[at[1]][at[0]]).removesuffix(".0") for at in TYPED} == TYPED
    findings = [
        " ".join(map(str, row))
        for row in openpyxl.load_workbook(file)["检查结果"].iter_rows(values_only=True)
    ]
    assert [
        f for f in findings if "52600" in f and "5530 " in f and "物料台账" in f
    ]  # more used than there was


@patiently
def test_a_workbook_recovered_after_a_crash_is_saved_with_its_macros(
    installed: Desk, tmp_path: Path
) -> None:
    """Calc recovers it from a copy in its own format, into which no mending of ours has gone."""
    file = store.copy(store.LEAN, tmp_path / "park.xlsm", UDF)
    with_ways(file, ledger_enterprise="ledger.enterprise")
    place = load(file).layout.places["ledger.intake"].at(0)
    was = parts(file)
    desk = installed.copy(tmp_path / "desk")
    settle(desk.profile)
    with Screen(desk.profile, file) as screen:
        screen.wait(lambda: screen.shows(WARNING))
        screen.keys("Return")
        screen.wait(lambda: screen.shows(MAIN))
        screen.go("ledger_enterprise")
        screen.go(cell_name(*place))
        screen.type("4321.5")
        screen.crash()
        screen.wait(lambda: not screen.shows(MAIN) and screen.shows(RECOVERY))
        for _ in range(20):  # saved; recover; the warning of the macros; finish
            screen.wait(
                lambda: screen.shows(RECOVERY) or screen.shows(WARNING) or screen.shows(MAIN)
            )
            if screen.shows(MAIN) and not screen.shows(RECOVERY) and not screen.shows(WARNING):
                break
            screen.keys("Return")
        before = file.stat().st_mtime_ns
        screen.keys("ctrl+s")
        screen.wait(lambda: screen.shows("格式|Format"))
        screen.keys("Return")
        screen.wait(lambda: file.stat().st_mtime_ns != before)
    now = parts(file)
    assert now["xl/vbaProject.bin"] == was["xl/vbaProject.bin"]
    assert b'calcId="191029"' in now["xl/workbook.xml"]
    assert to_json(load(file))["inputs"]["ledger"][0]["intake"] == 4321.5
    assert not [
        f
        for f in review(file).findings
        if f.code in ("FORMULA_CHANGED", "FORMULA_LOST", "VALUE_STALE", "VALUE_NOT_CACHED")
    ]


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}
